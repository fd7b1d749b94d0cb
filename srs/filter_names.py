"""Checks the names in a filter against the collection that they are to be found in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from srs.card_key import CardKey
from srs.card_place import CardPlace
from srs.errors import SrsError
from srs.filters import Filter, is_below, names_of

_SHOWN_NAMES = 5


class NoSuchNameError(SrsError):
    """No card is in such a deck, has such a tag or such an id."""

    exit_code = 2


def known(chosen: Filter, cards: Mapping[CardKey, CardPlace]) -> Filter:
    """The filter with each id in full; one may be given by its beginning, if no other begins so.

    Raises `NoSuchNameError` for a deck, a tag or an id that no card has.
    """
    if chosen.decks:
        _require(chosen.decks, parents_and_all(place.deck for place in cards.values()), "deck")
    if chosen.tags:
        _require(chosen.tags, parents_and_all(tag for place in cards.values() for tag in place.tags), "tag")
    if not chosen.ids:
        return chosen
    names = {name: key for key, place in cards.items() for name in names_of(key, place)}
    return replace(chosen, ids=tuple(_full_id(name, names) for name in chosen.ids))


def parents_and_all(names: Iterable[str]) -> tuple[str, ...]:
    """The names of decks or tags, each with all above it, in order."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(names):
        parts = name.split("::")
        found.update(dict.fromkeys("::".join(parts[:end]) for end in range(1, len(parts) + 1)))
    return tuple(found)


def _require(wanted: Iterable[str], names: Collection[str], what: str) -> None:
    for name in wanted:
        if not any(is_below(one, name) for one in names):
            raise NoSuchNameError(f"no card has the {what} `{name}`; {_help(name, names, what)}")


def _full_id(name: str, names: Mapping[str, CardKey]) -> str:
    if name in names:
        return name
    longer = [one for one in names if name and one.startswith(name) and "/" not in one[len(name) :]]
    if len({names[one].note for one in longer}) == 1:
        return longer[0]
    if longer:
        raise NoSuchNameError(f"several ids begin with `{name}`: {_listed(longer)}. Write more of the id")
    raise NoSuchNameError(f"no card has the id `{name}`; {_help(name, names, 'id')}")


def _help(name: str, names: Collection[str], what: str) -> str:
    folded = {one.casefold(): one for one in names}
    near = get_close_matches(name.casefold(), folded, n=3)
    if not near and what == "deck":  # the last part of a long name is what one remembers
        near = [one for one in folded if name.casefold() in one][:3]
    if near:
        return f"did you mean {_listed([folded[one] for one in near])}?"
    if what == "id":
        return "`srs search WORDS` finds notes by what they say"
    return f"known here: {_listed(list(names))}" if names else f"no card here has a {what}"


def _listed(names: list[str]) -> str:
    more = ", ..." if len(names) > _SHOWN_NAMES else ""
    return ", ".join(f"`{name}`" for name in names[:_SHOWN_NAMES]) + more
