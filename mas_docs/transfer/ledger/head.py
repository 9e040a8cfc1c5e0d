"""The ledger's head: how many entries there are, and the hash of the last one, in a file of its own.

A chain shows that a line was changed, put in or taken out; it does not show that its newest lines were cut off. The
head does. It is replaced after each entry: when a run is killed between the two, it is one entry behind, which is no
fault.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.files import cannot_write, open_ordinary, publish, write_new
from mas_docs.transfer.ledger.entries import BEFORE_THE_FIRST, HeadFault

HEAD = "head.json"
"""Its file's name in the ledger's folder."""

_FORMAT = "mas-ledger-head/1"
_LARGEST = 1000
_MOST = 2**53
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain.

    Attributes:
        entries: the number of the last entry; 0 while there is none.
        last: the SHA-256 of its line with the line end, in hexadecimal digits; zeros while there is none.
    """

    entries: int = 0
    last: str = BEFORE_THE_FIRST

    def fault(self, end: Head, before: str) -> HeadFault:
        """How this head does not fit the end of a chain; one entry behind fits.

        Args:
            end: the head that the chain's last line calls for.
            before: the hash that the last line has of the line before it.
        """
        if self == end or (self.entries + 1 == end.entries and self.last == before):
            return HeadFault.NONE
        return HeadFault.AHEAD if self.entries > end.entries else HeadFault.DIFFERS


def read_head(folder: Path) -> Head | None:
    """Read the head; None when there is none, or it is not readable as one.

    Args:
        folder: the ledger's folder.
    """
    try:
        with open_ordinary(folder / HEAD) as file:
            untrusted = file.read(_LARGEST + 1)
    except OSError:
        return None
    return _parsed(untrusted)


def _parsed(untrusted: bytes) -> Head | None:
    try:
        values: Any = json.loads(untrusted)
        head = Head(values["entries"], values["last"])
        right = type(head.entries) is int and 0 <= head.entries < _MOST and _SHA256.fullmatch(head.last)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return head if right and _line(head) == untrusted else None


def write_head(folder: Path, head: Head) -> None:
    """Replace the head; whoever calls this holds the ledger's lock.

    Raises:
        UsageError: it cannot be written; the old one is untouched.
    """
    new = folder / f"{HEAD}.new"
    try:
        new.unlink(missing_ok=True)
        write_new(new, _line(head))
        publish(new, folder / HEAD)
    except OSError as error:
        raise cannot_write(folder / HEAD, error) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _line(head: Head) -> bytes:
    return json.dumps({"format": _FORMAT, "entries": head.entries, "last": head.last}).encode("ascii") + b"\n"
