"""Papers of full pages, and a workspace with one case that has them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mas_docs.workspace import Workspace, open_workspace

_LINE = "The Core Group agreed to meet again, and each agency said what it would do until then. "
"""What the fictional papers say, again and again."""
_KINDS = ("initial-conference-minutes", "review-conference-minutes", "core-group-minutes", "child-protection-plan")
_ROLES = {"social_worker": "Sian Moss", "coordinator": "Gareth Lund", "conference_chair": "Mair Stone"}
_CASE = """format: mas-case/1
reference: MAS-2026-001
area: Caerphilly
children: [{name: Ada Quill, date_of_birth: 2019-04-17, registered: 2025-08-20, categories: [neglect]}]
conference: {date: 2026-11-20, number: 4}
decision: {proceed: true, grounds: [fifteen-months]}
event: {date: 2026-12-17, start: 10:00}
"""
_BOARD = """format: mas-board/1
name: South East Wales Safeguarding Children Board
business_unit: {name: SEWSCB Business Unit, email: business.unit@sewscb.example}
"""


def full_pages(path: Path, pages: int) -> None:
    """Write a PDF paper of so many full pages."""
    import typst

    body = "\n#pagebreak()\n".join(f"= Page {page}\n{_LINE * 28}" for page in range(1, pages + 1))
    path.write_bytes(typst.compile(f'#set page(paper: "a4")\n#set text(11pt)\n{body}'.encode(), format="pdf"))


def word_paper(path: Path) -> None:
    """Write a Word paper of a few pages."""
    import docx

    document = docx.Document()
    for _ in range(30):
        document.add_paragraph(_LINE * 5)
    document.save(str(path))


def workspace_of(root: Path, papers: list[Path]) -> Workspace:
    """Make a workspace with one case of two facilitators and four professionals that has these papers.

    Raises:
        SystemExit: it is invalid.
    """
    folder = root / "cases" / "MAS-2026-001"
    folder.mkdir(parents=True)
    kinds = [*_KINDS, *["other"] * len(papers)]
    listed = [{"kind": kind, "file": paper.name} for kind, paper in zip(kinds, papers, strict=False)]
    people: dict[str, object] = {role: _person(name) for role, name in _ROLES.items()}
    people["core_group"] = [_person(f"{name} Vane") for name in ("Nia", "Lewis", "Olu", "Tom")]
    people["facilitators"] = [_person(f"{name} Hale") for name in ("Rhian", "Owen")]
    lines = (f"{key}: {json.dumps(value)}\n" for key, value in (people | {"papers": listed}).items())
    (root / "board.yaml").write_text(_BOARD, encoding="utf-8")
    (folder / "case.yaml").write_text(_CASE + "".join(lines), encoding="utf-8")
    for paper in papers:
        shutil.copy(paper, folder / paper.name)
    opened, findings = open_workspace(root)
    if opened is None or findings.errors:
        raise SystemExit("The fictional workspace is invalid")
    return opened


def _person(name: str) -> dict[str, str]:
    return {"name": name, "agency": "Caerphilly", "email": f"{name.lower().replace(' ', '.')}@office.example"}
