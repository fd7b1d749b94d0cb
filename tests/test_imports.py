"""A review needs neither torch nor genanki, nor what writes settings: not even installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.srs.reviewing import write_collection

PROGRAM = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "genanki", "tomlkit"):
            raise ImportError(f"{name} must not be imported")

sys.meta_path.insert(0, Refused())
sys.argv[0] = "srs"
from srs.cli import main
try:
    main()
finally:
    print(sorted({"torch", "genanki", "exporters", "content.verify"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("due",),
        ("due", "--count"),
        ("review", "--plain"),
        ("review",),
        ("review", "-o", "scheduler=fsrs"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...], tmp_path: Path) -> None:
    collection = write_collection(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, "-C", collection, "--history", tmp_path / "history.db"],
        input="\n\n\n\nq\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout
