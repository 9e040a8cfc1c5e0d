"""Where the passphrase of a run comes from, in which order, and what is refused."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from sealing import WORDS

from mas_docs.errors import PassphraseError
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper
from mas_docs.transfer.passphrases.sources import candidates_for_opening, find_passphrase, read_passphrase_file
from mas_docs.transfer.passphrases.stores import FileStore, KeyringStore, Store

FROM_FILE = "words from the file of this test"
FROM_NAMED_FILE = "words from the other file which is named"
FROM_ENVIRONMENT = "words from the environment of this test"
TYPED = "words that somebody typed into this test"


@pytest.fixture
def keeper(tmp_path: Path) -> PassphraseKeeper:
    """A keeper that keeps nothing yet."""
    kept = tmp_path / "kept"
    return PassphraseKeeper("SEWSCB", (FileStore(kept / "passphrases.json", "SEWSCB"),), kept / "passphrases.lock")


def passphrase_file(folder: Path, content: str | bytes, mode: int = 0o600) -> Path:
    """A file of that content and mode."""
    path = folder / f"passphrase-{len(list(folder.iterdir()))}.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


def typed(question: str) -> str:
    """Somebody answers."""
    assert "assphrase" in question
    return TYPED


def test_the_order_is_as_agreed(tmp_path: Path, keeper: PassphraseKeeper) -> None:
    """Otherwise a package could be sealed with another passphrase than the one that was meant."""
    file = passphrase_file(tmp_path, FROM_FILE)
    named = passphrase_file(tmp_path, FROM_NAMED_FILE)
    environ = {"MAS_DOCS_PASSPHRASE_FILE": str(named), "MAS_DOCS_PASSPHRASE": FROM_ENVIRONMENT}
    only_words = {"MAS_DOCS_PASSPHRASE": FROM_ENVIRONMENT}
    assert find_passphrase(None, {}, keeper, typed).reveal() == TYPED.encode()
    kept = keeper.add(WORDS, dt.date(2026, 11, 20))
    assert find_passphrase(file, environ, keeper, typed).reveal() == FROM_FILE.encode()
    assert find_passphrase(None, environ, keeper, typed).reveal() == FROM_NAMED_FILE.encode()
    assert find_passphrase(None, only_words, keeper, typed).reveal() == FROM_ENVIRONMENT.encode()
    assert find_passphrase(None, {}, keeper, typed) == kept.passphrase
    assert find_passphrase(None, {"MAS_DOCS_PASSPHRASE": ""}, keeper, None) == kept.passphrase


def test_a_given_passphrase_that_is_kept_has_its_label(tmp_path: Path, keeper: PassphraseKeeper) -> None:
    """Otherwise the note in the mail could not tell the recipient which passphrase opens the package."""
    keeper.add(WORDS, dt.date(2026, 11, 20))
    keeper.new(dt.date(2027, 5, 3))
    assert find_passphrase(passphrase_file(tmp_path, WORDS), {}, keeper, None).label == "SEWSCB-2026-11"
    assert find_passphrase(None, {"MAS_DOCS_PASSPHRASE": WORDS}, keeper, None).label == "SEWSCB-2026-11"
    assert find_passphrase(None, {"MAS_DOCS_PASSPHRASE": FROM_FILE}, keeper, None).label == "given"


def test_without_any_the_remedy_names_the_ways(keeper: PassphraseKeeper) -> None:
    """Otherwise a newcomer would not know what to do."""
    with pytest.raises(PassphraseError, match="no passphrase to seal with") as caught:
        find_passphrase(None, {}, keeper, None)
    for way in ("--passphrase-file", "MAS_DOCS_PASSPHRASE_FILE", "MAS_DOCS_PASSPHRASE", "passphrase set"):
        assert way in caught.value.remedy
    with pytest.raises(PassphraseError, match="no passphrase to open"):
        list(candidates_for_opening(None, {}, keeper, None))


@pytest.mark.parametrize("weak", ["weak", "", f" {WORDS}"])
def test_a_weak_one_does_not_seal_but_opens(keeper: PassphraseKeeper, weak: str) -> None:
    """Otherwise new packages would protect nothing, or old ones could not be opened."""
    with pytest.raises(PassphraseError):
        find_passphrase(None, {}, keeper, lambda _: weak)
    (candidate,) = candidates_for_opening(None, {}, keeper, lambda _: weak)
    assert candidate.reveal() == weak.encode()


def test_only_the_given_passphrase_is_tried_for_opening(keeper: PassphraseKeeper) -> None:
    """Otherwise somebody who names a passphrase would learn nothing about whether it is the right one."""
    keeper.new(dt.date(2026, 11, 20))
    (candidate,) = candidates_for_opening(None, {"MAS_DOCS_PASSPHRASE": FROM_ENVIRONMENT}, keeper, typed)
    assert candidate.reveal() == FROM_ENVIRONMENT.encode()


def test_kept_ones_are_tried_newest_first_and_a_question_comes_last(keeper: PassphraseKeeper) -> None:
    """Otherwise a question would be asked although the answer is kept."""
    keeper.new(dt.date(2026, 11, 20))
    keeper.new(dt.date(2027, 5, 3))
    keeper.retire("SEWSCB-2026-11", dt.date(2027, 5, 3))
    asked: list[str] = []

    def prompt(question: str) -> str:
        asked.append(question)
        return TYPED

    candidates = candidates_for_opening(None, {}, keeper, prompt)
    assert [next(candidates).label, next(candidates).label] == ["SEWSCB-2027-05", "SEWSCB-2026-11"]
    assert asked == []
    assert next(candidates).reveal() == TYPED.encode()
    assert len(asked) == 1
    assert len(list(candidates_for_opening(None, {}, keeper, None))) == 2


@pytest.mark.parametrize("content", [WORDS, f"{WORDS}\n", f"{WORDS}\r\n", f"\ufeff{WORDS}\n"])
def test_a_file_holds_one_line_with_or_without_its_end(tmp_path: Path, content: str) -> None:
    """Otherwise a file from Notepad would hold another passphrase than it shows."""
    assert read_passphrase_file(passphrase_file(tmp_path, content)) == WORDS


@pytest.mark.parametrize(
    "content", ["", "\n", f"{WORDS}\n\n", f"{WORDS}\nsecond line\n", f"{WORDS}\0", WORDS.encode("utf-16"), b"\xff\xfe"]
)
def test_a_file_of_anything_else_is_refused(tmp_path: Path, content: str | bytes) -> None:
    """Otherwise a whole document could silently become the passphrase."""
    with pytest.raises(PassphraseError, match="does not hold a passphrase") as caught:
        read_passphrase_file(passphrase_file(tmp_path, content))
    assert "fictional" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602, 0o601, 0o777])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, keeper: PassphraseKeeper, mode: int) -> None:
    """Otherwise every user of the machine could read the passphrase, and nobody would notice."""
    path = passphrase_file(tmp_path, WORDS, mode)
    for file, environ in ((path, {}), (None, {"MAS_DOCS_PASSPHRASE_FILE": str(path)})):
        with pytest.raises(PassphraseError, match="Others can read"):
            find_passphrase(file, environ, keeper, None)


def test_what_is_no_ordinary_small_file_is_refused(tmp_path: Path) -> None:
    """Otherwise a pipe would hang the run, and a wrong file fill the memory."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path, reason in (
        (tmp_path / "pipe", "no ordinary file"),
        (tmp_path / "missing", "cannot be read"),
        (tmp_path, "ordinary|cannot be read"),
        (passphrase_file(tmp_path, "x" * 5000), "too large"),
    ):
        with pytest.raises(PassphraseError, match=reason):
            read_passphrase_file(path)


@pytest.mark.parametrize("fault", ["damaged", "too open", "locked", "unreadable"])
def test_a_given_passphrase_works_beside_a_broken_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Nobody could seal or open anything until the store of kept passphrases is mended."""
    path = tmp_path / "passphrases.json"
    path.write_text("{")
    path.chmod(0o644 if fault == "too open" else 0o600)
    store: Store = FileStore(path, "SEWSCB")
    if fault == "locked":
        store = KeyringStore(object(), "SEWSCB")
    if fault == "unreadable":
        monkeypatch.setattr(Path, "lstat", denied)
    broken = PassphraseKeeper("SEWSCB", (store,), tmp_path / "lock")
    with pytest.raises(PassphraseError):
        find_passphrase(None, {}, broken, None)
    environ = {"MAS_DOCS_PASSPHRASE": WORDS}
    file = passphrase_file(tmp_path, WORDS)
    for given in (find_passphrase(None, environ, broken, None), find_passphrase(file, {}, broken, None)):
        assert (given.reveal().decode(), given.label) == (WORDS, "given")
    assert [one.reveal().decode() for one in candidates_for_opening(None, environ, broken, None)] == [WORDS]


def denied(path: Path) -> NoReturn:
    """Refuse to look, as the system does inside a folder that is closed to us."""
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_a_closed_settings_folder_is_said(keeper: PassphraseKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a folder of another user's would look like a defect of ours."""
    monkeypatch.setattr(Path, "lstat", denied)
    with pytest.raises(PassphraseError, match="Permission denied") as caught:
        keeper.all()
    assert "permissions" in caught.value.remedy
    assert caught.value.where.endswith("passphrases.json")
