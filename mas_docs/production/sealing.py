"""Sealing the packages of a case: each is guarded, protected, verified and in the books before it takes its name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case
from mas_docs.catalogue import Medium
from mas_docs.disclosure import NEED_TO_KNOW, refuse_unless_may_receive, refuse_unless_meant_for
from mas_docs.files import cannot_write, private_folder, write_atomically
from mas_docs.guard.guard import NAME_IN_THE_OPEN, OTHER_CASE, CaseGuard, Content, Examined
from mas_docs.guard.public_names import refuse_child_names
from mas_docs.planning import Package
from mas_docs.production.books import Books
from mas_docs.production.desk import PAPERS_FOLDER, Desk
from mas_docs.production.messages import check_message, remove_old_message, write_message
from mas_docs.production.office import Office, Produced, Room
from mas_docs.production.rendering import opening_note
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.calendar import FILE_NAME, visible_texts
from mas_docs.transfer.ledger.entries import Entry, Event
from mas_docs.transfer.ledger.members import entry_of
from mas_docs.transfer.manifest import PackageFacts, new_package_id
from mas_docs.transfer.native.folder import MANIFEST
from mas_docs.transfer.native.packages import seal_native
from mas_docs.transfer.verification import Verified, VerifiedMember
from mas_docs.yaml_files.values import Protection

_OTHER = {Protection.ZIP: Protection.NATIVE, Protection.NATIVE: Protection.ZIP}


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
        Each package once it is sealed, verified, in the ledger and in its place.

    Raises:
        MasDocsError: the package at hand could not be made; those before it are done, nothing of it is left.
    """
    desk = Desk(loaded.case, papers, office, room)
    sealing = Sealing(loaded.case, papers, office, room)
    try:
        for package in packages:
            sealed = sealing.seal(package, sealing.made(package, desk))
            desk.remember(package)
            yield replace(sealed, remarks=(*desk.remarks(), *sealed.remarks))
    finally:
        desk.close()


def name_in(package: Package, name: str) -> str:
    """What a file is called in a package: where each is locked by itself, none lies in a folder.

    What is sent by mail has no folders, and must verify where its files are saved beside one another.
    """
    return name if package.protection is Protection.ZIP else name.replace("/", "-")


class Sealing:
    """Seals the packages of one case.

    Args:
        case: the case.
        papers: its papers, taken in.
        office: what the run is made with.
        room: where its packages are made.
    """

    def __init__(self, case: Case, papers: CasePapers, office: Office, room: Room) -> None:
        self._case = case
        self._office = office
        self._room = room
        self._books = Books(office.ledger, office.today)
        self._guard: CaseGuard = office.guard.of_case(case)
        self._papers = papers

    def made(self, package: Package, desk: Desk) -> tuple[Member, ...]:
        """What goes into a package; a child's name on the cover of a pack is a refusal too."""
        with self._books.telling(self._refusal(package, NAME_IN_THE_OPEN)):
            members = desk.members(package)
        return tuple(replace(member, name=name_in(package, member.name)) for member in members)

    def seal(self, package: Package, members: tuple[Member, ...]) -> Produced:
        """Seal one package, and write what goes with it.

        Raises:
            RefusedError: its recipient may not have it, it identifies another case, or a name can be read in it.
            MasDocsError: it cannot be made, and nothing of it is left; or it is in its place, and what goes beside it
                cannot be written.
        """
        self._hold_need_to_know(package)
        examined = self._examined(package, members)
        facts = self._facts(package)
        archive = self._room.folder / package.archive_name
        names = tuple(member.name for member in members)
        beside = (MANIFEST,) if package.protection is Protection.NATIVE else ()
        # A template at fault must stop the package before it is there.
        words = opening_note(package, (*names, *beside), self._office)
        with self._books.telling(self._refusal(package, NAME_IN_THE_OPEN)):
            refuse_child_names(self._case, (words,), "the note on how to open it")
            check_message(package, names, self._case, self._guard, self._office)
        remove_old_message(package, self._room)
        self._protect(package, members, facts, archive, examined)
        note = self._room.folder / f"{package.stem}-how-to-open.txt"
        write_atomically(note, words.encode(), work=self._room.work)
        unsearched = (f"{gap} could not be searched for other cases." for gap in self._gaps(package, examined))
        remarks = (*unsearched, *self._other_form(package))
        produced = Produced(package, facts.package_id, archive, note, names, remarks=remarks)
        produced = replace(produced, drafts=self._drafts(package, members))
        return write_message(produced, members, self._case, self._office, self._room)

    def _hold_need_to_know(self, package: Package) -> None:
        with self._books.telling(self._refusal(package, NEED_TO_KNOW)):
            for planned in package.documents:
                refuse_unless_meant_for(planned.document, planned.state, package.recipient.role)
            refuse_unless_may_receive(self._case, self._office.board, package.recipient)

    def _examined(self, package: Package, members: tuple[Member, ...]) -> Examined:
        """What the guard finds in the members, none of which is another case's."""
        with self._books.telling(self._refusal(package, NAME_IN_THE_OPEN)):
            self._guard.refuse_names(_in_the_open(package, members))
        files = ((member.name, _searched(member), ()) for member in members)
        examined = sum(self._guard.examine_all(files), Examined())
        with self._books.telling(self._refusal(package, OTHER_CASE, examined.neutral_references)):
            self._guard.refuse(examined)
        return examined

    def _facts(self, package: Package) -> PackageFacts:
        return PackageFacts(
            package_id=new_package_id(),
            reference=package.reference,
            recipient=package.recipient.name,
            role=package.recipient.role,
            purpose=package.kind.purpose,
            label=self._office.passphrase.label,
            sealed_on=self._office.today,
            marking=self._office.board.marking,
        )

    def _protect(
        self, package: Package, members: tuple[Member, ...], facts: PackageFacts, archive: Path, examined: Examined
    ) -> None:
        seal_by = seal_native if package.protection is Protection.NATIVE else seal
        with self._books.announcing(lambda verified: self._entry(package, verified, examined)) as announce:
            seal_by(members, facts, self._office.passphrase, archive, self._room.work, announce)

    def _entry(self, package: Package, verified: Verified, examined: Examined) -> Entry:
        has_papers = package.has_pack or package.kind.papers
        return entry_of(
            Event.SEALED,
            verified,
            purpose=package.kind.key,
            recipient_number=package.recipient.number,
            protection=package.protection,
            archive=package.archive_name,
            mentions=examined.allowed,
            unsearched=len(self._gaps(package, examined)) + (len(self._papers.unsearched) if has_papers else 0),
            bound=self._bound() if package.has_pack else (),
        )

    def _bound(self) -> tuple[VerifiedMember, ...]:
        papers = (ready.paper for ready in self._papers.ready)
        return tuple(VerifiedMember(f"{PAPERS_FOLDER}{paper.name}", paper.size, paper.sha256) for paper in papers)

    def _refusal(self, package: Package, reason: str, found: tuple[str, ...] = ()) -> Entry:
        return Entry(
            Event.REFUSED,
            case=package.reference,
            role=package.recipient.role,
            purpose=package.kind.key,
            recipient_number=package.recipient.number,
            reason=reason,
            found=found,
        )

    def _gaps(self, package: Package, examined: Examined) -> tuple[str, ...]:
        """What could not be searched, but for papers and packs, whose pages were looked at as they were taken in."""
        papers = (name_in(package, f"{PAPERS_FOLDER}{paper.name}") for paper in self._papers.gathered)
        told_before = tuple(f"{name}:" for name in (*papers, *_packs(package)))
        return tuple(gap for gap in examined.unsearchable if not gap.startswith(told_before))

    def _other_form(self, package: Package) -> tuple[str, ...]:
        """What to say where an earlier run protected the same package in the other way."""
        other = replace(package, protection=_OTHER[package.protection]).archive_name
        if not (self._room.folder / other).exists():
            return ()
        return (f"{other} is from an earlier run, which protected it in another way; do not send both.",)

    def _drafts(self, package: Package, members: tuple[Member, ...]) -> Path | None:
        if not self._office.drafts:
            return None
        folder = self._room.folder / "drafts" / package.stem
        _write_drafts(folder, members, _packs(package))
        return folder


def _searched(member: Member) -> Content:
    """What of a member is searched: where we made or locked it ourselves, all that its words come from."""
    return member.made_of or member.unlocked or member.content


def _in_the_open(package: Package, members: tuple[Member, ...]) -> Iterator[tuple[str, str]]:
    """What anybody can read of a package, with what it is: names of files, and the calendar entry."""
    yield "a file's name", package.archive_name
    for member in members:
        yield "a file's name", member.name
        if member.name == FILE_NAME and isinstance(member.content, bytes):
            for text in visible_texts(member.content):
                yield "the calendar entry", text


def _packs(package: Package) -> tuple[str, ...]:
    return tuple(planned.file_name for planned in package.documents if planned.document.medium is Medium.PACK)


def _write_drafts(folder: Path, members: tuple[Member, ...], packs: tuple[str, ...]) -> None:
    """Write the unsealed documents, to edit before sealing; only because they were asked for by name."""
    private_folder(folder)
    for member in members:
        if isinstance(member.content, bytes):
            write_atomically(folder / member.name, member.content)
        elif member.name in packs:  # they are locked by themselves; papers lie beside the case already
            write_atomically(folder / member.name, _bytes_of(member.content))


def _bytes_of(pack: Path) -> bytes:
    try:
        return pack.read_bytes()
    except OSError as error:
        raise cannot_write(pack.parent, error) from None
