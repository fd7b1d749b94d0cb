"""A program that verifies `DECK` on a kernel without some of what ours has: a real filter takes it away.

Its arguments name what is missing; `trusted` among them says that the deck is trusted, `attacks` that the
attacks of `srs doctor` are tried instead.
"""

import ctypes
import errno
import platform
import struct
import sys

from content.verify import UnconfinedError, seccomp, verify
from content.verify.attacks import attack
from tests.content.verify.factories import answer, check, collection, note

FORKS = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    time.sleep(10)
os.kill(os.getppid(), 0)
open('x', 'w').close()
os.makedirs('locked/inner', mode=0o000)
"""
DECK = collection(
    note("honest", answer("x = torch.ones(1)\n"), check("assert x == 1\n")),
    note("forks", answer(FORKS), check("assert os\n")),
    note("kills", answer("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n"), check("assert os\n")),
)
CALLS = {"landlock": (444, 444), "namespaces": (272, 97)}
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38


def take_away(missing: list[str]) -> None:
    """Have the kernel say of some calls that it does not know them."""
    architecture = seccomp.ARCHITECTURES[platform.machine()]
    no_such_call = [(seccomp.RETURN, 0, 0, seccomp.FAIL | errno.ENOSYS)]
    program = [(seccomp.LOAD_WORD, 0, 0, seccomp.NUMBER_AT)]
    for name, numbers in CALLS.items():
        if name in missing:
            program += seccomp.when(seccomp.JUMP_IF_EQUAL, numbers[architecture.column], no_such_call)
    if "seccomp" in missing:
        without = seccomp.when(seccomp.JUMP_IF_EQUAL, PR_SET_SECCOMP, no_such_call)
        program += seccomp.when(
            seccomp.JUMP_IF_EQUAL,
            architecture.prctl,
            [seccomp.FIRST_ARGUMENT, *without, seccomp.ALLOWED],
        )
    program.append(seccomp.ALLOWED)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = struct.pack("@HP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None)
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) == 0


if __name__ == "__main__":
    take_away(sys.argv)
    if "attacks" in sys.argv:
        print(*(attacked.name for attacked in attack().attacks if not attacked.is_stopped), sep="\n")
        sys.exit()
    try:
        report = verify(DECK, cache_path=None, is_trusted="trusted" in sys.argv, max_mutants=0)
        print(*report.confined, *(f"{name}={verdict}" for name, verdict in report.verdicts.items()))
    except UnconfinedError as error:
        print(error)
