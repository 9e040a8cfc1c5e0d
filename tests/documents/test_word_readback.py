"""Read-back: whatever loses or changes something between the template and the finished file is caught."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import docxtpl
import pytest
from word_templates import made, template

from mas_docs.documents import word, word_package, word_structure, word_values
from mas_docs.documents.printed import Piece, PrintedValue, PrintedValues
from mas_docs.documents.readback import check_text
from mas_docs.errors import TemplateError

CONTEXT: dict[str, object] = {"first": "Rhian Cole", "second": "Owen Beddoe", "third": "one\n\ntwo"}
Sabotage = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _nothing_prepared_before() -> Iterator[None]:
    """A template prepared while docxtpl was sabotaged is not kept, nor is one from before."""
    word._prepare.cache_clear()  # noqa: SLF001 - the cache is what is under test here
    yield
    word._prepare.cache_clear()  # noqa: SLF001 - likewise


def placing(change: Callable[[str], str]) -> Sabotage:
    """Values are placed changed."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        contents = word_values._contents  # noqa: SLF001 - the very step that a defect would be in

        def changed(beside: Any, pieces: Iterable[Piece]) -> Any:
            made_different = [
                piece if isinstance(piece, str) else PrintedValue(piece.field, change(piece.text)) for piece in pieces
            ]
            return contents(beside, made_different)

        monkeypatch.setattr(word_values, "_contents", changed)

    return sabotage


def writing(old: bytes, new: bytes) -> Sabotage:
    """The body is written changed."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        write = word_package.write_package

        def changed(parts: dict[str, bytes]) -> bytes:
            body = parts["word/document.xml"]
            assert old in body
            return write(parts | {"word/document.xml": body.replace(old, new)})

        monkeypatch.setattr(word, "write_package", changed)

    return sabotage


@pytest.mark.parametrize(
    ("sabotage", "field"),
    [
        (placing(lambda text: text.replace("Owen", "Oven")), "second"),
        (placing(lambda text: text.replace("Beddoe", "")), "second"),
        (placing(lambda text: text.replace("\n\n", "\n")), "third"),
        (placing(lambda text: text.upper()), "first"),
        (writing(b"Owen Beddoe", b""), "second"),
        (writing(b"Rhian Cole", b"Rhian Cole Cole"), "first"),
        (writing(b"Rhian Cole", b"Owen Beddoe"), "first"),
        (writing(b"<w:p/>", b""), "third"),
        (writing(b"Dear ", b"Dea "), "text"),
        (writing(b", and", b""), "first"),
    ],
)
def test_a_value_that_is_lost_or_changed_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabotage: Sabotage, field: str
) -> None:
    """A defect of any engine would send out letters that lack a name, and nobody would see it."""
    sabotage(monkeypatch)
    with pytest.raises(TemplateError, match="does not stand in the finished document") as caught:
        made(template(tmp_path, "Dear {{ first }}, and {{ second }}", "{{ third }}"), CONTEXT)
    assert field in caught.value.message
    assert caught.value.where.endswith("document body")
    assert not any(str(value) in str(caught.value) for value in CONTEXT.values())


def test_a_value_printed_twice_must_stand_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature's name would be taken for that of the address, and its loss not seen."""
    writing(b"Signed: Rhian Cole", b"Signed: ")(monkeypatch)
    with pytest.raises(TemplateError, match="`first` does not stand"):
        made(template(tmp_path, "Dear {{ first }}", "Signed: {{ first }}"), CONTEXT)


def test_a_lost_attribute_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick would be lost."""

    def build(document: Any) -> None:
        document.core_properties.title = "x"
        document.add_paragraph("x").runs[0]._r.set("rsid", "{{ first }}")  # noqa: SLF001 - python-docx sets no such attribute

    path = template(tmp_path, build=build)
    made(path, CONTEXT)
    writing(b"Rhian Cole", b"")(monkeypatch)
    with pytest.raises(TemplateError, match="`first` does not stand"):
        made(path, CONTEXT)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Dear ", "", "would be lost"),
        ("{{ second }}", "", r"would be lost: \{\{second\}\}"),
        ("{{ first }}", "{{ second }}", r"would be lost: \{\{first\}\}"),
        ("</w:t>", "</w:nothing>", "cut through"),
        ("w:t", "w:tt", "`first` is printed at a place that Word does not show"),
    ],
)
def test_a_defect_of_docxtpl_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str
) -> None:
    """A new version of docxtpl that drops something would go unnoticed."""
    patch = docxtpl.DocxTemplate.patch_xml
    monkeypatch.setattr(
        docxtpl.DocxTemplate, "patch_xml", lambda self, xml: patch(self, xml).replace(old, new), raising=True
    )
    with pytest.raises(TemplateError, match=message):
        made(template(tmp_path, "Dear {{ first }}", "{{ second }}"), CONTEXT)


def test_a_placeholder_that_is_left_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recipient would read a row of odd signs instead of a name."""
    monkeypatch.setattr(word, "place_values", lambda *_: None)
    with pytest.raises(TemplateError, match="placeholder was left"):
        made(template(tmp_path, "Dear {{ first }}"), CONTEXT)


def test_a_row_that_is_dropped_before_the_values_come_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that tidies up would take a paper out of the checklist."""

    def drop(root: Any) -> None:
        word_structure.complete_blocks(root)
        paragraph = next(root.iter("{*}p"))
        paragraph.getparent().remove(paragraph)

    monkeypatch.setattr(word, "complete_blocks", drop)
    with pytest.raises(TemplateError, match="`first` is printed at a place that Word does not show"):
        made(template(tmp_path, "Dear {{ first }}", "x"), CONTEXT)


def test_text_beyond_the_expected_is_caught() -> None:
    """A paragraph that was doubled at the end would pass."""
    values = PrintedValues()
    pieces = values.pieces("Dear " + values.add("name", "Rhian"))
    check_text("Dear Rhian", pieces, "letter")
    for wrong in ("Dear Rhian ", "Dear  Rhian", "dear Rhian", "Dear Rhia"):
        with pytest.raises(TemplateError, match=r"letter: .*does not stand"):
            check_text(wrong, pieces, "letter")


def test_the_finished_file_itself_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared would be what was meant to be written, not what was."""
    opened: list[object] = []
    original = zipfile.ZipFile

    def watched(file: Any, *arguments: Any, **options: Any) -> Any:
        if not arguments:
            opened.append(file.getvalue())
        return original(file, *arguments, **options)

    monkeypatch.setattr(zipfile, "ZipFile", watched)
    content = made(template(tmp_path, "{{ first }}"), CONTEXT)
    assert opened[-1] == content
