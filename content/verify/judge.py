"""Turn what a run's child said, and how it ended, into an outcome; never executes deck code."""

import os
import re
import signal

from content.verify.conversation import Checked, Error, Threads, Transcript
from content.verify.outcome import Outcome, Place, Reason, Value, Verdict, Warned
from content.verify.plan import Run, Stage
from content.verify.source import assertions

# What faulthandler prints for the line that was running: File "<answer 2>", line 3 in <module>
RUNNING_LINE = re.compile(r'File "<\w+ (\d+)>", line (\d+)')
# Control and formatting characters could forge lines in a terminal.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def judge(run: Run, transcript: Transcript) -> Outcome:
    """The outcome of one run."""
    outcome = _judge(run, transcript)
    told = transcript.ready or transcript.stopped
    return outcome.model_copy(
        update={
            "place": _within(run, outcome.place),
            "origin": _within(run, outcome.origin),
            "error": _safe(outcome.error),
            "text": _safe(outcome.text),
            "values": tuple(Value(source=_safe(v.source), shown=_safe(v.shown)) for v in outcome.values),
            "warnings": _warnings(run, told.warnings if told else ()),
            "took_s": transcript.took_s,
        }
    )


def _judge(run: Run, transcript: Transcript) -> Outcome:
    outcome = _shown(run, transcript)
    if not run.is_canary or run.checks:
        return outcome
    # The code that claims an error was kept from raising it.
    if outcome.verdict is Verdict.PASS:
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.CANARY_PASSED)
    if outcome.verdict in {Verdict.CHECK_FAILED, Verdict.ANSWER_ERROR}:
        return Outcome(verdict=Verdict.PASS, reason=Reason.PROVED)
    return outcome


def _shown(run: Run, transcript: Transcript) -> Outcome:
    if transcript.timed_out or _signal(transcript.status) == "SIGXCPU":
        reason = Reason.DEADLINE if transcript.timed_out else Reason.CPU_TIME
        return Outcome(verdict=Verdict.TIMEOUT, reason=reason, place=_running_line(transcript))
    if transcript.broke_protocol:
        text = transcript.broke_protocol
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.BROKE_PROTOCOL, text=text)
    if "audit-hook" in transcript.noticed:
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.AUDIT_HOOK)
    if transcript.stopped is not None:
        return _stopped(run, transcript.stopped.step, transcript.stopped.error)
    if not transcript.is_done or transcript.ready is None:
        return _ended_early(transcript)
    if transcript.replaced:
        text = ", ".join(transcript.replaced)
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.REPLACED, text=text)
    if any(_hides(threads, transcript) for threads in transcript.threads):
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.THREADS)
    if not all(probe.error for probe in transcript.probed):
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.CANARY_PASSED)
    if run.is_canary and run.checks:
        return _canary(transcript)
    differing = _example(run, transcript)
    if differing is not None:
        return differing
    for number, checked in enumerate(transcript.checked):
        if checked.error is None and checked.caught:
            place = Place(len(run.steps) + number, checked.caught[0][0])
            return Outcome(verdict=Verdict.CHECK_FAILED, reason=Reason.CAUGHT, place=place)
        if checked.error is not None or not _all_reached(run, checked):
            return _failed(run, len(run.steps) + number, checked)
    if run.output is not None and not _same_text(run.output.source, transcript.printed):
        printed = transcript.printed
        return Outcome(verdict=Verdict.CHECK_FAILED, reason=Reason.OUTPUT_DIFFERS, printed=_safe(printed))
    return Outcome(verdict=Verdict.PASS, reason=Reason.PROVED)


def _example(run: Run, transcript: Transcript) -> Outcome | None:
    """The first example of a session that did something else than the session says."""
    told = [(place.fence, place.line) for place, _, _ in transcript.shown]
    if told != [(fence, example.line) for fence, example in run.examples]:
        text = "it did not tell of all examples"
        return Outcome(verdict=Verdict.TAMPERED, reason=Reason.BROKE_PROTOCOL, text=text)
    for (_, example), (place, printed, raised) in zip(run.examples, transcript.shown, strict=True):
        if not example.matches(printed, raised):
            got = _safe(raised or printed)
            return Outcome(
                verdict=Verdict.CHECK_FAILED, reason=Reason.EXAMPLE_DIFFERS, place=place, printed=got
            )
    return None


def _stopped(run: Run, index: int, error: Error | None) -> Outcome:
    if not 0 <= index < len(run.steps):
        return Outcome(
            verdict=Verdict.TAMPERED, reason=Reason.BROKE_PROTOCOL, text="a step that does not exist"
        )
    step = run.steps[index]
    failed = Verdict.SETUP_ERROR if step.stage is Stage.SETUP else Verdict.ANSWER_ERROR
    if error is None:
        verdict = Verdict.SETUP_ERROR if step.stage is Stage.SETUP else Verdict.CHECK_FAILED
        return Outcome(verdict=verdict, reason=Reason.NOT_RAISED, place=Place(index, 1))
    place = error.place if error.place is not None and error.place.fence == index else Place(index, 1)
    exited = error.name == "SystemExit" and step.stage is not Stage.SETUP
    return Outcome(
        verdict=Verdict.ESCAPED if exited else failed,
        reason=Reason.EXITED if exited else Reason.RAISED,
        place=place,
        origin=error.origin,
        error=error.name,
        text=error.text,
    )


def _ended_early(transcript: Transcript) -> Outcome:
    place = _running_line(transcript)
    name = _signal(transcript.status)
    if name:
        return Outcome(verdict=Verdict.CRASH, reason=Reason.SIGNALLED, place=place, error=name)
    text = f"exit code {os.waitstatus_to_exitcode(transcript.status)}"
    return Outcome(verdict=Verdict.ESCAPED, reason=Reason.EXITED, text=text)


def _hides(threads: Threads, transcript: Transcript) -> bool:
    """Whether something goes on beside the checks, other than what PyTorch itself leaves asleep."""
    is_torch_alone = "native-code" not in transcript.noticed
    return bool(threads.known or threads.busy or (threads.idle and not is_torch_alone))


def _canary(transcript: Transcript) -> Outcome:
    if all(checked.error is not None for checked in transcript.checked):
        return Outcome(verdict=Verdict.PASS, reason=Reason.PROVED)
    return Outcome(verdict=Verdict.TAMPERED, reason=Reason.CANARY_PASSED)


def _failed(run: Run, fence: int, checked: Checked) -> Outcome:
    error = checked.error
    if error is None:
        line, _ = min(assertions(run.fences[fence].source) - set(checked.reached))
        return Outcome(verdict=Verdict.CHECK_FAILED, reason=Reason.NOT_REACHED, place=Place(fence, line))
    if error.name == "SystemExit":
        verdict, reason = Verdict.ESCAPED, Reason.EXITED
    else:
        verdict = Verdict.CHECK_FAILED
        reason = Reason.ASSERTION_FAILED if checked.failed else Reason.CHECK_RAISED
    return Outcome(
        verdict=verdict,
        reason=reason,
        place=error.place or Place(fence, 1),
        origin=error.origin,
        error=error.name,
        text=error.text,
        values=checked.values if checked.failed else (),
    )


def _all_reached(run: Run, checked: Checked) -> bool:
    return assertions(run.checks[checked.check].source) <= set(checked.reached)


def _same_text(expected: str, printed: str) -> bool:
    return expected.removesuffix("\n") == printed.removesuffix("\n")


def _running_line(transcript: Transcript) -> Place | None:
    found = RUNNING_LINE.search(transcript.stderr)
    return Place(int(found[1]), int(found[2])) if found else None


def _signal(status: int) -> str:
    """The name of the signal that ended the process, if one did."""
    if not os.WIFSIGNALED(status):
        return ""
    number = os.WTERMSIG(status)
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _warnings(run: Run, warnings: tuple[Warned, ...]) -> tuple[Warned, ...]:
    return tuple(
        Warned(place=place, category=_safe(warned.category), text=_safe(warned.text))
        for warned in warnings
        if (place := _within(run, warned.place)) is not None
    )


def _within(run: Run, place: Place | None) -> Place | None:
    """`place`, if the run has such a line: what the child says of itself is not to be relied on."""
    if place is None or not 0 <= place.fence < len(run.fences):
        return None
    lines = run.fences[place.fence].source.count("\n") + 1
    return place if 1 <= place.line <= lines else None


def _safe(text: str) -> str:
    return UNSAFE.sub(
        lambda found: f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}", text
    )
