"""A review on a terminal that has colours: Markdown laid out, code highlighted."""

from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from srs.cli.printable import printable
from srs.cli.screen import Tone

_THEME = Theme(
    {
        "markdown.code": "cyan",
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.item.bullet": "dim",
        "markdown.item.number": "dim",
        "markdown.block_quote": "none",
    }
)


class StyledScreen:
    """Text on a terminal; rich honours NO_COLOR and the terminal's width."""

    def __init__(self) -> None:
        self._console = Console(theme=_THEME, markup=False, emoji=False, highlight=False)

    def line(self, text: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Prints the line in the style of its tone."""
        self._console.print(Text(printable(text)), style=tone.value)

    def markdown(self, text: str, label: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Prints the Markdown laid out."""
        body = _DeckMarkdown(printable(text), tone)
        if not label:
            self._console.print(body)
            return
        row = Table.grid(padding=(0, 1))
        row.add_column()
        row.add_column(ratio=1)
        row.add_row(Text(label, style="bold"), body)
        self._console.print(row)


class _PlainHeading(Heading):
    """A heading without a box or a rule around it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _TerminalCode(CodeBlock):
    """Code in the terminal's own colours and on its own background, ready to be copied."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        if self.lexer_name == "output":
            yield Text("output:", style="dim")
        yield Syntax(code, self.lexer_name, theme="ansi_dark", background_color="default", word_wrap=True)


class _DeckMarkdown(Markdown):
    """Markdown of a deck: raw HTML is text, and links show where they lead."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _TerminalCode,
        "code_block": _TerminalCode,
        "heading_open": _PlainHeading,
    }

    def __init__(self, markdown: str, tone: Tone) -> None:
        super().__init__("", style=tone.value, hyperlinks=False)
        parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
        self.parsed = parser.parse(markdown)
        for token in self.parsed:
            _clean(token)


def _clean(token: Token) -> None:
    """Entities such as `&#x202e;` become characters only when the Markdown is parsed."""
    token.content = printable(token.content)
    for child in token.children or ():
        _clean(child)
