"""What a worker keeps from case to case: the workspace, the guard, the cleaner of papers; and how it is handed over."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from mas_docs.batch.contents import TemplateCodes, template_codes
from mas_docs.batch.record import record_key
from mas_docs.board import Board
from mas_docs.guard.guard import Guard
from mas_docs.guard.identities import Identity
from mas_docs.papers.cleaning.cleaner import PaperCleaner
from mas_docs.production.office import Office
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.keeping import open_keeper
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import Workspace
from mas_docs.yaml_files.values import Language, Protection


@dataclass(frozen=True, slots=True)
class HandedPassphrase:
    """A passphrase on its way to a worker, through a pipe that nobody else reads; it does not show itself.

    Attributes:
        words: the passphrase itself.
        label: what it is called.
    """

    words: bytes = field(repr=False)
    label: str

    @classmethod
    def of(cls, passphrase: Passphrase) -> HandedPassphrase:
        """Make a passphrase ready to be handed over."""
        return cls(passphrase.reveal(), passphrase.label)

    def taken(self) -> Passphrase:
        """The passphrase, as it was handed over."""
        return Passphrase(self.words.decode("utf-8", errors="surrogateescape"), self.label)


@dataclass(frozen=True, slots=True)
class Orders:
    """What every case of a batch is made with; it passes to the workers.

    Attributes:
        root: the workspace's folder.
        board: its settings.
        identities: what identifies each case of the workspace.
        today: the day that counts as today.
        out: the folder that receives one folder for each case.
        ledger: the ledger's folder.
        run: the id of this run: what it made counts as made also where a case is tried once more.
        force: whether what has not changed is made again too.
        drafts, mail, language: as `Office` has them.
        protection: how every package is protected; None for each recipient's own way.
    """

    root: Path
    board: Board
    identities: tuple[Identity, ...]
    today: dt.date
    out: Path
    ledger: Path
    run: str
    force: bool = False
    drafts: bool = False
    mail: bool = False
    language: Language | None = None
    protection: Protection | None = None


class Bench:
    """A worker's place: everything that is made ready once and serves case after case; a context manager.

    Args:
        orders: what the batch is made with.
        stop: says whether to stop before the next package.
        tell: is told what is in hand, in neutral words; with nothing, that nothing is.
    """

    def __init__(self, orders: Orders, stop: Callable[[], bool], tell: Callable[[str], None]) -> None:
        self.orders = orders
        self.stop = stop
        self.tell = tell
        self.workspace = Workspace(orders.root, orders.board)
        self.ledger = Ledger(orders.ledger)
        self.templates: TemplateCodes = template_codes(self.workspace.own_templates)
        self._guard: Guard | None = None
        self._cleaner: PaperCleaner | None = None
        self._sealing: tuple[HandedPassphrase, Passphrase, bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._guard is not None:
            self._guard.__exit__(kind, error, trace)
        if self._cleaner is not None:
            self._cleaner.__exit__(kind, error, trace)
        self._guard = self._cleaner = None

    @property
    def cleaner(self) -> PaperCleaner:
        """What cleans papers; it starts with the first."""
        if self._cleaner is None:
            self._cleaner = PaperCleaner()
        return self._cleaner

    def sealing_with(self, handed: HandedPassphrase) -> tuple[Passphrase, bytes]:
        """A passphrase that was handed over, and the key of the codes in a record, which takes a while to work out."""
        if self._sealing is None or self._sealing[0] != handed:
            passphrase = handed.taken()
            self._sealing = (handed, passphrase, record_key(passphrase))
        return self._sealing[1:]

    def office(self, passphrase: Passphrase) -> Office:
        """What the packages of a case are made with."""
        orders = self.orders
        return Office(
            board=self.workspace.board,
            own_templates=self.workspace.own_templates,
            today=orders.today,
            out=orders.out,
            passphrase=passphrase,
            guard=self._guarding(),
            ledger=self.ledger,
            drafts=orders.drafts,
            mail=orders.mail,
            language=orders.language,
        )

    def our_words(self, passphrase: Passphrase) -> Iterator[str]:
        """The passphrases of our own packages, whose PDFs come back as papers at the next hop."""
        yield passphrase.reveal().decode("utf-8", errors="replace")
        for kept in open_keeper(self.workspace.board.short_name, os.environ).all():
            yield kept.passphrase.reveal().decode("utf-8", errors="replace")

    def _guarding(self) -> Guard:
        if self._guard is None:
            self._guard = Guard(self.orders.identities, self.workspace.board)
        return self._guard
