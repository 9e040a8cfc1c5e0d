"""What the tests of package folders share: small files of each format with canary words, and folders made of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from sealing import FACTS, PASSPHRASE

from mas_docs.files import work_folder
from mas_docs.transfer.archive import Member
from mas_docs.transfer.native.packages import seal_native
from mas_docs.transfer.verification import Verified

CANARY = "Myfanwy Canari-Hapus"
"""Words in each document that must be readable nowhere outside."""

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


@cache
def small_word(filler: bytes = b"\x17" * 4096) -> bytes:
    """A small file in the format of Word, its words stored as they are."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, part in (("[Content_Types].xml", _TYPES), ("word/document.xml", CANARY), ("word/x.bin", filler)):
            package.writestr(zipfile.ZipInfo(name), part)
    return content.getvalue()


def blank_pdf(words: str = CANARY, pages: int = 2) -> Any:
    """An open PDF that has the words on each page, in its title, in its XMP metadata, and attached."""
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
        pdf.pages[-1].obj.Contents = pdf.make_stream(f"BT ({words} {number}) Tj ET".encode())
    pdf.docinfo["/Title"] = words
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- {words} --></x:xmpmeta>'.encode()
    pdf.Root.Metadata = pdf.make_stream(xmp, {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML})
    pdf.attachments["note.txt"] = pikepdf.AttachedFileSpec(pdf, words.encode())
    return pdf


def saved(pdf: Any, **how: Any) -> bytes:
    """The bytes of an open PDF."""
    content = io.BytesIO()
    pdf.save(content, compress_streams=False, fix_metadata_version=False, **how)
    return content.getvalue()


@cache
def small_pdf() -> bytes:
    """A small PDF, its words stored as they are."""
    return saved(blank_pdf())


LETTER = Member("letter.docx", small_word())
MINUTES = Member("papers/03-minutes.pdf", small_pdf())
CALENDAR = Member("calendar.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
ALL = (LETTER, MINUTES, CALENDAR)


def native(folder: Path, members: Iterable[Member] = ALL, name: str = "package") -> Verified:
    """Seal members into a package folder in that folder."""
    with work_folder(folder) as work:
        return seal_native(members, FACTS, PASSPHRASE, folder / name, work)
