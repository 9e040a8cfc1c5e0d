"""Compiled templates: each part is what docxtpl makes of it, for all that docxtpl knows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from docxtpl_templates import bodies, by_docxtpl, canonical, check_equal, template_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mas_docs.documents.word.compiled import compile_docx
from mas_docs.resources import templates_folder

XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\a\f<>&\"'{}%#"), max_size=12)
RICH = RichText("bold & ", bold=True)
RICH.add("<red>", color="#FF0000", size=24, style="Strong", font="Arial", underline=True)
CONTEXT: dict[str, Any] = {
    "name": "Rhian Cole",
    "text": "one\ntwo\tthree\afour\ffive",
    "listing": Listing("a < b\nc & d\ae"),
    "rich": RICH,
    "paragraphs": RichTextParagraph("A paragraph & more", parastyle="Quote"),
    "rows": [{"value": "first"}, {"value": "second"}, {"value": "third"}],
    "none": [],
    "yes": True,
    "no": False,
    "number": 2,
    "colour": "FFAA00",
}


def p(text: str) -> str:
    """A paragraph of one run."""
    return f"<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = '<w:tcPr><w:tcW w:w="4500"/></w:tcPr>') -> str:
    """A cell of one paragraph."""
    return f"<w:tc>{properties}{p(text)}</w:tc>"


def table(*rows: str, columns: int = 2) -> str:
    """A table whose grid has that many columns."""
    grid = '<w:gridCol w:w="4500"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


EXAMPLES = {
    "fields": p("{{ name }} {{ missing }} {{ rows|length }} {{ name|upper|replace('R', 'W') }}"),
    "lines and tabs": p("[{{ text }}]"),
    "listing": p("{{ listing }}"),
    "rich text": p("a {{r rich }} b {{r rich }}"),
    "rich paragraphs": p("{{p paragraphs }}"),
    "conditions": p("{%p if no %}") + p("hidden") + p("{%p elif yes %}") + p("shown") + p("{%p endif %}"),
    "loops": p("{%p for row in rows %}") + p("{{ loop.index }}. {{ row.value }}") + p("{%p endfor %}"),
    "set and macro": p("{% set x = 3 %}{% macro m(y) %}[{{ y }}]{% endmacro %}{{ m(x) }}"),
    "runs": p("{%r if yes %}shown{%r endif %} then"),
    "comments": p("{#p a paragraph of comment #}") + p("a{# within #}b") + table(cell("{#tr a row #}"), cell("x")),
    "close to text": p("one {%- if yes -%} two {%- endif -%} three") + p("{{ name }} {%- if no -%} x {%- endif %}"),
    "close over paragraphs": p("one") + p("{%- if yes -%}") + p("two") + p("{%- endif -%}") + p("three"),
    "escaped braces": p("{_{ name }_} {_% if %_}"),
    "split over runs": (
        "<w:p><w:r><w:t>{</w:t></w:r><w:proofErr/><w:r><w:t>{ na</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>"
        "<w:t>me }</w:t></w:r><w:r><w:t>}</w:t></w:r></w:p>"
    ),
    "curly quotes": p("{{ {\u2018a\u2019: 1}[\u201ca\u201d] }} {% if name == \u2018Rhian Cole\u2019 %}yes{% endif %}"),
    "rows": table(cell("{%tr for row in rows %}"), cell("{{ row.value }}") + cell("x"), cell("{%tr endfor %}")),
    "no rows": table(cell("{%tr for row in none %}"), cell("{{ row.value }}"), cell("{%tr endfor %}")),
    "columns": table(cell("{%tc for row in rows %}") + cell("{{ row.value }}") + cell("{%tc endfor %}")),
    "fewer columns": table(cell("{%tc for row in none %}") + cell("x") + cell("{%tc endfor %}") + cell("y"), columns=4),
    "colspan": table(cell("{% colspan number %}{{ name }}"), cell("a") + cell("b")),
    "background": table(cell("{% cellbg colour %}{{ name }}", '<w:tcPr><w:shd w:fill="00"/></w:tcPr>') + cell("b")),
    "vertical merge": table(
        cell("{%tr for row in rows %}"), cell("{% vm %}same") + cell("{{ row.value }}"), cell("{%tr endfor %}")
    ),
    "horizontal merge": table(
        cell("{%tc for row in rows %}") + cell("{% hm %}wide") + cell("{%tc endfor %}"), columns=3
    ),
    "horizontal merge with a span": table(
        cell("{%tc for row in rows %}")
        + cell("{% hm %}wide", '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>')
        + cell("{%tc endfor %}")
    ),
    "text box": f"<w:p><w:r><w:pict><w:txbxContent>{p('{{ text }}')}</w:txbxContent></w:pict></w:r></w:p>",
    "content control": f'<w:sdt><w:sdtPr><w:tag w:val="{{{{ name }}}}"/></w:sdtPr><w:sdtContent>{p("{{ name }}")}'
    "</w:sdtContent></w:sdt>",
    "drawings": p("{%p for row in rows %}")
    + '<w:p><w:r><w:drawing><wp:docPr id="4" name="{{ row.value }}"/></w:drawing></w:r></w:p>'
    + p("{%p endfor %}"),
    "markup of a value": p("{{ '&lt;w:b/&gt;' }}{{ '&lt;not known&gt;' }} after") + p("lost with docxtpl"),
}


@pytest.mark.parametrize("autoescape", [False, True])
@pytest.mark.parametrize("body", EXAMPLES.values(), ids=EXAMPLES)
def test_every_part_is_what_docxtpl_makes_of_it(tmp_path: Path, body: str, *, autoescape: bool) -> None:
    """Loses: a template that an office made for docxtpl comes out otherwise here."""
    content = template_of(tmp_path, body, header=p("{{ name }}") + body, footnote=p("{{ name }}"))
    check_equal(content, CONTEXT, autoescape=autoescape)


@pytest.mark.parametrize(
    "value",
    ["<not known>", "A & B", "&amp;", "</w:t>", "<w:b/>", "", " ", "\x07", "{{ name }}", "Siân Tŷ", "\u2028", "]]>"],
)
@pytest.mark.parametrize("autoescape", [False, True])
def test_what_docxtpl_does_to_a_value_is_done_to_it(tmp_path: Path, value: str, *, autoescape: bool) -> None:
    """Loses: the comparison holds for tame values only."""
    content = template_of(tmp_path, p("[{{ name }}]") + p("after") + table(cell("{{ name }}")))
    check_equal(content, CONTEXT | {"name": value}, autoescape=autoescape)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies(), value=XML_TEXT, autoescape=st.booleans())
def test_every_template_gives_what_docxtpl_gives(tmp_path: Path, body: str, value: str, *, autoescape: bool) -> None:
    """Loses: a combination of tags that nobody thought of comes out otherwise."""
    context = CONTEXT | {"text": value, "rows": [{"value": value}, {"value": "last"}]}
    check_equal(template_of(tmp_path, body, header=p("{{ text }}")), context, autoescape=autoescape)


def test_the_repositorys_own_templates_give_what_docxtpl_gives() -> None:
    """Loses: the comparison of speed with docxtpl compares two different things."""

    def words() -> jinja2.Environment:
        environment = jinja2.Environment(autoescape=True)
        for name in ("date", "weekday_date", "time", "listed"):
            environment.filters[name] = lambda value: f"<{type(value).__name__}>"
        environment.undefined = jinja2.ChainableUndefined
        return environment

    context = {
        "recipient": {"name": "<Rhian> & Cole", "role": "x"},
        "papers": [{"name": "a"}, {"name": "b"}],
        "dates": [{"label": "c"}],
    }
    for template in sorted((templates_folder() / "word").glob("*/*.docx")):
        check_equal(template.read_bytes(), context, words)


def test_filters_globals_and_delimiters_of_an_environment_are_used(tmp_path: Path) -> None:
    """Loses: an office's own filter is not known, or the filter of another office is used."""

    def environment(**options: Any) -> Callable[[], jinja2.Environment]:
        def make() -> jinja2.Environment:
            made = jinja2.Environment(**options)  # noqa: S701 - docxtpl's own default
            made.filters["shout"] = lambda text: f"{text}!"
            made.globals["board"] = "Torfaen"
            return made

        return make

    content = template_of(tmp_path, p("{{ name|shout }} {{ board }}") + p("{% for row in rows %} x {% endfor %}"))
    parts = check_equal(content, CONTEXT, environment())
    assert b"Rhian Cole! Torfaen" in parts["word/document.xml"]
    check_equal(content, CONTEXT, environment(trim_blocks=True, lstrip_blocks=True))
    check_equal(content, CONTEXT, environment(undefined=jinja2.StrictUndefined))
    check_equal(content, CONTEXT, environment(finalize=str), compiled=False)
    missing = template_of(tmp_path, p("{{ missing }}"))
    check_equal(missing, CONTEXT, environment(undefined=jinja2.StrictUndefined))


def test_an_environment_that_is_changed_is_read_anew(tmp_path: Path) -> None:
    """Loses: a filter or a setting that was changed between two documents is not seen."""
    environment = jinja2.Environment()  # noqa: S701 - docxtpl's own default
    compiled = compile_docx(template_of(tmp_path, p("{{ name|mark }}")))
    environment.filters["mark"] = lambda text: f"<{text}>"
    lost = canonical(compiled.render(CONTEXT, environment=environment))["word/document.xml"]
    assert b"&lt;" not in lost
    environment.filters["mark"] = lambda text: f"[{text}]"
    assert b"[Rhian Cole]" in canonical(compiled.render(CONTEXT, environment=environment))["word/document.xml"]
    environment.filters["mark"] = lambda text: f"<{text}>"
    escaped = canonical(compiled.render(CONTEXT, environment=environment, autoescape=True))["word/document.xml"]
    assert b"&lt;Rhian Cole&gt;" in escaped
    assert environment.autoescape is True


def test_properties_are_rendered_as_docxtpl_renders_them(tmp_path: Path) -> None:
    """Loses: a document's title reads {{ name }}."""
    properties = {"title": "For {{ name }}", "author": "{{ missing }}", "subject": "plain", "category": "{{ name }}"}
    content = template_of(tmp_path, p("x"), properties=properties)
    parts = check_equal(content, CONTEXT)
    assert b"For Rhian Cole" in parts["docProps/core.xml"]
    check_equal(template_of(tmp_path, p("x"), properties={"title": "{{ text }}"}), {"text": "x" * 300})


@pytest.mark.parametrize("text", ["{{ name", "{% if yes %}", "{{ name|nothing }}", "{{ 1 / 0 }}", "{{ name.a.b }}"])
def test_errors_are_docxtpls_own(tmp_path: Path, text: str) -> None:
    """Loses: a caller who handles docxtpl's errors meets others."""
    content = template_of(tmp_path, p(text))
    expected = by_docxtpl(content, CONTEXT, None, autoescape=False)
    assert isinstance(expected, tuple)
    with pytest.raises(expected[0], match=re.escape(expected[1])) as caught:
        compile_docx(content).render(CONTEXT)
    if issubclass(expected[0], jinja2.TemplateSyntaxError):
        assert "".join(vars(caught.value)["docx_context"])


def picture() -> io.BytesIO:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    file.seek(0)
    return file


@pytest.mark.parametrize("nested", [False, True])
def test_pictures_go_docxtpls_way(tmp_path: Path, *, nested: bool) -> None:
    """Loses: a letter shows a broken picture."""

    class Holder:
        """A value whose picture cannot be seen before it is printed."""

        def __init__(self, image: InlineImage) -> None:
            self.image = image

    content = template_of(tmp_path, p("{{ holder.image }}") if nested else p("{{ images[0] }}"))
    template = DocxTemplate(io.BytesIO(content))
    image = InlineImage(template, picture(), width=Mm(10))
    context = {"holder": Holder(image)} if nested else {"images": [image]}
    made = compile_docx(content).render(context)
    assert template.is_saved
    assert len(Document(io.BytesIO(made)).inline_shapes) == 1
    assert "word/media/image1.png" in canonical(made)


def test_links_and_replaced_pictures_go_docxtpls_way(tmp_path: Path) -> None:
    """Loses: a link leads nowhere, or the old picture stays."""
    compiled = compile_docx(content := template_of(tmp_path, p("{{r rich }}")))
    template = DocxTemplate(io.BytesIO(content))
    rich = RichText("the board", url_id=template.build_url_id("https://board.example"))
    made = canonical(compiled.render({"rich": rich}, template=template))
    assert b"https://board.example" in made["word/_rels/document.xml.rels"]
    replaced = DocxTemplate(io.BytesIO(content))
    replaced.replace_pic("absent.png", picture())
    with pytest.raises(ValueError, match="absent"):
        compiled.render({"rich": RICH}, template=replaced)
    untouched = DocxTemplate(io.BytesIO(content))
    assert canonical(compiled.render({"rich": RICH}, template=untouched)) == canonical(compiled.render({"rich": RICH}))


def test_values_that_can_be_read_only_once_are_whole(tmp_path: Path) -> None:
    """Loses: the rows of a generator, which a first try had used up."""
    content = template_of(tmp_path, p("{% for row in rows %}{{ row }}{% endfor %}{{ 1 / zero }}"))
    body = canonical(compile_docx(content).render({"rows": iter("abc"), "zero": 1}))["word/document.xml"]
    assert b"abc1.0" in body


def test_a_document_that_bears_the_time_or_is_rendered_twice_goes_docxtpls_way(tmp_path: Path) -> None:
    """Loses: footnotes of a document of several sections, which docxtpl renders again for each."""
    sections = p("{{ name }}") + "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    content = template_of(tmp_path, sections, footnote=p("{{ '{{ name }}' }}"))
    parts = check_equal(content, CONTEXT, compiled=False)
    assert b"{{" not in parts["word/footnotes.xml"]


def test_one_compiled_template_serves_many(tmp_path: Path) -> None:
    """Loses: the second recipient gets the letter of the first."""
    compiled = compile_docx(template_of(tmp_path, p("{{ name }}"), header=p("{{ name }}")))
    for name in ("A", "B", "A"):
        parts = canonical(compiled.render({"name": name}))
        assert f">{name}<".encode() in parts["word/document.xml"]
        assert f">{name}<".encode() in parts["word/header1.xml"]
