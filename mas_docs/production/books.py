"""What the ledger is told on the way: a package before it appears, that it could not appear, and what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mas_docs.errors import DamagedArchiveError, RefusedError
from mas_docs.transfer.archive import Announce
from mas_docs.transfer.ledger import Ledger
from mas_docs.transfer.ledger_entries import Entry, Event
from mas_docs.transfer.verification import Verified


@dataclass(frozen=True, slots=True)
class Books:
    """A ledger, and the day that counts as today.

    Attributes:
        ledger: the ledger.
        day: the day.
    """

    ledger: Ledger
    day: dt.date

    @contextmanager
    def announcing(self, entry_of_package: Callable[[Verified], Entry]) -> Iterator[Announce]:
        """Write a package down once it is verified and before it takes its name; withdraw it where that fails.

        A run that is killed between the two leaves an entry without a package, never a package without an entry.
        """
        told: list[Entry] = []

        def announce(verified: Verified) -> None:
            entry = entry_of_package(verified)
            self.ledger.append(entry, day=self.day)
            told.append(entry)

        try:
            yield announce
        except BaseException:
            for entry in told:
                withdrawn = Entry(Event.WITHDRAWN, package=entry.package, case=entry.case)
                self.ledger.append(withdrawn, day=self.day)
            raise

    @contextmanager
    def telling_damage(self) -> Iterator[None]:
        """Write down that an archive was not opened because it is not as it was sealed."""
        try:
            yield
        except DamagedArchiveError as damage:
            self.ledger.append(Entry(Event.REFUSED, reason=damage.id), day=self.day)
            raise

    @contextmanager
    def telling(self, refusal: Entry) -> Iterator[None]:
        """Write a refusal down on its way out."""
        try:
            yield
        except RefusedError:
            self.ledger.append(refusal, day=self.day)
            raise
