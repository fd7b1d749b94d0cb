"""Writes the table of settings in `docs/settings.md`; run it as `python docs/settings.py`."""

import re
from pathlib import Path

from srs.cli.settings_on_screen import shown
from srs.config import SETTINGS

PAGE = Path(__file__).with_suffix(".md")
HEADER = "| setting | does | may be | default |\n|---|---|---|---|\n"


def table() -> str:
    """Every setting, a row for each."""
    rows = [
        f"| `{about.name}` | {about.meaning} | {about.kind.allowed} | `{shown(about.default)}` |\n"
        for about in SETTINGS.values()
    ]
    return HEADER + "".join(rows)


def page() -> str:
    """The page, with the table as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    return re.sub(re.escape(HEADER) + r"(\|.*\n)*", lambda _: table(), text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
