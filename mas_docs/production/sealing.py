"""Sealing a package: it becomes one verified archive with a note beside it, or nothing at all."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.files import private_folder, write_atomically
from mas_docs.planning import Package
from mas_docs.production.desk import Desk
from mas_docs.production.office import Office, Produced, Room
from mas_docs.production.rendering import opening_note
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.guard import refuse_child_names
from mas_docs.transfer.manifest import PackageFacts, new_package_id


def produce(
    loaded: LoadedCase, packages: tuple[Package, ...], papers: CasePapers, office: Office, room: Room
) -> Generator[Produced, None, None]:
    """Make the packages of one case, one after another.

    Args:
        loaded: the case, without errors.
        packages: its planned packages.
        papers: its papers, taken in; used by packages that carry them.
        office: what the run is made with.
        room: where they are made.

    Yields:
        Each package once it is sealed, verified and in its place.

    Raises:
        MasDocsError: the package at hand could not be made; those before it are done, nothing of it is left.
    """
    desk = Desk(loaded.case, papers, office, room)
    try:
        for package in packages:
            members = desk.members(package)
            visible = (package.archive_name, *(member.name for member in members))
            refuse_child_names(loaded.case, visible, "a file's name")
            sealed = _seal(package, members, room, office)
            desk.remember(package)
            yield replace(sealed, remarks=desk.remarks())
    finally:
        desk.close()


def _seal(package: Package, members: tuple[Member, ...], room: Room, office: Office) -> Produced:
    facts = PackageFacts(
        package_id=new_package_id(),
        reference=package.reference,
        recipient=package.recipient.name,
        role=package.recipient.role,
        purpose=package.kind.purpose,
        label=office.passphrase.label,
        sealed_on=office.today,
        marking=office.board.marking,
    )
    archive = room.folder / package.archive_name
    seal(members, facts, office.passphrase, archive, room.work)
    note = room.folder / f"{package.stem}-how-to-open.txt"
    write_atomically(note, opening_note(package, office).encode(), work=room.work)
    drafts = room.folder / "drafts" / package.stem if office.drafts else None
    if drafts is not None:
        _write_drafts(drafts, members)
    return Produced(package, facts.package_id, archive, note, tuple(member.name for member in members), drafts)


def _write_drafts(folder: Path, members: tuple[Member, ...]) -> None:
    """Write the unsealed documents, to edit before sealing; only because they were asked for by name."""
    private_folder(folder)
    for member in members:
        if isinstance(member.content, bytes):
            write_atomically(folder / member.name, member.content)
        elif "/" not in member.name:  # a pack, which is locked by itself; papers lie beside the case already
            write_atomically(folder / member.name, member.content.read_bytes())
