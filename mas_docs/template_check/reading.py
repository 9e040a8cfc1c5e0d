"""One part of a template, read: its tags, its blocks, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mas_docs.template_check.blocks import Blocks, find_blocks
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.statements import Statement, read_tag
from mas_docs.template_check.tags import scan
from mas_docs.template_check.word_text import Paragraph


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What stands in a part.

    Attributes:
        statements: its tags in order.
        blocks: which of them belong together.
        faults: tags that cannot be read, and blocks without end or beginning.
    """

    statements: tuple[Statement, ...]
    blocks: Blocks
    faults: tuple[Fault, ...]


def read_part(paragraphs: Iterable[Paragraph]) -> ReadPart:
    """Read the tags of some paragraphs, each on its own, so that all faults are found at once."""
    scanned = scan(paragraphs)
    read = [read_tag(tag) for tag in scanned.tags]
    statements = tuple(one.statement for one in read)
    blocks = find_blocks(statements)
    faults = (*scanned.faults, *(fault for one in read for fault in one.faults), *blocks.faults)
    return ReadPart(statements, blocks, faults)
