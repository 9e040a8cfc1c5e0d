"""A settings or case file as text: read whole, decoded, and searched for what YAML or a document cannot carry.

Line breaks of Windows and a byte order mark are taken in. A character that is refused stands as U+FFFD in the text that
is handed on, so that the rest of the file can still be examined.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from mas_docs.findings import Finding, Findings, Severity

LARGEST_FILE = 1_000_000
"""In bytes. A case file has some thousands."""

MOST_REFUSALS = 100
"""How many lines of one file are refused for their characters, before it is plain that it is no text at all."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Everything but YAML's printable characters (YAML 1.2.2, 5.1), and of those the three that YAML 1.1 takes for line
# breaks, and a byte order mark where some readers drop it. Bytes that are not UTF-8 arrive as lone surrogates.
_UNWELCOME = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]|^\ufeff", re.MULTILINE
)
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_SEPARATORS = {"\x85": r"\N", "\u2028": r"\L", "\u2029": r"\P"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def error_at(file: str, line: int, column: int, kind: str, message: str, remedy: str) -> Finding:  # noqa: PLR0913, PLR0917 - a finding has these parts
    """An error at its place; line and column count from 1."""
    return Finding(file, line, column, kind, Severity.ERROR, message, remedy)


def read_source(path: Path, shown_as: str) -> tuple[str | None, Findings]:
    """Read a file's text.

    Args:
        path: the file; nothing but an ordinary file is opened.
        shown_as: what findings call it.

    Returns:
        The text with the plain line feed as its only line break, or None when there is none to be had; and what was
        found.
    """
    content = _content(path, shown_as)
    if isinstance(content, Finding):
        return None, Findings((content,))
    return source_text(content, shown_as)


def _content(path: Path, shown_as: str) -> bytes | Finding:
    def refused(kind: str, message: str, remedy: str) -> Finding:
        return error_at(shown_as, 0, 0, kind, message, remedy)

    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return refused("not-a-file", "This is not an ordinary file", "Put the file itself here, not a link to it.")
        if status.st_size > LARGEST_FILE:
            return refused("too-large", "The file is larger than 1 MB", "Check that it is the right file.")
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except FileNotFoundError:
        return refused("no-file", "There is no such file", "Check the name and the folder.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is impossible"
        return refused("unreadable", f"The file cannot be read: {reason}", "Check its permissions, or copy it anew.")


def source_text(content: bytes, shown_as: str) -> tuple[str | None, Findings]:
    """Decode a file's bytes; see `read_source`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        remedy = "Save it as UTF-8."
        return None, Findings((error_at(shown_as, 1, 1, "not-utf-8", "The file is saved as UTF-16", remedy),))
    decoded = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    refusals: list[Finding] = []
    for finding in _refusals(text, shown_as):
        refusals.append(finding)
        if len(refusals) == MOST_REFUSALS:
            break
    return _UNWELCOME.sub(REPLACEMENT, text), Findings.of(refusals)


def _refusals(text: str, shown_as: str) -> Iterator[Finding]:
    """The first unwelcome character of each line."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _UNWELCOME.search(line)
        if match is not None:
            kind, message, remedy = _refusal(match[0])
            yield error_at(shown_as, number, match.start() + 1, kind, message, remedy)


def _refusal(character: str) -> tuple[str, str, str]:
    if _NOT_UTF8.match(character):
        return "not-utf-8", "This line holds bytes that are not UTF-8", "Save the file as UTF-8."
    name = f"U+{ord(character):04X}"
    if character in _SEPARATORS:
        remedy = f"Delete it, or write {_SEPARATORS[character]} inside double quotes."
        return "line-separator", f"An invisible line separator ({name}) stands here", remedy
    if not _NOT_XML.match(character):
        escape = f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"  # noqa: PLR2004 - two digits
        remedy = f"Delete it, or write {escape} inside double quotes."
        return "control-character", f"An invisible character ({name}) stands here", remedy
    return "control-character", f"A character that no document can carry ({name}) stands here", "Delete it."


def forbidden_character(text: str) -> str:
    """The first character that XML 1.0 cannot carry (its production `Char`), as `U+0007`; empty when there is none."""
    found = _NOT_XML.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def without_forbidden(text: str) -> str:
    """The text with U+FFFD for each of those characters."""
    return _NOT_XML.sub(REPLACEMENT, text)


def stray_tabs(text: str, tab_is_text: bytes, is_value: bytes) -> Iterator[tuple[int, int]]:
    """Find the lines on which a tab stands between values, where YAML wants spaces.

    Args:
        text: the file's text.
        tab_is_text: for each of its characters 1 inside a quoted value or a text block, else 0.
        is_value: for each character 1 inside any value or key, else 0.

    Yields:
        Line and column of the first such tab of a line. One in a comment or at the end of a line does no harm.
    """
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        signs = (match.start() for match in re.finditer("#", line))
        comment = next((sign for sign in signs if not is_value[start + sign]), len(line))
        content = line[:comment].rstrip()
        tabs = (match.start() for match in re.finditer("\t", content))
        tab = next((tab for tab in tabs if not tab_is_text[start + tab]), None)
        if tab is not None:
            yield number, tab + 1
        start += len(line) + 1
