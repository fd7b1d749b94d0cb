"""The images of a collection as the media files of an Anki package."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from content.models import Collection
from exporters.images import read_image


@dataclass(frozen=True, slots=True)
class Media:
    """One file of Anki's single folder of media."""

    name: str
    """Made from what the file holds, because Anki never updates a file that it has."""
    data: bytes


def media_of(collection: Collection) -> Mapping[str, Media]:
    """The media file of each image, by its path. Raises `ExportError` where an image cannot be read."""
    return {image.path: _media(image.path, read_image(collection, image)) for image in collection.images}


def _media(path: str, data: bytes) -> Media:
    return Media(f"srs-{sha256(data).hexdigest()[:32]}{PurePosixPath(path).suffix.lower()}", data)
