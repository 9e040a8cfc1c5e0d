"""What a case's search finds in each source of its packages: words, bytes or a file; each is searched once a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from mas_docs.guard.hits import Hit
from mas_docs.guard.matching import CaseSearch, Searched
from mas_docs.guard.reading import MemberText, name_text, printed_text
from mas_docs.guard.readings import Reading, Readings

Source: TypeAlias = str | Path | bytes
"""What the words of a package come from: words that were read back from what we made, or a file."""

_NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Judged:
    """A source, as the search for one case sees it.

    Attributes:
        read: its texts, and what could not be read.
        searched: what was found in them, by the names of those who are known to be no children of other cases.
    """

    read: MemberText = field(repr=False)
    searched: dict[frozenset[str], Searched] = field(default_factory=dict, repr=False)

    def introduced(self, search: CaseSearch) -> frozenset[str]:
        """The names that it gives to others than the children of other cases; see `Searched`."""
        return self._searched(search, _NOBODY).introduced

    def is_about_own(self, search: CaseSearch) -> bool:
        """Whether it is about the case itself."""
        return search.is_about_own(stretch.text for stretch in self.read.stretches)

    def found(self, search: CaseSearch, namesakes: frozenset[str]) -> Iterator[tuple[str, Hit]]:
        """What in it identifies other cases, each with its place in words.

        Args:
            search: the search, where these namesakes are known.
            namesakes: the names of those who are known to be no children of other cases.
        """
        hits = self._searched(search, namesakes).hits
        for stretch, found in zip(self.read.stretches, hits, strict=True):
            yield from ((stretch.place_at(hit.start), hit) for hit in found)

    def _searched(self, search: CaseSearch, namesakes: frozenset[str]) -> Searched:
        if namesakes not in self.searched:
            self.searched[namesakes] = search.examine(stretch.text for stretch in self.read.stretches)
        return self.searched[namesakes]


class Judge:
    """Keeps what one case's search finds in each source.

    Args:
        of_no_case: finds what identifies any case.
        readings: reads files.
    """

    def __init__(self, of_no_case: CaseSearch, readings: Readings) -> None:
        self._of_no_case = of_no_case
        self._readings = readings
        self._words: dict[str, Judged] = {}
        self._files: dict[int, tuple[Reading, Judged]] = {}

    @staticmethod
    def name(name: str) -> Judged:
        """What a file is called, which is text as well."""
        return Judged(name_text(name))

    def of(self, source: Source, passwords: Sequence[str] = ()) -> Judged:
        """A source; it is read and searched where it was not before.

        Args:
            source: words, or a file's bytes, or where it lies.
            passwords: what may open it, where it is locked.
        """
        if isinstance(source, str):
            if source not in self._words:
                self._words[source] = Judged(printed_text(source))
            return self._words[source]
        reading = self._readings.of(source, passwords)
        if id(reading) not in self._files:
            self._files[id(reading)] = reading, self._new(reading)
        return self._files[id(reading)][1]

    def _new(self, reading: Reading) -> Judged:
        """What comes back from case to case, as a template, is held against all of them once."""
        if reading.uses > 1 and reading.names_nobody(self._of_no_case):
            return Judged(MemberText(unsearchable=reading.read.unsearchable))
        return Judged(reading.read)
