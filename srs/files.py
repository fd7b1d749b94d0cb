"""Files that appear whole or not at all, and take the place of no other."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import EEXIST
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.errors import SrsError

_WRITABLE = 0o222


class CannotWriteError(SrsError):
    """The file system refuses; nothing was written."""


class FileThereError(SrsError):
    """A file is there already, and stays as it is."""

    exit_code = 2


def create(files: Mapping[Path, bytes]) -> None:
    """Write new files, with the folders they lie in: all of them or none, in their order.

    Raises `FileThereError` and `CannotWriteError`.
    """
    for path in files:
        if os.path.lexists(path):
            raise _there(path)
    with ExitStack() as undo:
        for path, data in files.items():
            with _explaining(path):
                for folder in _missing_folders(path):
                    folder.mkdir()
                    undo.callback(_remove_folder, folder)
                with _draft(path, (data,)) as draft:
                    try:
                        place(draft, path)
                    except FileExistsError as error:
                        raise _there(path) from error
                undo.callback(path.unlink, missing_ok=True)
        undo.pop_all()


def create_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a new file part by part; it takes its name when it is whole.

    Raises `FileThereError` and `CannotWriteError`.
    """
    if os.path.lexists(path):
        raise _there(path)
    with _explaining(path), _draft(path, parts) as draft:
        try:
            place(draft, path)
        except FileExistsError as error:
            raise _there(path) from error


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Change what a file holds from `old` to `new`, unless somebody else has changed it meanwhile.

    Raises `CannotWriteError`.
    """
    path = path.resolve()  # a symbolic link stays one
    with _explaining(path), _draft(path, (new,)) as draft:
        if not (path.stat().st_mode & _WRITABLE and os.access(path, os.W_OK)):
            raise CannotWriteError(f"{path} is read-only, and was left as it is: make it writable first")
        shutil.copymode(path, draft)
        if path.read_bytes() != old:
            raise CannotWriteError(f"{path} was changed by another program meanwhile: try again")
        draft.replace(path)


def place(draft: Path, path: Path) -> None:
    """Give a draft its name in the same folder. Raises `FileExistsError` rather than replace a file."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(EEXIST, os.strerror(EEXIST), path) from None
        draft.rename(path)


@contextmanager
def _draft(path: Path, parts: Iterable[bytes]) -> Iterator[Path]:
    """A file of these parts in a hidden folder beside `path`."""
    with TemporaryDirectory(prefix=".srs-", dir=path.parent) as folder:
        draft = Path(folder) / "draft"
        with draft.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())  # a name on disk without what it names would be a lost file
        yield draft


def _missing_folders(path: Path) -> list[Path]:
    """The folders of a path that are not there, outermost first."""
    return [folder for folder in reversed(path.parents) if not folder.exists()]


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):  # somebody else put something there
        folder.rmdir()


def _there(path: Path) -> FileThereError:
    return FileThereError(
        f"{path} is there already, and was left as it is: move it away, or take another name"
    )


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotWriteError(
            f"cannot write {path}: {error.strerror}. Make room for it, or choose another place"
        ) from error
