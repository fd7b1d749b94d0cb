"""How learning goes: figures counted from the log of events, with the states of cards derived from it."""
