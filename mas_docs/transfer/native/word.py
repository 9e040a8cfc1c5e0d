"""Word, Excel and PowerPoint files protected in their own format, so that Office itself asks for the passphrase.

That format is the agile encryption of [MS-OFFCRYPTO], 2.3.4.10 to 2.3.4.15: AES-256 in CBC mode, 100,000 rounds of
SHA-512 over the passphrase, and an HMAC-SHA512 over the encrypted file. Of the 256 bits of the file's key the engine
draws 128 at random, and more than a passphrase of seven words is worth.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import secrets
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from mas_docs.errors import DamagedArchiveError, PaperError
from mas_docs.files import new_private_file
from mas_docs.transfer.passphrases.passphrase import Passphrase, check_strength

_SMALLEST = 4096
"""Bytes: below, the engine puts the encrypted file into the container in a way that no reader finds it whole."""

_LENGTH_BYTES = 8
_HASHES = {"SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
# What each derived key is for ([MS-OFFCRYPTO], 2.3.4.13).
_VERIFIER = bytes.fromhex("fea7d2763b4b9e79")
_VERIFIER_HASH = bytes.fromhex("d7aa0f6d3061344e")
_KEY_VALUE = bytes.fromhex("146e0be7abacd0d6")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def protect_word(content: bytes | Path, passphrase: Passphrase, into: Path, name: str = "") -> None:
    """Encrypt a .docx, .xlsx or .pptx; one that is so already, with this passphrase, is copied as it is.

    What was written is read from the disk again, decrypted, and compared byte for byte; another passphrase must not
    open it.

    Args:
        content: the file.
        passphrase: a strong one.
        into: where the protected file is written, a new file that only its owner may read.
        name: what messages call the file.

    Raises:
        PassphraseError: the passphrase is weak.
        PaperError: the file is none of these, too small for this protection, or locked with another passphrase.
        DamagedArchiveError: what was written does not open as it should; it was thrown away.
        OSError: it cannot be read or written.
    """
    plain = content.read_bytes() if isinstance(content, Path) else content
    if plain.startswith(_OLE_MAGIC):
        if decrypted_word(plain, passphrase) is None:
            raise _not_ours_to_protect("This file is locked with another passphrase, or in another format", name)
        _write(plain, into)
        written = into.read_bytes() == plain
    else:
        _write(_encrypted(plain, passphrase, name), into)
        written = _opens_as_it_should(into, plain, passphrase)
    if not written:
        into.unlink()
        raise DamagedArchiveError(
            "The protected file that was just written does not open as it should, so it was thrown away",
            where=name,
            remedy="Try again; if it happens again, tell whoever supports mas-docs.",
        )


def decrypted_word(content: bytes, passphrase: Passphrase) -> bytes | None:
    """Decrypt an encrypted file, its code checked; None where it does not open with the passphrase, or was changed."""
    plain = io.BytesIO()
    try:
        file = _engine()(io.BytesIO(content))
        if file.type != "agile":
            return None
        key = _file_key(file.info, _words(passphrase))
        if key is None:
            return None
        file.load_key(secret_key=key)
        file.decrypt(plain, verify_integrity=True)
    except _errors():
        return None
    return plain.getvalue()


def _file_key(said: Mapping[str, Any], words: str) -> bytes | None:
    """The key of a file's contents; None where the words are not those it was encrypted with.

    The engine would go through the rounds twice, once for the verifier and once for the key; and what verifies a file
    is better not what wrote it.

    Args:
        said: what the file says of its encryption, as the engine reads it.
        words: the passphrase.
    """
    salt, bits = said["passwordSalt"], said["passwordKeyBits"]
    name = _HASHES[said["passwordHashAlgorithm"]]
    last = _after_all_rounds(name, salt + words.encode("utf-16-le"), said["spinValue"])

    def opened(purpose: bytes, encrypted: bytes) -> bytes:
        return _decrypted_block(hashlib.new(name, last + purpose).digest()[: bits // 8], salt, encrypted)

    asked = opened(_VERIFIER, said["encryptedVerifierHashInput"])
    expected = opened(_VERIFIER_HASH, said["encryptedVerifierHashValue"])
    if not hmac.compare_digest(hashlib.new(name, asked).digest(), expected):
        return None
    return opened(_KEY_VALUE, said["encryptedKeyValue"])


def _after_all_rounds(name: str, first: bytes, rounds: int) -> bytes:
    """Hash again and again, with the number of the round before what the last one gave ([MS-OFFCRYPTO], 2.3.4.11)."""
    new = getattr(hashlib, name)
    number = struct.Struct("<I").pack
    last: bytes = new(first).digest()
    for done in range(rounds):
        last = new(number(done) + last).digest()
    return last


def _decrypted_block(key: bytes, salt: bytes, encrypted: bytes) -> bytes:
    """Decrypt one of the three values that the passphrase protects ([MS-OFFCRYPTO], 2.3.4.13)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decrypting = Cipher(algorithms.AES(key), modes.CBC(salt)).decryptor()
    return decrypting.update(encrypted) + decrypting.finalize()


def _words(passphrase: Passphrase) -> str:
    return passphrase.reveal().decode("utf-8", errors="replace")


def _engine() -> Any:
    from msoffcrypto.format.ooxml import OOXMLFile

    return OOXMLFile


def _errors() -> tuple[type[Exception], ...]:
    """What the engine raises on a file that is no encrypted one, or a damaged one."""
    from msoffcrypto import exceptions

    own = (exceptions.FileFormatError, exceptions.ParseError, exceptions.DecryptionError, exceptions.EncryptionError)
    return (*own, OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, ExpatError)


def _encrypted(plain: bytes, passphrase: Passphrase, name: str) -> bytes:
    if len(plain) < _SMALLEST - _LENGTH_BYTES:
        raise _not_ours_to_protect("This file is too small (under 4 kB) for the protection of its own format", name)
    check_strength(_words(passphrase))
    encrypted = io.BytesIO()
    try:
        _engine()(io.BytesIO(plain)).encrypt(_words(passphrase), encrypted)
    except _errors():
        raise _not_ours_to_protect("This is no Word, Excel or PowerPoint file that can be protected", name) from None
    return encrypted.getvalue()


def _not_ours_to_protect(message: str, name: str) -> PaperError:
    return PaperError(message, where=name, remedy="Save it anew without a password, or seal it as zip.")


def _write(content: bytes, into: Path) -> None:
    with os.fdopen(new_private_file(into), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _opens_as_it_should(path: Path, plain: bytes, passphrase: Passphrase) -> bool:
    content = path.read_bytes()
    again = decrypted_word(content, passphrase)
    if again is None or not hmac.compare_digest(again, plain):
        return False
    return decrypted_word(content, Passphrase(secrets.token_urlsafe())) is None
