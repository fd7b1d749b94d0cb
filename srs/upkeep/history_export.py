"""Write a history as JSON Lines."""

from collections.abc import Generator

from srs.history import History
from srs.storage.event_json import header, line_of_row
from srs.storage.event_rows import COLUMNS, check_row, has_its_checksum
from srs.storage.history_errors import BadRowError
from srs.storage.row_values import BadValueError


def exported(history: History) -> Generator[str]:
    """The lines of an export without their line ends: a header, then each event, in replay order.

    It is to be read to its end, or closed, before anything is recorded.
    Raises `HistoryError` at an event that cannot be right.
    """
    with history.reading() as connection:
        if connection is None:
            yield header(0)
            return
        connection.execute("BEGIN")  # what is counted is what is read
        try:
            (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
            yield header(events)
            for row in connection.execute(f"SELECT {COLUMNS} FROM event ORDER BY at_ms, id"):  # noqa: S608
                if not has_its_checksum(row):
                    _refuse(row)
                yield line_of_row(row)
        finally:
            connection.execute("COMMIT")


def _refuse(row: tuple[object, ...]) -> None:
    try:
        check_row(row)
    except BadValueError as error:
        raise BadRowError("event", str(row[0]), str(error)) from error
