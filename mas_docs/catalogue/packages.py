"""The packages: one row for each of who is sent what, by whom (guidance 4.4 to 4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue.documents import Document, Medium, State
from mas_docs.guidance.roles import Role


@dataclass(frozen=True, slots=True)
class PackageKind:
    """One row of who is sent what: a package for each person who holds the receiving role.

    Attributes:
        key: its neutral name in the archive's file name.
        purpose: what it is for, as its manifest says.
        sender, to: the roles it goes between.
        documents: the keys of its documents, with the state of each form.
        papers: whether the papers of guidance 4.6 travel in it.
        calendar: the form of calendar entry beside the invitation, if any.
        paragraph: the guidance's paragraph.
    """

    key: str
    purpose: str
    sender: Role
    to: Role
    documents: tuple[tuple[str, State | None], ...]
    paragraph: str
    papers: bool = False
    calendar: EventStatus | None = None


def _invitation(document: str, purpose: str, form: EventStatus) -> PackageKind:
    return PackageKind(
        key=document,
        purpose=purpose,
        sender=Role.SOCIAL_WORKER,
        to=Role.CORE_GROUP_MEMBER,
        documents=((document, None),),
        paragraph="4.4",
        calendar=form,
    )


def _facilitator_invitation(form: EventStatus) -> PackageKind:
    suffix = "" if form is EventStatus.PLANNED else f"-{form}"
    return PackageKind(
        key=f"facilitator-invitation{suffix}",
        purpose=f"Invitation to facilitate a Multi-Agency Supervision event ({form})",
        sender=Role.BUSINESS_UNIT,
        to=Role.FACILITATOR,
        documents=(("facilitator-invitation", None),),
        paragraph="4.5",
        calendar=form,
    )


INVITATIONS: dict[EventStatus, PackageKind] = {
    EventStatus.PLANNED: _invitation(
        "invitation", "Invitation to a Multi-Agency Supervision event", EventStatus.PLANNED
    ),
    EventStatus.MOVED: _invitation(
        "invitation-moved", "New date for a Multi-Agency Supervision event", EventStatus.MOVED
    ),
    EventStatus.CANCELLED: _invitation(
        "invitation-cancelled", "Multi-Agency Supervision event cancelled", EventStatus.CANCELLED
    ),
}

FACILITATOR_INVITATIONS: dict[EventStatus, PackageKind] = {form: _facilitator_invitation(form) for form in EventStatus}

PAPERS_TO: dict[Role, PackageKind] = {
    Role.COORDINATOR: PackageKind(
        key="papers-to-coordinator",
        purpose="Papers for the Child Protection Coordinator / Safeguarding Manager",
        sender=Role.SOCIAL_WORKER,
        to=Role.COORDINATOR,
        documents=(("papers-checklist", None),),
        paragraph="4.6",
        papers=True,
    ),
    Role.BUSINESS_UNIT: PackageKind(
        key="papers-to-business-unit",
        purpose="Papers for the Business Unit, to brief the facilitators",
        sender=Role.COORDINATOR,
        to=Role.BUSINESS_UNIT,
        documents=(("papers-checklist", None),),
        paragraph="4.6",
        papers=True,
    ),
}

BRIEFING = PackageKind(
    key="briefing",
    purpose="Briefing for the facilitators of a Multi-Agency Supervision event",
    sender=Role.BUSINESS_UNIT,
    to=Role.FACILITATOR,
    documents=(
        ("briefing-pack", None),
        ("facilitators-agenda", None),
        ("appendix-2", State.PREFILLED),
        ("appendix-3", State.PREFILLED),
        ("appendix-4", State.PREFILLED),
        ("attendance-record", None),
    ),
    paragraph="4.6",
)

SUMMARY_PACKAGES: tuple[PackageKind, ...] = (
    PackageKind(
        key="summary-social-worker",
        purpose="Summary of the event, with the copy for the child's file",
        sender=Role.FACILITATOR,
        to=Role.SOCIAL_WORKER,
        documents=(("appendix-3", State.COMPLETED), ("summary-filing-note", None)),
        paragraph="4.9",
    ),
    PackageKind(
        key="summary-conference-chair",
        purpose="Summary of the event, for the Conference Chair",
        sender=Role.FACILITATOR,
        to=Role.CONFERENCE_CHAIR,
        documents=(("appendix-3", State.COMPLETED),),
        paragraph="4.9",
    ),
    PackageKind(
        key="summary-business-unit",
        purpose="Summary of the event, for the Business Unit",
        sender=Role.FACILITATOR,
        to=Role.BUSINESS_UNIT,
        documents=(("appendix-3", State.COMPLETED),),
        paragraph="4.9",
    ),
)

FORMS_BY_APPENDIX: dict[int, str] = {2: "appendix-2", 3: "appendix-3", 4: "appendix-4"}


def forms_package(appendices: tuple[int, ...], state: State) -> PackageKind:
    """The package in which a case's forms go to the Business Unit (guidance 4.7)."""
    numbers = "-".join(str(number) for number in appendices)
    return PackageKind(
        key=f"forms-{numbers}-{state}",
        purpose=f"Forms ({state}) for a Multi-Agency Supervision event",
        sender=Role.BUSINESS_UNIT,
        to=Role.BUSINESS_UNIT,
        documents=tuple((FORMS_BY_APPENDIX[number], state) for number in appendices),
        paragraph="4.7",
    )


def written_packages(case: Case, document: Document, state: State | None) -> tuple[PackageKind, ...]:
    """What `write` makes of a document: a package for each role that it is meant for.

    The briefing pack never goes without the forms that belong to it. An invitation is the same package as from
    `invite`, with its calendar file; the facilitators' letter has one template for all forms, so the event's status
    decides which it is.
    """
    if document.key == FACILITATOR_INVITATIONS[EventStatus.PLANNED].key:
        return (FACILITATOR_INVITATIONS[case.event.status if case.event else EventStatus.PLANNED],)
    if document.medium is Medium.PACK:
        return (BRIEFING,)
    for row in INVITATIONS.values():
        if row.key == document.key:
            return (row,)
    suffix = f"-{state}" if state else ""
    return tuple(
        PackageKind(
            key=f"{document.key}{suffix}" if len(document.meant_for) == 1 else f"{document.key}{suffix}-{role}",
            purpose=document.title,
            sender=Role.BUSINESS_UNIT,
            to=role,
            documents=((document.key, state),),
            paragraph=document.paragraph,
        )
        for role in document.meant_for
    )
