"""From planned packages to sealed archives: render, gather, seal, verify, publish. The one place where stages meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import Document
from mas_docs.documents.context import Subject, blank_context, case_context
from mas_docs.documents.template_files import find_template
from mas_docs.documents.text import render_text
from mas_docs.documents.word import DocumentProperties, render_word
from mas_docs.errors import PaperError
from mas_docs.files import make_folder, private_folder, remove_left_overs, work_folder, write_atomically
from mas_docs.papers.intake import GatheredPaper, unchanged
from mas_docs.planning import Package, PlannedDocument
from mas_docs.recipients import recipients
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.calendar import event_calendar
from mas_docs.transfer.manifest import PackageFacts, new_package_id
from mas_docs.transfer.passphrase import GIVEN, Passphrase

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Office:
    """What every package of a run is made with.

    Attributes:
        board: the board's settings.
        own_templates: the board's own templates, searched first; None where it has none.
        today: the date that documents bear.
        out: the folder that receives one folder for each case.
        passphrase: what archives are sealed with.
        drafts: whether the unsealed documents are written too.
    """

    board: Board
    own_templates: Path | None
    today: dt.date
    out: Path
    passphrase: Passphrase
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Produced:
    """A package that is sealed, verified and in its place.

    Attributes:
        package: the plan it was made by.
        package_id: the id in its manifest.
        archive: where it lies.
        note: the how-to-open note beside it.
        members: the names inside, as the manifest lists them.
        drafts: the folder of the unsealed documents, where they were asked for.
    """

    package: Package
    package_id: str
    archive: Path
    note: Path
    members: tuple[str, ...]
    drafts: Path | None = None


def produce(
    loaded: LoadedCase, packages: tuple[Package, ...], papers: tuple[GatheredPaper, ...], office: Office
) -> Iterator[Produced]:
    """Make the packages of one case, one after another.

    Args:
        loaded: the case, without errors.
        packages: its planned packages.
        papers: its papers, examined; used by packages that carry them.
        office: what the run is made with.

    Yields:
        Each package once it is sealed, verified and in its place.

    Raises:
        MasDocsError: the package at hand could not be made; those before it are done, nothing of it is left.
    """
    folder = office.out / loaded.case.reference
    make_folder(folder)
    remove_left_overs(folder)
    with work_folder(folder) as work:
        for package in packages:
            members = package_members(loaded.case, package, papers, office)
            yield _seal(package, members, folder, work, office)


def _seal(package: Package, members: tuple[Member, ...], folder: Path, work: Path, office: Office) -> Produced:
    facts = PackageFacts(
        package_id=new_package_id(),
        reference=package.reference,
        recipient=package.recipient.name,
        role=package.recipient.role,
        purpose=package.kind.purpose,
        label=office.passphrase.label,
        sealed_on=office.today,
        marking=office.board.marking,
    )
    archive = folder / package.archive_name
    seal(members, facts, office.passphrase, archive, work)
    note = folder / f"{package.stem}-how-to-open.txt"
    write_atomically(note, _opening_note(package, office).encode(), work=work)
    drafts = folder / "drafts" / package.stem if office.drafts else None
    if drafts is not None:
        _write_drafts(drafts, members)
    return Produced(package, facts.package_id, archive, note, tuple(member.name for member in members), drafts)


def package_members(
    case: Case, package: Package, papers: tuple[GatheredPaper, ...], office: Office
) -> tuple[Member, ...]:
    """Everything that goes into one package, in memory but for the papers, which are read from where they lie."""
    members = [
        Member(planned.file_name, _render(case, package, planned, papers, office)) for planned in package.documents
    ]
    if package.kind.calendar is not None:
        members.append(Member("calendar.ics", _calendar(case, package, package.kind.calendar, office)))
    if package.kind.papers:
        members.extend(_paper(paper) for paper in papers)
    return tuple(members)


def _paper(paper: GatheredPaper) -> Member:
    if not unchanged(paper):
        raise PaperError(
            f"Paper {paper.number} of the checklist changed after it was examined, so nothing was sealed",
            remedy="Run the command again.",
        )
    known = paper.identity
    return Member(f"papers/{paper.name}", paper.path, (known.device, known.inode, known.size, known.mtime_ns))


def _calendar(case: Case, package: Package, form: EventStatus, office: Office) -> bytes:
    sender = recipients(case, office.board, package.kind.sender)[0]
    return event_calendar(
        case, office.board, form=form, organizer=sender, recipient=package.recipient, today=office.today
    )


def _render(
    case: Case, package: Package, planned: PlannedDocument, papers: tuple[GatheredPaper, ...], office: Office
) -> bytes:
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
    return _render_word(document, "", context, own_templates, today)


def _render_word(
    document: Document, reference: str, context: dict[str, object], own_templates: Path | None, today: dt.date
) -> bytes:
    template = find_template(f"word/{LANGUAGE}/{document.key}.docx", own_templates)
    properties = DocumentProperties(title=document.title, identifier=reference)
    return render_word(template, context, properties, today=today)


def _opening_note(package: Package, office: Office) -> str:
    unit = office.board.business_unit
    context = {
        "board": {"business_unit": {"name": unit.name, "email": unit.email, "phone": unit.phone}},
        "package": {
            "archive": package.archive_name,
            "recipient": package.recipient.name,
            "agency": package.recipient.agency,
            "purpose": package.kind.purpose,
            "reference": package.reference,
            "label": "" if office.passphrase.label == GIVEN else office.passphrase.label,
        },
    }
    return render_text(find_template(f"text/{LANGUAGE}/how-to-open.txt", office.own_templates), context)


def _write_drafts(folder: Path, members: tuple[Member, ...]) -> None:
    """Write the unsealed documents, to edit before sealing; only because they were asked for by name."""
    private_folder(folder)
    for member in members:
        if isinstance(member.content, bytes):
            write_atomically(folder / member.name, member.content)
