"""How strong a proof is: for which mutants of the proved code it fails."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Protocol

from content.models import Code, Span
from content.verify.explain import killed_by
from content.verify.mutant import Mutant, Operator
from content.verify.mutate import mutants
from content.verify.outcome import Outcome, Verdict
from content.verify.plan import OTHER_SEED, NotePlan, Run, Unit
from content.verify.source import flaw

MAX_MUTANTS = 30
"""Of one note, unless the caller says otherwise."""
CPU_S = 1
"""The processor time that a mutant gets at least, in seconds."""
PATIENCE = 10
"""How many times the time of the answer a mutant gets, if that is more."""


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    ACCEPTED = "accepted"
    """It survived, and the deck says why it may."""
    SKIPPED = "skipped"
    """Another mutant of the same statement, or of one around it, survived; or the code itself failed."""
    LEFT_OUT = "left-out"
    """The note has more mutants than are tried, or its runs took too long."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One mutant, with what became of it."""

    unit: Unit
    code: Code
    """The fence that it changes."""
    mutant: Mutant
    fate: Fate
    reason: str = ""
    """What killed it, or why it may survive."""

    @property
    def span(self) -> Span:
        """What it changes, in the deck file."""
        return _in_file(self.code, self.mutant.span)

    @property
    def statement_span(self) -> Span:
        """The first line of the statement that it changes, in the deck file."""
        return _in_file(self.code, self.mutant.statement_span)


def planned_trials(plan: NotePlan, max_mutants: int) -> list[Trial]:
    """The mutants of a note: `max_mutants` of them are to be tried, evenly over its statements."""
    found = [
        Trial(unit, code, mutant, Fate.LEFT_OUT)
        for unit in plan.units
        if unit.has_mutants
        for code in unit.code
        for mutant in mutants(code.source, prints_are_confirmed=unit.output is not None)
        if _matters(unit, mutant)
    ]
    statements = groupby(
        range(len(found)), lambda index: (found[index].code.span, found[index].mutant.statement)
    )
    for index in spread([list(group) for _, group in statements], max_mutants):
        found[index] = replace(found[index], fate=Fate.SKIPPED)
    return found


class Runs(Protocol):
    """The runs of one note, which may take some time together."""

    @property
    def has_time(self) -> bool:
        """Whether another mutant may be tried."""

    async def outcome(self, run: Run) -> Outcome:
        """What `run` shows."""


async def try_mutants(
    unit: Unit,
    passed: Outcome,
    trials: Sequence[Trial],
    accepted: dict[str, str],
    runs: Runs,
) -> list[Trial]:
    """The trials of a note, those of one unit done, which `passed`: of each statement, to the first survivor.

    `accepted` gives the reason for each change that a check need not notice.
    """
    cpu_s = max(CPU_S, math.ceil(PATIENCE * passed.took_s))
    tried: list[Trial] = []
    weak: list[Trial] = []
    for trial in trials:
        is_wanted = trial.unit is unit and trial.fate is Fate.SKIPPED
        if not is_wanted or any(_covers(other, trial) for other in weak):
            tried.append(trial)
            continue
        if not runs.has_time:
            tried.append(replace(trial, fate=Fate.LEFT_OUT))
            continue
        done = await _try(trial, cpu_s, accepted, runs)
        if done is None:
            continue
        tried.append(done)
        if done.fate is Fate.SURVIVED:
            weak.append(done)
    return tried


async def _try(trial: Trial, cpu_s: int, accepted: dict[str, str], runs: Runs) -> Trial | None:
    """The trial of one mutant; nothing if it is no Python, such as a `nonlocal` name that nothing binds."""
    run = trial.unit.mutated(trial.code, trial.mutant.source, cpu_s)
    # Without its `manual_seed`, say, an answer still computes the same from the seed of the run.
    for one in (run, replace(run, seed=OTHER_SEED)):
        outcome = await runs.outcome(one)
        if outcome.error == "SyntaxError" and flaw(trial.mutant.source):
            return None
        if outcome.verdict is not Verdict.PASS:
            return replace(trial, fate=Fate.KILLED, reason=killed_by(trial.unit.run, outcome))
    reason = accepted.get(trial.mutant.change)
    return replace(trial, fate=Fate.ACCEPTED if reason else Fate.SURVIVED, reason=reason or "")


def spread(groups: Sequence[Sequence[int]], limit: int) -> Iterator[int]:
    """Choose `limit` members evenly: the first of every group, then the second, and so on."""
    for rank in range(max(map(len, groups), default=0)):
        if limit == 0:
            return
        ranked = [group[rank] for group in groups if rank < len(group)]
        count = min(limit, len(ranked))
        yield from (ranked[number * len(ranked) // count] for number in range(count))
        limit -= count


def _matters(unit: Unit, mutant: Mutant) -> bool:
    """Where the error is all that is claimed, another number may well lead to the same error."""
    is_claimed = bool(unit.checks or unit.output)
    return is_claimed or mutant.operator.is_deletion or mutant.operator is Operator.BLOCK


def _covers(survivor: Trial, trial: Trial) -> bool:
    """Whether the survivor changes the same statement, or deletes one around it."""
    if survivor.code is not trial.code:
        return False
    (start, end), (inner_start, inner_end) = survivor.mutant.statement, trial.mutant.statement
    is_same = (start, end) == (inner_start, inner_end)
    return is_same or (survivor.mutant.operator.is_deletion and start <= inner_start and inner_end <= end)


def _in_file(code: Code, span: Span) -> Span:
    down, right = code.first_line - 1, code.span.column - 1
    return Span(span.line + down, span.column + right, span.end_line + down, span.end_column + right)
