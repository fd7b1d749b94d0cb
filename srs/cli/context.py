"""What every command works on: a collection with the learner's history."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import click
import platformdirs

from content.index import Index
from content.listing import read_index
from content.roots import SETTINGS_FILE, find_collection, is_shipped, shipped_collection
from srs.cli.printable import printable
from srs.config import Settings
from srs.config.files import SettingsFile, collection_file, user_file
from srs.config.layers import Configured, Given, combined, from_environment
from srs.config.mistakes import Layer, Mistake, Origin, SettingsError
from srs.days import local_now
from srs.errors import SrsError

if TYPE_CHECKING:
    from content.collection import Loaded
    from content.models import Deck
    from srs.cards import Cards
    from srs.history import History
    from srs.scheduling import Scheduling


class NoOwnCollectionError(SrsError):
    """Something is to be written, and there is no collection but the one that ships."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "there is no collection here: `srs new collection DIR` makes one, and -C DIR names another"
        )


class NoHomeError(SrsError):
    """The user has no home folder, where srs keeps what it needs."""

    def __init__(self) -> None:
        super().__init__("you have no home folder: set HOME to a folder where srs may keep its files")


class NothingReadableError(SrsError):
    """Mistakes leave no card of the collection."""

    exit_code = 1

    def __init__(self, root: Path) -> None:
        super().__init__(f"no card of {root} can be read: `srs check` says what is wrong, and where")


@dataclass
class Context:
    """What every command works on, as far as its options say."""

    collection: Path | None = None
    history: Path | None = None
    flags: dict[str, object] = field(default_factory=dict)
    """What `-o` sets."""

    @property
    def settings(self) -> Settings:
        """What holds here. Raises `SettingsError`."""
        return self.configured.settings

    @cached_property
    def configured(self) -> Configured:
        """What holds here, and where it was set. Raises `SettingsError`."""
        return combined(self.layers().values())

    def layers(self) -> dict[Layer, Given]:
        """What is set here, each layer after those that it wins over. Raises `SettingsError`."""
        return {
            Layer.USER: self._user,
            Layer.COLLECTION: collection_file(self.collection_root).given(),
            Layer.ENVIRONMENT: self._environment,
            Layer.FLAG: self._flags,
        }

    @property
    def user_file(self) -> SettingsFile:
        """The user's own settings."""
        return user_file(_own_folder(platformdirs.user_config_path) / "config.toml")

    @property
    def collection_root(self) -> Path:
        """The collection that is asked for, else the nearest upwards, the user's own, or the one that ships.

        Raises `SettingsError` if the user's own is none.
        """
        return self._own_collection or shipped_collection()

    @property
    def is_shipped(self) -> bool:
        """Whether there is no collection but the one that ships."""
        return self._own_collection is None

    @property
    def _own_collection(self) -> Path | None:
        return (
            self.collection
            or _collection_of(self._environment, self._flags)
            or find_collection(Path.cwd())
            or _collection_of(self._user)
        )

    @property
    def history_path(self) -> Path:
        """The history that is asked for, or else the one in the user's data folder."""
        return self.settings.history or _own_folder(platformdirs.user_data_path) / "history.db"

    @property
    def scheduling(self) -> "Scheduling":
        """How cards are scheduled here. Raises `SettingsError`."""
        from srs.scheduling_settings import scheduling_of  # most commands schedule nothing

        return scheduling_of(self.settings)

    @contextmanager
    def open_history(self) -> "Iterator[History]":
        """The learner's history, its states derived as the settings say. Raises `SettingsError`.

        If it is the first time today that something is written to it, it is backed up meanwhile.
        """
        from srs.history import History
        from srs.upkeep.daily_backup import DailyBackup  # most commands ask for no history

        path, settings = self.history_path, self.settings
        backup = DailyBackup(path, lambda: local_now(settings.rollover_hour).day)
        after_recording = backup if settings.backups else lambda: None
        try:
            with History(path, self.scheduling, after_recording) as history:
                yield history
        except SrsError as error:
            from srs.fsrs_scheduler import NoFsrsError  # whoever stays with SM-2 needs none of it

            if isinstance(error, NoFsrsError) and settings.scheduler == "fsrs":
                raise NoFsrsError(str(self.configured.origin("scheduler"))) from error
            raise
        finally:
            if failure := backup.finish():
                click.echo(printable(f"Today's backup was not made: {failure}"), err=True)

    @property
    def verdicts_path(self) -> Path:
        """Where verdicts are remembered, unless the environment names another file."""
        named = os.environ.get("SRS_VERDICTS")
        return Path(named) if named else _own_folder(platformdirs.user_cache_path) / "verdicts.db"

    @property
    def signing_key_path(self) -> Path:
        """Where the key is kept that verdicts are signed with."""
        return _own_folder(platformdirs.user_data_path) / "verdicts.key"

    @property
    def trust_path(self) -> Path:
        """Where it is remembered which collections the user trusts."""
        return _own_folder(platformdirs.user_data_path) / "trusted.json"

    @property
    def is_trusted(self) -> bool:
        """Whether the collection's code may run where it cannot be confined."""
        from srs.trust import is_trusted  # slow to import, and what decides about running code only

        return is_shipped(self.collection_root) or is_trusted(self.collection_root, self.trust_path)

    @property
    def compiled_path(self) -> Path:
        """Where it is remembered what the deck files of the collection say."""
        root = f"{crc32(str(self.collection_root.resolve()).encode()):08x}"
        return _own_folder(platformdirs.user_cache_path) / "compiled" / f"{root}.db"

    def look_from(self, path: Path) -> None:
        """Take the collection that a file or folder belongs to, unless one is asked for."""
        self.collection = self.collection or find_collection(path)

    def index(self) -> Index:
        """What cards the collection has."""
        return read_index(self.collection_root, self.compiled_path)

    def ensure_readable(self, index: Index) -> None:
        """Raises `NothingReadableError` where mistakes leave no card of those there are."""
        if index.has_errors and not any(deck.notes for deck in index.decks):
            raise NothingReadableError(self.collection_root)

    def cards(self, index: Index) -> "Cards":
        """The cards of the collection, each read when it is asked for. Raises `NothingReadableError`."""
        from srs.cards import Cards  # not needed to count them

        self.ensure_readable(index)
        return Cards(index, partial(self._read_deck, index.folder))

    def load(self) -> "Loaded":
        """Read the collection whole."""
        from content.collection import load  # slow to import

        return load(self.collection_root, self.compiled_path)

    def load_own(self) -> "Loaded":
        """Read the collection to write into: never the one that ships, unless it is asked for.

        Raises `NoOwnCollectionError`.
        """
        if self.is_shipped:
            raise NoOwnCollectionError
        return self.load()

    @cached_property
    def _user(self) -> Given:
        return self.user_file.given()

    @cached_property
    def _environment(self) -> Given:
        return from_environment(os.environ)

    @property
    def _flags(self) -> Given:
        own = {"collection": self.collection, "history": self.history}
        paths = {name: path for name, path in own.items() if path is not None}
        return Given(
            {**self.flags, **paths}, lambda name: Origin(Layer.FLAG, f"--{name}" if name in paths else "-o")
        )

    def _read_deck(self, folder: str, path: str) -> "Deck":
        from content.collection import read_deck  # slow to import

        return read_deck(self.collection_root, folder, path, self.compiled_path)


def require_collection(root: Path, origin: Origin) -> None:
    """Raises `SettingsError`, with the place where it was set, for a folder that is no collection."""
    try:
        is_collection = (root / SETTINGS_FILE).is_file()
    except OSError:  # a name that no file can have
        is_collection = False
    if not is_collection:
        help_ = "name the folder that holds it, or make one: `srs new collection DIR`"
        raise SettingsError([Mistake(origin, "bad-value", f"there is no {SETTINGS_FILE} in {root}", help_)])


def _collection_of(*layers: Given) -> Path | None:
    """The collection that the last of these layers sets."""
    configured = combined(layers)
    root = configured.settings.collection
    if root is not None:
        require_collection(root, configured.origin("collection"))
    return root


def _own_folder(find: Callable[[str], Path]) -> Path:
    """The user's folder of one kind; raises `NoHomeError`."""
    try:
        return find("srs")
    except RuntimeError as error:
        raise NoHomeError from error
