"""Find out what an interpreter runs decks with, without importing PyTorch."""

import inspect
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from content.verify.errors import VerifierMissing

OLDEST = (3, 11)
"""The oldest Python that runs decks."""
ANSWER_S = 60


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Everything but its content that an outcome depends on."""

    python: str
    torch: str
    system: str
    """The operating system and the kind of processor."""
    packages: str
    """A hash of the installed packages and their versions, and of the files of torch as they were packed."""

    def __str__(self) -> str:
        return f"torch {self.torch}, Python {self.python}"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that can run decks."""

    executable: Path
    toolchain: Toolchain


def this_interpreter() -> Interpreter:
    """The one that runs srs; raises `VerifierMissing`."""
    return _interpreter(Path(sys.executable), describe())


def interpreter_at(named: Path) -> Interpreter:
    """The one that a user names: by its file, the folder of its environment, or a command.

    Raises `VerifierMissing` where there is none, or none that can run decks.
    """
    found = _find(named)
    try:
        # -E: what the environment says of Python is not passed on to the decks either.
        asked = subprocess.run(
            [found, "-E", "-c", _question()],
            stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=ANSWER_S,
        )  # fmt: skip
        told = {str(name): str(value) for name, value in json.loads(asked.stdout).items()}
        executable = Path(told.pop("executable"))
    except OSError as error:
        raise VerifierMissing(f"{named} cannot be started ({error.strerror}): {_WAY_OUT}") from None
    except (subprocess.SubprocessError, ValueError, LookupError, AttributeError):
        raise VerifierMissing(f"{named} is not Python {_version(OLDEST)} or newer: {_WAY_OUT}") from None
    return _interpreter(executable, told)


def describe() -> dict[str, str]:
    """What is known of the Python that executes this; other interpreters are sent its source."""
    import hashlib
    import importlib.metadata
    import pathlib
    import platform
    import sys

    told = {
        "python": platform.python_version(),
        "system": f"{sys.platform} {platform.machine()}",
    }
    try:
        torch = importlib.metadata.distribution("torch")
    except importlib.metadata.PackageNotFoundError:
        return told
    # The files of the wheel with their hashes; not the scripts, which name the place they are installed at.
    files = [line for line in (torch.read_text("RECORD") or "").splitlines() if line.startswith("torch/")]
    packed = [line for line in files if ",sha256=" in line]
    folders = [pathlib.Path(entry) for entry in sys.path if entry and pathlib.Path(entry).is_dir()]
    packages = {
        path.name
        for suffix in ("dist", "egg")
        for folder in folders
        for path in folder.glob(f"*.{suffix}-info")
    }
    content = "\n".join([*sorted(packages), *sorted(packed)])
    return {**told, "torch": torch.version, "packages": hashlib.sha256(content.encode()).hexdigest()}


_WAY_OUT = "name the `python` of an environment with PyTorch, or its folder"


def _question() -> str:
    """A program that prints what is known of the Python that executes it."""
    return f"""
import json, sys
sys.path.pop(0)
if sys.version_info < {OLDEST}:
    sys.exit("too old")
{inspect.getsource(describe)}
print(json.dumps(dict(describe(), executable=sys.executable)))
"""


def _interpreter(executable: Path, told: dict[str, str]) -> Interpreter:
    if "torch" not in told:
        raise VerifierMissing(
            f"PyTorch is not there to run the decks: install the package `torch` for {executable}"
        )
    return Interpreter(executable, Toolchain(**told))


def _find(named: Path) -> Path:
    if named.is_dir():
        inside = named / "bin" / "python"
        if inside.exists():
            return inside
        raise VerifierMissing(f"{named} is no environment of Python, it lacks bin/python: {_WAY_OUT}")
    if named.exists():
        return named.absolute()
    command = shutil.which(named) if named.name == str(named) else None
    if command is None:
        raise VerifierMissing(f"there is no interpreter {named}: {_WAY_OUT}")
    return Path(command)


def _version(parts: tuple[int, ...]) -> str:
    return ".".join(map(str, parts))
