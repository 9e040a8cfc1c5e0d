"""PDFs and Word files protected in their own format: the recipients' programs open them with the passphrase alone."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native_packages import CANARY, blank_pdf, saved, small_pdf, small_word
from sealing import PASSPHRASE, WORDS, WRONG

from mas_docs.errors import DamagedArchiveError, PaperError, PassphraseError
from mas_docs.resources import examples_folder
from mas_docs.transfer.native import pdf as pdf_protection
from mas_docs.transfer.native import word as word_protection
from mas_docs.transfer.native.pdf import is_protected, protect_pdf, unprotect_pdf
from mas_docs.transfer.native.word import decrypted_word, protect_word
from mas_docs.transfer.passphrases.passphrase import Passphrase

PAPERS = examples_folder() / "cases" / "MAS-2026-014" / "papers"
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub ReadOut(origin As String, result As String, words As String)
  On Error GoTo Refused
  Dim loading(1) As New com.sun.star.beans.PropertyValue
  loading(0).Name = &quot;Hidden&quot;
  loading(0).Value = True
  loading(1).Name = &quot;Password&quot;
  loading(1).Value = words
  Dim storing(0) As New com.sun.star.beans.PropertyValue
  storing(0).Name = &quot;FilterName&quot;
  storing(0).Value = &quot;Text&quot;
  Dim doc As Object
  doc = StarDesktop.loadComponentFromURL(origin, &quot;_blank&quot;, 0, loading())
  doc.storeToURL(result, storing())
  doc.close(True)
  Exit Sub
Refused:
  Open ConvertFromURL(result) For Output As #1
  Print #1, &quot;refused&quot;
  Close #1
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real Word file, protected."""
    into = tmp_path_factory.mktemp("word") / "letter.docx"
    protect_word(PAPERS / "review-1.docx", PASSPHRASE, into)
    return into


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real PDF, protected."""
    into = tmp_path_factory.mktemp("pdf") / "plan.pdf"
    protect_pdf(PAPERS / "plan.pdf", PASSPHRASE, into)
    return into


def read_by_libreoffice(document: Path, words: str, folder: Path) -> str:
    """What LibreOffice reads in a document with that passphrase; a macro has to give it, the command line cannot."""
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
    basic = folder / "profile" / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "Standard" / "Module1.xba").write_text(MACRO)
    (basic / "Standard" / "script.xlb").write_text(LIBRARY)
    (basic / "script.xlc").write_text(LIBRARIES)
    result = folder / "read.txt"
    call = f'macro:///Standard.Module1.ReadOut("{document.as_uri()}","{result.as_uri()}","{words}")'
    subprocess.run([*office, call], check=True, capture_output=True, timeout=60)
    return result.read_text(encoding="utf-8-sig")


@pytest.mark.needs("soffice")
def test_libreoffice_opens_a_protected_word_file_with_the_passphrase_alone(letter: Path, tmp_path: Path) -> None:
    """Loses: the letter; what only our own engine opens, Word would not open either."""
    assert "Minutes of the Review Child Protection Conference" in read_by_libreoffice(letter, WORDS, tmp_path / "right")
    assert read_by_libreoffice(letter, "other words", tmp_path / "wrong").strip() == "refused"
    assert read_by_libreoffice(letter, "", tmp_path / "none").strip() == "refused"


@pytest.mark.needs("qpdf", "mutool")
def test_pdf_programs_open_a_protected_pdf_with_the_passphrase_alone(plan: Path) -> None:
    """Loses: the plan, on a laptop whose reader is not ours; or its protection, in a reader that does not ask."""

    def said(*command: object) -> str:
        return subprocess.run(list(map(str, command)), check=False, capture_output=True, text=True).stdout

    assert "Child Protection Plan" in said("mutool", "draw", "-F", "txt", "-p", WORDS, plan)
    assert "No syntax or stream encoding errors found" in said("qpdf", f"--password={WORDS}", "--check", plan)
    encryption = said("qpdf", f"--password={WORDS}", "--show-encryption", plan)
    assert "R = 6\n" in encryption
    assert encryption.count("AESv3") == 3
    for words in ("other words", ""):
        assert said("mutool", "draw", "-F", "txt", "-p", words, plan) == ""
        assert said("qpdf", f"--password={words}", "--check", plan) == ""


def test_a_protected_pdf_has_its_pages_and_their_content(plan: Path) -> None:
    """Loses: a page, or what stands on it."""
    with pikepdf.open(PAPERS / "plan.pdf") as before, pikepdf.open(plan, password=WORDS) as after:
        contents = [[page.obj.Contents.read_bytes() for page in pdf.pages] for pdf in (before, after)]
        assert contents[0] == contents[1]
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()


@settings(deadline=None, max_examples=40)
@given(words=st.text(st.characters(codec="latin-1"), max_size=60), pages=st.integers(1, 4), data=st.binary())
def test_any_pdf_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, words: str, pages: int, data: bytes
) -> None:
    """Loses: words with signs that a PDF writes in its own way."""
    folder = tmp_path_factory.mktemp("any")
    pdf = blank_pdf(words, pages)
    pdf.pages[0].obj.Contents = pdf.make_stream(data)
    protect_pdf(saved(pdf), PASSPHRASE, folder / "protected.pdf")
    assert unprotect_pdf(folder / "protected.pdf", PASSPHRASE, folder / "plain.pdf")
    with pikepdf.open(folder / "plain.pdf") as plain:
        assert not plain.is_encrypted
        assert plain.pages[0].obj.Contents.read_bytes() == data
        assert len(plain.pages) == pages
        assert plain.docinfo["/Title"] == words


def test_a_pdf_that_is_protected_already_is_left_as_it_is(tmp_path: Path, plan: Path) -> None:
    """Loses: the pack's own form, which readers open page by page over a slow line."""
    protect_pdf(plan, PASSPHRASE, tmp_path / "again.pdf")
    protect_pdf(plan.read_bytes(), PASSPHRASE, tmp_path / "third.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "third.pdf").read_bytes() == plan.read_bytes()


@pytest.mark.parametrize(
    "how",
    [
        {"user": WORDS, "owner": "x" * 20, "R": 4},
        {"user": WORDS, "owner": "x" * 20, "R": 3, "aes": False, "metadata": False},
        {"user": WORDS, "owner": "x" * 20, "R": 6, "metadata": False},
        {"user": WORDS, "owner": "", "R": 6},
        {"user": "", "owner": WORDS, "R": 6},
        {"user": "", "owner": "x" * 20, "R": 6},
    ],
)
def test_a_weaker_protection_is_replaced(tmp_path: Path, how: dict[str, Any]) -> None:
    """Loses: the paper, to a protection that opens for anybody, is cheap to guess, or leaves its title readable."""
    weak = saved(blank_pdf(), encryption=pikepdf.Encryption(**how))
    assert not is_protected(weak, PASSPHRASE)
    protect_pdf(weak, PASSPHRASE, tmp_path / "strong.pdf")
    assert is_protected(tmp_path / "strong.pdf", PASSPHRASE, 2)
    assert not is_protected(tmp_path / "strong.pdf", PASSPHRASE, 3)
    assert not is_protected(tmp_path / "strong.pdf", WRONG)
    assert CANARY.encode() not in (tmp_path / "strong.pdf").read_bytes()


def test_a_pdf_with_another_passphrase_is_refused(tmp_path: Path) -> None:
    """Loses: the recipient's way in: the package's passphrase would not open that paper."""
    locked = saved(blank_pdf(), encryption=pikepdf.Encryption(user="theirs", owner="theirs", R=6))
    with pytest.raises(PaperError, match="locked with another passphrase") as caught:
        protect_pdf(locked, PASSPHRASE, tmp_path / "locked.pdf", "papers/03-minutes.pdf")
    assert caught.value.where == "papers/03-minutes.pdf"
    assert list(tmp_path.iterdir()) == []


def _sabotaged(**changes: Any) -> Any:
    genuine = pikepdf.Encryption

    def encryption(**how: Any) -> Any:
        return genuine(**{**how, **changes})

    return encryption


@pytest.mark.parametrize(
    "changes",
    [{"owner": ""}, {"user": "another one"}, {"metadata": False}, {"R": 4}, {"user": "", "owner": WORDS}],
)
def test_a_pdf_that_was_written_wrongly_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    """Loses: the protection, because an engine changed its mind about what an option means."""
    monkeypatch.setattr(pikepdf, "Encryption", _sabotaged(**changes))
    with pytest.raises(DamagedArchiveError, match="thrown away"):
        protect_pdf(small_pdf(), PASSPHRASE, tmp_path / "plan.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_that_was_written_with_other_content_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: what stands on a page, to a disk or an engine that wrote something else."""
    genuine = pdf_protection._save  # noqa: SLF001 - the writer is what is sabotaged

    def save_another(_pdf: Any, into: Path, encryption: Any) -> None:
        genuine(blank_pdf("other words"), into, encryption)

    monkeypatch.setattr(pdf_protection, "_save", save_another)
    with pytest.raises(DamagedArchiveError, match="thrown away"):
        protect_pdf(small_pdf(), PASSPHRASE, tmp_path / "plan.pdf")
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=15)
@given(filler=st.binary(min_size=4000, max_size=9000))
def test_any_word_file_comes_out_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, filler: bytes) -> None:
    """Loses: the end of a document whose length is none that ciphers like."""
    into = tmp_path_factory.mktemp("any") / "letter.docx"
    protect_word(small_word(filler), PASSPHRASE, into)
    assert decrypted_word(into.read_bytes(), PASSPHRASE) == small_word(filler)


@pytest.mark.parametrize("size", [6_850_000, 6_900_000, 7_200_000, 16_000_000])
def test_a_large_word_file_comes_out_as_it_went_in(tmp_path: Path, size: int) -> None:
    """Loses: a document with pictures, beyond what the first table of its container can point to."""
    plain = small_word(bytes(range(251)) * (size // 251))
    protect_word(plain, PASSPHRASE, tmp_path / "large.docx")
    assert decrypted_word((tmp_path / "large.docx").read_bytes(), PASSPHRASE) == plain


def test_a_word_file_that_is_protected_already_is_left_as_it_is(tmp_path: Path, letter: Path) -> None:
    """Loses: a document whose author protected it with the package's passphrase beforehand."""
    protect_word(letter, PASSPHRASE, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == letter.read_bytes()
    with pytest.raises(PaperError, match="locked with another passphrase"):
        protect_word(letter, WRONG, tmp_path / "other.docx")


def test_a_word_file_opens_with_its_passphrase_alone(letter: Path) -> None:
    """Loses: the letter, to whoever tries nothing or something."""
    raw = letter.read_bytes()
    assert decrypted_word(raw, PASSPHRASE) == (PAPERS / "review-1.docx").read_bytes()
    for words in (WORDS.upper(), WORDS[:-1], f"{WORDS} ", "VelvetSweatshop", ""):
        assert decrypted_word(raw, Passphrase(words)) is None
    assert decrypted_word((PAPERS / "review-1.docx").read_bytes(), PASSPHRASE) is None


def test_a_changed_byte_of_what_is_encrypted_is_found(letter: Path) -> None:
    """Loses: the code of the format itself, which shows a change without our manifest."""
    raw = letter.read_bytes()
    for position in range(len(raw) - 20_000, len(raw) - 12_000, 1000):
        changed = bytearray(raw)
        changed[position] ^= 1
        assert decrypted_word(bytes(changed), PASSPHRASE) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "too small"),
        (small_word(b""), "too small"),
        (small_word()[:4000], "too small"),
        (b"%PDF-1.7 " * 1000, "no Word"),
        (small_word()[:-30], "no Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "another format"),
    ],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """Loses: the document; a file that looks protected and that nobody can open."""
    with pytest.raises(PaperError, match=said):
        protect_word(content, PASSPHRASE, tmp_path / "letter.docx", "letter.docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("protect", [protect_word, protect_pdf])
@pytest.mark.parametrize("words", ["summer2026", "", "geiriau Cymraeg gyda tŷ hir iawn wedyn"])
def test_a_weak_passphrase_protects_nothing(tmp_path: Path, protect: Any, words: str) -> None:
    """Loses: the file, to a guesser; or to its recipient, whose program writes an accent in another way."""
    content = small_pdf() if protect is protect_pdf else small_word()
    with pytest.raises(PassphraseError):
        protect(content, Passphrase(words), tmp_path / "file")
    assert not (tmp_path / "file").exists() or not (tmp_path / "file").read_bytes()


def _plain(content: bytes, _passphrase: Passphrase, _name: str) -> bytes:
    return content


def _with_another(content: bytes, _passphrase: Passphrase, name: str) -> bytes:
    return word_protection._encrypted(content, WRONG, name)  # noqa: SLF001 - the writer is what is sabotaged


def _another(_content: bytes, passphrase: Passphrase, name: str) -> bytes:
    return word_protection._encrypted(small_word(b"other" * 1000), passphrase, name)  # noqa: SLF001


def _cut(content: bytes, passphrase: Passphrase, name: str) -> bytes:
    return word_protection._encrypted(content, passphrase, name)[:-600]  # noqa: SLF001


@pytest.mark.parametrize("writer", [_plain, _with_another, _another, _cut])
def test_a_word_file_that_was_written_wrongly_is_thrown_away(tmp_path: Path, writer: Any) -> None:
    """Loses: the document or its protection, to an engine that calls its own encryption experimental."""
    with pytest.MonkeyPatch.context() as patch:
        genuine = word_protection._encrypted  # noqa: SLF001
        inside = False

        def sabotaged(content: bytes, passphrase: Passphrase, name: str) -> bytes:
            nonlocal inside
            if inside:
                return genuine(content, passphrase, name)
            inside = True
            return bytes(writer(content, passphrase, name))

        patch.setattr(word_protection, "_encrypted", sabotaged)
        with pytest.raises(DamagedArchiveError, match="thrown away"):
            protect_word(small_word(), PASSPHRASE, tmp_path / "letter.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_takes_any_passphrase_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the verification, which would call anything protected."""
    monkeypatch.setattr(word_protection, "decrypted_word", lambda _content, _passphrase: small_word())
    with pytest.raises(DamagedArchiveError, match="thrown away"):
        protect_word(small_word(), PASSPHRASE, tmp_path / "letter.docx")
    assert list(tmp_path.iterdir()) == []
