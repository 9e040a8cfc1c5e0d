"""What differs from copy to copy, the cover and the mark in the foot, and the strips that number a pack's pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mas_docs.board import Board
from mas_docs.briefing.contents import COVER_PAGES, Edition
from mas_docs.briefing.words import PACK, cover_words
from mas_docs.briefing.writing import Writing
from mas_docs.case.model import Case
from mas_docs.documents.page_blocks import Block, Page
from mas_docs.documents.pdf_text import check_printed, read_pdf
from mas_docs.documents.typesetting import typeset
from mas_docs.errors import TemplateError

_PAGES_EACH = COVER_PAGES + 1
_LENGTHS_KEPT = 64
"""For how many lengths of packs the strips are kept; those of a pack of 40 pages are 30 kB."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is one facilitator's own.

    Attributes:
        pdf: a tagged PDF, PDF/UA-1, in which several facilitators may have their pages.
        page: the place of the cover in it, from 0; the page behind it is the mark in the foot, 17 cm by 5 mm.
        words: what stands on the two, as it was read back, and the PDF's title.
    """

    pdf: bytes = field(repr=False)
    page: int
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Strips:
    """A strip of 4.5 cm by 5 mm for each page of a pack, the cover's too, which says which page of how many it is.

    Attributes:
        pdf: the strips, one a page.
        words: what stands on them.
    """

    pdf: bytes = field(repr=False)
    words: str = field(repr=False)


def covers(  # noqa: PLR0913 - a cover is made of these
    case: Case,
    board: Board,
    holders: Sequence[str],
    edition: Edition,
    pages: int,
    *,
    own_templates: Path | None = None,
    language: str = "en",
) -> tuple[Cover, ...]:
    """Make the cover and the mark of several facilitators' copies.

    Args:
        case: the case.
        board: the board's settings.
        holders: the facilitators' names.
        edition: which making of the pack this is.
        pages: how many pages the whole pack has, its cover among them.
        own_templates: the folder of the board's own templates; None where it has none.
        language: the language of the pages.

    Returns:
        The covers, in the order of the names.

    Raises:
        TemplateError: a template is at fault, or something would be lost.
    """
    title = f"{PACK.title}, {case.reference}"
    written = [
        (writing.page("cover"), writing.page("mark"))
        for writing in (
            Writing(own_templates, language, cover_words(case, board, edition, holder, pages)) for holder in holders
        )
    ]
    copies = [{"cover": cover.blocks, "mark": mark.blocks} for cover, mark in written]
    content = typeset("cover.typ", {"title": title, "lang": language, "copies": copies})
    return tuple(_read_back(content, written, title))


def _read_back(content: bytes, written: Sequence[tuple[Page, Page]], title: str) -> Iterator[Cover]:
    read = read_pdf(content)
    if len(read.pages) != len(written) * _PAGES_EACH:
        raise TemplateError("The cover does not fit on one page", where=written[0][0].where, remedy="Write less on it.")
    for number, (cover, mark) in enumerate(written):
        first = number * _PAGES_EACH
        texts = read.pages[first : first + _PAGES_EACH]
        check_printed(texts[:COVER_PAGES], cover.printed(), cover.where)
        check_printed(texts[COVER_PAGES:], mark.printed(), mark.where)
        yield Cover(content, first, "\n\n".join((*texts, title)))


def strips(pages: int, *, own_templates: Path | None = None, language: str = "en") -> Strips:
    """Make the strips of a pack.

    Args:
        pages: how many pages the whole pack has, its cover among them.
        own_templates: the folder of the board's own templates; None where it has none.
        language: the language of the strips.

    Raises:
        TemplateError: the template is at fault, or something would be lost.
    """
    words = {"pages": [{"number": number} for number in range(1, pages + 1)], "count": pages}
    numbers = Writing(own_templates, language, words).page("numbers")
    if sum(len(block.rows) for block in numbers.blocks) != pages:
        raise TemplateError(
            "This template does not give one item for each page", where=numbers.where, remedy="Write one - in its loop."
        )
    return Strips(_set(numbers.blocks), "\n".join(printed.text for printed in numbers.printed()))


@lru_cache(maxsize=_LENGTHS_KEPT)
def _set(numbers: tuple[Block, ...]) -> bytes:
    """The strips as a PDF; those of a pack of the same length are the same."""
    return typeset("numbers.typ", {"strips": numbers}, accessible=False)
