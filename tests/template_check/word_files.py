"""Templates for the tests: ours, edited in their XML as somebody in Word would change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from mas_docs.resources import templates_folder

ENGLISH = templates_folder() / "word" / "en"
BODY = "word/document.xml"
Parts = dict[str, bytes]
Edit = Callable[[Parts], None]


def parts_of(content: bytes) -> Parts:
    """The parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ours(key: str) -> Parts:
    """The parts of our own template of a document."""
    return parts_of((ENGLISH / f"{key}.docx").read_bytes())


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A Word file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def put(folder: Path, key: str, parts: Mapping[str, bytes], language: str = "en") -> Path:
    """Put a template into a board's own folder."""
    path = folder / "word" / language / f"{key}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(parts))
    return path


def changed(old: str, new: str, part: str = BODY) -> Edit:
    """An edit that puts one stretch of a part's XML in the place of another, where it first stands."""

    def edit(parts: Parts) -> None:
        text = parts[part].decode()
        assert old in text, old
        parts[part] = text.replace(old, new, 1).encode()

    return edit


def added(xml: str, before: str = "<w:sectPr", part: str = BODY) -> Edit:
    """An edit that puts XML into a part, before something else."""
    return changed(before, xml + before, part)


def paragraph(words: str, properties: str = "", run: str = "") -> str:
    """The XML of a paragraph."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def cell(*paragraphs: str) -> str:
    """The XML of a cell."""
    return f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def table(*rows: str, header: bool = True) -> str:
    """The XML of a table; its first row is its header row."""
    first = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    body = "".join(f"<w:tr>{first if number == 0 else ''}{row}</w:tr>" for number, row in enumerate(rows))
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid/>{body}</w:tbl>'
