"""Small Word templates for the tests, and an independent reader of what was made from them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree

from mas_docs.documents.word import DocumentProperties, render_word

TODAY = dt.date(2026, 11, 23)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {"w": W, "w14": "http://schemas.microsoft.com/office/word/2010/wordml"}


def template(folder: Path, *paragraphs: str, build: Callable[[Any], None] | None = None) -> Path:
    """A template with these paragraphs, and whatever `build` adds to it."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if build is not None:
        build(document)
    path = folder / "letter.docx"
    document.save(str(path))
    return path


def with_body(folder: Path, body: str) -> Path:
    """A template whose body is this XML, for what python-docx cannot build."""
    declared = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    return changed(
        template(folder), {"word/document.xml": f"<w:document {declared}><w:body>{body}</w:body></w:document>"}
    )


def changed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """The template with parts replaced or added."""
    original = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as archive:
        for name in original.namelist():
            archive.writestr(name, parts.get(name, original.read(name)))
        for name in set(parts) - set(original.namelist()):
            archive.writestr(name, parts[name])
    return path


def made(path: Path, context: Mapping[str, object], title: str = "A letter") -> bytes:
    """The document made from a template."""
    return render_word(path, context, DocumentProperties(title), today=TODAY).content


def opened(content: bytes) -> Any:
    """The document as python-docx reads it."""
    return Document(io.BytesIO(content))


def paragraphs(content: bytes) -> list[str]:
    """The text of the body's own paragraphs, as python-docx reads it."""
    return [paragraph.text for paragraph in opened(content).paragraphs]


def rows(content: bytes) -> list[list[str]]:
    """The text of the first table's cells."""
    return [[cell.text for cell in row.cells] for row in opened(content).tables[0].rows]


def part(content: bytes, name: str = "word/document.xml") -> str:
    """A part of the document, as it is in the file."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def found(content: bytes, path: str, name: str = "word/document.xml") -> list[Any]:
    """What an XPath finds in a part."""
    result: list[Any] = etree.fromstring(part(content, name).encode()).xpath(path, namespaces=NAMESPACES)
    return result


def count(content: bytes, path: str) -> int:
    """How many elements of the body an XPath finds."""
    return len(found(content, path))
