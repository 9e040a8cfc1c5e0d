"""Kept passphrases: by label, in the system's keyring or a private file, old ones for old archives."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE

import keyring
import pytest
from sealing import WORDS

from mas_docs.errors import PassphraseError, UsageError
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper, open_keeper
from mas_docs.transfer.passphrases.stores import FileStore, KeyringStore, Store, config_folder, system_keyring

NOVEMBER = dt.date(2026, 11, 20)
MAY = dt.date(2027, 5, 3)


class MemoryKeyring:
    """A system's keyring as far as we use it, in memory."""

    priority = 5.0

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, item: str) -> str | None:
        """Give one item."""
        return self.items.get((service, item))

    def set_password(self, service: str, item: str, text: str) -> None:
        """Keep one item, as small as the smallest of the real ones takes."""
        assert len(text) < 1200
        self.items[service, item] = text


class LockedKeyring(MemoryKeyring):
    """A keyring that is installed and does not answer."""

    def get_password(self, service: str, item: str) -> str | None:
        """Refuse, as a Secret Service without a session does."""
        raise RuntimeError(service, item)

    set_password = get_password  # type: ignore[assignment]  # it refuses as well


class WorthlessKeyring(MemoryKeyring):
    """A keyring that rates itself as unusable."""

    priority = 0.0


def document(record: str) -> str:
    """A file of kept passphrases with one record."""
    return f'{{"format": "mas-docs-passphrases/1", "boards": {{"SEWSCB": [{record}]}}}}'


def keeper_of(folder: Path, *stores: Store, board: str = "SEWSCB") -> PassphraseKeeper:
    """A keeper of these stores, which locks a file in that folder."""
    return PassphraseKeeper(board, stores, folder / "passphrases.lock")


@pytest.fixture(params=["file", "keyring", "both"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> PassphraseKeeper:
    """A keeper on each kind of store."""
    file = FileStore(tmp_path / "mas-docs" / "passphrases.json", "SEWSCB")
    ring = KeyringStore(MemoryKeyring(), "SEWSCB")
    stores: dict[str, tuple[Store, ...]] = {"file": (file,), "keyring": (ring,), "both": (ring, file)}
    return keeper_of(tmp_path, *stores[request.param])


def test_a_new_passphrase_becomes_the_current_one_and_old_ones_stay(keeper: PassphraseKeeper) -> None:
    """Otherwise last half-year's archives could not be opened any more."""
    assert keeper.current() is None
    assert keeper.all() == ()
    first = keeper.new(NOVEMBER)
    second = keeper.new(MAY, words=7)
    assert [kept.entry.label for kept in keeper.all()] == ["SEWSCB-2027-05", "SEWSCB-2026-11"]
    assert keeper.current() == second.passphrase
    assert len(second.passphrase.reveal().split()) == 7
    old = keeper.by_label("sewscb-2026-11")
    assert old == first.passphrase
    assert old.label == "SEWSCB-2026-11"
    assert keeper.by_label("SEWSCB-2020-01") is None


def test_labels_of_one_month_differ(keeper: PassphraseKeeper) -> None:
    """Otherwise a label would not say which passphrase opens a package."""
    labels = [keeper.new(NOVEMBER).entry.label for _ in range(3)]
    assert labels == ["SEWSCB-2026-11", "SEWSCB-2026-11-b", "SEWSCB-2026-11-c"]
    current = keeper.current()
    assert current is not None
    assert current.label == "SEWSCB-2026-11-c"


def test_labels_of_one_month_run_out_in_a_sentence(keeper: PassphraseKeeper) -> None:
    """Otherwise the 27th passphrase of a month would end in a traceback."""
    for _ in range(26):
        keeper.new(NOVEMBER)
    with pytest.raises(PassphraseError, match="are taken"):
        keeper.new(NOVEMBER)


def test_a_passphrase_of_somebody_else_can_be_kept(keeper: PassphraseKeeper) -> None:
    """Otherwise a social worker could not use the passphrase that the Business Unit drew."""
    kept = keeper.add(WORDS, NOVEMBER, label="MAS-2026-014")
    assert kept.entry.label == kept.passphrase.label == "MAS-2026-014"
    assert keeper.by_label("MAS-2026-014") == kept.passphrase
    with pytest.raises(PassphraseError, match="too easy"):
        keeper.add("weak", NOVEMBER)
    with pytest.raises(PassphraseError, match="taken"):
        keeper.add(WORDS, NOVEMBER, label="mas-2026-014")


@pytest.mark.parametrize("label", ["", " a", "a\nb", "given", "GIVEN", "x" * 61, "a\x1b[2Jb"])
def test_unusable_labels_are_refused(keeper: PassphraseKeeper, label: str) -> None:
    """Otherwise a label could break a manifest, or be taken for a passphrase from outside."""
    with pytest.raises(PassphraseError, match="cannot be used"):
        keeper.new(NOVEMBER, label=label)
    assert keeper.all() == ()


def test_a_retired_passphrase_opens_but_does_not_seal(keeper: PassphraseKeeper) -> None:
    """Otherwise a passphrase that got out would go on being used, or take its archives with it."""
    first, second = keeper.new(NOVEMBER), keeper.new(MAY)
    entry = keeper.retire("SEWSCB-2027-05", MAY)
    assert entry.retired == MAY
    assert keeper.current() == first.passphrase
    assert keeper.by_label("SEWSCB-2027-05") == second.passphrase
    assert keeper.retire("sewscb-2027-05", NOVEMBER).retired == MAY, "a second time changes nothing"
    keeper.retire("SEWSCB-2026-11", MAY)
    assert keeper.current() is None
    assert len(keeper.all()) == 2
    with pytest.raises(PassphraseError, match="no passphrase with the label"):
        keeper.retire("SEWSCB-2020-01", MAY)


def test_boards_do_not_see_each_other(tmp_path: Path) -> None:
    """Otherwise one board's packages could be sealed with another's passphrase."""
    ring = MemoryKeyring()
    path = tmp_path / "passphrases.json"
    for stores in (
        {board: FileStore(path, board) for board in ("SEWSCB", "CWMPAS")},
        {board: KeyringStore(ring, board) for board in ("SEWSCB", "CWMPAS")},
    ):
        keepers = [keeper_of(tmp_path, store, board=board) for board, store in stores.items()]
        keepers[0].new(NOVEMBER)
        assert keepers[1].current() is None
        keepers[1].new(NOVEMBER)
        assert [len(keeper.all()) for keeper in keepers] == [1, 1]


def test_what_was_kept_in_a_file_is_found_beside_a_keyring(tmp_path: Path) -> None:
    """Otherwise installing a keyring would lose the way into older archives."""
    file = FileStore(tmp_path / "passphrases.json", "SEWSCB")
    old = keeper_of(tmp_path, file).new(NOVEMBER)
    keeper = keeper_of(tmp_path, KeyringStore(MemoryKeyring(), "SEWSCB"), file)
    assert keeper.current() == old.passphrase
    keeper.new(MAY)
    assert len(keeper.all()) == 2
    assert len(file.read()) == 1, "the new one went to the keyring"
    keeper.retire("SEWSCB-2026-11", MAY)
    assert file.read()[0].entry.retired == MAY


def test_the_file_is_private_and_says_where_it_is(tmp_path: Path) -> None:
    """Otherwise others on the machine could read every passphrase of the board."""
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    keeper.new(NOVEMBER)
    path = tmp_path / "mas-docs" / "passphrases.json"
    assert str(path) in keeper.place
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Otherwise nobody would learn that the passphrases are open to the whole machine."""
    store = FileStore(tmp_path / "passphrases.json", "SEWSCB")
    keeper = keeper_of(tmp_path, store)
    keeper.new(NOVEMBER)
    (tmp_path / "passphrases.json").chmod(mode)
    with pytest.raises(PassphraseError, match="Others can read") as caught:
        keeper.current()
    assert "chmod 600" in caught.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "mas-docs-passphrases/2", "boards": {}}',
        '{"format": "mas-docs-passphrases/1", "boards": []}',
        '{"format": "mas-docs-passphrases/1", "boards": {"SEWSCB": {}}}',
        document("1"),
        document('{"label": "x"}'),
        document('{"label": "x", "words": 1, "issued": "2026-11-20", "retired": null}'),
        document('{"label": 1, "words": "geheim", "issued": "2026-11-20", "retired": null}'),
        document('{"label": "x", "words": "geheim", "issued": "yesterday", "retired": null}'),
        document('{"label": "x", "words": "geheim", "issued": "2026-11-20", "retired": 3}'),
    ],
)
def test_a_damaged_file_is_said_and_kept(tmp_path: Path, content: str) -> None:
    """Otherwise a damaged file would be overwritten, and with it every way into old archives."""
    path = tmp_path / "passphrases.json"
    path.touch(mode=0o600)
    path.write_text(content)
    keeper = keeper_of(tmp_path, FileStore(path, "SEWSCB"))
    with pytest.raises(PassphraseError, match="damaged") as caught:
        keeper.new(NOVEMBER)
    assert "geheim" not in str(caught.value)
    assert path.read_text() == content


def test_a_failing_write_keeps_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a full disk would lose every passphrase."""
    keeper = keeper_of(tmp_path, FileStore(tmp_path / "passphrases.json", "SEWSCB"))
    keeper.new(NOVEMBER)
    before = (tmp_path / "passphrases.json").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UsageError):
        keeper.new(MAY)
    assert (tmp_path / "passphrases.json").read_bytes() == before


AT_ONCE = """
import datetime as dt, sys
from pathlib import Path
from mas_docs.transfer.passphrases.keeping import open_keeper
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": sys.argv[1], "APPDATA": sys.argv[1]})
    kept = keeper.new(dt.date(2026, 11, 20))
    print(kept.entry.label, kept.passphrase.reveal().decode(), sep="=", flush=True)
"""


def test_two_runs_at_once_lose_no_passphrase(tmp_path: Path) -> None:
    """Otherwise a passphrase that was just told to somebody would be gone, and with it every archive it sealed."""
    command = [sys.executable, "-c", AT_ONCE, str(tmp_path), "10"]
    runs = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("begin\n")
        run.stdin.flush()
    drawn = [line.split("=") for run in runs for line in run.communicate(timeout=60)[0].splitlines()]
    assert [run.returncode for run in runs] == [0, 0]
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    kept = {kept.entry.label: kept.passphrase.reveal().decode() for kept in keeper.all()}
    assert len(drawn) == 20
    assert kept == dict(drawn)


def test_a_passphrase_is_added_while_nobody_else_can_add_one(keeper: PassphraseKeeper) -> None:
    """Otherwise two runs would both choose one label, and one passphrase would be overwritten."""
    keeper.new(NOVEMBER)
    with keeper.lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with ThreadPoolExecutor() as others:
            added, retired = others.submit(keeper.new, MAY), others.submit(keeper.retire, "SEWSCB-2026-11", MAY)
            time.sleep(0.2)
            assert not added.done()
            assert not retired.done()
            assert [kept.entry.retired for kept in keeper.all()] == [None], "reading waits for nobody"
            fcntl.flock(held, fcntl.LOCK_UN)
    assert {kept.entry.label: kept.entry.retired for kept in keeper.all()} == {
        "SEWSCB-2026-11": MAY,
        "SEWSCB-2027-05": None,
    }


def test_a_lock_that_cannot_be_had_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the sentence; a folder that cannot be written would end in a traceback."""
    keeper = keeper_of(tmp_path, FileStore(tmp_path / "passphrases.json", "SEWSCB"))

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(UsageError, match="Input/output error"):
        keeper.new(NOVEMBER)
    (tmp_path / "passphrases.lock").unlink()
    (tmp_path / "passphrases.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="cannot be written"):
        keeper.new(NOVEMBER)
    assert keeper.all() == ()
    assert not (tmp_path / "elsewhere").exists()


def test_the_null_keyring_leads_to_the_file(tmp_path: Path) -> None:
    """Otherwise a machine without a keyring would lose the passphrase at once: the tests run on such a one."""
    assert system_keyring() is None
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    assert keeper.place.startswith("the file ")


@pytest.mark.parametrize("backend", [LockedKeyring(), WorthlessKeyring(), object()])
def test_a_keyring_that_does_not_work_is_none(monkeypatch: pytest.MonkeyPatch, backend: object) -> None:
    """Otherwise a server without a desktop session could not keep a passphrase."""
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    assert system_keyring() is None


def test_a_working_keyring_is_used_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Otherwise the words would lie in a file although the system has a safer place."""
    ring = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    keeper = open_keeper("SEWSCB", {"XDG_CONFIG_HOME": str(tmp_path)})
    keeper.new(NOVEMBER)
    assert keeper.place == "the system's keyring"
    assert set(ring.items) == {("mas-docs", "SEWSCB"), ("mas-docs", "SEWSCB/SEWSCB-2026-11")}
    assert {path.name: path.read_bytes() for path in (tmp_path / "mas-docs").iterdir()} == {"passphrases.lock": b""}


def test_a_keyring_that_locks_meanwhile_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a cancelled unlock dialog would end in a traceback, or print what was to be kept."""
    ring = MemoryKeyring()
    keeper = keeper_of(tmp_path, KeyringStore(ring, "SEWSCB"))
    monkeypatch.setattr(ring, "set_password", LockedKeyring().set_password)
    with pytest.raises(PassphraseError, match="keyring refuses") as caught:
        keeper.add(WORDS, NOVEMBER)
    assert "fictional" not in str(caught.value)
    monkeypatch.setattr(ring, "get_password", LockedKeyring().get_password)
    with pytest.raises(PassphraseError, match="keyring refuses"):
        keeper.current()


@pytest.mark.parametrize("damage", ["nonsense", "{}", "[]", '{"label": "x"}'])
def test_a_damaged_item_of_the_keyring_is_said(tmp_path: Path, damage: str) -> None:
    """Otherwise somebody's slip in the keyring's own program would end in a traceback."""
    ring = MemoryKeyring()
    keeper = keeper_of(tmp_path, KeyringStore(ring, "SEWSCB"))
    keeper.new(NOVEMBER)
    ring.items["mas-docs", "SEWSCB/SEWSCB-2026-11"] = damage
    with pytest.raises(PassphraseError, match="damaged"):
        keeper.current()


def test_a_keyring_whose_items_were_removed_or_name_each_other_still_answers(tmp_path: Path) -> None:
    """Otherwise a missing or circular item would hang the program, or hide the newer ones."""
    ring = MemoryKeyring()
    keeper = keeper_of(tmp_path, KeyringStore(ring, "SEWSCB"))
    keeper.new(NOVEMBER)
    newest = keeper.new(MAY)
    item = ("mas-docs", "SEWSCB/SEWSCB-2026-11")
    ring.items[item] = json.dumps({**json.loads(ring.items[item]), "before": "SEWSCB-2027-05"})
    assert len(keeper.all()) == 2
    del ring.items[item]
    assert [kept.passphrase for kept in keeper.all()] == [newest.passphrase]


def test_the_users_own_settings_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the passphrases would land wherever the command was started."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_folder({"XDG_CONFIG_HOME": "/settings"}) == Path("/settings/mas-docs")
    assert config_folder({"XDG_CONFIG_HOME": "relative"}) == tmp_path / ".config" / "mas-docs"
    assert config_folder({}) == tmp_path / ".config" / "mas-docs"


def test_nothing_shown_of_kept_passphrases_shows_the_words(keeper: PassphraseKeeper) -> None:
    """Otherwise `passphrase status` or a log would give them away."""
    keeper.add("kanarie vogel geheim woorden nergens zichtbaar", NOVEMBER)
    shown = repr(keeper.all()) + str(keeper.current()) + repr(keeper) + keeper.place
    assert "kanarie" not in shown


CANARY = "canary words that no child should see"

BACKEND = """
import os
import subprocess
from keyring.backend import KeyringBackend

class Starting(KeyringBackend):
    priority = 9

    def __init__(self):
        subprocess.run(["gcc"])

    def get_password(self, service, item):
        subprocess.run(["gcc"])

    def set_password(self, service, item, words):
        subprocess.run(["ld"])
"""

RUN = """
import datetime as dt, os, sys
from pathlib import Path
from mas_docs.files import work_folder
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.passphrases.keeping import open_keeper
from mas_docs.transfer.passphrases.sources import find_passphrase
from sealing import FACTS
keeper = open_keeper("SEWSCB", os.environ)
print(keeper.place)
if "keep" in sys.argv:
    keeper.new(dt.date(2026, 11, 20))
passphrase = find_passphrase(None, os.environ, keeper, None)
with work_folder(Path.cwd()) as work:
    seal([Member("letter.txt", b"x")], FACTS, passphrase, Path("package.zip").absolute(), work)
print(passphrase.reveal().decode())
"""


def seen_by_children(folder: Path, *arguments: str, **environment: str) -> tuple[list[str], str]:
    """Look for a keyring and seal, a canary in the environment; give what that said, and what its children saw."""
    spies, seen = folder / "spies", folder / "seen"
    spies.mkdir()
    for name in ("ldconfig", "gcc", "cc", "ld", "objdump"):
        spy = spies / name
        spy.write_text(f'#!/bin/sh\n/usr/bin/env >> "{seen}"\nexit 1\n')
        spy.chmod(0o755)
    environ = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    environ |= {"PATH": f"{spies}:{environ['PATH']}", "MAS_DOCS_PASSPHRASE": CANARY, "XDG_CONFIG_HOME": str(folder)}
    environ |= {"PYTHONPATH": f"{Path(__file__).parent}:{folder}"} | environment
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines(), seen.read_text() if seen.exists() else ""


def test_looking_for_a_keyring_starts_no_compiler(tmp_path: Path) -> None:
    """Whoever puts a linker of their own on the PATH would have it run by everybody who seals a package."""
    said, seen = seen_by_children(tmp_path)
    assert said[-1] == CANARY, "the passphrase is still in the environment of the run itself"
    assert seen == ""


@pytest.mark.parametrize("settings", ["variable", "file"])
def test_programs_that_a_keyring_starts_never_see_the_passphrase(tmp_path: Path, settings: str) -> None:
    """Promise 6: whoever puts a program of their own on the PATH would read the passphrase of every package."""
    (tmp_path / "starting.py").write_text(BACKEND)
    name = "starting.Starting"
    if settings == "file":
        (tmp_path / "python_keyring").mkdir()
        (tmp_path / "python_keyring" / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={name}\n")
    chosen = {"PYTHON_KEYRING_BACKEND": name} if settings == "variable" else {}
    named = {"MAS_DOCS_PASSPHRASE_FILE": ""}
    said, seen = seen_by_children(tmp_path, "keep", XDG_DATA_HOME=str(tmp_path), **chosen, **named)
    assert said == ["the system's keyring", CANARY], "the user's own choice of a keyring is honoured"
    assert "PATH=" in seen, "the keyring did start programs"
    assert "MAS_DOCS_" not in seen
    assert CANARY not in seen


def test_the_environment_is_put_back_when_a_keyring_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the passphrase that somebody gave would be gone by the time it is needed."""
    given = {"MAS_DOCS_PASSPHRASE": CANARY, "MAS_DOCS_PASSPHRASE_FILE": "/nowhere"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def interrupted() -> None:
        assert not given.keys() & os.environ.keys()
        raise KeyboardInterrupt

    monkeypatch.setattr(keyring, "get_keyring", interrupted)
    with pytest.raises(KeyboardInterrupt):
        system_keyring()
    assert {name: os.environ.get(name) for name in given} == given
    assert sys.modules.get("keyring.backends.macOS.api", ...) is not None


@pytest.mark.parametrize(
    "record",
    [
        {"label": "A", "words": "\udc80 a", "issued": "2026-11-01", "retired": None},
        {"label": "", "words": "six words that are kept here", "issued": "2026-11-01", "retired": None},
        {"label": "A\nB", "words": "six words that are kept here", "issued": "2026-11-01", "retired": None},
        {"label": "A\udc80", "words": "six words that are kept here", "issued": "2026-11-01", "retired": None},
        {"label": "A", "words": "", "issued": "2026-11-01", "retired": None},
        {"label": "A", "words": "\x1b[2J", "issued": "2026-11-01", "retired": None},
    ],
)
def test_a_record_that_cannot_be_shown_is_damage(tmp_path: Path, record: dict[str, object]) -> None:
    """`passphrase show` would end in a defect of ours instead of a word about the file."""
    path = tmp_path / "passphrases.json"
    path.write_text(json.dumps({"format": "mas-docs-passphrases/1", "boards": {"SEWSCB": [record]}}))
    path.chmod(0o600)
    with pytest.raises(PassphraseError, match="damaged"):
        FileStore(path, "SEWSCB").read()
    ring = MemoryKeyring()
    ring.items = {("mas-docs", "SEWSCB"): "A", ("mas-docs", "SEWSCB/A"): json.dumps({**record, "before": ""})}
    with pytest.raises(PassphraseError, match="damaged"):
        KeyringStore(ring, "SEWSCB").read()
