"""How commands come by the passphrase: what was named, what is kept, or a hidden question."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from mas_docs.board import FORMAT, Board, BusinessUnit, PassphraseMode
from mas_docs.case.skeleton import DEFAULT_BOARD, MADE_UP_ADDRESS
from mas_docs.cli.options import Run
from mas_docs.cli.selecting import workspace_of
from mas_docs.errors import UsageError
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper, open_keeper
from mas_docs.transfer.passphrases.passphrase import GIVEN, Passphrase
from mas_docs.transfer.passphrases.rotation import rotation_reminder
from mas_docs.transfer.passphrases.sources import Prompt, candidates_for_opening, find_passphrase
from mas_docs.workspace import Workspace, find_workspace


def keeper_of(board: str) -> PassphraseKeeper:
    """The kept passphrases of a board, by its short name."""
    return open_keeper(board, os.environ)


def kept_words(board: str) -> Iterator[str]:
    """The words of all kept passphrases of a board; PDFs of our own packages come back as papers."""
    return (kept.passphrase.reveal().decode("utf-8", errors="replace") for kept in keeper_of(board).all())


def board_of_the_guidance() -> Board:
    """The settings that hold outside every workspace: those of the board whose guidance this is."""
    unit = BusinessUnit(name="Business Unit", email=MADE_UP_ADDRESS)
    return Board(format=FORMAT, name=DEFAULT_BOARD, business_unit=unit)


def workspace_here(run: Run) -> Workspace | None:
    """The workspace that the run is in; None outside every workspace.

    Raises:
        FoundProblemsError: there is a workspace, but its settings are invalid: no other board's passphrase stands in.
    """
    if run.workspace is None:
        try:
            find_workspace(Path.cwd())
        except UsageError:
            return None
    return workspace_of(run, ())


def board_here(run: Run) -> Board | None:
    """The settings of the board whose workspace this is; None outside every workspace; see `workspace_here`."""
    workspace = workspace_here(run)
    return workspace.board if workspace else None


def short_name_here(run: Run) -> str:
    """Whose passphrases are meant here; outside every workspace, those of the board whose guidance this is."""
    board = board_here(run)
    return board.short_name if board else str(Board.model_fields["short_name"].default)


class PassphrasesToSeal:
    """The passphrases that a run seals with: the standard one, asked for once, or each event's own.

    Args:
        run: how the run was called.
        board: the board's settings.
        mode: which of the two; None for the board's way.
    """

    def __init__(self, run: Run, board: Board, mode: PassphraseMode | None) -> None:
        self._run = run
        self._board = board
        self._keeper = keeper_of(board.short_name)
        self._per_event = (mode or board.passphrase.mode) is PassphraseMode.PER_EVENT
        self._standard = None if self._per_event else self._found(None)

    def for_case(self, reference: str) -> Passphrase:
        """The passphrase for one case's packages.

        Raises:
            PassphraseError: there is none, or it is weak, or it cannot be kept.
        """
        return self._standard or self._found(lambda: self._of_event(reference))

    def _of_event(self, reference: str) -> Passphrase:
        is_new = self._keeper.of_event(reference) is None
        kept = self._keeper.for_event(reference, self._run.today, self._board.passphrase.words)
        if is_new:
            self._run.reporter.note(
                f"A passphrase was drawn for {reference} alone. Hand it out by telephone: mas-docs passphrase slip "
                f"{kept.entry.label}; whoever else seals for this event keeps it: mas-docs passphrase set --event."
            )
        return kept.passphrase

    def _found(self, kept: Callable[[], Passphrase | None] | None) -> Passphrase:
        prompt = prompt_of(self._run, twice=True)
        found = find_passphrase(self._run.passphrase_file, os.environ, self._keeper, prompt, kept)
        if not self._per_event:
            remind(self._run, self._board, self._keeper, found)
        return found


def remind(run: Run, board: Board, keeper: PassphraseKeeper, passphrase: Passphrase) -> None:
    """Say that a standard passphrase is due to be renewed, where it is a kept one and old enough."""
    if passphrase.label == GIVEN:
        return
    kept = keeper.find(passphrase.label)
    if kept is None or kept.entry.event is not None or kept.entry.retired is not None:
        return
    reminder = rotation_reminder(kept.entry.issued, board.passphrase, run.today)
    if reminder:
        run.reporter.note(reminder)


class PassphrasesToOpen:
    """The passphrases that may open archives, for one archive after another: what was typed is asked for once."""

    def __init__(self, run: Run, board: str) -> None:
        self._untried = candidates_for_opening(run.passphrase_file, os.environ, keeper_of(board), prompt_of(run))
        self._tried: list[Passphrase] = []

    def __iter__(self) -> Iterator[Passphrase]:
        yield from tuple(self._tried)
        for passphrase in self._untried:
            self._tried.append(passphrase)
            yield passphrase


def prompt_of(run: Run, *, twice: bool = False, may_be_empty: bool = False) -> Prompt | None:
    """A hidden question on the terminal; None where nobody is there to answer, or none is to be asked.

    Args:
        run: how the run was called.
        twice: whether to ask again and compare: a slip in a passphrase that seals would lock its reader out.
        may_be_empty: whether no answer is an answer; otherwise the question is asked again.
    """
    if run.no_input or not sys.stdin.isatty():
        return None
    default = "" if may_be_empty else None
    return lambda question: str(
        click.prompt(question, default, hide_input=True, confirmation_prompt=twice, show_default=False, err=True)
    )
