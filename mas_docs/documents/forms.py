"""The values of Appendix 2, 3 and 4 in their three states: blank, prefilled, completed.

Every field is always there as text, empty where nothing is known, so that one template serves all states. A completed
answer that was left empty stays empty.
"""

from __future__ import annotations

import datetime as dt

from mas_docs.case.model import Case, CoreGroupMember, Feedback, Person, Summary
from mas_docs.catalogue import State
from mas_docs.documents.dates import listed, long_date
from mas_docs.names import same_name

FormValues = dict[str, object]
"""A form's fields, by the names that its template writes."""

_APPENDIX_2_ANSWERS = ("most_useful", "improve", "process", "take_away", "final_comments")


def blank_form(key: str) -> FormValues:
    """The fields of a blank form: all there, all empty."""
    return _heading(key, "") | _FIELDS[key]


def case_form(key: str, case: Case, state: State, number: int | None) -> FormValues:
    """The fields of a case's form.

    Args:
        key: the form's key in the catalogue.
        case: the case.
        state: how far it is filled in.
        number: for Appendix 2, which participant (prefilled) or feedback entry (completed), from 0.
    """
    form = blank_form(key) | _heading(key, case.reference)
    if state is State.BLANK:
        return form
    form |= _event_fields(case)
    if key == "appendix-2" and number is not None:
        form |= _participant(case, state, number)
    if key == "appendix-3":
        form |= {"local_authority": case.area}
        if state is State.COMPLETED and case.summary is not None:
            form |= _attendance(case.core_group) | _summary(case.summary)
    return form


_FIELDS: dict[str, FormValues] = {
    "appendix-2": {
        "name": "",
        "agency": "",
        "job_role": "",
        **dict.fromkeys(_APPENDIX_2_ANSWERS, ""),
        "barriers_yes": False,
        "barriers_no": False,
        "barriers_comment": "",
    },
    "appendix-3": {
        "attended_yes": False,
        "attended_no": False,
        "missing_agencies": "",
        "reasons": "",
        "discussion": "",
        "comments": "",
        "returned_on": "",
        "signed_by": "",
        "signed_on": "",
        "local_authority": "",
        "actions": (),
    },
    "appendix-4": {},
}


def _heading(key: str, reference: str) -> FormValues:
    """The hidden tag by which a returned form is known again: form, version, case; and the heading, empty."""
    return {"tag": f"{key}/1/{reference}", "area": "", "date": "", "facilitators": ""}


def _event_fields(case: Case) -> FormValues:
    return {
        "area": case.event_area,
        "date": long_date(case.event.date) if case.event else "",
        "facilitators": listed([facilitator.name for facilitator in case.facilitators]),
    }


def _participant(case: Case, state: State, number: int) -> FormValues:
    if state is State.COMPLETED:
        return _answers(case, case.feedback[number])
    member = case.core_group[number]
    return {"name": member.name, "agency": member.agency, "job_role": _job_role(member)}


def _job_role(person: Person | None) -> str:
    return ((person.role or person.title) if person else None) or ""


def _answers(case: Case, feedback: Feedback) -> FormValues:
    member = _member_named(case, feedback.name)
    return {
        "name": feedback.name,
        "agency": feedback.agency or (member.agency if member else ""),
        "job_role": feedback.role or _job_role(member),
        "barriers_yes": feedback.barriers.answer == "yes",
        "barriers_no": feedback.barriers.answer == "no",
        "barriers_comment": prose(feedback.barriers.comment),
        **{answer: prose(getattr(feedback, answer)) for answer in _APPENDIX_2_ANSWERS},
    }


def _member_named(case: Case, name: str) -> Person | None:
    """The one participant of that name; nobody when two share it, for a wrong agency is worse than none."""
    named = [person for person in case.core_group if same_name(person.name, name)]
    if not named and same_name(case.social_worker.name, name):
        return case.social_worker
    return named[0] if len(named) == 1 else None


def _attendance(core_group: tuple[CoreGroupMember, ...]) -> FormValues:
    """Row 2 of Appendix 3: left open unless it is recorded for every one whether they came."""
    if not core_group or any(member.attended is None for member in core_group):
        return {}
    absent = [member for member in core_group if not member.attended]
    return {
        "attended_yes": not absent,
        "attended_no": bool(absent),
        "missing_agencies": "\n".join(dict.fromkeys(member.agency for member in absent)),
        "reasons": "\n".join(
            dict.fromkeys(f"{member.agency}: {member.absence_reason}" for member in absent if member.absence_reason)
        ),
    }


def _summary(summary: Summary) -> FormValues:
    return {
        "discussion": prose(summary.discussion),
        "comments": prose(summary.comments),
        "returned_on": _day(summary.returned_on),
        "signed_by": summary.signed_by or "",
        "signed_on": _day(summary.signed_on),
        "actions": actions(summary),
    }


def actions(summary: Summary | None) -> list[FormValues]:
    """The decisions and actions of the event (guidance 4.7), numbered from 1; none without a summary."""
    if summary is None:
        return []
    return [
        {"number": number, "action": prose(action.action), "owner": action.owner, "due": action.due}
        for number, action in enumerate(summary.actions, start=1)
    ]


def prose(text: str) -> str:
    """A long answer without the one line end that a YAML block puts after its last line."""
    return text.removesuffix("\n")


def _day(day: dt.date | None) -> str:
    return "" if day is None else long_date(day)
