"""What a template may name: a case, seen as one document may see it.

Names are those of the case file. A document is given no more than its row of the catalogue allows: the children's
names are there only for documents that may show them, so a template cannot print one by mistake (guidance 4.4, 4.10).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from mas_docs.board import Board
from mas_docs.case.model import Case, CoreGroupMember, EventStatus, MeetingKind, Person
from mas_docs.catalogue import ChildrenShown, Document, OnePer, State
from mas_docs.documents.dates import listed
from mas_docs.documents.forms import actions, blank_form, case_form, prose
from mas_docs.guidance.papers import PaperLine, checklist
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.threshold import threshold
from mas_docs.guidance.timescales import dates
from mas_docs.guidance.wording import GROUNDS
from mas_docs.names import same_name
from mas_docs.recipients import Recipient

Values = dict[str, object]
"""A group of values, by the names that a template writes."""

_MEETINGS = {MeetingKind.CORE_GROUP: "Core Group", MeetingKind.CONFERENCE: "Child Protection Conference"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What one rendering is about.

    Attributes:
        document: the document's row of the catalogue.
        state: a form's state; None for a letter.
        today: the date that the document bears.
        recipient: whom it is addressed to, where it is addressed.
        number: which participant or feedback entry a form is for, from 0.
        event_status: the form of invitation, where it differs from the case's own status.
    """

    document: Document
    state: State | None
    today: dt.date
    recipient: Recipient | None = None
    number: int | None = None
    event_status: EventStatus | None = None


def blank_context(board: Board, document: Document, today: dt.date) -> Values:
    """The context of a blank form, which belongs to no case."""
    return {
        "board": _board(board),
        "document": _document(document, "", today),
        "form": blank_form(document.key),
    }


def case_context(case: Case, board: Board, subject: Subject, paper_names: Mapping[int, str]) -> Values:
    """The context of one document of a case.

    Args:
        case: the case.
        board: the board's settings.
        subject: which document, in which state, for whom.
        paper_names: the neutral names under which papers travel, by their place in the case file, from 0.

    Returns:
        Only what this document may show: its template meets an error for any other name.
    """
    document = subject.document
    context: Values = {
        "board": _board(board),
        "document": _document(document, case.reference, subject.today),
        "case": {"reference": case.reference, "area": case.area},
        "child_count": len(case.children),
        "conference": _conference(case),
        "decision": _decision(case),
        "threshold": _threshold(case, board),
        "dates": _dates(case, board),
        "papers": [_paper(line, paper_names) for line in checklist(case)],
        "next_meeting": _next_meeting(case),
        "actions": actions(case.summary),
        "event": _event(case, subject.event_status),
    } | _people(case)
    if document.children is not ChildrenShown.NOT_AT_ALL:
        context["children"] = _children(case, board, document.children)
    # What is made once for a case is the same for all who get it, so that it can name none of them.
    if subject.recipient is not None and document.one_per is OnePer.RECIPIENT:
        context |= _addressed(subject.recipient)
    if subject.state is not None:
        context["form"] = case_form(document.key, case, subject.state, subject.number)
    return context


def _board(board: Board) -> Values:
    unit = board.business_unit
    return {
        "name": board.name,
        "short_name": board.short_name,
        "motto": {"cy": board.motto.cy, "en": board.motto.en},
        "marking": board.marking,
        "business_unit": {"name": unit.name, "email": unit.email, "phone": unit.phone},
    }


def _document(document: Document, reference: str, today: dt.date) -> Values:
    return {"title": document.title, "reference": reference, "date": today}


def _conference(case: Case) -> Values:
    number = case.conference.number
    return {
        "date": case.conference.date,
        "number": number,
        "ordinal": ordinal(number),
        "review_ordinal": ordinal(number - 1) if number > 1 else "",
        "earlier": list(case.conference.earlier),
    }


def _decision(case: Case) -> Values:
    return {
        "proceed": case.decision.proceed,
        "grounds": [GROUNDS[ground] for ground in case.decision.grounds],
        "rationale": prose(case.decision.rationale) if case.decision.rationale else None,
    }


def _threshold(case: Case, board: Board) -> Values:
    reached = threshold(case, board)
    return {
        "conference_reached": reached.conference_reached,
        "months_reached": reached.months_reached,
        "clock_start": case.clock_start,
    }


def _dates(case: Case, board: Board) -> Values:
    found = dates(case, board)
    return {
        "invite_by": found.invite_by,
        "event_by": found.event_by,
        "overall_by": found.overall_by,
        "papers_by": found.papers_by,
        "papers_internal_by": found.papers_internal_by,
        "summary_by": found.summary_by,
    }


def _children(case: Case, board: Board, shown: ChildrenShown) -> list[Values]:
    reached = threshold(case, board)
    rows: list[Values] = []
    for child, test in zip(case.children, reached.children, strict=True):
        row: Values = {
            "initials": initials(child.name),
            "date_of_birth": child.date_of_birth,
            "registered": child.registered,
            "previous_registrations": child.previous_registrations,
            "categories": list(child.categories),
            "fifteen_months_on": test.fifteen_months_on,
            "fifteen_months_reached": test.reached,
        }
        if shown is ChildrenShown.BY_NAME:
            row["name"] = child.name
        rows.append(row)
    return rows


def initials(name: str) -> str:
    """A name's initials as "C. A. P."; a hyphenated name gives both of its letters.

    What stands before a word's first letter, such as a quotation mark or a bracket, is passed over.
    """
    words = re.split(r"[\s\-\u2010-\u2015]+", unicodedata.normalize("NFKC", name))
    letters = (next(filter(_begins_a_name, word), "") for word in words)
    return " ".join(f"{letter.upper()}." for letter in letters if letter)


def _begins_a_name(character: str) -> bool:
    """Whether a character is a letter; an apostrophe that Unicode counts among the letters (`Lm`) is none."""
    return character.isalpha() and unicodedata.category(character) != "Lm"


def _people(case: Case) -> Values:
    return {
        "social_worker": _person(case.social_worker),
        "coordinator": _person(case.coordinator),
        "conference_chair": _person(case.conference_chair),
        # The Social Worker stands beside the Core Group in every list; one who is in it too is not listed twice.
        "core_group": [
            _member(member) for member in case.core_group if not same_name(member.name, case.social_worker.name)
        ],
        "facilitators": [_person(facilitator) for facilitator in case.facilitators],
        "facilitator_names": listed([facilitator.name for facilitator in case.facilitators]),
    }


def _person(person: Person) -> Values:
    return {
        "name": person.name,
        "agency": person.agency,
        "role": person.role,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
        "line_manager": person.line_manager,
    }


def _member(member: CoreGroupMember) -> Values:
    known: Values = {
        "coming": member.coming,
        "attended": member.attended,
        "absence_reason": member.absence_reason,
    }
    return _person(member) | known


def _event(case: Case, status: EventStatus | None) -> Values | None:
    event = case.event
    if event is None:
        return None
    return {
        "date": event.date,
        "start": event.start,
        "end": event.end,
        "venue": event.venue,
        "area": case.event_area,
        "after_core_group": event.after_core_group,
        "facilitators_meet": event.facilitators_meet,
        "facilitators_debrief": event.facilitators_debrief,
        "status": str(status or event.status),
        "was": list(event.was),
    }


def _paper(line: PaperLine, names: Mapping[int, str]) -> Values:
    return {
        "number": line.number,
        "kind": line.words,
        "title": line.title,
        "date": line.date,
        "status": str(line.status),
        "expected": line.expected,
        "name": names.get(line.place, "") if line.place is not None else "",
    }


def _next_meeting(case: Case) -> Values | None:
    if case.next_meeting is None:
        return None
    return {"kind": _MEETINGS[case.next_meeting.kind], "date": case.next_meeting.date}


def _addressed(recipient: Recipient) -> Values:
    """Whom a document is addressed to, by the names that templates have for them."""
    return {
        "recipient": {
            "name": recipient.name,
            "agency": recipient.agency,
            "role": recipient.job_role,
            "email": recipient.email,
            "phone": recipient.phone,
        },
        # The letter of actions (guidance 4.7) goes to a line manager and speaks of those they manage: the same person
        # once more, by the role's own name, as a letter speaks of a social worker or a conference chair.
        "line_manager": {"name": recipient.name, "practitioners": list(recipient.practitioners)},
    }
