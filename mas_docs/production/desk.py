"""What goes into one case's packages: rendered, bound or gathered; what several of them share is made once."""

from __future__ import annotations

from pathlib import Path

from mas_docs.briefing.pack import Briefing, PackOffice
from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import Medium, OnePer, State
from mas_docs.documents.word import WordDocument
from mas_docs.errors import PaperError
from mas_docs.files import cannot_write
from mas_docs.guard.reading import calendar_words
from mas_docs.papers.intake import GatheredPaper, unchanged
from mas_docs.planning import Package, PlannedDocument
from mas_docs.production.office import Office, Room
from mas_docs.production.rendering import render_document
from mas_docs.recipients import recipients
from mas_docs.transfer.archive import Member
from mas_docs.transfer.calendar import FILE_NAME, event_calendar
from mas_docs.transfer.native.pdf import protect_pdf
from mas_docs.transfer.passphrases.passphrase import Passphrase

PAPERS_FOLDER = "papers/"
"""Where papers lie in a package."""


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
        self._shared: dict[tuple[str, State | None, int | None], WordDocument] = {}

    def members(self, package: Package) -> tuple[Member, ...]:
        """Everything that goes into one package: documents in memory, packs and papers read from where they lie."""
        members = [self._made(package, planned) for planned in package.documents]
        if package.kind.calendar is not None:
            calendar = _calendar(self._case, package, package.kind.calendar, self._office)
            members.append(Member(FILE_NAME, calendar, made_of=(calendar_words(calendar),)))
        if package.kind.papers:
            passphrase, work = self._office.passphrase, self._room.work
            members.extend(_paper(paper, passphrase, work) for paper in self._papers.gathered)
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

    def _made(self, package: Package, planned: PlannedDocument) -> Member:
        if planned.document.medium is Medium.PACK:
            copy = self._pack().copy_for(package.recipient)
            return Member(planned.file_name, copy.path, made_of=copy.made_of)
        written = self._written(package, planned)
        return Member(planned.file_name, written.content, made_of=(written.text, written.template))

    def _written(self, package: Package, planned: PlannedDocument) -> WordDocument:
        if planned.document.one_per is OnePer.RECIPIENT:
            return self._rendered(package, planned)
        key = (planned.document.key, planned.state, planned.number)
        if key not in self._shared:
            self._shared[key] = self._rendered(package, planned)
        return self._shared[key]

    def _rendered(self, package: Package, planned: PlannedDocument) -> WordDocument:
        return render_document(self._case, package, planned, self._papers.gathered, self._office)

    def _pack(self) -> Briefing:
        if self._briefing is None:
            office = self._office
            made_with = PackOffice(office.board, office.own_templates, office.today, office.passphrase, office.progress)
            self._briefing = Briefing(self._case, self._papers.ready, made_with, self._room.folder, self._room.work)
        return self._briefing


def _paper(paper: GatheredPaper, passphrase: Passphrase, work: Path) -> Member:
    """A paper as it travels: a PDF is locked by itself too, so that it stays protected where it is taken out."""
    if not unchanged(paper):
        raise PaperError(
            f"Paper {paper.number} of the checklist changed after it was examined, so nothing was sealed",
            remedy="Run the command again.",
        )
    if paper.clean is not None:
        locked = work / f"locked-{paper.number:03}.pdf"
        if not locked.exists():
            _lock(paper.clean, passphrase, locked, f"{PAPERS_FOLDER}{paper.name}")
        return Member(f"{PAPERS_FOLDER}{paper.name}", locked, unlocked=paper.clean)
    known = paper.identity
    identity = (known.device, known.inode, known.size, known.mtime_ns, known.ctime_ns)
    return Member(f"{PAPERS_FOLDER}{paper.name}", paper.path, identity)


def _lock(clean: Path, passphrase: Passphrase, locked: Path, name: str) -> None:
    try:
        protect_pdf(clean, passphrase, locked, name)
    except OSError as error:
        raise cannot_write(locked.parent, error) from None


def _calendar(case: Case, package: Package, form: EventStatus, office: Office) -> bytes:
    sender = recipients(case, office.board, package.kind.sender)[0]
    return event_calendar(
        case, office.board, form=form, organizer=sender, recipient=package.recipient, today=office.today
    )
