"""`srs config`, and what the settings change in the other commands."""

import json
import runpy
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from content.schemas import settings_schema
from srs.config import SETTINGS, About
from srs.config.schema import review_schema
from srs.fsrs_scheduler import DEFAULT_PARAMETERS
from tests.srs.cli.program import files_below, run
from tests.srs.reviewing import write_collection

ROOT = Path(__file__).parents[3]
TOML = 'title = "Samples"\nnamespace = "sample.example"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_collection(tmp_path / "home")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with no collection at or above it."""
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def write_own(home: Path, text: str) -> Path:
    file = home / "srs" / "config.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def test_every_setting_is_listed_with_its_value_its_origin_and_what_it_does(home: Path) -> None:
    file = write_own(home, "# mine\nnew_per_day = 20\n")
    (home / "srs.toml").write_text(f"{TOML}[review]\nleech_threshold = 6\n")
    done = run("config", "-o", "grading=sm2", home=home, SRS_FUZZ="yes")
    lines = done.stdout.splitlines()
    shown = {line.split()[0]: (line.split()[1], " ".join(line.split()[2:])) for line in lines[::2]}
    assert list(shown) == list(SETTINGS)
    assert lines[1::2] == [f"    {about.meaning}" for about in SETTINGS.values()]
    assert shown["new_per_day"] == ("20", "srs/config.toml:2")
    assert shown["leech_threshold"] == ("6", "srs.toml:4")
    assert shown["fuzz"] == ("true", "SRS_FUZZ")
    assert shown["grading"] == ("sm2", "-o")
    assert shown["scheduler"] == ("sm2", "default")
    assert (done.returncode, done.stderr) == (0, f"Your file: {file}\n")


def test_the_list_as_json_says_the_same(home: Path) -> None:
    file = write_own(home, 'new_per_day = "none"\nhistory = "mine.db"\n')
    found = json.loads(run("config", "--json", "--history", "h.db", home=home).stdout)
    by_name = {one["name"]: one for one in found["settings"]}
    assert (found["file"], list(by_name)) == (str(file), list(SETTINGS))
    assert by_name["new_per_day"]["origin"] == {"layer": "user", "name": "srs/config.toml", "line": 1}
    assert (by_name["new_per_day"]["value"], by_name["history"]["value"]) == (None, "h.db")
    assert by_name["history"]["origin"] == {"layer": "flag", "name": "--history", "line": None}
    assert json.loads(run("config", "fuzz", "--json", home=home).stdout) == by_name["fuzz"]


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_long_values_leave_the_list_as_narrow_as_the_screen(columns: int, home: Path) -> None:
    path = "/".join(["reviews"] * 4) + ".db"
    write_own(home, f'fsrs_parameters = {list(DEFAULT_PARAMETERS)}\nhistory = "{path}"\n')
    shown = run("config", home=home, COLUMNS=str(columns)).stdout
    shorter = [line for line in shown.splitlines() if path not in line]
    assert max(map(len, shorter)) <= columns
    assert f"{'fsrs_parameters':<23}  21 numbers " in shown
    assert f"srs/{path}\n{' ' * 25}srs/config.toml:2\n" in shown


@pytest.mark.parametrize("columns", [60, 80, 140])
@pytest.mark.parametrize("name", SETTINGS)
def test_one_setting_is_wrapped_at_words(name: str, columns: int, home: Path) -> None:
    shown = run(
        "config", name, home=home, COLUMNS=str(columns), SRS_FSRS_PARAMETERS=str(DEFAULT_PARAMETERS)[1:-1]
    )
    assert max(map(len, shown.stdout.splitlines())) <= columns
    assert f" {SETTINGS[name].kind.allowed} " in f"{' '.join(shown.stdout.split())} "


def test_one_setting_is_shown_with_its_range_and_an_example(home: Path) -> None:
    done = run("config", "rollover_hour", home=home)
    assert "a whole number from 0 to 23" in done.stdout
    assert "srs config rollover_hour 3\n" in done.stdout
    assert "SRS_ROLLOVER_HOUR=3\n" in done.stdout


@pytest.mark.parametrize("name", SETTINGS)
def test_the_example_of_each_setting_can_be_written_and_taken_out(name: str, home: Path) -> None:
    (home / "decks" / "srs.toml").write_text(TOML)  # that of `collection` is ~/decks
    assert run("config", name, SETTINGS[name].example, home=home).returncode == 0
    assert list(tomllib.loads((home / "srs" / "config.toml").read_text())) == [name]
    done = run("config", name, "--unset", home=home)
    assert (done.returncode, (home / "srs" / "config.toml").read_text()) == (0, "")


def test_what_a_change_does_is_said(home: Path) -> None:
    file = home / "srs" / "config.toml"
    done = run("config", "new_per_day", "20", home=home)
    assert (done.stdout, done.stderr) == ("", f"new_per_day: none -> 20\nWritten to {file}\n")
    done = run("config", "new_per_day", "5", home=home, SRS_NEW_PER_DAY="7")
    assert done.stderr == f"new_per_day stays 7 here: SRS_NEW_PER_DAY wins\nWritten to {file}\n"
    done = run("config", "new_per_day", "--unset", home=home)
    assert done.stderr == f"new_per_day: 5 -> none\nTaken out of {file}\n"
    done = run("config", "new_per_day", "--unset", home=home)
    assert (done.returncode, done.stderr) == (0, f"`new_per_day` is not set in {file}\n")


def test_a_change_of_a_list_is_said_in_one_short_line(home: Path) -> None:
    write_own(home, f"fsrs_parameters = {list(DEFAULT_PARAMETERS)}\n")
    others = f"0.3, {str(DEFAULT_PARAMETERS[1:])[1:-1]}"
    done = run("config", "fsrs_parameters", others, home=home)
    assert done.stderr.startswith("fsrs_parameters: 21 numbers -> 21 others\n")


def test_what_is_still_wrong_after_a_change_is_said(home: Path) -> None:
    write_own(home, "nope = 1\nfuzz = true\n")
    done = run("config", "new_per_day", "4", home=home)
    assert done.returncode == 0
    assert (
        "Commands still stop until this is mended: srs/config.toml:1:1: `nope` is not a setting"
        in done.stderr
    )


def test_a_name_that_no_setting_has_is_taken_out_of_the_file(home: Path) -> None:
    file = write_own(home, "nope = 1\nfuzz = true\n")
    done = run("config", "nope", "--unset", home=home)
    assert (done.returncode, done.stderr) == (0, f"Taken out of {file}\n")
    assert file.read_text() == "fuzz = true\n"
    done = run("config", "nope", "--unset", home=home)
    assert (done.returncode, "there is no setting `nope`" in done.stderr) == (2, True)


def test_what_belongs_to_the_learner_is_taken_out_of_a_collection(home: Path) -> None:
    (home / "srs.toml").write_text(f"{TOML}[review]\nbackups = false\n")
    assert run("config", "backups", "--unset", "--here", home=home).returncode == 0
    assert (home / "srs.toml").read_text() == f"{TOML}[review]\n"


def test_a_change_as_json_is_the_setting_as_it_then_is(home: Path) -> None:
    for arguments in (("5",), ("--unset",)):
        changed = json.loads(run("config", "new_per_day", *arguments, "--json", home=home).stdout)
        assert changed == json.loads(run("config", "new_per_day", "--json", home=home).stdout)
        assert changed["value"] == (5 if arguments == ("5",) else None)


def test_here_writes_to_the_collection(home: Path) -> None:
    run("config", "new_per_day", "20", "--here", home=home)
    assert (home / "srs.toml").read_text() == f"{TOML}\n[review]\nnew_per_day = 20\n"
    assert run("check", "--no-verify", home=home).returncode == 0
    run("config", "new_per_day", "--unset", "--here", home=home)
    assert (home / "srs.toml").read_text() == f"{TOML}\n[review]\n"
    assert not (home / "srs").exists()


def test_a_history_of_the_collection_is_written_relative_to_it(home: Path) -> None:
    run("config", "history", "kept.db", "--here", "-C", "..", home=home / "decks")
    assert 'history = "decks/kept.db"\n' in (home / "srs.toml").read_text()
    run("review", "--plain", home=home, replies="\n\n")
    assert (home / "decks" / "kept.db").exists()


def test_a_path_in_the_users_file_is_written_whole(home: Path) -> None:
    run("config", "history", "kept.db", home=home)
    assert f'history = "{home}/kept.db"\n' in (home / "srs" / "config.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new_per_dya",), "there is no setting `new_per_dya`; did you mean `new_per_day`?"),
        (("new_per_dya", "3"), "there is no setting `new_per_dya`; did you mean `new_per_day`?"),
        (
            ("rollover_hour", "24"),
            "srs config: `rollover_hour` is 24, and must be a whole number from 0 to 23",
        ),
        (("rollover_hour", "24"), "write for example `srs config rollover_hour 3`"),
        (("rollover_hour", "-1"), "`rollover_hour` is -1, and must be a whole number from 0 to 23"),
        (("--jsno",), "there is no setting `--jsno`"),
        (("scheduler", "sm-2"), '`scheduler` is "sm-2", and must be "sm2" or "fsrs"'),
        (("fsrs_parameters", "1 " * 21), "srs config: `fsrs_parameters[7]` is 1.0, and must be from 0.001"),
        (("new_per_day", "1.5"), "`new_per_day` is 1.5, and must be a whole number"),
        (("history", "."), "which is a folder, and must be the path of a file"),
        (("scheduler", ""), '`scheduler` is "", and must be'),
        (("-o", "fuzz"), "`fuzz` is not NAME=VALUE, as in `-o new_per_day=5`"),
        (("-o", "fuz=1"), "there is no setting `fuz`; did you mean `fuzz`?"),
        (("-o", "fuzz=2"), "-o: `fuzz` is 2, and must be true or false; write for example `-o fuzz=true`"),
        (("--unset",), "--unset takes the NAME of a setting"),
        (("fuzz", "true", "--unset"), "--unset takes the NAME of a setting, without a VALUE"),
        (("fuzz", "--here"), "--here changes the srs.toml: it takes a NAME and a VALUE, or --unset"),
        (("backups", "false", "--here"), "`backups` belongs to the learner, and no collection sets it"),
        (("history", "../h.db", "--here"), "`../h.db` lies outside"),
        (("collection", "decks"), "there is no srs.toml in"),
    ],
)
def test_a_wrong_call_is_explained_and_writes_nothing(
    arguments: tuple[str, ...], message: str, home: Path
) -> None:
    before = files_below(home)
    done = run("config", *arguments, home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert files_below(home) == before


def test_a_file_that_is_read_only_stays_as_it_is(home: Path) -> None:
    file = write_own(home, "fuzz = true\n")
    file.chmod(0o444)
    done = run("config", "fuzz", "false", home=home)
    assert done.returncode == 3
    assert f"{file} is read-only, and was left as it is" in done.stderr
    assert file.read_text() == "fuzz = true\n"


def test_a_folder_that_cannot_be_made_is_named(home: Path) -> None:
    (home / "srs").write_text("")
    done = run("config", "fuzz", "false", home=home)
    assert done.returncode == 3
    assert "srs/config.toml: cannot be read: Not a directory" in done.stderr


def test_here_needs_a_collection_of_your_own(elsewhere: Path) -> None:
    done = run("config", "fuzz", "true", "--here", home=elsewhere)
    assert done.returncode == 2
    assert "there is no collection here" in done.stderr


@pytest.mark.parametrize("command", [("due",), ("due", "--count"), ("review",), ("config",)], ids=" ".join)
def test_a_bad_setting_stops_every_command_that_needs_it(command: tuple[str, ...], home: Path) -> None:
    write_own(home, "fuzz = true\nrollover_hour = 24\n")
    before = files_below(home)
    done = run(*command, home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: srs/config.toml:2:1: `rollover_hour` is 24, and must be")
    assert files_below(home) == before
    (home / "srs" / "config.toml").unlink()
    done = run(*command, home=home, SRS_ROLLOVER_HOUR="24")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: SRS_ROLLOVER_HOUR: `rollover_hour` is 24, and must be")


def test_a_bad_setting_is_mended_by_the_command(home: Path) -> None:
    write_own(home, "rollover_hour = 24 # h\n")
    assert run("config", "rollover_hour", "3", home=home).returncode == 0
    assert (home / "srs" / "config.toml").read_text() == "rollover_hour = 3 # h\n"


def test_a_bad_setting_of_a_collection_is_reported_by_check_and_stops_a_review(home: Path) -> None:
    (home / "srs.toml").write_text(f"{TOML}[review]\nfuzz = 1\nfuz = true\n")
    done = run("check", "--no-verify", home=home)
    assert done.returncode == 1
    assert "error[bad-value]: `fuzz` is 1, and must be true or false\n --> srs.toml:4:1" in done.stderr
    assert "error[unknown-key]: `fuz` is not a setting\n --> srs.toml:5:1" in done.stderr
    done = run("review", home=home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: srs.toml:4:1: `fuzz` is 1, and must be true or false" in done.stderr
    assert "error: srs.toml:5:1: `fuz` is not a setting; did you mean `fuzz`?" in done.stderr


def test_a_weight_out_of_bounds_in_a_collection_is_reported_whatever_the_scheduler(home: Path) -> None:
    (home / "srs.toml").write_text(f"{TOML}[review]\nfsrs_parameters = {[1] * 21}\n")
    for command in (("check", "--no-verify"), ("due",)):
        done = run(*command, home=home)
        assert done.returncode == 1
        assert "`fsrs_parameters[7]` is 1, and must be from 0.001 to 0.75" in done.stderr
        assert "srs.toml:4:1" in done.stderr


def test_a_setting_of_the_review_outside_its_table_is_sent_there(home: Path) -> None:
    (home / "srs.toml").write_text(f"{TOML}rollover_hour = 3\n")
    done = run("check", "--no-verify", home=home)
    assert done.returncode == 1
    assert "what concerns the review stands below a line `[review]`" in done.stderr


def test_the_collection_is_the_option_the_variable_the_nearest_or_the_users_own(
    home: Path, elsewhere: Path, tmp_path: Path
) -> None:
    def title(*arguments: str, folder: Path = elsewhere, **variables: str) -> object:
        return json.loads(run("due", "--json", *arguments, home=folder, **variables).stdout)["collection"]

    for name in ("user", "variable", "option", "option2"):
        write_collection(tmp_path / name)
        (tmp_path / name / "srs.toml").write_text(f'title = "{name}"\nnamespace = "n"\n')
    assert title() == "PyTorch"
    write_own(elsewhere, 'collection = "../../user"\n')
    write_own(home, 'collection = "../../user"\n')
    assert title() == "user"
    assert title(folder=home) == "Samples"
    assert title(folder=home, SRS_COLLECTION="../variable") == "variable"
    assert title("-o", "collection=../option", SRS_COLLECTION="../variable") == "option"
    assert title("-o", "collection=../option", "-C", "../option2") == "option2"


def test_a_default_collection_that_is_none_is_named(elsewhere: Path) -> None:
    write_own(elsewhere, '\ncollection = "gone"\n')
    for command in ("due", "check", "show"):
        done = run(*([command, "x"] if command == "show" else [command]), home=elsewhere)
        assert done.returncode == 3
        assert f"srs/config.toml:2:1: there is no srs.toml in {elsewhere}/srs/gone" in done.stderr


def test_the_users_collection_is_one_to_write_into(home: Path, elsewhere: Path) -> None:
    run("config", "collection", "../home", home=elsewhere)
    assert run("new", "deck", "More", home=elsewhere).returncode == 0
    assert (home / "decks" / "more.md").exists()


def test_the_history_is_the_option_the_variable_the_collection_or_the_users_own(home: Path) -> None:
    def reviewed(name: str, *arguments: str, **variables: str) -> bool:
        run("review", "--plain", *arguments, home=home, replies="\n\n", **variables)
        return (home / name).exists()

    write_own(home, 'history = "user.db"\n')
    assert reviewed("srs/user.db")
    (home / "srs.toml").write_text(f'{TOML}[review]\nhistory = "collection.db"\n')
    assert reviewed("collection.db")
    assert reviewed("variable.db", SRS_HISTORY="variable.db")
    assert reviewed("set.db", "-o", "history=set.db", SRS_HISTORY="other.db")
    assert reviewed("option.db", "--history", "option.db", SRS_HISTORY="other.db")
    assert not (home / "other.db").exists()


def test_a_day_begins_at_the_hour_that_is_set(home: Path) -> None:
    def today(hour: int) -> str:
        return str(json.loads(run("due", "--json", "-o", f"rollover_hour={hour}", home=home).stdout)["today"])

    before = datetime.now().astimezone()
    days = {hour: today(hour) for hour in (0, 23)}
    after = datetime.now().astimezone()
    for hour, day in days.items():
        expected = {(now - timedelta(hours=hour)).date().isoformat() for now in (before, after)}
        assert day in expected


def test_a_misspelled_variable_is_told(home: Path) -> None:
    done = run("config", home=home, SRS_ROLOVER_HOUR="3")
    assert "SRS_ROLOVER_HOUR is not read; did you mean `SRS_ROLLOVER_HOUR`?" in done.stderr


def test_what_others_wrote_cannot_drive_the_terminal(home: Path) -> None:
    write_own(home, '"\\u001b[31m" = 1\n')
    done = run("config", home=home)
    assert done.returncode == 3
    assert "\x1b" not in done.stderr


def test_the_documentation_knows_every_setting() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "settings.py"))["page"]
    assert page() == (ROOT / "docs" / "settings.md").read_text(), "run `python docs/settings.py`"


SETTINGS_OF_COLLECTIONS = [about for about in SETTINGS.values() if not about.is_personal]


@given(
    st.sampled_from(SETTINGS_OF_COLLECTIONS),
    st.sampled_from(
        [
            True,
            0,
            1,
            -1,
            24,
            0.8,
            1.5,
            "none",
            "sm2",
            "fsrs",
            "mark",
            " ",
            [],
            [0.1] * 21,
            list(DEFAULT_PARAMETERS),
        ]
    ),
)
def test_an_editor_takes_the_values_that_the_program_takes(about: About, value: object) -> None:
    try:
        about.kind.read(value)
        taken = True
    except ValueError:
        taken = False
    schema = Draft7Validator(settings_schema(review_schema()))
    assert schema.is_valid({"title": "T", "namespace": "n", "review": {about.name: value}}) == taken
