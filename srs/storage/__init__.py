"""How a history lies in its file: tables, rows, and what is refused before they are read."""
