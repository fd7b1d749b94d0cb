"""The deck files of a collection, as the disk has them."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from content.errors import CollectionError

_MARGIN_NS = 2_000_000_000
"""How coarse the clock of a file system may be: FAT counts in steps of two seconds."""


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A file that is there."""

    path: str
    """Relative to the collection's root, with forward slashes."""
    name: str
    """The deck's name unless its front matter sets one."""
    stamp: str
    """The same as long as its name and what it holds are.

    Empty if the file changed so lately that a later change might not show.
    """


def find_deck_files(root: Path, folder: str, now_ns: int) -> list[DeckFile]:
    """Every `.md` file below `folder`, but for `README.md` and names that begin with `.` or `_`.

    In the order of their paths. `now_ns` is the time since 1970.
    """
    files = []
    top = os.path.join(root, folder)  # noqa: PTH118 - ten thousand Paths would take longer than the reading
    for parent, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        below = parent[len(top) :].strip("/\\").replace(os.sep, "/")
        for name in names:
            if not name.endswith(".md") or name.startswith((".", "_")) or name == "README.md":
                continue
            path = PurePosixPath(folder, below, name).as_posix()
            file = deck_file(root, folder, path, now_ns)
            if file is not None:
                files.append(file)
    return sorted(files, key=lambda file: file.path.split("/"))


def deck_file(root: Path, folder: str, path: str, now_ns: int) -> DeckFile | None:
    """The deck file at `path`, relative to the root; nothing if there is none."""
    stamp = stamp_of(os.path.join(root, path), now_ns)  # noqa: PTH118
    if stamp is None:
        return None
    name = "::".join(PurePosixPath(path).relative_to(folder).with_suffix("").parts)
    return DeckFile(path, name, stamp and f"{stamp} {name}")


def stamp_of(file: str | Path, now_ns: int) -> str | None:
    """What changes whenever the file does; nothing if it is no file."""
    try:
        status = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    changed_ns = max(status.st_ctime_ns, status.st_mtime_ns)
    if not changed_ns < now_ns - _MARGIN_NS:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def read_file(file: Path) -> bytes:
    """What a file holds. Raises `CollectionError`."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CollectionError(f"cannot read {file}: {error.strerror}") from error


def digest_of(data: bytes) -> str:
    """The same for files that hold the same."""
    from hashlib import sha256  # slow to import, and unchanged files are not read

    return sha256(data).hexdigest()
