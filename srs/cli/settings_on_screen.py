"""Settings as a reader sees them, and as a script does."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from srs.config import SETTINGS, About
from srs.config.kinds import NONE
from srs.config.layers import Configured

_INDENT = "    "
_LEAST_WIDTH = 40
"""A narrower screen gets lines of this width: nothing can be read in a few columns."""
_MOST_VALUE = 24
"""As many characters of a value as leave room beside it for where it was set."""


def settings_list(configured: Configured, width: int) -> str:
    """All settings: each with its value, where that was set, and what it does, on a screen of that width."""
    rows = [
        (
            about.name,
            brief_value(getattr(configured.settings, about.name)),
            str(configured.origin(about.name)),
        )
        for about in SETTINGS.values()
    ]
    of_name = max(len(name) for name, _, _ in rows)
    of_value = max(len(value) for _, value, _ in rows if len(value) <= _MOST_VALUE)
    lines = []
    for name, value, origin in rows:
        line = f"{name:<{of_name}}  {value:<{of_value}}  {origin}"
        if len(value) > of_value or len(line) > width:
            line = f"{name:<{of_name}}  {value}\n{' ' * of_name}  {origin}"
        lines += [line, _wrapped(_INDENT, SETTINGS[name].meaning, width)]
    return "\n".join(lines)


def one_setting(configured: Configured, about: About, width: int) -> str:
    """One setting, with what it may be and how to set it, on a screen of that width."""
    facts = {
        "set by": str(configured.origin(about.name)),
        "allowed": about.kind.allowed,
        "default": shown(about.default),
        "example": f"srs config {about.name} {about.example}",
        "in a file": about.line,
        "variable": f"{about.variable}={about.example}",
    }
    of_fact = max(map(len, facts))
    lines = [_wrapped(f"{_INDENT}{fact:<{of_fact}}  ", text, width) for fact, text in facts.items()]
    value = _wrapped(f"{about.name}  ", shown(getattr(configured.settings, about.name)), width)
    return "\n".join([value, _wrapped(_INDENT, about.meaning, width), *lines])


def as_json(configured: Configured, about: About) -> dict[str, object]:
    """One setting as `srs config --json` prints it."""
    origin = configured.origin(about.name)
    value = getattr(configured.settings, about.name)
    return {
        "name": about.name,
        "value": str(value) if isinstance(value, Path) else value,
        "default": about.default,
        "origin": {
            "layer": str(origin.layer),
            "name": origin.name or None,
            "line": origin.span.line if origin.span else None,
        },
        "meaning": about.meaning,
        "allowed": about.kind.allowed,
        "example": about.example,
    }


def changes(before: Configured, after: Configured) -> Iterator[str]:
    """What becomes of each setting that changes."""
    for name in SETTINGS:
        old, new = (getattr(configured.settings, name) for configured in (before, after))
        if old != new:
            was, becomes = brief_value(old), brief_value(new)
            yield f"{name}: {was} -> {becomes if was != becomes else f'{len(new)} others'}"


def shown(value: object) -> str:
    """A value as it is typed on a command line."""
    match value:
        case None:
            return NONE
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def brief_value(value: object) -> str:
    """A value as it is named beside others."""
    return f"{len(value)} numbers" if isinstance(value, tuple) else shown(value)


def _wrapped(begin: str, text: str, width: int) -> str:
    """A text after `begin`, its further lines below its first word; no word is cut."""
    return fill(
        text,
        max(width, _LEAST_WIDTH),
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_long_words=False,
        break_on_hyphens=False,
    )
