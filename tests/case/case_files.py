"""A fictional case file and board as people write them, and ways to load changed copies of them."""

from __future__ import annotations

from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.loading import LoadedCase, load_case
from mas_docs.findings import Finding, Findings

REFERENCE = "MAS-2026-041"

CASE = """\
# A case in the agreed format; everybody and everything in it is made up.
format: mas-case/1
reference: MAS-2026-041
area: Torfaen

children:
  - name: Ffion Mair Gwilym
    date_of_birth: 2018-02-28
    registered: 2025-06-11
    previous_registrations: 1
    categories: [neglect]
  - name: Osian Gwilym
    date_of_birth: 2022-09-05
    registered: 2025-06-11
    categories:
      - neglect
      - emotional

conference:
  date: 2026-09-14
  number: 4
  earlier: [2025-06-11, 2025-09-03, 2026-03-02]
decision:
  proceed: yes
  grounds: [fifteen-months, drift]
  rationale: >-
    The plan has stood still
    since the second review.
  clock_start: 2026-09-15

social_worker:    {name: Siân O'Dowd, agency: Torfaen Children's Services, email: sian.odowd@torfaen.example,
                   phone: 01633111222, line_manager: Delyth Rowe}
coordinator:      {name: Gareth Pugh, agency: Torfaen Children's Services, title: Child Protection Coordinator,
                   email: gareth.pugh@torfaen.example}
conference_chair: {name: Mair Havard, agency: Torfaen Children's Services, email: mair.havard@torfaen.example}

core_group:
  - name: Dr Angharad Price
    role: Health Visitor
    agency: Aneurin Bevan University Health Board
    email: angharad.price@health.example
    language: cy
    line_manager: Sioned Rees
    protection: native
    coming: true
  - name: Tom & Jo's Nursery Lead, Ms J. <Jo> Adeyemi
    role: Nursery Manager
    agency: Flying Start
    email: j.adeyemi@nursery.example
  - name: Lewis Hart
    role: Education Welfare Officer
    agency: Education
    email: lewis.hart@schools.example
    attended: no
    absence_reason: Sick leave

facilitators:
  - {name: Rhian Cole, agency: Gwent Police, email: rhian.cole@police.example, language: both}
  - {name: Owen Beddoe, agency: Newport Children's Services, email: owen.beddoe@newport.example,
     line_manages: [Nia Watts]}

event:
  date: 2026-10-22
  start: 9:30
  end: "13:00"
  venue: Tŷ Coed, Pontypool, NP4 0XX
  area: Torfaen
  after_core_group: false
  facilitators_meet: 09:15
  status: moved
  was: [2026-10-15]

papers:
  - {kind: initial-conference-minutes, date: 2025-06-11, file: papers/initial.pdf}
  - {kind: core-group-minutes, date: 2026-10-08, outstanding: true, expected: 2026-10-12}
  - {kind: other, title: School attendance chart, date: 2026-09-01, file: papers/attendance.png}

done: {booked: 2026-09-21, invited: 2026-09-24}
next_meeting: {kind: conference, date: 2026-11-30}
mentions_allowed: [MAS-2025-007]

feedback:
  - name: Dr Angharad Price
    most_useful: "{{ event.venue }} and #eval(1)"
    improve: More time.
    barriers: {answer: no, comment: ""}
    take_away: |
      Raise drift earlier.

      Ask once more.
    final_comments:

summary:
  discussion: |
    First paragraph.

    Second paragraph.
  comments: A shared view.
  actions:
    - {action: Three measurable goals, owner: Siân O'Dowd, due: 2026-11-06}
  signed_by: Rhian Cole
  signed_on: 2026-10-27
  returned_on: 2026-11-03

review_ended: 2027-04-01
"""

BOARD = Board.model_validate(
    {
        "format": "mas-board/1",
        "name": "South East Wales Safeguarding Children Board",
        "business_unit": {"name": "SEWSCB Business Unit", "email": "business.unit@sewscb.example"},
        "areas": ["Caerphilly", {"en": "Newport", "cy": "Casnewydd"}, "Torfaen"],
        "facilitator_pool": [
            {
                "name": "Bethan Llŷr",
                "agency": "Probation",
                "email": "bethan.llyr@probation.example",
                "language": "both",
                "line_manages": ["Huw Sayce"],
            }
        ],
    }
)


def changed(*changes: tuple[str, str]) -> str:
    """The case file with pieces of its text replaced, each of which is there exactly once."""
    text = CASE
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the case file"
        text = text.replace(old, new)
    return text


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of a text first stands."""
    return text[: text.index(piece)].count("\n") + 1


def load_text(folder: Path, text: str | bytes, reference: str = REFERENCE) -> tuple[LoadedCase | None, Findings]:
    """Write a case file into its folder below `folder`, and load it."""
    file = folder / reference / "case.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_case(file, BOARD, shown_as=f"cases/{reference}/case.yaml")


def only(findings: Findings) -> Finding:
    """The one finding there is."""
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings.items[0]
