"""Who a document or a package goes to: the people of a case, by the role in which they receive it."""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.board import Board
from mas_docs.case.model import Case, Person
from mas_docs.guidance.roles import Role
from mas_docs.yaml_files.values import Language, Protection


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or office that receives something.

    Attributes:
        role: the role in which they receive it; the disclosure rules go by it.
        number: their place among those of the same role in this case, from 1; stable while the case file's order is.
        name, agency, job_role, email, phone: as the case file has them; a line manager is known by name alone.
        language, protection: their own choice, where the case file records one.
        practitioners: for a line manager, the names of those they manage in this case.
    """

    role: Role
    number: int
    name: str
    agency: str = ""
    job_role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: Language = Language.ENGLISH
    protection: Protection | None = None
    practitioners: tuple[str, ...] = ()


def recipients(case: Case, board: Board, role: Role) -> tuple[Recipient, ...]:
    """Everybody of this case who holds the role, in the order of the case file."""
    match role:
        case Role.BUSINESS_UNIT:
            return (_business_unit(board),)
        case Role.LINE_MANAGER:
            return _line_managers(case)
        case _:
            people = _people(case, role)
            return tuple(_recipient(person, role, number) for number, person in enumerate(people, start=1))


def _people(case: Case, role: Role) -> tuple[Person, ...]:
    by_role: dict[Role, tuple[Person, ...]] = {
        Role.SOCIAL_WORKER: (case.social_worker,),
        Role.COORDINATOR: (case.coordinator,),
        Role.CONFERENCE_CHAIR: (case.conference_chair,),
        Role.CORE_GROUP_MEMBER: case.core_group,
        Role.FACILITATOR: case.facilitators,
    }
    return by_role[role]


def _recipient(person: Person, role: Role, number: int) -> Recipient:
    return Recipient(
        role=role,
        number=number,
        name=person.name,
        agency=person.agency,
        job_role=person.title or person.role,
        email=person.email,
        phone=person.phone,
        language=person.language,
        protection=person.protection,
    )


def _business_unit(board: Board) -> Recipient:
    unit = board.business_unit
    return Recipient(
        role=Role.BUSINESS_UNIT, number=1, name=unit.name, agency=board.name, email=unit.email, phone=unit.phone
    )


def _line_managers(case: Case) -> tuple[Recipient, ...]:
    """Each line manager once, with everybody of this case whom they manage (guidance 4.7)."""
    managed: dict[str, list[Person]] = {}
    for person in (case.social_worker, *case.core_group):
        if person.line_manager:
            managed.setdefault(person.line_manager, []).append(person)
    return tuple(
        Recipient(
            role=Role.LINE_MANAGER,
            number=number,
            name=name,
            agency=people[0].agency,
            practitioners=tuple(person.name for person in people),
        )
        for number, (name, people) in enumerate(managed.items(), start=1)
    )
