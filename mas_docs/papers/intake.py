"""The first look at a case's papers: where each lies, what it is, whether it opens, and its neutral name."""

from __future__ import annotations

import datetime as dt
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Paper, PaperKind
from mas_docs.case.paper_words import called
from mas_docs.errors import InvalidCaseError
from mas_docs.files import contained, open_ordinary
from mas_docs.findings import Finding, Findings, Severity
from mas_docs.guidance.papers import checklist
from mas_docs.papers import faults
from mas_docs.papers.faults import Fault
from mas_docs.papers.formats import OLE_SIGNATURE, PDF, ZIP_SIGNATURE, Format, plain_format
from mas_docs.papers.identity import FileIdentity
from mas_docs.papers.office import ole_format, zip_format
from mas_docs.papers.pdf_examiner import PdfExaminer
from mas_docs.workspace import CASE_FILE

LARGEST_PAPER = 500 * 10**6
"""The largest file taken in, in bytes."""


@dataclass(frozen=True, slots=True)
class GatheredPaper:
    """A paper that is there, opens, and may be sent.

    Attributes:
        place: its place in the case file's list, from 0.
        number: its number on the checklist, in a reader's order, from 1; its name begins with it.
        kind, title, date: as the case file has them.
        path: the file, links followed.
        identity: of the file as it was examined; `unchanged` compares it.
        size: in bytes.
        media_type, extension: by content; the extension without its dot.
        name: the neutral name it travels under. Neither the file's own name nor the title is in it: they may
            hold a child's name.
    """

    place: int
    number: int
    kind: PaperKind
    title: str | None
    date: dt.date | None
    path: Path
    identity: FileIdentity
    size: int
    media_type: str
    extension: str
    name: str


def gather(loaded: LoadedCase) -> tuple[tuple[GatheredPaper, ...], Findings]:
    """Examine every paper of a case that names a file (guidance 4.6).

    All papers are examined, whatever is wrong with one. A finding stands at the paper's line, and speaks
    of the paper by number and kind.

    Args:
        loaded: the case with its folder.

    Returns:
        The papers without an error, in the order of the checklist, and every problem.
    """
    gathered: list[GatheredPaper] = []
    findings: list[Finding] = []
    numbers = {line.place: line.number for line in checklist(loaded.case)}
    with PdfExaminer() as pdfs:
        for index, paper in enumerate(loaded.case.papers):
            if paper.file is None:
                continue
            taken, fault = _take_in(loaded.folder, paper, index, numbers[index], pdfs)
            if taken is not None and any(taken.path == earlier.path for earlier in gathered):
                fault = fault or faults.REPEATED
            if taken is not None:
                gathered.append(taken)
            if fault is not None:
                findings.append(_finding(loaded, index, paper, fault))
    return tuple(sorted(gathered, key=lambda paper: paper.number)), Findings.of(findings)


def unchanged(paper: GatheredPaper) -> bool:
    """Whether a paper is still the file that was examined, unwritten since; a link in its place is not."""
    try:
        return FileIdentity.of(paper.path.lstat()) == paper.identity
    except OSError:
        return False


def _take_in(
    folder: Path, paper: Paper, place: int, number: int, pdfs: PdfExaminer
) -> tuple[GatheredPaper | None, Fault | None]:
    try:
        located = _locate(folder, paper.file or "")
        if isinstance(located, Fault):
            return None, located
        # Taken before the examination: what is written from here on makes the file another one.
        identity = _identity(located)
        found, fault = _examine(located, identity.size, pdfs)
    except (FileNotFoundError, NotADirectoryError):
        return None, faults.ABSENT
    except OSError:
        return None, faults.UNREADABLE
    if found is None:
        return None, fault
    taken = GatheredPaper(
        place=place,
        number=number,
        kind=paper.kind,
        title=paper.title,
        date=paper.date,
        path=located,
        identity=identity,
        size=identity.size,
        media_type=found.media_type,
        extension=found.extension,
        name=_neutral_name(number, paper, found),
    )
    return taken, fault


def _locate(folder: Path, untrusted_path: str) -> Path | Fault:
    """The file that a case file names, links followed, if it lies inside the case folder.

    Raises:
        OSError: there is nothing of that name, or it may not be looked at.
    """
    try:
        path = contained(folder, untrusted_path).resolve()
    except InvalidCaseError:
        return faults.OUTSIDE
    if not stat.S_ISREG(path.stat().st_mode):
        return faults.NOT_A_FILE
    return faults.CASE_FILE if _is_case_file(path, folder) else path


def _is_case_file(path: Path, folder: Path) -> bool:
    try:
        return path.samefile(folder / CASE_FILE)
    except FileNotFoundError:
        return False


def _identity(path: Path) -> FileIdentity:
    with open_ordinary(path) as file:
        identity = FileIdentity.of(os.fstat(file.fileno()))
    if identity is None:
        raise OSError(str(path))
    return identity


def _examine(path: Path, size: int, pdfs: PdfExaminer) -> tuple[Format | None, Fault | None]:
    """What a file is, and what is wrong with it: an error leaves no format, a warning does."""
    if size == 0:
        return None, faults.EMPTY
    if size > LARGEST_PAPER:
        return None, faults.TOO_LARGE
    found = _recognise(path)
    if isinstance(found, Fault):
        return None, found
    fault = pdfs.fault(path) if found is PDF else None
    return (None if fault and fault.severity is Severity.ERROR else found), fault


def _recognise(path: Path) -> Format | Fault:
    with path.open("rb") as file:
        signature = file.read(8)
    if signature.startswith(ZIP_SIGNATURE):
        return zip_format(path)
    if signature == OLE_SIGNATURE:
        return ole_format(path)
    return plain_format(path) or faults.UNKNOWN_TYPE


def _neutral_name(number: int, paper: Paper, found: Format) -> str:
    dated = f"-{paper.date.isoformat()}" if paper.date else ""
    return f"{number:02d}-{paper.kind.value}{dated}.{found.extension}"


def _finding(loaded: LoadedCase, index: int, paper: Paper, fault: Fault) -> Finding:
    return loaded.finding(
        fault.id,
        ("papers", index, "file"),
        f"{called(index + 1, paper.kind)} {fault.message}",
        fault.remedy,
        severity=fault.severity,
        paragraph="4.6",
        exit_code=fault.exit_code,
    )
