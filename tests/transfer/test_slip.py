"""Slips: a passphrase spelled out so that its words come out again, and never beside an archive."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sealing import WORDS, sealed

from mas_docs.cli.passphrase_slips import slip_pdf, slip_text
from mas_docs.documents.pdf_text import read_pdf
from mas_docs.errors import UsageError
from mas_docs.transfer.passphrases.apart import is_protected, refuse_beside_archives
from mas_docs.transfer.passphrases.passphrase import MOST_WORDS, Passphrase, draw, word_list
from mas_docs.transfer.passphrases.slip import SpelledWord, spelling
from mas_docs.transfer.passphrases.stores import Kept, PassphraseEntry

NOVEMBER = dt.date(2026, 11, 20)
TYPEABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=99).filter(
    lambda text: text == text.strip(" ")
)
ALPHABET = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey x-ray yankee zulu"
)
FIGURES = "zero one two three four five six seven eight nine"


def kept(words: str = WORDS, event: str | None = None) -> Kept:
    """A kept passphrase."""
    label = event or "SEWSCB-2026-11"
    return Kept(PassphraseEntry(label, NOVEMBER, event=event), Passphrase(words, label))


def heard(word: SpelledWord) -> str:
    """What somebody writes down who hears a word spelled, and knows letters and figures alone."""
    figures = {name: str(figure) for figure, name in enumerate(FIGURES.split(" "))}
    written = ""
    for said in word.spelled.split(", "):
        if match := re.fullmatch(r"(capital )?(\w) as in ([a-z-]+)", said):
            assert match[3] in ALPHABET.split(" ")
            assert match[3][0] == match[2].lower()
            assert bool(match[1]) == match[2].isupper()
            written += match[2]
        elif said.startswith("the figure "):
            written += figures[said.removeprefix("the figure ")]
        else:
            assert said.replace("-", " ").replace(" ", "").isalpha(), "a sign has a name that can be said"
            written += "?"
    return written


@given(TYPEABLE)
@example("yo-yo t-shirt Capital 4 x  y")
def test_any_passphrase_comes_out_of_its_slip(words: str) -> None:
    """Loses: the package; its recipient would type what was read out, and nothing would open."""
    spelled = spelling(Passphrase(words))
    assert "".join(word.text + " " * word.spaces for word in spelled.words) == words
    for word in spelled.words:
        assert heard(word) == re.sub(r"[^A-Za-z0-9]", "?", word.text)
    assert [word.number for word in spelled.words] == list(range(1, len(spelled.words) + 1))
    assert spelled.single == ("  " not in words)
    assert spelled.small == (re.fullmatch(r"[a-z -]*", words) is not None)


def test_every_sign_that_a_passphrase_may_hold_has_a_name_of_its_own() -> None:
    """Loses: one sign for another, over the telephone."""
    signs = [chr(code) for code in range(33, 127)]
    names = [spelling(Passphrase(sign)).words[0].spelled for sign in signs]
    assert len(set(names)) == len(signs)
    assert all(name.isascii() and name.isprintable() for name in names)


def test_a_slip_says_all_that_its_reader_needs() -> None:
    """Loses: the spaces between words, the label, or the rule that it never lies beside an archive."""
    text = slip_text(kept(), None)
    wanted = ["SEWSCB-2026-11", "20 November 2026", "one space between", "7 words", "small letters", "Destroy"]
    wanted += ["Never in the same message or folder as an archive", "nobody is named", "f as in foxtrot"]
    assert [word for word in wanted if word not in text] == []
    assert [text.index(f"{number}.  {word}") for number, word in enumerate(WORDS.split(), start=1)]
    assert "the packages of MAS-2026-014 alone" in slip_text(kept(event="MAS-2026-014"), None)
    assert "then 2 spaces" in slip_text(kept("correct  Horse 9"), None)
    assert "Mind the spaces" in slip_text(kept("correct  Horse 9"), None)


@pytest.mark.parametrize("words", [WORDS, "yo-yo t-shirt  X9!{{ 7*7 }} **b** #let | `c` //"])
def test_a_printed_slip_says_the_same_and_is_accessible(words: str) -> None:
    """Loses: a word or a sign on the page that the office prints; or the page, for whoever has it read aloud."""
    pdf = slip_pdf(kept(words), None)
    text = " ".join(read_pdf(pdf).pages)
    for word in spelling(Passphrase(words)).words:
        assert word.text in text
    assert "Never in the same message or folder as an archive" in " ".join(text.split())
    with pikepdf.open(io.BytesIO(pdf)) as page:
        assert page.Root.MarkInfo.Marked
        assert str(page.Root.Lang).startswith("en")
        assert str(page.docinfo["/Title"]) == "Passphrase slip, SEWSCB-2026-11"
        with page.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_six_drawn_words_fit_on_one_page() -> None:
    """Loses: half of a passphrase, on the second sheet that stays in the printer."""
    longest = sorted(word_list(), key=len)[-6:]
    assert len(read_pdf(slip_pdf(kept(" ".join(longest)), None)).pages) == 1
    assert len(read_pdf(slip_pdf(kept(draw(MOST_WORDS).reveal().decode()), None)).pages) <= 2


def test_an_office_can_have_its_own_slip(tmp_path: Path) -> None:
    """Loses: the office's own words on what it hands out."""
    own = tmp_path / "text" / "en"
    own.mkdir(parents=True)
    (own / "slip.txt").write_text("{{ slip.label }}: {% for word in slip.words %}{{ word.text }} {% endfor %}\n")
    assert slip_text(kept(), tmp_path).strip() == f"SEWSCB-2026-11: {WORDS}"


def test_what_a_slip_is_made_of_shows_no_word() -> None:
    """Loses: promise 6, that a passphrase is in no log and no traceback."""
    shown = repr(spelling(Passphrase("zebrafish quagmire"))) + repr(kept("zebrafish quagmire"))
    assert "zebrafish" not in shown
    assert "quagmire" not in shown
    assert "as in" not in shown


def plain_zip() -> bytes:
    """An archive that protects nothing."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("plan.txt", "plan")
    return content.getvalue()


def pdf(*, encrypted: bool) -> bytes:
    """A PDF of one empty page."""
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        encryption = pikepdf.Encryption(user=WORDS, owner="other fictional words") if encrypted else False
        made.save(content, encryption=encryption)
    return content.getvalue()


OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROTECTED = {
    "pack.pdf": pdf(encrypted=True),
    "letter.docx": OFFICE,
    "LETTER.DOCX": OFFICE,
    "draft.eml": b"X-Unsent: 1\r\nTo: a\r\n",
}
HARMLESS = {
    "pack.pdf": pdf(encrypted=False),
    "old.doc": OFFICE,
    "plan.zip": plain_zip(),
    "mail.eml": b"Subject: X-Unsent: 1\r\n",
    "a": b"",
    "b": b"PK\x03\x04",
}


@pytest.mark.parametrize(("name", "content"), PROTECTED.items())
def test_no_slip_is_written_beside_a_protected_file(tmp_path: Path, name: str, content: bytes) -> None:
    """Loses: all that the passphrase protects; who finds the folder has both."""
    (tmp_path / name).write_bytes(content)
    assert is_protected(tmp_path / name)
    with pytest.raises(UsageError, match="never lies beside an archive"):
        refuse_beside_archives(tmp_path / "slip.pdf", None, None)


@pytest.mark.parametrize(("name", "content"), HARMLESS.items())
def test_other_files_are_no_reason_to_refuse(tmp_path: Path, name: str, content: bytes) -> None:
    """Loses: the slip, for whoever has any file beside it."""
    (tmp_path / name).write_bytes(content)
    refuse_beside_archives(tmp_path / "slip.pdf", None, None)


def test_a_package_of_ours_is_told_by_its_content(tmp_path: Path) -> None:
    """Loses: the refusal, where somebody renamed the archive."""
    sealed(tmp_path, name="package.bin")
    with pytest.raises(UsageError, match="protected files"):
        refuse_beside_archives(tmp_path / "slip.pdf", None, None)


def test_nothing_is_written_into_the_folder_of_packages_or_below_one(tmp_path: Path) -> None:
    """Loses: the distance between words and archive, by a link, or a folder further in."""
    out = tmp_path / "out"
    (out / "MAS-2026-014" / "slips").mkdir(parents=True)
    (tmp_path / "link").symlink_to(out / "MAS-2026-014")
    (tmp_path / "elsewhere").mkdir()
    inside = ("out", "out/MAS-2026-014", "out/MAS-2026-014/slips", "link", "link/slips")
    for folder in (tmp_path / name for name in inside):
        with pytest.raises(UsageError, match="folder of packages"):
            refuse_beside_archives(folder / "slip.txt", tmp_path, out)
    refuse_beside_archives(tmp_path / "elsewhere" / "slip.txt", tmp_path, out)


def test_inside_a_workspace_no_folder_above_may_hold_an_archive(tmp_path: Path) -> None:
    """Loses: the distance, where the whole case folder is copied or sent."""
    case = tmp_path / "cases" / "MAS-2026-014"
    (case / "slips").mkdir(parents=True)
    sealed(case)
    with pytest.raises(UsageError, match="in this folder or above it"):
        refuse_beside_archives(case / "slips" / "slip.txt", tmp_path, tmp_path / "out")
    refuse_beside_archives(tmp_path / "slip.txt", tmp_path, tmp_path / "out")


def test_a_pipe_beside_it_does_not_make_us_wait(tmp_path: Path) -> None:
    """Loses: the command, which would hang for ever."""
    os.mkfifo(tmp_path / "pipe.zip")
    refuse_beside_archives(tmp_path / "slip.txt", None, None)
