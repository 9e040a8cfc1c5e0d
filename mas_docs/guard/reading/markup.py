"""XML as office programs write it: its words in their order, and what its attributes say.

WordprocessingML, PresentationML, DrawingML and SpreadsheetML are ECMA-376 part 1; OpenDocument is ISO/IEC 26300.
Nothing is fetched, no entity is replaced; what is not well-formed is read as far as it can be. The one module here that
imports lxml.
"""

from __future__ import annotations

import codecs
import functools
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mas_docs.guard.reading.flow import Flow, Flowing, local
from mas_docs.guard.reading.stretches import APART

_LARGE = 4 * 2**20
"""Above so many bytes, what was read is forgotten as the reading goes on."""

_SMALL = 2**18
_RUN_TAGS = (
    "t",
    "delText",
    "instrText",
    "delInstrText",
    "tab",
    "ptab",
    "br",
    "cr",
    "noBreakHyphen",
    "softHyphen",
    "p",
    "tc",
    "tr",
    "si",
    "comment",
    "author",
    "cm",
    "text",
    "pt",
)
_HEAD = 4096
_IN_RUNS = re.compile(rb"wordprocessingml|presentationml|spreadsheetml|drawingml|word/2003/wordml|2006/xmlPackage")
_FLOWING = re.compile(rb"opendocument:xmlns|www\.w3\.org/2000/svg|www\.w3\.org/1999/xhtml")
_LONGEST_VALUE = 4096
_MOST_VALUES = 20_000
_KEPT_PARTS = 64
_DOCTYPE = b"<!DOCTYPE"


@dataclass(frozen=True, slots=True)
class Words:
    """What a part of a document says.

    Attributes:
        shown: its text, with where its paragraphs begin.
        earlier: its text before tracked changes; empty where there are none.
        values: what its attributes say, each once.
        damaged: whether it is not well-formed, or declares a document type.
    """

    shown: Flow
    earlier: str = field(repr=False)
    values: str = field(repr=False)
    damaged: bool


def words_of(content: bytes) -> Words:
    """Read a part."""
    return _small_words(content) if len(content) <= _SMALL else _words(content)


@functools.lru_cache(maxsize=_KEPT_PARTS)
def _small_words(content: bytes) -> Words:
    """Many documents of one template share their styles, theme and settings."""
    return _words(content)


def _words(content: bytes) -> Words:
    head = content[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _words(re.sub(r"^\s*<\?xml[^>]*>", "", content.decode("utf-16", "replace")).encode())
    values: dict[str, None] = {}
    reader = Flowing()
    runs = _IN_RUNS.search(head) is not None
    if runs:
        events = _Events(content, ("end",), _RUN_TAGS)
        reader.read_runs(_forgetting(events, values), changes=b"delText" in content)
    else:
        events = _Events(content, ("start", "end", "comment"))
        reader.read_all(_forgetting(events, values), flowing=_FLOWING.search(head) is not None)
    _collect(events.root(), values)
    damaged = events.damaged or _DOCTYPE in head
    return Words(reader.shown(), reader.earlier(), (APART if runs else "\n").join(values), damaged)


class _Events:
    """What a parser meets, one after the other."""

    def __init__(self, content: bytes, events: Iterable[str], tags: Iterable[str] = ()) -> None:
        from lxml import etree

        self.large = len(content) > _LARGE
        self.damaged = False
        self._error = etree.XMLSyntaxError
        self._events = etree.iterparse(
            io.BytesIO(content),
            events=tuple(events),
            tag=[f"{{*}}{tag}" for tag in tags] or None,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            recover=True,
            huge_tree=True,
            remove_pis=True,
        )

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        try:
            yield from self._events
        except self._error:
            self.damaged = True
        self.damaged |= bool(self._events.error_log.filter_from_errors())

    def root(self) -> Any:
        """The tree that was read; None where there is none."""
        return self._events.root


def _forgetting(events: _Events, values: dict[str, None]) -> Iterator[tuple[str, Any]]:
    """The same events; in a large part, paragraphs are emptied once they were read, their attributes kept."""
    for event, element in events:
        yield event, element
        if events.large and event == "end" and local(element) in {"p", "row", "h"}:
            _collect(element, values)
            element.clear(keep_tail=True)


class Rows:
    """Elements of one name, one after the other; each is emptied once it was read.

    Attributes:
        damaged: whether the part is not well-formed; known at the end.
    """

    def __init__(self, content: bytes, tag: str) -> None:
        self._events = _Events(content, ("end",), (tag,))
        self.damaged = False

    def __iter__(self) -> Iterator[Any]:
        for _, element in self._events:
            yield element
            element.clear()
        self.damaged = self._events.damaged

    def rest(self) -> str:
        """The words and attributes of everything else, once the rows were read."""
        values: dict[str, None] = {}
        root = self._events.root()
        _collect(root, values)
        words = root.itertext() if root is not None else ()
        return APART.join((*words, *values))


@functools.lru_cache(maxsize=1)
def _attributes() -> Callable[[Any], list[str]]:
    from lxml import etree

    found: Callable[[Any], list[str]] = etree.XPath("descendant-or-self::*/@*", smart_strings=False)
    return found


def _collect(element: Any, values: dict[str, None]) -> None:
    if element is None or len(values) > _MOST_VALUES:
        return
    for value in _attributes()(element):
        if len(value) > 1 and not value.isdecimal():
            values[value[:_LONGEST_VALUE]] = None
