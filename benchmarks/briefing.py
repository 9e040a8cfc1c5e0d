"""The briefing pack against the plain way of an office, with PDF papers alone and with Word papers among them.

Ours, from examining the papers to the second verified package; and the plain way, which has no cover, contents, marks,
cleaning, forms or verification: one `qpdf --pages` that joins, one `qpdf --encrypt` for each facilitator. With Word
papers, both ways call LibreOffice.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.briefing_papers import full_pages, word_paper, workspace_of
from benchmarks.generated import TODAY, WORDS
from benchmarks.reporting import Section, milliseconds, times
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
from mas_docs.workspace import Workspace

ROUNDS = 5
PAPERS, PAGES = 5, 12
_REMARKS = (
    "The first facilitator's package has in it what is made once for the case; each more is a copy.",
    "The guard and its helpers start anew in each run, as they do when one case is made.",
    "The plain way joins and encrypts; it has no cover, contents, marks, forms, cleaning or verification.",
)
_COLUMNS = ("papers", "first package, ms", "each more, ms", "both, ms", "the plain way, ms", "plain / both")


def run(folder: Path, *, quick: bool = False) -> Section:
    """Compare both ways.

    Args:
        folder: an empty folder to work in.
        quick: small papers without Word, once.
    """
    pages, rounds = (2, 1) if quick else (PAGES, ROUNDS)
    papers = [folder / f"paper-{number}.pdf" for number in range(PAPERS)]
    for paper in papers:
        full_pages(paper, pages)
    rows = [_compared(f"{PAPERS} PDF papers, {PAPERS * pages} pages", papers, folder / "pdf", rounds)]
    if not quick:
        words = [folder / f"word-{number}.docx" for number in range(2)]
        for paper in words:
            word_paper(paper)
        rows.append(_compared("3 of them, and 2 Word papers", papers[:3] + words, folder / "word", rounds))
    return Section("briefing", "The briefing pack", _COLUMNS, tuple(rows), (), _REMARKS)


def _compared(what: str, papers: list[Path], folder: Path, rounds: int) -> tuple[str, ...]:
    opened = workspace_of(folder / "ours", papers)
    (folder / "theirs").mkdir()
    both = [(_ours(opened), _plain(papers, folder / "theirs")) for _ in range(rounds + 1)][1:]
    first = statistics.median(made[0] for made, _ in both)
    more = statistics.median(made[1] - made[0] for made, _ in both)
    theirs = statistics.median(seconds for _, seconds in both)
    cells = (milliseconds(seconds) for seconds in (first, more, first + more, theirs))
    return what, *cells, times(theirs / (first + more))


def _ours(opened: Workspace) -> list[float]:
    """Make the packages of the case, from nothing; the seconds until each was sealed and verified."""
    shutil.rmtree(opened.root / "out", ignore_errors=True)
    loaded, _ = opened.load(opened.case_files()[0])
    if loaded is None:
        raise SystemExit("The fictional case is invalid")
    packages = plan(loaded.case, opened.board, (BRIEFING,))
    began = time.perf_counter()
    identities, _ = workspace_identities(opened.case_files(), opened.shown)
    with Guard(identities, opened.board) as guard, room_for(loaded.case.reference, opened.root / "out") as room:
        office = _office(opened, guard)
        gathered, findings = take_in(loaded, room.work)
        kept = ConvertedPapers(room.folder / CACHE, office.passphrase)
        ready, more = make_ready(loaded, gathered.gathered, room.work, kept)
        if (findings + more).errors:
            raise SystemExit("A fictional paper was refused")
        making = produce(loaded, packages, CasePapers(gathered.gathered, ready), office, room)
        return [time.perf_counter() - began for _ in making]


def _office(opened: Workspace, guard: Guard) -> Office:
    return Office(
        opened.board, None, TODAY, opened.root / "out", Passphrase(WORDS), guard, Ledger(opened.root / "ledger")
    )


def _plain(papers: list[Path], folder: Path) -> float:
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
