"""Typesetting: words become pages that look the same everywhere, and that lose nothing."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mas_docs.documents import typesetting
from mas_docs.documents.glyphs import Characters, known_characters
from mas_docs.documents.page_blocks import Block, Page, Run
from mas_docs.documents.pdf_text import Printed, check_printed, read_pdf
from mas_docs.documents.typesetting import typeset
from mas_docs.errors import ExitCode, TemplateError
from mas_docs.resources import templates_folder

ONE_PAGE = """
from mas_docs.documents.typesetting import typeset
import hashlib
print(hashlib.sha256(typeset("plain-text.typ", {"title": "T", "lang": "en", "columns": False,
    "sheets": [[[["Tŷ Penallta"]]]]})).hexdigest())
"""


def set_text(*paragraphs: str, columns: bool = False) -> bytes:
    """Pages of plain paragraphs."""
    sheet = [[[paragraph]] for paragraph in paragraphs]
    return typeset("plain-text.typ", {"title": "T", "lang": "en", "columns": columns, "sheets": [sheet]})


def set_blocks(*blocks: Block) -> bytes:
    """Pages of one part with these blocks."""
    title = Block("title", (Run("A title"),))
    part = {"key": "part", "blocks": (title, *blocks), "before": 1}
    return typeset("pack.typ", {"title": "T", "lang": "en", "parts": [part]})


def test_the_same_words_give_the_same_bytes_in_another_process() -> None:
    """Loses: that an unchanged document can be seen to be unchanged, on whichever machine it was made."""
    other = subprocess.run([sys.executable, "-c", ONE_PAGE], capture_output=True, text=True, check=True).stdout.strip()
    data = {"title": "T", "lang": "en", "columns": False, "sheets": [[[["Tŷ Penallta"]]]]}
    assert hashlib.sha256(typeset("plain-text.typ", data)).hexdigest() == other


def test_pages_are_tagged_and_named_and_use_our_fonts_alone() -> None:
    """Loses: pages that can be read aloud, in letters that are there on every machine."""
    with pikepdf.open(BytesIO(set_text("Words", "\U0001f600 مرحبا"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en-GB"
        assert pdf.docinfo.Title == "T"
        assert "/CreationDate" not in pdf.docinfo or "1970" in str(pdf.docinfo.CreationDate)
        names = {str(font.BaseFont).split("+")[1] for font in fonts_of(pdf)}
    assert names == {"LiberationSans", "DejaVuSans"}


def fonts_of(pdf: pikepdf.Pdf) -> Iterable[pikepdf.Object]:
    """Every font of a PDF's pages."""
    return [font for page in pdf.pages for font in dict(page.resources.Font).values()]


def test_each_font_comes_with_its_licence() -> None:
    """Loses: the right to hand the fonts on, which both licences tie to their own text."""
    folder = templates_folder() / "typst" / "fonts"
    families = {font.stem.split("-")[0].removesuffix("Mono").removesuffix("Sans") for font in folder.glob("*.ttf")}
    assert families == {"Liberation", "DejaVu"}
    for family, words in (("Liberation", "SIL OPEN FONT LICENSE"), ("DejaVu", "Bitstream Vera")):
        assert words in (folder / f"LICENCE-{family}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", ["upright", "bold", "one width"])
def test_every_character_that_we_say_we_show_has_a_shape(style: str) -> None:
    """Loses: a pack, because a character in a name has no shape in the bold or the fixed-width letters."""
    known = sorted(known_characters())
    characters = Characters()
    words = [characters.shown("".join(map(chr, known[at : at + 40]))) for at in range(0, len(known), 40)]
    if style == "bold":
        set_blocks(*(Block("text", (Run(word, strong=True),)) for word in words))
    else:
        set_text(*words, columns=style == "one width")


@pytest.mark.parametrize(
    ("text", "shown", "unshown"),
    [
        ("Tŷ Ŵ ŵŷ Łukasz Żółć Ελένη Иван", None, ""),
        ("e\u0301 w\u0302 ", None, ""),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth", ""),
        ("مرحبا بك שלום", None, ""),
        ("\u202eevil\u202c", "[U+202E]evil[U+202C]", "\u202e\u202c"),
        ("\u2066a\u2069 \ue000 \u0378", "[U+2066]a[U+2069] [U+E000] [U+0378]", "\u2066\u2069\ue000\u0378"),
        ("王 and \U0001f468", "[U+738B] and [U+1F468]", "王\U0001f468"),
        ("a\tb\x07", "a b[U+0007]", "\x07"),
    ],
)
def test_a_character_is_shown_as_it_is_or_by_its_number(text: str, shown: str | None, unshown: str) -> None:
    """Loses: a name, behind an empty box or turned round by a character that nobody sees."""
    characters = Characters()
    assert characters.shown(text) == (text if shown is None else shown)
    assert characters.unshown == set(unshown)


@settings(deadline=None, max_examples=80)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example('#eval("x") *b* _i_ $x$ @ref <lab> `raw` // c /* d */ {{ 7*7 }} \\u{41} ~ -- --- ... "q" \'q\'')
@example("W" * 60)
@example("ffi fl \u0627\u0644 a\u0301\u0323b")
def test_any_text_stands_on_the_page(text: str) -> None:
    """Loses: part of what somebody wrote, because it means something to the engine."""
    shown = " ".join(Characters().shown(text).split())
    read = read_pdf(set_blocks(Block("text", (Run("before "), Run(shown, "value"), Run(" after")))))
    check_printed(read.pages, [Printed("", "A title"), Printed("value", shown)], "test")


def test_what_is_lost_is_told_by_its_field_alone() -> None:
    """Loses: either a sentence that never reached the page, or a child's name to a log."""
    read = read_pdf(set_text("Carys Anwen", "and more"))
    check_printed(read.pages, [Printed("a", "Carys Anwen"), Printed("b", "and more")], "pack.txt")
    for printed in (
        [Printed("child.name", "Carys Pritchard")],
        [Printed("b", "and more"), Printed("a", "Carys Anwen")],
    ):
        with pytest.raises(TemplateError) as failure:
            check_printed(read.pages, printed, "pack.txt")
        assert f"`{printed[-1].field}`" in str(failure.value)
        assert "Carys" not in str(failure.value)


def test_words_from_the_right_are_found_in_any_order_but_not_when_absent() -> None:
    """Loses: a pack for a child with an Arabic name, or that name itself."""
    read = read_pdf(set_text("Name: مرحبا بك, 7"))
    check_printed(read.pages, [Printed("name", "بك, 7 مرحبا")], "pack.txt")
    with pytest.raises(TemplateError):
        check_printed(read.pages, [Printed("name", "مرحبا يا علي")], "pack.txt")


def test_marks_piled_over_letters_do_not_stop_a_pack_but_lost_letters_do() -> None:
    """Loses: a pack for a case in which somebody pasted such words, or those words themselves."""
    read = read_pdf(set_text("Z\u032e\u031e\u0320\u0359A\u0317\u031e\u0348L\u0359\u034eG\u033bO\u032d\u0317"))
    check_printed(read.pages, [Printed("title", "Z\u032e\u031eA\u0317L\u0359GO")], "pack.txt")
    with pytest.raises(TemplateError):
        check_printed(read.pages, [Printed("title", "Z\u032e\u031eO\u0317L\u0359GA")], "pack.txt")


def test_a_layout_that_fails_says_nothing_of_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a child's name to a log, or the engine's riddle in the place of a sentence."""
    with pytest.raises(TemplateError) as failure:
        typeset("pack.typ", {"title": "Carys", "parts": 7})
    assert failure.value.exit_code is ExitCode.TEMPLATE
    assert "templates/typst/pack.typ" in str(failure.value)
    assert "Carys" not in str(failure.value)
    assert failure.value.__cause__ is None
    monkeypatch.setattr(typesetting, "templates_folder", lambda: tmp_path)
    with pytest.raises(TemplateError):
        typeset("pack.typ", {"title": "Carys"})


def test_known_characters_hold_all_ordinary_letters() -> None:
    """Loses: the quick way for ordinary text being the same as the slow one."""
    ordinary = [*range(0x20, 0x7F), *range(0xC0, 0x234), *range(0x391, 0x3A2), *range(0x400, 0x482), 0x20AC]
    assert known_characters().issuperset(number for number in ordinary if unicodedata.category(chr(number)) != "Cn")


def test_pages_know_their_title_and_what_they_print() -> None:
    """Loses: the bookmark of a part, or the check of what stands on it."""
    page = Page("t", (Block("title", (Run("The "), Run("case", "x"))), Block("timeline", (Run("seen by none"),))))
    assert page.title == "The case"
    assert [printed.text for printed in page.printed(frozenset({"timeline"}))] == ["The ", "case"]
