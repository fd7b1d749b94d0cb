"""Checked content becomes the files that others read."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path, PurePosixPath

from content.collection import Loaded
from content.models import NoteId
from exporters.anki.lock import LOCK_FILE, Lock, read_lock
from exporters.anki.package import build_package
from exporters.errors import ExportError
from exporters.images import read_image
from exporters.markdown import study_sheet
from srs.errors import SrsError


class BuildError(SrsError):
    """Nothing could be built, and nothing was written."""


class MisplacedError(BuildError):
    """The folder to write into is one that decks are read from."""

    exit_code = 2


@dataclass(frozen=True)
class Built:
    """The files that a build wrote."""

    files: tuple[Path, ...]
    cards: int
    retired: tuple[NoteId, ...]
    """The notes that vanished since the last build: learners keep their history."""
    returned: tuple[NoteId, ...]
    """The notes that had vanished and are back, with their progress."""


def build(loaded: Loaded, out: Path, *, now_s: int) -> Built:
    """Write the Anki package, and a study sheet for each deck, into the folder `out`.

    `now_s` is the time (in seconds since 1970) that changed notes are stamped with. All files are written,
    or none. Raises `BuildError`.
    """
    collection = loaded.collection
    decks_folder = collection.root / collection.folder
    if out.resolve().is_relative_to(decks_folder.resolve()):
        raise MisplacedError(
            f"{out} lies in the folder of decks, so its study sheets would be read as decks: "
            "choose another folder with `srs build -o DIR`"
        )
    lock_path = collection.root / LOCK_FILE
    try:
        old_lock = read_lock(lock_path)
        package, lock = build_package(collection, old_lock, now_s)
    except ExportError as error:
        raise BuildError(str(error)) from error
    outputs = {out / f"{_file_name(collection.title) or collection.namespace}.apkg": package}
    for deck in collection.decks:
        path = out / PurePosixPath(deck.path).relative_to(collection.folder)
        outputs[path] = study_sheet(deck).encode()
    try:
        for image in collection.images:
            path = out / PurePosixPath(image.path).relative_to(collection.folder)
            outputs[path] = read_image(collection, image)
    except ExportError as error:
        raise BuildError(str(error)) from error
    _replace(outputs if lock == old_lock else {**outputs, lock_path: lock.to_json().encode()})
    return Built(
        tuple(outputs),
        cards=sum(len(note.cards) for note in collection.notes),
        retired=_added(old_lock, lock),
        returned=_added(lock, old_lock),
    )


def _added(before: Lock, after: Lock) -> tuple[NoteId, ...]:
    """The notes that are retired after and were not before; one whose kind changed is still there."""
    there = {entry.id for entry in after.notes.values() if entry.retired_s is None}
    retired = {entry.id for entry in before.retired}
    return tuple(entry.id for entry in after.retired if entry.id not in retired | there)


def _file_name(title: str) -> str:
    return re.sub(r"[^\w.-]+", "-", title.lower()).strip("-.")


def _replace(files: Mapping[Path, bytes]) -> None:
    """Write files as wholes: first all of them beside their places, then each into its place."""
    with ExitStack() as leftovers:
        parts = {}
        for path, data in files.items():
            part = parts[path] = path.with_name(f".{path.name}.part")
            leftovers.callback(_remove, part)
            with _explaining(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(data)
                if path.is_dir():
                    raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        for path, part in parts.items():
            with _explaining(path):
                part.replace(path)


def _remove(part: Path) -> None:
    with suppress(OSError):  # where nothing could be written, nothing can be removed either
        part.unlink()


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"cannot write {path}: {error.strerror}. Make room for it, or choose another folder with "
            "`srs build -o DIR`"
        ) from error
