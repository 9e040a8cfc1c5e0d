"""Puts printed values into the XML of a Word document, as a person would have typed them.

A tab becomes Word's tab. A line break begins a new paragraph like the one that it stands in, so that long answers keep
their paragraphs and blank lines; where no paragraph may begin (in a control within a line, or one that holds a single
paragraph) it becomes Word's line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from mas_docs.documents.printed import Piece, PrintedValue, PrintedValues, text_of
from mas_docs.documents.readback import as_lines
from mas_docs.documents.word.xml import (
    BREAK,
    ONE_LINE_TEXT,
    PARAGRAPH,
    RUN,
    TAB,
    TEXT,
    XML_SPACE,
    Element,
    word,
)
from mas_docs.errors import TemplateError
from mas_docs.yaml_files.source import forbidden_character

_ATOMS = re.compile("([\t\n])")
_CONTROL = word("sdt")
_CONTROL_PROPERTIES = word("sdtPr")
_CONTROL_CONTENT = word("sdtContent")
_PLAIN_TEXT = word("text")
# A control of one of these kinds holds one paragraph at most.
_SINGLE_PARAGRAPH = frozenset({_PLAIN_TEXT, *(word(name) for name in ("comboBox", "date", "dropDownList"))})
_HOLDS_PARAGRAPHS = frozenset(
    {_CONTROL_CONTENT, *(word(name) for name in ("body", "tc", "hdr", "ftr", "footnote", "endnote", "txbxContent"))}
)
# What the first paragraph of a long value has, and those that follow must not repeat.
_FIRST_ONLY = (word("pageBreakBefore"),)
_LAST_ONLY = (word("sectPr"),)


def check_characters(values: Iterable[PrintedValue], where: str) -> None:
    """Refuse a character that no XML file can carry; it is never dropped.

    Raises:
        TemplateError: names the field and the character's number.
    """
    for value in values:
        if found := forbidden_character(value.text):
            raise TemplateError(
                f"`{value.field}` holds the character {found}, which a Word file cannot carry",
                where=where,
                remedy="Remove it from the case file.",
            )


def place_values(root: Element, values: PrintedValues, where: str) -> None:
    """Replace every placeholder of a part by its value.

    Args:
        root: the part's XML, which is changed.
        values: the values of its rendering.
        where: the template and the part, as errors name them.

    Raises:
        TemplateError: a value of several lines stands where only one line can.
    """
    breaks: list[Element] = []
    for element in list(root.iter("*")):
        for name, value in element.attrib.items():
            if values.stand_in(value):
                element.set(name, text_of(values.pieces(value)))
        if not values.stand_in(element.text or ""):
            continue
        pieces = values.pieces(element.text)
        if element.tag in ONE_LINE_TEXT:
            element.text = _one_line(pieces, where)
            _keep_spaces(element)
        else:
            _fill_controls(element, pieces)
            breaks.extend(_fill(element, pieces))
    # From the last to the first, so that the rest of a paragraph is moved once only.
    for line_break in reversed(breaks):
        _break_paragraph(line_break)


def _one_line(pieces: Iterable[Piece], where: str) -> str:
    for piece in pieces:
        if isinstance(piece, PrintedValue) and re.search(r"[\r\n]", piece.text):
            raise TemplateError(
                f"`{piece.field}` has several lines, and the template prints it where only one can stand",
                where=where,
                remedy="Print it in a paragraph, not in a field, a drawing or a formula.",
            )
    return text_of(pieces)


def _keep_spaces(element: Element) -> None:
    """Keep spaces at both ends of WordprocessingML's own text; DrawingML keeps them by itself."""
    if element.tag.startswith(word("")):
        element.set(XML_SPACE, "preserve")


def _fill_controls(element: Element, pieces: Iterable[Piece]) -> None:
    """A content control that received a value no longer shows its prompt, and takes line breaks if it got one."""
    printed = text_of(piece for piece in pieces if isinstance(piece, PrintedValue))
    if not printed:
        return
    for control in element.iterancestors(_CONTROL):
        properties = control.find(_CONTROL_PROPERTIES)
        if properties is None:
            continue
        for prompt in properties.findall(word("showingPlcHdr")):
            properties.remove(prompt)
            _without_prompt_style(element.getparent())
        plain = properties.find(_PLAIN_TEXT)
        if plain is not None and "\n" in as_lines(printed):
            plain.set(word("multiLine"), "1")


def _without_prompt_style(run: Element) -> None:
    """Take the pale style of a prompt from the run that now holds a value."""
    for style in list(run.iter(word("rStyle"))):
        if style.get(word("val")) == "PlaceholderText":
            style.getparent().remove(style)


def _fill(element: Element, pieces: Iterable[Piece]) -> list[Element]:
    """Put text, tabs and line breaks in the place of one `w:t`; gives the line breaks."""
    content = list(_contents(element, pieces)) or [_text(element, "")]
    run = element.getparent()
    position = run.index(element)
    run[position : position + 1] = content
    return [made for made in content if made.tag == BREAK]


def _contents(beside: Element, pieces: Iterable[Piece]) -> Iterator[Element]:
    """Text in as few stretches as can be, with each tab and each line break of a value by itself."""
    text = ""
    for piece in pieces:
        atoms = [piece] if isinstance(piece, str) else _ATOMS.split(as_lines(piece.text))
        text += atoms[0]
        for mark, after in zip(atoms[1::2], atoms[2::2], strict=True):
            if text:
                yield _text(beside, text)
            yield beside.makeelement(TAB if mark == "\t" else BREAK)
            text = after
    if text:
        yield _text(beside, text)


def _text(beside: Element, content: str) -> Element:
    text = beside.makeelement(TEXT)
    text.text = content
    _keep_spaces(text)
    return text


def _break_paragraph(line_break: Element) -> None:
    """Begin a paragraph at a line break, where one may begin; else leave the line break."""
    run = line_break.getparent()
    paragraph = run.getparent()
    if not _may_break(run, paragraph):
        return
    rest_of_run = list(line_break.itersiblings())
    rest_of_paragraph = list(run.itersiblings())
    run.remove(line_break)
    following = paragraph.makeelement(PARAGRAPH)
    paragraph.addnext(following)
    _share_properties(paragraph, following)
    if rest_of_run:
        following.append(_run_like(run, rest_of_run))
    following.extend(rest_of_paragraph)


def _may_break(run: Element, paragraph: Element) -> bool:
    if run.tag != RUN or paragraph is None or paragraph.tag != PARAGRAPH:
        return False
    holder = paragraph.getparent()
    if holder is None or holder.tag not in _HOLDS_PARAGRAPHS:
        return False
    if holder.tag != _CONTROL_CONTENT:
        return True
    properties = holder.getparent().find(_CONTROL_PROPERTIES)
    return properties is None or not any(kind.tag in _SINGLE_PARAGRAPH for kind in properties)


def _share_properties(first: Element, following: Element) -> None:
    properties = first.find(word("pPr"))
    if properties is None:
        return
    following.append(deepcopy(properties))
    for name in _LAST_ONLY:
        _without(properties, name)
    for name in _FIRST_ONLY:
        _without(following[0], name)


def _without(properties: Element, name: str) -> None:
    for found in properties.findall(name):
        properties.remove(found)


def _run_like(run: Element, content: list[Element]) -> Element:
    made = run.makeelement(RUN)
    properties = run.find(word("rPr"))
    if properties is not None:
        made.append(deepcopy(properties))
    made.extend(content)
    return made
