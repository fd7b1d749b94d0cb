"""New collections, decks and notes, written from templates."""

import json
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import yaml

from content.characters import check_characters
from content.cloze import find_deletions
from content.collection import Loaded
from content.diagnostics import Diagnostic, Severity
from content.markdown import ParsedDeck, parse_deck
from content.models import Collection, Deck, NoteId
from content.reporter import Reporter
from content.roots import SETTINGS_FILE
from content.schemas import settings_schema
from content.settings import NAMESPACE
from content.source import Source
from content.templates import filled
from srs.config.schema import review_schema
from srs.errors import BrokenContentError, SrsError
from srs.files import create, replace
from srs.ids import free_id, known_ids
from srs.usable import usable

SCHEMA_FILE = "srs.schema.json"


class Kind(StrEnum):
    """The kind of a note."""

    BASIC = "basic"
    CLOZE = "cloze"
    CHOICE = "choice"
    EXPLAIN = "explain"


class NewNote(NamedTuple):
    """A note that was added to a deck."""

    id: NoteId
    path: str
    """The deck file, relative to the collection's root, with forward slashes."""
    line: int


class CannotMakeError(SrsError):
    """What is asked for cannot be made; nothing was written."""

    exit_code = 2


def new_collection(folder: Path, *, title: str, namespace: str) -> tuple[Path, ...]:
    """Make a collection with a first deck; returns the files written, all of them or none.

    A `.gitignore` that is there is kept. Raises `CannotMakeError` and what `srs.files.create` raises.
    """
    if (folder / SETTINGS_FILE).exists():
        raise CannotMakeError(f"{folder} is a collection already: `srs new deck NAME` adds a deck to it")
    title = _one_line(title, "title")
    check_namespace(namespace)
    name = "::".join([*_levels(title), "First steps"])
    files = {
        folder / "decks" / "first.md": filled("first.md", front_matter=_front_matter(name)),
        folder / ".gitignore": filled("gitignore"),
        folder / SCHEMA_FILE: json.dumps(settings_schema(review_schema()), indent=2) + "\n",
        folder / SETTINGS_FILE: filled("srs.toml", title=_toml(title), namespace=_toml(namespace)),
    }
    if (folder / ".gitignore").exists():
        del files[folder / ".gitignore"]
    create({path: text.encode() for path, text in files.items()})
    return tuple(files)


def check_namespace(namespace: str) -> None:
    """Raises `CannotMakeError` for what cannot be a namespace."""
    if not NAMESPACE.fullmatch(namespace):
        raise CannotMakeError(
            f"`{namespace}` cannot be a namespace: up to 100 lower-case letters, digits, `.` and `-`, "
            "beginning with a letter or digit, such as `pytorch.example`"
        )


def proposed_namespace(name: str) -> str:
    """A namespace made of a name; empty if none of its characters can be part of one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9.]+", plain)).strip(".-")[:100]


def new_deck(loaded: Loaded, name: str) -> Path:
    """Make an empty deck; returns its file. Raises `CannotMakeError` and what `srs.files.create` raises."""
    collection = usable(loaded).collection
    levels = _levels(_one_line(name, "name of a deck"))
    name = "::".join(levels)
    taken = next((deck for deck in collection.decks if deck.name == name), None)
    if taken:
        raise CannotMakeError(f"the deck {name} is there already: {taken.path}")
    parts = [_file_name(level) for level in levels]
    if not all(parts):
        raise CannotMakeError(f"no file name can be made of `{name}`: use letters and digits")
    path = Path(collection.folder, *parts[:-1], f"{parts[-1]}.md")
    text = filled("deck.md", front_matter=_front_matter(name), title=levels[-1])
    parsed = parse_deck(path.as_posix(), text.encode(), name="")
    if parsed.diagnostics or parsed.deck.name != name:
        raise CannotMakeError(f"`{name}` cannot be the name of a deck: {_first(parsed.diagnostics)}")
    create({collection.root / path: text.encode()})
    return collection.root / path


def new_note(
    loaded: Loaded, deck: Deck, question: str, kind: Kind | None = None, retired: Iterable[str] = ()
) -> NewNote:
    """Add a note to the end of a deck, with an id that no note has or had.

    Without a kind it is a cloze note if the question hides something, and a basic note if not. `retired` are
    ids with a history besides those that the collection knows. Raises `CannotMakeError`, `BrokenContentError`
    and what `srs.files.replace` raises.
    """
    collection = usable(loaded).collection
    question = _one_line(question, "question")
    hides = bool(find_deletions(question)[0])
    kind = kind or (Kind.CLOZE if hides else Kind.BASIC)
    note_id = free_id(question, {*known_ids(loaded), *retired})
    template = "cloze-heading" if kind is Kind.CLOZE and hides else str(kind)
    note = filled(f"notes/{template}.md", question=question, id=note_id)

    file = collection.root / deck.path
    old = _read(file)
    new = _appended(old, note)
    before, after = (parse_deck(deck.path, data, name=deck.name) for data in (old, new))
    added = after.deck.notes[-1] if len(after.deck.notes) > len(before.deck.notes) else None
    if added is None or (added.id, added.kind, added.title) != (note_id, kind, question):
        raise _refused(before, after)
    replace(file, old, new)
    return NewNote(note_id, deck.path, added.span.line)


def find_deck(collection: Collection, name: str, cwd: Path) -> Deck:
    """The deck of a name, or of a path in the collection or from the folder `cwd`.

    Raises `CannotMakeError`.
    """
    files = {(collection.root / deck.path).resolve(): deck for deck in collection.decks}
    for deck in collection.decks:
        if name in (deck.name, deck.path):
            return deck
    try:
        found = files.get((cwd / name).resolve()) or files.get(
            (collection.root / collection.folder / name).resolve()
        )
    except (OSError, ValueError):
        found = None
    if found is None:
        known = [one for deck in collection.decks for one in (deck.name, deck.path)]
        near = get_close_matches(name, known, n=1)
        help_ = f"did you mean `{near[0]}`?" if near else "`srs new deck NAME` makes one"
        raise CannotMakeError(f"there is no deck `{name}` here; {help_}")
    return found


def _one_line(text: str, what: str) -> str:
    """The text with its white space made single spaces."""
    line = " ".join(text.split())
    if not line:
        raise CannotMakeError(f"the {what} is empty")
    if not check_characters(Source("", line), Reporter("")):
        raise CannotMakeError(f"the {what} holds a control character: leave it out")
    try:
        line.encode()
    except UnicodeEncodeError as error:
        raise CannotMakeError(f"the {what} is not text in UTF-8") from error
    return line


def _levels(name: str) -> list[str]:
    levels = [re.sub(r"^[\s:]+|[\s:]+$", "", level) for level in name.split("::")]
    levels = [level for level in levels if level]
    if not levels:
        raise CannotMakeError(f"`{name}` cannot be the name of a deck: write it like `Autograd::Leaves`")
    return levels


def _file_name(level: str) -> str:
    return re.sub(r"[^\w.-]+", "-", level.lower()).strip("-._")


def _front_matter(deck: str) -> str:
    return yaml.safe_dump({"deck": deck}, allow_unicode=True, width=float("inf")).strip()


def _toml(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _appended(old: bytes, note: str) -> bytes:
    """A deck file with one more note, in the line ends of the file."""
    ending = b"\r\n" if b"\r\n" in old else b"\n"
    kept = old.rstrip(b"\r\n")
    separator = ending * 2 if kept else b""
    return kept + separator + note.encode().replace(b"\n", ending)


def _refused(before: ParsedDeck, after: ParsedDeck) -> SrsError:
    """Why the last note of a deck file cannot be read."""
    old = _errors(before)
    if old:
        return BrokenContentError(f"{old[0].path}:{old[0].span.line}: {_first(old)}; mend that first")
    return CannotMakeError(f"this question cannot be a heading: {_first(_errors(after))}")


def _errors(parsed: ParsedDeck) -> list[Diagnostic]:
    return [found for found in parsed.diagnostics if found.severity is Severity.ERROR]


def _first(diagnostics: Iterable[Diagnostic]) -> str:
    found = next(iter(diagnostics), None)
    return f"{found.message}; {found.help}" if found else "it would be read as something else"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BrokenContentError(f"cannot read {file}: {error.strerror}") from error
