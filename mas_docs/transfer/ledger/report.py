"""What a package had held that went wrong: a report from the ledger for a data protection officer.

It names nobody, as the ledger does not. What has to be done follows Articles 33 and 34 of the UK GDPR.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mas_docs.errors import UsageError
from mas_docs.guidance.plain import counted, long_date, ordinal
from mas_docs.guidance.roles import Role
from mas_docs.transfer.ledger.entries import Entry, Event, Recorded
from mas_docs.transfer.ledger.members import kind_of, purpose_words
from mas_docs.transfer.ledger.reading import LedgerReader, Verdict
from mas_docs.transfer.passphrases.passphrase import GIVEN
from mas_docs.transfer.passphrases.stores import PassphraseEntry
from mas_docs.transfer.verification import VerifiedMember
from mas_docs.yaml_files.values import Protection

_TIME_TO_TELL = dt.timedelta(hours=72)
"""From becoming aware of a breach to telling the Commissioner (UK GDPR, Article 33(1))."""

_RING = (
    "Ring whoever received it, on a number that you know. Ask them to open nothing, to delete the message and the "
    "package from mailbox, bin and wherever else it was saved, and to confirm that in writing."
)
_NOT_TOLD = "the ledger does not say"
_PROTECTIONS = {
    str(Protection.ZIP): "one archive, AES-256",
    str(Protection.NATIVE): "a folder of files, each locked by itself",
}


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger knows of a package.

    Attributes:
        package: its id.
        told_by: the entry that says what it held: of its sealing or, where it was sealed elsewhere, of its opening.
        entries: all entries of the package.
        refused_before: what had been refused in the same case, until then.
    """

    package: str
    told_by: Recorded
    entries: tuple[Recorded, ...]
    refused_before: tuple[Recorded, ...]

    @property
    def is_ours(self) -> bool:
        """Whether it was sealed here."""
        return self.told_by.entry.event is Event.SEALED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it never took its name, so that there was nothing to send."""
        return any(
            recorded.entry.event is Event.WITHDRAWN and recorded.number > self.told_by.number
            for recorded in self.entries
        )

    @property
    def opened(self) -> tuple[Recorded, ...]:
        """When it was opened here."""
        return tuple(recorded for recorded in self.entries if recorded.entry.event is Event.OPENED)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its heading and its lines, of which each is a sentence or a fact."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report on a package.

    Attributes:
        title: its title.
        history: what it was made from.
        sections: what it says.
    """

    title: str
    history: History
    sections: tuple[Section, ...]

    def as_object(self) -> dict[str, object]:
        """The report for other programs; the names are stable."""
        entry = self.history.told_by.entry
        return {
            "package": self.history.package,
            "case": entry.case or None,
            "withdrawn": self.history.is_withdrawn,
            "members": [_member_object(member) for member in entry.members],
            "bound": [_member_object(member) for member in entry.bound],
            "entries": [recorded.as_object() for recorded in self.history.entries],
            "refused_before": [recorded.as_object() for recorded in self.history.refused_before],
            "sections": [{"title": section.title, "lines": section.lines} for section in self.sections],
        }


def history_of(reader: LedgerReader, package: str) -> History:
    """Gather what the ledger knows of a package.

    Args:
        reader: the ledger.
        package: the package's id.

    Raises:
        UsageError: it knows no such package.
    """
    concerned = tuple(recorded for recorded in reader.entries() if _may_concern(recorded.entry, package))
    entries = tuple(recorded for recorded in concerned if recorded.entry.package == package)
    if not entries:
        raise UsageError(
            f"The ledger knows no package {package}",
            where=str(reader.folder),
            remedy="Check the id; if it was sealed in another workspace, name that one with --workspace.",
        )
    sealed = [recorded for recorded in entries if recorded.entry.event is Event.SEALED]
    told_by = sealed[-1] if sealed else entries[-1]
    refused = tuple(recorded for recorded in concerned if _was_refused_before(recorded, told_by))
    return History(package, told_by, entries, refused)


def _may_concern(entry: Entry, package: str) -> bool:
    return entry.package == package or entry.event is Event.REFUSED


def _was_refused_before(recorded: Recorded, told_by: Recorded) -> bool:
    """Whether something was refused in the same case or of the same package, before that entry."""
    entry, own = recorded.entry, told_by.entry
    is_same = entry.case == own.case if own.case else entry.package == own.package
    return is_same and entry.event is Event.REFUSED and recorded.number < told_by.number


def report_on(history: History, verdict: Verdict, now: dt.datetime, kept: PassphraseEntry | None = None) -> Report:
    """Write the report.

    Args:
        history: what the ledger knows of the package.
        verdict: whether the ledger itself is whole.
        now: the moment at which the 72 hours begin, for whoever has only just learnt of it.
        kept: what is known here of the passphrase of that label; None where none is kept.
    """
    entry = history.told_by.entry
    sections = (
        Section("What it was", _what_it_was(history)),
        Section("The passphrase", _passphrase(entry, kept)),
        Section(f"What it held: {counted(len(entry.members), 'file')}", tuple(map(_member_line, entry.members))),
        *_bound(entry),
        Section("Other cases in it", _mentions(entry)),
        Section("What happened to it", _events(history)),
        Section("What was refused before in this case", _refusals(history)),
        Section("Whether the ledger can be relied on", _reliance(verdict)),
        Section("What to do now", _steps(history, now, kept)),
    )
    return Report(f"Report on the package {history.package}", history, sections)


def _what_it_was(history: History) -> tuple[str, ...]:
    entry = history.told_by.entry
    done = "Sealed" if history.is_ours else "Not sealed here; recorded"
    return (
        f"Package: {history.package}",
        f"Case: {entry.case or 'none'}",
        f"For: {purpose_words(entry.purpose) or 'files that somebody chose'}",
        f"Recipient: {_recipient(entry)}",
        f"{done}: {_moment(history.told_by)}",
        f"Protection: {_PROTECTIONS.get(entry.protection, _NOT_TOLD)}",
        f"Archive: {entry.archive or 'under a name that somebody chose, which the ledger does not keep'}",
        *((f"SHA-256 of the archive: {entry.archive_sha256}",) if entry.archive_sha256 else ()),
        f"Seal: {entry.seal or _NOT_TOLD}",
        "Who the recipient is, stands in the case file and in the manifest inside the package, not in the ledger.",
    )


def _recipient(entry: Entry) -> str:
    if entry.role not in set(Role):
        return entry.role or _NOT_TOLD
    place = f", the {ordinal(entry.recipient_number)} of the case" if entry.recipient_number else ""
    return f"{Role(entry.role).title}{place}"


def _moment(recorded: Recorded) -> str:
    return f"{long_date(recorded.day)} (entry {recorded.number}; by the clock {recorded.at:%Y-%m-%d %H:%M} UTC)"


def _is_of_event(entry: Entry, kept: PassphraseEntry | None) -> bool:
    """Whether it is an event's own; where it is not kept here, a label that begins with the reference says so."""
    if kept is not None:
        return kept.event is not None
    return bool(entry.case) and entry.label.startswith(entry.case)


def _passphrase(entry: Entry, kept: PassphraseEntry | None) -> tuple[str, ...]:
    retired = f", retired on {long_date(kept.retired)}" if kept and kept.retired else ""
    label = f"Label: {entry.label or _NOT_TOLD}{retired}"
    if not entry.label:
        return (label,)
    if entry.label == GIVEN:
        return (label, "It was given from outside and is not among the kept ones: whoever holds it opens the package.")
    if _is_of_event(entry, kept):
        return (label, "It is the event's own: whoever was given it for this case opens the package.")
    return (label, "It is a standard passphrase: everybody who holds it, in every agency, opens the package.")


def _member_line(member: VerifiedMember) -> str:
    kind = kind_of(member.name)
    dated = f" of {long_date(kind.date)}" if kind.date else ""
    children = f" ({kind.children})" if kind.children else ""
    return f"{member.name}: {kind.title}{dated}{children}; {member.size:,} bytes; SHA-256 {member.sha256}"


def _member_object(member: VerifiedMember) -> dict[str, object]:
    kind = kind_of(member.name)
    return {
        "name": member.name,
        "size": member.size,
        "sha256": member.sha256,
        "kind": kind.title,
        "date": kind.date.isoformat() if kind.date else None,
        "children": kind.children or None,
    }


def _bound(entry: Entry) -> tuple[Section, ...]:
    """The papers in the briefing pack, where there is one."""
    if not entry.bound:
        return ()
    title = f"The papers bound into its briefing pack: {counted(len(entry.bound), 'paper')}"
    return (Section(title, tuple(map(_member_line, entry.bound))),)


def _mentions(entry: Entry) -> tuple[str, ...]:
    searched = (
        f"{counted(entry.unsearched, 'part')} of it could not be searched for other cases, such as scans."
        if entry.unsearched
        else "All that was in it could be searched for other cases."
    )
    if not entry.mentions:
        return ("None was allowed.", searched)
    named = ", ".join(entry.mentions)
    return (f"By an exception, it identifies {named}: those children and families are affected too.", searched)


def _events(history: History) -> tuple[str, ...]:
    if history.is_withdrawn:
        return ("It could not take its name after it was sealed and was thrown away: there was nothing to send.",)
    opened = tuple(f"Opened here: {_moment(recorded)}" for recorded in history.opened)
    return (*(opened or ("It was not opened here.",)), "Whether its recipient opened it, the ledger cannot know.")


def _refusals(history: History) -> tuple[str, ...]:
    return tuple(_refusal(recorded) for recorded in history.refused_before) or ("Nothing.",)


def _refusal(recorded: Recorded) -> str:
    found = f", found: {', '.join(recorded.entry.found)}" if recorded.entry.found else ""
    return f"{_moment(recorded)}: {recorded.entry.reason}{found}"


def _reliance(verdict: Verdict) -> tuple[str, ...]:
    if verdict.findings.errors:
        broken = counted(len(verdict.findings.errors), "fault")
        return (f"No: it has {broken}. Run `mas-docs ledger verify`, and compare it with a backup.",)
    return (
        f"Its chain of {counted(verdict.entries, 'line')} is whole. The hash of the last entry is {verdict.head.last}.",
        "Whoever may write the ledger could have made it anew: compare that hash with one that was kept elsewhere.",
    )


def _steps(history: History, now: dt.datetime, kept: PassphraseEntry | None) -> tuple[str, ...]:
    if history.is_withdrawn:
        return ("Nothing: the package never was where it could be sent from.",)
    return (
        _RING,
        "Find out whether they have the passphrase. If they do, everything listed here counts as disclosed.",
        _tell(now + _TIME_TO_TELL),
        _change(history.told_by.entry, kept),
        "Keep this report, the message as it was sent, and the archive; leave the ledger as it is.",
    )


def _tell(until: dt.datetime) -> str:
    """Whom to tell, and until when."""
    return (
        "Tell the data protection officer at once. Unless a risk to people is unlikely, the Information Commissioner "
        "has to be told within 72 hours of your learning of it (UK GDPR, Article 33): if you learnt of it just now, "
        f"until {until:%H:%M} UTC on {long_date(until.date())}. Where the risk is high, the people themselves have to "
        "be told too (Article 34)."
    )


def _change(entry: Entry, kept: PassphraseEntry | None) -> str:
    """What to do about the passphrase."""
    if kept is not None and kept.retired:
        return "The passphrase is retired already, so that nothing new is sealed with it; it still opens this package."
    no_help = "That protects what is sealed from now on; it does not close this package."
    if entry.label in {"", GIVEN}:
        return f"Seal nothing more with this passphrase. {no_help}"
    if _is_of_event(entry, kept):
        return f"Draw another passphrase for this event, and retire this one. {no_help}"
    return (
        "Draw a new standard passphrase, and retire this one: mas-docs passphrase new, then mas-docs passphrase retire "
        f"'{entry.label}'. {no_help}"
    )
