"""Which packages are due of a case, by its data and the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import fictional
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mas_docs.batch.due import WINDOWS, Window, kinds_of, prospects, window_of
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import DOCUMENTS, FACILITATOR_INVITATIONS, INVITATIONS, PAPERS_TO, Stage, State
from mas_docs.planning import unmet_needs

EVENT = dt.date(2026, 12, 17)
BEFORE = dt.date(2026, 12, 7)
SUMMARY: dict[str, Any] = {
    "discussion": "The group began with the story so far.",
    "actions": [{"action": "Visit weekly", "owner": "Lewis Hart"}],
    "signed_by": "Rhian Cole",
    "signed_on": "2026-12-18",
}


def due(case: Case, today: dt.date) -> set[str]:
    """The keys of the packages that are due."""
    return {one.kind.key for one in prospects(case, today) if one.is_due}


def moved(**changes: Any) -> dict[str, Any]:
    """The event, with some keys changed."""
    return {"date": str(EVENT), "start": "10:00", "venue": "Tŷ Penallta"} | changes


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)))
def test_before_the_event_and_after_it_are_never_due_together(today: dt.date) -> None:
    """Loses: somebody is invited to what is over, or a summary is sent of what has not been."""
    case = fictional.case(summary=SUMMARY)
    windows = {window_of(one.kind) for one in prospects(case, today) if one.is_due}
    expected = {Window.BEFORE} if today <= EVENT else set()
    expected |= {Window.AFTER} if today >= EVENT else set()
    assert windows == expected


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_what_is_due_can_be_made(today: dt.date, event: bool, papers: bool, summary: bool, people: bool) -> None:  # noqa: FBT001
    """Loses: a batch fails over a case that is only not ready yet."""
    changes: dict[str, Any] = {"summary": SUMMARY if summary and event else None}
    changes |= {} if event else {"event": None}
    changes |= {} if papers else {"papers": None}
    changes |= {} if people else {"facilitators": None}
    case = fictional.case(**changes)
    for one in prospects(case, today):
        assert one.is_due != bool(one.reasons)
        if one.is_due:
            assert not unmet_needs(case, (one.kind,))


def test_an_ordinary_case_before_its_event() -> None:
    """Loses: the Friday's packages."""
    assert due(fictional.case(), BEFORE) == {"invitation", "facilitator-invitation", "briefing"}


def test_after_the_event_the_summary_and_its_letters_are_due() -> None:
    """Loses: the Social Worker, the Chair, the line managers and the Core Group do not hear of what was decided."""
    case = fictional.case(summary=SUMMARY)
    assert due(case, EVENT + dt.timedelta(days=1)) == {
        "summary-social-worker",
        "summary-conference-chair",
        "summary-business-unit",
        "actions-line-manager",
        "actions-core-group",
        "actions-conference",
    }


@pytest.mark.parametrize("status", [EventStatus.MOVED, EventStatus.CANCELLED])
def test_the_events_status_decides_which_invitation_is_due(status: EventStatus) -> None:
    """Loses: people come on the old day, or to nothing."""
    event = moved(status=str(status), was=["2026-12-15"]) if status is EventStatus.MOVED else moved(status=str(status))
    keys = due(fictional.case(event=event), BEFORE)
    assert {f"invitation-{status}", f"facilitator-invitation-{status}"} <= keys
    assert "invitation" not in keys
    assert ("briefing" in keys) == (status is EventStatus.MOVED)


def test_a_pack_waits_for_its_first_paper() -> None:
    """Loses: facilitators get a pack without a single paper, and another one on the next day."""
    outstanding = {"kind": "core-group-minutes", "outstanding": "true", "expected": "2026-12-08"}
    case = fictional.case(papers=[outstanding])
    (briefing,) = (one for one in prospects(case, BEFORE) if one.kind.key == "briefing")
    assert briefing.reasons == ("has none of its papers yet: all of them are outstanding",)


@pytest.mark.parametrize("lacking", ["discussion", "signed_by"])
def test_an_unfinished_summary_waits(lacking: str) -> None:
    """Loses: a summary that the facilitators are still writing goes to three people."""
    summary = {key: value for key, value in SUMMARY.items() if key != lacking}
    assert due(fictional.case(summary=summary), EVENT) == {"invitation", "facilitator-invitation", "briefing"}


def test_every_stage_has_a_rule() -> None:
    """Loses: a new stage of the process is passed over in silence."""
    assert set(WINDOWS) == set(Stage)


def test_every_document_is_in_a_batch_or_left_to_its_own_command_for_a_reason() -> None:
    """Loses: a new document is forgotten by every batch, and nobody has decided that."""
    form = EventStatus.PLANNED
    kinds = [*kinds_of(fictional.case(summary=SUMMARY)), *INVITATIONS.values(), *FACILITATOR_INVITATIONS.values()]
    assert INVITATIONS[form] in kinds
    carried = {key for kind in kinds for key, _ in kind.documents}
    on_the_way = {key for kind in PAPERS_TO.values() for key, _ in kind.documents}
    left = {document.key for document in DOCUMENTS if document.key not in carried | on_the_way}
    decided = {document.key for document in DOCUMENTS if document.stage is Stage.DECISION}
    # A venue is booked before there is a date to invite to; the debrief's record is filled in at the event.
    assert left == decided | {"venue-request", "debrief-record"}


def test_no_blank_form_is_ever_due() -> None:
    """Loses: every case gets empty forms that the office has already."""
    kinds = kinds_of(fictional.case(summary=SUMMARY))
    assert all(state is not State.BLANK for kind in kinds for _, state in kind.documents)
