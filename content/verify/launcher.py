"""The builder's end of the zygote: starts it, has it launch children, waits for their end."""

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from content.verify.errors import UnconfinedError, VerifierMissing, VerifyError
from content.verify.seccomp import Filter, assemble

ZYGOTE = Path(__file__).with_name("zygote.py")
# Not `-I`: it would ignore PYTHONHASHSEED. An environment of our own isolates as well.
OPTIONS = ("-X", "utf8")
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
START_S = 300.0
END_S = 5.0
STRANGERS = frozenset({"landlock", "seccomp"})
"""The layers without which the code of a stranger is not run."""


class LauncherLostError(Exception):
    """The zygote ended while a run was under way."""


class Child:
    """One launched run."""

    def __init__(self, number: int, exited: asyncio.Future[int]) -> None:
        self.number = number
        self.exited = exited
        """Its wait status, or `LauncherLostError`."""


class Launcher:
    """A zygote that is started at first use, and again when it was lost."""

    def __init__(self, interpreter: Path, scratch: Path, *, is_trusted: bool) -> None:
        """`scratch` is a folder for what runs write; what is not trusted runs only where it is confined."""
        self._interpreter = interpreter
        self._scratch = scratch
        self._is_trusted = is_trusted
        self.confined: tuple[str, ...] = ()
        """What keeps the children from harming this machine, known once one was launched."""
        self.torch = ""
        """The version of PyTorch, known then too."""
        self._starting = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._is_fresh = False
        """Whether the process was started and did not report yet."""
        self._listening: asyncio.Task[None] | None = None
        self._unread = b""
        self._numbers = itertools.count(1)
        self._exits: dict[int, asyncio.Future[int]] = {}

    def prepare(self) -> None:
        """Start the zygote now, so that it is ready, or nearly, when the first run comes."""
        if not self._is_fresh and self._listening is None:
            self._start()

    async def launch(self, fds: list[int], limits: dict[str, int]) -> Child:
        """Start a child that holds `fds`: its control socket, standard output and standard error."""
        async with self._starting:
            if self._listening is None:
                self.prepare()
                await self._greet(self._socket)
        child = Child(next(self._numbers), asyncio.get_running_loop().create_future())
        self._exits[child.number] = child.exited
        request = {"do": "launch", "run": child.number, "limits": limits}
        self._send(request, fds)
        return child

    async def end(self, child: Child) -> int:
        """Stop a child that is over its time, letting it say where it is; its wait status."""
        for number, patience_s in ((signal.SIGABRT, 2.0), (signal.SIGKILL, END_S)):
            if not child.exited.done():
                self._send({"do": "signal", "run": child.number, "signal": int(number)})
                await asyncio.wait({child.exited}, timeout=patience_s)
        if not child.exited.done():
            raise LauncherLostError
        return child.exited.result()

    def close(self) -> None:
        """Leave no process behind."""
        is_ready = self._listening is not None
        if self._listening is not None:
            self._listening.cancel()
            if self._socket is not None:
                # At once: the next socket may get the same number.
                self._listening.get_loop().remove_reader(self._socket)
            self._listening = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            if not is_ready:
                self._process.kill()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _start(self) -> None:
        self.close()
        if sys.platform != "linux":
            raise VerifyError(f"decks can be executed on Linux only so far, not on {sys.platform}")
        self._unread = b""
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [self._interpreter, *OPTIONS, ZYGOTE, str(theirs.fileno()), self._scratch, _filters()],
                    pass_fds=[theirs.fileno()],
                    env=ENVIRONMENT,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=os.sep,
                )
            except OSError as error:
                raise VerifierMissing(f"{self._interpreter} cannot be started: {error.strerror}") from error
        self._is_fresh = True

    async def _greet(self, connection: socket.socket | None) -> None:
        """Wait until the zygote says what confines it, and has loaded PyTorch."""
        assert connection is not None
        self._is_fresh = False
        try:
            async with asyncio.timeout(START_S):
                self.confined = tuple((await self._read_line(connection))["confined"])
                missing = STRANGERS.difference(self.confined)
                if missing and not self._is_trusted:
                    raise UnconfinedError(sorted(missing))
                hello = await self._read_line(connection)
        except (LauncherLostError, TimeoutError):
            hello = {"missing": "the import did not come to an end"}
        if "missing" in hello:
            reason = f"{self._interpreter} cannot import PyTorch ({hello['missing']})"
            raise VerifierMissing(f"{reason}: install the package `torch` there")
        self.torch = hello["torch"]
        self._listening = asyncio.create_task(self._listen(connection))

    async def _listen(self, connection: socket.socket) -> None:
        """Pass exit statuses on, until the zygote is lost."""
        try:
            while True:
                message = await self._read_line(connection)
                exited = self._exits.pop(message["run"], None)
                if exited is not None and not exited.done():
                    exited.set_result(message["status"])
        except LauncherLostError:
            self._listening = None
            for exited in self._exits.values():
                if not exited.done():
                    exited.set_exception(LauncherLostError())
            self._exits.clear()

    async def _read_line(self, connection: socket.socket) -> dict[str, Any]:
        while b"\n" not in self._unread:
            try:
                more = await asyncio.get_running_loop().sock_recv(connection, 65536)
            except OSError as error:
                raise LauncherLostError from error
            if not more:
                raise LauncherLostError
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _send(self, request: dict[str, Any], fds: list[int] | None = None) -> None:
        if self._socket is None:
            raise LauncherLostError
        try:
            socket.send_fds(self._socket, [json.dumps(request).encode() + b"\n"], fds or [])
        except OSError as error:
            raise LauncherLostError from error


def _filters() -> str:
    """The system call filters that the zygote may choose from."""
    filters = {
        "read_only": assemble(is_mounted_read_only=True),
        "writable": assemble(is_mounted_read_only=False),
    }
    return json.dumps({name: _as_json(found) for name, found in filters.items()})


def _as_json(found: Filter | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"program": found.program.hex(), "own_pid_at": found.own_pid_at}
