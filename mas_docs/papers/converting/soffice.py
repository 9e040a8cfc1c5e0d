"""LibreOffice, run once for many papers: found, hardened, watched, and ended when a paper takes too much.

It gets a profile of its own, whose settings forbid macros and whatever a document would fetch from elsewhere, and it
works in one private folder, its temporary files included.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from xml.sax.saxutils import quoteattr

from mas_docs.errors import MissingProgramError
from mas_docs.files import private_folder

MOST_MEMORY = 320 * 2**20
"""What LibreOffice may hold in memory at a time, in bytes.

Without any paper it holds about 205 MiB, with thirty photos of a telephone about 250.
"""

STARTING = 30.0
"""Seconds that a disk may take at most until LibreOffice is in memory; a paper's own time begins only then."""

_LOOK_EVERY = 0.01
# Loading itself takes twice as much processor time on a fast computer.
_LOADED_AFTER = 0.3
_END_WITHIN = 1024
_OUR_VARIABLES = "MAS_DOCS_"
_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.com"),
)
# A discarding port of this machine: where a setting fails to forbid a connection, this one leads nowhere.
_NOWHERE = "127.0.0.1"
_NOWHERE_PORT = "9"
# No core on the disk, for what is in memory is a child's paper; no file that fills it (1 or 2 GB, as the shell counts).
_LIMITS = "ulimit -c 0; ulimit -f 2000000"
# The pipe's other end is ours, and closes when we end, however we end: the watcher then ends the group that it is in.
_WATCHED = "exec 3<&0 </dev/null; (read -r _ <&3; kill -9 0) & exec 3<&-"
_BOUNDED = ("/bin/sh", "-c", f'{_LIMITS}; {_WATCHED}; exec "$@"', "sh")

# Names as in LibreOffice's own registry (main.xcd); each was found there.
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_EXPORT = "/org.openoffice.Office.Common/Filter/PDF/Export"
_PROXY = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Misc", "UseLocking", "false"),
    (_EXPORT, "ExportFormFields", "false"),
    (_EXPORT, "ExportNotes", "false"),
    (_PROXY, "ooInetProxyType", "2"),
    (_PROXY, "ooInetHTTPProxyName", _NOWHERE),
    (_PROXY, "ooInetHTTPProxyPort", _NOWHERE_PORT),
    (_PROXY, "ooInetHTTPSProxyName", _NOWHERE),
    (_PROXY, "ooInetHTTPSProxyPort", _NOWHERE_PORT),
    (_PROXY, "ooInetFTPProxyName", _NOWHERE),
    (_PROXY, "ooInetFTPProxyPort", _NOWHERE_PORT),
)
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema">\n{}</oor:items>\n'
)
_ITEM = '<item oor:path={}><prop oor:name={} oor:op="fuse"><value>{}</value></prop></item>\n'


class Target(Enum):
    """What LibreOffice is to make: its filter, and how a whole file begins and ends."""

    PDF = ("pdf", "pdf:writer_pdf_Export", b"%PDF-", b"%%EOF")
    ODT = ("odt", "odt:writer8", b"PK\x03\x04", b"PK\x05\x06")

    @property
    def extension(self) -> str:
        """Of what is made, without the dot."""
        return self.value[0]

    @property
    def conversion(self) -> str:
        """What `--convert-to` is given."""
        return self.value[1]

    def is_whole(self, path: Path) -> bool:
        """Whether a file is there with its beginning and its end."""
        _, _, beginning, end = self.value
        try:
            with path.open("rb") as file:
                begins = file.read(len(beginning)) == beginning
                file.seek(max(0, file.seek(0, os.SEEK_END) - _END_WITHIN))
                return begins and end in file.read()
        except OSError:
            return False


def find_office() -> Path:
    """LibreOffice's program.

    Raises:
        MissingProgramError: it is not installed.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    place = Path(found) if found else next((place for place in _USUAL_PLACES if place.is_file()), None)
    if place is None:
        raise MissingProgramError(
            "LibreOffice, which turns Word papers into pages, is not installed",
            remedy="Install it (Debian, Ubuntu: `sudo apt install libreoffice-writer-nogui`; Windows, macOS: the one "
            "from libreoffice.org), or save the paper as PDF and name that file.",
        )
    return place


def office_version() -> str:
    """What tells one installation of LibreOffice from another, without starting it; empty when there is none."""
    try:
        folder = find_office().resolve().parent
    except MissingProgramError:
        return ""
    digest = hashlib.sha256()
    for name in ("versionrc", "version.ini", "bootstraprc"):
        path = folder / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice with a profile of its own.

    Attributes:
        program: its program.
        folder: a private folder, in which it keeps its profile and its temporary files.
    """

    program: Path
    folder: Path

    @classmethod
    def prepared(cls, folder: Path) -> Office:
        """Find LibreOffice and write its settings into a folder that was not there.

        Raises:
            MissingProgramError: it is not installed.
            UsageError: the folder cannot be made.
        """
        office = cls(find_office(), folder)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        private_folder(settings.parent)
        private_folder(folder / "temporary")
        items = (_ITEM.format(quoteattr(path), quoteattr(name), value) for path, name, value in _SETTINGS)
        settings.write_text(_REGISTRY.format("".join(items)), encoding="utf-8")
        return office

    def convert(self, papers: Sequence[Path], target: Target, into: Path, seconds: float) -> bool:
        """Convert papers in one call, as many as can be; what was made is in the folder under the same stem.

        Args:
            papers: files with neutral names, whose stems differ.
            target: what is made of them.
            into: the folder for it.
            seconds: how long one paper may take.

        Returns:
            Whether it ended by itself. If not, the first paper of which nothing whole was made took too much.
        """
        child = subprocess.Popen(  # noqa: S603 - the program that was found, with arguments of our own
            self._command(papers, target, into),
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.PIPE if os.name == "posix" else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # its own warnings bear paths
            start_new_session=True,
            umask=0o077 if os.name == "posix" else -1,
        )
        try:
            return _stayed_within_bounds(child, into, target, seconds)
        finally:
            _end(child)

    def _command(self, papers: Sequence[Path], target: Target, into: Path) -> list[str]:
        return [
            *(_BOUNDED if os.name == "posix" else ()),
            str(self.program),
            f"-env:UserInstallation={(self.folder / 'profile').absolute().as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"),
            *("--convert-to", target.conversion, "--outdir", str(into.absolute())),
            *(str(paper.absolute()) for paper in papers),
        ]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OUR_VARIABLES)}
        temporary = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str((self.folder / "temporary").absolute()))
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), f"http://{_NOWHERE}:{_NOWHERE_PORT}")
        return {**inherited, **temporary, **proxies, "SAL_USE_VCLPLUGIN": "svp", "MALLOC_ARENA_MAX": "1"}


def _stayed_within_bounds(child: subprocess.Popen[bytes], into: Path, target: Target, seconds: float) -> bool:
    made, loaded = 0, False
    until = time.monotonic() + STARTING + seconds
    while child.poll() is None:
        finished = len(list(into.glob(f"*.{target.extension}")))
        if finished > made or (not loaded and _time_taken(child.pid) > _LOADED_AFTER):
            made, loaded, until = finished, True, time.monotonic() + seconds
        if time.monotonic() > until or _memory(child.pid) > MOST_MEMORY:
            return False
        time.sleep(_LOOK_EVERY)
    return True


def _time_taken(root: int) -> float:
    """The processor time of a process and those it started, in seconds; without end where the system does not say."""
    if not Path(f"/proc/{root}/stat").exists():
        return math.inf
    ticks = 0
    for process in _family(root):
        with contextlib.suppress(OSError):
            # proc_pid_stat(5): user and system time are the fields 14 and 15, the name in brackets is the second.
            fields = (
                Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            )
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory(root: int) -> int:
    """What a process and those it started hold in memory, in bytes; 0 where the system does not say (no Linux)."""
    total = 0
    for process in _family(root):
        with contextlib.suppress(OSError):
            pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
            total += int(pages) * os.sysconf("SC_PAGE_SIZE")
    return total


def _family(root: int) -> Iterator[int]:
    yield root
    for thread in Path(f"/proc/{root}/task").glob("*/children"):  # the starter has a thread of its own for it
        with contextlib.suppress(OSError):
            for child in thread.read_text(encoding="ascii").split():
                yield from _family(int(child))


def _end(child: subprocess.Popen[bytes]) -> None:
    """End what is left of the session that we began; the number is ours as long as we have not waited for it.

    Once LibreOffice has ended by itself, the watcher ends what it left behind, and then itself.
    """
    if child.poll() is None:
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    if child.stdin is not None:
        child.stdin.close()
    child.wait()
