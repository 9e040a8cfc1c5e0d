"""Our own pages of the briefing pack: the words come from templates that the office may replace, Typst lays them out.

This is what all copies of a case's pack share; what each facilitator has of their own is made in `covers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mas_docs.board import Board
from mas_docs.briefing.contents import COVER_PAGES, PAPER_KEY, BoundPaper, Edition, PackPaper, pack_papers
from mas_docs.briefing.timeline import Timeline, timeline
from mas_docs.briefing.words import PACK, contents_words, inner_words, paper_words, timeline_words
from mas_docs.briefing.writing import Writing
from mas_docs.case.model import Case
from mas_docs.documents.page_blocks import Page
from mas_docs.documents.pdf_text import ReadPdf, check_printed, read_pdf
from mas_docs.documents.typesetting import typeset
from mas_docs.errors import TemplateError
from mas_docs.guidance.papers import PaperStatus

_UNREAD = frozenset({"timeline"})
"""The kinds of block whose words are an alternative text: a page does not show them."""

_BEFORE_TITLE = frozenset({"drop", "quiet"})
"""The kinds of block that may stand above a part's title, and do not fill a page."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A part of our own pages.

    Attributes:
        key: `contents`, `your-part`, `overview`, `timeline`, `people`, `session-guide`, or `paper-3` for the
            checklist's third line.
        title: its title, for bookmarks.
        page: the place of its first page among our own pages, from 0.
        paper: the place in the case file, from 0, of the paper that is bound after its last page; None: no paper is.
        after: the place of that last page among our own pages, from 0.
    """

    key: str
    title: str
    page: int
    paper: int | None
    after: int

    @property
    def is_of_paper(self) -> bool:
        """Whether it is a paper's divider, or the page of one that is outstanding."""
        return self.key.startswith(PAPER_KEY)


@dataclass(frozen=True, slots=True)
class OwnPages:
    """What all copies of a pack share of our own pages: everything but the cover.

    Attributes:
        pdf: the pages, tagged, PDF/UA-1.
        pages: how many they are.
        parts: their parts, in order.
        unshown: the characters that no font of ours has; the pages show their numbers.
        words: what stands on them, as it was read back; their bookmarks, title and alternative texts.
    """

    pdf: bytes = field(repr=False)
    pages: int
    parts: tuple[OwnPart, ...]
    unshown: tuple[str, ...]
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part before it is typeset."""

    key: str
    page: Page
    paper: BoundPaper | None = None


def shared_pages(  # noqa: PLR0913 - a pack is made of these
    case: Case,
    board: Board,
    papers: Sequence[BoundPaper],
    edition: Edition,
    *,
    own_templates: Path | None = None,
    language: str = "en",
) -> OwnPages:
    """Make everything of our own but the cover, once for a case.

    Args:
        case: the case.
        board: the board's settings.
        papers: the papers that are bound, in any order.
        edition: which making of the pack this is.
        own_templates: the folder of the board's own templates; None where it has none.
        language: the language of the pages.

    Raises:
        TemplateError: a template is at fault, or something would be lost.
        InvalidCaseError: the board's settings name public holidays that are not known.
    """
    line = timeline(case, board, edition.made_on)
    writing = _PackWriting(own_templates, language, inner_words(case, board, edition))
    parts = writing.parts(line, pack_papers(case, papers))
    title = f"{PACK.title}, {case.reference}"
    content = typeset("pack.typ", _layout(parts, line, title, language))
    read = read_pdf(content)
    own = tuple(_own_parts(parts, read))
    for part, placed in zip(parts, own, strict=True):
        check_printed(read.pages[placed.page : placed.after + 1], part.page.printed(_UNREAD), part.page.where)
    words = (*read.pages, *(words for words, _ in read.bookmarks), title, *_alternatives(parts))
    unshown = tuple(sorted(writing.characters.unshown))
    return OwnPages(content, len(read.pages), own, unshown, "\n\n".join(words))


def _alternatives(parts: Iterable[_Part]) -> Iterator[str]:
    for block in (block for part in parts for block in part.page.blocks if block.kind in _UNREAD):
        yield "".join(run.text for run in block.words)


class _PackWriting(Writing):
    """Fills in the parts of one pack."""

    def parts(self, line: Timeline, papers: Sequence[PackPaper]) -> tuple[_Part, ...]:
        """All parts in their order; the contents, which names the others, is written last and stands first."""
        ours = [
            self._part("your-part"),
            self._part("overview"),
            self._part("timeline", {"timeline": timeline_words(line)}),
            self._part("people"),
            self._part("session-guide"),
        ]
        of_papers = [self._paper(paper) for paper in papers if paper.status is not PaperStatus.MISSING]
        listed = contents_words([(part.key, part.page.title) for part in ours], papers)
        return (self._part("contents", listed), *ours, *of_papers)

    def _paper(self, paper: PackPaper) -> _Part:
        name = "divider" if paper.bound else "outstanding"
        return _Part(paper.key, _titled(self.page(name, {"paper": paper_words(paper)})), paper.bound)

    def _part(self, name: str, more: Mapping[str, object] | None = None) -> _Part:
        return _Part(name, _titled(self.page(name, more)))


def _layout(parts: Iterable[_Part], line: Timeline, title: str, language: str) -> dict[str, object]:
    """What the layout reads; each part's page in the pack counts the cover and the papers bound before it."""
    laid: list[dict[str, object]] = []
    before = COVER_PAGES
    for part in parts:
        laid.append({"key": part.key, "blocks": part.page.blocks, "before": before})
        before += part.paper.pages if part.paper else 0
    return {"title": title, "lang": language, "parts": laid, "timeline": {"points": _marks(line), "ticks": line.ticks}}


def _marks(line: Timeline) -> list[dict[str, object]]:
    return [{"share": point.share, "kind": point.kind} for point in line.points]


def _own_parts(parts: Sequence[_Part], read: ReadPdf) -> Iterator[OwnPart]:
    """Each part with the places of its pages: it begins where its bookmark leads, and ends where the next begins."""
    firsts = [page for _, page in read.bookmarks]
    lasts = [first - 1 for first in firsts[1:]] + [len(read.pages) - 1]
    for part, first, last in zip(parts, firsts, lasts, strict=True):
        yield OwnPart(part.key, part.page.title, first, part.paper.place if part.paper else None, last)


def _titled(page: Page) -> Page:
    """The page of a part, which must begin with its title: its bookmark and its page number come from there."""
    places = [place for place, block in enumerate(page.blocks) if block.kind == "title"]
    begins = len(places) == 1 and all(block.kind in _BEFORE_TITLE for block in page.blocks[: places[0]])
    if not begins or not page.title.strip():
        raise TemplateError(
            "This part of the pack does not begin with one title",
            where=page.where,
            remedy="Write # and its title first.",
        )
    return page
