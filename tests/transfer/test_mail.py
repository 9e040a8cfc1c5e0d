"""E-mail drafts: for one person, neutral, whole, and read the same by whatever opens them."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from fictional import BOARD, case
from hypothesis import example, given
from hypothesis import strategies as st

from mas_docs.case.model import EventStatus
from mas_docs.errors import NotReadyError, UsageError
from mas_docs.guidance.roles import Role
from mas_docs.recipients import Recipient
from mas_docs.transfer.calendar import event_calendar
from mas_docs.transfer.mail import (
    LARGEST,
    MEGABYTE,
    Attachment,
    Message,
    draft,
    encoded_size,
    size_caution,
    size_remark,
)

SIAN = Recipient(Role.SOCIAL_WORKER, 1, "Siân O'Brien", email="sian.obrien@agency.example")
JO = Recipient(Role.CORE_GROUP_MEMBER, 2, "Ms J. <Jo> Adeyemi & Co", email="jo@agency.example")
ARCHIVE = Attachment("MAS-2026-014-invitation-2.zip", "application/zip", bytes(range(256)) * 5)
SUBJECT = "Multi-Agency Supervision MAS-2026-014: invitation"
MESSAGE = Message(
    sender=SIAN,
    recipient=JO,
    subject=SUBJECT,
    plain="Dear Ms J. <Jo> Adeyemi & Co\n\nTŷ Penallta\n",
    html="<p>Dear Ms J. &lt;Jo&gt; Adeyemi &amp; Co</p>\n",
    attachments=(ARCHIVE,),
    calendar=None,
    message_key="P-7Q2M9K4D1X",
)
LINE_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200).filter(
    lambda text: bool(text.strip())
)
ENCODED_WORD = "=?utf-8?b?U29tZWJvZHkgZWxzZQ==?="


def read(content: bytes) -> EmailMessage:
    """A draft as Python's own reader takes it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not list(_defects(message))
    return message


def _defects(message: EmailMessage) -> Iterator[object]:
    for part in message.walk():
        yield from part.defects
        for value in part.values():
            yield from value.defects


def invitation(form: EventStatus) -> bytes:
    """The calendar file of the fictional case."""
    moved = {"status": str(form), "was": ["2026-12-15"]} if form is EventStatus.MOVED else {"status": str(form)}
    event = {"date": "2026-12-17", "start": "10:00", "venue": "Tŷ Penallta"} | moved
    return event_calendar(case(event=event), BOARD, form=form, organizer=SIAN, recipient=JO, today=dt.date(2026, 12, 1))


def test_a_draft_goes_to_one_person_and_nobody_else() -> None:
    """Loses: the one thing a package promises, that it goes to its own recipient; a copy would go to somebody else."""
    message = read(draft(MESSAGE))
    assert [(to.display_name, to.addr_spec) for to in message["To"].addresses] == [(JO.name, JO.email)]
    assert [(by.display_name, by.addr_spec) for by in message["From"].addresses] == [(SIAN.name, SIAN.email)]
    assert set(message.keys()) == {"X-Unsent", "From", "To", "Subject", "MIME-Version", "Content-Type"}
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == SUBJECT


def test_a_draft_holds_the_archive_byte_for_byte() -> None:
    """Loses: the package; its recipient would be told that it is damaged."""
    message = read(draft(MESSAGE))
    [attached] = message.iter_attachments()
    assert attached.get_filename() == ARCHIVE.name
    assert attached.get_content_type() == "application/zip"
    assert attached.get_content() == ARCHIVE.content


def test_both_bodies_are_there_for_every_program() -> None:
    """Loses: the way to open the package, for whoever reads mail as text, or as HTML."""
    message = read(draft(MESSAGE))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.plain
    assert html.get_content().replace("\r\n", "\n") == MESSAGE.html
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/zip",
    ]


@pytest.mark.parametrize("form", EventStatus)
def test_the_calendar_file_says_outside_what_it_says_inside(form: EventStatus) -> None:
    """Loses: the invitation; mail systems refuse a calendar file whose two methods differ."""
    calendar = invitation(form)
    message = read(draft(replace(MESSAGE, calendar=calendar)))
    archive, entry = message.iter_attachments()
    assert archive.get_filename() == ARCHIVE.name
    assert entry.get_filename() == "invite.ics"
    assert entry.get_content_type() == "text/calendar"
    assert entry["Content-Type"].params["method"] == ("CANCEL" if form is EventStatus.CANCELLED else "REQUEST")
    assert entry["Content-Type"].params["charset"] == "utf-8"
    assert entry.get_payload(decode=True) == calendar


def test_a_draft_keeps_to_the_lines_that_mail_systems_take() -> None:
    """Loses: the package on its way, where a system cuts long lines or changes bytes that are not ASCII."""
    content = draft(replace(MESSAGE, plain="ŵ" * 3000 + "\n.\nFrom here\n", calendar=invitation(EventStatus.PLANNED)))
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "every line ends with CRLF"
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_the_same_message_is_the_same_draft() -> None:
    """Loses: the way to see that nothing changed; a rerun would write other bytes each time."""
    assert draft(MESSAGE) == draft(MESSAGE)
    assert draft(MESSAGE) != draft(replace(MESSAGE, message_key="P-0000000000"))


def test_a_sender_without_an_address_leaves_the_line_to_the_mail_program() -> None:
    """Loses: the draft of whoever has no address in the case file, or a made-up sender in it."""
    assert "From" not in read(draft(replace(MESSAGE, sender=None)))
    assert "From" not in read(draft(replace(MESSAGE, sender=replace(SIAN, email=None))))


def test_a_recipient_without_an_address_gets_no_draft() -> None:
    """Loses: sight of a person whom the e-mail would not have reached."""
    with pytest.raises(NotReadyError, match="no e-mail address"):
        draft(replace(MESSAGE, recipient=replace(JO, email=None)))


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": replace(JO, name="Jo\r\nBcc: all@agency.example")},
        {"recipient": replace(JO, name="Jo\nBcc: all@agency.example")},
        {"recipient": replace(JO, name=" ")},
        {"recipient": replace(JO, email="jo@agency.example\r\nBcc: all@agency.example")},
        {"recipient": replace(JO, email="jo(all@agency.example)@agency.example")},
        {"recipient": replace(JO, email="jo@agency.example>, <all@agency.example")},
        {"recipient": replace(JO, email="siân@agency.example")},
        {"recipient": replace(JO, email="jo@" + "a" * 70 + ".example")},
        {"recipient": replace(JO, email="jo@agency..example")},
        {"sender": replace(SIAN, name="Siân\u2028Bcc: all@agency.example")},
        {"subject": "MAS-2026-014\r\nBcc: all@agency.example"},
        {"subject": ""},
        {"attachments": (replace(ARCHIVE, name='a"; filename="b.exe'),)},
        {"attachments": (replace(ARCHIVE, name="a\r\nBcc: all@agency.example"),)},
        {"attachments": (replace(ARCHIVE, name="papers/plan.pdf"),)},
        {"attachments": (replace(ARCHIVE, name="x" * 101),)},
        {"attachments": (replace(ARCHIVE, media_type="application/zip\r\nBcc: all@agency.example"),)},
    ],
)
def test_nothing_can_add_a_line_or_a_person_to_the_headers(changed: dict[str, object]) -> None:
    """Loses: the package to whomever a name or an address of a case file smuggles in."""
    with pytest.raises(UsageError):
        draft(replace(MESSAGE, **changed))  # type: ignore[arg-type]  # the changes fit their fields


def test_an_address_under_a_welsh_domain_travels() -> None:
    """Loses: the draft for an agency whose domain has a letter beyond ASCII."""
    message = read(draft(replace(MESSAGE, recipient=replace(JO, email="jo@tŷ.example"))))
    assert message["To"].addresses[0].addr_spec == "jo@xn--t-foa.example"


@given(name=LINE_TEXT, subject=LINE_TEXT)
@example(name=ENCODED_WORD, subject=ENCODED_WORD)
def test_any_name_and_subject_come_out_as_they_went_in(name: str, subject: str) -> None:
    """Loses: a name's accents, quotation marks or commas, and with a comma the one recipient."""
    content = draft(replace(MESSAGE, recipient=replace(JO, name=name), subject=subject))
    headers = content.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 90 for line in headers.split(b"\r\n"))
    assert ENCODED_WORD.encode() not in content, "a name that looks like an encoded word would be shown as another"
    message = message_from_bytes(content, policy=policy.compat32)
    assert _decoded(message["Subject"]) == subject
    shown, address = _mailbox(message["To"])
    assert (shown, address) == (name, JO.email)
    assert set(message.keys()) == {"X-Unsent", "From", "To", "Subject", "MIME-Version", "Content-Type"}


def _decoded(value: str) -> str:
    """A header's text by RFC 2047, read apart from the writer."""
    unfolded = value.replace("\r\n ", " ").replace("\n ", " ")
    words = re.findall(r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=", unfolded)
    joined = " ".join(f"=?utf-8?b?{word}?=" for word in words)
    return "".join(base64.b64decode(word).decode() for word in words) if words and joined == unfolded else unfolded


def _mailbox(value: str) -> tuple[str, str]:
    shown, _, address = value.replace("\r\n ", " ").replace("\n ", " ").rpartition(" <")
    if quoted := re.fullmatch(r'"((?:[^"\\]|\\.)*)"', shown):
        return re.sub(r"\\(.)", r"\1", quoted[1]), address.removesuffix(">")
    return _decoded(shown), address.removesuffix(">")


@given(
    plain=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=500),
    content=st.binary(max_size=500),
)
def test_any_words_and_bytes_come_out_as_they_went_in(plain: str, content: bytes) -> None:
    """Loses: words of the message, or bytes of the package."""
    message = read(draft(replace(MESSAGE, plain=plain, attachments=(replace(ARCHIVE, content=content),))))
    body = message.get_body(("plain",))
    assert body is not None
    written = body.get_payload(decode=True)
    assert isinstance(written, bytes)
    assert written.decode().replace("\r\n", "\n").removesuffix("\n") == plain.removesuffix("\n")
    [attached] = message.iter_attachments()
    assert attached.get_payload(decode=True) == content


@given(size=st.integers(0, 5000))
def test_the_size_is_known_before_anything_is_encoded(size: int) -> None:
    """Loses: the warning; a message that bounces is noticed on the day of the event."""
    one, none = (draft(replace(MESSAGE, attachments=(replace(ARCHIVE, content=bytes(count)),))) for count in (size, 0))
    assert encoded_size(size) == len(one) - len(none)


def test_a_message_that_would_bounce_is_named_with_what_to_do() -> None:
    """Loses: the package; it would be sent, refused by the recipient's system, and the refusal perhaps not read."""
    assert size_remark(LARGEST) is None
    remark = size_remark(LARGEST + 1)
    assert remark is not None
    assert "20.1 MB" in remark
    assert "20 MB" in remark
    assert "another secure way" in remark
    assert size_remark(6 * MEGABYTE, 5 * MEGABYTE) is not None


def test_a_message_that_some_systems_refuse_is_told_of() -> None:
    """Loses: the thought of asking whether a large message arrived."""
    assert size_caution(10 * MEGABYTE) is None
    assert "ask whether it arrived" in str(size_caution(10 * MEGABYTE + 1))
    assert size_caution(LARGEST + 1) is None, "that one is not sent"


def test_a_message_shows_none_of_its_words_where_it_is_printed() -> None:
    """Loses: the promise that no log or traceback holds what was written to somebody."""
    shown = repr(MESSAGE)
    assert "Penallta" not in shown
    assert "&lt;Jo&gt;" not in shown
