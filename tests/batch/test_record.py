"""The record of what was made: written whole, read without trust, and silent about everybody."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mas_docs.batch.record import RECORD, Built, files_of, is_whole, read_record, record_key, write_record
from mas_docs.files import work_folder
from mas_docs.transfer.passphrases.passphrase import Passphrase

SEAL = "0123456789abcdef" * 4
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", max_size=20)
BUILT = st.builds(
    Built,
    package_id=WORDS,
    made_on=st.dates(),
    seal=WORDS,
    files=st.lists(st.tuples(WORDS, st.integers(0, 2**40)), max_size=3).map(tuple),
    members=st.lists(WORDS, max_size=3).map(tuple),
    contents=WORDS,
    mail=st.booleans(),
    run=WORDS,
)


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def a_package(folder: Path) -> tuple[Path, Built]:
    """Something that ends as an archive ends, and its record."""
    archive = folder / "MAS-2026-014-briefing-1.zip"
    archive.write_bytes(b"PK" + SEAL.encode())
    built = Built("P-0000000000", dt.date(2026, 12, 7), SEAL, files_of(archive), (), "code", mail=False, run="run")
    return archive, built


@given(st.dictionaries(WORDS, BUILT, max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, record: dict[str, Built]) -> None:
    """Loses: every batch makes and sends everything again."""
    folder = tmp_path_factory.mktemp("case")
    with work_folder(folder) as work:
        write_record(folder, record, work)
    assert read_record(folder) == record
    assert (folder / RECORD).stat().st_mode & 0o777 == 0o600


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_record_stops_a_batch(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Loses: a damaged file that nobody needs keeps a case from being made."""
    folder = tmp_path_factory.mktemp("case")
    (folder / RECORD).write_bytes(content)
    assert read_record(folder) == {}


@given(JSON, st.sampled_from(["package_id", "made_on", "files", "members", "mail", "run"]))
def test_a_record_with_one_wrong_value_stops_no_batch(
    tmp_path_factory: pytest.TempPathFactory, value: object, key: str
) -> None:
    """Loses: a record of another version, or one that somebody changed, keeps a case from being made."""
    folder = tmp_path_factory.mktemp("case")
    archive, built = a_package(folder)
    with work_folder(folder) as work:
        write_record(folder, {archive.name: built}, work)
    written = json.loads((folder / RECORD).read_text())
    written["packages"][archive.name][key] = value
    (folder / RECORD).write_text(json.dumps(written))
    assert set(read_record(folder)) <= {archive.name}


def test_a_package_is_whole_by_its_seal_and_its_size(tmp_path: Path) -> None:
    """Loses: a package that was cut short, or put in another one's place, counts as done and is sent."""
    archive, built = a_package(tmp_path)
    assert is_whole(archive, built)
    archive.write_bytes(b"P" + SEAL.encode())
    assert not is_whole(archive, built)
    archive.write_bytes(b"PK" + SEAL[::-1].encode())
    assert not is_whole(archive, built)
    archive.unlink()
    assert not is_whole(archive, built)


def test_a_folder_of_files_is_whole_by_every_file(tmp_path: Path) -> None:
    """Loses: a native package that lacks a document counts as done."""
    folder = tmp_path / "MAS-2026-014-briefing-1"
    folder.mkdir()
    (folder / "manifest.zip").write_bytes(SEAL.encode())
    (folder / "briefing-pack.pdf").write_bytes(b"%PDF")
    built = Built("P-0000000000", dt.date(2026, 12, 7), SEAL, files_of(folder), (), "code", mail=False, run="run")
    assert is_whole(folder, built)
    (folder / "briefing-pack.pdf").unlink()
    assert not is_whole(folder, built)


def test_another_passphrase_makes_another_key() -> None:
    """Loses: after the passphrase was changed, packages under the old one count as done."""
    one, other = Passphrase("red fish swim past old blue tins"), Passphrase("red fish swim past old blue tin")
    assert record_key(one) == record_key(one.labelled("SEWSCB-2026-11"))
    assert record_key(one) != record_key(other)
