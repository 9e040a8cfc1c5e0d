"""The guard before every seal: no package holds another case's identity, and what anybody can read names no child.

It reads every member as its recipient could, and searches it for what identifies any case of the workspace. Its
verdicts name the file, the place and the other case's reference, never the name that was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

from mas_docs.board import Board
from mas_docs.case.model import REFERENCE, Case
from mas_docs.errors import RefusedError
from mas_docs.guard.case_people import people_of, people_of_board
from mas_docs.guard.hits import Hit
from mas_docs.guard.identities import ChildIdentity, Identity
from mas_docs.guard.judging import Judge, Judged, Source
from mas_docs.guard.matching import CaseSearch, Searcher
from mas_docs.guard.reading import MemberReader
from mas_docs.guard.readings import Readings
from mas_docs.guard.vocabulary import vocabulary_of
from mas_docs.guidance.plain import counted

OTHER_CASE = "other-case"
"""Why something is refused that identifies another case; the id of findings, and what the ledger says."""

NAME_IN_THE_OPEN = "name-in-the-open"
"""Why something is refused of which anybody could read a child's name or initials."""

WITHOUT_REFERENCE = "a case whose reference cannot be read"
"""How a case is spoken of whose file and folder have no neutral reference: what they have may be a name."""

_FOR_NO_CASE = "--case for the case that the files are about, --mentions for any other of {}"
_MOST_TOLD = 3
_T = TypeVar("_T")

Content: TypeAlias = bytes | Path | tuple[Source, ...]
"""A file's bytes, or where it lies; or, of one that we made ourselves, all that its words come from."""


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
        self._of_no_case = self._searcher.for_case(None, (), ())
        self._board = board
        self._readings = Readings(MemberReader())
        self._latest: tuple[Case, str, CaseGuard] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._readings.close()

    def of_case(self, case: Case, exception: str = "mentions_allowed: [{}] in the case file") -> CaseGuard:
        """The guard of one case's packages: they may identify that case, and those that it may rightly mention.

        What it found in the case's papers is still known where it is asked for again for the same case.

        Args:
            case: the case.
            exception: how another one is permitted; its reference goes into the braces.
        """
        if self._latest is None or self._latest[:2] != (case, exception):
            known = tuple(people_of(case, self._board))
            search = self._searcher.for_case(identity_of(case), known, case.mentions_allowed)
            self._latest = case, exception, self._guard(search, known, case.reference, exception)
        return self._latest[2]

    def of_no_case(self, allowed: Iterable[str]) -> CaseGuard:
        """The guard of files that are sealed for no case: they may identify none, but for what is allowed."""
        known = tuple(people_of_board(self._board))
        return self._guard(self._searcher.for_case(None, known, tuple(allowed)), known, "", _FOR_NO_CASE)

    def _guard(self, search: CaseSearch, known: tuple[str, ...], reference: str, exception: str) -> CaseGuard:
        judge = Judge(self._of_no_case, self._readings)
        return CaseGuard(self._searcher, search, judge, self._board, known, reference, exception)


class CaseGuard:
    """Judges what one case's packages hold.

    Args:
        searcher: finds any child of the workspace.
        search: finds what this case's packages may not hold.
        judge: keeps what it found in each file.
        board: the board's settings.
        known: the professionals' names, which are no child's here.
        reference: the case, as refusals name it; empty for none.
        exception: how an exception is made, with braces for the references.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it stands on
        self,
        searcher: Searcher,
        search: CaseSearch,
        judge: Judge,
        board: Board,
        known: tuple[str, ...],
        reference: str,
        exception: str,
    ) -> None:
        self._searcher = searcher
        self._search = search
        self._judge = judge
        self._known = known
        self._vocabulary = vocabulary_of(board, reference)
        self._reference = reference
        self._exception = exception
        self._nameless: set[str] = set()

    def examine(self, name: str, content: Content, passwords: Sequence[str] = ()) -> Examined:
        """Search a file for what identifies other cases; see `examine_all`."""
        return self.examine_all([(name, content, passwords)])[0]

    def examine_all(self, files: Iterable[tuple[str, Content, Sequence[str]]]) -> tuple[Examined, ...]:
        """Search files that belong together for what identifies other cases.

        Whom one of them introduces as a parent or the like is known in all: a child elsewhere may be a namesake. What
        was searched before for this case, and has not changed since, is not read again.

        Args:
            files: each with what verdicts call it, its content, and what may open it.
        """
        judged = [self._judged(name, content, passwords) for name, content, passwords in files]
        namesakes = frozenset().union(*(self._introduced(file) for file in judged))
        search = self._search.knowing(namesakes)
        return tuple(file.examined(search, namesakes) for file in judged)

    def _judged(self, name: str, content: Content, passwords: Sequence[str]) -> _JudgedFile:
        sources = content if isinstance(content, tuple) else (content,)
        return _JudgedFile(name, self._judge.name(name), tuple(self._judge.of(source, passwords) for source in sources))

    def _introduced(self, file: _JudgedFile) -> Iterator[str]:
        """Whom the sources of a file introduce; each counts where it is about the case, as may be said by its name."""
        for source in file.sources:
            names = source.introduced(self._search)
            if names and any(one.is_about_own(self._search) for one in (file.called, source)):
                yield from names

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
        for what, text in texts:
            if self._gives_child(text):
                raise RefusedError(
                    f"A child's name or initials would stand in {what}, which anybody can read, so nothing was sealed",
                    where=self._reference,
                    remedy="Look for them in the names of files, the venue and the settings, and take them out.",
                )

    def _gives_child(self, text: str) -> bool:
        if text not in self._nameless:
            if self._searcher.names_any_child(text, self._vocabulary, self._known):
                return True
            self._nameless.add(text)
        return False


def _each_once(found: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _JudgedFile:
    """A file's name and sources, as the case's search sees them."""

    name: str
    called: Judged
    sources: tuple[Judged, ...]

    def examined(self, search: CaseSearch, namesakes: frozenset[str]) -> Examined:
        hits = [*self.called.found(search, namesakes), *self._found(search, namesakes)]
        foreign = (Mention(self.name, place, _neutral(hit.reference)) for place, hit in hits if not hit.allowed)
        allowed = (hit.reference for _, hit in hits if hit.allowed)
        gaps = (f"{self.name}: {gap}" for source in self.sources for gap in source.read.unsearchable)
        return Examined(_each_once(foreign), _each_once(allowed), _each_once(gaps))

    def _found(self, search: CaseSearch, namesakes: frozenset[str]) -> Iterator[tuple[str, Hit]]:
        for number, source in enumerate(self.sources, start=1):
            of_several = f"part {number} of what it is made of, " if len(self.sources) > 1 else ""
            yield from ((f"{of_several}{place}", hit) for place, hit in source.found(search, namesakes))


def _neutral(reference: str) -> str:
    return reference if REFERENCE.fullmatch(reference) else WITHOUT_REFERENCE


def identity_of(case: Case) -> Identity:
    """What identifies a case that was read whole."""
    children = tuple(ChildIdentity(child.name, child.date_of_birth) for child in case.children)
    return Identity((case.reference,), children)
