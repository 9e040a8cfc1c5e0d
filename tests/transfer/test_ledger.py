"""The ledger: entries are added whole and in order, whatever happens meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from ledgers import DAY, MEMBERS, OTHER_PACKAGE, PACKAGE, entry, errors, filled, lines_of, refusal, rewrite, warnings

from mas_docs.errors import UsageError
from mas_docs.transfer.ledger import adding as ledger_module
from mas_docs.transfer.ledger import head as ledger_head
from mas_docs.transfer.ledger.adding import Ledger, open_ledger
from mas_docs.transfer.ledger.entries import Event

TESTS = Path(__file__).parent.parent


def _child(code: str, folder: Path) -> list[str]:
    """A command that runs some code in a process of its own, with `ledger` and `entry` at hand."""
    start = (
        "import os, signal, sys, time\nfrom pathlib import Path\n"
        f"sys.path.insert(0, {str(TESTS)!r})\n"
        "from ledgers import DAY, entry\n"
        "from mas_docs.errors import UsageError\n"
        "from mas_docs.transfer.ledger import adding as module\n"
        f"ledger = module.Ledger(Path({str(folder)!r}))\n"
    )
    return [sys.executable, "-c", start + code]


def test_entries_are_read_back_in_their_order(tmp_path: Path) -> None:
    """Loses: the order in which things happened."""
    ledger = Ledger(tmp_path / "ledger", clock=lambda: dt.datetime(2026, 12, 1, 9, 15, 2, 999, tzinfo=dt.UTC))
    assert ledger.append(entry(), day=DAY) == 1
    assert ledger.append(refusal(), day=DAY) == 2
    assert ledger.append(entry(Event.OPENED, package=OTHER_PACKAGE, case=""), day=DAY) == 3
    recorded = tuple(ledger.reader.entries())
    assert [one.number for one in recorded] == [1, 2, 3]
    assert recorded[0].entry == entry()
    assert recorded[0].at == dt.datetime(2026, 12, 1, 9, 15, 2, tzinfo=dt.UTC)
    assert {(one.torn, one.head, one.removed) for one in recorded} == {(False, "", 0)}
    assert ledger.reader.of_package(PACKAGE) == recorded[:1]
    assert ledger.reader.of_case("MAS-2026-014") == recorded[:2]
    assert not ledger.reader.verify().findings


def test_only_its_owner_reads_the_ledger(tmp_path: Path) -> None:
    """Loses: what was sealed for whom, to everybody with a login on the machine."""
    ledger = filled(tmp_path / "ledger", 1)
    (ledger.folder / "packages.jsonl").chmod(0o644)
    ledger.folder.chmod(0o755)
    ledger.append(entry(), day=DAY)
    assert stat.S_IMODE(ledger.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in ledger.folder.iterdir()} == {0o600}
    assert {path.name for path in ledger.folder.iterdir()} == {".lock", "head.json", "packages.jsonl"}


def test_the_last_hash_is_what_a_common_program_says(tmp_path: Path) -> None:
    """Loses: a check of the last hash that needs no mas-docs: `tail -n 1 packages.jsonl | sha256sum`."""
    ledger = filled(tmp_path / "ledger", 2)
    summed = subprocess.run(["sha256sum"], input=lines_of(ledger)[-1], capture_output=True, check=True).stdout
    assert summed.decode().split()[0] == json.loads((ledger.folder / "head.json").read_bytes())["last"]


def test_the_ledger_lies_in_the_workspace_or_beside_the_users_settings(tmp_path: Path) -> None:
    """Loses: entries, to a place where nobody looks for them."""
    assert open_ledger(tmp_path, {}).folder == tmp_path / "ledger"
    assert open_ledger(None, {"XDG_CONFIG_HOME": str(tmp_path)}).folder == tmp_path / "mas-docs" / "ledger"


def test_a_ledger_that_is_not_there_has_no_entries_and_is_not_made_by_reading(tmp_path: Path) -> None:
    """Loses: a workspace that stays as it is when somebody only looks."""
    reader = Ledger(tmp_path / "ledger").reader
    assert not tuple(reader.entries())
    assert not reader.verify().findings
    assert not (tmp_path / "ledger").exists()


def test_adding_to_a_long_ledger_reads_its_end_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: seconds for each package, once an office has sealed a hundred thousand."""
    ledger = filled(tmp_path / "ledger", 3)
    rewrite(ledger, [*(b"x" * 900 + b"\n" for _ in range(100_000)), *lines_of(ledger)])
    read: list[int] = []
    whole = ledger_module._read  # noqa: SLF001 - counts what is read

    def counted(file: object, position: int, count: int) -> bytes:
        read.append(count)
        return whole(file, position, count)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger_module, "_read", counted)
    assert ledger.append(entry(), day=DAY) == 4
    assert sum(read) < 512 * 1024


def test_a_clock_that_goes_back_changes_nothing(tmp_path: Path) -> None:
    """Loses: entries, or trust in a sound ledger, when a machine's clock is put right."""
    moments = iter([dt.datetime(2026, 12, day, 9, tzinfo=dt.UTC) for day in (3, 1, 2)])
    ledger = Ledger(tmp_path / "ledger", clock=lambda: next(moments))
    for _ in range(3):
        ledger.append(entry(), day=DAY)
    assert errors(ledger) == set()
    assert warnings(ledger) == {"ledger-clock"}
    assert [recorded.number for recorded in ledger.reader.entries()] == [1, 2, 3]


def _put(what: str, path: Path, elsewhere: Path) -> None:
    match what:
        case "link":
            path.symlink_to(elsewhere)
        case "pipe":
            os.mkfifo(path)
        case _:
            path.mkdir()


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "no-folder"])
def test_what_is_no_ordinary_file_is_not_written_to(tmp_path: Path, what: str) -> None:
    """Loses: a file elsewhere to a link, or the run to a pipe that nobody reads."""
    folder, elsewhere = tmp_path / "ledger", tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    if what == "no-folder":
        folder.write_bytes(b"")
    else:
        folder.mkdir()
        _put(what, folder / "packages.jsonl", elsewhere)
    with pytest.raises(UsageError):
        Ledger(folder).append(entry(), day=DAY)
    assert elsewhere.read_bytes() == b""


@pytest.mark.parametrize("size", [1, 200, -1])
def test_half_a_line_is_cut_off_by_the_next_entry(tmp_path: Path, size: int) -> None:
    """Loses: the next entry, run into the half line that a killed run left; or trust in a sound ledger."""
    ledger = filled(tmp_path / "ledger", 3)
    line = lines_of(ledger)[2]
    with (ledger.folder / "packages.jsonl").open("ab") as file:
        file.write(line[:size])
    assert errors(ledger) == set()
    assert warnings(ledger) == {"ledger-torn-end"}
    assert ledger.append(entry(), day=DAY) == 4
    assert errors(ledger) == set()
    assert warnings(ledger) == {"ledger-torn"}
    assert [recorded.torn for recorded in ledger.reader.entries()] == [False, False, False, True]


def test_the_end_is_found_wherever_the_blocks_fall_that_are_read(tmp_path: Path) -> None:
    """Loses: whole lines, cut off with half a one because of where a line end happened to lie."""
    block = 64 * 1024
    for size in (block - 2, block - 1, block, block + 1, 2 * block - 1):
        ledger = filled(tmp_path / f"ledger-{size}", 2)
        with (ledger.folder / "packages.jsonl").open("ab") as file:
            file.write(b"x" * size)
        assert ledger.append(entry(), day=DAY) == 3
        assert errors(ledger) == set()
        assert len(lines_of(ledger)) == 3


def test_a_line_is_on_the_disk_before_its_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the newest entry to a power cut, while its head says that it was there: a false alarm for good."""
    ledger = filled(tmp_path / "ledger", 1)
    synced: list[tuple[int, int]] = []
    sync = os.fsync

    def noted(descriptor: int) -> None:
        sync(descriptor)
        synced.append((os.fstat(descriptor).st_ino, (ledger.folder / "head.json").stat().st_ino))

    monkeypatch.setattr(os, "fsync", noted)
    head_before = (ledger.folder / "head.json").stat().st_ino
    ledger.append(entry(), day=DAY)
    assert synced[0] == ((ledger.folder / "packages.jsonl").stat().st_ino, head_before)


def test_a_first_line_torn_in_half_is_cut_off(tmp_path: Path) -> None:
    """Loses: a new ledger to a run that was killed in its first second."""
    ledger = filled(tmp_path / "ledger", 1)
    rewrite(ledger, [lines_of(ledger)[0][:50]])
    (ledger.folder / "head.json").unlink()
    assert ledger.append(entry(), day=DAY) == 1
    assert errors(ledger) == set()


@pytest.mark.parametrize(
    ("patch", "count", "remark"),
    [
        ("module.write_head = kill", 3, "ledger-head-behind"),
        ("module._write_whole = lambda file, line: (file.write(line[:99]), kill())", 2, "ledger-torn-end"),
        ("module._write_whole = lambda file, line: (file.write(line[:-1]), kill())", 2, "ledger-torn-end"),
        ("module._end_of = kill", 2, ""),
        (
            "from mas_docs.transfer.ledger import head as ledger_head; ledger_head.publish = kill",
            3,
            "ledger-head-behind",
        ),
    ],
)
def test_a_run_killed_between_two_steps_leaves_a_whole_chain(
    tmp_path: Path, patch: str, count: int, remark: str
) -> None:
    """Loses: the ledger to a power cut, at the very moment when a line is written."""
    ledger = filled(tmp_path / "ledger", 2)
    code = f"kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n{patch}\nledger.append(entry(), day=DAY)\n"
    killed = subprocess.run(_child(code, ledger.folder), check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert errors(ledger) == set()
    assert warnings(ledger) == ({remark} if remark else set())
    assert len(tuple(ledger.reader.entries())) == count
    assert ledger.append(entry(), day=DAY) == count + 1
    assert errors(ledger) == set()
    assert {path.name for path in ledger.folder.iterdir()} == {".lock", "head.json", "packages.jsonl"}


def test_a_first_entry_killed_before_its_head_is_no_fault(tmp_path: Path) -> None:
    """Loses: trust in a new ledger whose first run was ended."""
    code = (
        "whole = module.write_head\n"
        "def once(folder, head):\n"
        "    os.kill(os.getpid(), signal.SIGKILL) if head.entries else whole(folder, head)\n"
        "module.write_head = once\nledger.append(entry(), day=DAY)\n"
    )
    ledger = Ledger(tmp_path / "ledger")
    assert subprocess.run(_child(code, ledger.folder), check=False, timeout=60).returncode == -signal.SIGKILL
    assert errors(ledger) == set()
    assert ledger.append(entry(), day=DAY) == 2
    assert errors(ledger) == set()


def test_runs_killed_at_any_moment_leave_a_whole_chain(tmp_path: Path) -> None:
    """Loses: the ledger to a run that somebody ended, whenever that was."""
    ledger = Ledger(tmp_path / "ledger")
    chance = random.Random(7)  # noqa: S311 - which moments, not a secret
    code = "print('ready', flush=True)\nwhile True: print(ledger.append(entry(), day=DAY), flush=True)\n"
    for _ in range(12):
        with subprocess.Popen(_child(code, ledger.folder), stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.05))
            running.kill()
            promised = [int(line) for line in running.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        there = [recorded.number for recorded in ledger.reader.entries()]
        assert errors(ledger) == set()
        assert set(promised) <= set(there)
        assert there == list(range(1, len(there) + 1))


def test_four_runs_at_once_lose_and_mix_no_line(tmp_path: Path) -> None:
    """Loses: an entry, where two people of one office seal at the same moment."""
    ledger = Ledger(tmp_path / "ledger")
    code = "for _ in range(50): print(ledger.append(entry(), day=DAY))\n"
    running = [subprocess.Popen(_child(code, ledger.folder), stdout=subprocess.PIPE, text=True) for _ in range(4)]
    while any(one.poll() is None for one in running):
        assert errors(ledger) == set()
    numbers = [int(line) for one in running for line in one.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == list(range(1, 201))
    assert not ledger.reader.verify().findings
    assert len(lines_of(ledger)) == 200


@pytest.mark.parametrize("room", [0, 1, 100, 300])
def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, room: int) -> None:
    """Loses: the ledger to half a line; or a package that goes out without an entry."""
    ledger = filled(tmp_path / "ledger", 3)
    before = b"".join(lines_of(ledger))
    code = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + room}, {len(before) + room}))\n"
        "try:\n    ledger.append(entry(), day=DAY)\nexcept UsageError as refused:\n    print(refused)\n"
    )
    said = subprocess.run(_child(code, ledger.folder), capture_output=True, text=True, check=True, timeout=60)
    assert "cannot be written" in said.stdout
    assert len(said.stdout.splitlines()) == 1
    assert b"".join(lines_of(ledger)) == before
    assert not ledger.reader.verify().findings


@pytest.mark.parametrize(("module", "name"), [(ledger_module, "write_head"), (ledger_head, "publish")])
def test_an_entry_whose_head_cannot_be_written_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    """Loses: the agreement of ledger and head, when the disk is full between the two."""
    ledger = filled(tmp_path / "ledger", 3)

    def full(folder: Path, head: object) -> None:
        raise UsageError("This cannot be written", where=f"{folder} {head}")

    monkeypatch.setattr(module, name, full)
    with pytest.raises(UsageError):
        ledger.append(entry(), day=DAY)
    assert {path.name for path in ledger.folder.iterdir()} == {".lock", "head.json", "packages.jsonl"}
    assert len(lines_of(ledger)) == 3
    assert not ledger.reader.verify().findings


def test_an_entry_whose_head_is_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the agreement of ledger and head, when the disk fails after the head was replaced."""
    ledger = filled(tmp_path / "ledger", 3)
    whole = ledger_head.write_head

    def late(folder: Path, head: ledger_head.Head) -> None:
        whole(folder, head)
        raise UsageError("This cannot be written", where=str(folder))

    monkeypatch.setattr(ledger_module, "write_head", late)
    assert ledger.append(entry(), day=DAY) == 4
    assert not ledger.reader.verify().findings


def test_a_ledger_that_may_only_be_read_is_read_and_not_written(tmp_path: Path) -> None:
    """Loses: the check by somebody who may only look; or the reason why nothing is sealed there."""
    ledger = filled(tmp_path / "ledger", 3)
    (ledger.folder / "packages.jsonl").chmod(0o444)
    (ledger.folder / "head.json").chmod(0o444)
    ledger.folder.chmod(0o555)
    code = (
        "os.chdir(ledger.folder)\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "ledger = module.Ledger(Path('.'))\n"
        "print(len(ledger.reader.verify().findings), len(tuple(ledger.reader.entries())))\n"
        "try:\n    ledger.append(entry(), day=DAY)\nexcept UsageError as refused:\n    print(refused)\n"
    )
    said = subprocess.run(_child(code, ledger.folder), capture_output=True, text=True, check=True, timeout=60)
    ledger.folder.chmod(0o700)
    first, second = said.stdout.splitlines()
    assert first == "0 3"
    assert "cannot be written" in second


def test_a_ledger_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """Loses: the difference between a ledger without entries and one that nobody can read."""
    folder = tmp_path / "ledger"
    (folder / "packages.jsonl").mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be read"):
        Ledger(folder).reader.verify()


def test_members_of_the_tests_are_as_the_catalogue_names_them(tmp_path: Path) -> None:
    """Loses: the meaning of these tests, whose entries would be refused."""
    ledger = Ledger(tmp_path / "ledger")
    ledger.append(entry(), day=DAY)
    assert next(ledger.reader.entries()).entry.members == MEMBERS
