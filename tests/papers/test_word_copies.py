"""What LibreOffice is given: copies that hold what was examined, bounded, and nothing that reaches out."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from word_papers import (
    inside,
    line,
    open_frame,
    open_paper,
    outside,
    picture,
    put,
    rich_field,
    rich_paper,
    word_paper,
    word_picture,
    zipped,
)

from mas_docs.papers import office
from mas_docs.papers.converting import neutral_copy, shrinking
from mas_docs.papers.converting.neutral_copy import LINKED, copy_neutral
from mas_docs.papers.converting.rich_text import copy_inert
from mas_docs.papers.converting.shrinking import shrink_pictures
from mas_docs.papers.faults import DAMAGED, OVERSIZED_INSIDE, Fault
from mas_docs.papers.formats import DOCX, ODT
from mas_docs.papers.office import zip_format

REACHES_OUT = re.compile(rb"\\(?:fldinst|objdata|objlink|objautlink|template|nextfile)(?![a-z])")


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a container."""
    with zipfile.ZipFile(path) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def inert(folder: Path, content: bytes) -> bytes:
    """An RTF paper's inert copy."""
    source = put(folder, "a.rtf", content)
    target = folder / "b.rtf"
    target.unlink(missing_ok=True)
    copy_inert(source, target)
    return target.read_bytes()


def test_a_copy_holds_the_words_and_nothing_that_leads_out(tmp_path: Path) -> None:
    """Loses: a program inside a paper, or an address in it, is handed to LibreOffice after all."""
    content = word_paper(
        line("Minutes"),
        outside("a", "attachedTemplate", "file://server/minutes.dotx") + inside("b", "image", "media/p.png"),
        word__media__p_dot_png=picture((0, 0, 255)),
        word__embeddings__book_dot_xlsx=b"PK",
        word__activeX__one_dot_bin=b"x",
    )
    copied = copy_neutral(put(tmp_path, "a.docx", content), DOCX, tmp_path / "b.docx")
    assert copied is False
    parts = parts_of(tmp_path / "b.docx")
    assert set(parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/media/p.png",
    }
    assert b"Minutes" in parts["word/document.xml"]
    assert b"media/p.png" in parts["word/_rels/document.xml.rels"]
    assert b"server" not in parts["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    "target",
    ["file:///a.png", "FILE:///a.png", "//server/a.png", "\\\\server\\a.png", "http://x.example/a.png", "c:\\a.png"],
)
def test_a_relationship_that_only_claims_to_stay_inside_is_found(tmp_path: Path, target: str) -> None:
    """Loses: leaving out one attribute is enough to make LibreOffice fetch a file."""
    content = word_paper(word_picture('r:embed="x"'), inside("x", "image", target))
    assert copy_neutral(put(tmp_path, "a.docx", content), DOCX, tmp_path / "b.docx") is LINKED


@pytest.mark.parametrize(
    ("href", "stays"),
    [
        ("Pictures/a.png", True),
        ("./Object 1", True),
        ("#Heading", True),
        ("", True),
        ("../a.png", False),
        ("a/%2E%2e/../../a.png", False),
        ("/etc/a.png", False),
        ("file:a.png", False),
        ("vnd.sun.star.script:x?language=Basic", False),
        ("..\\a.png", False),
    ],
)
def test_references_of_an_open_document_stay_in_it(tmp_path: Path, href: str, stays: bool) -> None:  # noqa: FBT001
    """Loses: a picture beside the paper is fetched, or a paper with its own pictures is refused."""
    source = put(tmp_path, "a.odt", open_paper(open_frame("image", href)))
    assert copy_neutral(source, ODT, tmp_path / "b.odt") is (False if stays else LINKED)


@pytest.mark.parametrize(
    ("doctype", "passes"),
    [
        ('<!DOCTYPE x PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">', True),
        ('<!DOCTYPE x SYSTEM "file:///etc/x.dtd">', False),
        ('<!DOCTYPE x [<!ENTITY e "many">]>', False),
    ],
)
def test_only_the_old_names_of_dtds_are_taken(tmp_path: Path, doctype: str, passes: bool) -> None:  # noqa: FBT001
    """Loses: a text of ten years ago is refused, or an entity brings in another file or a billion letters."""
    source = put(tmp_path, "a.odt", open_paper("", start=doctype))
    assert copy_neutral(source, ODT, tmp_path / "b.odt") is (False if passes else DAMAGED)


def test_two_parts_of_one_name_are_damage(tmp_path: Path) -> None:
    """Loses: what is examined is one part, and what is shown is the other."""
    path = put(tmp_path, "a.docx", word_paper(""))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Word/Document.xml", "<x/>")
    assert copy_neutral(path, DOCX, tmp_path / "b.docx") is DAMAGED


def test_all_parts_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a small file unpacks to more than the disk of the office's computer holds."""
    path = put(
        tmp_path, "a.docx", word_paper("", word__media__a_dot_png=bytes(9000), word__media__b_dot_png=bytes(9000))
    )
    assert zip_format(path) is DOCX
    monkeypatch.setattr(office, "LARGEST_UNPACKED", 15_000)
    assert zip_format(path) is OVERSIZED_INSIDE
    monkeypatch.setattr(office, "LARGEST_UNPACKED", 10**6)
    monkeypatch.setattr(office, "MOST_PARTS", 5)
    assert zip_format(path) is OVERSIZED_INSIDE
    monkeypatch.setattr(neutral_copy, "LARGEST_MARKUP", 500)
    assert copy_neutral(path, DOCX, tmp_path / "b.docx") is OVERSIZED_INSIDE


@pytest.mark.parametrize(("make", "found"), [(lambda: word_paper(line("x")), DOCX), (lambda: open_paper(""), ODT)])
def test_mutated_papers_end_in_a_copy_or_a_fault(tmp_path: Path, make: object, found: object) -> None:
    """Loses: one broken paper ends the run in a traceback."""
    assert callable(make)
    dice = random.Random(2026)  # noqa: S311 - the same mutations every time, no secrets
    parts = parts_of(put(tmp_path, "a", make()))
    for number in range(300):
        name = dice.choice(sorted(parts))
        changed = bytearray(parts[name])
        for _ in range(dice.randint(1, 4)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        source = put(tmp_path, "m", zipped(parts | {name: bytes(changed)}))
        assert isinstance(copy_neutral(source, found, tmp_path / f"{number}"), bool | Fault)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=200)
@given(text=st.text(st.characters(codec="cp1252", exclude_characters="\\{}"), max_size=300))
def test_plain_words_of_an_rtf_paper_stay_as_they_are(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Loses: a sentence of the paper changes on its way."""
    content = rich_paper(text)
    assert inert(tmp_path_factory.mktemp("p"), content) == content


@settings(deadline=None, max_examples=300)
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "\\fldinst",
                "\\*\\fldinst ",
                "{",
                "}",
                " PAGE ",
                "\\b",
                "\\objdata ",
                "INCLUDEPICTURE",
                "\\'49",
                "x",
                "\n",
            ]
        )
    )
)
def test_no_field_of_an_rtf_paper_is_left_but_the_safe_ones(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    """Loses: an instruction that hides among others is carried out."""
    copy = inert(tmp_path_factory.mktemp("p"), rich_paper("".join(pieces)))
    for found in REACHES_OUT.finditer(copy):
        assert found.group() == b"\\fldinst"
        assert re.match(rb"(?:\\b|[{}\s])*PAGE(?![A-Za-z])", copy[found.end() :])


def test_an_rtf_field_keeps_its_result(tmp_path: Path) -> None:
    """Loses: the table of contents or what somebody typed into a form is gone from the page."""
    copy = inert(tmp_path, rich_paper(rich_field("TOC \\\\o", "1 Strengths") + rich_field(" NUMPAGES ", "9")))
    assert b"TOC" in copy  # in a group that readers pass over
    assert copy.count(b"\\fldinst") == 1
    assert b"1 Strengths" in copy


def photo(width: int, height: int) -> bytes:
    """A picture as a telephone makes it: many dots, and nothing that packs well."""
    noise = Image.effect_noise((width // 8, height // 8), 90).convert("RGB").resize((width, height))
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=95, dpi=(300, 300))
    return buffer.getvalue()


def test_large_photos_are_made_as_small_as_print_needs(tmp_path: Path) -> None:
    """Loses: a report with thirty photos takes more memory than the office's computer has, and is given up."""
    broken = photo(4000, 3000)[:400_000]
    small = picture((0, 0, 255))
    parts = {"word/media/a.jpg": photo(4000, 3000), "word/media/b.jpg": broken, "word/media/c.png": small}
    path = put(tmp_path, "a.docx", zipped(parts))
    shrink_pictures([path])
    after = parts_of(path)
    with Image.open(io.BytesIO(after["word/media/a.jpg"])) as made:
        assert made.width * made.height <= shrinking.MOST_DOTS
        assert made.width > 1500
        assert made.width / made.height == pytest.approx(4 / 3, rel=0.01)
        assert made.width / made.info["dpi"][0] == pytest.approx(4000 / 300, rel=0.02)
    assert after["word/media/b.jpg"] == broken
    assert after["word/media/c.png"] == small
    assert path.stat().st_mode & 0o777 == 0o600
