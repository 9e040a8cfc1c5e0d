"""Promises 2 and 3 as a user meets them: what was changed is refused with exit 7, and leaves nothing behind."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from calling import PASSPHRASE, Call
from native_packages import native
from sealing import WORDS, Parts, files_below, sealed

from mas_docs.errors import DamagedArchiveError
from mas_docs.transfer.archive import Member
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.verification import verify

MANY = 200
DAMAGED = 7
Change = Callable[[Parts, int], bytes]


def member(number: int) -> str:
    """The name of one of many members, each as long as the next."""
    return f"paper-{number:03}.txt"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A package of many files, taken apart."""
    members = [Member(member(number), f"Paper {number}.\n".encode()) for number in range(MANY)]
    return Parts.of(sealed(tmp_path_factory.mktemp("large"), members).archive)


def renamed(parts: Parts, number: int) -> bytes:
    """With another name for an entry, in both of its places."""
    old, new = member(number).encode(), f"paper-x{number % 100:02}.txt".encode()
    entries = list(parts.entries)
    entries[number] = tuple(part.replace(old, new) for part in entries[number])  # type: ignore[assignment]
    return dataclasses.replace(parts, entries=tuple(entries)).joined()


def dropped(parts: Parts, number: int) -> bytes:
    """Without an entry."""
    return dataclasses.replace(parts, entries=parts.entries[:number] + parts.entries[number + 1 :]).joined()


def swapped(parts: Parts, number: int) -> bytes:
    """With an entry and the next one in the other order; the last is the manifest."""
    before, (one, other), after = (
        parts.entries[:number],
        parts.entries[number : number + 2],
        parts.entries[number + 2 :],
    )
    return dataclasses.replace(parts, entries=(*before, other, one, *after)).joined()


def exchanged(parts: Parts, number: int) -> bytes:
    """With the contents of two entries under each other's names."""
    other = (number + 1) % MANY
    entries = list(parts.entries)
    for here, there in ((number, other), (other, number)):
        names = member(there).encode(), member(here).encode()
        entries[here] = tuple(part.replace(*names) for part in parts.entries[there])  # type: ignore[assignment]
    return dataclasses.replace(parts, entries=tuple(entries)).joined()


def added(parts: Parts, number: int) -> bytes:
    """With an entry once more under a name of its own."""
    old, new = member(number).encode(), b"paper-new.txt"
    more = tuple(part.replace(old, new) for part in parts.entries[number])
    before, after = parts.entries[: number + 1], parts.entries[number + 1 :]
    return dataclasses.replace(parts, entries=(*before, more, *after)).joined()  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [renamed, dropped, swapped, exchanged, added])
def test_every_entry_of_a_large_package_counts(large: Parts, tmp_path: Path, change: Change) -> None:
    """Loses: one paper of two hundred, taken out, renamed or exchanged on the way."""
    path = tmp_path / "changed.zip"
    for number in range(MANY):
        path.write_bytes(change(large, number))
        with pytest.raises(DamagedArchiveError):
            verify(path, [Passphrase(WORDS)])


def refused(call: Call, folder: Path, package: Path) -> list[str]:
    """Verify and open a package that was changed; give what is wrong with how they refuse it."""
    before = files_below(folder)
    faults = []
    for command in (("verify", package), ("open", package, "--into", "taken-out"), ("open", package, "--foreign")):
        called = call(*command, cwd=folder, passphrase=PASSPHRASE)
        if called.code != DAMAGED or len(called.err.splitlines()) != 1 or called.out:
            faults.append(f"{command[0]} ends with {called.code}: {called.err}{called.out}")
    if files_below(folder) != before or {path for path in folder.iterdir() if path.is_dir()} - {package}:
        faults.append(f"left behind: {sorted(files_below(folder).keys() - before.keys())}")
    return faults


CHANGES = {
    "a byte at the front": lambda raw: raw[:35] + bytes([raw[35] ^ 1]) + raw[36:],
    "a byte of the last paper": lambda raw: (
        raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :]
    ),
    "a byte of the seal": lambda raw: raw[:-1] + (b"0" if raw[-1:] != b"0" else b"1"),
    "cut short": lambda raw: raw[: len(raw) * 2 // 3],
    "lengthened": lambda raw: raw + b"\0",
    "its last line cut": lambda raw: raw[:-64],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_archive_is_refused_and_leaves_nothing(tmp_path: Path, call: Call, change: str) -> None:
    """Loses: promise 3; papers that nothing vouches for lie in the folder, and somebody reads them."""
    package = sealed(tmp_path, [Member(f"{number}.txt", b"Dear colleague\n" * 900) for number in range(3)]).archive
    package.write_bytes(CHANGES[change](package.read_bytes()))
    assert refused(call, tmp_path, package) == []


def native_changes(package: Path) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Changes to a package folder, each by what it is."""
    for path in sorted(package.rglob("*")):
        if path.is_file():
            name = path.relative_to(package).as_posix()
            yield f"{name} flipped", lambda other, name=name: flip(other / name)  # type: ignore[misc]
            yield f"{name} cut", lambda other, name=name: cut(other / name)  # type: ignore[misc]
            yield f"{name} dropped", lambda other, name=name: (other / name).unlink()  # type: ignore[misc]
            yield f"{name} renamed", lambda other, name=name: rename(other / name)  # type: ignore[misc]
    yield "a file added", lambda other: (other / "more.docx").touch()
    yield "a folder added", lambda other: (other / "more").mkdir()
    yield "a link added", lambda other: (other / "more.pdf").symlink_to("letter.docx")


def flip(path: Path) -> None:
    """Flip a bit in the middle."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 4
    path.write_bytes(raw)


def cut(path: Path) -> None:
    """Cut the last bytes off."""
    path.write_bytes(path.read_bytes()[:-9])


def rename(path: Path) -> None:
    """Give it another name."""
    path.rename(path.with_name(f"x{path.name}"))


def test_every_change_to_a_package_folder_is_refused_and_leaves_nothing(tmp_path: Path, call: Call) -> None:
    """Loses: promises 2 and 3 for whoever can install nothing, and gets folders instead of archives."""
    (tmp_path / "whole").mkdir()
    package = native(tmp_path / "whole").archive
    found = {}
    changes = list(native_changes(package))
    for number, (name, change) in enumerate(changes):
        folder = tmp_path / str(number)
        shutil.copytree(package.parent, folder)
        change(folder / package.name)
        found[name] = refused_folder(call, folder, folder / package.name)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 4 * 4 + 3


def refused_folder(call: Call, folder: Path, package: Path) -> list[str]:
    """Verify and open a package folder that was changed; give what is wrong with how they refuse it."""
    before = files_below(folder)
    faults = []
    for command in (("verify", package), ("open", package, "--into", "taken-out")):
        called = call(*command, cwd=folder, passphrase=PASSPHRASE)
        if called.code != DAMAGED or len(called.err.splitlines()) != 1 or called.out:
            faults.append(f"{command[0]} ends with {called.code}: {called.err}{called.out}")
    left = {path.name for path in folder.iterdir()} - {package.name}
    return faults if files_below(folder) == before and not left else [*faults, f"left behind: {left}"]


def test_a_damaged_package_goes_into_the_ledger_when_it_is_opened(tmp_path: Path, call: Call, workspace: Path) -> None:
    """Loses: promise 12; that a package arrived damaged, which a data-protection officer asks about."""
    package = sealed(tmp_path, [Member("letter.txt", b"Dear colleague\n")]).archive
    assert call("open", package, "--into", "opened", cwd=workspace, passphrase=PASSPHRASE).code == 0
    flip(package)
    assert call("open", package, "--into", "again", cwd=workspace, passphrase=PASSPHRASE).code == DAMAGED
    entries = [recorded.entry for recorded in Ledger(workspace / "ledger").reader.entries()]
    assert [(entry.event, entry.reason) for entry in entries] == [
        (Event.OPENED, ""),
        (Event.REFUSED, "damaged-archive"),
    ]
