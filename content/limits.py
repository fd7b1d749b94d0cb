"""What no deck that a person wrote has: reading stays fast because such files are refused."""

from content.reporter import Reporter
from content.source import Source
from content.span import Span

MAX_FILE_BYTES = 12_000_000
MAX_LINES = 100_000
MAX_LINKS = 20_000
"""The links and images of a file."""
MAX_LINE = 10_000
"""The characters of a line."""
MAX_FRONT_MATTER = 10_000
MAX_PARAGRAPH = 10_000
"""The characters of a paragraph, a heading or a cell."""
MAX_NOTE = 50_000
"""The characters of a note, or of what introduces a deck."""
MAX_OPEN_BRACKETS = 50
"""In one paragraph, brackets that nothing closes: a renderer goes over the text once for each."""


def check_file_size(data: bytes, report: Reporter) -> bool:
    """Report a file that is too large to be a deck; return whether it is not."""
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") + 1
    links = data.count(b"](")
    if len(data) <= MAX_FILE_BYTES and lines <= MAX_LINES and links <= MAX_LINKS:
        return True
    report_too_long(
        report,
        Span(1, 1, 1, 2),
        f"this file has {len(data):,} bytes in {lines:,} lines, and {links:,} links",
        f"a deck is read up to {MAX_FILE_BYTES // 1_000_000} MB, {MAX_LINES:,} lines and {MAX_LINKS:,} links",
        help="split it into several files: notes keep their progress wherever they move",
    )
    return False


def check_lines(source: Source, report: Reporter) -> frozenset[int]:
    """Report the first line that is too long, with how many more there are; return the numbers of all."""
    long = [number for number, line in enumerate(source.lines, start=1) if len(line) > MAX_LINE]
    if long:
        more = f", and {len(long) - 1} more lines of this file are as long" if len(long) > 1 else ""
        report_too_long(
            report,
            source.part_span(long[0], MAX_LINE, MAX_LINE + 1),
            f"this line has {len(source.line(long[0])):,} characters{more}",
            f"a line is read up to {MAX_LINE:,}",
        )
    return frozenset(long)


def report_too_long(
    report: Reporter,
    span: Span,
    message: str,
    label: str,
    *,
    help: str = "split it into what can be recalled by itself, or leave out what nobody can recall",
) -> None:
    """Report a part of a file that is longer than what is read."""
    report.error("too-long", span, message, label=label, help=help)
