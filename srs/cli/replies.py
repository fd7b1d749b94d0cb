"""What the replies of a line review mean; a function returns None for a reply that it does not know."""

import re

from srs.session import Button

_PICK = re.compile(r"[0-9]{1,3}(?:[\s,]+[0-9]{1,3})*")


def enter(reply: str) -> str | None:
    """Enter alone."""
    return "" if reply == "" else None


def enter_or_type(reply: str) -> str | None:
    """Enter, or `t` to type code."""
    return reply if reply in ("", "t") else None


def nothing(reply: str) -> bool | None:
    """Enter, where there is nothing to say."""
    return True if reply == "" else None


def words(reply: str) -> str:
    """Whatever the learner says."""
    return reply


def yes_or_no(reply: str) -> bool | None:
    """Yes or no, in full or by the first letter."""
    return {"y": True, "yes": True, "n": False, "no": False}.get(reply.lower())


def picked_options(reply: str, order: tuple[int, ...]) -> frozenset[int] | None:
    """The indexes of the options behind the numbers in a reply; none for an empty one."""
    if reply == "":
        return frozenset()
    if not _PICK.fullmatch(reply):
        return None
    numbers = [int(number) for number in re.findall("[0-9]+", reply)]
    if not all(1 <= number <= len(order) for number in numbers):
        return None
    return frozenset(order[number - 1] for number in numbers)


def chosen_button(reply: str, buttons: tuple[Button, ...], suggested: Button) -> Button | None:
    """The grade behind a key; Enter takes the suggested one."""
    return suggested if reply == "" else next((button for button in buttons if button.key == reply), None)
