"""Names of files inside a package: safe on every system that a recipient may have, and different on all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_PART = 255
"""Bytes in UTF-8 of one folder's or file's name: what file systems hold."""

LONGEST = 512
"""Bytes in UTF-8 of a whole name with its folders."""

_WINDOWS_SIGNS = frozenset('<>:"|?*\\')
_WINDOWS_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[ .].*)?", re.IGNORECASE)
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Signs that change the direction of writing make a name look like another one.
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fault_in_name(name: str) -> str:
    """Why a member may not have this name, in words that follow the name; empty when it may.

    A name is relative, with `/` between folders. Windows' rules hold everywhere: a recipient has Windows.
    """
    if not name:
        return "is empty"
    if any(character in _DIRECTION or unicodedata.category(character) in _UNPRINTABLE for character in name):
        return "has characters that cannot be printed"
    if len(name.encode()) > LONGEST:
        return "is too long"
    return next((fault for part in name.split("/") if (fault := _fault_in_part(part))), "")


def _fault_in_part(part: str) -> str:
    if part in {"", ".", ".."}:
        return "does not stay inside the package"
    if _WINDOWS_SIGNS & set(part):
        return "has a sign that Windows allows in no file name"
    if part[-1] in {".", " "}:
        return "ends with a full stop or a blank, which Windows drops"
    if _WINDOWS_DEVICES.fullmatch(part):
        return "is the name of a device on Windows"
    if len(part.encode()) > LONGEST_PART:
        return "is too long"
    return ""


def fault_among_names(names: Iterable[str]) -> tuple[str, str]:
    """The first name that cannot stand beside those before it, and why; two empty texts when all can.

    Names are compared as file systems do that ignore case and the way accents are encoded.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        folded = folded_name(name)
        parts = folded.split("/")
        above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        if folded in files:
            return name, "is there twice, for a system that ignores case and the encoding of accents"
        if folded in folders or above & files:
            return name, "is both a file and a folder"
        files.add(folded)
        folders |= above
    return "", ""


def folded_name(name: str) -> str:
    """The name as a file system sees it that ignores case and the way accents are encoded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
