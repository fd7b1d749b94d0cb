"""What is wrong with a note's code before anything runs."""

from collections.abc import Iterable

from content.diagnostics import Diagnostic, Severity
from content.models import Code, Deck, NoteId, Role, Span
from content.verify.examples import session_flaw, syntax_flaw
from content.verify.explain import line_span
from content.verify.plan import NotePlan, Unit, plan_note
from content.verify.source import Flaw, assertions, assertions_always_true, assertions_on_tuples, flaw


def read_code(decks: Iterable[Deck]) -> tuple[Diagnostic, ...]:
    """What is wrong with the code of some decks, as far as reading it shows."""
    found = list[Diagnostic]()
    for deck in decks:
        setup = read_setup(deck)
        places = {one.span for one in setup}
        found += setup
        for note in deck.notes:
            found += (one for one in read_note(plan_note(deck, note)) if one.span not in places)
    return tuple(found)


def read_setup(deck: Deck) -> list[Diagnostic]:
    """What is wrong with the setup that a deck's notes share."""
    return read_fences(deck.path, None, deck.setup)


def read_note(plan: NotePlan) -> list[Diagnostic]:
    """What is wrong with the code of a note; the setup of its deck is reported with the deck."""
    fences = {code.span: code for unit in plan.units for code in unit.run.fences}
    return [*read_fences(plan.path, plan.id, fences.values()), *read_proofs(plan)]


def read_fences(path: str, note: NoteId | None, fences: Iterable[Code]) -> list[Diagnostic]:
    """Syntax errors, each at its line and column, and sessions that are none."""
    found = []
    for code in fences:
        if not code.is_python or code.no_run is not None or code.raises:
            continue  # a syntax error may be what a fence is about; then the run proves it
        bad_session = session_flaw(code.source) if code.is_session else None
        if bad_session is not None:
            found.append(_bad_session(path, note, code, bad_session))
            continue
        wrong = syntax_flaw(code.source) if code.is_session else flaw(code.source)
        if wrong is not None:
            line, column = wrong.position
            span = line_span(code, line)
            column = min(code.span.column - 1 + column, span.end_column)
            found.append(
                Diagnostic(
                    severity=Severity.ERROR,
                    code="syntax-error",
                    path=path,
                    span=Span(span.line, column, span.end_line, max(span.end_column, column + 1)),
                    message=f"this is not valid Python: {wrong.message}",
                    help="correct it; if the error is the point, "
                    + ("show its traceback" if code.is_session else "say so: raises=SyntaxError"),
                    note=note,
                )
            )
    return found


def _bad_session(path: str, note: NoteId | None, code: Code, wrong: Flaw) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        code="python-session",
        path=path,
        span=line_span(code, wrong.position.line),
        message=f"this session cannot be confirmed: {wrong.message}",
        help="write each input after `>>> ` and what it prints right below, "
        "with `<BLANKLINE>` for an empty line of it",
        note=note,
    )


def read_proofs(plan: NotePlan) -> list[Diagnostic]:
    """Code that nothing confirms, and checks that cannot."""
    found = [
        diagnostic
        for unit in plan.units
        if unit.must_be_proved and not unit.is_proved
        for diagnostic in [_unchecked(plan, unit)]
    ]
    for code in plan.unused:
        found.append(
            _error(
                plan,
                code.span,
                f"unused-{code.role}",
                f"there is no code before this {code.role} fence",
                "proves nothing",
                "put it right after the fence it belongs to",
            )
        )
    for unit in plan.units:
        if unit.output is not None and not unit.output.source.strip():
            found.append(
                _error(
                    plan,
                    unit.output.span,
                    "empty-output",
                    "this output fence is empty",
                    "code that prints nothing passes",
                    "write the text that the code prints, or use a `python check` fence",
                )
            )
    checks = {code.span: code for unit in plan.units for code in unit.checks}
    for code in checks.values():
        if flaw(code.source) is None:
            found += _read_check(plan, code)
    return list(dict.fromkeys(found))


def _read_check(plan: NotePlan, code: Code) -> Iterable[Diagnostic]:
    if not assertions(code.source):
        yield _error(
            plan,
            code.span,
            "check-without-assertion",
            "this check asserts nothing",
            "passes whatever the code does",
            "assert what only the code brings about; preparations belong into a `python setup` fence",
        )
    for line, _ in assertions_on_tuples(code.source):
        yield _error(
            plan,
            line_span(code, line),
            "assertion-on-tuple",
            "this assertion is always true",
            "asserts a tuple, and a tuple with anything in it is true",
            "take the parentheses away: assert condition, message",
        )
    for line, _ in assertions_always_true(code.source):
        yield _error(
            plan,
            line_span(code, line),
            "assertion-always-true",
            "this assertion is always true",
            "holds whatever the code does",
            "compare what the code brings about with what it must be",
        )


def _unchecked(plan: NotePlan, unit: Unit) -> Diagnostic:
    subject = "option" if unit.code[0].role is Role.OPTION else "code answer"
    return _error(
        plan,
        unit.code[-1].span,
        "unverified-code",
        f"this {subject} is never checked",
        "runs, but nothing confirms what it does",
        'add a `python check` fence that fails without it, or say why not: no-run="reason"',
    )


def _error(plan: NotePlan, span: Span, code: str, message: str, label: str, help_: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        code=code,
        path=plan.path,
        span=span,
        message=message,
        label=label,
        help=help_,
        note=plan.id,
    )
