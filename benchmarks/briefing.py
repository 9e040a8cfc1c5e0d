"""Times the briefing pack against the plain way of an office, in one run.

    python benchmarks/briefing.py [--large]

A pack of five PDF papers, 60 pages in all, for two facilitators: ours, from examining the papers to the second
verified package; and the plain way, which has no cover, contents, marks, cleaning, forms or verification: one
`qpdf --pages` that joins, one `qpdf --encrypt` for each facilitator. The same again with two Word papers among them,
where both ways call LibreOffice. `--large` adds a pack of 2,000 pages and 200 MB, with its peak of memory. The figures
are medians.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import docx
import pikepdf
import typst
from pikepdf import Dictionary, Name

from mas_docs.briefing.cache import CACHE, ConvertedPapers
from mas_docs.briefing.taking_in import CasePapers, make_ready, take_in
from mas_docs.catalogue import BRIEFING
from mas_docs.guard.guard import Guard
from mas_docs.guard.identities import workspace_identities
from mas_docs.planning import plan
from mas_docs.production.office import Office, room_for
from mas_docs.production.sealing import produce
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import Workspace, open_workspace

RUNS = 7
PAPERS, PAGES = 5, 12
LARGE_PAPERS, LARGE_PAGES, LARGE_PICTURE = 5, 400, 100 * 1024
WORDS = "fictional words only for these figures here"
LINE = "The Core Group agreed to meet again, and each agency said what it would do until then. "
"""What the fictional papers say, again and again."""


@dataclass(frozen=True)
class Row:
    """A line of the table: what was timed, ours and theirs in seconds."""

    what: str
    ours: float
    theirs: float | None = None

    def __str__(self) -> str:
        theirs = f"{self.theirs * 1000:8.0f} ms   x {self.theirs / self.ours:5.2f}" if self.theirs else ""
        return f"{self.what:58} {self.ours * 1000:8.0f} ms {theirs}"


def minutes(path: Path, pages: int) -> None:
    """A paper of so many full pages."""
    body = "\n#pagebreak()\n".join(f"= Page {page}\n{LINE * 28}" for page in range(1, pages + 1))
    path.write_bytes(typst.compile(f'#set page(paper: "a4")\n#set text(11pt)\n{body}'.encode(), format="pdf"))


def scanned(path: Path, pages: int) -> None:
    """A large paper: a picture and a line of text on each page."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for page in range(pages):
            picture = pdf.make_stream(
                os.urandom(LARGE_PICTURE),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=320,
                Height=320,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=8,
            )
            words = f"q 300 0 0 300 100 300 cm /I Do Q BT /F 12 Tf 72 700 Td (Page {page}) Tj ET"
            entries = Dictionary(
                Type=Name.Page,
                MediaBox=[0, 0, 595, 842],
                Resources=Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture)),
                Contents=pdf.make_stream(words.encode()),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(entries)))
        pdf.save(path)


def word(path: Path) -> None:
    """A Word paper of a few pages."""
    document = docx.Document()
    for _ in range(30):
        document.add_paragraph(LINE * 5)
    document.save(str(path))


ROLES = {"social_worker": "Sian Moss", "coordinator": "Gareth Lund", "conference_chair": "Mair Stone"}
KINDS = ("initial-conference-minutes", "review-conference-minutes", "core-group-minutes", "child-protection-plan")
CASE = """format: mas-case/1
reference: MAS-2026-001
area: Caerphilly
children: [{name: Ada Quill, date_of_birth: 2019-04-17, registered: 2025-08-20, categories: [neglect]}]
conference: {date: 2026-11-20, number: 4}
decision: {proceed: true, grounds: [fifteen-months]}
event: {date: 2026-12-17, start: 10:00}
"""
BOARD = """format: mas-board/1
name: South East Wales Safeguarding Children Board
business_unit: {name: SEWSCB Business Unit, email: business.unit@sewscb.example}
"""


def person(name: str) -> dict[str, str]:
    """Somebody with an address of their own."""
    return {"name": name, "agency": "Caerphilly", "email": f"{name.lower().replace(' ', '.')}@office.example"}


def workspace(root: Path, papers: list[Path]) -> Workspace:
    """A workspace with one case of two facilitators and four professionals that has these papers."""
    folder = root / "cases" / "MAS-2026-001"
    folder.mkdir(parents=True)
    kinds = [*KINDS, *["other"] * len(papers)]
    listed = [{"kind": kind, "file": paper.name} for kind, paper in zip(kinds, papers, strict=False)]
    people: dict[str, object] = {role: person(name) for role, name in ROLES.items()}
    people["core_group"] = [person(f"{name} Vane") for name in ("Nia", "Lewis", "Olu", "Tom")]
    people["facilitators"] = [person(f"{name} Hale") for name in ("Rhian", "Owen")]
    (root / "board.yaml").write_text(BOARD)
    more = {**people, "papers": listed}
    (folder / "case.yaml").write_text(CASE + "".join(f"{key}: {json.dumps(value)}\n" for key, value in more.items()))
    for paper in papers:
        shutil.copy(paper, folder / paper.name)
    opened, findings = open_workspace(root)
    if opened is None or findings.errors:
        raise SystemExit("The fictional workspace is invalid")
    return opened


def ours(opened: Workspace) -> list[float]:
    """Make the packages of the case, from nothing; the seconds until each was sealed and verified."""
    shutil.rmtree(opened.root / "out", ignore_errors=True)
    loaded, _ = opened.load(opened.case_files()[0])
    if loaded is None:
        raise SystemExit("The fictional case is invalid")
    packages = plan(loaded.case, opened.board, (BRIEFING,))
    began = time.perf_counter()
    identities, _ = workspace_identities(opened.case_files(), opened.shown)
    with Guard(identities, opened.board) as guard, room_for(loaded.case.reference, opened.root / "out") as room:
        office = Office(
            opened.board,
            None,
            dt.date(2026, 12, 7),
            opened.root / "out",
            Passphrase(WORDS),
            guard,
            Ledger(opened.root / "ledger"),
        )
        gathered, findings = take_in(loaded, room.work)
        kept = ConvertedPapers(room.folder / CACHE, office.passphrase)
        ready, more = make_ready(loaded, gathered.gathered, room.work, kept)
        if (findings + more).errors:
            raise SystemExit("A fictional paper was refused")
        making = produce(loaded, packages, CasePapers(gathered.gathered, ready), office, room)
        return [time.perf_counter() - began for _ in making]


def plain(papers: list[Path], folder: Path) -> float:
    """Join and encrypt as a script of the office would; the seconds."""
    began = time.perf_counter()
    words = [str(paper) for paper in papers if paper.suffix == ".docx"]
    if words:
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *words]
        subprocess.run(command, check=True, capture_output=True)
    parts = [str(folder / f"{paper.stem}.pdf") if paper.suffix == ".docx" else str(paper) for paper in papers]
    subprocess.run(["qpdf", "--empty", "--pages", *parts, "--", folder / "joined.pdf"], check=True)
    for number in range(2):
        lock = ["--encrypt", WORDS, f"owner {number}", "256", "--"]
        subprocess.run(["qpdf", *lock, folder / "joined.pdf", folder / f"{number}.pdf"], check=True)
    return time.perf_counter() - began


def compared(what: str, papers: list[Path], folder: Path) -> list[Row]:
    """Time both ways with the same papers."""
    opened = workspace(folder / "ours", papers)
    (folder / "theirs").mkdir()
    both = [(ours(opened), plain(papers, folder / "theirs")) for _ in range(RUNS + 1)][1:]
    first = statistics.median(times[0] for times, _ in both)
    more = statistics.median(times[1] - times[0] for times, _ in both)
    theirs = statistics.median(seconds for _, seconds in both)
    return [
        Row(f"{what}: first facilitator", first),
        Row(f"{what}: each more", more),
        Row(f"{what}: two facilitators", first + more, theirs),
    ]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--large", action="store_true", help="also a pack of 2,000 pages and 200 MB")
    large = arguments.parse_args().large
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = [folder / f"paper-{number}.pdf" for number in range(PAPERS)]
        for paper in papers:
            minutes(paper, PAGES)
        words = [folder / f"word-{number}.docx" for number in range(2)]
        for paper in words:
            word(paper)
        print(f"{'':58} {'ours':>11} {'plain way':>11}   plain / ours")
        for row in compared("5 PDF papers, 60 pages", papers, folder / "pdf"):
            print(row)
        for row in compared("3 PDF papers, 36 pages, and 2 Word papers", papers[:3] + words, folder / "word"):
            print(row)
        if large:
            print(*big(folder / "large"), sep="\n")


def big(folder: Path) -> list[str]:
    """A pack of 2,000 pages, and the peak of memory of this process and of the largest it started."""
    folder.mkdir()
    papers = [folder / f"scan-{number}.pdf" for number in range(LARGE_PAPERS)]
    for paper in papers:
        scanned(paper, LARGE_PAGES)
    times = ours(workspace(folder / "ours", papers))
    peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    size = sum(paper.stat().st_size for paper in papers) // 10**6
    return [
        str(Row(f"{LARGE_PAPERS * LARGE_PAGES} pages, {size} MB: first facilitator", times[0])),
        str(Row(f"{LARGE_PAPERS * LARGE_PAGES} pages, {size} MB: each more", times[1] - times[0])),
        f"peak of memory: {peaks[0]} MiB, and {peaks[1]} MiB in the largest process that it started",
    ]


if __name__ == "__main__":
    main()
