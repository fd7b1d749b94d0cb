"""Settings as a reader sees them, and as a script does."""

from collections.abc import Iterator
from pathlib import Path

from srs.config import SETTINGS, About
from srs.config.kinds import NONE
from srs.config.layers import Configured


def settings_list(configured: Configured) -> str:
    """All settings: two lines for each, with its value, where that was set, and what it does."""
    rows = [
        (about.name, shown(getattr(configured.settings, about.name)), str(configured.origin(about.name)))
        for about in SETTINGS.values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [
        f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}\n    {SETTINGS[name].meaning}"
        for name, value, origin in rows
    ]
    return "\n".join(lines)


def one_setting(configured: Configured, about: About) -> str:
    """One setting, with what it may be and how to set it."""
    facts = {
        "set by": str(configured.origin(about.name)),
        "allowed": about.kind.allowed,
        "default": shown(about.default),
        "example": f"srs config {about.name} {about.example}",
        "in a file": about.line,
        "variable": f"{about.variable}={about.example}",
    }
    width = max(map(len, facts))
    lines = [f"    {fact:<{width}}  {text}" for fact, text in facts.items()]
    value = shown(getattr(configured.settings, about.name))
    return "\n".join([f"{about.name}  {value}", f"    {about.meaning}", *lines])


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
        old, new = (shown(getattr(configured.settings, name)) for configured in (before, after))
        if old != new:
            yield f"{name}: {old} -> {new}"


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
