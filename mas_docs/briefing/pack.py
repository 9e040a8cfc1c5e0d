"""A case's briefing pack: what its copies share is made once, and each facilitator's copy from that."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mas_docs.board import Board
from mas_docs.briefing.binding import Bookmark, PaperToBind, Unbound, bind
from mas_docs.briefing.contents import COVER_PAGES, BoundPaper, Edition, pack_papers
from mas_docs.briefing.copies import make_copy
from mas_docs.briefing.covers import Cover, Strips, covers, strips
from mas_docs.briefing.editions import Editions, editions_with, record
from mas_docs.briefing.pages import OwnPages, shared_pages
from mas_docs.briefing.taking_in import ReadyPaper
from mas_docs.case.model import Case
from mas_docs.documents.template_files import find_template
from mas_docs.documents.text import render_text
from mas_docs.files import cannot_write
from mas_docs.guard.public_names import refuse_child_names
from mas_docs.guidance.papers import PaperStatus
from mas_docs.guidance.plain import counted, ordinal
from mas_docs.recipients import Recipient
from mas_docs.transfer.native.pdf import Lock, make_lock
from mas_docs.transfer.passphrases.passphrase import Passphrase

Progress = Callable[[Iterator[int], int, str], Iterator[int]]
"""Passes numbers through and shows how far they have come: of how many, and what is being done."""


def unseen(numbers: Iterator[int], total: int, doing: str) -> Iterator[int]:
    """Show no progress."""
    del total, doing
    yield from numbers


@dataclass(frozen=True, slots=True)
class PackOffice:
    """What every pack of a run is made with.

    Attributes:
        board: the board's settings.
        own_templates: the folder of the board's own templates, searched first; None where it has none.
        today: the date that packs bear.
        passphrase: what opens a copy.
        progress: how the binding of a large pack is shown.
    """

    board: Board
    own_templates: Path | None
    today: dt.date
    passphrase: Passphrase
    progress: Progress = unseen


_NOT_BOUND = (PaperStatus.OUTSTANDING, PaperStatus.MISSING)


@dataclass(frozen=True, slots=True)
class _Common:
    path: Path
    pages: int
    edition: Edition
    own: OwnPages
    strips: Strips


@dataclass(frozen=True, slots=True)
class PackCopy:
    """One facilitator's copy of a pack.

    Attributes:
        path: where it lies, encrypted.
        made_of: all that its words come from, as it was before it was bound: pages of ours, papers, and words.
    """

    path: Path
    made_of: tuple[str | Path | bytes, ...]


_KEPT: list[tuple[Passphrase, Lock]] = []
"""The lock that was made last, and what opens it."""


def lock_for(passphrase: Passphrase) -> Lock:
    """What the packs of a run are under: one lock for all that one passphrase opens.

    Raises:
        PassphraseError: the passphrase is weak.
        DamagedArchiveError: the lock that was made does not open as it should.
    """
    for known, lock in tuple(_KEPT):
        if known == passphrase:
            return lock
    made = make_lock(passphrase)
    _KEPT[:] = [(passphrase, made)]
    return made


@contextmanager
def _written_in(folder: Path) -> Iterator[None]:
    """Tell what the system has against writing in a folder as this case's failure, so that other cases go on."""
    try:
        yield
    except OSError as error:
        raise cannot_write(folder, error) from error


class Briefing:
    """The packs of one case.

    Args:
        case: the case.
        papers: its papers, ready to be bound.
        office: what packs are made with.
        folder: the case's folder of output, where the record of editions lies.
        work: a private work folder in it, where packs lie until they are sealed.
    """

    def __init__(
        self, case: Case, papers: tuple[ReadyPaper, ...], office: PackOffice, folder: Path, work: Path
    ) -> None:
        self._case = case
        self._papers = papers
        self._office = office
        self._folder = folder
        self._work = work
        self._holders: list[str] = []
        self._editions: Editions = editions_with(
            folder,
            [ready.paper.sha256 for ready in papers],
            case,
            office.today,
        )
        self._shared: _Common | None = None
        self._covers: dict[str, Cover] = {}
        self._said: dict[tuple[str, int], str] = {}

    def copy_for(self, recipient: Recipient) -> PackCopy:
        """Make one facilitator's copy, encrypted, with their name on the cover and in the foot of every page.

        Raises:
            RefusedError: a child's name would stand on the cover.
            TemplateError: a template of our own pages is at fault.
            DamagedArchiveError: the copy that was just written does not open as it should.
            UsageError: the disk is full, or something else keeps it from being written.
        """
        common, cover = self._common(), self._cover(recipient.name)
        refuse_child_names(self._case, (cover.words,), "the cover of the pack")
        copy = self._work / f"briefing-pack-{recipient.number}.pdf"
        with _written_in(self._folder):
            make_copy(common.path, cover, self._words("cover-bookmark"), lock_for(self._office.passphrase), copy)
        beside = "\n".join(self._said.values())
        papers = tuple(paper.path for paper in self._papers)
        return PackCopy(copy, (common.own.words, cover.words, common.strips.words, beside, *papers))

    def _cover(self, holder: str) -> Cover:
        """A facilitator's own cover; those of all are set together, when the first of them is asked for."""
        if holder not in self._covers:
            common = self._common()
            holders = tuple(dict.fromkeys((*(facilitator.name for facilitator in self._case.facilitators), holder)))
            made = covers(
                self._case,
                self._office.board,
                holders,
                common.edition,
                common.pages,
                own_templates=self._office.own_templates,
            )
            self._covers = dict(zip(holders, made, strict=True))
        return self._covers[holder]

    def remarks(self) -> tuple[str, ...]:
        """What whoever sends the packs has to know about them, in sentences."""
        return (self._summary(), *self._unshown())

    def _summary(self) -> str:
        """What a pack is, in a line: its edition, its pages, and how its papers stand."""
        common = self._common()
        statuses = Counter(paper.status for paper in pack_papers(self._case, map(self._to_list, self._papers)))
        parts = [f"{counted(statuses[PaperStatus.ENCLOSED], 'paper')} bound"]
        parts += [f"{statuses[status]} {status}" for status in _NOT_BOUND if statuses[status]]
        which = ordinal(common.edition.number).capitalize()
        return f"{which} edition of the pack, {counted(common.pages, 'page')}: {', '.join(parts)}."

    def _unshown(self) -> tuple[str, ...]:
        unshown = self._common().own.unshown
        if not unshown:
            return ()
        listed = ", ".join(f"U+{ord(character):04X}" for character in unshown)
        return (f"The pack's fonts do not have these characters of the case, so their numbers stand there: {listed}.",)

    def went_to(self, recipient: Recipient) -> None:
        """Remember that a facilitator's copy is sealed."""
        self._holders.append(recipient.name)

    def record(self) -> None:
        """Write down who has this edition now, so that the next one can say what is new since."""
        if self._holders:
            record(self._folder, self._editions, self._holders, self._work)

    def _common(self) -> _Common:
        if self._shared is None:
            self._shared = self._bound()
        return self._shared

    def _bound(self) -> _Common:
        editions, before = self._editions, self._editions.before
        edition = Edition(
            number=editions.this.number,
            made_on=self._office.today,
            before=before.made_on if before else None,
            before_number=before.number if before else 0,
            details_changed=editions.details_changed,
        )
        own = shared_pages(
            self._case,
            self._office.board,
            [self._to_list(ready) for ready in self._papers],
            edition,
            own_templates=self._office.own_templates,
        )
        pages = COVER_PAGES + own.pages + sum(ready.pages for ready in self._papers)
        path = self._work / "briefing-pack-common.pdf"
        numbers = strips(pages, own_templates=self._office.own_templates)
        binding = bind(self._unbound(own, numbers), lock_for(self._office.passphrase), path)
        with _written_in(self._folder):
            for _ in self._office.progress(binding, pages, f"Binding {self._case.reference}"):
                pass
        return _Common(path, pages, edition, own, numbers)

    def _to_list(self, ready: ReadyPaper) -> BoundPaper:
        is_new = self._editions.is_new(ready.paper.sha256)
        return BoundPaper(ready.paper.place, ready.pages, ready.source, is_new, ready.paper.remarks)

    def _unbound(self, own: OwnPages, numbers: Strips) -> Unbound:
        ready = {paper.paper.place: paper for paper in self._papers}
        return Unbound(
            own=own.pdf,
            papers=tuple(
                PaperToBind(ready[part.paper].path, part.after, part.title)
                for part in own.parts
                if part.paper is not None
            ),
            bookmarks=tuple(self._bookmarks(own)),
            numbers=numbers.pdf,
            page_words=lambda number: self._words("link", number),
        )

    def _bookmarks(self, own: OwnPages) -> Iterator[Bookmark]:
        """A bookmark for each part, those of papers below one of their own."""
        first = next((part for part in own.parts if part.is_of_paper), None)
        for part in own.parts:
            if part is first:
                yield Bookmark(self._words("papers-bookmark"), part.page)
            yield Bookmark(part.title, part.page, level=2 if part.is_of_paper else 1)

    def _words(self, name: str, number: int = 0) -> str:
        """A line of words that stands on no page, but is shown or read aloud beside them."""
        if (name, number) not in self._said:
            template = find_template(f"text/en/pack/{name}.txt", self._office.own_templates)
            self._said[name, number] = render_text(template, {"number": number} if number else {}).strip()
        return self._said[name, number]
