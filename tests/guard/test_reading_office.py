"""Word, Excel, PowerPoint and OpenDocument files as a recipient could read them, in every part and every spelling."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from reading_making import CANARY, W, office, paragraph, picture, places, word, word_part, zipped

from mas_docs.guard.reading import MemberReader

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """One process for all tests here."""
    with MemberReader() as opened:
        yield opened


def run(text: str) -> str:
    """A run of a Word document."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


CELL = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
HELD = paragraph(CANARY)
WORD_PLACES = {
    "paragraph 2": word(paragraph("first") + HELD),
    "paragraph 1": word(f"<w:p>{run('Ffion Llew')}<w:proofErr/>{run('elyn-')}<w:b/>{run('Parry')}</w:p>"),
    "header 2": word("", word__header2=word_part("hdr", HELD)),
    "footer 1": word("", word__footer1=word_part("ftr", HELD)),
    "the footnotes": word("", word__footnotes=word_part("footnotes", f"<w:footnote>{HELD}</w:footnote>")),
    "the endnotes": word("", word__endnotes=word_part("endnotes", f"<w:endnote>{HELD}</w:endnote>")),
    "the comments": word("", word__comments=word_part("comments", f"<w:comment>{HELD}</w:comment>")),
    "the document's properties": word("", docProps__core=f'<p xmlns:d="u"><d:creator>{CANARY}</d:creator></p>'),
    "the links": word("", word___rels__document_dot_xml_dot_rels=f'<R><Relationship Target="file:///{CANARY}"/></R>'),
    "data behind the text": word("", customXml__item1=f"<child><name>{CANARY}</name></child>"),
}
BEHIND = {
    "author of a change": word(f'<w:p><w:ins w:author="{CANARY}">{run("x")}</w:ins></w:p>'),
    "description": word(f'<w:p><w:r><w:drawing><d xmlns="u" descr="{CANARY}"/></w:drawing></w:r></w:p>'),
    "simple field": word(f'<w:p><w:fldSimple w:instr=" DOCPROPERTY {CANARY} ">{run("x")}</w:fldSimple></w:p>'),
    "bookmark": word(f'<w:p><w:bookmarkStart w:name="{CANARY}"/></w:p>'),
    "field code": word(f"<w:p><w:r><w:instrText> HYPERLINK {CANARY} </w:instrText></w:r></w:p>"),
    "text box": word(f"<w:p><w:r><w:pict><v><w:txbxContent>{HELD}</w:txbxContent></v></w:pict></w:r></w:p>"),
    "content control": word(
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{HELD}</w:sdtContent></w:sdt>"
    ),
    "hidden text": word(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r></w:p>"),
    "deleted": word(f"<w:p><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>"),
    "document variable": word("", word__settings=word_part("settings", f'<w:docVar w:name="a" w:val="{CANARY}"/>')),
    "list of choices": word(f'<w:p><w:listItem w:displayText="{CANARY}"/></w:p>'),
    "xml comment": word("", customXml__item1=f"<a><!-- {CANARY} --></a>"),
    "name of a part": word("", **{f"customXml__{CANARY}": "<a/>"}),
}


@pytest.mark.parametrize("place", WORD_PLACES)
def test_each_part_of_a_word_document_is_read(reader: MemberReader, place: str) -> None:
    """Loses: another child's name in a header, a note or the properties of a Word document."""
    read = reader.read("a.docx", WORD_PLACES[place])
    assert [found.removesuffix(", paragraph 1") for found in places(read)] == [place]
    assert read.unsearchable == ()


@pytest.mark.parametrize("hidden", BEHIND)
def test_what_word_does_not_show_is_read(reader: MemberReader, hidden: str) -> None:
    """Loses: a name that is only seen in another view of a document, or in its file."""
    read = reader.read("a.docx", BEHIND[hidden])
    assert places(read)
    assert read.unsearchable == ()


def test_cells_stand_a_tab_apart_and_rows_a_line(reader: MemberReader) -> None:
    """Loses: a list of children with a column for first names and one for surnames."""
    row = f"<w:tr>{CELL.format('Parry')}{CELL.format('Ffion')}</w:tr>"
    read = reader.read("a.docx", word(f"<w:tbl>{row}{row}</w:tbl>{paragraph('after')}"))
    assert [stretch.text for stretch in read.stretches if "Parry" in stretch.text] == [
        "Parry\tFfion\nParry\tFfion\nafter\n"
    ]


def test_a_tracked_change_leaves_the_old_and_the_new_text_whole(reader: MemberReader) -> None:
    """Loses: a name that was corrected within a word, so that neither the old nor the new one is found."""
    deleted, inserted = "<w:del><w:r><w:delText>y</w:delText></w:r></w:del>", f"<w:ins>{run('a')}</w:ins>"
    read = reader.read("a.docx", word(f"<w:p>{run('Ffion P')}{deleted}{inserted}{run('rry')}</w:p>"))
    assert places(read, "Ffion Parry") == ["paragraph 1"]
    assert places(read, "Ffion Pyrry") == ["the text before tracked changes"]


def test_tabs_and_breaks_stand_in_the_text_and_tab_stops_do_not(reader: MemberReader) -> None:
    """Loses: two words that run into one, so that a name is not found."""
    stops = "<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
    body = f"<w:p>{stops}<w:r><w:t>Ffion</w:t><w:tab/><w:t>Parry</w:t><w:br/><w:t>next</w:t></w:r></w:p>"
    read = reader.read("a.docx", word(body))
    assert places(read, "Ffion\tParry\nnext") == ["paragraph 1"]


def test_large_and_small_pictures_are_told_apart(reader: MemberReader) -> None:
    """Loses: a photographed letter in a Word document goes unsaid; or each icon is reported, and no report is read."""
    media = {"word__media__a_dot_png": picture(), "word__media__b_dot_jpg": picture(form="JPEG")}
    icon = {"word__media__c_dot_png": picture((24, 24))}
    assert reader.read("a.docx", word("", **media, **icon)).unsearchable == ("2 pictures in it",)
    assert reader.read("a.docx", word("", **icon)).unsearchable == ()


def test_an_embedded_document_is_read(reader: MemberReader) -> None:
    """Loses: the list of another case's children, in a sheet that was pasted into a document."""
    read = reader.read("a.docx", word("", word__embeddings__a_dot_docx=WORD_PLACES["paragraph 2"]))
    assert places(read) == ["attached file 1, paragraph 2"]


def test_a_document_of_a_later_word_without_known_names_is_read(reader: MemberReader) -> None:
    """Loses: what stands in parts whose names nobody here has thought of."""
    read = reader.read("a.docx", word("", word__somethingNew=word_part("new", HELD)))
    assert places(read) == ["data behind the text, paragraph 1"]


def test_damaged_and_strange_xml_is_read_as_far_as_it_goes_and_told(reader: MemberReader) -> None:
    """Loses: a name behind the fault of a file; or a fault that hides text from the search, untold."""
    cut = f'<w:document xmlns:w="{W}"><w:body>{HELD}{paragraph("more")}<w:p'
    read = reader.read("a.docx", office(word__document=cut))
    assert places(read) == ["paragraph 1", "data behind the text"]
    assert read.unsearchable == ("the whole file (parts of it are damaged)",)
    typed = f'<!DOCTYPE w [<!ENTITY n "{CANARY}">]>' + word_part("document", "<w:p><w:r><w:t>&n;</w:t></w:r></w:p>")
    read = reader.read("a.docx", office(word__document=typed.replace('<?xml version="1.0"?>', "")))
    assert read.unsearchable == ("the whole file (parts of it are damaged)",)
    assert places(read)


def test_other_encodings_of_xml_are_read(reader: MemberReader) -> None:
    """Loses: what a program wrote in UTF-16."""
    part = word_part("document", HELD).replace("?>", ' encoding="UTF-16"?>', 1)
    assert places(reader.read("a.docx", office(word__document=part.encode("utf-16")))) == ["paragraph 1"]


def test_a_very_long_document_is_read_to_its_end(reader: MemberReader) -> None:
    """Loses: the last pages of a chronology."""
    changed = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    body = changed + paragraph("some words of a chronology") * 90_000 + HELD
    read = reader.read("a.docx", word(body))
    assert (places(read), read.unsearchable) == (["paragraph 90002"], ())
    assert places(read, "gone") == ["the text before tracked changes"]


SHARED = f'<sst xmlns="{_S}"><si><t>Parry</t></si><si><r><t>Ff</t></r><r><t>ion</t></r></si></sst>'
ROWS = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>43572</v></c><c t="inlineStr"><is><t>x</t></is></c></row>'


def test_a_row_of_a_workbook_is_one_line_with_its_dates(reader: MemberReader) -> None:
    """Loses: a child in a register whose columns are surname, first name, date of birth."""
    sheet = (
        f'<worksheet xmlns="{_S}"><sheetData><row/>{ROWS}</sheetData><f><oddHeader>{CANARY}</oddHeader></f></worksheet>'
    )
    book = f'<workbook xmlns="{_S}"><sheets><sheet name="Taliesin"/></sheets></workbook>'
    read = reader.read("a.xlsx", office(xl__workbook=book, xl__worksheets__sheet3=sheet, xl__sharedStrings=SHARED))
    assert places(read, "Parry\tFfion\t43572 2019-04-17\tx\n") == ["sheet 3, row 2"]
    assert places(read) == ["sheet 3, data behind the text"]
    assert places(read, "Taliesin") == ["the names of the sheets"]
    assert read.unsearchable == ()


def test_slides_and_their_notes_are_read(reader: MemberReader) -> None:
    """Loses: a name in the notes of a presentation."""
    held = f'<p:sld xmlns:p="presentationml" xmlns:a="{_A}"><a:p><a:r><a:t>{CANARY}</a:t></a:r></a:p></p:sld>'
    read = reader.read("a.pptx", office(ppt__slides__slide4=held, ppt__notesSlides__notesSlide4=held))
    assert places(read) == ["slide 4, paragraph 1", "the notes of slide 4, paragraph 1"]


def open_document(body: str, **parts: str) -> bytes:
    """An OpenDocument text."""
    names = "".join(f' xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "drawing"))
    content = f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>"
    meta = f"<office:document-meta{names}><office:meta>{parts.get('meta', '')}</office:meta></office:document-meta>"
    manifest = f"<manifest>{parts.get('manifest', '')}</manifest>"
    listed = {"META-INF/manifest.xml": manifest, "content.xml": content, "meta.xml": meta}
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", **listed})


def test_an_opendocument_text_is_read_in_its_order(reader: MemberReader) -> None:
    """Loses: a name in a LibreOffice document, set in two styles or in two cells."""
    spans = "<text:p>He is <text:span>Ffi<text:span>on</text:span> Llewelyn</text:span>-Parry<text:tab/>now</text:p>"
    cells = "<table:table-row><table:table-cell><text:p>Parry</text:p></table:table-cell><table:table-cell>"
    row = f"{cells}<text:p>Ffion</text:p></table:table-cell></table:table-row>"
    note = f"<text:p>Ff<office:annotation><text:p>aside {CANARY}</text:p></office:annotation>ion!</text:p>"
    read = reader.read(
        "a.odt", open_document(spans + row + note, meta="<office:a>Parry</office:a><office:b>x</office:b>")
    )
    text = next(stretch.text for stretch in read.stretches if "He is" in stretch.text)
    assert text.startswith(f"He is {CANARY}\tnow\nParry\tFfion\nFfion!\n")
    assert f"aside {CANARY}" in text
    assert places(read, "Parry\nx") == ["the document's properties, paragraph 1"]
    assert read.unsearchable == ()


def test_locked_documents_are_told_or_opened(reader: MemberReader) -> None:
    """Loses: our own protected Word files are not searched, or a locked one passes for searched."""
    locked = io.BytesIO()
    # The engine writes packages below the size of a small stream in a way that nothing reads.
    plain = io.BytesIO(word(paragraph("first") + HELD, word__fonts__font_dot_odttf=secrets.token_bytes(8192)))
    OOXMLFile(plain).encrypt("tin drum", locked)
    assert places(reader.read("a.docx", locked.getvalue(), ("wrong", "tin drum"))) == ["paragraph 2"]
    for passwords in ((), ("wrong",)):
        assert reader.read("a.docx", locked.getvalue(), passwords).unsearchable == ("the whole file (it is locked)",)
    odt = open_document("<text:p>x</text:p>", manifest="<encryption-data/>")
    assert reader.read("a.odt", odt).unsearchable == ("the whole file (it is locked)",)


def test_programs_in_a_document_are_told(reader: MemberReader) -> None:
    """Loses: what a macro would show."""
    told = reader.read("a.docm", word("", word__vbaProject_dot_bin=b"\0\1\2 no container")).unsearchable
    assert "the whole file (its programs)" in told


def test_a_bomb_is_told_and_the_next_file_is_read(reader: MemberReader) -> None:
    """Loses: one hostile document, and no file after it is searched."""
    read = reader.read("a.docx", word(HELD, word__media__a_dot_png=bytes(60 * 2**20)))
    assert places(read) == ["paragraph 1"]
    assert read.unsearchable == ("the whole file (what comes after the part that was searched)",)
    assert places(reader.read("a.docx", WORD_PLACES["paragraph 2"])) == ["paragraph 2"]
