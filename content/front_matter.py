"""The YAML between two `---` lines at the top of a deck file."""

from typing import NamedTuple, Protocol

import yaml

from content.characters import is_allowed
from content.limits import MAX_FRONT_MATTER, report_too_long
from content.models import Span
from content.reporter import Reporter, brief, did_you_mean
from content.source import Source

_KEYS = frozenset({"deck", "tags"})
_DELIMITERS = ("---", "...")
_MAX_DEPTH = 3


class _Mark(Protocol):
    """Where a part of the YAML begins, counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _Place(NamedTuple):
    line: int
    column: int


class FrontMatter(NamedTuple):
    """What the front matter of a deck file sets."""

    deck: str | None = None
    tags: tuple[str, ...] = ()
    end_line: int = 0
    """The line of its closing delimiter, or 0 when the file has no front matter."""


def front_matter_end(source: Source) -> int | None:
    """The line of the closing delimiter, or 0 when the file has no front matter; nothing if it never ends."""
    if source.line(1).rstrip() != "---":
        return 0
    return next((n for n, line in enumerate(source.lines[1:], start=2) if line.rstrip() in _DELIMITERS), None)


def below_front_matter(source: Source, end_line: int) -> str:
    """The text of a file, with empty lines in the place of its front matter."""
    return "\n" * end_line + "\n".join(source.lines[end_line:])


def read_front_matter(source: Source, report: Reporter) -> FrontMatter:
    """Read the front matter; each bad key or value is reported where it stands."""
    end = front_matter_end(source)
    if end == 0:
        return FrontMatter()
    if end is None:
        report.error(
            "bad-front-matter",
            source.line_span(1),
            "the front matter is never closed",
            label="opened here",
            help="close it with a `---` line",
        )
        return FrontMatter(end_line=len(source.lines))
    text = "\n".join(source.lines[1 : end - 1])
    if len(text) > MAX_FRONT_MATTER:
        report_too_long(
            report,
            source.line_span(1),
            f"this front matter has {len(text):,} characters",
            f"it is read up to {MAX_FRONT_MATTER:,}",
            help="it holds the deck's name and its tags; what else is to be said belongs below it",
        )
        return FrontMatter(end_line=end)
    root = _compose(text, source, report)
    if root is None:
        return FrontMatter(end_line=end)
    if not isinstance(root, yaml.MappingNode):
        report.error(
            "bad-front-matter",
            _span(root),
            "the front matter is not a list of keys with values",
            help="write it like this: `deck: PyTorch::Autograd`",
        )
        return FrontMatter(end_line=end)
    deck: str | None = None
    tags: tuple[str, ...] = ()
    seen = set()
    for key, value in root.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in seen:
            report.error(
                "bad-front-matter", _span(key), f"`{brief(name)}` is set twice", help="keep one of them"
            )
        seen.add(name)
        match name:
            case "deck":
                deck = _deck_name(value, report)
            case "tags":
                tags = _tags(value, report)
            case _:
                report.error(
                    "unknown-key",
                    _span(key),
                    f"`{brief(name)}` is not a key of the front matter",
                    help=did_you_mean(name, _KEYS),
                )
    return FrontMatter(deck, tags, end)


def _compose(text: str, source: Source, report: Reporter) -> yaml.Node | None:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                _refuse(source, event.start_mark, "nested too deeply", report)
                return None
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(source, mark, error.problem or "not valid YAML", report)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = _Place(before.count("\n"), len(before) - before.rfind("\n") - 1)
        _refuse(source, place, "it holds a character that YAML does not allow", report)
    except (ValueError, OverflowError):  # PyYAML converts numbers in escapes without a look at their size
        _refuse(source, None, "it holds an escape for a character that does not exist", report)
    return None


def _refuse(source: Source, mark: _Mark | None, problem: str, report: Reporter) -> None:
    line, column = (mark.line + 2, mark.column) if mark else (1, 0)
    report.error(
        "bad-front-matter",
        source.part_span(line, column, column + 1),
        f"the front matter cannot be read: {problem}",
        help="it is YAML: `deck: PyTorch::Autograd` and `tags: [pytorch, autograd]`",
    )


def _deck_name(value: yaml.Node, report: Reporter) -> str | None:
    parts = (
        [part.strip() for part in str(value.value).split("::")] if isinstance(value, yaml.ScalarNode) else []
    )
    if parts and all(parts) and all(map(is_allowed, parts)):
        return "::".join(parts)
    report.error(
        "bad-front-matter",
        _span(value),
        "`deck` is not the name of a deck",
        help="write the levels of its name with `::` between them: `deck: PyTorch::Autograd`",
    )
    return None


def _tags(value: yaml.Node, report: Reporter) -> tuple[str, ...]:
    tags = []
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    for node in nodes:
        text = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if text and not any(character.isspace() for character in text) and is_allowed(text):
            tags.append(text)
        else:
            report.error(
                "bad-front-matter",
                _span(node),
                "a tag is one word",
                label="Anki splits tags at white space",
                help="write tags as a list: `tags: [pytorch, transfer-learning]`",
            )
    return tuple(dict.fromkeys(tags))


def _span(node: yaml.Node) -> Span:
    """Where a node stands in the file, whose first line is the opening delimiter."""
    start, end = node.start_mark, node.end_mark
    if end.line > start.line:
        return Span(start.line + 2, start.column + 1, start.line + 2, start.column + 2)
    return Span(start.line + 2, start.column + 1, end.line + 2, max(end.column, start.column + 1) + 1)
