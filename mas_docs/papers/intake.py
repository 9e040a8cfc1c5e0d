"""Taking in a case's papers: where each lies, what it is, whether it opens, its neutral name, and its clean PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Paper, PaperKind
from mas_docs.case.paper_words import called
from mas_docs.errors import InvalidCaseError
from mas_docs.files import contained, open_ordinary
from mas_docs.findings import Finding, Findings
from mas_docs.guidance.papers import checklist
from mas_docs.guidance.plain import long_date
from mas_docs.papers import faults
from mas_docs.papers.cleaning.cleaner import Cleaned, PaperCleaner
from mas_docs.papers.faults import Fault
from mas_docs.papers.formats import CHUNK, JPEG, OLE_SIGNATURE, PDF, PNG, TIFF, ZIP_SIGNATURE, Format, plain_format
from mas_docs.papers.identity import FileIdentity
from mas_docs.papers.office import ole_format, zip_format
from mas_docs.workspace import CASE_FILE

LARGEST_PAPER = 500 * 10**6
"""The largest file taken in, in bytes."""

Unlock = Callable[[int, PaperKind], str | None]
"""Asked for a locked PDF's own passphrase: the paper's number in the case file, from 1, and kind; None leaves it."""

Ours = Callable[[], Iterable[str]]
"""Gives the passphrases of our own packages, whose PDFs may come back as papers; asked for once one is locked."""

_CLEANED = (PDF, PNG, JPEG, TIFF)


@dataclass(frozen=True, slots=True)
class GatheredPaper:
    """A paper that is there, opens, and may be sent.

    Attributes:
        place: its place in the case file's list, from 0.
        number: its number on the checklist, in a reader's order, from 1; its name begins with it.
        kind, title, date: as the case file has them.
        path: the file, the links above the case folder followed.
        identity: of the file as it was examined; `unchanged` compares it.
        size: in bytes.
        found: what it is by its content.
        media_type, extension: of what travels: its clean PDF's, or its own; the extension without its dot.
        name: the neutral name it travels under. Neither the file's own name nor the title is in it: they may
            hold a child's name.
        clean: the clean PDF that stands for it, in the work folder; None where none was asked for, and for text and
            Word formats.
        pages: of a PDF, and of a picture with a clean PDF.
        sha256: of the file's content in hexadecimal, where clean PDFs were asked for; else empty.
        remarks: what its reader has to know, each the end of a sentence that begins with the paper.
    """

    place: int
    number: int
    kind: PaperKind
    title: str | None
    date: dt.date | None
    path: Path
    identity: FileIdentity
    size: int
    found: Format
    media_type: str
    extension: str
    name: str
    clean: Path | None = None
    pages: int | None = None
    sha256: str = ""
    remarks: tuple[str, ...] = ()


def none_of_ours() -> tuple[str, ...]:
    """Know no passphrase of our own packages."""
    return ()


def gather(
    loaded: LoadedCase,
    *,
    unlock: Unlock | None = None,
    into: Path | None = None,
    ours: Ours = none_of_ours,
    cleaner: PaperCleaner | None = None,
) -> tuple[tuple[GatheredPaper, ...], Findings]:
    """Examine every paper of a case that names a file (guidance 4.6), and clean it where a folder is given for that.

    All papers are examined, whatever is wrong with one. A finding stands at the paper's line, and speaks
    of the paper by number and kind.

    Args:
        loaded: the case with its folder.
        unlock: asked once for each PDF that turns out to be locked when it is cleaned; else that is a finding.
        into: a private work folder, for a clean PDF of each PDF and picture: `001.pdf` for the first on the
            checklist. Without it, papers are only examined.
        ours: passphrases that are tried on a locked PDF before anybody is asked for its own.
        cleaner: what examines and cleans them, kept from case to case; None for one that ends with this call.

    Returns:
        The papers without an error, in the order of the checklist, and every problem.

    Raises:
        UsageError: a clean PDF cannot be written.
    """
    gathered: list[GatheredPaper] = []
    findings: list[Finding] = []
    numbers = {line.place: line.number for line in checklist(loaded.case)}
    wanted = [(place, paper) for place, paper in enumerate(loaded.case.papers) if paper.file is not None]
    if not wanted:
        return (), Findings()
    with cleaner.one_case() if cleaner is not None else PaperCleaner() as cleaning:
        intake = _Intake(loaded.folder, cleaning, into, unlock, ours)
        for place, paper in wanted:
            taken, faulty = intake.take_in(paper, place, numbers[place])
            if taken is not None and any(_is_same(taken, earlier) for earlier in gathered):
                faulty += (faults.REPEATED,)
            if taken is not None:
                gathered.append(taken)
            findings += [paper_finding(loaded, place, fault) for fault in faulty]
    return tuple(sorted(gathered, key=lambda paper: paper.number)), Findings.of(findings)


def _is_same(one: GatheredPaper, other: GatheredPaper) -> bool:
    return one.path == other.path or (one.sha256 == other.sha256 != "")


def unchanged(paper: GatheredPaper) -> bool:
    """Whether a paper is still the file that was examined, unwritten since; a link in its place is not."""
    try:
        return FileIdentity.of(paper.path.lstat()) == paper.identity
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class _Intake:
    folder: Path
    cleaner: PaperCleaner
    into: Path | None
    unlock: Unlock | None = field(repr=False)
    ours: Ours = field(repr=False)

    def take_in(self, paper: Paper, place: int, number: int) -> tuple[GatheredPaper | None, tuple[Fault, ...]]:
        """A paper as it may travel, unless a fault forbids it."""
        try:
            located = _locate(self.folder, paper.file or "")
            if isinstance(located, Fault):
                return None, (located,)
            # Taken before the examination: what is written from here on makes the file another one.
            identity = _identity(located)
            found = _examine(located, identity.size)
            if isinstance(found, Fault):
                return None, (found,)
            clean = self.into / f"{number:03}.pdf" if self.into and found in _CLEANED else None
            cleaned = self._clean(located, found, clean, (place + 1, paper.kind))
            if cleaned.refused:
                return None, cleaned.faults
            sha256 = _digest(located) if self.into else ""
        except (FileNotFoundError, NotADirectoryError):
            return None, (faults.ABSENT,)
        except OSError:
            return None, (faults.UNREADABLE,)
        sent = PDF if clean else found
        taken = GatheredPaper(
            place=place,
            number=number,
            kind=paper.kind,
            title=paper.title,
            date=paper.date,
            path=located,
            identity=identity,
            size=identity.size,
            found=found,
            media_type=sent.media_type,
            extension=sent.extension,
            name=_neutral_name(number, paper, sent),
            clean=clean,
            pages=cleaned.pages,
            sha256=sha256,
            remarks=tuple(fault.message for fault in cleaned.faults),
        )
        return taken, cleaned.faults

    def _clean(self, path: Path, found: Format, clean: Path | None, asked_for: tuple[int, PaperKind]) -> Cleaned:
        """Clean or examine a paper, and where it is locked try our own passphrases, then the one that is asked for."""
        cleaned = self._opened(path, found, clean, None)
        if faults.LOCKED not in cleaned.faults:
            return cleaned
        for passphrase in self.ours():
            opened = self._opened(path, found, clean, passphrase)
            if faults.STILL_LOCKED not in opened.faults:
                return opened
        password = self.unlock(*asked_for) if self.unlock is not None else None
        return cleaned if password is None else self._opened(path, found, clean, password)

    def _opened(self, path: Path, found: Format, clean: Path | None, password: str | None) -> Cleaned:
        if clean is not None:
            return self.cleaner.clean(path, found, clean, password)
        return self.cleaner.examine(path, password) if found is PDF else Cleaned()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with open_ordinary(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _locate(folder: Path, untrusted_path: str) -> Path | Fault:
    """The file that a case file names, if it lies inside the case folder and is no link.

    Raises:
        OSError: there is nothing of that name, or it may not be looked at.
    """
    try:
        written = contained(folder, untrusted_path)
    except InvalidCaseError:
        return faults.OUTSIDE
    within = (written, *(above for above in written.parents if above.is_relative_to(folder) and above != folder))
    if any(part.is_symlink() for part in within):
        return faults.LINK
    path = written.resolve()
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


def _examine(path: Path, size: int) -> Format | Fault:
    """What a file is, told by its content."""
    if size == 0:
        return faults.EMPTY
    return _recognise(path) if size <= LARGEST_PAPER else faults.TOO_LARGE


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


def paper_finding(loaded: LoadedCase, place: int, fault: Fault) -> Finding:
    """What is wrong with a paper, told at its line in the case file.

    Args:
        loaded: the case.
        place: the paper's place in the case file's list, from 0.
        fault: what is wrong with it.
    """
    paper = loaded.case.papers[place]
    dated = f" of {long_date(paper.date)}" if paper.date else ""
    return loaded.finding(
        fault.id,
        ("papers", place, "file"),
        f"{called(place + 1, paper.kind)}{dated} {fault.message}",
        fault.remedy,
        severity=fault.severity,
        paragraph="4.6",
        exit_code=fault.exit_code,
    )
