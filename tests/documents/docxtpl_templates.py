"""Word templates over everything that docxtpl knows, and a comparison of what it makes of them with what we make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import strategies as st
from lxml import etree
from word_templates import W, changed

from mas_docs.documents.word import docxtpl_way
from mas_docs.documents.word.compiled import compile_docx

_NAMES = {
    "w": W,
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
Made = bytes | tuple[type[Exception], str]
MakeEnvironment = Callable[[], jinja2.Environment | None]


def template_of(
    folder: Path, body: str, *, header: str = "", footnote: str = "", properties: Mapping[str, str] | None = None
) -> bytes:
    """A template with this XML in its body, its header and a footnote."""
    document = Document()
    for name, value in (properties or {}).items():
        setattr(document.core_properties, name, value)
    if header:
        document.sections[0].header.is_linked_to_previous = False
        document.sections[0].footer.paragraphs[0].text = "Footer {{ name }}"
    path = folder / "template.docx"
    document.save(str(path))
    section = "<w:sectPr/>"
    original = zipfile.ZipFile(path)
    parts: dict[str, str | bytes] = {}
    if header:
        section = _section_of(original.read("word/document.xml"))
        parts["word/header1.xml"] = f"<w:hdr {DECLARED}>{header}</w:hdr>"
    if footnote:
        parts |= _with_footnote(original, footnote)
    parts["word/document.xml"] = f"<w:document {DECLARED}><w:body>{body}{section}</w:body></w:document>"
    return changed(path, parts).read_bytes()


def _section_of(document: bytes) -> str:
    found = next(etree.fromstring(document).iter(f"{{{W}}}sectPr"))
    return str(etree.tostring(found, encoding="unicode"))


def _with_footnote(original: zipfile.ZipFile, footnote: str) -> dict[str, str | bytes]:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = f"{_NAMES['r']}/footnotes"
    types = original.read("[Content_Types].xml").decode()
    relations = original.read("word/_rels/document.xml.rels").decode()
    return {
        "[Content_Types].xml": types.replace(
            "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
        ),
        "word/_rels/document.xml.rels": relations.replace(
            "</Relationships>", f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'
        ),
        "word/footnotes.xml": f'<w:footnotes {DECLARED}><w:footnote w:id="1">{footnote}</w:footnote></w:footnotes>',
    }


def by_docxtpl(
    content: bytes, context: Mapping[str, Any], environment: jinja2.Environment | None, *, autoescape: bool
) -> Made:
    """The document that docxtpl makes, or its error."""
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.render(dict(context), environment, autoescape)
        file = io.BytesIO()
        template.save(file)
    except Exception as error:  # noqa: BLE001 - whatever it raises is what we must raise
        return type(error), str(error)
    return file.getvalue()


def by_us(
    content: bytes, context: Mapping[str, Any], environment: jinja2.Environment | None, *, autoescape: bool
) -> Made:
    """The document that the compiled template makes, or its error."""
    try:
        return compile_docx(content).render(context, environment=environment, autoescape=autoescape)
    except Exception as error:  # noqa: BLE001 - as above
        return type(error), str(error)


def canonical(content: bytes) -> dict[str, bytes]:
    """Every part, in its order, as canonical XML; others as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: _canonical(archive.read(name)) for name in archive.namelist()}


def _canonical(part: bytes) -> bytes:
    try:
        return bytes(etree.tostring(etree.fromstring(part), method="c14n"))
    except etree.XMLSyntaxError:
        return part


def check_equal(
    content: bytes,
    context: Mapping[str, Any],
    make: MakeEnvironment = lambda: None,
    *,
    autoescape: bool = False,
    compiled: bool = True,
) -> dict[str, bytes]:
    """Make a document both ways and compare them part by part; `compiled`: it must not go docxtpl's own way."""
    theirs = by_docxtpl(content, context, make(), autoescape=autoescape)
    with pytest.MonkeyPatch.context() as watched:
        own_way: list[Any] = []
        original = docxtpl_way.rendered_by_docxtpl

        def noted(*arguments: Any, **options: Any) -> bytes:
            own_way.append(arguments)
            return original(*arguments, **options)

        watched.setattr(docxtpl_way, "rendered_by_docxtpl", noted)
        ours = by_us(content, context, make(), autoescape=autoescape)
    if isinstance(theirs, tuple) or isinstance(ours, tuple):
        assert ours == theirs
        return {}
    assert bool(own_way) is not compiled
    ours_read, theirs_read = canonical(ours), canonical(theirs)
    assert list(ours_read) == list(theirs_read)
    assert ours_read == theirs_read
    return ours_read


_WORDS = ["plain ", " and ", "a &lt; b &amp; c", "{ brace } ", "don\u2019t ", "\u201cquoted\u201d ", "100 % "]
_FIELDS = [
    "{{ name }}",
    "{{ text }}",
    "{{ name|upper }}",
    "{{ rows[0].value }}",
    "{{ missing }}",
    "{{ listing }}",
    "{{r rich }}",
    "{{ number * 2 }}",
    "{% if yes %}shown{% else %}hidden{% endif %}",
    "{% if no %}hidden{% endif %}",
    "{% for row in rows %}{{ row.value }}, {% endfor %}",
    "{%- if yes -%} close {%- endif -%}",
    "{{ \u2018curly\u2019 }}{{ \u201cquotes\u201d }}",
    "{# a comment #}",
    "{_{ escaped }_} {_% too %_}",
    "{{ '&lt;' }}",
    "{%r if yes %}run{%r endif %}",
]


@st.composite
def _run(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(_WORDS + _FIELDS), max_size=3))
    text = "".join(pieces)
    look = draw(st.sampled_from(["", "<w:rPr><w:b/></w:rPr>"]))
    space = draw(st.sampled_from(["", ' xml:space="preserve"']))
    whole = f"<w:r>{look}<w:t{space}>{text}</w:t></w:r>"
    # Word scatters what is typed over runs, at any character.
    at = draw(st.integers(0, len(text)))
    if not draw(st.booleans()) or "&" in text:
        return whole
    return f"<w:r><w:t>{text[:at]}</w:t></w:r><w:proofErr/><w:r>{look}<w:t{space}>{text[at:]}</w:t></w:r>"


@st.composite
def _paragraph(draw: st.DrawFn) -> str:
    runs = "".join(draw(st.lists(_run(), max_size=3)))
    look = draw(st.sampled_from(["", '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>']))
    return draw(
        st.sampled_from(
            [
                f"<w:p>{look}{runs}</w:p>",
                f'<w:p w14:paraId="0A0B0C0D">{look}{runs}</w:p>',
                f"<w:p><w:hyperlink>{runs}</w:hyperlink></w:p>",
                f"<w:p><w:r><w:pict><w:txbxContent><w:p>{runs}</w:p></w:txbxContent></w:pict></w:r></w:p>",
                f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{runs}</w:p></w:sdtContent></w:sdt>",
                f'<w:p><w:r><w:drawing><wp:docPr id="7" name="x"/></w:drawing></w:r>{runs}</w:p>',
            ]
        )
    )


def _alone(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _cell(content: str, properties: str = '<w:tcPr><w:tcW w:w="2000"/></w:tcPr>') -> str:
    return f"<w:tc>{properties}{content}</w:tc>"


def _around(kind: str, opening: str, content: str, closing: str) -> str:
    """Content between a tag for whole paragraphs, rows or cells and its end."""
    tags = [_alone(f"{{%{kind} {tag} %}}") for tag in (opening, closing)]
    if kind == "p":
        return content.join(tags)
    if kind == "tc":
        return content.join(_cell(tag) for tag in tags)
    return content.join(f"<w:tr>{_cell(tag)}</w:tr>" for tag in tags)


_SCOPES = [("for row in rows", "endfor"), ("if yes", "endif"), ("if no", "endif"), ("for row in none", "endfor")]
_IN_CELL = ["{% colspan number %}", "{% cellbg colour %}", "{% vm %}", "{% hm %}"]


@st.composite
def _table(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 3))
    cells = [_cell(draw(_paragraph())) for _ in range(columns)]
    merged = draw(st.sampled_from(["", *_IN_CELL]))
    if merged:
        cells[0] = _cell(_alone(merged + draw(st.sampled_from(["{{ name }}", "x"]))))
    if merged in ("{% hm %}", "{% vm %}") or draw(st.booleans()):
        cells[0] = _around("tc", "for row in rows", cells[0], "endfor")
    row = f"<w:tr>{''.join(cells)}</w:tr>"
    opening, closing = draw(st.sampled_from(_SCOPES))
    row = _around("tr", opening, row, closing) if draw(st.booleans()) else row
    grid = '<w:gridCol w:w="2000"/>' * draw(st.integers(1, 4))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{row}</w:tbl>"


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Blocks over every tag that docxtpl knows, alone and within one another."""
    blocks = draw(st.lists(_paragraph() | _table() | st.just(_alone("{{p paragraphs }}")), min_size=1, max_size=4))
    body = "".join(blocks)
    if draw(st.booleans()):
        opening, closing = draw(st.sampled_from(_SCOPES))
        body = _around("p", opening, body, closing)
    return draw(st.sampled_from(["", _alone("{#p nothing #}")])) + body
