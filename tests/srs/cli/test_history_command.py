"""`srs history`, as a learner and a script use it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from srs.days import local_now
from srs.history import History
from tests.srs.cli.program import files_below, run
from tests.srs.histories import reviews_of
from tests.srs.reviewing import write_collection
from tests.srs.samples import MONDAY


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    with History(home / "history.db") as history:
        history.record(*reviews_of("abc"))
    return home


def srs(home: Path, *arguments: str, replies: str = "") -> tuple[int, str, str]:
    done = run("history", *arguments, "--history", "history.db", home=home, replies=replies)
    return done.returncode, done.stdout, done.stderr


def notes(path: Path) -> list[str]:
    with History(path) as history:
        return [event.card.note for event in history.events()]


def test_verify_says_that_nothing_is_wrong(home: Path) -> None:
    assert srs(home, "verify") == (0, "history.db: 3 events, 3 cards: nothing is wrong\n", "")


def test_verify_lists_what_is_wrong_and_what_to_do(home: Path) -> None:
    with closing(sqlite3.connect(home / "history.db")) as connection, connection:
        connection.execute("UPDATE card_state SET lapses = 3")
    code, printed, hint = srs(home, "verify")
    assert code == 3
    assert printed.splitlines() == [
        *(f"error: card_state {note}/forward: lapses is 3, and the log says 0" for note in "abc"),
        "history.db: 3 events, 3 cards: 3 errors",
    ]
    assert "srs history replay" in hint
    assert srs(home, "replay")[0] == 0
    assert srs(home, "verify")[0] == 0


def test_verify_prints_json(home: Path) -> None:
    code, printed, _ = srs(home, "verify", "--json")
    found = json.loads(printed)
    assert (code, found) == (
        0,
        {"ok": True, "history": "history.db", "events": 3, "cards": 3, "problems": []},
    )


def test_verify_refuses_a_damaged_file_in_one_line(home: Path) -> None:
    (home / "history.db").write_text("dear diary")
    code, printed, _ = srs(home, "verify")
    assert code == 3
    assert printed.startswith("error: history.db is not a readable history")


def test_an_export_is_imported_twice(home: Path) -> None:
    code, exported, _ = srs(home, "export")
    assert code == 0
    (home / "reviews.jsonl").write_text(exported)
    other = run("history", "import", "reviews.jsonl", "--history", "other.db", home=home)
    assert other.stdout == "reviews.jsonl: 3 events added, 0 known before\n"
    again = run("history", "import", "-", "--history", "other.db", home=home, replies=exported)
    assert again.stdout == "-: 0 events added, 3 known before\n"
    assert notes(home / "other.db") == notes(home / "history.db")


def test_an_export_into_a_file_is_the_same_and_replaces_none(home: Path) -> None:
    assert srs(home, "export", "-o", "reviews.jsonl")[0] == 0
    assert (home / "reviews.jsonl").read_text() == srs(home, "export")[1]
    code, _, error = srs(home, "export", "-o", "reviews.jsonl")
    assert code == 2
    assert "was left as it is" in error


def test_mistakes_in_an_import_are_named_and_nothing_is_imported(home: Path) -> None:
    lines = srs(home, "export")[1].splitlines()
    lines[2] = lines[2].replace('"grade":4', '"grade":44')
    (home / "reviews.jsonl").write_text("\n".join([*lines, "?"]))
    done = run("history", "import", "reviews.jsonl", "--history", "other.db", home=home)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        f"reviews.jsonl:3:{lines[2].index(chr(34) + 'grade') + 1}: grade is 44, not a grade from 0 to 5",
        "reviews.jsonl:5:1: this is not JSON: Expecting value",
    ]
    assert not (home / "other.db").exists()


def test_histories_are_merged(home: Path) -> None:
    for name, events in (("one.db", "d"), ("two.db", "e")):
        with History(home / name) as history:
            history.record(*reviews_of(events))
    code, printed, _ = srs(home, "merge", "one.db", "two.db")
    assert (code, printed.splitlines()) == (
        0,
        ["one.db: 1 event added, 0 known before", "two.db: 1 event added, 0 known before"],
    )
    assert sorted(notes(home / "history.db")) == ["a", "b", "c", "d", "e"]


def test_a_backup_is_listed_and_restored_by_its_day(home: Path) -> None:
    today = local_now().day.isoformat()
    code, printed, _ = srs(home, "backup")
    assert (code, printed) == (0, f"backups/history-{today}.db\n")
    with History(home / "history.db") as history:
        history.record(*reviews_of("d"))
    assert srs(home, "restore")[1].startswith(f"{today}  ")
    code, _, said = srs(home, "restore", today)
    assert code == 0
    assert "history.replaced-" in said
    assert notes(home / "history.db") == ["a", "b", "c"]


def test_a_backup_is_made_where_it_is_asked_for(home: Path) -> None:
    assert srs(home, "backup", "copy.db")[:2] == (0, "copy.db\n")
    assert notes(home / "copy.db") == ["a", "b", "c"]
    code, _, error = srs(home, "backup", "copy.db")
    assert code == 2
    assert "was left as it is" in error


def test_what_is_not_there_is_not_restored(home: Path) -> None:
    before = files_below(home)
    code, _, error = srs(home, "restore", "2001-01-01")
    assert code == 2
    assert "neither a file nor a day" in error
    assert files_below(home) == before
    assert "no backups yet" in srs(home, "restore")[2]


@pytest.mark.parametrize("setting", ["true", "false"])
def test_a_review_is_backed_up_if_the_setting_says_so(tmp_path: Path, setting: str) -> None:
    collection = write_collection(tmp_path / "collection")
    arguments = ("review", "-C", str(collection), "--history", "history.db", "-o", f"backups={setting}")
    done = run(*arguments, home=tmp_path, replies="\n\nq\n")
    assert done.stderr == ""
    assert (tmp_path / "backups").exists() == (setting == "true")


def test_a_backup_that_fails_is_one_quiet_line(tmp_path: Path) -> None:
    collection = write_collection(tmp_path / "collection")
    (tmp_path / "backups").write_text("in the way")
    arguments = ("review", "-C", str(collection), "--history", "history.db")
    done = run(*arguments, home=tmp_path, replies="\n\nq\n")
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Today's backup was not made: ")
    assert len(notes(tmp_path / "history.db")) == 1


def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    code, _, error = srs(tmp_path, "backup")
    assert (code, error) == (3, "error: there is no history history.db yet: the first review makes it\n")
    assert files_below(tmp_path) == {}


@pytest.mark.parametrize("day", ["soon", ""])
@pytest.mark.parametrize("options", [[], ["--count"]])
def test_a_day_that_is_none_is_named_by_whoever_counts(tmp_path: Path, day: str, options: list[str]) -> None:
    collection = write_collection(tmp_path / "collection")
    arguments = ("-C", str(collection), "--history", "history.db")
    run("review", *arguments, home=tmp_path, replies="\n\nq\n")
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE card_state SET due_day = ?", (day,))
    done = run("due", *options, *arguments, home=tmp_path)
    assert done.returncode == 3
    assert f"due_day is {day!r}, not a day" in done.stderr


@pytest.mark.parametrize("command", ["merge", "restore"])
@pytest.mark.parametrize("content", ["garbage", "empty", "of another program"])
def test_a_file_that_is_no_history_is_no_reason_to_replace_your_own(
    home: Path, command: str, content: str
) -> None:
    (home / "other").write_text("dear diary" if content == "garbage" else "")
    if content == "of another program":
        with closing(sqlite3.connect(home / "other")) as connection:
            connection.execute("CREATE TABLE t (a)")
    before = files_below(home)
    code, _, error = srs(home, command, "other")
    assert code == 3
    assert error.startswith("error: other is not a readable history (")
    assert error.endswith("); your own history is unchanged\n")
    assert files_below(home) == before


@pytest.mark.parametrize("command", ["merge", "restore"])
def test_an_export_is_to_be_imported(home: Path, command: str) -> None:
    srs(home, "export", "-o", "reviews.jsonl")
    code, _, error = srs(home, command, "reviews.jsonl")
    assert code == 3
    assert "`srs history import reviews.jsonl` takes" in error


@pytest.mark.parametrize("command", ["verify", "replay", "export"])
def test_a_history_that_is_not_there_is_not_passed_over(tmp_path: Path, command: str) -> None:
    code, printed, error = srs(tmp_path, command)
    assert (code, printed) == (3, "")
    assert error == "error: there is no history history.db yet: the first review makes it\n"
    assert files_below(tmp_path) == {}


def test_verify_counts_warnings(home: Path) -> None:
    with History(home / "history.db") as history:
        history.record(*reviews_of("d", MONDAY.replace(year=9000)))
    code, printed, advice = srs(home, "verify")
    assert (code, advice) == (0, "")
    assert printed.endswith("history.db: 4 events, 4 cards: 1 warning\n")


@pytest.mark.parametrize(
    ("statement", "advice"),
    [
        ("UPDATE card_state SET lapses = 3", "`srs history replay`"),
        ("DROP TABLE derivation", "`srs history replay`"),
        ("DROP INDEX event_on_day", "`srs history restore`"),
        ("PRAGMA application_id = 1", "Put a backup in its place"),
    ],
)
def test_verify_advises_what_fits(home: Path, statement: str, advice: str) -> None:
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as connection:
        connection.execute(statement)
    code, printed, advised = srs(home, "verify")
    assert code == 3
    assert advised.startswith(advice)
    assert advised.count("\n") == 1
    assert "srs history verify" not in printed + advised


def test_verify_of_a_newer_history_advises_no_backup(home: Path) -> None:
    with closing(sqlite3.connect(home / "history.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    code, printed, advice = srs(home, "verify")
    assert (code, advice) == (3, "")
    assert "Update srs" in printed


@pytest.mark.parametrize("command", ["verify", "restore", "backup", "export", "replay"])
def test_a_place_that_the_system_refuses_is_an_error_of_the_environment(tmp_path: Path, command: str) -> None:
    done = run("history", command, "--history", f"{'long' * 100}/history.db", home=tmp_path)
    assert done.returncode == 3
    assert "cannot be opened (" in done.stderr
    assert "mistake in srs" not in done.stderr


def test_a_backup_that_cannot_be_written_is_not_blamed_on_the_history(home: Path) -> None:
    code, _, error = srs(home, "backup", "nowhere/copy.db")
    assert code == 3
    assert error.startswith("error: the backup nowhere/copy.db cannot be written (")
