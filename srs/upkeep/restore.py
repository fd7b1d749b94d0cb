"""Put another history in the place of one, which is kept under a new name."""

import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.files import place
from srs.storage.history_errors import HistoryError, explaining
from srs.storage.history_file import sync_folder
from srs.upkeep.history_copy import copied, salvaged

_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes on which SQLite locks a file for as long as it is open (its os.h)."""


def restore(history: Path, source: Path, now: datetime) -> Path | None:
    """Puts a sound copy of `source` in the place of a history; returns where the replaced file is kept.

    `source` may be the history itself, of whose write-ahead log a part is lost. Raises `HistoryError` where
    the source is damaged or the history is open elsewhere; nothing has changed then.
    """
    history = history.resolve()
    is_itself = source.resolve() == history
    with _sole_use(history), (salvaged if is_itself else copied)(source) as copy, explaining(history):
        history.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{history.name}.", dir=history.parent) as folder:
            draft = Path(folder) / history.name
            shutil.copyfile(copy, draft)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            kept = _move_away(history, now)
            place(draft, history)
        sync_folder(history.parent)
    return kept


@contextmanager
def _sole_use(history: Path) -> Iterator[None]:
    """Raises `HistoryError` while another program has the file open, and keeps others out meanwhile."""
    if not history.exists():
        yield
        return
    try:
        import fcntl  # not on every system
    except ImportError:
        yield
        return
    with explaining(history):
        file = history.open("rb+")
    with file:
        # That of a process would end when it closes the file in another place.
        command = getattr(fcntl, "F_OFD_SETLK", fcntl.F_SETLK)
        lock = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _SHARED_FIRST, _SHARED_SIZE, 0)
        try:
            fcntl.fcntl(file, command, lock)
        except (BlockingIOError, PermissionError) as error:
            raise HistoryError(
                f"{history} is open in another program, such as a review: end that first; nothing was changed"
            ) from error
        yield


def _move_away(history: Path, now: datetime) -> Path | None:
    """Gives a history and its write-ahead log another name."""
    names = [history.with_name(history.name + suffix) for suffix in ("", "-wal")]
    with suppress(FileNotFoundError):
        history.with_name(f"{history.name}-shm").unlink()
    if not any(path.exists() for path in names):
        return None
    stem, number = f"{history.stem}.replaced-{now:%Y-%m-%d-%H%M%S}", 1
    kept = history.with_name(f"{stem}{history.suffix}")
    while kept.exists() or kept.with_name(f"{kept.name}-wal").exists():
        number += 1
        kept = history.with_name(f"{stem}-{number}{history.suffix}")
    for path, new in zip(names, (kept, kept.with_name(f"{kept.name}-wal")), strict=True):
        if path.exists():
            path.rename(new)
    return kept
