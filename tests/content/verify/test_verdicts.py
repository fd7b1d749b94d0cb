"""Each specimen gets the verdict that it deserves, said at its own line."""

import pytest

from content.models import Span
from tests.content.verify.conftest import Specimens
from tests.content.verify.specimens import SPECIMENS


@pytest.mark.parametrize(
    ("name", "verdict", "code"),
    [
        ("wrong", "check-failed", "check-failed"),
        ("check-raises", "check-failed", "check-failed"),
        ("raises-in-function", "check-failed", "check-failed"),
        ("unchecked", "check-failed", "unverified-code"),
        ("endless", "timeout", "timeout"),
        ("sleeps", "timeout", "timeout"),
        ("os-exit", "escaped", "escaped"),
        ("sys-exit", "escaped", "escaped"),
        ("exit-in-check", "escaped", "escaped"),
        ("crash", "crash", "crash"),
        ("vacuous", "check-failed", "vacuous-check"),
        ("self-made", "check-failed", "vacuous-check"),
        ("patched", "tampered", "tampered"),
        ("patched-torch", "tampered", "tampered"),
        ("leaves-a-tracer", "tampered", "tampered"),
        ("leaves-a-timer", "tampered", "tampered"),
        ("leaves-an-importer", "tampered", "tampered"),
        ("leaves-a-thread", "tampered", "tampered"),
        ("garbles", "tampered", "tampered"),
        ("forges", "tampered", "tampered"),
        ("misprints", "check-failed", "output-mismatch"),
        ("no-error", "check-failed", "not-raised"),
        ("other-error", "answer-error", "answer-error"),
        ("forks", "answer-error", "answer-error"),
        ("hog", "answer-error", "answer-error"),
        ("python-hog", "answer-error", "answer-error"),
        ("flood", "answer-error", "answer-error"),
        ("recursion", "answer-error", "answer-error"),
        ("not-reached", "check-failed", "assertion-not-reached"),
        ("no-assertion", "check-failed", "check-without-assertion"),
        ("tuple", "check-failed", "assertion-on-tuple"),
        ("syntax", "answer-error", "syntax-error"),
        ("given-raises", "answer-error", "answer-error"),
        ("after-error", "answer-error", "answer-error"),
        ("wrong-passes", "check-failed", "wrong-option-passes"),
        ("right-fails", "check-failed", "check-failed"),
        ("options-unchecked", "check-failed", "unverified-code"),
    ],
)
def test_what_is_wrong_gets_its_verdict(specimens: Specimens, name: str, verdict: str, code: str) -> None:
    assert specimens[name].verdict == verdict
    assert list(specimens[name].diagnostics) == [code]


@pytest.mark.parametrize(
    "name",
    [
        "right",
        "note-setup",
        "prints",
        "prints-given",
        "proved-error",
        "exit-proved",
        "syntax-proved",
        "assert-close",
        "only-given",
        "two-answers",
        "options",
        "pickles",
        "joins-its-thread",
        "mends",
    ],
)
def test_what_is_right_passes_in_silence(specimens: Specimens, name: str) -> None:
    assert specimens[name].verdict == "pass"
    assert not specimens[name].diagnostics


@pytest.mark.parametrize(
    ("name", "code", "span"),
    [
        ("wrong", "check-failed", Span(208, 1, 208, 20)),
        ("raises-in-function", "check-failed", Span(208, 1, 208, 19)),
        ("unchecked", "unverified-code", Span(302, 1, 302, 10)),
        ("endless", "timeout", Span(404, 1, 404, 17)),
        ("sleeps", "timeout", Span(404, 1, 404, 15)),
        ("crash", "crash", Span(504, 1, 504, 20)),
        ("vacuous", "vacuous-check", Span(606, 1, 606, 10)),
        ("misprints", "output-mismatch", Span(707, 1, 707, 10)),
        ("no-error", "not-raised", Span(803, 1, 803, 14)),
        ("other-error", "answer-error", Span(803, 1, 803, 6)),
        ("not-reached", "assertion-not-reached", Span(909, 5, 909, 13)),
        ("syntax", "syntax-error", Span(1004, 5, 1004, 6)),
        ("wrong-passes", "wrong-option-passes", Span(1206, 1, 1206, 10)),
        ("warns", "torch-warning", Span(1103, 1, 1103, 26)),
    ],
)
def test_diagnostics_point_at_the_deck(specimens: Specimens, name: str, code: str, span: Span) -> None:
    assert specimens[name].diagnostics[code].span == span


def test_a_failed_assertion_shows_both_sides(specimens: Specimens) -> None:
    assert specimens["wrong"].diagnostics["check-failed"].notes == ("x.sum() = tensor(2.)", "y = 3")


def test_what_was_replaced_is_named(specimens: Specimens) -> None:
    assert (
        "replaces what checks rely on: builtins.all" in specimens["patched"].diagnostics["tampered"].message
    )
    assert "torch.equal" in specimens["patched-torch"].diagnostics["tampered"].message


def test_an_error_deeper_in_the_deck_names_both_lines(specimens: Specimens) -> None:
    related = specimens["raises-in-function"].diagnostics["check-failed"].related
    assert related[0].span == Span(204, 5, 204, 10)


def test_a_wrong_output_is_shown_as_a_difference(specimens: Specimens) -> None:
    (difference,) = specimens["misprints"].diagnostics["output-mismatch"].notes
    assert difference.splitlines() == ["--- output fence", "+++ printed", " a", "-b", "+c"]


def test_a_warning_of_torch_does_not_fail_the_note(specimens: Specimens) -> None:
    assert specimens["warns"].verdict == "pass"
    assert "deprecated" in specimens["warns"].diagnostics["torch-warning"].notes[0]


def test_a_deprecation_is_told_in_the_words_of_torch(specimens: Specimens) -> None:
    (told,) = specimens["deprecated"].diagnostics["torch-warning"].notes
    assert "Please use `torch.amp.autocast('cuda', args...)` instead" in told


def test_what_a_deck_warns_of_itself_is_its_own_affair(specimens: Specimens) -> None:
    assert not specimens["warns-itself"].diagnostics


def test_a_broken_setup_is_said_once(specimens: Specimens) -> None:
    (found,) = [found for found in specimens.report.diagnostics if found.path == "broken.md"]
    assert (found.code, found.span.line, found.note) == ("setup-error", 7, None)
    assert specimens["broken-1"].verdict == specimens["broken-2"].verdict == "setup-error"


@pytest.mark.parametrize("name", ["no-run", "shell", "prose", "orphan"])
def test_notes_without_running_code_have_no_verdict(specimens: Specimens, name: str) -> None:
    assert specimens[name].verdict is None


def test_a_check_without_code_is_an_error(specimens: Specimens) -> None:
    assert list(specimens["orphan"].diagnostics) == ["unused-check"]


def test_code_that_does_not_run_is_listed_with_the_reason(specimens: Specimens) -> None:
    assert [(listed.note, listed.reason) for listed in specimens.report.no_run_reasons] == [
        ("no-run", "needs a GPU")
    ]
    reasons = {(listed.note, listed.reason) for listed in specimens.report.unverified_reasons}
    assert reasons == {
        ("unchecked", "no check"),
        ("shell", "bash"),
        ("after-error", "not run, because code before it fails"),
        ("options-unchecked", "no check"),
        ("broken-1", "not run, because its setup fails"),
        ("broken-2", "not run, because its setup fails"),
    }


def test_every_visible_block_is_counted_once(specimens: Specimens) -> None:
    visible = [
        code for note in SPECIMENS.notes for code in note.code if code.role in {"given", "answer", "option"}
    ]
    report = specimens.report
    assert report.verified + report.failed + report.unverified + report.no_run == len(visible)
