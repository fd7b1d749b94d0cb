"""Run one code answer in the forked child, then the checks that the judge sends.

This file goes to the interpreter that runs the decks: it needs the standard library and torch, nothing
else. It shares its process with deck code, so the judge believes it only as far as the protocol proves it.
"""

import ast
import ctypes
import faulthandler
import json
import linecache
import os
import pathlib
import random
import resource
import signal
import struct
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable
from typing import Any, NoReturn, TextIO

CONTROL_FD = 3
SHOWN_CHARACTERS = 300
TEXT_CHARACTERS = 2_000
WARNINGS_PER_RUN = 20
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38

libc = ctypes.CDLL(None, use_errno=True)


def run(control_fd: int, stdout_fd: int, stderr_fd: int, scratch: str, limits: dict[str, int]) -> NoReturn:
    """Be the child of one run; never returns."""
    status = 70
    try:
        _confine(control_fd, stdout_fd, stderr_fd, scratch, limits)
        Session().execute()
        status = 0
    finally:
        os._exit(status)


def _confine(control_fd: int, stdout_fd: int, stderr_fd: int, scratch: str, limits: dict[str, int]) -> None:
    os.setsid()
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Move what was received out of the way of the numbers it is to have.
    received = [os.dup(fd) for fd in (control_fd, stdout_fd, stderr_fd)]
    base = max(received) + 1
    moved = [os.dup2(fd, base + index) for index, fd in enumerate(received)]
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, wanted in ((null, 0), (moved[1], 1), (moved[2], 2), (moved[0], CONTROL_FD)):
        os.dup2(fd, wanted)
    os.set_inheritable(CONTROL_FD, False)
    os.closerange(CONTROL_FD + 1, os.sysconf("SC_OPEN_MAX"))
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    faulthandler.enable(file=2, all_threads=False)
    os.chdir(scratch)
    os.environ["TMPDIR"] = os.environ["HOME"] = scratch
    tempfile.tempdir = None
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, limits["file_bytes"])
    _limit(resource.RLIMIT_CPU, limits["cpu_s"], limits["cpu_s"] + 1)
    _limit(resource.RLIMIT_AS, _mapped_bytes() + limits["memory_bytes"])


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(kind)[1]
    values = [soft, soft if hard is None else hard]
    if ceiling != resource.RLIM_INFINITY:
        values = [min(value, ceiling) for value in values]
    resource.setrlimit(kind, (values[0], values[1]))


def _mapped_bytes() -> int:
    mapped_pages = pathlib.Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(mapped_pages) * resource.getpagesize()


class Session:
    """The child's side of the protocol: steps, ready, checks, done."""

    def __init__(self) -> None:
        self.module = types.ModuleType("__main__")
        self.index_by_filename: dict[str, int] = {}
        self.stdout = sys.stdout
        self.stage = ""
        self.warnings: list[dict[str, Any]] = []

    def execute(self) -> None:
        """Speak the protocol once."""
        import torch

        sys.modules["__main__"] = self.module
        random.seed(0)
        torch.manual_seed(0)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(0)
        warnings.resetwarnings()
        warnings.simplefilter("always")
        warnings.showwarning = self.record_warning

        steps = receive()["steps"]
        printed_from = None
        for fence, step in enumerate(steps):
            self.stage = step["stage"]
            if self.stage == "answer" and printed_from is None:
                printed_from = self.printed_bytes()
            error = self.attempt(fence, step["source"], step["stage"])
            if not self.is_expected(error, step["raises"]):
                told = None if error is None else self.describe(error, fence)
                send({"event": "stopped", "step": fence, "error": told, "warnings": self.warnings})
                return
        printed_to = self.printed_bytes()
        printed = [printed_to if printed_from is None else printed_from, printed_to]
        send({"event": "ready", "printed": printed, "warnings": self.warnings})

        self.stage = "check"
        message = receive()
        for number, source in enumerate(message["checks"]):
            self.check(number, len(steps) + number, source)
        send({"event": "done", "nonce": message["nonce"]})

    def check(self, number: int, fence: int, source: str) -> None:
        """Run one check with its assertions watched, then report."""
        watch = Watch()
        self.module.__dict__["__srs__"] = watch
        error = self.attempt(fence, source, "check", watched=True)
        self.stdout.flush()
        send(
            {
                "event": "checked",
                "check": number,
                "error": None if error is None else self.describe(error, fence),
                "failed": isinstance(error, AssertionError),
                "reached": sorted(watch.reached),
                "values": [{"source": part, "shown": shown(value)} for part, value in watch.values.items()],
            }
        )

    def attempt(self, fence: int, source: str, stage: str, watched: bool = False) -> BaseException | None:
        """Execute one fence; the exception that it raised, if any."""
        # Names without the deck's path and lines: what a run shows depends on its content alone.
        filename = f"<{stage} {fence}>"
        self.index_by_filename[filename] = fence
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            tree = ast.parse(source, filename)
            if watched:
                tree = ast.fix_missing_locations(Rewriter().visit(tree))
            exec(compile(tree, filename, "exec", dont_inherit=True), self.module.__dict__)  # noqa: S102
        except BaseException as error:
            return error
        return None

    def is_expected(self, error: BaseException | None, raises: str | None) -> bool:
        """Whether the fence ended as its author says: with that exception, or with none."""
        if raises is None or error is None:
            return (raises is None) == (error is None)
        wanted = raises.rpartition(".")[2]
        return any(wanted == kind.__name__ for kind in type(error).__mro__)

    def describe(self, error: BaseException, fence: int) -> dict[str, Any]:
        """An exception as data, with the deck's lines it passed through."""
        places = [
            [self.index_by_filename[frame.f_code.co_filename], line]
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename in self.index_by_filename
        ]
        if isinstance(error, SyntaxError) and error.filename in self.index_by_filename:
            places.append([self.index_by_filename[error.filename], error.lineno or 1])
        text = error.msg if isinstance(error, SyntaxError) else safely(str, error)
        return {
            "name": type(error).__name__,
            "text": text[:TEXT_CHARACTERS],
            "place": next((place for place in reversed(places) if place[0] == fence), None),
            "origin": places[-1] if places else None,
        }

    def record_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Keep a warning that a library raised, with the deck's line that led to it.

        What a deck warns of by itself is its own affair.
        """
        text = safely(str, message)
        frame: types.FrameType | None = sys._getframe(1)
        from_library = "Triggered internally" in text  # from C++, so without a frame of torch
        while frame is not None and frame.f_code.co_filename not in self.index_by_filename:
            from_library = from_library or frame.f_globals.get("__name__") != "warnings"
            frame = frame.f_back
        if (
            frame is None
            or not from_library
            or self.stage == "check"
            or len(self.warnings) >= WARNINGS_PER_RUN
        ):
            return
        place = [self.index_by_filename[frame.f_code.co_filename], frame.f_lineno]
        self.warnings.append({"place": place, "category": category.__name__, "text": text[:TEXT_CHARACTERS]})

    def printed_bytes(self) -> int:
        """How much has been printed so far."""
        self.stdout.flush()
        return os.lseek(1, 0, os.SEEK_CUR)


class Watch:
    """What the rewritten assertions of one check report while they run."""

    def __init__(self) -> None:
        self.reached: set[tuple[int, int]] = set()
        self.values: dict[str, Any] = {}

    def reach(self, line: int, column: int) -> None:
        """An assertion is about to run."""
        self.reached.add((line, column))
        self.values = {}

    def see(self, source: str, value: Any) -> Any:
        """Pass a part of an assertion on, keeping it for the message."""
        self.values[source] = value
        return value


class Rewriter(ast.NodeTransformer):
    """Make the assertions of a check report that they are reached, with the values they compare."""

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        """Report, then assert the same condition."""
        reach = self.reach(node)
        node.test = self.watched(node.test)
        return [reach, node]

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        """Report calls such as `torch.testing.assert_close(...)`."""
        match node.value:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name.startswith("assert_"):
                return [self.reach(node), node]
        return node

    def reach(self, node: ast.stmt) -> ast.stmt:
        """The statement that reports that `node` is reached."""
        arguments: list[ast.expr] = [ast.Constant(node.lineno), ast.Constant(node.col_offset + 1)]
        return ast.copy_location(ast.Expr(self.call("reach", arguments)), node)

    def watched(self, node: ast.expr) -> ast.expr:
        """The same expression, reporting the values that decide it."""
        match node:
            case ast.UnaryOp(op=ast.Not()):
                node.operand = self.watched(node.operand)
            case ast.BoolOp():
                node.values = [self.watched(value) for value in node.values]
            case ast.Compare():
                node.left = self.seen(node.left)
                node.comparators = [self.seen(value) for value in node.comparators]
            case ast.Call():
                node.args = [self.seen(value) for value in node.args]
            case _:
                return self.seen(node)
        return node

    def seen(self, node: ast.expr) -> ast.expr:
        """The same operand, reporting its value."""
        silent = (ast.Constant, ast.Starred, ast.GeneratorExp, ast.Lambda, ast.Tuple, ast.List, ast.JoinedStr)
        if isinstance(node, silent):
            return node
        return ast.copy_location(self.call("see", [ast.Constant(ast.unparse(node)), node]), node)

    @staticmethod
    def call(method: str, arguments: list[ast.expr]) -> ast.expr:
        """A call of the watch that the check's namespace holds."""
        watch = ast.Name("__srs__", ast.Load())
        return ast.Call(ast.Attribute(watch, method, ast.Load()), arguments, [])


def shown(value: Any) -> str:
    """A value as a short text."""
    text = safely(repr, value)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " ..."


def safely(function: Callable[[Any], str], value: Any) -> str:
    """`function(value)`, which the deck's own classes may refuse."""
    try:
        return function(value)
    except Exception:
        return f"<{type(value).__name__} that cannot be shown>"


def send(message: dict[str, Any]) -> None:
    """One frame to the judge."""
    body = json.dumps(message).encode()
    data = struct.pack(">I", len(body)) + body
    while data:
        data = data[os.write(CONTROL_FD, data) :]


def receive() -> Any:
    """One frame from the judge; without one there is nothing left to do."""
    (size,) = struct.unpack(">I", _read(4))
    return json.loads(_read(size))


def _read(size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = os.read(CONTROL_FD, size - len(data))
        if not more:
            os._exit(71)
        data += more
    return data
