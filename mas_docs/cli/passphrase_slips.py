"""A passphrase slip as words for the terminal or a text file, or as a page to print."""

from __future__ import annotations

from pathlib import Path

from mas_docs.documents.glyphs import Characters
from mas_docs.documents.page_language import read_page
from mas_docs.documents.pdf_text import check_printed, read_pdf
from mas_docs.documents.template_files import find_template
from mas_docs.documents.text import render_text
from mas_docs.documents.typesetting import typeset
from mas_docs.transfer.passphrases.slip import Spelling, spelling
from mas_docs.transfer.passphrases.stores import Kept, PassphraseEntry

LANGUAGE = "en"


def slip_text(kept: Kept, own_templates: Path | None) -> str:
    """A slip in plain text.

    Raises:
        TemplateError: the template is missing or at fault, or a word would be lost.
    """
    template = find_template(f"text/{LANGUAGE}/slip.txt", own_templates)
    return render_text(template, _context(kept.entry, spelling(kept.passphrase)), language=LANGUAGE)


def slip_pdf(kept: Kept, own_templates: Path | None) -> bytes:
    """A slip as a page, PDF/UA-1; what it says is read back from it.

    Raises:
        TemplateError: the template is missing or at fault, or a word would be lost.
    """
    template = find_template(f"text/{LANGUAGE}/slip-page.txt", own_templates)
    context = _context(kept.entry, spelling(kept.passphrase))
    page = read_page(template, context, Characters(), language=LANGUAGE)
    data = {"title": f"Passphrase slip, {kept.entry.label}", "lang": LANGUAGE, "blocks": page.blocks}
    content = typeset("slip.typ", data)
    check_printed(read_pdf(content).pages, page.printed(), page.where)
    return content


def _context(entry: PassphraseEntry, spelled: Spelling) -> dict[str, object]:
    words = [
        {"number": word.number, "text": word.text, "spelled": word.spelled, "spaces": word.spaces}
        for word in spelled.words
    ]
    slip = {
        "label": entry.label,
        "issued": entry.issued,
        "event": entry.event or "",
        "count": len(words),
        "small": spelled.small,
        "single": spelled.single,
        "words": words,
    }
    return {"slip": slip}
