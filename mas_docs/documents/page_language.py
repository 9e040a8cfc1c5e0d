"""The small language in which templates write pages: headings, paragraphs, lists, tables, and room to write.

| a line | is |
|---|---|
| `# Title`, `## Heading` | the title of a part, a heading in it |
| words | a paragraph, up to the next empty line; `**so**` is bold, and ` // ` begins a new line |
| `- words` | an item of a list |
| `> words` | a framed remark |
| `~ words` | a quiet line, small and grey |
| two spaces and words | more of the line above |
| `+ words` | a box with room to write; boxes stand two by two |
| a row between bars | a row of a table; the first is its header, and `|---|--:|` below it gives the widths |
| `:word:`, `:word 6:`, `:word: words` | a directive of the page, such as `:room 6:` for six lines to write on |
| `:page {{ part.key }}:` in a cell | the page where that part begins; the row leads there |

In the widths, `:` sets a column to the right. Rows and items go on over empty lines, which loops leave behind.
Only the template's own words can be any of this. A value that a template prints is text, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mas_docs.documents.glyphs import Characters
from mas_docs.documents.page_blocks import Block, Cell, Column, Page, Run
from mas_docs.documents.printed import Piece, PrintedValue
from mas_docs.documents.template_files import shown
from mas_docs.documents.text import render_pieces
from mas_docs.errors import TemplateError

Line = tuple[Piece, ...]

_OPENINGS = {"# ": "title", "## ": "heading", "- ": "list", "> ": "remark", "~ ": "quiet", "+ ": "boxes"}
_GATHERED = frozenset({"list", "boxes"})
_DIRECTIVE = re.compile(r":([a-z]+)(?: (\d{1,3}))?:\s*")
_DIRECTIVES = {
    "brand": "words",
    "motto": "words",
    "marking": "words",
    "name": "words",
    "timeline": "words",
    "room": "number",
    "drop": "bare",
    "rest": "bare",
    "break": "bare",
}
"""The directives, and what each takes beside its name."""

_WIDTHS = re.compile(r"\|(?:\s*-+:?\s*\|)+\s*")
_PAGE = re.compile(r"\s*:page\s+")
_LINE_END = re.compile(" // ")
_CONTINUED = re.compile(r"\s{2,}\S")
_SPACES = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")


def read_page(template: Path, context: Mapping[str, object], characters: Characters, *, language: str = "en") -> Page:
    """Fill in a template of this language.

    Args:
        template: the template, UTF-8.
        context: what it may name.
        characters: what the fonts can show.
        language: the language of dates and lists.

    Raises:
        TemplateError: the template is missing or at fault, or a value would be lost.
    """
    where = shown(template)
    pieces = render_pieces(template, context, language=language)
    blocks = tuple(_Reading(characters, where).blocks(_lines(pieces)))
    page = Page(where, blocks)
    printed = sum(isinstance(piece, PrintedValue) for piece in pieces)
    kept = sum(bool(run.field) for block in blocks for cell in block.cells() for run in cell)
    if kept != printed:
        raise TemplateError("A value stands where a page shows nothing", where=where, remedy="Print it among words.")
    return page


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, PrintedValue):
            line.append(piece)
            continue
        first, *others = piece.split("\n")
        line.append(first)
        for other in others:
            yield tuple(part for part in line if part != "")
            line = [other]
    yield tuple(part for part in line if part != "")


class _Reading:
    """Makes blocks of one template's lines."""

    def __init__(self, characters: Characters, where: str) -> None:
        self._characters = characters
        self._where = where
        self._open: str = ""
        self._gathered: list[Line] = []

    def blocks(self, lines: Iterator[Line]) -> Iterator[Block]:
        """The blocks, in order."""
        for line in lines:
            kind, rest = self._kind(line)
            if kind == "empty":
                if self._open not in _GATHERED | {"table"}:
                    yield from self._close()
            elif kind == "more":
                self._gathered[-1] += _continuing(rest)
            elif kind in _GATHERED | {"table"} and kind == self._open:
                self._gathered.append(rest)
            else:
                yield from self._close()
                self._open, self._gathered = kind, [rest]
        yield from self._close()

    def _kind(self, line: Line) -> tuple[str, Line]:
        opening = _opening(line)
        if not any(isinstance(piece, PrintedValue) or piece.strip() for piece in line):
            return "empty", ()
        for mark, kind in _OPENINGS.items():
            if opening.startswith(mark) or opening == mark.rstrip():
                return kind, (opening[len(mark) :], *line[1:])
        if opening.startswith("|"):
            return "table", line
        if opening.startswith(":"):
            return "directive", line
        if self._open and self._open != "table" and (self._open == "text" or _indented(line)):
            return "more", line
        return "text", line

    def _close(self) -> Iterator[Block]:
        kind, lines = self._open, self._gathered
        self._open, self._gathered = "", []
        if kind == "table":
            yield self._table(lines)
        elif kind == "directive":
            yield self._directive(lines[0])
        elif kind in _GATHERED:
            yield Block(kind, rows=tuple((self._words(line),) for line in lines))
        elif kind:
            yield Block(kind, self._words(lines[0]))

    def _directive(self, line: Line) -> Block:
        opening = str(line[0])
        match = _DIRECTIVE.match(opening)
        takes = _DIRECTIVES.get(match[1]) if match else None
        if match is None or takes is None:
            known = ", ".join(f":{word}:" for word in _DIRECTIVES)
            raise self._fault(opening, "is no directive", f"These exist: {known}.")
        words = self._words((opening[match.end() :], *line[1:]))
        if (takes == "number") != bool(match[2]) or (takes == "words") != bool(words):
            example = {"number": f":{match[1]} 6:", "words": f":{match[1]}: words", "bare": f":{match[1]}:"}[takes]
            raise self._fault(opening, "is not written as this directive is", f"Write {example}")
        return Block(match[1], words, number=int(match[2] or 0))

    def _table(self, lines: Sequence[Line]) -> Block:
        header, *others = lines
        columns: tuple[Column, ...] = ()
        if others and len(others[0]) == 1 and _WIDTHS.fullmatch(widths := str(others[0][0])):
            columns = tuple(Column(mark.count("-"), mark.strip().endswith(":")) for mark in widths.split("|")[1:-1])
            others = others[1:]
        rows = tuple(self._row(line) for line in (header, *others))
        if any(len(row) != len(columns or rows[0]) for row in rows):
            raise self._fault(str(header[0]), "begins a table with rows of unequal length", "Give each the same cells.")
        return Block("table", rows=rows, columns=columns)

    def _row(self, line: Line) -> tuple[Cell, ...]:
        cells: list[list[Piece]] = [[]]
        for piece in line:
            if isinstance(piece, PrintedValue):
                cells[-1].append(piece)
                continue
            first, *others = piece.split("|")
            cells[-1].append(first)
            cells += [[other] for other in others]
        if _is_blank(cells[-1]):
            cells.pop()
        else:
            raise self._fault(str(line[0]), "is a row without its last bar", "End it with |.")
        return tuple(self._cell(cell) for cell in cells[1:])

    def _cell(self, pieces: Sequence[Piece]) -> Cell:
        match pieces:
            case [str() as before, PrintedValue(field=field, text=key), str() as after] if (
                _PAGE.fullmatch(before) and after.strip() == ":"
            ):
                return (Run(key, field, target=True),)
        return self._words(tuple(pieces))

    def _words(self, line: Line) -> Cell:
        runs: list[Run] = []
        strong = False
        for piece in line:
            if isinstance(piece, PrintedValue):
                runs.append(Run(self._characters.shown(_paragraphs(piece.text)), piece.field, strong))
                continue
            for place, words in enumerate(_LINE_END.sub("\n", _SPACES.sub(" ", piece)).split("**")):
                strong = strong != (place > 0)
                runs.append(Run(self._characters.shown(words), strong=strong))
        if strong:
            own = next(piece for piece in line if isinstance(piece, str) and "**" in piece)
            raise self._fault(own, "has ** without its other end", "Close it.")
        return _trimmed([run for run in runs if run.text or run.field])

    def _fault(self, words: str, what: str, remedy: str) -> TemplateError:
        return TemplateError(f"The line that begins “{words.strip()[:60]}” {what}", where=self._where, remedy=remedy)


def _opening(line: Line) -> str:
    """The template's own words with which a line begins."""
    return line[0] if line and isinstance(line[0], str) else ""


def _continuing(line: Line) -> Line:
    """A line as more of the one above: one space stands between the two."""
    opening = _opening(line)
    return (f" {opening.lstrip()}", *line[1:]) if opening else (" ", *line)


def _indented(line: Line) -> bool:
    return isinstance(line[0], str) and bool(_CONTINUED.match(line[0]) or (len(line) > 1 and line[0].isspace()))


def _is_blank(pieces: Sequence[Piece]) -> bool:
    return all(isinstance(piece, str) and not piece.strip() for piece in pieces)


def _paragraphs(text: str) -> str:
    r"""Text with `\n` for a line's end and `\n\n` for a paragraph's, however many empty lines there are."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return _EMPTY_LINES.sub("\n\n", lines)


def _trimmed(runs: list[Run]) -> Cell:
    """Runs without the template's own spaces at both ends."""
    while runs and not runs[0].field and not runs[0].text.strip():
        del runs[0]
    while runs and not runs[-1].field and not runs[-1].text.strip():
        del runs[-1]
    if runs and not runs[0].field:
        runs[0] = Run(runs[0].text.lstrip(), strong=runs[0].strong)
    if runs and not runs[-1].field:
        runs[-1] = Run(runs[-1].text.rstrip(), strong=runs[-1].strong)
    return tuple(runs)
