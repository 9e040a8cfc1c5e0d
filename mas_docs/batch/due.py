"""Which packages are due of a case: what its data and the day allow, by the rows of the catalogue.

The rule is declared for the stages of the process, not for packages. A package belongs to the stage of its first
document. What belongs to the booking, the papers and the event is due until the event's day; what belongs after the
event, from that day on. Each needs what the catalogue says that it needs.

Not made here: what the conference and the Social Worker write when it is decided (4.2), before the Business Unit knows
the case; papers on their way from hop to hop (4.6), which each hop sends when it has them, and of which the Business
Unit is the last; forms by themselves, which go out with the briefing (prefilled) or come back filled in (4.7).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from mas_docs.case.model import Case
from mas_docs.catalogue import (
    BRIEFING,
    DOCUMENTS,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    SUMMARY_PACKAGES,
    Document,
    Medium,
    Need,
    PackageKind,
    Stage,
    find_document,
    written_packages,
)
from mas_docs.catalogue.needs import SUMMARY
from mas_docs.guidance.plain import long_date
from mas_docs.planning import invitation_form, unmet_needs


class Window(StrEnum):
    """When a package is of use."""

    BEFORE = "until the day of the event"
    AFTER = "from the day of the event on"


WINDOWS: dict[Stage, Window | None] = {
    Stage.DECISION: None,
    Stage.BOOKING: Window.BEFORE,
    Stage.PAPERS: Window.BEFORE,
    Stage.EVENT: Window.BEFORE,
    Stage.AFTER: Window.AFTER,
}
"""When what belongs to a stage is due; None for what is never made here."""

_A_PAPER_IS_THERE = Need(
    ("papers",),
    lambda case: any(paper.file is not None for paper in case.papers),
    "has none of its papers yet: all of them are outstanding",
    "Name each one's file under papers: when it arrives; mas-docs brief makes a pack without any.",
)
_SUMMARY_IS_SIGNED = Need(
    ("summary", "signed_by"),
    lambda case: (
        case.summary is not None and bool(case.summary.discussion.strip()) and case.summary.signed_by is not None
    ),
    "has a summary that is not finished: it has no record of the discussion, or nobody has signed it",
    "Enter both under summary:; mas-docs summary sends it as it is.",
)


@dataclass(frozen=True, slots=True)
class Prospect:
    """A package of the catalogue, and whether it is due of a case.

    Attributes:
        kind: its row of the catalogue.
        reasons: why it is not due, each the rest of a sentence that begins with "this case"; empty where it is.
        is_over: whether it is not due only because its day has gone by, or has not come.
    """

    kind: PackageKind
    reasons: tuple[str, ...] = ()
    is_over: bool = False

    @property
    def is_due(self) -> bool:
        """Whether it is to be made."""
        return not self.reasons


def prospects(case: Case, today: dt.date) -> tuple[Prospect, ...]:
    """Every package that the Business Unit makes of a case in its time, and whether it is due today."""
    return tuple(_prospect(case, kind, today) for kind in kinds_of(case))


def kinds_of(case: Case) -> tuple[PackageKind, ...]:
    """The rows of the catalogue that are made of a case in its time; of invitations, the form that its event calls for.

    Letters that rest on the event's summary and travel in no package of their own (decisions and actions, 4.7) are
    among them, as `write` makes each.
    """
    form = invitation_form(case, moved=False, cancel=False)
    rows = (INVITATIONS[form], FACILITATOR_INVITATIONS[form], BRIEFING, *SUMMARY_PACKAGES)
    letters = (written_packages(case, document, None) for document in DOCUMENTS if _is_letter_of_the_summary(document))
    return tuple(kind for kind in (*rows, *chain.from_iterable(letters)) if window_of(kind) is not None)


def _is_letter_of_the_summary(document: Document) -> bool:
    travels = any(key == document.key for kind in SUMMARY_PACKAGES for key, _ in kind.documents)
    return document.stage is Stage.AFTER and not document.states and SUMMARY in document.needs and not travels


def window_of(kind: PackageKind) -> Window | None:
    """When a package is due, by the stage of its first document."""
    return WINDOWS[find_document(kind.documents[0][0]).stage]


def _prospect(case: Case, kind: PackageKind, today: dt.date) -> Prospect:
    unmet = unmet_needs(case, (kind,)) or tuple(need for need in _needs_of_a_batch(kind) if not need.met(case))
    untimely = _untimely(case, kind, today)
    reasons = tuple(need.missing for need in unmet) or ((untimely,) if untimely else ())
    return Prospect(kind, reasons, is_over=untimely is not None)


def _needs_of_a_batch(kind: PackageKind) -> tuple[Need, ...]:
    """What a package needs beyond what the catalogue says, where nobody looks before it is made.

    The single commands make a pack without papers, and a summary as far as it is.
    """
    documents = [(find_document(key), state) for key, state in kind.documents]
    binds = any(document.medium is Medium.PACK for document, _ in documents)
    tells = any(SUMMARY in document.needs_in(state) for document, state in documents)
    return (*((_A_PAPER_IS_THERE,) if binds else ()), *((_SUMMARY_IS_SIGNED,) if tells else ()))


def _untimely(case: Case, kind: PackageKind, today: dt.date) -> str | None:
    """Why this is not the time for a package; a case without an event lacks it, and is not late."""
    if case.event is None:
        return None
    day = case.event.date
    if window_of(kind) is Window.BEFORE and today > day:
        return f"had its event on {long_date(day)}"
    if window_of(kind) is Window.AFTER and today < day:
        return f"has its event on {long_date(day)}, which is still to come"
    return None
