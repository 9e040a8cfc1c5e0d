"""A whole case: mas-docs against the plain script of an office, both making the same documents.

Both are timed as whole processes. One case alone has the start of the program, its workers and helpers in it: that is
what somebody waits for who makes one case. What each more case of a batch costs is the difference between many and one.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.generated import TODAY, WORDS, workspace
from benchmarks.measuring import Ran, run_program
from benchmarks.reporting import TIMES, Goal, Section, milliseconds, times
from benchmarks.word_texts import differences, lines

CASES, ROUNDS = 60, 3
SCRIPTED = 2
"""How many cases the plain script makes in a run: it starts its programs for each anew, so that each takes as long."""
_REMARKS = (
    "Four papers of 22 pages, two facilitators, four professionals: 8 packages, 14 Word documents, 2 briefing packs.",
    "The script starts LibreOffice once, qpdf three times and 7-Zip eight times a case.",
    "The script checks nothing and reads nothing back. mas-docs searches every file for other cases' children.",
    "mas-docs also cleans the papers, reads each document back, opens each package again, and keeps the ledger.",
    "Every Word document of a case was compared with the script's, word for word.",
)


class PerCase(NamedTuple):
    """What one case took, in seconds that passed and of the processor."""

    wall: float
    cpu: float


def build(root: Path, workers: int, *options: str) -> Ran:
    """Run `mas-docs build` over a workspace.

    Raises:
        SystemExit: it failed; a figure of a failed run would be worth nothing.
    """
    command = (
        sys.executable,
        "-m",
        "mas_docs",
        "build",
        "-q",
        "--today",
        f"{TODAY}",
        "--workers",
        str(workers),
        *options,
    )
    ran = run_program(command, root, {"MAS_DOCS_PASSPHRASE": WORDS})
    if ran.code:
        raise SystemExit(f"mas-docs build ended with {ran.code}: {ran.said[-2000:]}")
    return ran


def run(folder: Path, *, quick: bool = False) -> Section:
    """Compare both ways.

    Args:
        folder: an empty folder to work in.
        quick: a few cases, once.
    """
    many, rounds = (2, 1) if quick else (CASES, ROUNDS)
    cases = workspace(folder / "many", many)
    one = workspace(folder / "one", 1)
    runs: dict[str, list[PerCase]] = {"batch": [], "single": [], "script": []}
    for _ in range(rounds):
        runs["batch"].append(_ours(cases, many))
        runs["single"].append(_ours(one, 1))
        runs["script"].append(_script(cases, folder / "script", 1 if quick else SCRIPTED))
    _check_equal(cases / "out", folder / "script")
    return _section({name: _median(found) for name, found in runs.items()}, many)


def _ours(root: Path, cases: int) -> PerCase:
    for made in ("out", "ledger"):
        shutil.rmtree(root / made, ignore_errors=True)
    ran = build(root, 1)
    return PerCase(ran.seconds / cases, ran.cpu / cases)


def _script(root: Path, out: Path, cases: int) -> PerCase:
    shutil.rmtree(out, ignore_errors=True)
    command = (sys.executable, "-m", "benchmarks.plain_script", root, out, "--cases", str(cases))
    ran = run_program(command, Path(__file__).parent.parent)
    if ran.code:
        raise SystemExit(f"The plain script failed: {ran.said[-2000:]}")
    return PerCase(ran.seconds / cases, ran.cpu / cases)


def _median(runs: list[PerCase]) -> PerCase:
    return PerCase(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def _section(found: dict[str, PerCase], many: int) -> Section:
    batch, single, script = found["batch"], found["single"], found["script"]
    more = PerCase(*((of_all * many - of_one) / (many - 1) for of_all, of_one in zip(batch, single, strict=True)))
    names = {
        "mas-docs build, one worker: each more case of a batch": more,
        f"mas-docs build, one worker, {many} cases: each, with its share of the start": batch,
        "mas-docs build, one worker, one case alone": single,
        "the office's plain script": script,
    }
    rows = tuple(
        (
            *(name, milliseconds(each.wall), milliseconds(each.cpu)),
            *(times(each.wall / more.wall), times(each.cpu / more.cpu)),
        )
        for name, each in names.items()
    )
    goals = (
        Goal("a whole case in a batch: the plain script / mas-docs", 12, script.wall / more.wall, TIMES),
        Goal("a whole case in a batch, the processor's time", 120, more.cpu * 1000, "ms", at_least=False),
    )
    columns = ("way", "ms a case", "processor, ms a case", "times ours", "times ours, processor")
    return Section("whole_case", "A whole case", columns, rows, goals, _REMARKS)


def _check_equal(ours: Path, theirs: Path) -> None:
    """See that both made the same archives of the same documents with the same words, for the script's first case.

    Raises:
        SystemExit: they differ; then the figures compare different things.
    """
    case = min(theirs.iterdir())
    archives = sorted(case.glob("*.zip"))
    if [archive.name for archive in archives] != sorted(file.name for file in (ours / case.name).glob("*.zip")):
        raise SystemExit("The plain script made other packages than mas-docs")
    for archive in archives:
        _check_archive(_contents(ours / case.name / archive.name), _contents(archive))


def _check_archive(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    if set(ours) - {"manifest-sha256.txt"} != set(theirs):
        raise SystemExit(f"The plain script packed {sorted(theirs)}, mas-docs {sorted(ours)}")
    for name in (name for name in theirs if name.endswith(".docx")):
        if (one := lines(ours[name])) != (other := lines(theirs[name])):
            raise SystemExit(f"The words of {name} differ: {differences(one, other)}")


def _contents(archive: Path) -> dict[str, bytes]:
    import pyzipper

    with pyzipper.AESZipFile(archive) as file:
        file.setpassword(WORDS.encode())
        return {name: file.read(name) for name in file.namelist()}
