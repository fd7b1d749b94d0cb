"""Where a line-mode review shows its text: plain for pipes and screen readers, styled on a terminal."""

import os
import re
import sys
from enum import Enum
from typing import Protocol

import click

from srs.cli.printable import printable

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<language>[\w.+-]*).*")


class Tone(Enum):
    """What a line is to the learner; the words alone must say it too."""

    PLAIN = "none"
    QUIET = "dim"
    STRONG = "bold"
    RIGHT = "bold green"
    WRONG = "bold red"


class Screen(Protocol):
    """What a review shows its text on."""

    def line(self, text: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Shows a line of the program's own words; deck text in it is made printable."""

    def markdown(self, text: str, label: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Shows Markdown of a deck, with a label such as `1.` in front."""


class PlainScreen:
    """Text without colours, boxes or escape codes; Markdown as the author wrote it."""

    def line(self, text: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Prints the line, whatever its tone."""
        click.echo(printable(text))

    def markdown(self, text: str, label: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Prints the Markdown, with its code indented."""
        lines = without_fences(text).split("\n")
        if not label:
            self.line("\n".join(lines))
            return
        indent = " " * (len(label) + 1)
        self.line(
            "\n".join([f"{label} {lines[0]}", *(f"{indent}{line}" if line else "" for line in lines[1:])])
        )


def without_fences(markdown: str) -> str:
    """Markdown with each fence said in words and its code indented, to be read aloud or in a pipe."""
    lines = []
    closing = ""
    for line in markdown.split("\n"):
        fence = _FENCE.fullmatch(line)
        if closing:
            if fence and fence["mark"].startswith(closing) and line.strip() == fence["mark"]:
                closing = ""
            else:
                lines.append(f"    {line}")
        elif fence:
            closing = fence["mark"]
            lines.append(f"{fence['indent']}{fence['language'] or 'code'}:")
        elif line.strip() or (lines and lines[-1]):  # a hidden fence leaves an empty line on both sides
            lines.append(line)
    return "\n".join(lines)


def screen_for_stdout(*, plain: bool) -> Screen:
    """Styled on a terminal that can show it, plain elsewhere and where the learner asks for it."""
    if plain or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        return PlainScreen()
    from srs.cli.styled import StyledScreen  # rich is slow to import, and only needed here

    return StyledScreen()
