"""A line of the ledger: what may stand in it, and that it is read only as it is written."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledgers import DAY, entry, filled, lines_of

from mas_docs.guidance.roles import Role
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import (
    LONGEST_LINE,
    Entry,
    Event,
    HeadFault,
    InvalidEntryError,
    InvalidLineError,
    Recorded,
    line_of,
    parse_line,
)
from mas_docs.transfer.verification import VerifiedMember

NAME = "Carys Anwen Pritchard"
_REFERENCES = st.from_regex(r"[A-Z]{2,6}-[0-9]{4}-[0-9]{2,4}", fullmatch=True)
_DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
_SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
_IDS = st.from_regex(r"P-[0-9A-HJKMNP-TV-Z]{10}", fullmatch=True)
_ENTRIES = st.builds(
    Entry,
    event=st.sampled_from(Event),
    package=_IDS,
    case=st.one_of(st.just(""), _REFERENCES),
    role=st.sampled_from(["", "as named by the sender", *Role]),
    purpose=_SLUGS,
    label=st.sampled_from(["", "given", "SEWSCB-2026-11", "Caerphilly 2026.b"]),
    protection=st.sampled_from(["", "zip", "native"]),
    recipient_number=st.integers(0, 2**53 - 1),
    members=st.lists(
        st.builds(VerifiedMember, name=_SLUGS, size=st.integers(0, 2**40), sha256=_DIGESTS), max_size=5
    ).map(tuple),
    archive=st.sampled_from(["", "MAS-2026-014-briefing-1.zip", "MAS-2026-014-briefing-1"]),
    archive_sha256=st.one_of(st.just(""), _DIGESTS),
    seal=st.one_of(st.just(""), _DIGESTS),
    mentions=st.lists(_REFERENCES, max_size=3).map(tuple),
    reason=_SLUGS,
    found=st.lists(_REFERENCES, max_size=3).map(tuple),
)
_RECORDED = st.builds(
    Recorded,
    number=st.integers(0, 2**53 - 1),
    at=st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 1, 1)).map(  # noqa: DTZ001 - made UTC in the same breath
        lambda moment: moment.replace(microsecond=0, tzinfo=dt.UTC)
    ),
    day=st.dates(),
    entry=_ENTRIES,
    torn=st.booleans(),
    head=st.sampled_from(HeadFault),
    removed=st.integers(0, 2**53 - 1),
    previous=_DIGESTS,
)


@settings(deadline=None, max_examples=200)
@given(recorded=_RECORDED)
def test_a_line_says_what_was_written(recorded: Recorded) -> None:
    """Loses: what a package had held, when a data protection officer asks."""
    line = line_of(recorded)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert parse_line(line) == recorded


@settings(deadline=None, max_examples=300)
@given(untrusted=st.one_of(st.binary(max_size=300), st.from_regex(rb'\{"format":"mas-ledger/1",.*\}\n')))
@example(untrusted=b"[" * 100_000)
@example(untrusted=b"1" * 10_000)
@example(untrusted=b'{"format":"mas-ledger/1","event":["sealed"]}\n')
@example(untrusted=b'{"format":["mas-ledger/2"],"event":"sealed"}\n')
@example(untrusted=b"NaN\n")
@example(untrusted=b"null\n")
def test_a_line_that_anybody_wrote_is_refused_in_order(untrusted: bytes) -> None:
    """Loses: the whole ledger to one hostile line, which would end `verify` in the middle."""
    with pytest.raises(InvalidLineError):
        parse_line(untrusted)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_a_line_is_read_only_as_it_is_written(data: st.DataObject) -> None:
    """Loses: certainty about what a line says, if two ways of writing it were the same to us and not to others."""
    line = line_of(Recorded(1, dt.datetime(2026, 12, 1, 9, 15, tzinfo=dt.UTC), DAY, entry()))
    place = data.draw(st.integers(0, len(line) - 1))
    changed = line[:place] + data.draw(st.binary(max_size=2)) + line[place + 1 :]
    with contextlib.suppress(InvalidLineError):
        assert line_of(parse_line(changed)) == changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"number":1', b'"number":true'),
        (b'"number":1', b'"number":1.0'),
        (b'"removed":0', b'"removed":-1'),
        (b'"torn":false', b'"torn":0'),
        (b'"found":[]', b'"found":{}'),
        (b'"found":[]', b'"found":[ ]'),
        (b'"found":[]', b'"found":[],"found":[]'),
        (b'"reason":""', b'"reason":"","note":"x"'),
        (b'"recipient_number":1', b'"recipient_number":"1"'),
        (b"facilitator", b"uncle"),
        (b"2026-12-01", b"2026-02-30"),
        (b'"size":23456', b'"size":null'),
    ],
)
def test_a_line_of_nearly_the_right_form_is_none(old: bytes, new: bytes) -> None:
    """Loses: the strictness that keeps a line from saying one thing here and another elsewhere."""
    line = line_of(Recorded(1, dt.datetime(2026, 12, 1, 9, 15, tzinfo=dt.UTC), DAY, entry()))
    assert old in line
    with pytest.raises(InvalidLineError):
        parse_line(line.replace(old, new, 1))


def test_two_thousand_files_go_into_a_line() -> None:
    """Loses: the entry of the largest package that can be sealed."""
    many = tuple(VerifiedMember("a" * 120, 10**12, "ab" * 32) for _ in range(2000))
    assert len(line_of(Recorded(1, dt.datetime.now(dt.UTC), DAY, entry(members=many)))) < LONGEST_LINE


def test_an_entry_too_long_to_be_read_is_not_written(tmp_path: Path) -> None:
    """Loses: an entry that could be written and never be read."""
    mentions = tuple(f"MAS-2026-{number:030}" for number in range(60_000))
    ledger = filled(tmp_path / "ledger", 1)
    with pytest.raises(InvalidEntryError):
        ledger.append(entry(mentions=mentions), day=DAY)
    assert len(lines_of(ledger)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"package": NAME},
        {"package": ""},
        {"case": NAME},
        {"role": NAME},
        {"purpose": NAME},
        {"label": f"{NAME}\n"},
        {"protection": NAME},
        {"recipient_number": True},
        {"recipient_number": -1},
        {"members": (VerifiedMember(f"{NAME}.pdf", 1, "ab" * 32),)},
        {"members": (VerifiedMember("plan\n.pdf", 1, "ab" * 32),)},
        {"members": (VerifiedMember("plan.pdf", -1, "ab" * 32),)},
        {"members": (VerifiedMember("plan.pdf", 1, NAME),)},
        {"archive": f"{NAME}.zip"},
        {"archive": "carys.zip"},
        {"archive_sha256": NAME},
        {"seal": NAME},
        {"mentions": (NAME,)},
        {"reason": NAME},
        {"found": (NAME,)},
    ],
)
def test_no_field_takes_a_name(changes: dict[str, object]) -> None:
    """Loses: a child's name to a file that is kept for years, and to whoever reads the error."""
    with pytest.raises(InvalidEntryError) as refused:
        entry(**changes)
    assert "arys" not in str(refused.value)


def test_a_refusal_has_a_reason() -> None:
    """Loses: why a package was refused."""
    with pytest.raises(InvalidEntryError):
        Entry(Event.REFUSED, case="MAS-2026-014")


@pytest.mark.parametrize(
    "changes",
    [
        {"members": (VerifiedMember("carys-pritchard.pdf", 1, "ab" * 32),)},
        {"members": (VerifiedMember("papers/01-carys-2026-11-20.pdf", 1, "ab" * 32),)},
        {"members": (VerifiedMember("file-01.carys", 1, "ab" * 32),)},
        {"purpose": "carys-pritchard"},
        {"purpose": "briefing-carys"},
    ],
)
def test_a_name_in_the_shape_of_our_words_is_not_written(tmp_path: Path, changes: dict[str, object]) -> None:
    """Loses: a child's name, in the one shape that a pattern lets through."""
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(InvalidEntryError) as refused:
        ledger.append(entry(**changes), day=DAY)
    assert "carys" not in str(refused.value)
    assert not ledger.folder.exists()
