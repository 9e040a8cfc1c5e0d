"""Plain text from a Jinja template: the notes on how to open a package, and the words of a pack before they are set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mas_docs.documents.environment import compile_template, render
from mas_docs.documents.printed import Piece, text_of
from mas_docs.documents.readback import as_lines, check_text
from mas_docs.documents.template_files import read_template, shown
from mas_docs.errors import TemplateError


def render_text(template: Path, context: Mapping[str, object], *, language: str = "en") -> str:
    """Render a text template under the rules of the Word templates: sandboxed, strict, read back.

    Args:
        template: the template, UTF-8; its last line end is kept.
        context: what it may name.
        language: the language of dates and lists.

    Returns:
        The text, every value in it as it is: nothing is escaped.

    Raises:
        TemplateError: the template is missing or at fault, or a value would be lost.
    """
    pieces = render_pieces(template, context, language=language)
    text = "".join(as_lines(text_of([piece])) for piece in pieces)
    check_text(text, pieces, shown(template))
    return text


def render_pieces(template: Path, context: Mapping[str, object], *, language: str = "en") -> tuple[Piece, ...]:
    """Render a text template into its own words and the values between them, each value exactly once.

    Args:
        template: the template, UTF-8.
        context: what it may name.
        language: the language of dates and lists.

    Raises:
        TemplateError: the template is missing or at fault, or a value would be lost.
    """
    where = shown(template)
    rendered, values = render(compile_template(_source(template), where, language), context, where)
    pieces = values.pieces(rendered)
    if lost := values.missing_from(pieces):
        raise TemplateError(f"`{lost.field}` was lost when the text was written", where=where)
    return pieces


def _source(template: Path) -> str:
    try:
        return read_template(template).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise TemplateError(
            "This template is not UTF-8 text", where=shown(template), remedy="Save it as UTF-8."
        ) from None
