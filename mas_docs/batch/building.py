"""One case of a batch: looked at, then made, as far as it is due and has changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mas_docs.batch.bench import Bench, HandedPassphrase
from mas_docs.batch.contents import CaseContents
from mas_docs.batch.due import Prospect, Window, kinds_of, prospects, window_of
from mas_docs.batch.record import Built, Sealed, files_of, is_whole, read_record, seal_of, write_record
from mas_docs.batch.results import CaseResult, NotDue, Outlook, Unchanged, failure_of
from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.catalogue import FACILITATOR_INVITATIONS, INVITATIONS
from mas_docs.errors import InvalidCaseError
from mas_docs.files import remove_left_overs
from mas_docs.findings import Findings
from mas_docs.planning import Package, plan
from mas_docs.production.cases import invalid_case, left_over_packages, load_and_check
from mas_docs.production.desk import Desk
from mas_docs.production.office import MadePackage, Office, Room, room_for
from mas_docs.production.papers import papers_for, unfit
from mas_docs.production.sealing import Sealing


@dataclass(frozen=True, slots=True)
class CaseTask:
    """A case to be made.

    Attributes:
        file: its file.
        passphrase: what it is sealed with; None where nothing was due of it when it was looked at.
        sealed: its packages that the ledger knows.
    """

    file: Path
    passphrase: HandedPassphrase | None
    sealed: Sealed = field(default_factory=frozenset)


def look(bench: Bench, file: Path) -> Outlook:
    """Read and check one case, and say what is due of it; nothing is made.

    Raises:
        KeyboardInterrupt: it was told to stop at once.
    """
    shown_as = bench.workspace.shown(file)
    try:
        return _looked_at(bench, file, shown_as)
    except Exception as error:  # noqa: BLE001 - one bad case does not stop the others
        return Outlook(shown_as, "", Findings(), failure=failure_of(error, shown_as))


def _looked_at(bench: Bench, file: Path, shown_as: str) -> Outlook:
    loaded, findings = load_and_check(bench.workspace, file, bench.orders.today)
    if loaded is None or findings.errors:
        return Outlook(shown_as, loaded.case.reference if loaded else "", findings)
    found = prospects(loaded.case, bench.orders.today)
    due = tuple((one.kind.key, one.kind.purpose) for one in found if one.is_due)
    not_due = tuple(NotDue(one.kind.key, one.kind.purpose, one.reasons) for one in found if not one.is_due)
    return Outlook(shown_as, loaded.case.reference, findings, due, not_due)


def build(bench: Bench, task: CaseTask) -> CaseResult:
    """Make what is due of one case and has changed; whatever goes wrong is in the result.

    Raises:
        KeyboardInterrupt: it was told to stop at once; nothing is half-written.
    """
    began = time.monotonic()
    shown_as = bench.workspace.shown(task.file)
    if bench.stop():
        return CaseResult(shown_as, stopped=True)
    making = _Making(bench, task, shown_as)
    try:
        result = making.made()
    except Exception as error:  # noqa: BLE001 - one bad case does not stop the others
        result = replace(making.so_far, failure=failure_of(error, shown_as), stopped=bench.stop())
    return replace(result, seconds=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one case's packages are made, and with what."""

    office: Office
    room: Room
    desk: Desk
    sealing: Sealing
    papers: CasePapers


class _Making:
    """The making of one case.

    Args:
        bench: the worker's place.
        task: the case.
        shown_as: its file as the user knows it.
    """

    def __init__(self, bench: Bench, task: CaseTask, shown_as: str) -> None:
        self._bench = bench
        self._task = task
        self.so_far = CaseResult(shown_as)

    def made(self) -> CaseResult:
        """Make it."""
        bench, orders = self._bench, self._bench.orders
        loaded, findings = load_and_check(bench.workspace, self._task.file, orders.today)
        if loaded is None or findings.errors:
            self._tell(findings=Findings(findings.errors))
            reference = loaded.case.reference if loaded else ""
            raise invalid_case(self.so_far.shown_as, reference, findings.errors, bench.ledger, orders.today)
        reference = loaded.case.reference
        self._tell(reference=reference)
        remove_left_overs(orders.out / reference)
        found = prospects(loaded.case, orders.today)
        kinds = [one.kind for one in found if one.is_due]
        packages = plan(loaded.case, bench.workspace.board, kinds, protection=orders.protection)
        if packages:
            self._make(loaded, packages)
        if not self.so_far.stopped:
            wanted = {package.archive_name for package in packages}
            keys = _keys_of_what_may_be_left_over(loaded, found)
            self._tell(left_over=left_over_packages(reference, keys, wanted, orders.out))
        return self.so_far

    def _tell(self, **values: Any) -> None:
        self.so_far = replace(self.so_far, **values)

    def _make(self, loaded: LoadedCase, packages: tuple[Package, ...]) -> None:
        if self._task.passphrase is None:
            raise InvalidCaseError(
                "This case was changed while the batch ran, so nothing was made of it",
                where=loaded.shown_as,
                remedy="Run the command again.",
            )
        passphrase, key = self._bench.sealing_with(self._task.passphrase)
        office = self._bench.office(passphrase)
        contents = CaseContents(loaded, office, key, self._bench.templates)
        folder = office.out / loaded.case.reference
        record = read_record(folder)
        changed = []
        for package in packages:
            built = record.get(package.archive_name)
            if built is not None and self._lies_there(package, built, contents, folder):
                self._tell_there(package, built, folder, passphrase.label)
            else:
                changed.append(package)
        if changed:
            with room_for(loaded.case.reference, office.out) as room:
                # A bad paper is no reason why nobody is invited: what holds no papers comes first.
                for group in _without_papers_and_with(changed):
                    if self.so_far.stopped or self._bench.stop():
                        self._tell(stopped=True)
                        break
                    self._seal(loaded, group, office, room, contents, record)

    def _lies_there(self, package: Package, built: Built, contents: CaseContents, folder: Path) -> bool:
        """Whether the package that would be made is there already, whole, with what was asked for beside it."""
        orders = self._bench.orders
        is_known = built.run == orders.run or (not orders.force and (built.package_id, built.seal) in self._task.sealed)
        return (
            is_known
            and (built.mail or not orders.mail)
            and _note(folder, package).exists()
            and (not orders.drafts or _drafts(folder, package).exists())
            and is_whole(folder / package.archive_name, built)
            and contents.of_planned(package, built.made_on, folder) == built.contents
        )

    def _tell_there(self, package: Package, built: Built, folder: Path, label: str) -> None:
        """Tell of a package that is there; of one that this run made, before its worker died, as made."""
        archive = folder / package.archive_name
        if built.run == self._bench.orders.run:
            self._tell(made=(*self.so_far.made, _made_before(package, built, folder, label)))
            return
        there = Unchanged(package.kind.key, built.package_id, archive, built.made_on)
        self._tell(unchanged=(*self.so_far.unchanged, there))

    def _seal(  # noqa: PLR0913, PLR0917 - a case's packages, and everything that they are made with
        self,
        loaded: LoadedCase,
        packages: tuple[Package, ...],
        office: Office,
        room: Room,
        contents: CaseContents,
        record: dict[str, Built],
    ) -> None:
        reference = loaded.case.reference
        self._bench.tell(f"{reference}: papers")
        papers = self._papers(loaded, packages, office, room)
        with closing(Desk(loaded.case, papers, office, room)) as desk:
            place = _Place(office, room, desk, Sealing(loaded.case, papers, office, room), papers)
            for package in packages:
                if self.so_far.stopped or self._bench.stop():
                    self._tell(stopped=True)
                    return
                self._bench.tell(f"{reference}: {package.kind.key}")
                record[package.archive_name] = self._sealed(package, place, contents)
                write_record(room.folder, record, room.work)

    def _sealed(self, package: Package, place: _Place, contents: CaseContents) -> Built:
        members = place.sealing.made(package, place.desk)
        code = contents.of_made(package, members, place.papers)
        sealed = place.sealing.seal(package, members)
        place.desk.remember(package)
        remarks = (*self.so_far.remarks, *place.desk.remarks(), *sealed.remarks)
        made = MadePackage.of(sealed, place.office.passphrase.label)
        self._tell(made=(*self.so_far.made, made), remarks=tuple(dict.fromkeys(remarks)))
        return Built(
            package_id=sealed.package_id,
            made_on=place.office.today,
            seal=seal_of(sealed.archive),
            files=files_of(sealed.archive),
            members=sealed.members,
            contents=code,
            mail=place.office.mail,
            run=self._bench.orders.run,
        )

    def _papers(self, loaded: LoadedCase, packages: tuple[Package, ...], office: Office, room: Room) -> CasePapers:
        needs_them = any(map(_holds_papers, packages))
        papers, findings = papers_for(
            loaded,
            packages,
            office,
            room,
            ours=lambda: self._bench.our_words(office.passphrase),
            cleaner=self._bench.cleaner if needs_them else None,
        )
        self._tell(findings=findings, remarks=(*self.so_far.remarks, *papers.unsearched))
        if findings.errors:
            raise unfit(findings.errors, loaded.shown_as)
        return papers


def _without_papers_and_with(packages: list[Package]) -> tuple[tuple[Package, ...], ...]:
    groups = (tuple(package for package in packages if _holds_papers(package) is holds) for holds in (False, True))
    return tuple(group for group in groups if group)


def _holds_papers(package: Package) -> bool:
    return package.has_pack or package.kind.papers


def _note(folder: Path, package: Package) -> Path:
    return folder / f"{package.stem}-how-to-open.txt"


def _drafts(folder: Path, package: Package) -> Path:
    return folder / "drafts" / package.stem


def _made_before(package: Package, built: Built, folder: Path, label: str) -> MadePackage:
    """What is told of a package whose worker died before it could tell."""
    message, drafts = folder / f"{package.stem}.eml", _drafts(folder, package)
    return MadePackage(
        reference=package.reference,
        key=package.kind.key,
        purpose=package.kind.purpose,
        recipient=package.recipient,
        package_id=built.package_id,
        protection=package.protection,
        label=label,
        archive=folder / package.archive_name,
        note=_note(folder, package),
        message=message if built.mail and message.exists() else None,
        drafts=drafts if drafts.exists() else None,
        members=built.members,
        remarks=(),
    )


def _keys_of_what_may_be_left_over(loaded: LoadedCase, found: tuple[Prospect, ...]) -> Iterator[str]:
    """The keys of packages that may be left over; what is over was sent long since, and is left alone.

    Until the event, invitations in the forms that it does not call for any more are among them.
    """
    yield from (one.kind.key for one in found if not one.is_over)
    if any(window_of(one.kind) is Window.BEFORE and not one.is_over for one in found):
        current = {kind.key for kind in kinds_of(loaded.case)}
        rows = (*INVITATIONS.values(), *FACILITATOR_INVITATIONS.values())
        yield from (row.key for row in rows if row.key not in current)
