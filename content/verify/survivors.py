"""Say which mutants survived, at the line of the card that nothing verifies."""

from collections.abc import Iterator, Sequence

from content.diagnostics import Diagnostic, Severity
from content.verify.mutant import Operator
from content.verify.plan import NotePlan, Unit
from content.verify.strength import Fate, Trial


def survivors(plan: NotePlan, unit: Unit, trials: Sequence[Trial]) -> Iterator[Diagnostic]:
    """A diagnostic for each mutant of `unit` that survived."""
    for trial in trials:
        if trial.unit is unit and trial.fate is Fate.SURVIVED:
            yield (
                _unverified(plan, trial)
                if trial.mutant.operator is Operator.STATEMENT
                else _weak(plan, trial)
            )


def unused_acceptances(plan: NotePlan, trials: Sequence[Trial]) -> Iterator[Diagnostic]:
    """A diagnostic for each comment that accepts what does not survive, or not any more."""
    for accepted in plan.accepted:
        same = [trial.fate for trial in trials if trial.mutant.change == accepted.change]
        if any(fate is not Fate.KILLED for fate in same):
            continue
        yield Diagnostic(
            severity=Severity.WARNING,
            code="unused-accept",
            path=plan.path,
            span=accepted.span,
            message=f"the change `{accepted.change}` need not be accepted",
            label="the check notices it" if same else "the code of this note has no place for it",
            help=f"delete the comment, or see all changes: srs check --mutants {plan.id}",
            note=plan.id,
        )


def _unverified(plan: NotePlan, trial: Trial) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        code="unverified-statement",
        path=plan.path,
        span=trial.statement_span,
        message="nothing verifies this statement",
        label=f"without it, {_still(trial.unit)}",
        help=f"assert what it brings about, or leave it out; if nothing can tell: {_acceptance(trial)}",
        note=plan.id,
    )


def _weak(plan: NotePlan, trial: Trial) -> Diagnostic:
    if trial.mutant.operator is Operator.DISPLAY:
        message = "nothing confirms what this line shows"
        label = f"without it, {_still(trial.unit)}"
        help_ = "write what it prints into an `output` fence, or assert it"
    else:
        message = f"nothing notices this change: {trial.mutant.change}"
        label = f"changed, and {_still(trial.unit)}"
        help_ = "make the check fail for it"
    return Diagnostic(
        severity=Severity.WARNING,
        code="surviving-mutant",
        path=plan.path,
        span=trial.span,
        message=message,
        label=label,
        notes=(trial.mutant.diff,),
        help=f"{help_}; if it may stay unnoticed: {_acceptance(trial)}",
        note=plan.id,
    )


def _still(unit: Unit) -> str:
    if unit.checks:
        return "the check still passes"
    return "the output is still the same" if unit.output else "the error is still raised"


def _acceptance(trial: Trial) -> str:
    return f"<!-- srs: accept `{trial.mutant.change}`: the reason -->"
