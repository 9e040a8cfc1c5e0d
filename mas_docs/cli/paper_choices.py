"""What a user says about single papers of a case, and how a case's papers are taken in for its packages."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import PaperKind
from mas_docs.case.paper_words import called
from mas_docs.cli.options import Run
from mas_docs.cli.passphrases import kept_words, prompt_of
from mas_docs.cli.selecting import ChosenCase
from mas_docs.errors import UsageError
from mas_docs.findings import Finding
from mas_docs.guidance.plain import counted
from mas_docs.papers.faults import OUTSIDE
from mas_docs.papers.intake import Unlock
from mas_docs.planning import Package
from mas_docs.production.office import Office, Room
from mas_docs.production.papers import papers_for, unfit
from mas_docs.transfer.passphrases.sources import read_passphrase_file

Command = TypeVar("Command", bound=Callable[..., Any])

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_NUMBERED_FILE = re.compile(r"(?P<number>[1-9][0-9]{0,8})=(?P<file>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PaperChoices:
    """What was said about single papers, by their numbers in the case file's list, from 1.

    Attributes:
        without: the papers to leave out.
        unlock: the file that holds a locked paper's own password.
    """

    without: tuple[int, ...] = ()
    unlock: tuple[tuple[int, Path], ...] = ()

    def check(self, *, cases: int) -> None:
        """Refuse numbers that would mean papers of several cases, or one paper with two passwords.

        Raises:
            UsageError: more than one case is chosen, or one paper is named twice.
        """
        numbers = [number for number, _ in self.unlock]
        if len(set(numbers)) < len(numbers):
            raise UsageError("--unlock names a paper twice", remedy="Give each locked paper one file.")
        if cases > 1 and (self.without or self.unlock):
            raise UsageError(
                "--without and --unlock speak of the papers of one case", remedy="Name that case, and no other."
            )

    def still_wrong(self, case: ChosenCase) -> tuple[Finding, ...]:
        """The errors of a case, but for those at the files of papers that are left out."""
        if case.loaded is None:
            return case.findings.errors
        places = [case.loaded.places.of(("papers", number - 1, "file")) for number in self.without]
        left_out = {(place.line, place.column) for place in places}
        return tuple(
            error
            for error in case.findings.errors
            if error.id != OUTSIDE.id or (error.line, error.column) not in left_out
        )

    def applied_to(self, loaded: LoadedCase) -> LoadedCase:
        """The case without the files of the papers that are left out: from here on, these papers are missing.

        Raises:
            UsageError: a choice names a paper that the case does not have.
        """
        for number in (*self.without, *(number for number, _ in self.unlock)):
            if number > len(loaded.case.papers):
                raise UsageError(
                    f"This case has no paper {number}",
                    where=loaded.shown_as,
                    remedy=f"It lists {counted(len(loaded.case.papers), 'paper')}; count from 1, in the file's order.",
                )
        papers = tuple(
            paper.model_copy(update={"file": None}) if number in self.without else paper
            for number, paper in enumerate(loaded.case.papers, 1)
        )
        return replace(loaded, case=loaded.case.model_copy(update={"papers": papers}))


def paper_options(command: Command) -> Command:
    """Give a command `--without` and `--unlock`, as its keyword `papers: PaperChoices`."""

    @click.option(
        "--without",
        callback=_numbers,
        multiple=True,
        metavar="NUMBER",
        help="Leave a paper out: its place under papers: in the case file, from 1; or several, as in 2,5.",
    )
    @click.option(
        "--unlock",
        callback=_numbered_files,
        multiple=True,
        metavar="NUMBER=FILE",
        help="A file that only you can read, with the own password of the paper in this place.",
    )
    @functools.wraps(command)
    def with_papers(
        *arguments: Any, without: tuple[int, ...], unlock: tuple[tuple[int, Path], ...], **options: Any
    ) -> Any:
        return command(*arguments, papers=PaperChoices(without, unlock), **options)

    return with_papers  # type: ignore[return-value]  # click replaces the function's parameters by its options


def _numbers(context: click.Context, parameter: click.Parameter, written: tuple[str, ...]) -> tuple[int, ...]:
    numbers = [number.strip() for each in written for number in each.split(",")]
    wrong = next((number for number in numbers if not _NUMBER.fullmatch(number)), None)
    if wrong is not None:
        raise click.BadParameter(f"'{wrong}' is not a paper's number. Write it as 2, or 2,5.", context, parameter)
    return tuple(map(int, numbers))


def _numbered_files(
    context: click.Context, parameter: click.Parameter, written: tuple[str, ...]
) -> tuple[tuple[int, Path], ...]:
    return tuple(_numbered_file(context, parameter, each) for each in written)


def _numbered_file(context: click.Context, parameter: click.Parameter, written: str) -> tuple[int, Path]:
    match = _NUMBERED_FILE.fullmatch(written)
    if match is None:
        raise click.BadParameter(f"'{written}' is not NUMBER=FILE. Write it as 3=password.txt.", context, parameter)
    return int(match["number"]), Path(match["file"])


def taken_in(  # noqa: PLR0917 - the papers of one case, for these packages, in this room
    run: Run, loaded: LoadedCase, choices: PaperChoices, packages: tuple[Package, ...], office: Office, room: Room
) -> CasePapers:
    """Take in a case's papers, as far as its packages need them; what is wrong with them is shown.

    Raises:
        FoundProblemsError: a paper cannot be sent; all of them were examined.
    """
    asked: set[int] = set()
    unlock, ours = _unlocking(run, loaded, choices, asked), functools.partial(_ours, office)
    papers, findings = papers_for(loaded, packages, office, room, unlock=unlock, ours=ours)
    reference = loaded.case.reference
    for number, _ in choices.unlock:
        if number not in asked:
            run.reporter.note(f"{reference}: paper {number} is not locked; its password was not needed.")
    for remark in papers.unsearched:
        run.reporter.aside("not-searched", f"{reference}: {remark}", case=reference, remark=remark)
    run.reporter.findings(findings)
    if findings.errors:
        raise unfit(findings.errors, loaded.shown_as)
    return papers


def _ours(office: Office) -> Iterator[str]:
    """The passphrases of our own packages, whose PDFs come back as papers at the next hop."""
    yield office.passphrase.reveal().decode("utf-8", errors="replace")
    yield from kept_words(office.board.short_name)


def _unlocking(run: Run, loaded: LoadedCase, choices: PaperChoices, asked: set[int]) -> Unlock:
    """How a locked paper's own password is found: in the file named for it, or by asking; never in the case file.

    The numbers of the papers that turn out to be locked are added to `asked`.
    """
    files = dict(choices.unlock)
    prompt = prompt_of(run, may_be_empty=True)

    def unlock(number: int, kind: PaperKind) -> str | None:
        asked.add(number)
        if number in files:
            return read_passphrase_file(files[number])
        if prompt is None:
            return None
        which = f"{called(number, kind)} of {loaded.case.reference}"
        return prompt(f"{which} is locked. Its own password, which its sender knows (empty: leave it locked)") or None

    return unlock
