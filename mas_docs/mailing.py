"""The words of an e-mail draft, in its reader's language, and the draft of a package with what is attached.

The words come from templates that the office may replace: `text/en/mail` and `text/cy/mail`. They name the case by its
reference alone; a child's name is not among what they may print.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.model import EventStatus
from mas_docs.documents.printed import Piece, PrintedValue
from mas_docs.documents.template_files import find_template, shown
from mas_docs.documents.text import render_pieces, render_text
from mas_docs.errors import NotReadyError, TemplateError, UsageError
from mas_docs.files import open_ordinary
from mas_docs.recipients import Recipient
from mas_docs.transfer.calendar import FILE_NAME
from mas_docs.transfer.mail import (
    CALENDAR_NAME,
    MEGABYTE,
    Attachment,
    Message,
    draft,
    encoded_size,
    size_caution,
    size_remark,
)
from mas_docs.transfer.passphrases.passphrase import GIVEN
from mas_docs.yaml_files.values import Language, Protection

_LANGUAGES = {Language.ENGLISH: ("en",), Language.WELSH: ("cy",), Language.BOTH: ("cy", "en")}
"""The languages of a message, Welsh first."""

_MEDIA_TYPES = {
    ".zip": "application/zip",
    ".ics": "text/calendar",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_ANY_BYTES = "application/octet-stream"
_LOOK = "font-family: Arial, Helvetica, sans-serif; font-size: 12pt; line-height: 1.5"
_FRAME = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body style="{look}">
{body}</body>
</html>
"""


_BETWEEN = f"\n{'_' * 40}\n\n"
"""What stands between two languages of plain text."""


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the words of a draft may tell.

    Attributes:
        reference: the case's neutral reference.
        purpose: what the package is for, in the catalogue's neutral English words.
        sender: who signs; None where nobody is known to.
        recipient: who it goes to.
        board: the board's settings: its office, and whether its Welsh is signed off.
        label: the label of the passphrase; `given` where it has none of its own.
        protection: whether an archive is attached, or files that are each protected by themselves.
        form: the form of the calendar entry beside an invitation; None where there is none.
        language: the language asked for; None for the recipient's own.
        has_pdf: whether a PDF is in the package, which asks for the passphrase by itself.
    """

    reference: str
    purpose: str
    sender: Recipient | None
    recipient: Recipient
    board: Board
    label: str
    protection: Protection
    form: EventStatus | None = None
    language: Language | None = None
    has_pdf: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the message, Welsh first; Welsh that no translator has signed off never stands alone."""
        language = self.language or self.recipient.language
        if language is Language.WELSH and self.board.welsh_signed_off is None:
            language = Language.BOTH
        return _LANGUAGES[language]


@dataclass(frozen=True, slots=True)
class MailWords:
    """A message's words: its subject, and its body in plain text and in HTML."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class MailDraft:
    """The draft for a package.

    Attributes:
        content: the file's bytes; None where the package cannot go by e-mail.
        remarks: what whoever sends it has to know, in sentences.
    """

    content: bytes | None
    remarks: tuple[str, ...] = ()


def package_draft(
    facts: MailFacts, package: Path, calendar: bytes | None, message_key: str, own_templates: Path | None
) -> MailDraft:
    """Make the draft for a package that is sealed, or say why it cannot go by e-mail.

    Args:
        facts: what its words may tell.
        package: the sealed archive, or the folder of files that are protected by themselves.
        calendar: the calendar file of an invitation.
        message_key: the package's id.
        own_templates: the folder of the board's own templates; None where it has none.

    Raises:
        TemplateError: a template is missing or at fault, or a value would be lost.
        UsageError: the package cannot be read.
    """
    limit = facts.board.mail.largest * MEGABYTE
    if package.is_dir():
        calendar = None  # the folder's own calendar file is attached like the others, so that what is saved verifies
    files = _files_of(package)
    attachments = _attachments(files, limit)
    if isinstance(attachments, str):
        return MailDraft(None, (attachments,))
    words = mail_words(facts, tuple(attachment.name for attachment in attachments), own_templates)
    message = Message(
        sender=facts.sender,
        recipient=facts.recipient,
        subject=words.subject,
        plain=words.plain,
        html=words.html,
        attachments=attachments,
        calendar=calendar,
        message_key=message_key,
    )
    drafted = _drafted(message, limit)
    return drafted if drafted.content is None else replace(drafted, remarks=(*drafted.remarks, *_unsigned(facts)))


def _drafted(message: Message, limit: int) -> MailDraft:
    try:
        content = draft(message)
    except (NotReadyError, UsageError) as reason:  # an address that mail cannot carry keeps back no package
        return MailDraft(None, (str(reason),))
    if remark := size_remark(len(content), limit):
        return MailDraft(None, (remark,))
    caution = size_caution(len(content), limit)
    return MailDraft(content, (caution,) if caution else ())


def _unsigned(facts: MailFacts) -> tuple[str, ...]:
    if "cy" not in facts.languages or facts.board.welsh_signed_off is not None:
        return ()
    return ("The Welsh of this draft is not signed off by a translator, so the English stands below it.",)


def mail_words(facts: MailFacts, files: tuple[str, ...], own_templates: Path | None) -> MailWords:
    """Write the words of a draft; in both languages, Welsh stands first.

    Args:
        facts: what they may tell.
        files: the names of what is attached.
        own_templates: the folder of the board's own templates; None where it has none.

    Raises:
        TemplateError: a template is missing or at fault, or a value would be lost.
    """
    context = _context(facts, files)
    languages = facts.languages
    in_each = [_words_in(language, context, own_templates) for language in languages]
    subject = " / ".join(words.subject for words in in_each)
    body = "<hr>\n".join(words.html for words in in_each)
    page = _FRAME.format(lang=languages[0], title=html.escape(subject), look=_LOOK, body=body)
    return MailWords(subject, _BETWEEN.join(words.plain for words in in_each), page)


def _words_in(language: str, context: dict[str, object], own_templates: Path | None) -> MailWords:
    subject, plain, body = (
        find_template(f"text/{language}/mail/{name}", own_templates)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return MailWords(
        subject=render_text(subject, context, language=language).strip(),
        plain=render_text(plain, context, language=language).strip("\n") + "\n",
        html=f'<div lang="{language}">\n{_render_html(body, context, language)}</div>\n',
    )


def _context(facts: MailFacts, files: tuple[str, ...]) -> dict[str, object]:
    unit = facts.board.business_unit
    sender = facts.sender
    return {
        "board": {
            "business_unit": {"name": unit.name, "email": unit.email, "phone": unit.phone},
            "welsh_signed_off": facts.board.welsh_signed_off is not None,
        },
        "recipient": {"name": facts.recipient.name, "agency": facts.recipient.agency},
        "sender": {"name": sender.name, "agency": sender.agency} if sender else None,
        "package": {
            "reference": facts.reference,
            "purpose": facts.purpose,
            "files": list(files),
            "label": "" if facts.label == GIVEN else facts.label,
            "protection": str(facts.protection),
            "has_pdf": facts.has_pdf,
            "form": str(facts.form) if facts.form else "",
            "calendar": _calendar_name(facts) if facts.form else "",
        },
    }


def _render_html(template: Path, context: dict[str, object], language: str) -> str:
    """A template's own words as HTML, and every value between them as text, read back as a mail program shows them."""
    pieces = render_pieces(template, context, language=language)
    written = "".join(piece if isinstance(piece, str) else html.escape(piece.text) for piece in pieces)
    if lost := _lost(written, pieces):
        raise TemplateError(
            f"`{lost.field}` stands where a message does not show it",
            where=shown(template),
            remedy="Print it in the text of a paragraph, not inside a tag.",
        )
    return written


def _lost(written: str, pieces: tuple[Piece, ...]) -> PrintedValue | None:
    """The first value that cannot be read in the text of the page, in its order."""
    reader = _Reader()
    reader.feed(written)
    reader.close()
    text, place = "".join(reader.text), 0
    for piece in pieces:
        if isinstance(piece, PrintedValue):
            place = text.find(piece.text, place)
            if place < 0:
                return piece
            place += len(piece.text)
    return None


class _Reader(HTMLParser):
    """Gathers what a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a stretch of text."""
        self.text.append(data)


def _files_of(package: Path) -> tuple[tuple[str, Path], ...]:
    """What is attached, under the names that its files have."""
    if not package.is_dir():
        return ((package.name, package),)
    return tuple((name, package / name) for name in sorted(_names_in(package)))


def _calendar_name(facts: MailFacts) -> str:
    return FILE_NAME if facts.protection is Protection.NATIVE else CALENDAR_NAME


def _names_in(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _attachments(files: tuple[tuple[str, Path], ...], limit: int) -> tuple[Attachment, ...] | str:
    """What is attached; or why it is too much, found out before anything is read into memory."""
    try:
        size = sum(encoded_size(file.stat().st_size) for _, file in files)
        return size_remark(size, limit) or tuple(_attachment(name, file) for name, file in files)
    except OSError as error:
        where = error.filename or ""
        raise UsageError(f"The package cannot be read ({error.strerror})", where=str(where)) from None


def _attachment(name: str, path: Path) -> Attachment:
    with open_ordinary(path) as file:
        content = file.readall()
    return Attachment(name, _MEDIA_TYPES.get(path.suffix.lower(), _ANY_BYTES), content)
