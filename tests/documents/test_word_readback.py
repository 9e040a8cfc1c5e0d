"""Read-back: whatever loses or changes something between the template and the finished file is caught."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docxtpl
import pytest
from word_templates import changed, made, part, template, with_body

from mas_docs.documents.environment import render_stream
from mas_docs.documents.printed import Piece, PrintedValue, PrintedValues
from mas_docs.documents.readback import check_text
from mas_docs.documents.word import archive, docxtpl_way, preparing, reading_back, rendering, shapes, structure, values
from mas_docs.documents.word.marks import MARK, Blank
from mas_docs.documents.word.xml import serialised
from mas_docs.errors import TemplateError

CONTEXT: dict[str, object] = {"first": "Rhian Cole", "second": "Owen Beddoe", "third": "one\n\ntwo"}
Sabotage = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _nothing_prepared_before() -> Iterator[None]:
    """A template or a shape that was prepared while something was sabotaged is not kept, nor is one from before."""

    def forget() -> None:
        preparing.prepare.cache_clear()
        shapes.shape_of.cache_clear()
        rendering._finished_before.cache_clear()  # noqa: SLF001 - the caches are what is under test here

    forget()
    yield
    forget()


def placing(change: Callable[[str], str]) -> Sabotage:
    """Values are placed changed in the tree of a shape."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        contents = values._contents  # noqa: SLF001 - the very step that a defect would be in

        def altered(beside: Any, pieces: Iterable[Piece]) -> Any:
            made_different = [
                piece if isinstance(piece, str) else PrintedValue(piece.field, change(piece.text)) for piece in pieces
            ]
            return contents(beside, made_different)

        monkeypatch.setattr(values, "_contents", altered)

    return sabotage


def shaping(old: bytes, new: bytes) -> Sabotage:
    """The tree of a shape is written changed."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shapes, "serialised", lambda root: serialised(root).replace(old, new))

    return sabotage


def filling(old: str, new: str) -> Sabotage:
    """A shape is filled with something else."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        filled = Blank.filled

        def altered(self: Blank, stretches: Sequence[str]) -> str:
            text = filled(self, stretches)
            return text.replace(old, new) if "<w:document" in text else text

        monkeypatch.setattr(Blank, "filled", altered)

    return sabotage


def compressing(old: bytes, new: bytes) -> Sabotage:
    """The body is compressed changed."""

    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rendering, "member", lambda name, content: archive.member(name, content.replace(old, new)))

    return sabotage


DEFECTS: list[tuple[Sabotage, str]] = [
    (placing(lambda _text: ""), "first"),
    (placing(lambda text: text + text), "first"),
    (placing(lambda text: text[:-1]), "first"),
    (placing(lambda text: text.replace("\n\n", "\n")), "third"),
    (placing(lambda text: text.replace("\n", "")), "third"),
    (shaping(b"Dear ", b"Dea "), "text"),
    (shaping(b", and", b""), "first"),
    (shaping(b"<w:p/>", b""), "third"),
    *(
        (breaking(old, new), field)
        for breaking in (filling, lambda old, new: compressing(old.encode(), new.encode()))
        for old, new, field in (
            ("Owen Beddoe", "", "second"),
            ("Rhian Cole", "Rhian Cole Cole", "first"),
            ("Rhian Cole", "Owen Beddoe", "first"),
            ("Rhian Cole", "Rhian &lt;Cole&gt;", "first"),
            ("Owen Beddoe", "<w:b/>Owen Beddoe", "second"),
            ("two", "tvo", "third"),
            ("<w:p/>", "", "third"),
            ("Dear ", "Dea ", "text"),
            (", and", "", "first"),
            ("</w:p>", "", "text"),
            ("Rhian", "&nothing;", "text"),
        )
    ),
]


@pytest.mark.parametrize(("sabotage", "field"), DEFECTS)
def test_a_value_that_is_lost_or_changed_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabotage: Sabotage, field: str
) -> None:
    """Loses: letters that lack a name by a defect of any engine go out, and nobody sees it."""
    path = template(tmp_path, "Dear {{ first }}, and {{ second }}", "{{ third }}")
    made(path, CONTEXT)
    _nothing_is_kept()
    sabotage(monkeypatch)
    with pytest.raises(TemplateError, match="does not stand in the finished document") as caught:
        made(path, CONTEXT)
    assert field in caught.value.message
    assert caught.value.where.endswith("document body")
    assert not any(str(value) in str(caught.value) for value in CONTEXT.values())


def _nothing_is_kept() -> None:
    shapes.shape_of.cache_clear()


def test_two_values_that_change_places_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the child's name stands where the social worker's should."""
    filled = Blank.filled
    monkeypatch.setattr(
        Blank,
        "filled",
        lambda self, stretches: filled(self, [stretches[1], stretches[0], *stretches[2:]]),
    )
    with pytest.raises(TemplateError, match="`first` does not stand"):
        made(template(tmp_path, "Dear {{ first }}", "{{ second }}"), CONTEXT)


def test_a_value_printed_twice_must_stand_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the signature's name is taken for that of the address, and its loss is not seen."""
    filling("Signed: Rhian Cole", "Signed: ")(monkeypatch)
    with pytest.raises(TemplateError, match="`first` does not stand"):
        made(template(tmp_path, "Dear {{ first }}", "Signed: {{ first }}"), CONTEXT)


@pytest.mark.parametrize(("old", "new"), [("Rhian Cole", ""), ('Rhian Cole"', 'Rhian Cole" w:val="more"')])
def test_a_lost_attribute_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Loses: a tick, or the tag by which a returned form is told."""
    path = with_body(tmp_path, '<w:sdt><w:sdtPr><w:tag w:val="{{ first }}"/></w:sdtPr><w:sdtContent/></w:sdt>')
    filling(old, new)(monkeypatch)
    with pytest.raises(TemplateError, match="does not stand"):
        made(path, CONTEXT)


@pytest.mark.parametrize("lost", ["Rhian Cole/", "/Owen Beddoe", "Rhian"])
def test_every_attribute_of_an_element_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    """Loses: the second of two values in one element, which the first hid."""
    body = (
        '<w:sdt><w:sdtPr><w:alias w:val="{{ second }}"/><w:tag w:val="{{ first }}/{{ second }}" w:more="{{ first }}"/>'
        "</w:sdtPr><w:sdtContent/></w:sdt>"
    )
    path = with_body(tmp_path, body)
    made(path, CONTEXT)
    filling(lost, "")(monkeypatch)
    with pytest.raises(TemplateError, match="does not stand"):
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
    """Loses: what a new version of docxtpl drops goes unnoticed."""
    patch = docxtpl.DocxTemplate.patch_xml
    monkeypatch.setattr(
        docxtpl.DocxTemplate, "patch_xml", lambda self, xml: patch(self, xml).replace(old, new), raising=True
    )
    with pytest.raises(TemplateError, match=message):
        made(template(tmp_path, "Dear {{ first }}", "{{ second }}"), CONTEXT)


def test_a_placeholder_that_is_left_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a recipient reads a row of odd signs instead of a name."""
    monkeypatch.setattr(shapes, "place_values", lambda *_: None)
    with pytest.raises(TemplateError, match="placeholder was left"):
        made(template(tmp_path, "Dear {{ first }}"), CONTEXT)


def test_a_row_that_is_dropped_before_the_values_come_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: a step that tidies up takes a paper out of the checklist."""

    def drop(root: Any) -> None:
        structure.complete_blocks(root)
        paragraph = next(root.iter("{*}p"))
        paragraph.getparent().remove(paragraph)

    monkeypatch.setattr(shapes, "complete_blocks", drop)
    with pytest.raises(TemplateError, match="`first` is printed at a place that Word does not show"):
        made(template(tmp_path, "Dear {{ first }}", "x"), CONTEXT)


@pytest.mark.parametrize("change", [lambda marks: marks[:-1], lambda marks: [*marks, marks[0]], lambda _marks: []])
def test_a_mark_that_is_dropped_or_doubled_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[list[str]], list[str]]
) -> None:
    """Loses: what a new version of Jinja drops or prints twice goes unnoticed."""

    def altered(*arguments: Any) -> tuple[str, ...]:
        stream = render_stream(*arguments)
        marks = iter(change([piece for piece in stream if MARK.fullmatch(piece)]))
        rest = [next(marks, "") if MARK.fullmatch(piece) else piece for piece in stream]
        return (*rest[:-1], *marks, rest[-1])

    monkeypatch.setattr(rendering, "render_stream", altered)
    with pytest.raises(TemplateError, match=r"does not stand in the finished document|neither its own nor kept aside"):
        made(template(tmp_path, "Dear {{ first }}, {{ second }}"), CONTEXT)


@pytest.mark.parametrize("given", ["Rhian Cole", "<w:br/>", " ", "12a"])
def test_what_is_neither_a_mark_nor_the_templates_own_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """Loses: a value that got past its filter becomes markup, and nothing else escapes it."""

    def altered(*arguments: Any) -> tuple[str, ...]:
        first, *rest = render_stream(*arguments)
        return (first, given, *rest)

    monkeypatch.setattr(rendering, "render_stream", altered)
    with pytest.raises(TemplateError, match="neither its own nor kept aside") as caught:
        made(template(tmp_path, "Dear {{ first }}, {{ second }}"), CONTEXT)
    assert "Rhian" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "{% for word in words if word != second %}{{ word }}{{ loop.index }}{% else %}none{% endfor %}",
        "{% for word in words %}{% if loop.first %}a{% elif loop.last %}b{% else %}{{ word }}{% endif %}{% endfor %}",
        "{% with x = first %}{{ x }}{% endwith %}{% set y = second %}{{ y if first else third }}",
    ],
)
def test_all_that_a_template_may_write_is_its_own(tmp_path: Path, text: str) -> None:
    """Loses: a template that does what the documentation allows is refused."""
    made(template(tmp_path, f"before {text} after{{# a comment #}} it"), CONTEXT | {"words": ["a", "b", "c"]})


def test_text_beyond_the_expected_is_caught() -> None:
    """Loses: a paragraph that was doubled at the end passes."""
    kept = PrintedValues()
    pieces = kept.pieces("Dear " + kept.add("name", "Rhian"))
    check_text("Dear Rhian", pieces, "letter")
    for wrong in ("Dear Rhian ", "Dear  Rhian", "dear Rhian", "Dear Rhia"):
        with pytest.raises(TemplateError, match=r"letter: .*does not stand"):
            check_text(wrong, pieces, "letter")


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[:-1],
        lambda file: file + b"\0",
        lambda file: file.replace(b"word/styles.xml", b"word/stiles.xml", 1),
        lambda file: file[::-1].replace(b"word/styles.xml"[::-1], b"word/stiles.xml"[::-1], 1)[::-1],
        lambda file: file[:200] + bytes([file[200] ^ 1]) + file[201:],
        lambda file: file[:-100] + bytes([file[-100] ^ 1]) + file[-99:],
        lambda file: (
            file[:-22] + file[-22:].replace(b"PK\5\6\0\0\0\0", b"PK\5\6\0\0\0\0")[:8] + b"\0\0\0\0" + file[-10:]
        ),
        lambda _file: b"",
    ],
)
def test_the_finished_file_itself_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    """Loses: what is compared is what was meant to be written, not what was."""
    whole = archive.archive_of
    monkeypatch.setattr(archive, "archive_of", lambda members: change(whole(members)))
    with pytest.raises(TemplateError, match="does not stand in the finished document"):
        made(template(tmp_path, "{{ first }}"), CONTEXT)


def test_a_part_that_does_not_decompress_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a letter that no word processor opens goes out."""

    def broken(name: str, content: bytes) -> archive.Member:
        made_well = archive.member(name, content)
        return archive.Member(name, made_well.local[:-1] + b"\xff", made_well.central, made_well.encoded)

    monkeypatch.setattr(rendering, "member", broken)
    with pytest.raises(TemplateError, match="does not stand in the finished document"):
        made(template(tmp_path, "{{ first }}"), CONTEXT)


def test_what_is_written_is_an_archive_to_others(tmp_path: Path) -> None:
    """Loses: a file that only our own reader understands."""
    path = template(tmp_path, "{{ first }}")
    path = changed(path, {"word/Bild-ö.xml": "<x/>"})
    content = made(path, CONTEXT)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        assert opened.namelist()[0] == "[Content_Types].xml"
        assert {member.date_time for member in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "Rhian Cole" in part(content)


def test_a_shape_is_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the speed, which is why a thousand cases take minutes and not hours."""
    path = template(tmp_path, "Dear {{ first }}", "{% if second %}{{ second }}{% endif %}", "{{ third }}")
    first = made(path, CONTEXT)
    monkeypatch.setattr(shapes, "parse", None)
    monkeypatch.setattr(reading_back, "parse", None)
    monkeypatch.setattr(docxtpl_way, "patched", None)
    other = made(path, {"first": "<Siân> & {{ first }}", "second": "x", "third": "a\n\nb"})
    assert part(first).replace("Rhian Cole", "&lt;Siân&gt; &amp; {{ first }}").replace("Owen Beddoe", "x").replace(
        ">one<", ">a<"
    ).replace(">two<", ">b<") == part(other)


@pytest.mark.parametrize(
    "other",
    [
        {"first": "one\ntwo"},
        {"first": "a\tb"},
        {"first": ""},
        {"second": ""},
        {"third": "one\ntwo"},
        {"third": "one\n\ntwo\n"},
        {"third": "one\r\n\r\ntwo"},
    ],
)
def test_another_shape_is_another_document(tmp_path: Path, other: dict[str, object]) -> None:
    """Loses: an answer of three lines is pressed into the shape of one of two."""
    path = template(tmp_path, "Dear {{ first }}", "{% if second %}{{ second }}{% endif %}", "{{ third }}")
    made(path, CONTEXT)
    after = made(path, CONTEXT | other)
    _nothing_is_kept()
    assert made(path, CONTEXT | other) == after
