"""Names of PyTorch in prose: each is looked up in the PyTorch that runs the answers."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from content.diagnostics import Diagnostic, Severity
from content.models import Allowed, Code, Deck, Frozen, Name, NoteId, Role, Span
from content.names import ALIASES
from content.verify.cache import machine_of
from content.verify.executor import Executor
from content.verify.plan import Run, Stage, Step
from content.verify.source import assigned_names
from content.verify.toolchain import Toolchain

LOOKUP = Path(__file__).parent / "lookup.py"
NAMES_PER_RUN = 500
MAX_FAILED_RUNS = 20
UNKNOWN, DEPRECATED = "unknown-name", "deprecated-name"


class Known(Frozen):
    """What PyTorch knows of a name."""

    name: str
    is_known: bool
    nearest: tuple[str, ...]
    """Names that may have been meant."""
    deprecated: str
    """What PyTorch says of a name that it wants nobody to use; empty for the others."""


_KNOWN: TypeAdapter[Known] = TypeAdapter(Known)


class Prose:
    """The names in the prose of a collection."""

    def __init__(self, decks: Sequence[Deck]) -> None:
        self._parts = [part for deck in decks for part in _parts_of(deck)]

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be looked up."""
        return tuple(sorted({name.full for part in self._parts for name in part.names}))

    def diagnostics(self, known: Iterable[Known], torch: str) -> list[Diagnostic]:
        """What is wrong with the names, and with comments that allow it for nothing.

        `torch` is the version that knows them.
        """
        by_name = {one.name: one for one in known}
        release = torch.partition("+")[0]
        found = [found for part in self._parts for found in part.diagnostics(by_name, release)]
        return list(dict.fromkeys(found))


class _Part(Frozen):
    """A note, or what introduces a deck."""

    path: str
    note: NoteId | None
    names: tuple[Name, ...]
    allowed: tuple[Allowed, ...]

    def diagnostics(self, known: dict[str, Known], torch: str) -> Iterator[Diagnostic]:
        allowed = {one.code: one for one in self.allowed if one.code in (UNKNOWN, DEPRECATED)}
        broken = set[str]()
        for name in self.names:
            found = known.get(name.full)
            if found is None:
                yield self._not_looked_up(name, torch)
                continue
            if found.is_known and not found.deprecated:
                continue
            code = DEPRECATED if found.is_known else UNKNOWN
            broken.add(code)
            if code not in allowed:
                yield self._deprecated(name, found) if found.is_known else self._unknown(name, found, torch)
        for code in allowed.keys() - broken:
            wrong = "unknown" if code == UNKNOWN else "deprecated"
            yield self._diagnostic(
                Severity.WARNING,
                "unused-allow",
                allowed[code].span,
                f"no name here is {wrong} to PyTorch {torch}",
                help="delete the comment",
            )

    def _unknown(self, name: Name, found: Known, torch: str) -> Diagnostic:
        *others, last = [f"`{_as_written(one, name)}`" for one in found.nearest] or [""]
        meant = f"{', '.join(others)} or {last}" if others else last
        return self._diagnostic(
            Severity.ERROR,
            "unknown-name",
            name.span,
            f"PyTorch {torch} has no `{name.written}`",
            help=(f"did you mean {meant}? " if meant else "correct it. ")
            + f"If the wrong name is the point: <!-- srs: allow {UNKNOWN}: the reason -->",
        )

    def _not_looked_up(self, name: Name, torch: str) -> Diagnostic:
        return self._diagnostic(
            Severity.ERROR,
            "unknown-name",
            name.span,
            f"`{name.written}` could not be looked up in PyTorch {torch}",
            help="try again; if it is always so, the import of that module does not come to an end here",
        )

    def _deprecated(self, name: Name, found: Known) -> Diagnostic:
        return self._diagnostic(
            Severity.WARNING,
            "deprecated-name",
            name.span,
            f"`{name.written}` is deprecated",
            notes=(found.deprecated,),
            help="name what PyTorch wants in its place. "
            f"If the old name is the point: <!-- srs: allow {DEPRECATED}: the reason -->",
        )

    def _diagnostic(
        self,
        severity: Severity,
        code: str,
        span: Span,
        message: str,
        *,
        notes: tuple[str, ...] = (),
        help: str,
    ) -> Diagnostic:
        return Diagnostic(severity, code, self.path, span, message, notes=notes, help=help, note=self.note)


async def look_up(names: Sequence[str], executor: Executor) -> list[Known]:
    """What PyTorch knows of some names; it is asked only for those that are not remembered.

    Names that cannot be looked up are left out.
    """
    known = {}
    for name in names:
        text = executor.cache.recall(_key(name, executor.toolchain))
        with suppress(ValidationError):
            known[name] = _KNOWN.validate_json(text or "")
    unknown = [name for name in names if name not in known]
    for found in await _ask(unknown, executor):
        known[found.name] = found
        executor.cache.remember(_key(found.name, executor.toolchain), found.model_dump_json())
    return list(known.values())


async def _ask(names: Sequence[str], executor: Executor) -> list[Known]:
    """What is known of as many of the names as possible: one that ends its run is found by halving."""
    known: list[Known] = []
    waiting = [names[start : start + NAMES_PER_RUN] for start in range(0, len(names), NAMES_PER_RUN)]
    failed = 0
    while waiting and failed < MAX_FAILED_RUNS:
        some = waiting.pop()
        found = await _ask_once(some, executor)
        if [one.name for one in found] == list(some):
            known += found
            continue
        failed += 1
        if len(some) > 1:
            middle = len(some) // 2
            waiting += [some[:middle], some[middle:]]
    return known


async def _ask_once(names: Sequence[str], executor: Executor) -> list[Known]:
    source = LOOKUP.read_text(encoding="utf-8").replace(
        "NAMES: list[str] = []\n", f"NAMES = {json.dumps(names)}\n"
    )
    code = Code(role=Role.ANSWER, language="python", source=source, span=Span(1, 1, 1, 2), first_line=1)
    printed = await executor.printed(Run((Step(Stage.ANSWER, code),)))
    try:
        return [_KNOWN.validate_json(line) for line in (printed or "").splitlines()]
    except ValidationError:
        return []


def _parts_of(deck: Deck) -> Iterator[_Part]:
    setup = [code.source for code in deck.setup if code.is_python]
    yield _part(deck.path, None, deck.names, deck.allowed, setup)
    for note in deck.notes:
        code = [*setup, *(code.source for code in note.code if code.is_python)]
        yield _part(note.path, note.id, note.names, note.allowed, code)


def _part(
    path: str, note: NoteId | None, names: Iterable[Name], allowed: tuple[Allowed, ...], code: Sequence[str]
) -> _Part:
    """The names that are PyTorch's: one that begins with a variable of the code is not."""
    roots = {_root(name) for name in names} - {"torch"}
    own = {root for root in roots if any(root in one and root in assigned_names(one) for one in code)}
    theirs = tuple(name for name in names if _root(name) not in own)
    return _Part(path=path, note=note, names=theirs, allowed=allowed)


def _as_written(full: str, like: Name) -> str:
    """A name with the alias that the author uses."""
    alias = _root(like)
    prefix = f"{ALIASES[alias]}."
    return f"{alias}.{full.removeprefix(prefix)}" if full.startswith(prefix) else full


def _root(name: Name) -> str:
    return name.written.partition(".")[0]


def _key(name: str, toolchain: Toolchain) -> str:
    content = ["name", name, *machine_of(toolchain)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
