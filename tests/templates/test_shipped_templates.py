"""Every Word template that ships: accessible, of one look, clean, and readable by the renderer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from shipped_templates import ENGLISH, TEMPLATES, Package, of_file, text_of, w

from mas_docs.catalogue import DOCUMENTS, Medium

every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_SMALLEST = 24  # half-points: 12 pt
_DARK_ON_WHITE = 4.5


def _styles(package: Package) -> dict[str, Any]:
    return {style.get(w("styleId")): style for style in package.part("word/styles.xml").iter(w("style"))}


def _used_styles(package: Package) -> set[str]:
    parts = [name for name in package.parts if re.fullmatch(r"word/(document|header\d+|footer\d+)\.xml", name)]
    kinds = ("pStyle", "rStyle", "tblStyle")
    return {found.get(w("val")) for part in parts for kind in kinds for found in package.part(part).iter(w(kind))}


def test_every_document_of_the_catalogue_has_its_template() -> None:
    """A document that is offered could not be written; a template that nothing names would never be found."""
    assert {path.stem for path in ENGLISH.glob("*.docx")} == {
        document.key for document in DOCUMENTS if document.medium is Medium.WORD
    }


@every_template
def test_the_language_is_set(path: Path) -> None:
    """A screen reader would read the letter aloud in the language of somebody's machine."""
    language = _LANGUAGES[path.parent.name]
    package = of_file(path)
    styles = package.part("word/styles.xml")
    default = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
    normal = _styles(package)["Normal"].find(f"{w('rPr')}/{w('lang')}")
    assert default.get(w("val")) == normal.get(w("val")) == language


@every_template
def test_welsh_words_are_marked_as_welsh(path: Path) -> None:
    """The motto and the welcome would be read aloud with English sounds."""
    package = of_file(path)
    welsh = re.compile("Rydym|motto.cy")
    for part in (name for name in package.parts if name.startswith(("word/document", "word/header"))):
        for run in package.part(part).iter(w("r")):
            if welsh.search("".join(text.text or "" for text in run.iter(w("t")))):
                assert run.find(f"{w('rPr')}/{w('lang')}").get(w("val")) == "cy-GB"


@every_template
def test_every_table_has_a_header_row_and_says_what_it_is(path: Path) -> None:
    """Somebody who hears a table cannot tell what its columns are, nor whether to read it."""
    for table in of_file(path).body.iter(w("tbl")):
        rows = table.findall(w("tr"))
        headers = [row for row in rows if row.find(f"{w('trPr')}/{w('tblHeader')}") is not None]
        assert headers == rows[:1]
        assert all(text_of(cell).strip() for cell in rows[0].iter(w("tc")))
        properties = table.find(w("tblPr"))
        assert properties.find(w("tblStyle")).get(w("val")) == "MASTable"
        assert properties.find(w("tblLook")).get(w("firstRow")) == "1"
        for name in ("tblCaption", "tblDescription"):
            assert properties.find(w(name)).get(w("val")).strip()


@every_template
def test_short_rows_stay_whole_and_headings_stay_with_their_text(path: Path) -> None:
    """A row or a heading would be cut off at the foot of a page."""
    package = of_file(path)
    for row in package.body.iter(w("tr")):
        words = len(text_of(row).split())
        long_answer = next(row.iter(w("sdt")), None) is not None
        if "{%tr" not in text_of(row) and words and not long_answer:
            assert row.find(f"{w('trPr')}/{w('cantSplit')}") is not None
    for name in ("Title", "Heading1", "Heading2"):
        assert _styles(package)[name].find(f"{w('pPr')}/{w('keepNext')}") is not None


@every_template
def test_headings_are_headings(path: Path) -> None:
    """Nobody could move through the document by its headings."""
    package = of_file(path)
    names = {identity: style.find(w("name")).get(w("val")) for identity, style in _styles(package).items()}
    paragraphs = [*package.body.iter(w("p"))]
    used = [
        names.get(found.get(w("val")), "") if (found := paragraph.find(f"{w('pPr')}/{w('pStyle')}")) is not None else ""
        for paragraph in paragraphs
    ]
    assert "Title" in used
    for paragraph, style in zip(paragraphs, used, strict=True):
        looks_like_one = (
            style == ""
            and paragraph.findall(w("r"))
            and all(run.find(f"{w('rPr')}/{w('b')}") is not None for run in paragraph.findall(w("r")))
        )
        assert not looks_like_one, text_of(paragraph)


@every_template
def test_nothing_is_small_or_in_capitals(path: Path) -> None:
    """Small print and capitals are hard to read; 12 pt holds even in the footer."""
    package = of_file(path)
    for name, content in package.parts.items():
        if not name.endswith(".xml"):
            continue
        root = package.part(name)
        assert not [*root.iter(w("caps"), w("smallCaps"))]
        sizes = [int(size.get(w("val"))) for size in root.iter(w("sz")) if _sizes_text(size)]
        assert all(size >= _SMALLEST for size in sizes), name
        assert b"theme" not in content.lower().replace(b"themefontlang", b"")


def _sizes_text(size: Any) -> bool:
    return bool(size.getparent().tag == w("rPr"))


@every_template
def test_titles_are_in_ordinary_case(path: Path) -> None:
    """Capitals are read letter by letter by some screen readers."""
    for paragraph in of_file(path).body.iter(w("p")):
        words = re.findall(r"[A-Za-z]{4,}", re.sub(r"\{.*?\}+", "", text_of(paragraph)))
        shouted = [word for word in words if word.isupper() and word not in {"SEWSCB", "GCSX"}]
        assert not shouted


@every_template
def test_every_colour_can_be_read(path: Path) -> None:
    """Pale text on paper, or on the tint of a header row, is lost on many readers."""
    package = of_file(path)
    parts = ("word/styles.xml", "word/document.xml")
    colours = {found.get(w("val")) for part in parts for found in package.part(part).iter(w("color"))}
    fills = {found.get(w("fill")) for part in parts for found in package.part(part).iter(w("shd"))}
    for colour in colours:
        for ground in {"FFFFFF", *fills}:
            assert _contrast(colour, ground) >= _DARK_ON_WHITE, (colour, ground)


def _contrast(one: str, other: str) -> float:
    """The ratio of two colours as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@every_template
def test_it_is_clean_and_stands_alone(path: Path) -> None:
    """A template would tell who made it, run a macro, or fetch something from elsewhere."""
    package = of_file(path)
    properties = package.part("docProps/core.xml")
    told = {found.tag.rpartition("}")[2] for found in properties}
    assert "title" in told
    assert not told & {"creator", "lastModifiedBy", "description", "keywords"}
    assert not [name for name in package.parts if re.search(r"vba|comments|custom|embeddings|media", name)]
    for name, content in package.parts.items():
        if name.endswith(".rels"):
            assert b"External" not in content


@every_template
def test_it_is_set_for_present_day_word(path: Path) -> None:
    """Word would open it in compatibility mode, where check boxes do not work."""
    settings = of_file(path).part("word/settings.xml")
    modes = {found.get(w("name")): found.get(w("val")) for found in settings.iter(w("compatSetting"))}
    assert modes["compatibilityMode"] == "15"
    assert settings.find(w("documentProtection")) is None


def test_all_have_one_letterhead_one_page_and_one_set_of_styles() -> None:
    """Letters of one office would look as if they came from several."""
    packages = [of_file(path) for path in sorted(ENGLISH.glob("*.docx"))]
    assert set(packages[0].letterhead()) == {
        "headerReference first",
        "headerReference default",
        "footerReference first",
        "footerReference default",
    }
    pages = [[dict(found.attrib) for found in package.body.iter(w("pgSz"), w("pgMar"))] for package in packages]
    for package, page in zip(packages, pages, strict=True):
        assert package.letterhead() == packages[0].letterhead()
        assert page == pages[0]
        assert package.parts["word/styles.xml"] == packages[0].parts["word/styles.xml"]
        assert _used_styles(package) <= set(_styles(package))


@every_template
def test_each_control_is_named_for_a_screen_reader(path: Path) -> None:
    """A field of a form would be announced as nothing; a tag beyond 64 characters stops Word from opening the file."""
    seen = set()
    for properties in of_file(path).body.iter(w("sdtPr")):
        alias = properties.find(w("alias")).get(w("val"))
        tag = properties.find(w("tag")).get(w("val"))
        identity = properties.find(w("id")).get(w("val"))
        assert alias.strip()
        assert len(alias) <= 64
        longest = re.sub(
            r"\{\{ (form|case)\..*?\}\}", "appendix-2/1/MAS-2026-0014" if "form" in tag else "MAS-2026-0014", tag
        )
        assert len(re.sub(r"\{\{.*?\}\}", "12", longest)) <= 64
        assert identity not in seen
        seen.add(identity)


@every_template
def test_each_template_tag_is_whole_and_alone_where_it_must_be(path: Path) -> None:
    """A tag that Word scattered, or text beside `{%p … %}`, would be lost or stop the office's whole run."""
    for paragraph in of_file(path).body.iter(w("p")):
        text = text_of(paragraph)
        assert len(re.findall(r"\{[{%]", text)) == len(re.findall(r"[%}]\}", text))
        if re.search(r"\{%(p|tr) ", text):
            assert re.fullmatch(r"\{%(p|tr) [^{}%]+ %\}", text), text
    opened = re.findall(r"\{%\w*\s+(if|for)\b", text_of(of_file(path).body))
    closed = re.findall(r"\{%\w*\s+end(if|for)\b", text_of(of_file(path).body))
    assert sorted(opened) == sorted(closed)


@pytest.mark.parametrize("key", ["appendix-2", "appendix-3", "appendix-4"])
def test_the_forms_own_words_are_without_template_tags(key: str) -> None:
    """A question with a tag in it could not be compared with the guidance, nor edited without harm."""
    for row in of_file(ENGLISH / f"{key}.docx").body.iter(w("tr")):
        if row.find(f"{w('trPr')}/{w('tblHeader')}") is not None:
            assert "{" not in text_of(row)
