"""What a page consists of: blocks of text in their order, as plain data that a layout can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.documents.pdf_text import Printed, runs_from_the_right


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    Attributes:
        text: its characters; an empty line in it parts two paragraphs.
        field: the field that printed it; empty for the template's own words.
        strong: whether it is bold.
        target: whether it is no text, but the key of a part whose page stands there.
    """

    text: str
    field: str = ""
    strong: bool = False
    target: bool = False


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its width in proportion to the others, and whether it is set to the right."""

    width: int
    right: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page.

    Attributes:
        kind: `title`, `heading`, `text`, `list`, `remark`, `quiet`, `boxes`, `table`, or a directive's word.
        words: its text, where it has one.
        rows: the rows of a table with its header first; the items of a list and the boxes as rows of one cell.
        columns: of a table, where the template gives widths.
        number: what a directive counts.
    """

    kind: str
    words: Cell = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    columns: tuple[Column, ...] = ()
    number: int = 0

    def cells(self) -> Iterator[Cell]:
        """All its text, in order."""
        yield self.words
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Page:
    """What a template says of one part.

    Attributes:
        where: the template, as errors name it.
        blocks: its blocks, in order.
    """

    where: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """The words of its title."""
        return "".join(run.text for block in self.blocks if block.kind == "title" for run in block.words)

    def printed(self, unseen: frozenset[str] = frozenset()) -> Iterator[Printed]:
        """Everything that must be read on the finished pages, in order.

        Args:
            unseen: the kinds of block that a page does not show in words.
        """
        for block in self.blocks:
            if block.kind not in unseen:
                for cell in block.cells():
                    yield from _printed(cell)


def _printed(cell: Cell) -> Iterator[Printed]:
    """What a cell shows, stretch by stretch; as a whole where letters from the right may move what stands beside."""
    shown_runs = [run for run in cell if not run.target]
    text = "".join(run.text for run in shown_runs)
    if runs_from_the_right(text):
        yield Printed(next((run.field for run in shown_runs if run.field), ""), text)
    else:
        yield from (Printed(run.field, run.text) for run in shown_runs)
