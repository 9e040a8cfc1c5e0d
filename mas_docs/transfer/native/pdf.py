"""PDFs protected in their own format, so that Edge, Acrobat and every current reader ask for the passphrase.

AES-256 of ISO 32000-2 (7.6.4, revision 6) has no code that finds a change: that a file is as it was sealed, the package
around it says.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from mas_docs.errors import DamagedArchiveError, PaperError
from mas_docs.files import new_private_file
from mas_docs.steady_writing import steady_file
from mas_docs.transfer.passphrases.passphrase import Passphrase, check_strength

_OWNER_BYTES = 32
_REVISION: Final = 6
_AES_256 = "aesv3"
_OWN_BOOKKEEPING = frozenset({"/ObjStm", "/XRef"})

Source = bytes | Path | BinaryIO
"""A PDF in memory, by its path, or as an open file."""


def encryption_with(passphrase: Passphrase) -> Any:
    """What a PDF is saved with: AES-256 of revision 6 over everything, its metadata too.

    The owner's password is drawn at random and forgotten: with an empty one, the file would open without any.

    Args:
        passphrase: what opens the file.

    Raises:
        PassphraseError: it is weak, or holds more than plain ASCII, which readers would encode in different ways.
    """
    import pikepdf

    check_strength(_words(passphrase))
    return pikepdf.Encryption(
        user=_words(passphrase),
        owner=secrets.token_urlsafe(_OWNER_BYTES),
        R=_REVISION,
        metadata=True,
        allow=pikepdf.Permissions(modify_form=False, modify_other=False, modify_assembly=False),
    )


@dataclass(frozen=True, slots=True)
class Lock:
    """What several PDFs are locked with: one passphrase, and one key that was drawn at random.

    To find out whether a passphrase fits takes an engine ten milliseconds and more, by design (ISO 32000-2, 7.6.4.3.4).
    Of a lock, it is found out once: it is the same whatever the rest of a file holds.

    Attributes:
        sample: an empty PDF under it.
        dictionary: what each PDF under it says of its encryption.
        key: what opens it as its passphrase does, in hexadecimal digits.
    """

    sample: bytes = field(repr=False)
    dictionary: bytes = field(repr=False)
    key: str = field(repr=False)


def make_lock(passphrase: Passphrase) -> Lock:
    """Make a lock as `encryption_with` has it, which opens with the passphrase and not without.

    Raises:
        PassphraseError: the passphrase is weak, or holds more than plain ASCII.
        DamagedArchiveError: what was made does not open as it should.
    """
    import pikepdf

    written = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(written, encryption=encryption_with(passphrase))
    sample = written.getvalue()
    if is_protected(sample, passphrase, 1):
        with _opened(sample, _words(passphrase)) as pdf:
            return Lock(sample, _dictionary(pdf), pdf.encryption.encryption_key.hex())
    raise DamagedArchiveError(
        "A lock for PDFs that was just made does not open as it should, so nothing was written",
        remedy="Try again; if it happens again, tell whoever supports mas-docs.",
    )


@contextmanager
def opened_under(lock: Lock, source: Source | None = None) -> Iterator[Any]:
    """Open a PDF under a lock; what is saved of it with `encryption=True` is under the same lock.

    Args:
        lock: the lock.
        source: the PDF; None for one without a page.
    """
    with _opened(source or lock.sample, lock.key, is_key=True) as pdf:
        if source is None:
            del pdf.pages[0]
        yield pdf


def is_under(source: Source, lock: Lock, pages: int) -> bool:
    """Whether a PDF is whole and under a lock, so that it opens with the passphrase of that, and not without.

    Args:
        source: the PDF.
        lock: the lock.
        pages: how many it should have.
    """
    try:
        with warnings.catch_warnings(action="ignore"), _opened(source, lock.key, is_key=True) as pdf:
            same = _hides_everything(pdf) and _dictionary(pdf) == lock.dictionary
            return same and len(pdf.pages) == pages
    except _errors():
        return False


def _dictionary(pdf: Any) -> bytes:
    written: bytes = pdf.trailer.Encrypt.unparse(resolved=True)
    return written


def is_protected(
    source: Source, passphrase: Passphrase, pages: int | None = None, *, copy_of: Any | None = None
) -> bool:
    """Whether a PDF opens with the passphrase, not without, and hides everything with AES-256 of revision 6.

    Args:
        source: the PDF.
        passphrase: the one that it should open with.
        pages: how many it should have; None where that is not known.
        copy_of: an open PDF that it should hold the pages and the streams of, if any.
    """
    if _opens(source, ""):
        return False
    try:
        with _opened(source, _words(passphrase)) as pdf:
            whole = pages in {None, len(pdf.pages)} and (copy_of is None or _has_content_of(copy_of, pdf))
            return whole and _hides_everything(pdf)
    except _errors():
        return False


def protect_pdf(source: bytes | Path, passphrase: Passphrase, into: Path, name: str = "") -> None:
    """Write a PDF again, encrypted; one that is so already, with this passphrase, is copied as it is.

    What was written is opened again with and without the passphrase, and each of its streams compared with those of
    the source. A large file is never in memory whole.

    Args:
        source: the PDF.
        passphrase: a strong one.
        into: where the protected file is written, a new file that only its owner may read.
        name: what messages call the file.

    Raises:
        PassphraseError: the passphrase is weak.
        PaperError: the source is no PDF that can be read, or it is locked with another passphrase.
        DamagedArchiveError: what was written does not open as it should; it was thrown away.
        OSError: it cannot be written.
    """
    if is_protected(source, passphrase):
        _copy(source, into)
        written = is_protected(into, passphrase)
    else:
        with _readable(source, passphrase, name) as pdf:
            _save(pdf, into, encryption_with(passphrase))
            written = is_protected(into, passphrase, copy_of=pdf)
    if not written:
        into.unlink()
        raise DamagedArchiveError(
            "The protected PDF that was just written does not open as it should, so it was thrown away",
            where=name,
            remedy="Try again; if it happens again, tell whoever supports mas-docs.",
        )


def unprotect_pdf(source: Path, passphrase: Passphrase, into: Path) -> bool:
    """Write a protected PDF as a plain one; say whether it was protected with this passphrase and came out whole.

    Raises:
        OSError: it cannot be written.
    """
    if not is_protected(source, passphrase):
        return False
    try:
        with _opened(source, _words(passphrase)) as pdf:
            _save(pdf, into, encryption=False)
            return _is_plain_copy(pdf, into)
    except _errors():
        return False


def _words(passphrase: Passphrase) -> str:
    return passphrase.reveal().decode("utf-8", errors="replace")


def _errors() -> tuple[type[Exception], ...]:
    """What the engine raises on a file that it cannot read, of which the classes have no root in common."""
    import pikepdf

    return (pikepdf.PasswordError, pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, ValueError)


@contextmanager
def _opened(source: Source, password: str, *, is_key: bool = False) -> Iterator[Any]:
    import pikepdf

    if not isinstance(source, bytes | Path):
        source.seek(0)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    # A file mapped into memory would count against what the run takes.
    with pikepdf.open(stream, password=password, hex_password=is_key, access_mode=pikepdf.AccessMode.stream) as pdf:
        yield pdf


def _opens(source: Source, password: str) -> bool:
    try:
        with _opened(source, password):
            return True
    except _errors():
        return False


def _hides_everything(pdf: Any) -> bool:
    if not pdf.is_encrypted:
        return False
    how = pdf.encryption
    methods = {how.stream_method.name, how.string_method.name, how.file_method.name}
    hides_metadata = bool(pdf.trailer.Encrypt.get("/EncryptMetadata", True))
    return how.R == _REVISION and methods == {_AES_256} and hides_metadata


@contextmanager
def _readable(source: bytes | Path, passphrase: Passphrase, name: str) -> Iterator[Any]:
    """Open a PDF that is locked with nothing, or in a weaker way with this passphrase."""
    password = "" if _opens(source, "") else _words(passphrase)
    try:
        with _opened(source, password) as pdf:
            yield pdf
    except _errors():
        raise PaperError(
            "This file is no PDF that can be read and protected, or it is locked with another passphrase",
            where=name,
            remedy="Save it anew as a PDF without a password.",
        ) from None


def _save(pdf: Any, into: Path, encryption: Any) -> None:
    """Save with every stream as it is, so that they can be compared."""
    import pikepdf

    with steady_file(into) as file:
        pdf.save(
            file,
            encryption=encryption,
            compress_streams=False,
            fix_metadata_version=False,  # to do so, the engine reads it, and logs what it cannot read
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def _copy(source: bytes | Path, into: Path) -> None:
    import shutil

    with os.fdopen(new_private_file(into), "wb") as file:
        if isinstance(source, bytes):
            file.write(source)
        else:
            with source.open("rb") as original:
                shutil.copyfileobj(original, file)
        file.flush()
        os.fsync(file.fileno())


def _is_plain_copy(pdf: Any, written: Path) -> bool:
    try:
        with _opened(written, "") as copy:
            return _has_content_of(pdf, copy)
    except _errors():
        return False


def _has_content_of(pdf: Any, copy: Any) -> bool:
    """Whether what was written has the pages of the source, and no stream that the source has not."""
    return len(copy.pages) == len(pdf.pages) and _streams(copy) <= _streams(pdf)


def _streams(pdf: Any) -> Counter[bytes]:
    """The SHA-256 of each stream as it is stored, encryption apart, and how often it is there."""
    import pikepdf

    return Counter(
        hashlib.sha256(item.read_raw_bytes()).digest()
        for item in pdf.objects
        if isinstance(item, pikepdf.Stream) and str(item.get("/Type", "")) not in _OWN_BOOKKEEPING
    )
