"""The schema of what may be named: read off the contexts, and true of cases that it was not read off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import pytest
from fictional import BOARD, case

from mas_docs.case.model import Case
from mas_docs.catalogue import DOCUMENTS, Document, OnePer, State, find_document
from mas_docs.documents.context import Subject, case_context
from mas_docs.recipients import recipients
from mas_docs.template_check.schema import Field, Kind, Schema, schema_of

TODAY = dt.date(2026, 11, 27)
CASES: dict[str, Case] = {
    "ordinary": case(),
    "bare": case(event=None, papers=None, core_group=None, facilitators=None, decision={"proceed": "true"}),
    "before its first review": case(conference={"date": "2026-11-20", "number": "1"}),
    "event without details": case(event={"date": "2026-12-17"}, next_meeting=None),
    "moved": case(event={"date": "2026-12-17", "start": "9:30", "status": "moved", "was": ["2026-12-15"]}),
    "summarised": case(
        summary={"discussion": "Words.", "actions": [{"action": "Do it"}]}, feedback=[{"name": "Lewis Hart"}]
    ),
}
_KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.NUMBER: (int,),
    Kind.YES_NO: (bool,),
    Kind.DATE: (dt.date,),
    Kind.TIME: (dt.time,),
    Kind.GROUP: (Mapping,),
    Kind.LIST: (list, tuple),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_other_cases_hold_what_the_schema_says(document: Document, name: str) -> None:
    """Loses: the check lets a field through that some case leaves empty, for it knows the examples alone."""
    schema = schema_of(document)
    for context in _contexts(document, CASES[name]):
        for key, value in context.items():
            if key not in schema.absent:
                _holds(schema.root.parts[key], value, f"{document.key} {key}")


def _contexts(document: Document, of: Case) -> Iterator[dict[str, object]]:
    for state in document.states or (None,):
        if state is State.BLANK or not all(need.met(of) for need in document.needs_in(state)):
            continue
        people = recipients(of, BOARD, document.meant_for[0])
        number = 0 if document.one_per is OnePer.PARTICIPANT else None
        for person in people:
            yield case_context(of, BOARD, Subject(document, state, TODAY, person, number), {})


def _holds(field: Field, value: object, where: str) -> None:
    if value is None:
        assert field.may_be_missing, where
    elif field.kind is Kind.NOTHING:
        assert value in ("", [], ()), where
    else:
        assert isinstance(value, _KINDS[field.kind]), where
        assert field.may_be_empty or value not in ("", [], ()), where
        _holds_inside(field, value, where)


def _holds_inside(field: Field, value: object, where: str) -> None:
    if isinstance(value, Mapping):
        assert set(value) == set(field.parts), where
        for name, part in value.items():
            _holds(field.parts[name], part, f"{where}.{name}")
    elif isinstance(value, (list, tuple)) and field.item is not None:
        for item in value:
            _holds(field.item, item, f"{where}[]")


def test_a_document_has_the_names_that_its_row_of_the_catalogue_allows() -> None:
    """Loses: the list offers a child's name for a letter that may not show it."""
    assert schema_of(find_document("invitation")).find(("children", "name")) is None
    assert schema_of(find_document("invitation")).find(("children", "initials")) is not None
    assert schema_of(find_document("referral-notice")).find(("children", "name")) is not None
    assert schema_of(find_document("attendance-record")).find(("recipient",)) is None


def test_a_form_offers_what_all_its_states_have() -> None:
    """Loses: a template that prints the event's date is let through, and the blank form cannot be made."""
    schema: Schema = schema_of(find_document("appendix-2"))
    assert schema.absent["event"] is State.BLANK
    assert set(schema.root.parts) == {"board", "document", "form"}


def test_no_one_in_the_examples_is_a_real_person() -> None:
    """Loses: somebody's address would stand in every list of fields."""
    for document in DOCUMENTS:
        assert all(word.endswith(".example") for word in _addresses(schema_of(document).root))


def _addresses(field: Field) -> Iterator[str]:
    if isinstance(field.example, str) and "@" in field.example:
        yield field.example
    for part in field.parts.values():
        yield from _addresses(part)
    if field.item is not None:
        yield from _addresses(field.item)
