"""A request becomes packages, each for one recipient, before anything is rendered."""

from __future__ import annotations

from itertools import chain

import fictional
import pytest

from mas_docs.case.model import EventStatus
from mas_docs.catalogue import (
    BRIEFING,
    DOCUMENTS,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    Document,
    State,
    find_document,
    forms_package,
    written_packages,
)
from mas_docs.disclosure import refuse_unless_meant_for
from mas_docs.errors import RefusedError, UsageError
from mas_docs.guidance.roles import Role
from mas_docs.planning import invitation_form, plan, unmet_needs

INVITATION = (INVITATIONS[EventStatus.PLANNED],)
SUMMARY = {"discussion": "We talked.", "actions": [{"action": "Set three goals"}]}


def test_each_professional_gets_a_package_of_their_own() -> None:
    """Two people would open each other's letters, or somebody would get none."""
    case = fictional.case()
    packages = plan(case, fictional.BOARD, INVITATION)
    assert [package.recipient.name for package in packages] == [member.name for member in case.core_group]
    assert len({package.archive_name for package in packages}) == len(packages)


def test_only_keeps_the_number_of_the_one_chosen() -> None:
    """An invitation made again for one person would replace another person's archive."""
    packages = plan(fictional.case(), fictional.BOARD, INVITATION, only="lewis  HART")
    assert [package.archive_name for package in packages] == ["MAS-2026-014-invitation-3.zip"]


def test_only_of_a_stranger_names_who_there_is() -> None:
    """A misspelt name would quietly make nothing."""
    with pytest.raises(UsageError, match="Did you mean `Lewis Hart`"):
        plan(fictional.case(), fictional.BOARD, INVITATION, only="Louis Hart")


def test_the_summary_goes_to_exactly_three() -> None:
    """Guidance 4.9 names three recipients; a fourth would read what is not theirs, a missing one would wait."""
    case = fictional.case(summary=SUMMARY)
    packages = plan(case, fictional.BOARD, SUMMARY_PACKAGES)
    assert [package.recipient.role for package in packages] == [
        Role.SOCIAL_WORKER,
        Role.CONFERENCE_CHAIR,
        Role.BUSINESS_UNIT,
    ]
    notes = [document.document.key for document in packages[0].documents]
    assert "summary-filing-note" in notes


def test_no_archive_name_holds_a_word_of_the_case() -> None:
    """A file name is readable by everybody on the way; a child's name in it would be shown to all of them."""
    case = fictional.case(summary=SUMMARY, feedback=[{"name": "Lewis Hart"}])
    kinds = [
        *INVITATIONS.values(),
        *FACILITATOR_INVITATIONS.values(),
        *PAPERS_TO.values(),
        *SUMMARY_PACKAGES,
        forms_package((2, 3), State.COMPLETED),
        *chain.from_iterable(written_packages(case, document, None) for document in DOCUMENTS if not document.states),
    ]
    packages = plan(case, fictional.BOARD, kinds)
    names = [package.archive_name for package in packages]
    names += [document.file_name for package in packages for document in package.documents]
    for word in ("Carys", "Anwen", "Pritchard", "Iolo", "Hart", "Price", "Adeyemi", "Cole"):
        assert not [name for name in names if word.casefold() in name.casefold()]


def test_archive_names_of_a_case_are_distinct() -> None:
    """One package would silently replace another."""
    case = fictional.case(summary=SUMMARY)
    kinds = [
        *INVITATIONS.values(),
        *FACILITATOR_INVITATIONS.values(),
        *PAPERS_TO.values(),
        *SUMMARY_PACKAGES,
        *chain.from_iterable(
            written_packages(case, document, state)
            for document in DOCUMENTS
            for state in ([None] if not document.states else [State.PREFILLED])
        ),
    ]
    packages = plan(case, fictional.BOARD, dict.fromkeys(kinds))
    assert len({package.archive_name for package in packages}) == len(packages)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
@pytest.mark.parametrize("role", Role)
def test_need_to_know_is_held_for_every_document_and_role(document: Document, role: Role) -> None:
    """A role would receive a document that the catalogue does not mean for it."""
    for state in document.states or (None,):
        if role in document.meant_for_in(state):
            refuse_unless_meant_for(document, state, role)
        else:
            with pytest.raises(RefusedError):
                refuse_unless_meant_for(document, state, role)


def test_a_facilitator_gets_forms_to_fill_in_and_never_what_participants_answered() -> None:
    """Feedback on the facilitators' own style would reach them, or they would have no form to hand out."""
    for key in ("appendix-2", "appendix-3"):
        form = find_document(key)
        refuse_unless_meant_for(form, State.PREFILLED, Role.FACILITATOR)
        with pytest.raises(RefusedError):
            refuse_unless_meant_for(form, State.COMPLETED, Role.FACILITATOR)


def test_the_briefing_has_the_pack_and_every_form_for_each_facilitator() -> None:
    """A facilitator would come to the event without the forms, or with another participant's alone."""
    case = fictional.case()
    packages = plan(case, fictional.BOARD, (BRIEFING,))
    assert [package.recipient.name for package in packages] == [person.name for person in case.facilitators]
    names = [planned.file_name for planned in packages[0].documents]
    assert names[0] == "briefing-pack.pdf"
    assert [name for name in names if name.startswith("appendix-2")] == [
        f"appendix-2-prefilled-{number:02}.docx" for number in range(1, len(case.core_group) + 1)
    ]
    assert names[-3:] == ["appendix-3-prefilled.docx", "appendix-4-prefilled.docx", "attendance-record.docx"]


def test_a_feedback_form_for_each_participant_and_each_entry() -> None:
    """A participant would get no form, or an answer no page."""
    case = fictional.case(feedback=[{"name": "Lewis Hart"}, {"name": "Lewis Hart"}])
    (prefilled,) = plan(case, fictional.BOARD, (forms_package((2,), State.PREFILLED),))
    (completed,) = plan(case, fictional.BOARD, (forms_package((2,), State.COMPLETED),))
    assert [document.number for document in prefilled.documents] == [0, 1, 2]
    assert [document.number for document in completed.documents] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "document", "missing"),
    [
        ({"event": None}, "invitation", "has no event yet"),
        ({"event": {"date": "2026-12-17"}}, "invitation", "does not say when the event starts"),
        ({"core_group": []}, "invitation", "names no professional of the Core Group"),
        ({"facilitators": []}, "facilitator-invitation", "names no facilitator"),
        ({}, "summary-filing-note", "holds no summary yet"),
        ({}, "invitation-moved", "does not say from which date the event was moved"),
        ({}, "not-proceeding-rationale", "proceeds to Multi-Agency Supervision, so it needs no such rationale"),
        (
            {"decision": {"proceed": "false", "rationale": "The plan works."}},
            "invitation",
            "does not proceed to Multi-Agency Supervision",
        ),
    ],
)
def test_what_a_case_lacks_is_said_before_anything_is_made(
    changes: dict[str, object], document: str, missing: str
) -> None:
    """A letter would go out with a hole where its date should stand."""
    case = fictional.case(**changes)
    needs = unmet_needs(case, written_packages(case, find_document(document), None))
    assert missing in [need.missing for need in needs]


def test_the_events_status_decides_the_letter_unless_asked_otherwise() -> None:
    """A cancelled event would be announced as if it took place."""
    moved = fictional.case(event={"date": "2026-12-17", "start": "10:00", "status": "moved", "was": ["2026-12-10"]})
    assert invitation_form(moved, moved=False, cancel=False) is EventStatus.MOVED
    assert invitation_form(moved, moved=False, cancel=True) is EventStatus.CANCELLED
    assert invitation_form(fictional.case(), moved=False, cancel=False) is EventStatus.PLANNED


@pytest.mark.parametrize(
    ("form", "changes", "missing"),
    [
        (EventStatus.PLANNED, {"decision": {"proceed": "false", "rationale": "It works."}}, "does not proceed"),
        (EventStatus.MOVED, {}, "from which date the event was moved"),
        (
            EventStatus.PLANNED,
            {"event": {"date": "2026-12-17", "start": "10:00", "status": "cancelled"}},
            "an event that was cancelled",
        ),
    ],
)
def test_facilitators_are_invited_only_to_what_takes_place(
    form: EventStatus, changes: dict[str, object], missing: str
) -> None:
    """Facilitators would keep a day free for an event that nobody holds."""
    needs = unmet_needs(fictional.case(**changes), (FACILITATOR_INVITATIONS[form],))
    assert any(missing in need.missing for need in needs)


def test_prefilled_feedback_forms_need_participants() -> None:
    """The forms would be left out of the package without a word."""
    case = fictional.case(core_group=[])
    needs = unmet_needs(case, (forms_package((2, 3), State.PREFILLED),))
    assert "names no professional of the Core Group" in [need.missing for need in needs]


def test_outstanding_papers_alone_still_have_a_checklist() -> None:
    """The Coordinator would not hear that everything is still to come."""
    papers = [{"kind": "child-protection-plan", "outstanding": "true", "expected": "2026-12-08"}]
    assert unmet_needs(fictional.case(papers=papers), (PAPERS_TO[Role.COORDINATOR],)) == ()
    assert unmet_needs(fictional.case(papers=[]), (PAPERS_TO[Role.COORDINATOR],)) != ()
