"""E-mail messages (RFC 5322, MIME): their headers, bodies and attachments."""

from __future__ import annotations

import email.header
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.plain import decoded, windows
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Spot
from mas_docs.guard.reading.web import web_page_text

MOST_MAIL = 64 * 2**20
"""The largest message that is read, in bytes; hardly a post office takes half of it."""

_MOST_PARTS = 1000
_HEADERS = ((Spot.HEADINGS, 0),)
_FOLD = re.compile(r"\r?\n(?=[ \t])")


def read_mail(source: Source, inner: Inner) -> Iterator[Part]:
    """Read a message."""
    if source.size() > MOST_MAIL:
        yield Lacking(Gap.TOO_LARGE)
        return
    with source.open() as file:
        message = BytesParser(policy=compat32).parse(file)
    attached = 0
    for count, part in enumerate(message.walk()):
        if count >= _MOST_PARTS:
            yield Lacking(Gap.TOO_MUCH)
            return
        yield Found("\n".join(_headers(part)), _HEADERS)
        if not part.is_multipart():
            is_attached = part.get_content_type() not in {"text/plain", "text/html"} or part.get_filename() is not None
            attached += is_attached
            yield from _content(part, inner, attached if is_attached else 0)


def _headers(part: Message) -> Iterator[str]:
    for name, value in part.items():
        yield f"{name}: {_header_words(str(value))}"
    file_name = part.get_filename()  # put together again where RFC 2231 has it in pieces
    if file_name:
        yield _header_words(file_name)


def _header_words(value: str) -> str:
    unfolded = _FOLD.sub("", value)
    try:
        return str(email.header.make_header(email.header.decode_header(unfolded)))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return unfolded


def _content(part: Message, inner: Inner, attached: int) -> Iterator[Part]:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if attached:
        yield from inner.read(content, Spot.ATTACHED, attached)
        return
    text = _body(content, part.get_content_charset("utf-8"))
    yield from web_page_text(text) if part.get_content_type() == "text/html" else windows(text)


def _body(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset).replace("\r\n", "\n")
    except (LookupError, ValueError):
        return decoded(content)
