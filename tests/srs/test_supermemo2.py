"""Agreement with the package supermemo2, where it agrees with what Wozniak published."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from supermemo2 import review

from srs.sm2 import MINIMUM_EASE_HUNDREDTHS, Grade, Memory, next_memory

PAGE = Path(__file__).parents[2] / "docs" / "scheduling.md"
ROW = re.compile(r"^\| ([0-5](?: [0-5])*) \| (\d+) days?, ([\d.]+) \| (\d+) days?, ([\d.]+) \|", re.MULTILINE)
ANY_DAY = "2026-03-02 00:00:00"


def ours_after(grades: list[Grade]) -> Memory:
    memory = Memory()
    for grade in grades:
        memory = next_memory(memory, grade)
    return memory


def theirs_after(grades: list[Grade]) -> Memory:
    """What the package makes of a sequence, its ease rounded to hundredths."""
    state = {"easiness": 2.5, "interval": 0, "repetitions": 0}
    for grade in grades:
        state = review(grade, state["easiness"], state["interval"], state["repetitions"], ANY_DAY)
    return Memory(int(state["repetitions"]), int(state["interval"]), round(100 * state["easiness"]))


def is_failure_that_it_punishes(before: Memory, grade: Grade) -> bool:
    """The first difference: it lowers the ease of a failed card, as long as that can be lowered."""
    return not grade.passes and before.ease_hundredths > MINIMUM_EASE_HUNDREDTHS


def may_be_rounded_up(before: Memory, grade: Grade) -> bool:
    """The second difference: a product that is whole, and that its float may put a little higher."""
    is_whole = before.interval_days * before.ease_hundredths % 100 == 0
    return grade.passes and before.repetitions > 1 and is_whole


@given(st.lists(st.sampled_from([*Grade, Grade.HARD, Grade.GOOD, Grade.EASY]), max_size=12))
def test_until_the_first_of_the_two_differences_the_memories_are_the_same(grades: list[Grade]) -> None:
    ours = Memory()
    for number, grade in enumerate(grades, 1):
        before, ours = ours, next_memory(ours, grade)
        their = theirs_after(grades[:number])
        if is_failure_that_it_punishes(before, grade):
            assert (their.repetitions, their.interval_days) == (ours.repetitions, ours.interval_days)
            assert their.ease_hundredths < ours.ease_hundredths
            return
        if may_be_rounded_up(before, grade) and their != ours:
            assert their == replace(ours, interval_days=ours.interval_days + 1)
            return
        assert their == ours


@given(st.lists(st.sampled_from(Grade), max_size=4))
def test_where_the_ease_cannot_be_lowered_failures_give_the_same_memories(grades: list[Grade]) -> None:
    sequence = [*[Grade.HARD] * 9, *grades]
    assert ours_after(sequence[:9]).ease_hundredths == MINIMUM_EASE_HUNDREDTHS
    if Grade.EASY not in grades:
        assert theirs_after(sequence) == ours_after(sequence)


ROWS = ROW.findall(PAGE.read_text())


def test_the_page_has_a_table_of_differences() -> None:
    assert len(ROWS) >= 4


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_of_differences_is_true(row: tuple[str, ...]) -> None:
    grades = [Grade(int(grade)) for grade in row[0].split()]
    told = [(int(days), float(ease)) for days, ease in (row[1:3], row[3:5])]
    real = [
        (memory.interval_days, memory.ease_hundredths / 100)
        for memory in (ours_after(grades), theirs_after(grades))
    ]
    assert told == real
    assert told[0] != told[1]
