"""Where a child's name or initials stand although that text is read by anybody (guidance 4.10, Appendix 2 and 3).

A calendar entry holds the venue and travels unprotected; the forms carry no child's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.case.model import Case
from mas_docs.case.paper_words import called
from mas_docs.guidance.people import people
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.names import gives_initials, name_parts, names_child, words
from mas_docs.yaml_files.places import ValuePath


def child_name_problems(case: Case) -> Iterator[Problem]:
    """Children named in the venue, in somebody's role, in a paper's title or in the answers of a form."""
    yield from _venue_problems(case)
    for path, what, text in (*_texts_about_people(case), *_texts_of_forms(case)):
        for number, child in enumerate(case.children, start=1):
            if names_child(text, child.name):
                yield warning(
                    "child-named",
                    path,
                    f"{what} names the {ordinal(number)} child",
                    "Leave the name out; the case's reference is enough.",
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
    for number, paper in enumerate(case.papers):
        if paper.title:
            yield ("papers", number, "title"), f"{called(number + 1, paper.kind)} has a title that", paper.title


def _texts_of_forms(case: Case) -> Iterator[tuple[ValuePath, str, str]]:
    if case.summary:
        yield ("summary", "discussion"), "The record of discussion", case.summary.discussion
        yield ("summary", "comments"), "The facilitators' comment", case.summary.comments
        for number, action in enumerate(case.summary.actions):
            yield ("summary", "actions", number, "action"), f"The {ordinal(number + 1)} action", action.action
    for number, form in enumerate(case.feedback):
        for key in ("most_useful", "improve", "process", "take_away", "final_comments"):
            yield ("feedback", number, key), f"The {ordinal(number + 1)} feedback form", getattr(form, key)
        yield ("feedback", number, "barriers"), f"The {ordinal(number + 1)} feedback form", form.barriers.comment
