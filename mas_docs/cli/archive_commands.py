"""The commands for packages that arrived: open, verify."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from mas_docs.cli.guarding import ledger_of
from mas_docs.cli.options import Run, passphrase_options, run_options
from mas_docs.cli.passphrases import PassphrasesToOpen, board_of_the_guidance, short_name_here, workspace_here
from mas_docs.cli.reporting import shown_from_here
from mas_docs.errors import FoundProblemsError, MasDocsError
from mas_docs.guidance.plain import counted, long_date
from mas_docs.production.books import Books
from mas_docs.transfer.ledger.entries import NAMED_BY_SENDER, Entry, Event
from mas_docs.transfer.ledger.members import entry_of, neutral_members
from mas_docs.transfer.native.folder import verify_native
from mas_docs.transfer.native.packages import open_native
from mas_docs.transfer.opening import Opened, open_package
from mas_docs.transfer.verification import Verified, verify
from mas_docs.yaml_files.values import Protection

_PACKAGE = click.Path(exists=True, path_type=Path)


@click.command("open")
@click.argument("archive", type=_PACKAGE)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to make [the archive's name without .zip].",
)
@click.option(
    "--foreign", is_flag=True, help="Also an archive that mas-docs did not make, as far as it can be checked."
)
@passphrase_options
@run_options
def open_command(run: Run, archive: Path, *, into: Path | None, foreign: bool) -> None:
    """Verify an ARCHIVE, then take its files out; nothing appears unless all of it is as it was sealed.

    An ARCHIVE may also be the folder of a package whose files are each locked by themselves; they come out unlocked.
    """
    folder = into or archive.with_name(archive.stem if archive.suffix else f"{archive.name}-opened")
    workspace = workspace_here(run)
    board = workspace.board if workspace else board_of_the_guidance()
    passphrases = PassphrasesToOpen(run, board.short_name)
    books = Books(ledger_of(workspace), run.today)
    tell = partial(_record, books, archive)
    with books.telling_damage():
        if archive.is_dir():
            opened = open_native(archive, passphrases, folder, tell=tell)
        else:
            opened = open_package(archive, passphrases, folder, foreign=foreign, tell=tell)
    for member in opened.members:
        run.reporter.result("file", shown_from_here(opened.folder / member.name), name=member.name, size=member.size)
    for sentence in opened.unverified:
        run.reporter.note(f"Not verified: {sentence}")
    run.reporter.note(_described(opened))


def _record(books: Books, archive: Path, opened: Opened) -> None:
    """Write down what is about to be taken out here."""
    if opened.verified is None:
        entry = Entry(Event.OPENED, role=NAMED_BY_SENDER, members=neutral_members(opened.members))
    else:
        protection = Protection.NATIVE if archive.is_dir() else Protection.ZIP
        entry = entry_of(Event.OPENED, opened.verified, protection=protection)
    books.ledger.append(entry, day=books.day)


def _described(opened: Opened) -> str:
    if opened.verified is None:
        return f"{counted(len(opened.members), 'file')} taken out of an archive that is not ours."
    facts = opened.verified.facts
    return f"Verified: {facts.package_id}, {facts.purpose}. {facts.destroy_after}"


@click.command("verify")
@click.argument("archives", nargs=-1, required=True, type=_PACKAGE, metavar="ARCHIVE...")
@passphrase_options
@run_options
def verify_command(run: Run, archives: tuple[Path, ...]) -> None:
    """Verify ARCHIVEs without taking anything out: every byte is as it was sealed, or it says what is not.

    An ARCHIVE may also be the folder of a package whose files are each locked by themselves.
    """
    passphrases = PassphrasesToOpen(run, short_name_here(run))
    failures: list[MasDocsError] = []
    for archive in run.reporter.progress(archives, len(archives), "Verifying"):
        try:
            _show(run, (verify_native if archive.is_dir() else verify)(archive, passphrases))
        except MasDocsError as failure:
            failures.append(failure)
            if len(archives) > 1:
                run.reporter.failure(str(failure))
    if failures and len(archives) == 1:
        raise failures[0]
    if failures:
        raise FoundProblemsError(
            f"{len(failures)} of {len(archives)} archives did not verify",
            exit_code=max(failure.exit_code for failure in failures),
            remedy="Ask the sender for them again.",
        )


def _show(run: Run, verified: Verified) -> None:
    facts = verified.facts
    run.reporter.result(
        "verified",
        f"{shown_from_here(verified.archive)}  verified: {counted(len(verified.members), 'file')} "
        f"for {facts.recipient}, sealed on {long_date(facts.sealed_on)}, passphrase {facts.label}, {facts.package_id}",
        archive=str(verified.archive),
        package_id=facts.package_id,
        case=facts.reference or None,
        recipient=facts.recipient,
        purpose=facts.purpose,
        label=facts.label,
        sealed_on=facts.sealed_on,
        members=[{"name": member.name, "size": member.size, "sha256": member.sha256} for member in verified.members],
    )
