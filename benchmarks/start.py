"""How long the commands of a morning take, against importing click."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import ratios

SRS = str(Path(sys.executable).with_name("srs"))


def main() -> None:
    with TemporaryDirectory() as folder:
        history = ["--history", f"{folder}/history.db"]
        ratios(
            {
                "python -c 'import click'": [sys.executable, "-c", "import click"],
                "srs due --count": [SRS, "due", "--count", *history],
                "srs": [SRS, *history],
                "srs check --no-verify": [SRS, "check", "--no-verify"],
            },
            cwd=folder,
        )


if __name__ == "__main__":
    main()
