"""seal, open, verify: any files, from the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest
from calling import PASSPHRASE, TODAY, Call


@pytest.fixture
def sealed(tmp_path: Path, call: Call) -> Path:
    """An archive with two files in it."""
    (tmp_path / "plan.txt").write_text("The plan.\n")
    (tmp_path / "notes.txt").write_text("Tŷ Penallta.\n")
    called = call("seal", "plan.txt", "notes.txt", "--to", "Rhian Cole", "-o", "out.zip", cwd=tmp_path)
    assert called.code == 0, called.err
    return tmp_path / "out.zip"


def test_what_was_sealed_verifies_and_opens(sealed: Path, call: Call) -> None:
    """A recipient could not get at their papers."""
    verified = call("verify", sealed, cwd=sealed.parent)
    assert verified.code == 0
    assert "for Rhian Cole" in verified.out
    opened = call("open", sealed, "--into", "taken-out", cwd=sealed.parent)
    assert opened.code == 0
    assert (sealed.parent / "taken-out" / "notes.txt").read_text() == "Tŷ Penallta.\n"


def test_a_changed_archive_leaves_nothing_behind(sealed: Path, call: Call) -> None:
    """Papers that were changed on the way would be believed."""
    content = bytearray(sealed.read_bytes())
    content[60] ^= 1
    sealed.write_bytes(content)
    called = call("open", sealed, "--into", "taken-out", cwd=sealed.parent)
    assert called.code == 7
    assert not (sealed.parent / "taken-out").exists()
    assert len(called.err.splitlines()) == 1


def test_the_wrong_passphrase_is_told_from_damage(sealed: Path, call: Call) -> None:
    """Somebody with an old passphrase would ask for the archive again instead of the passphrase."""
    called = call("verify", sealed, cwd=sealed.parent, passphrase="other fictional words nobody ever uses")
    assert called.code == 6


def test_two_files_of_one_name_are_refused(tmp_path: Path, call: Call) -> None:
    """One of them would be lost."""
    (tmp_path / "a").mkdir()
    for place in ("plan.txt", "a/plan.txt"):
        (tmp_path / place).write_text(place)
    called = call("seal", "plan.txt", "a/plan.txt", "--to", "Rhian Cole", "-o", "out.zip", cwd=tmp_path)
    assert called.code == 2
    assert not (tmp_path / "out.zip").exists()


def test_the_passphrase_may_come_from_a_file_that_only_the_owner_reads(tmp_path: Path, call: Call) -> None:
    """Somebody else on the machine could read the passphrase of every package."""
    (tmp_path / "plan.txt").write_text("The plan.\n")
    key = tmp_path / "key.txt"
    key.write_text(PASSPHRASE + "\n")
    key.chmod(0o644)
    arguments = ("seal", "plan.txt", "--to", "Rhian Cole", "-o", "out.zip", "--passphrase-file", "key.txt")
    assert call(*arguments, cwd=tmp_path, passphrase=None).code == 6
    key.chmod(0o600)
    assert call(*arguments, cwd=tmp_path, passphrase=None).code == 0


def test_several_archives_are_all_verified(sealed: Path, call: Call) -> None:
    """The first bad one would hide the others."""
    broken = sealed.with_name("broken.zip")
    broken.write_bytes(sealed.read_bytes()[:-1])
    called = call("verify", broken, sealed, cwd=sealed.parent)
    assert called.code == 7
    assert "verified: 2 files" in called.out


@pytest.mark.needs("7z")
def test_a_foreign_archive_opens_only_when_said_so(tmp_path: Path, call: Call) -> None:
    """An archive that nothing vouches for would look as good as ours."""
    from shutil import which

    (tmp_path / "plan.txt").write_text("The plan.\n")
    program = which("7z") or which("7zz") or which("7za")
    assert program
    subprocess.run(
        [program, "a", "-tzip", "-mem=AES256", f"-p{PASSPHRASE}", "theirs.zip", "plan.txt"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert call("open", "theirs.zip", "--into", "no", cwd=tmp_path).code == 7
    called = call("open", "theirs.zip", "--into", "yes", "--foreign", cwd=tmp_path)
    assert called.code == 0, called.err
    assert "Not verified:" in called.err
    assert (tmp_path / "yes" / "plan.txt").read_text() == "The plan.\n"


def test_a_package_of_ours_is_not_sealed_into_another(workspace: Path, call: Call) -> None:
    """Loses: a facilitator's pack goes on to somebody who may not have it, and nothing in it can be searched."""
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, cwd=workspace)
    package = workspace / "out/MAS-2026-014/MAS-2026-014-invitation-3.zip"
    options = ("--case", "MAS-2026-014", "--to", "Rhian Cole", "-o", "again.zip")
    called = call("seal", package, *options, cwd=workspace)
    assert called.code == 8, called.err
    assert not (workspace / "again.zip").exists()


def test_pdfs_are_locked_inside_only_when_that_is_asked_for(workspace: Path, call: Call) -> None:
    """Loses: a PDF that stays protected where it is taken out; or the bytes of a file that was to go as it is."""
    plan = workspace / "cases/MAS-2026-014/papers/plan.pdf"
    options = ("--case", "MAS-2026-014", "--to", "Rhian Cole")
    for name, more in (("plain", ()), ("locked", ("--lock-pdfs",))):
        assert call("seal", plan, *options, "-o", f"{name}.zip", *more, cwd=workspace).code == 0
        assert call("open", f"{name}.zip", "--into", name, cwd=workspace).code == 0
    assert (workspace / "plain/plan.pdf").read_bytes() == plan.read_bytes()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(workspace / "locked/plan.pdf")
    with pikepdf.open(workspace / "locked/plan.pdf", password=PASSPHRASE) as locked:
        assert locked.encryption.R == 6


def test_check_tells_that_the_ledger_was_changed(workspace: Path, call: Call) -> None:
    """Loses: books that somebody changed are written on for months, since nobody asks for them."""
    call("invite", "MAS-2026-014", "--today", TODAY, cwd=workspace)
    assert call("check", "MAS-2026-014", "--today", TODAY, cwd=workspace).code == 0
    ledger = workspace / "ledger/packages.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"label":"given"', b'"label":"other"', 1))
    called = call("check", "MAS-2026-014", "--today", TODAY, cwd=workspace)
    assert called.code == 7
    assert "ledger/packages.jsonl" in called.out


def test_a_passphrase_that_was_drawn_for_an_event_is_told(workspace: Path, call: Call) -> None:
    """Loses: nobody knows that a passphrase was drawn which they have to hand out; the words stay unsaid."""
    options = ("--only", "Lewis Hart", "--passphrase-mode", "per-event", "--today", TODAY)
    first = call("invite", "MAS-2026-014", *options, cwd=workspace, passphrase=None)
    again = call("invite", "MAS-2026-014", *options, cwd=workspace, passphrase=None)
    assert (first.code, again.code) == (0, 0), first.err
    assert "was drawn for MAS-2026-014" in first.err
    assert "was drawn" not in again.err


def test_outside_every_workspace_it_is_said_that_nothing_was_searched(tmp_path: Path, call: Call) -> None:
    """Loses: somebody relies on a search that knew no case."""
    (tmp_path / "letter.txt").write_text("A letter.", encoding="utf-8")
    called = call("seal", "letter.txt", "--to", "Rhian Cole", "-o", "letter.zip", cwd=tmp_path)
    assert called.code == 0, called.err
    assert "searched for no case" in called.err
