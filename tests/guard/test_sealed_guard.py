"""The guard as a user meets it: papers swapped between the cases of a workspace, every command, and a clean one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from calling import Call, Called
from faults import CASE, NEIGHBOUR, Office, new_office
from generated_cases import GeneratedCase, generated_workspace

from mas_docs.resources import examples_folder
from mas_docs.transfer.ledger.entries import Event, Recorded

TODAY = ("--today", "2026-12-07")
NEIGHBOURS_NAMES = ("Pritchard", "Carys", "Iolo", "Anwen")
TEXT_CASE = "MAS-2026-010"
SWAPPED = {
    "pdf": (NEIGHBOUR, "plan.pdf", "page 1"),
    "word": (NEIGHBOUR, "review-1.docx", "paragraph 5"),
    "text": (TEXT_CASE, "core-group.txt", "line 4"),
}
COMMANDS = (
    ("papers", CASE, "--to", "coordinator"),
    ("papers", CASE, "--to", "business-unit", "--protection", "native"),
    ("brief", CASE),
    ("write", "briefing-pack", CASE),
    ("check", CASE),
)
CASES = 60


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of three cases."""
    return new_office(tmp_path / "office", (CASE, NEIGHBOUR, TEXT_CASE))


def case_file(office: Office, case: str = CASE) -> Path:
    """A case's file."""
    return office.workspace / "cases" / case / "case.yaml"


def swap(office: Office, kind: str) -> Path:
    """Put another case's paper in the place of the case's plan."""
    other, name, _ = SWAPPED[kind]
    put_in_place_of_the_plan(office, examples_folder() / "cases" / other / "papers" / name)
    return case_file(office).parent / "papers" / f"swapped{Path(name).suffix}"


def put_in_place_of_the_plan(office: Office, paper: Path) -> None:
    """Let a file be the case's plan."""
    file = case_file(office)
    shutil.copy(paper, file.parent / "papers" / f"swapped{paper.suffix}")
    text = file.read_text(encoding="utf-8").replace("papers/plan.pdf", f"papers/swapped{paper.suffix}")
    file.write_text(text, encoding="utf-8")


def sealed(office: Office) -> list[Path]:
    """What was sealed in an office, wherever it lies."""
    made = (path for path in (office.workspace / "out").rglob("*") if ".converted" not in path.parts)
    return [path for path in made if path.suffix in {".zip", ".eml", ".docx", ".pdf"}]


def entries(office: Office) -> list[Recorded]:
    """The ledger's entries."""
    return list(office.ledger.reader.entries())


def assert_refused(called: Called, reference: str, place: str) -> None:
    """It says where and which other case, and not the name."""
    said = called.out + called.err
    assert called.code == 8, said
    assert reference in said
    assert place in said
    assert not [name for name in NEIGHBOURS_NAMES if name in said]


@pytest.mark.parametrize("kind", SWAPPED)
def test_a_swapped_paper_stops_every_command(office: Office, call: Call, kind: str) -> None:
    """Loses: a family's papers go to another family's professionals, who read them."""
    reference, _, place = SWAPPED[kind]
    swap(office, kind)
    for command in COMMANDS:
        called = call(*command, *TODAY, cwd=office.workspace)
        assert_refused(called, reference, place)
        assert "Paper 5 (Child Protection Plan)" in called.out + called.err
        assert "swapped" not in called.out + called.err
    assert sealed(office) == []
    refusals = [recorded.entry for recorded in entries(office)]
    assert {(refusal.event, refusal.case, refusal.found) for refusal in refusals} == {
        (Event.REFUSED, CASE, (reference,))
    }
    assert len(refusals) == len(COMMANDS) - 1, "check seals nothing, so it refuses nothing"


@pytest.mark.parametrize("kind", SWAPPED)
@pytest.mark.parametrize("protection", ["zip", "native"])
def test_seal_refuses_what_identifies_another_case(office: Office, call: Call, kind: str, protection: str) -> None:
    """Loses: the paper that somebody picked from the wrong folder, which `seal` sends as readily as any."""
    reference, _, place = SWAPPED[kind]
    paper = swap(office, kind)
    own = case_file(office).parent / "papers/core-group.pdf"
    name = "package.zip" if protection == "zip" else "package"
    to = ("--to", "Maria Santos", "-o", office.workspace / "out" / name, "--protection", protection)
    with_case = call("seal", paper, *to, "--case", CASE, cwd=office.workspace)
    assert_refused(with_case, reference, place)
    without = call("seal", own, paper, *to, cwd=office.workspace)
    assert_refused(without, reference, place)
    assert CASE in without.err
    assert sealed(office) == []
    assert [recorded.entry.event for recorded in entries(office)] == [Event.REFUSED] * 2


def test_files_of_a_case_are_sealed_for_its_own_people_or_by_an_exception(office: Office, call: Call) -> None:
    """Loses: `seal` is the one door around need to know; or the trace that somebody opened it on purpose."""
    own = case_file(office).parent / "papers/core-group.pdf"
    to = ("--to", "Anybody", "-o", "package.zip")
    refused = call("seal", own, *to, cwd=office.workspace)
    assert refused.code == 8
    assert "--case" in refused.err
    assert not (office.workspace / "package.zip").exists()
    assert call("seal", own, *to, "--case", CASE, cwd=office.workspace).code == 8
    allowed = call("seal", own, *to, "--mentions", CASE, cwd=office.workspace)
    assert allowed.code == 0, allowed.err
    assert [recorded.entry.mentions for recorded in entries(office)][-1] == (CASE,)


@pytest.mark.parametrize("command", [("papers", CASE, "--to", "coordinator"), ("brief", CASE)])
def test_an_exception_lets_it_through_and_goes_into_the_ledger(
    office: Office, call: Call, command: tuple[str, ...]
) -> None:
    """Loses: the papers of cousins, which rightly speak of each other; or the trace that somebody allowed it."""
    swap(office, "pdf")
    file = case_file(office)
    file.write_text(file.read_text(encoding="utf-8") + f"\nmentions_allowed: [{NEIGHBOUR}]\n", encoding="utf-8")
    called = call(*command, *TODAY, cwd=office.workspace)
    assert called.code == 0, called.err
    assert {recorded.entry.mentions for recorded in entries(office)} == {(NEIGHBOUR,)}


def test_seal_takes_an_exception_by_reference(office: Office, call: Call) -> None:
    """Loses: the one way to send what rightly speaks of two cases; or the trace of it."""
    paper = swap(office, "pdf")
    to = ("--to", "Maria Santos", "-o", "package.zip")
    called = call("seal", paper, *to, "--case", CASE, "--mentions", NEIGHBOUR, cwd=office.workspace)
    assert called.code == 0, called.err
    assert [recorded.entry.mentions for recorded in entries(office)] == [(NEIGHBOUR,)]
    other = call("seal", paper, *to, "--case", CASE, "--mentions", TEXT_CASE, cwd=office.workspace)
    assert other.code == 8


def test_a_scan_is_told_and_does_not_stop_the_rest(office: Office, call: Call) -> None:
    """Loses: the one paper that only a human can look at; or all papers of a case with a scan among them."""
    put_in_place_of_the_plan(office, examples_folder() / "cases" / NEIGHBOUR / "papers/attendance.png")
    for command in COMMANDS[2:3] + COMMANDS[:1]:
        called = call(*command, *TODAY, cwd=office.workspace)
        assert called.code == 0, called.err
        assert "Paper 5 (Child Protection Plan): page 1" in called.err
        assert "could not be searched for other cases" in called.err


@pytest.mark.parametrize("broken", ["a key", "a bracket", "utf-16", "no rights"])
def test_a_case_file_that_cannot_be_read_still_guards(office: Office, call: Call, broken: str) -> None:
    """Loses: the guard of a family whose file has a slip of the finger in it."""
    swap(office, "pdf")
    file = case_file(office, NEIGHBOUR)
    text = file.read_text(encoding="utf-8")
    if broken == "a key":
        file.write_text(text.replace("children:\n", "children:\n  - nam: Nobody\n"), encoding="utf-8")
    elif broken == "a bracket":
        file.write_text(text + "\ndone: {[\n", encoding="utf-8")
    elif broken == "utf-16":
        file.write_text(text, encoding="utf-16")
    else:
        file.unlink()
        file.mkdir()
    called = call("papers", CASE, "--to", "coordinator", *TODAY, cwd=office.workspace)
    assert_refused(called, NEIGHBOUR, "page 1")
    if broken != "a bracket":
        assert f"cases/{NEIGHBOUR}/case.yaml" in called.err
        assert "the guard knows" in called.err
    assert sealed(office) == []


def test_one_swapped_case_lets_the_others_go_on(office: Office, call: Call) -> None:
    """Loses: everybody's papers, because two cases' were swapped."""
    swap(office, "pdf")
    called = call("papers", CASE, NEIGHBOUR, "--to", "coordinator", *TODAY, cwd=office.workspace)
    assert called.code == 9, called.err
    assert {path.parent.name for path in sealed(office)} == {NEIGHBOUR}


def test_a_swapped_paper_can_be_left_out(office: Office, call: Call) -> None:
    """Loses: the other four papers of a case, until somebody finds the right one."""
    swap(office, "pdf")
    called = call("papers", CASE, "--to", "coordinator", "--without", 5, *TODAY, cwd=office.workspace)
    assert called.code == 0, called.err


def written_case(case: GeneratedCase, folder: Path) -> None:
    """Write a generated case with its papers."""
    (folder / "papers").mkdir(parents=True)
    persons = [
        {"name": name, "agency": "An Agency", "role": "Member", "email": f"person{number}@agency.example"}
        for number, name in enumerate(case.people)
    ]
    papers = []
    for number, text in enumerate(case.papers, start=1):
        (folder / f"papers/{number}.txt").write_text(text, encoding="utf-8")
        papers.append(
            {"kind": "other", "title": f"Paper {number}", "date": "2026-10-01", "file": f"papers/{number}.txt"}
        )
    document = {
        "format": "mas-case/1",
        "reference": case.identity.reference,
        "area": "Torfaen",
        "children": [
            {
                "name": child.name,
                "date_of_birth": str(child.born),
                "registered": max("2025-08-20", str(child.born)),
                "categories": ["neglect"],
            }
            for child in case.identity.children
        ],
        "conference": {"date": "2026-11-20", "number": 4, "earlier": ["2025-08-20"]},
        "decision": {"proceed": True, "grounds": ["fifteen-months"]},
        "social_worker": persons[0],
        "coordinator": persons[1],
        "conference_chair": persons[2],
        "core_group": persons[3:],
        "facilitators": [
            {"name": f"{name} Facilitator", "agency": "Elsewhere", "email": f"{name.lower()}@elsewhere.example"}
            for name in ("First", "Second")
        ],
        "event": {"date": "2026-12-17", "start": "10:00", "end": "13:00", "venue": "Cwm Hall"},
        "papers": papers,
    }
    (folder / "case.yaml").write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture
def clean(tmp_path: Path) -> Office:
    """An office of generated cases, with nothing swapped."""
    office = new_office(tmp_path / "clean", ())
    for case in generated_workspace(CASES, seed=4):
        written_case(case, office.workspace / "cases" / case.identity.reference)
    return office


def test_a_clean_workspace_is_sealed_without_a_refusal(clean: Office, call: Call) -> None:
    """Loses: the office learns to override the guard, because it stops packages that are right."""
    called = call("papers", "--all", "--to", "coordinator", "--json", *TODAY, cwd=clean.workspace)
    assert called.code == 0, called.err
    packages = [json.loads(line) for line in called.out.splitlines() if '"type": "package"' in line]
    assert len(packages) == CASES
    assert {recorded.entry.event for recorded in entries(clean)} == {Event.SEALED}
    assert not [recorded for recorded in entries(clean) if recorded.entry.mentions]


@pytest.mark.parametrize("name", ["Ms Okonkwo (mother)", "Mam-gu", "Amelia Okonkwo"])
def test_nothing_is_sealed_for_a_child_or_a_relative(office: Office, call: Call, name: str) -> None:
    """Loses: guidance 4.4: children and their families never receive anything, whatever the file is."""
    letter = office.workspace / "letter.txt"
    letter.write_text("A letter about nobody.", encoding="utf-8")
    called = call("seal", letter, "--to", name, "-o", "package.zip", cwd=office.workspace)
    assert called.code == 8
    assert name not in called.out + called.err
    assert not (office.workspace / "package.zip").exists()
