"""Draws docs/review.svg: a real `srs review` on a real terminal, as the README shows it.

Run it with `make picture`.
"""

import os
import re
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

COLUMNS = 96
TWO_CARDS = (("shows the answer: ", ""), ("Good): ", "")) * 2
THIRD_CARD = (("shows the answer: ", ""), ("Good): ", "4"))
FOURTH_CARD = (("shows the answer: ", "q"),)


def transcript() -> str:
    """What a learner sees who reviews the third card of the shipped deck, with its colours."""
    with TemporaryDirectory() as home:
        own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        environment = {**os.environ, **own, "TERM": "xterm-256color"}
        settings = [name for name in environment if name.startswith("SRS_")]
        for name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES", *settings):
            environment.pop(name, None)
        program = pexpect.spawn(
            str(Path(sys.executable).with_name("srs")),
            ["review"],
            env=environment,
            cwd=home,
            dimensions=(50, COLUMNS),
            encoding="utf-8",
        )
        shown = ""
        for prompt, reply in TWO_CARDS + THIRD_CARD + FOURTH_CARD:
            program.expect_exact(prompt)
            shown += str(program.before) + prompt
            program.sendline(reply)
        program.expect(pexpect.EOF)
    return re.sub(r"\x1b\[\?2004[hl]\r?|\r", "", shown)


def draw() -> str:
    """The picture, which is the same until the program or the deck shows something else."""
    text = transcript()
    third_card = text[text.rindex("Card 3 of") : text.rindex("Card 4 of")]
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi("$ srs review\n...\n" + third_card))
    picture = console.export_svg(title="srs review", theme=MONOKAI, unique_id="srs")
    return re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    Path(__file__).with_name("review.svg").write_text(draw(), encoding="utf-8")
