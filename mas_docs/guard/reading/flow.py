"""The words of XML in the order in which they are read: runs joined, cells a tab apart, rows and paragraphs a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_TEXTS = frozenset({"t", "instrText"})
_DELETED = frozenset({"delText", "delInstrText"})
_CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "line-break": "\n",
    "s": " ",
    "noBreakHyphen": "-",
    "softHyphen": "\N{SOFT HYPHEN}",
}
_IN_RUN = frozenset({"r", "p", "tab"})
_INSERTED = frozenset({"ins", "moveTo"})
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell"})
_ROWS = frozenset({"tr", "table-row"})
_BLOCKS = frozenset({"p", "h", "si", "comment", "author", "cm", "pt"})
_ASIDE = frozenset({"annotation", "note", "text-box", "tracked-changes", "desc", "title"})
_PARAGRAPHS = frozenset({"p", "h", "text"})


@dataclass(frozen=True, slots=True)
class Flow:
    """A text in reading order.

    Attributes:
        text: all of it.
        starts: where its paragraphs begin.
    """

    text: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)


class _Pieces:
    """A text that grows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts = [0]
        self._length = 0

    def add(self, text: str | None) -> None:
        """Add words."""
        if text:
            self.pieces.append(text)
            self._length += len(text)

    def end(self, mark: str = "\n") -> None:
        """End a paragraph."""
        self.add(mark)
        self.starts.append(self._length)

    def end_as(self, mark: str, *instead_of: str) -> None:
        """End a cell or a row, where something in it has just ended."""
        if self.pieces and self.pieces[-1] in instead_of:
            self.pieces[-1] = mark
        else:
            self.end(mark)


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Flowing:
    """Puts words into their order."""

    def __init__(self) -> None:
        self._now = _Pieces()
        self._before: list[str] = []
        self._paragraph: list[str] = []
        self._changed = False
        self._aside: list[_Pieces] = []

    def shown(self) -> Flow:
        """The text, and after it what stood aside of it."""
        for aside in self._aside:
            self._now.add("".join(aside.pieces))
            self._now.end()
        return Flow("".join(self._now.pieces), tuple(self._now.starts))

    def earlier(self) -> str:
        """The paragraphs that have tracked changes, as they were before these."""
        return "".join(self._before)

    def read_runs(self, events: Iterable[tuple[str, Any]], *, changes: bool) -> None:
        """Read what keeps its text in runs (ECMA-376).

        Args:
            events: the ends of the elements that matter.
            changes: whether some of it was deleted, its changes tracked: then the text before them is kept too.
        """
        for _, element in events:
            name = local(element)
            if name in _DELETED:
                self._paragraph.append(element.text or "")
                self._changed = True
            elif name in _TEXTS:
                self._run(element, element.text, changes=changes)
            elif name in _CHARACTERS:
                if local(element.getparent()) in _IN_RUN:
                    self._run(element, _CHARACTERS[name], changes=changes)
            else:
                _end(self._now, name)
                self._end_before(name)

    def _run(self, element: Any, text: str | None, *, changes: bool) -> None:
        self._now.add(text)
        if changes and not any(local(above) in _INSERTED for above in element.iterancestors()):
            self._paragraph.append(text or "")

    def _end_before(self, name: str) -> None:
        if name in _BLOCKS:
            self._before += [*self._paragraph, "\n"] if self._changed else ()
            self._paragraph, self._changed = [], False

    def read_all(self, events: Iterable[tuple[str, Any]], *, flowing: bool) -> None:
        """Read XML of any other kind.

        Args:
            events: the starts and ends of all elements, and the comments.
            flowing: whether inner elements are parts of one text (OpenDocument, SVG), or each says a thing of its own.
        """
        levels = [_Level(self._now)]
        for event, element in events:
            if event == "start":
                levels[-1].pieces.add(_text_before(element))
                self._start(local(element), levels, flowing=flowing)
            elif event == "end":
                levels[-1].pieces.add(_text_at_end(element))
                _finish(local(element), levels, flowing=flowing)
            else:
                levels[-1].pieces.add(_text_before(element))
                self._new_aside().add(element.text)

    def _start(self, name: str, levels: list[_Level], *, flowing: bool) -> None:
        if not flowing:
            return
        if name in _ASIDE:
            levels.append(_Level(self._new_aside()))
        elif name in _PARAGRAPHS:
            levels[-1].paragraphs += 1
        elif levels[-1].paragraphs:
            levels[-1].pieces.add(_CHARACTERS.get(name))

    def _new_aside(self) -> _Pieces:
        self._aside.append(_Pieces())
        return self._aside[-1]


@dataclass(slots=True)
class _Level:
    """A text that is being read, and how many paragraphs have begun in it."""

    pieces: _Pieces
    paragraphs: int = 0


def _finish(name: str, levels: list[_Level], *, flowing: bool) -> None:
    level = levels[-1]
    if flowing and name in _ASIDE:
        levels.pop()
    elif name in _PARAGRAPHS:
        level.paragraphs -= 1
        level.pieces.end()
    elif name in _CELLS or name in _ROWS:
        _end(level.pieces, name)
    elif not flowing or not level.paragraphs:
        level.pieces.end_as("\n", "\n")


def _end(pieces: _Pieces, name: str) -> None:
    if name in _CELLS:
        pieces.end_as("\t", "\n")
    elif name in _ROWS:
        pieces.end_as("\n", "\t")
    elif name in _BLOCKS:
        pieces.end()


def _text_before(element: Any) -> str | None:
    """What stands before an element, after the one before it; at its start, its own text was not read yet."""
    previous = element.getprevious()
    if previous is not None:
        text: str | None = previous.tail
        return text
    parent = element.getparent()
    return None if parent is None else parent.text


def _text_at_end(element: Any) -> str | None:
    text: str | None = element[-1].tail if len(element) else element.text
    return text
