"""A case file becomes a case with every value right, or findings that say where and what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from case_files import BOARD, CASE, REFERENCE, changed, line_of, load_text, only

from mas_docs.case.loading import LoadedCase, load_case
from mas_docs.case.model import Case, EventStatus, Ground, MeetingKind, PaperKind
from mas_docs.errors import ExitCode
from mas_docs.findings import Finding, Severity
from mas_docs.yaml_files.values import Language, Protection


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The agreed example, loaded."""
    loaded, findings = load_text(tmp_path, CASE)
    assert not findings, [str(finding) for finding in findings]
    assert loaded is not None
    assert loaded.complete
    return loaded.case


def test_children_and_conference(case: Case) -> None:
    """A wrong date of birth or registration would go into an invitation."""
    ffion, osian = case.children
    assert (ffion.name, ffion.date_of_birth, ffion.registered) == (
        "Ffion Mair Gwilym",
        dt.date(2018, 2, 28),
        dt.date(2025, 6, 11),
    )
    assert (ffion.previous_registrations, osian.previous_registrations) == (1, 0)
    assert (ffion.categories, osian.categories) == (("neglect",), ("neglect", "emotional"))
    assert (case.conference.date, case.conference.number) == (dt.date(2026, 9, 14), 4)
    assert case.conference.earlier == (dt.date(2025, 6, 11), dt.date(2025, 9, 3), dt.date(2026, 3, 2))


def test_decision(case: Case) -> None:
    """The minutes would hold another decision than the conference's."""
    assert case.decision.proceed is True
    assert case.decision.grounds == (Ground.FIFTEEN_MONTHS, Ground.DRIFT)
    assert case.decision.rationale == "The plan has stood still since the second review."
    assert case.clock_start == dt.date(2026, 9, 15)


def test_people(case: Case) -> None:
    """A letter would go to a wrong address, or to a name that has lost half of itself."""
    assert case.social_worker.name == "Siân O'Dowd"
    assert case.social_worker.agency == "Torfaen Children's Services"
    assert case.social_worker.phone == "01633111222"
    assert case.coordinator.title == "Child Protection Coordinator"
    angharad, adeyemi, lewis = case.core_group
    assert adeyemi.name == "Tom & Jo's Nursery Lead, Ms J. <Jo> Adeyemi"
    assert (angharad.language, angharad.protection) == (Language.WELSH, Protection.NATIVE)
    assert (adeyemi.language, adeyemi.protection, adeyemi.attended) == (Language.ENGLISH, None, None)
    assert (angharad.coming, lewis.attended, lewis.absence_reason) == (True, False, "Sick leave")
    assert [facilitator.line_manages for facilitator in case.facilitators] == [(), ("Nia Watts",)]


def test_event(case: Case) -> None:
    """People would be asked to come at a wrong time: 9:30 is no number of seconds."""
    assert case.event is not None
    assert (case.event.start, case.event.end) == (dt.time(9, 30), dt.time(13, 0))
    assert (case.event.facilitators_meet, case.event.facilitators_debrief) == (dt.time(9, 15), None)
    assert case.event.venue == "Tŷ Coed, Pontypool, NP4 0XX"
    assert (case.event.status, case.event.was) == (EventStatus.MOVED, (dt.date(2026, 10, 15),))
    assert case.event.after_core_group is False


def test_papers_and_dates(case: Case) -> None:
    """A paper that is still to come would count as missing, or as there."""
    initial, outstanding, chart = case.papers
    assert (initial.kind, initial.file) == (PaperKind.INITIAL_MINUTES, "papers/initial.pdf")
    assert (outstanding.outstanding, outstanding.expected, outstanding.file) == (True, dt.date(2026, 10, 12), None)
    assert chart.title == "School attendance chart"
    assert (case.done.booked, case.done.referred) == (dt.date(2026, 9, 21), None)
    assert case.next_meeting is not None
    assert (case.next_meeting.kind, case.next_meeting.date) == (MeetingKind.CONFERENCE, dt.date(2026, 11, 30))
    assert (case.mentions_allowed, case.review_ended) == (("MAS-2025-007",), dt.date(2027, 4, 1))


def test_feedback_and_summary(case: Case) -> None:
    """An answer would be missing from the completed form, or be a false instead of the word no."""
    (form,) = case.feedback
    assert form.most_useful == "{{ event.venue }} and #eval(1)"
    assert (form.barriers.answer, form.barriers.comment) == ("no", "")
    assert form.take_away == "Raise drift earlier.\n\nAsk once more.\n"
    assert (form.process, form.final_comments) == ("", "")
    assert case.summary is not None
    assert case.summary.discussion == "First paragraph.\n\nSecond paragraph.\n"
    assert case.summary.actions[0].owner == "Siân O'Dowd"
    assert case.summary.returned_on == dt.date(2026, 11, 3)


def test_windows_files_load_the_same(tmp_path: Path, case: Case) -> None:
    """The office's own editor would be the wrong one."""
    loaded, findings = load_text(tmp_path, b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode())
    assert not findings
    assert loaded is not None
    assert loaded.case == case


def found(folder: Path, old: str, new: str) -> tuple[LoadedCase | None, Finding, str]:
    """What one change to the file is told of, and the file's text."""
    text = changed((old, new))
    loaded, findings = load_text(folder, text)
    return loaded, only(findings), text


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        ("\ncore_group:", "\ncoregroup:", "unknown-key", "`core_group`"),
        ("date: 2026-10-08", "date: 2026-02-30", "impossible-date", "'2026-02-30' is not in the calendar"),
        ("date: 2026-10-22", "date: 22/10/2026", "not-a-date", "year-month-day"),
        ("start: 9:30", "start: 25:00", "not-a-time", "'25:00'"),
        ("email: j.adeyemi@nursery.example", "email: j.adeyemi", "not-an-email", "name@agency.example"),
        ("[fifteen-months, drift]", "[fifteen-months, adrift]", "unknown-value", "`drift`"),
        ("kind: other,", "kind: others,", "unknown-value", "`other`"),
        ("language: cy", "language: welsh", "unknown-value", "Permitted: en, cy, both"),
        ("status: moved", "status: [moved]", "unknown-value", "Permitted: planned"),
        ("answer: no,", "answer: perhaps,", "not-yes-or-no", "'perhaps'"),
        ("  number: 4", "  number: four", "not-a-number", "in figures"),
        ("  number: 4", "  number: 0", "too-small", "at least 1"),
        ("area: Torfaen\n\n", "area: Torvaen\n\n", "unknown-area", "`Torfaen`"),
        ("area: Torfaen\n\n", "area: Casnewydd\n\n", "unknown-area", "`Newport`"),
        ("  area: Torfaen", "  area: Cardiff", "unknown-area", "Permitted: Caerphilly, Newport, Torfaen"),
        ("      - emotional", "      - emotion", "unknown-category", "`emotional`"),
        ("    categories: [neglect]", "    categories: neglect", "not-a-list", "square brackets"),
        ("    categories: [neglect]", "    categories: []", "empty-list", "at least one"),
        ("categories: [neglect]", "categories: [neglect, ~]", "empty-value", "Fill it in"),
        ("    email: lewis.hart@schools.example\n", "", "missing-key", "`email:`"),
        ("    email: lewis.hart@schools.example", "    email:   # to come", "empty-value", "Fill it in"),
        ("    email: lewis.hart@schools.example", '    email: " "', "empty-value", "Fill it in"),
        ("role: Nursery Manager", 'role: "Nursery\\nManager"', "not-one-line", "one line"),
        ("  signed_by: Rhian Cole", "  signed_by: {name: Rhian Cole}", "not-text", "One value is due"),
        ("done: {booked: 2026-09-21, invited: 2026-09-24}", "done: soon", "not-a-mapping", "booked"),
        ("done: {booked: 2026-09-21, invited: 2026-09-24}", "done: [booked]", "not-a-mapping", "A list stands"),
        ("mentions_allowed: [MAS-2025-007]", "mentions_allowed: {a: b}", "not-a-list", "hyphen"),
        ("mentions_allowed: [MAS-2025-007]", "mentions_allowed: [Ffion]", "not-a-reference", "neutral"),
        ("agency: Flying Start", "agency: &a Flying Start", "anchor", "in quotes"),
        ("agency: Gwent Police,", "agency: Gwent Police, Newport,", "comma-splits", "in quotes"),
        ("file: papers/attendance.png", "file: ../attendance.png", "paper-outside-case", "outside the case folder"),
        ("file: papers/attendance.png", "file: /etc/passwd", "paper-outside-case", "outside the case folder"),
        ("file: papers/attendance.png", "file: 'C:\\a.png'", "paper-outside-case", "outside the case folder"),
        ("format: mas-case/1", "format: mas-case/2", "unknown-value", "mas-case/1"),
    ],
)
def test_told_at_its_line_with_a_remedy(tmp_path: Path, old: str, new: str, kind: str, said: str) -> None:
    """A Social Worker would have to guess which line is meant and what to write instead."""
    _, finding, text = found(tmp_path, old, new)
    assert (finding.id, finding.severity, finding.exit_code) == (kind, Severity.ERROR, ExitCode.INVALID_CASE)
    assert said in f"{finding.message}. {finding.remedy}"
    place = new.strip() or "  - name: Lewis Hart"
    assert finding.line == line_of(text, place)
    assert finding.remedy.endswith((".", "?"))


def test_no_jargon_reaches_a_reader(tmp_path: Path) -> None:
    """Words of the validation library, and its web address, mean nothing to a social worker."""
    text = CASE.replace(": ", ": [{x: ").replace("\n", "}]\n").replace(":}]", ":")
    for content in (text, "format: [a]\nchildren: {a: b}\n", changed(("event:", "event: [1]\nevnt:"))):
        _, findings = load_text(tmp_path, content)
        told = " ".join(str(finding) for finding in findings)
        assert findings
        for jargon in ("pydantic", "http", "Input", "input", "dictionary", "tuple", "Tuple", "None", "validation"):
            assert jargon not in told


def test_many_problems_are_told_in_one_run(tmp_path: Path) -> None:
    """Each run would show one problem, and the file would go to and fro all day."""
    text = changed(
        ("area: Torfaen\n\n", "area: Torvaen\n\n"),
        ("date: 2026-09-14", "date: 2026-09-31"),
        ("answer: no,", "answer: perhaps,"),
        ("      - emotional", "      - emotion"),
        ("\ncore_group:", "\ncoregroup:"),
        ("file: papers/initial.pdf", "file: ../initial.pdf"),
        ("  language: cy", "  language: !!str cy"),
    )
    loaded, findings = load_text(tmp_path, text)
    assert loaded is None
    assert [finding.id for finding in findings] == [
        "unknown-area",
        "unknown-category",
        "impossible-date",
        "unknown-key",
        "tag",
        "paper-outside-case",
        "not-yes-or-no",
    ]


def test_what_is_sound_can_still_be_examined(tmp_path: Path) -> None:
    """A family member among the recipients would show only once a date elsewhere has been corrected."""
    text = changed(
        ("    email: angharad.price@health.example\n", ""),
        ("date: 2026-10-08", "date: 2026-02-30"),
        ("role: Nursery Manager", "role: Nursery Manager\n    rol: Mother"),
    )
    loaded, findings = load_text(tmp_path, text)
    assert [finding.id for finding in findings] == ["missing-key", "unknown-key", "impossible-date"]
    assert loaded is not None
    assert not loaded.complete
    assert [member.agency for member in loaded.case.core_group] == ["Flying Start", "Education"]
    member = loaded.finding("some-id", ("core_group", 0, "email"), "Something is wrong")
    assert member.line == line_of(text, "email: j.adeyemi")
    assert loaded.case.papers[1].date is None


def test_a_case_with_anything_refused_is_never_complete(tmp_path: Path) -> None:
    """A package would be made without the value that was refused."""
    for old, new in (("agency: Gwent Police,", "agency: Gwent Police, Newport,"), ("area: Torfaen\n\n", "area: T\n\n")):
        loaded, findings = load_text(tmp_path, changed((old, new)))
        assert loaded is not None
        assert findings.errors
        assert loaded.complete == (findings.items[0].id == "unknown-area")


def test_no_childs_name_is_in_a_message(tmp_path: Path) -> None:
    """Findings go onto screens, into logs and into mails to whoever helps."""
    text = changed(
        ("name: Ffion Mair Gwilym", "Ffion: Gwilym"),
        ("    date_of_birth: 2022-09-05", "    date_of_birth: Osian Gwilym"),
        ("      - emotional", "      - Osian"),
        ("    previous_registrations: 1", "    previous_registrations: [Ffion]"),
    )
    _, findings = load_text(tmp_path, text)
    assert len(findings) == 5
    for name in ("Ffion", "Osian", "Gwilym"):
        assert name not in " ".join(str(finding) for finding in findings)


def test_long_values_are_cut_short_in_messages(tmp_path: Path) -> None:
    """A page of pasted text would push the remedy off the screen."""
    _, finding, _ = found(tmp_path, "status: moved", f"status: {'very ' * 100}")
    assert "very …" in finding.message
    assert len(finding.message) < 120


@pytest.mark.parametrize("reference", ["FMG-2026-041", "FG-2026-041", "FFION-2026-041", "OSIAN-2026-041"])
def test_references_tell_nothing_of_the_child(tmp_path: Path, reference: str) -> None:
    """The initials would stand in every file name and mail subject."""
    text = changed(("reference: MAS-2026-041", f"reference: {reference}"))
    _, findings = load_text(tmp_path, text, reference)
    assert only(findings).id == "reference-not-neutral"
    assert "Gwilym" not in only(findings).message


@pytest.mark.parametrize("reference", ["MAS-2026-041", "SEWSCB-2026-041", "CP-2026-0413"])
def test_neutral_references_pass(tmp_path: Path, reference: str) -> None:
    """An office would be refused its own way of numbering."""
    text = changed(("reference: MAS-2026-041", f"reference: {reference}"), ("Ffion Mair Gwilym", "Mared Anwen Sewscb"))
    loaded, findings = load_text(tmp_path, text, reference)
    assert not findings
    assert loaded is not None


def test_the_reference_is_the_folders_name(tmp_path: Path) -> None:
    """Packages of one case would land under the name of another."""
    _, findings = load_text(tmp_path, CASE, "MAS-2026-014")
    assert (only(findings).id, only(findings).line) == ("reference-not-folder", line_of(CASE, "reference:"))


@pytest.mark.parametrize("written", ["Bethan Llŷr", "{name: bethan llŷr}", "{name: Bethan Llŷr, phone: 01495 000 222}"])
def test_facilitators_from_the_pool_are_completed(tmp_path: Path, written: str) -> None:
    """The Business Unit would type the same addresses again for every case, and mistype one."""
    old = "{name: Rhian Cole, agency: Gwent Police, email: rhian.cole@police.example, language: both}"
    loaded, findings = load_text(tmp_path, changed((old, written)))
    assert not findings
    assert loaded is not None
    facilitator = loaded.case.facilitators[0]
    assert (facilitator.name, facilitator.agency) == ("Bethan Llŷr", "Probation")
    assert (facilitator.email, facilitator.language) == ("bethan.llyr@probation.example", Language.BOTH)
    assert facilitator.line_manages == ("Huw Sayce",)
    assert facilitator.phone == ("01495 000 222" if "phone" in written else None)


@pytest.mark.parametrize("written", ["Bethan Lyr", "{name: Bethan Lyr}"])
def test_a_name_the_pool_does_not_have_is_told_once(tmp_path: Path, written: str) -> None:
    """Somebody would get a case's papers because a name was nearly right."""
    old = "{name: Rhian Cole, agency: Gwent Police, email: rhian.cole@police.example, language: both}"
    loaded, findings = load_text(tmp_path, changed((old, written)))
    assert only(findings).id == "unknown-facilitator"
    assert "`Bethan Llŷr`" in only(findings).remedy
    assert loaded is not None
    assert not loaded.complete


def test_facilitators_given_in_full_are_left_alone(tmp_path: Path) -> None:
    """The pool's old address would win over the one that the case gives."""
    old = "{name: Rhian Cole, agency: Gwent Police, email: rhian.cole@police.example, language: both}"
    new = "{name: Bethan Llŷr, agency: Education, email: b.llyr@schools.example}"
    loaded, findings = load_text(tmp_path, changed((old, new)))
    assert not findings
    assert loaded is not None
    facilitator = loaded.case.facilitators[0]
    assert (facilitator.email, facilitator.language) == ("b.llyr@schools.example", Language.ENGLISH)


def test_paths_that_climb_out_through_a_link_are_refused(tmp_path: Path) -> None:
    """A link in the case's folder would bring a file of another case into the pack."""
    (tmp_path / REFERENCE).mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / REFERENCE / "papers").symlink_to(tmp_path / "elsewhere")
    _, findings = load_text(tmp_path, CASE)
    assert {finding.id for finding in findings} == {"paper-outside-case"}
    assert {finding.exit_code for finding in findings} == {ExitCode.INVALID_CASE}


def test_findings_of_a_loaded_case_stand_at_their_lines(tmp_path: Path) -> None:
    """The rules of the guidance would speak of no line, or of a wrong one."""
    loaded, _ = load_text(tmp_path, CASE)
    assert loaded is not None
    finding = loaded.finding(
        "late", ("event", "end"), "It is late", severity=Severity.WARNING, paragraph="4.7", exit_code=ExitCode.REFUSED
    )
    assert finding.where == f"cases/{REFERENCE}/case.yaml:{line_of(CASE, 'end:')}"
    assert (finding.severity, finding.paragraph, finding.exit_code) == (Severity.WARNING, "4.7", ExitCode.REFUSED)
    assert loaded.finding("x", ("decision",), "x").line == line_of(CASE, "decision:")
    assert loaded.finding("x", ("event", "facilitators_debrief"), "x").line == line_of(CASE, "event:")


def test_a_file_named_from_its_own_folder_knows_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`mas-docs check case.yaml` would not know where the papers are."""
    load_text(tmp_path, CASE)
    monkeypatch.chdir(tmp_path / REFERENCE)
    loaded, findings = load_case(Path("case.yaml"), BOARD, shown_as="case.yaml")
    assert not findings
    assert loaded is not None
    assert loaded.folder == tmp_path / REFERENCE
