"""The page with plots: whole, accessible, and in need of nothing else."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from srs.card_place import CardPlace
from srs.events import CardKey, Event
from srs.sm2 import Grade
from srs.stats.gather import Scope
from srs.stats.page import PageNotWrittenError, write_page
from tests.srs.samples import MONDAY, NAMESPACE, moment, review
from tests.srs.stats.counting import counted_in_full, scope
from tests.srs.stats.learner import Learner

CHROMIUM = shutil.which("chromium")
SVG = "{http://www.w3.org/2000/svg}"
HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = '</svg><script>alert("&amp;")</script>\x1b[2J\u202e'
CARDS = [CardKey(NAMESPACE, f"note-{number}", "forward") for number in range(60)]
FIRST_DAY = MONDAY - timedelta(days=150)


def places(deck: str = "Deck::{}") -> dict[CardKey, CardPlace]:
    return {
        card: CardPlace(deck.format(number % 3), "d.md", 1, card.note, (), None)
        for number, card in enumerate(CARDS)
    }


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of somebody who learnt for five months."""
    folder = tmp_path_factory.mktemp("page")
    events = [*Learner(new_per_day=1).reviews(CARDS, FIRST_DAY, 150)]
    write_page(counted_in_full(folder, events, scope(places())), folder / "stats.html")
    return folder / "stats.html"


def parsed(page: Path) -> ElementTree.Element:
    """The page as XML, which forgives nothing."""
    return ElementTree.fromstring(page.read_bytes())


def text_of(element: ElementTree.Element) -> str:
    return "".join(element.itertext()).strip()


def page_of(folder: Path, events: Sequence[Event], of: Scope) -> str:
    write_page(counted_in_full(folder, events, of), folder / "stats.html")
    parsed(folder / "stats.html")
    return (folder / "stats.html").read_text(encoding="utf-8")


def test_it_has_a_plot_for_each_figure_with_its_numbers_in_a_table(page: Path) -> None:
    sections = {text_of(section[0]): section for section in parsed(page).iter(f"{HTML}section")}
    assert list(sections) == [
        "Calendar",
        "True retention by month",
        "True retention by age",
        "The next 30 days",
        "True retention by deck",
        "Predicted and recalled",
        "Time for an answer",
        "Intervals",
        "Ease",
        "Hardest cards",
        "Slowest cards",
    ]
    for name, section in sections.items():
        assert len(list(section.iter(f"{HTML}tr"))) > 1, name
        assert name.endswith(" cards") or len(list(section.iter(f"{SVG}svg"))) == 1


def test_each_plot_has_a_title_and_a_description(page: Path) -> None:
    for plot in parsed(page).iter(f"{SVG}svg"):
        assert plot.get("role") == "img"
        named = {part.get("id"): text_of(part) for part in plot}
        assert named[plot.get("aria-labelledby")]
        assert named[plot.get("aria-describedby")]


def test_no_id_occurs_twice_and_what_is_referred_to_is_there(page: Path) -> None:
    text = page.read_text()
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', text)) <= {
        pair for id_ in ids for pair in ((id_, ""), ("", id_))
    }


def test_it_asks_for_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text()
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?!#)', text) == []
    assert "@import" not in text
    assert set(re.findall(r"url\((.)", text)) <= {"#"}


def test_plots_have_no_colour_but_those_of_the_style_sheet(page: Path) -> None:
    plots = "".join(re.findall(r"<svg.*?</svg>", page.read_text(), re.DOTALL))
    assert re.findall(r"#[0-9a-f]{6}\b", plots) == []


def test_every_colour_of_a_plot_is_in_the_style_sheet(page: Path) -> None:
    text = page.read_text()
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= set(re.findall(r"(--[\w-]+):", text))


def test_the_same_statistics_make_the_same_page(page: Path, tmp_path: Path) -> None:
    events = [*Learner(new_per_day=1).reviews(CARDS, FIRST_DAY, 150)]
    assert page_of(tmp_path, events, scope(places())) == page.read_text()


def test_names_of_decks_are_text_and_nothing_else(tmp_path: Path) -> None:
    events = [*Learner(new_per_day=3).reviews(CARDS, MONDAY - timedelta(days=9), 9)]
    text = page_of(tmp_path, events, replace(scope(places(HOSTILE)), collection=HOSTILE))
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    "events",
    [
        [],
        [review("one", Grade.AGAIN, moment())],
        [review("gone", Grade.GOOD, moment(days=days)) for days in (-400, -9)],
    ],
    ids=["nothing", "one review", "only a retired card"],
)
def test_it_can_be_made_of_whatever_was_reviewed(events: Sequence[Event], tmp_path: Path) -> None:
    assert "Statistics of all cards" in page_of(tmp_path, events, scope())


def test_a_page_without_reviews_says_how_to_begin(tmp_path: Path) -> None:
    assert "none yet: srs review begins" in page_of(tmp_path, [], scope())


def test_a_single_review_is_one_on_one_day(tmp_path: Path) -> None:
    text = page_of(tmp_path, [review("one", Grade.GOOD, moment())], scope())
    assert "<strong>1 day</strong>" in text
    assert "on 1 day<" in text


def test_what_ends_today_begins_on_a_narrow_screen_at_its_end(page: Path) -> None:
    sections = parsed(page).iter(f"{HTML}section")
    newest = [text_of(section[0]) for section in sections if "newest" in section.get("class", "").split()]
    assert newest == ["Calendar", "True retention by month"]
    assert ".newest .plot { direction: rtl; }" in page.read_text()


def test_where_it_cannot_be_written_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(PageNotWrittenError, match="Choose another file"):
        write_page(counted_in_full(tmp_path, []), tmp_path / "nowhere" / "stats.html")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_browser_shows_it_without_a_complaint(page: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
    ]
    quiet += ["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"]
    shown = subprocess.run(
        [CHROMIUM, *quiet, f"--user-data-dir={tmp_path}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert shown.stdout.count("<svg") == 9
    assert "Hardest cards" in shown.stdout
    assert [line for line in shown.stderr.splitlines() if "CONSOLE" in line] == []
