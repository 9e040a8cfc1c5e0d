"""A document of the catalogue, rendered for a case or blank, and the text notes beside packages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.catalogue import Document
from mas_docs.documents.context import Subject, blank_context, case_context
from mas_docs.documents.template_files import find_template
from mas_docs.documents.text import render_text
from mas_docs.documents.word import DocumentProperties, WordDocument, render_word
from mas_docs.papers.intake import GatheredPaper
from mas_docs.planning import Package, PlannedDocument
from mas_docs.production.office import Office
from mas_docs.transfer.passphrases.passphrase import GIVEN
from mas_docs.yaml_files.values import Protection

LANGUAGE = "en"


def render_document(
    case: Case, package: Package, planned: PlannedDocument, papers: tuple[GatheredPaper, ...], office: Office
) -> WordDocument:
    """A document of one package, as its recipient reads it."""
    subject = Subject(
        document=planned.document,
        state=planned.state,
        today=office.today,
        recipient=package.recipient,
        number=planned.number,
        event_status=package.kind.calendar,
    )
    names = {paper.place: paper.name for paper in papers}
    context = case_context(case, office.board, subject, names)
    return _render_word(planned.document, case.reference, context, office.own_templates, office.today)


def render_blank(document: Document, board: Board, own_templates: Path | None, today: dt.date) -> bytes:
    """A blank form, which needs no case and protects nothing."""
    context = blank_context(board, document, today)
    return _render_word(document, "", context, own_templates, today).content


def _render_word(
    document: Document, reference: str, context: dict[str, object], own_templates: Path | None, today: dt.date
) -> WordDocument:
    template = find_template(f"word/{LANGUAGE}/{document.key}.docx", own_templates)
    properties = DocumentProperties(title=document.title, identifier=reference)
    return render_word(template, context, properties, today=today)


def opening_note(package: Package, names: tuple[str, ...], office: Office) -> str:
    """The how-to-open note that lies beside a package."""
    unit = office.board.business_unit
    context = {
        "board": {"business_unit": {"name": unit.name, "email": unit.email, "phone": unit.phone}},
        "package": {
            "archive": package.archive_name,
            "recipient": package.recipient.name,
            "agency": package.recipient.agency,
            "purpose": package.kind.purpose,
            "reference": package.reference,
            "has_pack": package.has_pack,
            "has_pdf": any(name.endswith(".pdf") for name in names),
            "files": names,
            "label": "" if office.passphrase.label == GIVEN else office.passphrase.label,
        },
    }
    suffix = "-native" if package.protection is Protection.NATIVE else ""
    return render_text(find_template(f"text/{LANGUAGE}/how-to-open{suffix}.txt", office.own_templates), context)
