"""The command `ledger`: what was sealed, opened and refused, whether that can be relied on, and what a package held."""

from __future__ import annotations

import datetime as dt
import os
import re
import textwrap
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from mas_docs.board import Board
from mas_docs.case.model import REFERENCE
from mas_docs.cli.options import Run, run_options
from mas_docs.cli.passphrases import keeper_of
from mas_docs.errors import ExitCode, FoundProblemsError, PassphraseError, UsageError
from mas_docs.files import private_folder, write_atomically
from mas_docs.guidance.plain import counted, long_date
from mas_docs.transfer.ledger.adding import open_ledger
from mas_docs.transfer.ledger.chain import Line
from mas_docs.transfer.ledger.entries import Entry, Event, Recorded
from mas_docs.transfer.ledger.finding import find_package, package_id
from mas_docs.transfer.ledger.reading import LedgerReader, Verdict
from mas_docs.transfer.ledger.report import Report, history_of, report_on
from mas_docs.transfer.passphrases.stores import PassphraseEntry
from mas_docs.workspace import find_workspace, open_workspace

_WIDTH = 100
_LEAD = (
    "Made from the ledger, which names nobody: the recipient stands in the case file, and in the manifest inside the "
    "package."
)


@click.group("ledger")
def ledger_command() -> None:
    """Show what was sealed, opened and refused; check that nobody changed it; tell what a package held.

    Each line of the ledger has the hash of the one before it, so that a line that is changed, removed or put in
    shows. It has no names of people.
    """


@ledger_command.command("show")
@click.option("--case", "reference", metavar="REFERENCE", help="Only this case.")
@click.option("--package", metavar="ID", help="Only this package; with or without P-.")
@click.option("--event", type=click.Choice([str(event) for event in Event]), help="Only what happened in this way.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From this day on, as in 2026-12-07.")
@click.option("--last", type=click.IntRange(min=1), metavar="NUMBER", help="Only the newest entries, so many.")
@run_options
def show_command(
    run: Run,
    *,
    reference: str | None,
    package: str | None,
    event: str | None,
    since: dt.datetime | None,
    last: int | None,
) -> None:
    """Show the entries, a line each, the oldest first."""
    wanted = (_checked_reference(reference), _checked_id(package), event)
    reader = _reader(run)
    unreadable: list[Line] = []
    chosen = (
        recorded
        for recorded in _readable(reader, unreadable)
        if _is_wanted(recorded.entry, *wanted) and (since is None or recorded.day >= since.date())
    )
    shown = 0
    for recorded in chosen if last is None else deque(chosen, last):
        run.reporter.result("ledger-entry", _as_line(recorded), **recorded.as_object())
        shown += 1
    if not shown:
        run.reporter.note(f"The ledger has no such entry ({reader.folder}).")
    if unreadable:
        lines = counted(len(unreadable), "line")
        run.reporter.failure(f"{lines} of the ledger cannot be read. See which: mas-docs ledger verify.")


def _readable(reader: LedgerReader, unreadable: list[Line]) -> Iterator[Recorded]:
    """The entries; lines that cannot be read are put aside."""
    for line in reader.lines():
        if line.recorded is None:
            unreadable.append(line)
        else:
            yield line.recorded


@ledger_command.command("verify", short_help="Check every line, the chain they make and its end.")
@click.option("--kept", metavar="HASH", help="A last hash that you kept: it must still be there.")
@run_options
def verify_command(run: Run, *, kept: str | None) -> None:
    """Check every line, the chain they make and its end; each break is told with its line.

    Keep the hash that this shows outside this machine: with --kept, a later run tells whether all that was there then
    is there still, as it was.
    """
    reader = _reader(run)
    verdict = reader.verify(_checked_hash(kept))
    run.reporter.findings(verdict.findings, as_result=True)
    if verdict.findings.errors:
        raise FoundProblemsError(
            f"The ledger is broken: {counted(len(verdict.findings.errors), 'fault')}",
            exit_code=verdict.findings.errors[0].exit_code,
            where=str(reader.folder),
            remedy="Compare it with a backup, and tell whoever answers for information governance.",
        )
    if kept is not None and verdict.kept_at is None:
        raise _lost(reader)
    run.reporter.result("ledger-verified", _verified(verdict), **_verified_object(verdict))


@ledger_command.command("report", short_help="Tell what a package that went wrong had held.")
@click.argument("package")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file for the report, .txt or .pdf [the terminal].",
)
@run_options
def report_command(run: Run, package: str, *, output: Path | None) -> None:
    """Tell what a PACKAGE had held that went wrong, for the data protection officer, and what to do now.

    PACKAGE is its id, with or without P-, or the path of its archive. No passphrase is needed.
    """
    _check_output(output)
    root = _root(run)
    reader = open_ledger(root, os.environ).reader
    found = find_package(reader, package)
    if found.remark:
        run.reporter.note(found.remark)
    history = history_of(reader, found.package)
    kept = _kept(root, history.told_by.entry.label)
    report = report_on(history, reader.verify(), dt.datetime.now(dt.UTC), kept)
    if output is None:
        run.reporter.result("ledger-report", _as_text(report), **report.as_object())
        return
    if not output.absolute().parent.is_dir():
        private_folder(output.absolute().parent)
    write_atomically(output, _as_file(report, output))
    run.reporter.result("ledger-report", f"{output}  {report.title}", **report.as_object())


def _reader(run: Run) -> LedgerReader:
    """The ledger of the workspace that this is, or the user's own outside of every one.

    Raises:
        UsageError: a workspace was named that is none.
    """
    return open_ledger(_root(run), os.environ).reader


def _root(run: Run) -> Path | None:
    """The workspace's folder, whatever is wrong with its settings; None outside of every one."""
    try:
        return find_workspace(run.workspace or Path.cwd())
    except UsageError:
        if run.workspace is not None:
            raise
        return None


def _kept(root: Path | None, label: str) -> PassphraseEntry | None:
    """What is known here of the passphrase of that label; a report is made whether or not anything is."""
    workspace = open_workspace(root)[0] if root else None
    board = workspace.board.short_name if workspace else str(Board.model_fields["short_name"].default)
    try:
        found = keeper_of(board).find(label)
    except PassphraseError:
        return None
    return found.entry if found else None


def _checked_reference(reference: str | None) -> str | None:
    if reference is not None and not REFERENCE.fullmatch(reference):
        raise UsageError(f"'{reference}' is no reference of a case", remedy="Write it as in MAS-2026-014.")
    return reference


def _checked_hash(kept: str | None) -> str | None:
    if kept is None:
        return None
    digits = kept.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise UsageError(
            "This is no hash of an entry", remedy="It has 64 digits, as `mas-docs ledger verify` shows it."
        )
    return digits


def _checked_id(said: str | None) -> str | None:
    if said is None:
        return None
    package = package_id(said)
    if package is None:
        raise UsageError(f"'{said}' is no package's id", remedy="Write it as in P-7Q2M9K4D1X.")
    return package


def _is_wanted(entry: Entry, reference: str | None, package: str | None, event: str | None) -> bool:
    pairs = ((reference, entry.case), (package, entry.package), (event, entry.event))
    return all(wanted is None or wanted == there for wanted, there in pairs)


def _as_line(recorded: Recorded) -> str:
    entry = recorded.entry
    number = f" {entry.recipient_number}" if entry.recipient_number else ""
    told = (
        entry.package,
        entry.case,
        entry.purpose,
        f"{entry.role}{number}",
        entry.label,
        counted(len(entry.members), "file") if entry.members else "",
        f"mentions {', '.join(entry.mentions)}" if entry.mentions else "",
        entry.reason,
        f"found {', '.join(entry.found)}" if entry.found else "",
    )
    words = "  ".join(part for part in told if part)
    return f"{recorded.number:>6}  {recorded.day}  {entry.event:<9}  {words}"


def _verified(verdict: Verdict) -> str:
    if verdict.first is None or verdict.last is None:
        return "The ledger has no entries yet."
    days = f"from {long_date(verdict.first.day)} to {long_date(verdict.last.day)}"
    kept = f" The hash you kept is that of entry {verdict.kept_at}." if verdict.kept_at is not None else ""
    return (
        f"The ledger is whole: {counted(verdict.entries, 'line')}, {days}.{kept}\n"
        f"Entry {verdict.head.entries} has the hash {verdict.head.last}: keep a copy of it elsewhere."
    )


def _verified_object(verdict: Verdict) -> dict[str, object]:
    return {
        "lines": verdict.entries,
        "first": verdict.first.day if verdict.first else None,
        "last": verdict.last.day if verdict.last else None,
        "head": {"entries": verdict.head.entries, "last": verdict.head.last},
        "kept_at": verdict.kept_at,
    }


def _lost(reader: LedgerReader) -> FoundProblemsError:
    return FoundProblemsError(
        "No entry has the hash that you kept: the ledger is not the one that it was taken from, or was made anew",
        exit_code=ExitCode.DAMAGED_ARCHIVE,
        where=str(reader.folder),
        remedy="Compare it with a backup, and tell whoever answers for information governance.",
    )


def _check_output(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in {".txt", ".pdf"}:
        remedy = f"Write -o {output.stem}.pdf, or {output.stem}.txt."
        raise UsageError("A report is a .txt or a .pdf file", where=str(output), remedy=remedy)


def _as_file(report: Report, output: Path) -> bytes:
    if output.suffix.lower() == ".txt":
        return f"{_as_text(report)}\n".encode()
    from mas_docs.documents.typesetting import typeset

    data = {"title": report.title, "lang": "en", "lead": (_LEAD,), "sections": report.sections}
    return typeset("ledger-report.typ", data)


def _as_text(report: Report) -> str:
    paragraphs = [report.title, "\n".join(textwrap.wrap(_LEAD, _WIDTH))]
    paragraphs += [f"{section.title}\n{_listed(section.lines)}" for section in report.sections]
    return "\n\n".join(paragraphs)


def _listed(lines: Iterable[str]) -> str:
    wrapped = (
        textwrap.wrap(
            line, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        for line in lines
    )
    return "\n".join(row for rows in wrapped for row in rows)
