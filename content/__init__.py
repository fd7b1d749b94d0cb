"""What there is to learn: decks, notes and the code they teach."""
