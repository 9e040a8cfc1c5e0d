"""What stands on the pages of a PDF, read afresh: its text, its bookmarks, and whether all that was printed is there.

The one module that imports pypdfium2, an engine that has no part in making our pages. It also reads PDFs of any origin.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.errors import TemplateError

_NOT_COMPARED = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u2060\ufeff\ufffe\u0002\\-\u2010]+")
"""White space, and what a reader of PDF files may add or leave out where a line ends."""

_PILED = re.compile("[\u0300-\u036f]{2}")
"""Marks over marks, which no language of an office here writes."""

_FEW_WORDS = 100
"""With fewer letters on it, a page that is mostly a picture is a scan: scanners and fax machines write a line of it."""

_MOSTLY = 0.4
_DRAWN_LETTERS = 1000
_DEEPEST_FORM = 8
_LETTERS_TRIED = 40
_LETTERS_UNKNOWN = 0.1
_NO_LETTERS = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_NO_LETTERS_SHARE = 0.05
_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Bullets are drawn with such characters in Word's own fonts, so some are usual."""

_PRIVATE_SHARE = 0.2
_LINE_END_HYPHEN = re.compile("[\ufffe\x02](?:\r?\n)?")

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


class LockedPdfError(Exception):
    """None of the passwords opens a PDF."""


@dataclass(frozen=True, slots=True)
class SeenPage:
    r"""A page of a PDF that came from anywhere.

    Attributes:
        text: its text with that of its comments and fields, hidden text too; lines end as `\n`.
        is_picture: whether it shows something, and next to nothing of that is text.
        is_garbled: whether its letters are drawn without telling which they are.
    """

    text: str
    is_picture: bool = False
    is_garbled: bool = False


def seen_pages(source: bytes | Path, passwords: Sequence[str] = ()) -> Iterator[SeenPage | None]:
    """Read the pages of any PDF, one after another; None for a page that cannot be read.

    Args:
        source: its bytes, or where it lies; there, it is read part by part.
        passwords: what may open it, where it is locked.

    Raises:
        LockedPdfError: it is locked, and none of them opens it.
        pypdfium2.PdfiumError: it cannot be read at all.
    """
    import pypdfium2

    with _opened(source, passwords) as document:
        for index in range(len(document)):
            try:
                yield _seen(document, index)
            except pypdfium2.PdfiumError:
                yield None


def _opened(source: bytes | Path, passwords: Sequence[str]) -> Any:
    import pypdfium2
    from pypdfium2 import raw

    for password in (None, *passwords):
        try:
            return pypdfium2.PdfDocument(source, password=password)
        except pypdfium2.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise
    raise LockedPdfError


def _seen(document: Any, index: int) -> SeenPage:
    page = document[index]
    try:
        letters = page.get_textpage()
        text, garbled = str(letters.get_text_range()), _lacks_meaning(letters)
        few = len("".join(text.split())) < _FEW_WORDS
        picture = few and _shows_more(page, wordless=not text.strip())
        text = _with_comments(document, index, page, text)
    finally:
        page.close()
    return SeenPage(_LINE_END_HYPHEN.sub("-\n", text).replace("\r\n", "\n"), picture, garbled or _is_garbled(text))


def _with_comments(document: Any, index: int, page: Any, text: str) -> str:
    """The text of a page into which its comments and fields were drawn as they look; the file is left as it is."""
    from pypdfium2 import raw

    if not any(_is_drawn(page, number) for number in range(raw.FPDFPage_GetAnnotCount(page))):
        return text
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return text
    drawn = document[index]
    try:
        return max(text, _text(drawn), key=len)  # where drawing them in goes wrong, the page's own text is not lost
    finally:
        drawn.close()


def _is_drawn(page: Any, number: int) -> bool:
    from pypdfium2 import raw

    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return False
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)


def _shows_more(page: Any, *, wordless: bool) -> bool:
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    if wordless or count > _DRAWN_LETTERS:
        return bool(count)
    width, height = page.get_size()
    pictures = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST_FORM)
    return any(_area(picture) > _MOSTLY * width * height for picture in pictures)


def _area(shown: Any) -> float:
    left, bottom, right, top = shown.get_bounds()
    return float(max(right - left, 0) * max(top - bottom, 0))


def _lacks_meaning(letters: Any) -> bool:
    """Whether some of a page's letters, tried here and there, have no meaning in their font."""
    from pypdfium2 import raw

    count = letters.count_chars()
    tried = range(0, count, max(count // _LETTERS_TRIED, 1))
    unknown = sum(raw.FPDFText_HasUnicodeMapError(letters, place) == 1 for place in tried)
    return bool(tried) and unknown > _LETTERS_UNKNOWN * len(tried)


def _is_garbled(text: str) -> bool:
    letters = len(text) - text.count(" ")
    unknown, private = len(_NO_LETTERS.findall(text)) - text.count("\x02"), len(_PRIVATE.findall(text))
    return letters > 0 and (unknown > _NO_LETTERS_SHARE * letters or private > _PRIVATE_SHARE * letters)
