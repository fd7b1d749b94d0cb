"""Reading decks against markdown-it-py alone on the same bytes: time as a ratio, and memory.

Notes are parsed, validated and linted; markdown-it-py parses blocks and inlines.
"""

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from markdown_it import MarkdownIt

from benchmarks.notes import decks
from content.lint import lint_deck, lint_together
from content.markdown import ParsedDeck, parse_deck

NOTES, FILES = 10_000, 500
MANY_NOTES, MANY_FILES = 100_000, 5_000
ROUNDS = 3


def main() -> None:
    if len(sys.argv) == 3:
        _print_memory(*map(int, sys.argv[1:]))
        return
    files = decks(NOTES, FILES)
    baseline, ours = [], []
    for _ in range(ROUNDS):  # in turns, so that a machine that slows down slows both
        baseline.append(_seconds(lambda: _markdown_it(files)))
        ours.append(_seconds(lambda: _read(files)))
    size = sum(map(len, files)) / 1_000_000
    print(f"{NOTES:,} notes in {FILES} files, {size:.1f} MB; medians of {ROUNDS}")
    print(f"markdown-it-py alone            {median(baseline):6.2f} s  1.00x")
    print(f"parsed, validated and linted    {median(ours):6.2f} s  {median(ours) / median(baseline):.2f}x")
    for notes, number in ((NOTES, FILES), (MANY_NOTES, MANY_FILES)):
        command = [sys.executable, "-m", "benchmarks.parse", str(notes), str(number)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _markdown_it(files: list[bytes]) -> int:
    parser = MarkdownIt("commonmark").enable("table")
    return sum(len(parser.parse(data.decode())) for data in files)


def _read(files: list[bytes]) -> list[ParsedDeck]:
    read = [parse_deck(f"decks/{number}.md", data, name=str(number)) for number, data in enumerate(files)]
    found = [diagnostic for parsed in read for diagnostic in (*parsed.diagnostics, *lint_deck(parsed.deck))]
    found += lint_together(note for parsed in read for note in parsed.deck.notes)
    assert not found, found[0]
    return read


def _print_memory(notes: int, number: int) -> None:
    read = _read(decks(notes, number))
    assert sum(len(parsed.deck.notes) for parsed in read) == notes
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{notes:>7,} notes in memory {peak_mib:14.0f} MiB at most")


if __name__ == "__main__":
    main()
