"""Where passphrases are kept: the system's own keyring or, where there is none, a file that only its owner can read."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from mas_docs.errors import PassphraseError
from mas_docs.files import private_folder, write_atomically
from mas_docs.transfer.passphrases.passphrase import Passphrase, is_line
from mas_docs.transfer.passphrases.private_files import is_missing, read_private
from mas_docs.transfer.passphrases.surroundings import compilers_unused, hidden_from_children

SERVICE = "mas-docs"
"""The name under which the system's keyring lists our passphrases."""

_FORMAT = "mas-docs-passphrases/1"
_LARGEST_FILE = 4 * 1024 * 1024
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class PassphraseEntry:
    """What may be shown of a kept passphrase.

    Attributes:
        label: what manifests, notes and the ledger call it.
        issued: the day it was drawn or set.
        retired: the day from which nothing new is sealed with it; None while it is in use.
        event: the reference of the case whose event alone it is for; None for a standard one.
    """

    label: str
    issued: dt.date
    retired: dt.date | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept passphrase: what may be shown of it, and itself."""

    entry: PassphraseEntry
    passphrase: Passphrase


class Store(Protocol):
    """A place that keeps one board's passphrases.

    `put` reads what is there and writes it back changed: two at once would lose one of the changes. Whoever calls it
    holds the lock that `PassphraseKeeper` has.
    """

    @property
    def place(self) -> str:
        """The place in words, for the sentence that says where a passphrase was put."""

    def read(self) -> tuple[Kept, ...]:
        """All of them, the oldest first.

        Raises:
            PassphraseError: the place is unsafe, damaged or locked.
        """

    def put(self, kept: Kept) -> None:
        """Add one, or replace the one of that label.

        Raises:
            PassphraseError: this failed; what was kept is kept still.
        """


class FileStore:
    """A file of mode 0600 in the user's own configuration folder; all boards share it.

    Args:
        path: the file; it need not exist.
        board: the board's short name.
    """

    def __init__(self, path: Path, board: str) -> None:
        self._path = path
        self._board = board

    @property
    def place(self) -> str:
        """The file's name."""
        return f"the file {self._path}, which only you can read"

    def read(self) -> tuple[Kept, ...]:
        """All of the board's passphrases, the oldest first; none while there is no file."""
        return tuple(self._kept(record) for record in self._boards().get(self._board, []))

    def put(self, kept: Kept) -> None:
        """Add a passphrase, or replace the one of that label."""
        boards = self._boards()
        records = [_record(other) for other in with_replaced(self.read(), kept)]
        content = json.dumps({"format": _FORMAT, "boards": {**boards, self._board: records}}, indent=2)
        private_folder(self._path.parent)
        write_atomically(self._path, content.encode() + b"\n")

    def _boards(self) -> dict[str, Any]:
        if is_missing(self._path):
            return {}
        content = read_private(self._path, _LARGEST_FILE)
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise self._damaged()
        boards = document.get("boards")
        if not isinstance(boards, dict) or not all(isinstance(records, list) for records in boards.values()):
            raise self._damaged()
        return boards

    def _kept(self, record: Any) -> Kept:
        try:
            return _from_record(record)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._damaged() from None

    def _damaged(self) -> PassphraseError:
        return PassphraseError(
            "The file of kept passphrases is damaged",
            where=str(self._path),
            remedy="Bring it back from a backup, or move it away and set the passphrases again.",
        )


class KeyringStore:
    """The system's own keyring: Windows' Credential Manager, macOS' Keychain, or a desktop's Secret Service.

    An item holds some 1,200 characters at most in one of them, so each passphrase has an item of its own, which names
    the one before it; the item of the board's bare name tells the newest.

    Args:
        backend: the keyring's backend, one that works.
        board: the board's short name.
    """

    def __init__(self, backend: Any, board: str) -> None:
        self._backend = backend
        self._board = board

    @property
    def place(self) -> str:
        """The keyring, in words."""
        return "the system's keyring"

    def read(self) -> tuple[Kept, ...]:
        """All of the board's passphrases, the oldest first."""
        return tuple(kept for kept, _ in self._chain())

    def put(self, kept: Kept) -> None:
        """Add a passphrase as the newest, or replace the one of that label in its place."""
        chain = self._chain()
        newest = chain[-1][0].entry.label if chain else ""
        known = {other.entry.label: before for other, before in chain}
        label = kept.entry.label
        before = known.get(label, newest)
        self._set(self._item(label), json.dumps({**_record(kept), "before": before}))
        if label not in known:
            self._set(self._board, label)

    def _item(self, label: str) -> str:
        return f"{self._board}/{label}"

    def _chain(self) -> list[tuple[Kept, str]]:
        """Each kept passphrase with the label of the one before it, the oldest first."""
        chain: list[tuple[Kept, str]] = []
        seen: set[str] = set()
        label = self._get(self._board) or ""
        while label and label not in seen and len(seen) < _MOST_KEPT:
            seen.add(label)
            text = self._get(self._item(label))
            if text is None:
                break
            kept, label = _linked(text)
            chain.append((kept, label))
        return chain[::-1]

    def _get(self, item: str) -> str | None:
        try:
            with hidden_from_children():
                text = self._backend.get_password(SERVICE, item)
        except Exception as error:  # noqa: BLE001 - each backend raises its own system's errors
            raise _keyring_failed(error) from None
        return text if isinstance(text, str) else None

    def _set(self, item: str, text: str) -> None:
        try:
            with hidden_from_children():
                self._backend.set_password(SERVICE, item, text)
        except Exception as error:  # noqa: BLE001 - likewise
            raise _keyring_failed(error) from None


def _keyring_failed(error: Exception) -> PassphraseError:
    return PassphraseError(
        f"The system's keyring refuses ({type(error).__name__})",
        remedy="Unlock it and try again, or give the passphrase with --passphrase-file.",
    )


def _linked(text: str) -> tuple[Kept, str]:
    try:
        record = json.loads(text)
        return _from_record(record), str(record["before"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise PassphraseError(
            "A passphrase in the system's keyring is damaged",
            remedy=f"Remove the items of {SERVICE} there, and set the passphrases again.",
        ) from None


def system_keyring() -> Any:
    """The backend of the system's keyring, or None where there is none that works.

    It is the one that the user's own settings of `keyring` name, else the one that rates itself highest. Some backends
    start programs, which see neither a passphrase nor where one lies.
    """
    with hidden_from_children(), compilers_unused():
        return _working_keyring()


def _working_keyring() -> Any:
    try:
        import keyring
        from keyring.backends import fail, null

        backend = keyring.get_keyring()
        if isinstance(backend, (fail.Keyring, null.Keyring)) or backend.priority <= 0:
            return None
        # Only asking shows whether it answers: a Secret Service may be installed and have no session.
        backend.get_password(SERVICE, SERVICE)
    except Exception:  # noqa: BLE001 - whatever a broken keyring raises, it is absent for us
        return None
    return backend


def config_folder(environ: Mapping[str, str]) -> Path:
    """The user's own folder for our settings, as the system has it."""
    variable = "APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME"
    named = Path(environ.get(variable, ""))
    parent = named if named.is_absolute() else Path.home() / ".config"
    return parent / "mas-docs"


def with_replaced(kept: tuple[Kept, ...], new: Kept) -> tuple[Kept, ...]:
    """The same passphrases with one replaced by its label, or added as the newest."""
    if all(other.entry.label != new.entry.label for other in kept):
        return (*kept, new)
    return tuple(new if other.entry.label == new.entry.label else other for other in kept)


def _record(kept: Kept) -> dict[str, str | None]:
    entry = kept.entry
    return {
        "label": entry.label,
        "issued": entry.issued.isoformat(),
        "retired": entry.retired.isoformat() if entry.retired else None,
        "event": entry.event,
        "words": kept.passphrase.reveal().decode(),
    }


def _from_record(record: Any) -> Kept:
    retired, event = record["retired"], record.get("event")  # the first versions knew no passphrase of an event's own
    label, words = record["label"], record["words"]
    if not all(isinstance(text, str) and is_line(text) for text in (label, words, *([] if event is None else [event]))):
        raise ValueError
    entry = PassphraseEntry(label, dt.date.fromisoformat(record["issued"]), event=event)
    if retired is not None:
        entry = replace(entry, retired=dt.date.fromisoformat(retired))
    return Kept(entry, Passphrase(words, label))
