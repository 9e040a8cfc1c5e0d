"""Disks that are full, folders that may not be written or vanish: nothing half, one line, and the next run goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import CASE, FACILITATOR, RECIPIENT, Office, Ran, Runs, faults_at_rest, left_behind, new_office, packages_of

TODAY = ("--today", "2026-12-07")
INVITE = ("invite", CASE, "--only", RECIPIENT, "--mail", *TODAY)
NATIVE = (*INVITE, "--protection", "native")
PAPERS = ("papers", CASE, "--to", "coordinator", "--mail", *TODAY)
BRIEF = ("brief", CASE, "--only", FACILITATOR, *TODAY)
CANNOT_WRITE = 2


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """A process that forks runs."""
    with Runs() as running:
        yield running


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of two cases."""
    return new_office(tmp_path / "office")


def told_in_a_line(ran: Ran) -> bool:
    """Whether a run says in one line that something cannot be written."""
    lines = [line for line in ran.said.splitlines() if line.startswith("mas-docs: ")]
    return ran.code == CANNOT_WRITE and len(lines) == 1 and "defect" not in ran.said


def failed_well(office: Office, ran: Ran) -> list[str]:
    """What is wrong after a run that could not write; nothing may be."""
    faults = [] if told_in_a_line(ran) else [f"exit {ran.code}: {ran.said}"]
    return [*faults, *faults_at_rest(office), *left_behind(office)]


@pytest.mark.parametrize(
    ("command", "sizes"),
    [
        (INVITE, (0, 1, 100, 600, 2_000, 9_000)),
        (NATIVE, (0, 600, 4_000, 9_000, 15_000)),
        (PAPERS, (0, 1_500, 20_000, 40_000)),
        (BRIEF, (0, 20_000, 162_000, 185_000, 277_000)),
    ],
    ids=["invite", "native", "papers", "brief"],
)
def test_a_full_disk_leaves_nothing_half_and_the_next_run_completes(
    office: Office, runs: Runs, command: tuple[str, ...], sizes: tuple[int, ...]
) -> None:
    """Loses: an archive cut short that is sent; or a ledger that has forgotten a package."""
    for size in sizes:
        assert failed_well(office, runs.run(office, *command, largest_file=size)) == [], size
        assert not list(packages_of(office)), size
    completed = runs.run(office, *command)
    assert completed.code == 0, completed.said
    assert len(list(packages_of(office))) == 1
    assert (faults_at_rest(office), left_behind(office)) == ([], [])


def test_a_full_disk_keeps_what_was_there(office: Office, runs: Runs) -> None:
    """Loses: the package of yesterday, to a run of today that found no room."""
    assert runs.run(office, *INVITE).code == 0
    # The draft may go: it would have another package in it than the one that lies beside it in the end.
    before = {path: path.read_bytes() for path in office.out.iterdir() if path.suffix in {".zip", ".txt"}}
    assert failed_well(office, runs.run(office, *INVITE, largest_file=2_000)) == []
    assert len(before) == 2
    assert {path: path.read_bytes() for path in before} == before


def test_a_folder_that_may_not_be_written_is_told(office: Office, runs: Runs) -> None:
    """Loses: the reason why nothing was made; somebody would report a defect of the program."""
    office.out.mkdir(parents=True)
    for closed in (office.out, office.out.parent):
        closed.chmod(0o500)
        where = ("--out", "out/elsewhere") if closed != office.out else ()
        assert failed_well(office, runs.run(office, *INVITE, *where, without_rights=True)) == []
        closed.chmod(0o700)
    assert runs.run(office, *INVITE, without_rights=True).code == 0


@pytest.mark.parametrize("command", [INVITE, NATIVE], ids=["zip", "native"])
@pytest.mark.parametrize("broken", ["read-only", "a folder", "no folder", "head"])
def test_without_a_ledger_nothing_is_sealed(office: Office, runs: Runs, command: tuple[str, ...], broken: str) -> None:
    """Loses: promise 12; a package would be out of which nobody can tell a data-protection officer anything."""
    ledger = office.ledger.folder
    if broken == "no folder":
        ledger.write_text("in the way")
    else:
        ledger.mkdir(mode=0o700)
        file = ledger / ("head.json" if broken == "head" else "packages.jsonl")
        if broken == "read-only":
            file.touch(0o400)
        else:
            file.mkdir()
    ran = runs.run(office, *command, without_rights=True)
    assert told_in_a_line(ran), ran.said
    assert not list(packages_of(office))
    assert not left_behind(office)
    assert not list(office.out.glob("*.eml"))


@pytest.mark.parametrize("command", [INVITE, NATIVE], ids=["zip", "native"])
def test_a_folder_that_vanishes_meanwhile_is_told(tmp_path: Path, runs: Runs, command: tuple[str, ...]) -> None:
    """Loses: a run that ends in a traceback because somebody has tidied up; or papers in the folder made anew."""
    steps = runs.run(new_office(tmp_path / "whole"), *command).steps
    for step in range(4, steps, 7):
        office = new_office(tmp_path / f"vanishing-{step}")
        ran = runs.run(office, *command, at=step, vanishing=office.out)
        assert ran.code == 0 or told_in_a_line(ran), (step, ran.said)
        assert (faults_at_rest(office), left_behind(office)) == ([], []), step
        again = runs.run(office, *command)
        assert again.code == 0, again.said
        assert faults_at_rest(office) == []
        shutil.rmtree(office.root)


def test_without_a_ledger_nothing_is_opened(office: Office, runs: Runs) -> None:
    """Loses: promise 12; papers lie in a folder, the run says that it failed, and no ledger knows of them."""
    (office.workspace / "plan.txt").write_text("The plan.\n")
    assert runs.run(office, "seal", "plan.txt", "--to", "Rhian Cole", "-o", "package.zip").code == 0
    shutil.rmtree(office.ledger.folder)
    office.ledger.folder.write_text("in the way")
    assert told_in_a_line(runs.run(office, "open", "package.zip", "--into", "opened"))
    assert not (office.workspace / "opened").exists()
