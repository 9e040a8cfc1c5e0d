"""ledger show, verify and report, as a user meets them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from calling import Call
from ledgers import DAY, OTHER_PACKAGE, PACKAGE, entry, lines_of, refusal, rewrite

from mas_docs.transfer.ledger.adding import Ledger, open_ledger
from mas_docs.transfer.ledger.entries import Event
from mas_docs.transfer.passphrases.keeping import open_keeper


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workspace, as far as the ledger needs one."""
    (tmp_path / "board.yaml").touch()
    return tmp_path


@pytest.fixture
def ledger(office: Path) -> Ledger:
    """Its ledger, with five entries."""
    ledger = open_ledger(office, {})
    for number, one in enumerate(
        (entry(), refusal(), entry(package=OTHER_PACKAGE, case="MAS-2026-009"), entry(Event.OPENED), entry())
    ):
        ledger.append(one, day=DAY.replace(day=number + 1))
    return ledger


def test_show_has_a_line_for_each_entry(office: Path, ledger: Ledger, call: Call) -> None:
    """Loses: the list of what was sent."""
    called = call("ledger", "show", cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert len(called.out.splitlines()) == len(lines_of(ledger))
    assert "sealed" in called.out
    assert "found MAS-2026-009" in called.out


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (("--case", "MAS-2026-009"), [3]),
        (("--package", PACKAGE.lower()), [1, 4, 5]),
        (("--package", PACKAGE[2:], "--event", "sealed"), [1, 5]),
        (("--event", "refused"), [2]),
        (("--since", "2026-12-04"), [4, 5]),
        (("--last", "2"), [4, 5]),
        (("--last", "1", "--case", "MAS-2026-009"), [3]),
        (("--case", "MAS-2030-001"), []),
    ],
)
@pytest.mark.usefixtures("ledger")
def test_show_finds_what_is_asked_for(office: Path, call: Call, options: tuple[str, ...], numbers: list[int]) -> None:
    """Loses: one package among thousands."""
    called = call("ledger", "show", "--json", *options, cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert [json.loads(line)["number"] for line in called.out.splitlines()] == numbers
    assert bool(numbers) != ("no such entry" in called.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "--case", "Carys"),
        ("show", "--package", "Carys"),
        ("show", "--event", "lost"),
        ("show", "--since", "2026-02-30"),
        ("show", "--last", "0"),
        ("show", "--workspace", "."),
        ("verify", "--kept", "abc"),
        ("report", "P-0000000000"),
        ("report", "nonsense"),
        ("report", PACKAGE, "-o", "report.docx"),
        ("report",),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_line(tmp_path: Path, call: Call, arguments: tuple[str, ...]) -> None:
    """Loses: the way on, for somebody in a hurry."""
    called = call("ledger", *arguments, cwd=tmp_path, passphrase=None)
    assert called.code == 2
    assert called.err.startswith("mas-docs: ")
    assert len(called.err.splitlines()) == 1
    assert not called.out


def test_verify_tells_the_end_to_keep(office: Path, ledger: Ledger, call: Call) -> None:
    """Loses: the hash that, kept elsewhere, shows a ledger made anew."""
    called = call("ledger", "verify", cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert "The ledger is whole: 5 lines, from 1 December 2026 to 5 December 2026." in called.out
    kept = ledger.reader.verify().head.last
    assert kept in called.out
    ledger.append(entry(), day=DAY)
    again = call("ledger", "verify", "--kept", kept.upper(), cwd=office, passphrase=None)
    assert again.code == 0
    assert "the hash you kept is that of entry 5" in again.out.lower()
    other = call("ledger", "verify", "--kept", "0" * 64, cwd=office, passphrase=None)
    assert other.code == 7
    assert len(other.err.splitlines()) == 1


def test_verify_tells_each_break_with_its_line(office: Path, ledger: Ledger, call: Call) -> None:
    """Loses: where the ledger was changed."""
    lines = lines_of(ledger)
    rewrite(ledger, [lines[0], lines[1].replace(b"MAS-2026-014", b"MAS-2026-015"), lines[2], lines[4]])
    called = call("ledger", "verify", cwd=office, passphrase=None)
    assert called.code == 7
    assert "ledger/packages.jsonl:3: error:" in called.out
    assert "ledger/packages.jsonl:4: error:" in called.out
    assert "The ledger is broken: 2 faults" in called.err
    found = [json.loads(line) for line in call("ledger", "verify", "--json", cwd=office).out.splitlines()]
    assert [(one["id"], one["line"]) for one in found] == [("ledger-chain", 3), ("ledger-chain", 4)]


def test_verify_says_that_nothing_was_sealed_yet(office: Path, call: Call) -> None:
    """Loses: the difference between a new office and a ledger that is gone."""
    called = call("ledger", "verify", cwd=office, passphrase=None)
    assert called.code == 0
    assert "no entries yet" in called.out
    assert not (office / "ledger").exists()


def test_show_says_that_lines_cannot_be_read(office: Path, ledger: Ledger, call: Call) -> None:
    """Loses: the knowledge that the list is not the whole."""
    rewrite(ledger, [*lines_of(ledger), b"nonsense\n"])
    called = call("ledger", "show", "-q", cwd=office, passphrase=None)
    assert len(called.out.splitlines()) == 5
    assert "1 line of the ledger cannot be read" in called.err


@pytest.mark.usefixtures("ledger")
def test_report_goes_to_the_terminal_and_to_other_programs(office: Path, call: Call) -> None:
    """Loses: what a package had held."""
    called = call("ledger", "report", PACKAGE, cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert "What it held: 3 files" in called.out
    assert max(map(len, called.out.splitlines())) <= 110
    answer = json.loads(call("ledger", "report", PACKAGE, "--json", cwd=office, passphrase=None).out)
    assert answer["type"] == "ledger-report"
    assert answer["members"][0]["kind"] == "Facilitators' briefing pack"
    assert [one["number"] for one in answer["entries"]] == [1, 4, 5]


@pytest.mark.usefixtures("ledger")
def test_report_is_written_for_its_reader_alone(office: Path, call: Call) -> None:
    """Loses: the report, to whoever else is on the machine."""
    called = call("ledger", "report", PACKAGE, "-o", "reports/report.txt", cwd=office, passphrase=None)
    assert called.code == 0, called.err
    report = office / "reports" / "report.txt"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    shown = call("ledger", "report", PACKAGE, cwd=office, passphrase=None).out
    assert report.read_text(encoding="utf-8").splitlines()[:20] == shown.splitlines()[:20]


@pytest.mark.usefixtures("ledger")
def test_report_knows_a_retired_passphrase_and_needs_no_sound_settings(office: Path, call: Call) -> None:
    """Loses: the report, on the day when the settings are broken too; or what is known of the passphrase."""
    assert (
        "retired" not in call("ledger", "report", PACKAGE, cwd=office, passphrase=None).out.partition("What it held")[0]
    )
    keeper = open_keeper("SEWSCB", os.environ)
    keeper.new(DAY, label="SEWSCB-2026-11")
    keeper.retire("SEWSCB-2026-11", DAY)
    called = call("ledger", "report", PACKAGE, cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert "Label: SEWSCB-2026-11, retired on 1 December 2026" in called.out


@pytest.mark.needs("pdftotext")
@pytest.mark.usefixtures("ledger")
def test_report_is_typeset_with_every_hash(office: Path, call: Call) -> None:
    """Loses: a hash, or its last digits, on the page that a data protection officer gets."""
    called = call("ledger", "report", PACKAGE, "-o", "report.pdf", cwd=office, passphrase=None)
    assert called.code == 0, called.err
    program = shutil.which("pdftotext")
    assert program
    read = subprocess.run([program, "report.pdf", "-"], cwd=office, capture_output=True, text=True, check=True).stdout
    together = "".join(read.split())
    for digest in ("ab" * 32, "bc" * 32, "cd" * 32, "de" * 32, "ef" * 32):
        assert digest in together
    assert "Informationcommissioner" in together.replace("InformationC", "Informationc")


def test_outside_every_workspace_there_is_the_users_own_ledger(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: what was sealed and opened by somebody who has no workspace."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    Ledger(tmp_path / "settings" / "mas-docs" / "ledger").append(entry(), day=DAY)
    called = call("ledger", "show", cwd=tmp_path, passphrase=None)
    assert called.code == 0
    assert PACKAGE in called.out
