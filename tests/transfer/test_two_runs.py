"""Several runs at once, and a clock that goes backwards: every package whole, every one in the ledger."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from faults import CASE, FACILITATOR, NEIGHBOUR, Office, Runs, faults_at_rest, left_behind, new_office, packages_of
from ledgers import entry, warnings

from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event

TODAY = ("--today", "2026-12-07")
INVITE = ("invite", CASE, *TODAY)
NATIVE = ("invite", CASE, "--protection", "native", *TODAY)
PAPERS = ("papers", CASE, "--to", "coordinator", *TODAY)
BRIEF = ("brief", CASE, "--only", FACILITATOR, "--mail", *TODAY)
SEAL = ("seal", "plan.txt", "--to", "Rhian Cole", "-o", f"out/{CASE}/plan.zip")


def at_once(office: Office, *commands: tuple[str, ...]) -> list[str]:
    """Start commands at the same time; give what those said that did not end well."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "mas_docs", *command],
            cwd=office.workspace,
            env=office.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        for command in commands
    ]
    said = [process.communicate()[0] for process in processes]
    return [words for words, process in zip(said, processes, strict=True) if process.returncode != 0]


@pytest.mark.parametrize(
    "commands",
    [(INVITE,) * 4, (NATIVE,) * 3, (PAPERS, PAPERS, INVITE), (BRIEF, BRIEF, BRIEF), (SEAL,) * 4],
    ids=["invite", "native", "papers", "brief", "seal"],
)
def test_runs_of_the_same_case_at_once_all_end_well(tmp_path: Path, commands: tuple[tuple[str, ...], ...]) -> None:
    """Loses: a package that two colleagues made at once: half of one and half of the other."""
    office = new_office(tmp_path / "office")
    (office.workspace / "plan.txt").write_text("The plan.\n" * 3000)
    assert at_once(office, *commands) == []
    assert (faults_at_rest(office), left_behind(office)) == ([], [])
    entries = list(office.ledger.reader.entries())
    assert len(entries) >= len(commands)
    assert {recorded.entry.event for recorded in entries} == {Event.SEALED}
    assert [recorded.number for recorded in entries] == list(range(1, len(entries) + 1))


def test_runs_of_different_cases_share_one_ledger(tmp_path: Path) -> None:
    """Loses: entries of one run, which another run at the same time wrote over."""
    office = new_office(tmp_path / "office")
    assert at_once(office, INVITE, ("invite", NEIGHBOUR, *TODAY), NATIVE) == []
    sealed = [recorded.entry.package for recorded in office.ledger.reader.entries()]
    assert len(sealed) == len(set(sealed)) == 4 + 6 + 4
    assert len(list(packages_of(office))) == len(sealed)
    assert (faults_at_rest(office), left_behind(office)) == ([], [])


def test_passphrases_drawn_at_once_are_all_kept(tmp_path: Path) -> None:
    """Loses: the passphrase of packages that were sealed a second ago."""
    office = new_office(tmp_path / "office", cases=())
    assert at_once(office, *[("passphrase", "new", "--label", f"LABEL-{number}") for number in range(4)]) == []
    with Runs() as runs:
        status = runs.run(office, "passphrase", "status")
    assert all(f"LABEL-{number}" in status.said for number in range(4))
    assert left_behind(office) == []


def test_a_clock_that_goes_backwards_breaks_nothing(tmp_path: Path) -> None:
    """Loses: a ledger that looks forged, because a computer's clock was set right."""
    office = new_office(tmp_path / "office")
    with Runs() as runs:
        for day in ("2026-12-07", "2026-12-01", "2026-12-09"):
            ran = runs.run(office, *INVITE[:2], "--today", day)
            assert ran.code == 0, ran.said
    assert (faults_at_rest(office), left_behind(office)) == ([], [])
    earlier = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    Ledger(office.ledger.folder, lambda: earlier).append(entry(package="P-0000000001"), day=earlier.date())
    assert office.ledger.append(entry(package="P-0000000002"), day=dt.date(2026, 12, 9)) == 14
    assert "ledger-clock" in warnings(office.ledger)
    assert faults_at_rest(office) == []
