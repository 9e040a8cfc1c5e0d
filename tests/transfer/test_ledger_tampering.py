"""Whatever is done to the lines of the ledger or to its head, `verify` finds it and says where."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import DAY, entry, errors, filled, lines_of, refusal, rewrite, warnings

from mas_docs.errors import ExitCode
from mas_docs.transfer.ledger.entries import LONGEST_LINE, NewerLineError, Recorded, line_of, parse_line
from mas_docs.transfer.ledger.head import Head, write_head


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    """Loses: the proof that no line was changed afterwards."""
    ledger = filled(tmp_path / "ledger", 3)
    content = b"".join(lines_of(ledger))
    chance = random.Random(4)  # noqa: S311 - which bytes, not a secret
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        rewrite(ledger, [bytes(changed)])
        assert errors(ledger), place


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("way", ["drop", "duplicate", "swap", "insert", "forge", "blank"])
def test_every_moved_line_is_found_with_its_line(tmp_path: Path, place: int, way: str) -> None:
    """Loses: the proof that no package was taken out of the ledger, or put into it later."""
    ledger = filled(tmp_path / "ledger", 5)
    lines = lines_of(ledger)
    own = parse_line(lines[place])
    match way:
        case "drop":
            del lines[place]
        case "duplicate":
            lines.insert(place, lines[place])
        case "swap":
            other = (place + 1) % 5
            lines[place], lines[other] = lines[other], lines[place]
        case "insert":
            lines.insert(place, line_of(Recorded(own.number, own.at, own.day, refusal(), previous=own.previous)))
        case "forge":
            lines[place] = line_of(Recorded(own.number, own.at, own.day, refusal(), previous=own.previous))
        case _:
            lines.insert(place, b"\n")
    rewrite(ledger, lines)
    found = ledger.reader.verify().findings.errors
    assert found
    assert {finding.exit_code for finding in found} == {ExitCode.DAMAGED_ARCHIVE}
    assert {finding.file for finding in found} == {"ledger/packages.jsonl"}
    assert min(finding.line for finding in found) in range(place, place + 3) or (way == "swap" and place == 4)


def test_a_ledger_cut_off_at_any_byte_is_found(tmp_path: Path) -> None:
    """Loses: the newest packages, which a chain alone does not miss."""
    ledger = filled(tmp_path / "ledger", 3)
    content = b"".join(lines_of(ledger))
    for size in range(len(content)):
        rewrite(ledger, [content[:size]])
        assert errors(ledger) == {"ledger-shortened"}, size


def test_a_number_that_is_not_the_next_one_is_found(tmp_path: Path) -> None:
    """Loses: the count of packages, to lines that were made anew with a gap between their numbers."""
    ledger = filled(tmp_path / "ledger", 2)
    first = hashlib.sha256(lines_of(ledger)[0]).hexdigest()
    second = parse_line(lines_of(ledger)[1])
    forged = line_of(Recorded(3, second.at, second.day, second.entry, previous=first))
    rewrite(ledger, [lines_of(ledger)[0], forged])
    write_head(ledger.folder, Head(3, hashlib.sha256(forged).hexdigest()))
    (found,) = ledger.reader.verify().findings
    assert (found.id, found.where) == ("ledger-number", "ledger/packages.jsonl:2")


def test_a_finding_says_how_many_entries_are_missing(tmp_path: Path) -> None:
    """Loses: how much was removed."""
    ledger = filled(tmp_path / "ledger", 5)
    lines = lines_of(ledger)
    for left, words in ((4, "1 entry is missing"), (2, "3 entries are missing")):
        rewrite(ledger, lines[:left])
        (found,) = ledger.reader.verify().findings
        assert words in found.message
        assert (found.line, found.column) == (left, 0)


def test_a_ledger_that_is_gone_is_missed(tmp_path: Path) -> None:
    """Loses: everything, without anybody being told."""
    ledger = filled(tmp_path / "ledger", 3)
    (ledger.folder / "packages.jsonl").unlink()
    assert errors(ledger) == {"ledger-shortened"}


@pytest.mark.parametrize(
    "head",
    [
        None,
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b'{"format": "mas-ledger-head/1", "entries": true, "last": ""}\n',
        b'{"format": "mas-ledger-head/1", "entries": 3, "last": "' + b"0" * 64 + b'"}',
        b"[" * 5000,
    ],
)
def test_a_head_that_is_none_is_missed(tmp_path: Path, head: bytes | None) -> None:
    """Loses: the only thing that shows that the newest lines were removed."""
    ledger = filled(tmp_path / "ledger", 3)
    (ledger.folder / "head.json").unlink()
    if head is not None:
        (ledger.folder / "head.json").write_bytes(head)
    assert errors(ledger) == {"ledger-head-missing"}
    ledger.append(entry(), day=DAY)
    assert errors(ledger) == {"ledger-head-was-missing"}
    assert [recorded.removed for recorded in ledger.reader.entries()] == [0, 0, 0, 0]


def test_a_head_that_is_more_than_one_entry_behind_is_found(tmp_path: Path) -> None:
    """Loses: the sign that lines were added by something that is not mas-docs."""
    ledger = filled(tmp_path / "ledger", 3)
    old = (ledger.folder / "head.json").read_bytes()
    ledger.append(entry(), day=DAY)
    ledger.append(entry(), day=DAY)
    (ledger.folder / "head.json").write_bytes(old)
    assert errors(ledger) == {"ledger-head-differs"}


def test_what_was_removed_is_told_for_good(tmp_path: Path) -> None:
    """Loses: the traces of a removal, as soon as the next package is sealed."""
    ledger = filled(tmp_path / "ledger", 5)
    rewrite(ledger, lines_of(ledger)[:3])
    for _ in range(3):
        ledger.append(entry(), day=DAY)
    found = ledger.reader.verify().findings.errors
    assert [(finding.id, finding.line) for finding in found] == [("ledger-removed", 4)]
    assert "2 entries are missing" in found[0].message


def test_what_was_changed_at_the_end_is_told_for_good(tmp_path: Path) -> None:
    """Loses: the traces of a change to the newest line, which no later line holds on to."""
    ledger = filled(tmp_path / "ledger", 3)
    lines = lines_of(ledger)
    rewrite(ledger, [*lines[:2], lines[2].replace(b"briefing-1", b"briefing-2")])
    ledger.append(entry(), day=DAY)
    assert errors(ledger) == {"ledger-head-differed"}


def test_a_kept_hash_shows_a_ledger_made_anew(tmp_path: Path) -> None:
    """Loses: the one check against somebody who may write the ledger and its head."""
    ledger = filled(tmp_path / "ledger", 3)
    kept = ledger.reader.verify().head.last
    ledger.append(entry(), day=DAY)
    assert ledger.reader.verify(kept).kept_at == 3
    anew = filled(tmp_path / "anew", 3)
    anew.append(refusal(), day=DAY)
    assert anew.reader.verify(parse_line(lines_of(anew)[3]).previous).kept_at == 3
    rewrite(ledger, lines_of(ledger)[:2])
    assert ledger.reader.verify(kept).kept_at is None


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\xff\xfe\n",
        b"[" * 50_000 + b"\n",
        b"x" * (LONGEST_LINE + 10) + b"\n",
        b'{"format":"mas-ledger/1"}\n',
        b'{"format":"mas-ledger/1","number":' + b"9" * 5000 + b"}\n",
    ],
)
def test_a_hostile_line_is_a_finding_and_hides_no_other(tmp_path: Path, line: bytes) -> None:
    """Loses: the other entries, if one line could end the reading."""
    ledger = filled(tmp_path / "ledger", 2)
    lines = lines_of(ledger)
    rewrite(ledger, [lines[0], line, lines[1]])
    found = ledger.reader.verify().findings.errors
    assert ("ledger-line", 2) in {(finding.id, finding.line) for finding in found}
    assert len(tuple(ledger.reader.entries())) == 2


@pytest.mark.parametrize("line", [b"nonsense\n", b"x" * (LONGEST_LINE + 10) + b"\n", b"\n"])
def test_a_hostile_last_line_does_not_stop_the_office(tmp_path: Path, line: bytes) -> None:
    """Loses: a day's work, because nothing can be sealed until somebody mends the ledger."""
    ledger = filled(tmp_path / "ledger", 2)
    rewrite(ledger, [*lines_of(ledger), line])
    assert ledger.append(entry(), day=DAY) == 4
    assert errors(ledger) == {"ledger-line", "ledger-head-differed"}


def test_a_million_faults_are_told_in_part(tmp_path: Path) -> None:
    """Loses: the machine's memory to a ledger of nothing but line ends."""
    ledger = filled(tmp_path / "ledger", 1)
    rewrite(ledger, [b"\n" * 1_000_000])
    assert len(ledger.reader.verify().findings) == 1001


def test_what_a_newer_version_wrote_is_no_damage(tmp_path: Path) -> None:
    """Loses: trust in a sound ledger, where two offices have two versions."""
    ledger = filled(tmp_path / "ledger", 2)
    line = lines_of(ledger)[1].replace(b'"sealed"', b'"collected"')
    with pytest.raises(NewerLineError):
        parse_line(line)
    with pytest.raises(NewerLineError):
        parse_line(line.replace(b"mas-ledger/1", b"mas-ledger/2"))
    rewrite(ledger, [lines_of(ledger)[0], line])
    (ledger.folder / "head.json").unlink()
    assert ledger.append(entry(), day=DAY) == 3
    assert errors(ledger) == {"ledger-head-was-missing"}
    assert warnings(ledger) == {"ledger-newer"}


@settings(deadline=None, max_examples=100)
@given(content=st.binary(max_size=400), head=st.binary(max_size=100))
def test_whatever_lies_there_is_answered_with_findings(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes
) -> None:
    """Loses: `verify` itself, to bytes that nobody thought of."""
    ledger = filled(tmp_path_factory.mktemp("hostile"), 1)
    rewrite(ledger, [content])
    (ledger.folder / "head.json").write_bytes(head)
    ledger.reader.verify()
    ledger.append(entry(), day=DAY)
    assert [recorded.entry for recorded in ledger.reader.entries()] == [entry()]
