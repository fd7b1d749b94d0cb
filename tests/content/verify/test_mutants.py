"""A check that means its answer kills every mutant; one that does not is told what it misses."""

from itertools import pairwise

import pytest

from content.models import Accepted, Basic, Note, NoteId, Span
from content.verify import Fate, Report, Trial, verify
from content.verify.mutant import Operator
from tests.content.verify.factories import (
    answer,
    check,
    choice,
    collection,
    given,
    note,
    option,
    output,
    setup,
)
from tests.content.verify.strengths import ANSWERS

NAMES = ", ".join(f"x{number}" for number in range(40))
LONG = "".join(f"x{number} = {number}\n" for number in range(40))


def accepting(one: Basic, *changes: str) -> Basic:
    accepted = tuple(
        Accepted(change=change, reason="it does the same", span=Span(90 + line, 1, 90 + line, 9))
        for line, change in enumerate(changes)
    )
    return one.model_copy(update={"accepted": accepted})


NOTES: tuple[Note, ...] = (
    *(
        note(f"{name}-{quality}", setup(one.setup), answer(one.source), check(proof))
        for name, one in ANSWERS.items()
        for quality, proof in (("good", one.good), ("weak", one.weak))
    ),
    note("dead-line", answer("x = 1\ny = 2\n"), check("assert x == 1\n"), line=200),
    note("shows", answer("x = 1\nprint(x)\nx\n"), check("assert x == 1\n"), line=200),
    note("prints", answer("x = 1\nprint('x', x)\n"), output("x 1\n")),
    note("dead-output", answer("x = 1\ny = 2\nprint(x)\n"), output("1\n"), line=200),
    note("dead-raise", answer("x = 1\ntorch.ones(2) @ torch.ones(3)\n", raises="RuntimeError"), line=200),
    note("given-is-given", given("x = 1\ny = 2\n"), answer("z = x\n"), check("assert z == 1\n")),
    note("two-fences", answer("x = 1\n"), answer("y = 2\n"), check("assert x == 1\n"), line=200),
    note(
        "two-answers",
        answer("x = 1\n"),
        check("assert x == 1\n"),
        answer("y = 2\n"),
        check("assert y == 2\n"),
    ),
    choice(
        "options",
        [True, False, True],
        option(0, "x = 1\ny = 0\n"),
        option(1, "x = 2\nz = 0\n"),
        option(2, "x = 1\n"),
        check("assert x == 1\n"),
        line=200,
    ),
    note(
        "outer",
        answer("x = 1\nfor _ in range(1):\n    y = 1\n    y = 2\n"),
        check("assert x == 1\n"),
        line=200,
    ),
    note("endless", answer("i = []\nwhile len(i) < 2:\n    i.append(1)\n"), check("assert i == [1, 1]\n")),
    note(
        "seeded", answer("torch.manual_seed(0)\nx = torch.rand(1)\n"), check("assert 0.4962 < x < 0.4963\n")
    ),
    note("flaky", answer("x = torch.rand(1)\n"), check("assert x < 0.5\n"), line=200),
    note("flaky-random", answer("import random\nx = random.random()\n"), check("assert x > 0.8\n")),
    note("flaky-output", answer("print(torch.randint(100, (1,)).item())\n"), output("44\n"), line=200),
    accepting(note("accepts", answer("x = 1\ny = 2\n"), check("assert x == 1\n")), "delete y = 2", "2 -> 3"),
    accepting(note("stale", answer("x = 1\n"), check("assert x == 1\n")), "1 -> 2", "detach -> clone"),
    accepting(note("stale-prose"), "1 -> 2"),
    note("long", answer(LONG), check(f"assert [{NAMES}] == list(range(40))\n")),
)


@pytest.fixture(scope="module")
def report() -> Report:
    return verify(collection(*NOTES), cache_path=None)


def codes(report: Report, name: str) -> list[str]:
    return [found.code for found in report.diagnostics if found.note == name]


def trials(report: Report, name: str) -> tuple[Trial, ...]:
    return report.trials[NoteId(name)]


def fates(report: Report, name: str) -> dict[str, Fate]:
    return {trial.mutant.change: trial.fate for trial in trials(report, name)}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_good_check_kills_every_mutant(report: Report, name: str) -> None:
    assert {trial.fate for trial in trials(report, f"{name}-good")} == {Fate.KILLED}
    assert codes(report, f"{name}-good") == []


@pytest.mark.parametrize("name", ANSWERS)
def test_a_weak_check_is_told_what_it_misses(report: Report, name: str) -> None:
    one = ANSWERS[name]
    assert fates(report, f"{name}-weak")[one.survivor] is Fate.SURVIVED
    assert ("unverified-statement" in codes(report, f"{name}-weak")) is one.is_deletion
    assert (report.verdicts[NoteId(f"{name}-weak")] == "check-failed") is one.is_deletion


@pytest.mark.parametrize(
    ("name", "code", "span"),
    [
        ("dead-line", "unverified-statement", Span(204, 1, 204, 6)),
        ("dead-output", "unverified-statement", Span(204, 1, 204, 6)),
        ("dead-raise", "unverified-statement", Span(203, 1, 203, 6)),
        ("two-fences", "unverified-statement", Span(207, 1, 207, 6)),
        ("options", "unverified-statement", Span(204, 1, 204, 6)),
        ("outer", "unverified-statement", Span(204, 1, 204, 19)),
        ("flaky", "flaky-check", Span(207, 1, 207, 15)),
        ("flaky-output", "flaky-check", Span(206, 1, 206, 10)),
    ],
)
def test_what_nothing_verifies_is_an_error_at_its_line(
    report: Report, name: str, code: str, span: Span
) -> None:
    (found,) = [found for found in report.diagnostics if found.note == name]
    assert (found.code, found.severity, found.span) == (code, "error", span)


def test_what_only_shows_a_value_is_a_warning(report: Report) -> None:
    found = [found for found in report.diagnostics if found.note == "shows"]
    assert [(one.code, one.severity, one.span.line) for one in found] == [
        ("surviving-mutant", "warning", 204),
        ("surviving-mutant", "warning", 205),
    ]
    assert report.verdicts[NoteId("shows")] == "pass"


@pytest.mark.parametrize("name", ["prints", "two-answers", "given-is-given", "endless", "seeded"])
def test_no_false_alarm(report: Report, name: str) -> None:
    assert codes(report, name) == []
    assert fates(report, name)


def test_given_code_and_wrong_options_have_no_mutants(report: Report) -> None:
    assert [trial.mutant.original for trial in trials(report, "given-is-given")] == ["z = x\n"]
    assert {trial.mutant.original for trial in trials(report, "options")} == {"x = 1\ny = 0\n", "x = 1\n"}


def test_what_is_inside_a_statement_that_nothing_verifies_is_not_tried(report: Report) -> None:
    found = fates(report, "outer")
    assert found.pop("delete for _ in range(1):") is Fate.SURVIVED
    assert {found[change] for change in ("1 -> 2", "delete y = 1", "delete y = 2")} == {Fate.SKIPPED}


def test_an_endless_mutant_is_killed(report: Report) -> None:
    told = {trial.mutant.change: trial.reason for trial in trials(report, "endless")}
    assert told["delete i.append(1)"] == "the time limit"


def test_a_killer_is_named_with_its_line(report: Report) -> None:
    (told,) = [
        trial.reason
        for trial in trials(report, "zero-grad-good")
        if trial.mutant.change == "delete opt.step()"
    ]
    assert told.startswith("the assertion at line 116: assert p.tolist() == [0.0, 0.0] (p.tolist() = [")


def test_a_surviving_change_is_shown_with_the_comment_that_accepts_it(report: Report) -> None:
    (found,) = [found for found in report.diagnostics if found.note == "detach-weak"]
    assert found.notes == ("-y = x.detach()\n+y = x.clone()",)
    assert found.help.endswith("<!-- srs: accept `detach -> clone`: the reason -->")


def test_a_check_that_passes_with_one_seed_only_says_what_differs(report: Report) -> None:
    (found,) = [found for found in report.diagnostics if found.note == "flaky"]
    assert "with the random seed 0, but not with 1" in found.message
    assert found.notes == ("x = tensor([0.7576])",)
    assert codes(report, "flaky-random") == codes(report, "flaky-output") == ["flaky-check"]


def test_an_accepted_mutant_is_no_survivor(report: Report) -> None:
    found = fates(report, "accepts")
    assert (found["delete y = 2"], found["2 -> 3"]) == (Fate.ACCEPTED, Fate.ACCEPTED)
    assert codes(report, "accepts") == []
    assert {trial.reason for trial in trials(report, "accepts") if trial.fate is Fate.ACCEPTED} == {
        "it does the same"
    }


def test_what_need_not_be_accepted_any_more_is_a_warning(report: Report) -> None:
    found = [(one.code, one.span.line, one.label) for one in report.diagnostics if one.note == "stale"]
    assert found == [
        ("unused-accept", 90, "the check notices it"),
        ("unused-accept", 91, "the code of this note has no place for it"),
    ]
    assert codes(report, "stale-prose") == ["unused-accept"]


def test_what_is_left_out_of_a_long_note_is_counted_and_spread(report: Report) -> None:
    tried = [trial for trial in trials(report, "long") if trial.fate is not Fate.LEFT_OUT]
    left_out = report.mutants(Fate.LEFT_OUT)
    assert (len(tried), left_out) == (30, len(trials(report, "long")) - 30)
    assert {trial.mutant.operator for trial in tried} == {Operator.STATEMENT}
    lines = [trial.span.line for trial in tried]
    assert max(after - before for before, after in pairwise(lines)) == 2
