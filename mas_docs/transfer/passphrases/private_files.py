"""Reading the files that hold passphrases: only those that nobody but their owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from mas_docs.errors import PassphraseError
from mas_docs.files import open_ordinary

_OTHERS = 0o077


def read_private(path: Path, limit: int) -> bytes:
    """Read a small file that only its owner may read.

    Raises:
        PassphraseError: it is no ordinary file, others may read it, it is too large, or it cannot be read.
    """
    try:
        with open_ordinary(path) as file:
            _check_private(path, os.fstat(file.fileno()))
            content = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(content) > limit:
        raise PassphraseError("This file is too large to hold a passphrase", where=str(path), remedy="Name another.")
    return content


def is_missing(path: Path) -> bool:
    """Whether there is nothing of that name.

    Raises:
        PassphraseError: its folder may not be looked into.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise _unreadable(path, error) from None
    return False


def _unreadable(path: Path, error: OSError) -> PassphraseError:
    return PassphraseError(
        f"This file cannot be read ({error.strerror or 'no reason given'})",
        where=str(path),
        remedy="Check its name, and the permissions of it and of its folder.",
    )


def _check_private(path: Path, status: os.stat_result) -> None:
    # On Windows these bits say nothing about who may read a file.
    if os.name != "nt" and status.st_mode & _OTHERS:
        remedy = f"Close it to others: chmod 600 {path}"
        raise PassphraseError("Others can read this file of passphrases", where=str(path), remedy=remedy)
