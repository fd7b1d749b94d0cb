"""What one run showed, told by the run's own fences so that it stays true when the note moves."""

from enum import StrEnum
from typing import NamedTuple

from content.models import Frozen


class Verdict(StrEnum):
    """What running a code answer showed, the better ones first."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    CHECK_FAILED = "check-failed"
    ANSWER_ERROR = "answer-error"
    SETUP_ERROR = "setup-error"
    TIMEOUT = "timeout"
    CRASH = "crash"
    ESCAPED = "escaped"
    TAMPERED = "tampered"

    @property
    def badness(self) -> int:
        """For finding the worst of several."""
        return list(Verdict).index(self)


class Reason(StrEnum):
    """What exactly led to the verdict."""

    PROVED = "proved"
    ASSERTION_FAILED = "assertion-failed"
    CHECK_RAISED = "check-raised"
    CAUGHT = "caught"
    NOT_REACHED = "not-reached"
    OUTPUT_DIFFERS = "output-differs"
    EXAMPLE_DIFFERS = "example-differs"
    RAISED = "raised"
    NOT_RAISED = "not-raised"
    EXITED = "exited"
    SIGNALLED = "signalled"
    DEADLINE = "deadline"
    REPLACED = "replaced"
    THREADS = "threads"
    AUDIT_HOOK = "audit-hook"
    CPU_TIME = "cpu-time"
    BROKE_PROTOCOL = "broke-protocol"
    KILLED_LAUNCHER = "killed-launcher"
    KILLED_WORKERS = "killed-workers"
    CANARY_PASSED = "canary-passed"


class Place(NamedTuple):
    """A line of one of the run's fences."""

    fence: int
    """An index into `Run.fences`."""
    line: int
    """Counts from 1 within the fence."""


class Warned(Frozen):
    """A warning that torch raised."""

    place: Place
    category: str
    text: str


class Value(Frozen):
    """What a part of a failed assertion was."""

    source: str
    shown: str


class Outcome(Frozen):
    """A verdict with the facts that explain it."""

    verdict: Verdict
    reason: Reason
    place: Place | None = None
    """The line to point at; without it, the whole code answer is meant."""
    origin: Place | None = None
    """The deeper line of the deck that `place` called, where it raised."""
    error: str = ""
    """The name of the exception or signal."""
    text: str = ""
    """The message of the exception, or what else is known."""
    values: tuple[Value, ...] = ()
    printed: str = ""
    """For an output or an example that differs: what was printed instead, or how the traceback ended."""
    warnings: tuple[Warned, ...] = ()
    confined: tuple[str, ...] = ()
    """What kept the run from harming the machine."""
    took_s: float = 0.0
    """How long the run took when it was made."""

    @property
    def is_repeatable(self) -> bool:
        """Whether the same content must lead to the same outcome again.

        So it is when the run ended by the protocol. A run that was stopped, or stopped itself, tells as
        much about the machine as about the code: a busy machine times out, one short of memory kills.
        """
        return self.verdict in {
            Verdict.PASS,
            Verdict.CHECK_FAILED,
            Verdict.ANSWER_ERROR,
            Verdict.SETUP_ERROR,
        }

    @property
    def is_repeatable_kill(self) -> bool:
        """The same for a mutant, of which only matters that it does not pass.

        An endless loop uses up its processor time on every machine. What waits for ever is stopped by the
        clock, and a busy machine may have made it wait; one short of memory sends SIGKILL.
        """
        return self.is_repeatable or not (self.reason is Reason.DEADLINE or self.error == "SIGKILL")
