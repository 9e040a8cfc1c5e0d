"""The commands that start things: init makes a workspace, new starts a case."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mas_docs.board import Board
from mas_docs.case.model import REFERENCE
from mas_docs.case.schema import board_schema, case_schema
from mas_docs.case.skeleton import DEFAULT_BOARD, new_board_text, new_case_text
from mas_docs.cli.options import Run, run_options
from mas_docs.cli.passphrases import keeper_of
from mas_docs.cli.reporting import shown_from_here
from mas_docs.cli.selecting import workspace_of
from mas_docs.errors import UsageError
from mas_docs.files import make_folder, write_atomically
from mas_docs.workspace import BOARD_FILE, CASE_FILE, CASES, open_workspace

_SHARED = 0o644


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default=DEFAULT_BOARD, show_default=True, help="The board's name.")
@run_options
def init_command(run: Run, folder: Path, *, name: str) -> None:
    """Make a new workspace in DIR: board.yaml to correct, a folder for cases, and a first passphrase."""
    settings = folder / BOARD_FILE
    if settings.exists():
        raise UsageError("There is a workspace already", where=str(settings), remedy="Choose another folder.")
    make_folder(folder / CASES)
    write_atomically(settings, new_board_text(name).encode(), mode=_SHARED)
    _write_schemas(folder)
    run.reporter.result(
        "workspace", f"{shown_from_here(settings)}  the board's settings: read and correct them", board=str(settings)
    )
    workspace, findings = open_workspace(folder)
    run.reporter.findings(findings)
    if workspace is not None:
        _first_passphrase(run, workspace.board)
    run.reporter.note(f"Next, in {folder}: mas-docs new MAS-{run.today.year}-001")


def _first_passphrase(run: Run, board: Board) -> None:
    keeper = keeper_of(board.short_name)
    current = keeper.current()
    if current is not None:
        run.reporter.note(f"The passphrase {current.label} of {board.short_name} is kept already, in {keeper.place}.")
        return
    kept = keeper.new(run.today, words=board.passphrase.words)
    run.reporter.result(
        "passphrase-kept",
        f"A first passphrase, {kept.entry.label}, is kept in {keeper.place}. See it with: mas-docs passphrase show",
        label=kept.entry.label,
        place=keeper.place,
    )


@click.command("new")
@click.argument("reference")
@run_options
def new_command(run: Run, reference: str) -> None:
    """Start the case REFERENCE (as MAS-2026-014): a folder with a commented case.yaml to fill in.

    The reference is neutral: capitals, the year, a number; no name and no initials, for it stands in file names.
    """
    workspace = workspace_of(run, ())
    if not REFERENCE.fullmatch(reference):
        raise UsageError(f"'{reference}' is not a neutral reference", remedy="Write it as MAS-2026-014.")
    file = workspace.root / CASES / reference / CASE_FILE
    if file.exists():
        raise UsageError("This case is there already", where=workspace.shown(file), remedy="Choose another number.")
    make_folder(file.parent / "papers")
    _write_schemas(workspace.root)
    write_atomically(file, new_case_text(reference, workspace.board).encode())
    run.reporter.result(
        "case", f"{shown_from_here(file)}  fill it in, then: mas-docs check {reference}", case=reference, file=str(file)
    )


def _write_schemas(root: Path) -> None:
    """Put the schemas where the first line of each file tells editors to look for them."""
    make_folder(root / "schemas")
    for name, schema in (("case", case_schema()), ("board", board_schema())):
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        write_atomically(root / "schemas" / f"{name}.schema.json", text.encode(), mode=_SHARED)
