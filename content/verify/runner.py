"""Run one code answer in the forked child, then the checks that the judge sends.

This file goes to the interpreter that runs the decks: it needs the standard library and torch, nothing
else. It shares its process with deck code, so the judge believes it only as far as the protocol proves it.
"""

import _thread
import ast
import builtins
import contextlib
import faulthandler
import gc
import json
import linecache
import math
import os
import random
import re
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
import types
import warnings
from collections.abc import Callable
from os import listdir as look  # as it is before any code of a deck runs
from pathlib import Path
from typing import Any, TextIO

import torch

SHOWN_CHARACTERS = 300
TEXT_CHARACTERS = 2_000
WARNINGS_PER_RUN = 20
NAMES_PER_RUN = 20
THREAD_PATIENCE_S = 0.4
"""So long may a thread take to end, or to fall asleep, when its work is done."""
TASKS = "/proc/self/task"
IDENTIFIER = re.compile(r"[^\W\d]\w*")
REHEARSALS = 10
"""Python rewrites code for what it meets while it runs a few times."""
REHEARSAL = """
from torch import nn
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
y = model(torch.ones(1, 2))
for parameter in model.parameters():
    parameter.grad = torch.zeros_like(parameter)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.step()
optimizer.zero_grad()
print(y.detach())
"""
ALWAYS_TRUE = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    type,
)


def prepare(control_fd: int) -> "Session":
    """A session for each child to execute, with whole runs of our own made here before.

    What Python and torch do when code runs for the first time, and the second, is then done for all children.
    No operator here can start a thread, and nothing goes backward.
    """
    steps: list[dict[str, Any]] = [
        {"stage": stage, "source": source, "raises": None, "examples": []}
        for stage, source in (("setup", "import torch\n"), ("answer", REHEARSAL))
    ]
    checks = ["assert y.shape == (1, 1)", "assert torch.equal(y, y)", "assert False"]
    for _ in range(REHEARSALS):
        theirs, ours = socket.socketpair()
        with theirs, ours:
            judge = Channel(theirs.fileno())
            judge.send({"steps": steps, "seed": 0})
            judge.send({"checks": checks, "nonce": "", "watch": "__srs__"})
            Session(ours.fileno()).execute()
    linecache.clearcache()
    return Session(control_fd)


class Session:
    """The child's side of the protocol: steps, ready, checks, done."""

    def __init__(self, control_fd: int) -> None:
        """Prepare all in which runs do not differ, for descriptors that may be put in their places later."""
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.stderr = open(  # noqa: SIM115
            2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
        )
        self.stdout = sys.stdout
        self.channel = Channel(control_fd)
        self.module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.index_by_filename: dict[str, int] = {}
        self.stage = ""
        self.warnings: list[dict[str, Any]] = []
        self.shown: list[dict[str, Any]] = []
        faulthandler.enable(file=2, all_threads=False)
        tempfile.tempdir = None
        warnings.resetwarnings()
        warnings.simplefilter("always")
        warnings.showwarning = self.record_warning

    def run(self) -> None:
        """Execute a run in a process of its own."""
        sys.addaudithook(notice)
        self.execute()

    def execute(self) -> None:
        """Speak the protocol once."""
        message = self.channel.receive()
        steps, seed = message["steps"], message["seed"]
        random.seed(seed)
        torch.default_generator.manual_seed(seed)  # torch.manual_seed looks for devices first
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(seed)
        if "tqdm" in sys.modules:  # torch.compile draws with it, and its bars start a thread
            sys.modules["tqdm"].tqdm.monitor_interval = 0
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
                self.channel.send(
                    {"event": "stopped", "step": fence, "error": told, "warnings": self.warnings}
                )
                return
        named = [word for step in steps for word in IDENTIFIER.findall(step["source"])]
        printed_to = self.printed_bytes()
        threads = other_threads(THREAD_PATIENCE_S)
        self.channel.send(
            {
                "event": "ready",
                "printed": [printed_to if printed_from is None else printed_from, printed_to],
                "replaced": replaced(named, self.module),
                "shown": self.shown,
                "threads": threads,
                "warnings": self.warnings,
            }
        )

        self.stage = "check"
        message = self.channel.receive()
        for number, source in enumerate(message["checks"]):
            self.check(number, len(steps) + number, source, message["watch"])
        named += [word for source in message["checks"] for word in IDENTIFIER.findall(source)]
        self.channel.send(
            {
                "event": "done",
                "nonce": message["nonce"],
                "replaced": replaced(named, self.module),
                "threads": other_threads(0 if threads["known"] or threads["busy"] else THREAD_PATIENCE_S),
            }
        )

    def check(self, number: int, fence: int, source: str, watch_name: str) -> None:
        """Run one check with its assertions watched, under a name that nobody could know, then report."""
        watch = Watch(watch_name)
        self.module.__dict__[watch_name] = watch
        error = self.attempt(fence, source, "check", Rewriter(watch))
        self.stdout.flush()
        failed = isinstance(error, AssertionError)
        self.channel.send(
            {
                "event": "checked",
                "check": number,
                "error": None if error is None else self.describe(error, fence),
                "failed": failed,
                "reached": sorted(watch.reached),
                "caught": [] if error else sorted(watch.caught | watch.open),
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
                told = {"place": [fence, line], "printed": printed, "raised": sendable(raised)}
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
            "name": sendable(type(error).__name__),
            "text": sendable(text),
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


def other_threads(patience_s: float) -> dict[str, int]:
    """How many threads go on beside this one; what ends or falls asleep now is given the time to."""
    numbers, given_up_at = tasks(), time.monotonic() + patience_s
    while len(numbers) > 1 and (_thread._count() or busy(numbers)) and time.monotonic() < given_up_at:
        time.sleep(0.002)
        numbers = tasks()
    others = len(numbers) - 1
    known = max(_thread._count(), len(sys._current_frames()) - 1) if others else _thread._count()
    at_work = min(busy(numbers), others - known) if others > known else 0
    return {"known": known, "busy": at_work, "idle": max(others - known, 0) - at_work}


def tasks() -> list[str]:
    """The numbers of the threads of this process."""
    return look(TASKS)  # noqa: PTH208 - as cheap as it gets


def busy(numbers: list[str]) -> int:
    """How many threads of this process, this one apart, do not sleep."""
    own, count = str(_thread.get_native_id()), 0
    for number in numbers:
        with contextlib.suppress(FileNotFoundError):
            if number != own:
                status = Path(TASKS, number, "stat").read_bytes()
                count += status.rpartition(b")")[2].split()[0] != b"S"
    return count


def frame(message: dict[str, Any]) -> bytes:
    """A message as the judge reads it: four bytes of length, then JSON."""
    body = json.dumps(message).encode()
    return struct.pack(">I", len(body)) + body


def notice(
    event: str,
    arguments: tuple[Any, ...],
    write: Callable[[int, bytes], int] = os.write,
    audit_hook: bytes = frame({"event": "noticed", "what": "audit-hook"}),
    native_code: bytes = frame({"event": "noticed", "what": "native-code"}),
    libraries: tuple[str, ...] = (sys.base_prefix, sys.prefix, *filter(None, sys.path)),
) -> None:
    """Refuse audit hooks, and tell the judge of native code: the audit hook of each run.

    It is here first, and stays. All that it needs is part of itself, which nobody may change, and it speaks
    before what it hears of is done: so nothing can be taken back.
    """
    if event == "sys.addaudithook":
        # A library that wants one goes on without.
        if not sys._getframe(1).f_code.co_filename.startswith(libraries):
            write(3, audit_hook)
        raise RuntimeError("nobody could take an audit hook back")
    if event.startswith("ctypes.dl"):
        if arguments[1:] and arguments[1] in ("PySys_AddAuditHook", "dlsym", "dlvsym"):
            write(3, audit_hook)
            raise RuntimeError("nobody could take an audit hook back")
        write(3, native_code)
    elif event == "import":
        path = arguments[1]
        if path is not None and (".." in path or not path.startswith(libraries)):
            write(3, native_code)
    elif event in ("object.__setattr__", "object.__delattr__") and arguments[1].startswith("__"):
        code = getattr(arguments[0], "__code__", None)
        if code is not None and (code.co_name, code.co_argcount) == ("notice", 6):
            raise RuntimeError("this audit hook stays as it is")


def inherited(owner: type) -> dict[str, Any]:
    """The methods that a class has, its own or not, by the names that always give the same object."""
    methods = {name: getattr(owner, name, None) for name in dir(owner)}
    return {
        name: value for name, value in methods.items() if callable(value) and getattr(owner, name) is value
    }


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
    (torch.Tensor, ("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__")),
    (torch.Tensor, ("__matmul__", "__pow__", "__neg__", "__float__", "__int__", "__repr__", "__iter__")),
    (warnings, ("warn", "warn_explicit")),
    (torch.nn.Module, ("named_modules", "state_dict", "get_parameter", "eval", "train")),
)
ORIGINALS = [(owner, name, getattr(owner, name)) for owner, names in RELIED_ON for name in names]
SNAPSHOTS = [
    *(
        (owner, {name: value for name, value in vars(owner).items() if callable(value)})
        for owner in (
            *(torch, torch.nn, torch.nn.functional, torch.linalg, torch.optim, torch.autograd),
            *(torch.testing, math),
        )
    ),
    *((owner, inherited(owner)) for owner in (torch.Tensor, torch.nn.Module)),
]
"""What answers and checks are made of: what they name of it is compared."""
IMPORTERS = [*sys.meta_path]
MODULES = {
    name: sys.modules[name] for name in ("builtins", "math", "torch", "torch.nn.functional", "warnings")
}
"""What checks rely on, as it is before any code of a deck runs.

Not everything in torch: to look at an object is to copy the page of memory that it lies on.
"""


def replaced(named: list[str], module: types.ModuleType) -> list[str]:
    """Names of what checks rely on that mean something else now, and of what would run beside a check."""
    missing = object()
    names = [
        f"{owner.__name__}.{name}"
        for owner, name, original in ORIGINALS
        if getattr(owner, name, missing) is not original
    ]
    names += [
        f"{owner.__name__}.{name}"
        for name in dict.fromkeys(named)
        for owner, originals in SNAPSHOTS
        if name in originals and getattr(owner, name, missing) is not originals[name]
    ]
    names += [
        f"builtins.{name}"
        for name in dict.fromkeys(named)
        if hasattr(builtins, name) and isinstance(module.__dict__.get(name), types.FunctionType | type)
        if module.__dict__[name] is not getattr(builtins, name)
    ]
    names += [name for name, original in MODULES.items() if sys.modules.get(name) is not original]
    if module.__dict__.get("torch", torch) is not torch:
        names.append("torch")
    timers = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
    set_up = {
        "sys.settrace": sys.gettrace() is not None,
        "sys.setprofile": sys.getprofile() is not None,
        "sys.meta_path": sys.meta_path != IMPORTERS,
        "gc.callbacks": bool(gc.callbacks),
        "signal.setitimer": any(signal.getitimer(timer) != (0.0, 0.0) for timer in timers),
    }
    names += [name for name, is_set in set_up.items() if is_set]
    return [sendable(name) for name in dict.fromkeys(names)][:NAMES_PER_RUN]


class Watch:
    """What the rewritten assertions of one check report while they run."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reached: set[tuple[int, int]] = set()
        self.open: set[tuple[int, int]] = set()
        """The assertions that are reached and did not hold yet."""
        self.caught: set[tuple[int, int]] = set()
        """Those that did not hold, and the check went on."""
        self.parts: list[ast.expr] = []
        """The parts of all assertions whose values are watched."""
        self.values: dict[int, Any] = {}
        """Those of the assertion that ran last, by the index of the part."""

    def reach(self, line: int, column: int) -> None:
        """An assertion is about to run."""
        place = (line, column)
        if place in self.open:
            self.caught.add(place)
        self.reached.add(place)
        self.open.add(place)
        self.values = {}

    def hold(self, line: int, column: int) -> None:
        """An assertion held."""
        self.open.discard((line, column))

    def truth(self, value: Any) -> Any:
        """Pass on what is asserted as it is, unless it is true whatever it does."""
        if isinstance(value, ALWAYS_TRUE):
            raise AssertionError("a function is always true: call it")
        return value

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
        reach, hold = self.report("reach", node), self.report("hold", node)
        if isinstance(node.test, ast.Name | ast.Attribute):
            node.test = ast.copy_location(self.call("truth", [self.seen(node.test)]), node.test)
        else:
            node.test = self.watched(node.test)
        return [reach, node, hold]

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        """Report calls such as `torch.testing.assert_close(...)`."""
        match node.value:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name.startswith("assert_"):
                return [self.report("reach", node), node, self.report("hold", node)]
        return node

    def report(self, method: str, node: ast.stmt) -> ast.stmt:
        """The statement that reports that `node` is reached, or that it held."""
        arguments: list[ast.expr] = [ast.Constant(node.lineno), ast.Constant(node.col_offset + 1)]
        return ast.copy_location(ast.Expr(self.call(method, arguments)), node)

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

    def call(self, method: str, arguments: list[ast.expr]) -> ast.expr:
        """A call of the watch that the check's namespace holds."""
        watch = ast.Name(self.watch.name, ast.Load())
        return ast.Call(ast.Attribute(watch, method, ast.Load()), arguments, [])


def shown(value: Any) -> str:
    """A value as a short text."""
    text = sendable(safely(repr, value))
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " ..."


def sendable(text: str) -> str:
    """A text of a length that the judge takes, with a question mark for each half of a character."""
    return text[:TEXT_CHARACTERS].encode("utf-8", "replace").decode()


def safely(function: Callable[[Any], str], value: Any) -> str:
    """`function(value)`, which the deck's own classes may refuse."""
    try:
        return function(value)
    except Exception:
        return f"<{type(value).__name__} that cannot be shown>"


class Channel:
    """Frames to and from the judge: four bytes of length, then JSON."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def send(self, message: dict[str, Any]) -> None:
        """Say something."""
        data = frame(message)
        while data:
            data = data[os.write(self.fd, data) :]

    def receive(self) -> Any:
        """What is said next; without it there is nothing left to do."""
        (size,) = struct.unpack(">I", self._read(4))
        return json.loads(self._read(size))

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = os.read(self.fd, size - len(data))
            if not more:
                os._exit(71)
            data += more
        return data
