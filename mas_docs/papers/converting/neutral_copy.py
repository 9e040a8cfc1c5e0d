"""A copy of a Word (ISO 29500) or OpenDocument (ISO 26300) paper that cannot reach beyond itself.

The container is written anew, so that whoever reads the copy sees the parts that were examined here and no others.
Relationships to the outside, embedded programs and objects stay behind; what they last looked like is in the text.
A paper of which something visible lies elsewhere is refused: it would arrive with a gap that nobody sees.
"""

from __future__ import annotations

import os
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from mas_docs.files import new_private_file, open_ordinary
from mas_docs.papers.faults import DAMAGED, OVERSIZED_INSIDE, SAVE_AS_PDF, Fault
from mas_docs.papers.formats import CHUNK, DOCX, Format

LINKED = Fault("paper-linked", "shows pictures or text that lie in other files", SAVE_AS_PDF)
NESTED = Fault("paper-nested", "is put together from several documents when it is opened", SAVE_AS_PDF)

LARGEST_MARKUP = 64 * 2**20
"""The words of a paper with all their markup, unpacked, in bytes: two thousand pages need half of it."""

_MARKUP = ".xml"
_LEFT_BEHIND = frozenset({"embeddings", "activex", "basic", "scripts", "dialogs", "configurations2", "thumbnails"})
_RELATIONSHIPS = ".rels"
_LARGEST_RELATIONSHIPS = 8 * 2**20
_RELATIONSHIPS_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
# ISO 29500-1, 17.13.5: the elements of tracked changes; ISO 26300-1, 5.5.
_WORD_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"})
_WORD_FORMAT_CHANGE = "PrChange"
_WORD_NAMESPACE = "wordprocessingml"
_OPEN_CHANGE = "changed-region"
_OPEN_DATA_EXCHANGE = frozenset({"dde-source", "dde-connection-decl"})
# A reader follows these only when somebody clicks, or asks for the template's styles.
_OPEN_HARMLESS_LINKS = frozenset({"a", "template"})
_HREF = "http://www.w3.org/1999/xlink href"
_PLAIN_DTD = re.compile(r"[A-Za-z]*(?:\.dtd)?")
_INSIDE = re.compile(r"(?:#.*|(?:\./)?(?![/\\])[^:\\]*)", re.DOTALL)


class _RefusedError(Exception):
    """A paper is refused; it bears the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.id)
        self.fault = fault


@dataclass(slots=True)
class _Seen:
    """What was seen so far: whether there are tracked changes, and which relationships lead out, by part."""

    changes: bool = False
    outside: dict[str, set[str]] = field(default_factory=dict)


_Look = Callable[[str, Mapping[str, str]], None]


def copy_neutral(source: Path, found: Format, target: Path) -> bool | Fault:
    """Write a neutral copy.

    Args:
        source: a container that `zip_format` found sound.
        found: `DOCX` or `ODT`.
        target: a file that is not there.

    Returns:
        Whether the paper has tracked changes, or what is wrong with it.

    Raises:
        OSError: the one cannot be read, or the other not written.
    """
    try:
        with (
            open_ordinary(source) as file,
            zipfile.ZipFile(file) as archive,
            os.fdopen(new_private_file(target), "w+b") as written,
            zipfile.ZipFile(written, "w") as copy,
        ):
            return _copied(archive, copy, found)
    except _RefusedError as refused:
        return refused.fault
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        return DAMAGED


def _copied(archive: zipfile.ZipFile, copy: zipfile.ZipFile, found: Format) -> bool:
    seen = _Seen()
    parts = [part for part in archive.infolist() if not part.is_dir() and _travels(part.filename)]
    if sum(part.file_size for part in parts if part.filename.endswith(_MARKUP)) > LARGEST_MARKUP:
        raise _RefusedError(OVERSIZED_INSIDE)
    if len({part.filename.casefold() for part in parts}) != len(parts):
        raise _RefusedError(DAMAGED)
    # The relationships come first, for what a part shows can only be judged by where they lead; but the first entry of
    # an OpenDocument file stays the first (ISO 26300-3, 3.3).
    for part in parts:
        if part.filename.endswith(_RELATIONSHIPS):
            copy.writestr(part.filename, _inner_relationships(archive, part, seen))
    for part in parts:
        if not part.filename.endswith(_RELATIONSHIPS):
            with archive.open(part) as content, copy.open(part.filename, "w") as written:
                _copy_part(content, written, _look_for(found, part.filename, seen))
    return seen.changes


def _travels(name: str) -> bool:
    return not any(folder.casefold() in _LEFT_BEHIND for folder in name.split("/")[:-1])


def _inner_relationships(archive: zipfile.ZipFile, part: zipfile.ZipInfo, seen: _Seen) -> str:
    """A part's relationships without those that lead out of the container (ISO 29500-2, 6.5)."""
    if part.file_size > _LARGEST_RELATIONSHIPS:
        raise _RefusedError(DAMAGED)
    folder, name = posixpath.split(part.filename)
    outside = seen.outside.setdefault(
        posixpath.join(posixpath.dirname(folder), name.removesuffix(_RELATIONSHIPS)), set()
    )
    kept: list[str] = []

    def look(element: str, attributes: Mapping[str, str]) -> None:
        if _local(element) != "Relationship":
            return
        if attributes.get("TargetMode", "").casefold() == "external" or not _INSIDE.fullmatch(
            attributes.get("Target", "").removeprefix("/")
        ):
            outside.add(attributes.get("Id", ""))
            return
        told = "".join(f" {key}={quoteattr(attributes[key])}" for key in ("Id", "Type", "Target") if key in attributes)
        kept.append(f"<Relationship{told}/>")

    with archive.open(part) as content:
        _parse(content, look)
    return f"{_RELATIONSHIPS_START}{''.join(kept)}</Relationships>"


def _copy_part(content: IO[bytes], written: IO[bytes], look: _Look | None) -> None:
    parser = _parser(look) if look else None
    while chunk := content.read(CHUNK):
        written.write(chunk)
        if parser:
            parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _parse(content: IO[bytes], look: _Look) -> None:
    parser = _parser(look)
    while chunk := content.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _parser(look: _Look) -> expat.XMLParserType:
    """A parser that calls `look` for each element; names come as the namespace, a blank and the local name."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = look
    parser.StartDoctypeDeclHandler = _check_doctype
    return parser


def _check_doctype(_root: str, system: str | None, _public: str | None, has_entities: object) -> None:
    # Old OpenOffice names its DTD, which nobody fetches. Anything more could only bring in entities.
    if has_entities or not _PLAIN_DTD.fullmatch(system or ""):
        raise _RefusedError(DAMAGED)


def _look_for(found: Format, name: str, seen: _Seen) -> _Look | None:
    if not name.endswith(_MARKUP):
        return None
    if found is not DOCX:
        return lambda element, attributes: _look_at_open(element, attributes, seen)
    outside = seen.outside.get(name, set())
    return lambda element, attributes: _look_at_word(element, attributes, outside, seen)


def _look_at_word(element: str, attributes: Mapping[str, str], outside: set[str], seen: _Seen) -> None:
    name = _local(element)
    if name in _WORD_CHANGES or name.endswith(_WORD_FORMAT_CHANGE):
        seen.changes = seen.changes or _WORD_NAMESPACE in element
    elif name == "altChunk":
        raise _RefusedError(NESTED)
    elif name == "subDoc":
        raise _RefusedError(LINKED)
    elif name in {"blip", "imagedata"}:
        _check_picture({_local(key): value for key, value in attributes.items()}, outside)


def _check_picture(attributes: Mapping[str, str], outside: set[str]) -> None:
    """A picture may be linked as well as kept; what is only linked is not in the paper."""
    kept = attributes.get("embed") or attributes.get("id") or attributes.get("pict")
    linked = attributes.get("link") or attributes.get("href")
    if (linked and not kept) or kept in outside:
        raise _RefusedError(LINKED)


def _look_at_open(element: str, attributes: Mapping[str, str], seen: _Seen) -> None:
    name = _local(element)
    if name == _OPEN_CHANGE:
        seen.changes = True
    elif name in _OPEN_DATA_EXCHANGE:
        raise _RefusedError(LINKED)
    href = attributes.get(_HREF, "")
    if name not in _OPEN_HARMLESS_LINKS and not _is_inside(href):
        raise _RefusedError(LINKED)


def _is_inside(href: str) -> bool:
    """Whether a reference stays in the container: no scheme, no absolute path, no way up (ISO 26300-3, 3.7)."""
    return bool(_INSIDE.fullmatch(href)) and ".." not in unquote(href).replace("\\", "/").split("/")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
