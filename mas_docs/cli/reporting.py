"""What the user sees: findings, results and progress, in plain lines, as a table, or as JSON.

Results go to standard output, everything else to standard error. Colour and bars appear only on a terminal, and not
where `NO_COLOR` is set.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from mas_docs.findings import Finding, Findings, Severity

Item = TypeVar("Item")
_PATIENCE_SECONDS = 1.0


def printable(text: str) -> str:
    """Text that a terminal only shows: control characters and direction overrides are replaced, line breaks kept."""
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def one_line(text: str) -> str:
    """The same on one line."""
    return printable(" ".join(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Reporter:
    """How this run speaks.

    Attributes:
        as_json: findings and results as JSON, one object a line, on standard output.
        quiet: no findings but errors, and no progress.
        verbose: also what is usually left unsaid.
        results: whether results are shown at all; a command made of others tells its own.
    """

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    results: bool = True

    def result(self, kind: str, text: str, **values: object) -> None:
        """Show one result: a line of text, or an object with its kind and values."""
        if not self.results:
            return
        if self.as_json:
            click.echo(json.dumps({"type": kind, **values}, default=str))
        else:
            click.echo(printable(text))

    def aside(self, kind: str, text: str, **values: object) -> None:
        """Say something that is no result in words, but an object for other programs."""
        if self.as_json:
            self.result(kind, text, **values)
        else:
            self.note(text)

    def note(self, text: str) -> None:
        """Say something that is no result; not at all when quiet."""
        if not self.quiet:
            click.echo(printable(text), err=True)

    def failure(self, text: str) -> None:
        """Tell that something failed while the rest goes on; also when quiet."""
        click.echo(f"mas-docs: {one_line(text)}", err=True)

    def detail(self, text: str) -> None:
        """Say something that only a curious user wants to know."""
        if self.verbose:
            click.echo(printable(text), err=True)

    def findings(self, findings: Findings, *, as_result: bool = False) -> None:
        """Show findings, each on its line; they are the result of `check`, and remarks elsewhere."""
        for finding in findings:
            if self.as_json:
                click.echo(json.dumps(finding_as_object(finding)))
            elif finding.is_error or not self.quiet:
                click.echo(_coloured(finding), err=not as_result)

    def progress(self, items: Iterable[Item], total: int, doing: str) -> Iterator[Item]:
        """Pass items through, with a bar on a terminal when it takes over a second."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            yield from items
            return
        yield from _with_bar(items, total, doing)


def finding_as_object(finding: Finding) -> Mapping[str, object]:
    """A finding as `--json` prints it; the names are stable."""
    return {
        "type": "finding",
        "id": finding.id,
        "severity": str(finding.severity),
        "file": finding.file,
        "line": finding.line or None,
        "column": finding.column or None,
        "message": finding.message,
        "remedy": finding.remedy,
        "paragraph": finding.paragraph,
        "place": finding.place or None,
    }


def _coloured(finding: Finding) -> str:
    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    word = click.style(str(finding.severity), fg=colour, bold=True)
    return one_line(str(finding)).replace(f": {finding.severity}: ", f": {word}: ", 1)


def _with_bar(items: Iterable[Item], total: int, doing: str) -> Iterator[Item]:
    """Begin the bar only when a second has passed, so that a question asked at the start is not painted over."""
    from rich.console import Console
    from rich.progress import Progress

    began = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(doing, total=total)
    try:
        for item in items:
            bar.advance(task)
            bar.stop()  # whoever gets the item may show it, and a line may not run into the bar
            yield item
            if time.monotonic() - began > _PATIENCE_SECONDS:
                bar.start()
    finally:
        bar.stop()


def shown_from_here(path: Path) -> str:
    """A path as somebody standing in this folder would write it."""
    try:
        here, resolved = Path.cwd(), path.resolve()
    except OSError:
        # Somebody has removed the folder that we stand in.
        return str(path)
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(resolved)
