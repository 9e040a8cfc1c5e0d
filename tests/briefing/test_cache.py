"""The cache of converted papers: what comes out of it is exactly what went in, or nothing."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mas_docs.briefing import cache
from mas_docs.briefing.cache import ConvertedPapers
from mas_docs.files import work_folder
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.passphrases.passphrase import Passphrase

PASSPHRASE = Passphrase("fictional words only for these tests here", "SEWSCB-2026-11")
WRONG = Passphrase("entirely other words which open nothing whatsoever")
PAPER, OTHER = "a" * 64, "b" * 64
PDF = b"%PDF-1.7 Tomos's fictional minutes\n" * 50 + b"%%EOF\n"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """A work folder beside the cache, with a converted paper in it."""
    with work_folder(tmp_path) as folder:
        (folder / "made.pdf").write_bytes(PDF)
        yield folder


@pytest.fixture
def kept(tmp_path: Path, work: Path) -> ConvertedPapers:
    """A cache that holds one paper."""
    papers = ConvertedPapers(tmp_path / "converted", PASSPHRASE)
    papers.keep(PAPER, work / "made.pdf", work)
    return papers


def entry(papers: ConvertedPapers) -> Path:
    """The only entry's file."""
    (path,) = papers.folder.iterdir()
    return path


def gives_nothing(papers: ConvertedPapers, sha256: str, work: Path) -> bool:
    """Whether nothing comes out, under no name at all."""
    before = sorted(work.iterdir())
    return not papers.get(sha256, work / "out.pdf") and sorted(work.iterdir()) == before


def test_a_kept_paper_comes_out_as_it_went_in(kept: ConvertedPapers, work: Path) -> None:
    """Loses: a pack is bound from other pages than those that were converted, or open to others on the computer."""
    assert kept.get(PAPER, work / "out.pdf")
    assert (work / "out.pdf").read_bytes() == PDF
    assert stat.S_IMODE((work / "out.pdf").stat().st_mode) == 0o600
    assert stat.S_IMODE(entry(kept).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700


def test_nothing_in_the_cache_can_be_read_without_the_passphrase(kept: ConvertedPapers, work: Path) -> None:
    """Loses: papers of a child lie open in the case's folder, or their names tell which they are."""
    raw = entry(kept).read_bytes()
    assert b"Tomos" not in raw
    assert b"%PDF" not in raw
    assert PAPER not in entry(kept).name
    assert gives_nothing(ConvertedPapers(kept.folder, WRONG), PAPER, work)


def test_every_changed_byte_makes_it_a_miss(kept: ConvertedPapers, work: Path) -> None:
    """Loses: somebody who can write into the folder puts other pages into a child's pack."""
    path = entry(kept)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert gives_nothing(kept, PAPER, work), at
    for content in (b"", whole[:-1], whole + b"x"):
        path.write_bytes(content)
        assert gives_nothing(kept, PAPER, work)


def test_one_papers_entry_in_anothers_place_is_a_miss(kept: ConvertedPapers, work: Path, tmp_path: Path) -> None:
    """Loses: the pack shows one paper's pages behind the other's divider."""
    (work / "other.pdf").write_bytes(b"%PDF-1.7 another\n%%EOF")
    other = ConvertedPapers(tmp_path / "second", PASSPHRASE)
    other.keep(OTHER, work / "other.pdf", work)
    shutil.copy(entry(kept), entry(other))
    assert gives_nothing(other, OTHER, work)


def test_a_package_of_other_making_is_a_miss(kept: ConvertedPapers, work: Path) -> None:
    """Loses: any package with the same passphrase can stand in for a converted paper."""
    facts = kept._facts(cache._key(PAPER))  # noqa: SLF001 - what somebody would have to imitate
    members = (Member("other.pdf", PDF), Member("paper.pdf", PDF))
    seal(members, facts, PASSPHRASE, entry(kept), work)
    assert gives_nothing(kept, PAPER, work)


def test_another_version_of_the_converter_converts_again(
    kept: ConvertedPapers, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: after LibreOffice was updated to show a paper rightly, the pack goes on showing it wrongly."""
    monkeypatch.setattr(cache, "converter_version", lambda: "another")
    assert gives_nothing(kept, PAPER, work)


def test_where_nothing_can_be_kept_the_pack_is_made_all_the_same(tmp_path: Path, work: Path) -> None:
    """Loses: a full disk or a folder of somebody else's stops the pack for the sake of a cache."""
    (tmp_path / "file").write_bytes(b"")
    papers = ConvertedPapers(tmp_path / "file" / "converted", PASSPHRASE)
    papers.keep(PAPER, work / "made.pdf", work)
    assert gives_nothing(papers, PAPER, work)
    papers.forget_all_but(())


def test_a_link_in_the_place_of_an_entry_is_replaced_and_not_followed(
    kept: ConvertedPapers, work: Path, tmp_path: Path
) -> None:
    """Loses: a link in the cache makes the program write over another file."""
    path = entry(kept)
    path.unlink()
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    path.symlink_to(target)
    kept.keep(PAPER, work / "made.pdf", work)
    assert target.read_bytes() == b"precious"
    assert kept.get(PAPER, work / "out.pdf")


def test_papers_that_the_case_no_longer_has_are_forgotten(kept: ConvertedPapers, work: Path) -> None:
    """Loses: a paper that was taken out of a case stays on the computer for years, or one still needed is removed."""
    kept.keep(OTHER, work / "made.pdf", work)
    stranger = kept.folder / "notes.txt"
    stranger.write_text("of the office's own")
    kept.forget_all_but({PAPER})
    assert kept.get(PAPER, work / "out.pdf")
    assert gives_nothing(kept, OTHER, work)
    assert stranger.exists()
    kept.forget_all_but(())
    assert [path.name for path in kept.folder.iterdir()] == ["notes.txt"]
