"""Decks as an Anki package whose learners keep their progress when it is rebuilt."""
