"""What the settings say of a day's cards."""

from srs.config import Settings
from srs.leeches import LeechRule
from srs.wish import Rules


def rules_of(settings: Settings) -> Rules:
    """In which order cards come, and how many."""
    return Rules(settings.order, settings.new_per_day, settings.reviews_per_day, settings.bury_siblings)


def leech_rule(settings: Settings) -> LeechRule:
    """When a card is a leech, with what becomes of it."""
    return LeechRule(settings.leech_threshold, suspends=settings.leech_action == "suspend")
