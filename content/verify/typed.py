"""Run the code that a learner typed against the check of its card."""

import ast
import asyncio
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from content.models import Code, Deck, Note, Role, Span
from content.verify.conversation import converse
from content.verify.difference import difference
from content.verify.errors import VerifyError
from content.verify.judge import judge
from content.verify.launcher import Launcher, LauncherLostError
from content.verify.outcome import Outcome, Place, Reason, Verdict
from content.verify.plan import Run, Stage, Unit, plan_note


@dataclass(frozen=True, slots=True)
class Graded:
    """What running a typed answer showed."""

    verdict: Verdict
    message: str
    """For the learner, of one line or more."""

    @property
    def is_right(self) -> bool:
        """Whether it does what the card asks for."""
        return self.verdict is Verdict.PASS


class AnswerRunner:
    """Runs typed answers one after another, PyTorch loaded once for all of them."""

    def __init__(
        self, interpreter: Path | None = None, *, is_trusted: bool = False, timeout_s: float = 10.0
    ) -> None:
        self._timeout_s = timeout_s
        self._loop = asyncio.Runner()
        self._scratch = tempfile.TemporaryDirectory(prefix="srs-typed-", ignore_cleanup_errors=True)
        self._launcher = Launcher(
            interpreter or Path(sys.executable), Path(self._scratch.name), is_trusted=is_trusted
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._launcher.close()
        self._loop.close()
        self._scratch.cleanup()

    def prepare(self) -> None:
        """Begin to load PyTorch, which takes seconds, while the learner types; raises `VerifyError`."""
        self._launcher.prepare()

    def grade(self, deck: Deck, note: Note, source: str) -> Graded:
        """Run `source` in the place of the note's code answer, which `code_to_type` finds.

        Raises `VerifyError` where nothing can be run, or nothing checks it.
        """
        unit = code_to_type(deck, note)
        if unit is None:
            raise VerifyError("nothing checks the code of this card")
        run = _run(unit, source)
        try:
            outcome = judge(run, self._loop.run(converse(run, self._launcher, self._timeout_s)))
        except LauncherLostError:
            outcome = Outcome(verdict=Verdict.ESCAPED, reason=Reason.KILLED_LAUNCHER)
        return Graded(outcome.verdict, _message(run, outcome))


def code_to_type(deck: Deck, note: Note) -> Unit | None:
    """The code that a learner can type instead of recalling it: the code answer of a note that has one."""
    if note.kind != "basic":
        return None
    units = [unit for unit in plan_note(deck, note).units if unit.must_be_proved and unit.is_proved]
    is_session = any(code.is_session for unit in units for code in unit.code)
    return units[0] if len(units) == 1 and not is_session else None


def _run(unit: Unit, source: str) -> Run:
    """The unit's own run, with what was typed for its code."""
    raises = unit.code[-1].raises
    typed = Code(
        role=Role.ANSWER, language="python", source=source, span=Span(1, 1, 1, 1), first_line=1, raises=raises
    )
    return replace(unit, code=(typed,)).run


def _message(run: Run, outcome: Outcome) -> str:
    match outcome.reason:
        case Reason.PROVED:
            return "It does what the card asks for."
        case Reason.ASSERTION_FAILED | Reason.CHECK_RAISED | Reason.CAUGHT | Reason.NOT_REACHED:
            return _unmet(run, outcome)
        case Reason.OUTPUT_DIFFERS:
            assert run.output is not None
            return "It prints something else:\n" + difference(
                run.output.source, outcome.printed, "wanted", "yours"
            )
        case Reason.EXAMPLE_DIFFERS:
            return "It prints something else than the session shows."
        case Reason.NOT_RAISED:
            return f"It must raise {_wanted(run)}, and raises nothing."
        case Reason.RAISED if _is_typed(run, outcome.place):
            return _raised(run, outcome)
        case Reason.RAISED:
            return f"The code of the card itself fails ({outcome.error}: {outcome.text}): not your mistake."
        case Reason.EXITED:
            return "It ends Python before the check can look at what it did."
        case Reason.SIGNALLED:
            return f"It crashes Python ({outcome.error}).{_at(run, outcome)}"
        case Reason.DEADLINE | Reason.CPU_TIME:
            return f"It does not come to an end.{_at(run, outcome)}"
        case Reason.THREADS:
            return "A thread of it is still running at its end: wait for it with `join`."
        case Reason.AUDIT_HOOK:
            return "It adds an audit hook, which would see the check."
        case Reason.REPLACED:
            return f"It replaces what the check relies on: {outcome.text}."
        case Reason.BROKE_PROTOCOL | Reason.KILLED_LAUNCHER | Reason.KILLED_WORKERS | Reason.CANARY_PASSED:
            return "It interferes with what runs it."


def _unmet(run: Run, outcome: Outcome) -> str:
    """What the check wanted, in its own words, with what was there instead."""
    lines = ["It runs, but does not do what the card asks for."]
    place = outcome.place
    if place is not None and place.fence >= len(run.steps):
        lines.append(f"  wanted: {_statement(run.fences[place.fence].source, place.line)}")
    lines += [f"  {value.source} = {value.shown}" for value in outcome.values]
    if outcome.reason is Reason.CHECK_RAISED:
        lines.append(f"  {outcome.error}: {outcome.text}")
    elif outcome.text:
        lines.append(f"  {outcome.text}")
    return "\n".join(lines)


def _raised(run: Run, outcome: Outcome) -> str:
    wanted = _wanted(run)
    instead = f", not {wanted}" if wanted else ""
    what = f"{outcome.error}: {outcome.text}".strip(": ")
    return f"It raises {what}{instead}.{_at(run, outcome)}"


def _at(run: Run, outcome: Outcome) -> str:
    """The typed line where it happened."""
    place = outcome.place
    if place is None or not _is_typed(run, place):
        return ""
    lines = run.fences[place.fence].source.split("\n")
    return f"\n  line {place.line}: {lines[place.line - 1].strip()}"


def _is_typed(run: Run, place: Place | None) -> bool:
    return place is not None and place.fence < len(run.steps) and run.steps[place.fence].stage is Stage.ANSWER


def _wanted(run: Run) -> str:
    return run.steps[-1].code.raises or ""


def _statement(source: str, line: int) -> str:
    """The statement of a check at a line, as its author wrote it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and node.lineno == line:
            return ast.get_source_segment(source, node) or ""
    return source.split("\n")[line - 1].strip()
