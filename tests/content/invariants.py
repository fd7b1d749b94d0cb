"""What holds for a deck file whatever bytes it holds."""

from collections.abc import Iterator

from content.diagnostics import render
from content.lint import lint_deck, lint_together
from content.markdown import ParsedDeck, parse_deck
from content.models import Choice, Cloze, Explain, Note, Span, Text

MAX_SHOWN_LINE = 800
"""The characters of a line that a terminal is sent."""


def check(data: bytes) -> ParsedDeck:
    """Read and judge a deck file, print what is wrong with it; what must hold does, or an assertion fails."""
    parsed = parse_deck("decks/deck.md", data, name="Deck")
    spans = [found.span for found in parsed.diagnostics]
    assert spans == sorted(spans)
    linted = [*lint_deck(parsed.deck), *lint_together(parsed.deck.notes)]
    for found in (*parsed.diagnostics, *linted):
        assert found.message
        assert found.help
        _check_span(found.span, parsed)
        shown = render(found, lambda _, number: parsed.source.line(number))
        assert all(line.isprintable() and len(line) <= MAX_SHOWN_LINE for line in shown.split("\n"))
    starts = [note.span.line for note in parsed.deck.notes]
    assert starts == sorted(starts)
    for note, end in zip(parsed.deck.notes, [*starts[1:], len(parsed.source.lines) + 1], strict=False):
        _check_note(note, end, parsed)
    return parsed


def _check_note(note: Note, end: int, parsed: ParsedDeck) -> None:
    for span in _spans(note):
        _check_span(span, parsed)
        assert note.span.line <= span.line <= span.end_line < end
    assert [code.first_line for code in note.code] == sorted(code.first_line for code in note.code)
    for code in note.code:
        assert parsed.source.line(code.span.line)[code.span.column - 1 :][:3] in ("```", "~~~")
        lines = parsed.source.lines[code.first_line - 1 :]
        for line, written in zip(code.source.split("\n"), lines, strict=False):
            is_as_written = written.endswith(line) or written.expandtabs(4).endswith(line.expandtabs(4))
            assert isinstance(note, Cloze) or is_as_written
    for name in note.names:
        shown = _marked(name.span, parsed)
        assert shown.startswith((name.written.partition(".")[0], "`")), shown
    for image in note.images:
        shown = _marked(image.span, parsed)
        assert shown.startswith("!["), shown


def _spans(note: Note) -> Iterator[Span]:
    yield note.span
    yield from (text.span for text in texts_of(note))
    for parts in (note.code, note.images, note.names, note.allowed):
        yield from (part.span for part in parts)


def texts_of(note: Note) -> Iterator[Text]:
    """What learners see of a note, its title apart."""
    yield note.question
    match note:
        case Cloze(extra=extra):
            yield from filter(None, [extra])
        case Choice():
            yield from (option.text for option in note.options)
            yield from filter(None, [*(option.feedback for option in note.options), note.explanation])
        case Explain():
            yield from note.concepts
            yield from filter(None, [note.hint, note.answer])
        case _:
            yield note.answer


def _check_span(span: Span, parsed: ParsedDeck) -> None:
    lines = parsed.source.lines
    assert 1 <= span.line <= span.end_line <= len(lines)
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2
    assert (span.line, span.column) < (span.end_line, span.end_column)


def _marked(span: Span, parsed: ParsedDeck) -> str:
    return parsed.source.line(span.line)[span.column - 1 :]
