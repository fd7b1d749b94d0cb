"""Notes that ask the same are found, in other words too; notes that differ in what matters are left alone."""

from collections.abc import Sequence
from itertools import combinations, product

import pytest

from content.alike import MAX_COMPARED, asked_before, likenesses
from content.lint import lint_together
from content.models import Note
from tests.content.decks import notes_of
from tests.content.test_growth import calls

TAGS = "---\ntags: [pytorch, transfer-learning]\n---\n\n"
SAME = "A tensor that no operation made."

SAME_QUESTIONS = [
    ("What is a leaf tensor?", "What are leaf tensors?"),
    ("What is a leaf tensor?", "A leaf tensor is what?"),
    ("What is a leaf tensor?", "What's a *leaf* tensor"),
    ("What is a leaf tensor?", "What does leaf tensor mean?"),
    ("What is a leaf tensor?", "Define leaf tensor."),
    ("What is a leaf tensor?", "What is meant by a leaf tensor?"),
    ("What is a leaf tensor?", "What is a leaf tensor in PyTorch?"),
    ("What is fine-tuning?", "In transfer learning, what is fine-tuning?"),
    ("How do you freeze a layer in PyTorch?", "How can you freeze the layers?"),
    ("What does `detach()` return?", "What does `.detach` return?"),
    ("What happens when you call `backward()` twice?", "When you call `backward()` twice, what happens?"),
    ("Why is a query batched?", "Why are queries batched?"),
]
DIFFERENT_QUESTIONS = [
    ("How do you freeze a layer?", "How do you unfreeze a layer?"),
    ("How do you freeze a layer?", "Why do you freeze a layer?"),
    ("When do you freeze a layer?", "Where do you freeze a layer?"),
    ("How do you convert a list to a tensor?", "How do you convert a tensor to a list?"),
    ("What does `add` return?", "What does `add_` return?"),
    ("What does `torch.tensor` do?", "What does `torch.Tensor` do?"),
    ("What does `x * y` compute?", "What does `x @ y` compute?"),
    ("What is `x.view(2, 3)`?", "What is `x.view(3, 2)`?"),
    ("What is $a - b$?", "What is $b - a$?"),
    ("What is C?", "What is C++?"),
    ("What does `is` compare?", "What does `in` compare?"),
    ("Where is `i` bound?", "Where is `a` bound?"),
    ("What is an operator?", "What is an operation?"),
    ("What is an optimizer?", "What is optimization?"),
    ("What is a mean?", "What is a running mean?"),
    ("What runs before `step()`?", "What runs after `step()`?"),
    ("What does dropout do in training?", "What does dropout do in evaluation?"),
    ("What is a tensor?", "What is a leaf tensor?"),
    ("What is layer 1?", "What is layer 2?"),
    ("What does `[]` make?", "What does `{}` make?"),
]


def asked(*questions: str, answers: Sequence[str] = ()) -> Sequence[Note]:
    answers = answers or [f"The answer number {number}." for number in range(len(questions))]
    parts = zip(questions, answers, strict=True)
    return notes_of(TAGS + "".join(f"## {one} {{#n{n}}}\n\n{two}\n\n" for n, (one, two) in enumerate(parts)))


def found(notes: Sequence[Note]) -> list[tuple[str, str]]:
    return [(note.id, original.id) for note, original in asked_before(notes)]


@pytest.mark.parametrize("questions", SAME_QUESTIONS, ids=" / ".join)
def test_the_same_question_in_other_words_is_found(questions: tuple[str, str]) -> None:
    assert found(asked(*questions)) == [("n1", "n0")]
    assert found(asked(*reversed(questions))) == [("n1", "n0")]


@pytest.mark.parametrize("questions", DIFFERENT_QUESTIONS, ids=" / ".join)
def test_questions_that_differ_in_what_matters_are_left_alone(questions: tuple[str, str]) -> None:
    assert found(asked(*questions)) == []


@pytest.mark.parametrize(
    ("questions", "answer", "are_same"),
    [
        (("What is a leaf?", "What is a leaf of the graph?"), SAME, True),
        (("What is a leaf?", "What is a root?"), SAME, False),
        (("What is a leaf?", "What is not a leaf?"), SAME, False),
        (("What is a leaf?", "What is a leaf of `y`?"), SAME, False),
        (("What is printed?", "What is printed after a reshape?"), "(2, 3)", False),
        (("What is a leaf?", "What is a leaf of a graph that is built while code runs?"), SAME, False),
    ],
    ids=str,
)
def test_an_answer_copied_word_for_word_shows_that_longer_questions_are_the_same(
    questions: tuple[str, str], answer: str, are_same: bool
) -> None:
    assert bool(found(asked(*questions, answers=[answer, answer]))) is are_same


def choice(note_id: str, right: str) -> str:
    return (
        f"## Which of these is a leaf? {{#{note_id} .choice}}\n\n- [x] {right}\n- [ ] the loss\n\n> So.\n\n"
    )


def test_choice_notes_are_the_same_only_if_they_share_a_right_option() -> None:
    notes = notes_of(choice("a", "a parameter") + choice("b", "an input") + choice("c", "a parameter"))
    assert found(notes) == [("c", "a")]


ALLOWED = "<!-- srs: allow duplicate-question: asked twice on purpose -->\n\n"


@pytest.mark.parametrize(
    ("first", "second", "found"), [("", "", 1), (ALLOWED, "", 0), ("", ALLOWED, 0)], ids=str
)
def test_either_of_two_notes_may_allow_it(first: str, second: str, found: int) -> None:
    one, other = "## What is a leaf? {#a}\n\nOne.\n\n", "## What is the leaf? {#b}\n\nIt.\n\n"
    assert len(lint_together(notes_of(one + first + other + second))) == found


def test_what_is_found_among_all_notes_is_found_among_those_with_a_likeness_in_common() -> None:
    notes = asked(*{question: None for pair in SAME_QUESTIONS + DIFFERENT_QUESTIONS for question in pair})
    by_likeness = [{*likenesses(note)} for note in notes]
    for one, other in combinations(range(len(notes)), 2):
        if found([notes[one], notes[other]]):
            assert by_likeness[one] & by_likeness[other]


def test_many_notes_with_one_answer_are_compared_in_time_that_grows_with_them() -> None:
    words = ["".join(letters) for letters in product("abcdefgh", repeat=3)]
    notes = asked(*(f"What is {word}?" for word in words), answers=[SAME] * len(words))
    quarter = notes[: len(notes) // 4]
    assert len(quarter) > MAX_COMPARED
    assert found(notes) == []
    assert calls(lambda: found(notes)) < 5 * calls(lambda: found(quarter))
