"""Attack this machine as a hostile deck would, to see what stops it."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from content.models import Code, Role, Span
from content.verify.conversation import converse
from content.verify.judge import judge
from content.verify.launcher import Launcher
from content.verify.outcome import Verdict
from content.verify.plan import Run, Stage, Step

TIMEOUT_S = 2.0
FORKS = 32
"""So many processes show that a fork bomb would go off, and harm no machine."""


@dataclass(frozen=True, slots=True)
class Attacked:
    """How one attack ended."""

    name: str
    """What was tried."""
    is_stopped: bool
    how: str
    """What stopped it: an error, or a verdict."""


@dataclass(frozen=True, slots=True)
class Defence:
    """What attacks showed of this machine."""

    torch: str
    """The version that ran them."""
    confined: tuple[str, ...]
    """The layers that kept every attack from harming it."""
    attacks: tuple[Attacked, ...]

    @property
    def holds(self) -> bool:
        """Whether all attacks were stopped."""
        return all(attack.is_stopped for attack in self.attacks)


def attack(interpreter: Path | None = None) -> Defence:
    """Try every attack, confined as decks are; none of them leaves harm behind where it works.

    Raises `content.verify.errors.VerifierMissing` where PyTorch is not there.
    """
    return asyncio.run(_attack(interpreter or Path(sys.executable)))


async def _attack(interpreter: Path) -> Defence:
    with (
        tempfile.TemporaryDirectory(prefix="srs-doctor-") as folder,
        closing(socket.create_server(("127.0.0.1", 0))) as listener,
    ):
        scratch, private = Path(folder) / "scratch", Path(folder) / "private"
        scratch.mkdir()
        private.write_text("secret")
        private.chmod(0o600)
        attacked = []
        launcher = Launcher(interpreter, scratch, is_trusted=True)
        with closing(launcher):
            for name, source in _attempts(private, listener.getsockname()[1]):
                run = _run(source)
                outcome = judge(run, await converse(run, launcher, TIMEOUT_S))
                how = outcome.error or outcome.verdict
                attacked.append(Attacked(name, outcome.verdict is not Verdict.PASS, how))
        return Defence(launcher.torch, launcher.confined, tuple(attacked))


def _run(source: str) -> Run:
    """A run that passes if the attack works."""
    return Run((Step(Stage.ANSWER, _code(Role.ANSWER, source)),), (_code(Role.CHECK, "assert 1 + 1 == 2"),))


def _code(role: Role, source: str) -> Code:
    return Code(role=role, language="python", source=source, span=Span(1, 1, 1, 1), first_line=1)


def _attempts(private: Path, port: int) -> Iterator[tuple[str, str]]:
    """What is tried, with code that ends without an error if it works."""
    builder = os.getpid()
    yield "read a private file", f"open({str(private)!r}).read()"
    yield "write beside it", f"open({str(private.with_name('written'))!r}, 'w').close()"
    yield "change its mode", f"import os\nos.chmod({str(private)!r}, 0o644)"
    yield "remove it", f"import os\nos.remove({str(private)!r})"
    yield "list the folder it lies in", f"import os\nos.listdir({str(private.parent)!r})"
    yield "connect to a server", f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)"
    yield "start a program", "import subprocess\nsubprocess.run(['/bin/true'])"
    yield "set off a fork bomb", _FORK_BOMB
    yield "signal the builder", f"import os\nos.kill({builder}, 0)"
    yield "signal the launcher", "import os\nos.kill(os.getppid(), 0)"
    yield "read the builder's environment", f"open('/proc/{builder}/environ', 'rb').read()"
    yield "read the launcher's memory", "import os\nopen(f'/proc/{os.getppid()}/mem', 'rb').close()"
    yield "fill the memory", "import torch\ntorch.ones(2**36)"
    yield "fill the disk", _FLOOD
    yield "run for ever", "while True:\n    pass"
    yield "exit before the check", "import os\nos._exit(0)"
    yield "replace what a check relies on", "import builtins\nbuiltins.all = lambda _: True"
    yield "leave a thread to change things", _THREAD


_FORK_BOMB = f"""
import os, time
for _ in range({FORKS}):
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
"""
_FLOOD = """
for number in range(8):
    with open(f"{number}", "wb") as file:
        for _ in range(60):
            file.write(bytes(2**20))
"""
_THREAD = """
import threading, time
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""
