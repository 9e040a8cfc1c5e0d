"""The commands for any files: seal, open, verify."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from mas_docs.board import Board
from mas_docs.cli.options import Run, passphrase_options, run_options
from mas_docs.cli.passphrases import PassphrasesToOpen, board_here, passphrase_to_seal, short_name_here
from mas_docs.cli.producing import shown_from_here
from mas_docs.errors import FoundProblemsError, MasDocsError, UsageError
from mas_docs.files import private_folder, work_folder
from mas_docs.guidance.plain import counted, long_date
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.manifest import PackageFacts, new_package_id
from mas_docs.transfer.opening import Opened, open_package
from mas_docs.transfer.verification import Verified, verify

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("seal")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--to", "recipient", required=True, metavar="NAME", help="Who it is for; the manifest says so.")
@click.option(
    "-o", "--output", "archive", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The archive."
)
@click.option("--purpose", default="Files for the recipient", show_default=True, help="What it is for, in words.")
@passphrase_options
@run_options
def seal_command(run: Run, files: tuple[Path, ...], *, recipient: str, archive: Path, purpose: str) -> None:
    """Seal any FILEs, under their own names, into a protected archive for one recipient.

    The names of files can be read without the passphrase: rename a file whose name says who it is about.
    """
    _check_names(files, archive)
    board = board_here(run)
    passphrase = passphrase_to_seal(run, short_name_here(run))
    facts = PackageFacts(
        package_id=new_package_id(),
        reference="",
        recipient=recipient,
        role="as named by the sender",
        purpose=purpose,
        label=passphrase.label,
        sealed_on=run.today,
        marking=board.marking if board else str(Board.model_fields["marking"].default),
    )
    if not archive.absolute().parent.is_dir():
        private_folder(archive.absolute().parent)
    with work_folder(archive.absolute().parent) as work:
        sealed = seal(
            (Member(file.name, file.resolve()) for file in files), facts, passphrase, archive.absolute(), work
        )
    run.reporter.result(
        "package",
        f"{shown_from_here(archive)}  {counted(len(sealed.members), 'file')} for {recipient}, "
        f"with the passphrase labelled {passphrase.label}",
        package_id=facts.package_id,
        recipient=recipient,
        archive=str(archive),
        label=passphrase.label,
        members=[member.name for member in sealed.members],
    )


def _check_names(files: tuple[Path, ...], archive: Path) -> None:
    if archive.suffix.lower() != ".zip":
        raise UsageError("An archive's name ends in .zip", where=str(archive), remedy=f"Write -o {archive.stem}.zip.")
    if any(file.resolve() == archive.resolve() for file in files):
        raise UsageError("The archive would replace a file that goes into it", where=str(archive))
    twice = [name for name, count in Counter(file.name for file in files).items() if count > 1]
    if twice:
        raise UsageError(f"Two files are called '{twice[0]}'", remedy="Rename one of them.")


@click.command("open")
@click.argument("archive", type=_FILE)
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
    """Verify an ARCHIVE, then take its files out; nothing appears unless all of it is as it was sealed."""
    folder = into or archive.with_name(archive.stem if archive.suffix else f"{archive.name}-opened")
    passphrases = PassphrasesToOpen(run, short_name_here(run))
    opened = open_package(archive, passphrases, folder, foreign=foreign)
    for member in opened.members:
        run.reporter.result("file", shown_from_here(opened.folder / member.name), name=member.name, size=member.size)
    for sentence in opened.unverified:
        run.reporter.note(f"Not verified: {sentence}")
    run.reporter.note(_described(opened))


def _described(opened: Opened) -> str:
    if opened.verified is None:
        return f"{counted(len(opened.members), 'file')} taken out of an archive that is not ours."
    facts = opened.verified.facts
    return f"Verified: {facts.package_id}, {facts.purpose}. {facts.destroy_after}"


@click.command("verify")
@click.argument("archives", nargs=-1, required=True, type=_FILE, metavar="ARCHIVE...")
@passphrase_options
@run_options
def verify_command(run: Run, archives: tuple[Path, ...]) -> None:
    """Verify ARCHIVEs without taking anything out: every byte is as it was sealed, or it says what is not."""
    passphrases = PassphrasesToOpen(run, short_name_here(run))
    failures: list[MasDocsError] = []
    for archive in run.reporter.progress(archives, len(archives), "Verifying"):
        try:
            _show(run, verify(archive, passphrases))
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
