"""Run one code answer in the forked child, then the checks that the judge sends.

This file goes to the interpreter that runs the decks: it needs the standard library and torch, nothing
else. It shares its process with deck code, so the judge believes it only as far as the protocol proves it.
"""

import ast
import builtins
import faulthandler
import json
import linecache
import math
import os
import random
import signal
import struct
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable
from typing import Any, TextIO

import torch

CONTROL_FD = 3
SHOWN_CHARACTERS = 300
TEXT_CHARACTERS = 2_000
WARNINGS_PER_RUN = 20
NAMES_PER_RUN = 20


def run() -> None:
    """Be the child of one run, confined, with its descriptors in place and in its scratch folder."""
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    faulthandler.enable(file=2, all_threads=False)
    tempfile.tempdir = None
    Session().execute()


class Session:
    """The child's side of the protocol: steps, ready, checks, done."""

    def __init__(self) -> None:
        self.module = types.ModuleType("__main__")
        self.index_by_filename: dict[str, int] = {}
        self.stdout = sys.stdout
        self.stage = ""
        self.warnings: list[dict[str, Any]] = []
        self.shown: list[dict[str, Any]] = []

    def execute(self) -> None:
        """Speak the protocol once."""
        sys.modules["__main__"] = self.module
        warnings.resetwarnings()
        warnings.simplefilter("always")
        warnings.showwarning = self.record_warning

        message = receive()
        steps, seed = message["steps"], message["seed"]
        random.seed(seed)
        torch.default_generator.manual_seed(seed)  # torch.manual_seed looks for devices first
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(seed)
        printed_from = None
        for fence, step in enumerate(steps):
            self.stage = step["stage"]
            if self.stage == "answer" and printed_from is None:
                printed_from = self.printed_bytes()
            if step["examples"]:
                error = self.show(fence, step)
            else:
                error = self.attempt(fence, step["source"], step["stage"])
            if not self.is_expected(error, step["raises"]):
                told = None if error is None else self.describe(error, fence)
                send({"event": "stopped", "step": fence, "error": told, "warnings": self.warnings})
                return
        printed_to = self.printed_bytes()
        send(
            {
                "event": "ready",
                "printed": [printed_to if printed_from is None else printed_from, printed_to],
                "replaced": replaced(),
                "shown": self.shown,
                "threads": len(sys._current_frames()) - 1,
                "warnings": self.warnings,
            }
        )

        self.stage = "check"
        message = receive()
        for number, source in enumerate(message["checks"]):
            self.check(number, len(steps) + number, source)
        send({"event": "done", "nonce": message["nonce"]})

    def check(self, number: int, fence: int, source: str) -> None:
        """Run one check with its assertions watched, then report."""
        watch = Watch()
        self.module.__dict__["__srs__"] = watch
        error = self.attempt(fence, source, "check", Rewriter(watch))
        self.stdout.flush()
        failed = isinstance(error, AssertionError)
        send(
            {
                "event": "checked",
                "check": number,
                "error": None if error is None else self.describe(error, fence),
                "failed": failed,
                "reached": sorted(watch.reached),
                "values": watch.shown_values() if failed else [],
            }
        )

    def show(self, fence: int, step: dict[str, Any]) -> BaseException | None:
        """Execute a session as a prompt would; the first exception that its author does not show, if any."""
        filename = f"<{step['stage']} {fence}>"
        self.index_by_filename[filename] = fence
        lines = step["source"].splitlines(keepends=True)
        linecache.cache[filename] = (len(step["source"]), None, lines, filename)
        for line, source, shows_error in step["examples"]:
            printed_from = self.printed_bytes()
            sys.displayhook = self.display
            raised = ""
            try:
                tree = ast.increment_lineno(ast.parse(source, filename, "single"), line - 1)
                exec(compile(tree, filename, "single", dont_inherit=True), self.module.__dict__)  # noqa: S102
            except BaseException as error:
                if not shows_error:
                    return error
                ending = traceback.format_exception_only(error)
                raised = ending[-1] if isinstance(error, SyntaxError) else "".join(ending)
            if step["stage"] == "answer":
                printed = [printed_from, self.printed_bytes()]
                told = {"place": [fence, line], "printed": printed, "raised": raised[:TEXT_CHARACTERS]}
                self.shown.append(told)
        return None

    @staticmethod
    def display(value: Any) -> None:
        """Print the value of an input as a prompt does, but keep it nowhere."""
        if value is not None:
            sys.stdout.write(f"{value!r}\n")

    def attempt(
        self, fence: int, source: str, stage: str, rewriter: ast.NodeTransformer | None = None
    ) -> BaseException | None:
        """Execute one fence; the exception that it raised, if any."""
        # Names without the deck's path and lines: what a run shows depends on its content alone.
        filename = f"<{stage} {fence}>"
        self.index_by_filename[filename] = fence
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            tree = ast.parse(source, filename)
            if rewriter is not None:
                tree = ast.fix_missing_locations(rewriter.visit(tree))
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


RELIED_ON: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (builtins, tuple(name for name, value in vars(builtins).items() if callable(value))),
    (math, ("isclose", "isfinite", "isinf", "isnan")),
    (torch, ("all", "allclose", "any", "eq", "equal", "is_tensor", "isclose", "ne", "is_grad_enabled")),
    (torch.testing, ("assert_close",)),
    (torch.Tensor, ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__invert__")),
    (torch.Tensor, ("__and__", "__or__", "__len__", "__getitem__", "all", "allclose", "any", "dim", "eq")),
    (torch.Tensor, ("equal", "isclose", "item", "mean", "ne", "numel", "size", "sum", "tolist", "abs")),
    (torch.Tensor, ("data_ptr", "dtype", "grad", "grad_fn", "is_leaf", "requires_grad", "shape", "device")),
    (torch.nn.Module, ("__call__", "__getattr__", "children", "modules", "named_parameters", "parameters")),
    (torch.nn.Module, ("named_modules", "state_dict", "get_parameter", "eval", "train")),
)
ORIGINALS = [(owner, name, getattr(owner, name)) for owner, names in RELIED_ON for name in names]
IMPORTERS = [*sys.meta_path]
"""What checks rely on, as it is before any code of a deck runs.

Not everything in torch: to look at an object is to copy the page of memory that it lies on.
"""


def replaced() -> list[str]:
    """Names of what checks rely on that mean something else now, and of what would run beside a check."""
    missing = object()
    names = [
        f"{owner.__name__}.{name}"
        for owner, name, original in ORIGINALS
        if getattr(owner, name, missing) is not original
    ]
    timers = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
    set_up = {
        "sys.settrace": sys.gettrace() is not None,
        "sys.setprofile": sys.getprofile() is not None,
        "sys.meta_path": sys.meta_path != IMPORTERS,
        "signal.setitimer": any(signal.getitimer(timer) != (0.0, 0.0) for timer in timers),
    }
    names += [name for name, is_set in set_up.items() if is_set]
    return names[:NAMES_PER_RUN]


class Watch:
    """What the rewritten assertions of one check report while they run."""

    def __init__(self) -> None:
        self.reached: set[tuple[int, int]] = set()
        self.parts: list[ast.expr] = []
        """The parts of all assertions whose values are watched."""
        self.values: dict[int, Any] = {}
        """Those of the assertion that ran last, by the index of the part."""

    def reach(self, line: int, column: int) -> None:
        """An assertion is about to run."""
        self.reached.add((line, column))
        self.values = {}

    def see(self, part: int, value: Any) -> Any:
        """Pass the value of a part of an assertion on, keeping it for the message."""
        self.values[part] = value
        return value

    def shown_values(self) -> list[dict[str, str]]:
        """What the parts of the assertion that ran last were, each said once."""
        values = {ast.unparse(self.parts[part]): value for part, value in self.values.items()}
        return [{"source": source, "shown": shown(value)} for source, value in values.items()]


class Rewriter(ast.NodeTransformer):
    """Make the assertions of a check report that they are reached, with the values they compare."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

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
        self.watch.parts.append(node)
        part = ast.Constant(len(self.watch.parts) - 1)
        return ast.copy_location(self.call("see", [part, node]), node)

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
