"""Assemble the system call filter that a child of the zygote puts on itself.

A classic BPF program as `seccomp(2)` of the Linux manual describes it. What it refuses
fails with an error that Python shows, so that an honest answer is told what it may not do.
"""

import errno
import platform
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LOAD_WORD, JUMP_IF_EQUAL, JUMP_IF_GREATER_OR_EQUAL, JUMP_IF_SET, AND, RETURN = (
    0x20,
    0x15,
    0x35,
    0x45,
    0x54,
    0x06,
)
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24
ALLOW, FAIL, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
X32_CALLS = 0x40000000
CLONE_THREAD = 0x00010000
AF_UNIX, SOCK_STREAM, SOCKET_TYPE_BITS = 1, 1, 0xF
PR_SET_PDEATHSIG = 1
OWN_PID = 0xFFFFFFFF
"""Stands for the child's own number, which it puts in itself: no process has this one."""

# The numbers of x86-64, then of AArch64 (None: it has no such call).
NETWORK = {
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept4": (288, 242),
}
PROCESSES = {
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
}
NAMESPACES = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
}
KERNEL = {
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    "syslog": (103, 116),
    "personality": (135, 92),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "memfd_secret": (447, 447),
    "lookup_dcookie": (212, 18),
    "vhangup": (153, 58),
}
UNLIMITED = {
    # Memory that no limit of a process counts.
    "memfd_create": (319, 279),
}
LEFT_BEHIND = {
    # What outlives the process that made it.
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
}
FILE_ATTRIBUTES = {
    # Landlock lets these pass; where all other mounts are read-only they are harmless.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "truncate": (76, 45),
}
Table = Mapping[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Architecture:
    """What differs between processors."""

    column: int
    """Of the numbers above."""
    audit: int
    """`AUDIT_ARCH_*`, as the kernel tells it to a filter."""
    clone: int
    clone3: int
    kill: int
    tgkill: int
    prlimit64: int
    prctl: int
    socketpair: int


ARCHITECTURES = {
    "x86_64": Architecture(0, 0xC000003E, 56, 435, 62, 234, 302, 157, 53),
    "aarch64": Architecture(1, 0xC00000B7, 220, 435, 129, 131, 261, 167, 199),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A program, with the places where the child's own number belongs."""

    program: bytes
    own_pid_at: tuple[int, ...]
    """Offsets of 32-bit words, in the byte order of the machine."""


def assemble(*, is_mounted_read_only: bool, machine: str | None = None) -> Filter | None:
    """The filter for `machine` (this one if None); None where its system calls are not known.

    `is_mounted_read_only`: whether the child sees everything but its scratch folder mounted read-only.
    """
    architecture = ARCHITECTURES.get(machine or platform.machine())
    if architecture is None:
        return None
    refused: list[Table] = [NETWORK, PROCESSES, NAMESPACES, KERNEL, UNLIMITED, LEFT_BEHIND]
    if not is_mounted_read_only:
        refused.append(FILE_ATTRIBUTES)
    numbers = (numbers[architecture.column] for table in refused for numbers in table.values())
    program = _program(architecture, [number for number in numbers if number is not None])
    return Filter(
        program=b"".join(struct.pack("=HBBI", *instruction) for instruction in program),
        own_pid_at=tuple(8 * line + 4 for line, (*_, value) in enumerate(program) if value == OWN_PID),
    )


Instruction = tuple[int, int, int, int]
"""Operation, how many instructions to skip if it is true, if it is false, and its value."""


def _program(architecture: Architecture, refused: Iterable[int]) -> list[Instruction]:
    return [
        (LOAD_WORD, 0, 0, ARCHITECTURE_AT),
        (JUMP_IF_EQUAL, 1, 0, architecture.audit),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD_WORD, 0, 0, NUMBER_AT),
        *when(JUMP_IF_GREATER_OR_EQUAL, X32_CALLS, _fail(errno.ENOSYS)),
        # glibc falls back to clone, whose flags a filter can see.
        *when(JUMP_IF_EQUAL, architecture.clone3, _fail(errno.ENOSYS)),
        *when(JUMP_IF_EQUAL, architecture.clone, _only_if(JUMP_IF_SET, CLONE_THREAD)),
        *when(JUMP_IF_EQUAL, architecture.socketpair, _STREAM_PAIR),
        *when(JUMP_IF_EQUAL, architecture.kill, _only_if(JUMP_IF_EQUAL, OWN_PID)),
        *when(JUMP_IF_EQUAL, architecture.tgkill, _only_if(JUMP_IF_EQUAL, OWN_PID)),
        *when(JUMP_IF_EQUAL, architecture.prlimit64, _only_if(JUMP_IF_EQUAL, 0, OWN_PID)),
        *when(JUMP_IF_EQUAL, architecture.prctl, _only_if_not(PR_SET_PDEATHSIG)),
        *(line for number in refused for line in when(JUMP_IF_EQUAL, number, _fail(errno.EPERM))),
        ALLOWED,
    ]


def when(comparison: int, value: int, then: list[Instruction]) -> list[Instruction]:
    """Run `then`, which returns, if the word that was loaded compares so."""
    return [(comparison, 0, len(then), value), *then]


def _only_if(comparison: int, *values: int) -> list[Instruction]:
    """Fail unless the low half of the first argument compares so with one of `values`."""
    tests = [(comparison, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [FIRST_ARGUMENT, *tests, *_fail(errno.EPERM), ALLOWED]


def _only_if_not(value: int) -> list[Instruction]:
    """Fail if the low half of the first argument is `value`."""
    return [FIRST_ARGUMENT, *when(JUMP_IF_EQUAL, value, _fail(errno.EPERM)), ALLOWED]


def _fail(number: int) -> list[Instruction]:
    return [(RETURN, 0, 0, FAIL | number)]


_STREAM_PAIR = [
    (LOAD_WORD, 0, 0, FIRST_ARGUMENT_AT),
    (JUMP_IF_EQUAL, 0, 3, AF_UNIX),
    # A datagram could be sent to whoever listens; a stream has one other end.
    (LOAD_WORD, 0, 0, SECOND_ARGUMENT_AT),
    (AND, 0, 0, SOCKET_TYPE_BITS),
    (JUMP_IF_EQUAL, 1, 0, SOCK_STREAM),
    (RETURN, 0, 0, FAIL | errno.EPERM),
    (RETURN, 0, 0, ALLOW),
]
FIRST_ARGUMENT = (LOAD_WORD, 0, 0, FIRST_ARGUMENT_AT)
ALLOWED = (RETURN, 0, 0, ALLOW)
