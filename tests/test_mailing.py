"""The words of e-mail drafts, and the draft of a package."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fictional import BOARD, case

from mas_docs.board import MailSettings, SignOff
from mas_docs.case.model import EventStatus
from mas_docs.catalogue.packages import BRIEFING, INVITATIONS, PAPERS_TO, SUMMARY_PACKAGES
from mas_docs.errors import TemplateError, UsageError
from mas_docs.guidance.roles import Role
from mas_docs.mailing import MailDraft, MailFacts, mail_words, package_draft
from mas_docs.recipients import Recipient
from mas_docs.yaml_files.values import Language, Protection

NAME = "Ms J. <Jo> Adeyemi & Co"
SIAN = Recipient(Role.SOCIAL_WORKER, 1, "Siân O'Brien", agency="Caerphilly", email="sian@agency.example")
JO = Recipient(Role.CORE_GROUP_MEMBER, 2, NAME, agency="Flying Start", email="jo@agency.example")
FACTS = MailFacts(
    reference="MAS-2026-014",
    purpose="Invitation to a Multi-Agency Supervision event",
    sender=SIAN,
    recipient=JO,
    board=BOARD,
    label="SEWSCB-2026-11",
    protection=Protection.ZIP,
    form=EventStatus.PLANNED,
)
FILES = ("MAS-2026-014-invitation-2.zip",)
SIGNED_OFF = BOARD.model_copy(
    update={"welsh_signed_off": SignOff.model_validate({"by": "Nest Parry", "on": "2026-10-01"})}
)
KINDS = (*INVITATIONS.values(), *PAPERS_TO.values(), BRIEFING, *SUMMARY_PACKAGES)


class Shown(HTMLParser):
    """What a mail program shows of a page, and the tags it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and that it is open."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in {"br", "hr", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one that was opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        self.text += data


@pytest.mark.parametrize("protection", Protection)
@pytest.mark.parametrize("language", Language)
def test_both_bodies_say_what_a_recipient_needs(language: Language, protection: Protection) -> None:
    """Loses: how to open the package, whom to ring, what to do if it came to the wrong person."""
    words = mail_words(replace(FACTS, language=language, protection=protection), FILES, None)
    shown = Shown(words.html)
    assert not shown.open
    for text in (words.plain, shown.text):
        wanted = [NAME, "MAS-2026-014", *FILES, "SEWSCB-2026-11", "SEWSCB Business Unit"]
        wanted += ["01495 000 111", "business.unit@sewscb.example", "4.10", "Siân O'Brien"]
        native = ["Microsoft Word", "Microsoft Edge", "calendar.ics"]
        wanted += ["7-Zip", "WinZip", "invite.ics"] if protection is Protection.ZIP else native
        assert [word for word in wanted if word not in text] == []
    if language is not Language.WELSH:
        assert "never by e-mail" in words.plain
        assert "not for you" in words.plain


def test_both_bodies_say_that_a_pdf_asks_again() -> None:
    """Loses: a facilitator opens the archive, and takes the PDF's question for a fault."""
    facts = replace(FACTS, language=Language.BOTH, protection=Protection.ZIP)
    for has_pdf in (True, False):
        words = mail_words(replace(facts, has_pdf=has_pdf), FILES, None)
        for text in (words.plain, Shown(words.html).text):
            assert ("Each PDF in it asks" in text) is has_pdf
            assert ("Bydd pob PDF" in text) is has_pdf


def test_the_page_fetches_nothing_and_says_its_language() -> None:
    """Loses: privacy, since a remote picture tells who read when; and the right voice of a screen reader."""
    shown = Shown(mail_words(replace(FACTS, language=Language.BOTH), FILES, None).html)
    assert not {"img", "link", "script", "a", "iframe", "object", "form"} & set(shown.tags)
    assert not [value for _, value in shown.attributes if "//" in value or "url(" in value or "@" in value]
    assert [value for name, value in shown.attributes if name == "lang"] == ["cy", "cy", "en"]
    assert any("sans-serif" in value and "12pt" in value for _, value in shown.attributes)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", [*EventStatus, None])
def test_subjects_are_neutral_and_on_one_line(language: Language, form: EventStatus | None) -> None:
    """Loses: a child's privacy; a subject stands in lists, on telephones and in logs of mail systems."""
    subject = mail_words(replace(FACTS, language=language, form=form), FILES, None).subject
    assert "\n" not in subject
    assert "MAS-2026-014" in subject
    assert len(subject) < 130
    if language is Language.ENGLISH:
        ending = {EventStatus.PLANNED: "invitation", EventStatus.MOVED: "new date", None: "protected documents"}
        assert subject == f"Multi-Agency Supervision MAS-2026-014: {ending.get(form, 'event cancelled')}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_no_child_can_be_named(kind: object) -> None:
    """Loses: a child's name in plain text on every mail system between the two offices."""
    purpose = str(getattr(kind, "purpose", ""))
    words = mail_words(replace(FACTS, purpose=purpose, language=Language.BOTH), FILES, None)
    for child in case().children:
        for part in child.name.split():
            assert part not in words.subject + words.plain + words.html


def test_welsh_stands_first_and_says_that_it_is_a_draft_until_it_is_signed_off() -> None:
    """Loses: Welsh no less favourably than English, or the honest word that no translator has seen it."""
    both = mail_words(replace(FACTS, language=Language.BOTH), FILES, None)
    assert both.plain.index("Annwyl") < both.plain.index("drafft") < both.plain.index("Dear")
    assert both.html.index("Annwyl") < both.html.index("drafft") < both.html.index("Dear")
    welsh = mail_words(replace(FACTS, language=Language.WELSH), FILES, None)
    assert welsh == both, "Welsh that nobody has signed off does not stand alone"
    welsh = mail_words(replace(FACTS, language=Language.WELSH, board=SIGNED_OFF), FILES, None)
    assert "Annwyl" in welsh.plain
    assert "Dear" not in welsh.plain
    signed = mail_words(replace(FACTS, language=Language.BOTH, board=SIGNED_OFF), FILES, None)
    assert "drafft" not in signed.plain + signed.html
    assert "drafft" not in mail_words(FACTS, FILES, None).plain


def test_a_recipients_own_language_is_taken_unless_another_is_asked_for() -> None:
    """Loses: the language that a person has chosen to be written to in."""
    facts = replace(FACTS, recipient=replace(JO, language=Language.WELSH))
    assert mail_words(facts, FILES, None).subject.startswith("Goruchwyliaeth")
    assert mail_words(replace(facts, language=Language.ENGLISH), FILES, None).subject.startswith("Multi-Agency")


def test_what_is_not_known_is_not_said() -> None:
    """Loses: the draft of a board without a telephone number, or a mail that names an empty label."""
    unit = BOARD.business_unit.model_copy(update={"phone": None})
    board = BOARD.model_copy(update={"business_unit": unit})
    facts = replace(FACTS, board=board, label="given", sender=None, form=None, language=Language.BOTH)
    words = mail_words(facts, FILES, None)
    for text in (words.plain, Shown(words.html).text):
        assert "given" not in text
        assert "None" not in text
        assert "invite.ics" not in text
        assert "Yours sincerely" not in text
        assert " on ." not in text


def test_an_offices_own_words_are_taken_and_never_lose_a_value(tmp_path: Path) -> None:
    """Loses: the office's own wording; or a value that its template put where no mail program shows it."""
    own = tmp_path / "text" / "en" / "mail"
    own.mkdir(parents=True)
    (own / "body.html").write_text("<p>Helo {{ recipient.name }}</p>\n")
    assert "Helo Ms J. &lt;Jo&gt; Adeyemi &amp; Co" in mail_words(FACTS, FILES, tmp_path).html
    (own / "body.html").write_text('<p title="{{ recipient.name }}">Helo</p>\n')
    with pytest.raises(TemplateError, match=r"recipient\.name") as caught:
        mail_words(FACTS, FILES, tmp_path)
    assert "Adeyemi" not in str(caught.value)


def drafted(package: Path, facts: MailFacts = FACTS, calendar: bytes | None = None) -> MailDraft:
    """The draft of a package."""
    return package_draft(facts, package, calendar, "P-7Q2M9K4D1X", None)


def attached(made: MailDraft) -> dict[str, bytes]:
    """What is attached to a draft, by name."""
    assert made.content is not None
    message = message_from_bytes(made.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return {str(part.get_filename()): bytes(part.get_payload(decode=True)) for part in message.iter_attachments()}


def test_an_archive_is_attached_with_the_calendar_file(tmp_path: Path) -> None:
    """Loses: the package, or the entry in the calendar."""
    archive = tmp_path / FILES[0]
    archive.write_bytes(b"PK\x03\x04 fictional")
    made = drafted(archive, calendar=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n")
    assert made.remarks == ()
    assert attached(made) == {
        FILES[0]: b"PK\x03\x04 fictional",
        "invite.ics": b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n",
    }


def test_of_a_folder_each_protected_file_is_attached(tmp_path: Path) -> None:
    """Loses: a paper of somebody who cannot open archives, or its name, by which the package verifies."""
    package = tmp_path / "MAS-2026-014-briefing-1"
    package.mkdir()
    for name in ("briefing-pack.pdf", "papers-01-plan.pdf", "appendix-2.docx", "calendar.ics", "manifest.zip"):
        (package / name).write_bytes(name.encode())
    facts = replace(FACTS, protection=Protection.NATIVE)
    assert attached(drafted(package, facts, calendar=b"METHOD:REQUEST\r\n")) == {
        "appendix-2.docx": b"appendix-2.docx",
        "briefing-pack.pdf": b"briefing-pack.pdf",
        "manifest.zip": b"manifest.zip",
        "papers-01-plan.pdf": b"papers-01-plan.pdf",
        "calendar.ics": b"calendar.ics",
    }


def test_what_is_too_large_gets_a_remark_and_no_draft(tmp_path: Path) -> None:
    """Loses: the package in a mail system that returns it, and the evening of whoever waits for it."""
    archive = tmp_path / FILES[0]
    small = BOARD.model_copy(update={"mail": MailSettings(largest=1)})
    archive.write_bytes(bytes(740_000))
    made = drafted(archive, replace(FACTS, board=small))
    assert made.content is None
    assert "here it may have 1 MB" in made.remarks[0]
    archive.write_bytes(bytes(700_000))
    assert drafted(archive, replace(FACTS, board=small)).content is not None
    with archive.open("wb") as file:
        file.truncate(20_000_000_000)
    assert drafted(archive).content is None, "it is not even read"


def test_a_large_draft_comes_with_a_caution(tmp_path: Path) -> None:
    """Loses: the thought that another system may refuse what this one takes."""
    archive = tmp_path / FILES[0]
    archive.write_bytes(bytes(9_000_000))
    made = drafted(archive)
    assert made.content is not None
    assert re.search(r"12\.\d MB", made.remarks[0])


def test_somebody_without_an_address_gets_a_remark(tmp_path: Path) -> None:
    """Loses: the whole package, because of its e-mail; a line manager is known by name alone."""
    archive = tmp_path / FILES[0]
    archive.write_bytes(b"PK")
    made = drafted(archive, replace(FACTS, recipient=replace(JO, email=None)))
    assert made.content is None
    assert "no e-mail address" in made.remarks[0]


def test_a_package_that_is_gone_is_said(tmp_path: Path) -> None:
    """Loses: a plain sentence; the run would end in a defect."""
    with pytest.raises(UsageError, match="cannot be read"):
        drafted(tmp_path / "nothing.zip")
