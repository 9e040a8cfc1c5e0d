"""A facilitator's own copy of the pack: the cover and the mark in their name, and the encryption (guidance 4.10)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from mas_docs.briefing.marks import fill_marks
from mas_docs.briefing.tags import TagTree
from mas_docs.errors import DamagedArchiveError
from mas_docs.steady_writing import steady_file
from mas_docs.transfer.native.pdf import encryption_with, is_protected
from mas_docs.transfer.passphrases.passphrase import Passphrase


def make_copy(common: Path, holder: bytes, cover_words: str, passphrase: Passphrase, into: Path) -> None:
    """Make one facilitator's copy of a common pack: encrypted with AES-256 (ISO 32000-2, revision 6), and linearised.

    Args:
        common: the pack that all copies have in common.
        holder: a PDF of two tagged pages: the cover, and the mark of this copy.
        cover_words: what the cover's bookmark says.
        passphrase: what opens the copy. Its owner's password is drawn at random and forgotten: with an empty one, the
            copy would open without any.
        into: where the copy is written, a new file.

    Raises:
        DamagedArchiveError: what was written opens without the passphrase, or not whole with it; it was thrown away.
        OSError: it cannot be written.
    """
    import pikepdf

    reading = pikepdf.AccessMode.stream  # a file mapped into memory would count against what the run takes
    with pikepdf.open(common, access_mode=reading) as pack, pikepdf.open(io.BytesIO(holder)) as holding:
        personalise(pack, holding, cover_words)
        with steady_file(into) as file:
            # Object streams would hide the bookmarks from what older versions of qpdf compute of a linearised file.
            mode = pikepdf.ObjectStreamMode.disable
            pack.save(file, encryption=encryption_with(passphrase), linearize=True, object_stream_mode=mode)
        pages = len(pack.pages)
    if not is_protected(into, passphrase, pages):
        into.unlink()
        raise DamagedArchiveError(
            "A copy of the pack that was just written does not open as it should, so it was thrown away",
            remedy="Try again; if it happens again, tell whoever supports mas-docs.",
        )


def personalise(pack: Any, holding: Any, cover_words: str) -> None:
    """Put the cover in front of an open pack, and the copy's mark into the foot of every page."""
    import pikepdf

    cover, mark = holding.pages
    pack.pages.insert(0, cover)
    front = pack.pages[0]
    tags = TagTree(pack)
    tags.adopt_front(holding, front)
    tags.finish()
    fill_marks(pack, front, mark)
    with pack.open_outline() as outline:
        outline.root.insert(0, pikepdf.OutlineItem(cover_words, 0, "Fit"))
    # Versions of qpdf disagree whether a link that both its page and the tag tree name is that page's alone, and an
    # older one would call the file faulty. What the first page names as well is counted alike by all of them.
    front.obj["/MasLinks"] = pikepdf.Array(link for page in pack.pages for link in page.obj.get("/Annots", ()))
