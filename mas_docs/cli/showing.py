"""How a package that was made is shown, by every command that makes some."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mas_docs.cli.options import Run
from mas_docs.cli.reporting import shown_from_here
from mas_docs.production.office import MadePackage


def show_package(run: Run, made: MadePackage, **more: object) -> None:
    """Show a package as a result, and what lies beside it.

    Args:
        run: how the run was called.
        made: the package.
        more: further values of its object under `--json`.
    """
    recipient = made.recipient
    place = shown_from_here(made.archive)
    run.reporter.result(
        "package",
        f"{place}  for {recipient.name} ({recipient.email or recipient.agency or recipient.role.title})",
        case=made.reference,
        package_id=made.package_id,
        purpose=made.purpose,
        recipient=recipient.name,
        role=str(recipient.role),
        email=recipient.email,
        archive=str(made.archive),
        note=str(made.note),
        message=str(made.message) if made.message else None,
        protection=str(made.protection),
        label=made.label,
        members=list(made.members),
        remarks=list(made.remarks),
        **more,
    )
    if made.message is not None:
        run.reporter.note(f"{shown_from_here(made.message)}  e-mail draft: check it, then send it")
    if made.drafts is not None:
        run.reporter.note(f"{shown_from_here(made.drafts)}  unsealed drafts: protect or delete them yourself")
    run.reporter.detail(f"    {made.package_id}, passphrase {made.label}: {', '.join(made.members)}")


def show_remarks(run: Run, reference: str, remarks: Iterable[str]) -> None:
    """Say what whoever sends the packages of a case has to know."""
    for remark in remarks:
        run.reporter.note(f"{reference}: {remark}")


def tell_left_overs(run: Run, left_over: Iterable[Path]) -> None:
    """Name packages of an earlier run that are not to be sent any more."""
    for old in left_over:
        run.reporter.note(f"{shown_from_here(old)} is from an earlier run and was not made again; do not send it.")
