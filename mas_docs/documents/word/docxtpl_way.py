"""The one module that knows docxtpl, whose template language ours is, and python-docx, on which it stands.

It reads `{{ … }}`, `{%p … %}` and `{%tr … %}`, which Word scatters over runs, as one Jinja template, and fits a table's
grid to its columns. It is imported when a template is first prepared: it would make `mas-docs --help` wait.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import jinja2
from lxml import etree

from mas_docs.documents.word.xml import DRAWING_PLACE, Element
from mas_docs.errors import TemplateError

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# The properties that docxtpl renders, in its order.
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_FIRST_DRAWING = 1001
_RESOLVED = re.compile("[\t\n\a\f]")
_ESCAPED = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}


@cache
def _tools() -> Any:
    """A template of docxtpl without a file, for what it does to text alone."""
    from docxtpl import DocxTemplate

    return DocxTemplate(io.BytesIO())


def patched(source: str) -> str:
    """A part's XML as one Jinja template."""
    xml: str = _tools().patch_xml(source)
    return xml


def fitted_tables(root: Element, where: str) -> Element:
    """A part whose tables' grids have as many columns as their rows.

    Raises:
        TemplateError: a table has no grid.
    """
    try:
        return _tools().fix_tables(etree.tostring(root))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        raise TemplateError(
            "A table whose columns repeat has no grid of columns",
            where=where,
            remedy="Draw the table anew in Word.",
        ) from None


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What docxtpl would read of a template for every rendering.

    Attributes:
        parts: all parts as they are written, by name, in their order.
        body: the name of the body's part, and its body as a Jinja template.
        frame: the root of the body's part, with an empty body.
        letterhead: each header and footer by name, as a Jinja template.
        footnotes: likewise.
        properties: the core properties: the name of their part, its root, and the templates of those that are rendered.
    """

    parts: Mapping[str, bytes]
    body: tuple[str, str]
    frame: Element
    letterhead: tuple[tuple[str, str], ...]
    footnotes: tuple[tuple[str, str], ...]
    properties: tuple[str, Element, Mapping[str, str]]


def sources_of(content: bytes) -> Sources | None:
    """Read a template as docxtpl does; None where a rendering of it depends on more than its parts and its context.

    Args:
        content: a .docx file, or another that python-docx opens.
    """
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(content))
    template.render_init()
    document = template.docx
    notes = tuple(part for part in document.part.package.parts if part.content_type == _FOOTNOTES)
    heads = [
        part for uri in (template.HEADER_URI, template.FOOTER_URI) for _, part in template.get_headers_footers(uri)
    ]
    # Without properties it makes some that bear the time; a head that is used twice, or notes of a document of
    # several sections, it renders more than once.
    if (
        not _has_properties(document)
        or len(set(map(id, heads))) < len(heads)
        or (notes and len(document.sections) != 1)
    ):
        return None
    return Sources(
        parts=_written(document),
        body=(_name(document.part), _lines(patched(template.get_xml()))),
        frame=_frame(document),
        letterhead=tuple((_name(part), _lines(patched(template.get_part_xml(part)))) for part in heads),
        footnotes=tuple((_name(part), _lines(patched(part.blob.decode()))) for part in notes),
        properties=_properties(document),
    )


def _has_properties(document: Any) -> bool:
    from docx.opc.constants import RELATIONSHIP_TYPE

    kinds = [relation.reltype for relation in document.part.package.rels.values()]
    return kinds.count(RELATIONSHIP_TYPE.CORE_PROPERTIES) == 1


def _name(part: Any) -> str:
    return str(part.partname).lstrip("/")


def _lines(xml: str) -> str:
    """A paragraph to a line, as docxtpl does for the sake of its errors."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)


def _written(document: Any) -> dict[str, bytes]:
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _frame(document: Any) -> Element:
    root = copy.deepcopy(document.element)
    root.replace(root.body, root.makeelement(root.body.tag))
    return root


def _serialised(root: Element) -> bytes:
    from docx.opc.oxml import serialize_part_xml

    return bytes(serialize_part_xml(root))


def _properties(document: Any) -> tuple[str, Element, dict[str, str]]:
    part = document.part.package._core_properties_part  # noqa: SLF001 - python-docx shows the properties, not their part
    templates = {name: str(getattr(document.core_properties, name)) for name in _PROPERTIES}
    return _name(part), part.element, templates


def finished_text(rendered: str) -> str:
    """What docxtpl makes of rendered XML: the braces that were escaped, and tabs and line breaks as Word has them."""
    xml = rendered.replace("\n<w:p>", "<w:p>").replace("\n<w:p ", "<w:p ")
    for escaped, braces in _ESCAPED.items():
        xml = xml.replace(escaped, braces)
    if not _RESOLVED.search(xml):
        return xml
    resolved: str = _tools().resolve_listing(xml)
    return resolved


def finished_body(xml: str, frame: Element) -> bytes:
    """The part of a body whose tables have as many columns as their rows, and whose drawings are numbered."""
    body = _tools().fix_tables(xml)
    for number, drawing in enumerate(body.iter(f"{{{DRAWING_PLACE}}}docPr"), _FIRST_DRAWING):
        drawing.set("id", str(number))
    root = copy.deepcopy(frame)
    root.replace(root.body, body)
    return _serialised(root)


@lru_cache(maxsize=64)
def finished_head(xml: str) -> bytes:
    """A header or footer, parsed strictly."""
    from docx.opc.oxml import parse_xml

    return _serialised(parse_xml(xml))


@lru_cache(maxsize=64)
def finished_properties(root: Element, values: tuple[tuple[str, str], ...]) -> bytes:
    """The part of the core properties with these in it."""
    from docx.opc.coreprops import CoreProperties

    made = copy.deepcopy(root)
    properties = CoreProperties(made)
    for name, value in values:
        setattr(properties, name, value)
    return _serialised(made)


def made_with(value: object) -> Any:
    """The template of docxtpl that a picture or a sub-document was made with; None for any other value."""
    return value.tpl if isinstance(value, _own_kinds()) else None


@cache
def _own_kinds() -> tuple[type[Any], ...]:
    import docxtpl

    # A sub-document needs a package beside docxtpl.
    return tuple(getattr(docxtpl, kind) for kind in ("InlineImage", "Subdoc") if hasattr(docxtpl, kind))


def is_as_loaded(template: Any) -> bool:
    """Whether nothing was added to a template of docxtpl, or is to be replaced in it."""
    replaced = (
        template.crc_to_new_media,
        template.crc_to_new_embedded,
        template.zipname_to_replace,
        template.pics_to_replace,
    )
    return not any(replaced) and (template.docx is None or template.is_rendered)


def rendered_by_docxtpl(
    template: Any, context: Mapping[str, object], environment: jinja2.Environment | None, *, autoescape: bool
) -> bytes:
    """A document as docxtpl makes it, with its own errors."""
    template.render(context, environment, autoescape)
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


def its_template(content: bytes) -> Any:
    """A template of docxtpl."""
    from docxtpl import DocxTemplate

    return DocxTemplate(io.BytesIO(content))
