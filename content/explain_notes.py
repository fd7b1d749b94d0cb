"""A section of the class `.explain` becomes a note."""

import re

from content.blocks import Block
from content.bodies import common, question_of, split_at_list
from content.headings import Head
from content.items import Item
from content.models import Explain, Role, Text
from content.parts import Parts

_HINT = re.compile(r"hint:[ \t]*", re.IGNORECASE)


def read_explain(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Explain | None:
    """What the section says; nothing if it cannot make a note, for a reason that is reported."""
    before, items, after = split_at_list(blocks)
    for block in before:
        parts.read(block, Role.GIVEN)
    for block in [*items, *after]:
        parts.read(block, Role.ANSWER)
    hint_index = next((index for index, block in enumerate(before) if _is_hint(block)), len(before))
    hints = before[hint_index : hint_index + 1]
    hint = parts.text(hints)
    others = before[:hint_index] + before[hint_index + 1 :]
    asked = [block for block in others if block.kind != "hr"]
    concepts = tuple(Item(parts, item).text() for item in items)
    for concept in concepts:
        if not concept.markdown.strip():
            parts.report.error(
                "empty-concept", concept.span, "this concept is empty", help="write it, or delete the line"
            )
    if not 1 <= len(concepts) <= 8:
        parts.report.error(
            "concept-count",
            head.span,
            f"an explain note has 1-8 concepts; this one has {len(concepts)}",
            help="write what a good answer mentions as a list, one concept for each item: `- ...`",
        )
        return None
    hint_lines = {number for block in hints for number in range(block.first, block.last + 1)}
    longer = parts.text(asked, without=hint_lines)
    return Explain(
        hint=hint and Text(markdown=_HINT.sub("", hint.markdown, count=1), span=hint.span),
        concepts=concepts,
        answer=parts.text(after),
        question=question_of(head, longer),
        **common(head, parts, tags),
    )


def _is_hint(block: Block) -> bool:
    return block.kind == "paragraph" and _HINT.match(block.content) is not None
