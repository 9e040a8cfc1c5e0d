"""Whether blocks and tags stand where they can be carried out: in one paragraph, or each in a place of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mas_docs.documents.word.xml import Element, word
from mas_docs.template_check.blocks import Block
from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.statements import Statement
from mas_docs.template_check.tags import Scope, Tag
from mas_docs.template_check.word_text import Paragraph

_PICTURES = (word("drawing"), word("pict"), word("object"))
_ALONE = {Scope.PARAGRAPH: "paragraph", Scope.ROW: "row", Scope.CELL: "cell"}


def placing_faults(
    paragraphs: Iterable[Paragraph], statements: Iterable[Statement], blocks: Iterable[Block]
) -> Iterator[Fault]:
    """Tags that are not alone, stand outside tables, and blocks that cut through cells, rows or paragraphs."""
    texts = _Texts(paragraphs)
    for statement in statements:
        if not statement.tag.prints:
            yield from _alone(statement.tag, texts)
    for block in blocks:
        yield from _whole(block)


class _Texts:
    """The text around tags, and which paragraphs, rows and cells have been told of already."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        self._paragraphs = list(paragraphs)
        self._told: list[Element] = []

    def around(self, tag: Tag) -> str:
        """What stands beside a tag in the paragraph, row or cell that it stands for."""
        own = tag.paragraph
        element = self.element(tag)
        if tag.scope is Scope.PARAGRAPH:
            inside = [own]
        else:
            name = "row" if tag.scope is Scope.ROW else "cell"
            inside = [paragraph for paragraph in self._paragraphs if getattr(paragraph, name) is element]
        beside = (
            paragraph.text[: tag.start] + paragraph.text[tag.end :] if paragraph is own else paragraph.text
            for paragraph in inside
        )
        return " ".join(" ".join(beside).split()) or ("a picture" if _pictures(element) else "")

    def element(self, tag: Tag) -> Element:
        """What a tag stands for."""
        by_scope = {Scope.ROW: tag.paragraph.row, Scope.CELL: tag.paragraph.cell}
        return by_scope.get(tag.scope, tag.paragraph.element)

    def first_told(self, element: Element) -> bool:
        """Whether a place is told of for the first time."""
        if any(element is told for told in self._told):
            return False
        self._told.append(element)
        return True


def _pictures(element: Element) -> bool:
    return next(element.iter(*_PICTURES), None) is not None


def _alone(tag: Tag, texts: _Texts) -> Iterator[Fault]:
    if tag.scope not in _ALONE or _outside(tag):
        return
    beside = texts.around(tag)
    if beside and texts.first_told(texts.element(tag)):
        yield tag.fault(
            "tag-not-alone",
            f"“{excerpt(tag.source)}” has something beside it, which would be lost: {excerpt(beside, 50)}",
            f"Give it a {_ALONE[tag.scope]} to itself.",
        )


def _outside(tag: Tag) -> bool:
    """Whether a tag for a row or a cell is in none."""
    return tag.scope in (Scope.ROW, Scope.CELL) and tag.paragraph.row is None


def _whole(block: Block) -> Iterator[Fault]:
    """See that all tags of a block are of one kind and lie in one place; one fault a block."""
    first, *others = (statement.tag for statement in block.statements)
    outside = next(filter(_outside, (first, *others)), None)
    if outside is not None:
        message = f"“{excerpt(outside.source)}” stands outside a table"
        remedy = f"Write {{%p {outside.body} %}} in a paragraph of its own."
        yield outside.fault("tag-outside-table", message, remedy)
        return
    for tag in others:
        fault = _mixed(first, tag) or _cut(first, tag, block.word)
        if fault is not None:
            yield fault
            return


def _mixed(first: Tag, tag: Tag) -> Fault | None:
    if {first.scope, tag.scope} <= {Scope.HERE, Scope.RUN} or first.scope is tag.scope:
        return None
    return tag.fault(
        "block-mixed",
        f"“{excerpt(tag.source)}” belongs to “{excerpt(first.source)}”, which is of another kind",
        f"Write {{%{first.scope} {tag.body} %}}"
        + (f" in a {_ALONE[first.scope]} of its own." if first.scope in _ALONE else "."),
    )


def _cut(first: Tag, tag: Tag, word_: str) -> Fault | None:
    """The fault of a block that begins at one place and goes on at another that it may not reach."""
    one, other = first.paragraph, tag.paragraph
    match first.scope:
        case Scope.HERE | Scope.RUN:
            whole = one is other
        case Scope.PARAGRAPH:
            whole = one.holder is other.holder
        case Scope.ROW:
            whole = one.table is other.table
        case _:
            whole = one.row is other.row
    return None if whole else _across(first, tag, word_)


def _across(first: Tag, tag: Tag, word_: str) -> Fault:
    one, other = first.paragraph, tag.paragraph
    message = f"“{excerpt(first.source)}” goes on to “{excerpt(tag.source)}” in {other.place or 'another place'}"
    if one.row is not None and one.row is other.row and one.cell is not other.cell:
        remedy = f"For whole rows write {{%tr {first.body} %}} and {{%tr end{word_} %}}, each in a row of its own."
        return first.fault("block-across-cells", message, remedy)
    if one.row is not other.row:
        remedy = f"For whole rows write {{%tr {first.body} %}} and {{%tr end{word_} %}}, each in a row of its own."
        return first.fault("block-across-rows", message, remedy)
    remedy = f"Write {{%p {first.body} %}} and {{%p end{word_} %}}, each in a paragraph of its own at the same place."
    return first.fault("block-across-paragraphs", message, remedy)
