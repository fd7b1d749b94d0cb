"""`srs fmt` writes ids and the canonical layout, and loses nothing."""

from datetime import date
from pathlib import Path

import pexpect
import pytest

from content.collection import load
from srs.days import Moment
from srs.events import CardKey, EventId, Review
from srs.history import History
from srs.sm2 import Grade
from tests.srs.cli.program import SRS, files_below, run

SLOPPY = b"# A\r\n## What is it?\r\nThat.\r\n\r\n\r\n## What is it? {.reversed}\r\n\r\nThis"
TIDY = b"# A\n\n## What is it? {#what-is-it}\n\nThat.\n\n## What is it? {#what-is-it-2 .reversed}\n\nThis\n"
GOOD = b"## One? {#one}\n\nYes.\n"
BROKEN = b"## Two? {#two}\n```python\nx = 1\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_text('title = "T"\nnamespace = "t.example"\n')
    (tmp_path / "decks" / "a.md").write_bytes(SLOPPY)
    (tmp_path / "decks" / "good.md").write_bytes(GOOD)
    return tmp_path


def decks(home: Path) -> dict[str, bytes]:
    return files_below(home / "decks")


def test_ids_and_layout_are_written_once(home: Path) -> None:
    done = run("fmt", home=home)
    assert (done.returncode, done.stdout) == (0, "decks/a.md\n")
    assert done.stderr == "1 deck changed, 2 ids written\n"
    assert decks(home) == {"a.md": TIDY, "good.md": GOOD}
    done = run("fmt", home=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no deck changed\n")
    assert decks(home) == {"a.md": TIDY, "good.md": GOOD}
    assert run("check", "--no-verify", home=home).returncode == 0


def test_check_names_what_would_change_and_writes_nothing(home: Path) -> None:
    before = files_below(home)
    done = run("fmt", "--check", home=home)
    assert (done.returncode, done.stdout) == (1, "decks/a.md\n")
    assert done.stderr == "1 deck would change, 2 ids missing\n"
    assert files_below(home) == before
    done = run("fmt", "--check", "decks/good.md", home=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no deck would change\n")


def test_diff_shows_what_would_change_and_writes_nothing(home: Path) -> None:
    before = files_below(home)
    done = run("fmt", "--diff", home=home)
    assert done.returncode == 0
    assert done.stdout.startswith("--- decks/a.md\n+++ decks/a.md\n@@ -1,8 +1,9 @@\n")
    assert "\n+## What is it? {#what-is-it}\n" in done.stdout
    assert "\n-This\n\\ No newline at end of file\n+# A\n" in done.stdout
    assert run("fmt", "--diff", "--check", home=home).returncode == 1
    assert files_below(home) == before


def test_a_diff_cannot_drive_the_terminal(home: Path) -> None:
    (home / "decks" / "a.md").write_bytes(b"# A\n\nb\rc\n")
    program = pexpect.spawn(str(SRS), ["fmt", "--diff"], cwd=str(home), timeout=60, encoding="utf-8")
    printed = program.read().replace("\r\n", "\n")
    program.close()
    assert "-b\ufffdc\n" in printed
    assert "\r" not in printed


def test_a_deck_with_other_mistakes_is_left_and_the_others_are_formatted(home: Path) -> None:
    (home / "decks" / "0.md").write_bytes(BROKEN)
    done = run("fmt", home=home)
    assert (done.returncode, done.stdout) == (1, "decks/a.md\n")
    assert "error[unclosed-fence]" in done.stderr
    assert "--> decks/0.md:2:1" in done.stderr
    assert done.stderr.endswith("1 deck changed, 2 ids written, 1 deck left as it is\n")
    assert decks(home) == {"0.md": BROKEN, "a.md": TIDY, "good.md": GOOD}


def test_a_deck_with_a_copied_id_is_left(home: Path) -> None:
    copy = GOOD.replace(b"\n\n", b"\n")
    (home / "decks" / "z.md").write_bytes(copy)
    done = run("fmt", "decks/z.md", "decks/good.md", home=home)
    assert done.returncode == 1
    assert "error[duplicate-id]" in done.stderr
    assert decks(home) == {"a.md": SLOPPY, "good.md": GOOD, "z.md": copy}


def test_only_what_is_asked_for_is_formatted_wherever_it_is(home: Path, tmp_path: Path) -> None:
    (home / "decks" / "b").mkdir()
    (home / "decks" / "b" / "b.md").write_bytes(b"a \n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run("fmt", "../decks/b", home=elsewhere)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert decks(home) == {"a.md": SLOPPY, "good.md": GOOD, "b/b.md": b"a\n"}
    done = run("fmt", "srs.toml", home=home)
    assert done.returncode == 2
    assert "no deck of the collection" in done.stderr


def test_an_id_is_none_that_a_note_has_or_had(home: Path) -> None:
    asked = b"## What?\n\nYes.\n"
    (home / "decks" / "a.md").write_bytes(asked + b"\n" + asked)
    (home / "decks" / "b.md").write_bytes(b"## R? {#new was=what}\n\nYes.\n")
    (home / "decks" / "c.md").write_bytes(b"## Q? {#what-2}\n\n## S? {#other was=what-3}\n\n## T {#what-4}")
    lock = '{"version": 1, "namespace": "t.example", "note_types": {}, "notes": {"g": {"id": "what-5", '
    lock += '"kind": "basic", "content": "c", "modified_s": 1, "anki_id": 1000, "retired_s": 2}}}'
    (home / "anki.lock.json").write_text(lock)
    moment = Moment(at_ms=1, day=date(2026, 3, 1), utc_offset_minutes=0)
    with History(home / "h.db") as history:
        card = CardKey("t.example", "what-6", "forward")
        history.record(Review(id=EventId("r"), moment=moment, card=card, grade=Grade(4), duration_ms=1))
    assert run("fmt", "decks/a.md", "--history", "h.db", home=home).returncode == 0
    headings = [line for line in decks(home)["a.md"].split(b"\n") if line.startswith(b"##")]
    assert headings == [b"## What? {#what-7}", b"## What? {#what-8}"]


def test_what_cannot_be_written_stays_and_the_others_are_written(home: Path) -> None:
    locked = home / "decks" / "0.md"
    locked.write_bytes(b"a \n")
    locked.chmod(0o444)
    done = run("fmt", home=home)
    assert (done.returncode, done.stdout) == (3, "decks/a.md\n")
    assert done.stderr.startswith("error: ")
    assert "0.md is read-only, and was left as it is" in done.stderr
    assert done.stderr.endswith("1 deck changed, 2 ids written, 1 deck left as it is\n")
    assert decks(home) == {"0.md": b"a \n", "a.md": TIDY, "good.md": GOOD}


def test_a_link_stays_one_and_the_mode_is_kept(home: Path) -> None:
    target = home / "target"
    (home / "decks" / "a.md").rename(target)
    target.chmod(0o640)
    (home / "decks" / "a.md").symlink_to("../target")
    assert run("fmt", home=home).returncode == 0
    assert (home / "decks" / "a.md").is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (TIDY, 0o640)
    assert sorted(path.name for path in (home / "decks").iterdir()) == ["a.md", "good.md"]


def test_wrong_settings_are_mended_first(home: Path) -> None:
    (home / "srs.toml").write_text("title = 1\n")
    done = run("fmt", home=home)
    assert done.returncode == 1
    assert done.stderr.startswith("error: srs.toml:1: ")
    assert decks(home) == {"a.md": SLOPPY, "good.md": GOOD}


def test_a_damaged_lock_matters_only_where_an_id_is_missing(home: Path) -> None:
    (home / "anki.lock.json").write_text("{")
    done = run("fmt", home=home)
    assert done.returncode == 1
    assert "restore it from version control" in done.stderr
    assert decks(home) == {"a.md": SLOPPY, "good.md": GOOD}
    assert run("fmt", "decks/good.md", home=home).returncode == 0


def test_the_collection_that_ships_is_not_written(tmp_path: Path) -> None:
    done = run("fmt", home=tmp_path)
    assert done.returncode == 2
    assert "there is no collection here" in done.stderr


def test_formatting_keeps_the_notes(home: Path) -> None:
    run("fmt", home=home)
    assert [(note.id, note.title) for note in load(home).collection.notes] == [
        ("what-is-it", "What is it?"),
        ("what-is-it-2", "What is it?"),
        ("one", "One?"),
    ]
