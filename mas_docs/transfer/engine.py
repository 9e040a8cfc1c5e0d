"""Writing encrypted entries, by pyzipper, which nothing else knows; and decrypting one entry's bytes, without it.

Facts about pyzipper that decide the code here: without `encryption=` it writes plain text without a word; an exception
inside its `with` block leaves a whole-looking, truncated archive. So nothing is ever closed as complete that is not,
and whoever seals, reopens and verifies. It lays out the records; what encrypts the contents for it is ours, by its own
`get_encrypter`, because its library is slow at that. Reading goes by WinZip's description of AE-1 and AE-2 alone, and
decrypts by another library than encrypts: what is got wrong on one side is not got wrong on the other.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import secrets
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from mas_docs.transfer.beside import Helper, Work, helper
from mas_docs.transfer.entry_keys import STRONGEST, EntryKeys, KeyMemory
from mas_docs.transfer.structure import Entry
from mas_docs.transfer.untrusted import CHUNK, UntrustedArchive
from mas_docs.transfer.zip_records import AES_OVERHEAD, CHECK_BYTES, CODE_BYTES, DEFLATED, SALT_BYTES, STORED

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NEEDED_FOR_AES = 51
_MADE_ON_UNIX = 3
_AE_2 = 2


class EntryRefusesError(Exception):
    """An entry does not take this passphrase; one in 65,536 wrong ones is taken, and then fails its authentication."""


class EntryEncrypter:
    """Encrypts one entry for pyzipper: AES-256, AE-2, so that no checksum of the plain contents shows.

    Args:
        material: for AES-256, as `KeyMemory.derived` gives it.
        salt: what it was derived with.
        helping: hashes what was encrypted.
    """

    def __init__(self, material: bytes, salt: bytes, helping: Helper) -> None:
        self._keys = EntryKeys(STRONGEST, material)
        self._encryption = self._keys.encryption()
        self._header = salt + material[-CHECK_BYTES:]
        self._helping = helping

    def update_zipinfo(self, entry: Any) -> None:
        """Say in an entry's record how it is encrypted."""
        entry.wz_aes_vendor_id, entry.wz_aes_strength, entry.wz_aes_version = b"AE", STRONGEST, _AE_2

    def finalize_zipinfo(self, entry: Any) -> None:
        """Say it once more when the entry is complete."""
        self.update_zipinfo(entry)

    def encryption_header(self) -> bytes:
        """What stands before the contents: the salt, and the two bytes that tell a wrong passphrase."""
        return self._header

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt the next bytes."""
        encrypted = self._encryption(data)
        self._helping.give(self._keys.authenticate, encrypted)
        return encrypted

    def flush(self) -> bytes:
        """What stands after the contents: their authentication code."""
        self._helping.finish()
        return self._keys.code()


class ArchiveWriter:
    """Writes one archive of AES-256 entries (AE-2).

    Args:
        file: an empty file, open for reading and writing.
        passphrase: the words' bytes.
        memory: derives the keys of the entries; whoever verifies the archive at once need not derive them again.
    """

    def __init__(self, file: BinaryIO, passphrase: bytes, memory: KeyMemory | None = None) -> None:
        import pyzipper

        self._passphrase = passphrase
        self._memory = memory or KeyMemory()
        self._helping = Helper()
        self._zip: Any = _archive_class()(file, "w", encryption=pyzipper.WZ_AES)
        self._zip.new_encrypter = self._new_encrypter
        self._new_entry = pyzipper.zipfile_aes.AESZipInfo

    def _new_encrypter(self) -> EntryEncrypter:
        salt = secrets.token_bytes(SALT_BYTES[STRONGEST])
        return EntryEncrypter(self._memory.derived(self._passphrase, salt, STRONGEST), salt, self._helping)

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
                self._helping.give(digest.update, chunk)
                target.write(chunk)
        self._helping.finish()
        return digest.hexdigest()

    def finish(self, comment: bytes) -> None:
        """Write the list of contents and the comment: only now is the archive one."""
        self._zip.comment = comment
        self._zip.close()

    def abandon(self) -> None:
        """Let go of an archive that will not be finished, so that nothing closes it as if it were."""
        self._zip.fp = self._zip.new_encrypter = None
        self._helping.stop()


@functools.cache
def _archive_class() -> Any:
    """The archive of pyzipper, which asks us for what encrypts each entry."""
    import pyzipper

    class Archive(pyzipper.AESZipFile):  # type: ignore[misc]  # it has no types
        def get_encrypter(self) -> EntryEncrypter:
            encrypter: EntryEncrypter = self.new_encrypter()
            return encrypter

    return Archive


def unseen(_chunk: bytes) -> None:
    """Show the encrypted contents to nobody else."""


def decrypted(
    archive: UntrustedArchive, entry: Entry, passphrase: bytes, memory: KeyMemory, see: Work = unseen
) -> Iterator[bytes]:
    """Decrypt one entry's contents, a chunk at a time; only the end of the iteration says that they are genuine.

    Args:
        archive: the file.
        entry: an encrypted entry of it.
        passphrase: the words' bytes.
        memory: derives the keys, unless it knows them.
        see: is shown the encrypted contents as they go by, perhaps in another thread, but all of them before the end.

    Raises:
        EntryRefusesError: the entry does not take this passphrase.
        DamagedArchiveError: the contents do not match their authentication code, checksum or size.
    """
    keys = _unlocked(archive, entry, passphrase, memory)
    with helper() as helping:
        pieces = _authenticated(archive, entry, keys, helping, see)
        yield from _checked(archive, entry, _unpacked(archive, entry, pieces))


def takes(archive: UntrustedArchive, entry: Entry, passphrase: bytes, memory: KeyMemory) -> bool:
    """Whether an entry takes this passphrase, by the two bytes that say so."""
    try:
        _unlocked(archive, entry, passphrase, memory)
    except EntryRefusesError:
        return False
    return True


def contents_of(entry: Entry) -> tuple[int, int]:
    """Where an encrypted entry's contents begin, after the salt and the two bytes, and how many bytes they are."""
    strength = entry.encryption.strength if entry.encryption else STRONGEST
    before = SALT_BYTES[strength] + CHECK_BYTES
    return entry.data_offset + before, entry.data_size - AES_OVERHEAD[strength]


def _unlocked(archive: UntrustedArchive, entry: Entry, passphrase: bytes, memory: KeyMemory) -> EntryKeys:
    """An entry's keys, if its two check bytes say that this passphrase is right."""
    if entry.encryption is None:
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted")
    strength = entry.encryption.strength
    header = archive.read_at(entry.data_offset, SALT_BYTES[strength] + CHECK_BYTES)
    material = memory.derived(passphrase, header[:-CHECK_BYTES], strength)
    if not hmac.compare_digest(material[-CHECK_BYTES:], header[-CHECK_BYTES:]):
        raise EntryRefusesError(entry.name)
    return EntryKeys(strength, material)


def _authenticated(
    archive: UntrustedArchive, entry: Entry, keys: EntryKeys, helping: Helper, see: Work
) -> Iterator[bytes]:
    """Decrypt an entry's contents; at their end they match their authentication code, or this raises."""
    decryption = keys.decryption()
    for chunk in archive.chunks(*contents_of(entry)):
        helping.give(keys.authenticate, chunk)
        helping.give(see, chunk)
        yield decryption(chunk)
    helping.finish()
    if not hmac.compare_digest(keys.code(), archive.read_at(entry.end - CODE_BYTES, CODE_BYTES)):
        raise archive.damaged(f"The entry {entry.name!r} is damaged, or was changed")


def _checked(archive: UntrustedArchive, entry: Entry, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, if they are as many bytes as the entry says, and match its checksum where it has one."""
    has_checksum = entry.encryption is not None and entry.encryption.has_checksum
    size = checksum = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > entry.size:
                raise archive.damaged(f"The entry {entry.name!r} holds more than it says")
            if has_checksum:
                checksum = zlib.crc32(piece, checksum)
            yield piece
    except zlib.error:
        raise archive.damaged(f"The entry {entry.name!r} is damaged") from None
    if size != entry.size:
        raise archive.damaged(f"The entry {entry.name!r} holds less than it says")
    if has_checksum and checksum != entry.crc:
        raise archive.damaged(f"The entry {entry.name!r} does not match its checksum")


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
