"""The documents: one row for each, with its readers, its stage, and what it may show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mas_docs.catalogue.needs import (
    CORE_GROUP,
    EVENT,
    FACILITATORS,
    FEEDBACK,
    LINE_MANAGERS,
    MOVED,
    NOT_PROCEEDING,
    PAPERS,
    PROCEEDING,
    RATIONALE,
    STANDING,
    START,
    SUMMARY,
    Need,
)
from mas_docs.errors import UsageError
from mas_docs.findings import did_you_mean
from mas_docs.guidance.roles import Role


class Stage(StrEnum):
    """The stage of the process that a document belongs to."""

    DECISION = "decision"
    BOOKING = "booking"
    PAPERS = "papers"
    EVENT = "event"
    AFTER = "after the event"


class ChildrenShown(StrEnum):
    """How a document may speak of the children; the template is given no more than this."""

    NOT_AT_ALL = "not at all"
    BY_INITIALS = "by initials and date of birth"
    BY_NAME = "by name"


class State(StrEnum):
    """How far a form is filled in."""

    BLANK = "blank"
    PREFILLED = "prefilled"
    COMPLETED = "completed"


class OnePer(StrEnum):
    """What a document is made once for."""

    CASE = "case"
    RECIPIENT = "recipient"
    PARTICIPANT = "participant"


class Medium(StrEnum):
    """What a document is made as; the value is the extension of its file."""

    WORD = "docx"
    PACK = "pdf"


_STATE_NEEDS: dict[State, tuple[Need, ...]] = {
    State.BLANK: (),
    State.PREFILLED: (PROCEEDING, EVENT, STANDING),
    State.COMPLETED: (EVENT,),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the catalogue.

    Attributes:
        key: its name on the command line, and of its template: `templates/word/<language>/<key>.docx` for a Word
            document, the folder `templates/text/<language>/<key>/` for the pages of a pack.
        title: its title, as its properties and `write --list` show it.
        stage: the stage of the process it belongs to.
        paragraph: the guidance's paragraph that asks for it.
        meant_for: the roles that may have it; nobody else is ever sent it.
        children: how it may speak of the children.
        needs: what the case must hold first.
        one_per: what it is made once for.
        states: for a form, the states it can be made in; empty for a letter.
        prefilled_needs, completed_needs: for a form, what that state needs in addition.
        prefilled_for: for a form, the roles that may have it prefilled too, to fill it in or hand it out.
        medium: what it is made as.
    """

    key: str
    title: str
    stage: Stage
    paragraph: str
    meant_for: tuple[Role, ...]
    children: ChildrenShown = ChildrenShown.NOT_AT_ALL
    needs: tuple[Need, ...] = ()
    one_per: OnePer = OnePer.CASE
    states: tuple[State, ...] = ()
    prefilled_needs: tuple[Need, ...] = ()
    completed_needs: tuple[Need, ...] = ()
    prefilled_for: tuple[Role, ...] = ()
    medium: Medium = Medium.WORD

    def meant_for_in(self, state: State | None) -> tuple[Role, ...]:
        """The roles that may have this document in this state."""
        return (*self.meant_for, *self.prefilled_for) if state is State.PREFILLED else self.meant_for

    def needs_in(self, state: State | None) -> tuple[Need, ...]:
        """What the case must hold for this document in this state."""
        if state is None:
            return self.needs
        in_addition = {State.PREFILLED: self.prefilled_needs, State.COMPLETED: self.completed_needs}
        return (*_STATE_NEEDS[state], *in_addition.get(state, ()))


_HELD = (PROCEEDING, EVENT, STANDING)
_ALL_STATES = (State.BLANK, State.PREFILLED, State.COMPLETED)

DOCUMENTS: tuple[Document, ...] = (
    Document(
        key="referral-notice",
        title="Referral for Multi-Agency Supervision",
        stage=Stage.DECISION,
        paragraph="4.2",
        meant_for=(Role.COORDINATOR,),
        children=ChildrenShown.BY_NAME,
        needs=(PROCEEDING,),
    ),
    Document(
        key="threshold-statement",
        title="Threshold statement and action for the Child Protection Plan",
        stage=Stage.DECISION,
        paragraph="4.2, Appendix 1",
        meant_for=(Role.CONFERENCE_CHAIR, Role.SOCIAL_WORKER),
        children=ChildrenShown.BY_NAME,
        needs=(PROCEEDING,),
    ),
    Document(
        key="not-proceeding-rationale",
        title="Rationale for not proceeding, for the conference minutes",
        stage=Stage.DECISION,
        paragraph="1.3, 4.2",
        meant_for=(Role.CONFERENCE_CHAIR,),
        children=ChildrenShown.BY_NAME,
        needs=(NOT_PROCEEDING, RATIONALE),
    ),
    Document(
        key="venue-request",
        title="Request for a venue",
        stage=Stage.BOOKING,
        paragraph="Appendix 1",
        meant_for=(Role.SOCIAL_WORKER,),
        needs=_HELD,
    ),
    Document(
        key="invitation",
        title="Invitation to a Multi-Agency Supervision event",
        stage=Stage.BOOKING,
        paragraph="4.4",
        meant_for=(Role.CORE_GROUP_MEMBER,),
        children=ChildrenShown.BY_INITIALS,
        needs=(*_HELD, START, CORE_GROUP),
        one_per=OnePer.RECIPIENT,
    ),
    Document(
        key="invitation-moved",
        title="New date for a Multi-Agency Supervision event",
        stage=Stage.BOOKING,
        paragraph="4.4",
        meant_for=(Role.CORE_GROUP_MEMBER,),
        children=ChildrenShown.BY_INITIALS,
        needs=(*_HELD, START, MOVED, CORE_GROUP),
        one_per=OnePer.RECIPIENT,
    ),
    Document(
        key="invitation-cancelled",
        title="Multi-Agency Supervision event cancelled",
        stage=Stage.BOOKING,
        paragraph="4.4",
        meant_for=(Role.CORE_GROUP_MEMBER,),
        children=ChildrenShown.BY_INITIALS,
        needs=(EVENT, START, CORE_GROUP),
        one_per=OnePer.RECIPIENT,
    ),
    Document(
        key="facilitator-invitation",
        title="Invitation to facilitate, with declaration of independence",
        stage=Stage.BOOKING,
        paragraph="4.5",
        meant_for=(Role.FACILITATOR,),
        children=ChildrenShown.BY_INITIALS,
        needs=(EVENT, START, FACILITATORS),
        one_per=OnePer.RECIPIENT,
    ),
    Document(
        key="papers-checklist",
        title="Checklist of papers",
        stage=Stage.PAPERS,
        paragraph="4.6",
        meant_for=(Role.COORDINATOR, Role.BUSINESS_UNIT),
        needs=_HELD,
    ),
    Document(
        key="facilitators-agenda",
        title="Agenda for the facilitators' meeting before the event",
        stage=Stage.PAPERS,
        paragraph="4.8",
        meant_for=(Role.FACILITATOR,),
        needs=(*_HELD, FACILITATORS),
    ),
    Document(
        key="briefing-pack",
        title="Facilitators' briefing pack",
        stage=Stage.PAPERS,
        paragraph="4.5 to 4.8",
        meant_for=(Role.FACILITATOR,),
        children=ChildrenShown.BY_NAME,
        needs=(*_HELD, FACILITATORS, PAPERS),
        one_per=OnePer.RECIPIENT,
        medium=Medium.PACK,
    ),
    Document(
        key="attendance-record",
        title="Attendance record",
        stage=Stage.EVENT,
        paragraph="4.7, Appendix 3",
        meant_for=(Role.FACILITATOR, Role.BUSINESS_UNIT),
        needs=(*_HELD, CORE_GROUP),
    ),
    Document(
        key="appendix-2",
        title="Participant Feedback Form",
        stage=Stage.EVENT,
        paragraph="4.7, Appendix 2",
        meant_for=(Role.BUSINESS_UNIT,),
        one_per=OnePer.PARTICIPANT,
        states=_ALL_STATES,
        prefilled_needs=(CORE_GROUP,),
        completed_needs=(FEEDBACK,),
        prefilled_for=(Role.FACILITATOR,),
    ),
    Document(
        key="appendix-3",
        title="Facilitator's Summary of MAS Event",
        stage=Stage.AFTER,
        paragraph="4.9, Appendix 3",
        meant_for=(Role.SOCIAL_WORKER, Role.CONFERENCE_CHAIR, Role.BUSINESS_UNIT),
        states=_ALL_STATES,
        completed_needs=(SUMMARY,),
        prefilled_for=(Role.FACILITATOR,),
    ),
    Document(
        key="appendix-4",
        title="Multi-Agency Supervision session guide",
        stage=Stage.EVENT,
        paragraph="4.7, Appendix 4",
        meant_for=(Role.FACILITATOR, Role.BUSINESS_UNIT),
        states=(State.BLANK, State.PREFILLED),
    ),
    Document(
        key="debrief-record",
        title="Record of the facilitators' debrief",
        stage=Stage.AFTER,
        paragraph="4.8",
        meant_for=(Role.FACILITATOR,),
        needs=(*_HELD, FACILITATORS),
    ),
    Document(
        key="actions-line-manager",
        title="Actions from the event, for a line manager",
        stage=Stage.AFTER,
        paragraph="4.7",
        meant_for=(Role.LINE_MANAGER,),
        needs=(EVENT, SUMMARY, LINE_MANAGERS),
        one_per=OnePer.RECIPIENT,
    ),
    Document(
        key="actions-core-group",
        title="Actions from the event, for the Core Group",
        stage=Stage.AFTER,
        paragraph="4.7",
        meant_for=(Role.SOCIAL_WORKER,),
        needs=(EVENT, SUMMARY),
    ),
    Document(
        key="actions-conference",
        title="Actions from the event, for the Child Protection Conference",
        stage=Stage.AFTER,
        paragraph="4.7",
        meant_for=(Role.CONFERENCE_CHAIR,),
        needs=(EVENT, SUMMARY),
    ),
    Document(
        key="summary-filing-note",
        title="Filing note for the summary's copies",
        stage=Stage.AFTER,
        paragraph="4.9",
        meant_for=(Role.SOCIAL_WORKER,),
        needs=(EVENT, SUMMARY),
    ),
)

_BY_KEY = {document.key: document for document in DOCUMENTS}


def find_document(key: str) -> Document:
    """The document of that name.

    Raises:
        UsageError: there is none; the nearest name is offered.
    """
    if key not in _BY_KEY:
        hint = did_you_mean(key, _BY_KEY)
        raise UsageError(f"There is no document '{key}'", remedy=f"{hint}See mas-docs write --list.")
    return _BY_KEY[key]
