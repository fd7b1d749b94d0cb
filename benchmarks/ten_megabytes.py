"""Ten megabytes of what parsers stumble over, in one line, in many lines and in many notes."""

import sys
import time

from content.lint import lint_deck
from content.markdown import parse_deck

SIZE = 10_000_000
TEXTS = ("[", "*", "<", "{{c1::", "> ")
SHAPES = {
    "one line": "",
    "lines of 110": "{line:.110}\n",
    "paragraphs of 1,000": "{line:.1000}\n\n",
    "notes of 1,000": "## Q {number} {{#q{number}}}\n\n{line:.1000}\n\n",
    "cloze notes of 1,000": "## Q {number} {{#q{number} .cloze}}\n\n{line:.1000}\n\n",
}


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    print(f"{'of ' + format(size, ','):<22}" + "".join(f"{text.strip():>9}" for text in TEXTS))
    for shape, template in SHAPES.items():
        seconds = [_seconds(_file(text, template, size)) for text in TEXTS]
        quarter = [_seconds(_file(text, template, size // 4)) for text in TEXTS]
        print(f"{shape:<22}" + "".join(f"{taken:7.2f} s" for taken in seconds))
        print(f"{'  of a quarter of it':<22}" + "".join(f"{taken:7.2f} s" for taken in quarter))


def _file(text: str, template: str, size: int) -> bytes:
    if not template:
        return (text * (size // len(text))).encode()
    line = text * 1_000
    one = len(template.format(line=line, number=10_000))
    return "".join(template.format(line=line, number=number) for number in range(size // one)).encode()


def _seconds(data: bytes) -> float:
    start = time.process_time()
    parsed = parse_deck("decks/deck.md", data, name="Deck")
    lint_deck(parsed.deck)
    return time.process_time() - start


if __name__ == "__main__":
    main()
