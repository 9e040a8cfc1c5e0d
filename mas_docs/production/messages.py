"""The e-mail draft of a package, written beside it where one was asked for."""

from __future__ import annotations

from dataclasses import replace

from mas_docs.case.model import Case
from mas_docs.files import cannot_write, write_atomically
from mas_docs.guard.guard import CaseGuard
from mas_docs.guard.public_names import refuse_child_names
from mas_docs.mailing import MailFacts, mail_words, package_draft
from mas_docs.planning import Package
from mas_docs.production.office import Office, Produced, Room
from mas_docs.recipients import recipients
from mas_docs.transfer.archive import Member
from mas_docs.transfer.calendar import FILE_NAME
from mas_docs.yaml_files.values import Protection


def check_message(package: Package, names: tuple[str, ...], case: Case, guard: CaseGuard, office: Office) -> None:
    """Judge the words of a draft before there is a package: afterwards, it would be too late.

    Raises:
        RefusedError: the subject gives a child's name or initials, or the words name a child of the case.
        TemplateError: a template of the words is at fault.
    """
    if not office.mail:
        return
    files = names if package.protection is Protection.NATIVE else (package.archive_name,)
    words = mail_words(_facts(package, names, case, office), files, office.own_templates)
    guard.refuse_names([("the subject of the message", words.subject)])
    refuse_child_names(case, (words.plain, words.html), "the message")


def remove_old_message(package: Package, room: Room) -> None:
    """Remove the draft of an earlier run, which carries the package of that run.

    Raises:
        UsageError: it cannot be removed; it may be open in a mail program.
    """
    path = room.folder / f"{package.stem}.eml"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from None


def write_message(produced: Produced, members: tuple[Member, ...], case: Case, office: Office, room: Room) -> Produced:
    """Write the draft of a sealed package, where drafts are asked for and it can go by e-mail.

    Returns:
        The package with its draft, or with what there is to say instead.
    """
    if not office.mail:
        return produced
    package = produced.package
    facts = _facts(package, produced.members, case, office)
    draft = package_draft(facts, produced.archive, _calendar(members), produced.package_id, office.own_templates)
    remarks = tuple(f"{package.stem}: {remark}" for remark in draft.remarks)
    produced = replace(produced, remarks=(*produced.remarks, *remarks))
    if draft.content is None:
        return produced
    path = room.folder / f"{package.stem}.eml"
    write_atomically(path, draft.content, work=room.work)
    return replace(produced, message=path)


def _facts(package: Package, names: tuple[str, ...], case: Case, office: Office) -> MailFacts:
    senders = recipients(case, office.board, package.kind.sender)
    return MailFacts(
        reference=package.reference,
        purpose=package.kind.purpose,
        sender=senders[0] if senders else None,
        recipient=package.recipient,
        board=office.board,
        label=office.passphrase.label,
        protection=package.protection,
        form=package.kind.calendar,
        language=office.language,
        has_pdf=any(name.endswith(".pdf") for name in names),
    )


def _calendar(members: tuple[Member, ...]) -> bytes | None:
    return next((one.content for one in members if one.name == FILE_NAME and isinstance(one.content, bytes)), None)
