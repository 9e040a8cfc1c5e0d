"""The command `forms`: Appendix 2, 3 and 4 in their states."""

from __future__ import annotations

import click

from mas_docs.catalogue import FORMS_BY_APPENDIX, Document, State, find_document, forms_package
from mas_docs.cli.options import Output, Run, case_arguments, output_options, passphrase_options, run_options
from mas_docs.cli.producing import Request, produce_packages
from mas_docs.cli.reporting import shown_from_here
from mas_docs.cli.selecting import workspace_of
from mas_docs.errors import UsageError
from mas_docs.files import make_folder, write_atomically
from mas_docs.production.rendering import render_blank


@click.command("forms")
@case_arguments
@click.option(
    "--appendix",
    "appendices",
    type=click.Choice([str(number) for number in FORMS_BY_APPENDIX]),
    multiple=True,
    help="Which appendix; may be given more than once [2 and 3].",
)
@click.option(
    "--state",
    type=click.Choice([str(state) for state in State]),
    help="How far they are filled in [prefilled with a case, blank without].",
)
@output_options
@passphrase_options
@run_options
def forms_command(
    run: Run, cases: tuple[str, ...], *, all_cases: bool, appendices: tuple[str, ...], state: str | None, output: Output
) -> None:
    """Make the feedback form (Appendix 2), the summary (3) and the session guide (4).

    Prefilled forms hold the area, the date and the facilitators, and Appendix 2 is made once for each participant;
    completed ones hold what the case file records. They are sealed as one package per case for the Business Unit. Blank
    ones need no case and are written plain.
    """
    chosen = tuple(sorted(int(number) for number in set(appendices))) or (2, 3)
    wanted = State(state) if state else (State.PREFILLED if cases or all_cases else State.BLANK)
    documents = tuple(find_document(FORMS_BY_APPENDIX[number]) for number in chosen)
    for document in documents:
        if wanted not in document.states:
            raise UsageError(f"'{document.title}' cannot be {wanted}", remedy="Choose blank or prefilled.")
    if wanted is State.BLANK:
        _write_blank(run, output, cases, documents)
    else:
        kind = forms_package(chosen, wanted)
        produce_packages(run, output, Request(cases, all_cases, lambda _: (kind,)))


def _write_blank(run: Run, output: Output, cases: tuple[str, ...], documents: tuple[Document, ...]) -> None:
    workspace = workspace_of(run, cases)
    folder = output.out or workspace.root / "out"
    make_folder(folder)
    for document in documents:
        path = folder / f"{document.key}-blank.docx"
        write_atomically(path, render_blank(document, workspace.board, workspace.own_templates, run.today))
        place = shown_from_here(path)
        run.reporter.result("form", f"{place}  {document.title}, blank", document=document.key, file=str(path))
