"""The command `seal`: any files, for one recipient, guarded like every other package."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from mas_docs.board import PassphraseMode
from mas_docs.case.model import REFERENCE, Case
from mas_docs.cli.guarding import guard_of, guard_of_nothing, ledger_of
from mas_docs.cli.options import Run, passphrase_options, run_options
from mas_docs.cli.passphrases import PassphrasesToSeal, board_of_the_guidance, kept_words, workspace_here
from mas_docs.cli.reporting import shown_from_here
from mas_docs.cli.selecting import choose
from mas_docs.disclosure import NEED_TO_KNOW, receiver
from mas_docs.errors import FoundProblemsError, UsageError
from mas_docs.findings import Findings
from mas_docs.guard.guard import Examined
from mas_docs.guidance.plain import counted
from mas_docs.production.any_files import Parcel, seal_files
from mas_docs.production.books import Books
from mas_docs.transfer.ledger.entries import NAMED_BY_SENDER, Entry, Event
from mas_docs.transfer.verification import Verified
from mas_docs.workspace import Workspace
from mas_docs.yaml_files.values import Protection

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("seal")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--to", "recipient", required=True, metavar="NAME", help="Who it is for; the manifest says so.")
@click.option("-o", "--output", "archive", required=True, type=click.Path(path_type=Path), help="The package to make.")
@click.option("--case", metavar="CASE", help="The case they are about: only its own people may receive them.")
@click.option("--mentions", multiple=True, metavar="REFERENCE", help="Another case that the files may rightly mention.")
@click.option("--purpose", default="Files for the recipient", show_default=True, help="What it is for, in words.")
@click.option(
    "--protection",
    type=click.Choice([str(way) for way in Protection]),
    default=str(Protection.ZIP),
    show_default=True,
    help="One archive (zip), or a folder of files that are each locked by themselves (native).",
)
@click.option("--lock-pdfs", is_flag=True, help="Lock each PDF in an archive by itself too, as packages of cases do.")
@passphrase_options
@run_options
def seal_command(
    run: Run,
    files: tuple[Path, ...],
    *,
    recipient: str,
    archive: Path,
    case: str | None,
    mentions: tuple[str, ...],
    purpose: str,
    protection: str,
    lock_pdfs: bool,
) -> None:
    """Seal any FILEs, under their own names, into a protected package for one recipient.

    The names of files can be read without the passphrase: one that gives a child's name or initials is refused. In a
    workspace, files that identify a case are sealed with --case alone, and for nobody but its own people; --mentions
    permits a case that they may rightly mention.
    """
    _check_names(files, archive, protection=Protection(protection))
    _check_references(mentions)
    workspace = workspace_here(run)
    board = workspace.board if workspace else board_of_the_guidance()
    with guard_of(run, workspace) if workspace else guard_of_nothing() as guard:
        books = Books(ledger_of(workspace), run.today)
        known = _case(run, workspace, case, recipient, books) if case else None
        holder = receiver(known, board, recipient) if known else None
        parcel = Parcel(
            files=files,
            destination=archive,
            recipient=holder.name if holder else recipient,
            role=holder.role if holder else NAMED_BY_SENDER,
            recipient_number=holder.number if holder else 0,
            reference=known.reference if known else "",
            purpose=purpose,
            marking=board.marking,
            protection=Protection(protection),
            lock_pdfs=lock_pdfs,
        )
        mode = None if known else PassphraseMode.STANDARD
        passphrase = PassphrasesToSeal(run, board, mode).for_case(parcel.reference)
        judging = guard.of_case(_allowing(known, mentions), "--mentions {}") if known else guard.of_no_case(mentions)
        words = (passphrase.reveal().decode(), *kept_words(board.short_name))
        sealed, examined = seal_files(parcel, passphrase, judging, books, words)
    _say(run, parcel, sealed, examined)
    if workspace is None:
        run.reporter.note("This is outside every workspace, so the files were searched for no case.")


def _check_names(files: tuple[Path, ...], archive: Path, *, protection: Protection) -> None:
    if protection is Protection.ZIP and archive.suffix.lower() != ".zip":
        raise UsageError("An archive's name ends in .zip", where=str(archive), remedy=f"Write -o {archive.stem}.zip.")
    if protection is Protection.ZIP and archive.is_dir():
        raise UsageError("This is a folder", where=str(archive), remedy="Name a file that ends in .zip.")
    if any(file.resolve() == archive.resolve() for file in files):
        raise UsageError("The archive would replace a file that goes into it", where=str(archive))
    twice = [name for name, count in Counter(file.name for file in files).items() if count > 1]
    if twice:
        raise UsageError(f"Two files are called '{twice[0]}'", remedy="Rename one of them.")


def _check_references(mentions: tuple[str, ...]) -> None:
    if any(not REFERENCE.fullmatch(reference) for reference in mentions):
        raise UsageError("--mentions takes a case's reference", remedy="Write it as MAS-2026-014.")


def _case(run: Run, workspace: Workspace | None, name: str, recipient: str, books: Books) -> Case:
    """The case that the files are about; one with errors stops, whoever must never receive anything first of all."""
    if workspace is None:
        raise UsageError("There is no workspace here to hold a case", remedy="Go there, or name it: --workspace DIR.")
    (chosen,) = choose(run, workspace, (name,), every=False)
    if chosen.loaded is not None:
        reference = chosen.loaded.case.reference
        refusal = Entry(Event.REFUSED, case=reference, role=NAMED_BY_SENDER, reason=NEED_TO_KNOW)
        with books.telling(refusal):
            receiver(chosen.loaded.case, workspace.board, recipient)
    if chosen.loaded is None or chosen.findings.errors:
        run.reporter.findings(Findings(chosen.findings.errors))
        raise FoundProblemsError(
            "This case has errors, so nothing was sealed for it",
            exit_code=chosen.findings.exit_code,
            where=chosen.shown_as,
            remedy="Correct what is said above.",
        )
    return chosen.loaded.case


def _allowing(case: Case, mentions: tuple[str, ...]) -> Case:
    return case.model_copy(update={"mentions_allowed": (*case.mentions_allowed, *mentions)})


def _say(run: Run, parcel: Parcel, sealed: Verified, examined: Examined) -> None:
    facts = sealed.facts
    run.reporter.result(
        "package",
        f"{shown_from_here(parcel.destination)}  {counted(len(sealed.members), 'file')} for {facts.recipient}, "
        f"with the passphrase labelled {facts.label}",
        package_id=facts.package_id,
        case=parcel.reference or None,
        recipient=facts.recipient,
        role=facts.role,
        archive=str(parcel.destination),
        protection=str(parcel.protection),
        label=facts.label,
        members=[member.name for member in sealed.members],
    )
    for gap in examined.unsearchable:
        run.reporter.aside("not-searched", f"{gap} could not be searched for other cases; look at it.", remark=gap)
