"""What cleaning says of a paper: a fault and its pages, apart, so that no text of the paper's can be among it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mas_docs.papers.faults import Fault


@dataclass(frozen=True, slots=True)
class Told:
    """A fault and where it is.

    Attributes:
        fault: one of `faults`.
        pages: the pages that have it, from 1, in order; none where it is the whole paper's.
    """

    fault: Fault
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a paper.

    Attributes:
        told: what is wrong with it; an error among it means that there is no clean PDF.
        pages: how many it has; None where that could not be told.
    """

    told: tuple[Told, ...] = ()
    pages: int | None = None


class CannotTravelError(Exception):
    """A paper cannot travel; caught where cleaning begins, and never shown.

    Attributes:
        told: why.
    """

    def __init__(self, fault: Fault, pages: Sequence[int] = ()) -> None:
        super().__init__(fault.id)
        self.told = Told(fault, tuple(pages))
