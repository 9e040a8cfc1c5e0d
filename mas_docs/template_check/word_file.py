"""A template's file as a whole: whether Word and the engine take it, and what must not be in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.documents.word.package import Parts, content_types, read_package, without_history
from mas_docs.documents.word.xml import parse, word
from mas_docs.errors import TemplateError
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.word_text import BODY, TextPart, text_parts

OUR_AUTHOR = "mas-docs check"
"""Who the comments of a marked copy are by."""

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_PROTECTIONS = ("documentProtection", "writeProtection")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HARMLESS_LINKS = ("hyperlink", "attachedTemplate", "mailMergeSource", "mailMergeHeaderSource")
_WHOLE_FILES = ("package", "oleObject")
_LINKED = {"image": "a picture", "oleObject": "an object", "aFChunk": "another file", "subDocument": "another document"}
_ELSEWHERE = {
    "chart": "a chart",
    "diagram": "a SmartArt drawing",
    "glossary": "a building block",
    "custom": "a setting",
}


@dataclass(frozen=True, slots=True)
class WordFile:
    """A template that can be read.

    Attributes:
        content: the file.
        parts: its parts by name.
        texts: those that hold text, the body first.
    """

    content: bytes
    parts: Parts
    texts: tuple[TextPart, ...]


def read_word_file(content: bytes) -> WordFile | Fault:
    """Read a template, or say why it cannot be."""
    if content.startswith(_OLD_FORMAT):
        message = "The file has a password, or is in the format of old versions of Word (.doc)"
        return Fault("template-not-word", message, "Save it in Word as a Word document (.docx), without a password.")
    try:
        parts = read_package(content, "")
        kinds = content_types(parts)
        if macros := _macros(parts):
            return macros
        texts = text_parts(parts)
        for name in (part for part in parts if part.startswith("word/") and part.endswith((".xml", ".rels"))):
            parse(parts[name])
        if BODY in kinds.values() and texts[0].root.find(word("body")) is not None:
            return WordFile(content, parts, texts)
    except TemplateError as error:
        return unreadable(error)
    except (SyntaxError, KeyError, ValueError):
        # lxml's error for XML that cannot be read is a SyntaxError.
        pass
    message = "This template is not a Word document, or it is damaged"
    return Fault("template-not-word", message, "Save it in Word as a Word document (.docx).")


def unreadable(error: TemplateError) -> Fault:
    """The fault of a template that cannot be read at all."""
    return Fault("template-not-word", error.message, error.remedy)


def _macros(parts: Parts) -> Fault | None:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" not in types and not any(name.endswith("vbaProject.bin") for name in parts):
        return None
    return Fault("template-macros", "The template holds macros", "Save it in Word as a Word document (.docx).")


def whole_file_faults(file: WordFile) -> Iterator[Fault]:
    """What must not be in a template, wherever in it."""
    yield from _reviewed(file)
    yield from _protected(file)
    yield from _related(file)
    yield from _tags_elsewhere(file)


def _reviewed(file: WordFile) -> Iterator[Fault]:
    """Tracked changes, told where the first is; and comments, told together."""
    for text in file.texts:
        changed = next((found for found in text.root.iter("*") if found.get(word("author")) is not None), None)
        if changed is None:
            continue
        inside = [changed, *changed.iterancestors()]
        paragraph = next((one for one in text.paragraphs if any(one.element is found for found in inside)), None)
        place = paragraph.place if paragraph else ""
        remedy = "In Word: Review, Accept or Reject, until none is left, and turn Track Changes off."
        yield Fault("template-changes", "The template holds tracked changes", remedy, place, paragraph)
        break
    authors = _comment_authors(file)
    if authors and set(authors) == {OUR_AUTHOR}:
        message = "The template still holds the comments of mas-docs templates check --mark"
        yield Fault("template-changes", message, "Delete them in Word: Review, Delete, Delete All Comments.")
    elif authors:
        remedy = "Delete them in Word: Review, Delete, Delete All Comments."
        yield Fault("template-changes", "The template holds comments", remedy)


def _comment_authors(file: WordFile) -> list[str]:
    names = [name for name, kind in content_types(file.parts).items() if kind == "comments" and name in file.parts]
    roots = (parse(file.parts[name]) for name in names)
    return [str(found.get(word("author"), "")) for root in roots for found in root.iter(word("comment"))]


def _protected(file: WordFile) -> Iterator[Fault]:
    if "word/settings.xml" not in file.parts:
        return
    for found in parse(file.parts["word/settings.xml"]).iter(*map(word, _PROTECTIONS)):
        if found.get(word("enforcement"), "1") not in ("0", "false", "off"):
            remedy = "In Word: Review, Restrict Editing, Stop Protection."
            yield Fault("template-protected", "Editing of the template is restricted", remedy)
            return


def _related(file: WordFile) -> Iterator[Fault]:
    for name in sorted(file.parts):
        if not name.endswith(".rels") or name == "_rels/.rels":
            continue
        for found in parse(file.parts[name]).iter(_RELATIONSHIP):
            kind = str(found.get("Type", "")).rpartition("/")[2]
            external = found.get("TargetMode") == "External"
            if (external and kind not in _HARMLESS_LINKS) or kind in ("aFChunk", "subDocument"):
                what = _LINKED.get(kind, "something")
                remedy = "Put it into the file itself (Insert, Pictures, This Device), or take it away."
                yield Fault("template-linked", f"The template pulls in {what} from outside itself", remedy)
            elif kind in _WHOLE_FILES:
                remedy = "Put in a picture or a table of Word in its place."
                yield Fault("template-embedded", "The template holds a whole other file", remedy)


def _tags_elsewhere(file: WordFile) -> Iterator[Fault]:
    """Tags where none is filled in; a recipient would read their braces."""
    read = {text.name for text in file.texts}
    read |= {name for name, kind in content_types(file.parts).items() if kind == "comments"}
    for name, content in without_history(file.parts).items():
        found = re.search(rb"\{\{[^<]{0,60}|\{%[^<]{0,60}", content) if name.endswith(".xml") else None
        if found is None or name in read:
            continue
        folder = posixpath.basename(posixpath.dirname(name))
        what = next((words for key, words in _ELSEWHERE.items() if folder.startswith(key)), "a place")
        message = f"“{found[0].decode(errors='replace')}” stands in {what}, where no tag is filled in"
        yield Fault("tag-elsewhere", message, "Print it in the text, a header, a footer or a text box.", place=what)
