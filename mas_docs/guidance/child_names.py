"""Where a child's name or initials stand although that text is read by anybody (guidance 4.10, Appendix 2 and 3).

A calendar entry holds the venue and travels unprotected, and the note on how to open a package gives the recipient's
agency; the forms carry no child's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.case.model import Case
from mas_docs.case.paper_words import called
from mas_docs.guidance.people import people
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.names import bears_name, gives_initials, name_parts, names_child, nearly_names_child, words
from mas_docs.yaml_files.places import ValuePath

_COMMON_WORDS = frozenset(
    words(
        "a ac an i o april august june may summer autumn winter dawn eve art bill blue chance charity chase destiny "
        "faith frank grace grant guy haf harmony haven heath honey hope joy lane mai mark mercy miles page patience "
        "red rich river rose seren sky star storm sunny will"
    )
)
"""First names that are words as well: in a text they say nothing."""


def child_name_problems(case: Case) -> Iterator[Problem]:
    """Children named in the venue, in what is said of people, in a paper's title or in what a form says."""
    yield from _venue_problems(case)
    yield from _agency_problems(case)
    for path, what, text in (*_texts_about_people(case), *_texts_of_forms(case)):
        for number, child in enumerate(case.children, start=1):
            if names_child(text, child.name) or nearly_names_child(text, child.name):
                yield warning(
                    "child-named",
                    path,
                    f"{what} names the {ordinal(number)} child",
                    "Leave the name out; the case's reference is enough.",
                    "Appendix 2, Appendix 3",
                )
    yield from _first_name_problems(case)


def _agency_problems(case: Case) -> Iterator[Problem]:
    for placed in people(case):
        for number, child in enumerate(case.children, start=1):
            if names_child(placed.person.agency, child.name) or nearly_names_child(placed.person.agency, child.name):
                yield error(
                    "child-named",
                    (*placed.path, "agency"),
                    f"The agency of {placed.called} names the {ordinal(number)} child, and a package's note shows it",
                    "Give the agency that they work for.",
                    "4.10",
                )


def _first_name_problems(case: Case) -> Iterator[Problem]:
    """Children who are called by their first name alone in what a form says at length, once for each text."""
    of_professionals = {part for placed in people(case) for part in name_parts(placed.person.name)}
    for path, what, text in _answers_and_records(case):
        found = set(words(text))
        for number, child in enumerate(case.children, start=1):
            first = name_parts(child.name)[:1]
            in_full = names_child(text, child.name) or nearly_names_child(text, child.name)
            if not in_full and found.intersection(first) - _COMMON_WORDS - of_professionals:
                yield warning(
                    "perhaps-child-named",
                    path,
                    f"{what} holds the first name of the {ordinal(number)} child",
                    "Write of the child without the name; the case's reference is enough.",
                    "Appendix 2, Appendix 3",
                )


def _venue_problems(case: Case) -> Iterator[Problem]:
    venue = case.event.venue if case.event else None
    for number, child in enumerate(case.children, start=1):
        if venue is None:
            return
        which = f"the {ordinal(number)} child"
        if names_child(venue, child.name) or gives_initials(venue, child.name):
            yield error(
                "child-named",
                ("event", "venue"),
                f"The venue holds the name or the initials of {which}, and a calendar entry would show them to anybody",
                "Write the venue in other words.",
                "4.10",
            )
        elif set(words(venue)) & {part for part in name_parts(child.name) if len(part) > 1}:
            yield warning(
                "perhaps-child-named",
                ("event", "venue"),
                f"The venue holds a word that is also in the name of {which}, and a calendar entry shows it",
                "Make sure that it is not about the child.",
                "4.10",
            )


def _texts_about_people(case: Case) -> Iterator[tuple[ValuePath, str, str]]:
    for placed in people(case):
        for key, text in (("role", placed.person.role), ("title", placed.person.title)):
            if text:
                yield (*placed.path, key), f"The {key} of {placed.called}", text
        manager = placed.person.line_manager
        if manager and not any(bears_name(manager, child.name) for child in case.children):
            yield (*placed.path, "line_manager"), f"The line manager of {placed.called}", manager
    for number, paper in enumerate(case.papers):
        if paper.title:
            yield ("papers", number, "title"), f"{called(number + 1, paper.kind)} has a title that", paper.title


def _texts_of_forms(case: Case) -> Iterator[tuple[ValuePath, str, str]]:
    yield from _answers_and_records(case)
    if case.summary:
        if case.summary.signed_by:
            yield ("summary", "signed_by"), "The signature of the summary", case.summary.signed_by
        for number, action in enumerate(case.summary.actions):
            if action.owner:
                yield (
                    ("summary", "actions", number, "owner"),
                    f"The owner of the {ordinal(number + 1)} action",
                    action.owner,
                )
    for number, form in enumerate(case.feedback):
        for key, text in (("name", form.name), ("agency", form.agency), ("role", form.role)):
            if text:
                yield ("feedback", number, key), f"The {key} on the {ordinal(number + 1)} feedback form", text


def _answers_and_records(case: Case) -> Iterator[tuple[ValuePath, str, str]]:
    """What the forms say at length: reasons for absence, the record, the comment, the actions and the answers."""
    for number, member in enumerate(case.core_group):
        if member.absence_reason:
            which = f"The reason for absence of the {ordinal(number + 1)} Core Group member"
            yield ("core_group", number, "absence_reason"), which, member.absence_reason
    if case.summary:
        yield ("summary", "discussion"), "The record of discussion", case.summary.discussion
        yield ("summary", "comments"), "The facilitators' comment", case.summary.comments
        for number, action in enumerate(case.summary.actions):
            yield ("summary", "actions", number, "action"), f"The {ordinal(number + 1)} action", action.action
    for number, form in enumerate(case.feedback):
        for key in ("most_useful", "improve", "process", "take_away", "final_comments"):
            yield ("feedback", number, key), f"The {ordinal(number + 1)} feedback form", getattr(form, key)
        yield ("feedback", number, "barriers"), f"The {ordinal(number + 1)} feedback form", form.barriers.comment
