"""Files for the tests of reading: made in a few words, with a canary in each hiding place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from mas_docs.guard.reading import MemberText

CANARY = "Ffion Llewelyn-Parry"
"""The name of a fictional child of another case."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def places(read: MemberText, wanted: str = CANARY) -> list[str]:
    """Where a text was found, in words."""
    return [stretch.place_at(stretch.text.index(wanted)) for stretch in read.stretches if wanted in stretch.text]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office(**parts: str | bytes) -> bytes:
    """An Office document of these parts; two underscores are a slash, `_dot_` a dot; `xml` is their usual extension."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    listed = {name if "." in name else f"{name}.xml": content for name, content in named.items()}
    return zipped({"[Content_Types].xml": _TYPES, **listed})


def word(body: str, **parts: str | bytes) -> bytes:
    """A Word document with this body and these other parts."""
    return office(word__document=word_part("document", f"<w:body>{body}</w:body>"), **parts)


def word_part(root: str, content: str) -> str:
    """A part of a Word document."""
    return f'<?xml version="1.0"?><w:{root} xmlns:w="{W}">{content}</w:{root}>'


def paragraph(*runs: str) -> str:
    """A paragraph of these runs."""
    return f"<w:p>{''.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in runs)}</w:p>"


def words(text: str, y: int = 700) -> bytes:
    """Drawing instructions of a PDF that write a text."""
    return f"BT /F1 12 Tf 50 {y} Td ({text}) Tj ET\n".encode("cp1252")


def page_of(pdf: Any, content: bytes, **entries: Any) -> Any:
    """A new last page of a PDF."""
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[-1].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    page.Contents = pdf.make_stream(content)
    for key, value in entries.items():
        page[f"/{key}"] = value
    return page


def pdf_of(draw: Callable[[Any], None], **options: Any) -> bytes:
    """A PDF that this function has drawn."""
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        draw(pdf)
        pdf.save(buffer, **options)
    return buffer.getvalue()


def pdf_with_words(*pages: str) -> bytes:
    """A PDF whose pages bear these words."""

    def draw(pdf: Any) -> None:
        for text in pages:
            page_of(pdf, words(text) if text else b"")

    return pdf_of(draw)


def annotation(kind: Name, **entries: Any) -> Dictionary:
    """A comment, field or link of a PDF's page."""
    return Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([50, 50, 250, 70]), **entries)


def picture(size: tuple[int, int] = (300, 200), form: str = "PNG", **options: Any) -> bytes:
    """A picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, form, **options)
    return buffer.getvalue()
