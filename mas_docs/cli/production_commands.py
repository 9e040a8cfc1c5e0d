"""The commands that make packages of cases: write, invite, papers, brief, summary."""

from __future__ import annotations

import click

from mas_docs.case.model import Case
from mas_docs.catalogue import (
    BRIEFING,
    DOCUMENTS,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    Document,
    PackageKind,
    State,
    find_document,
    written_packages,
)
from mas_docs.cli.options import Output, Run, case_arguments, output_options, passphrase_options, run_options
from mas_docs.cli.paper_choices import PaperChoices, paper_options
from mas_docs.cli.producing import Request, produce_packages
from mas_docs.errors import UsageError
from mas_docs.guidance.plain import long_date
from mas_docs.guidance.roles import Role
from mas_docs.planning import invitation_form


@click.command("write")
@click.argument("document", required=False)
@case_arguments
@click.option("--list", "list_them", is_flag=True, help="List every document, who it is for, and its paragraph.")
@click.option("--state", type=click.Choice([str(state) for state in State]), help="The state of a form [prefilled].")
@click.option("--only", metavar="NAME", help="Only the package for this recipient.")
@output_options
@passphrase_options
@run_options
def write_command(
    run: Run,
    document: str | None,
    cases: tuple[str, ...],
    *,
    all_cases: bool,
    list_them: bool,
    state: str | None,
    only: str | None,
    output: Output,
) -> None:
    """Write any DOCUMENT of the catalogue for the CASEs, sealed for those it is meant for.

    `mas-docs write --list` shows them all; `mas-docs write referral-notice MAS-2026-014` writes one.
    """
    if list_them:
        for listed in DOCUMENTS:
            _list_document(run, listed)
        return
    if document is None:
        raise UsageError("No document is named", remedy="See mas-docs write --list.")
    found = find_document(document)
    chosen = _state(found, state)
    produce_packages(run, output, Request(cases, all_cases, lambda case: written_packages(case, found, chosen), only))


def _state(document: Document, wanted: str | None) -> State | None:
    if not document.states:
        if wanted:
            raise UsageError(
                f"'{document.key}' is a letter, not a form, so it has no state", remedy="Leave out --state."
            )
        return None
    state = State(wanted) if wanted else State.PREFILLED
    if state not in document.states:
        permitted = ", ".join(document.states)
        raise UsageError(f"'{document.key}' cannot be {state}", remedy=f"It can be {permitted}.")
    if state is State.BLANK:
        raise UsageError("A blank form needs no case", remedy="Use mas-docs forms --state blank.")
    return state


def _list_document(run: Run, document: Document) -> None:
    readers = ", ".join(role.title for role in document.meant_for)
    run.reporter.result(
        "document",
        f"{document.key:26} {document.title}\n"
        f"{'':26} for: {readers} · guidance {document.paragraph} · {document.stage}",
        key=document.key,
        title=document.title,
        meant_for=[str(role) for role in document.meant_for],
        stage=str(document.stage),
        paragraph=document.paragraph,
        states=[str(state) for state in document.states],
    )


@click.command("invite")
@case_arguments
@click.option("--facilitators", is_flag=True, help="The facilitators' invitations instead, with their declaration.")
@click.option("--only", metavar="NAME", help="Only this person's invitation.")
@click.option(
    "--moved", is_flag=True, help="The letter for a new date, and a calendar entry that replaces the old one."
)
@click.option("--cancel", is_flag=True, help="The letter that cancels, and a calendar entry that takes the event out.")
@output_options
@passphrase_options
@run_options
def invite_command(
    run: Run,
    cases: tuple[str, ...],
    *,
    all_cases: bool,
    facilitators: bool,
    only: str | None,
    moved: bool,
    cancel: bool,
    output: Output,
) -> None:
    """Seal an invitation and a calendar file for each professional of the Core Group (guidance 4.4).

    Without --moved or --cancel the event's own status decides which letter is due. Family members are never invited.
    """
    if moved and cancel:
        raise UsageError("An event cannot be moved and cancelled at once", remedy="Choose --moved or --cancel.")
    rows = FACILITATOR_INVITATIONS if facilitators else INVITATIONS

    def kinds_for(case: Case) -> tuple[PackageKind, ...]:
        return (rows[invitation_form(case, moved=moved, cancel=cancel)],)

    produce_packages(run, output, Request(cases, all_cases, kinds_for, only))


@click.command("papers")
@case_arguments
@click.option(
    "--to",
    "receiver",
    type=click.Choice([str(role) for role in PAPERS_TO]),
    required=True,
    help="The next hop: the Social Worker sends to the coordinator, the coordinator to the business-unit.",
)
@paper_options
@output_options
@passphrase_options
@run_options
def papers_command(
    run: Run, cases: tuple[str, ...], *, all_cases: bool, receiver: str, papers: PaperChoices, output: Output
) -> None:
    """Seal the papers of guidance 4.6 and their checklist for the next hop.

    A paper that is outstanding, or that nobody has listed, is on the checklist and stops nothing; a listed file that
    is not there or cannot be read does, unless it is left out with --without. PDFs and pictures travel cleaned of what
    is active or hidden in them.
    """
    kind = PAPERS_TO[Role(receiver)]
    produce_packages(run, output, Request(cases, all_cases, lambda _: (kind,), papers=papers))


@click.command("brief")
@case_arguments
@click.option("--only", metavar="NAME", help="Only this facilitator's package.")
@paper_options
@output_options
@passphrase_options
@run_options
def brief_command(
    run: Run, cases: tuple[str, ...], *, all_cases: bool, only: str | None, papers: PaperChoices, output: Output
) -> None:
    """Seal the briefing pack and the forms for each facilitator (guidance 4.5 to 4.8).

    The pack is one PDF with everything to prepare from: the case at a glance, who is who, the session guide, and every
    paper, whole, behind a page that says what it is. A paper that is outstanding has a page of its own, and the pack is
    made again when it arrives: its contents page then says what is new. Word papers need LibreOffice.
    """

    def late_for(case: Case) -> str | None:
        """The pack is to prepare from."""
        is_over = case.event is not None and case.event.date < run.today
        return f"had its event on {long_date(case.event.date)}" if is_over and case.event else None

    produce_packages(run, output, Request(cases, all_cases, lambda _: (BRIEFING,), only, papers, late_for))


@click.command("summary")
@case_arguments
@output_options
@passphrase_options
@run_options
def summary_command(run: Run, cases: tuple[str, ...], *, all_cases: bool, output: Output) -> None:
    """Seal the completed Appendix 3 for its three recipients (guidance 4.9).

    They are the child's Social Worker, the Conference Chair and the Business Unit; the Social Worker's package also
    holds the note for the copy on the child's file and for the next meeting.
    """
    produce_packages(run, output, Request(cases, all_cases, lambda _: SUMMARY_PACKAGES))
