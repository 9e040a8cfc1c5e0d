"""Where a fault is said to be: in words that somebody who edits the template in Word understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_templates import checked
from word_files import Parts, added, cell, changed, ours, paragraph, put, table

WRONG = "{{ event.venu }}"
_BOX = (
    '<w:p><w:r><w:t>Beside</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
    '<wps:txbx xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:txbxContent>{0}'
    "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    '<v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>{0}</w:txbxContent></v:textbox>'
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
_CONTROL = (
    '<w:sdt><w:sdtPr><w:alias w:val="Venue"/><w:tag w:val="{}"/><w:text/></w:sdtPr>'
    "<w:sdtContent>{}</w:sdtContent></w:sdt>"
)
_DESCRIBED = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    f'<wp:docPr id="5" name="Map" descr="{WRONG}"/></wp:inline></w:drawing></w:r></w:p>'
)


def _places(folder: Path, parts: Parts) -> list[str]:
    faults = checked(put(folder, "venue-request", parts), "venue-request").faults
    assert {fault.id for fault in faults} == {"unknown-field"}, faults
    return [fault.place for fault in faults]


@pytest.mark.parametrize(
    ("xml", "place"),
    [
        (paragraph(WRONG), "paragraph 28 (under “What has been booked”)"),
        (table(cell(paragraph("Head")), cell(paragraph(WRONG))), "table 4, row 2"),
        (
            table(cell(paragraph("A")) + cell(paragraph("B")), cell(paragraph("")) + cell(paragraph(WRONG))),
            "row 2, column 2",
        ),
        (table(cell(paragraph("A")), cell(table(cell(paragraph(WRONG))) + paragraph(""))), "table 5, row 1"),
        (_BOX.format(paragraph(WRONG)), "text box 1"),
        (_CONTROL.format("x", paragraph(WRONG)), "paragraph"),
        (f"<w:p>{_CONTROL.format(WRONG, '<w:r><w:t>x</w:t></w:r>')}</w:p>", "the tag of a content control"),
        (_CONTROL.format(WRONG, paragraph("x")), "the tag of a content control"),
        (_DESCRIBED, "alternative text"),
        (f'<w:p><w:hyperlink w:anchor="a"><w:r><w:t>{WRONG}</w:t></w:r></w:hyperlink></w:p>', "paragraph"),
        ("<w:p><w:r><w:t>{{ event.</w:t></w:r><w:r><w:tab/><w:t>venu }}</w:t></w:r></w:p>", "paragraph"),
    ],
)
def test_the_place_is_told_once_and_in_words_of_word(tmp_path: Path, xml: str, place: str) -> None:
    """Loses: somebody reads the whole letter to find one tag."""
    parts = ours("venue-request")
    added(xml)(parts)
    (told,) = _places(tmp_path, parts)
    assert place in told


def test_a_footnote_is_told_by_its_number(tmp_path: Path) -> None:
    """Loses: as above."""
    parts = ours("venue-request")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    parts["word/footnotes.xml"] = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator" w:id="-1">{paragraph("")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("One")}</w:footnote><w:footnote w:id="2">{paragraph(WRONG)}</w:footnote>'
        "</w:footnotes>"
    ).encode()
    changed(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>', "[Content_Types].xml"
    )(parts)
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    related = f'<Relationship Id="rId77" Type="{base}" Target="footnotes.xml"/></Relationships>'
    changed("</Relationships>", related, "word/_rels/document.xml.rels")(parts)
    assert _places(tmp_path, parts) == ["footnote 2"]


def test_both_headers_are_told_apart(tmp_path: Path) -> None:
    """Loses: the header of the first page is corrected, and that of the others is not."""
    parts = ours("venue-request")
    for number in (1, 2):
        changed("{{ board.marking }}", WRONG.replace("event", "board"), f"word/header{number}.xml")(parts)
    assert _places(tmp_path, parts) == ["page header of the first page, line 1", "page header, line 1"]
