"""Letters and records as they are made of a case: complete, right in number, with no gap where nothing is known."""

from __future__ import annotations

import pytest
from fictional import case, person
from shipped_templates import FULL, JO, LARGE, LONG, NOT_PROCEEDING, THIN, every_document, made, text_of, w

from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import ChildrenShown
from mas_docs.guidance import wording

INVITATIONS = {
    "invitation": EventStatus.PLANNED,
    "invitation-moved": EventStatus.MOVED,
    "invitation-cancelled": EventStatus.CANCELLED,
}
# Room to write in; and a rationale keeps the blank lines that its author wrote.
_MAY_BE_BLANK = {"MASSpacer", "MASAnswer", "MASWritingLine", "MASMinute"}


def _words(key: str, of: Case, status: EventStatus | None = None) -> str:
    """A document's text in one line, as a reader takes it in."""
    return " ".join(text_of(made(key, of, status=status).body).split())


def test_no_gap_is_left_where_something_is_not_known() -> None:
    """A blank line or an empty row in a letter looks as if something had been lost."""
    for name, _, package in every_document():
        for paragraph in package.body.iter(w("p")):
            style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
            written = text_of(paragraph).strip() or next(paragraph.iterancestors(w("tc")), None) is not None
            assert written or style.get(w("val")) in _MAY_BE_BLANK, name
        for row in package.body.iter(w("tr")):
            room = row.find(f"{w('trPr')}/{w('trHeight')}") is not None or next(row.iter(w("sdt")), None) is not None
            assert text_of(row).strip() or room, name


def test_no_sign_of_the_template_is_left() -> None:
    """A recipient would read program code, or the word None for what is not known."""
    for name, _, package in every_document():
        words = text_of(package.body)
        for sign in ("{{", "{%", "None", " ,", "  ,", "( ", " )", "()", ", ,", "..", "|date"):
            assert sign not in words, (name, sign)
        styles = {found.get(w("val")) for found in package.body.iter(w("pStyle"))}
        assert "MASTemplateTag" not in styles, name


def test_a_child_is_named_only_where_the_catalogue_allows_it() -> None:
    """A full name in an invitation, or initials in a venue request, would tell more than the reader may know."""
    for name, document, package in every_document():
        everything = b"".join(package.parts.values()).decode()
        assert ("Pritchard" in everything) == (document.children is ChildrenShown.BY_NAME), name
        assert ("born 17 April 2019" in everything) == (document.children is ChildrenShown.BY_INITIALS), name


def test_every_table_of_a_made_document_keeps_its_shape() -> None:
    """Word would call the file damaged when a row has more or fewer cells than its table has columns."""
    for name, _, package in every_document():
        for table in package.body.iter(w("tbl")):
            columns = len(table.findall(f"{w('tblGrid')}/{w('gridCol')}"))
            for row in table.findall(w("tr")):
                spans = [cell.find(f"{w('tcPr')}/{w('gridSpan')}") for cell in row.findall(w("tc"))]
                assert sum(1 if span is None else int(span.get(w("val"))) for span in spans) == columns, name
                for cell in row.findall(w("tc")):
                    assert cell.find(w("p")) is not None or cell.find(w("sdt")) is not None, name


@pytest.mark.parametrize(("key", "status"), INVITATIONS.items())
def test_an_invitation_tells_its_reader_what_to_do(key: str, status: EventStatus) -> None:
    """A professional would not know when, where, whose case, or whom to ring."""
    of = case(
        core_group=[person(JO, "Flying Start")],
        social_worker=person("Siân O'Brien", "Children's Services", phone="01495 000 000"),
        event={"date": "2026-12-17", "start": "10:00", "venue": "Tŷ Penallta", "was": ["2026-12-15"]},
    )
    words = _words(key, of, status)
    told = [
        f"Dear {JO}",
        "Thursday 17 December 2026",
        "10:00",
        "Tŷ Penallta",
        "C. A. P., born 17 April 2019",
        "Siân O'Brien",
        "01495 000 000",
        of.social_worker.email,
    ]
    for wanted in told:
        assert wanted in words, wanted


@pytest.mark.parametrize("key", ["invitation", "invitation-moved"])
def test_an_invitation_has_the_guidances_words_and_a_reply_slip(key: str) -> None:
    """Professionals would come unwarned of 4.5, with family (4.4), or could not choose their language."""
    words = _words(key, LARGE)
    for sentence in (wording.AIM, wording.FOCUS, wording.PROFESSIONALS_ONLY, wording.COURT):
        assert sentence in words
    assert "This is the event's own starting time." in words
    assert "Reply slip" in words
    assert "☐ Yes ☐ No" in words
    assert "☐ Welsh ☐ English ☐ Both" in words
    assert "by Thursday 10 December 2026" in words


def test_a_late_invitation_asks_for_an_answer_straight_away() -> None:
    """It would ask for a reply by a day that is past."""
    words = _words("invitation", case(event={"date": "2026-12-01", "start": "10:00"}))
    assert "Please tell me straight away whether you will come" in words


def test_a_moved_invitation_names_the_former_date_and_a_cancelled_one_asks_for_nothing() -> None:
    """Somebody would come on the wrong day, or wait for an event that is not held."""
    moved = _words("invitation-moved", LARGE)
    assert "No longer on Tuesday 15 December 2026" in moved
    cancelled = _words("invitation-cancelled", FULL, EventStatus.CANCELLED)
    assert "will not take place" in cancelled
    assert "Reply slip" not in cancelled


def test_a_facilitator_can_declare_independence_from_everybody_of_the_case() -> None:
    """A facilitator who manages a practitioner would not see that name before signing (4.5)."""
    words = _words("facilitator-invitation", FULL)
    assert wording.INDEPENDENCE in words
    for name in ("Siân O'Brien", "Delyth Rowe", "Dr Angharad Price", JO, "Sioned Rees", "Lewis Hart", "Not recorded"):
        assert name in words
    assert "using a standard password which is generated by the Business Unit (4.10)" in words
    assert "By Thursday 31 December 2026" in words


def test_a_facilitator_is_told_of_a_moved_and_of_a_cancelled_event() -> None:
    """The letter would invite to an event that has another date, or none."""
    assert "has been moved from Tuesday 15 December 2026" in _words("facilitator-invitation", LARGE)
    cancelled = _words("facilitator-invitation", FULL, EventStatus.CANCELLED)
    assert "will not take place" in cancelled
    assert "Declaration of independence" not in cancelled


@pytest.mark.parametrize("key", ["referral-notice", "threshold-statement", "invitation"])
def test_one_child_is_spoken_of_in_the_singular(key: str) -> None:
    """A letter about one child that says children seems to be about somebody else."""
    assert "children" in _words(key, FULL).replace("Safeguarding Children", "")
    assert "children" not in _words(key, THIN)


def test_the_threshold_statement_holds_both_tests_apart() -> None:
    """An early fourth conference would be recorded as 15 months, or the reverse (1.1, 1.3)."""
    early = case(
        children=[
            {"name": "Carys P", "date_of_birth": "2019-04-17", "registered": "2026-01-20", "categories": ["neglect"]}
        ]
    )
    words = _words("threshold-statement", early)
    assert "Met. This is the fourth Child Protection Conference, the third Review." in words
    assert "not yet reached at this conference; due on 20 April 2027" in words
    assert "automatically meets the threshold" in words
    assert "alternative referral" in _words("threshold-statement", THIN)


def test_a_rationale_is_given_whole_for_the_minutes() -> None:
    """The minutes would lack what guidance 1.3 and 4.2 ask for."""
    package = made("not-proceeding-rationale", NOT_PROCEEDING)
    assert LONG in text_of(package.body)
    assert "The decision is not to proceed to Multi-Agency Supervision." in text_of(package.body)


def test_the_checklist_says_of_each_paper_where_it_is() -> None:
    """A paper that is missing or still to come would pass for enclosed (4.6)."""
    words = _words("papers-checklist", FULL)
    assert "Core Group minutes, 3 December 2026" in words
    assert "To follow, expected 8 December 2026" in words
    assert "Missing: please supply" in words
    assert wording.TRANSFER in words


def test_the_attendance_record_shows_who_came_and_leaves_the_rest_open() -> None:
    """Appendix 3 row 2 would be filled from a wrong list."""
    boxes = [
        "".join(char for char in text_of(row) if char in "☐☒")
        for row in made("attendance-record", FULL).body.iter(w("tr"))
    ]
    assert [found for found in boxes if found] == ["☐☐", "☒☐", "☒☐", "☐☒"]


@pytest.mark.parametrize("key", ["actions-line-manager", "actions-core-group", "actions-conference", "debrief-record"])
def test_every_action_reaches_those_whom_guidance_names(key: str) -> None:
    """An action would be forgotten, or have nobody and no day (4.7)."""
    words = _words(key, FULL)
    assert f"Set three measurable goals {JO} 15 January 2027" in words
    assert "Agree who tells the children To be agreed To be agreed" in words


def test_the_filing_note_names_the_meeting_that_comes_first() -> None:
    """The summary would not reach the next core group or conference (4.9)."""
    assert "the Core Group on 14 January 2027" in _words("summary-filing-note", FULL)
    assert "each child's file" in _words("summary-filing-note", FULL)
    assert "whichever comes first" in _words("summary-filing-note", THIN)
    assert wording.COPY_OF_SUMMARY in _words("summary-filing-note", THIN)
