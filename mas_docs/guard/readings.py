"""What was read of files in a run: one that several packages hold, or are made of, is read once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from mas_docs.guard.matching import CaseSearch
from mas_docs.guard.reading import MemberReader, MemberText
from mas_docs.guard.reading.stretches import WHOLE_FILE, Gap
from mas_docs.papers.identity import FileIdentity

MOST_KEPT = 8 * 2**20
"""How many characters of texts are kept: those of a case's papers and of all templates, many times over."""

_Key: TypeAlias = tuple[FileIdentity | bytes, tuple[str, ...]]


@dataclass(slots=True)
class Reading:
    """What was read of a file, without its name.

    Attributes:
        read: its texts, and what could not be read.
        uses: how often it was asked for.
    """

    read: MemberText = field(repr=False)
    uses: int = 0
    _names_nobody: bool | None = None

    def names_nobody(self, of_no_case: CaseSearch) -> bool:
        """Whether it identifies no case at all and introduces nobody: whatever it is a part of, nothing is in it.

        Args:
            of_no_case: finds what identifies any case.
        """
        if self._names_nobody is None:
            searched = of_no_case.examine(stretch.text for stretch in self.read.stretches)
            self._names_nobody = not any(searched.hits) and not searched.introduced
        return self._names_nobody


class Readings:
    """Reads files, each once as long as it stays as it is; of those that were not asked for lately, none is kept.

    Args:
        reader: reads a file in a process of its own.
    """

    def __init__(self, reader: MemberReader) -> None:
        self._reader = reader
        self._kept: OrderedDict[_Key, Reading] = OrderedDict()
        self._characters = 0

    def close(self) -> None:
        """End the reader's process."""
        self._reader.close()

    def of(self, content: bytes | Path, passwords: Sequence[str] = ()) -> Reading:
        """What a file says.

        Args:
            content: its bytes, or where it lies.
            passwords: what may open it, where it is locked.
        """
        key = _key(content, passwords)
        reading = self._kept.get(key) if key is not None else None
        if key is None or reading is None:
            reading = Reading(self._read(content, passwords))
            if key is not None and _is_whole(reading) and _key(content, passwords) == key:
                self._keep(key, reading)
        else:
            self._kept.move_to_end(key)
        reading.uses += 1
        return reading

    def _keep(self, key: _Key, reading: Reading) -> None:
        self._kept[key] = reading
        self._characters += _length(reading)
        while self._characters > MOST_KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._characters -= _length(oldest)

    def _read(self, content: bytes | Path, passwords: Sequence[str]) -> MemberText:
        read = self._reader.read("", content)
        if passwords and any("locked" in gap for gap in read.unsearchable):
            # Only what is locked is read by a process that knows a passphrase, and that process reads nothing else.
            self._reader.close()
            read = self._reader.read("", content, passwords)
            self._reader.close()
        return read


def _key(content: bytes | Path, passwords: Sequence[str]) -> _Key | None:
    """By what a file is known again; None for what is no ordinary file, which is read each time."""
    if isinstance(content, bytes):
        return sha256(content).digest(), tuple(passwords)
    try:
        identity = FileIdentity.of(content.lstat())
    except OSError:
        return None
    return (identity, tuple(passwords)) if identity is not None else None


def _is_whole(reading: Reading) -> bool:
    """Whether it could be read; what a busy computer did not get to read may be read the next time."""
    return Gap.UNREADABLE.value.format(WHOLE_FILE) not in reading.read.unsearchable


def _length(reading: Reading) -> int:
    return sum(len(stretch.text) for stretch in reading.read.stretches)
