"""Import torch once, then fork a child for each run the builder asks for.

This file goes to the interpreter that runs the decks: it needs the standard library and torch, nothing
else. It launches, confines, reports exit statuses and kills; it knows nothing of decks, and judges nothing.
"""

import _signal  # type: ignore[import-not-found]
import contextlib
import ctypes
import gc
import importlib.util
import json
import logging
import os
import pathlib
import resource
import select
import shutil
import signal
import socket
import stat
import struct
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
SECCOMP_MODE_FILTER = 2
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 2, 4, 0x4000, 0x40000
MOUNT_SETATTR, MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID = 442, 1, 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
CAPABILITY_VERSION_3 = 0x20080522
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_CREATE_RULESET_VERSION, LANDLOCK_RULE_PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
TRUNCATION_ABI = 3
"""Of Landlock: before it, files could be emptied by who may only read them."""
FILE_RIGHTS = 1 << 0 | 1 << 1 | READ_FILE | 1 << 14 | 1 << 15
"""Those that a rule for a file may name."""
# To execute, to make devices and sockets, and to control devices: nobody's.
SCRATCH_RIGHTS = ~(1 << 0 | 1 << 6 | 1 << 9 | 1 << 11 | 1 << 15)

MADV_COLLAPSE, HUGE_PAGE_BYTES = 25, 2 << 20
CONTROL_FD = 3
HERE = pathlib.Path(__file__).resolve().parent
MAX_PROCESSES = 2_000
"""Of all children together, their threads included."""
UNCONFINED = 73
"""The exit code of a child that could not be confined as it has to be."""

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Serve the socket whose descriptor is the first argument, until its other end is closed.

    The second argument is the folder for scratch files, the third says as JSON what system calls children
    do without: `{"read_only": FILTER, "writable": FILTER}`, by how they see the rest of the files.
    """
    control = socket.socket(fileno=int(sys.argv[1]))
    # Our neighbours must not be importable under their short names.
    sys.path[:] = [entry for entry in sys.path if pathlib.Path(entry).resolve() != HERE]
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the builder decides when to stop
    scratch = pathlib.Path(sys.argv[2])
    in_namespaces = succeeds(lambda: enter_namespaces(control, scratch))
    if in_namespaces:
        enter_namespaces(control, scratch)
    os.environ["TMPDIR"] = os.environ["HOME"] = str(scratch)
    confinement = Confinement(str(scratch), json.loads(sys.argv[3]), in_namespaces)
    tell(control, {"confined": confinement.layers})
    try:
        torch_version = warm_up()
    except Exception as error:
        tell(control, {"missing": f"{type(error).__name__}: {error}"[:1000]})
        return
    tell(control, {"torch": torch_version})
    session = load_runner().prepare(CONTROL_FD)
    share_memory()
    Launcher(control, session, confinement).serve()


def enter_namespaces(control: socket.socket, scratch: pathlib.Path) -> None:
    """Go on as the first process of namespaces of its own: all that is in them ends with it.

    There is no network in them, no other process, and nothing to write to but an empty `scratch`. Raises
    OSError where the kernel does not let an ordinary user have them.
    """
    ids = {"uid": os.geteuid(), "gid": os.getegid()}
    checked(
        libc.unshare,
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
    )
    pathlib.Path("/proc/self/setgroups").write_text("deny")
    for kind, number in ids.items():
        pathlib.Path(f"/proc/self/{kind}_map").write_text(f"{number} {number} 1")
    pid = os.fork()
    if pid:
        control.close()
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    checked(libc.prctl, PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    checked(libc.mount, b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    checked(libc.mount, b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV, None)
    with contextlib.suppress(OSError):  # since Linux 6.14 each namespace has a limit of its own
        pathlib.Path("/proc/sys/kernel/pid_max").write_text(str(MAX_PROCESSES))
    attributes = struct.pack("=QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    checked(libc.syscall, MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, attributes, len(attributes))
    mount_scratch(str(scratch), size=1 << 20, files=100)


def warm_up() -> str:
    """Import torch with what is slow at first use, running nothing that could start a thread."""
    usual = gc.get_threshold()
    gc.set_threshold(
        *usual[:2], 1_000
    )  # to go through all of it again and again takes long, and finds little
    import torch
    import torch._dynamo
    import torch.testing

    gc.set_threshold(*usual)
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.tensor([0.0])
    return str(torch.__version__)


def load_runner() -> types.ModuleType:
    """The runner, imported before the first fork so that every child shares it."""
    spec = importlib.util.spec_from_file_location("srs_runner", HERE / "runner.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def share_memory() -> None:
    """Leave little to copy for a child: each page that it writes to, and each entry of a page table."""
    # This process has one thread, and it holds no lock of a log when it forks.
    getattr(logging, "_at_fork_reinit_lock_weakset", set()).clear()
    gc.collect()
    gc.freeze()
    for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
        addresses, access, *_, name = f"{line} -".split(maxsplit=5)
        if access == "rw-p" and not name.startswith("/"):
            start, end = (int(address, 16) for address in addresses.split("-"))
            start = -(-start // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES
            for address in range(start, end - HUGE_PAGE_BYTES + 1, HUGE_PAGE_BYTES):
                # A kernel that does not know this goes on with small pages.
                libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(HUGE_PAGE_BYTES), MADV_COLLAPSE)


class Confinement:
    """What keeps a child from harming this machine, as far as the kernel has it."""

    def __init__(self, scratch: str, filters: dict[str, Any], in_namespaces: bool) -> None:
        self.scratch = scratch
        self.in_namespaces = in_namespaces
        found = filters["read_only" if in_namespaces else "writable"]
        self.filter = found and ctypes.create_string_buffer(bytes.fromhex(found["program"]))
        self.own_pid_at = found and found["own_pid_at"]
        self.landlock_abi = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
        self.rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(self.landlock_abi, 16)) - 1
        self.rules = [self.rule(path, READ_FILE | READ_DIR) for path in readable_paths()]
        self.rules.append(self.rule(os.devnull, self.rights & SCRATCH_RIGHTS))
        has_landlock = self.landlock_abi >= (1 if in_namespaces else TRUNCATION_ABI)
        self.layers = ["rlimits"]
        if has_landlock and succeeds(lambda: self.restrict_files(scratch)):
            self.layers.append("landlock")
        if self.filter is not None and succeeds(self.filter_calls):
            self.layers.append("seccomp")
        if in_namespaces:
            self.layers.append("namespaces")

    def apply(self, run: int, limits: dict[str, int]) -> None:
        """Confine this process, with a new scratch folder as its current one; raises OSError if it cannot."""
        if self.in_namespaces:
            scratch = self.scratch
            checked(libc.unshare, CLONE_NEWNS)
            mount_scratch(scratch, limits["scratch_bytes"], limits["scratch_files"])
        else:
            scratch = f"{self.scratch}/{run}"
            os.mkdir(scratch, 0o700)  # noqa: PTH102 - as all here, on few pages
            os.environ["TMPDIR"] = os.environ["HOME"] = scratch
        os.chdir(scratch)
        limit(resource.RLIMIT_CORE, 0)
        limit(resource.RLIMIT_FSIZE, limits["file_bytes"])
        limit(resource.RLIMIT_NOFILE, limits["open_files"])
        limit(resource.RLIMIT_CPU, limits["cpu_s"], limits["cpu_s"] + 1)
        limit(resource.RLIMIT_AS, mapped_bytes() + limits["memory_bytes"])
        if "landlock" in self.layers:
            self.restrict_files(scratch)
        header, none = struct.pack("=Ii", CAPABILITY_VERSION_3, 0), bytes(24)
        checked(libc.capset, header, none)
        if "seccomp" in self.layers:
            self.filter_calls()

    def clear(self, run: int) -> None:
        """Remove the scratch folder of a run that ended, where it did not go away with its child."""
        if not self.in_namespaces:
            # Too deep a tree stays until the builder ends.
            with contextlib.suppress(RecursionError):
                shutil.rmtree(f"{self.scratch}/{run}", ignore_errors=True)

    def restrict_files(self, scratch: str) -> None:
        """Let this process read what Python and torch need, and write in `scratch` only.

        Landlock, as the manual page landlock(7) describes it, with what this kernel knows of it.
        """
        abi = self.landlock_abi
        # From version 4 the network, from version 6 abstract sockets and signals.
        attributes = struct.pack("=QQQ", self.rights, 3, 3)[: 8 if abi < 4 else 16 if abi < 6 else 24]
        ruleset = checked(libc.syscall, LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
        own = [
            self.rule(scratch, self.rights & SCRATCH_RIGHTS),
            self.rule("/proc/self", READ_FILE | READ_DIR),
        ]
        for rule in (*self.rules, *own):
            checked(libc.syscall, LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
        checked(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        checked(libc.syscall, LANDLOCK_RESTRICT_SELF, ruleset, 0)

    def rule(self, path: str | pathlib.Path, allowed: int) -> bytes:
        """What Landlock has to know to allow some of the rights at a path and below it."""
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        is_folder = stat.S_ISDIR(os.fstat(fd).st_mode)
        return struct.pack("=Qi", allowed if is_folder else allowed & FILE_RIGHTS, fd)

    def filter_calls(self) -> None:
        """Have the kernel refuse the system calls that a deck has no business with: seccomp(2)."""
        for offset in self.own_pid_at:
            struct.pack_into("=I", self.filter, offset, os.getpid())
        instructions = (len(self.filter) - 1) // 8
        header = struct.pack("@HP", instructions, ctypes.addressof(self.filter))
        checked(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        checked(libc.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


def readable_paths() -> list[pathlib.Path]:
    """What Python and torch read."""
    torch = importlib.util.find_spec("torch")
    packages = [entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    paths: list[Any] = [
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *packages,
        *(place for entry in packages for place in linked_places(pathlib.Path(entry))),
        *(
            pathlib.Path(place).parent
            for place in (torch.submodule_search_locations if torch else None) or ()
        ),
        pathlib.Path(sys.base_prefix, "lib"),
        *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store"),
        *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
        *("/dev/zero", "/dev/urandom", "/dev/random"),
        *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system"),
    ]
    return [path for path in dict.fromkeys(map(pathlib.Path, paths)) if path.exists()]


def linked_places(packages: pathlib.Path) -> Iterator[pathlib.Path]:
    """Where packages really lie whose folders or files are links, as some installers make them."""
    for path in packages.glob("*"):
        if path.is_symlink():
            yield path.resolve()
        elif (path / "__init__.py").is_symlink():
            yield (path / "__init__.py").resolve().parent


class Launcher:
    """The children that are alive, by the builder's number for each."""

    def __init__(self, control: socket.socket, session: Any, confinement: Confinement) -> None:
        self.control = control
        self.session = session
        self.confinement = confinement
        self.pids: dict[int, int] = {}
        self.unread = b""

    def serve(self) -> None:
        """Launch, kill and report until the builder is gone; then leave no process behind."""
        # Children of a child that ended become ours, so that we can end them too.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        wake_receiver, wake_sender = os.pipe()
        for fd in (wake_receiver, wake_sender):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_sender, warn_on_full_buffer=False)
        poll = select.poll()
        for fd in (wake_receiver, self.control.fileno()):
            poll.register(fd, select.POLLIN)
        is_served = True
        with contextlib.suppress(ConnectionError):
            while is_served:
                for fd, _ in poll.poll():
                    if fd == wake_receiver:
                        os.read(wake_receiver, 4096)
                        self.reap()
                    else:
                        is_served = self.obey()
        for pid in self.pids.values():
            kill(pid)
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
                with contextlib.suppress(PermissionError):
                    os.kill(self.pids[request["run"]], request["signal"])
        return True

    def launch(self, request: dict[str, Any], fds: list[int]) -> None:
        """Fork the child of one run."""
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - as cheap as it gets
        if threads != 1:
            raise RuntimeError(f"a fork now could deadlock: torch started {threads - 1} threads")
        pid = os.fork()
        if pid == 0:
            self.live(request, fds)
        for fd in fds:
            os.close(fd)
        self.pids[request["run"]] = pid

    def live(self, request: dict[str, Any], fds: list[int]) -> NoReturn:
        """Be the child of one run."""
        status = UNCONFINED
        try:
            os.setsid()
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            signal.set_wakeup_fd(-1)
            # Without the enumerations of `signal`, which lie on many pages.
            _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
            self.confinement.apply(request["run"], request["limits"])
            place_descriptors(*fds)
            status = 70
            self.session.run()
            status = 0
        finally:
            os._exit(status)

    def reap(self) -> None:
        """Report the children that ended, and end what they left running."""
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                # While it is not waited for, its number cannot be another process's.
                kill(ended.si_pid)
                _, status = os.waitpid(ended.si_pid, 0)
                self.kill_orphans()
                for run, pid in [*self.pids.items()]:
                    if pid == ended.si_pid:
                        del self.pids[run]
                        self.confinement.clear(run)
                        tell(self.control, {"run": run, "status": status})

    def kill_orphans(self) -> None:
        """End the processes that became ours when the run that started them ended."""
        children = read_small(f"/proc/self/task/{os.getpid()}/children")
        for pid in map(int, children.split()):
            if pid not in self.pids.values():
                kill(pid)


def mount_scratch(folder: str, size: int, files: int) -> None:
    """Put an empty folder in memory there, for `files` files and folders of `size` bytes in all."""
    options = f"size={size},nr_inodes={files},mode=700".encode()
    checked(libc.mount, b"scratch", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options)


def place_descriptors(control_fd: int, stdout_fd: int, stderr_fd: int) -> None:
    """Make them 3, 1 and 2, with nothing to read as 0, and close all others."""
    # First out of the way of the numbers they are to have.
    received = [os.dup(fd) for fd in (control_fd, stdout_fd, stderr_fd)]
    base = max(received) + 1
    moved = [os.dup2(fd, base + index) for index, fd in enumerate(received)]
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, wanted in ((null, 0), (moved[1], 1), (moved[2], 2), (moved[0], CONTROL_FD)):
        os.dup2(fd, wanted)
    os.set_inheritable(CONTROL_FD, False)
    os.closerange(CONTROL_FD + 1, os.sysconf("SC_OPEN_MAX"))


def limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Lower a resource limit of this process; see getrlimit(2)."""
    ceiling = resource.getrlimit(kind)[1]
    values = [soft, soft if hard is None else hard]
    if ceiling != resource.RLIM_INFINITY:
        values = [min(value, ceiling) for value in values]
    resource.setrlimit(kind, (values[0], values[1]))


def mapped_bytes() -> int:
    """The address space of this process."""
    mapped_pages = read_small("/proc/self/statm").split()[0]
    return int(mapped_pages) * resource.getpagesize()


def read_small(path: str) -> bytes:
    """What a file of few bytes holds, with little memory touched to read it."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 65_536)
    finally:
        os.close(fd)


def checked(function: Any, *arguments: Any) -> int:
    """The result of a C function; raises OSError if it says that it failed."""
    result: int = function(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def succeeds(function: Callable[[], object]) -> bool:
    """Whether a process of its own can do this."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            function()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def kill(pid: int) -> None:
    """End a child with its process group."""
    for end in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def tell(control: socket.socket, message: dict[str, Any]) -> None:
    """One line to the builder."""
    control.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main()
