"""From planned packages to sealed archives: render, gather, seal, verify, publish. The one place where stages meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mas_docs.board import Board
from mas_docs.briefing.pack import Briefing, PackOffice, Progress, unseen
from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import Document, Medium, OnePer, State
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
from mas_docs.transfer.guard import refuse_child_names
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
        progress: how long work on one thing is shown.
    """

    board: Board
    own_templates: Path | None
    today: dt.date
    out: Path
    passphrase: Passphrase
    drafts: bool = False
    progress: Progress = unseen


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
        remarks: what whoever sends it has to know, in sentences.
    """

    package: Package
    package_id: str
    archive: Path
    note: Path
    members: tuple[str, ...]
    drafts: Path | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """Where one case's packages are made.

    Attributes:
        folder: the case's folder of output.
        work: the private work folder in it, gone at the end: the only place for plain papers.
    """

    folder: Path
    work: Path


@contextmanager
def room_for(reference: str, out: Path) -> Iterator[Room]:
    """Open the room of one case, rid of what a killed run left there.

    Raises:
        UsageError: nothing can be written there.
    """
    folder = out / reference
    make_folder(folder)
    remove_left_overs(folder)
    with work_folder(folder) as work:
        yield Room(folder, work)


def produce(
    loaded: LoadedCase, packages: tuple[Package, ...], papers: CasePapers, office: Office, room: Room
) -> Generator[Produced, None, None]:
    """Make the packages of one case, one after another.

    Args:
        loaded: the case, without errors.
        packages: its planned packages.
        papers: its papers, taken in; used by packages that carry them.
        office: what the run is made with.
        room: where they are made.

    Yields:
        Each package once it is sealed, verified and in its place.

    Raises:
        MasDocsError: the package at hand could not be made; those before it are done, nothing of it is left.
    """
    desk = Desk(loaded.case, papers, office, room)
    try:
        for package in packages:
            members = desk.members(package)
            visible = (package.archive_name, *(member.name for member in members))
            refuse_child_names(loaded.case, visible, "a file's name")
            sealed = _seal(package, members, room, office)
            desk.remember(package)
            yield replace(sealed, remarks=desk.remarks())
    finally:
        desk.close()


def _seal(package: Package, members: tuple[Member, ...], room: Room, office: Office) -> Produced:
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
    archive = room.folder / package.archive_name
    seal(members, facts, office.passphrase, archive, room.work)
    note = room.folder / f"{package.stem}-how-to-open.txt"
    write_atomically(note, _opening_note(package, office).encode(), work=room.work)
    drafts = room.folder / "drafts" / package.stem if office.drafts else None
    if drafts is not None:
        _write_drafts(drafts, members)
    return Produced(package, facts.package_id, archive, note, tuple(member.name for member in members), drafts)


class Desk:
    """Makes what goes into one case's packages; what several of them share is made once, when it is first needed.

    Args:
        case: the case.
        papers: its papers, taken in.
        office: what the run is made with.
        room: where packs lie until they are sealed.
    """

    def __init__(self, case: Case, papers: CasePapers, office: Office, room: Room) -> None:
        self._case = case
        self._papers = papers
        self._office = office
        self._room = room
        self._briefing: Briefing | None = None
        self._shared: dict[tuple[str, State | None, int | None], bytes] = {}

    def members(self, package: Package) -> tuple[Member, ...]:
        """Everything that goes into one package: documents in memory, packs and papers read from where they lie."""
        members = [Member(planned.file_name, self._made(package, planned)) for planned in package.documents]
        if package.kind.calendar is not None:
            calendar = _calendar(self._case, package, package.kind.calendar, self._office)
            members.append(Member("calendar.ics", calendar))
        if package.kind.papers:
            members.extend(_paper(paper) for paper in self._papers.gathered)
        return tuple(members)

    def remarks(self) -> tuple[str, ...]:
        """What whoever sends the packages has to know about what is in them."""
        return self._briefing.remarks() if self._briefing is not None else ()

    def remember(self, package: Package) -> None:
        """Remember who has the briefing pack now, where the package holds one."""
        if package.has_pack and self._briefing is not None:
            self._briefing.went_to(package.recipient)

    def close(self) -> None:
        """Write down who has which edition of the briefing pack, whether or not all of them could be made."""
        if self._briefing is not None:
            self._briefing.record()

    def _made(self, package: Package, planned: PlannedDocument) -> bytes | Path:
        if planned.document.medium is Medium.PACK:
            return self._pack().copy_for(package.recipient)
        if planned.document.one_per is OnePer.RECIPIENT:
            return self._rendered(package, planned)
        key = (planned.document.key, planned.state, planned.number)
        if key not in self._shared:
            self._shared[key] = self._rendered(package, planned)
        return self._shared[key]

    def _rendered(self, package: Package, planned: PlannedDocument) -> bytes:
        return _render(self._case, package, planned, self._papers.gathered, self._office)

    def _pack(self) -> Briefing:
        if self._briefing is None:
            office = self._office
            made_with = PackOffice(office.board, office.own_templates, office.today, office.passphrase, office.progress)
            self._briefing = Briefing(self._case, self._papers.ready, made_with, self._room.folder, self._room.work)
        return self._briefing


def _paper(paper: GatheredPaper) -> Member:
    if not unchanged(paper):
        raise PaperError(
            f"Paper {paper.number} of the checklist changed after it was examined, so nothing was sealed",
            remedy="Run the command again.",
        )
    if paper.clean is not None:
        return Member(f"papers/{paper.name}", paper.clean)
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
            "has_pack": package.has_pack,
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
        elif "/" not in member.name:  # a pack, which is locked by itself; papers lie beside the case already
            write_atomically(folder / member.name, member.content.read_bytes())
