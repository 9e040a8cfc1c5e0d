"""Promises 4 and 6: a canary passphrase and a family's names, looked for in all that commands say, write and start."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from calling import Call, Called
from canaries import CANARY, NAMED_PAPER, PAPERS_OWN, WRONG, canary_office, change, shown, shown_by
from faults import CASE, FACILITATOR, NEIGHBOUR, RECIPIENT, Office

from mas_docs.errors import MasDocsError
from mas_docs.files import WORK_PREFIX

TODAY = ("--today", "2026-12-07")
INVITE = ("invite", CASE, "--mail", *TODAY)
NATIVE = ("invite", CASE, "--mail", "--protection", "native", *TODAY)
PAPERS = ("papers", CASE, "--to", "coordinator", "--mail", *TODAY)
BRIEF = ("brief", CASE, "--only", FACILITATOR, "--mail", *TODAY)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of two cases; a paper's own file name gives a child's name."""
    return canary_office(tmp_path / "office")


def lines_about_failure(called: Called) -> list[str]:
    """The lines in which a command fails; there is one."""
    return [line for line in called.err.splitlines() if line.startswith("mas-docs: ")]


@pytest.mark.parametrize("more", [(), ("-v",), ("--json",), ("-q",)], ids=["plain", "-v", "--json", "-q"])
@pytest.mark.parametrize("command", [INVITE, NATIVE, PAPERS, BRIEF, ("check", CASE, *TODAY)], ids=lambda call: call[0])
def test_what_goes_well_shows_nobody(
    office: Office, call: Call, command: tuple[str, ...], more: tuple[str, ...]
) -> None:
    """Loses: a child's name, or the passphrase of every package, to whoever sees a screen, a folder or a mail."""
    called = call(*command, *more, cwd=office.workspace, passphrase=CANARY)
    assert called.code == 0, called.err
    assert shown_by(called) == []
    for path in office.written():
        assert shown(str(path.relative_to(office.root))) == []
        if path.is_file():
            assert shown(path.read_bytes()) == [], path.name
            assert shown_in_message(path) == [], path.name


def shown_in_message(path: Path) -> list[str]:
    """The secrets in an e-mail draft's head and in what it carries, each part as it is read."""
    if path.suffix != ".eml":
        return []
    import email
    import email.policy

    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    heads = [*message.values(), *(value for part in parts for value in part.values())]
    return [
        found for content in (*heads, *(part.get_payload(decode=True) for part in parts)) for found in shown(content)
    ]


def _wrong_passphrase(office: Office, call: Call) -> Called:
    archive = next(office.out.glob("*invitation-1.zip"))
    return call("open", archive, cwd=office.workspace, passphrase=WRONG)


def _damaged(office: Office, call: Call) -> Called:
    archive = next(office.out.glob("*invitation-1.zip"))
    archive.write_bytes(archive.read_bytes()[:-70] + b"0" * 70)
    return call("verify", archive, "--json", cwd=office.workspace, passphrase=CANARY)


def _weak(office: Office, call: Call) -> Called:
    return call(*INVITE, cwd=office.workspace, passphrase="zebrafish umbrella")


def _not_ascii(office: Office, call: Call) -> Called:
    return call(*INVITE, cwd=office.workspace, passphrase=f"{CANARY} £")


def _missing_paper(office: Office, call: Call) -> Called:
    (office.workspace / "cases" / CASE / NAMED_PAPER).unlink()
    return call(*PAPERS, "-v", cwd=office.workspace, passphrase=CANARY)


def _broken_paper(office: Office, call: Call) -> Called:
    (office.workspace / "cases" / CASE / NAMED_PAPER).write_bytes(b"%PDF-1.7 Amelia Okonkwo zebrafish")
    return call(*BRIEF, "-v", cwd=office.workspace, passphrase=CANARY)


def _locked_paper(office: Office, call: Call) -> Called:
    import pikepdf

    paper = office.workspace / "cases" / CASE / NAMED_PAPER
    with pikepdf.open(paper, allow_overwriting_input=True) as pdf:
        pdf.save(paper, encryption=pikepdf.Encryption(user="another one", owner="and its owner"))
    key = office.root / "key.txt"
    key.write_text(PAPERS_OWN)
    key.chmod(0o600)
    return call(*PAPERS, "--unlock", f"5={key}", "-v", cwd=office.workspace, passphrase=CANARY)


def _swapped_paper(office: Office, call: Call) -> Called:
    cases = office.workspace / "cases"
    shutil.copy(cases / CASE / "papers/core-group.pdf", cases / NEIGHBOUR / "papers/Amelia Okonkwo.pdf")
    change(office, "papers/plan.pdf", '"papers/Amelia Okonkwo.pdf"', NEIGHBOUR)
    return call("papers", NEIGHBOUR, "--to", "coordinator", "-v", *TODAY, cwd=office.workspace, passphrase=CANARY)


def _swapped_file(office: Office, call: Call) -> Called:
    own = office.workspace / "cases" / CASE / "papers/core-group.pdf"
    to = ("--to", "Catrin Morris", "-o", "package.zip", "--case", NEIGHBOUR, "--json")
    return call("seal", own, *to, cwd=office.workspace, passphrase=CANARY)


def _family_member(office: Office, call: Call) -> Called:
    mother = "  - {name: Grace Okonkwo, role: Mother, agency: Family, email: grace@family.example}"
    change(office, "core_group:\n", f"core_group:\n{mother}\n")
    return call(*INVITE, "--json", cwd=office.workspace, passphrase=CANARY)


def _no_such_recipient(office: Office, call: Call) -> Called:
    return call("invite", CASE, "--only", "Nobody", *TODAY, cwd=office.workspace, passphrase=CANARY)


def _broken_case(office: Office, call: Call) -> Called:
    change(office, "date_of_birth: 2024-07-22", "date_of_birth: 2124-17-22")
    return call(*INVITE, "-v", cwd=office.workspace, passphrase=CANARY)


def _ledger_in_the_way(office: Office, call: Call) -> Called:
    office.ledger.folder.write_text("in the way")
    return call(*INVITE, cwd=office.workspace, passphrase=CANARY)


FAILURES: dict[str, tuple[Callable[[Office, Call], Called], int]] = {
    "wrong passphrase": (_wrong_passphrase, 6),
    "damaged archive": (_damaged, 7),
    "weak passphrase": (_weak, 6),
    "no ASCII": (_not_ascii, 6),
    "missing paper": (_missing_paper, 5),
    "broken paper": (_broken_paper, 5),
    "locked paper": (_locked_paper, 5),
    "swapped paper": (_swapped_paper, 8),
    "swapped file": (_swapped_file, 8),
    "family member": (_family_member, 8),
    "no such recipient": (_no_such_recipient, 2),
    "broken case": (_broken_case, 3),
    "no ledger": (_ledger_in_the_way, 2),
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_failure_shows_a_secret(office: Office, call: Call, name: str) -> None:
    """Loses: promise 6 in the moment that somebody sends the screen to whoever supports them."""
    fail, code = FAILURES[name]
    if name in {"wrong passphrase", "damaged archive"}:
        assert call(*INVITE, cwd=office.workspace, passphrase=CANARY).code == 0
    called = fail(office, call)
    assert called.code == code, called.err
    assert shown_by(called) == []
    assert len(lines_about_failure(called)) == 1
    for path in office.written():
        assert shown(str(path.relative_to(office.root))) == []
        assert not path.is_file() or shown(path.read_bytes()) == []


PLACES = (
    "mas_docs.production.sealing.seal",
    "mas_docs.production.sealing.opening_note",
    "mas_docs.production.desk.render_document",
    "mas_docs.production.messages.package_draft",
    "mas_docs.guard.guard.CaseGuard.examine_all",
    "mas_docs.transfer.ledger.adding.Ledger.append",
    "mas_docs.cli.producing.guard_of",
    "mas_docs.cli.passphrases.find_passphrase",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", [RuntimeError, KeyError, UnicodeEncodeError, OSError])
def test_a_defect_anywhere_quotes_nothing(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch, place: str, kind: type[Exception]
) -> None:
    """Loses: promise 6 where the program itself is at fault; its message is what people send on."""
    words = f"{CANARY} for Amelia Okonkwo, 2024-07-22"
    values: dict[type[Exception], tuple[Any, ...]] = {
        UnicodeEncodeError: ("ascii", words, 0, 1, words),
        OSError: (5, "Input/output error", f"/x/{NAMED_PAPER}"),
    }

    def broken(*_values: Any, **_more: Any) -> None:
        raise kind(*values.get(kind, (words,)))

    monkeypatch.setattr(place, broken)
    called = call(*INVITE, "-v", cwd=office.workspace, passphrase=CANARY)
    assert called.code in {2, 70}, called.err
    assert shown_by(called) == []
    assert len(lines_about_failure(called)) == 1


@pytest.mark.parametrize("command", [("passphrase", "status"), ("passphrase", "new"), ("invite", CASE, *TODAY)])
def test_a_keyring_that_fails_quotes_nothing(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Loses: the passphrases of a board, to a keyring's own message."""

    class Failing:
        def get_password(self, _service: str, _item: str) -> str:
            raise RuntimeError(CANARY)

        def set_password(self, *_values: str) -> None:
            raise RuntimeError(CANARY)

    monkeypatch.setattr("mas_docs.transfer.passphrases.keeping.system_keyring", Failing)
    called = call(*command, cwd=office.workspace, passphrase=None)
    assert called.code == 6, called.err
    assert shown_by(called) == []


def test_only_show_and_slip_show_the_words(office: Office, call: Call) -> None:
    """Loses: the one way to read a passphrase out over the telephone; or promise 6 beside it."""
    key = office.root / "words.txt"
    key.write_text(CANARY)
    key.chmod(0o600)
    kept = call("passphrase", "set", "--from-file", key, "-v", cwd=office.workspace, passphrase=None)
    assert (kept.code, shown_by(kept)) == (0, [])
    label = json.loads(call("passphrase", "status", "--json", cwd=office.workspace, passphrase=None).out)["label"]
    for command in (INVITE, ("ledger", "show"), ("ledger", "verify"), ("passphrase", "status", "-v")):
        called = call(*command, cwd=office.workspace, passphrase=None)
        assert (called.code, shown_by(called)) == (0, []), called.err
    package = next(recorded.entry.package for recorded in office.ledger.reader.entries())
    report = call("ledger", "report", package, cwd=office.workspace, passphrase=None)
    assert (report.code, shown_by(report)) == (0, []), report.err
    for command in (("passphrase", "show"), ("passphrase", "slip", label)):
        assert "zebrafish" in call(*command, cwd=office.workspace, passphrase=None).out


def test_an_error_of_ours_keeps_no_secret_in_its_causes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: promise 6, to a program that logs the whole of an exception of ours."""
    import traceback

    from mas_docs.cli.main import mas_docs

    monkeypatch.setenv("MAS_DOCS_PASSPHRASE", CANARY)
    monkeypatch.chdir(office.workspace)
    (office.workspace / "cases" / CASE / NAMED_PAPER).unlink()
    for command in (PAPERS, BRIEF, ("verify", "board.yaml"), ("open", "board.yaml")):
        with pytest.raises(MasDocsError) as caught:
            mas_docs.main(list(command), standalone_mode=False)
        assert shown("".join(traceback.format_exception(caught.value))) == []


def test_no_work_folder_has_a_telling_name(office: Office, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a child's name, to whoever lists processes or open files while a package is made."""
    made: list[str] = []
    whole = os.open

    def listed(path: Any, *values: Any, **more: Any) -> int:
        made.append(str(path))
        return whole(path, *values, **more)

    monkeypatch.setattr(os, "open", listed)
    assert call("invite", CASE, "--only", RECIPIENT, *TODAY, cwd=office.workspace, passphrase=CANARY).code == 0
    ours = [path for path in made if WORK_PREFIX in path]
    assert ours
    assert shown(" ".join(ours)) == []
