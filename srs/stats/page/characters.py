"""Characters that a page may hold."""


def shown(text: str) -> str:
    """`text` with a replacement for what no reader sees, XML forbids or would reorder a line."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
