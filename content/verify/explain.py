"""Say what an outcome means to the author, at the deck's own line."""

from collections.abc import Sequence

from content.diagnostics import Diagnostic, Related, Severity
from content.models import Code, NoteId, Span
from content.verify.difference import difference
from content.verify.outcome import Outcome, Place, Reason
from content.verify.plan import NotePlan, Run, Stage, Unit


def explain(plan: NotePlan, unit: Unit, run: Run, outcome: Outcome) -> Diagnostic:
    """Why `run` did not show what it had to."""
    if _is_in_setup(run, outcome):
        return explain_setup(plan.path, plan.id, run, outcome)
    subject = "option" if unit.is_option else "code answer" if unit.must_be_proved else "code"
    raises = unit.code[-1].raises
    what = f"{outcome.error}: {outcome.text}".strip(": ")
    label, notes, help_ = "", [], ""
    match outcome.reason:
        case Reason.ASSERTION_FAILED:
            code, message = "check-failed", f"this {subject} does not pass its check"
            label = outcome.text.split("\n")[0] or "not true after the code ran"
            notes = [f"{value.source} = {value.shown}" for value in outcome.values]
            if "\n" in outcome.text:
                notes.append(outcome.text)
            help_ = "correct the code, or the check if it asks for something else"
        case Reason.CHECK_RAISED:
            code, message = "check-failed", f"the check of this {subject} raises {what}"
            label = "raised here"
            help_ = "correct the code, or the check if it asks for something else"
        case Reason.CAUGHT:
            code, message = (
                "check-failed",
                f"this {subject} does not pass its check, which goes on all the same",
            )
            label = "fails, and is caught"
            help_ = "correct the code; and let the assertion end the check, or nobody learns that it failed"
        case Reason.NOT_REACHED:
            code, message = "assertion-not-reached", "this assertion is never reached"
            label = "the check ends without running it"
            help_ = "put it where it always runs; an assertion in a branch or a loop may be skipped silently"
        case Reason.OUTPUT_DIFFERS:
            code, message = "output-mismatch", "the code prints something else than its output fence says"
            assert run.output is not None
            notes = [difference(run.output.source, outcome.printed, "output fence", "printed")]
            help_ = "correct the code, or copy what it really prints into the fence"
        case Reason.EXAMPLE_DIFFERS:
            code, message = "output-mismatch", "this input prints something else than the session says"
            notes = [_example_difference(run, outcome)]
            help_ = "correct the code, or copy what it really prints into the session"
        case Reason.NOT_RAISED:
            code, message = "not-raised", f"this code must raise {_raises(run, outcome)}, and raises nothing"
            label = "ends without an error"
            help_ = "correct the code, or take `raises=` away"
        case Reason.RAISED:
            code = "answer-error"
            message = f"this {subject} raises {what}"
            label = f"raises {outcome.error}, not {raises}" if raises else "raised here"
            is_session = outcome.place is not None and run.fences[outcome.place.fence].is_session
            help_ = _way_out(outcome, is_session=is_session)
        case Reason.EXITED:
            code, message = "escaped", f"this {subject} ends the process before it is confirmed"
            label = what or outcome.text
            help_ = "leave out what exits: only code that runs to its end can be checked"
        case Reason.SIGNALLED:
            code, message = "crash", f"this {subject} crashes Python ({outcome.error})"
            label = "was running here" if outcome.place else ""
            help_ = "correct the code; SIGKILL may mean that the machine ran out of memory"
        case Reason.DEADLINE | Reason.CPU_TIME:
            code, message = "timeout", f"this {subject} does not end in time"
            label = "was running here" if outcome.place else ""
            help_ = "make it smaller or let it end: a learner's example needs no long training"
        case Reason.KILLED_LAUNCHER:
            code, message = "escaped", f"this {subject} ends the process that launches the runs"
            help_ = "code of a deck must leave other processes alone"
        case Reason.KILLED_WORKERS:
            code, message = "escaped", f"every worker that was given this {subject} to run died"
            help_ = "code of a deck must leave other processes alone; a worker short of memory dies, too"
        case Reason.REPLACED:
            code, message = "tampered", f"this {subject} replaces what checks rely on: {outcome.text}"
            help_ = "put it back at the end of the code: a check must mean what it says"
        case Reason.THREADS:
            code, message = "tampered", f"a thread of this {subject} is still running at its end"
            help_ = "wait for it, with its `join` method: what goes on beside a check can change what it sees"
        case Reason.AUDIT_HOOK:
            code, message = "tampered", f"this {subject} adds an audit hook"
            help_ = 'leave it out, or say no-run="reason": nothing can take it back, and it sees each check'
        case Reason.BROKE_PROTOCOL:
            code, message = "tampered", f"this {subject} interferes with its verification: {outcome.text}"
            help_ = "code of a deck must leave the descriptors it did not open alone"
        case Reason.CANARY_PASSED if not unit.checks:
            code, message = "tampered", f"this {subject} tells of its error even where none can leave it"
            label = "speaks for what runs it"
            help_ = "leave the descriptors and the frames that are not the code's own alone"
        case Reason.CANARY_PASSED:
            code, message = "tampered", f"after this {subject}, even a check that must fail passes"
            label = "replaces something that checks rely on"
            help_ = (
                "leave builtins and torch functions as they are, or put them back at the end of the answer"
            )
        case Reason.PROVED:
            raise AssertionError("nothing to explain")
    return _diagnostic(plan, unit, run, outcome, code, message, label, notes, help_)


def explain_setup(path: str, note: NoteId | None, run: Run, outcome: Outcome) -> Diagnostic:
    """Why the setup itself does not run; for a deck's own setup there is no `note`."""
    place = outcome.place or Place(0, 1)
    what = f"{outcome.error}: {outcome.text}".strip(": ")
    match outcome.reason:
        case Reason.RAISED:
            message, label = f"the setup raises {what}", "raised here"
        case Reason.NOT_RAISED:
            message, label = f"the setup must raise {_raises(run, outcome)}, and raises nothing", ""
        case Reason.DEADLINE | Reason.CPU_TIME:
            message, label = "the setup does not end in time", "was running here"
        case _:
            message, label = f"the setup does not run to its end ({what or outcome.verdict})", ""
    return Diagnostic(
        severity=Severity.ERROR,
        code="setup-error",
        path=path,
        span=line_span(run.fences[place.fence], place.line),
        message=message,
        label=label,
        help="correct the setup: until it runs, nothing that needs it is verified",
        note=note,
    )


def warnings(plan: NotePlan, run: Run, outcome: Outcome) -> list[Diagnostic]:
    """What torch warned about while the code ran: the answer is going stale."""
    return [
        Diagnostic(
            severity=Severity.WARNING,
            code="torch-warning",
            path=plan.path,
            span=line_span(run.fences[warned.place.fence], warned.place.line),
            message=f"this code gives a {warned.category}",
            label="the warning comes from here",
            notes=(warned.text.partition(" (Triggered internally")[0],),
            help="use what the warning names instead: the code may stop working with a later torch",
            note=None if run.steps[warned.place.fence].stage is Stage.SETUP else plan.id,
        )
        for warned in outcome.warnings
        if warned.place.fence < len(run.steps)
    ]


def killed_by(run: Run, outcome: Outcome) -> str:
    """What told a mutant of `run` from the original, in one line; the checks of both are the same."""
    place = outcome.place
    at_check = place is not None and place.fence >= len(run.steps)
    where = ""
    if place is not None and at_check:
        check = run.fences[place.fence]
        lines = check.source.split("\n")
        shown = lines[place.line - 1].strip() if place.line <= len(lines) else ""
        where = f" at line {check.first_line + place.line - 1}: {shown}"
    what = f"{outcome.error}: {outcome.text}".strip(": ").split("\n")[0]
    match outcome.reason:
        case Reason.ASSERTION_FAILED:
            values = ", ".join(f"{value.source} = {value.shown}" for value in outcome.values)
            return f"the assertion{where}" + (f" ({values})" if values else "")
        case Reason.CHECK_RAISED:
            return f"{what}, in the check{where}"
        case Reason.NOT_REACHED:
            return f"an assertion that is not reached{where}"
        case Reason.OUTPUT_DIFFERS:
            return "the output fence"
        case Reason.NOT_RAISED:
            return f"raises={_raises(run, outcome)}"
        case Reason.RAISED | Reason.SIGNALLED:
            return what
        case Reason.DEADLINE | Reason.CPU_TIME:
            return "the time limit"
        case Reason.EXITED:
            return what or outcome.text
        case _:
            return f"the verdict {outcome.verdict}"


def line_span(code: Code, line: int) -> Span:
    """Line `line` of a fence, counted from 1, without its indentation."""
    lines = code.source.split("\n")
    text = lines[line - 1].rstrip() if line <= len(lines) else ""
    # The source lacks the indentation that the fence itself has in the file.
    fence_indent = code.span.column - 1
    start = len(text) - len(text.lstrip()) + 1
    file_line = code.first_line + line - 1
    return Span(file_line, fence_indent + start, file_line, fence_indent + max(len(text), start) + 1)


def _diagnostic(
    plan: NotePlan,
    unit: Unit,
    run: Run,
    outcome: Outcome,
    code: str,
    message: str,
    label: str,
    notes: Sequence[str],
    help_: str,
) -> Diagnostic:
    related = []
    if outcome.place is None:
        span = (
            run.output.span if outcome.reason is Reason.OUTPUT_DIFFERS and run.output else unit.code[0].span
        )
    else:
        span = line_span(run.fences[outcome.place.fence], outcome.place.line)
        if outcome.origin is not None and outcome.origin != outcome.place:
            origin = line_span(run.fences[outcome.origin.fence], outcome.origin.line)
            related.append(Related(plan.path, origin, "the error comes from here"))
        if outcome.place.fence >= len(run.steps):
            related.append(Related(plan.path, unit.code[0].span, "the code it checks"))
    return Diagnostic(
        severity=Severity.ERROR,
        code=code,
        path=plan.path,
        span=span,
        message=message,
        label=label,
        notes=tuple(notes),
        help=help_,
        note=plan.id,
        related=tuple(related),
    )


def _is_in_setup(run: Run, outcome: Outcome) -> bool:
    place = outcome.place
    return place is not None and place.fence < len(run.steps) and run.steps[place.fence].stage is Stage.SETUP


def _raises(run: Run, outcome: Outcome) -> str:
    return (run.fences[outcome.place.fence].raises if outcome.place else None) or "an error"


def _way_out(outcome: Outcome, *, is_session: bool) -> str:
    match outcome.error:
        case "NameError":
            return "define the name in the answer, or in a `python setup` fence if a learner need not see it"
        case "ModuleNotFoundError" | "ImportError":
            return (
                "decks run with PyTorch and what it needs: leave the import out, or install the package there"
            )
        case "MemoryError" | "OutOfMemoryError":
            return "a run may use 2 GiB: make the example smaller"
        case "OSError" if "File too large" in outcome.text:
            return "a run may write 64 MiB: print less, or make the file smaller"
        case "PermissionError" | "BlockingIOError":
            return (
                "decks run confined: no network, no other processes, and only the current folder is there to "
                'write in; code that needs more can say so: no-run="reason"'
            )
        case _ if "allocate memory" in outcome.text:
            return "a run may use 2 GiB: make the example smaller"
        case _ if is_session:
            return "correct the code; if the error is the point, show its traceback as Python prints it"
        case name:
            return f"correct the code; if the error is the point, say so: raises={name}"


def _example_difference(run: Run, outcome: Outcome) -> str:
    example = next(one for fence, one in run.examples if Place(fence, one.line) == outcome.place)
    return difference(example.raises or example.want, outcome.printed, "session", "printed")
