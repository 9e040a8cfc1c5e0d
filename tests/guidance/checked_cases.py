"""A case and a board without any problem, from which each test departs in one thing."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from typing import Any

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.errors import ExitCode
from mas_docs.findings import Finding, Severity
from mas_docs.guidance.checks import check_case
from mas_docs.guidance.problems import Path

TODAY = dt.date(2026, 11, 20)


def _person(name: str, agency: str, **more: object) -> dict[str, Any]:
    return {"name": name, "agency": agency, "email": f"{name.rsplit(maxsplit=1)[-1].lower()}@agency.example", **more}


CLEAN: dict[str, Any] = {
    "format": "mas-case/1",
    "reference": "MAS-2026-014",
    "area": "Caerphilly",
    "children": [
        {
            "name": "Carys Anwen Pritchard",
            "date_of_birth": "2019-04-17",
            "registered": "2025-08-18",
            "categories": ["neglect"],
        },
    ],
    "conference": {"date": "2026-11-18", "number": "4", "earlier": ["2025-08-18", "2025-11-12", "2026-05-14"]},
    "decision": {"proceed": "true", "grounds": ["fifteen-months"]},
    "social_worker": _person("Siân O'Brien", "Caerphilly Children's Services", line_manager="Delyth Rowe"),
    "coordinator": _person("Gareth Pugh", "Caerphilly Children's Services", title="Child Protection Coordinator"),
    "conference_chair": _person("Mair Havard", "Caerphilly Children's Services"),
    "core_group": [
        _person("Dr Angharad Price", "Aneurin Bevan University Health Board", role="Health Visitor"),
        _person("Lewis Hart", "Education", role="Education Welfare Officer", line_manager="Sioned Rees"),
    ],
    "facilitators": [_person("Rhian Cole", "Gwent Police"), _person("Owen Beddoe", "Torfaen Children's Services")],
    "event": {"date": "2026-12-17", "start": "10:00", "end": "13:00", "venue": "Tŷ Penallta, Ystrad Mynach, CF82 7PG"},
    "papers": [
        {"kind": "initial-conference-minutes", "date": "2025-08-18", "file": "papers/initial.pdf"},
        {"kind": "review-conference-minutes", "date": "2026-05-14", "file": "papers/review.pdf"},
        {"kind": "core-group-minutes", "date": "2026-11-05", "file": "papers/core-group.pdf"},
        {"kind": "child-protection-plan", "date": "2026-11-18", "file": "papers/plan.pdf"},
    ],
}


def board_with(changes: dict[str, Any]) -> Board:
    """That board, with some settings of its own."""
    unit = {"name": "SEWSCB Business Unit", "email": "business.unit@sewscb.example"}
    return Board.model_validate({"format": "mas-board/1", "name": "A Board", "business_unit": unit, **changes})


def case_with(changes: dict[str, Any]) -> Case:
    """The clean case with values replaced: `{"event.date": "2027-01-05", "core_group.0.role": "Mother"}`."""
    values = copy.deepcopy(CLEAN)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place: Any = values
        for key in parents:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        place[int(last) if isinstance(place, list) else last] = value
    return Case.model_validate(values)


@dataclass(frozen=True)
class CaseInMemory:
    """A case that was read from no file: a finding's place is its path, dotted."""

    case: Case

    def finding(  # noqa: PLR0913 -- as a loaded case has it
        self,
        id: str,  # noqa: A002 -- likewise
        path: Path,
        message: str,
        remedy: str = "",
        *,
        severity: Severity = Severity.ERROR,
        paragraph: str = "",
        exit_code: ExitCode = ExitCode.INVALID_CASE,
    ) -> Finding:
        """A finding whose file is the dotted path."""
        where = ".".join(map(str, path))
        return Finding(where, 1, 1, id, severity, message, remedy, paragraph, exit_code)


def find(changes: dict[str, Any], board: Board | None = None, today: dt.date = TODAY) -> dict[str, Finding]:
    """Check a changed case; the findings by their ids (the last of each)."""
    found = check_case(CaseInMemory(case_with(changes)), board or board_with({}), today)
    return {finding.id: finding for finding in found}
