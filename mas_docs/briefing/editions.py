"""What the packs before this one held, so that what is new can be marked (guidance 4.6, minutes outstanding).

The record lies beside the packages. It holds dates and hashes: no name, no word of a paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mas_docs.case.model import Case
from mas_docs.files import write_atomically

RECORD = "briefing-editions.json"
"""The record's name in the case's folder of output."""

_FORMAT = "mas-briefing-editions/1"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class RecordedEdition:
    """A pack as the record has it: the same papers and details make the same edition, however often it is made.

    Attributes:
        number: counted from 1.
        made_on: when it was first made.
        papers: the SHA-256 of each paper, as it arrived.
        details: the SHA-256 of what the case file says otherwise.
        holders: who has had it, each by a hash of their name.
    """

    number: int
    made_on: dt.date
    papers: tuple[str, ...]
    details: str
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Editions:
    """The edition at hand, and those before it.

    Attributes:
        this: the edition that is being made.
        before: the last one that every facilitator has had; None where there is none.
        between: those since, which only some have had.
    """

    this: RecordedEdition
    before: RecordedEdition | None = None
    between: tuple[RecordedEdition, ...] = ()

    def is_new(self, sha256: str) -> bool:
        """Whether a paper may be new to somebody; in a first edition nothing is marked as new."""
        return self.before is not None and sha256 not in self.before.papers

    @property
    def details_changed(self) -> bool:
        """Whether the case file says something else, beyond its papers, than it did for the edition before."""
        return self.before is not None and self.before.details != self.this.details


def details_of(case: Case) -> str:
    """The SHA-256 of what a case file says that a pack shows, beyond its papers: changed, it makes another edition."""
    shown = case.model_dump_json(exclude=_NOT_SHOWN)
    return hashlib.sha256(shown.encode()).hexdigest()


_NOT_SHOWN = {"papers", "done", "feedback", "summary", "review_ended", "mentions_allowed"}


def editions_with(folder: Path, papers: Collection[str], case: Case, today: dt.date) -> Editions:
    """The edition that a case and its papers make, after those that the record knows.

    What only some have had does not count as the one before: a paper that is new to one facilitator is marked for all.
    A record that cannot be read counts as none, for a pack is worth more than the marks in it.

    Args:
        folder: the case's folder of output.
        papers: the SHA-256 of each paper that is bound.
        case: the case, whose facilitators are all to have the pack.
        today: the day of making.
    """
    known = _read(folder / RECORD)
    bound = tuple(sorted(papers))
    this = RecordedEdition(known[-1].number + 1 if known else 1, today, bound, details_of(case))
    if known and (known[-1].papers, known[-1].details) == (this.papers, this.details):
        this = known.pop()
    everybody = {_hashed(facilitator.name) for facilitator in case.facilitators}
    complete = [place for place, edition in enumerate(known) if everybody <= set(edition.holders)]
    if not complete:
        return Editions(this, None, tuple(known))
    return Editions(this, known[complete[-1]], tuple(known[complete[-1] + 1 :]))


def record(folder: Path, editions: Editions, holders: Iterable[str], work: Path) -> None:
    """Write down that an edition has gone out to somebody.

    Args:
        folder: the case's folder of output.
        editions: the edition at hand and those before it.
        holders: the names of those who get it now.
        work: a work folder on the same file system.

    Raises:
        UsageError: it cannot be written.
    """
    have = tuple(sorted({*editions.this.holders, *map(_hashed, holders)}))
    before = () if editions.before is None else (editions.before,)
    kept = [asdict(edition) for edition in (*before, *editions.between, replace(editions.this, holders=have))]
    text = json.dumps({"format": _FORMAT, "editions": kept}, default=str, indent=1) + "\n"
    write_atomically(folder / RECORD, text.encode(), work=work)


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _read(path: Path) -> list[RecordedEdition]:
    try:
        with path.open("rb") as file:
            untrusted = json.loads(file.read(_LARGEST))
        return [_edition(entry) for entry in untrusted["editions"]] if untrusted["format"] == _FORMAT else []
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []


def _edition(untrusted: dict[str, object]) -> RecordedEdition:
    number = untrusted["number"]
    if not isinstance(number, int):
        raise TypeError
    made_on = dt.date.fromisoformat(str(untrusted["made_on"]))
    papers, holders = _texts(untrusted["papers"]), _texts(untrusted["holders"])
    return RecordedEdition(number, made_on, papers, str(untrusted["details"]), holders)


def _texts(untrusted: object) -> tuple[str, ...]:
    if not isinstance(untrusted, list) or not all(isinstance(one, str) for one in untrusted):
        raise TypeError
    return tuple(untrusted)
