"""What the ledger says of a package: which one is meant, what each file was, and what has to be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from fictional import BOARD, case
from hypothesis import given
from hypothesis import strategies as st
from ledgers import DAY, MEMBERS, OTHER_PACKAGE, PACKAGE, entry, filled, lines_of, refusal, rewrite
from sealing import FACTS, NOTHING, sealed

from mas_docs.case.model import PaperKind
from mas_docs.catalogue import (
    BRIEFING,
    DOCUMENTS,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    State,
    forms_package,
    written_packages,
)
from mas_docs.errors import UsageError
from mas_docs.planning import plan
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import NAMED_BY_SENDER, Entry, Event
from mas_docs.transfer.ledger.finding import find_package, package_id
from mas_docs.transfer.ledger.members import check_neutral, entry_of, kind_of, neutral_members, purpose_words
from mas_docs.transfer.ledger.report import Report, history_of, report_on
from mas_docs.transfer.manifest import new_package_id
from mas_docs.transfer.passphrases.stores import PassphraseEntry
from mas_docs.transfer.verification import VerifiedMember

NOW = dt.datetime(2026, 12, 7, 16, 30, tzinfo=dt.UTC)


def report(ledger: Ledger, package: str = PACKAGE) -> Report:
    """The report on a package."""
    return report_on(history_of(ledger.reader, package), ledger.reader.verify(), NOW)


def said(ledger: Ledger, package: str = PACKAGE) -> str:
    """All that the report on a package says."""
    return "\n".join(line for section in report(ledger, package).sections for line in section.lines)


def recorded(folder: Path, *entries: Entry) -> Ledger:
    """A ledger of these entries."""
    ledger = Ledger(folder / "ledger")
    for one in entries:
        ledger.append(one, day=DAY)
    return ledger


# Which package


@given(data=st.data())
def test_an_id_is_understood_as_it_is_said(data: st.DataObject) -> None:
    """Loses: minutes on the telephone, while a package lies in the wrong mailbox."""
    package = new_package_id()
    for letter, read_as in (("O", "0"), ("I", "1"), ("L", "1")):
        if data.draw(st.booleans()):
            package = package[:2] + package[2:].replace(read_as, letter, 1)
    meant = package[:2] + package[2:].translate(str.maketrans("OIL", "011"))
    digits = package[2:]
    forms = (package, digits, package.lower(), f" {digits[:5]} {digits[5:]} ", f"p {digits}", f"P{digits}")
    assert {package_id(form) for form in forms} == {meant}


@pytest.mark.parametrize(
    "text", ["", "P-", "P-7Q2M9K4D1", "P-7Q2M9K4D1XX", "P-P7Q2M9K4D1XX", "P-7Q2M9K4D1U", "Carys", "7Q2M9K4D1ß"]
)
def test_what_is_no_id_is_taken_for_none(text: str) -> None:
    """Loses: the sentence that says what an id looks like."""
    assert package_id(text) is None


def test_an_archive_is_known_by_its_seal_its_hash_and_its_name(tmp_path: Path) -> None:
    """Loses: the way to a package's report where only the archive is at hand, and no passphrase."""
    verified = sealed(tmp_path)
    path = verified.archive.rename(tmp_path / "moved.zip")
    reader = recorded(tmp_path, entry(), entry_of(Event.SEALED, verified)).reader
    assert reader.verify().entries == 2
    assert find_package(reader, str(path)).package == FACTS.package_id
    content = path.read_bytes()
    path.write_bytes(b"changed" + content[7:])
    assert find_package(reader, str(path)) == find_package(reader, FACTS.package_id)
    path.write_bytes(content[:-1] + b"x")
    with pytest.raises(UsageError, match="no archive with this seal"):
        find_package(reader, str(path))


def test_an_archive_that_is_known_by_its_name_alone_is_said_to_be(tmp_path: Path) -> None:
    """Loses: the warning that the report may be about another package of the same file name."""
    newest = replace(entry(), package=OTHER_PACKAGE)
    reader = recorded(tmp_path, entry(), newest).reader
    archive = tmp_path / "MAS-2026-014-briefing-1.zip"
    archive.write_bytes(b"not as it was")
    found = find_package(reader, str(archive))
    assert found.package == OTHER_PACKAGE
    assert "not as it was recorded" in found.remark


def test_a_folder_of_locked_files_is_known_by_its_manifest(tmp_path: Path) -> None:
    """Loses: the report on a package that is no archive."""
    folder = tmp_path / "MAS-2026-014-briefing-1"
    folder.mkdir()
    verified = sealed(folder, name="manifest.zip")
    reader = recorded(tmp_path, entry_of(Event.SEALED, verified)).reader
    assert find_package(reader, str(folder)).package == FACTS.package_id


@pytest.mark.parametrize("text", ["P-0000000000", "nonsense", "no/such/archive.zip"])
def test_what_the_ledger_does_not_know_is_said(tmp_path: Path, text: str) -> None:
    """Loses: an answer, where an id was misheard."""
    reader = recorded(tmp_path, entry()).reader
    with pytest.raises(UsageError):
        history_of(reader, find_package(reader, text).package)


# What a package held


def test_whatever_the_catalogue_makes_may_stand_in_the_ledger() -> None:
    """Loses: a whole kind of package, which could not be sealed because the ledger takes its words for a name."""
    ready = case()
    kinds = (
        *(*INVITATIONS.values(), *FACILITATOR_INVITATIONS.values(), *PAPERS_TO.values(), *SUMMARY_PACKAGES, BRIEFING),
        *(forms_package(numbers, state) for numbers in ((2,), (3,), (4,), (2, 3, 4)) for state in State),
        *chain.from_iterable(
            written_packages(ready, document, state) for document in DOCUMENTS for state in (document.states or (None,))
        ),
    )
    packages = plan(ready, BOARD, [kind for kind in kinds if kind.key != "never"])
    assert len(packages) > 50
    for package in packages:
        assert purpose_words(package.kind.key), package.kind.key
        members = tuple(VerifiedMember(planned.file_name, 1, "ab" * 32) for planned in package.documents)
        assert neutral_members(members) == members
        check_neutral(
            entry(
                purpose=package.kind.key,
                role=package.recipient.role,
                archive=package.archive_name,
                members=members,
                recipient_number=package.recipient.number,
            )
        )


@pytest.mark.parametrize("kind", PaperKind)
def test_papers_are_told_by_kind_and_date(kind: PaperKind) -> None:
    """Loses: which minutes were in a package, since the ledger keeps no title."""
    told = kind_of(f"papers/03-{kind}-2026-11-20.pdf")
    assert told.known
    assert told.date == dt.date(2026, 11, 20)
    assert kind_of(f"papers/11-{kind}.docx").date is None
    assert kind_of(f"papers/03-{kind}-2026-02-30.pdf").date is None


@given(name=st.text(min_size=1, max_size=40))
def test_a_name_that_somebody_chose_never_stays(name: str) -> None:
    """Loses: a child's name, to the ledger, in the name of a file."""
    (member,) = neutral_members([VerifiedMember(f"Carys {name}.pdf", 1, "ab" * 32)])
    assert member.name in {"file-01.pdf", "file-01"}
    (other,) = neutral_members([VerifiedMember(f"plan.{name} carys", 1, "ab" * 32)])
    assert other.name == "file-01"


def test_what_another_package_says_of_itself_is_not_believed(tmp_path: Path) -> None:
    """Loses: a child's name to the ledger, written by whoever made an archive that is opened here."""
    said_by = replace(FACTS, reference="Carys Pritchard", role="Carys' uncle", label="Carys", purpose="Carys")
    members = (VerifiedMember("papers/Carys Pritchard.pdf", 9, "ab" * 32), VerifiedMember("calendar.ics", 9, "cd" * 32))
    verified = replace(sealed(tmp_path, (NOTHING,)), facts=said_by, members=members, label="SEWSCB-2026-11")
    ledger = recorded(tmp_path, entry_of(Event.OPENED, verified))
    assert b"arys" not in b"".join(lines_of(ledger))
    (only,) = ledger.reader.entries()
    assert [member.name for member in only.entry.members] == ["file-01.pdf", "calendar.ics"]
    assert (only.entry.case, only.entry.role, only.entry.label) == ("", "", "SEWSCB-2026-11")


# The report


def test_the_report_says_what_a_package_held(tmp_path: Path) -> None:
    """Loses: what a data protection officer has to tell the Commissioner within 72 hours."""
    ledger = recorded(
        tmp_path,
        refusal(),
        refusal(case="MAS-2026-009"),
        entry(mentions=("MAS-2026-021",)),
        entry(package=OTHER_PACKAGE, label="given"),
        entry(Event.OPENED),
        refusal(reason="too-late-to-count"),
    )
    told = said(ledger)
    for fact in (
        PACKAGE,
        "MAS-2026-014",
        "Facilitator, the first of the case",
        "1 December 2026",
        "SEWSCB-2026-11",
        "everybody who holds it",
        "Facilitators' briefing pack (names the children and holds the papers of the case); 1,234,567 bytes",
        "Participant Feedback Form (prefilled, number 1)",
        "Core Group minutes of 20 November 2026",
        *(member.sha256 for member in MEMBERS),
        "identifies MAS-2026-021",
        "Opened here: 1 December 2026",
        "another-case, found: MAS-2026-009",
        "Its chain of 6 lines is whole",
        "until 16:30 UTC on 10 December 2026",
        "passphrase retire 'SEWSCB-2026-11'",
    ):
        assert fact in told, fact
    assert "too-late-to-count" not in told
    assert told.count("another-case") == 1


@pytest.mark.parametrize(
    ("label", "standing", "remedy"),
    [
        ("given", "given from outside", "Seal nothing more"),
        ("MAS-2026-014", "the event's own", "for this event"),
        ("MAS-2026-014-event-b", "the event's own", "for this event"),
        ("SEWSCB-2026-11", "a standard passphrase", "new standard passphrase"),
        ("", "does not say", "Seal nothing more"),
    ],
)
def test_the_report_says_who_else_opens_a_package(tmp_path: Path, label: str, standing: str, remedy: str) -> None:
    """Loses: how far a package is open to others, which decides how bad it is."""
    told = said(recorded(tmp_path, entry(label=label)))
    assert standing in told
    assert remedy in told


@pytest.mark.parametrize(
    ("kept", "facts"),
    [
        (PassphraseEntry("SEWSCB-2026-11", DAY, event="MAS-2026-014"), ("the event's own", "for this event")),
        (PassphraseEntry("SEWSCB-2026-11", DAY, DAY), ("retired on 1 December 2026", "retired already")),
        (PassphraseEntry("SEWSCB-2026-11", DAY), ("a standard passphrase", "new standard passphrase")),
    ],
)
def test_the_report_knows_what_is_kept_of_a_passphrase(
    tmp_path: Path, kept: PassphraseEntry, facts: tuple[str, str]
) -> None:
    """Loses: the difference between an event's passphrase and the standard one, where its label does not tell."""
    ledger = recorded(tmp_path, entry())
    made = report_on(history_of(ledger.reader, PACKAGE), ledger.reader.verify(), NOW, kept)
    told = "\n".join(line for section in made.sections for line in section.lines)
    for fact in facts:
        assert fact in told


def test_a_withdrawn_package_needs_nothing_done(tmp_path: Path) -> None:
    """Loses: a day, on a package that never existed."""
    ledger = recorded(tmp_path, entry(), entry(Event.WITHDRAWN))
    made = report(ledger)
    assert made.as_object()["withdrawn"] is True
    assert made.sections[-1].lines == ("Nothing: the package never was where it could be sent from.",)


def test_a_package_from_elsewhere_is_told_by_its_opening(tmp_path: Path) -> None:
    """Loses: what a package held that was sent here by mistake."""
    opened = entry(Event.OPENED, role=NAMED_BY_SENDER, purpose="", archive="", recipient_number=0, archive_sha256="")
    told = said(recorded(tmp_path, opened))
    assert "Not sealed here; recorded: 1 December 2026" in told
    assert NAMED_BY_SENDER in told


def test_a_package_that_was_refused_alone_is_told_by_its_refusal(tmp_path: Path) -> None:
    """Loses: an answer about a package that was damaged when it came."""
    told = said(recorded(tmp_path, refusal(package=PACKAGE, case="", reason="damaged", found=())))
    assert "Not sealed here" in told


def test_a_broken_ledger_is_said_to_be_broken(tmp_path: Path) -> None:
    """Loses: the doubt that a report from a changed ledger deserves."""
    ledger = filled(tmp_path / "ledger", 3)
    ledger.append(entry(), day=DAY)
    rewrite(ledger, lines_of(ledger)[1:])
    assert "No: it has 1 fault" in said(ledger)
