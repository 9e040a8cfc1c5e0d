"""A facilitator's own copy of the pack: the cover and the mark in their name, and the encryption (guidance 4.10)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from mas_docs.briefing.covers import Cover
from mas_docs.briefing.joining import are_small
from mas_docs.briefing.marks import fill_marks
from mas_docs.briefing.tags import TagTree
from mas_docs.errors import DamagedArchiveError
from mas_docs.steady_writing import steady_file
from mas_docs.transfer.native.pdf import Lock, is_under, opened_under


def make_copy(common: Path, cover: Cover, bookmark: str, lock: Lock, into: Path) -> None:
    """Make one facilitator's copy of a common pack: encrypted with AES-256 (ISO 32000-2, revision 6), and linearised.

    Args:
        common: the pack that all copies have in common.
        cover: the cover, and the mark of this copy.
        bookmark: what the cover's bookmark says.
        lock: what the pack is under, and the copy will be.
        into: where the copy is written, a new file.

    Raises:
        DamagedArchiveError: what was written does not open whole under the lock; it was thrown away.
        OSError: it cannot be written.
    """
    import pikepdf

    with opened_under(lock, common) as pack, pikepdf.open(io.BytesIO(cover.pdf)) as holding:
        personalise(pack, holding, cover.page, bookmark)
        with steady_file(into, lasting=False, small=are_small([common])) as file:
            # Object streams would hide the bookmarks from what older versions of qpdf compute of a linearised file.
            mode = pikepdf.ObjectStreamMode.disable
            pack.save(file, encryption=True, linearize=True, object_stream_mode=mode)
        pages = len(pack.pages)
    if not is_under(into, lock, pages):
        into.unlink()
        raise DamagedArchiveError(
            "A copy of the pack that was just written does not open as it should, so it was thrown away",
            remedy="Try again; if it happens again, tell whoever supports mas-docs.",
        )


def personalise(pack: Any, holding: Any, place: int, bookmark: str) -> None:
    """Put the cover in front of an open pack, and the copy's mark into the foot of every page.

    Args:
        pack: the open pack.
        holding: the open PDF with the cover.
        place: of the cover in it, from 0; the mark follows.
        bookmark: what the cover's bookmark says.
    """
    import pikepdf

    cover, mark = holding.pages[place], holding.pages[place + 1]
    pack.pages.insert(0, cover)
    front = pack.pages[0]
    tags = TagTree(pack)
    tags.adopt_front(holding, cover, front)
    tags.finish()
    fill_marks(pack, front, mark)
    with pack.open_outline() as outline:
        outline.root.insert(0, pikepdf.OutlineItem(bookmark, 0, "Fit"))
    # Versions of qpdf disagree whether a link that both its page and the tag tree name is that page's alone, and an
    # older one would call the file faulty. What the first page names as well is counted alike by all of them.
    front.obj["/MasLinks"] = pikepdf.Array(link for page in pack.pages for link in page.obj.get("/Annots", ()))
