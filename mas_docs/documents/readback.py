"""Read-back: what was printed is looked for in what was made, character for character, and in its place.

No silent loss. The text that must be there is known before any value is placed: the template's own text with each value
between. A value that was dropped, cut, changed, doubled or moved is found, and so is lost text of the template itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from mas_docs.documents.printed import Piece, PrintedValue, text_of
from mas_docs.errors import TemplateError


def check_text(actual: str, expected: Sequence[Piece], where: str) -> None:
    """Compare text with what must be there.

    Raises:
        TemplateError: it differs; names the first field that is affected.
    """
    position = 0
    last = ""
    for piece in expected:
        wanted = as_lines(text_of([piece]))
        if not actual.startswith(wanted, position):
            raise lost(piece, last, where)
        position += len(wanted)
        last = piece.field if isinstance(piece, PrintedValue) else last
    if position != len(actual):
        raise lost("", last, where)


def as_lines(text: str) -> str:
    r"""Text with each line break as `\n`: a document has paragraphs, not the line ends of one system or another."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lost(piece: Piece, after: str, where: str) -> TemplateError:
    """The error of a document that does not say what it should.

    Args:
        piece: what is missing or changed: a value, or text of the template.
        after: the field that was printed last before it; empty where there is none.
        where: the template and the part, as errors name them.
    """
    if isinstance(piece, PrintedValue):
        missing = f"The value of `{piece.field}`"
    else:
        missing = f"The template's text after `{after}`" if after else "The template's text"
    return TemplateError(
        f"{missing} does not stand in the finished document as it should",
        where=where,
        remedy="Nothing was written; restore the template from the one that ships with mas-docs.",
    )
