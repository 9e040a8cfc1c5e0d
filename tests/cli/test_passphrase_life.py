"""The passphrase's life on the command line: due dates, events of their own, slips, and the last one retired."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pikepdf
import pytest
from calling import Call, Called

from mas_docs.transfer.passphrases.stores import config_folder

NOVEMBER, DECEMBER, MAY, JUNE = "2026-11-20", "2026-12-07", "2027-05-12", "2027-06-01"
PLAIN = "MAS-2026-014"
CANARY = "zebrafish quagmire obelisk turnstile marzipan hovercraft"


@pytest.fixture
def office(workspace: Path) -> Path:
    """A workspace; the passphrases of its board lie in a folder of settings of the test's own."""
    return workspace


@pytest.fixture
def ask(call: Call, office: Path) -> Call:
    """Call `mas-docs passphrase` in the workspace, without a passphrase in the environment."""

    def asked(*arguments: object, cwd: Path = office) -> Called:
        return call("passphrase", *arguments, cwd=cwd, passphrase=None)

    return asked


def words_of(ask: Call, *label: str) -> str:
    """The words of a kept passphrase."""
    return str(json.loads(ask("show", *label, "--json").out)["words"])


def listed(ask: Call, today: str) -> dict[str, dict[str, object]]:
    """What `status` tells other programs, by label."""
    lines = [json.loads(line) for line in ask("status", "--json", "--today", today).out.splitlines()]
    return {line["label"]: line for line in lines if line["type"] == "passphrase-status"}


def keep_canary(ask: Call, office: Path, *options: str) -> None:
    """Keep words that can be looked for."""
    file = office.parent / "words.txt"
    file.write_text(CANARY)
    file.chmod(0o600)
    assert ask("set", "--from-file", file, "--today", NOVEMBER, *options).code == 0
    file.unlink()


def test_status_says_until_when_in_words_and_for_programs(ask: Call) -> None:
    """Loses: the change of the standard passphrase, which nobody would think of."""
    ask("new", "--today", NOVEMBER)
    early = ask("status", "--today", DECEMBER)
    assert "current; to be renewed by 20 May 2027\n" in early.out
    assert early.err == ""
    near = ask("status", "--today", MAY)
    assert "to be renewed by 20 May 2027, in 8 days" in near.out
    assert "mas-docs passphrase new" in near.err
    late = ask("status", "--today", JUNE)
    assert "current; overdue, was to be renewed by 20 May 2027, 12 days ago" in late.out
    assert "overdue" in late.err
    for today, overdue in ((DECEMBER, False), (JUNE, True)):
        entry = listed(ask, today)["SEWSCB-2026-11"]
        assert entry | {"rotate_by": "2027-05-20", "overdue": overdue, "current": True, "event": None} == entry


def test_the_boards_own_rule_is_the_rule(ask: Call, office: Path) -> None:
    """Loses: what the board decided about its passphrase."""
    settings = office / "board.yaml"
    text = settings.read_text(encoding="utf-8")
    assert "rotate_every" not in text
    settings.write_text(f"{text}\npassphrase:\n  rotate_every: 2 weeks\n", encoding="utf-8")
    ask("new", "--today", NOVEMBER)
    assert listed(ask, NOVEMBER)["SEWSCB-2026-11"]["rotate_by"] == "2026-12-04"


def test_rotation_keeps_the_old_one_and_says_that_it_was_replaced(ask: Call) -> None:
    """Loses: the way into last half-year's archives."""
    ask("new", "--today", NOVEMBER)
    old = words_of(ask)
    ask("new", "--today", MAY)
    assert words_of(ask) != old
    assert words_of(ask, "SEWSCB-2026-11") == old
    status = ask("status", "--today", MAY).out
    assert "SEWSCB-2026-11       issued 20 November 2026, replaced by a newer one" in status
    entries = listed(ask, MAY)
    assert entries["SEWSCB-2026-11"]["rotate_by"] is None
    assert entries["SEWSCB-2027-05"]["rotate_by"] == "2027-11-12"


def test_an_events_passphrase_is_drawn_on_purpose_and_listed_apart(ask: Call) -> None:
    """Loses: the separation of one event's recipients from all others who hold the standard passphrase."""
    ask("new", "--today", NOVEMBER)
    drawn = ask("new", "--event", PLAIN, "--today", DECEMBER)
    assert drawn.code == 0, drawn.err
    assert f"{PLAIN}, for {PLAIN} alone," in drawn.out
    status = ask("status", "--today", DECEMBER).out.splitlines()
    assert status[0].startswith("SEWSCB-2026-11")
    assert status[1].startswith(PLAIN)
    assert f"for {PLAIN} alone, in use" in status[1]
    entry = listed(ask, DECEMBER)[PLAIN]
    assert entry | {"event": PLAIN, "current": False, "in_use": True, "rotate_by": None} == entry
    assert json.loads(ask("show", "--json").out)["label"] == "SEWSCB-2026-11"
    assert ask("new", "--event", f"cases/{PLAIN}", "--json", "--today", DECEMBER).out.count(f"{PLAIN}-b") >= 1
    assert "replaced by a newer one" in ask("status", "--today", DECEMBER).out


def test_an_event_that_is_not_there_gets_no_passphrase(ask: Call, tmp_path: Path) -> None:
    """Loses: a misspelt reference; packages would be sealed with other words than those that were told."""
    assert ask("new", "--event", "MAS-2026-999").code == 2
    assert ask("new", "--event", "Carys").code == 2
    assert ask("status").out == ""
    assert ask("new", "--event", "Carys", cwd=tmp_path).code == 2
    assert ask("new", "--event", "MAS-2026-999", cwd=tmp_path).code == 0


def test_a_received_passphrase_of_an_event_is_kept_without_its_case(ask: Call, office: Path) -> None:
    """Loses: the way in for a facilitator, who has no case file."""
    keep_canary(ask, office, "--event", "MAS-2026-999")
    assert words_of(ask, "MAS-2026-999") == CANARY
    assert ask("show").code == 6, "it is not the standard one"


def test_a_slip_on_the_screen_spells_every_word(ask: Call, office: Path) -> None:
    """Loses: the passphrase on its way over the telephone."""
    keep_canary(ask, office)
    slip = ask("slip")
    assert slip.code == 0, slip.err
    assert "z as in zulu, e as in echo, b as in bravo" in slip.out
    assert "SEWSCB-2026-11" in slip.out
    told = json.loads(ask("slip", "SEWSCB-2026-11", "--json").out)
    assert [word["word"] for word in told["words"]] == CANARY.split()
    assert {word["spaces_after"] for word in told["words"]} == {0, 1}


@pytest.mark.parametrize("name", ["slip.pdf", "slip.txt", "SLIP.PDF"])
def test_a_written_slip_is_its_owners_alone(ask: Call, office: Path, tmp_path: Path, name: str) -> None:
    """Loses: the passphrase to everybody who can read the folder."""
    keep_canary(ask, office)
    folder = tmp_path / "safe"
    folder.mkdir()
    written = ask("slip", "-o", folder / name)
    assert written.code == 0, written.err
    assert "Destroy it after use" in written.out
    assert [path.name for path in folder.iterdir()] == [name]
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    content = (folder / name).read_bytes()
    assert content.startswith(b"%PDF-") if name.lower().endswith("pdf") else b"zebrafish" in content


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("out/slip.pdf", "folder of packages"),
        ("out/MAS-2026-014/slip.txt", "folder of packages"),
        ("archives/slip.pdf", "protected files in this folder"),
        ("archives/deeper/slip.pdf", "above it"),
        ("slip.docx", "is a .pdf or a .txt"),
        ("slip", "is a .pdf or a .txt"),
    ],
)
def test_a_slip_never_lies_beside_an_archive(ask: Call, office: Path, place: str, said: str) -> None:
    """Loses: all that the passphrase protects, to whoever finds the folder, or is sent it."""
    ask("new", "--today", NOVEMBER)
    (office / "archives" / "deeper").mkdir(parents=True)
    (office / "out" / PLAIN).mkdir(parents=True)
    with pikepdf.new() as pack:
        pack.add_blank_page()
        encryption = pikepdf.Encryption(user=CANARY, owner="other fictional words")
        pack.save(office / "archives" / "pack.pdf", encryption=encryption)
    before = sorted(office.rglob("*"))
    refused = ask("slip", "-o", place)
    assert refused.code == 2
    assert said in refused.err
    assert sorted(office.rglob("*")) == before


def test_a_slip_of_nothing_is_said(ask: Call, tmp_path: Path) -> None:
    """Loses: a plain sentence, where no passphrase is kept."""
    for arguments in (("slip",), ("slip", "SEWSCB-2020-01"), ("slip", "-o", tmp_path / "slip.pdf")):
        refused = ask(*arguments)
        assert refused.code == 6
        assert "none is kept" in refused.err
    assert not (tmp_path / "slip.pdf").exists()


def test_retiring_the_last_one_says_what_to_do(ask: Call) -> None:
    """Loses: the next step, on the day that a passphrase got out."""
    ask("new", "--today", NOVEMBER)
    ask("new", "--event", PLAIN, "--today", NOVEMBER)
    retired = ask("retire", "SEWSCB-2026-11", "--today", DECEMBER)
    assert retired.code == 0
    assert "None is current now" in retired.err
    assert "passphrase new" in retired.err
    assert "passphrase slip" in retired.err
    event = ask("retire", PLAIN, "--today", DECEMBER)
    assert f"For {PLAIN}, the next package for it draws a new one" in event.err
    status = ask("status", "--today", DECEMBER).out
    assert status.count("retired 7 December 2026") == 2
    assert words_of(ask, PLAIN), "it still opens"


def test_a_new_one_that_does_not_become_current_is_said(ask: Call) -> None:
    """Loses: the new passphrase, where a computer's clock was wrong: packages would go on under the old one."""
    ask("new", "--today", MAY)
    drawn = ask("new", "--today", NOVEMBER)
    assert "SEWSCB-2027-05 stays in use" in drawn.err
    assert "retire SEWSCB-2027-05" in drawn.err
    assert "stays in use" not in ask("new", "--today", JUNE).err


def test_the_words_are_shown_by_show_and_slip_alone(ask: Call, office: Path, tmp_path: Path) -> None:
    """Loses: promise 6; whoever sees a screen or a log could open every package."""
    keep_canary(ask, office)
    (tmp_path / "words.txt").write_text(CANARY)
    (tmp_path / "words.txt").chmod(0o600)
    answers = [
        ask("status", "-v"),
        ask("status", "--json", "--today", JUNE),
        ask("set", "--from-file", tmp_path / "words.txt", "--label", "SEWSCB-2026-11"),
        ask("set", "--from-file", tmp_path / "words.txt", "--event", PLAIN, "--today", NOVEMBER),
        ask("slip", "-o", tmp_path / "slip.txt", "--json"),
        ask("slip", "-o", tmp_path / "nowhere" / "slip.pdf"),
        ask("slip", "-o", office / "out" / "slip.pdf"),
        ask("slip", "SEWSCB-2020-01"),
        ask("retire", "SEWSCB-2020-01"),
        ask("retire", "SEWSCB-2026-11", "--json"),
        ask("show"),
    ]
    for answer in answers:
        assert not [word for word in CANARY.split() if word in answer.out + answer.err], answer
    assert "zebrafish" in ask("show", "SEWSCB-2026-11").out


def test_a_template_at_fault_quotes_no_word(ask: Call, office: Path) -> None:
    """Loses: promise 6, when the office edits its slip: the error would hold what it was to print."""
    keep_canary(ask, office)
    (office / "own" / "text" / "en").mkdir(parents=True)
    settings = office / "board.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\ntemplates: own\n", encoding="utf-8")
    for name, text in (
        ("slip.txt", "{{ slip.words }}"),
        ("slip.txt", "{% for word in slip.words %}{{ word.text|date }}{% endfor %}"),
        ("slip.txt", "{% for word in slip.words %}{{ word.text + 1 }}{% endfor %}"),
        ("slip-page.txt", "# Slip\n\n{% for word in slip.words %}| {{ word.text }}\n{% endfor %}"),
    ):
        (office / "own" / "text" / "en" / name).write_text(text)
        refused = ask("slip") if name == "slip.txt" else ask("slip", "-o", office / "slip.pdf")
        assert refused.code == 4, refused.err
        assert not [word for word in CANARY.split() if word in refused.out + refused.err]


def test_an_events_passphrase_lies_where_only_its_owner_reads(ask: Call) -> None:
    """Loses: every passphrase of the board, to others on the machine."""
    ask("new", "--event", PLAIN, "--today", NOVEMBER)
    [kept] = config_folder(os.environ).glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
