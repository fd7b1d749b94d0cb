"""What every command works on: a collection with the learner's history."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from content.collection import Loaded, find_collection, load, shipped_collection
from srs.errors import SrsError


class NoOwnCollectionError(SrsError):
    """Something is to be written, and there is no collection but the one that ships."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "there is no collection here: `srs new collection DIR` makes one, and -C DIR names another"
        )


@dataclass
class Context:
    """What every command works on, as far as its options say."""

    collection: Path | None = None
    history: Path | None = None

    @property
    def collection_root(self) -> Path:
        """The collection that is asked for, or else the nearest upwards, or else the one that ships."""
        return self.collection or find_collection(Path.cwd()) or shipped_collection()

    @property
    def is_shipped(self) -> bool:
        """Whether there is no collection but the one that ships."""
        return self.collection is None and find_collection(Path.cwd()) is None

    @property
    def history_path(self) -> Path:
        """The history that is asked for, or else the one in the user's data folder."""
        return self.history or platformdirs.user_data_path("srs") / "history.db"

    @property
    def verdicts_path(self) -> Path:
        """Where verdicts are remembered."""
        return platformdirs.user_cache_path("srs") / "verdicts.db"

    def load(self) -> Loaded:
        """Read the collection."""
        return load(self.collection_root)

    def load_own(self) -> Loaded:
        """Read the collection to write into: never the one that ships, unless it is asked for.

        Raises `NoOwnCollectionError`.
        """
        if self.is_shipped:
            raise NoOwnCollectionError
        return self.load()
