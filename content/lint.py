"""Quality rules for notes: what an experienced author of flashcards would change.

Most come from Piotr Wozniak, "Twenty rules of formulating knowledge" (1999), and from Haladyna, Downing and
Rodriguez, "A review of multiple-choice item-writing guidelines for classroom assessment" (2002).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from content.alike import asked_before
from content.cloze import find_deletions, shown
from content.diagnostics import Diagnostic, Related, Severity
from content.models import Basic, Choice, Cloze, Deck, Note, Span, Text
from content.prose import holds_code, prose

MAX_ANSWER_WORDS = 60
MAX_RECALLED_ITEMS = 5
"""Of a list; more are a set to memorise by heart."""
TELLING_LENGTH_RATIO = 1.6
"""How much longer than the longest wrong option the right one may be."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ITEM = re.compile(r"(?m)^(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_YES_NO = re.compile(
    r"(?i)(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|must|may)\b(?!.*\bor\b)"
)
_SECOND_QUESTION = re.compile(r"(?i)\?\s+\S.*\?|\b(?:and|or)\s+(?:what|why|how|when|where|which|who)\b")
_ORPHAN = re.compile(
    r"(?i)(?:what|why|how|when|where|who)\s+(?:\w+\s+)?(?:does|do|did|is|are|was|were|can|could|should|will)\s+"
    r"(?:(?:it\b(?!\s+(?:mean|take|matter)\b)|they\b)|(?:this|that|these|those)\s*(?:\?|$|(?:do|mean|work|happen|return|cause|called)\b))"
)
_OF_THE_ABOVE = re.compile(
    r"(?i)\b(?:all|none|both|neither|any)\s+of\s+(?:the\s+(?:above|other)|these|them)\b"
)
_NEGATION = re.compile(r"(?<![*_\w])(?:not|except|never|false|incorrect|wrong)(?![*_\w])")


class _Finding(NamedTuple):
    """Something that a rule would change."""

    span: Span
    message: str
    label: str
    help: str


_JUDGED_ELSEWHERE = frozenset(
    {"duplicate-question", "invisible-character", "unknown-name", "deprecated-name"}
)
"""What an author may allow, though reading a single note does not show whether there is need."""

_Rule = Callable[[Note], Iterable[_Finding]]


def lint_deck(deck: Deck) -> list[Diagnostic]:
    """What the rules for single notes say about a deck, less what its author allows."""
    return [found for note in deck.notes for found in _lint_note(note)]


def lint_together(notes: Iterable[Note]) -> list[Diagnostic]:
    """What only shows in all notes together; those that are like no other may be left out."""
    return [
        Diagnostic(
            Severity.WARNING,
            "duplicate-question",
            note.path,
            note.span,
            "another note asks the same",
            label="learners would wonder which answer is meant",
            help="remove one of them, or say in both what tells them apart",
            note=note.id,
            related=(Related(original.path, original.span, "asked here already"),),
        )
        for note, original in asked_before(notes)
        if not (_allows(note, "duplicate-question") or _allows(original, "duplicate-question"))
    ]


def _lint_note(note: Note) -> Iterator[Diagnostic]:
    broken = set()
    for code, rule in RULES.items():
        for finding in rule(note):
            broken.add(code)
            if not _allows(note, code):
                yield Diagnostic(
                    Severity.WARNING,
                    code,
                    note.path,
                    finding.span,
                    finding.message,
                    label=finding.label,
                    help=finding.help,
                    note=note.id,
                )
    for allowed in note.allowed:
        if allowed.code not in RULES and allowed.code not in _JUDGED_ELSEWHERE:
            yield Diagnostic(
                Severity.ERROR,
                "unknown-rule",
                note.path,
                allowed.span,
                f"`{allowed.code}` is no lint rule",
                help="`srs check --explain` lists the codes of all diagnostics",
                note=note.id,
            )
        elif allowed.code in RULES and allowed.code not in broken:
            yield Diagnostic(
                Severity.WARNING,
                "unused-allow",
                note.path,
                allowed.span,
                f"this note does not break the rule `{allowed.code}`",
                help="delete the comment",
                note=note.id,
            )


def _allows(note: Note, code: str) -> bool:
    return any(allowed.code == code for allowed in note.allowed)


def _words(markdown: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(prose(markdown))]


def _answer_of(note: Note) -> Text | None:
    return note.answer if isinstance(note, Basic) else None


def _long_answer(note: Note) -> Iterator[_Finding]:
    answer = _answer_of(note)
    if answer is None:
        return
    count = len(_words(answer.markdown))
    if count > MAX_ANSWER_WORDS:
        yield _Finding(
            _first_line(answer),
            f"this answer has {count} words",
            f"more than {MAX_ANSWER_WORDS} are not recalled but recognised",
            "ask for one thing; what else is worth knowing makes notes of its own",
        )


def _list_to_recall(note: Note) -> Iterator[_Finding]:
    answer = _answer_of(note)
    if answer is None:
        return
    count = len(_ITEM.findall(prose(answer.markdown)))
    if count > MAX_RECALLED_ITEMS:
        yield _Finding(
            _first_line(answer),
            f"this answer is a list of {count}",
            "sets are hard to recall and easy to half recall",
            "make a cloze note with a deletion for each item, or an explain note with a concept for each",
        )


def _several_questions(note: Note) -> Iterator[_Finding]:
    if isinstance(note, Basic | Choice) and _SECOND_QUESTION.search(prose(note.title)):
        yield _Finding(
            note.span,
            "this heading asks two questions",
            "a learner who knows one of them cannot grade the card",
            "make a note of each",
        )


def _yes_no_question(note: Note) -> Iterator[_Finding]:
    if isinstance(note, Basic) and not note.is_reversed and _YES_NO.match(note.title):
        yield _Finding(
            note.span,
            "this question is answered by yes or no",
            "a guess is right half of the time",
            "ask what, why or how: `What happens to ... when ...?`",
        )


def _orphan_pronoun(note: Note) -> Iterator[_Finding]:
    has_context = note.question.markdown != note.title
    if not isinstance(note, Cloze) and not has_context and _ORPHAN.match(prose(note.title)):
        yield _Finding(
            note.span,
            "this question does not say what it is about",
            "cards come in any order, without the heading before them",
            "name the thing",
        )


def _answer_in_question(note: Note) -> Iterator[_Finding]:
    if isinstance(note, Cloze):
        yield from _deletion_in_view(note)
        return
    answer = _answer_of(note)
    if answer is None:
        return
    said, asked = _plain(answer.markdown), _plain(note.question.markdown)
    if len(said) > 3 and len(said.split()) <= 6 and f" {said} " in f" {asked} ":
        yield _Finding(
            note.span,
            "this question holds its own answer",
            "nothing is left to recall",
            "ask without the word that is asked for",
        )


def _deletion_in_view(note: Cloze) -> Iterator[_Finding]:
    markdown = note.question.markdown
    deletions, _ = find_deletions(markdown)
    for number in note.deletions:
        own = [deletion for deletion in deletions if number in deletion.numbers]
        visible, position = [], 0
        for deletion in own:
            visible.append(markdown[position : deletion.start])
            position = max(position, deletion.end)
        rest = _plain(shown("".join([*visible, markdown[position:]])))
        for deletion in own:
            answer = _plain(shown(markdown[deletion.text_start : deletion.text_end]))
            if len(answer) > 3 and f" {answer} " in f" {rest} ":
                yield _Finding(
                    note.span,
                    f"what the deletion {number} hides is in view elsewhere in the note",
                    "nothing is left to recall",
                    f"hide it there as well, with the same number: {{{{c{number}::{answer}}}}}",
                )


def _of_the_above(note: Note) -> Iterator[_Finding]:
    if isinstance(note, Choice):
        for option in note.options:
            if _OF_THE_ABOVE.search(option.text.markdown):
                yield _Finding(
                    _first_line(option.text),
                    "this option speaks of the others",
                    "options are shuffled, and knowing two of them gives it away",
                    "write an option that stands alone; use `.multiple` if several are right",
                )


def _longest_is_right(note: Note) -> Iterator[_Finding]:
    if not isinstance(note, Choice):
        return
    right = [option for option in note.options if option.right]
    wrong = [len(option.text.markdown) for option in note.options if not option.right]
    if len(right) != 1 or not wrong:
        return
    length = len(right[0].text.markdown)
    if length > 30 and length > TELLING_LENGTH_RATIO * max(wrong):
        yield _Finding(
            _first_line(right[0].text),
            "the right option is much longer than the others",
            "learners pick the longest without knowing why",
            "move what explains it into the explanation, or make the others as exact",
        )


def _overlapping_options(note: Note) -> Iterator[_Finding]:
    if not isinstance(note, Choice):
        return
    texts = [_plain(option.text.markdown) for option in note.options]
    for index, text in enumerate(texts):
        is_prose = not holds_code(note.options[index].text.markdown)
        for other, seen in enumerate(texts):
            is_copy = text == seen and other < index
            is_part = is_prose and text != seen and f" {text} " in f" {seen} "
            if (is_copy or is_part) and len(text) > 3:
                yield _Finding(
                    _first_line(note.options[index].text),
                    f"this option says part of what option {other + 1} says"
                    if text != seen
                    else f"this option says the same as option {other + 1}",
                    "if one is right, so is the other",
                    "make the options exclude each other",
                )
                break


def _missing_explanation(note: Note) -> Iterator[_Finding]:
    if (
        isinstance(note, Choice)
        and note.explanation is None
        and not any(option.feedback for option in note.options)
    ):
        yield _Finding(
            note.span,
            "this choice note explains nothing",
            "who picks wrong learns only that it was wrong",
            "end it with a quote, `> Because ...`, or put one inside each wrong option",
        )


def _hidden_negation(note: Note) -> Iterator[_Finding]:
    if isinstance(note, Choice) and _NEGATION.search(prose(note.title)):
        yield _Finding(
            note.span,
            "the negation in this question is easily read over",
            "an error then says nothing about what was known",
            "ask for what is true, or emphasise it: `*not*`",
        )


def _missing_alt(note: Note) -> Iterator[_Finding]:
    for image in note.images:
        if not image.alt.strip():
            yield _Finding(
                image.span,
                "this image is not described",
                "who cannot see it, or reviews in a terminal, is asked about nothing",
                "say between the brackets what it shows: `![loss falling over ten epochs](loss.png)`",
            )


def _first_line(text: Text) -> Span:
    span = text.span
    if span.end_line == span.line:
        return span
    length = len(text.markdown.partition("\n")[0].strip())
    return Span(span.line, span.column, span.line, span.column + max(length, 1))


def _plain(markdown: str) -> str:
    """The words in lower case, those of code included, with one space between them."""
    return " ".join(re.findall(r"[^\W_]+", markdown.casefold()))


RULES: dict[str, _Rule] = {
    "long-answer": _long_answer,
    "list-to-recall": _list_to_recall,
    "several-questions": _several_questions,
    "yes-no-question": _yes_no_question,
    "orphan-pronoun": _orphan_pronoun,
    "answer-in-question": _answer_in_question,
    "of-the-above": _of_the_above,
    "longest-is-right": _longest_is_right,
    "overlapping-options": _overlapping_options,
    "missing-explanation": _missing_explanation,
    "hidden-negation": _hidden_negation,
    "missing-alt": _missing_alt,
}
"""The rules for single notes, by the code of what they report."""
