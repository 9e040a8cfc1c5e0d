"""What a case must hold before a document can be made of it, and what to say when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mas_docs.case.model import Case
from mas_docs.guidance.decision import has_rationale
from mas_docs.guidance.timescales import standing_event


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a case must hold before a document can be made.

    Attributes:
        path: the key of the case file that it stands under.
        met: whether a case holds it.
        missing: what to say when it does not, as the rest of a sentence that begins with "this case".
        remedy: what to write in the case file.
    """

    path: tuple[str, ...]
    met: Callable[[Case], bool]
    missing: str
    remedy: str


EVENT = Need(
    ("event",),
    lambda case: case.event is not None,
    "has no event yet",
    "Add event: with its date to the case file.",
)
STANDING = Need(
    ("event", "status"),
    lambda case: case.event is None or standing_event(case) is not None,
    "has an event that was cancelled",
    "Set status: planned or moved under event: if it takes place after all.",
)
START = Need(
    ("event", "start"),
    lambda case: case.event is None or case.event.start is not None,
    "does not say when the event starts",
    "Add start: under event:, as in 10:00.",
)
CORE_GROUP = Need(
    ("core_group",),
    lambda case: bool(case.core_group),
    "names no professional of the Core Group",
    "List them under core_group:.",
)
FACILITATORS = Need(
    ("facilitators",),
    lambda case: bool(case.facilitators),
    "names no facilitator",
    "List at least two under facilitators:.",
)
LINE_MANAGERS = Need(
    ("core_group",),
    lambda case: any(person.line_manager for person in (case.social_worker, *case.core_group)),
    "names no line manager",
    "Add line_manager: to the people it concerns.",
)
PROCEEDING = Need(
    ("decision", "proceed"),
    lambda case: case.decision.proceed,
    "does not proceed to Multi-Agency Supervision",
    "Write its rationale instead: mas-docs write not-proceeding-rationale.",
)
NOT_PROCEEDING = Need(
    ("decision", "proceed"),
    lambda case: not case.decision.proceed,
    "proceeds to Multi-Agency Supervision, so it needs no such rationale",
    "Set proceed: false under decision: if that is wrong.",
)
RATIONALE = Need(
    ("decision", "rationale"),
    has_rationale,
    "gives no rationale",
    "Write it under decision:, rationale:.",
)
FEEDBACK = Need(
    ("feedback",),
    lambda case: bool(case.feedback),
    "holds no returned feedback form",
    "Enter each returned Appendix 2 under feedback:.",
)
SUMMARY = Need(
    ("summary",),
    lambda case: case.summary is not None,
    "holds no summary yet",
    "Enter the facilitators' Appendix 3 under summary:.",
)
PAPERS = Need(
    ("papers",),
    lambda case: bool(case.papers),
    "lists no paper, neither enclosed nor outstanding",
    "List the papers of guidance 4.6 under papers:.",
)
MOVED = Need(
    ("event", "was"),
    lambda case: case.event is None or bool(case.event.was),
    "does not say from which date the event was moved",
    "Add the former date under event:, as in was: [2026-12-15].",
)
