"""The file around a Word document: an Open Packaging Conventions archive of parts (ECMA-376 part 2).

Read within bounds, and freed of what a template's author leaves behind. `archive.py` writes it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from mas_docs.documents.word.xml import parse, serialised, word
from mas_docs.errors import TemplateError

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_PARTS = 2000
# The last word of the types of relationship whose parts tell of the template's author, machine or history. LibreOffice
# gives some of these types another beginning, which is how docxtpl comes to write two core.xml (its issue 558).
_LEFT_BEHIND = frozenset(
    {
        "attachedTemplate",
        "classificationlabels",
        "core-properties",
        "custom-properties",
        "customXml",
        "extended-properties",
        "mailMergeHeaderSource",
        "mailMergeSource",
        "people",
        "recipientData",
        "thumbnail",
    }
)
_SETTINGS_LEFT_BEHIND = tuple(word(name) for name in ("attachedTemplate", "mailMerge", "rsids"))

Parts = dict[str, bytes]
"""The parts of a document by name, in the template's order."""


def read_package(content: bytes, where: str) -> Parts:
    """Take the parts out of a Word file.

    Args:
        content: the file.
        where: the template, as errors name it.

    Raises:
        TemplateError: it is no Word file, is damaged, holds a part twice, or unpacks to more than 100 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive, where)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise no_word_document(where) from None


def no_word_document(where: str) -> TemplateError:
    """The error that a template deserves which Word itself would not open as a document; `where` names it."""
    return TemplateError(
        "This template is not a Word document, or it is damaged",
        where=where,
        remedy="Save it in Word as a Word document (.docx), without a password or macros.",
    )


def _parts(archive: zipfile.ZipFile, where: str) -> Parts:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MAX_PARTS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise TemplateError("This template unpacks to more than 100 MB", where=where, remedy="Make it smaller.")
    parts: Parts = {}
    for member in members:
        # Properties are written anew, so that it does not matter which of two was meant.
        if member.filename in parts and not member.filename.startswith("docProps/"):
            raise TemplateError(
                f"This template holds {member.filename} twice", where=where, remedy="Save it again in Word."
            )
        parts[member.filename] = archive.read(member)
    return parts


def content_types(parts: Parts) -> dict[str, str]:
    """The type of each part that has one of its own, without its `application/vnd…` beginning and `+xml` end."""
    overrides = parse(parts[CONTENT_TYPES]).iter(f"{_TYPES}Override")
    named = {str(found.get("PartName", "")).lstrip("/"): str(found.get("ContentType", "")) for found in overrides}
    return {name: kind.rpartition(".wordprocessingml.")[2].removesuffix("+xml") for name, kind in named.items()}


def without_history(parts: Parts) -> Parts:
    """The parts without the properties, pictures and paths that a template's author left behind."""
    kept = dict(parts)
    for name in [name for name in parts if name.endswith(".rels")]:
        relationships = parse(parts[name])
        for found in relationships.findall(_RELATIONSHIP):
            if found.get("Type", "").rpartition("/")[2] in _LEFT_BEHIND:
                relationships.remove(found)
        kept[name] = serialised(relationships)
    if "word/settings.xml" in parts:
        kept["word/settings.xml"] = _plain_settings(parts["word/settings.xml"])
    reached = _reached(kept)
    types = parse(parts[CONTENT_TYPES])
    for override in types.findall(f"{_TYPES}Override"):
        if str(override.get("PartName", "")).lstrip("/") not in reached:
            types.remove(override)
    kept[CONTENT_TYPES] = serialised(types)
    return {name: content for name, content in kept.items() if name in reached}


def with_part(parts: Parts, name: str, content_type: str, relationship: str) -> Parts:
    """The parts with one more, still empty, that the package as a whole relates to."""
    types = parse(parts[CONTENT_TYPES])
    etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)
    relationships = parse(parts[PACKAGE_RELATIONSHIPS])
    taken = {found.get("Id") for found in relationships}
    identity = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(relationships, _RELATIONSHIP, Id=identity, Type=relationship, Target=name)
    return parts | {CONTENT_TYPES: serialised(types), PACKAGE_RELATIONSHIPS: serialised(relationships), name: b""}


def _reached(parts: Parts) -> set[str]:
    """The names of the parts that the document still relates to, directly or through others."""
    names = {name.lower(): name for name in parts}
    reached = {CONTENT_TYPES, PACKAGE_RELATIONSHIPS}
    waiting = [PACKAGE_RELATIONSHIPS]
    while waiting:
        for target in _targets(waiting.pop(), parts):
            name = names.get(target.lower())
            if name is None or name in reached:
                continue
            reached.add(name)
            folder, _, file = name.rpartition("/")
            relationships = names.get(f"{folder}/_rels/{file}.rels".lower())
            if relationships is not None:
                reached.add(relationships)
                waiting.append(relationships)
    return reached


def _targets(name: str, parts: Parts) -> Iterator[str]:
    """The parts that a part of relationships leads to; `word/_rels/document.xml.rels` counts from `word`."""
    folder = posixpath.dirname(posixpath.dirname(name))
    for found in parse(parts[name]).findall(_RELATIONSHIP):
        if found.get("TargetMode") != "External":
            yield posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/")


def _plain_settings(settings: bytes) -> bytes:
    root = parse(settings)
    for element in list(root.iter(*_SETTINGS_LEFT_BEHIND)):
        element.getparent().remove(element)
    return serialised(root)
