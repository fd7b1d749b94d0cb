import json
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.sm2 import MINIMUM_EASE_HUNDREDTHS, Grade, Memory, next_memory

VECTORS = json.loads(Path(__file__).with_name("sm2_vectors.json").read_text())

grades = st.sampled_from(Grade)


def after(grades: list[Grade]) -> Memory:
    memory = Memory()
    for grade in grades:
        memory = next_memory(memory, grade)
    return memory


reached = st.lists(grades, max_size=20).map(after)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: "".join(map(str, vector["grades"])))
def test_worked_sequences(vector: dict[str, Any]) -> None:
    memory = Memory()
    states = []
    for grade in vector["grades"]:
        memory = next_memory(memory, Grade(grade))
        states.append([memory.repetitions, memory.interval_days, memory.ease_hundredths / 100])
    assert states == vector["states"]


def test_a_new_card_has_no_interval_and_an_ease_of_two_and_a_half() -> None:
    assert Memory() == Memory(repetitions=0, interval_days=0, ease_hundredths=250)


@given(reached, grades, grades)
def test_a_better_grade_never_gives_a_shorter_interval_or_a_lower_ease(
    memory: Memory, one: Grade, other: Grade
) -> None:
    # Among failed grades and among passed ones: a failure keeps the ease that a Hard would lower.
    worse, better = sorted((one, other))
    after_worse, after_better = next_memory(memory, worse), next_memory(memory, better)
    assert after_worse.interval_days <= after_better.interval_days
    assert after_worse.repetitions <= after_better.repetitions
    if worse.passes == better.passes:
        assert after_worse.ease_hundredths <= after_better.ease_hundredths


@given(reached, grades)
def test_ease_and_interval_stay_in_bounds(memory: Memory, grade: Grade) -> None:
    following = next_memory(memory, grade)
    assert following.ease_hundredths >= MINIMUM_EASE_HUNDREDTHS
    assert following.interval_days >= 1
    if grade.passes and memory.repetitions:
        assert following.interval_days > memory.interval_days


@given(reached, st.sampled_from([Grade.BLACKOUT, Grade.AGAIN, Grade.FAMILIAR]))
def test_a_failure_starts_again_and_keeps_the_ease(memory: Memory, grade: Grade) -> None:
    assert next_memory(memory, grade) == Memory(0, 1, memory.ease_hundredths)


@given(st.lists(grades, max_size=60))
def test_agrees_with_exact_fractions(sequence: list[Grade]) -> None:
    repetitions, interval, ease = 0, 0, Fraction(5, 2)
    for grade in sequence:
        if grade < 3:
            repetitions, interval = 0, 1
            continue
        repetitions += 1
        interval = {1: 1, 2: 6}.get(repetitions) or ceil(interval * ease)
        missing = 5 - int(grade)
        ease += Fraction(1, 10) - missing * (Fraction(8, 100) + missing * Fraction(2, 100))
        ease = max(ease, Fraction(13, 10))
    assert after(sequence) == Memory(repetitions, interval, int(ease * 100))


@given(st.lists(grades.filter(lambda grade: grade.passes), min_size=3, max_size=400))
def test_no_number_of_reviews_loses_a_day(sequence: list[Grade]) -> None:
    """The interval is the product of all eases, each time rounded up: nothing of it is ever rounded away."""
    memory = Memory()
    for grade in sequence:
        exact = Fraction(memory.interval_days * memory.ease_hundredths, 100)
        before, memory = memory, next_memory(memory, grade)
        if before.repetitions > 1:
            assert 0 <= memory.interval_days - exact < 1
