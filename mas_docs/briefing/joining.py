"""Our own pages and those of the papers in one file, one after another, before anything is done with them.

It is under the lock of the copies from the beginning, so that the pack lies plain nowhere while it is made. Small
papers are joined in memory. Of large ones, the engine's own command copies what is large from file to file: a copy made
object by object would hold all of it in memory, which a pack of 200 MB must not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.files import write_new
from mas_docs.steady_writing import steady_file
from mas_docs.transfer.native.pdf import Lock, opened_under

MOST_IN_MEMORY = 8 * 2**20
"""How large the papers may be together that are joined in memory, in bytes."""

_KEEP_RESOURCES = "--remove-unreferenced-resources=no"
_PAGES = ("/Type", "/Pages")


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


@contextmanager
def joined(own: bytes, papers: Sequence[Path], lock: Lock, work: Path) -> Iterator[tuple[Any, tuple[JoinedPaper, ...]]]:
    """Open our own pages, and after them the papers', as one PDF that keeps our tags, names and language.

    Args:
        own: our own pages, a PDF.
        papers: the clean papers, in order.
        lock: what it is under.
        work: a private work folder.

    Yields:
        The open PDF, and each paper's share of it.

    Raises:
        OSError: it cannot be written.
    """
    shares = tuple(_share(path) for path in papers)
    with opened_under(lock) as pack:
        _take_over(pack, own)
        if are_small(papers):
            _append(pack, papers)
            yield pack, shares
            return
        with _joined_on_disk(pack, papers, lock, work) as large:
            yield large, shares


def are_small(papers: Sequence[Path]) -> bool:
    """Whether memory may hold a pack of these papers."""
    return sum(path.stat().st_size for path in papers) <= MOST_IN_MEMORY


def _take_over(pack: Any, own: bytes) -> None:
    """Take over everything of our own pages: the pages, and what their PDF says of them."""
    import pikepdf

    with pikepdf.open(io.BytesIO(own)) as ours:
        for page in ours.pages:
            pack.pages.append(page)
        for key, value in ours.Root.items():
            if key not in _PAGES:
                pack.Root[key] = _copied(pack, value)
        pack.trailer.Info = _copied(pack, ours.docinfo)


def _copied(pack: Any, value: Any) -> Any:
    """A value of another PDF; one that is written where it stands is copied part by part, for it has no number."""
    import pikepdf

    if isinstance(value, pikepdf.Object) and value.is_indirect:
        return pack.copy_foreign(value)
    if isinstance(value, pikepdf.Dictionary):
        return pikepdf.Dictionary({key: _copied(pack, item) for key, item in value.items()})
    if isinstance(value, pikepdf.Array):
        return pikepdf.Array([_copied(pack, item) for item in value])
    return value


def _append(pack: Any, papers: Sequence[Path]) -> None:
    import pikepdf

    for path in papers:
        with pikepdf.open(path) as paper:
            for page in paper.pages:
                pack.pages.append(page)


@contextmanager
def _joined_on_disk(pack: Any, papers: Sequence[Path], lock: Lock, work: Path) -> Iterator[Any]:
    import pikepdf

    ours, into = work / "joining-own.pdf", work / "joining.pdf"
    try:
        with steady_file(ours, lasting=False) as file:
            pack.save(file, encryption=True)
        write_new(into, b"")  # the command would make a file that others can read
        opening = (f"--password={lock.key}", "--password-is-hex-key")
        parts = [part for path in papers for part in (_argument(path), "1-z")]
        given = [_argument(ours), *opening, _KEEP_RESOURCES, "--pages", ".", "1-z", *parts, "--", _argument(into)]
        pikepdf.Job(["qpdf", *given]).run()
        with opened_under(lock, into) as large:
            yield large
    finally:
        ours.unlink(missing_ok=True)
        into.unlink(missing_ok=True)


def _argument(path: Path) -> str:
    """A path in full, for one that begins with - or @ would mean something else to the command."""
    return str(path.absolute())


def _share(path: Path) -> JoinedPaper:
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
