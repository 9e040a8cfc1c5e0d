"""Keeping a board's passphrases by label: a new one each half-year, the old ones for the archives they sealed.

A passphrase may be for one case's event alone; then it is never taken for the standard one.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mas_docs.errors import PassphraseError
from mas_docs.transfer.locking import locked
from mas_docs.transfer.member_names import folded_name
from mas_docs.transfer.passphrases.passphrase import FEWEST_WORDS, GIVEN, Passphrase, check_strength, draw, is_label
from mas_docs.transfer.passphrases.stores import (
    FileStore,
    Kept,
    KeyringStore,
    PassphraseEntry,
    Store,
    config_folder,
    system_keyring,
)


@dataclass(frozen=True, slots=True)
class PassphraseKeeper:
    """A board's passphrases.

    Attributes:
        board: the board's short name.
        stores: where they are; the first one receives new ones, all are looked into, so that what was kept in a file
            before there was a keyring still opens its archives.
        lock: the file that whoever adds or changes a passphrase locks meanwhile. Two runs at once would otherwise
            choose one label, or write back what they read before the other wrote, and one passphrase would be lost.
    """

    board: str
    stores: tuple[Store, ...]
    lock: Path

    @property
    def place(self) -> str:
        """Where new passphrases are put, in words."""
        return self.stores[0].place

    def new(
        self, day: dt.date, *, label: str | None = None, words: int = FEWEST_WORDS, event: str | None = None
    ) -> Kept:
        """Draw a passphrase and keep it; the one before it is kept too.

        Args:
            day: the day it is issued.
            label: what to call it; None for the board's name with year and month, or the reference of the event's case
                (`SEWSCB-2026-11`, then `SEWSCB-2026-11-b`; `MAS-2026-014`, then `MAS-2026-014-b`).
            words: how many words to draw.
            event: the reference of the case whose event alone it is for; None for a standard one.

        Raises:
            PassphraseError: the label is taken or unusable, the number of words is, or it cannot be stored.
        """
        with locked(self.lock):
            return self._keep(draw(words), day, label, event)

    def add(self, words: str, day: dt.date, *, label: str | None = None, event: str | None = None) -> Kept:
        """Keep a passphrase that somebody else drew; the arguments are those of `new`.

        Raises:
            PassphraseError: it is weak, its label is taken or unusable, or it cannot be stored.
        """
        check_strength(words)
        with locked(self.lock):
            return self._keep(Passphrase(words), day, label, event)

    def for_event(self, reference: str, day: dt.date, words: int = FEWEST_WORDS) -> Kept:
        """The passphrase of a case's event; drawn and kept where there is none in use.

        Two runs that ask at once are given the same one.

        Args:
            reference: the case's reference.
            day: the day it is issued, if it is drawn.
            words: how many words to draw.

        Raises:
            PassphraseError: the number of words is unusable, or it cannot be stored.
        """
        with locked(self.lock):
            return self.of_event(reference) or self._keep(draw(words), day, None, reference)

    def of_event(self, reference: str) -> Kept | None:
        """The newest passphrase of a case's event that is not retired; None when there is none."""
        return next((kept for kept in self.all() if kept.entry.event == reference and not kept.entry.retired), None)

    def _keep(self, passphrase: Passphrase, day: dt.date, label: str | None, event: str | None) -> Kept:
        """Keep one under its label; whoever calls this holds the lock."""
        taken = {folded_name(kept.entry.label) for kept in self.all()}
        stem = event or f"{self.board}-{day:%Y-%m}"
        chosen = _checked_label(label, taken) if label is not None else _free_label(stem, taken)
        kept = Kept(PassphraseEntry(chosen, day, event=event), passphrase.labelled(chosen))
        self.stores[0].put(kept)
        return kept

    def all(self) -> tuple[Kept, ...]:
        """All passphrases, the newest first, the retired ones among them.

        Raises:
            PassphraseError: a store is unsafe, damaged or locked.
        """
        kept = [kept for store in self.stores for kept in reversed(store.read())]
        return tuple(sorted(kept, key=lambda kept: kept.entry.issued, reverse=True))

    def current(self) -> Passphrase | None:
        """The newest standard passphrase that is not retired, none of an event's own; None when there is none."""
        in_use = (kept for kept in self.all() if kept.entry.retired is None and kept.entry.event is None)
        return next((kept.passphrase for kept in in_use), None)

    def by_label(self, label: str) -> Passphrase | None:
        """The passphrase of that label, retired or not; None when there is none."""
        found = self.find(label)
        return found.passphrase if found else None

    def find(self, label: str) -> Kept | None:
        """The passphrase of that label, retired or not, with what may be shown of it; None when there is none."""
        return next((kept for kept in self.all() if _same(kept.entry.label, label)), None)

    def retire(self, label: str, day: dt.date) -> PassphraseEntry:
        """Seal nothing new with a passphrase from that day on; it still opens what it sealed.

        One that is retired already keeps its day.

        Raises:
            PassphraseError: there is none of that label, or this cannot be stored.
        """
        with locked(self.lock):
            for store, kept in self._everywhere():
                if _same(kept.entry.label, label):
                    entry = kept.entry if kept.entry.retired else replace(kept.entry, retired=day)
                    store.put(replace(kept, entry=entry))
                    return entry
        labels = ", ".join(kept.entry.label for kept in self.all()) or "none is kept"
        raise PassphraseError(f"There is no passphrase with the label {label!r}", remedy=f"Known labels: {labels}.")

    def _everywhere(self) -> Iterator[tuple[Store, Kept]]:
        return ((store, kept) for store in self.stores for kept in store.read())


def open_keeper(board: str, environ: Mapping[str, str]) -> PassphraseKeeper:
    """The passphrases of a board: in the system's keyring or, where there is none, in the user's own file.

    Args:
        board: the board's short name.
        environ: the environment, which says where the user's settings lie.
    """
    folder = config_folder(environ)
    file = FileStore(folder / "passphrases.json", board)
    backend = system_keyring()
    stores = (file,) if backend is None else (KeyringStore(backend, board), file)
    return PassphraseKeeper(board, stores, folder / "passphrases.lock")


def _same(one: str, other: str) -> bool:
    return folded_name(one) == folded_name(other)


def _free_label(stem: str, taken: set[str]) -> str:
    candidates = (stem, *(f"{stem}-{letter}" for letter in string.ascii_lowercase[1:]))
    free = next((candidate for candidate in candidates if folded_name(candidate) not in taken), None)
    if free is None:
        remedy = "Choose a label for the new one yourself."
        raise PassphraseError(f"All labels that begin with {stem} are taken", remedy=remedy)
    return free


def _checked_label(label: str, taken: set[str]) -> str:
    if not is_label(label):
        raise PassphraseError(
            "This label cannot be used",
            remedy=f"Choose a short name on one line, such as SEWSCB-2026-11, other than {GIVEN!r}.",
        )
    if folded_name(label) in taken:
        raise PassphraseError(f"The label {label!r} is taken", remedy="Choose another one, or retire that passphrase.")
    return label
