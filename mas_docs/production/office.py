"""What a run makes packages with, where one case's are made, and what is known of each once it is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mas_docs.board import Board
from mas_docs.briefing.pack import Progress, unseen
from mas_docs.files import make_folder, remove_left_overs, work_folder
from mas_docs.guard.guard import Guard
from mas_docs.planning import Package
from mas_docs.recipients import Recipient
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.yaml_files.values import Language, Protection


@dataclass(frozen=True, slots=True)
class Office:
    """What every package of a run is made with.

    Attributes:
        board: the board's settings.
        own_templates: the board's own templates, searched first; None where it has none.
        today: the date that documents bear.
        out: the folder that receives one folder for each case.
        passphrase: what archives are sealed with.
        guard: what is known of all cases of the workspace; nothing is sealed that it has not searched.
        ledger: the books, in which a package stands before it appears.
        drafts: whether the unsealed documents are written too.
        mail: whether an e-mail draft is written for each package.
        language: the language of drafts; None for each recipient's own.
        progress: how long work on one thing is shown.
    """

    board: Board
    own_templates: Path | None
    today: dt.date
    out: Path
    passphrase: Passphrase
    guard: Guard
    ledger: Ledger
    drafts: bool = False
    mail: bool = False
    language: Language | None = None
    progress: Progress = unseen


@dataclass(frozen=True, slots=True)
class Produced:
    """A package that is sealed, verified and in its place.

    Attributes:
        package: the plan it was made by.
        package_id: the id in its manifest.
        archive: where it lies: an archive, or a folder of files that are each protected by themselves.
        note: the how-to-open note beside it.
        members: the names inside, as the manifest lists them.
        drafts: the folder of the unsealed documents, where they were asked for.
        message: the e-mail draft, where one was asked for and can be sent.
        remarks: what whoever sends it has to know, in sentences.
    """

    package: Package
    package_id: str
    archive: Path
    note: Path
    members: tuple[str, ...]
    drafts: Path | None = None
    message: Path | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadePackage:
    """What is told of a package that is in its place; unlike the plan it was made by, it passes between processes.

    Attributes:
        reference: the case.
        key, purpose: of its kind in the catalogue.
        recipient: whom it is for.
        package_id: the id in its manifest.
        protection: how it is protected.
        label: the passphrase's.
        archive, note: as `Produced` has them.
        message, drafts: likewise; None where there are none.
        members, remarks: likewise.
    """

    reference: str
    key: str
    purpose: str
    recipient: Recipient
    package_id: str
    protection: Protection
    label: str
    archive: Path
    note: Path
    message: Path | None
    drafts: Path | None
    members: tuple[str, ...]
    remarks: tuple[str, ...]

    @classmethod
    def of(cls, produced: Produced, label: str) -> MadePackage:
        """What is told of a package, sealed with the passphrase of that label."""
        package = produced.package
        return cls(
            reference=package.reference,
            key=package.kind.key,
            purpose=package.kind.purpose,
            recipient=package.recipient,
            package_id=produced.package_id,
            protection=package.protection,
            label=label,
            archive=produced.archive,
            note=produced.note,
            message=produced.message,
            drafts=produced.drafts,
            members=produced.members,
            remarks=produced.remarks,
        )


@dataclass(frozen=True, slots=True)
class Room:
    """Where one case's packages are made.

    Attributes:
        folder: the case's folder of output.
        work: the private work folder in it, gone at the end: the only place for plain papers.
    """

    folder: Path
    work: Path


@contextmanager
def room_for(reference: str, out: Path) -> Iterator[Room]:
    """Open the room of one case, rid of what a killed run left there.

    Raises:
        UsageError: nothing can be written there.
    """
    folder = out / reference
    make_folder(folder)
    remove_left_overs(folder)
    with work_folder(folder) as work:
        yield Room(folder, work)
