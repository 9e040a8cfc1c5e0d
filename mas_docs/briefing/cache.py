"""Converted papers, kept for the next pack of the same case: sealed like any package, and believed only when verified.

What is not exactly what was kept is simply not there: it is converted again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import DamagedArchiveError, MasDocsError, PaperError, UsageError
from mas_docs.files import new_private_file, private_folder
from mas_docs.papers.converting.conversion import converter_version
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.manifest import NAME, PackageFacts, new_package_id
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import read_structure
from mas_docs.transfer.untrusted import opened
from mas_docs.transfer.verification import read_package

CACHE = ".converted"
"""The cache's folder in the case's folder of output."""

_MEMBER = "paper.pdf"
_ENTRY = re.compile(r"[0-9a-f]{64}\.zip")
_PURPOSE = "converted paper "


@dataclass(frozen=True, slots=True)
class ConvertedPapers:
    """The converted papers of one case.

    An entry goes by the paper's content and by what converted it, so that neither another paper nor another version of
    LibreOffice ever yields old pages. Its name says nothing about the paper.

    Attributes:
        folder: where they are kept; it need not exist yet.
        passphrase: seals and opens them.
    """

    folder: Path
    passphrase: Passphrase

    def get(self, sha256: str, into: Path) -> bool:
        """Take a converted paper out.

        Args:
            sha256: of the paper before it was converted, in hexadecimal digits.
            into: the file to be written (0600), in a private work folder.

        Returns:
            Whether it was there, whole, and sealed with this passphrase; if not, nothing is written.
        """
        key = _key(sha256)
        aside = into.with_name(f"{secrets.token_hex(8)}.pdf")
        try:
            is_genuine = self._read(key, aside)
            if is_genuine:
                aside.replace(into)
        except (MasDocsError, OSError):
            return False
        finally:
            aside.unlink(missing_ok=True)
        return is_genuine

    def _read(self, key: str, aside: Path) -> bool:
        def take(name: str, chunks: Iterator[bytes]) -> None:
            if name == NAME:
                return
            with os.fdopen(new_private_file(aside), "wb") as file:
                file.writelines(chunks)

        with opened(self._entry(key)) as archive:
            package = read_package(archive, read_structure(archive), (self.passphrase,), take)
        names = [member.name for member in package.members]
        return names == [_MEMBER] and package.facts.purpose == f"{_PURPOSE}{key}"

    def keep(self, sha256: str, pdf: Path, work: Path) -> None:
        """Keep a converted paper; where that cannot be done, nothing is kept, and nothing is lost but time.

        Args:
            sha256: of the paper before it was converted, in hexadecimal digits.
            pdf: what it was converted to.
            work: a private work folder on the file system of the cache.

        Raises:
            PassphraseError: the passphrase is weak.
        """
        key = _key(sha256)
        try:
            private_folder(self.folder)
            seal((Member(_MEMBER, pdf),), self._facts(key), self.passphrase, self._entry(key), work)
        except (UsageError, PaperError, DamagedArchiveError):
            return

    def _facts(self, key: str) -> PackageFacts:
        return PackageFacts(
            package_id=new_package_id(),
            reference="",
            recipient="mas-docs",
            role="cache",
            purpose=f"{_PURPOSE}{key}",
            label=self.passphrase.label,
            sealed_on=dt.datetime.now(tz=dt.UTC).date(),
            marking="OFFICIAL-SENSITIVE",
        )

    def forget_all_but(self, kept: Collection[str]) -> None:
        """Remove the entries of all papers but these; what cannot be removed stays.

        Args:
            kept: the SHA-256 of each paper that the case still has, before it was converted.
        """
        names = {self._entry(_key(sha256)).name for sha256 in kept}
        try:
            entries = [path for path in self.folder.iterdir() if _ENTRY.fullmatch(path.name)]
            for entry in entries:
                if entry.name not in names:
                    entry.unlink(missing_ok=True)
        except OSError:
            return

    def _entry(self, key: str) -> Path:
        return self.folder / f"{key}.zip"


def _key(sha256: str) -> str:
    return hashlib.sha256(f"{converter_version()}\n{sha256}".encode()).hexdigest()
