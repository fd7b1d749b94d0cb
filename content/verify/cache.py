"""Remember outcomes by the content of everything that can change them."""

import hashlib
import hmac
import json
import sqlite3
from contextlib import suppress
from dataclasses import astuple
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from content.cache_file import open_cache
from content.verify.outcome import Outcome
from content.verify.plan import Run
from content.verify.toolchain import Toolchain

SCHEMA = """
create table outcome (
    key text primary key,
    outcome text not null,
    signature text not null
) strict, without rowid
"""


def key_of(run: Run, toolchain: Toolchain) -> str:
    """The same for runs that must have the same outcome: paths and lines are no part of it."""
    content = [
        [[step.stage, step.code.source, step.code.raises, step.code.is_session] for step in run.steps],
        [check.source for check in run.checks],
        run.output and run.output.source,
        run.is_probed,
        run.is_canary,
        run.seed,
        run.is_mutant,
        machine_of(toolchain),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def machine_of(toolchain: Toolchain) -> list[str]:
    """What an outcome depends on besides the content of its run."""
    return [*astuple(toolchain), harness()]


class OutcomeCache:
    """The outcomes in one SQLite file, or in memory only.

    It saves time and nothing else: whatever is wrong with the file, the runs are made again. Entries are
    signed with `signing_key`, and those that another key signed are not believed.
    """

    def __init__(self, path: Path | None, signing_key: bytes = b"") -> None:
        self._path = path
        self._signing_key = signing_key
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        self._connection = open_cache(self._path, SCHEMA, "signed outcomes")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def get(self, key: str) -> Outcome | None:
        """The outcome remembered for `key`, if it can be trusted to be what was stored."""
        text = self.recall(key)
        with suppress(ValidationError):
            return None if text is None else Outcome.model_validate_json(text)
        return None

    def put(self, key: str, outcome: Outcome) -> None:
        """Remember `outcome`; at once, so that an interrupted build loses nothing."""
        self.remember(key, outcome.model_dump_json())

    def recall(self, key: str) -> str | None:
        """The text remembered for `key`, if it can be trusted to be what was stored."""
        assert self._connection is not None
        with suppress(sqlite3.Error):
            found = self._connection.execute("select outcome, signature from outcome where key = ?", (key,))
            for text, signature in found:
                if hmac.compare_digest(signature, self._signature(key, text)):
                    return str(text)
        return None

    def remember(self, key: str, text: str) -> None:
        """Remember a text under `key`."""
        assert self._connection is not None
        with suppress(sqlite3.Error):
            self._connection.execute(
                "insert or replace into outcome values (?, ?, ?)", (key, text, self._signature(key, text))
            )

    def _signature(self, key: str, text: str) -> str:
        return hmac.digest(self._signing_key, f"{key}\n{text}".encode(), "sha256").hex()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@cache
def harness() -> str:
    """A hash of what makes, runs and judges runs."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
