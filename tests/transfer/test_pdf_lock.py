"""A lock that several PDFs are under: it opens as its passphrase says, and each PDF is held against it."""

from __future__ import annotations

import io
import secrets
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from mas_docs.errors import DamagedArchiveError, PassphraseError
from mas_docs.transfer.native.pdf import Lock, is_protected, is_under, make_lock, opened_under
from mas_docs.transfer.passphrases.passphrase import Passphrase

PASSPHRASE = Passphrase("red fish swim past old blue tins")
WORDS = PASSPHRASE.reveal().decode()


@pytest.fixture(scope="module")
def lock() -> Lock:
    """A lock of these tests."""
    return make_lock(PASSPHRASE)


def under(lock: Lock, pages: int = 2, **options: Any) -> bytes:
    """A PDF with so many pages of words."""
    written = io.BytesIO()
    with opened_under(lock) as pdf:
        for number in range(pages):
            page = pdf.add_blank_page()
            page.obj.Contents = pdf.make_stream(b"% words of page " + str(number).encode())
        pdf.save(written, **{"encryption": True, "compress_streams": False, **options})
    return written.getvalue()


def test_what_is_under_a_lock_opens_with_the_passphrase_alone(lock: Lock) -> None:
    """Loses: a pack that opens for anybody, or for nobody."""
    content = under(lock)
    assert is_protected(content, PASSPHRASE, 2)
    assert is_under(content, lock, 2)
    assert b"words of page" not in content
    with pikepdf.open(io.BytesIO(content), password=WORDS) as pdf:
        assert [page.Contents.read_bytes() for page in pdf.pages] == [b"% words of page 0", b"% words of page 1"]


def test_the_same_words_are_encrypted_in_another_way_each_time(lock: Lock) -> None:
    """Loses: whoever holds two locked packs sees which of their pages are the same."""
    assert under(lock, static_id=True) != under(lock, static_id=True)


def test_a_lock_is_another_one_each_time() -> None:
    """Loses: the packs of all runs under one key."""
    one, other = make_lock(PASSPHRASE), make_lock(PASSPHRASE)
    assert one.key != other.key
    assert not is_under(under(one), other, 2)


def test_a_lock_shows_nothing_of_its_key(lock: Lock) -> None:
    """Loses: what opens every pack of a run, to whoever reads a log."""
    assert lock.key not in repr(lock)
    assert WORDS not in repr(lock)


@pytest.mark.parametrize("pages", [0, 1, 3])
def test_a_pdf_that_lacks_a_page_is_told(lock: Lock, pages: int) -> None:
    """Loses: a pack with half of a paper is sealed."""
    assert not is_under(under(lock, pages or 1), lock, 2)


def test_what_is_not_locked_is_told(lock: Lock) -> None:
    """Loses: a plain pack is sealed as a locked one."""
    assert not is_under(under(lock, encryption=False), lock, 2)


def test_every_cut_is_told(lock: Lock) -> None:
    """Loses: a pack that a full disk cut short is sealed."""
    content = under(lock, 3, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for length in range(0, len(content) - 40, 97):
        assert not is_under(content[:length], lock, 3), length


def test_a_weak_passphrase_makes_no_lock() -> None:
    """Loses: a pack that anybody guesses open."""
    with pytest.raises(PassphraseError):
        make_lock(Passphrase("short"))


def test_a_lock_that_opens_without_its_passphrase_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: every pack of a run, to whoever finds one."""
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: "")
    with pytest.raises(DamagedArchiveError):
        make_lock(PASSPHRASE)


def test_a_file_is_read_where_it_lies(lock: Lock, tmp_path: Path) -> None:
    """Loses: a pack of 200 MB in memory, for nothing but a look at it."""
    (tmp_path / "a.pdf").write_bytes(under(lock))
    assert is_under(tmp_path / "a.pdf", lock, 2)
