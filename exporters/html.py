"""Markdown to HTML: the one renderer for all HTML that leaves the project."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

OUTPUT = "output"
"""The language of a fence that holds what the code before it prints."""

MAX_HIGHLIGHTED = 4_000
"""The characters of code that is coloured; some of Pygments' lexers take their square, or worse, in time."""

_IMAGES = "images"
"""Where `render` keeps the images for the rules of the renderer."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no reader should receive: a terminal obeys these, and Anki splits fields at U+001F."""

_MATH_DELIMITER = re.compile(r"\\(?=[(\[]|begin\{)")
"""A backslash in prose that MathJax would take for the start of math."""

_UNSAFE_TEX = re.compile(
    r"""\\(?: href | url | require | class | style | cssId | data | bbox | enclose | mmlToken | csname
          | unicode | includegraphics | [a-z]*def | let | futurelet
          | (?:re)?new(?:command|environment) | Declare[A-Za-z]* )(?![A-Za-z])""",
    re.VERBOSE,
)
"""TeX that makes MathJax emit links, styles or attributes, or gives commands another meaning."""

_RELATIVE = re.compile(r"(?![/\\])(?![A-Za-z][A-Za-z0-9+.-]*:)[^\s]+")

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_ALIGNED = {"left", "center", "right"}
_CLASSES = {
    "span": {name for name in STANDARD_TYPES.values() if name} | {"math"},
    "pre": {"hl"},
    "div": {"math", "output", "output-label"},
    "section": {"footnotes"},
    "th": _ALIGNED,
    "td": _ALIGNED,
}


def render(markdown: str, images: Mapping[str, str]) -> str:
    """HTML for a text of any number of blocks; whatever the text holds, the HTML is inert.

    `images` says where each image is that the text may show, by where the text says it is.
    """
    return _sanitised(_parser().render(_printable(markdown), {_IMAGES: images}))


def render_inline(markdown: str, images: Mapping[str, str]) -> str:
    """HTML for one line, such as a heading, without a paragraph around it."""
    return _sanitised(_parser().renderInline(_printable(markdown), {_IMAGES: images}))


def stylesheet() -> str:
    """CSS for highlighted code, light and dark, to go with any page that shows `render`'s HTML."""
    return files(__package__).joinpath("highlight.css").read_text(encoding="utf-8")


def _printable(markdown: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", markdown)


def _sanitised(html: str) -> str:
    """The second line of defence: the parser lets no markup through, and this would not either."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _kept_attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if _RELATIVE.fullmatch(value) else None
    return value


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    dollarmath_plugin(
        md,
        allow_labels=False,
        allow_space=False,  # so that prices stay prices
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    footnote_plugin(md)
    for name, rule in {
        "text": _text,
        "image": _image,
        "fence": _fence,
        "code_block": _fence,
        "th_open": _cell,
        "td_open": _cell,
        "math_inline": _math,
        "math_inline_double": _math,
        "math_block": _math,
        "footnote_ref": _footnote_ref,
        "footnote_block_open": _footnote_block_open,
        "footnote_open": _footnote_open,
        "footnote_anchor": _footnote_anchor,
    }.items():
        md.add_render_rule(name, rule)
    return md


def _text(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return _MATH_DELIMITER.sub(r"\\<span></span>", escape(tokens[index].content))


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A file that ships; one from elsewhere would tell its owner who reads the card, so it becomes a link."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    alt = escape(self.renderInlineAsText(token.children or [], options, env))
    if source in env.get(_IMAGES, {}):
        return f'<img src="{escape(env[_IMAGES][source])}" alt="{alt}">'
    return f'<a href="{escape(source)}">{alt or escape(source)}</a>'


def _fence(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    language = next(iter(token.info.split()), "")
    if language == OUTPUT:
        return (
            '<div class="output"><div class="output-label">Output</div>'
            f"<pre><code>{escape(token.content)}</code></pre></div>\n"
        )
    return f'<pre class="hl"><code>{_highlighted(token.content, language)}</code></pre>\n'


def _highlighted(source: str, language: str) -> str:
    lexer = _lexer(language) if len(source) <= MAX_HIGHLIGHTED else None
    if lexer is None:
        return escape(source)
    return highlight(source, lexer, HtmlFormatter(nowrap=True))


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Alignment as a class, because inline styles are not allowed through."""
    token = tokens[index]
    _, _, alignment = str(token.attrs.get("style", "")).partition(":")
    return f'<{token.tag} class="{alignment}">' if alignment else f"<{token.tag}>"


def _math(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Math in MathJax's delimiters; TeX that reaches beyond math stays source code."""
    token = tokens[index]
    tex = escape(token.content.strip())
    if _UNSAFE_TEX.search(token.content):
        return f"<code>{escape(token.markup)}{tex}{escape(token.markup)}</code>"
    match token.type:
        case "math_inline":
            return rf'<span class="math">\({tex}\)</span>'
        case "math_inline_double":
            return rf'<span class="math">\[{tex}\]</span>'
        case _:
            return f'<div class="math">\\[{tex}\\]</div>\n'


def _footnote_ref(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A number without a link: ids would clash between the fields of a card."""
    return f"<sup>{tokens[index].meta['id'] + 1}</sup>"


def _footnote_block_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return '<section class="footnotes"><ol>\n'


def _footnote_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "<li>"


def _footnote_anchor(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return ""
