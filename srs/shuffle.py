"""The order in which a choice card shows its options: never the same twice in a row."""

from random import Random

from srs.events import CardKey


def option_order(card: CardKey, reviews: int, options: int) -> tuple[int, ...]:
    """The indexes of the options, as shown after so many reviews of the card.

    A function of its arguments alone: a session that is interrupted shows the same order again.
    """
    random = Random("\0".join(card))  # noqa: S311 (nothing here is secret)
    order = random.sample(range(options), options)
    for _ in range(reviews):
        previous = order
        while order == previous:
            order = random.sample(range(options), options)
    return tuple(order)
