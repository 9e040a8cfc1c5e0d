"""What the names in a package say: what each file is, by the catalogue; and stand-ins for names that somebody chose."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from mas_docs.case.model import REFERENCE, PaperKind
from mas_docs.case.paper_words import kind_words
from mas_docs.catalogue import (
    BRIEFING,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    ChildrenShown,
    Document,
    Medium,
    State,
    find_document,
)
from mas_docs.errors import UsageError
from mas_docs.guidance.roles import Role
from mas_docs.transfer.calendar import FILE_NAME
from mas_docs.transfer.ledger.entries import Entry, Event, InvalidEntryError, known_role
from mas_docs.transfer.verification import Verified, VerifiedMember
from mas_docs.yaml_files.values import Protection

_STATES = "|".join(State)
_KINDS = "|".join(PaperKind)
_KEY = r"[a-z]+(?:-[a-z0-9]+)*?"
_OF_THE_CATALOGUE = re.compile(rf"({_KEY})(?:-({_STATES}))?(?:-(\d{{2,4}}))?\.(?:docx|pdf)", re.ASCII)
_PAPER = re.compile(rf"papers[/-]\d{{2,4}}-({_KINDS})(?:-(\d{{4}}-\d{{2}}-\d{{2}}))?\.[a-z0-9]{{2,4}}", re.ASCII)
_WRITTEN = re.compile(rf"({_KEY})(?:-({_STATES}))?(?:-(?:{'|'.join(Role)}))?", re.ASCII)
_FORMS = re.compile(rf"forms-[234](?:-[234])*-({_STATES})", re.ASCII)
# An ending that is not on this list may be a name itself.
_ENDINGS = frozenset(
    {*(".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".rtf", ".txt", ".csv", ".html"), *(".jpg", ".png", ".ics", ".zip")}
)
_STAND_IN = re.compile(rf"file-\d{{2,4}}(?:{'|'.join(map(re.escape, sorted(_ENDINGS)))})?", re.ASCII)
_PURPOSES = {
    kind.key: kind.purpose
    for kind in (
        *INVITATIONS.values(),
        *FACILITATOR_INVITATIONS.values(),
        *PAPERS_TO.values(),
        *SUMMARY_PACKAGES,
        BRIEFING,
    )
}
_CHILDREN = {
    ChildrenShown.NOT_AT_ALL: "is given no child's name",
    ChildrenShown.BY_INITIALS: "gives the children's initials and dates of birth",
    ChildrenShown.BY_NAME: "names the children",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file of a package is.

    Attributes:
        title: in words: a document's title in the catalogue, or a paper's kind.
        date: a paper's own date, where its name has it.
        children: how it speaks of the children, in words; empty where that is unknown.
        known: whether its name is one that mas-docs gives.
    """

    title: str
    date: dt.date | None = None
    children: str = ""
    known: bool = True


def kind_of(name: str) -> Kind:
    """What the file of that name is, by the catalogue and by the names that papers are given."""
    if name == FILE_NAME:
        return Kind("Calendar entry", children=_CHILDREN[ChildrenShown.NOT_AT_ALL])
    written = _OF_THE_CATALOGUE.fullmatch(name)
    if written and (document := _found(written[1])):
        return _document(document, written[2] or "", written[3] or "")
    if paper := _PAPER.fullmatch(name):
        return _paper(PaperKind(paper[1]), paper[2] or "")
    return Kind("A file under a name that its sender chose, which the ledger does not keep", known=False)


def _found(key: str) -> Document | None:
    """The catalogue's document of that key; None where it has none."""
    try:
        return find_document(key)
    except UsageError:
        return None


def _document(document: Document, state: str, number: str) -> Kind:
    about = [state] if state else []
    about += [f"number {int(number)}"] if number else []
    title = f"{document.title} ({', '.join(about)})" if about else document.title
    papers = " and holds the papers of the case" if document.medium is Medium.PACK else ""
    return Kind(title, children=f"{_CHILDREN[document.children]}{papers}")


def _paper(kind: PaperKind, written: str) -> Kind:
    try:
        date = dt.date.fromisoformat(written) if written else None
    except ValueError:
        date = None
    return Kind(kind_words(kind), date, "a paper of the case: reckon with everything that is in the child's file")


def purpose_words(key: str) -> str:
    """What a package of that kind is for, in words; empty for a kind that the catalogue does not have.

    Args:
        key: the kind's key in the catalogue.
    """
    if key in _PURPOSES:
        return _PURPOSES[key]
    if forms := _FORMS.fullmatch(key):
        return f"Forms ({forms[1]}) for a Multi-Agency Supervision event"
    written = _WRITTEN.fullmatch(key)
    document = _found(key) or (_found(written[1]) if written else None)
    return document.title if document else ""


def check_neutral(entry: Entry) -> None:
    """Refuse an entry whose words are not those of the catalogue: they could be a child's name.

    Raises:
        InvalidEntryError: a file's name is neither ours nor a stand-in, or the purpose is no kind of package.
    """
    if entry.purpose and not purpose_words(entry.purpose):
        raise InvalidEntryError("The field purpose of an entry of the ledger is no kind of package")
    for member in (*entry.members, *entry.bound):
        if not (kind_of(member.name).known or _STAND_IN.fullmatch(member.name)):
            raise InvalidEntryError("The field members of an entry of the ledger has a name that is not neutral")


def neutral_members(members: Iterable[VerifiedMember]) -> tuple[VerifiedMember, ...]:
    """The files of a package under names that may stand in the ledger.

    A name that mas-docs gave stays; any other is somebody's own and may hold a child's name: `file-01.pdf` stands in
    for it, by its place in the package.
    """
    return tuple(
        member if kind_of(member.name).known else replace(member, name=_stand_in(number, member.name))
        for number, member in enumerate(members, start=1)
    )


def _stand_in(number: int, name: str) -> str:
    ending = PurePosixPath(name).suffix.lower()
    return f"file-{number:02}{ending if ending in _ENDINGS else ''}"


def entry_of(  # noqa: PLR0913 - what the catalogue and the caller know of it
    event: Event,
    verified: Verified,
    *,
    purpose: str = "",
    recipient_number: int = 0,
    protection: Protection = Protection.ZIP,
    archive: str = "",
    archive_sha256: str = "",
    mentions: Iterable[str] = (),
    unsearched: int = 0,
    bound: Iterable[VerifiedMember] = (),
) -> Entry:
    """The entry of a package that was verified, made here or elsewhere; what somebody else wrote in it is not believed.

    A package from elsewhere says itself what case and role it is for. Whatever is none of our words stays out, and the
    label is that of the passphrase as it is known here.

    Args:
        event: what happened.
        verified: the package.
        purpose: the key of its kind in the catalogue; empty for files of no case.
        recipient_number: the recipient's place among those of their role, from 1; 0 for none.
        protection: how it is protected.
        archive: its file name, where mas-docs chose it; empty where the user did.
        archive_sha256: the SHA-256 of the archive, where the caller has it.
        mentions: references of the cases that it was allowed to identify.
        unsearched: how many of its files, or parts of them, could not be searched for other cases.
        bound: the papers in its briefing pack, under their neutral names.
    """
    facts = verified.facts
    return Entry(
        event=event,
        package=facts.package_id,
        case=facts.reference if REFERENCE.fullmatch(facts.reference) else "",
        role=known_role(facts.role),
        purpose=purpose,
        label=verified.label,
        protection=protection,
        recipient_number=recipient_number,
        members=neutral_members(verified.members),
        archive=archive,
        archive_sha256=archive_sha256,
        seal=verified.seal,
        mentions=tuple(mentions),
        unsearched=unsearched,
        bound=tuple(bound),
    )
