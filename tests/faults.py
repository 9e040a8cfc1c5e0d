"""What the tests of faults share: runs that can be killed, and what has to be true of an office at every moment."""

from __future__ import annotations

import email
import email.policy
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from calling import PASSPHRASE

from mas_docs.errors import MasDocsError
from mas_docs.files import WORK_PREFIX
from mas_docs.resources import examples_folder
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event, Recorded
from mas_docs.transfer.native.folder import is_native_package, verify_native
from mas_docs.transfer.native.pdf import is_protected
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.verification import verify

CASE = "MAS-2026-018"
"""The case that these tests make packages of; its papers are all PDF."""

NEIGHBOUR = "MAS-2026-014"
"""The other case of the office."""

RECIPIENT = "Maria Santos"
FACILITATOR = "Owen Beddoe"
CANARIES = ("Okonkwo", "Amelia", "Tobias", "Kelechi", "2024-07-22", "22 July 2024", "22/07/2024", "2018-10-05")
"""What identifies the children of that case, in the forms that documents and papers give it."""

WORDS = Passphrase(PASSPHRASE)
OFFICE_PROGRAM = "office"
"""What a conversion calls the folder in which LibreOffice works."""

_ENCRYPTED = 1
_OTHERS = 0o077
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Office:
    """A workspace of two cases, with a home, a folder for temporary files and one for what arrives.

    Attributes:
        root: the folder of everything.
    """

    root: Path

    @property
    def workspace(self) -> Path:
        """The workspace."""
        return self.root / "workspace"

    @property
    def temporary(self) -> Path:
        """Where programs put their temporary files."""
        return self.root / "temporary"

    @property
    def out(self) -> Path:
        """The folder of the case's packages."""
        return self.workspace / "out" / CASE

    @property
    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return Ledger(self.workspace / "ledger")

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a run here."""
        home = str(self.root / "home")
        ours = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "TMPDIR": str(self.temporary)}
        ours |= {"MAS_DOCS_PASSPHRASE": PASSPHRASE, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        return dict(os.environ) | ours | more

    def written(self) -> Iterator[Path]:
        """Every file and folder that a run may have written, but for what lies in a private work folder."""
        for top in (self.workspace / "out", self.workspace / "ledger", self.temporary, self.root / "home"):
            yield from _outside_work_folders(top)

    def work_folders(self) -> list[Path]:
        """The work folders that are left."""
        places = (Path(folder) for folder, _, _ in os.walk(self.root))
        return [place for place in places if place.name.startswith(WORK_PREFIX)]


def new_office(root: Path, cases: Iterable[str] = (CASE, NEIGHBOUR)) -> Office:
    """Make an office with some of the examples' cases."""
    office = Office(root)
    for folder in (office.workspace / "cases", office.temporary, root / "home"):
        folder.mkdir(parents=True)
    shutil.copy(examples_folder() / "board.yaml", office.workspace)
    for case in cases:
        shutil.copytree(examples_folder() / "cases" / case, office.workspace / "cases" / case)
    return office


def _outside_work_folders(top: Path) -> Iterator[Path]:
    if not top.is_dir():
        return
    for path in sorted(top.iterdir()):
        if path.name.startswith(WORK_PREFIX):
            continue
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _outside_work_folders(path)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended.

    Attributes:
        killed: whether it was killed.
        steps: how many steps it took on files; 0 where it was killed.
        code: its exit code; None where it was killed.
        said: what it said.
    """

    killed: bool
    steps: int
    code: int | None
    said: str


class Runs:
    """Runs of the program that can be killed at any of their steps; a context manager."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("killing.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(
        self,
        office: Office,
        *arguments: object,
        at: int | None = None,
        vanishing: Path | None = None,
        largest_file: int | None = None,
        without_rights: bool = False,
    ) -> Ran:
        """Run a command in an office's workspace.

        Args:
            office: the office.
            arguments: the command.
            at: the step at which it is killed, or something vanishes; None to let it end.
            vanishing: the folder that somebody removes at that step, instead of killing the run.
            largest_file: how many bytes a file may hold, as on a disk that is nearly full; None for any.
            without_rights: whether permissions hold for it though the tests are the superuser's.
        """
        request = {
            "arguments": [str(argument) for argument in arguments],
            "cwd": str(office.workspace),
            "environ": office.environ(),
            "at": at,
            "vanishing": str(vanishing) if vanishing else None,
            "largest_file": largest_file,
            "without_rights": without_rights,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._process.stdout.readline()))


def sampled(steps: int, most: int) -> list[int]:
    """At most that many of the numbers from 1 to `steps`, evenly spread, the first and the last among them."""
    if steps <= most:
        return list(range(1, steps + 1))
    return sorted({1 + round(number * (steps - 1) / (most - 1)) for number in range(most)})


def faults_at_rest(office: Office) -> list[str]:
    """What is wrong with an office after a run was killed or has failed; nothing may be.

    Every file under its final name is whole and hidden, what is in the making is private, the ledger is whole, and
    every package is in it.
    """
    return [
        *_open_to_others(office),
        *(fault for path in office.written() if path.is_file() for fault in faults_of_file(path)),
        *_faults_of_packages(office),
        *(f"the ledger: {finding.id}" for finding in office.ledger.reader.verify().findings.errors),
    ]


def left_behind(office: Office) -> list[str]:
    """What lies about once a run has ended by itself: work folders, and folders put aside under a hidden name."""
    hidden = (path for path in office.written() if path.name.startswith(".") and ".before-" in path.name)
    temporary = office.temporary.iterdir()
    return [str(path.relative_to(office.root)) for path in (*office.work_folders(), *hidden, *temporary)]


def _open_to_others(office: Office) -> Iterator[str]:
    for folder in office.work_folders():
        for path in (folder, *folder.rglob("*")):
            # LibreOffice's own files lie in that folder too, where others cannot come.
            ours = path == folder or (path.is_file() and OFFICE_PROGRAM not in path.relative_to(folder).parts)
            if ours and stat.S_IMODE(path.lstat().st_mode) & _OTHERS:
                yield f"others may look into {path.relative_to(office.root)}"
    for path in office.written():
        if path.is_file() and stat.S_IMODE(path.lstat().st_mode) & _OTHERS:
            yield f"others may read {path.relative_to(office.root)}"


def faults_of_file(path: Path) -> Iterator[str]:
    """How a file under a final name is not whole, or shows what it may not show."""
    content = path.read_bytes()
    if path.suffix == ".eml":
        yield from _faults_of_message(path.name, content)
        return
    yield from _faults_of_content(path.name, content)
    if path.suffix == ".json":
        yield from _broken(path, json.loads, content)
    if path.name.endswith("how-to-open.txt") and not content.endswith(b"\n"):
        yield f"{path.name} ends in the middle"


def _faults_of_message(name: str, content: bytes) -> Iterator[str]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.defects or not message["To"] or not list(message.iter_attachments()):
        yield f"{name} is no whole message"
    for part in message.walk():
        if not part.is_multipart():
            yield from _faults_of_content(f"{name}: {part.get_filename()}", bytes(part.get_payload(decode=True)))


def _faults_of_content(name: str, content: bytes) -> Iterator[str]:
    """How bytes are plain that may not be; what says a child's name, in whatever form, is."""
    shown = [word for word in (*CANARIES, PASSPHRASE) if word.encode() in content]
    if shown:
        yield f"{name} shows {shown}"
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            plain = [entry for entry in archive.infolist() if not entry.flag_bits & _ENCRYPTED]
        if plain:
            yield f"{name} has plain entries"
    elif content.startswith(b"%PDF") and not is_protected(content, WORDS):
        yield f"{name} is a plain PDF"
    elif name.endswith((".docx", ".xlsx")) and not content.startswith(_OFFICE):
        yield f"{name} is a plain document"


def _broken(path: Path, parse: Callable[[bytes], object], content: bytes) -> Iterator[str]:
    try:
        parse(content)
    except ValueError:
        yield f"{path.name} is broken"


def packages_of(office: Office) -> Iterator[Path]:
    """Every package under a final name: archives, and folders of files that are each protected by themselves."""
    for path in office.written():
        inside = is_native_package(path.parent) or ".converted" in path.parts
        if is_native_package(path) or (path.suffix == ".zip" and not inside):
            yield path


def _faults_of_packages(office: Office) -> Iterator[str]:
    sealed = {recorded.entry.package for recorded in _entries(office) if recorded.entry.event is Event.SEALED}
    for path in packages_of(office):
        try:
            verified = (verify_native if path.is_dir() else verify)(path, (WORDS,))
        except MasDocsError as error:
            yield f"{path.name} does not verify: {error.message}"
        else:
            if verified.facts.package_id not in sealed:
                yield f"{path.name} is not in the ledger"


def _entries(office: Office) -> list[Recorded]:
    return list(office.ledger.reader.entries()) if office.ledger.folder.exists() else []
