"""The chain of the ledger's lines: what does not follow from what, each fault a finding with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from mas_docs.errors import ExitCode
from mas_docs.findings import Finding, Severity
from mas_docs.transfer.ledger.entries import BEFORE_THE_FIRST, HeadFault, Recorded
from mas_docs.transfer.ledger.head import Head

SHOWN_AS = "ledger/packages.jsonl"
"""What findings call the ledger's file."""

_COMPARE = "Compare the ledger with a backup, and tell whoever answers for information governance."
_NOTHING_TO_DO = "Nothing needs to be done."


class LineFault(Enum):
    """What is wrong with a line by itself."""

    NONE = auto()
    BROKEN = auto()
    NEWER = auto()
    TORN = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read.

    Attributes:
        sha256: of the line with its line end; empty for one that has none.
        recorded: its entry; None where it cannot be read.
        fault: why it cannot.
    """

    sha256: str
    recorded: Recorded | None
    fault: LineFault


class Chain:
    """Follows the lines from the first to the last.

    Args:
        kept: a hash to look for among those of the lines.

    Attributes:
        place: how many whole lines there were so far.
        first, last: the first and the newest entry that could be read.
        end: the number and the hash of the newest line.
        kept_at: the number of the line that has the hash looked for.
    """

    def __init__(self, kept: str | None) -> None:
        self.place = 0
        self.first: Recorded | None = None
        self.last: Recorded | None = None
        self.end = Head()
        self.kept_at: int | None = None
        self._kept = kept
        self._before = BEFORE_THE_FIRST
        self._is_torn = False

    def add(self, line: Line) -> Iterator[Finding]:
        """Take the next line, and tell what is wrong with it and with its place."""
        if line.fault is LineFault.TORN:
            self._is_torn = True
            return
        self.place += 1
        number = self.end.entries + 1
        if line.recorded is None:
            yield self._unreadable(line.fault)
        else:
            yield from self._link(line.recorded)
            number = line.recorded.number
        self._before, self.end = self.end.last, Head(number, line.sha256)
        if line.sha256 == self._kept:
            self.kept_at = number

    def close(self, head: Head | None) -> Iterator[Finding]:
        """Compare the end of the chain with the head.

        Args:
            head: the head as it was read; None where there is none that can be read.
        """
        if self._is_torn:
            message = "Part of a line stands at the end: a run was ended while it added an entry"
            yield self._remark("ledger-torn-end", message, "The next entry cuts it off.")
        if head is None:
            if self.place:
                message = "The head is missing, so that nobody can tell whether the newest entries were removed"
                yield self._error("ledger-head-missing", message)
            return
        match head.fault(self.end, self._before):
            case HeadFault.AHEAD:
                gone = _entries_are(head.entries - self.end.entries)
                yield self._error("ledger-shortened", f"At the end, {gone} missing that the head counts")
            case HeadFault.DIFFERS:
                yield self._error("ledger-head-differs", "This last line is not the one that the head knows")
            case _ if head != self.end:
                message = "The head is one entry behind: a run was ended after it had added this entry"
                yield self._remark("ledger-head-behind", message, "The next entry brings it up to date.")
            case _:
                pass

    def too_many(self) -> Finding:
        """The finding that ends a list of too many."""
        return self._error("ledger-too-many", "There are too many faults to tell; reading stopped here")

    def _link(self, recorded: Recorded) -> Iterator[Finding]:
        """How an entry does not follow from the line before it, and what it tells of the moment it was added."""
        if recorded.previous != self.end.last:
            message = "This entry does not follow the line before it: one was changed, removed, moved or put in here"
            yield self._error("ledger-chain", message)
        elif recorded.number != self.end.entries + 1:
            yield self._error("ledger-number", "The number of this entry is not the next one")
        yield from self._told(recorded)
        if self.last is not None and recorded.at < self.last.at:
            message = "The clock had gone back when this entry was added; the numbers tell the order"
            yield self._remark("ledger-clock", message, _NOTHING_TO_DO)
        self.first = self.first or recorded
        self.last = recorded

    def _told(self, recorded: Recorded) -> Iterator[Finding]:
        match recorded.head:
            case HeadFault.AHEAD:
                gone = _entries_are(recorded.removed)
                yield self._error("ledger-removed", f"Before this entry was added, {gone} missing that had been there")
            case HeadFault.DIFFERS:
                message = "When this entry was added, the line before it was not the one that the head knew"
                yield self._error("ledger-head-differed", message)
            case HeadFault.MISSING:
                yield self._error("ledger-head-was-missing", "When this entry was added, the head was missing")
            case HeadFault.NONE:
                pass
        if recorded.torn:
            message = "Before this entry, part of a line was cut off that a run had left when it was ended"
            yield self._remark("ledger-torn", message, _NOTHING_TO_DO)

    def _unreadable(self, fault: LineFault) -> Finding:
        if fault is LineFault.NEWER:
            message = "This line is of a kind that this version of mas-docs does not know"
            return self._remark("ledger-newer", message, "Bring mas-docs up to date, and verify again.")
        return self._error("ledger-line", "This line is no entry of a ledger: it was changed or damaged")

    def _error(self, name: str, message: str) -> Finding:
        return Finding(
            SHOWN_AS, self.place, 0, name, Severity.ERROR, message, _COMPARE, exit_code=ExitCode.DAMAGED_ARCHIVE
        )

    def _remark(self, name: str, message: str, remedy: str) -> Finding:
        return Finding(SHOWN_AS, self.place, 0, name, Severity.WARNING, message, remedy)


def _entries_are(count: int) -> str:
    """How many entries are missing, with the verb: `1 entry is`, `3 entries are`."""
    return "1 entry is" if count == 1 else f"{count} entries are"
