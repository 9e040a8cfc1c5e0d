"""A copy of a template with a comment of Word at each fault; the template itself stays as it is.

Word takes comments in the text of the page alone (ECMA-376 part 1, 17.13.4), not in headers, footers, notes or text
boxes: what is wrong there, or in the file as a whole, is told at the first paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable

from mas_docs.documents.word.archive import archive_of, member
from mas_docs.documents.word.package import CONTENT_TYPES, Parts, content_types
from mas_docs.documents.word.xml import PARAGRAPH, RUN, WORD, XML_SPACE, Element, parse, serialised, word
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.word_file import OUR_AUTHOR, WordFile
from mas_docs.template_check.word_text import Paragraph, TextPart

_COMMENTS = "word/comments.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_ANCHORS = tuple(word(name) for name in ("commentRangeStart", "commentRangeEnd"))


def marked(file: WordFile, faults: Iterable[Fault]) -> bytes:
    """The template with a comment at each fault.

    Args:
        file: the template, as it was read for the check: its paragraphs are those that the faults name.
        faults: what the check found.

    Returns:
        A Word file that Word and LibreOffice open; it is no template any more until its comments are deleted.
    """
    body = file.texts[0]
    name, comments = _comments(file.parts)
    for number, fault in enumerate(faults, start=_next_number(comments)):
        _add_comment(comments, number, fault)
        _anchor(_host(fault.paragraph, body), fault, number)
    parts = file.parts | {body.name: serialised(body.root), name: serialised(comments)}
    parts = parts if name in file.parts else _with_comments_part(parts)
    names = sorted(parts, key=lambda part: part != CONTENT_TYPES)
    return archive_of([member(part, parts[part]) for part in names])


def _comments(parts: Parts) -> tuple[str, Element]:
    """The part of the comments, and its XML; an empty one where the template has none."""
    kinds = content_types(parts)
    name = next((part for part, kind in kinds.items() if kind == "comments" and part in parts), _COMMENTS)
    root = parse(parts[name]) if name in parts else parse(f'<w:comments xmlns:w="{WORD}"/>')
    return name, root


def _next_number(comments: Element) -> int:
    numbers = [int(found.get(word("id"))) for found in comments if str(found.get(word("id"), "")).isdigit()]
    return max(numbers, default=-1) + 1


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    """Put a new element at the end of another."""
    added = parent.makeelement(tag, attributes)
    parent.append(added)
    return added


def _add_comment(comments: Element, number: int, fault: Fault) -> None:
    comment = _add(comments, word("comment"))
    for name, value in (("id", str(number)), ("author", OUR_AUTHOR), ("initials", "md")):
        comment.set(word(name), value)
    place = "" if _is_in_page(fault.paragraph) or not fault.place else f"In {fault.place}: "
    for line in (f"{place}{fault.message}.", fault.remedy, f"[{fault.id}]"):
        if line:
            _text(_add(_add(comment, PARAGRAPH), RUN), line)


def _text(run: Element, words: str) -> None:
    text = _add(run, word("t"))
    text.text = words
    text.set(XML_SPACE, "preserve")


def _is_in_page(paragraph: Paragraph | None) -> bool:
    """Whether a paragraph is of the page itself, where a comment can stand."""
    if paragraph is None or paragraph.part == "" or paragraph.element.tag != PARAGRAPH:
        return False
    around = [found.tag for found in paragraph.element.iterancestors()]
    return word("body") in around and PARAGRAPH not in around


def _host(paragraph: Paragraph | None, body: TextPart) -> Element:
    """The paragraph that a comment is put at: the fault's own, the one around it, or the first of the document."""
    if paragraph is not None:
        around = [paragraph.element, *paragraph.element.iterancestors(PARAGRAPH)]
        outermost = [found for found in around if found.tag == PARAGRAPH]
        if outermost and next(outermost[-1].iterancestors(word("body")), None) is not None:
            return outermost[-1]
    first = next(body.root.iter(PARAGRAPH), None)
    if first is None:
        first = _add(next(body.root.iter(word("body"))), PARAGRAPH)
    return first


def _anchor(host: Element, fault: Fault, number: int) -> None:
    """Put the two ends of the comment's range around the fault, and its mark behind it."""
    first, last = _ends(host, fault)
    start, end = (host.makeelement(tag, {word("id"): str(number)}) for tag in _ANCHORS)
    run = host.makeelement(RUN)
    run.append(host.makeelement(word("commentReference"), {word("id"): str(number)}))
    if first is None or last is None:
        properties = host.find(word("pPr"))
        host.insert(0 if properties is None else 1, start)
        host.extend((end, run))
        return
    first.addprevious(start)
    last.addnext(end)
    end.addnext(run)


def _ends(host: Element, fault: Fault) -> tuple[Element | None, Element | None]:
    """What stands directly in the paragraph where the fault begins and ends; nothing where all of it is meant."""
    paragraph = fault.paragraph
    if paragraph is None or paragraph.element is not host or fault.end == 0:
        return None, None
    inside = [one.run for one in paragraph.stretches if one.start < fault.end and one.end > fault.start]
    if not inside or any(run is host for run in inside):
        return None, None
    return _child_of(host, inside[0]), _child_of(host, inside[-1])


def _child_of(host: Element, element: Element) -> Element:
    while element.getparent() is not host:
        element = element.getparent()
    return element


def _with_comments_part(parts: Parts) -> Parts:
    types = parse(parts[CONTENT_TYPES])
    _add(types, f"{_TYPES}Override", PartName=f"/{_COMMENTS}", ContentType=_CONTENT_TYPE)
    related = (
        parse(parts[_RELATIONSHIPS])
        if _RELATIONSHIPS in parts
        else parse(f'<Relationships xmlns="{_RELATIONSHIP.strip("{}")}"/>')
    )
    taken = {found.get("Id") for found in related}
    identity = next(name for number in range(1, len(taken) + 2) if (name := f"rIdCheck{number}") not in taken)
    _add(related, f"{_RELATIONSHIP}Relationship", Id=identity, Type=_KIND, Target="comments.xml")
    return parts | {CONTENT_TYPES: serialised(types), _RELATIONSHIPS: serialised(related)}
