"""What makes a document hard to use for somebody: no headings, small print, capitals, pictures without words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mas_docs.documents.word.xml import DRAWING_PLACE, Element, word
from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.looks import Styles, is_on
from mas_docs.template_check.tags import fault_at
from mas_docs.template_check.word_file import WordFile
from mas_docs.template_check.word_text import BODY, Paragraph, TextPart, rows_of

SMALLEST_POINTS = 12
"""Text is this large at least, in headers and footers too."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SHOUTED = re.compile(r"\b[A-Z][A-Z'\u2019]+(?:[ \t/&-]+[A-Z][A-Z'\u2019]+)+\b|\b[A-Z]{9,}\b")
_WORDS = re.compile("[A-Z]+")
# What is rightly in capitals: protective markings, and the names of boards, services and meetings by their letters.
_ABBREVIATED = re.compile(
    r"\bOFFICIAL(?:-SENSITIVE)?\b|\b(?:SEWSCB|GCSX|CAFCASS|MARAC|MAPPA|CAMHS|NSPCC)\b|\b[A-Z]{1,3}\b"
)
_FEW_LETTERS = 9
_SERIFS = (
    "times",
    "serif",
    "cambria",
    "georgia",
    "garamond",
    "palatino",
    "book antiqua",
    "bookman",
    "century",
    "baskerville",
)
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_VML_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_FRAMES = ("chart", "relIds")
_CONTROL_KINDS = ("text", "richText", "date", "comboBox", "dropDownList", "checkbox")
_LONGEST_HEADING = 10
_NEXT_LEVEL = 1
_LANGUAGES = {"en": "English", "cy": "Welsh"}


def accessibility_faults(file: WordFile, language: str) -> Iterator[Fault]:
    """What makes the documents of a template hard to use.

    Args:
        file: the template.
        language: the language of its folder, "en" or "cy".
    """
    styles = Styles(file.parts)
    yield from _language(styles, language)
    for text in file.texts:
        yield from _small_and_shouted(text, styles)
        yield from _pictures(text)
        yield from _controls(text)
        if text.kind == BODY:
            yield from _headings(text.paragraphs, styles)
            yield from _tables(text)


def _language(styles: Styles, language: str) -> Iterator[Fault]:
    found = styles.default_language()
    wanted = _LANGUAGES.get(language, language)
    remedy = f"In Word: select everything, Review, Language, Set Proofing Language, {wanted}, Set As Default."
    if not found:
        yield Fault("no-language", "No language is set for the text", remedy)
    elif not found.lower().startswith(language):
        yield Fault("wrong-language", f"The text is marked as {found}, in a template for {wanted}", remedy)


def _small_and_shouted(text: TextPart, styles: Styles) -> Iterator[Fault]:
    """Small type, serifs and capitals; what comes of a style is told once, where it is first used."""
    told: set[tuple[str, str]] = set()
    for paragraph in text.paragraphs:
        for fault, source in _of_type(paragraph, styles):
            key = (fault.id, source or "default")
            if source != "here" and key in told:
                continue
            told.add(key)
            yield fault
        yield from _typed_capitals(paragraph)


def _of_type(paragraph: Paragraph, styles: Styles) -> Iterator[tuple[Fault, str]]:
    """The faults of the type that a paragraph is set in, each once, with where they come from."""
    found: dict[str, tuple[Fault, str]] = {}
    if not _STATEMENT.sub("", paragraph.text).strip():
        return
    for stretch in paragraph.stretches:
        words = paragraph.text[stretch.start : stretch.end]
        if not words.strip():
            continue
        for id_, what, source in _type_of(stretch.run, paragraph, styles):
            where = f" (the style {styles.name(source)})" if source not in ("here", "") else ""
            message = f"“{excerpt(words, 40)}” is set in {what}{where}"
            fault = fault_at(paragraph, id_, message, _REMEDIES[id_], stretch.start, stretch.end)
            found.setdefault(id_, (fault, source))
    yield from found.values()


_REMEDIES = {
    "small-type": "Set it in 12 pt or more, best in its style.",
    "all-capitals": "Set it in ordinary letters (Font, without All caps and Small caps).",
    "serif-type": "Set it in a plain face such as Arial, best in its style.",
}


def _type_of(run: Element, paragraph: Paragraph, styles: Styles) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the type of a run: the fault's id, what it is set in, and where that was set."""
    size, source = styles.size(run, paragraph)
    if size < SMALLEST_POINTS:
        yield "small-type", f"{size:g} pt", source
    for name in ("caps", "smallCaps"):
        look = styles.of_run(run, paragraph, name)
        if is_on(look.value):
            yield "all-capitals", "capitals", look.source
    face = styles.of_run(run, paragraph, "rFonts", "ascii")
    if face.value and face.value.lower().startswith(_SERIFS):
        yield "serif-type", face.value, face.source


def _typed_capitals(paragraph: Paragraph) -> Iterator[Fault]:
    words = _TAG.sub(lambda tag: " " * len(tag[0]), paragraph.text)
    for found in _SHOUTED.finditer(words):
        if sum(map(len, _WORDS.findall(_ABBREVIATED.sub("", found[0])))) >= _FEW_LETTERS:
            message = f"“{excerpt(found[0], 40)}” is typed in capitals"
            remedy = "Type it in ordinary letters; bold or a heading style gives it weight."
            yield fault_at(paragraph, "all-capitals", message, remedy, found.start(), found.end())


def _headings(paragraphs: Sequence[Paragraph], styles: Styles) -> Iterator[Fault]:
    levels = [(paragraph, level) for paragraph in paragraphs if (level := styles.level(paragraph)) is not None]
    tops = [level for paragraph, level in levels if level <= 1 and paragraph.text.strip()]
    # A single Heading 1 is a title too; several are the headings of a document that has none.
    if 0 not in tops and len(tops) != 1:
        message = "No paragraph has the style Title" if tops else "No paragraph has the style Title or Heading 1"
        yield Fault("no-title", message, "Give the document's title the style Title.")
    before = 0
    for paragraph, level in levels:
        if level > before + _NEXT_LEVEL:
            above = f"level {before}" if before else "that of a title"
            message = f"“{excerpt(paragraph.text, 40)}” is a heading of level {level}, and the one before is of {above}"
            yield fault_at(paragraph, "heading-skipped", message, f"Give it the style Heading {before + 1}.")
        before = level
    yield from _faked(paragraphs, styles)


def _faked(paragraphs: Sequence[Paragraph], styles: Styles) -> Iterator[Fault]:
    """Short lines all in bold above ordinary text, outside tables."""
    own = [found for found in paragraphs if found.table is None and found.text.strip() and found.stretches]
    own = [found for found in own if _STATEMENT.sub("", found.text).strip() and "text box" not in found.place]
    for paragraph, following in pairwise(own):
        words = _STATEMENT.sub("", paragraph.text).strip()
        heading = styles.level(paragraph) is not None or words[-1] in ".:;,!?" or len(words.split()) > _LONGEST_HEADING
        if not heading and _bold(paragraph, styles) and not _bold(following, styles):
            message = f"“{excerpt(words, 40)}” is in bold like a heading, but has the style of ordinary text"
            yield fault_at(
                paragraph, "heading-faked", message, "Give it a heading style: Title, Heading 1 or Heading 2."
            )


def _bold(paragraph: Paragraph, styles: Styles) -> bool:
    stretches = [one for one in paragraph.stretches if paragraph.text[one.start : one.end].strip()]
    return bool(stretches) and all(is_on(styles.of_run(one.run, paragraph, "b").value) for one in stretches)


def _tables(text: TextPart) -> Iterator[Fault]:
    for number, table in enumerate(text.root.iter(word("tbl")), start=1):
        rows = rows_of(table)
        first = next((paragraph for paragraph in text.paragraphs if paragraph.table is table), None)
        header = None if not rows else rows[0].find(f"{word('trPr')}/{word('tblHeader')}")
        if len(rows) > 1 and (header is None or not is_on(header.get(word("val"), "1"))):
            remedy = "Select its first row: Layout, Repeat Header Rows."
            message = "The table has no header row"
            yield Fault("table-no-header", message, remedy, f"table {number}", first)


def _pictures(text: TextPart) -> Iterator[Fault]:
    for paragraph in text.paragraphs:
        for found in paragraph.element.iter(f"{{{DRAWING_PLACE}}}docPr"):
            described = (found.get("descr") or found.get("title") or "").strip()
            decorative = next(found.iter(_DECORATIVE), None)
            marked = decorative is not None and is_on(decorative.get("val", "1"))
            if _is_picture(found.getparent()) and not described and not marked and _nearest(found, paragraph):
                yield _undescribed(paragraph)
        for found in paragraph.element.iter(_VML_PICTURE):
            if not (found.getparent().get("alt") or "").strip() and _nearest(found, paragraph):
                yield _undescribed(paragraph)


def _undescribed(paragraph: Paragraph) -> Fault:
    remedy = "Right-click it, View Alt Text: say in a sentence what it shows, or mark it as decorative."
    return fault_at(paragraph, "no-alt-text", "A picture has no alternative text", remedy)


def _is_picture(place: Element) -> bool:
    return any(found.tag == _PICTURE or found.tag.rpartition("}")[2] in _FRAMES for found in place.iter("*"))


def _nearest(element: Element, paragraph: Paragraph) -> bool:
    """Whether a paragraph is the innermost around an element, which is not in what only old programs read."""
    around = list(element.iterancestors())
    innermost = next((found for found in around if found.tag == word("p")), None)
    return innermost is paragraph.element and not any(found.tag.endswith("}Fallback") for found in around)


def _controls(text: TextPart) -> Iterator[Fault]:
    for properties in text.root.iter(word("sdtPr")):
        kinds = {found.tag.rpartition("}")[2] for found in properties}
        control = properties.getparent()
        if kinds.isdisjoint(_CONTROL_KINDS) or _title(control):
            continue
        around = [control, *control.iterancestors(), *control.iter(word("p"))]
        paragraph = next((one for one in text.paragraphs if any(one.element is found for found in around)), None)
        place = paragraph.place if paragraph else ""
        remedy = "Choose it: Developer, Properties, Title; say what is to be filled in."
        yield Fault("control-unnamed", "A content control has no title", remedy, place, paragraph)


def _title(control: Element) -> str:
    """A control's title, or that of the one around it: LibreOffice puts the title of a check box there."""
    aliases = (
        found.find(f"{word('sdtPr')}/{word('alias')}") for found in (control, *control.iterancestors(word("sdt")))
    )
    return next(
        (title for alias in aliases if alias is not None and (title := str(alias.get(word("val"))).strip())), ""
    )
