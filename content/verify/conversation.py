"""Speak the protocol with the child of one run, keeping what it says as a transcript."""

import asyncio
import json
import os
import secrets
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, BinaryIO, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from content.models import Frozen
from content.verify.launcher import Child, Launcher
from content.verify.outcome import Place, Value, Warned
from content.verify.plan import Run, Stage, Step
from content.verify.source import inverted, swallowed

FRAME_BYTES = 256 * 1024
PRINTED_BYTES = 256 * 1024
LIMITS = {
    "memory_bytes": 2 * 1024**3,
    "file_bytes": 64 * 1024**2,
    "scratch_bytes": 256 * 1024**2,
    "scratch_files": 10_000,
    "open_files": 256,
}

PROBES = (
    "assert False",
    "assert 1 == 2",
    "assert all([True, False])",
    "assert any([False])",
    "assert len([0]) == 2",
    "assert isinstance(0, str)",
    'assert __import__("torch").equal(__import__("torch").zeros(2), __import__("torch").ones(2))',
    'assert __import__("torch").allclose(__import__("torch").zeros(2), __import__("torch").ones(2))',
    'assert (__import__("torch").zeros(2) == __import__("torch").ones(2)).all()',
    'assert __import__("torch").zeros(2).sum().item() == 1',
    'assert __import__("torch").nn.Linear(1, 1).weight.requires_grad is None',
    '__import__("torch").testing.assert_close(__import__("torch").zeros(2), __import__("torch").ones(2))',
)
"""Checks that fail unless what checks rely on was replaced; they leave no name behind."""

Text = Annotated[str, Field(max_length=8_000)]
Offset = Annotated[int, Field(ge=0, lt=2**40)]


class Error(Frozen):
    """An exception in the child."""

    name: Text
    text: Text
    place: Place | None
    origin: Place | None


class Threads(Frozen):
    """Threads that go on beside the runner's own."""

    known: int
    """Those of Python."""
    idle: int
    """Others that sleep, as some of PyTorch's do between two uses."""
    busy: int
    """Others that do something."""


class Stopped(Frozen):
    """A step did not end as its author says: it raised (`error`), or did not raise."""

    event: Literal["stopped"]
    step: int
    error: Error | None
    warnings: tuple[Warned, ...] = Field(max_length=20)


class Shown(Frozen):
    """What one example of a session did."""

    place: Place
    printed: tuple[Offset, Offset]
    """Where in its standard output its text starts, and ends."""
    raised: Text
    """How its traceback ends."""


class Ready(Frozen):
    """All steps ended as their authors say."""

    event: Literal["ready"]
    printed: tuple[Offset, Offset]
    """Where in its standard output the text of the code to prove starts, and ends."""
    replaced: tuple[Text, ...] = Field(max_length=20)
    """Names of builtins and of torch that do not mean any more what they did."""
    threads: "Threads"
    """Those of the steps that are still running."""
    shown: tuple[Shown, ...] = Field(default=(), max_length=2_000)
    """The examples of the sessions to prove."""
    warnings: tuple[Warned, ...] = Field(max_length=20)


class Noticed(Frozen):
    """Code of the deck did what can hide something from the runner; said at once, before it is done."""

    event: Literal["noticed"]
    what: Literal["audit-hook", "native-code"]


class Checked(Frozen):
    """How one check ended."""

    event: Literal["checked"]
    check: int
    error: Error | None
    failed: bool
    """Whether the error is an AssertionError."""
    reached: tuple[tuple[int, int], ...] = Field(max_length=1_000)
    caught: tuple[tuple[int, int], ...] = Field(max_length=1_000)
    """Assertions that failed, and the check went on."""
    values: tuple[Value, ...] = Field(max_length=100)


class Done(Frozen):
    """The end; proves with the nonce that it is said after the checks were received."""

    event: Literal["done"]
    nonce: str
    replaced: tuple[Text, ...] = Field(max_length=20)
    """As in `Ready`, after the checks."""
    threads: Threads
    """As in `Ready`, after the checks."""


BEFORE_CHECKS: TypeAdapter[Stopped | Ready] = TypeAdapter(Stopped | Ready)
CHECKED, DONE, NOTICED = TypeAdapter(Checked), TypeAdapter(Done), TypeAdapter(Noticed)


@dataclass(slots=True)
class Transcript:
    """What was heard of one run."""

    stopped: Stopped | None = None
    ready: Ready | None = None
    checked: list[Checked] = field(default_factory=list)
    """The checks of the run, in order."""
    probed: list[Checked] = field(default_factory=list)
    """What must fail, sent among them."""
    replaced: tuple[str, ...] = ()
    """What means something else now, after the steps or after the checks."""
    noticed: set[str] = field(default_factory=set)
    """What the code did that can hide something."""
    threads: tuple[Threads, ...] = ()
    """Those that went on after the steps, and after the checks."""
    is_done: bool = False
    broke_protocol: str = ""
    timed_out: bool = False
    status: int = 0
    """As `os.waitpid` reports it."""
    took_s: float = 0.0
    printed: str = ""
    shown: list[tuple[Place, str, str]] = field(default_factory=list)
    """The examples of the sessions to prove: what each printed, and how its traceback ended."""
    stderr: str = ""
    """The end of its standard error, where `faulthandler` says where a process died."""


async def converse(run: Run, launcher: Launcher, timeout_s: float) -> Transcript:
    """Have `run` executed, for `timeout_s` at most."""
    transcript = Transcript()
    limits = {**LIMITS, "cpu_s": run.cpu_s or int(timeout_s) + 2}
    ours, theirs = socket.socketpair()
    with ours, _memory_file("stdout") as out, _memory_file("stderr") as err:
        ours.setblocking(False)
        with theirs:
            child = await launcher.launch([theirs.fileno(), out.fileno(), err.fileno()], limits)
        start = time.monotonic()
        try:
            async with asyncio.timeout(timeout_s):
                await _speak(run, _Channel(ours, child, transcript.noticed), transcript)
                transcript.status = await asyncio.shield(child.exited)  # it may still exit after the time
        except TimeoutError:
            transcript.timed_out = True
            transcript.status = await launcher.end(child)
        except _BrokenProtocolError as error:
            transcript.broke_protocol = str(error)
            transcript.status = await launcher.end(child)
        transcript.took_s = time.monotonic() - start
        if transcript.ready is not None:
            start, end = transcript.ready.printed
            size = min(max(end - start, 0), PRINTED_BYTES)
            printed = os.pread(out.fileno(), size, max(start, 0))
            transcript.printed = printed.decode(errors="replace")
            for one in transcript.ready.shown:
                first, last = (max(offset - start, 0) for offset in one.printed)
                text = printed[first:last].decode(errors="replace")
                transcript.shown.append((one.place, text, one.raised))
        size = os.fstat(err.fileno()).st_size
        tail = os.pread(err.fileno(), 8_192, max(size - 8_192, 0))
        transcript.stderr = tail.decode(errors="replace")
    return transcript


def _memory_file(name: str) -> BinaryIO:
    return os.fdopen(os.memfd_create(name), "r+b")


async def _speak(run: Run, channel: "_Channel", transcript: Transcript) -> None:
    """Ask, listen, and ask on, as far as the child follows."""
    try:
        await channel.send({"steps": _steps(run), "seed": run.seed})
        first = await channel.receive(BEFORE_CHECKS)
        if isinstance(first, Stopped):
            transcript.stopped = first
            return
        transcript.ready = first
        # Only now does the nonce exist: nothing that ran before can know it.
        nonce = secrets.token_hex(16)
        checks = _checks(run)
        sources = [source for source, _ in checks]
        await channel.send({"checks": sources, "nonce": nonce, "watch": f"__srs_{secrets.token_hex(8)}__"})
        for number, (_, own) in enumerate(checks):
            checked = await channel.receive(CHECKED)
            if checked.check != number:
                raise _BrokenProtocolError("it answered for another check")
            if own is None:
                transcript.probed.append(checked)
            else:
                transcript.checked.append(_renumbered(checked, len(run.steps), own))
        done = await channel.receive(DONE)
        transcript.replaced = first.replaced or done.replaced
        transcript.threads = (first.threads, done.threads)
    except _EndedError:
        return
    if done.nonce != nonce:
        raise _BrokenProtocolError("it did not know the nonce")
    transcript.is_done = True


def _steps(run: Run) -> list[dict[str, Any]]:
    """What is sent to be executed; nobody can tell from its form what must fail."""

    def sent(step: Step, source: str, claims_error: bool) -> str:
        must_fail = claims_error and run.is_canary and not run.checks and step.stage is Stage.ANSWER
        return swallowed(source) if must_fail else source

    return [
        {
            "stage": step.stage,
            "source": sent(step, step.code.source, step.code.raises is not None),
            "raises": step.code.raises,
            "examples": [
                [one.line, sent(step, one.source, one.raises is not None), one.raises is not None]
                for one in step.examples
            ],
        }
        for step in run.steps
    ]


def _checks(run: Run) -> list[tuple[str, int | None]]:
    """What is sent to be checked: the checks of the run, each with its number, and what must fail among them.

    Nobody can tell from the number or the order what must fail.
    """
    sources = [inverted(check.source) if run.is_canary else check.source for check in run.checks]
    checks: list[tuple[str, int | None]] = [(source, number) for number, source in enumerate(sources)]
    if run.is_probed:
        for probe in PROBES:
            checks.insert(secrets.randbelow(len(checks) + 1), (probe, None))
    return checks


def _renumbered(checked: Checked, steps: int, number: int) -> Checked:
    """What was said of a check, as if it were this one of a run's checks and no other had been sent."""
    said_of, is_now = steps + checked.check, steps + number

    def moved(place: Place | None) -> Place | None:
        return Place(is_now, place.line) if place is not None and place.fence == said_of else place

    error = checked.error and checked.error.model_copy(
        update={"place": moved(checked.error.place), "origin": moved(checked.error.origin)}
    )
    return checked.model_copy(update={"check": number, "error": error})


class _EndedError(Exception):
    """The child ended before it said what was awaited."""


class _BrokenProtocolError(Exception):
    """The child said what the runner never says."""


Message = TypeVar("Message")


class _Channel:
    """Frames to and from one child: four bytes of length, then JSON."""

    def __init__(self, connection: socket.socket, child: Child, noticed: set[str]) -> None:
        """What the child notices is put into `noticed`."""
        self._connection = connection
        self._noticed = noticed
        # What the child said can still be read; that something else holds its end open is of no matter.
        child.exited.add_done_callback(lambda _: self._expect_no_more())

    async def send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        try:
            await asyncio.get_running_loop().sock_sendall(
                self._connection, struct.pack(">I", len(body)) + body
            )
        except OSError as error:
            raise _EndedError from error

    async def receive(self, expected: TypeAdapter[Message]) -> Message:
        """What is said next, apart from what is only noticed."""
        while True:
            (size,) = struct.unpack(">I", await self._read(4))
            if size > FRAME_BYTES:
                raise _BrokenProtocolError(f"a frame of {size} bytes")
            body = await self._read(size)
            with suppress(ValidationError):
                return expected.validate_json(body)
            try:
                self._noticed.add(NOTICED.validate_json(body).what)
            except ValidationError as error:
                raise _BrokenProtocolError("a frame that is not part of the protocol") from error

    async def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = await self._some(size - len(data))
            if not more:
                raise _EndedError
            data += more
        return data

    async def _some(self, limit: int) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(self._connection, limit)
        except OSError:
            return b""

    def _expect_no_more(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)
