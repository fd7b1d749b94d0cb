"""What GitHub hides of a deck: it reads HTML where srs sees text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from content.blocks import Block
from content.github import github_tokens
from content.limits import MAX_PARAGRAPH
from content.prose import outside_code
from content.reporter import Reporter
from content.source import Source

_ENDS = {"<!--": "-->", "<![cdata[": "]]>", "<?": "?>", "<!": ">"} | {
    f"<{name}": f"</{name}>" for name in ("pre", "script", "style", "textarea")
}
"""What ends HTML that blank lines do not end (CommonMark 0.31, section 4.6), by what begins it."""
_BEGINNING = re.compile(r"(?i)<(?:!--|!\[CDATA\[|\?|!(?=[a-z])|(?:pre|script|style|textarea)(?=[\s>]|$))")
_HTML_LINE = re.compile(r"(?m)^[ \t]*+(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*+)*+<")
_FOR_SRS = re.compile(r"<!--\s*srs:")
_DETAILS = re.compile(r"(?i)(?<!\\)<(/?)details(?=[\s>])")
_TEXT = frozenset({"heading", "paragraph", "td", "th"})


def check_on_github(body: str, blocks: Sequence[Block], source: Source, report: Reporter) -> None:
    """Report HTML that is never closed, or that holds a heading or a fence: GitHub shows neither as srs does.

    `body` is what `blocks` were read from.
    """
    if "<" not in body:
        return
    report.note = None
    hidden = _check_html(body, blocks, source, report)
    opened = list[tuple[int, int, int]]()
    for line, start, end, is_end in _details(blocks, source):
        if line in hidden:
            continue
        if not is_end:
            opened.append((line, start, end))
        elif opened:
            opened.pop()
    for line, start, end in opened:
        _report_unclosed(report, source, line, start, end, "</details>")


def _check_html(body: str, blocks: Iterable[Block], source: Source, report: Reporter) -> set[int]:
    """Report HTML that hides something; return the lines of that which blank lines do not end."""
    hidden = set[int]()
    if not _HTML_LINE.search(body):
        return hidden
    starts = [block.first for top in blocks for block in top.walk() if block.kind in ("heading", "fence")]
    for token in github_tokens(body):
        html = token.content.lstrip()
        if token.type != "html_block" or token.map is None or _FOR_SRS.match(html):
            continue
        first, last = token.map[0] + 1, token.map[1]
        beginning = _BEGINNING.match(html)
        end = _ENDS[beginning[0].lower()] if beginning else ""
        start = source.line(first).find("<")
        span_end = start + len(beginning[0] if beginning else html.partition("\n")[0])
        if beginning:
            hidden |= set(range(first, last + 1))
        if end not in html.lower():
            _report_unclosed(report, source, first, start, span_end, end)
        elif bisect_right(starts, first) < bisect_right(starts, last):
            report.error(
                "hidden-on-github",
                source.part_span(first, start, span_end),
                f"GitHub takes all from here to line {last} for HTML, which holds a heading or a fence",
                label="srs reads Markdown inside HTML",
                help=f"delete the HTML, or end it with `{end}` before them"
                if end
                else "delete the HTML, or leave a blank line below it",
            )
    return hidden


def _report_unclosed(report: Reporter, source: Source, line: int, start: int, end: int, closing: str) -> None:
    report.error(
        "hidden-on-github",
        source.part_span(line, start, end),
        "this HTML is never closed: GitHub hides or spoils all that follows",
        label="srs shows HTML as text",
        help=f"close it with `{closing}`, or put it into a code span or a fence if readers should see it",
    )


def _details(blocks: Iterable[Block], source: Source) -> Iterator[tuple[int, int, int, bool]]:
    """The tags of collapsed parts, each with its line, its columns from 0, and whether it ends one."""
    for top in blocks:
        for block in top.walk():
            if block.kind not in _TEXT or len(block.content) > MAX_PARAGRAPH:
                continue
            if "details" in block.content.lower():
                text = outside_code(block.content)
                for tag in _DETAILS.finditer(text):
                    line, column = block.locate(tag.start(), source.line)
                    yield line, column, column + len(tag[0]), bool(tag[1])
