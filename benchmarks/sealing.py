"""Sealing with its verification, against 7-Zip and pyzipper: one file of 200 MB, and a package of 25 letters.

Ours is written, synced, read back, every byte verified, and only then named. The others write their archive and read it
through once: `7z a` and `7z t`; pyzipper's `write` and `read`. They sync nothing and check nothing but their own codes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.environment import seven_zip
from benchmarks.generated import TODAY, WORDS
from benchmarks.measuring import Timing, in_turns
from benchmarks.reporting import TIMES, Goal, Section, milliseconds, times
from benchmarks.word_data import made_on, tasks
from mas_docs.documents.word import render_word
from mas_docs.files import work_folder
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.manifest import PackageFacts
from mas_docs.transfer.passphrases.passphrase import Passphrase

OURS, STORED, DEFAULTS, PYZIPPER = "mas-docs seal", "7-Zip a -mx0, t", "7-Zip a, t", "pyzipper, stored, read back"
LARGE, LETTERS = 200_000_000, 25
LARGE_ROUNDS, ROUNDS = 5, 21
_FACTS = PackageFacts(
    package_id="P-7Q2M9K4D1X",
    reference="MAS-2026-0001",
    recipient="Rhian Hale",
    role="facilitator",
    purpose="Measuring",
    label="given",
    sealed_on=TODAY,
    marking="OFFICIAL-SENSITIVE",
)
_REMARKS = (
    "The large file is of random bytes, as a scan in a PDF is to a program that deflates. The letters are invitations.",
    "`times ours` compares the seconds that passed; in a batch, where every core is busy, the processor's time counts.",
)


def run(folder: Path, *, quick: bool = False) -> Section:
    """Compare the programs.

    Args:
        folder: an empty folder to work in.
        quick: a smaller file, and one round.
    """
    large = folder / "scan.pdf"
    large.write_bytes(os.urandom(LARGE // 200 if quick else LARGE))
    letters = _letters(folder)
    one = _compared(f"one file of {large.stat().st_size // 10**6} MB", [large], folder, 1 if quick else LARGE_ROUNDS)
    many = _compared(f"{LETTERS} letters", letters, folder, 1 if quick else ROUNDS)
    columns = ("files", "program", "ms", "processor, ms", "times ours", "kB")
    return Section("sealing", "Sealing", columns, one[0] + many[0], _goals(one[1], many[1]), _REMARKS)


def _letters(folder: Path) -> list[Path]:
    letter, _ = tasks(folder / "workspace")
    files = [folder / f"invitation-{number:02}.docx" for number in range(1, LETTERS + 1)]
    for number, file in enumerate(files, 1):
        recipient = letter.context["recipient"] | {"name": f"Recipient {number}"}
        context = letter.context | {"recipient": recipient}
        properties = replace(letter.properties, identifier=f"{number}")
        file.write_bytes(render_word(letter.template, context, properties, today=made_on()).content)
    return files


def _compared(
    what: str, files: list[Path], folder: Path, rounds: int
) -> tuple[tuple[tuple[str, ...], ...], dict[str, Timing]]:
    archives = {name: folder / f"{number}.zip" for number, name in enumerate((OURS, STORED, DEFAULTS, PYZIPPER))}
    program = seven_zip()
    ways: dict[str, Callable[[], object]] = {OURS: lambda: _seal(files, archives[OURS])}
    if program:
        ways[STORED] = lambda: _seven_zip(program, files, archives[STORED], "-mx0")
        ways[DEFAULTS] = lambda: _seven_zip(program, files, archives[DEFAULTS])
    ways[PYZIPPER] = lambda: _pyzipper(files, archives[PYZIPPER])
    timed = in_turns(ways, rounds)
    return tuple(_row(what, name, timed, archives[name]) for name in ways), timed


def _row(what: str, name: str, timed: dict[str, Timing], archive: Path) -> tuple[str, ...]:
    took = timed[name]
    size = f"{archive.stat().st_size / 1000:,.0f}"
    ratio = times(took.seconds / timed[OURS].seconds)
    return what, name, milliseconds(took.seconds), milliseconds(took.cpu_seconds), ratio, size


def _goals(one: dict[str, Timing], many: dict[str, Timing]) -> tuple[Goal, ...]:
    if STORED not in one:
        return ()
    large, small = one[OURS].seconds, many[OURS].seconds
    return (
        Goal(
            "200 MB sealed: mas-docs / 7-Zip without compression",
            2.5,
            large / one[STORED].seconds,
            TIMES,
            at_least=False,
        ),
        Goal("200 MB sealed: 7-Zip at its defaults / mas-docs", 2, one[DEFAULTS].seconds / large, TIMES),
        Goal("25 letters sealed: 7-Zip without compression / mas-docs", 1, many[STORED].seconds / small, TIMES),
    )


def _seal(files: list[Path], archive: Path) -> None:
    with work_folder(archive.parent) as work:
        seal([Member(file.name, file) for file in files], _FACTS, Passphrase(WORDS), archive, work)


def _seven_zip(program: str, files: list[Path], archive: Path, *options: str) -> None:
    archive.unlink(missing_ok=True)
    adding = (program, "a", *options, "-mem=AES256", "-tzip", f"-p{WORDS}", str(archive), *map(str, files))
    for command in (adding, (program, "t", f"-p{WORDS}", str(archive))):
        subprocess.run(command, check=True, capture_output=True)


def _pyzipper(files: list[Path], archive: Path) -> None:
    import pyzipper

    with pyzipper.AESZipFile(archive, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as new:
        new.setpassword(WORDS.encode())
        for file in files:
            new.write(file, file.name)
    with pyzipper.AESZipFile(archive) as made:
        made.setpassword(WORDS.encode())
        for file in files:
            with made.open(file.name) as opened:
                while opened.read(1 << 20):
                    pass
