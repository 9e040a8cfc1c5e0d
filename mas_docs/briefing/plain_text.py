"""A paper that arrived as plain text: set on pages of A4, its lines as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mas_docs.documents.glyphs import Characters
from mas_docs.documents.pdf_text import Printed, check_printed, read_pdf
from mas_docs.documents.typesetting import typeset
from mas_docs.errors import TemplateError
from mas_docs.papers.faults import SAVE_AS_PDF, Fault

MOST_CHARACTERS = 400_000
MOST_LINES = 20_000
MOST_SHEETS = 1_000
"""What is set at most, so that memory and time stay bounded; a paper of 100 pages is within it."""

_TITLE = "Plain text"
_COLUMNS = re.compile(r"\S(?:\t| {3,})\S")
_TAB = 8
_PART = re.compile(r"\S{20,39}[@./_\-]|\S{40}")
"""What a word that is longer than a line may be parted after."""

TOO_LONG = Fault(
    "paper-text",
    "is longer than 400,000 characters, 20,000 lines or 1,000 pages",
    "Save it as PDF, or in parts.",
)
NOT_SET = Fault("paper-text", "cannot be set on pages without loss", SAVE_AS_PDF)


@dataclass(frozen=True, slots=True)
class TextPages:
    """A text on pages.

    Attributes:
        pdf: the pages, tagged, PDF/UA-1.
        pages: how many they are.
        unshown: the characters that no font of ours has; the pages show their numbers.
    """

    pdf: bytes
    pages: int
    unshown: tuple[str, ...]


def text_pages(text: str) -> TextPages | Fault:
    """Set a plain text: its lines stay, a form feed begins a page, and columns get letters of one width.

    Args:
        text: what the paper says.

    Returns:
        The pages; or why there are none: the text is too long to be set, or holds what our fonts cannot show without
        loss.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(plain) > MOST_CHARACTERS or plain.count("\n") > MOST_LINES or plain.count("\f") >= MOST_SHEETS:
        return TOO_LONG
    characters = Characters()
    sheets = [_paragraphs(characters, sheet) for sheet in plain.split("\f")]
    columns = bool(_COLUMNS.search(plain))
    content = typeset("plain-text.typ", {"title": _TITLE, "lang": "en", "columns": columns, "sheets": sheets})
    read = read_pdf(content)
    printed = [Printed("text", "".join(line)) for sheet in sheets for paragraph in sheet for line in paragraph]
    try:
        check_printed(read.pages, printed, "")
    except TemplateError:
        return NOT_SET
    return TextPages(content, len(read.pages), tuple(sorted(characters.unshown)))


def _paragraphs(characters: Characters, sheet: str) -> list[list[list[str]]]:
    """The lines of a sheet, parted where lines are empty; a line is one text, or several where it may be broken."""
    lines = [characters.shown(line.expandtabs(_TAB)).rstrip() for line in sheet.split("\n")]
    paragraphs: list[list[list[str]]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(_PART.sub("\\g<0>\0", line).split("\0"))
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]
