"""Options that several commands share, and the values they bring."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from mas_docs.board import PassphraseMode
from mas_docs.cli.reporting import Reporter
from mas_docs.yaml_files.values import Protection

Command = TypeVar("Command", bound=Callable[..., Any])
_EXISTING_FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)


def _day(context: click.Context, parameter: click.Parameter, written: str | None) -> dt.date | None:
    if written is None:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"'{written}' is not a date. Write it as 2026-12-07.", context, parameter) from None


@dataclass(frozen=True, slots=True)
class Run:
    """What a run was asked for, beyond its own arguments.

    Attributes:
        workspace: the workspace named on the command line; None to look upwards from here.
        today: the day that counts as today.
        no_input: never to ask anything.
        passphrase_file: the file that holds the passphrase, if one was named.
        reporter: how the run speaks.
    """

    workspace: Path | None
    today: dt.date
    no_input: bool
    passphrase_file: Path | None
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class Output:
    """Where documents go, and how.

    Attributes:
        out: the folder for output; None for `out/` in the workspace.
        drafts: whether unsealed documents are written too.
        mail: whether an e-mail draft is written for each package.
        protection: how packages are protected; None for each recipient's own way.
        passphrase_mode: whether the standard passphrase is used or the event's own; None for the board's way.
        language: the language asked for; None for each recipient's own.
    """

    out: Path | None
    drafts: bool
    language: str | None
    mail: bool = False
    protection: Protection | None = None
    passphrase_mode: PassphraseMode | None = None


def run_options(command: Command) -> Command:
    """Give a command the options of every run, as its first argument `run: Run`."""

    @click.option("--workspace", type=_EXISTING_FOLDER, help="The workspace; otherwise found upwards from here.")
    @click.option(
        "--today", callback=_day, metavar="DATE", help="Rehearse as if it were another day, written as 2026-12-07."
    )
    @click.option("--json", "as_json", is_flag=True, help="Findings and results as JSON, one object a line.")
    @click.option("-q", "--quiet", is_flag=True, help="Only errors and results.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more about what is done.")
    @click.option("--no-input", is_flag=True, help="Never ask; fail where an answer would be needed.")
    @functools.wraps(command)
    def with_run(
        *arguments: Any,
        workspace: Path | None,
        today: dt.date | None,
        as_json: bool,
        quiet: bool,
        verbose: bool,
        no_input: bool,
        passphrase_file: Path | None = None,
        **options: Any,
    ) -> Any:
        reporter = Reporter(as_json=as_json, quiet=quiet, verbose=verbose)
        run = Run(workspace, today or dt.date.today(), no_input, passphrase_file, reporter)  # noqa: DTZ011 - the day on the office's own calendar
        return command(run, *arguments, **options)

    return with_run  # type: ignore[return-value]  # click replaces the function's parameters by its options


def passphrase_options(command: Command) -> Command:
    """Give a command `--passphrase-file`; it goes on an outer line than `run_options`."""
    option = click.option(
        "--passphrase-file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A file that holds the passphrase and that only you can read.",
    )
    return option(command)


def output_options(command: Command) -> Command:
    """Give a command the options of what it writes, as its keyword `output: Output`."""

    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for output [out/].")
    @click.option("--drafts", is_flag=True, help="Also write the unsealed documents, to edit before sealing.")
    @click.option("--mail", is_flag=True, help="Also write an e-mail draft for each package, to check and send.")
    @click.option(
        "--protection",
        type=click.Choice([str(way) for way in Protection]),
        help="One archive (zip), or each file locked by itself (native) [each recipient's, else the board's].",
    )
    @click.option(
        "--passphrase-mode",
        type=click.Choice([str(mode) for mode in PassphraseMode]),
        help="The standard passphrase, or one of the event's own [the board's].",
    )
    @click.option(
        "--language",
        type=click.Choice(["en", "cy", "both"]),
        help="The language of documents; otherwise each recipient's own.",
    )
    @functools.wraps(command)
    def with_output(
        *arguments: Any,
        out: Path | None,
        drafts: bool,
        language: str | None,
        mail: bool,
        protection: str | None,
        passphrase_mode: str | None,
        **options: Any,
    ) -> Any:
        output = Output(
            out,
            drafts,
            language,
            mail,
            Protection(protection) if protection else None,
            PassphraseMode(passphrase_mode) if passphrase_mode else None,
        )
        return command(*arguments, output=output, **options)

    return with_output  # type: ignore[return-value]  # click replaces the function's parameters by its options


def case_arguments(command: Command) -> Command:
    """Give a command its cases: references, folders or files, or `--all`."""
    all_cases = click.option("--all", "all_cases", is_flag=True, help="Every case of the workspace.")
    cases = click.argument("cases", nargs=-1, metavar="CASE...")
    return cases(all_cases(command))
