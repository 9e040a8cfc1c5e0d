"""The parts people have in Multi-Agency Supervision, in the guidance's own words."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is in a case; the value is the word that commands and the catalogue use."""

    SOCIAL_WORKER = "social-worker"
    COORDINATOR = "coordinator"
    CONFERENCE_CHAIR = "conference-chair"
    BUSINESS_UNIT = "business-unit"
    CORE_GROUP_MEMBER = "core-group-member"
    FACILITATOR = "facilitator"
    LINE_MANAGER = "line-manager"

    @property
    def title(self) -> str:  # type: ignore[override]  # str.title() is of no use on a role; the guidance's title is
        """The guidance's title. `Child Protection Coordinator` is never shortened: another post has the short one."""
        return _TITLES[self]


_TITLES = {
    Role.SOCIAL_WORKER: "Social Worker",
    Role.COORDINATOR: "Child Protection Coordinator",
    Role.CONFERENCE_CHAIR: "Conference Chair",
    Role.BUSINESS_UNIT: "Business Unit",
    Role.CORE_GROUP_MEMBER: "Core Group member",
    Role.FACILITATOR: "Facilitator",
    Role.LINE_MANAGER: "Line Manager",
}
