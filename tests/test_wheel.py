"""What is distributed works where it is installed, far from the checkout."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from shutil import copy2

import pytest

from tests.srs.cli.program import files_below

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    checkout = tmp_path_factory.mktemp("checkout")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            copy2(ROOT / name, checkout / name)
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, checkout],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return out


def test_the_wheel_holds_the_program_and_what_it_reads(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in ("srs", "content", "exporters"):
        expected = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert expected <= names
    assert not any(name.startswith(("tests/", "benchmarks/", "docs/")) for name in names)


def test_the_sdist_holds_what_its_tests_need(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "Makefile", "constraints.txt", "tests/test_wheel.py"} <= names
    assert not any(name.startswith((".venv", "dist/")) for name in names)


@pytest.mark.slow
def test_the_installed_wheel_builds_and_reviews_the_shipped_decks(
    distributions: Path, tmp_path: Path
) -> None:
    (wheel,) = distributions.glob("*.whl")
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    packages = sysconfig.get_path("purelib", vars={"base": str(environment)})
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([*install, wheel], check=True, capture_output=True, timeout=120)
    # The dependencies come from this environment; what it has of srs itself comes after the wheel.
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    home = tmp_path / "home"
    home.mkdir()

    def srs(*arguments: str, replies: str = "") -> str:
        done = subprocess.run(
            [environment / "bin" / "srs", *arguments],
            cwd=home, env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
            input=replies, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import srs, content, exporters; print(srs.__file__, content.__file__, exporters.__file__)"
    imported = subprocess.run([python, "-c", where], cwd=home, capture_output=True, text=True, check=True)
    assert all(Path(file).is_relative_to(environment) for file in imported.stdout.split())
    assert srs().startswith("PyTorch: 12 new.")
    shipped = files_below(Path(packages) / "content" / "decks")
    assert srs("build").split() == ["dist/pytorch.apkg", "dist/freezing-layers.md"]
    assert files_below(Path(packages) / "content" / "decks") == shipped
    assert "2 reviews" in srs("review", "--plain", replies="\n3\n\n3\nq\n")
    assert srs().startswith("PyTorch: 10 new.")
