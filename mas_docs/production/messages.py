"""The e-mail draft of a package, written beside it where one was asked for."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

from mas_docs.case.model import Case
from mas_docs.files import write_atomically
from mas_docs.guard.guard import CaseGuard
from mas_docs.guard.public_names import refuse_child_names
from mas_docs.mailing import MailFacts, package_draft
from mas_docs.production.office import Office, Produced, Room
from mas_docs.recipients import recipients
from mas_docs.transfer.archive import Member


def write_message(  # noqa: PLR0913, PLR0917 - a package, what it was made of and with, and where its draft goes
    produced: Produced, members: tuple[Member, ...], case: Case, guard: CaseGuard, office: Office, room: Room
) -> Produced:
    """Write the draft of a sealed package, where drafts are asked for and it can go by e-mail.

    Returns:
        The package with its draft, or with what there is to say instead.

    Raises:
        RefusedError: its words would show a child's name.
    """
    if not office.mail:
        return produced
    package = produced.package
    senders = recipients(case, office.board, package.kind.sender)
    facts = MailFacts(
        reference=package.reference,
        purpose=package.kind.purpose,
        sender=senders[0] if senders else None,
        recipient=package.recipient,
        board=office.board,
        label=office.passphrase.label,
        protection=package.protection,
        form=package.kind.calendar,
        language=office.language,
    )
    draft = package_draft(facts, produced.archive, _calendar(members), produced.package_id, office.own_templates)
    remarks = tuple(f"{package.stem}: {remark}" for remark in draft.remarks)
    produced = replace(produced, remarks=(*produced.remarks, *remarks))
    path = room.folder / f"{package.stem}.eml"
    if draft.content is None:
        path.unlink(missing_ok=True)  # one of an earlier run would have another package in it
        return produced
    _refuse_names(draft.content, case, guard)
    write_atomically(path, draft.content, work=room.work)
    return replace(produced, message=path)


def _calendar(members: tuple[Member, ...]) -> bytes | None:
    return next((one.content for one in members if one.name == "calendar.ics" and isinstance(one.content, bytes)), None)


def _refuse_names(draft: bytes, case: Case, guard: CaseGuard) -> None:
    """Refuse a message whose subject gives any child's name or initials, or whose words name a child of the case."""
    message = message_from_bytes(draft, policy=policy.default)
    guard.refuse_names([("the subject of the message", str(message["subject"]))])
    bodies = (message.get_body((kind,)) for kind in ("plain", "html"))
    refuse_child_names(case, (body.get_content() for body in bodies if body is not None), "the message")
