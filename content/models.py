"""The content model: what a deck file means, each part with the place in the file that says so."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from content.levels import Level as Level
from content.span import NoteId as NoteId
from content.span import Span as Span


class Frozen(BaseModel):
    """A value: immutable, comparable, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """Markdown that a learner sees."""

    markdown: str
    span: Span


class Role(StrEnum):
    """What a fence is for."""

    SETUP = "setup"
    """What the code needs beforehand; never shown."""
    GIVEN = "given"
    """Code in the question: shown, and run before the answer."""
    ANSWER = "answer"
    """Code that the note teaches."""
    OPTION = "option"
    """Code in an option of a choice note."""
    CHECK = "check"
    """Assertions that prove the code before them; never shown."""
    OUTPUT = "output"
    """The exact text that the code before it prints; shown."""


class Code(Frozen):
    """One fence of a deck file."""

    role: Role
    language: str
    """`python`, or another language's name in lower case (not run); empty for an `output` fence."""
    source: str
    """The lines between the fence's delimiters, without the fence's own indentation."""
    span: Span
    """The opening delimiter with its info string."""
    first_line: int
    """The line of the file that holds the first line of `source`."""
    raises: str | None = None
    """The name of the exception that running it must raise."""
    no_run: str | None = None
    """The author's reason for not running it."""
    option: int | None = None
    """For `Role.OPTION`: the index of the option that shows it."""
    is_session: bool = False
    """Whether it is Python as typed at a prompt, `>>>`, with what each input prints."""

    @property
    def is_python(self) -> bool:
        """Whether it is Python, and so runs unless `no_run` says why not."""
        return self.language == "python"


class Image(Frozen):
    """A picture that a text shows."""

    source: str
    """Where it is, as the Markdown says it."""
    path: str
    """Where it is, relative to the collection's root, with forward slashes."""
    alt: str
    """What it shows, in words."""
    span: Span


class Name(Frozen):
    """A dotted name in an inline code span that reads as one of PyTorch's, such as `nn.Linear`."""

    written: str
    """As the text has it."""
    full: str
    """With `torch` in the place of an alias."""
    span: Span


class Allowed(Frozen):
    """A rule that the author means to break."""

    code: str
    reason: str
    span: Span


class Accepted(Frozen):
    """A mutant of the code that the check need not notice, because it does the same."""

    change: str
    """As `Mutant.change` says it."""
    reason: str
    span: Span


class _Note(Frozen):
    """What notes of every kind have."""

    id: NoteId
    was: NoteId | None = None
    """The id under which learners first met it, if it was renamed."""
    title: str
    """The Markdown of the heading."""
    question: Text
    """The heading, followed by the longer question if there is one."""
    level: Level | None = None
    tags: tuple[str, ...] = ()
    code: tuple[Code, ...] = ()
    """Every fence of the note, shown or not, in the order of the file."""
    images: tuple[Image, ...] = ()
    names: tuple[Name, ...] = ()
    """What its prose calls by PyTorch's names."""
    allowed: tuple[Allowed, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    path: str
    """The deck file, relative to the collection's root, with forward slashes."""
    span: Span
    """The heading."""

    @property
    def key(self) -> NoteId:
        """What a learner's progress hangs on: it stays the same through every edit."""
        return self.was or self.id


class Basic(_Note):
    """A question and its answer."""

    kind: Literal["basic"] = "basic"
    answer: Text
    is_reversed: bool = False
    """Whether the question is asked for the answer as well."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of its cards: they are part of the cards' keys, so they never change."""
        return ("forward", "reverse") if self.is_reversed else ("forward",)


class Cloze(_Note):
    """A text with deletions to recall; its question is the text, with the deletions marked as Anki does."""

    kind: Literal["cloze"] = "cloze"
    deletions: tuple[int, ...] = Field(min_length=1)
    """The numbers of its deletions, in order."""
    extra: Text | None = None
    """Shown with the answer."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of its cards: they are part of the cards' keys, so they never change."""
        return tuple(f"c{number}" for number in self.deletions)


class Option(Frozen):
    """One option of a choice note."""

    text: Text
    right: bool
    feedback: Text | None = None


class Choice(_Note):
    """A question with 2-8 options, at least one of them right."""

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    explanation: Text | None = None

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of its cards: they are part of the cards' keys, so they never change."""
        return ("choice",)


class Explain(_Note):
    """A question answered in the learner's own words, ticked off against 1-8 concepts."""

    kind: Literal["explain"] = "explain"
    hint: Text | None = None
    concepts: tuple[Text, ...] = Field(min_length=1, max_length=8)
    answer: Text | None = None
    """What follows the concepts: a model answer, if the author wrote one."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of its cards: they are part of the cards' keys, so they never change."""
        return ("explain",)


Note = Annotated[Basic | Cloze | Choice | Explain, Field(discriminator="kind")]


class Deck(Frozen):
    """One Markdown file."""

    path: str
    """Relative to the collection's root, with forward slashes."""
    name: str
    """Its Anki name, `A::B`."""
    title: str
    """The Markdown of its `#` heading, or the last part of its name."""
    introduction: Text | None = None
    tags: tuple[str, ...] = ()
    setup: tuple[Code, ...] = ()
    """Setup that every note of this deck shares; each run gets a fresh copy."""
    images: tuple[Image, ...] = ()
    """Of its introduction."""
    names: tuple[Name, ...] = ()
    """Of its title and introduction."""
    allowed: tuple[Allowed, ...] = ()
    """For its title and introduction."""
    notes: tuple[Note, ...] = ()


class Collection(Frozen):
    """A folder with an `srs.toml`: decks, settings, the namespace of their ids."""

    root: Path
    title: str
    namespace: str
    folder: str = "decks"
    """The folder of deck files, relative to the root, with forward slashes."""
    decks: tuple[Deck, ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note, in the order of the decks' paths."""
        return tuple(note for deck in self.decks for note in deck.notes)

    @property
    def images(self) -> tuple[Image, ...]:
        """Every picture, by its path."""
        shown = (
            image
            for deck in self.decks
            for image in (*deck.images, *(image for note in deck.notes for image in note.images))
        )
        return tuple({image.path: image for image in sorted(shown, key=lambda image: image.path)}.values())
