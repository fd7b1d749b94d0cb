"""The note types that Anki gets: frozen in their ids, their fields and their number of templates.

Anki updates texts, styles and even names as long as ids and counts stay the same. A field or a template more
or fewer, and every note of every learner stops updating without a word. So nothing here is ever added to or
removed: a new idea takes a spare, by renaming it.
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from content.cloze import MAX_NUMBER
from exporters import html

Kind = Literal["basic", "cloze", "choice", "explain"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a note."""

    name: str
    id: int


@dataclass(frozen=True, slots=True)
class Template:
    """What makes one card of a note."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """Fields, and the templates that make cards of them."""

    id: int
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    card_ordinals: Mapping[str, int]
    """Anki's number for each card that a note of this kind can have, by the card's name."""
    is_cloze: bool = False
    """Whether Anki makes a card of each deletion, and not of each template."""

    @property
    def content(self) -> str:
        """The hash of everything that Anki would update."""
        parts = (
            self.name,
            [astuple(field) for field in self.fields],
            [astuple(template) for template in self.templates],
            self.css,
        )
        return sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _text(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _side(name: str, script: str | None = None) -> str:
    """A side of a card; its script is in the template, because Anki never updates a shipped script file."""
    return _text(name) + (f"<script>\n{_text(script)}</script>\n" if script else "")


def _spare(id: int, field: str) -> Template:
    """Makes a card only of notes that fill `field`, which none does yet."""
    text = f"{{{{#{field}}}}}{{{{{field}}}}}{{{{/{field}}}}}"
    return Template(field, id, front=text, back=text)


_CSS = _text("card.css") + html.stylesheet()

NOTE_TYPES: Mapping[Kind, NoteType] = {
    "basic": NoteType(
        id=1_686_509_804_597,
        name="srs Basic",
        fields=(
            Field("Question", 3_239_136_288_786_211),
            Field("Answer", 432_655_384_662_381),
            Field("Level", 190_271_101_181_411),
            Field("Reverse", 1_706_077_712_945_147),
            Field("Spare 2", 6_530_606_278_181_618),
            Field("Spare 3", 4_204_302_213_707_761),
        ),
        templates=(
            Template(
                "Forward",
                6_986_043_391_904_074,
                front=_side("basic_front.html"),
                back=_side("basic_back.html"),
            ),
            Template(
                "Reverse",
                6_417_514_768_168_286,
                front=_side("basic_reverse_front.html"),
                back=_side("basic_reverse_back.html"),
            ),
            _spare(2_824_272_315_735_505, "Spare 2"),
        ),
        css=_CSS,
        card_ordinals={"forward": 0, "reverse": 1},
    ),
    "cloze": NoteType(
        id=1_616_546_346_426,
        name="srs Cloze",
        fields=(
            Field("Text", 8_879_074_174_696_472),
            Field("Extra", 8_776_517_147_182_171),
            Field("Level", 580_870_015_166_698),
            Field("Spare 1", 5_744_151_162_420_791),
            Field("Spare 2", 1_592_121_834_903_410),
            Field("Spare 3", 5_272_309_367_125_445),
        ),
        templates=(
            Template(
                "Cloze", 5_599_577_013_218_505, front=_side("cloze_front.html"), back=_side("cloze_back.html")
            ),
        ),
        css=_CSS,
        card_ordinals={f"c{number}": number - 1 for number in range(1, MAX_NUMBER + 1)},
        is_cloze=True,
    ),
    "choice": NoteType(
        id=1_637_576_054_959,
        name="srs Choice",
        fields=(
            Field("Question", 1_083_270_451_163_682),
            Field("Options", 1_502_885_302_158_255),
            Field("Explanation", 2_533_233_435_636_200),
            Field("Level", 8_599_591_865_456_087),
            Field("Spare 1", 3_928_224_626_282_256),
            Field("Spare 2", 8_100_788_358_887_436),
            Field("Spare 3", 3_463_017_931_808_905),
        ),
        templates=(
            Template(
                "Choice",
                8_625_390_754_439_719,
                front=_side("choice_front.html", script="choice.js"),
                back=_side("choice_back.html", script="choice.js"),
            ),
            _spare(7_410_208_161_008_258, "Spare 1"),
        ),
        css=_CSS,
        card_ordinals={"choice": 0},
    ),
    "explain": NoteType(
        id=1_695_549_231_790,
        name="srs Explain",
        fields=(
            Field("Question", 7_182_295_180_129_409),
            Field("Hint", 5_525_812_764_946_509),
            Field("Concepts", 4_953_572_621_835_190),
            Field("Answer", 5_696_993_629_848_263),
            Field("Level", 8_364_479_503_093_142),
            Field("Spare 1", 1_851_418_036_743_565),
            Field("Spare 2", 6_569_889_438_038_759),
            Field("Spare 3", 4_991_357_477_032_031),
        ),
        templates=(
            Template(
                "Explain",
                386_331_509_726_684,
                front=_side("explain_front.html"),
                back=_side("explain_back.html", script="explain.js"),
            ),
            _spare(4_548_997_629_573_935, "Spare 1"),
        ),
        css=_CSS,
        card_ordinals={"explain": 0},
    ),
}
