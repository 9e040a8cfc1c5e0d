"""A case's papers become clean PDFs, whatever they arrived as: what the intake leaves, Word and text, is done here.

One bad paper is one finding; the others are taken in all the same, so that all problems show at once (guidance 4.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from mas_docs.briefing.cache import ConvertedPapers
from mas_docs.briefing.plain_text import TextPages, text_pages
from mas_docs.case.loading import LoadedCase
from mas_docs.errors import MissingProgramError
from mas_docs.files import cannot_write, write_new
from mas_docs.findings import Finding, Findings, Severity
from mas_docs.papers.cleaning.cleaner import PaperCleaner
from mas_docs.papers.converting.conversion import Source, convert
from mas_docs.papers.faults import CHANGED, Fault
from mas_docs.papers.formats import DOC, DOCX, ODT, PDF, RTF, TEXT, read_text
from mas_docs.papers.intake import GatheredPaper, Ours, Unlock, gather, none_of_ours, paper_finding, unchanged

AS_PDF = "PDF"
AS_PICTURE = "picture"
_AS_CONVERTED = {
    DOCX: "Word document, converted to PDF",
    DOC: "Word document, converted to PDF",
    ODT: "OpenDocument text, converted to PDF",
    RTF: "RTF document, converted to PDF",
}
AS_TEXT = "plain text"


@dataclass(frozen=True, slots=True)
class ReadyPaper:
    """A paper that can be bound.

    Attributes:
        paper: what the intake knows of it.
        path: the clean PDF, in the work folder.
        pages: how many pages it has.
        source: what it arrived as, in words.
    """

    paper: GatheredPaper
    path: Path
    pages: int
    source: str


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The papers of a case, as far as its packages need them.

    Attributes:
        gathered: the papers as they travel from hop to hop.
        ready: the papers as they are bound; empty where nothing is bound.
        unsearched: what of them could not be searched for other cases, in sentences.
    """

    gathered: tuple[GatheredPaper, ...] = ()
    ready: tuple[ReadyPaper, ...] = ()
    unsearched: tuple[str, ...] = ()


def take_in(
    loaded: LoadedCase,
    work: Path,
    unlock: Unlock | None = None,
    ours: Ours = none_of_ours,
    cleaner: PaperCleaner | None = None,
) -> tuple[CasePapers, Findings]:
    """Take in a case's papers to send them on: PDFs and pictures cleaned, the others as they are.

    Args:
        loaded: the case with its folder.
        work: a private work folder, which receives the clean papers.
        unlock: how a locked paper's own password is found.
        ours: passphrases that are tried on a locked paper before.
        cleaner: what cleans them, kept from case to case; None for one that ends with this call.

    Returns:
        The papers without an error, and every problem.
    """
    gathered, findings = gather(loaded, unlock=unlock, into=work, ours=ours, cleaner=cleaner)
    return CasePapers(gathered), findings


def make_ready(
    loaded: LoadedCase,
    papers: Sequence[GatheredPaper],
    work: Path,
    kept: ConvertedPapers,
    cleaner: PaperCleaner | None = None,
) -> tuple[tuple[ReadyPaper, ...], Findings]:
    """Make clean PDFs of all papers: of text by typesetting it, of Word papers by LibreOffice.

    Args:
        loaded: the case with its folder.
        papers: its papers, taken in.
        work: the work folder that they were taken in to.
        kept: the papers that earlier runs converted; it receives those of this one.
        cleaner: what cleans what they were converted to, as `take_in` has it.

    Returns:
        The papers without an error, in the order of the checklist, and what was found on the way.
    """
    with ExitStack() as opened:
        desk = _Desk(loaded, work, kept, opened, cleaner)
        desk.make(papers)
    if len(papers) == sum(paper.file is not None or not paper.outstanding for paper in loaded.case.papers):
        # Only where none was left out or refused is it known which ones are no longer needed.
        kept.forget_all_but([paper.sha256 for paper in papers])
    return tuple(sorted(desk.ready, key=lambda ready: ready.paper.number)), Findings.of(desk.findings)


class _Desk:
    """Makes papers ready, and keeps what is found."""

    def __init__(
        self, loaded: LoadedCase, work: Path, kept: ConvertedPapers, opened: ExitStack, cleaner: PaperCleaner | None
    ) -> None:
        self._loaded = loaded
        self._work = work
        self._kept = kept
        self._opened = opened
        self._shared = cleaner
        self._cleaner: PaperCleaner | None = None
        self.ready: list[ReadyPaper] = []
        self.findings: list[Finding] = []

    def make(self, papers: Sequence[GatheredPaper]) -> None:
        """Make each paper ready by what it arrived as; all that need converting are converted together."""
        to_convert: list[GatheredPaper] = []
        for paper in papers:
            if not unchanged(paper):
                self._tell(paper, CHANGED)
            elif paper.clean is not None and paper.pages is not None:
                source = AS_PDF if paper.found is PDF else AS_PICTURE
                self.ready.append(ReadyPaper(paper, paper.clean, paper.pages, source))
            elif paper.found is TEXT:
                self._set_text(paper)
            elif not self._kept.get(paper.sha256, self._place(paper)):
                to_convert.append(paper)
            else:
                self._take(paper, self._place(paper), _AS_CONVERTED[paper.found])
        if to_convert:
            self._convert(to_convert)

    def _place(self, paper: GatheredPaper) -> Path:
        return self._work / f"made-{paper.number:03}.pdf"

    def _convert(self, papers: Sequence[GatheredPaper]) -> None:
        try:
            results = convert([Source(paper.path, paper.found) for paper in papers], self._work)
        except MissingProgramError as missing:
            for paper in papers:
                self._tell(paper, _not_convertible(missing))
            return
        for paper, result in zip(papers, results, strict=True):
            if isinstance(result, Fault):
                self._tell(paper, result)
            elif not unchanged(paper):
                self._tell(paper, CHANGED)
            elif self._take(paper, result, _AS_CONVERTED[paper.found]):
                self._kept.keep(paper.sha256, self.ready[-1].path, self._work)

    def _set_text(self, paper: GatheredPaper) -> None:
        pages = _pages_of_text(paper)
        if isinstance(pages, Fault):
            self._tell(paper, pages)
            return
        place = self._place(paper)
        try:
            write_new(place, pages.pdf)
        except OSError as error:
            raise cannot_write(self._work, error) from error
        if pages.unshown:
            self._tell(paper, _unshown(pages.unshown))
        self._take(paper, place, AS_TEXT)

    def _take(self, paper: GatheredPaper, made: Path, source: str) -> bool:
        """Clean a PDF that was made of a paper; whether it can be bound."""
        if self._cleaner is None:
            self._cleaner = self._opened.enter_context(self._shared.one_case() if self._shared else PaperCleaner())
        clean = made.with_suffix(".clean.pdf")
        cleaned = self._cleaner.clean(made, PDF, clean)
        if cleaned.refused or cleaned.pages is None:
            for fault in cleaned.faults:
                self._tell(paper, fault)
            return False
        self.ready.append(ReadyPaper(paper, clean, cleaned.pages, source))
        return True

    def _tell(self, paper: GatheredPaper, fault: Fault) -> None:
        self.findings.append(paper_finding(self._loaded, paper.place, fault))


def _pages_of_text(paper: GatheredPaper) -> TextPages | Fault:
    try:
        pages = text_pages(read_text(paper.path))
    except OSError:
        # It could be read when it was examined. The system's own words name the file, and that may be a child's name.
        return CHANGED
    return pages if unchanged(paper) else CHANGED


def _not_convertible(missing: MissingProgramError) -> Fault:
    return Fault(
        "paper-needs-libreoffice",
        "is a Word document, and LibreOffice, which makes a PDF of it, is not installed",
        missing.remedy,
        exit_code=missing.exit_code,
    )


def _unshown(characters: Sequence[str]) -> Fault:
    listed = ", ".join(f"U+{ord(character):04X}" for character in characters)
    return Fault(
        "paper-characters",
        f"holds characters that the pack's fonts do not have, so their numbers stand there ({listed})",
        "Save it as PDF from the program that wrote it, if they matter.",
        severity=Severity.WARNING,
    )
