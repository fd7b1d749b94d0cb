"""Import torch once, then fork a child for each run the builder asks for.

This file goes to the interpreter that runs the decks: it needs the standard library and torch, nothing
else. It launches, reports exit statuses and kills; it knows nothing of decks, and judges nothing.
"""

import contextlib
import ctypes
import gc
import importlib.util
import json
import os
import pathlib
import selectors
import signal
import socket
import sys
import types
from typing import Any

PR_SET_CHILD_SUBREAPER = 36
HERE = pathlib.Path(__file__).resolve().parent


def main() -> None:
    """Serve the socket whose descriptor is the first argument, until its other end is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # Our neighbours must not be importable under their short names.
    sys.path[:] = [entry for entry in sys.path if pathlib.Path(entry).resolve() != HERE]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the builder decides when to stop
    try:
        torch_version = warm_up()
    except Exception as error:
        tell(control, {"missing": f"{type(error).__name__}: {error}"[:1000]})
        return
    tell(control, {"torch": torch_version})
    Launcher(control, load_runner()).serve()


def warm_up() -> str:
    """Import torch with what is slow at first use, running nothing that could start a thread."""
    import torch
    import torch._dynamo
    import torch.testing

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.tensor([0.0])
    sys.dont_write_bytecode = True
    return str(torch.__version__)


def load_runner() -> types.ModuleType:
    """The runner, imported before the first fork so that every child shares it."""
    spec = importlib.util.spec_from_file_location("srs_runner", HERE / "runner.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Launcher:
    """The children that are alive, by the builder's number for each."""

    def __init__(self, control: socket.socket, runner: types.ModuleType) -> None:
        self.control = control
        self.runner = runner
        self.pids: dict[int, int] = {}
        self.unread = b""

    def serve(self) -> None:
        """Launch, kill and report until the builder is gone; then leave no process behind."""
        if sys.platform == "linux":
            # Children of a child that ended become ours, so that we can end them too.
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        wake_receiver, wake_sender = os.pipe()
        for fd in (wake_receiver, wake_sender):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_sender, warn_on_full_buffer=False)
        selector = selectors.DefaultSelector()
        selector.register(self.control, selectors.EVENT_READ)
        selector.register(wake_receiver, selectors.EVENT_READ)
        gc.collect()
        gc.freeze()
        with contextlib.suppress(ConnectionError):
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if wake_receiver in ready:
                    os.read(wake_receiver, 4096)
                    self.reap()
                if self.control in ready and not self.obey():
                    break
        for pid in [*self.pids.values()]:
            kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                self.kill_orphans()
                os.waitpid(-1, 0)

    def obey(self) -> bool:
        """Do what the builder asks; whether it is still there."""
        data, fds, _, _ = socket.recv_fds(self.control, 65536, 3)
        if not data:
            return False
        *lines, self.unread = (self.unread + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if request["do"] == "launch":
                self.launch(request, fds)
            elif request["run"] in self.pids:
                kill(self.pids[request["run"]], request["signal"])
        return True

    def launch(self, request: dict[str, Any], fds: list[int]) -> None:
        """Fork the child of one run."""
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - as cheap as it gets
        if threads != 1:
            raise RuntimeError(f"a fork now could deadlock: torch started {threads - 1} threads")
        pid = os.fork()
        if pid == 0:
            self.runner.run(*fds, request["scratch"], request["limits"])
        for fd in fds:
            os.close(fd)
        self.pids[request["run"]] = pid

    def reap(self) -> None:
        """Report the children that ended, and end what they left running."""
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                # While it is not waited for, its number cannot be another process's.
                kill(ended.si_pid, signal.SIGKILL)
                _, status = os.waitpid(ended.si_pid, 0)
                self.kill_orphans()
                for run, pid in [*self.pids.items()]:
                    if pid == ended.si_pid:
                        del self.pids[run]
                        tell(self.control, {"run": run, "status": status})

    def kill_orphans(self) -> None:
        """End the processes that became ours when the run that started them ended."""
        with contextlib.suppress(FileNotFoundError):
            children = pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text()
            for pid in map(int, children.split()):
                if pid not in self.pids.values():
                    kill(pid, signal.SIGKILL)


def kill(pid: int, number: int) -> None:
    """Signal a child with its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def tell(control: socket.socket, message: dict[str, Any]) -> None:
    """One line to the builder."""
    control.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main()
