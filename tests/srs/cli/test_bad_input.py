"""Bad input gets a message that says what to do, the right exit code, no traceback, and loses nothing."""

import os
import subprocess
from pathlib import Path

import pytest

from content.roots import shipped_collection
from tests.srs.cli.program import SRS, files_below, run

SETTINGS = b'title = "Samples"\nnamespace = "sample.example"\n'
GOOD = b"# Good\n\n## One? {#one}\n\nYes.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_bytes(SETTINGS)
    (tmp_path / "decks" / "good.md").write_bytes(GOOD)
    return tmp_path


DECKS = {
    "binary-file": (b"\x89PNG\r\n\x1a\n\x00\x00", "not-utf8", "decks/bad.md:1:1", "save the file as UTF-8"),
    "unknown-key": (b"---\ndekc: A\n---\n", "unknown-key", "decks/bad.md:2:1", "did you mean `deck`?"),
    "duplicate-id": (
        b"# Bad\n\n## Two? {#one}\n\nNo.\n",
        "duplicate-id",
        "decks/good.md:3:1",
        "give the copy an id of its own",
    ),
    "missing-check": (
        b"# Bad\n\n## Two? {#two}\n\n```python\nx = 2\n```\n",
        "unverified-code",
        "decks/bad.md:5:1",
        "add a `python check` fence",
    ),
    "two-right-options": (
        b"# Bad\n\n## Two? {#two .choice}\n\n- [x] a\n- [x] b\n",
        "several-right-options",
        "decks/bad.md:6:7",
        "mark one with `[x]`",
    ),
    "unclosed-fence": (
        b"# Bad\n\n## Two? {#two}\n\n```python\nx = 2\n",
        "unclosed-fence",
        "decks/bad.md:5:1",
        "close it with a line of ```",
    ),
}


@pytest.mark.parametrize("command", [("check",), ("check", "--no-verify"), ("build",)], ids=" ".join)
@pytest.mark.parametrize("name", DECKS)
def test_a_bad_deck_is_named_with_its_place_and_nothing_is_written(
    name: str, command: tuple[str, ...], home: Path
) -> None:
    data, code, place, help_ = DECKS[name]
    (home / "decks" / "bad.md").write_bytes(data)
    before = files_below(home)
    done = run(*command, home=home)
    assert done.returncode == 1
    assert f"error[{code}]" in done.stderr
    assert place in done.stderr
    assert help_ in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert files_below(home) == before


@pytest.mark.parametrize("name", DECKS)
def test_the_good_notes_beside_a_bad_deck_can_be_reviewed(name: str, home: Path) -> None:
    (home / "decks" / "bad.md").write_bytes(DECKS[name][0])
    done = run("due", home=home)
    assert done.returncode == 0
    assert "new" in done.stdout


def test_an_unknown_setting_is_named_with_its_line(home: Path) -> None:
    (home / "srs.toml").write_bytes(SETTINGS + b"namspace = 1\n")
    done = run("check", home=home)
    assert done.returncode == 1
    assert "error[unknown-key]: `namspace` is not a setting\n --> srs.toml:3:1" in done.stderr
    assert "did you mean `namespace`?" in done.stderr


def one_line(done_stderr: str) -> str:
    """What a one-line error says."""
    assert done_stderr.startswith("error: ")
    assert done_stderr.count("\n") == 1
    return done_stderr


def test_a_folder_without_settings_is_no_collection(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("check", "build", "due", "review"):
        done = run(command, "-C", "empty", home=tmp_path)
        assert done.returncode == 2
        assert "no srs.toml in empty" in one_line(done.stderr)
        assert "`srs new collection DIR` makes one" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("settings", [b"title = \n", b"\xff\xfe", SETTINGS + b'decks = "none"\n'], ids=repr)
@pytest.mark.parametrize("command", [("due",), ("due", "--count"), ("review",)], ids=" ".join)
def test_settings_that_cannot_be_read_are_not_taken_for_an_empty_collection(
    settings: bytes, command: tuple[str, ...], home: Path
) -> None:
    (home / "srs.toml").write_bytes(settings)
    before = files_below(home)
    done = run(*command, home=home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "`srs check` says what is wrong, and where" in one_line(done.stderr)
    assert files_below(home) == before


def test_a_collection_without_cards_says_how_to_begin(home: Path) -> None:
    (home / "decks" / "good.md").unlink()
    for command in ("due", "review"):
        done = run(command, home=home)
        assert (done.returncode, done.stderr) == (0, "")
        assert "no cards yet. `srs new deck` writes the first deck." in done.stdout


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    done = run("check", "-C", "nowhere", home=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr


UNWRITABLE = "/proc/srs"
"""Linux lets nobody make a file there, not even root."""


def test_a_folder_that_cannot_be_written_is_named(home: Path) -> None:
    done = run("build", "-o", UNWRITABLE, home=home)
    assert done.returncode == 3
    assert f"cannot write {UNWRITABLE}/samples.apkg" in one_line(done.stderr)
    assert not (home / "anki.lock.json").exists()
    done = run("review", "--history", f"{UNWRITABLE}/history.db", home=home)
    assert done.returncode == 3
    assert f"{UNWRITABLE}/history.db" in one_line(done.stderr)


def test_a_disk_that_is_mounted_read_only_is_named(home: Path) -> None:
    (home / "dist").mkdir()
    script = f"mount -t tmpfs -o ro none dist || exit 99; exec {SRS} build"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=home,
        env={**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount anything")
    assert done.returncode == 3
    assert "cannot write dist/samples.apkg: Read-only file system" in done.stderr.splitlines()[-1]
    assert not (home / "anki.lock.json").exists()


def test_a_file_where_the_folder_to_write_should_be_is_named(home: Path) -> None:
    (home / "dist").write_text("mine")
    done = run("build", home=home)
    assert done.returncode in (2, 3)
    assert "dist" in done.stderr
    assert (home / "dist").read_text() == "mine"
    assert not (home / "anki.lock.json").exists()


def test_a_build_that_fails_half_way_writes_nothing(home: Path) -> None:
    (home / "dist" / "good.md").mkdir(parents=True)
    done = run("build", home=home)
    assert done.returncode == 3
    assert "cannot write dist/good.md" in one_line(done.stderr)
    assert [path.name for path in (home / "dist").iterdir()] == ["good.md"]
    assert not (home / "anki.lock.json").exists()


def test_study_sheets_never_go_where_decks_are_read(home: Path) -> None:
    before = files_below(home)
    for folder in ("decks", "decks/dist"):
        done = run("build", "-o", folder, home=home)
        assert done.returncode == 2
        assert "folder of decks" in one_line(done.stderr)
    assert files_below(home) == before


def test_a_damaged_history_is_refused_and_left_as_it_is(home: Path) -> None:
    (home / "history.db").write_bytes(b"SQLite format 3\x00 but not really" * 100)
    before = files_below(home)
    for command in ("due", "review"):
        done = run(command, "--history", "history.db", home=home)
        assert done.returncode == 3
        assert "not a readable history" in one_line(done.stderr)
        assert "Put a backup in its place" in done.stderr
    assert files_below(home) == before


def test_a_damaged_lock_is_refused_and_left_as_it_is(home: Path) -> None:
    (home / "anki.lock.json").write_text("{")
    done = run("build", home=home)
    assert done.returncode == 3
    assert "restore it from version control" in one_line(done.stderr)
    assert (home / "anki.lock.json").read_text() == "{"
    assert not (home / "dist").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chekc",), "there is no command `chekc`; did you mean `check`?"),
        (("check", "--formt"), "Did you mean '--format'?"),
        (("review", "--limit", "0"), "0 is not in the range x>=1"),
    ],
)
def test_a_wrong_call_is_explained(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_time_stamp_that_is_none_is_explained(home: Path) -> None:
    done = run("build", home=home, SOURCE_DATE_EPOCH="garbage")
    assert done.returncode == 2
    assert "'SOURCE_DATE_EPOCH'" in done.stderr
    assert not (home / "dist").exists()


def test_the_shipped_collection_is_used_where_there_is_none(tmp_path: Path) -> None:
    done = run("check", "--no-verify", "--json", home=tmp_path)
    assert done.returncode == 0
    assert '"notes": 12' in done.stdout
    assert (shipped_collection() / "srs.toml").is_file()


def test_who_has_no_home_folder_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_cache_path", nowhere)
    done = run("due", home=home)
    assert done.returncode == 3
    assert (
        done.stderr == "error: you have no home folder: set HOME to a folder where srs may keep its files\n"
    )
