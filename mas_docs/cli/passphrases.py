"""How commands come by the passphrase: what was named, what is kept, or a hidden question."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mas_docs.board import Board
from mas_docs.cli.options import Run
from mas_docs.cli.selecting import workspace_of
from mas_docs.errors import UsageError
from mas_docs.transfer.keeping import PassphraseKeeper, open_keeper
from mas_docs.transfer.passphrase import Passphrase
from mas_docs.transfer.sources import Prompt, candidates_for_opening, find_passphrase
from mas_docs.workspace import find_workspace


def keeper_of(board: str) -> PassphraseKeeper:
    """The kept passphrases of a board, by its short name."""
    return open_keeper(board, os.environ)


def board_here(run: Run) -> Board | None:
    """The settings of the board whose workspace this is; None outside every workspace.

    Raises:
        FoundProblemsError: there is a workspace, but its settings are invalid: no other board's passphrase stands in.
    """
    if run.workspace is None:
        try:
            find_workspace(Path.cwd())
        except UsageError:
            return None
    return workspace_of(run, ()).board


def short_name_here(run: Run) -> str:
    """Whose passphrases are meant here; outside every workspace, those of the board whose guidance this is."""
    board = board_here(run)
    return board.short_name if board else str(Board.model_fields["short_name"].default)


def passphrase_to_seal(run: Run, board: str) -> Passphrase:
    """The passphrase to seal with, strong enough.

    Raises:
        PassphraseError: there is none, or it is weak, or its file is unsafe.
    """
    return find_passphrase(run.passphrase_file, os.environ, keeper_of(board), prompt_of(run, twice=True))


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
