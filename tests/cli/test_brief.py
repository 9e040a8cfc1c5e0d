"""The command `brief`: a package for each facilitator, whatever papers an office has."""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from calling import TODAY, Call
from conftest import program

from mas_docs.briefing import copies
from mas_docs.documents.pdf_text import read_pdf
from mas_docs.papers.converting import soffice
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import Passphrase

WORDS = "red fish swim past old blue tins"
"""The command-line programs of poppler read no more than these 32 characters of a password."""

PLAIN, WORD = "MAS-2026-016", "MAS-2026-014"
"""A case with PDF papers and a text, and one with a Word paper and a picture."""


def taken_out(workspace: Path, case: str, number: int = 1) -> Path:
    """A facilitator's package, opened as they would."""
    into = workspace / f"taken-out-{case}-{number}"
    shutil.rmtree(into, ignore_errors=True)
    archive = workspace / "out" / case / f"{case}-briefing-{number}.zip"
    assert open_package(archive, (Passphrase(WORDS),), into).verified is not None
    return into


def pack_text(folder: Path) -> list[str]:
    """What each page of a pack says."""
    with pikepdf.open(folder / "briefing-pack.pdf", password=WORDS) as pack:
        pack.save(folder / "plain.pdf", encryption=False)
    return [" ".join(page.split()) for page in read_pdf((folder / "plain.pdf").read_bytes()).pages]


def change(workspace: Path, case: str, *replaced: tuple[str, str]) -> None:
    """Change a case file."""
    path = workspace / "cases" / case / "case.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def lock(path: Path) -> None:
    """Lock a paper with a password of its own."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="open sesame", owner="other words"))


def test_each_facilitator_gets_the_pack_and_the_forms(workspace: Path, call: Call) -> None:
    """Loses: a facilitator comes unprepared, or without the forms to hand out."""
    called = call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0, called.err
    assert len(called.out.splitlines()) == 2
    for number, holder in ((1, "Marcus Adeleke"), (2, "Bronwen Ashworth")):
        folder = taken_out(workspace, PLAIN, number)
        names = {path.name for path in folder.iterdir()}
        assert {"briefing-pack.pdf", "appendix-3-prefilled.docx", "appendix-4-prefilled.docx"} < names
        assert {"attendance-record.docx", "appendix-2-prefilled-01.docx"} < names
        assert all(f"Copy for {holder}" in page for page in pack_text(folder))


def test_the_pack_names_no_child_on_its_cover_and_every_child_inside(workspace: Path, call: Call) -> None:
    """Loses: a pack on a desk shows whose papers these are, or the facilitator cannot tell."""
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    children = re.findall(
        r"^  - name: (.+)$", (workspace / f"cases/{PLAIN}/case.yaml").read_text("utf-8"), re.MULTILINE
    )
    cover, *inside = pack_text(taken_out(workspace, PLAIN))
    name = children[0].split()
    assert not any(part in cover for part in name)
    assert children[0] in " ".join(inside)


def test_a_pack_lies_plain_nowhere(workspace: Path, call: Call) -> None:
    """Loses: a child's minutes stay on the disk after the package was sealed."""
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    left = {path.suffix for path in (workspace / "out").rglob("*") if path.is_file()}
    assert left == {".zip", ".txt", ".json"}
    assert not list((workspace / "out").rglob(".mas-docs-work-*"))


def test_a_late_paper_is_marked_in_the_next_pack(workspace: Path, call: Call) -> None:
    """Loses: a facilitator has to compare two packs to find what came late."""
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    papers = workspace / f"cases/{PLAIN}/papers"
    shutil.copy(papers / "plan.pdf", papers / "late.pdf")
    with (papers / "late.pdf").open("ab") as file:
        file.write(b"% another file\n")
    change(workspace, PLAIN, ("papers:\n", "papers:\n  - {kind: other, date: 2026-12-04, file: papers/late.pdf}\n"))
    call("brief", PLAIN, "--today", "2026-12-09", cwd=workspace, passphrase=WORDS)
    cover, contents, *_ = pack_text(taken_out(workspace, PLAIN))
    assert "Second edition" in cover
    assert contents.count("New since the first edition") == 1


def test_a_paper_left_out_is_listed_as_missing(workspace: Path, call: Call) -> None:
    """Loses: a pack cannot go out for one bad paper, or goes without anybody noticing what is not in it."""
    called = call("brief", PLAIN, "--without", 1, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0, called.err
    contents = pack_text(taken_out(workspace, PLAIN))[1]
    assert "Missing" in contents


@pytest.mark.parametrize(
    "option",
    [
        ("--without", 99),
        ("--without", 0),
        ("--unlock", "x"),
        ("--unlock", "99=key.txt"),
        ("--unlock", "0=key.txt"),
        ("--unlock", f"{'9' * 5000}=key.txt"),
    ],
)
def test_a_choice_that_means_no_paper_is_refused(workspace: Path, call: Call, option: tuple[object, ...]) -> None:
    """Loses: a slip in a number leaves out nothing, or the wrong paper, without a word."""
    assert call("brief", PLAIN, *option, "--today", TODAY, cwd=workspace, passphrase=WORDS).code == 2


def test_a_choice_for_several_cases_is_refused(workspace: Path, call: Call) -> None:
    """Loses: the second paper of every case is left out, where one was meant."""
    called = call("brief", PLAIN, WORD, "--without", 2, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 2


def test_a_locked_paper_waits_for_its_password(workspace: Path, call: Call) -> None:
    """Loses: locked minutes are bound as blank pages, or their password has to stand in the case file."""
    plan = workspace / f"cases/{PLAIN}/papers/plan.pdf"
    lock(plan)
    entries = [line for line in (plan.parents[1] / "case.yaml").read_text("utf-8").splitlines() if "file:" in line]
    number = next(number for number, entry in enumerate(entries, 1) if "plan.pdf" in entry)
    called = call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 5
    assert "is locked with a password" in called.err
    key = workspace / "key.txt"
    key.write_text("open sesame\n")
    key.chmod(0o600)
    opened = call("brief", PLAIN, "--unlock", f"{number}={key}", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert opened.code == 0, opened.err
    assert any(
        "Child Protection Plan" in page and "Pack page" in page for page in pack_text(taken_out(workspace, PLAIN))
    )
    key.write_text("wrong words\n")
    wrong = call("brief", PLAIN, "--unlock", f"{number}={key}", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert wrong.code == 5
    assert "wrong words" not in wrong.err + wrong.out


def test_every_bad_paper_is_told_and_other_cases_go_on(workspace: Path, call: Call) -> None:
    """Loses: an office learns of one bad paper at a time, and one case stops forty."""
    papers = workspace / f"cases/{PLAIN}/papers"
    (papers / "plan.pdf").write_bytes(b"")
    (papers / "review-1.pdf").write_bytes((papers / "review-1.pdf").read_bytes()[:2000])
    (papers / "initial-conference.pdf").unlink()
    called = call("brief", PLAIN, "MAS-2026-018", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 9
    for message in ("is an empty file", "is damaged", "is not there"):
        assert called.err.count(message) == 1
    assert (workspace / "out/MAS-2026-018/MAS-2026-018-briefing-1.zip").is_file()
    assert not list((workspace / "out" / PLAIN).glob("*.zip"))


def test_a_full_disk_fails_one_case_and_others_go_on(
    workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: forty packs, to the one that found no room."""
    genuine = copies.make_copy

    def full(common: Path, *others: Any) -> None:
        if PLAIN in str(common):
            raise OSError(errno.ENOSPC, "No space left on device")
        genuine(common, *others)

    monkeypatch.setattr("mas_docs.briefing.pack.make_copy", full)
    called = call("brief", PLAIN, "MAS-2026-018", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 9
    assert "No space left" in called.err
    assert (workspace / "out/MAS-2026-018/MAS-2026-018-briefing-1.zip").is_file()
    assert not list((workspace / "out" / PLAIN).glob("*.zip"))


def test_without_libreoffice_a_word_paper_says_what_to_install(
    workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: a newcomer sees a failure, and not that one program is missing for one kind of paper."""
    monkeypatch.setattr(soffice, "_USUAL_PLACES", ())
    monkeypatch.setattr("mas_docs.papers.converting.soffice.shutil.which", lambda _: None)
    called = call("brief", WORD, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 10
    assert "libreoffice-writer-nogui" in called.err
    assert call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS).code == 0
    left_out = call("brief", WORD, "--without", 2, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert left_out.code == 0, left_out.err


@pytest.mark.needs("soffice")
def test_a_word_paper_is_converted_once(workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: each late paper costs the conversion of all the others again."""
    assert call("brief", WORD, "--today", TODAY, cwd=workspace, passphrase=WORDS).code == 0
    pages = len(pack_text(taken_out(workspace, WORD)))

    def convert_nothing(*_: object) -> None:
        pytest.fail("it was converted again")

    monkeypatch.setattr(soffice.Office, "convert", convert_nothing)
    assert call("brief", WORD, "--today", TODAY, cwd=workspace, passphrase=WORDS).code == 0
    assert len(pack_text(taken_out(workspace, WORD))) == pages


def test_write_makes_the_same_packages(workspace: Path, call: Call) -> None:
    """Loses: the pack goes out without its forms, because somebody called it by its own name."""
    called = call("write", "briefing-pack", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0, called.err
    assert "appendix-3-prefilled.docx" in {path.name for path in taken_out(workspace, PLAIN).iterdir()}


def test_a_case_without_papers_is_skipped_under_all(workspace: Path, process: Call) -> None:
    """Loses: facilitators of a case that nobody has papers of yet receive an empty pack."""
    called = process("brief", "--all", "--json", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    said = [json.loads(line) for line in called.out.splitlines()]
    assert "MAS-2026-020" in {entry["case"] for entry in said if entry["type"] == "skipped"}
    assert {entry["purpose"] for entry in said if entry["type"] == "package"} == {
        "Briefing for the facilitators of a Multi-Agency Supervision event"
    }


@pytest.mark.needs("outloud", "pdfua")
def test_checkers_of_accessible_pdf_find_nothing_in_our_own_pages(workspace: Path, call: Call, tmp_path: Path) -> None:
    """Loses: a facilitator who listens to the pack meets what a screen reader cannot tell them."""
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    folder = taken_out(workspace, PLAIN)
    pack_text(folder)
    plain, report = folder / "plain.pdf", tmp_path / "report.json"
    outloud = [str(program("outloud")), "--json", str(report), "--fail-on", "never", "-q", str(plain)]
    subprocess.run(outloud, check=True, capture_output=True)
    with pikepdf.open(plain) as pack:
        ours = {
            number
            for number, page in enumerate(pack.pages, 1)
            if "/MasPaper" not in page.obj.Resources.get("/XObject", {})
        }
    findings = _findings(json.loads(report.read_text(encoding="utf-8")))
    assert [found for found in findings if found.get("page") in ours or found.get("page") is None] == []
    checked = subprocess.run([str(program("pdfua")), "check", str(plain)], capture_output=True, text=True, check=False)
    assert "result: PASS" in checked.stdout


def _findings(report: object) -> list[dict[str, object]]:
    """Every finding in a report, wherever it stands."""
    if isinstance(report, dict):
        own = [report] if {"rule", "severity", "message"} <= report.keys() else []
        return own or [found for value in report.values() for found in _findings(value)]
    return [found for value in report for found in _findings(value)] if isinstance(report, list) else []


def test_an_event_that_is_over_is_skipped_under_all_and_told_when_named(workspace: Path, call: Call) -> None:
    """Loses: facilitators get a pack to prepare for an event that they have held."""
    over = "MAS-2026-006"
    called = call("brief", "--all", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0, called.err
    assert f"{over}: skipped, because this case had its event on" in called.err
    assert not (workspace / "out" / over).exists()
    named = call("brief", over, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert named.code == 0, named.err
    assert f"{over}: this case had its event on" in named.err


def test_what_was_made_is_said_once(workspace: Path, call: Call) -> None:
    """Loses: the office sends packs without knowing that a paper is missing from them."""
    called = call("brief", PLAIN, "--without", 1, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert len(re.findall(r"First edition of the pack, \d+ pages: 5 papers bound, 1 missing", called.err)) == 1


def test_a_divider_says_what_was_left_behind(workspace: Path, call: Call) -> None:
    """Loses: a facilitator believes to have all of a paper whose comments were left out."""
    path = workspace / f"cases/{PLAIN}/papers/plan.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 29, 29], Contents="remember this"
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(path)
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    pages = pack_text(taken_out(workspace, PLAIN))
    divider = next(page for page in pages if "About this paper" in page and "Child Protection Plan" in page)
    assert "This paper has comments or stamps, which do not travel with it (page 1)." in divider
    assert "as received" not in divider


def test_a_password_for_a_paper_that_is_not_locked_is_told(workspace: Path, call: Call) -> None:
    """Loses: a slip in the number unlocks nothing, and nobody knows why."""
    key = workspace / "key.txt"
    key.write_text("open sesame\n")
    key.chmod(0o600)
    called = call("brief", PLAIN, "--unlock", f"1={key}", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0
    assert "paper 1 is not locked" in called.err


def test_several_papers_are_left_out_in_one_word(workspace: Path, call: Call) -> None:
    """Loses: an office that lists them with commas is told about integers."""
    called = call("brief", PLAIN, "--without", "1,2", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 0, called.err
    assert "2 missing" in called.err


def test_papers_are_bookmarked_below_one_of_their_own(workspace: Path, call: Call) -> None:
    """Loses: the bookmarks of a long pack are one flat list."""
    call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    pack = taken_out(workspace, PLAIN) / "briefing-pack.pdf"
    with pikepdf.open(pack, password=WORDS) as opened, opened.open_outline() as outline:
        titles = {mark.title: len(mark.children) for mark in outline.root}
    assert titles["Papers"] == 6
    assert list(titles)[:3] == ["Cover", "Contents", "What is asked of you"]


def test_a_path_that_leaves_the_case_hides_no_other_paper_and_can_be_left_out(workspace: Path, call: Call) -> None:
    """Loses: an office learns of the other bad papers one run later, or cannot brief without the stray one."""
    papers = workspace / f"cases/{PLAIN}/papers"
    change(workspace, PLAIN, ("papers/initial-conference.pdf", "../../other.pdf"))
    (papers / "plan.pdf").write_bytes(b"")
    called = call("brief", PLAIN, "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert called.code == 3
    assert called.err.count("is outside the case folder") == 1
    assert called.err.count("is an empty file") == 1
    left_out = call("brief", PLAIN, "--without", "1,5", "--today", TODAY, cwd=workspace, passphrase=WORDS)
    assert left_out.code == 0, left_out.err
    assert "2 missing" in left_out.err
