"""Workspaces of fictional cases, as many as asked, the same for the same seed, each with papers of its own.

The papers are typeset once. Each names its child, the case and its people in lines of a fixed width, which are filled
in for each case without making the PDF anew, so that a thousand cases are there in seconds.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.generated_names import ADULT_FIRST, ADULT_LAST, CHILD_FIRST, CHILD_LAST

TODAY = dt.date(2026, 12, 1)
"""The day on which invitations and packs of all these cases are due."""
WORDS = "fictional words only for these figures here"
"""The passphrase."""

_PAPERS: tuple[tuple[str, str, int], ...] = (
    ("initial-conference-minutes", "Minutes of the Initial Child Protection Conference", 6),
    ("review-conference-minutes", "Minutes of the Review Child Protection Conference", 6),
    ("core-group-minutes", "Minutes of the Core Group", 5),
    ("child-protection-plan", "Child Protection Plan", 5),
)
_FIELDS = {"child": 60, "born": 20, "reference": 20, "worker": 60, "seen": 60}
"""What a paper says of its case, and how many characters of room there are for it."""
_SENTENCES = (
    "The Core Group agreed to meet again, and each agency said what it would do until then.",
    "School reported that attendance had improved since the last meeting, and that breakfast club helps.",
    "The health visitor has seen the family at home; growth and weight are as expected.",
    "Housing repairs were asked for in the spring and are still awaited; the Social Worker will chase them.",
    "The plan is to be looked at again at the next review, with what has changed and what has not.",
    "Both parents were invited to speak first; their wishes are recorded at the end of these pages.",
)
_AREAS = ("Caerphilly", "Newport", "Torfaen", "Monmouthshire", "Blaenau Gwent")
_BOARD = """format: mas-board/1
name: South East Wales Safeguarding Children Board
business_unit: {name: SEWSCB Business Unit, email: business.unit@sewscb.example, phone: 01495 000000}
"""
_ROLES = ("Health Visitor", "Head Teacher", "School Nurse", "Family Support Worker", "Housing Officer", "Midwife")


@dataclass(frozen=True, slots=True)
class Child:
    """A fictional child; no two of one workspace bear the same first name and surname."""

    name: str
    born: dt.date


def workspace(root: Path, cases: int, seed: int = 1) -> Path:
    """Make a workspace of so many cases: four papers of 22 pages, two facilitators and four professionals each.

    Args:
        root: where it is made; the folder is new or empty.
        cases: how many.
        seed: the same one gives the same workspace.

    Returns:
        The root.
    """
    chance = Random(seed)  # noqa: S311 - the same figures again are what is wanted
    root.mkdir(parents=True, exist_ok=True)
    (root / "board.yaml").write_text(_BOARD, encoding="utf-8")
    papers = {kind: _typeset(title, pages) for kind, title, pages in _PAPERS}
    for number, children in zip(range(1, cases + 1), _children(chance), strict=False):
        _write_case(root / "cases", f"MAS-2026-{number:04}", children, papers, chance)
    return root


def _children(chance: Random) -> Iterator[tuple[Child, ...]]:
    """The children of one case after another: one, or two of one surname."""
    names = [(first, last) for last in CHILD_LAST for first in CHILD_FIRST]
    chance.shuffle(names)
    taken: set[tuple[str, str]] = set()
    for first, last in names:
        if (first, last) in taken:
            continue
        sibling = (chance.choice(CHILD_FIRST), last)
        family = [(first, last)]
        if chance.random() < 0.3 and sibling not in taken and sibling != family[0]:  # noqa: PLR2004 - three families in ten
            family.append(sibling)
        taken.update(family)
        yield tuple(_child(chance, *name) for name in family)


def _child(chance: Random, first: str, last: str) -> Child:
    born = dt.date(2012, 1, 1) + dt.timedelta(days=chance.randrange(4500))
    return Child(f"{first} {chance.choice(CHILD_FIRST)} {last}", born)


def _write_case(
    cases: Path, reference: str, children: tuple[Child, ...], papers: Mapping[str, bytes], chance: Random
) -> None:
    folder = cases / reference
    folder.mkdir(parents=True)
    names = _several(chance, 9)
    worker, coordinator, chair, *others = [_person(chance, name) for name in names]
    case: dict[str, object] = {
        "format": "mas-case/1",
        "reference": reference,
        "area": chance.choice(_AREAS),
        "children": [_child_entry(child) for child in children],
        "conference": {"date": "2026-11-20", "number": 4},
        "decision": {"proceed": True, "grounds": ["fifteen-months"]},
        "event": {"date": "2026-12-17", "start": "10:00", "end": "12:30", "venue": "Civic Centre, Room 2"},
        "social_worker": worker | {"phone": "01495 000001", "title": "Senior Social Worker"},
        "coordinator": coordinator,
        "conference_chair": chair,
        "core_group": [person | {"role": role} for person, role in zip(others, _ROLES, strict=False)][:4],
        "facilitators": others[4:6],
        "papers": [{"kind": kind, "file": f"paper-{number}.pdf"} for number, kind in enumerate(papers, 1)],
    }
    # Each value is JSON, which YAML reads too.
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in case.items())
    (folder / "case.yaml").write_text("".join(lines), encoding="utf-8")
    for number, paper in enumerate(papers.values(), 1):
        said = _said(reference, children[number % len(children)], names)
        (folder / f"paper-{number}.pdf").write_bytes(_filled(paper, said))


def _child_entry(child: Child) -> dict[str, object]:
    return {
        "name": child.name,
        "date_of_birth": child.born.isoformat(),
        "registered": "2025-08-20",
        "categories": ["neglect"],
    }


def _several(chance: Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[f"{chance.choice(ADULT_FIRST)} {chance.choice(ADULT_LAST)}"] = None
    return list(names)


def _person(chance: Random, name: str) -> dict[str, object]:
    address = name.lower().replace(" ", ".").encode("ascii", "ignore").decode()
    return {"name": name, "agency": chance.choice(_AREAS), "email": f"{address}@office.example"}


def _said(reference: str, child: Child, people: list[str]) -> dict[str, str]:
    return {
        "child": f"Re: {child.name}",
        "born": f"born {child.born:%d/%m/%Y}",
        "reference": reference,
        "worker": f"Social Worker: {people[0]}",
        "seen": f"{child.name.split()[0]} was seen at home by {people[3]}.",
    }


def _typeset(title: str, pages: int) -> bytes:
    """A paper of full pages, with room on each for what is said of the case."""
    import typst

    texts = ["\n\n".join(" ".join(_SENTENCES[(page + line) % 6 :]) for line in range(9)) for page in range(pages)]
    body = "\n#pagebreak()\n".join(f"= {title}, part {page}\n{text}" for page, text in enumerate(texts, 1))
    source = f'#set page(paper: "a4", margin: (top: 4.2cm, rest: 2.2cm))\n#set text(10pt)\n{body}'
    return _with_room(typst.compile(source.encode(), format="pdf"))


def _with_room(paper: bytes) -> bytes:
    import pikepdf

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        for page in pdf.pages:
            name = page.add_resource(pdf.make_indirect(font), pikepdf.Name.Font)
            lines = b" ".join(b"(%s) Tj T*" % _room(field) for field in _FIELDS)
            words = b"BT /%s 11 Tf 14 TL 62 790 Td %s ET" % (str(name)[1:].encode(), lines)
            page.contents_add(pdf.make_stream(words), prepend=False)
        saved = io.BytesIO()
        pdf.save(saved, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return saved.getvalue()


def _room(field: str) -> bytes:
    return f"[{field}]".encode().ljust(_FIELDS[field], b"_")


def _filled(paper: bytes, said: Mapping[str, str]) -> bytes:
    for field, text in said.items():
        room = _room(field)
        # Shorter or longer bytes would move every object that follows.
        words = text.encode("cp1252").ljust(len(room))
        if len(words) != len(room):
            raise ValueError(f"There is no room for this {field}")
        paper = paper.replace(room, words)
    return paper
