"""What is to be made: a case and a request become packages, each for one recipient, before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from mas_docs.board import Board
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import Document, Medium, Need, OnePer, PackageKind, State, find_document
from mas_docs.catalogue.needs import MOVED, PAPERS, PROCEEDING, STANDING
from mas_docs.disclosure import refuse_unless_meant_for
from mas_docs.errors import UsageError
from mas_docs.findings import did_you_mean
from mas_docs.guidance.roles import Role
from mas_docs.names import same_name
from mas_docs.recipients import Recipient, recipients
from mas_docs.yaml_files.values import Protection


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One document to render.

    Attributes:
        document: its row of the catalogue.
        state: a form's state; None for a letter.
        file_name: its neutral name inside the package.
        number: which participant or feedback entry it is for, from 0; None when it is for the case as a whole.
    """

    document: Document
    state: State | None
    file_name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that goes to one recipient for one purpose.

    Attributes:
        reference: the case's neutral reference.
        kind: the row of the catalogue it is made by.
        recipient: who it is for; nobody else's name is in its manifest.
        documents: what is rendered into it.
        stem: its neutral name, unique among the case's packages; the notes beside it are named by it too.
        protection: whether it is one archive, or a folder of files that are each protected in their own format.
    """

    reference: str
    kind: PackageKind
    recipient: Recipient
    documents: tuple[PlannedDocument, ...]
    stem: str
    protection: Protection = Protection.ZIP

    @property
    def archive_name(self) -> str:
        """The name of the archive, or of the folder of protected files."""
        return f"{self.stem}.zip" if self.protection is Protection.ZIP else self.stem

    @property
    def has_pack(self) -> bool:
        """Whether a briefing pack is among its documents."""
        return any(planned.document.medium is Medium.PACK for planned in self.documents)


def unmet_needs(case: Case, kinds: Iterable[PackageKind]) -> tuple[Need, ...]:
    """What the case must still hold before these packages can be made; empty when it is ready."""
    needs = [need for kind in kinds for need in _needs(kind) if not need.met(case)]
    return tuple({(need.path, need.missing): need for need in needs}.values())


def _needs(kind: PackageKind) -> tuple[Need, ...]:
    documents = (find_document(key).needs_in(state) for key, state in kind.documents)
    return (*chain.from_iterable(documents), *_CALENDAR_NEEDS[kind.calendar], *((PAPERS,) if kind.papers else ()))


_CALENDAR_NEEDS: dict[EventStatus | None, tuple[Need, ...]] = {
    None: (),
    EventStatus.PLANNED: (PROCEEDING, STANDING),
    EventStatus.MOVED: (PROCEEDING, STANDING, MOVED),
    EventStatus.CANCELLED: (),
}
"""What an invitation needs by its form: nobody is invited to what does not take place, and a move has a former date."""


def plan(
    case: Case,
    board: Board,
    kinds: Iterable[PackageKind],
    only: str | None = None,
    protection: Protection | None = None,
) -> tuple[Package, ...]:
    """The packages of these kinds, in the order of the case file.

    Args:
        case: a case that is ready (`unmet_needs` is empty).
        board: the board's settings.
        kinds: rows of the catalogue.
        only: the name of the one recipient who is to get theirs; their package keeps its number.
        protection: how every package is protected; None for each recipient's own way, or else the board's.

    Raises:
        UsageError: `only` names nobody who would receive such a package.
        RefusedError: a row would send a document to a role that it is not meant for.
    """
    planned = tuple(
        _package(case, kind, recipient, protection or recipient.protection or board.protection)
        for kind in kinds
        for recipient in recipients(case, board, kind.to)
    )
    return planned if only is None else _only(planned, only)


def _package(case: Case, kind: PackageKind, recipient: Recipient, protection: Protection) -> Package:
    documents = tuple(
        planned for key, state in kind.documents for planned in _documents(case, find_document(key), state)
    )
    for planned in documents:
        refuse_unless_meant_for(planned.document, planned.state, recipient.role)
    number = f"-{recipient.number}" if kind.to in _SEVERAL else ""
    return Package(case.reference, kind, recipient, documents, f"{case.reference}-{kind.key}{number}", protection)


_SEVERAL = (Role.CORE_GROUP_MEMBER, Role.FACILITATOR, Role.LINE_MANAGER)


def _documents(case: Case, document: Document, state: State | None) -> tuple[PlannedDocument, ...]:
    stem = document.key if state in (None, State.COMPLETED) else f"{document.key}-{state}"
    if document.one_per is not OnePer.PARTICIPANT or state is State.BLANK:
        return (PlannedDocument(document, state, f"{stem}.{document.medium}"),)
    made_for = case.feedback if state is State.COMPLETED else case.core_group
    return tuple(
        PlannedDocument(document, state, f"{stem}-{number:02}.{document.medium}", number - 1)
        for number in range(1, len(made_for) + 1)
    )


def _only(planned: tuple[Package, ...], name: str) -> tuple[Package, ...]:
    chosen = tuple(package for package in planned if same_name(package.recipient.name, name))
    if not chosen:
        names = [package.recipient.name for package in planned]
        hint = did_you_mean(name, names)
        listed = ", ".join(dict.fromkeys(names)) or "nobody"
        raise UsageError(f"'{name}' is not among the recipients", remedy=f"{hint}They are: {listed}.")
    return chosen


def invitation_form(case: Case, *, moved: bool, cancel: bool) -> EventStatus:
    """Which form of invitation is due: the one asked for, or the one that the event's status calls for."""
    if cancel:
        return EventStatus.CANCELLED
    if moved:
        return EventStatus.MOVED
    return case.event.status if case.event else EventStatus.PLANNED
