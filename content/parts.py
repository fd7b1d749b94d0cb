"""The parts of a note that matter beyond their looks: fences, images, and what is said to srs alone."""

import posixpath
import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, field
from urllib.parse import unquote

from content.attributes import split_heading
from content.blocks import Block
from content.characters import is_allowed
from content.cloze import shown
from content.definitions import FOOTNOTE, Definitions
from content.fences import Fence, read_fence
from content.inlines import Inline, read_inlines
from content.invisible import Invisible, find_invisible
from content.models import Accepted, Allowed, Code, Image, Name, Role, Span, Text
from content.names import find_names
from content.reporter import Reporter, brief
from content.soundness import fence_span
from content.source import Source

HIDDEN_ROLES = frozenset({Role.SETUP, Role.CHECK})
IMAGE_TYPES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
"""What every Anki client shows."""

_DIRECTIVE = re.compile(r"\s*<!--\s*srs:(.*?)-->\s*", re.DOTALL)
_LATE_DIRECTIVE = re.compile(r"<!--\s*srs:")
_ALLOW = re.compile(r"\s*allow\s+([\w-]+)\s*:\s*(\S.*)", re.DOTALL)
_ACCEPT = re.compile(r"\s*accept\s+`([^`]+)`\s*:\s*(\S.*)", re.DOTALL)
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_MEANT_INVISIBLE = (
    "delete it; in a string, write it as an escape such as `\\u200b`, or say that it is meant: "
    "<!-- srs: allow invisible-character: the reason -->"
)
_DELETION = re.compile(r"\{\{c\d+(?:,\d+)*::")


@dataclass
class Parts:
    """Reads the parts of a section, in the order of the file."""

    source: Source
    report: Reporter
    definitions: Definitions
    is_cloze: bool | None = False
    """Whether deletions are marked in its text and code; nothing if that is not known."""
    codes: list[Code] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    """The lines that a learner never sees."""
    footnotes: dict[str, Span] = field(default_factory=dict)
    """Where each footnote is first referred to, by its label."""
    invisible: list[tuple[Invisible, Span]] = field(default_factory=list)
    """The first invisible character of each piece of code, and one outside of strings before others."""

    def read(self, block: Block, visible_role: Role, *, option: int | None = None) -> None:
        """Read the parts of a block, which stands where visible code means `visible_role`."""
        for inner in block.walk():
            match inner.kind:
                case "fence":
                    code = self._read_fence(inner, visible_role, option)
                    self.codes.append(code)
                    if code.role in HIDDEN_ROLES:
                        self._hide(inner)
                case "code_block":
                    self.report.error(
                        "indented-code",
                        self.source.line_span(inner.first),
                        "code by indentation names no language, so it cannot be run",
                        help="put it into a fence: ```python",
                    )
                case "html_block":
                    self._read_directive(inner)
                case "heading":
                    self.refuse_attributes(inner)
                    self.read_inlines(inner)
                case "paragraph" | "td" | "th":
                    self.read_inlines(inner)

    def read_inlines(self, block: Block) -> None:
        """Read what a paragraph, a heading or a cell shows beside its text."""
        inlines = read_inlines(block.content, self.definitions.links)
        for inline in inlines:
            if inline.kind == "image":
                self._read_image(inline, self._span(block, inline.start, inline.end))
            elif inline.kind == "footnote_ref" and inline.text not in self.footnotes:
                self.footnotes[inline.text] = self._span(block, inline.start, inline.end)
            elif inline.kind == "code_inline":
                self._read_code_span(block, inline)
        deletion = _DELETION.search(block.content) if self.is_cloze is False else None
        if deletion and not _is_code(deletion.start(), inlines):
            self.report.warning(
                "unmarked-cloze",
                self._span(block, deletion.start(), deletion.end()),
                "a deletion in a note that is no cloze note: learners will see its braces",
                help="add the class `.cloze` to the heading, or put the braces into a code span",
            )
        late = _LATE_DIRECTIVE.search(block.content) if "<!--" in block.content else None
        if late and not _is_code(late.start(), inlines):
            self._report_directive(
                self._span(block, late.start(), late.end()),
                "this comment is text that learners see",
                "write it on lines of its own, and end it with `-->`",
            )

    def read_code_spans(self, block: Block) -> None:
        """Read no more than what the inline code of a heading says."""
        for inline in read_inlines(block.content):
            if inline.kind == "code_inline":
                self._read_code_span(block, inline)

    def refuse_attributes(self, heading: Block) -> None:
        """Report braces on a heading that begins no note."""
        _, attributes, end = split_heading(heading.content)
        if attributes:
            self.report.error(
                "misplaced-attributes",
                self._span(heading, min(end + 1, len(heading.content) - 1), len(heading.content)),
                "this heading begins no note, so learners see what is in the braces",
                help="if it is a note, begin it with `## ` at the left margin; if not, delete the braces",
            )

    def check_footnotes(self, elsewhere: Collection[str]) -> None:
        """Report footnotes that a card would lack; `elsewhere` are the labels of all in the deck."""
        defined = self.definitions.footnotes
        for label, span in self.footnotes.items():
            if label not in defined and (label in elsewhere or label.isdecimal()):
                self.report.error(
                    "loose-footnote",
                    span,
                    f"the footnote `{brief(label)}` is not defined in this note",
                    label="shown as it stands here",
                    help=f"each card is shown alone: define it below this heading, `[^{brief(label)}]: ...`",
                )
        for label, block in defined.items():
            if label not in self.footnotes:
                self.report.warning(
                    "loose-footnote",
                    self.source.line_span(block.first),
                    f"nothing in this note refers to the footnote `{brief(label)}`",
                    label="shown nowhere",
                    help=f"refer to it, `[^{brief(label)}]`, or move it to the note that does",
                )

    def check_invisible(self) -> None:
        """Report invisible characters in code, but for those in strings that the author means."""
        allowed = [one for one in self.allowed if one.code == "invisible-character"]
        for found, span in self.invisible:
            if found.is_in_string and allowed:
                continue
            self.report.error(
                "invisible-character",
                span,
                f"an invisible character in code, U+{ord(found.character):04X}",
                label="readers see other code than this",
                help=_MEANT_INVISIBLE if found.is_in_string else "delete it: only a string may hold it",
            )
        if allowed and not any(found.is_in_string for found, _ in self.invisible):
            self.report.warning(
                "unused-allow",
                allowed[0].span,
                "no string in this note's code holds an invisible character",
                help="delete the comment",
            )

    def text(self, blocks: Sequence[Block], *, without: Set[int] = frozenset()) -> Text | None:
        """The Markdown of neighbouring blocks, less hidden lines and others; nothing if none is left."""
        if not blocks:
            return None
        first, last = blocks[0].first, blocks[-1].last
        markdown = self.source.slice(first, last, without=self.hidden | without if without else self.hidden)
        if not markdown.strip():
            return None
        complete = self.definitions.complete(markdown, first, last)
        return Text(markdown=complete, span=self.source.block_span(first, last))

    def _span(self, block: Block, start: int, end: int) -> Span:
        line, column = block.locate(start, self.source.line)
        end_line, end_column = block.locate(end, self.source.line)
        return Span(line, column + 1, end_line, end_column + 1)

    def _hide(self, block: Block) -> None:
        self.hidden |= set(range(block.first, block.last + 1))

    def _read_fence(self, block: Block, visible_role: Role, option: int | None) -> Code:
        line = self.source.line(block.first)
        span = fence_span(block, self.source)
        info_column = line.find(block.info, span.column - 1 + len(block.markup)) + 1
        content = shown(block.content) if self.is_cloze else block.content
        fence = Fence(block.info, content, span, block.first + 1, info_column)
        code = read_fence(fence, visible_role, self.report, option=option)
        found = find_invisible(block.content, is_python=code.is_python and not code.is_session)
        if found:
            worst = min(found, key=lambda one: one.is_in_string)
            number, column = block.locate(worst.offset, lambda number: self.source.line(number + 1))
            self.invisible.append((worst, self.source.part_span(number + 1, column, column + 1)))
        return code

    def _read_code_span(self, block: Block, inline: Inline) -> None:
        """Read the names in a code span, and what nobody sees in it."""
        whole = self._span(block, inline.start, inline.end)
        self.invisible += [(found, whole) for found in find_invisible(inline.text, is_python=False)[:1]]
        marked = self.is_cloze is not False and "{{c" in inline.text
        # Backticks, and a space that sets the code apart from them, are no part of the text.
        start = inline.start + (inline.end - inline.start - len(inline.text)) // 2
        for name in find_names(shown(inline.text) if marked else inline.text):
            span = whole if marked else self._span(block, start + name.start, start + name.end)
            self.names.append(Name(written=name.written, full=name.full, span=span))

    def _read_directive(self, block: Block) -> None:
        self._hide(block)
        directive = _DIRECTIVE.fullmatch(block.content)
        allow = _ALLOW.fullmatch(directive[1]) if directive else None
        accept = _ACCEPT.fullmatch(directive[1]) if directive else None
        span = self.source.block_span(block.first, block.last)
        if allow:
            self.allowed.append(Allowed(code=allow[1], reason=_one_line(allow[2]), span=span))
        elif accept:
            change, reason = _one_line(accept[1]), _one_line(accept[2])
            self.accepted.append(Accepted(change=change, reason=reason, span=span))
        else:
            self._report_directive(
                span,
                "this comment says nothing that srs knows",
                "to break a rule on purpose: <!-- srs: allow long-answer: the reason -->; "
                "to accept a surviving mutant: <!-- srs: accept `detach -> clone`: the reason -->",
            )

    def _report_directive(self, span: Span, message: str, help_: str) -> None:
        self.report.error("bad-directive", span, message, help=help_)

    def _read_image(self, image: Inline, span: Span) -> None:
        folder = posixpath.dirname(self.source.path)
        file = unquote(image.source)
        path = posixpath.normpath(posixpath.join(folder, file))
        problem = None
        if not image.source:
            problem = "this image names no file"
        elif _REMOTE.match(image.source):
            problem = "this image is not a file of the collection"
        elif path.startswith(("../", "/")):
            problem = "this image lies outside the collection"
        elif not is_allowed(file):
            problem = "the name of this image holds a control character"
        elif posixpath.splitext(path)[1].lower() not in IMAGE_TYPES:
            types = ", ".join(sorted(name[1:] for name in IMAGE_TYPES))
            problem = f"this is no kind of image that every reader shows ({types})"
        if problem:
            self.report.error(
                "bad-image",
                span,
                problem,
                help="put the file beside the deck and name it relative to the deck: ![a graph](graph.png)",
            )
        else:
            self.images.append(Image(source=image.source, path=path, alt=image.text, span=span))


def footnotes_of(blocks: Sequence[Block]) -> dict[str, Block]:
    """The footnotes that the top-level blocks of a note define."""
    return {block.info: block for block in blocks if block.kind == FOOTNOTE}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_code(position: int, inlines: Sequence[Inline]) -> bool:
    return any(inline.kind == "code_inline" and inline.start < position < inline.end for inline in inlines)
