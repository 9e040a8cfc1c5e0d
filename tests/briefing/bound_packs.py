"""Small papers and pages of our own, bound into packs, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import typst
from pikepdf import Array, Dictionary, Name

from mas_docs.briefing.binding import Bookmark, PaperToBind, Unbound, bind
from mas_docs.briefing.copies import make_copy
from mas_docs.briefing.covers import Cover
from mas_docs.transfer.native.pdf import Lock, make_lock, opened_under
from mas_docs.transfer.passphrases.passphrase import Passphrase

# The command-line programs of poppler read no more than 32 characters of a password; readers built on it read all.
PASSPHRASE = Passphrase("red fish swim past old blue tins")
OWN = """
#set document(title: "Briefing", date: none)
#set text(lang: "en")
#set page(paper: "a4", margin: 2cm)
= Contents
#link(<one>)[To the first paper] and #link(<last>)[to the end]
#pagebreak()
= First paper <one>
Behind this page.
#pagebreak()
= Second paper
Behind this page.
#pagebreak()
= Outstanding <last>
Still to come.
"""
HOLDER = """
#set document(title: "Briefing", date: none)
#set text(lang: "en")
#set page(paper: "a4", margin: 2cm)
= Cover
Copy for NAME
#set page(width: 13cm, height: 5mm, margin: 0pt)
#set text(size: 8pt)
OFFICIAL-SENSITIVE, copy for NAME
"""
NUMBERS = """
#set page(width: 4.5cm, height: 5mm, margin: 0pt)
#set text(size: 8pt)
#for number in range(COUNT) {
  if number > 0 { pagebreak() }
  [Pack page #(number + 1) of COUNT]
}
"""
OWN_PAGES = 4


def set_pages(source: str, *, tagged: bool = True) -> bytes:
    """Typeset a few words."""
    if not tagged:
        return typst.compile(source.encode(), format="pdf", pdf_tags=False)
    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])


def paper(path: Path, pages: Sequence[dict[str, Any]], links: Sequence[tuple[int, int]] = ()) -> Path:
    """A clean paper, a page for each of the entries: its words, its boxes, its rotation, its own content."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for entries in pages:
            attributes = {"MediaBox": [0, 0, 595, 842], **entries}
            words = attributes.pop("words", "")
            content = attributes.pop("content", b"") + f"BT /F 12 Tf 80 120 Td ({words}) Tj ET".encode()
            resources = Dictionary(Font=Dictionary(F=font)) if words else Dictionary()
            page = Dictionary(Type=Name.Page, Resources=resources, Contents=pdf.make_stream(content), **attributes)
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        for start, target in links:
            link = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=[80, 110, 180, 140],
                Dest=Array([pdf.pages[target].obj, Name.Fit]),
            )
            pdf.pages[start].obj.Annots = Array([pdf.make_indirect(link)])
        pdf.save(path)
    return path


def bound_under(lock: Lock, into: Path, papers: Sequence[Path]) -> Path:
    """Bind papers behind the second and third of our own pages."""
    count = 1 + OWN_PAGES + sum(len(pikepdf.open(path).pages) for path in papers)
    unbound = Unbound(
        own=set_pages(OWN),
        papers=tuple(PaperToBind(path, at, f"Paper {at}") for at, path in enumerate(papers, 1)),
        bookmarks=(
            Bookmark("Contents", 0),
            Bookmark("First paper", 1),
            Bookmark("Second paper", 2),
            Bookmark("Outstanding", 3),
        ),
        numbers=set_pages(NUMBERS.replace("COUNT", str(count)), tagged=False),
        page_words="Pack page {}".format,
    )
    assert max(bind(unbound, lock, into), default=0) <= count
    return into


def bound(folder: Path, papers: Sequence[Path], name: str = "common.pdf") -> Path:
    """The same without its lock, as a file in which nothing is drawn at random."""
    lock = make_lock(PASSPHRASE)
    with opened_under(lock, bound_under(lock, folder / f"locked-{name}", papers)) as pack:
        del pack.trailer.ID
        pack.save(folder / name, encryption=False, deterministic_id=True)
    return folder / name


def copied(folder: Path, papers: Sequence[Path], holder: str = "Rhian Cole") -> Path:
    """One facilitator's copy."""
    lock = make_lock(PASSPHRASE)
    common = bound_under(lock, folder / f"common for {holder}.pdf", papers)
    into = folder / f"copy for {holder}.pdf"
    cover = Cover(set_pages(HOLDER.replace("NAME", holder)), 0, "")
    make_copy(common, cover, "Cover", lock, into)
    return into


def opened(copy: Path) -> pikepdf.Pdf:
    """A copy, opened with the passphrase."""
    return pikepdf.open(copy, password=PASSPHRASE.reveal().decode())


def texts(path: Path, password: str | None = None) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(path, password=password) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


def picture(path: Path, page: int, password: str | None = None) -> Any:
    """A page as a picture of one dot a point."""
    with pypdfium2.PdfDocument(path, password=password) as document:
        return document[page].render(scale=1).to_pil().convert("RGB")
