"""An e-mail draft: one MIME message for one recipient, which its sender opens, checks and sends (RFC 5322, 2045, 2047).

`X-Unsent: 1` makes Outlook open the file as a message that is still to be sent. There is no date and no id: the
program that sends it adds both. The bytes are our own, not those of Python's mail writer: some of its versions lose the
quotation marks of a long name when they fold a line, and the same draft must be the same bytes everywhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from mas_docs.errors import NotReadyError, UsageError
from mas_docs.recipients import Recipient

MEGABYTE = 1_000_000
"""Bytes. Those who run mail systems count in this or in a little more; the smaller one is safe with both."""

LARGEST = 20 * MEGABYTE
"""Bytes of a whole message, as it is sent, unless the board's settings say otherwise."""

OFTEN_REFUSED = 10 * MEGABYTE
"""Bytes above which some systems refuse a message."""

CALENDAR_NAME = "invite.ics"
"""What the calendar file is called in a message."""

_LINE = 57
"""Bytes that make one line of 76 characters in base64 (RFC 2045 6.8)."""

_ENCODED_LINE = 78
"""Characters of such a line with its end."""

_LONGEST_WORD = 39
"""Bytes of one encoded word, so that it and its header's name stay within 76 characters (RFC 2047 2)."""

_LONGEST_NAME = 100
"""Characters of an attachment's name."""

_METHOD = re.compile(rb"^METHOD:(REQUEST|CANCEL)\r?$", re.MULTILINE)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message.

    Attributes:
        name: its neutral name, without a folder.
        media_type: as `application/zip`.
        content: its bytes.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """What a draft is made of; it has one recipient and no copies.

    Attributes:
        sender: whose address stands under From; None where it is to be that of whoever sends it.
        recipient: the one person or office it goes to.
        subject: a neutral line.
        plain: the words.
        html: the same words for programs that show HTML.
        attachments: the sealed archive, or each file that is protected by itself.
        calendar: the calendar file of an invitation, or of its cancellation.
        message_key: what tells this message from others, as the package's id; the parts' boundaries come of it.
    """

    sender: Recipient | None
    recipient: Recipient
    subject: str
    plain: str = field(repr=False)
    html: str = field(repr=False)
    attachments: tuple[Attachment, ...]
    calendar: bytes | None
    message_key: str


def draft(message: Message) -> bytes:
    """Write a message as a file that mail programs open as a draft; the same message gives the same bytes.

    Raises:
        NotReadyError: the recipient has no e-mail address.
        UsageError: a name, an address or the subject is not one line.
    """
    inner = _multipart("alternative", message.message_key, [_body("plain", message.plain), _body("html", message.html)])
    outer = _multipart("mixed", message.message_key, [inner, *map(_attached, _files(message))])
    return "".join(f"{line}\r\n" for line in _headers(message)).encode("ascii") + outer


def encoded_size(size: int) -> int:
    """How many bytes a file of so many has in a message: base64 and its line ends make it 37 per cent larger."""
    whole, rest = divmod(size, _LINE)
    return whole * _ENCODED_LINE + (-(-rest // 3) * 4 + 2 if rest else 0)


def size_remark(size: int, limit: int = LARGEST) -> str | None:
    """Why a message is too large to be sent, and what to do; None when it is not.

    Args:
        size: the message's bytes, as it is sent.
        limit: the bytes it may have.
    """
    if size <= limit:
        return None
    return (
        f"The e-mail would have {_megabytes(size)} MB, and here it may have {limit / MEGABYTE:g} MB (`mail: {{largest: "
        "…}` in board.yaml): mail systems would return it, so no draft was written. Send the package by another secure "
        "way that you have agreed with the recipient, or make it smaller by leaving papers out."
    )


def size_caution(size: int, limit: int = LARGEST) -> str | None:
    """What to know of a message that most mail systems take and some do not; None when it is small, or too large.

    Args:
        size: the message's bytes, as it is sent.
        limit: the bytes it may have.
    """
    if not OFTEN_REFUSED < size <= limit:
        return None
    return (
        f"The e-mail has {_megabytes(size)} MB, and some mail systems return what is larger than "
        f"{OFTEN_REFUSED // MEGABYTE} MB: ask whether it arrived."
    )


def _megabytes(size: int) -> str:
    """Rounded up, so that what is over a limit never reads as equal to it."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths / 10:.1f}"


def _headers(message: Message) -> Iterable[str]:
    if not message.recipient.email:
        raise NotReadyError(
            f"There is no e-mail address of {message.recipient.name}, so there is no draft",
            remedy="Add it to the case file, or write the e-mail yourself.",
        )
    yield "X-Unsent: 1"
    if message.sender and message.sender.email:
        yield f"From: {_mailbox(message.sender.name, message.sender.email)}"
    yield f"To: {_mailbox(message.recipient.name, message.recipient.email)}"
    yield f"Subject: {_words(_one_line(message.subject, 'The subject'))}"
    yield "MIME-Version: 1.0"


def _mailbox(name: str, address: str) -> str:
    """A name and its address: the name as it is, between quotation marks, or in encoded words."""
    shown = _one_line(name, "A name")
    return f"{_quoted(shown) or _encoded_words(shown)}\r\n <{_address(address)}>"


def _address(address: str) -> str:
    """An address as it travels: its domain in ASCII (RFC 5891), its other part as nobody can misread it.

    A bracket there would begin a comment, and the message would go to somebody else (RFC 5322 3.2.2).
    """
    local, _, domain = _one_line(address, "An e-mail address").rpartition("@")
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        written = ""
    if not _ATOMS.fullmatch(local) or not _DOMAIN.fullmatch(written):
        raise UsageError(
            "An e-mail address has signs that mail systems do not take", where=address, remedy="Correct the address."
        )
    return f"{local}@{written}"


def _one_line(text: str, what: str) -> str:
    """A header's text: a line's end in it would begin a header of somebody's own."""
    if not text.strip() or any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise UsageError(f"{what} of this e-mail is empty or more than one line", remedy="Write it on one line.")
    return text


def _quoted(text: str) -> str:
    """ASCII between quotation marks (RFC 5322 3.2.4); nothing where it is not ASCII, or too long for one line."""
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    fits = len(escaped) < _ENCODED_LINE and "=?" not in text
    return f'"{escaped}"' if text.isascii() and fits else ""


def _words(text: str) -> str:
    """Unstructured text: as it is where that is one short line of ASCII, else in encoded words."""
    plain = text.isascii() and len(text) < _ENCODED_LINE and "=?" not in text and text == text.strip()
    return text if plain else _encoded_words(text)


def _encoded_words(text: str) -> str:
    """Text as encoded words, each of whole characters, on lines of their own (RFC 2047 5)."""
    stretches = [""]
    for character in text:
        if len((stretches[-1] + character).encode()) > _LONGEST_WORD:
            stretches.append("")
        stretches[-1] += character
    return "\r\n ".join(f"=?utf-8?b?{_base64(stretch.encode())}?=" for stretch in stretches)


def _base64(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).decode("ascii")


def _multipart(kind: str, key: str, parts: Iterable[bytes]) -> bytes:
    # `=_` can stand neither in quoted-printable nor in base64, so that no part holds a boundary.
    boundary = f"=_{kind}_{hashlib.sha256(f'{kind}/{key}'.encode()).hexdigest()[:32]}".encode()
    heading = b'Content-Type: multipart/%s;\r\n boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    return heading + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary


def _body(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").encode()
    encoded = quopri.encodestring(lines).replace(b"\n", b"\r\n")
    heading = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return heading.encode("ascii") + encoded


def _files(message: Message) -> tuple[Attachment, ...]:
    if message.calendar is None:
        return message.attachments
    return (*message.attachments, Attachment(CALENDAR_NAME, "text/calendar", message.calendar))


def _attached(attachment: Attachment) -> bytes:
    return _part_headers(attachment) + b"\r\n" + _in_lines(attachment.content)


def _in_lines(content: bytes) -> bytes:
    """Base64 in lines of 76 characters that end as lines of a message do."""
    lines = (content[place : place + _LINE] for place in range(0, len(content), _LINE))
    return b"".join(base64.b64encode(line) + b"\r\n" for line in lines)


def _part_headers(attachment: Attachment) -> bytes:
    name = _file_name(attachment.name)
    media_type = attachment.media_type
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise UsageError("This is no kind of file that can be attached", where=media_type)
    if media_type == "text/calendar":
        media_type += _calendar_parameters(attachment.content)
    lines = (
        f"Content-Type: {media_type};\r\n {_parameter('name', name)}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;\r\n {_parameter('filename', name)}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _calendar_parameters(calendar: bytes) -> str:
    """The parameters of a calendar file; its method must be what it says inside, or mail systems refuse it."""
    found = _METHOD.search(calendar)
    return f"; charset=utf-8{f'; method={found[1].decode()}' if found else ''}"


def _file_name(name: str) -> str:
    if len(name) > _LONGEST_NAME or re.search(r'[/\\"]', name):
        raise UsageError("An attachment's name is too long, or names a folder", remedy="Give it a short name.")
    return _one_line(name, "An attachment's name")


def _parameter(key: str, value: str) -> str:
    """A header's parameter, in the extended way where it is not ASCII (RFC 2231)."""
    return f'{key}="{value}"' if value.isascii() else f"{key}*=utf-8''{quote(value, safe='')}"
