"""The `srs.toml` of a collection."""

import re
from dataclasses import dataclass
from pathlib import Path

from content.characters import decode
from content.reporter import Reporter, brief, did_you_mean
from content.roots import REVIEW_TABLE, SETTINGS_FILE
from content.source import Source
from content.toml import TomlError, key_span, parse_toml

KEYS = frozenset({"title", "namespace", "decks"})
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an `srs.toml` sets."""

    title: str
    namespace: str
    folder: str | None
    """The folder of deck files, relative to the root; nothing if that cannot be told."""


def read_settings(root: Path, data: bytes, report: Reporter) -> Settings:
    """Read an `srs.toml`; each bad key or value is reported where it stands."""
    source = decode(SETTINGS_FILE, data, report) or Source(SETTINGS_FILE, "")
    values = _parse(source, report)
    for key in sorted(values.keys() - KEYS - {REVIEW_TABLE}):
        help_ = did_you_mean(key, KEYS)
        report.error(
            "unknown-key",
            key_span(source, key),
            f"`{brief(key)}` is not a setting",
            help=f"{help_}; what concerns the review stands below a line `[{REVIEW_TABLE}]`",
        )
    if report.errors:
        missing = ""
    else:
        missing = ", ".join(f"`{key}`" for key in ("title", "namespace") if key not in values)
    if missing:
        report.error(
            "missing-key",
            source.line_span(1),
            f"{SETTINGS_FILE} does not set {missing}",
            help='it needs a title and a namespace: `namespace = "pytorch.example"`',
        )
    for key in sorted(values.keys() & KEYS):
        _check_value(key, values[key], root, source, report)
    text = {key: value for key, value in values.items() if isinstance(value, str)}
    if report.errors:
        return Settings(text.get("title", root.name), text.get("namespace", ""), None)
    return Settings(text["title"].strip(), text["namespace"], Path(text.get("decks", "decks")).as_posix())


def _parse(source: Source, report: Reporter) -> dict[str, object]:
    try:
        return parse_toml(source)
    except TomlError as error:
        report.error(
            "bad-settings",
            error.span,
            f"not valid TOML: {error.problem}",
            help=error.help or 'each line sets one key: `title = "PyTorch"`',
        )
        return {}


def _check_value(key: str, value: object, root: Path, source: Source, report: Reporter) -> None:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        problem, help_ = f"`{key}` must be a text", f'write `{key} = "..."`'
    elif key == "namespace" and not NAMESPACE.fullmatch(value):
        problem = "a namespace is made of lower-case letters, digits, `.` and `-`"
        help_ = 'choose once, never change: `namespace = "pytorch.example"`'
    elif key == "decks" and not (root / value).resolve().is_relative_to(root.resolve()):
        problem = "the folder of decks lies outside the collection"
        help_ = 'name a folder beside srs.toml: `decks = "decks"`'
    elif key == "decks" and not (root / value).is_dir():
        problem = f"there is no folder `{value}` beside {SETTINGS_FILE}"
        help_ = "make the folder, or name the one that holds the decks"
    else:
        return
    report.error("bad-value", key_span(source, key), problem, help=help_)
