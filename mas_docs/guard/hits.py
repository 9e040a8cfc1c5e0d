"""Places in a text that identify a case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HitKind(StrEnum):
    """What in a text identifies a case."""

    NAME = "name"
    DATE_OF_BIRTH = "date of birth"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A place in a text that identifies another case.

    Attributes:
        start: where it begins, in characters.
        end: where it ends.
        reference: the case that is identified.
        kind: by what.
        allowed: whether that case may rightly be mentioned.
    """

    start: int
    end: int
    reference: str
    kind: HitKind
    allowed: bool = False
