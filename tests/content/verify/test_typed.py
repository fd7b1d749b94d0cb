"""What learners type is run against the card's own check, and told to them in their terms."""

from collections.abc import Iterator

import pytest

from content.models import Note
from content.verify import VerifyError
from content.verify.typed import AnswerRunner, Graded, code_to_type
from tests.content.verify.factories import answer, check, collection, given, note, output, setup

FREEZE = note(
    "freeze",
    setup("model = nn.Linear(2, 1)\n"),
    answer("model.weight.requires_grad = False\n"),
    check("assert not model.weight.requires_grad, 'the weight is not frozen'\n"),
)
DOUBLE = note("double", given("x = torch.ones(2)\n"), answer("y = 2 * x\n"), check("assert y.sum() == 4\n"))
PRINTS = note("prints", answer("print(1)\n"), output("1\n"))
RAISES = note("raises", answer("torch.ones(2) @ torch.ones(3)\n", raises="RuntimeError"))
BROKEN = note("broken", setup("1 / 0\n"), answer("x = 1\n"), check("assert x\n"))
UNCHECKED = note("unchecked", answer("x = 1\n"))
SESSION = note("session", answer(">>> 1\n1\n", is_session=True))
DECK = collection(FREEZE, DOUBLE, PRINTS, RAISES, BROKEN, UNCHECKED, SESSION).decks[0]


@pytest.fixture(scope="module")
def runner() -> Iterator[AnswerRunner]:
    with AnswerRunner(timeout_s=2.0) as runner:
        runner.prepare()
        yield runner


@pytest.mark.parametrize(
    ("card", "typed", "verdict", "told"),
    [
        (FREEZE, "model.weight.requires_grad_(False)", "pass", ["what the card asks for"]),
        (FREEZE, "pass", "check-failed", ["wanted: assert not model.weight", "the weight is not frozen"]),
        (DOUBLE, "y = x + x", "pass", []),
        (DOUBLE, "y = x * 3", "check-failed", ["wanted: assert y.sum() == 4", "y.sum() = tensor(6.)"]),
        (DOUBLE, "z = 2 * x", "check-failed", ["NameError: name 'y' is not defined"]),
        (DOUBLE, "a = 1\ny = x @ torch.ones(3)", "answer-error", ["RuntimeError", "line 2: y = x @"]),
        (DOUBLE, "y = = 2", "answer-error", ["SyntaxError", "line 1: y = = 2"]),
        (DOUBLE, "while True: pass", "timeout", ["does not come to an end", "line 1: while True"]),
        (DOUBLE, "exit()", "escaped", ["ends Python"]),
        (DOUBLE, "open('/etc/passwd')", "answer-error", ["PermissionError"]),
        (DOUBLE, "torch.equal = None; y = 2 * x", "tampered", ["torch.equal"]),
        (PRINTS, "print('1')", "pass", []),
        (PRINTS, "print(2)", "check-failed", ["-1", "+2"]),
        (RAISES, "torch.ones(2) + torch.ones(3)", "pass", []),
        (RAISES, "torch.ones(2)", "check-failed", ["must raise RuntimeError"]),
        (RAISES, "1 / 0", "answer-error", ["raises ZeroDivisionError", "not RuntimeError"]),
        (BROKEN, "x = 1", "setup-error", ["not your mistake"]),
    ],
)
def test_a_typed_answer_is_graded(
    runner: AnswerRunner, card: Note, typed: str, verdict: str, told: list[str]
) -> None:
    graded = runner.grade(DECK, card, f"{typed}\n")
    assert graded.verdict == verdict
    assert graded.is_right == (verdict == "pass")
    for words in told:
        assert words in graded.message


def test_one_answer_leaves_nothing_to_the_next(runner: AnswerRunner) -> None:
    assert runner.grade(DECK, DOUBLE, "y = leftover = 2 * x\n").is_right
    again: Graded = runner.grade(DECK, DOUBLE, "y = leftover\n")
    assert "leftover" in again.message


def test_what_nothing_checks_cannot_be_graded(runner: AnswerRunner) -> None:
    with pytest.raises(VerifyError, match="nothing checks"):
        runner.grade(DECK, UNCHECKED, "x = 1\n")


def test_a_session_is_not_typed() -> None:
    assert code_to_type(DECK, SESSION) is None
    assert code_to_type(DECK, PRINTS) is not None
