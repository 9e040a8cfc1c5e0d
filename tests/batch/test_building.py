"""One case of a batch: what is due is made, what has not changed is left alone, whatever is wrong is told."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from benches import AFTER, BEFORE, TODAY, WORDS, bench_for, build_case, change, change_template, small_workspace

from mas_docs.batch.building import look
from mas_docs.batch.record import RECORD
from mas_docs.batch.results import CaseResult
from mas_docs.errors import ExitCode
from mas_docs.files import WORK_PREFIX
from mas_docs.resources import templates_folder
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.verification import verify
from mas_docs.yaml_files.values import Protection

ALL = {
    *(f"{BEFORE}-invitation-{number}.zip" for number in (1, 2, 3, 4)),
    *(f"{BEFORE}-facilitator-invitation-{number}.zip" for number in (1, 2)),
    *(f"{BEFORE}-briefing-{number}.zip" for number in (1, 2)),
}
BRIEFINGS = {name for name in ALL if "briefing" in name}
INVITATIONS = {name for name in ALL if "-018-invitation" in name}


@pytest.fixture(scope="module")
def once_built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CaseResult]:
    """A workspace of which a batch was made."""
    root = small_workspace(tmp_path_factory.mktemp("built") / "workspace", BEFORE, AFTER)
    return root, build_case(root)


@pytest.fixture
def built(once_built: tuple[Path, CaseResult], tmp_path: Path) -> Path:
    """A copy of it, to change something in."""
    return Path(shutil.copytree(once_built[0], tmp_path / "workspace", dirs_exist_ok=False))


def names(result: CaseResult) -> set[str]:
    """The archives that were made."""
    assert result.failure is None, result.failure
    return {made.archive.name for made in result.made}


def case_file(root: Path) -> Path:
    """The case's file."""
    return root / "cases" / BEFORE / "case.yaml"


def own_templates(root: Path) -> None:
    """Give the board a folder of templates of its own."""
    with (root / "board.yaml").open("a", encoding="utf-8") as file:
        file.write("\ntemplates: ours\n")
    (root / "ours").mkdir()


def test_everything_that_is_due_is_made(once_built: tuple[Path, CaseResult]) -> None:
    """Loses: somebody gets nothing."""
    root, result = once_built
    assert names(result) == ALL
    assert not result.unchanged
    for made in result.made:
        verified = verify(made.archive, (Passphrase(WORDS),))
        assert verified.facts.package_id == made.package_id
        assert made.note.is_file()
    assert not list((root / "out").rglob(f"{WORK_PREFIX}*"))


def test_the_record_names_nobody(once_built: tuple[Path, CaseResult]) -> None:
    """Loses: a file that anybody may copy says who is in the case."""
    root, _ = once_built
    record = (root / "out" / BEFORE / RECORD).read_text()
    for line in case_file(root).read_text(encoding="utf-8").splitlines():
        if line.strip(" -").startswith("name:"):
            for word in line.partition(":")[2].split():
                assert word.strip('"') not in record


@pytest.mark.parametrize("days", [0, 1, 5])
def test_nothing_is_made_again_while_nothing_changes(built: Path, days: int) -> None:
    """Loses: everybody is sent the same invitation on every Friday."""
    result = build_case(built, today=TODAY + dt.timedelta(days))
    assert names(result) == set()
    assert {there.archive.name for there in result.unchanged} == ALL
    assert {there.made_on for there in result.unchanged} == {TODAY}


def test_all_is_made_again_where_that_is_asked_for(built: Path) -> None:
    """Loses: a package that went astray cannot be made anew."""
    assert names(build_case(built, force=True)) == ALL


def test_a_change_of_the_case_makes_anew_what_shows_it(built: Path) -> None:
    """Loses: people go to the old venue, or those whom a change does not concern are sent everything again."""
    change(case_file(built), ("end: 14:00", "end: 13:45"))
    assert names(build_case(built)) == ALL


def test_a_change_for_one_person_makes_theirs_anew(built: Path) -> None:
    """Loses: a corrected address is not used, or everybody is invited once more."""
    change(case_file(built), ("maria.santos@health.example", "m.santos@health.example"))
    assert f"{BEFORE}-invitation-1.zip" in (made := names(build_case(built)))
    assert not made & (INVITATIONS - {f"{BEFORE}-invitation-1.zip"})


def test_what_no_package_shows_makes_none_anew(built: Path) -> None:
    """Loses: to write down that the invitations went out sends them again."""
    change(case_file(built), ("booked: 2026-12-02", "booked: 2026-12-01"))
    assert names(build_case(built)) == set()


def test_a_change_of_a_paper_makes_the_packs_anew(built: Path) -> None:
    """Loses: facilitators prepare from minutes that were corrected since."""
    papers = sorted((case_file(built).parent / "papers").glob("*.pdf"))
    papers[0].write_bytes(papers[0].read_bytes() + b"\n% corrected\n")
    assert names(build_case(built)) == BRIEFINGS


def test_a_change_of_a_template_makes_its_documents_anew(built: Path) -> None:
    """Loses: the office corrects a sentence, and the old one goes out."""
    own_templates(built)
    source = templates_folder() / "word" / "en" / "facilitator-invitation.docx"
    change_template(source, built / "ours" / "word" / "en" / "facilitator-invitation.docx", "independen", "Independen")
    assert names(build_case(built)) == ALL - INVITATIONS - BRIEFINGS


def test_a_change_of_a_page_of_the_pack_makes_the_packs_anew(built: Path) -> None:
    """Loses: likewise, of the pack's own pages."""
    own_templates(built)
    page = built / "ours" / "text" / "en" / "pack" / "session-guide.txt"
    page.parent.mkdir(parents=True)
    ours = (templates_folder() / "text" / "en" / "pack" / "session-guide.txt").read_text(encoding="utf-8")
    page.write_text(ours + "\nAnother line.\n", encoding="utf-8")
    assert names(build_case(built)) == BRIEFINGS


def test_a_change_of_the_board_makes_anew_what_shows_it(built: Path) -> None:
    """Loses: letters go out with a telephone number that nobody answers any more."""
    change(built / "board.yaml", ("phone: 01632 960 100", "phone: 01632 960 101"))
    assert names(build_case(built)) == ALL


def test_another_passphrase_makes_everything_anew(built: Path) -> None:
    """Loses: after the passphrase was changed, packages lie there that nobody can open with it."""
    assert names(build_case(built, passphrase=Passphrase(WORDS, "SEWSCB-2027-01"))) == ALL
    other = Passphrase("blue fish swim past old red tins", "SEWSCB-2027-01")
    assert names(build_case(built, passphrase=other)) == ALL


def test_another_protection_makes_everything_anew(built: Path) -> None:
    """Loses: somebody who cannot open archives goes on getting them."""
    made = names(build_case(built, protection=Protection.NATIVE))
    assert made == {name.removesuffix(".zip") for name in ALL}
    assert names(build_case(built, protection=Protection.NATIVE)) == set()


def test_an_e_mail_draft_that_is_asked_for_is_there(built: Path) -> None:
    """Loses: packages without the drafts that were asked for."""
    first = build_case(built, mail=True)
    assert names(first) == ALL
    assert all(made.message and made.message.is_file() for made in first.made)
    assert names(build_case(built, mail=True)) == set()


def test_a_package_that_is_damaged_or_gone_is_made_again(built: Path) -> None:
    """Loses: a package that was cut short, or moved away, is missing on the day."""
    folder = built / "out" / BEFORE
    cut, gone, noteless = sorted(INVITATIONS)[:3]
    (folder / cut).write_bytes((folder / cut).read_bytes()[:-1])
    (folder / gone).unlink()
    (folder / f"{noteless.removesuffix('.zip')}-how-to-open.txt").unlink()
    assert names(build_case(built)) == {cut, gone, noteless}


def test_a_package_that_the_ledger_does_not_know_is_made_again(built: Path) -> None:
    """Loses: a package goes out that is in no book."""
    shutil.rmtree(built / "ledger")
    assert names(build_case(built)) == ALL


def test_what_this_run_made_before_its_worker_died_counts_as_made(built: Path) -> None:
    """Loses: packages that were made are told to nobody, and are not sent."""
    result = build_case(built, run="another run", force=True)
    again = build_case(built, run="another run", force=True)
    told = [(made.package_id, made.archive, made.members, made.recipient) for made in again.made]
    assert told == [(made.package_id, made.archive, made.members, made.recipient) for made in result.made]


def test_after_the_event_the_summary_goes_out_and_old_invitations_are_left_alone(built: Path) -> None:
    """Loses: the summary; or the list of what is not to be sent is so long that nobody reads it."""
    result = build_case(built, AFTER)
    assert {made.key for made in result.made} >= {"summary-social-worker", "actions-core-group"}
    later = build_case(built, today=TODAY + dt.timedelta(200))
    assert (later.made, later.unchanged, later.left_over) == ((), (), ())


def test_what_the_case_does_not_allow_any_more_is_told(built: Path) -> None:
    """Loses: somebody who left the Core Group is still sent an invitation, or an event that was moved is announced."""
    change(case_file(built), ("  end: 14:00", "  end: 14:00\n  status: cancelled"))
    result = build_case(built)
    assert {path.name for path in result.left_over} == ALL
    assert {made.key for made in result.made} == {"invitation-cancelled", "facilitator-invitation-cancelled"}


def test_a_left_over_work_folder_goes_even_where_nothing_is_made(built: Path) -> None:
    """Loses: what a killed run left of a child's papers lies there for good."""
    left = built / "out" / BEFORE / f"{WORK_PREFIX}0123456789abcdef"
    left.mkdir(mode=0o700)
    (left / "001.pdf").write_bytes(b"%PDF a child's paper")
    assert names(build_case(built)) == set()
    assert not left.exists()


def test_a_bad_paper_is_told_and_the_rest_of_the_workspace_goes_on(built: Path) -> None:
    """Loses: one unreadable paper stops a whole batch, or nobody learns which one it is."""
    papers = sorted((case_file(built).parent / "papers").glob("*.pdf"))
    papers[0].write_bytes(b"%PDF-1.7 no more")
    result = build_case(built)
    assert result.failure is not None
    assert result.failure.exit_code is ExitCode.PAPER
    assert result.findings.errors
    assert {there.archive.name for there in result.unchanged} == ALL - BRIEFINGS
    assert build_case(built, AFTER).failure is None


def test_a_bad_paper_is_no_reason_why_nobody_is_invited(tmp_path: Path) -> None:
    """Loses: people are not invited in time, because a paper that they never see cannot be read."""
    root = small_workspace(tmp_path / "workspace", BEFORE)
    papers = sorted((case_file(root).parent / "papers").glob("*.pdf"))
    papers[0].write_bytes(b"%PDF-1.7 no more")
    result = build_case(root)
    assert result.failure is not None
    assert {made.archive.name for made in result.made} == ALL - BRIEFINGS


def test_a_locked_paper_says_what_to_do(built: Path) -> None:
    """Loses: a batch waits for ever for a password, or says nothing of one."""
    import pikepdf

    papers = sorted((case_file(built).parent / "papers").glob("*.pdf"))
    with pikepdf.open(papers[0], allow_overwriting_input=True) as pdf:
        pdf.save(papers[0], encryption=pikepdf.Encryption(user="open sesame", owner="other"))
    result = build_case(built)
    assert result.failure is not None
    assert "--unlock" in " ".join(finding.remedy for finding in result.findings.errors)


def test_a_defect_is_told_without_its_words(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: one defect stops the whole batch, or shows a name."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Carys Pritchard")

    monkeypatch.setattr("mas_docs.batch.building.papers_for", broken)
    result = build_case(built, force=True)
    assert result.failure is not None
    assert result.failure.exit_code is ExitCode.DEFECT
    assert "RuntimeError" in str(result.failure)
    assert "Carys" not in str(result.failure)


def test_a_look_makes_nothing(tmp_path: Path) -> None:
    """Loses: a rehearsal leaves packages behind."""
    root = small_workspace(tmp_path / "workspace", BEFORE)
    with bench_for(root) as bench:
        outlook = look(bench, case_file(root))
    assert {key for key, _ in outlook.due} == {"invitation", "facilitator-invitation", "briefing"}
    assert not (root / "out").exists()
    assert not (root / "ledger").exists()


def test_every_package_of_a_batch_is_in_the_ledger(once_built: tuple[Path, CaseResult]) -> None:
    """Loses: what a package sent wrong had held cannot be said."""
    root, result = once_built
    entries = [recorded.entry for recorded in Ledger(root / "ledger").reader.entries()]
    sealed = {entry.package for entry in entries if entry.event is Event.SEALED}
    assert sealed == {made.package_id for made in result.made}
    record = json.loads((root / "out" / BEFORE / RECORD).read_text())
    assert {one["package_id"] for one in record["packages"].values()} == sealed
