"""The backup that is made when a history is first written on a day, without keeping anybody waiting."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread

from srs.storage.history_errors import HistoryError


class DailyBackup:
    """Call it after each recording: the first one begins a backup, unless this day has one.

    The backup is written beside the review, by a thread of its own; a failure is kept for the end.
    """

    def __init__(self, history: Path, today: Callable[[], date]) -> None:
        self._history = history
        self._today = today
        self._thread: Thread | None = None
        self._failure: str | None = None

    def __call__(self) -> None:
        """Begins the backup of today, if there is none."""
        if self._thread is not None:
            return
        from srs.upkeep.backups import backup_path  # slow to import, for commands that only read

        day = self._today()
        if not backup_path(self._history, day).exists():
            self._thread = Thread(target=self._make, args=(day,), name="backup")
            self._thread.start()

    def finish(self) -> str | None:
        """Waits for the backup, and says why there is none if it failed."""
        if self._thread is not None:
            self._thread.join()
        return self._failure

    def _make(self, day: date) -> None:
        from srs.upkeep.backups import make_backup

        try:
            make_backup(self._history, day)
        except HistoryError as error:
            self._failure = str(error)
