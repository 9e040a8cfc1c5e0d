"""Where a passphrase comes from: a file, the environment, the kept ones, or a question; never an argument.

Every user of a machine can read the arguments of a program; the environment, only its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mas_docs.errors import PassphraseError
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper
from mas_docs.transfer.passphrases.passphrase import Passphrase, check_strength
from mas_docs.transfer.passphrases.private_files import read_private

FILE_VARIABLE = "MAS_DOCS_PASSPHRASE_FILE"
WORDS_VARIABLE = "MAS_DOCS_PASSPHRASE"

Prompt = Callable[[str], str]
"""Asks a question without showing what is typed, and gives the answer."""

_LARGEST_FILE = 4096
_HOW_TO_GIVE_ONE = (
    "Ask the Business Unit for the standard passphrase and keep it with `mas-docs passphrase set`, name a file that "
    f"only you can read with --passphrase-file or {FILE_VARIABLE}, or set {WORDS_VARIABLE}."
)


def find_passphrase(
    file: Path | None,
    environ: Mapping[str, str],
    keeper: PassphraseKeeper,
    prompt: Prompt | None,
    kept: Callable[[], Passphrase | None] | None = None,
) -> Passphrase:
    """Find the passphrase to seal with: from the file, the environment, the kept ones, or a question, in this order.

    Args:
        file: what `--passphrase-file` names, if anything.
        environ: the environment.
        keeper: the board's kept passphrases.
        prompt: how to ask; None where nobody is to be asked.
        kept: which of the kept ones it is; None for the current standard one.

    Raises:
        PassphraseError: there is none, or it is weak, or its file is unsafe.
    """
    found = _given(file, environ, keeper) or (kept or keeper.current)()
    if found is None and prompt is not None:
        found = _known(Passphrase(prompt("Passphrase to seal with")), keeper)
    if found is None:
        raise PassphraseError("There is no passphrase to seal with", remedy=_HOW_TO_GIVE_ONE)
    check_strength(found.reveal().decode("utf-8", errors="replace"))
    return found


def candidates_for_opening(
    file: Path | None, environ: Mapping[str, str], keeper: PassphraseKeeper, prompt: Prompt | None
) -> Iterator[Passphrase]:
    """Give the passphrases that may open an archive, one after another, as they are needed.

    That is the one from the file or the environment, and then no other; else the kept ones, the newest first, and
    when none of them fits, the answer to a question. How strong they are does not matter here.

    Raises:
        PassphraseError: there is none, or its file is unsafe.
    """
    given = _given(file, environ, keeper)
    if given is not None:
        yield given
        return
    kept = keeper.all()
    for one in kept:
        yield one.passphrase
    if prompt is not None:
        yield _known(Passphrase(prompt("Passphrase of this archive")), keeper)
    elif not kept:
        raise PassphraseError("There is no passphrase to open this with", remedy=_HOW_TO_GIVE_ONE)


def _given(file: Path | None, environ: Mapping[str, str], keeper: PassphraseKeeper) -> Passphrase | None:
    """The passphrase that somebody gave for this run, under its label when it is a kept one."""
    named = environ.get(FILE_VARIABLE)
    path = file or (Path(named) if named else None)
    if path is not None:
        return _known(Passphrase(read_passphrase_file(path)), keeper)
    words = environ.get(WORDS_VARIABLE)
    return _known(Passphrase(words), keeper) if words else None


def _known(given: Passphrase, keeper: PassphraseKeeper) -> Passphrase:
    """The same words under the label they are kept by, if they are; a broken store is no reason to refuse them."""
    try:
        return next((kept.passphrase for kept in keeper.all() if kept.passphrase == given), given)
    except PassphraseError:
        return given


def read_passphrase_file(path: Path) -> str:
    """Read a passphrase from a file: one line, with or without its end.

    Raises:
        PassphraseError: others can read the file, it holds more than one line, or no text.
    """
    content = read_private(path, _LARGEST_FILE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_a_line(path) from None
    line = text.removesuffix("\n").removesuffix("\r")
    if not line or any(character in line for character in "\r\n\0"):
        raise _not_a_line(path)
    return line


def _not_a_line(path: Path) -> PassphraseError:
    return PassphraseError(
        "This file does not hold a passphrase",
        where=str(path),
        remedy="Write the passphrase on its one line, as plain text in UTF-8.",
    )
