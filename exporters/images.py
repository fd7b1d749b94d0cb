"""The image files that exports carry with them."""

from content.models import Collection, Image
from exporters.errors import ExportError


def read_image(collection: Collection, image: Image) -> bytes:
    """What the file of an image holds. Raises `ExportError`."""
    try:
        return (collection.root / image.path).read_bytes()
    except OSError as error:
        raise ExportError(f"cannot read the image {image.path}: {error.strerror}") from error
