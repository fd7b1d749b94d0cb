"""Verify a collection: every deck's setup, then every note that has code."""

import asyncio
import platform
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from content.diagnostics import Diagnostic
from content.models import Collection, Deck
from content.verify.cache import OutcomeCache
from content.verify.errors import VerifyError
from content.verify.executor import Executor
from content.verify.explain import explain_setup
from content.verify.machine import Machine
from content.verify.names import Known, Prose, look_up
from content.verify.outcome import Verdict
from content.verify.plan import NotePlan, Run, Stage, Step, plan_note
from content.verify.prove import Proof, Standing, prove, without_runs, without_setup
from content.verify.reading import read_setup
from content.verify.report import Listed, Report
from content.verify.strength import MAX_MUTANTS
from content.verify.this_machine import ThisMachine
from content.verify.toolchain import Toolchain, interpreter_at, this_interpreter

Progress = Callable[[int, int], None]


def verify(
    collection: Collection,
    *,
    cache_path: Path | None,
    signing_key: bytes = b"",
    interpreter: Path | None = None,
    cluster: str | None = None,
    is_trusted: bool = False,
    jobs: int | None = None,
    timeout_s: float = 10.0,
    note_timeout_s: float = 60.0,
    max_mutants: int = MAX_MUTANTS,
    progress: Progress | None = None,
) -> Report:
    """Execute the code of every note of `collection`, as far as its outcome is not remembered.

    What is remembered in the file `cache_path` is believed if it was signed with `signing_key`.

    `interpreter` runs the decks: this one if None. `cluster` is the address of a Dask scheduler whose workers
    run them, if not this machine, where `jobs` runs are under way at once. Code that is not trusted runs only
    where it can be confined; a run is given up after `timeout_s` seconds. Of each note, `max_mutants` mutants
    are tried, and none any more when its runs took `note_timeout_s` seconds together. `progress` is told how
    many notes of how many are settled.
    Raises `VerifierMissing` where something has to run and PyTorch is not there, `UnconfinedError`, and
    `VerifyError` where the cluster cannot be used.
    """
    decks = [_PlannedDeck(deck, [plan_note(deck, note) for note in deck.notes]) for deck in collection.decks]
    prose = Prose(collection.decks)
    if prose.names or any(deck.needs_torch for deck in decks):
        machine = _machine(interpreter, cluster, is_trusted, jobs, timeout_s)
        with OutcomeCache(cache_path, signing_key) as cache:
            executor = Executor(machine, cache)
            prove_note = partial(
                prove, executor=executor, max_mutants=max_mutants, note_timeout_s=note_timeout_s
            )
            settling = _settle(decks, prose, machine, executor, prove_note, progress or _ignore)
            known = asyncio.run(settling)
        report = _report(decks, machine.toolchain, executor.confined, executor.runs, executor.cached)
        return report.adding(prose.diagnostics(known, machine.toolchain.torch))
    for deck in decks:
        deck.proofs = [without_runs(plan) for plan in deck.plans]
    return _report(decks, None, (), 0, 0).adding(prose.diagnostics((), ""))


def _ignore(done: int, total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(slots=True)
class _PlannedDeck:
    """A deck, with what became known of it."""

    deck: Deck
    plans: list[NotePlan]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    """Of its setup."""
    proofs: list[Proof] = field(default_factory=list)

    @property
    def needs_torch(self) -> bool:
        """Whether it has code that runs."""
        return any(plan.units for plan in self.plans)


async def _settle(
    decks: list[_PlannedDeck],
    prose: Prose,
    machine: Machine,
    executor: Executor,
    prove_note: Callable[[NotePlan], Awaitable[Proof]],
    progress: Progress,
) -> list[Known]:
    """Prove every note; what PyTorch knows of the names in the prose."""
    total = sum(bool(plan.units) for deck in decks for plan in deck.plans)
    done = 0

    def settled(plan: NotePlan) -> None:
        nonlocal done
        if plan.units:
            done += 1
            progress(done, total)

    async def prove_one(plan: NotePlan) -> Proof:
        proof = await prove_note(plan)
        settled(plan)
        return proof

    async def prove_deck(planned: _PlannedDeck) -> None:
        if planned.needs_torch and not await _is_setup_sound(planned, executor):
            planned.proofs = [without_setup(plan) for plan in planned.plans]
            for plan in planned.plans:
                settled(plan)
            return
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(prove_one(plan)) for plan in planned.plans]
        planned.proofs = [task.result() for task in tasks]

    try:
        async with machine:
            # First, because code of a deck may end the launcher.
            known = await look_up(prose.names, executor)
            async with asyncio.TaskGroup() as group:
                for planned in decks:
                    group.create_task(prove_deck(planned))
            return known
    except* VerifyError as errors:
        raise _first(errors) from None


async def _is_setup_sound(planned: _PlannedDeck, executor: Executor) -> bool:
    """Whether the setup that a deck's notes share runs; said once for all of them."""
    planned.diagnostics = read_setup(planned.deck)
    setup = [code for code in planned.deck.setup if code.is_python and code.no_run is None]
    if not setup or planned.diagnostics:
        return not planned.diagnostics
    run = Run(tuple(Step(Stage.SETUP, code) for code in setup))
    outcome = await executor.outcome(run)
    if outcome.verdict is not Verdict.PASS:
        planned.diagnostics.append(explain_setup(planned.deck.path, None, run, outcome))
    return not planned.diagnostics


def _machine(
    interpreter: Path | None, cluster: str | None, is_trusted: bool, jobs: int | None, timeout_s: float
) -> Machine:
    if cluster is None:
        found = interpreter_at(interpreter) if interpreter else this_interpreter()
        return ThisMachine(found, is_trusted=is_trusted, jobs=jobs, timeout_s=timeout_s)
    try:
        from content.verify.cluster import Cluster  # slow to import, and only there if it was asked for
    except ModuleNotFoundError as error:
        raise VerifyError(
            f"the package `{error.name}` is missing, which speaks to Dask clusters: install `srs[cluster]`"
        ) from None
    return Cluster(cluster, interpreter, is_trusted=is_trusted, timeout_s=timeout_s)


def _first(errors: BaseExceptionGroup[VerifyError]) -> VerifyError:
    error = errors.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _report(
    decks: list[_PlannedDeck], toolchain: Toolchain | None, confined: tuple[str, ...], runs: int, cached: int
) -> Report:
    proofs = [proof for deck in decks for proof in deck.proofs]
    unverified: list[Listed] = []
    no_run: list[Listed] = []
    standings: Counter[Standing] = Counter()
    for proof in proofs:
        for code in proof.plan.visible:
            place = (proof.plan.path, code.span.line, proof.plan.id)
            standing = proof.standings.get(code.span)
            if not code.is_python:
                unverified.append(Listed(*place, code.language or "no language"))
            elif code.no_run is not None:
                no_run.append(Listed(*place, code.no_run))
            elif standing in {Standing.VERIFIED, Standing.FAILED}:
                standings[standing] += 1
            else:
                unverified.append(Listed(*place, standing or Standing.NOT_RUN))
    return Report(
        verdicts={proof.plan.id: proof.verdict for proof in proofs if proof.plan.units},
        # Notes that share code share its warnings.
        diagnostics=tuple(
            dict.fromkeys(
                diagnostic
                for deck in decks
                for diagnostic in (
                    *deck.diagnostics,
                    *(d for proof in deck.proofs for d in proof.diagnostics),
                )
            )
        ),
        torch=toolchain.torch if toolchain else None,
        python=toolchain.python if toolchain else platform.python_version(),
        confined=confined,
        verified=standings[Standing.VERIFIED],
        failed=standings[Standing.FAILED],
        unverified_reasons=tuple(unverified),
        no_run_reasons=tuple(no_run),
        trials={proof.plan.id: tuple(proof.trials) for proof in proofs if proof.trials},
        runs=runs,
        cached=cached,
    )
