"""When a standard passphrase is due to be renewed, and passphrases of single events beside it."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealing import WORDS
from test_keeping import MemoryKeyring, keeper_of

from mas_docs.board import PassphrasePolicy
from mas_docs.errors import PassphraseError
from mas_docs.guidance.timescales import add
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper, open_keeper
from mas_docs.transfer.passphrases.rotation import rotation, rotation_reminder
from mas_docs.transfer.passphrases.stores import FileStore, KeyringStore, Store
from mas_docs.yaml_files.values import Span, Unit

NOVEMBER = dt.date(2026, 11, 20)
MAY = dt.date(2027, 5, 20)
HALF_YEARLY = PassphrasePolicy()
CASE, OTHER = "MAS-2026-014", "MAS-2026-020"
DAY = dt.timedelta(days=1)


@pytest.fixture(params=["file", "keyring", "both"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> PassphraseKeeper:
    """A keeper on each kind of store."""
    file = FileStore(tmp_path / "mas-docs" / "passphrases.json", "SEWSCB")
    ring = KeyringStore(MemoryKeyring(), "SEWSCB")
    stores: dict[str, tuple[Store, ...]] = {"file": (file,), "keyring": (ring,), "both": (ring, file)}
    return keeper_of(tmp_path, *stores[request.param])


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (NOVEMBER, None),
        (MAY - 15 * DAY, None),
        (MAY - 14 * DAY, "to be renewed by 20 May 2027, in 14 days"),
        (MAY - DAY, "in 1 day."),
        (MAY, "to be renewed by 20 May 2027, today"),
        (MAY + DAY, "overdue: it was to be renewed by 20 May 2027, 1 day ago"),
        (MAY + 400 * DAY, "400 days ago"),
        (NOVEMBER - 30 * DAY, None),
    ],
)
def test_whoever_seals_is_reminded_in_time_and_more_strongly_when_late(today: dt.date, said: str | None) -> None:
    """Loses: the change of the standard passphrase; whoever left half a year ago could still open everything."""
    reminder = rotation_reminder(NOVEMBER, HALF_YEARLY, today)
    assert (said is None) == (reminder is None)
    assert said is None or (reminder is not None and said in reminder)
    assert reminder is None or "mas-docs passphrase new" in reminder


@given(
    issued=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    today=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    span=st.builds(lambda count, unit: Span(count=count, unit=unit), st.integers(0, 60), st.sampled_from(Unit)),
)
def test_the_day_is_the_boards_own_and_late_is_after_it(issued: dt.date, today: dt.date, span: Span) -> None:
    """Loses: the board's own rule; a passphrase would count as late on its last day, or as in time after it."""
    due = rotation(issued, PassphrasePolicy(rotate_every=span), today)
    assert due.by == add(issued, span)
    assert due.overdue == (today > due.by)
    assert due.near or not due.overdue


def test_an_event_has_one_passphrase_however_often_it_is_asked_for(keeper: PassphraseKeeper) -> None:
    """Loses: the way into half of a case's packages, if each had its own words under one label."""
    first = keeper.for_event(CASE, NOVEMBER, 7)
    assert first.entry.label == first.passphrase.label == first.entry.event == CASE
    assert len(first.passphrase.reveal().split()) == 7
    again = keeper.for_event(CASE, MAY)
    assert again.passphrase == first.passphrase
    assert again.entry == first.entry
    other = keeper.for_event(OTHER, NOVEMBER)
    assert other.passphrase != first.passphrase
    assert keeper.of_event("MAS-2026-999") is None


def test_an_events_passphrase_is_never_the_standard_one(keeper: PassphraseKeeper) -> None:
    """Loses: all other packages to everybody who was told one event's words."""
    keeper.for_event(CASE, MAY)
    assert keeper.current() is None
    standard = keeper.new(NOVEMBER)
    assert keeper.current() == standard.passphrase
    keeper.for_event(OTHER, MAY)
    keeper.add(WORDS, MAY, event="MAS-2026-021")
    assert keeper.current() == standard.passphrase
    assert keeper.find("mas-2026-021") is not None


def test_an_event_gets_new_words_under_the_next_label(keeper: PassphraseKeeper) -> None:
    """Loses: the old archives of the event, or the way to tell which words open which."""
    old = keeper.for_event(CASE, NOVEMBER)
    new = keeper.new(NOVEMBER, event=CASE)
    assert new.entry.label == "MAS-2026-014-b"
    found = keeper.of_event(CASE)
    assert found is not None
    assert found.passphrase == new.passphrase
    assert keeper.by_label(CASE) == old.passphrase
    keeper.retire("MAS-2026-014-b", NOVEMBER)
    assert keeper.for_event(CASE, MAY).entry.label == CASE, "the old one is not retired"
    keeper.retire(CASE, NOVEMBER)
    assert keeper.of_event(CASE) is None
    assert keeper.for_event(CASE, MAY).entry.label == "MAS-2026-014-c"
    assert len(keeper.all()) == 3


def test_a_standard_passphrase_with_an_events_label_stays_standard(keeper: PassphraseKeeper) -> None:
    """Loses: the difference between the two, where somebody named a standard one after a case long ago."""
    standard = keeper.add(WORDS, NOVEMBER, label=CASE)
    drawn = keeper.for_event(CASE, NOVEMBER)
    assert drawn.entry.label == "MAS-2026-014-b"
    assert drawn.passphrase != standard.passphrase
    assert keeper.current() == standard.passphrase


def test_retiring_keeps_whose_event_it_was(keeper: PassphraseKeeper) -> None:
    """Loses: the knowledge that a retired passphrase was never the standard one."""
    keeper.for_event(CASE, NOVEMBER)
    entry = keeper.retire(CASE, MAY)
    assert (entry.event, entry.retired) == (CASE, MAY)
    [kept] = keeper.all()
    assert kept.entry == entry


def test_what_earlier_versions_kept_is_read_as_standard(tmp_path: Path) -> None:
    """Loses: every way into old archives, with the update of the program."""
    record = {"label": "SEWSCB-2026-05", "issued": "2026-05-04", "retired": None, "words": WORDS}
    path = tmp_path / "passphrases.json"
    path.write_text(json.dumps({"format": "mas-docs-passphrases/1", "boards": {"SEWSCB": [record]}}))
    path.chmod(0o600)
    ring = MemoryKeyring()
    ring.items = {
        ("mas-docs", "SEWSCB"): "SEWSCB-2026-05",
        ("mas-docs", "SEWSCB/SEWSCB-2026-05"): json.dumps({**record, "before": ""}),
    }
    for store in (FileStore(path, "SEWSCB"), KeyringStore(ring, "SEWSCB")):
        kept = keeper_of(tmp_path, store)
        current = kept.current()
        assert current is not None
        assert current.reveal().decode() == WORDS
        assert kept.all()[0].entry.event is None
        kept.for_event(CASE, NOVEMBER)
        assert kept.current() == current


@pytest.mark.parametrize("event", [1, "", "A\nB", ["MAS-2026-014"]])
def test_a_record_of_no_event_that_there_can_be_is_damage(tmp_path: Path, event: object) -> None:
    """Loses: a plain word about the file; its passphrase might be taken for the standard one."""
    record = {"label": "A", "issued": "2026-05-04", "retired": None, "words": WORDS, "event": event}
    path = tmp_path / "passphrases.json"
    path.write_text(json.dumps({"format": "mas-docs-passphrases/1", "boards": {"SEWSCB": [record]}}))
    path.chmod(0o600)
    with pytest.raises(PassphraseError, match="damaged"):
        FileStore(path, "SEWSCB").read()


AT_ONCE = """
import datetime as dt, sys
from mas_docs.transfer.passphrases.keeping import open_keeper
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": sys.argv[1], "APPDATA": sys.argv[1]})
    kept = keeper.for_event(f"MAS-2026-{number:03}", dt.date(2026, 11, 20))
    print(kept.entry.label, kept.passphrase.reveal().decode(), sep="=", flush=True)
"""


def test_two_runs_that_ask_for_an_event_at_once_are_given_one_passphrase(tmp_path: Path) -> None:
    """Loses: the way into one run's packages; its recipients would be told the other run's words."""
    command = [sys.executable, "-c", AT_ONCE, str(tmp_path), "10"]
    runs = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("begin\n")
        run.stdin.flush()
    drawn = [run.communicate(timeout=60)[0].splitlines() for run in runs]
    assert len(drawn[0]) == 10
    assert drawn[0] == drawn[1]
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    assert len(keeper.all()) == 10
