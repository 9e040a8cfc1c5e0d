"""Web pages: what stands between their tags, in their attributes, and in their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from mas_docs.guard.reading.plain import MOST_TEXT, decoded
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot, lines

_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "o:p",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)
_CELLS = frozenset({"td", "th"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_DECLARED_WITHIN = 2048
_LONGEST_VALUE = 4096
_UNICODE = ("utf-8", "utf8")


def read_web_page(source: Source) -> Iterator[Part]:
    """Read a web page from a file."""
    content = source.read(MOST_TEXT + 1)
    yield from web_page_text(_decoded(content[:MOST_TEXT]))
    if len(content) > MOST_TEXT:
        yield Lacking(Gap.TOO_MUCH)


def web_page_text(page: str) -> Iterator[Part]:
    """Read a web page: its words, where a cell ends a tab, where a block ends a line; then what it does not show."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    yield lines("".join(reader.shown), unit=Spot.PARAGRAPH)
    yield Found(APART.join(reader.behind), ((Spot.BEHIND, 0),))


def _decoded(content: bytes) -> str:
    declared = _CHARSET.search(content[:_DECLARED_WITHIN])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if name in _UNICODE:
        return decoded(content)
    try:
        return content.decode(name)
    except (LookupError, ValueError):
        return decoded(content)


class _Reader(HTMLParser):
    """Collects a page's words; runs of white space count as one, as in a browser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.behind: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins: its attributes may hold words."""
        if tag in _CELLS and self.shown and not self.shown[-1].endswith(("\n", "\t")):
            self.shown.append("\t")  # the end of the cell before may be left out
        elif tag not in _CELLS:
            self._part(tag, "\n")
        self.behind.extend(value[:_LONGEST_VALUE] for _, value in attrs if value)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self._part(tag, "\t" if tag in _CELLS else "\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.shown.append(re.sub(r"\s+", " ", data))

    def handle_comment(self, data: str) -> None:
        """Words that a browser does not show."""
        self.behind.append(data)

    def handle_decl(self, decl: str) -> None:
        """A document type."""
        self.behind.append(decl)

    def handle_pi(self, data: str) -> None:
        """An instruction to some program."""
        self.behind.append(data)

    def unknown_decl(self, data: str) -> None:
        """A stretch that HTML does not know, as one of XML that is not to be parsed."""
        self.behind.append(data)

    def _part(self, tag: str, with_: str) -> None:
        if tag not in _INLINE and (not self.shown or not self.shown[-1].endswith(with_)):
            self.shown.append(with_)
