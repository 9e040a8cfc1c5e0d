"""The producing commands: what they make, for whom, and how they end."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from calling import PASSPHRASE, TODAY, Call

from mas_docs.catalogue import DOCUMENTS, documents
from mas_docs.cli import producing
from mas_docs.production import sealing
from mas_docs.resources import templates_folder
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import Passphrase


def _archives(workspace: Path, case: str = "MAS-2026-014") -> list[str]:
    return sorted(path.name for path in (workspace / "out" / case).glob("*.zip"))


def test_invite_seals_one_package_for_each_professional(workspace: Path, call: Call) -> None:
    """A professional would get no invitation, or another one's."""
    called = call("invite", "MAS-2026-014", "--today", TODAY, cwd=workspace)
    assert called.code == 0, called.err
    assert _archives(workspace) == [f"MAS-2026-014-invitation-{number}.zip" for number in range(1, 7)]
    assert "for Dr Angharad Price" in called.out
    listed = zipfile.ZipFile(workspace / "out/MAS-2026-014/MAS-2026-014-invitation-1.zip").namelist()
    assert listed == ["invitation.docx", "calendar.ics", "manifest-sha256.txt"]


def test_a_package_opens_and_holds_its_recipients_letter(workspace: Path, call: Call, tmp_path: Path) -> None:
    """The letter inside would be somebody else's."""
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, cwd=workspace)
    (name,) = _archives(workspace)
    opened = open_package(workspace / "out" / "MAS-2026-014" / name, (Passphrase(PASSPHRASE),), tmp_path / "taken-out")
    assert opened.verified is not None
    assert opened.verified.facts.recipient == "Lewis Hart"
    letter = zipfile.ZipFile(tmp_path / "taken-out" / "invitation.docx").read("word/document.xml").decode()
    assert "Lewis Hart" in letter
    assert "Pritchard" not in letter


def test_the_note_beside_an_archive_says_how_to_open_it_and_not_the_passphrase(workspace: Path, call: Call) -> None:
    """A recipient could not open their package, or anybody could who has the message."""
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, cwd=workspace)
    note = (workspace / "out/MAS-2026-014/MAS-2026-014-invitation-3-how-to-open.txt").read_text(encoding="utf-8")
    assert "7-Zip" in note
    assert "Lewis Hart" in note
    assert PASSPHRASE not in note
    assert "Pritchard" not in note


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("papers", "MAS-2026-014", "--to", "coordinator"), ["MAS-2026-014-papers-to-coordinator.zip"]),
        (("papers", "MAS-2026-014", "--to", "business-unit"), ["MAS-2026-014-papers-to-business-unit.zip"]),
        (("forms", "MAS-2026-014", "--appendix", "2"), ["MAS-2026-014-forms-2-prefilled.zip"]),
        (("write", "referral-notice", "MAS-2026-014"), ["MAS-2026-014-referral-notice.zip"]),
        (
            ("invite", "MAS-2026-014", "--facilitators"),
            ["MAS-2026-014-facilitator-invitation-1.zip", "MAS-2026-014-facilitator-invitation-2.zip"],
        ),
    ],
)
def test_each_command_makes_its_packages(
    workspace: Path, call: Call, arguments: tuple[str, ...], expected: list[str]
) -> None:
    """A step of the process could not be done."""
    called = call(*arguments, "--today", TODAY, cwd=workspace)
    assert called.code == 0, called.err
    assert _archives(workspace) == expected


def test_papers_travel_under_neutral_names_in_the_checklists_order(workspace: Path, call: Call) -> None:
    """An archive's listing would show a child's name, or the checklist's numbers would not be the files'."""
    call("papers", "MAS-2026-014", "--to", "coordinator", "--today", TODAY, cwd=workspace)
    listed = zipfile.ZipFile(workspace / "out/MAS-2026-014/MAS-2026-014-papers-to-coordinator.zip").namelist()
    assert listed == [
        "papers-checklist.docx",
        "papers/01-initial-conference-minutes-2025-08-20.pdf",
        "papers/02-review-conference-minutes-2025-11-12.docx",
        "papers/03-review-conference-minutes-2026-05-14.pdf",
        "papers/04-core-group-minutes-2026-11-05.pdf",
        "papers/06-child-protection-plan-2026-11-20.pdf",
        "papers/07-other-2026-11-13.pdf",
        "manifest-sha256.txt",
    ]


def test_the_summary_of_the_finished_case_goes_to_three(workspace: Path, call: Call) -> None:
    """Guidance 4.9: the Social Worker, the Conference Chair and the Business Unit, and nobody else."""
    called = call("summary", "MAS-2026-006", "--today", TODAY, cwd=workspace)
    assert called.code == 0, called.err
    assert len(_archives(workspace, "MAS-2026-006")) == 3


def test_blank_forms_are_written_plain(workspace: Path, call: Call) -> None:
    """An office could not hand out a form without a passphrase that protects nothing."""
    called = call("forms", "--appendix", "2", "--appendix", "4", "--state", "blank", cwd=workspace, passphrase=None)
    assert called.code == 0, called.err
    assert sorted(path.name for path in (workspace / "out").iterdir()) == [
        "appendix-2-blank.docx",
        "appendix-4-blank.docx",
    ]


def test_drafts_are_written_only_when_asked_for(workspace: Path, call: Call) -> None:
    """Plain letters about a child would lie on the disk unasked, or could not be edited when wanted."""
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, cwd=workspace)
    assert not list((workspace / "out").rglob("*.docx"))
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, "--drafts", cwd=workspace)
    drafts = workspace / "out/MAS-2026-014/drafts/MAS-2026-014-invitation-3"
    assert sorted(path.name for path in drafts.iterdir()) == ["calendar.ics", "invitation.docx"]
    assert drafts.stat().st_mode & 0o077 == 0


def test_all_skips_what_is_not_ready_and_says_so(workspace: Path, call: Call) -> None:
    """A batch would end as failed because one case has no event yet."""
    called = call("invite", "--all", "--today", TODAY, cwd=workspace)
    assert called.code == 0, called.err
    assert "MAS-2026-020: skipped" in called.err
    assert "MAS-2026-012: skipped" in called.err


def test_a_case_that_is_not_ready_fails_by_name_with_the_line(workspace: Path, call: Call) -> None:
    """Somebody would wait for an invitation that was never made."""
    called = call("invite", "MAS-2026-020", "--today", TODAY, cwd=workspace)
    assert called.code == 3
    assert "has no event yet" in called.err
    assert "cases/MAS-2026-020/case.yaml" in called.err
    assert not (workspace / "out").exists()


def test_one_bad_case_does_not_stop_the_others(workspace: Path, call: Call) -> None:
    """Thirty-nine packages would not go out on a Friday because of a slip in the fortieth."""
    case = workspace / "cases" / "MAS-2026-014" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("area: Caerphilly", "area: Caerfilly"), encoding="utf-8")
    called = call("invite", "MAS-2026-014", "MAS-2026-018", "--today", TODAY, cwd=workspace)
    assert called.code == 9
    assert "cases/MAS-2026-014/case.yaml" in called.err
    assert _archives(workspace, "MAS-2026-018")
    assert not (workspace / "out" / "MAS-2026-014").exists()


def test_a_missing_paper_stops_the_package_with_exit_5(workspace: Path, call: Call) -> None:
    """The facilitators would believe that they have everything."""
    (workspace / "cases/MAS-2026-014/papers/plan.pdf").unlink()
    called = call("papers", "MAS-2026-014", "--to", "coordinator", "--today", TODAY, cwd=workspace)
    assert called.code == 5
    assert not (workspace / "out/MAS-2026-014/MAS-2026-014-papers-to-coordinator.zip").exists()


def test_without_a_passphrase_nothing_is_made(workspace: Path, call: Call) -> None:
    """A package would be sealed with nothing, or the command would hang on a question."""
    called = call("invite", "MAS-2026-014", "--no-input", cwd=workspace, passphrase=None)
    assert called.code == 6
    assert not list(workspace.rglob("*.zip"))


def test_a_weak_passphrase_is_refused(workspace: Path, call: Call) -> None:
    """Three words are guessed in hours."""
    called = call("invite", "MAS-2026-014", cwd=workspace, passphrase="carys dragon summer")
    assert called.code == 6
    assert "carys dragon summer" not in called.err


def test_json_gives_one_object_a_line(workspace: Path, call: Call) -> None:
    """Another program could not read what was made."""
    called = call("invite", "MAS-2026-014", "--json", "--today", TODAY, cwd=workspace)
    objects = [json.loads(line) for line in called.out.splitlines()]
    packages = [found for found in objects if found["type"] == "package"]
    assert len(packages) == 6
    assert all(Path(package["archive"]).is_file() for package in packages)
    assert {found["type"] for found in objects} == {"package", "finding"}


def test_json_names_the_cases_that_were_skipped(workspace: Path, call: Call) -> None:
    """A program that drives the batch would take a skipped case for a done one."""
    called = call("invite", "--all", "--json", "--today", TODAY, cwd=workspace)
    objects = [json.loads(line) for line in called.out.splitlines()]
    skipped = {found["case"]: found["reasons"] for found in objects if found["type"] == "skipped"}
    assert skipped["MAS-2026-020"] == ["has no event yet"]
    assert "MAS-2026-012" in skipped


def test_a_family_member_among_the_recipients_stops_everything(workspace: Path, call: Call) -> None:
    """A parent would receive the professionals' papers (guidance 4.4)."""
    case = workspace / "cases" / "MAS-2026-014" / "case.yaml"
    text = case.read_text(encoding="utf-8").replace("role: Nursery Manager", "role: Mother")
    case.write_text(text, encoding="utf-8")
    called = call("invite", "MAS-2026-014", "--today", TODAY, cwd=workspace)
    assert called.code == 8
    assert not list(workspace.rglob("*.zip"))
    entries = [recorded.entry for recorded in Ledger(workspace / "ledger").reader.entries()]
    assert [(entry.event, entry.case, entry.reason) for entry in entries] == [
        (Event.REFUSED, "MAS-2026-014", "need-to-know")
    ]


def test_a_facilitator_who_line_manages_a_practitioner_stops_everything(workspace: Path, call: Call) -> None:
    """Loses: guidance 4.5: somebody who manages a practitioner of the case reads the papers."""
    case = workspace / "cases" / "MAS-2026-014" / "case.yaml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("line_manages: [Nia Watts,", "line_manages: [Lewis Hart,"), encoding="utf-8")
    assert call("brief", "MAS-2026-014", "--today", TODAY, cwd=workspace).code == 8
    assert call("check", "MAS-2026-014", "--today", TODAY, cwd=workspace).code == 3
    assert not list(workspace.rglob("*.zip"))


def test_the_same_day_gives_the_same_documents(workspace: Path, call: Call, tmp_path: Path) -> None:
    """What is unchanged could not be seen to be so, and a package sent twice would differ without a reason."""
    for out in ("one", "two"):
        call("invite", "MAS-2026-014", "--today", TODAY, "--drafts", "--out", tmp_path / out, cwd=workspace)
    first, second = (
        {path.relative_to(tmp_path / out): path.read_bytes() for path in (tmp_path / out).rglob("drafts/*/*")}
        for out in ("one", "two")
    )
    assert first
    assert first == second


def test_write_list_names_every_document(workspace: Path, call: Call) -> None:
    """Somebody would not find the document they need."""
    called = call("write", "--list", cwd=workspace)
    assert called.code == 0
    assert called.out.count("guidance ") >= 19


def test_a_new_document_takes_one_template_and_one_row(
    workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """CONTRIBUTING.md promises it; an office that adds a letter would have to change the program."""
    recipe = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    copied, made = re.findall(r"`templates/(word/en/[a-z-]+\.docx)`", recipe)
    row = eval(dedent(re.search(r"```python\n(.*?)```", recipe, re.DOTALL)[1]), vars(documents).copy())  # type: ignore[index]  # noqa: S307 - the recipe's own row

    templates = tmp_path / "templates"
    shutil.copytree(templates_folder(), templates)
    shutil.copy(templates / copied, templates / made)
    monkeypatch.setitem(documents._BY_KEY, row.key, row)  # noqa: SLF001 - a row added as the file's author would
    _search_first(workspace, templates)
    called = call("write", row.key, "MAS-2026-014", "--today", TODAY, cwd=workspace)
    assert called.code == 0, called.err
    assert _archives(workspace) == [f"MAS-2026-014-{row.key}-{number}.zip" for number in (1, 2)]


def _search_first(workspace: Path, templates: Path) -> None:
    """Let the board's own folder of templates be searched before ours."""
    settings = workspace / "board.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\ntemplates: {templates}\n", encoding="utf-8")


def test_a_boards_own_template_is_used_before_ours(workspace: Path, call: Call, tmp_path: Path) -> None:
    """An office that edited its letter in Word would still send ours."""
    own = tmp_path / "own" / "word" / "en"
    own.mkdir(parents=True)
    shutil.copy(templates_folder() / "word/en/facilitators-agenda.docx", own / "venue-request.docx")
    _search_first(workspace, tmp_path / "own")
    call("write", "venue-request", "MAS-2026-014", "--today", TODAY, "--drafts", cwd=workspace)
    draft = workspace / "out/MAS-2026-014/drafts/MAS-2026-014-venue-request/venue-request.docx"
    assert "Agenda" in zipfile.ZipFile(draft).read("word/document.xml").decode()


def test_a_cancelled_event_is_announced_as_cancelled_or_not_at_all(workspace: Path, call: Call, tmp_path: Path) -> None:
    """Facilitators would travel to an event that does not take place."""
    for document in DOCUMENTS:
        if document.states:
            continue
        called = call(
            "write",
            document.key,
            "MAS-2026-010",
            "--today",
            TODAY,
            "--drafts",
            "--out",
            tmp_path / document.key,
            cwd=workspace,
        )
        assert called.code in {0, 3}, called.err
    entries = list(tmp_path.rglob("calendar.ics"))
    assert entries
    assert all(b"STATUS:CANCELLED" in entry.read_bytes() for entry in entries)


def test_a_paper_that_changes_after_it_was_examined_is_not_sent(
    workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was examined and what is sealed would be two different papers."""
    whole = sealing.produce

    def change_first(*arguments: Any) -> Any:
        plan = workspace / "cases/MAS-2026-014/papers/plan.pdf"
        plan.write_bytes(plan.read_bytes()[:100])
        return whole(*arguments)

    monkeypatch.setattr(producing, "produce", change_first)
    called = call("papers", "MAS-2026-014", "--to", "coordinator", "--today", TODAY, cwd=workspace)
    assert called.code == 5
    assert "changed after it was examined" in called.err
    assert "plan.pdf" not in called.err
    assert not list(workspace.rglob("*.zip"))


def test_what_a_killed_run_left_among_drafts_is_removed(workspace: Path, call: Call) -> None:
    """A plain letter about a child would lie in a hidden folder for good."""
    left = workspace / "out/MAS-2026-014/drafts/MAS-2026-014-invitation-1/.mas-docs-work-0123456789abcdef/work"
    left.mkdir(parents=True)
    (left / "new").write_text("a letter")
    call("invite", "MAS-2026-014", "--only", "Lewis Hart", "--today", TODAY, cwd=workspace)
    assert not (left / "new").exists()


@pytest.mark.parametrize("command", [("papers", "--to", "coordinator"), ("brief", "--only", "Rhian Cole")])
@pytest.mark.parametrize("protection", ["zip", "native"])
def test_the_ledger_counts_what_could_not_be_searched_once(
    workspace: Path, call: Call, command: tuple[str, ...], protection: str
) -> None:
    """Loses: an officer cannot tell which packages held a scan that nobody looked at, or is told of two."""
    name, *more = command
    options = ("--without", "2", "--protection", protection, "--today", TODAY)
    called = call(name, "MAS-2026-014", *more, *options, cwd=workspace)
    assert called.code == 0, called.err
    (entry,) = [recorded.entry for recorded in Ledger(workspace / "ledger").reader.entries()]
    assert entry.unsearched == 1
    assert called.err.count("could not be searched") == 1


def test_native_drafts_hold_no_paper(workspace: Path, call: Call) -> None:
    """Loses: a plain copy of a child's papers beside the letters that were asked for."""
    options = ("--to", "coordinator", "--protection", "native", "--drafts", "--today", TODAY)
    called = call("papers", "MAS-2026-014", *options, cwd=workspace)
    assert called.code == 0, called.err
    drafts = workspace / "out/MAS-2026-014/drafts/MAS-2026-014-papers-to-coordinator"
    assert [path.name for path in drafts.iterdir()] == ["papers-checklist.docx"]
