"""Figures drawn by Matplotlib as SVG that takes its colours and letters from the page around it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from io import StringIO
from typing import Any
from warnings import catch_warnings, filterwarnings
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from srs.stats.page.characters import shown

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ID = "id"
_HREF = f"{{{_XLINK}}}href"
_METADATA = f"{{{_SVG}}}metadata"
_STYLE = f"{{{_SVG}}}style"
_FONT = re.compile(r"(font: *(?:[a-z]+ )*[\d.]+px) [^;]*")
_TIP = "tip-"

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)


class Colour(StrEnum):
    """Stands for a colour of the page, which differs between light and dark: see page.css."""

    INK = "#000001"
    QUIET = "#000002"
    GRID = "#000003"
    MAIN = "#000004"
    SOFT = "#000005"
    OTHER = "#000006"
    PAPER = "#000007"
    NONE = "#000008"
    """No reviews."""
    SHADE_1 = "#000009"
    SHADE_2 = "#00000a"
    SHADE_3 = "#00000b"
    SHADE_4 = "#00000c"

    @property
    def variable(self) -> str:
        """Its name in the style sheet."""
        return f"var(--{self.name.lower().replace('_', '-')})"


SHADES = (Colour.SHADE_1, Colour.SHADE_2, Colour.SHADE_3, Colour.SHADE_4)
"""From few reviews to many."""

_STYLE_OF_PLOTS: Any = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": Colour.INK.value,
    "axes.labelcolor": Colour.QUIET.value,
    "axes.edgecolor": Colour.GRID.value,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": Colour.GRID.value,
    "grid.linewidth": 0.6,
    "xtick.color": Colour.GRID.value,
    "ytick.color": Colour.GRID.value,
    "xtick.labelcolor": Colour.QUIET.value,
    "ytick.labelcolor": Colour.QUIET.value,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 9,
}


class Canvas:
    """One figure, with tips that show where the pointer rests."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self.name = name
        self.figure = Figure(figsize=(width, height), layout="constrained")
        self.figure.patch.set_visible(False)
        self.tips: dict[str, str] = {}

    def axes(self) -> Axes:
        """The only axes of the figure."""
        axes = self.figure.add_subplot()
        axes.patch.set_visible(False)
        return axes

    def tip(self, text: str) -> str:
        """The id of something that shows this text where the pointer rests."""
        id_ = f"{_TIP}{len(self.tips)}"
        self.tips[id_] = shown(text)
        return id_

    def svg(self, title: str, description: str) -> str:
        """The figure as an `svg` element, named and described for those who do not see it."""
        drawn = StringIO()
        with rc_context({"svg.hashsalt": self.name}), catch_warnings():
            filterwarnings("ignore", "Glyph .* missing from font")  # the reader's own fonts show the text
            self.figure.savefig(drawn, format="svg", metadata={"Date": None})
        root = ElementTree.fromstring(drawn.getvalue())  # noqa: S314 - Matplotlib wrote it
        _clean(root, self.name, self.tips)
        _describe(root, self.name, title, description)
        return _coloured(ElementTree.tostring(root, encoding="unicode"))


@contextmanager
def style_of_plots() -> Iterator[None]:
    """How all plots of the page look."""
    with rc_context(_STYLE_OF_PLOTS):
        yield


def _clean(root: ElementTree.Element, name: str, tips: Mapping[str, str]) -> None:
    """Drops what would reach beyond the figure, and makes its ids its own."""
    del root.attrib["width"], root.attrib["height"]
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (_METADATA, _STYLE):
                parent.remove(child)
    for element in root.iter():
        id_ = element.get(_ID, "")
        if id_ in tips:
            tip = ElementTree.Element(f"{{{_SVG}}}title")
            tip.text = tips[id_]
            element.insert(0, tip)
        for attribute, value in element.attrib.items():
            if attribute == _ID:
                element.set(attribute, f"{name}-{value}")
            elif attribute == _HREF:
                element.set(attribute, value.replace("#", f"#{name}-", 1))
            elif "url(#" in value:
                element.set(attribute, value.replace("url(#", f"url(#{name}-"))
            elif attribute == "style":
                element.set(attribute, _FONT.sub(r"\1 var(--letters)", value))


def _describe(root: ElementTree.Element, name: str, title: str, description: str) -> None:
    parts = []
    for tag, text in (("title", title), ("desc", description)):
        part = ElementTree.Element(f"{{{_SVG}}}{tag}", {_ID: f"{name}-{tag}"})
        part.text = text
        parts.append(part)
    root[:0] = parts
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")


def _coloured(svg: str) -> str:
    for colour in Colour:
        svg = svg.replace(colour.value, colour.variable)
    return svg
