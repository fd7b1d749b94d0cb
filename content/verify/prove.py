"""Prove one note: make its runs in order, until one shows that the rest would be in vain."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from content.diagnostics import Diagnostic, Severity
from content.models import Code, Span
from content.verify.executor import Executor
from content.verify.explain import explain, warnings
from content.verify.outcome import Outcome, Verdict
from content.verify.plan import OTHER_SEED, NotePlan, Run, Stage, Unit
from content.verify.reading import read_note
from content.verify.strength import Trial, planned_trials, try_mutants
from content.verify.survivors import survivors, unused_acceptances


class Standing(StrEnum):
    """What is known of one visible block of code."""

    VERIFIED = "verified"
    FAILED = "failed"
    NO_CHECK = "no check"
    NOT_RUN = "not run, because code before it fails"
    NO_SETUP = "not run, because its setup fails"


@dataclass(slots=True)
class Proof:
    """What the runs of one note showed."""

    plan: NotePlan
    verdict: Verdict = Verdict.PASS
    diagnostics: list[Diagnostic] = field(default_factory=list)
    standings: dict[Span, Standing] = field(default_factory=dict)
    """By the span of the block; blocks that do not run are absent."""
    trials: list[Trial] = field(default_factory=list)
    """The mutants of its code."""

    def conclude(self, unit: Unit, verdict: Verdict, standing: Standing) -> None:
        """Settle the blocks of one unit."""
        self.verdict = max(self.verdict, verdict, key=lambda verdict: verdict.badness)
        for code in unit.code:
            self.standings[code.span] = standing


def without_setup(plan: NotePlan) -> Proof:
    """The proof of a note whose deck's setup does not run: nothing is known."""
    proof = Proof(plan)
    for unit in plan.units:
        proof.conclude(unit, Verdict.SETUP_ERROR, Standing.NO_SETUP)
    return proof


def without_runs(plan: NotePlan) -> Proof:
    """The proof of a note that has nothing to run: what reading it shows."""
    proof = Proof(plan, diagnostics=read_note(plan))
    if proof.diagnostics:
        proof.verdict = Verdict.CHECK_FAILED
    proof.diagnostics += unused_acceptances(plan, [])
    return proof


async def prove(plan: NotePlan, executor: Executor, max_mutants: int, note_timeout_s: float) -> Proof:
    """Confirm or refute every unit of `plan`, then try `max_mutants` mutants of what is confirmed.

    No mutant is begun after all runs of the note together took `note_timeout_s` seconds.
    """
    runs = _Runs(executor, note_timeout_s)
    proof = Proof(plan, diagnostics=read_note(plan), trials=planned_trials(plan, max_mutants))
    if proof.diagnostics:
        proof.verdict = Verdict.CHECK_FAILED
    flawed = {found.span.line for found in proof.diagnostics if found.code != "unverified-code"}
    stopped: Verdict | None = None
    for unit in plan.units:
        if _any_holds(unit.code, flawed):
            proof.conclude(unit, Verdict.ANSWER_ERROR, Standing.FAILED)
        elif _any_holds((*unit.checks, *([unit.output] if unit.output else [])), flawed):
            proof.conclude(unit, Verdict.CHECK_FAILED, Standing.FAILED)
        elif _any_holds(unit.run.fences, flawed):
            proof.conclude(unit, Verdict.ANSWER_ERROR, Standing.NOT_RUN)
        elif stopped is not None:
            proof.conclude(unit, stopped, Standing.NOT_RUN)
        else:
            verdict = await _prove_unit(unit, proof, runs)
            # What raises, hangs or crashes would do so again before each of the units that follow it.
            if verdict not in {Verdict.PASS, Verdict.CHECK_FAILED} and not unit.is_option:
                stopped = verdict
    if not flawed:
        proof.diagnostics += unused_acceptances(plan, proof.trials)
    return proof


class _Runs:
    """The runs of one note, and the time that they may take together."""

    def __init__(self, executor: Executor, limit_s: float) -> None:
        self._executor = executor
        self._left_s = limit_s

    @property
    def has_time(self) -> bool:
        """Whether more of them may be made than have to be."""
        return self._left_s > 0

    async def outcome(self, run: Run) -> Outcome:
        """What `run` shows; one that is remembered took as long as when it was made."""
        outcome = await self._executor.outcome(run)
        self._left_s -= outcome.took_s
        return outcome


async def _prove_unit(unit: Unit, proof: Proof, runs: _Runs) -> Verdict:
    outcome = await runs.outcome(unit.run)
    if unit.is_right:
        verdict = await _prove_right(unit, outcome, proof, runs)
    else:
        verdict = _refute_wrong(unit, outcome, proof)
    if verdict is Verdict.SETUP_ERROR:
        standing = Standing.NO_SETUP
    elif verdict is not Verdict.PASS:
        standing = Standing.FAILED
    else:
        standing = Standing.VERIFIED if unit.is_proved or not unit.must_be_proved else Standing.NO_CHECK
    proof.conclude(unit, verdict, standing)
    return verdict


async def _prove_right(unit: Unit, outcome: Outcome, proof: Proof, runs: _Runs) -> Verdict:
    """The code must pass, and its check must be able to fail: without the code, and after it ran."""
    plan = proof.plan
    if outcome.verdict is not Verdict.PASS:
        proof.diagnostics.append(explain(plan, unit, unit.run, outcome))
        return outcome.verdict
    proof.diagnostics += warnings(plan, unit.run, outcome)
    if not unit.is_proved:
        return Verdict.PASS
    if unit.canary is not None:
        canary = await runs.outcome(unit.canary)
        if canary.verdict is not Verdict.PASS:
            proof.diagnostics.append(explain(plan, unit, unit.canary, canary))
            return canary.verdict
    if unit.without_answer is not None:
        without = await runs.outcome(unit.without_answer)
        if without.verdict is Verdict.PASS:
            proof.diagnostics.append(_vacuous(plan, unit))
            return Verdict.CHECK_FAILED
    again = await runs.outcome(unit.with_other_seed)
    if again.verdict is not Verdict.PASS:
        proof.diagnostics.append(_flaky(explain(plan, unit, unit.with_other_seed, again)))
        return Verdict.CHECK_FAILED
    accepted = {one.change: one.reason for one in plan.accepted}
    proof.trials = await try_mutants(unit, outcome, proof.trials, accepted, runs)
    found = [*survivors(plan, unit, proof.trials)]
    proof.diagnostics += found
    is_weak = any(one.severity is Severity.ERROR for one in found)
    return Verdict.CHECK_FAILED if is_weak else Verdict.PASS


def _refute_wrong(unit: Unit, outcome: Outcome, proof: Proof) -> Verdict:
    """The code of a wrong option must not pass; to raise an error is to fail."""
    if unit.code[-1].raises is not None and outcome.verdict is Verdict.PASS:
        return Verdict.PASS
    if outcome.verdict is Verdict.PASS and unit.is_proved:
        proof.diagnostics.append(
            Diagnostic(
                severity=Severity.ERROR,
                code="wrong-option-passes",
                path=proof.plan.path,
                span=unit.code[0].span,
                message="this option is marked wrong, and passes the check",
                label="does what was asked for",
                help="mark it right, make it wrong, or make the check tell it from the right one",
                note=proof.plan.id,
            )
        )
        return Verdict.CHECK_FAILED
    if outcome.verdict in {Verdict.CHECK_FAILED, Verdict.ANSWER_ERROR} and not _in_prelude(unit.run, outcome):
        return Verdict.PASS
    if outcome.verdict is not Verdict.PASS:
        proof.diagnostics.append(explain(proof.plan, unit, unit.run, outcome))
    return outcome.verdict


def _in_prelude(run: Run, outcome: Outcome) -> bool:
    place = outcome.place
    return (
        place is not None and place.fence < len(run.steps) and run.steps[place.fence].stage is Stage.PRELUDE
    )


def _vacuous(plan: NotePlan, unit: Unit) -> Diagnostic:
    subject = "option" if unit.is_option else "code answer"
    return Diagnostic(
        severity=Severity.ERROR,
        code="vacuous-check",
        path=plan.path,
        span=unit.checks[0].span,
        message=f"this check passes without the {subject}",
        label="proves nothing about it",
        help="assert what only the code brings about",
        note=plan.id,
    )


def _flaky(explained: Diagnostic) -> Diagnostic:
    """What differs with another seed, as `explained` for a run that never passed."""
    return replace(
        explained,
        code="flaky-check",
        message=f"passes with the random seed 0, but not with {OTHER_SEED}: {explained.message}",
        help="assert what holds for all random numbers, or call `torch.manual_seed` in the code or its setup",
    )


def _any_holds(fences: Iterable[Code], lines: set[int]) -> bool:
    """Whether one of the fences spans one of the lines."""
    return any(
        code.span.line <= line <= code.first_line + code.source.count("\n")
        for code in fences
        for line in lines
    )
