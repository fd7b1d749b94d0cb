"""Which runs the code of a note needs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from content.models import Accepted, Code, Deck, Note, NoteId, Role
from content.verify.examples import Example, proves_itself, read_examples
from content.verify.source import flaw

OTHER_SEED = 1


class Stage(StrEnum):
    """Whose fault it is when a step fails."""

    SETUP = "setup"
    PRELUDE = "prelude"
    """Visible code that comes before the code to prove."""
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Step:
    """One fence that a run executes before its checks."""

    stage: Stage
    code: Code

    @property
    def examples(self) -> tuple[Example, ...]:
        """What is run instead of the whole fence, if it is a session."""
        return read_examples(self.code.source) if self.code.is_session else ()

    @property
    def raises(self) -> bool:
        """Whether its author says that it raises while it runs, which what cannot be compiled does not."""
        examples = (example for example in self.examples if example.raises is not None)
        if self.code.raises is not None:
            return flaw(self.code.source) is None
        return any(flaw(example.source, "single") is None for example in examples)


@dataclass(frozen=True, slots=True)
class Run:
    """One process: the steps in order, then the checks."""

    steps: tuple[Step, ...]
    checks: tuple[Code, ...] = ()
    output: Code | None = None
    """The exact text that the steps of `Stage.ANSWER` must print."""
    is_probed: bool = False
    """Whether checks that must fail, of ours, are sent among its own."""
    is_canary: bool = False
    """Whether what it claims is turned into its opposite, and so must fail as well.

    That is each assertion of its checks. Without checks it is the error of its answer, which is caught.
    """
    seed: int = 0
    """Of every generator of random numbers, before the first step."""
    cpu_s: int | None = None
    """The processor time that a mutant gets; any other run gets what the clock allows."""

    @property
    def is_mutant(self) -> bool:
        """Whether it is expected to fail, and so needs no more time than the answer itself."""
        return self.cpu_s is not None

    @property
    def fences(self) -> tuple[Code, ...]:
        """The steps' fences, then the checks: what places in an outcome refer to."""
        return (*(step.code for step in self.steps), *self.checks)

    @property
    def examples(self) -> tuple[tuple[int, Example], ...]:
        """The examples to compare, each with the index of its fence."""
        return tuple(
            (fence, example)
            for fence, step in enumerate(self.steps)
            if step.stage is Stage.ANSWER
            for example in step.examples
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """Code that is proved as one: a code answer, an option, or given code that must not raise."""

    code: tuple[Code, ...]
    prelude: tuple[Step, ...]
    checks: tuple[Code, ...] = ()
    output: Code | None = None
    is_right: bool = True
    """Whether it must pass; the code of a wrong option must not."""

    @property
    def is_option(self) -> bool:
        """Whether it is the code of one option."""
        return self.code[0].role is Role.OPTION

    @property
    def must_be_proved(self) -> bool:
        """Whether a learner is taught that it is true."""
        return self.code[-1].role is not Role.GIVEN

    @property
    def is_proved(self) -> bool:
        """Whether anything confirms what it does."""
        return bool(self.checks or self.output or _proves_itself(self.code[-1]))

    @property
    def run(self) -> Run:
        """The run that shows whether the code does what its checks say."""
        steps = tuple(Step(Stage.ANSWER, code) for code in self.code)
        return Run(
            (*self.prelude, *steps), self.checks, self.output, is_probed=self.is_right and self.is_proved
        )

    @property
    def without_answer(self) -> Run | None:
        """The run that must fail: a check that passes without the answer proves nothing about it."""
        return Run(self.prelude, self.checks) if self.checks else None

    @property
    def canary(self) -> Run | None:
        """The run that shows whether what is claimed can still fail after this code ran."""
        if self.checks or any(step.raises for step in self.run.steps if step.stage is Stage.ANSWER):
            return replace(self.run, output=None, is_canary=True)
        return None

    @property
    def with_other_seed(self) -> Run:
        """The same run with other random numbers."""
        return replace(self.run, seed=OTHER_SEED, is_probed=False)

    @property
    def has_mutants(self) -> bool:
        """Whether it is code that a learner is taught, and that something confirms."""
        return self.is_right and self.is_proved and self.must_be_proved

    def mutated(self, code: Code, source: str, cpu_s: int) -> Run:
        """The run with another source for one of its fences."""
        changed = code.model_copy(update={"source": source})
        steps = tuple(
            replace(step, code=changed) if step.stage is Stage.ANSWER and step.code is code else step
            for step in self.run.steps
        )
        return replace(self.run, steps=steps, cpu_s=cpu_s, is_probed=False)


@dataclass(frozen=True, slots=True)
class NotePlan:
    """The units of one note, in the order of the file."""

    id: NoteId
    path: str
    units: tuple[Unit, ...]
    unused: tuple[Code, ...]
    """Checks and outputs with no code before them."""
    visible: tuple[Code, ...]
    """Every block of code that a learner sees."""
    accepted: tuple[Accepted, ...] = ()
    """The mutants that may survive."""


def plan_note(deck: Deck, note: Note) -> NotePlan:
    """What has to run for `note`."""
    right = [option.right for option in note.options] if note.kind == "choice" else []
    setup = tuple(Step(Stage.SETUP, code) for code in deck.setup if _runs(code))
    units: list[Unit] = []
    unused: list[Code] = []
    prelude = setup
    for group in _groups(note):
        prelude += tuple(Step(Stage.SETUP, code) for code in group.setup)
        if not group.code:
            unused += group.proof
            continue
        checks = tuple(code for code in group.proof if code.role is Role.CHECK)
        output = next((code for code in group.proof if code.role is Role.OUTPUT), None)
        unused += [code for code in group.proof if code.role is Role.OUTPUT and code is not output]
        for code, is_right in _parts(group.code, right):
            units.append(Unit(code, prelude, checks, output, is_right))
        if group.code[0].role is not Role.OPTION:
            prelude += tuple(Step(Stage.PRELUDE, code) for code in group.code)
    shown = (Role.GIVEN, Role.ANSWER, Role.OPTION)
    return NotePlan(
        id=note.id,
        path=note.path,
        units=tuple(_without_covered(units)),
        unused=tuple(unused),
        visible=tuple(code for code in note.code if code.role in shown),
        accepted=note.accepted,
    )


@dataclass(slots=True)
class _Group:
    """Consecutive fences of one role, with what proves them."""

    code: tuple[Code, ...] = ()
    setup: tuple[Code, ...] = ()
    proof: tuple[Code, ...] = ()

    def accepts(self, code: Code) -> bool:
        """Whether `code` belongs to the same code answer."""
        if not self.code:
            return not self.proof
        if self.code[0].role is Role.OPTION:
            return code.role is Role.OPTION
        return code.role is self.code[0].role and not self.proof and not _proves_itself(self.code[-1])


def _groups(note: Note) -> Iterator[_Group]:
    group = _Group()
    for code in note.code:
        match code.role:
            case Role.CHECK | Role.OUTPUT:
                group.proof += (code,)
            case Role.SETUP if _runs(code):
                if group.proof:
                    yield group
                    group = _Group()
                group.setup += (code,)
            case Role.GIVEN | Role.ANSWER | Role.OPTION if _runs(code):
                if not group.accepts(code):
                    yield group
                    group = _Group()
                group.code += (code,)
            case _:
                pass
    yield group


def _parts(code: tuple[Code, ...], right: list[bool]) -> Iterator[tuple[tuple[Code, ...], bool]]:
    """The options of a group one by one; any other group as a whole."""
    if code[0].role is not Role.OPTION:
        yield code, True
        return
    for option in sorted({part.option or 0 for part in code}):
        yield tuple(part for part in code if (part.option or 0) == option), right[option]


def _without_covered(units: list[Unit]) -> Iterator[Unit]:
    """Leave out given code that a later unit runs anyway."""
    for index, unit in enumerate(units):
        needs_own_run = unit.must_be_proved or unit.is_proved
        if needs_own_run or index == len(units) - 1:
            yield unit


def _proves_itself(code: Code) -> bool:
    """Whether a fence says what must come of it."""
    return bool(code.raises) or (code.is_session and proves_itself(code.source))


def _runs(code: Code) -> bool:
    return code.is_python and code.no_run is None
