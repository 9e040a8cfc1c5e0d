"""A case and a board without any problem, from which each test departs in one thing."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mas_docs.board import Board
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case
from mas_docs.findings import Finding
from mas_docs.guidance.checks import check_case
from mas_docs.yaml_files.places import Place, Places, ValuePath

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
    return Case.model_validate(_changed(changes))


def _changed(changes: dict[str, Any]) -> dict[str, Any]:
    values = copy.deepcopy(CLEAN)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place: Any = values
        for key in parents:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        place[int(last) if isinstance(place, list) else last] = value
    return values


def loaded_with(changes: dict[str, Any]) -> LoadedCase:
    """That case as if it had been read from a file that holds each of its values on a line of its own."""
    values = _changed(changes)
    places = Places({path: Place(line, 1) for line, path in enumerate(_paths(values), start=1)})
    return LoadedCase(Case.model_validate(values), Path(CLEAN["reference"]), "case.yaml", places)


def _paths(value: Any, path: ValuePath = ()) -> Iterator[ValuePath]:
    """The way to each value, every list and every group of keys before what it holds."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from _paths(inner, (*path, step))


def find(changes: dict[str, Any], board: Board | None = None, today: dt.date = TODAY) -> dict[str, Finding]:
    """Check a changed case; the findings by their ids (the last of each).

    What was found in the case file has the dotted path of the value at its line in place of the file.
    """
    loaded = loaded_with(changes)
    at = {place.line: ".".join(map(str, path)) for path, place in loaded.places.values.items()}
    found = check_case(loaded, board or board_with({}), today)
    return {finding.id: replace(finding, file=at.get(finding.line, finding.file)) for finding in found}
