"""What the readers of notes of every kind share."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from content.blocks import Block
from content.headings import Head
from content.models import Accepted, Allowed, Code, Image, Level, Name, NoteId, Span, Text
from content.parts import Parts


class Body(NamedTuple):
    """The blocks of a note around the list that makes its kind."""

    before: list[Block]
    items: list[Block]
    after: list[Block]


def question_of(head: Head, longer: Text | None) -> Text:
    """The heading, followed by the longer question if there is one."""
    if longer is None:
        return head.title
    start, end = head.title.span, longer.span
    return Text(
        markdown=f"{head.title.markdown}\n\n{longer.markdown}",
        span=Span(start.line, start.column, end.end_line, end.end_column),
    )


def split_at_rule(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks before and after a `---` line; all are after it if there is none."""
    for index, block in enumerate(blocks):
        if block.kind == "hr" and block.markup.startswith("-"):
            return list(blocks[:index]), list(blocks[index + 1 :])
    return [], list(blocks)


def split_at_list(blocks: Sequence[Block]) -> Body:
    """The blocks before, in and after the first list."""
    for index, block in enumerate(blocks):
        if block.kind in ("bullet_list", "ordered_list"):
            return Body(list(blocks[:index]), block.children, list(blocks[index + 1 :]))
    return Body(list(blocks), [], [])


class Common(TypedDict):
    """The fields that notes of every kind have, less the question."""

    id: NoteId
    was: NoteId | None
    title: str
    level: Level | None
    tags: tuple[str, ...]
    code: tuple[Code, ...]
    images: tuple[Image, ...]
    names: tuple[Name, ...]
    allowed: tuple[Allowed, ...]
    accepted: tuple[Accepted, ...]
    path: str
    span: Span


def common(head: Head, parts: Parts, tags: tuple[str, ...]) -> Common:
    """The fields that notes of every kind have, less the question."""
    return {
        "id": head.id,
        "was": head.was,
        "title": head.title.markdown,
        "level": head.level,
        "tags": tags,
        "code": tuple(parts.codes),
        "images": tuple(parts.images),
        "names": tuple(parts.names),
        "allowed": tuple(parts.allowed),
        "accepted": tuple(parts.accepted),
        "path": parts.source.path,
        "span": head.span,
    }
