"""A fictional case and board, built in memory, for tests that need no file."""

from __future__ import annotations

from typing import Any

from mas_docs.board import Board
from mas_docs.case.model import Case

BOARD = Board.model_validate(
    {
        "format": "mas-board/1",
        "name": "South East Wales Safeguarding Children Board",
        "business_unit": {
            "name": "SEWSCB Business Unit",
            "email": "business.unit@sewscb.example",
            "phone": "01495 000 111",
        },
    }
)


def person(name: str, agency: str, **more: Any) -> dict[str, Any]:
    """A professional; the e-mail address follows from the name."""
    local = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
    return {"name": name, "agency": agency, "email": f"{local}@agency.example", **more}


def case(**changes: Any) -> Case:
    """An ordinary case of two children before its event, with some keys changed; None takes a key away."""
    values: dict[str, Any] = {
        "format": "mas-case/1",
        "reference": "MAS-2026-014",
        "area": "Caerphilly",
        "children": [
            {
                "name": "Carys Anwen Pritchard",
                "date_of_birth": "2019-04-17",
                "registered": "2025-08-20",
                "categories": ["neglect"],
            },
            {
                "name": "Iolo Pritchard",
                "date_of_birth": "2021-11-02",
                "registered": "2025-08-20",
                "categories": ["neglect", "emotional"],
            },
        ],
        "conference": {"date": "2026-11-20", "number": "4", "earlier": ["2025-08-20"]},
        "decision": {"proceed": "true", "grounds": ["fifteen-months"], "rationale": "The plan has not moved."},
        "social_worker": person("Siân O'Brien", "Caerphilly Children's Services", line_manager="Delyth Rowe"),
        "coordinator": person("Gareth Pugh", "Caerphilly Children's Services"),
        "conference_chair": person("Mair Havard", "Caerphilly Children's Services"),
        "core_group": [
            person("Dr Angharad Price", "Aneurin Bevan University Health Board", role="Health Visitor"),
            person("Tom & Jo's Lead, Ms J. <Jo> Adeyemi", "Flying Start", role="Nursery Manager"),
            person("Lewis Hart", "Education", role="Education Welfare Officer", line_manager="Nia Watts"),
        ],
        "facilitators": [person("Rhian Cole", "Gwent Police"), person("Owen Beddoe", "Torfaen")],
        "event": {"date": "2026-12-17", "start": "10:00", "end": "13:00", "venue": "Tŷ Penallta, Ystrad Mynach"},
        "papers": [
            {"kind": "child-protection-plan", "date": "2026-11-20", "file": "papers/plan.pdf"},
            {"kind": "core-group-minutes", "date": "2026-12-03", "outstanding": "true", "expected": "2026-12-08"},
        ],
    }
    values |= changes
    return Case.model_validate({key: value for key, value in values.items() if value is not None})
