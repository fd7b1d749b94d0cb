from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.card_place import CardPlace
from srs.card_state import CardState
from srs.events import CardKey
from srs.filter_names import NoSuchNameError, known
from srs.filters import Filter, matching
from tests.srs.samples import key


def place(note: str, deck: str, tags: tuple[str, ...] = (), level: str | None = None) -> CardPlace:
    return CardPlace(deck, f"{deck}.md", 1, note, tags, level)


CARDS = {
    key("leaf"): place("leaf", "PyTorch::Autograd", ("torch", "autograd"), "beginner"),
    key("graph"): place("graph", "PyTorch::Autograd::Graph", ("torch::graph",), "advanced"),
    key("graph", "reverse"): place("graph", "PyTorch::Autograd::Graph", ("torch::graph",), "advanced"),
    key("old"): place("renamed", "PyTorch::Autograd2"),
    key("verb"): place("verb", "Latin", ("grammar",), "beginner"),
}
STATES = {
    key("leaf"): CardState(lapses=8),
    key("graph"): CardState(lapses=7, flag=""),
    key("verb"): CardState(lapses=9, flag="the ending is wrong"),
}


def chosen(filter_: Filter, leech_threshold: int = 8) -> list[str]:
    return [
        f"{card.note}/{card.card}" if card.card != "forward" else card.note
        for card in matching(CARDS, STATES, filter_, leech_threshold)
    ]


def test_an_empty_filter_chooses_every_card() -> None:
    assert matching(CARDS, {}, Filter(), 8) == tuple(CARDS)


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (Filter(decks=("PyTorch::Autograd",)), ["leaf", "graph", "graph/reverse"]),
        (Filter(decks=("pytorch",)), ["leaf", "graph", "graph/reverse", "old"]),
        (Filter(decks=("Latin", "PyTorch::Autograd2")), ["old", "verb"]),
        (Filter(tags=("torch",)), ["leaf", "graph", "graph/reverse"]),
        (Filter(tags=("autograd", "grammar")), ["leaf", "verb"]),
        (Filter(levels=("beginner",)), ["leaf", "verb"]),
        (Filter(levels=("beginner",), decks=("PyTorch",)), ["leaf"]),
        (Filter(ids=("graph",)), ["graph", "graph/reverse"]),
        (Filter(ids=("graph/reverse",)), ["graph/reverse"]),
        (Filter(ids=("renamed",)), ["old"]),
        (Filter(ids=("old",)), ["old"]),
        (Filter(ids=("old/forward", "leaf")), ["leaf", "old"]),
        (Filter(leeches=True), ["leaf", "verb"]),
        (Filter(flagged=True), ["graph", "verb"]),
        (Filter(flagged=True, leeches=True), ["verb"]),
    ],
    ids=str,
)
def test_a_filter_chooses_in_deck_order(filter_: Filter, expected: list[str]) -> None:
    assert chosen(filter_) == expected


def test_a_threshold_of_zero_knows_no_leeches() -> None:
    assert chosen(Filter(leeches=True), leech_threshold=0) == []


_WORDS = st.lists(st.sampled_from(["Latin", "PyTorch", "torch", "grammar", "leaf", "verb"]), max_size=3).map(
    tuple
)


@given(_WORDS, _WORDS, _WORDS, st.booleans(), st.booleans())
def test_what_is_asked_for_besides_narrows_the_choice(
    decks: tuple[str, ...], tags: tuple[str, ...], ids: tuple[str, ...], leeches: bool, flagged: bool
) -> None:
    wide = Filter(decks, tags)
    narrow = replace(wide, ids=ids, leeches=leeches, flagged=flagged)
    assert set(chosen(narrow)) <= set(chosen(wide))


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        (Filter(decks=("PyTorch::Autogradd",)), "no card has the deck `PyTorch::Autogradd`; did you mean"),
        (Filter(decks=("Graph",)), "did you mean `PyTorch::Autograd::Graph`"),
        (Filter(decks=("PyTorch::Auto",)), "no card has the deck"),
        (Filter(tags=("gramar",)), "no card has the tag `gramar`; did you mean `grammar`?"),
        (Filter(tags=("xyz",)), "known here: `torch`, `autograd`, `torch::graph`, `grammar`"),
        (Filter(ids=("lef",)), "no card has the id `lef`; did you mean `leaf`?"),
        (Filter(ids=("graph/backward",)), "no card has the id `graph/backward`"),
        (Filter(ids=("",)), "`srs search WORDS`"),
    ],
    ids=str,
)
def test_unknown_names_are_refused_with_the_nearest(filter_: Filter, message: str) -> None:
    with pytest.raises(NoSuchNameError, match="no card has the") as error:
        known(filter_, CARDS)
    assert message in str(error.value)


def test_an_id_may_be_given_by_its_beginning() -> None:
    assert known(Filter(ids=("gr", "verb")), CARDS).ids == ("graph", "verb")


def test_a_beginning_that_several_ids_have_is_refused() -> None:
    cards: dict[CardKey, CardPlace] = {key(name): place(name, "D") for name in ("one-a", "one-b")}
    with pytest.raises(NoSuchNameError, match="several ids begin with `one`: `one-a`, `one-b`"):
        known(Filter(ids=("one",)), cards)


def test_names_that_cards_have_pass_whatever_their_case() -> None:
    asked = Filter(decks=("latin", "PyTorch"), tags=("TORCH",))
    assert known(asked, CARDS) == asked
