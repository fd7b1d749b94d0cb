"""Where collections are."""

from pathlib import Path

SETTINGS_FILE = "srs.toml"
"""What makes a folder a collection."""
REVIEW_TABLE = "review"
"""The table in it that says how its cards are reviewed: others read that, and say what is wrong in it."""


def shipped_collection() -> Path:
    """The folder of the collection that ships with the program."""
    return Path(__file__).parent / "decks"


def is_shipped(root: Path) -> bool:
    """Whether this is the collection that ships with the program."""
    return root.resolve() == shipped_collection().resolve()


def find_collection(start: Path) -> Path | None:
    """The nearest folder with an `srs.toml`, from `start` upwards."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_FILE).is_file()), None)
