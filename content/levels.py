"""How far along a learner should be to meet a note."""

from enum import StrEnum


class Level(StrEnum):
    """How far along a learner should be."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
