"""Binding: our own pages and the papers become the pack that all copies have in common (guidance 4.6).

It is made once for a case. What differs from copy to copy, the cover and the mark in the foot, is added by `copies`.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.briefing.contents import COVER_PAGES
from mas_docs.briefing.joining import InnerLink, are_small, joined
from mas_docs.briefing.marks import Marks
from mas_docs.briefing.navigation import BoundPage, add_links, tell_targets, write_bookmarks
from mas_docs.briefing.sheets import new_page, sheet_of, uses_font
from mas_docs.briefing.tags import TagTree
from mas_docs.steady_writing import steady_file
from mas_docs.transfer.native.pdf import Lock


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place of our own pages that a bookmark leads to.

    Attributes:
        title: its words.
        page: the place of the page among our own pages, from 0.
        level: 1, or 2 for what stands below the bookmark of level 1 before it.
    """

    title: str
    page: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class PaperToBind:
    """A clean paper, and where it goes.

    Attributes:
        path: the clean PDF.
        after: the place of the page among our own pages that it follows, from 0.
        title: what its section is called in the tag tree, and a scanned page beside its number.
    """

    path: Path
    after: int
    title: str


@dataclass(frozen=True, slots=True)
class Unbound:
    """What a common pack is bound from.

    Attributes:
        own: our own pages but for the cover, a tagged PDF.
        papers: the papers, in the order of the pages that they follow.
        bookmarks: in the order of their pages.
        numbers: a PDF with a strip for each page of the pack, the cover's too, that says which page it is.
        page_words: how a link tells which page of the pack it leads to, as `Pack page 3`.
    """

    own: bytes
    papers: tuple[PaperToBind, ...]
    bookmarks: tuple[Bookmark, ...]
    numbers: bytes
    page_words: Callable[[int], str]


def bind(unbound: Unbound, lock: Lock, into: Path) -> Iterator[int]:
    """Bind the pack that all copies have in common.

    Args:
        unbound: what is bound.
        lock: what the pack is under, and its copies.
        into: where the pack is written, in a private work folder.

    Yields:
        How many pages are bound so far, for whoever shows progress.

    Raises:
        OSError: it cannot be written.
    """
    import pikepdf

    papers = [paper.path for paper in unbound.papers]
    with (
        joined(unbound.own, papers, lock, into.parent) as (pack, shares),
        pikepdf.open(io.BytesIO(unbound.numbers)) as strips,
    ):
        pages = deque(pack.pages)
        ours = len(pages) - sum(share.pages for share in shares)
        binding = _Binding(pack, _taken(pages, ours))
        for paper, share in zip(unbound.papers, shares, strict=True):
            yield from binding.add_paper(_taken(pages, share.pages), share.links, paper)
        binding.finish(unbound, Marks(pack, strips))
        with steady_file(into, lasting=False, small=are_small(papers)) as file:
            pack.save(file, encryption=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _taken(pages: deque[Any], count: int) -> list[Any]:
    return [pages.popleft() for _ in range(count)]


class _Binding:
    """A pack in the making; whatever is put between our own pages, they keep their places in `own`."""

    def __init__(self, pack: Any, own: list[Any]) -> None:
        self._pack = pack
        self._tags = TagTree(pack)
        self._own = own
        self._order: list[Any] = []
        self._own_taken = 0

    def add_paper(self, pages: Sequence[Any], links: Sequence[InnerLink], paper: PaperToBind) -> Iterator[int]:
        """Put a paper's pages behind the page of ours that they follow."""
        self._take_own(paper.after + 1)
        section = self._tags.section_after(self._own, paper.after, paper.title)
        bound: list[BoundPage] = []
        for number, page in enumerate(pages, 1):
            sheet = sheet_of(page)
            new = new_page(self._pack, sheet)
            alt = "" if uses_font(sheet.form) else f"{paper.title}, {number}/{len(pages)}"
            new.obj.StructParents = self._tags.paper_page(section, new, alt)
            bound.append((new, sheet))
            self._order.append(new)
            yield len(self._order)
        add_links(self._pack, self._tags, section, bound, links)

    def finish(self, unbound: Unbound, marks: Marks) -> None:
        """Set the pages in their order, mark each, and write bookmarks, labels and the tag tree."""
        import pikepdf

        self._take_own(len(self._own))
        del self._pack.pages[:]
        self._pack.pages.extend(self._order)
        for number, page in enumerate(self._pack.pages, COVER_PAGES):
            marks.mark(page, number)
        self._tags.finish()
        tell_targets(self._pack, unbound.page_words, COVER_PAGES + 1)
        write_bookmarks(self._pack, [(mark.level, mark.title, self._own[mark.page]) for mark in unbound.bookmarks])
        self._pack.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D)])
        self._pack.Root.PageMode = pikepdf.Name.UseOutlines
        # Without the layout's own `Suspects`: it is false, as it is when absent, and poppler complains of it.
        self._pack.Root.MarkInfo = pikepdf.Dictionary(Marked=True)

    def _take_own(self, until: int) -> None:
        self._order += self._own[self._own_taken : until]
        self._own_taken = max(self._own_taken, until)
