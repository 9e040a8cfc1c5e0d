"""The guard before every seal: no package holds another case's identity, and what anybody can read names no child.

It reads every member as its recipient could, and searches it for what identifies any case of the workspace. Its
verdicts name the file, the place and the other case's reference, never the name that was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from mas_docs.board import Board
from mas_docs.case.model import REFERENCE, Case
from mas_docs.errors import RefusedError
from mas_docs.guard.identities import ChildIdentity, Identity
from mas_docs.guard.matching import CaseSearch, Searcher
from mas_docs.guard.reading import MemberReader, MemberText
from mas_docs.guard.vocabulary import vocabulary_of
from mas_docs.guidance.people import people
from mas_docs.guidance.plain import counted

OTHER_CASE = "other-case"
"""Why something is refused that identifies another case; the id of findings, and what the ledger says."""

NAME_IN_THE_OPEN = "name-in-the-open"
"""Why something is refused of which anybody could read a child's name or initials."""

WITHOUT_REFERENCE = "a case whose reference cannot be read"
"""How a case is spoken of whose file and folder have no neutral reference: what they have may be a name."""

_FOR_NO_CASE = "--case for the case that the files are about, --mentions for any other of {}"
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a file identifies a case.

    Attributes:
        file: the member's name.
        place: where in it, as `page 3`; empty for the file as a whole.
        reference: the case.
    """

    file: str
    place: str
    reference: str

    def __str__(self) -> str:
        place = f", {self.place}," if self.place else ""
        return f"{self.file}{place} holds what identifies {self.reference}"


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file.

    Attributes:
        foreign: where it identifies cases that it may not.
        allowed: the references of cases that it identifies by an exception.
        unsearchable: what of it could not be searched, as `plan.pdf: pages 2 to 4 (scans without text)`.
    """

    foreign: tuple[Mention, ...] = ()
    allowed: tuple[str, ...] = ()
    unsearchable: tuple[str, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """The cases that it identifies without an exception, each once."""
        return tuple(dict.fromkeys(mention.reference for mention in self.foreign))

    @property
    def neutral_references(self) -> tuple[str, ...]:
        """As `references`, for the ledger, which has no word for a case without one."""
        return tuple(reference for reference in self.references if reference != WITHOUT_REFERENCE)

    def __add__(self, other: Examined) -> Examined:
        return Examined(
            (*self.foreign, *other.foreign),
            tuple(dict.fromkeys((*self.allowed, *other.allowed))),
            (*self.unsearchable, *other.unsearchable),
        )


class Guard:
    """What a run knows of all cases of a workspace, and the process that reads what is to be sealed.

    Args:
        identities: what identifies each case.
        board: the board's settings; its own people and words belong to every case.
    """

    def __init__(self, identities: Sequence[Identity], board: Board) -> None:
        self._searcher = Searcher(identities)
        self._board = board
        self._reader = MemberReader()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    def of_case(self, case: Case, exception: str = "mentions_allowed: [{}] in the case file") -> CaseGuard:
        """The guard of one case's packages: they may identify that case, and those that it may rightly mention.

        Args:
            case: the case.
            exception: how another one is permitted; its reference goes into the braces.
        """
        known = tuple(_known_people(case, self._board))
        search = self._searcher.for_case(identity_of(case), known, case.mentions_allowed)
        return CaseGuard(self._searcher, search, self._reader, self._board, known, case.reference, exception)

    def of_no_case(self, allowed: Iterable[str]) -> CaseGuard:
        """The guard of files that are sealed for no case: they may identify none, but for what is allowed."""
        known = tuple(_known_to_board(self._board))
        search = self._searcher.for_case(None, known, tuple(allowed))
        return CaseGuard(self._searcher, search, self._reader, self._board, known, "", _FOR_NO_CASE)


class CaseGuard:
    """Judges what one case's packages hold.

    Args:
        searcher: finds any child of the workspace.
        search: finds what this case's packages may not hold.
        reader: reads a member as its recipient could.
        board: the board's settings.
        known: the professionals' names, which are no child's here.
        reference: the case, as refusals name it; empty for none.
        exception: how an exception is made, with braces for the references.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it stands on
        self,
        searcher: Searcher,
        search: CaseSearch,
        reader: MemberReader,
        board: Board,
        known: tuple[str, ...],
        reference: str,
        exception: str,
    ) -> None:
        self._searcher = searcher
        self._search = search
        self._reader = reader
        self._board = board
        self._known = known
        self._reference = reference
        self._exception = exception

    def examine(self, name: str, content: bytes | Path, passwords: Sequence[str] = ()) -> Examined:
        """Search a file for what identifies other cases; see `examine_all`."""
        return self.examine_all([(name, content, passwords)])[0]

    def examine_all(self, files: Iterable[tuple[str, bytes | Path, Sequence[str]]]) -> tuple[Examined, ...]:
        """Search files that belong together for what identifies other cases.

        Whom one of them introduces as a parent or the like is known in all: a child elsewhere may be a namesake.

        Args:
            files: each with what verdicts call it, its bytes or where they lie, and what may open it.
        """
        texts = [(name, self._read(name, content, passwords)) for name, content, passwords in files]
        papers = ([stretch.text for stretch in read.stretches] for _, read in texts)
        namesakes = frozenset().union(*(self._search.introduced(paper) for paper in papers))
        search = self._search.knowing(namesakes)
        return tuple(_examined(name, read, search) for name, read in texts)

    def _read(self, name: str, content: bytes | Path, passwords: Sequence[str]) -> MemberText:
        read = self._reader.read(name, content)
        if passwords and any("locked" in gap for gap in read.unsearchable):
            # Only what is locked is read by a process that knows a passphrase, and that process reads nothing else.
            self._reader.close()
            read = self._reader.read(name, content, passwords)
            self._reader.close()
        return read

    def refuse(self, examined: Examined) -> None:
        """Refuse to seal what identifies another case.

        Raises:
            RefusedError: it does; the first places are named.
        """
        if not examined.foreign:
            return
        told = "; ".join(str(mention) for mention in examined.foreign[:_MOST_TOLD])
        left = len(examined.foreign) - _MOST_TOLD
        more = f"; and {counted(left, 'more place')}" if left > 0 else ""
        exception = self._exception.format(", ".join(examined.neutral_references))
        allow = f" or, where it may rightly be mentioned, allow it: {exception}" if examined.neutral_references else ""
        raise RefusedError(f"{told}{more}. Nothing was sealed", where=self._reference, remedy=f"Take it out{allow}.")

    def names_child(self, text: str) -> bool:
        """Whether a text, as the name of a recipient, identifies a child of another case; without one, of any."""
        return bool(self._search.search(text))

    def refuse_names(self, texts: Iterable[tuple[str, str]]) -> None:
        """Refuse what anybody can read without a passphrase, where it gives any child's name or initials.

        Args:
            texts: each with what it is, as `the calendar entry`.

        Raises:
            RefusedError: one of them does; it is not quoted.
        """
        vocabulary = vocabulary_of(self._board, self._reference)
        for what, text in texts:
            if self._searcher.names_any_child(text, vocabulary, self._known):
                raise RefusedError(
                    f"A child's name or initials would stand in {what}, which anybody can read, so nothing was sealed",
                    where=self._reference,
                    remedy="Look for them in the names of files, the venue and the settings, and take them out.",
                )


def _examined(name: str, read: MemberText, search: CaseSearch) -> Examined:
    found = ((stretch, hit) for stretch in read.stretches for hit in search.search(stretch.text))
    hits = [(stretch.place_at(hit.start), hit) for stretch, hit in found]
    foreign = (Mention(name, place, _neutral(hit.reference)) for place, hit in hits if not hit.allowed)
    allowed = (hit.reference for _, hit in hits if hit.allowed)
    gaps = tuple(f"{name}: {gap}" for gap in read.unsearchable)
    return Examined(tuple(dict.fromkeys(foreign)), tuple(dict.fromkeys(allowed)), gaps)


def _neutral(reference: str) -> str:
    return reference if REFERENCE.fullmatch(reference) else WITHOUT_REFERENCE


def identity_of(case: Case) -> Identity:
    """What identifies a case that was read whole."""
    children = tuple(ChildIdentity(child.name, child.date_of_birth) for child in case.children)
    return Identity((case.reference,), children)


def _known_people(case: Case, board: Board) -> Iterator[str]:
    """Everybody whom a case names beside its children; a child elsewhere may be their namesake."""
    for placed in people(case):
        yield placed.person.name
        if placed.person.line_manager:
            yield placed.person.line_manager
    for facilitator in case.facilitators:
        yield from facilitator.line_manages
    yield from (form.name for form in case.feedback)
    if case.summary:
        yield from (action.owner for action in case.summary.actions if action.owner)
        if case.summary.signed_by:
            yield case.summary.signed_by
    yield from _known_to_board(board)


def _known_to_board(board: Board) -> Iterator[str]:
    yield board.business_unit.name
    yield board.name
    for pooled in board.facilitator_pool:
        yield pooled.name
        yield from pooled.line_manages
