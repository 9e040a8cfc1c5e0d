"""A document's own properties, written by us alone: who wrote the template is nobody's business."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lxml import etree

from mas_docs.documents.word.package import Parts, with_part
from mas_docs.documents.word.xml import serialised

PROPERTIES_PART = "docProps/core.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_CORE = f"{_PACKAGE}metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _INSTANCE}
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What a document says of itself, beside its language and its date.

    Attributes:
        title: its title, which screen readers announce.
        identifier: the case's reference; empty for none. Never a child's name.
    """

    title: str
    identifier: str = ""


def with_properties_part(parts: Parts) -> Parts:
    """The parts with a place for the properties."""
    content_type = "application/vnd.openxmlformats-package.core-properties+xml"
    return with_part(parts, PROPERTIES_PART, content_type, f"{_PACKAGE}relationships/metadata/core-properties")


def core_properties(properties: DocumentProperties, today: dt.date, language: str) -> bytes:
    """The part of the core properties (ECMA-376 part 2, 11): no author, no revision, no program's name.

    Args:
        properties: the document's own.
        today: the day that it was made on, for both of its dates.
        language: "en" or "cy".
    """
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap=_NAMES)
    words = {
        "title": properties.title,
        "identifier": properties.identifier,
        "language": _LANGUAGES[language],
    }
    for name, text in words.items():
        if text:
            etree.SubElement(root, f"{{{_DC}}}{name}").text = text
    for name in ("created", "modified"):
        day = etree.SubElement(root, f"{{{_TERMS}}}{name}")
        day.set(f"{{{_INSTANCE}}}type", "dcterms:W3CDTF")
        day.text = f"{today.isoformat()}T00:00:00Z"
    return serialised(root)
