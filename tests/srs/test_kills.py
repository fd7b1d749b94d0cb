"""Five hundred reviews are killed at random moments, and lose nothing that they acknowledged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_kills_at_random_moments_lose_no_grade_and_double_none(tmp_path: Path, seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.srs.kills", tmp_path, str(seed), str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["problems"] == [], f"seed {seed}"
    assert report["kills"] == KILLS
    assert report["acknowledged"] > 0
