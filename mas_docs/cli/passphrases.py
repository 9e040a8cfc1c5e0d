"""How commands come by the passphrase: what was named, what is kept, or a hidden question."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mas_docs.cli.options import Run
from mas_docs.errors import UsageError
from mas_docs.transfer.keeping import PassphraseKeeper, open_keeper
from mas_docs.transfer.passphrase import Passphrase
from mas_docs.transfer.sources import Prompt, candidates_for_opening, find_passphrase
from mas_docs.workspace import find_workspace, open_workspace

_USUAL_BOARD = "SEWSCB"
"""Whose passphrases are looked up outside every workspace: the board's whose guidance this is."""


def keeper_of(board: str) -> PassphraseKeeper:
    """The kept passphrases of a board, by its short name."""
    return open_keeper(board, os.environ)


def board_here(run: Run) -> str:
    """The short name of the board whose workspace this is; outside every workspace, the usual board's."""
    try:
        root = run.workspace or find_workspace(Path.cwd())
    except UsageError:
        return _USUAL_BOARD
    workspace, _ = open_workspace(root)
    return workspace.board.short_name if workspace else _USUAL_BOARD


def passphrase_to_seal(run: Run, board: str) -> Passphrase:
    """The passphrase to seal with, strong enough.

    Raises:
        PassphraseError: there is none, or it is weak, or its file is unsafe.
    """
    return find_passphrase(run.passphrase_file, os.environ, keeper_of(board), prompt_of(run, twice=True))


def passphrases_to_open(run: Run, board: str) -> Iterator[Passphrase]:
    """The passphrases that may open an archive, one after another."""
    return candidates_for_opening(run.passphrase_file, os.environ, keeper_of(board), prompt_of(run))


def prompt_of(run: Run, *, twice: bool = False) -> Prompt | None:
    """A hidden question on the terminal; None where nobody is there to answer, or none is to be asked.

    Args:
        run: how the run was called.
        twice: whether to ask again and compare: a slip in a passphrase that seals would lock its reader out.
    """
    if run.no_input or not sys.stdin.isatty():
        return None
    return lambda question: str(click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))
