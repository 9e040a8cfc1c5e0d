"""The command `templates`: the office's own Word templates, listed, checked, and copied out to edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import click

from mas_docs.catalogue import Document
from mas_docs.cli.options import Run, run_options
from mas_docs.cli.reporting import shown_from_here
from mas_docs.cli.selecting import workspace_with_findings
from mas_docs.errors import FoundProblemsError, UsageError
from mas_docs.files import make_folder, write_atomically
from mas_docs.findings import Finding, Findings, did_you_mean
from mas_docs.guidance.plain import counted, long_date
from mas_docs.template_check.export import export
from mas_docs.template_check.faults import excerpt
from mas_docs.template_check.field_list import ListedField, listed_fields
from mas_docs.template_check.folders import (
    LANGUAGES,
    WORD_DOCUMENTS,
    TemplateFile,
    text_templates,
    word_templates,
)
from mas_docs.template_check.marking import marked
from mas_docs.template_check.report import Checked, about_folders, all_templates, check_one

_READABLE = 0o644
_MARKED = "-marked"
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("templates")
def templates_command() -> None:
    """Look after the Word templates: list and check them, see what they may name, copy ours out to edit.

    A board's own templates lie in the folder that board.yaml names under templates:, and are used in the place of ours.
    """


@templates_command.command("list")
@run_options
def list_command(run: Run) -> None:
    """List every document with its template: whose it is, when it was changed, and whether the check finds anything."""
    about_board: list[Finding] = []
    own = _own_templates(run, about_board)
    run.reporter.findings(Findings(tuple(about_board)))
    templates = word_templates(own)
    for template in run.reporter.progress(templates, len(templates), "Checking templates"):
        checked = check_one(template)
        key = template.document.key if template.document else template.name
        changed = dt.datetime.fromtimestamp(template.path.stat().st_mtime).astimezone().date()
        line = f"{key:26} {template.language}  {_whose(template):11} {long_date(changed):18} {_found(checked)}"
        run.reporter.result(
            "template",
            line.rstrip(),
            document=key,
            language=template.language,
            file=template.shown,
            own=template.is_own,
            changed=changed,
            errors=sum(finding.is_error for finding in checked.findings),
            warnings=sum(not finding.is_error for finding in checked.findings),
        )


def _whose(template: TemplateFile) -> str:
    return "the board's" if template.is_own else "ours"


def _found(checked: Checked) -> str:
    if not checked.faults:
        return "in order"
    findings = Findings(checked.findings)
    return f"{counted(len(findings.errors), 'error')}, {counted(len(findings.warnings), 'warning')}"


@templates_command.command("check")
@click.argument("templates", nargs=-1, metavar="[TEMPLATE...]")
@click.option(
    "--mark", is_flag=True, help="Also write a copy of each faulty template, with a Word comment at each fault."
)
@click.option(
    "--into", type=_FOLDER, help="The folder for marked copies [beside each template; for ours, this folder]."
)
@run_options
def check_command(run: Run, templates: tuple[str, ...], *, mark: bool, into: Path | None) -> None:
    """Show every fault of every template at once, with its place in words of Word, and what to do.

    A TEMPLATE is the name of a document, as invitation, or a file. Without any, all that are used are checked.
    """
    findings: list[Finding] = []
    own = _own_templates(run, findings)
    chosen = tuple(chain.from_iterable(_chosen(name, own) for name in templates)) or all_templates(own)
    findings += [] if templates else [*about_folders(own)]
    _show(run, findings)
    for template in run.reporter.progress(chosen, len(chosen), "Checking templates"):
        checked = check_one(template)
        _show(run, checked.findings)
        findings += checked.findings
        if mark and checked.faults:
            _mark(run, checked, into)
    _close(run, len(chosen), Findings(tuple(findings)))


def _chosen(name: str, own: Path | None) -> Iterator[TemplateFile]:
    """The templates that a word of the command line names: a file, or a document in each of its languages."""
    path = Path(name)
    if path.is_file():
        language = path.parent.name if path.parent.name in LANGUAGES else "en"
        document = _word_document(path.stem.removesuffix(_MARKED))
        yield TemplateFile(f"word/{language}/{document.key}.docx", path, is_own=True, document=document)
        return
    document = _word_document(name)
    yield from (template for template in word_templates(own) if template.document is document)


def _word_document(name: str) -> Document:
    keys = {document.key: document for document in WORD_DOCUMENTS}
    if name not in keys:
        hint = did_you_mean(name, keys)
        raise UsageError(
            f"'{name}' is neither a file nor a document that has a Word template",
            remedy=f"{hint}See mas-docs templates list; a file is named as its document, as invitation.docx.",
        )
    return keys[name]


def _show(run: Run, findings: Iterable[Finding]) -> None:
    run.reporter.findings(Findings(tuple(findings)), as_result=True)


def _mark(run: Run, checked: Checked, into: Path | None) -> None:
    """Write a marked copy beside the template, under a name that no document is made from."""
    template = checked.template
    if checked.file is None:
        if template.document is not None:
            run.reporter.note(f"{template.shown}: it cannot be marked, because it cannot be read.")
        return
    folder = into or (template.path.parent if template.is_own else Path.cwd())
    make_folder(folder)
    path = folder / f"{template.path.stem.removesuffix(_MARKED)}{_MARKED}.docx"
    write_atomically(path, marked(checked.file, checked.faults), mode=_READABLE)
    run.reporter.aside("marked", f"Marked: {shown_from_here(path)}", template=template.shown, file=str(path))


def _close(run: Run, templates: int, findings: Findings) -> None:
    run.reporter.note(
        f"{counted(templates, 'template')}: {counted(len(findings.errors), 'error')}, "
        f"{counted(len(findings.warnings), 'warning')}."
    )
    if findings.errors:
        raise FoundProblemsError(
            "There are errors in templates; nothing can be made from these",
            exit_code=findings.exit_code,
            remedy="Correct what is said above; docs/templates.md explains each.",
        )


@templates_command.command("fields")
@click.argument("document")
@run_options
def fields_command(run: Run, document: str) -> None:
    """Show what the template of DOCUMENT may name: its kind, how it is written, and a fictional example of each."""
    fields = listed_fields(_word_document(document))
    widths = (
        max(len(field.name) + 2 * field.depth for field in fields),
        max(len(field.kind) for field in fields),
        max(len(field.write) for field in fields),
    )
    for field in fields:
        run.reporter.result(
            "field",
            _as_line(field, widths),
            name=field.name,
            depth=field.depth,
            holds=field.kind,
            may_be_empty=field.may_be_empty,
            write=field.write,
            example=field.example,
        )


def _as_line(field: ListedField, widths: tuple[int, int, int]) -> str:
    name = "  " * field.depth + field.name
    empty = "may be empty" if field.may_be_empty else ""
    line = f"{name:{widths[0]}}  {field.kind:{widths[1]}}  {empty:12}  {field.write:{widths[2]}}"
    return f"{line}  {excerpt(field.example)}".rstrip()


@templates_command.command("export")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT...]")
@click.option("--into", type=_FOLDER, help="The folder to copy into [the one that board.yaml names under templates:].")
@click.option(
    "--text", "texts", is_flag=True, help="Also the text templates: notes, e-mails, pages of the briefing pack."
)
@click.option("--force", is_flag=True, help="Replace templates that are there already.")
@run_options
def export_command(run: Run, documents: tuple[str, ...], *, into: Path | None, texts: bool, force: bool) -> None:
    """Copy our templates of the DOCUMENTs, or of all, into the board's own folder, to edit them there in Word."""
    # That the folder is not there yet is no fault here: it is made.
    folder = into or _own_templates(run, [])
    if folder is None:
        raise UsageError(
            "The board has no folder for templates of its own",
            remedy="Write templates: templates into board.yaml, or name a folder with --into.",
        )
    wanted = {_word_document(name).key for name in documents} or {document.key for document in WORD_DOCUMENTS}
    ours = [template for template in word_templates(None) if template.document and template.document.key in wanted]
    ours += text_templates(None) if texts else ()
    for copy in export([template.name for template in ours], folder, replace=force):
        run.reporter.result("exported", shown_from_here(copy.path), template=copy.name, file=str(copy.path))
    run.reporter.note("Next: edit them in Word, then mas-docs templates check.")


def _own_templates(run: Run, about_board: list[Finding]) -> Path | None:
    """The board's own folder of templates; outside every workspace, and where it names none, there is none.

    Args:
        run: the run.
        about_board: takes what is wrong with the board's settings, such as a folder that is not there.
    """
    try:
        workspace, findings = workspace_with_findings(run)
    except UsageError:
        if run.workspace is not None:
            raise
        return None
    about_board.extend(findings.errors)
    return workspace.own_templates
