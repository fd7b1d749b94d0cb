"""Whether the write-ahead log beside a history still holds everything that was committed to it.

SQLite reads such a log up to the first frame that does not fit its checksum and silently leaves out the rest:
right after a power cut, where the rest is a transaction that was never acknowledged, and wrong after damage.
The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log and https://www.sqlite.org/walformat.html
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep

_HEADER = struct.Struct(">8I")
_FRAME_HEADER = struct.Struct(">6I")
_INDEX_HEADER = struct.Struct("=3I2BH8I")
_BACKFILLED = struct.Struct("=I")
_MAGIC, _VERSION = 0x377F0682, 3_007_000
_LOOKS, _PAUSE_S = 3, 0.01
_MEMORY_MAPS = Path("/proc/self/maps")

Salts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Index:
    """What the `-shm` file says of the log."""

    salts: Salts
    committed: int
    """Frames that were committed."""
    backfilled: int
    """Frames that are in the main file as well."""


@dataclass(frozen=True, slots=True)
class _Frame:
    salts: Salts
    commits: bool
    """Whether a transaction ends with it."""
    is_whole: bool


def has_lost_commits(path: Path) -> bool:
    """Whether committed transactions in the log beside the database at `path` cannot be read any more."""
    for _ in range(_LOOKS):
        index = _read_index(path)
        log = _read(_beside(path, "-wal"))
        if index != _read_index(path) or not _is_cut_short(log, index):
            return False
        sleep(_PAUSE_S)  # what another process is about to write is complete a moment later; damage stays
    return True


def _is_cut_short(log: bytes, index: _Index | None) -> bool:
    pending = index is not None and index.committed > index.backfilled
    if len(log) <= _HEADER.size:
        return pending
    header = _HEADER.unpack_from(log)
    salts = header[4], header[5]
    byte_order = ">" if header[0] & 1 else "<"
    if header[0] & ~1 != _MAGIC or _checksum(log[:24], byte_order, (0, 0)) != header[6:8]:
        return True
    frames = list(_frames(log, salts, byte_order, page_size=header[2], start=(header[6], header[7])))
    whole = next((number for number, frame in enumerate(frames) if not frame.is_whole), len(frames))
    readable = max((number + 1 for number in range(whole) if frames[number].commits), default=0)
    if index is not None and index.salts == salts:
        return pending and readable < index.committed
    # The last transaction may have been cut off while it was written; one before it was committed.
    ends = [number for number in range(whole, len(frames)) if frames[number].commits]
    return bool(ends) and any(frame.salts == salts for frame in frames[ends[0] + 1 :])


def _frames(
    log: bytes, salts: Salts, byte_order: str, *, page_size: int, start: tuple[int, int]
) -> Iterator[_Frame]:
    """The frames of this use of the log; what lies behind them is left from an earlier one."""
    checksum, is_whole = start, True
    size = _FRAME_HEADER.size + page_size
    for offset in range(_HEADER.size, len(log) - size + 1, size):
        _, pages, *found = _FRAME_HEADER.unpack_from(log, offset)
        of_frame = found[0], found[1]
        if is_whole:
            checksum = _checksum(log[offset : offset + 8], byte_order, checksum)
            checksum = _checksum(log[offset + _FRAME_HEADER.size : offset + size], byte_order, checksum)
            is_whole = of_frame == salts and checksum == (found[2], found[3])
        yield _Frame(of_frame, commits=pages > 0 and of_frame == salts, is_whole=is_whole)


def _checksum(data: bytes, byte_order: str, start: tuple[int, int]) -> tuple[int, int]:
    one, two = start
    words = iter(struct.unpack(f"{byte_order}{len(data) // 4}I", data))
    for word, next_word in zip(words, words, strict=True):
        one = (one + word + two) & 0xFFFFFFFF
        two = (two + next_word + one) & 0xFFFFFFFF
    return one, two


def _read_index(path: Path) -> _Index | None:
    """What the `-shm` file says; nothing if this process uses it: closing it would drop SQLite's locks."""
    shared = _beside(path, "-shm")
    maps = _read(_MEMORY_MAPS) if shared.exists() else b""
    if not maps or str(shared).encode() in maps:
        return None
    data = _read(shared)
    if len(data) < 2 * _INDEX_HEADER.size + _BACKFILLED.size:
        return None
    first, second = data[: _INDEX_HEADER.size], data[_INDEX_HEADER.size : 2 * _INDEX_HEADER.size]
    header = _INDEX_HEADER.unpack(first)
    if first != second or header[0] != _VERSION or not header[3]:
        return None
    salts = struct.unpack_from(">2I", data, 32)
    (backfilled,) = _BACKFILLED.unpack_from(data, 2 * _INDEX_HEADER.size)
    return _Index((salts[0], salts[1]), committed=header[6], backfilled=backfilled)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _beside(path: Path, suffix: str) -> Path:
    path = path.resolve()  # SQLite keeps its files beside the file that a link leads to
    return path.with_name(path.name + suffix)
