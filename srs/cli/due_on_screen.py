"""What waits today, in words."""

from collections.abc import Iterator

from srs.cli.phrases import counted, listed, when
from srs.cli.printable import one_line
from srs.due import DeckDue, Due
from srs.queue import Queue


def lines_of(found: Due, next_command: str) -> Iterator[str]:
    """What waits, in all and by deck, then the command that reviews it."""
    if not found.total:
        yield f"{found.title}: {_nothing(found)}"
        yield from left_lines(found.queue)
        return
    yield f"{found.title}: {_counts(found.whole)}."
    decks = [(one_line(deck.name), deck) for deck in found.decks if deck.total]
    width = max(len(name) for name, _ in decks)
    for name, deck in decks:
        yield f"  {name:<{width}}  {_counts(deck)}"
    yield from left_lines(found.queue)
    yield f"Next: {next_command}"


def _nothing(found: Due) -> str:
    if found.next_due is not None:
        return f"nothing is due. The next card is due {when(found.next_due, found.today)}."
    if found.has_cards:
        return "nothing is due, and no card waits for a day to come."
    return "no cards yet. `srs new deck` writes the first deck."


def left_lines(queue: Queue) -> Iterator[str]:
    """What waits for other days, though it is due or new."""
    parts = [(len(queue.due_beyond_limit), "due"), (len(queue.new_beyond_limit), "new")]
    beyond = [f"{number:,} {what}" for number, what in parts if number]
    left = [f"{listed(beyond)} beyond today's limit"] if beyond else []
    if queue.siblings:
        left.append(f"{counted(len(queue.siblings), 'sibling')} of cards that are asked today")
    if left:
        yield f"Left for other days: {listed(left)}."


def _counts(deck: DeckDue) -> str:
    parts = [(deck.due, "due"), (deck.new, "new"), (deck.early, "early"), (deck.drills, "to repeat")]
    return ", ".join(f"{number} {what}" for number, what in parts if number)
