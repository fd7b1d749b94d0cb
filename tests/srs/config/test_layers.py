"""Where the settings come from, and which of them wins."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from srs.config import SETTINGS, About, Settings
from srs.config.files import collection_file, user_file
from srs.config.fsrs_bounds import FSRS_BOUNDS
from srs.config.kinds import written
from srs.config.layers import Given, combined, from_environment, from_words, near_misses
from srs.config.mistakes import Layer, Origin, SettingsError
from srs.days import ROLLOVER_HOUR
from srs.fsrs_scheduler import DEFAULT_PARAMETERS

REQUIRED = 'title = "T"\nnamespace = "t"\n'


def layer(kind: Layer, **values: object) -> Given:
    return Given(values, lambda name: Origin(kind, name))


def test_each_layer_wins_over_those_before_it() -> None:
    layers = [
        layer(Layer.USER, new_per_day=1, reviews_per_day=1, rollover_hour=1, leech_threshold=1),
        layer(Layer.COLLECTION, reviews_per_day=2, rollover_hour=2, leech_threshold=2),
        layer(Layer.ENVIRONMENT, rollover_hour=3, leech_threshold=3),
        layer(Layer.FLAG, leech_threshold=4),
    ]
    configured = combined(layers)
    names = ("order", "new_per_day", "reviews_per_day", "rollover_hour", "leech_threshold")
    assert [configured.origin(name).layer for name in names] == list(Layer)
    assert [getattr(configured.settings, name) for name in names] == ["due-date", 1, 2, 3, 4]


def test_none_in_a_stronger_layer_takes_a_limit_away() -> None:
    assert (
        combined([layer(Layer.USER, new_per_day=5), layer(Layer.FLAG, new_per_day=None)]).settings.new_per_day
        is None
    )


def test_nothing_set_is_every_default() -> None:
    assert combined([]).settings == Settings()
    assert Settings().rollover_hour == ROLLOVER_HOUR


@pytest.mark.parametrize("about", SETTINGS.values(), ids=list(SETTINGS))
def test_every_default_and_every_example_is_allowed(about: About) -> None:
    default = about.default
    assert default is None or about.kind.read(default) == default
    about.kind.read(about.kind.from_words(about.example))


def _is_allowed(about: About, value: object) -> bool:
    try:
        about.kind.read(value)
    except ValueError:
        return False
    return True


ALLOWED = [
    (about, value)
    for about in SETTINGS.values()
    for value in [
        *(about.kind.from_words(word) for word in (*about.kind.words, about.example)),
        *(0, 1, 12, 100, 3_652_058, 0.7, 0.99, "a b/c.db", [most for _, most in FSRS_BOUNDS]),
    ]
    if _is_allowed(about, value)
]


@given(st.sampled_from(ALLOWED))
def test_a_value_means_the_same_in_a_file_a_variable_and_an_option(
    tmp_path_factory: pytest.TempPathFactory, allowed: tuple[About, object]
) -> None:
    about, value = allowed
    folder = tmp_path_factory.getbasetemp()
    (folder / "config.toml").write_text(f"{about.name} = {written(value)}\n")
    in_file = user_file(folder / "config.toml").given().values[about.name]
    words = written(value).strip('"')
    in_variable = from_environment({about.variable: words}).values[about.name]
    in_option = about.kind.read(from_words(about, words, "-o", ""))
    if isinstance(in_option, Path):
        in_file = Path(os.path.relpath(in_file, folder)) if not in_option.is_absolute() else in_file
    assert in_file == in_variable == in_option


def test_a_path_in_a_file_begins_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('history = "mine.db"\ncollection = "~/decks"\n')
    assert user_file(tmp_path / "config.toml").given().values == {
        "history": tmp_path / "mine.db",
        "collection": Path("~/decks").expanduser(),
    }


def test_an_empty_variable_sets_nothing() -> None:
    assert from_environment({"SRS_NEW_PER_DAY": "", "SRS_VERDICTS": "x"}).values == {}


def test_a_misspelled_variable_is_noticed_and_a_stranger_is_not() -> None:
    assert list(near_misses(["SRS_NEW_PERDAY", "SRS_VERDICTS_KEY", "SRS_DEBUG", "HOME", "SRS_FUZZ"])) == [
        ("SRS_NEW_PERDAY", "SRS_NEW_PER_DAY")
    ]


def test_where_a_setting_was_set_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text(f"{REQUIRED}\n[review]\n# more\nfuzz = true\n")
    origin = collection_file(tmp_path).given().origin("fuzz")
    assert (origin.layer, str(origin)) == (Layer.COLLECTION, f"{tmp_path}/srs.toml:6")


def test_a_table_is_found_however_its_name_is_written(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text(f'{REQUIRED}["r\\u0065view"]\nfuzz = true\n')
    assert collection_file(tmp_path).given().values == {"fuzz": True}


def test_a_collection_without_the_table_sets_nothing(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text(REQUIRED)
    assert collection_file(tmp_path).given().values == {}


BAD = {
    "rollover_hour = 24": (1, 1, "`rollover_hour` is 24, and must be a whole number from 0 to 23"),
    "rollover_hour = -1": (1, 1, "`rollover_hour` is -1, and must be"),
    "rollover_hour = true": (1, 1, "`rollover_hour` is true, and must be"),
    "rollover_hour = 4.0": (1, 1, "`rollover_hour` is 4.0, and must be"),
    'rollover_hour = "4"': (1, 1, '`rollover_hour` is "4", and must be'),
    "rollover_hour = 04:00:00": (1, 1, "`rollover_hour` is 04:00:00, and must be"),
    "rollover_hour = [4]": (1, 1, "`rollover_hour` is [4], and must be"),
    "rollover_hour = {}": (1, 1, "`rollover_hour` is a table, and must be"),
    "rollover_hour.x = 1": (1, 1, "`rollover_hour` is a table, and must be"),
    "new_per_day = 99999999999999999999": (1, 1, "`new_per_day` is 99999999999999999999, and must be"),
    "new_per_day = 1" + "0" * 5000: (1, 15, "a number with too many digits"),
    "new_per_day = 0x" + "f" * 5000: (1, 1, "`new_per_day` is a number with too many digits, and must be"),
    "new_per_day = none": (1, 15, 'invalid value `none`; write `"none"`'),
    'new_per_day = "all"': (1, 1, '`new_per_day` is "all", and must be a whole number of cards from 0 to'),
    "new_per_day = false": (1, 1, "`new_per_day` is false, and must be"),
    "fuzz = 1": (1, 1, "`fuzz` is 1, and must be true or false"),
    'fuzz = "true"': (1, 1, '`fuzz` is "true", and must be true or false; write for example `fuzz = true`'),
    'scheduler = "sm3"': (1, 1, '`scheduler` is "sm3", and must be "sm2" or "fsrs"'),
    "scheduler = 2": (1, 1, "`scheduler` is 2, and must be"),
    'order = "best"': (1, 1, '`order` is "best", and must be'),
    "desired_retention = nan": (1, 1, "`desired_retention` is NaN, and must be a number from 0.70 to 0.99"),
    "desired_retention = inf": (1, 1, "`desired_retention` is Infinity, and must be"),
    "desired_retention = 1": (1, 1, "`desired_retention` is 1, and must be"),
    "desired_retention = true": (1, 1, "`desired_retention` is true, and must be"),
    "maximum_interval_days = 0": (1, 1, "a whole number of days from 1 to 3652058"),
    "fsrs_parameters = [1.0]": (1, 1, "`fsrs_parameters` is [1.0], and must be a list of 21 numbers"),
    f"fsrs_parameters = {[True] * 21}".lower(): (1, 1, "must be a list of 21 numbers"),
    f"fsrs_parameters = {[1.0] * 21}": (1, 1, "`fsrs_parameters[7]` is 1.0, and must be from 0.001 to 0.75"),
    f"fsrs_parameters = [nan, {'1, ' * 20}]": (
        1,
        1,
        "`fsrs_parameters[0]` is NaN, and must be from 0.001 to",
    ),
    'history = ""': (1, 1, '`history` is "", and must be the path of a file'),
    'history = "a\\u0000b"': (1, 1, "must be the path of a file"),
    'history = "~nobody-of-that-name/x"': (1, 1, "must be the path of a file"),
    "history = 3": (1, 1, "`history` is 3, and must be the path of a file"),
    "fuzz = true\nfuzz = false": (2, 1, "`fuzz` is set twice; keep one of them"),
    "rolover_hour = 4": (1, 1, "`rolover_hour` is not a setting; did you mean `rollover_hour`?"),
    "[other]\nfuzz = true": (1, 2, "`other` is not a setting; settings stand in no table here"),
    "[review]\nfuzz = true": (1, 2, "`review` is not a setting; settings stand in no table here"),
    "new_per_day = 3\rfuzz = true": (
        1,
        16,
        "a carriage return without a line feed, which TOML does not know",
    ),
    "fuzz = true\r\n# by\rnight": (2, 5, "a carriage return without a line feed"),
    "fuzz = ": (1, 8, "not valid TOML: invalid value"),
    "fuzz": (1, 5, "not valid TOML: expected '='"),
    "a = " + "[" * 9999: (1, 1, "nested too deeply"),
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:30])
def test_what_is_wrong_in_the_users_file_is_named_with_its_place(text: str, tmp_path: Path) -> None:
    line, column, message = BAD[text]
    (tmp_path / "config.toml").write_text(f"{text}\n", newline="")
    with pytest.raises(SettingsError) as found:
        user_file(tmp_path / "config.toml").given()
    assert str(found.value).startswith(f"{tmp_path}/config.toml:{line}:{column}: ")
    assert message in str(found.value)
    assert (found.value.exit_code, len(str(found.value)) < 400) == (3, True)


IN_COLLECTION = {
    "[review]\nrollover_hour = 24": (2, 1, "`rollover_hour` is 24, and must be"),
    "review.rollover_hour = 24": (1, 1, "`rollover_hour` is 24, and must be"),
    "review = { rollover_hour = 24 }": (1, 1, "`rollover_hour` is 24, and must be"),
    "review = 4": (1, 1, "`review` is 4, and must be a table; write its settings below a line `[review]`"),
    "[[review]]\nfuzz = true": (1, 3, "`review` is a list of tables, and must be a table"),
    "[review]\n[review]": (2, 2, "`[review]` begins twice"),
    "[review]\nrolover_hour = 4": (2, 1, "did you mean `rollover_hour`?"),
    '[review]\ndecks = "decks"': (2, 1, "it belongs to the collection: write it above the line `[review]`"),
    "[review.fuzz]\nx = 1": (1, 2, "`fuzz` is a table, and must be true or false"),
    "[review]\nbackups = false": (2, 1, "`backups` belongs to the learner, and no collection sets it"),
    '[review]\ncollection = "."': (2, 1, "`collection` belongs to the learner"),
    '[review]\nhistory = "../h.db"': (2, 1, '`history` is "../h.db", which lies outside the collection'),
    '[review]\nhistory = "."': (2, 1, "which is a folder, and must be the path of a file"),
    '[review]\nhistory = "/h.db"': (2, 1, "which lies outside the collection"),
}


@pytest.mark.parametrize("text", IN_COLLECTION)
def test_what_is_wrong_in_a_collection_is_named_with_its_place(text: str, tmp_path: Path) -> None:
    line, column, message = IN_COLLECTION[text]
    (tmp_path / "srs.toml").write_text(f"{text}\n")
    with pytest.raises(SettingsError) as found:
        collection_file(tmp_path).given()
    assert str(found.value).startswith(f"{tmp_path}/srs.toml:{line}:{column}: ")
    assert message in str(found.value)
    assert found.value.exit_code == 1


def test_a_collection_is_offered_only_what_it_may_set(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text("[review]\nxyzzy = 1\n")
    with pytest.raises(SettingsError, match="known here: `bury_siblings`") as found:
        collection_file(tmp_path).given()
    assert "`backups`" not in str(found.value)
    assert "`collection`" not in str(found.value)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('fuzz = 1\nleech = 3\nscheduler = "x"\nnew_per_day = 3\n')
    with pytest.raises(SettingsError) as found:
        user_file(tmp_path / "config.toml").given()
    assert [mistake.origin.span[0] for mistake in found.value.mistakes if mistake.origin.span] == [1, 2, 3]


def test_of_thousands_of_mistakes_the_first_are_said(tmp_path: Path) -> None:
    lines = "".join(f'fuzz{number} = """\nfuzz = 1"""\n' for number in range(5_000))
    (tmp_path / "srs.toml").write_text(f"[review]\n{lines}")
    with pytest.raises(SettingsError) as found:
        collection_file(tmp_path).given()
    assert [mistake.message for mistake in found.value.mistakes] == [
        f"`fuzz{number}` is not a setting" for number in range(10)
    ]


def test_bytes_that_are_no_text_are_named_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"fuzz = true\n# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"config\.toml:2:6: not a text file in UTF-8: byte 0xE9"):
        user_file(tmp_path / "config.toml").given()


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbffuzz = true\r\n")
    assert user_file(tmp_path / "config.toml").given().values == {"fuzz": True}


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: it is no ordinary file; make it a file"):
        user_file(tmp_path).given()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "srs").write_text("")
    with pytest.raises(SettingsError, match="cannot be read: Not a directory"):
        user_file(tmp_path / "srs" / "config.toml").given()


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="mem: cannot be read: "):
        user_file(Path("/proc/self/mem")).given()


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("SRS_ROLLOVER_HOUR", "25", "`rollover_hour` is 25, and must be a whole number from 0 to 23"),
        ("SRS_ROLLOVER_HOUR", "4.5", "`rollover_hour` is 4.5, and must be"),
        ("SRS_NEW_PER_DAY", "9" * 5000, "and must be a whole number of cards"),
        ("SRS_FUZZ", "maybe", "and must be true or false; write for example `SRS_FUZZ=true`"),
        ("SRS_FSRS_PARAMETERS", "1 " * 21, "`fsrs_parameters[7]` is 1.0, and must be from 0.001 to 0.75"),
        ("SRS_HISTORY", "/", '`history` is "/", which is a folder, and must be the path of a file'),
        ("SRS_FUZZ", "2", "`fuzz` is 2, and must be true or false"),
        ("SRS_FSRS_PARAMETERS", "1, x", '`fsrs_parameters` is [1.0, "x"], and must be a list of 21 numbers'),
    ],
)
def test_a_bad_variable_is_named(variable: str, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as found:
        from_environment({variable: text})
    assert str(found.value).startswith(f"{variable}: ")
    assert message in str(found.value)
    assert (found.value.exit_code, len(str(found.value)) < 300) == (3, True)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("fuzz", "yes", True),
        ("fuzz", "OFF", False),
        ("fuzz", "1", True),
        ("new_per_day", "None", None),
        ("new_per_day", " 20 ", 20),
        ("desired_retention", "0.85", 0.85),
        ("fsrs_parameters", str(list(DEFAULT_PARAMETERS)), DEFAULT_PARAMETERS),
        ("fsrs_parameters", " ".join(map(str, DEFAULT_PARAMETERS)), DEFAULT_PARAMETERS),
    ],
)
def test_words_are_taken_as_a_person_means_them(name: str, text: str, value: object) -> None:
    about = SETTINGS[name]
    assert about.kind.read(from_words(about, text, "-o", "")) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_a_mistake_in_one_place(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(data)
    try:
        given = user_file(file).given()
    except SettingsError as error:
        given = Given()
        assert error.mistakes  # noqa: PT017
    assert given.values.keys() <= SETTINGS.keys()


TOML = st.recursive(
    st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
    | st.sampled_from(["none", "sm2", "fsrs", "mark"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from([one.name for one in fields(Settings)]), TOML)
def test_a_value_is_taken_as_its_kind_or_refused_by_its_name(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    file = tmp_path_factory.getbasetemp() / "one.toml"
    file.write_text(f"{name} = {written(value).replace('NaN', 'nan').replace('Infinity', 'inf')}\n")
    if _is_allowed(SETTINGS[name], value):
        if name == "history":
            folder = file.parent / Path(str(value)).expanduser()
            assume(not os.path.isdir(folder))  # noqa: PTH112 (Path.is_dir raises for a name too long)
        assert combined([user_file(file).given()]).origin(name).span == (1, 1, 1, len(name) + 1)
    else:
        with pytest.raises(SettingsError, match=f"one.toml:1:1: `{name}` is "):
            user_file(file).given()
