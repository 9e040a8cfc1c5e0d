"""Which papers the packs before this one held, so that what is new can be marked (guidance 4.6, minutes outstanding).

The record lies beside the packages. It holds hashes and dates: no name, no word of a paper.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from mas_docs.files import write_atomically

RECORD = "briefing-editions.json"
"""The record's name in the case's folder of output."""

_FORMAT = "mas-briefing-editions/1"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack as it was sent: the same papers make the same edition, however often it is made.

    Attributes:
        number: counted from 1.
        made_on: when it was first made.
        papers: the SHA-256 of each paper, as it arrived.
    """

    number: int
    made_on: dt.date
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Editions:
    """The edition at hand, and the one before it.

    Attributes:
        this: the edition that is being made.
        before: what went out before it; None for the first.
    """

    this: Edition
    before: Edition | None

    def is_new(self, sha256: str) -> bool:
        """Whether a paper was not in the edition before; in the first one nothing is marked as new."""
        return self.before is not None and sha256 not in self.before.papers


def editions_with(folder: Path, papers: Collection[str], today: dt.date) -> Editions:
    """The edition that these papers make, after those that the record knows.

    Args:
        folder: the case's folder of output.
        papers: the SHA-256 of each paper that is bound.
        today: the day of making.

    A record that cannot be read counts as none: a pack is worth more than the marks in it.
    """
    bound = tuple(sorted(papers))
    known = _read(folder / RECORD)
    last = known[-1] if known else None
    if last is None:
        return Editions(Edition(1, today, bound), None)
    if last.papers == bound:
        return Editions(last, known[-2] if len(known) > 1 else None)
    return Editions(Edition(last.number + 1, today, bound), last)


def record(folder: Path, editions: Editions, work: Path) -> None:
    """Write down that an edition has gone out; it becomes the one before for the next.

    Args:
        folder: the case's folder of output.
        editions: the edition at hand and the one before it.
        work: a work folder on the same file system.

    Raises:
        UsageError: it cannot be written.
    """
    kept = [asdict(edition) for edition in (editions.before, editions.this) if edition is not None]
    text = json.dumps({"format": _FORMAT, "editions": kept}, default=str, indent=1) + "\n"
    write_atomically(folder / RECORD, text.encode(), work=work)


def _read(path: Path) -> list[Edition]:
    try:
        with path.open("rb") as file:
            untrusted = json.loads(file.read(_LARGEST))
        if untrusted["format"] != _FORMAT:
            return []
        return [_edition(entry) for entry in untrusted["editions"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _edition(untrusted: dict[str, object]) -> Edition:
    number, papers = untrusted["number"], untrusted["papers"]
    if not isinstance(number, int) or not isinstance(papers, list) or not all(isinstance(one, str) for one in papers):
        raise TypeError
    return Edition(number, dt.date.fromisoformat(str(untrusted["made_on"])), tuple(papers))
