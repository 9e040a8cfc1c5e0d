"""What the ledger is told on the way: a package before it appears, that it could not appear, and what was refused."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mas_docs.errors import DamagedArchiveError, MasDocsError, RefusedError
from mas_docs.transfer.archive import Announce
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Entry, Event
from mas_docs.transfer.native.folder import MANIFEST
from mas_docs.transfer.verification import Verified, seal_written_at


def _may_lie_there(verified: Verified) -> bool:
    """Whether a package has taken its name, as far as that can be seen; where it cannot, it may have."""
    place = verified.archive / MANIFEST if verified.archive.is_dir() else verified.archive
    try:
        return seal_written_at(place) == verified.seal
    except FileNotFoundError:
        return False
    except OSError:
        return True


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

        A run that is killed between the two leaves an entry without a package, never a package without an entry. A
        package that has its name already is not withdrawn, whatever fails afterwards.
        """
        told: list[Verified] = []

        def announce(verified: Verified) -> None:
            self.ledger.append(entry_of_package(verified), day=self.day)
            told.append(verified)

        try:
            yield announce
        except BaseException:
            for verified in told:
                if not _may_lie_there(verified):
                    self._withdraw(verified)
            raise

    def _withdraw(self, verified: Verified) -> None:
        facts = verified.facts
        # What made it fail is what has to be told, also where the ledger cannot be written either.
        with contextlib.suppress(MasDocsError):
            self.ledger.append(Entry(Event.WITHDRAWN, package=facts.package_id, case=facts.reference), day=self.day)

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
