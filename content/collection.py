"""A folder with an `srs.toml` becomes a collection."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from content.characters import decode
from content.diagnostics import Diagnostic, Related, Severity, in_order
from content.errors import CollectionError, NoCollectionError
from content.markdown import parse_deck
from content.models import Collection, Deck, Note, NoteId, Span
from content.reporter import Reporter, did_you_mean
from content.source import Source

SETTINGS_FILE = "srs.toml"
_KEYS = frozenset({"title", "namespace", "decks"})
_NAMESPACE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


@dataclass(frozen=True)
class Loaded:
    """A collection as far as it could be read."""

    collection: Collection
    """Notes with errors are left out."""
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]
    """The files that were read, by their path."""

    def line(self, path: str, number: int) -> str:
        """The text of a line of one of its files."""
        source = self.sources.get(path)
        return source.line(number) if source else ""

    @property
    def has_errors(self) -> bool:
        """Whether something was left out."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def shipped_collection() -> Path:
    """The folder of the collection that ships with the program."""
    return Path(str(files("content"))) / "decks"


def find_collection(start: Path) -> Path | None:
    """The nearest folder with an `srs.toml`, from `start` upwards."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_FILE).is_file()), None)


def load(root: Path) -> Loaded:
    """Read a collection: everything that is wrong in it, in one go.

    Raises `NoCollectionError` if the folder has no `srs.toml`, and `CollectionError` if a file of it cannot
    be read.
    """
    report = Reporter(SETTINGS_FILE)
    settings = _read_settings(root, report)
    sources = {SETTINGS_FILE: settings.source}
    diagnostics = list(report.diagnostics)
    decks = []
    for file, name in _deck_files(settings.decks):
        path = file.relative_to(root).as_posix()
        parsed = parse_deck(path, _read(file), name=name)
        sources[path] = parsed.source
        diagnostics += parsed.diagnostics
        decks.append(parsed.deck)
    if not decks and not report.errors:
        report.warning(
            "no-decks",
            settings.source.line_span(1),
            "there is no deck in this collection",
            help="write a Markdown file there: see docs/deck-format.md",
        )
        diagnostics = list(report.diagnostics)
    decks, copies = _refuse_copied_ids(decks)
    collection = Collection(
        root=root,
        title=settings.title,
        namespace=settings.namespace,
        folder=(settings.decks or root).relative_to(root).as_posix(),
        decks=tuple(decks),
    )
    return Loaded(collection, tuple(in_order([*diagnostics, *copies])), sources)


@dataclass(frozen=True)
class _Settings:
    source: Source
    title: str
    namespace: str
    decks: Path | None
    """The folder of deck files; nothing if the settings are wrong."""


def _read_settings(root: Path, report: Reporter) -> _Settings:
    file = root / SETTINGS_FILE
    if not file.is_file():
        raise NoCollectionError(f"no {SETTINGS_FILE} in {root}: that folder is not a collection")
    source = decode(SETTINGS_FILE, _read(file), report) or Source(SETTINGS_FILE, "")
    values: dict[str, object] = {}
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2]) - 1) if place else (len(source.lines), 0)
        report.error(
            "bad-settings",
            source.part_span(line, column, column + 1),
            f"not valid TOML: {re.sub(r' [(]at .*', '', str(error)).lower()}",
            help='each line sets one key: `title = "PyTorch"`',
        )
    for key in values.keys() - _KEYS:
        report.error(
            "unknown-key", _key_span(source, key), f"`{key}` is not a setting", help=did_you_mean(key, _KEYS)
        )
    if report.errors:
        missing = ""
    else:
        missing = ", ".join(f"`{key}`" for key in ("title", "namespace") if key not in values)
    if missing:
        report.error(
            "missing-key",
            source.line_span(1),
            f"{SETTINGS_FILE} does not set {missing}",
            help='it needs a title and a namespace: `namespace = "pytorch.example"`',
        )
    for key in sorted(values.keys() & _KEYS):
        value = values[key]
        if not isinstance(value, str) or not value.strip():
            report.error(
                "bad-value", _key_span(source, key), f"`{key}` must be a text", help=f'write `{key} = "..."`'
            )
        elif key == "namespace" and not _NAMESPACE.fullmatch(value):
            report.error(
                "bad-value",
                _key_span(source, key),
                "a namespace is made of lower-case letters, digits, `.` and `-`",
                help='choose once, never change: `namespace = "pytorch.example"`',
            )
        elif key == "decks" and not (root / value).resolve().is_relative_to(root.resolve()):
            report.error(
                "bad-value",
                _key_span(source, key),
                "the folder of decks lies outside the collection",
                help='name a folder beside srs.toml: `decks = "decks"`',
            )
        elif key == "decks" and not (root / value).is_dir():
            report.error(
                "bad-value",
                _key_span(source, key),
                f"there is no folder `{value}` beside {SETTINGS_FILE}",
                help="make the folder, or name the one that holds the decks",
            )
    text = {key: value for key, value in values.items() if isinstance(value, str)}
    if report.errors:
        return _Settings(source, text.get("title", root.name), text.get("namespace", ""), None)
    return _Settings(source, text["title"].strip(), text["namespace"], root / text.get("decks", "decks"))


def _key_span(source: Source, key: str) -> Span:
    pattern = re.compile(rf"""\s*\[{{0,2}}\s*["']?({re.escape(key)})["']?\s*[].=]""")
    for number, line in enumerate(source.lines, start=1):
        found = pattern.match(line)
        if found:
            return source.part_span(number, found.start(1), found.end(1))
    return source.line_span(1)


def _deck_files(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """The deck files below a folder, each with the deck name that its path gives."""
    if folder is None:
        return
    for file in sorted(folder.rglob("*.md")):
        parts = file.relative_to(folder).with_suffix("").parts
        hidden = any(part.startswith((".", "_")) for part in parts)
        if file.is_file() and not hidden and file.name != "README.md":
            yield file, "::".join(parts)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CollectionError(f"cannot read {file}: {error.strerror}") from error


def _refuse_copied_ids(decks: list[Deck]) -> tuple[list[Deck], list[Diagnostic]]:
    """Keep the first note of each id, present or former; name both places of a copy."""
    first: dict[NoteId, Note] = {}
    found = []
    kept = []
    for deck in decks:
        notes = []
        for note in deck.notes:
            ids = {note.id, note.key}
            taken = next((taken for taken in sorted(ids) if taken in first), None)
            if taken is None:
                first.update(dict.fromkeys(ids, note))
                notes.append(note)
                continue
            original = first[taken]
            found.append(
                Diagnostic(
                    Severity.ERROR,
                    "duplicate-id",
                    note.path,
                    note.span,
                    f"the id `{taken}` is taken",
                    label="a copy",
                    help="give the copy an id of its own; the one that learners know keeps its id",
                    note=note.id,
                    related=(Related(original.path, original.span, "first used here"),),
                )
            )
        kept.append(deck.model_copy(update={"notes": tuple(notes)}))
    return kept, found
