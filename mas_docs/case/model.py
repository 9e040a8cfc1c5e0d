"""What a case file says, frozen: the agreed format `mas-case/1`, key by key."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from mas_docs.yaml_files.values import (
    Clock,
    Count,
    Day,
    Email,
    Flag,
    Frozen,
    Language,
    Line,
    Prose,
    Protection,
    YesNo,
    refusal,
)

FORMAT = "mas-case/1"


class Ground(StrEnum):
    """Why Multi-Agency Supervision is considered: the threshold and the alternatives of guidance 1.3."""

    FIFTEEN_MONTHS = "fifteen-months"
    STUCK = "stuck"
    DRIFT = "drift"
    REPEAT_REGISTRATION = "repeat-registration"
    SPLIT_DECISIONS = "split-decisions"
    PLANNING = "planning"
    DIFFICULT_FAMILY = "difficult-family"
    SECOND_REVIEW = "second-review"
    OTHER = "other"


class EventStatus(StrEnum):
    """Whether the event stands as invited."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"


class PaperKind(StrEnum):
    """The papers that guidance 4.6 asks for, and any other."""

    INITIAL_MINUTES = "initial-conference-minutes"
    REVIEW_MINUTES = "review-conference-minutes"
    CORE_GROUP_MINUTES = "core-group-minutes"
    PLAN = "child-protection-plan"
    OTHER = "other"


class MeetingKind(StrEnum):
    """The meeting that hears the summary next (guidance 4.9)."""

    CORE_GROUP = "core-group"
    CONFERENCE = "conference"


class Child(Frozen):
    """A child on the Child Protection Register. The name appears only inside protected papers."""

    name: Line = Field(description="the child's full name; it appears only inside protected papers")
    date_of_birth: Day = Field(description="the child's birthday, as in 2019-04-17")
    registered: Day = Field(description="on the Child Protection Register since, as in 2025-08-20")
    previous_registrations: Count = Field(default=0, description="how often the child was registered before (1.3)")
    categories: tuple[Line, ...] = Field(min_length=1, description="the categories of registration, as in [neglect]")


class Conference(Frozen):
    """The Child Protection Conference where Multi-Agency Supervision was considered (guidance 4.2)."""

    date: Day = Field(description="the day of the conference, as in 2026-11-20")
    number: Count = Field(
        ge=1,
        description="4 for the fourth conference, which is the third review",
        json_schema_extra={"minimum": 1},
    )
    earlier: tuple[Day, ...] = Field(default=(), description="the days of the earlier conferences, for the timeline")


class Decision(Frozen):
    """What the conference decided about Multi-Agency Supervision, and why (guidance 1.3, 4.2)."""

    proceed: Flag = Field(description="true or false; false needs a rationale for the minutes (1.3, 4.2)")
    grounds: tuple[Ground, ...] = Field(default=(), description="why the case is referred (1.3)")
    rationale: Prose | None = Field(default=None, description="the reasons in words")
    clock_start: Day | None = Field(
        default=None, description="the day that the timescales count from; the conference date when absent (4.3)"
    )


class Person(Frozen):
    """A professional. Everybody here may be written to, so everybody has an e-mail address."""

    name: Line = Field(description="first name and surname")
    agency: Line = Field(description="the agency they work for")
    email: Email = Field(description="their e-mail address at work")
    role: Line | None = Field(default=None, description="what they are in this case, as in Health Visitor")
    title: Line | None = Field(default=None, description="the title of their post")
    phone: Line | None = Field(default=None, description="their telephone number at work")
    line_manager: Line | None = Field(default=None, description="who receives the actions for them (4.7)")
    language: Language = Field(default=Language.ENGLISH, description="the language they are written to in")
    protection: Protection | None = Field(
        default=None, description="how their package is protected; as the board's settings say when absent (4.10)"
    )


class CoreGroupMember(Person):
    """A professional member of the Core Group, and what is known of their coming (guidance 4.4)."""

    coming: Flag | None = Field(default=None, description="the reply to the invitation: true or false")
    attended: Flag | None = Field(default=None, description="whether they came; known after the event (Appendix 3)")
    absence_reason: Line | None = Field(default=None, description="why they did not come (Appendix 3)")


class Facilitator(Person):
    """An independent facilitator (guidance 4.5)."""

    line_manages: tuple[Line, ...] = Field(default=(), description="the practitioners whom they line-manage (4.5)")


class Event(Frozen):
    """The Multi-Agency Supervision event (guidance 4.7)."""

    date: Day = Field(description="the day of the event, as in 2026-12-17")
    start: Clock | None = Field(default=None, description="when it begins, as in 10:00")
    end: Clock | None = Field(default=None, description="when it ends, as in 13:00")
    venue: Line | None = Field(default=None, description="where it takes place; no child's name or address")
    area: Line | None = Field(default=None, description="the area where it takes place; the case's when absent")
    after_core_group: Flag = Field(
        default=False, description="true when it follows a Core Group, which family may attend (Appendix 1)"
    )
    facilitators_meet: Clock | None = Field(default=None, description="when they meet before the event (4.8)")
    facilitators_debrief: Clock | None = Field(default=None, description="when they meet after the event (4.8)")
    status: EventStatus = Field(default=EventStatus.PLANNED, description="whether it stands as invited")
    was: tuple[Day, ...] = Field(default=(), description="the former dates of a moved event, oldest first")


class Paper(Frozen):
    """A paper for the facilitators (guidance 4.6): a file beside the case, or one that is still outstanding."""

    kind: PaperKind = Field(description="which of the papers it is (4.6)")
    date: Day | None = Field(default=None, description="the day of the meeting or plan")
    title: Line | None = Field(default=None, description="what it is called on the contents page")
    file: Line | None = Field(default=None, description="its path from the case folder on, as in papers/plan.pdf")
    outstanding: Flag = Field(default=False, description="true while it is still to come")
    expected: Day | None = Field(default=None, description="the day when an outstanding paper should come")


class Done(Frozen):
    """When each step was done; optional, and what the ledger knows needs no entry."""

    referred: Day | None = Field(default=None, description="the Coordinator was notified (4.2)")
    booked: Day | None = Field(default=None, description="the event was booked (4.4)")
    facilitators_invited: Day | None = Field(default=None, description="the facilitators were invited (4.5)")
    invited: Day | None = Field(default=None, description="the Core Group was invited (4.4)")
    papers_to_coordinator: Day | None = Field(default=None, description="the Social Worker sent the papers (4.6)")
    papers_to_business_unit: Day | None = Field(default=None, description="the Coordinator sent them on (4.6)")
    briefed: Day | None = Field(default=None, description="the facilitators received the papers (4.6)")
    forms_returned: Day | None = Field(default=None, description="the feedback forms came back (4.7)")
    summary_returned: Day | None = Field(default=None, description="the summary was received (4.9, 4.11)")


class NextMeeting(Frozen):
    """The core group or conference that hears the summary, whichever comes first (guidance 4.9)."""

    kind: MeetingKind = Field(description="which meeting it is")
    date: Day = Field(description="the day of the meeting, as in 2027-01-14")


class Barriers(Frozen):
    """Question 3 of Appendix 2: an answer and a comment."""

    answer: YesNo | None = Field(default=None, description="yes or no")
    comment: Prose = Field(default="", description="what the participant wrote")


class Feedback(Frozen):
    """One returned participant feedback form (Appendix 2)."""

    name: Line = Field(description="the participant's name, as on the form")
    agency: Line | None = Field(default=None, description="their agency; that of the Core Group's list when absent")
    role: Line | None = Field(default=None, description="their job role; that of the Core Group's list when absent")
    most_useful: Prose = Field(default="", description="1. What did you find most useful about this event?")
    improve: Prose = Field(default="", description="2. How could this event be improved?")
    barriers: Barriers = Field(
        default=Barriers(), description="3. Were there any barriers to your participation? Please comment"
    )
    process: Prose = Field(default="", description="4. Please comment on the overall process and your experience")
    take_away: Prose = Field(default="", description="5. What will you take away with you or do differently?")
    final_comments: Prose = Field(default="", description="6. Final Comments")


class Action(Frozen):
    """A decision or action of the event, which returns to line managers and Core Groups (guidance 4.7)."""

    action: Prose = Field(description="what is to be done")
    owner: Line | None = Field(default=None, description="who does it")
    due: Day | None = Field(default=None, description="by when, as in 2027-01-15")


class Summary(Frozen):
    """The facilitators' summary of the event (Appendix 3)."""

    discussion: Prose = Field(default="", description="3. Record of discussion")
    comments: Prose = Field(default="", description="4. Facilitator's Comments / Observations")
    actions: tuple[Action, ...] = Field(default=(), description="decisions and actions of the event (4.7)")
    signed_by: Line | None = Field(default=None, description="the facilitator who signed")
    signed_on: Day | None = Field(default=None, description="the day of signing")
    returned_on: Day | None = Field(default=None, description="5. Date returned to Business Unit (4.9)")


REFERENCE = re.compile(r"[A-Z]{2,6}-\d{4}-\d{2,}", re.ASCII)
"""What a neutral reference looks like."""


def _reference(value: str) -> str:
    if not REFERENCE.fullmatch(value):
        remedy = "Use capitals, the year and a number, as in MAS-2026-014; no name, no initials."
        raise refusal("not-a-reference", "{written} is not a neutral reference", remedy, value)
    return value


Reference = Annotated[
    Line,
    AfterValidator(_reference),
    WithJsonSchema({"type": "string", "pattern": f"^{REFERENCE.pattern}$"}),
]
"""A neutral case reference, safe in file names: capitals, year, number."""


class Case(Frozen):
    """One case, as agreed in `mas-case/1`."""

    format: Literal["mas-case/1"] = Field(description="mas-case/1, the version of this format")
    reference: Reference = Field(description="the case's neutral reference, as in MAS-2026-014; the folder's name")
    area: Line = Field(description="one of the board's areas")
    children: tuple[Child, ...] = Field(min_length=1, description="the children, each with a registration of its own")
    conference: Conference = Field(description="where Multi-Agency Supervision was considered (4.2)")
    decision: Decision = Field(description="what the conference decided, and why (1.3, 4.2)")
    social_worker: Person = Field(description="the child's Social Worker")
    coordinator: Person = Field(description="the Child Protection Coordinator or Safeguarding Manager")
    conference_chair: Person = Field(description="the chair of the Child Protection Conference")
    core_group: tuple[CoreGroupMember, ...] = Field(
        default=(), description="the professional members, who are invited; no family member (4.4)"
    )
    facilitators: tuple[Facilitator, ...] = Field(
        default=(), description="at least two, none of whom line-manages a practitioner of this case (4.5)"
    )
    event: Event | None = Field(default=None, description="the event, once it is booked (4.4, 4.7)")
    papers: tuple[Paper, ...] = Field(default=(), description="what the facilitators read beforehand (4.6)")
    done: Done = Field(default=Done(), description="the day when each step was done")
    next_meeting: NextMeeting | None = Field(
        default=None, description="the core group or conference that hears the summary first (4.9)"
    )
    mentions_allowed: tuple[Reference, ...] = Field(
        default=(), description="references of cases that this one's papers may rightly mention"
    )
    feedback: tuple[Feedback, ...] = Field(default=(), description="the returned feedback forms (Appendix 2)")
    summary: Summary | None = Field(default=None, description="the facilitators' summary (Appendix 3, 4.9)")
    review_ended: Day | None = Field(
        default=None,
        description="the day when somebody decided that the review has ended, which starts retention (4.10)",
    )

    @property
    def clock_start(self) -> dt.date:
        """The day from which guidance 4.4, 4.7 and 4.11 count: the conference's, unless the case names another."""
        return self.decision.clock_start or self.conference.date

    @property
    def event_area(self) -> str:
        """The area where the event takes place: the event's own, or the case's."""
        return (self.event.area if self.event else None) or self.area
