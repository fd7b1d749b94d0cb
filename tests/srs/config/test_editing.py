"""One setting of a file is changed, and nothing else."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.config import SETTINGS, About
from srs.config.editing import CannotEditError, set_in_file, unset_in_file
from srs.config.files import SettingsFile, collection_file, user_file
from srs.config.mistakes import SettingsError

CONFIG = """\
# how I review

new_per_day   =  20   # more is too much
fsrs_parameters = [
    1.0, # the first
    2.0,
]

# at night
rollover_hour = 3
"""
COLLECTION = """\
#:schema ./srs.schema.json
title = "T"  # of the package
namespace = "t"

[review] # how
fuzz = true  # yes
# the end
"""


def edited(text: str, name: str, value: object, folder: Path) -> str:
    file = user_file(folder / "config.toml")
    file.path.write_text(text)
    set_in_file(file, name, value)
    return file.path.read_text()


def test_a_value_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    assert edited(CONFIG, "new_per_day", 5, tmp_path) == CONFIG.replace("20", "5")


def test_a_list_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    changed = edited(CONFIG, "fsrs_parameters", "none", tmp_path)
    begin, rest = CONFIG.split("[\n")
    assert changed == f'{begin}"none"{rest.split("]")[1]}'


def test_a_new_setting_comes_last(tmp_path: Path) -> None:
    assert edited(CONFIG, "fuzz", True, tmp_path) == f"{CONFIG}fuzz = true\n"


def test_a_setting_that_is_taken_out_leaves_the_rest(tmp_path: Path) -> None:
    file = user_file(tmp_path / "config.toml")
    file.path.write_text(CONFIG)
    assert unset_in_file(file, "new_per_day")
    assert file.path.read_text() == CONFIG.replace("new_per_day   =  20   # more is too much\n", "")
    assert not unset_in_file(file, "new_per_day")


def test_the_file_is_made_with_its_folder(tmp_path: Path) -> None:
    file = user_file(tmp_path / "srs" / "config.toml")
    set_in_file(file, "scheduler", "fsrs")
    assert file.path.read_text() == 'scheduler = "fsrs"\n'


def test_a_link_to_a_file_that_is_not_there_yet_stays_a_link(tmp_path: Path) -> None:
    file = user_file(tmp_path / "config.toml")
    file.path.symlink_to("dotfiles/srs.toml")
    set_in_file(file, "fuzz", True)
    assert file.path.is_symlink()
    assert (tmp_path / "dotfiles" / "srs.toml").read_text() == "fuzz = true\n"


def test_nothing_is_taken_out_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert not unset_in_file(user_file(tmp_path / "config.toml"), "fuzz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (COLLECTION, COLLECTION.replace("true  # yes", "false  # yes")),
        ('title = "T"', 'title = "T"\n\n[review]\nfuzz = false\n'),
        ("[review]\n", "[review]\nfuzz = false\n"),
        ("[review]\norder = 'x' # o\n", "[review]\norder = 'x' # o\nfuzz = false\n"),
        ("review.fuzz = true # f\n", "review.fuzz = false # f\n"),
        ("review.order = 'x'\n", "review.order = 'x'\nreview.fuzz = false\n"),
        ("review = { fuzz = true } # f\n", "review = { fuzz = false } # f\n"),
        ('title = "T"\r\n', 'title = "T"\r\n\r\n[review]\r\nfuzz = false\r\n'),
        ("[review]\r\n# f\r\n", "[review]\r\n# f\r\nfuzz = false\r\n"),
        ('\ufefftitle = "T"\n', '\ufefftitle = "T"\n\n[review]\nfuzz = false\n'),
    ],
)
def test_a_collection_gets_it_in_its_table(before: str, after: str, tmp_path: Path) -> None:
    file = collection_file(tmp_path)
    file.path.write_bytes(before.encode())
    set_in_file(file, "fuzz", False)
    assert file.path.read_bytes().decode() == after


def test_a_bad_value_can_be_mended(tmp_path: Path) -> None:
    assert edited("rollover_hour = 99\n", "rollover_hour", 4, tmp_path) == "rollover_hour = 4\n"


def refused(file: SettingsFile, text: str, error: type[Exception], message: str) -> None:
    file.path.write_bytes(text.encode())
    with pytest.raises(error, match=message):
        set_in_file(file, "fuzz", True)
    assert file.path.read_bytes() == text.encode()
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


def test_a_file_that_is_no_toml_stays_as_it_is(tmp_path: Path) -> None:
    refused(
        user_file(tmp_path / "config.toml"), "fuzz = \n", SettingsError, "config.toml:1:8: not valid TOML"
    )


def test_a_table_that_is_none_stays_as_it_is(tmp_path: Path) -> None:
    refused(collection_file(tmp_path), "review = 1\n", SettingsError, "`review` is 1, and must be a table")


def test_a_file_that_cannot_be_compared_stays_as_it_is(tmp_path: Path) -> None:
    message = "without changing more than that: write `fuzz = true` there yourself"
    refused(user_file(tmp_path / "config.toml"), "a = nan\n", CannotEditError, message)


@st.composite
def files(draw: st.DrawFn) -> list[str]:
    """The lines of a file that sets some settings, with comments and blank lines between them."""
    between = st.lists(st.sampled_from(["", "# note", "#", "  # indented"]), max_size=2)
    lines = draw(between)
    for about in draw(st.lists(st.sampled_from(list(SETTINGS.values())), unique=True)):
        lines += [about.line + draw(st.sampled_from(["", " # why", "   "])), *draw(between)]
    return lines


@settings(max_examples=40)
@given(files(), st.sampled_from(list(SETTINGS.values())), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_no_other_line_changes(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], about: About, ending: str, ends: bool
) -> None:
    file = user_file(tmp_path_factory.getbasetemp() / "edited.toml")
    before = ending.join(lines) + (ending if ends and lines else "")
    file.path.write_bytes(before.encode())
    value = about.kind.from_words(about.kind.words[0] if about.kind.words else "7")

    def others(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith(f"{about.name} ")]

    set_in_file(file, about.name, value)
    after = file.path.read_bytes().decode()
    assert tomllib.loads(after)[about.name] == value
    assert others(after) == others(before)
    assert ending not in before or after.count("\n") == after.count(ending)

    assert unset_in_file(file, about.name)
    assert file.path.read_bytes().decode().splitlines() == others(before)
