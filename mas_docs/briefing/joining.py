"""Our own pages and those of the papers in one file, one after another, before anything is done with them.

The engine's own command copies what is large from file to file. A copy made object by object would hold all of it in
memory, which a pack of 200 MB must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.files import write_new


@dataclass(frozen=True, slots=True)
class InnerLink:
    """A link from one page of a paper to another.

    Attributes:
        page, target: the places of the two pages in the paper, from 0.
        box: the corners of its rectangle in the page's own space, in points.
    """

    page: int
    target: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class JoinedPaper:
    """A paper's share of the joined file.

    Attributes:
        pages: how many pages it has.
        links: its links from page to page, which the joined file no longer has.
    """

    pages: int
    links: tuple[InnerLink, ...]


def join(own: bytes, papers: Sequence[Path], into: Path) -> tuple[JoinedPaper, ...]:
    """Write our own pages, and after them the papers', into one file that keeps our tags, names and language.

    Args:
        own: our own pages, a PDF.
        papers: the clean papers, in order.
        into: a new file in a private work folder, where another one of a like name lies for a moment.

    Raises:
        OSError: it cannot be written.
    """
    import pikepdf

    ours = into.with_suffix(".own")
    try:
        write_new(ours, own)
        write_new(into, b"")  # the command would make a file that others can read
        parts = [part for path in (ours, *papers) for part in (_argument(path), "1-z")]
        pikepdf.Job(["qpdf", _argument(ours), _KEEP_RESOURCES, "--pages", *parts, "--", _argument(into)]).run()
    finally:
        ours.unlink(missing_ok=True)
    return tuple(_joined(path) for path in papers)


_KEEP_RESOURCES = "--remove-unreferenced-resources=no"


def _argument(path: Path) -> str:
    """A path in full, for one that begins with - or @ would mean something else to the command."""
    return str(path.absolute())


def _joined(path: Path) -> JoinedPaper:
    import pikepdf

    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as paper:
        pages = list(paper.pages)
        places = {page.obj.objgen: place for place, page in enumerate(pages)}
        links = [
            InnerLink(place, places[target], _box(link))
            for place, page in enumerate(pages)
            for link in page.obj.get("/Annots", ())
            if (target := link.Dest[0].objgen) in places
        ]
    return JoinedPaper(len(pages), tuple(links))


def _box(link: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = map(float, link.Rect)
    return left, bottom, right, top
