"""What a template may name: one document's share of a case."""

from __future__ import annotations

import datetime as dt

import fictional
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mas_docs.catalogue import DOCUMENTS, ChildrenShown, Document, State, find_document
from mas_docs.documents.context import Subject, blank_context, case_context, initials
from mas_docs.guidance.roles import Role
from mas_docs.recipients import recipients

TODAY = dt.date(2026, 12, 7)
NAMES = ("Carys", "Anwen", "Pritchard", "Iolo")


def _context(document: Document, state: State | None = None) -> dict[str, object]:
    case = fictional.case(summary={"discussion": "We talked."}, feedback=[{"name": "Lewis Hart"}])
    recipient = recipients(case, fictional.BOARD, document.meant_for[0])[0]
    number = 0 if state in (State.PREFILLED, State.COMPLETED) else None
    subject = Subject(document, state, TODAY, recipient, number)
    return case_context(case, fictional.BOARD, subject, {})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_a_childs_name_is_there_only_where_the_catalogue_lets_it(document: Document) -> None:
    """A template could print a child's name in a letter that leaves the circle of those who may know it."""
    text = repr(_context(document, document.states[-1] if document.states else None))
    named = any(name in text for name in NAMES)
    assert named == (document.children is ChildrenShown.BY_NAME)


@pytest.mark.parametrize("key", ["appendix-2", "appendix-3", "appendix-4"])
def test_a_blank_form_and_a_filled_one_have_the_same_fields(key: str) -> None:
    """A template that serves all states would fail in one of them."""
    document = find_document(key)
    blank = blank_context(fictional.BOARD, document, TODAY)["form"]
    filled = _context(document, State.PREFILLED)["form"]
    assert isinstance(blank, dict)
    assert isinstance(filled, dict)
    assert blank.keys() == filled.keys()


def test_a_completed_form_takes_a_participants_agency_from_the_core_group() -> None:
    """The feedback could not be grouped by agency, because the form left it empty."""
    form = _context(find_document("appendix-2"), State.COMPLETED)["form"]
    assert isinstance(form, dict)
    assert (form["name"], form["agency"]) == ("Lewis Hart", "Education")


@pytest.mark.parametrize(
    ("attended", "ticked"),
    [((True, True, True), "yes"), ((True, False, True), "no"), ((True, None, False), "")],
)
def test_row_2_of_appendix_3_is_open_unless_all_is_recorded(attended: tuple[bool | None, ...], ticked: str) -> None:
    """The form would say that all came when nobody had asked about one of them."""
    members = [
        fictional.person(name, agency, attended=came, absence_reason=None if came else "Sick leave")
        for name, agency, came in zip(
            ("A Bee", "C Dee", "E Eff"), ("Health", "Police", "Housing"), attended, strict=True
        )
    ]
    case = fictional.case(core_group=members, summary={"discussion": "We talked."})
    subject = Subject(find_document("appendix-3"), State.COMPLETED, TODAY)
    form = case_context(case, fictional.BOARD, subject, {})["form"]
    assert isinstance(form, dict)
    assert (form["attended_yes"], form["attended_no"]) == (ticked == "yes", ticked == "no")
    assert form["missing_agencies"] == ("Police" if ticked == "no" else "")
    assert form["reasons"] == ("Police: Sick leave" if ticked == "no" else "")


def test_a_line_manager_hears_of_those_they_manage() -> None:
    """A line manager would not know whose actions the letter is about (guidance 4.7)."""
    found = recipients(fictional.case(), fictional.BOARD, Role.LINE_MANAGER)
    assert [(manager.name, manager.practitioners) for manager in found] == [
        ("Delyth Rowe", ("Siân O'Brien",)),
        ("Nia Watts", ("Lewis Hart",)),
    ]


def test_a_line_manager_is_named_by_their_role_as_well() -> None:
    """The letter of actions could not say whose line manager it speaks to, nor whom they manage."""
    context = _context(find_document("actions-line-manager"))
    assert context["line_manager"] == {"name": "Delyth Rowe", "practitioners": ["Siân O'Brien"]}
    recipient = context["recipient"]
    assert isinstance(recipient, dict)
    assert recipient["name"] == "Delyth Rowe"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Carys Anwen Pritchard", "C. A. P."),
        ("Iolo Wyn-Jones", "I. W. J."),
        ("élin o'neill", "É. O."),
        ("Ŵyn", "Ŵ."),
        ("\u2018Ffion\u2019 (Rees", "F. R."),
        ("\u200eMary\u2013Ann", "M. A."),
    ],
)
def test_initials(name: str, expected: str) -> None:
    """A professional would not recognise the child whose case it is."""
    assert initials(name) == expected


@given(st.text(max_size=40))
def test_initials_never_give_away_a_whole_name(name: str) -> None:
    """A one-word name, or an odd one, would stand in a letter that may only show initials."""
    shown = initials(name)
    assert all(len(part) <= 3 for part in shown.replace(".", " ").split())


def test_a_social_worker_in_the_core_group_is_listed_once() -> None:
    """The venue would be asked for a chair too many, and somebody would sign twice."""
    case = fictional.case()
    members = [member.model_dump(exclude_none=True) for member in case.core_group]
    members.append(fictional.person("Siân O\u2019Brien", "Caerphilly Children's Services"))
    document = find_document("attendance-record")
    context = case_context(fictional.case(core_group=members), fictional.BOARD, Subject(document, None, TODAY), {})
    assert isinstance(context["core_group"], list)
    assert len(context["core_group"]) == len(case.core_group)
