"""A collection becomes an Anki package: the same bytes for the same content and lock."""

import json
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any

import genanki

from content.models import Collection, Deck, Note
from exporters.anki.fields import fields
from exporters.anki.guid import guid
from exporters.anki.lock import Lock, NoteContent, stamp
from exporters.anki.media import media_of
from exporters.anki.note_types import NOTE_TYPES, NoteType
from exporters.literal import without_html


def build_package(collection: Collection, lock: Lock, now_s: int) -> tuple[bytes, Lock]:
    """The bytes of an `.apkg` with every note, and the lock to keep for the next build.

    `lock` is that of the last build. Nothing is written to disk.
    """
    media = media_of(collection)
    decks = _by_name(collection, {path: file.name for path, file in media.items()})
    new_lock = stamp(
        lock,
        collection.namespace,
        [
            NoteContent(note.guid, note.source.id, note.source.was, note.source.kind, note.content)
            for _, notes in decks
            for note in notes
        ],
        {kind: note_type.content for kind, note_type in NOTE_TYPES.items()},
        now_s,
    )
    models = {
        kind: StableModel(note_type, new_lock.note_types[kind].modified_s)
        for kind, note_type in NOTE_TYPES.items()
    }
    positions = count(1)
    package = ReproPackage(
        [
            StableDeck(
                description,
                [StableNote(note, models[note.source.kind], new_lock, next(positions)) for note in notes],
            )
            for description, notes in decks
        ]
    )
    return package.to_bytes({file.name: file.data for file in media.values()}), new_lock


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """What becomes one deck in Anki: every deck file of this name."""

    name: str
    introduction: str


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note, rendered."""

    guid: str
    source: Note
    fields: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def content(self) -> str:
        """The hash of what Anki would update."""
        parts = (self.source.kind, self.fields, self.tags)
        return sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _by_name(collection: Collection, media_names: Mapping[str, str]) -> list[tuple[AnkiDeck, list[AnkiNote]]]:
    """Anki knows a deck by its name alone, in whatever case."""
    files: dict[str, list[Deck]] = {}
    for deck in collection.decks:
        files.setdefault(unicodedata.normalize("NFC", deck.name).casefold(), []).append(deck)
    return [
        (
            AnkiDeck(
                name=decks[0].name,
                introduction="\n\n".join(
                    without_html(deck.introduction.markdown) for deck in decks if deck.introduction
                ),
            ),
            [
                _rendered(note, deck, collection.namespace, media_names)
                for deck in decks
                for note in deck.notes
            ],
        )
        for decks in files.values()
    ]


def _rendered(note: Note, deck: Deck, namespace: str, media_names: Mapping[str, str]) -> AnkiNote:
    note_guid = guid(namespace, note.key, note.kind)
    images = {image.source: media_names[image.path] for image in note.images}
    texts = fields(note, note_guid, images)
    level = (f"level::{note.level}",) if note.level else ()
    return AnkiNote(
        guid=note_guid,
        source=note,
        fields=tuple(texts.get(field.name, "") for field in NOTE_TYPES[note.kind].fields),
        tags=tuple(sorted({*deck.tags, *note.tags, *level})),
    )


class StableModel(genanki.Model):  # type: ignore[misc]
    """A note type with frozen ids for its fields and templates, and a time of its own."""

    _req = ()  # Anki works it out itself; genanki's guess fails on scripts

    def __init__(self, note_type: NoteType, modified_s: int) -> None:
        super().__init__(
            model_id=note_type.id,
            name=note_type.name,
            fields=[{"name": field.name, "id": field.id} for field in note_type.fields],
            templates=[
                {"name": template.name, "id": template.id, "qfmt": template.front, "afmt": template.back}
                for template in note_type.templates
            ],
            css=note_type.css,
            model_type=genanki.Model.CLOZE if note_type.is_cloze else genanki.Model.FRONT_BACK,
        )
        self.card_ordinals = note_type.card_ordinals
        self._modified_s = modified_s

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        """What genanki writes, at the time the note type last changed."""
        return dict(super().to_json(self._modified_s, deck_id))


class StableNote(genanki.Note):  # type: ignore[misc]
    """A note with the guid, the time and the row id of its lock entry, and the cards that it names."""

    def __init__(self, note: AnkiNote, model: StableModel, lock: Lock, position: int) -> None:
        entry = lock.notes[note.guid]
        super().__init__(model=model, fields=list(note.fields), tags=note.tags, guid=note.guid, due=position)
        self.cards = [genanki.Card(model.card_ordinals[name]) for name in note.source.cards]
        self._modified_s = entry.modified_s
        self._anki_id = entry.anki_id

    def write_to_db(
        self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]
    ) -> None:
        """Insert the note and its cards.

        Not genanki's own: its check for HTML tags takes quadratic time and our HTML is well formed.
        """
        cursor.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
            (
                self._anki_id,
                self.guid,
                self.model.model_id,
                self._modified_s,
                self._format_tags(),
                self._format_fields(),
                self.sort_field,
            ),
        )
        for card in self.cards:
            card_ids = iter([self._anki_id + 1 + card.ord])
            card.write_to_db(cursor, self._modified_s, deck_id, self._anki_id, card_ids, self.due)


class StableDeck(genanki.Deck):  # type: ignore[misc]
    """A deck whose id comes from its name, and whose description is Markdown."""

    def __init__(self, deck: AnkiDeck, notes: Sequence[StableNote]) -> None:
        digest = sha256(unicodedata.normalize("NFC", deck.name).casefold().encode()).digest()
        super().__init__((1 << 40) + int.from_bytes(digest[:5]), deck.name, deck.introduction)
        self.notes = notes

    def to_json(self) -> dict[str, Any]:
        """What genanki writes, with the description marked as Markdown, which Anki sanitises."""
        return {**super().to_json(), "md": True}


class ReproPackage(genanki.Package):  # type: ignore[misc]
    """A package without anything that varies between two builds."""

    def to_bytes(self, media: Mapping[str, bytes]) -> bytes:
        """The `.apkg` with its media, which Anki numbers and lists by name."""
        listed = json.dumps({str(number): name for number, name in enumerate(media)})
        files = {"collection.anki2": self._database(), "media": listed.encode()}
        files |= {str(number): data for number, data in enumerate(media.values())}
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in files.items():
                entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return buffer.getvalue()

    def _database(self) -> bytes:
        connection = sqlite3.connect(":memory:")
        try:
            connection.execute("PRAGMA secure_delete = ON")  # no leftovers in free space
            self.write_to_db(connection.cursor(), 0, iter(()))
            connection.commit()
            data = bytearray(connection.serialize())
        finally:
            connection.close()
        data[24:28] = data[92:96] = (1).to_bytes(4)  # SQLite's change counter and its copy
        data[96:100] = (3_040_001).to_bytes(4)  # the version of SQLite that wrote last
        return bytes(data)
