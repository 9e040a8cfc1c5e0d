"""The command `build`, as processes: the same from any number of workers, and whatever is interrupted goes on."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pty
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from calling import TODAY, Call

from mas_docs.files import WORK_PREFIX
from mas_docs.resources import examples_folder
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import Passphrase

WORDS = "red fish swim past old blue tins"
CASES = ("MAS-2026-006", "MAS-2026-009", "MAS-2026-010", "MAS-2026-017", "MAS-2026-018")
"""One after its event, one that was cancelled, three with PDF papers before theirs."""
BAD = "MAS-2026-017"
PACKAGES = 41


def small_workspace(root: Path) -> Path:
    """A copy of the examples with these cases alone."""
    ignored = shutil.ignore_patterns("*.py", "texts", "__pycache__", "out", "cases")
    shutil.copytree(examples_folder(), root, ignore=ignored)
    for case in CASES:
        shutil.copytree(examples_folder() / "cases" / case, root / "cases" / case)
    return root


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A small workspace."""
    return small_workspace(tmp_path / "workspace")


def archives(root: Path) -> set[str]:
    """The names of all packages in their places."""
    return {path.name for path in (root / "out").glob("*/*.zip")}


def objects(said: str, kind: str) -> list[dict[str, Any]]:
    """The objects of one kind that were printed."""
    return [one for line in said.splitlines() if (one := json.loads(line))["type"] == kind]


def spoil(root: Path, case: str = BAD) -> None:
    """Give a case an event before its conference, which is an error."""
    file = root / "cases" / case / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("date: 2026-12-", "date: 2025-12-"), encoding="utf-8")


def contents(archive: Path, into: Path) -> dict[str, str]:
    """The SHA-256 of everything in a package as it was before encryption; a PDF's without its lock."""
    assert open_package(archive, (Passphrase(WORDS),), into).verified is not None
    found = {}
    for path in into.rglob("*"):
        content = path.read_bytes()
        if path.suffix == ".pdf":
            with pikepdf.open(io.BytesIO(content), password=WORDS) as pdf:
                del pdf.trailer.ID  # it comes with the lock, which is drawn at random
                pdf.save(unlocked := io.BytesIO(), encryption=False, static_id=True, qdf=True)
            content = unlocked.getvalue()
        if path.is_file() and path.name != "manifest-sha256.txt":
            found[path.name] = hashlib.sha256(content).hexdigest()
    return found


@contextmanager
def running(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A batch as a process of its own, at the head of its own group, as a terminal starts it."""
    command = [sys.executable, "-m", "mas_docs", "build", "--today", TODAY, "--workers", "2", *arguments]
    environ = dict(os.environ) | {"MAS_DOCS_PASSPHRASE": WORDS}
    process = subprocess.Popen(
        command, cwd=root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for_packages(root: Path, number: int) -> None:
    """Wait until so many packages are in their places."""
    until = time.monotonic() + 90
    while len(archives(root)) < number and time.monotonic() < until:
        time.sleep(0.02)
    assert len(archives(root)) >= number


def left_behind(root: Path) -> list[Path]:
    """Work folders of nobody."""
    return list((root / "out").rglob(f"{WORK_PREFIX}*"))


def workers_alive(root: Path) -> list[int]:
    """Processes that still work in a workspace: their command line says nothing, but their working folder does."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve() == root.resolve():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_the_same_bytes_whatever_the_number_of_workers(tmp_path: Path, process: Call) -> None:
    """Loses: what somebody gets depends on the computer it was made on."""
    made: list[dict[str, dict[str, str]]] = []
    for workers in ("1", "2"):
        root = small_workspace(tmp_path / workers / "workspace")
        called = process("build", "--today", TODAY, "--workers", workers, cwd=root, passphrase=WORDS)
        assert called.code == 0, called.err
        assert f"{PACKAGES} packages made" in called.err
        packages = sorted((root / "out").glob("*/*.zip"))
        made.append({one.name: contents(one, tmp_path / workers / one.stem) for one in packages})
    assert len(made[0]) == PACKAGES
    assert made[0] == made[1]


def test_a_bad_case_stops_no_other_and_is_told_at_the_end(office: Path, process: Call) -> None:
    """Loses: one mistake costs the Friday's batch, or nobody sees which case was left out."""
    spoil(office)
    called = process("build", "--today", TODAY, cwd=office, passphrase=WORDS)
    assert called.code == 9, called.err
    table = called.err.partition("1 of 5 cases failed:\n")[2]
    assert table.splitlines()[0].startswith(f"  {BAD}  cases/{BAD}/case.yaml:")
    assert not list((office / "out" / BAD).glob("*.zip"))
    assert {path.parent.name for path in (office / "out").glob("*/*.zip")} == {*CASES} - {BAD}
    assert Ledger(office / "ledger").reader.verify().findings.errors == ()


def test_json_has_an_object_for_each_package_and_each_case(office: Path, process: Call) -> None:
    """Loses: another program cannot tell what was made, what lay there, and what failed."""
    spoil(office)
    called = process("build", "--today", TODAY, "--json", cwd=office, passphrase=WORDS)
    made = objects(called.out, "package")
    assert {one["archive"].rpartition("/")[2] for one in made} == archives(office)
    assert {one["case"]: one["made"] for one in objects(called.out, "case")} == {
        case: sum(one["case"] == case for one in made) for case in CASES if case != BAD
    }
    (sums,) = objects(called.out, "build")
    assert (sums["cases"], sums["made"], sums["failed"]) == (5, len(made), [BAD])
    again = process("build", "--today", TODAY, "--json", cwd=office, passphrase=WORDS)
    assert not objects(again.out, "package")
    there = {(one["archive"], one["package_id"]) for one in objects(again.out, "unchanged")}
    assert there == {(one["archive"], one["package_id"]) for one in made}


def test_a_dry_run_says_what_and_why_and_makes_nothing(office: Path, process: Call) -> None:
    """Loses: nobody can see beforehand what will go to whom."""
    called = process("build", "--today", TODAY, "--dry-run", cwd=office, passphrase=None)
    assert called.code == 0, called.err
    assert "due      briefing" in called.out
    assert "this case had its event on 22 October 2026" in called.out
    assert "this case holds no summary yet" in called.out
    assert not (office / "out").exists()


def test_one_case_that_fails_is_told_by_its_own_code(office: Path, process: Call) -> None:
    """Loses: a script cannot tell why the only case it asked for was not made."""
    spoil(office)
    called = process("build", BAD, "--today", TODAY, cwd=office, passphrase=WORDS)
    assert called.code == 3
    (office / "cases" / BAD / "case.yaml").write_bytes((examples_folder() / "cases" / BAD / "case.yaml").read_bytes())
    papers = sorted((office / "cases" / BAD / "papers").glob("*.pdf"))
    papers[0].write_bytes(b"%PDF-1.7 no more")
    assert process("build", BAD, "--today", TODAY, cwd=office, passphrase=WORDS).code == 5


def test_a_faulty_template_stops_all_before_anything_is_made(office: Path, process: Call) -> None:
    """Loses: half of a region's cases are made with a template that is then corrected."""
    with (office / "board.yaml").open("a", encoding="utf-8") as file:
        file.write("\ntemplates: ours\n")
    template = office / "ours" / "word" / "en" / "invitation.docx"
    template.parent.mkdir(parents=True)
    template.write_bytes(b"no Word file")
    called = process("build", "--today", TODAY, cwd=office, passphrase=WORDS)
    assert called.code == 4
    assert "invitation.docx" in called.err
    assert not (office / "out").exists()


def test_without_a_passphrase_nothing_is_made(office: Path, process: Call) -> None:
    """Loses: the run fails once for every case, or packages appear under no passphrase."""
    called = process("build", "--today", TODAY, "--no-input", cwd=office, passphrase=None)
    assert called.code == 6
    assert not (office / "out").exists()


def test_each_event_has_its_own_passphrase_where_the_board_wants_that(office: Path, process: Call) -> None:
    """Loses: whoever has one event's passphrase opens another's packages."""
    made = process("build", "--today", TODAY, "--passphrase-mode", "per-event", "--json", cwd=office, passphrase=None)
    assert made.code == 0, made.err
    labels = {(one["case"], one["label"]) for one in objects(made.out, "package")}
    assert len(labels) == len({label for _, label in labels}) == len(CASES)
    again = process("build", "--today", TODAY, "--passphrase-mode", "per-event", "--json", cwd=office, passphrase=None)
    assert not objects(again.out, "package")


def test_the_passphrase_reaches_the_workers_and_nobody_else(office: Path) -> None:
    """Loses: anybody on the machine reads the passphrase of all packages."""
    with running(office):
        wait_for_packages(office, 1)
        for number in workers_alive(office):
            told = Path(f"/proc/{number}/cmdline").read_bytes()
            assert b"fish" not in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_is_tidy_and_goes_on(office: Path, process: Call, number: signal.Signals) -> None:
    """Loses: Ctrl-C leaves half a package, or a child's papers, or costs what was done."""
    with running(office) as batch:
        wait_for_packages(office, 3)
        os.killpg(batch.pid, number)
        out, err = batch.communicate(timeout=60)
    assert batch.returncode == 130, err
    assert "not finished" in err
    assert "Traceback" not in err
    assert not left_behind(office)
    assert not workers_alive(office)
    done = archives(office)
    assert len(out.splitlines()) == len(done) < PACKAGES
    again = process("build", "--today", TODAY, cwd=office, passphrase=WORDS)
    assert again.code == 0, again.err
    assert f"{PACKAGES - len(done)} packages made, {len(done)} unchanged" in again.err


def test_a_second_interruption_is_tidy_too(office: Path) -> None:
    """Loses: an impatient user leaves half a package behind."""
    with running(office) as batch:
        wait_for_packages(office, 3)
        os.killpg(batch.pid, signal.SIGINT)
        time.sleep(0.3)
        os.killpg(batch.pid, signal.SIGINT)
        _, err = batch.communicate(timeout=60)
    assert batch.returncode == 130, err
    assert "Traceback" not in err
    assert not left_behind(office)
    assert not workers_alive(office)


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_killed_at_a_random_moment_is_completed_by_the_next(office: Path, process: Call, seed: int) -> None:
    """Loses: after a power cut, the office does not know what it has; or everything is made and sent again."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    with running(office) as batch:
        wait_for_packages(office, chance.randrange(1, 20))
        time.sleep(chance.random() / 4)
        os.kill(batch.pid, signal.SIGKILL)
        batch.wait()
    until = time.monotonic() + 20
    while workers_alive(office) and time.monotonic() < until:
        time.sleep(0.05)
    assert not workers_alive(office)
    done = len(archives(office))
    again = process("build", "--today", TODAY, "--json", cwd=office, passphrase=WORDS)
    assert again.code == 0, again.err
    (sums,) = objects(again.out, "build")
    assert sums["made"] + sums["unchanged"] == PACKAGES
    assert sums["unchanged"] >= done - 2, "of each worker, at most the package in hand is made again"
    assert not left_behind(office)
    assert Ledger(office / "ledger").reader.verify().findings.errors == ()


def test_a_terminal_shows_a_bar_and_results_stay_apart(office: Path) -> None:
    """Loses: nobody sees how far it is; or the list of packages, sent into a file, is full of the bar."""
    terminal, seen = pty.openpty()
    command = [sys.executable, "-m", "mas_docs", "build", "--today", TODAY]
    environ = dict(os.environ) | {"MAS_DOCS_PASSPHRASE": WORDS, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, cwd=office, env=environ, stdout=subprocess.PIPE, stderr=seen, text=True) as batch:
        os.close(seen)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal's end
            while block := os.read(terminal, 65536):
                shown += block
        out = batch.stdout.read() if batch.stdout else ""
    os.close(terminal)
    assert b"Making packages" in shown
    assert b"5/5" in shown
    assert len(out.splitlines()) == PACKAGES
    assert "\x1b" not in out
    assert all(line.startswith("out/") for line in out.splitlines())


def test_a_worker_that_the_system_ends_costs_no_more_than_time(office: Path) -> None:
    """Loses: one case that takes all memory costs the whole batch."""
    with running(office, "--json") as batch:
        wait_for_packages(office, 2)
        children = Path(f"/proc/{batch.pid}/task/{batch.pid}/children").read_text().split()
        servers = [child for child in children if "forkserver" in Path(f"/proc/{child}/cmdline").read_text()]
        workers = Path(f"/proc/{servers[0]}/task/{servers[0]}/children").read_text().split()
        os.kill(int(workers[0]), signal.SIGKILL)
        out, err = batch.communicate(timeout=100)
    assert batch.returncode == 0, err
    assert {one["archive"].rpartition("/")[2] for one in objects(out, "package")} == archives(office)
    assert len(archives(office)) == PACKAGES
    assert not left_behind(office)
