"""The worked examples of docs/scheduling.md are what srs does."""

import re
from pathlib import Path

import pytest

from srs.config.fsrs_bounds import FSRS_BOUNDS
from srs.fuzz import fuzz_days
from srs.sm2 import Grade, Memory, next_memory
from srs.sm2_scheduler import Sm2

PAGE = (Path(__file__).parents[2] / "docs" / "scheduling.md").read_text()
SEQUENCES = re.findall(r"^\| ([0-5 ]+) \| (\d+(?: \d+)+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
LATE = re.findall(r"^\| (\d+) \| (Hard|Good|Easy) \| \d+ \| (\d+) days \|$", PAGE, re.MULTILINE)
FUZZ = re.findall(r"^\| (\d+) days? \| (\d+)(?: to (\d+))? days? \|$", PAGE, re.MULTILINE)

WEIGHTS = re.findall(r"^\| ([0-9]+)(?: to |, )?([0-9]*) \| ([0-9.]+) \| ([0-9.]+) \|$", PAGE, re.MULTILINE)


def test_the_page_has_its_tables() -> None:
    assert (len(SEQUENCES), len(LATE), len(FUZZ)) == (4, 4, 8)


@pytest.mark.parametrize(("grades", "intervals", "ease"), SEQUENCES)
def test_the_sequences_are_true(grades: str, intervals: str, ease: str) -> None:
    memory, shown = Memory(), []
    for grade in grades.split():
        memory = next_memory(memory, Grade(int(grade)))
        shown.append(str(memory.interval_days))
    assert (" ".join(shown), memory.ease_hundredths / 100) == (intervals, float(ease))


@pytest.mark.parametrize(("days", "grade", "interval_days"), LATE)
def test_the_credits_are_true(days: str, grade: str, interval_days: str) -> None:
    memory = Sm2(overdue_credit=True).after(Memory(3, 15), Grade[grade.upper()], int(days))
    assert memory.interval_days == int(interval_days)


@pytest.mark.parametrize(("days", "shortest", "longest"), FUZZ)
def test_the_ranges_of_fuzz_are_true(days: str, shortest: str, longest: str) -> None:
    width = fuzz_days(int(days))
    assert (int(days) - width, int(days) + width) == (int(shortest), int(longest or shortest))


def test_the_bounds_of_the_weights_are_true() -> None:
    shown = [
        (float(least), float(most))
        for first, last, least, most in WEIGHTS
        for _ in range(int(first), int(last or first) + 1)
    ]
    assert tuple(shown) == FSRS_BOUNDS
