"""The order in which exports show the options of a choice note."""

from hashlib import sha256

from content.models import Choice, Option


def shown_options(note: Choice) -> tuple[Option, ...]:
    """The options, shuffled by the note's id: authors tend to write the right one in the same place."""

    def position(numbered: tuple[int, Option]) -> bytes:
        index, _ = numbered
        return sha256(f"{note.id}\0{index}".encode()).digest()

    return tuple(option for _, option in sorted(enumerate(note.options), key=position))
