"""The people of a case: no family among them, nobody twice, everybody's wishes known (guidance 4.4, Appendix 1).

Messages speak of people by their place in the case file, because a relative's name gives a child's surname away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.case.model import Case, Person
from mas_docs.guidance.kinship import Kinship, kinship, kinship_of_name
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.roles import Role
from mas_docs.names import bears_name, name_parts, same_name, shortens, surname, words
from mas_docs.yaml_files.places import ValuePath
from mas_docs.yaml_files.values import Language


@dataclass(frozen=True, slots=True)
class Placed:
    """A person with their place in the case file.

    Attributes:
        path: where the case file names them.
        role: the part they have in the case.
        called: how a message speaks of them: `the Social Worker`, `the second Core Group member`.
        person: who they are.
    """

    path: ValuePath
    role: Role
    called: str
    person: Person

    @property
    def called_first(self) -> str:
        """As `called`, for the beginning of a sentence."""
        return self.called[0].upper() + self.called[1:]


def people(case: Case) -> tuple[Placed, ...]:
    """Everybody to whom something of this case can be sent, in the order of the case file."""
    single = (
        (Role.SOCIAL_WORKER, "social_worker", case.social_worker),
        (Role.COORDINATOR, "coordinator", case.coordinator),
        (Role.CONFERENCE_CHAIR, "conference_chair", case.conference_chair),
    )
    return (
        *(Placed((key,), role, f"the {role.title}", person) for role, key, person in single),
        *_listed(Role.CORE_GROUP_MEMBER, "core_group", case.core_group),
        *_listed(Role.FACILITATOR, "facilitators", case.facilitators),
    )


def _listed(role: Role, key: str, listed: tuple[Person, ...]) -> Iterator[Placed]:
    title = role.title if role is Role.CORE_GROUP_MEMBER else role.title.lower()
    for number, person in enumerate(listed):
        yield Placed((key, number), role, f"the {ordinal(number + 1)} {title}", person)


def people_problems(case: Case) -> Iterator[Problem]:
    """Family among the recipients, a child's name among theirs, somebody listed twice, and nobody to invite."""
    for placed in people(case):
        yield from _family_problems(placed)
        yield from _name_problems(placed, case)
        yield from _language_problems(placed)
    yield from _doubles(case)
    if case.decision.proceed and not case.core_group:
        yield warning(
            "nobody-to-invite",
            ("decision", "proceed"),
            "The case proceeds, but no professional of the Core Group is listed, so nobody can be invited",
            "List them under core_group:.",
            "4.4",
        )


def _family_problems(placed: Placed) -> Iterator[Problem]:
    """At most one problem a person: the gravest that agency, role, title and names give rise to."""
    said = _what_is_said(placed.person)
    for verdict, tell in _TELL.items():
        for key, found in said.items():
            if found is verdict:
                yield tell(placed, key)
                return


def is_family(person: Person) -> bool:
    """Whether somebody is a family member by what is said of themselves, so must never receive anything (4.4)."""
    return Kinship.FAMILY in {found for key, found in _what_is_said(person).items() if key != "line_manager"}


def _what_is_said(person: Person) -> dict[str, Kinship]:
    """What each key of a person says about kinship; one that the case file leaves out says nothing."""
    return {
        "agency": kinship(None, person.agency),
        "role": kinship(person.role, person.agency),
        "title": kinship(person.title, person.agency),
        "name": kinship_of_name(person.name),
        "line_manager": kinship_of_name(person.line_manager or ""),
    }


def _family(placed: Placed, key: str) -> Problem:
    return error(
        "family-member",
        (*placed.path, key),
        f"{placed.called_first} is a family member, by the {key.replace('_', ' ')} given here",
        "Remove them: family members are never invited and never receive anything.",
        "4.4",
    )


def _perhaps_family(placed: Placed, key: str) -> Problem:
    return warning(
        "perhaps-family",
        (*placed.path, key),
        f"{placed.called_first} may be a family member or a friend of the family, by the {key} given here",
        "Give their professional role, or remove them.",
        "4.4",
    )


def _foster_carer(placed: Placed, key: str) -> Problem:
    return warning(
        "foster-carer",
        (*placed.path, key),
        f"{placed.called_first} is a foster carer",
        "Make sure that they attend as a professional; family members are never invited.",
        "4.4",
    )


_TELL = {
    Kinship.FAMILY: _family,
    Kinship.FOSTER_CARER: _foster_carer,
    Kinship.PERHAPS: _perhaps_family,
}
"""How each verdict is told, the gravest first."""


def _name_problems(placed: Placed, case: Case) -> Iterator[Problem]:
    """People who bear a child's name. Colleagues share surnames, so a surname alone matters only without a role."""
    person, children = placed.person, [child.name for child in case.children]
    for key, name in (("name", person.name), ("line_manager", person.line_manager)):
        for number, child in enumerate(children, start=1):
            if name and bears_name(name, child):
                whose = placed.called_first if key == "name" else f"The line manager of {placed.called}"
                yield error(
                    "child-as-recipient",
                    (*placed.path, key),
                    f"{whose} bears the name of the {ordinal(number)} child of this case",
                    "Correct the name; a professional of the same name needs a middle name or initial here.",
                    "4.4",
                )
                return
    yield from _likeness_problems(placed, children)


def _likeness_problems(placed: Placed, children: list[str]) -> Iterator[Problem]:
    name = placed.person.name
    for number, child in enumerate(children, start=1):
        if len(name_parts(child)) > 1 and shortens(child, name):
            alike = "a name like that"
        elif _nothing_professional_is_said(placed) and surname(child) in name_parts(name)[-1:]:
            alike = "the surname"
        else:
            continue
        yield warning(
            "name-like-a-childs",
            (*placed.path, "name"),
            f"{placed.called_first} has {alike} of the {ordinal(number)} child",
            "Make sure that this is no relative, and give their professional role.",
            "4.4",
        )
        return


def _nothing_professional_is_said(placed: Placed) -> bool:
    """Whether a Core Group member has neither role nor title; `Mrs` is no post."""
    said = {*words(placed.person.role or ""), *words(placed.person.title or "")}
    return placed.role is Role.CORE_GROUP_MEMBER and said <= {"mr", "mrs", "ms", "miss", "mx"}


def _language_problems(placed: Placed) -> Iterator[Problem]:
    if placed.person.language is not Language.ENGLISH:
        yield warning(
            "welsh-not-yet",
            (*placed.path, "language"),
            f"{placed.called_first} has chosen Welsh, and Welsh versions are not yet available",
            "They are written to in English; tell them so, and send the Welsh version when it is there.",
        )


def _doubles(case: Case) -> Iterator[Problem]:
    """People who are listed twice, and two people of one list with one e-mail address."""
    for title, key, listed in (
        (Role.CORE_GROUP_MEMBER.title, "core_group", case.core_group),
        ("facilitator", "facilitators", case.facilitators),
    ):
        for later, person in enumerate(listed):
            for earlier, other in enumerate(listed[:later]):
                pair = f"The {ordinal(earlier + 1)} and the {ordinal(later + 1)} {title}"
                if same_name(person.name, other.name):
                    yield warning(
                        "listed-twice",
                        (key, later, "name"),
                        f"{pair} are the same person by their names",
                        "Remove one of the two, or give their names in full.",
                    )
                elif person.email.casefold() == other.email.casefold():
                    yield warning(
                        "same-email",
                        (key, later, "email"),
                        f"{pair} have the same e-mail address",
                        "Make sure that each package reaches its own recipient.",
                    )
