"""The one module that knows pyzipper: writing encrypted entries, and decrypting one entry's bytes.

Facts about it that decide the code here: without `encryption=` it writes plain text without a word; an exception inside
its `with` block leaves a whole-looking, truncated archive; a wrong password is a RuntimeError or, by one chance in
65,536, a failure later on. So nothing is ever closed as complete that is not, and whoever seals, reopens and verifies.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from mas_docs.transfer.structure import AES_OVERHEAD, DEFLATED, STORED, Entry
from mas_docs.transfer.untrusted import CHUNK, UntrustedArchive

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NEEDED_FOR_AES = 51
_MADE_ON_UNIX = 3
_CHECK_BYTES = 2
_CODE_BYTES = 10
_AE_1 = 1


class EntryRefusesError(Exception):
    """An entry does not take this passphrase; one in 65,536 wrong ones is taken, and then fails its authentication."""


class ArchiveWriter:
    """Writes one archive of AES-256 entries (AE-2, so that no checksum of the plain contents shows).

    Args:
        file: an empty file, open for reading and writing.
        passphrase: the words' bytes.
    """

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        import pyzipper

        self._zip: Any = pyzipper.AESZipFile(
            file,
            "w",
            encryption=pyzipper.WZ_AES,
            encryption_kwargs={"nbits": 256, "force_wz_aes_version": pyzipper.zipfile_aes.WZ_AES_V2},
        )
        self._zip.setpassword(passphrase)
        self._new_entry = pyzipper.zipfile_aes.AESZipInfo

    def add(self, name: str, chunks: Iterable[bytes], *, stored: bool) -> str:
        """Write one entry.

        Args:
            name: its name, already found safe.
            chunks: its contents.
            stored: whether to leave the contents as they are, because they are compressed already.

        Returns:
            The SHA-256 of the contents, in hexadecimal digits.
        """
        entry = self._new_entry(name, date_time=_EPOCH)
        entry.compress_type = STORED if stored else DEFLATED
        entry.create_system = _MADE_ON_UNIX
        entry.create_version = entry.extract_version = _NEEDED_FOR_AES
        digest = hashlib.sha256()
        with self._zip.open(entry, "w") as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
        return digest.hexdigest()

    def finish(self, comment: bytes) -> None:
        """Write the list of contents and the comment: only now is the archive one."""
        self._zip.comment = comment
        self._zip.close()

    def abandon(self) -> None:
        """Let go of an archive that will not be finished, so that nothing closes it as if it were."""
        self._zip.fp = None


def decrypted(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> Iterator[bytes]:
    """Decrypt one entry's contents, a chunk at a time; only the end of the iteration says that they are genuine.

    Args:
        archive: the file.
        entry: an encrypted entry of it.
        passphrase: the words' bytes.

    Raises:
        EntryRefusesError: the entry does not take this passphrase.
        DamagedArchiveError: the contents do not match their authentication code, checksum or size.
    """
    decrypter, contents, code = _unlocked(archive, entry, passphrase)
    pieces = (decrypter.decrypt(chunk) for chunk in contents)
    size = checksum = 0
    try:
        for piece in _unpacked(archive, entry, pieces):
            size += len(piece)
            if size > entry.size:
                raise archive.damaged(f"The entry {entry.name!r} holds more than it says")
            checksum = zlib.crc32(piece, checksum)
            yield piece
    except zlib.error:
        raise archive.damaged(f"The entry {entry.name!r} is damaged") from None
    _check_end(archive, entry, (decrypter, code), size, checksum)


def takes(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> bool:
    """Whether an entry takes this passphrase, by the two bytes that say so."""
    try:
        _unlocked(archive, entry, passphrase)
    except EntryRefusesError:
        return False
    return True


def _unlocked(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> tuple[Any, Iterator[bytes], bytes]:
    """What decrypts the entry, its encrypted contents, and their authentication code."""
    from pyzipper.zipfile_aes import AESZipDecrypter, AESZipInfo

    if entry.encryption is None:
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted")
    overhead = AES_OVERHEAD[entry.encryption.strength]
    header_size = overhead - _CODE_BYTES
    header = archive.read_at(entry.data_offset, header_size)
    information = AESZipInfo(entry.name)
    information.wz_aes_strength = entry.encryption.strength
    try:
        decrypter = AESZipDecrypter(information, passphrase, header)
    except RuntimeError:
        raise EntryRefusesError(entry.name) from None
    contents = archive.chunks(entry.data_offset + header_size, entry.data_size - overhead)
    return decrypter, contents, archive.read_at(entry.end - _CODE_BYTES, _CODE_BYTES)


def _unpacked(archive: UntrustedArchive, entry: Entry, pieces: Iterator[bytes]) -> Iterator[bytes]:
    method = entry.encryption.method if entry.encryption else STORED
    if method == STORED:
        return pieces
    if method == DEFLATED:
        return _inflated(archive, entry, pieces)
    raise archive.damaged(
        f"The entry {entry.name!r} is compressed in a way (number {method}) that mas-docs does not read",
        "Ask for an archive that is compressed in the ordinary way (Deflate).",
    )


def _inflated(archive: UntrustedArchive, entry: Entry, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Inflate at most a chunk at a time, so that a bomb fills neither memory nor disk."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        if engine.eof:
            raise archive.damaged(f"The entry {entry.name!r} holds more than it says")
        waiting = piece
        while True:
            plain = engine.decompress(waiting, CHUNK)
            waiting = engine.unconsumed_tail
            if plain:
                yield plain
            if not waiting and len(plain) < CHUNK:
                break
    if not engine.eof or engine.unused_data:
        raise archive.damaged(f"The entry {entry.name!r} is damaged")


def _check_end(
    archive: UntrustedArchive, entry: Entry, authentication: tuple[Any, bytes], size: int, checksum: int
) -> None:
    from pyzipper import BadZipFile

    decrypter, code = authentication
    try:
        decrypter.check_hmac(code)
    except BadZipFile:
        raise archive.damaged(f"The entry {entry.name!r} is damaged, or was changed") from None
    if size != entry.size:
        raise archive.damaged(f"The entry {entry.name!r} holds less than it says")
    if entry.encryption is not None and entry.encryption.version == _AE_1 and checksum != entry.crc:
        raise archive.damaged(f"The entry {entry.name!r} does not match its checksum")
