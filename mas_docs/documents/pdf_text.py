"""What stands on the pages of a PDF, read afresh: its text, its bookmarks, and whether all that was printed is there.

The one module that imports pypdfium2, an engine that has no part in making our pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mas_docs.errors import TemplateError

_NOT_COMPARED = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u2060\ufeff\ufffe\u0002\\-\u2010]+")
"""White space, and what a reader of PDF files may add or leave out where a line ends."""

_PILED = re.compile("[\u0300-\u036f]{2}")
"""Marks over marks, which no language of an office here writes."""

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


@dataclass(frozen=True, slots=True)
class Printed:
    """A stretch of text that was set on a page.

    Attributes:
        field: the field that printed it, as the template names it; empty for the template's own words.
        text: what must be found.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What a reader finds in a PDF.

    Attributes:
        pages: the text of each page.
        bookmarks: the words of each bookmark and the place of its page, from 0.
    """

    pages: tuple[str, ...]
    bookmarks: tuple[tuple[str, int], ...]


def read_pdf(content: bytes) -> ReadPdf:
    """Read the text and the bookmarks of a PDF of our own making."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        pages = tuple(_text(page) for page in document)
        bookmarks = tuple(
            (bookmark.get_title(), target.get_index() or 0)
            for bookmark in document.get_toc()
            if (target := bookmark.get_dest()) is not None
        )
    return ReadPdf(pages, bookmarks)


def _text(page: Any) -> str:
    return str(page.get_textpage().get_text_range())


def check_printed(pages: Iterable[str], printed: Iterable[Printed], where: str) -> None:
    """Find everything that was printed on the finished pages, in its order.

    Args:
        pages: the text of the pages, in order.
        printed: what must stand there, in order.
        where: the template, as errors name it.

    Raises:
        TemplateError: something is not there; names the field, never the value.
    """
    text, position = _comparable("".join(pages)), 0
    for stretch in printed:
        wanted = _comparable(stretch.text)
        found = text.find(wanted, position)
        if found >= 0:
            position = found + len(wanted)
        elif not _stands_otherwise(wanted, text[position:]):
            raise _lost(stretch, where)


def _stands_otherwise(wanted: str, text: str) -> bool:
    """Whether what a reader does not give back letter for letter stands there all the same.

    Letters of Arabic, Hebrew and the like are read in an order that is open. Where marks are piled over a letter, a
    reader may give it back once for each mark: there, the letters must follow each other, whatever stands between.
    """
    if runs_from_the_right(wanted):
        return _stands_in_some_order(wanted, text)
    found = iter(_without_marks(text))
    return bool(_PILED.search(unicodedata.normalize("NFD", wanted))) and all(
        letter in found for letter in _without_marks(wanted)
    )


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.category(character).startswith("M"))


def _comparable(text: str) -> str:
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", text))


def runs_from_the_right(text: str) -> bool:
    """Whether a text has letters of Arabic, Hebrew and the like: in which order a line with them is read is open."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def _stands_in_some_order(wanted: str, text: str) -> bool:
    return not Counter(wanted) - Counter(text)


def _lost(stretch: Printed, where: str) -> TemplateError:
    lost = f"The value of `{stretch.field}`" if stretch.field else f"The template's text “{stretch.text.strip()[:60]}”"
    return TemplateError(
        f"{lost} does not stand on the finished pages as it should",
        where=where,
        remedy="Nothing was written; restore the template from the one that ships with mas-docs.",
    )
