"""The lock: what was shipped to Anki under which guid, and when it last changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from content.models import Frozen, NoteId
from exporters.errors import ExportError

LOCK_FILE = "anki.lock.json"
"""Its name, beside the `srs.toml`."""
ANKI_IDS_PER_NOTE = 1000
"""A note's row id is a multiple of this; its cards take the ids that follow."""

_END_OF_TIME_S = 1 << 32
Seconds = Annotated[int, Field(gt=0, lt=_END_OF_TIME_S, strict=True)]
"""Since 1970; the bound tells seconds from milliseconds."""


class LockError(ExportError):
    """The lock cannot be used; building without it would overwrite what learners changed in Anki."""


class NoteEntry(Frozen):
    """What is known of one note."""

    id: NoteId
    was: NoteId | None = None
    """Its former id, which its guid is made from."""
    kind: str
    content: str
    """The hash of what Anki shows of it."""
    modified_s: Seconds
    """When `content` last changed: Anki updates a note only if this is later than what it has."""
    anki_id: Annotated[int, Field(gt=0, multiple_of=ANKI_IDS_PER_NOTE, strict=True)]
    """The row id; Anki does not match by it, but a stable one keeps rebuilds identical."""
    retired_s: Seconds | None = None
    """When it vanished from the collection; if it comes back, so does its progress."""


class NoteTypeEntry(Frozen):
    """What is known of one note type."""

    content: str
    modified_s: Seconds


class Lock(Frozen):
    """Everything that was shipped, by guid; the empty lock is that of a collection never built."""

    version: Literal[1] = 1
    namespace: str = ""
    note_types: Mapping[str, NoteTypeEntry] = {}
    notes: Mapping[str, NoteEntry] = {}

    @property
    def retired(self) -> tuple[NoteEntry, ...]:
        """The notes that vanished, oldest first: Anki keeps them until the learner deletes them."""
        gone = (entry for entry in self.notes.values() if entry.retired_s is not None)
        return tuple(sorted(gone, key=lambda entry: (entry.retired_s, entry.id)))

    def to_json(self) -> str:
        """Sorted, one line for each note, so that git can merge two branches' locks."""
        return (
            "{\n"
            f'"version": {self.version},\n'
            f'"namespace": {json.dumps(self.namespace)},\n'
            f'"note_types": {_lines(self.note_types)},\n'
            f'"notes": {_lines(self.notes)}\n'
            "}\n"
        )


class NoteContent(NamedTuple):
    """A note as it is now."""

    guid: str
    id: NoteId
    was: NoteId | None
    kind: str
    content: str


def stamp(
    old: Lock, namespace: str, notes: Sequence[NoteContent], note_types: Mapping[str, str], now_s: int
) -> Lock:
    """The lock after building `notes`: only what changed gets a new time.

    `note_types` maps each kind to the hash of its note type. A new time is `now_s`, or just after the old
    one where clocks disagree: Anki ignores an update that is not later.
    """
    if old.namespace not in ("", namespace):
        raise LockError(
            f"the namespace was {old.namespace!r} when this collection was last built and is now "
            f"{namespace!r}: every learner would get every note twice; put the old one back into srs.toml"
        )
    by_guid = {note.guid: note for note in notes}
    if len(by_guid) != len(notes):
        raise ExportError("two notes have the same id: give one of them another")
    _refuse_lost_names(old, notes)
    taken = {entry.anki_id for entry in old.notes.values()}
    free = (anki_id for anki_id in _anki_ids_before(now_s) if anki_id not in taken)
    used: set[int] = set()
    entries: dict[str, NoteEntry] = {}
    for guid in sorted(old.notes):
        entry = old.notes[guid]
        if entry.anki_id in used:  # two branches each gave it to a note of theirs
            entry = entry.model_copy(update={"anki_id": next(free)})
        used.add(entry.anki_id)
        if guid in by_guid:
            entries[guid] = _updated(entry, by_guid[guid], now_s)
        elif entry.retired_s is None:
            entries[guid] = entry.model_copy(update={"retired_s": now_s})
        else:
            entries[guid] = entry
    for note in notes:
        if note.guid not in entries:
            entries[note.guid] = NoteEntry(
                id=note.id,
                was=note.was,
                kind=note.kind,
                content=note.content,
                modified_s=now_s,
                anki_id=next(free),
            )
    return Lock(
        namespace=namespace,
        note_types={**old.note_types, **dict(_stamped_note_types(old.note_types, note_types, now_s))},
        notes=dict(sorted(entries.items())),
    )


def read_lock(path: Path) -> Lock:
    """The lock in this file, or the empty one if there is none yet."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_merged)
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise LockError(f"cannot read the lock {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or a merge conflict
        raise _damaged(path, str(error)) from error
    if isinstance(data, dict) and isinstance(data.get("version"), int) and data["version"] > 1:
        raise LockError(f"{path} was written by a newer srs: upgrade srs to build this collection")
    try:
        return Lock.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(map(str, first["loc"]))
        raise _damaged(path, f"{place or 'the whole'}: {first['msg']}") from error


def _updated(entry: NoteEntry, note: NoteContent, now_s: int) -> NoteEntry:
    now: dict[str, object] = {"id": note.id, "was": note.was, "retired_s": None}
    if entry.content != note.content:
        now |= {"content": note.content, "modified_s": max(now_s, entry.modified_s + 1)}
    return entry.model_copy(update=now)


def _refuse_lost_names(old: Lock, notes: Sequence[NoteContent]) -> None:
    """A note whose former id is gone from its heading would arrive in Anki a second time."""
    renamed = {(entry.id, entry.kind): entry.was for entry in old.notes.values() if entry.was}
    for note in notes:
        first_id = renamed.get((note.was or note.id, note.kind))
        if first_id and first_id != note.was:
            raise ExportError(
                f"learners know the note `{note.id}` as `{first_id}`: write `was={first_id}` into its "
                f"heading, {{#{note.id} was={first_id}}}, or they lose its progress and get it twice"
            )


def _stamped_note_types(
    old: Mapping[str, NoteTypeEntry], hashes: Mapping[str, str], now_s: int
) -> Iterator[tuple[str, NoteTypeEntry]]:
    for kind, content in hashes.items():
        entry = old.get(kind)
        if entry is None:
            yield kind, NoteTypeEntry(content=content, modified_s=now_s)
        elif entry.content != content:
            yield kind, NoteTypeEntry(content=content, modified_s=max(now_s, entry.modified_s + 1))
        else:
            yield kind, entry


def _anki_ids_before(now_s: int) -> Iterator[int]:
    """Ids that are times in milliseconds, as Anki's own are, none of them in the future."""
    return (seconds * ANKI_IDS_PER_NOTE for seconds in count(now_s, -1))


def _lines(entries: Mapping[str, NoteEntry] | Mapping[str, NoteTypeEntry]) -> str:
    if not entries:
        return "{}"
    lines = (
        f"{json.dumps(key)}: {json.dumps(entry.model_dump(exclude_none=True))}"
        for key, entry in sorted(entries.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; where a merge kept both branches' lines for a note, the later one."""
    result: dict[str, Any] = {}
    for key, value in pairs:
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict) and "modified_s" in known:
            value = max(known, value, key=_time)
        result[key] = value
    return result


def _time(entry: dict[str, Any]) -> int:
    modified_s = entry.get("modified_s")
    return modified_s if isinstance(modified_s, int) else 0


def _damaged(path: Path, why: str) -> LockError:
    return LockError(
        f"the lock {path} is damaged ({why}): restore it from version control; after a merge "
        "conflict keep, for each note, the line with the larger modified_s. Without any lock learners keep "
        "their progress, but the next import overwrites what they changed in the notes"
    )
