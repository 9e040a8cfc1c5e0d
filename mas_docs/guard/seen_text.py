"""A text as the search for one case sees it: what several of its steps ask of it is found once."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from functools import cached_property

from mas_docs.guard.birthdays import Birthdays
from mas_docs.guard.born import Born
from mas_docs.guard.folding import FoldedText
from mas_docs.guard.known_people import Covered, KnownNames
from mas_docs.guard.name_finding import Candidate, NameFinder
from mas_docs.guard.surroundings import Surroundings


class SeenText:
    """A text with the names and days in it.

    Args:
        text: the text, folded.
        finder: finds the names of the workspace's children.
        skipped: the numbers of the children whose names are not looked for.
        known: the people whom the case knows.
        own: its children.
        names: first names and surnames of children and known people, for what stands around a name.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a search stands on
        self,
        text: FoldedText,
        finder: NameFinder,
        skipped: Container[int],
        known: KnownNames,
        own: Sequence[Born],
        names: tuple[frozenset[str], frozenset[str]],
    ) -> None:
        self.text = text
        self._finder = finder
        self._skipped = skipped
        self._known = known
        self._own = own
        self._names = names

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Where it seems to give a name of a child."""
        found = (*self._finder.find(self.text, self._skipped), *self._finder.find_apart(self.text, self._skipped))
        return tuple(dict.fromkeys(found))

    @cached_property
    def birthdays(self) -> Birthdays:
        """The days in it."""
        return Birthdays(self.text, self._own)

    @cached_property
    def around(self) -> Surroundings:
        """What stands around its names."""
        return Surroundings(self.text, *self._names)

    def covered(self, days: frozenset[date] = frozenset()) -> Covered:
        """Where it gives the names of people whom the case knows; see `KnownNames.in_text`."""
        return self._known.in_text(self.text, days)
