"""What identifies each case of a workspace: its references, its children's names and days of birth.

A thousand case files are read before a seal, so only the lines about the children are examined, and the whole file
where it is not written as usual. Of a broken file, whatever can still be made out is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mas_docs.case.model import REFERENCE
from mas_docs.files import open_ordinary
from mas_docs.findings import Finding, Findings, Severity
from mas_docs.guard.date_forms import day_of
from mas_docs.yaml_files.located import locate
from mas_docs.yaml_files.places import EACH, LocatedDocument, Value, ValuePath
from mas_docs.yaml_files.source import LARGEST_FILE, source_text

READS_LESS = "guard-reads-less"
"""The id of the finding that a case's identity could not be read whole."""

_NOTHING = frozenset({"", "~", "null"})
_CHILDREN_KEY = re.compile(r"^children:(?=[ \t\n])", re.MULTILINE)
_ANY_CHILDREN_KEY = re.compile(r"""^[ {?]*["']?children["']?[ \t]*:""", re.MULTILINE)
_NEXT_KEY = re.compile(r"^(?![ \n#]|-[ \n])", re.MULTILINE)
_REFERENCE_LINE = re.compile(r"""^reference:[ ]+(["']?)([A-Za-z0-9][\w-]*)\1[ ]*(?:[ ]#.*)?$""", re.MULTILINE)
_SALVAGED = re.compile(
    r"""(?:^|[{,-])[ \t]*["']?(name|date_of_birth)["']?[ \t]*:[ \t]*("[^"\n]*|'(?:[^'\n]|'')*|[^\n,}#]*)""",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class ChildIdentity:
    """A child of a case.

    Attributes:
        name: the name as the case file gives it.
        born: the day of birth; None where it cannot be read.
    """

    name: str
    born: date | None


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a case.

    Attributes:
        references: what its file says and, where that differs, the name of its folder; at least one.
        children: its children, as far as they could be read.
    """

    references: tuple[str, ...]
    children: tuple[ChildIdentity, ...]

    @property
    def reference(self) -> str:
        """The reference by which messages speak of the case."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class _Read:
    """What could be read of a case file.

    Attributes:
        references: the reference that the file gives, if any.
        children: its children, as far as they could be read.
        fault: what could not be read, in the words of a finding; empty where nothing was.
        line: where that is; 0 for the file as a whole.
    """

    references: tuple[str, ...] = ()
    children: tuple[ChildIdentity, ...] = ()
    fault: str = ""
    line: int = 0


def workspace_identities(files: Iterable[Path], shown: Callable[[Path], str]) -> tuple[tuple[Identity, ...], Findings]:
    """Read what identifies each case.

    Args:
        files: the file of every case; each lies in a folder of the case's reference.
        shown: what findings call a file.

    Returns:
        The identity of every case, also where only its reference is known; and a warning for each file of which not all
        could be read.
    """
    identities: list[Identity] = []
    findings: list[Finding] = []
    for file in files:
        read = _read(file)
        references = sorted({*read.references, file.parent.name}, key=lambda name: REFERENCE.fullmatch(name) is None)
        identities.append(Identity(tuple(references), read.children))
        if read.fault:
            findings.append(_reads_less(shown(file), file.parent.name, read))
    return tuple(identities), Findings.of(findings)


def _reads_less(file: str, reference: str, read: _Read) -> Finding:
    known = "only part of what identifies this case" if read.children else "nothing but the reference of this case"
    return Finding(
        file,
        read.line,
        1 if read.line else 0,
        READS_LESS,
        Severity.WARNING,
        f"{read.fault}, so the guard knows {known}",
        f"Correct the file: mas-docs check {reference}.",
    )


def _read(path: Path) -> _Read:
    try:
        with open_ordinary(path) as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        return _Read(fault="This file cannot be read")
    text = source_text(content[:LARGEST_FILE], "")[0]
    if text is None:
        return _of_lines(content.decode("utf-16", "replace"), "This file is saved as UTF-16")
    if len(content) > LARGEST_FILE:
        return _of_lines(text, "This file is larger than 1 MB")
    return _quickly(text) or _in_full(text)


def _quickly(text: str) -> _Read | None:
    """The block of the children and the line of the reference, and no more, of a file that is written as usual."""
    key, reference = _CHILDREN_KEY.search(text), _REFERENCE_LINE.search(text)
    if key is None or reference is None or len(_ANY_CHILDREN_KEY.findall(text)) != 1:
        return None
    following = _NEXT_KEY.search(text, key.end())
    block = text[key.start() : following.start() if following else len(text)]
    document, findings = locate(block, "")
    if document is None or findings:
        return None
    read = _of_document(document, text.count("\n", 0, key.start()))
    return _Read((reference[2],), read.children, read.fault, read.line)


def _in_full(text: str) -> _Read:
    """What the strict reader makes of the whole file; where it finds faults, also what the lines say besides."""
    document, findings = locate(text, "")
    if document is None:
        return _of_lines(text, "This file is no YAML")
    read = _of_document(document, 0)
    if not findings.errors:
        return read
    known = {child.name for child in read.children}
    besides = (child for child in _of_lines(text, "").children if child.name not in known)
    return _Read(read.references, (*read.children, *besides), "This file is broken", findings.errors[0].line)


def _of_document(document: LocatedDocument, lines_before: int) -> _Read:
    reference = document.at(("reference",))
    references = (reference.strip(),) if isinstance(reference, str) and reference.strip() else ()
    entries = [_child(document, path) for path, _ in document.find("children", EACH)]
    children = tuple(child for child, _ in entries if child is not None)
    lines = (document.places.of(("children", number)).line for number in range(len(entries)))
    faults = [(fault, lines_before + line) for (_, fault), line in zip(entries, lines, strict=True) if fault]
    fault, line = faults[0] if faults else ("" if entries else "This file lists no children", 0)
    return _Read(references, children, fault, line)


def _child(document: LocatedDocument, path: ValuePath) -> tuple[ChildIdentity | None, str]:
    """A child of a file, and what could not be read of it."""
    name, born = (_text(document.at((*path, key))) for key in ("name", "date_of_birth"))
    if name.casefold() in _NOTHING:
        return None, "A child has no name here"
    day = day_of(born)
    return ChildIdentity(name, day), "" if day else "A child's date of birth cannot be read here"


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""


def _of_lines(text: str, fault: str) -> _Read:
    """What the lines of a broken file say of its children, one by one."""
    reference = _REFERENCE_LINE.search(text)
    key = _ANY_CHILDREN_KEY.search(text)
    children: list[ChildIdentity] = []
    for match in _SALVAGED.finditer(_block(text, key.start()) if key else ""):
        value = match[2].strip().strip("\"'").replace("''", "'")
        if match[1] == "name" and value.casefold() not in _NOTHING:
            children.append(ChildIdentity(value, None))
        elif match[1] != "name" and children and children[-1].born is None:
            children[-1] = ChildIdentity(children[-1].name, day_of(value))
    return _Read((reference[2],) if reference else (), tuple(children), fault)


def _block(text: str, start: int) -> str:
    """The text from a key on, up to the next one that begins a line."""
    first_line_end = text.find("\n", start) + 1 or len(text)
    following = _NEXT_KEY.search(text, first_line_end)
    return text[start : following.start() if following else len(text)]
