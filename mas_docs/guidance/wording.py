"""The guidance's own words, letter for letter (Multi Agency Supervision Guidance, revised 23 February 2016).

Nothing here may be improved: the tests compare it with the guidance's text. The templates, being documents of their
own, hold copies of it, and the tests hold our copies to what stands here; the grounds alone reach a letter from here.
Titles that the guidance sets in capitals are in ordinary case, because capitals are hard to read aloud and to read.
"""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.case.model import Ground

MULTI_AGENCY_SUPERVISION = "Multi-Agency Supervision (MAS)"
"""The first line of the titles of Appendix 2 and 3."""

AIM = (
    "The aim of Multi-Agency Supervision is to provide a safe environment for all Core Group members to explore and "
    "reflect upon the case with experienced facilitators."
)
"""Guidance 1.2."""

SUPERVISION = "an accountable, two-way process, which supports, motivates and enables the development of good practice."
"""Guidance 1.2, quoting the Care Council for Wales, 2012, page 5."""

FOCUS = (
    "The focus of the meeting will be to support the Core Group practitioners in reflecting on the current situation "
    "and the current child protection plan and in identifying ways forward."
)
"""Guidance 4.7."""

PROFESSIONALS_ONLY = (
    "As it is considered to be a professional's event the invitation does not extend to include family members."
)
"""Guidance 4.4."""

COURT = (
    "All professionals involved in this process must be aware that the record of these sessions might be produced in "
    "any future court process."
)
"""Guidance 4.5."""

INDEPENDENCE = (
    "It is important to note that facilitators have no line management responsibility for the practitioners involved "
    "in these cases and therefore will not have managerial oversight."
)
"""Guidance 4.5."""

PAPERS = (
    "The necessary paperwork, including Initial and Review Child Protection Conference minutes, recent Core Group "
    "minutes and current Child Protection Plan, should be sent by the Social Worker to the Child Protection "
    "Coordinator / Safeguarding Manager at least one week prior to the Multi-Agency Supervision Event."
)
"""Guidance 4.6."""

FACILITATORS_MEET = (
    "A facilitator meeting will be held before and after the Multi-Agency Supervision event to prepare, to de-brief "
    "and to identify and allocate actions within appropriate timescales."
)
"""Guidance 4.8."""

ACTIONS_RETURN = (
    "Any decisions or actions which arise from the Multi-Agency Supervision event need to return to Line Managers and "
    "Core Groups / Conferences."
)
"""Guidance 4.7."""

COPY_OF_SUMMARY = (
    "A copy of this report must be placed on the child's file and shared as appropriate at the next core group or "
    "child protection conference which ever comes first."
)
"""Guidance 4.9."""

TRANSFER = (
    "The transfer and storage of child protection information (conference and core group minutes), as it crosses "
    "agency boundaries, needs to be sent via GCSX or password-protected, using a standard password which is generated "
    "by the Business Unit."
)
"""Guidance 4.10."""

RETENTION = (
    "Facilitators and the SEWSCB Business Unit will not retain any child protection information (other than basics, "
    "such as name and area) on children following review period."
)
"""Guidance 4.10."""

GROUNDS: dict[Ground, str] = {
    Ground.FIFTEEN_MONTHS: "Cases where registration has continued past the point of 15 months.",
    Ground.STUCK: "Cases where Core Group practitioners feel \u2018stuck\u2019 as to how best to proceed.",
    Ground.DRIFT: "Complex cases with evidence of drift.",
    Ground.REPEAT_REGISTRATION: "Cases with a second (or multiple) period of registration.",
    Ground.SPLIT_DECISIONS: "Cases where there are regular split decisions amongst Core Group practitioners.",
    Ground.PLANNING: "Cases where Child Protection planning is not coming together.",
    Ground.DIFFICULT_FAMILY: "Cases where there are difficult families to work with to avoid de-sensitisation.",
    Ground.SECOND_REVIEW: "At the second review where no significant progress is being made.",
    Ground.OTHER: "Any case which may benefit from this process.",
}
"""Guidance 1.3; the first and the last stand inside its sentences and have a capital and a full stop added here."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of Appendix 3.

    Attributes:
        number: its number in the form.
        text: what the row asks for.
        answer: the words that already stand in the cell for the answer; may be empty.
    """

    number: int
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the session guide, Appendix 4: a heading and its points; one part has boxes in their place."""

    heading: str
    points: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


APPENDIX_2_TITLE = "Participant Feedback Form"
APPENDIX_2_AREA = "Local Authority Area where MAS Event took place:"
APPENDIX_2_DATE = "Date of Supervision:"
APPENDIX_2_FACILITATORS = "Name of Facilitators:"
APPENDIX_2_NAME = "Your name:"
APPENDIX_2_AGENCY = "Your agency:"
APPENDIX_2_JOB_ROLE = "Your job role:"
APPENDIX_2_LABELS = (
    APPENDIX_2_AREA,
    APPENDIX_2_DATE,
    APPENDIX_2_FACILITATORS,
    APPENDIX_2_NAME,
    APPENDIX_2_AGENCY,
    APPENDIX_2_JOB_ROLE,
)
"""The labels above the questions of Appendix 2, in its order."""

APPENDIX_2_QUESTIONS = (
    "What did you find most useful about this event?",
    "How could this event be improved?",
    "Were there any barriers to your participation? Yes / No Please comment:",
    (
        "Please comment on the overall process and your experience of this event (including facilitator style, "
        "where relevant)?"
    ),
    "What will you take away with you or do differently, as a result of this event?",
    "Final Comments: (continue overleaf if applicable)",
)
"""The questions of Appendix 2, numbered 1 to 6; the words in brackets of the last are in italics."""

APPENDIX_3_TITLE = "Facilitator's Summary of MAS Event"
APPENDIX_3_ROWS = (
    Row(1, "Date of MAS event", "Date:"),
    Row(2, "Did all relevant workers attend? If not, which agency was missing? Reason given:", "Yes No"),
    Row(3, "Record of discussion:"),
    Row(4, "Facilitator's Comments / Observations:"),
    Row(
        5,
        "Please return this report to the child's Social Worker, Child Protection Conference chair and the SEWSCB "
        "Business Unit 2 weeks from the date of the Multi-Agency Supervision Event.",
        "Date returned to Business Unit:",
    ),
)
"""The rows of Appendix 3, in its order."""

APPENDIX_3_SIGNED = "Signed:"
APPENDIX_3_DATE = "Date:"
APPENDIX_3_AUTHORITY = "Local Authority:"
APPENDIX_3_CLOSING = (APPENDIX_3_SIGNED, APPENDIX_3_DATE, APPENDIX_3_AUTHORITY)
"""The labels below the rows of Appendix 3."""

APPENDIX_4_TITLE = "Multi-Agency Supervision (suggested model)"
APPENDIX_4_BOXES = (
    "Protective Factors / Strengths",
    "Risk Factors / context of Sig Harm",
    "Grey Areas",
    "Complicating Factors",
)
"""The four boxes of the Signs of Safety model: two rows of two, the risk factors on the right of the first."""

APPENDIX_4_SECTIONS = (
    Section("Introductions", ("Purpose and aims of the Multi-Agency Supervision",)),
    Section(
        "Story of the case so far",
        ("What has brought us to this point?", "Any key central dilemmas / issues?"),
    ),
    Section("Signs of Safety Model", boxes=APPENDIX_4_BOXES),
    Section(
        "Additional Qs for consideration",
        (
            "What is going well?",
            "What has changed over the registration period? What feels different? What feels stuck?",
            "What does a positive outcome look like? What are we trying to achieve?",
            (
                "Do you consider the inter-agency working together to be effective? What is helping? "
                "What are the barriers if any?"
            ),
        ),
    ),
    Section(
        "Closing",
        (
            "Where to next?",
            "Feedback to family",
            "Any actions to take forward?",
            "Evaluating the supervision",
        ),
    ),
)
"""Appendix 4 from its first heading to its last point."""
