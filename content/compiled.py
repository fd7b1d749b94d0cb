"""The compiled cache: what each deck file was found to say, so that only files that changed are read."""

import json
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from zlib import crc32

from content.cache_file import open_cache
from content.deck_files import DeckFile
from content.index import Listed, ListedDeck

SCHEMA = """
create table settings (
    stamp text not null, title text not null, namespace text not null, folder text not null,
    checksum text not null
) strict;
create table listing (
    path text primary key, name text not null, stamp text not null, digest text not null,
    listed text not null, checksum text not null
) strict, without rowid;
create table compiled (
    path text primary key, digest text not null, deck text not null, diagnostics text not null,
    likenesses text not null, checksum text not null
) strict, without rowid;
create table code (
    path text primary key, digest text not null, diagnostics text not null, checksum text not null
) strict, without rowid
"""

_CARDS = Listed._fields.index("cards")


class KnownSettings(NamedTuple):
    """What an `srs.toml` without mistakes sets."""

    title: str
    namespace: str
    folder: str


class Listing(NamedTuple):
    """What is known of a deck file."""

    stamp: str
    digest: str
    listed: ListedDeck


class Remembered(NamedTuple):
    """What a deck file was found to say, in JSON."""

    deck: str
    diagnostics: str
    likenesses: str
    """For each note: notes that ask the same have one in common."""


class CompiledCache:
    """The compiled decks of one collection.

    It holds JSON, which runs nothing when it is read, and it is never trusted: an entry that is damaged, or
    that was made from another file or by another version of this program, counts as none.
    """

    def __init__(self, path: Path | None, root: Path) -> None:
        self._connection = open_cache(path, SCHEMA, f"{root.resolve()}\n{_compiler()}")
        self._statements: list[tuple[str, tuple[str, ...]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):
            self.flush()
        self._connection.close()

    def settings(self, stamp: str) -> KnownSettings | None:
        """What the `srs.toml` with this stamp sets, if that is known."""
        for _, *values in self._rows("select * from settings where stamp = ?", stamp):
            return KnownSettings(*values)
        return None

    def put_settings(self, stamp: str, settings: KnownSettings) -> None:
        """Remember what the `srs.toml` with this stamp sets."""
        self._later("delete from settings")
        self._put("settings", stamp, *settings)

    def listings(self) -> dict[str, Listing]:
        """What is known of each deck file, by its path."""
        return self._listings("select * from listing")

    def listing(self, path: str) -> Listing | None:
        """What is known of one deck file."""
        return self._listings("select * from listing where path = ?", path).get(path)

    def compiled(self, path: str, digest: str) -> Remembered | None:
        """What a file with this digest says."""
        query = "select * from compiled where path = ? and digest = ?"
        for _, _, *values in self._rows(query, path, digest):
            return Remembered(*values)
        return None

    def put(self, file: DeckFile, digest: str, listed: ListedDeck, compiled: Remembered) -> None:
        """Remember what a file says."""
        self._put("compiled", file.path, digest, *compiled)
        self.put_listing(file, digest, listed)

    def code_diagnostics(self) -> dict[tuple[str, str], str]:
        """In JSON, what is wrong with the code of each deck, by its path and digest."""
        return {(path, digest): diagnostics for path, digest, diagnostics in self._rows("select * from code")}

    def put_code_diagnostics(self, path: str, digest: str, diagnostics: str) -> None:
        """Remember what is wrong with the code of a deck."""
        self._put("code", path, digest, diagnostics)

    def put_listing(self, file: DeckFile, digest: str, listed: ListedDeck) -> None:
        """Remember that a file is still what it was, though its stamp is another."""
        columns = list(
            zip(*listed.notes, strict=True)
        )  # read in half the time that a list for each note takes
        body = json.dumps([listed.tags, listed.errors, listed.has_images, columns])
        self._put("listing", file.path, listed.name, file.stamp, digest, body)

    def forget(self, path: str) -> None:
        """A file is gone."""
        for table in ("listing", "compiled", "code"):
            self._later(f"delete from {table} where path = ?", path)  # noqa: S608

    def flush(self) -> None:
        """Write what is to be remembered, all of it or nothing."""
        if not self._statements:
            return
        self._connection.execute("begin immediate")
        try:
            for statement, values in self._statements:
                self._connection.execute(statement, values)
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")
        self._statements.clear()

    def _listings(self, query: str, *values: str) -> dict[str, Listing]:
        listings = {}
        for path, name, stamp, digest, listed in self._rows(query, *values):
            with suppress(ValueError, TypeError, LookupError):
                listings[path] = Listing(stamp, digest, _listed_deck(path, name, json.loads(listed)))
        return listings

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        """The rows that are what was stored, less their checksums."""
        try:
            rows = self._connection.execute(query, values).fetchall()
        except sqlite3.Error:
            return []
        return [tuple(row) for *row, checksum in rows if checksum == _checksum(*row)]

    def _put(self, table: str, *values: str) -> None:
        places = ", ".join("?" * (len(values) + 1))
        self._later(f"insert or replace into {table} values ({places})", *values, _checksum(*values))  # noqa: S608

    def _later(self, statement: str, *values: str) -> None:
        self._statements.append((statement, values))


def _listed_deck(path: str, name: str, listed: list[object]) -> ListedDeck:
    tags, errors, has_images, columns = listed
    if not (isinstance(tags, list) and isinstance(errors, int) and isinstance(columns, list)):
        raise TypeError(path)
    if columns:
        columns[_CARDS] = map(tuple, columns[_CARDS])
    listed_notes = tuple(map(Listed._make, zip(*columns, strict=True)))
    return ListedDeck(path, name, tuple(tags), errors, bool(has_images), listed_notes)


def _checksum(*values: str) -> str:
    """Shows damage; it keeps nobody from forging what is derived from his own files."""
    return f"{crc32(chr(0).join(values).encode()):08x}"


def _compiler() -> str:
    """What compiles: the same for the same code."""
    here = Path(__file__).parent
    stats = []
    for folder in (here, here / "verify"):
        with os.scandir(folder) as entries:
            stats += [
                (entry.path, entry.stat().st_mtime_ns, entry.stat().st_size)
                for entry in entries
                if entry.name.endswith(".py")
            ]
    return json.dumps(sorted(stats))
