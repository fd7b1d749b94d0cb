"""Environments of Python that hold PyTorch and nothing of ours, made of links into this one."""

import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path


def environment_with_torch(folder: Path, *more: str) -> Path:
    """Make one in `folder`; it holds an empty distribution of each name in `more`, too."""
    packages = bare_environment(folder)
    for found in _needed("torch", set()):
        for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            (packages / name).symlink_to(str(found.locate_file(name)))
    for name in more:
        (packages / f"{name}-1.0.dist-info").mkdir()
    return folder


def bare_environment(folder: Path) -> Path:
    """Make one without any package; where it takes them from."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(Path(sys.base_prefix) / "bin" / version)
    (folder / "pyvenv.cfg").write_text(
        f"home = {sys.base_prefix}/bin\ninclude-system-site-packages = false\n"
    )
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    packages.mkdir(parents=True)
    return packages


def _needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """A package that is installed here, with those that it needs."""
    if name.lower() in seen:
        return
    seen.add(name.lower())
    try:
        found = distribution(name)
    except PackageNotFoundError:  # for another system
        return
    yield found
    for requirement in found.requires or ():
        if "extra ==" not in requirement:
            needed = re.match(r"[\w.-]+", requirement)
            assert needed is not None
            yield from _needed(needed[0], seen)
