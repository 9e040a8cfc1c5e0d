"""The folders of templates: what is missing, what nobody uses, and English and Welsh side by side."""

from __future__ import annotations

from pathlib import Path

from checking_templates import told
from word_files import changed, ours, put

from mas_docs.template_check.report import about_folders


def test_a_template_of_no_document_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    """Loses: the office edits a file that nothing is ever made from, and wonders why the letters stay the same."""
    put(tmp_path, "invitaton", ours("invitation"))
    (finding,) = about_folders(tmp_path)
    assert finding.id == "template-unused"
    assert not finding.is_error
    assert "Did you mean `invitation`?" in finding.remedy


def test_a_template_at_a_wrong_place_is_told_where_it_belongs(tmp_path: Path) -> None:
    """Loses: as above."""
    path = put(tmp_path, "invitation", ours("invitation"))
    path.rename(tmp_path / "invitation.docx")
    (finding,) = about_folders(tmp_path)
    assert "word/en/invitation.docx" in finding.remedy


def test_copies_that_word_keeps_open_and_marked_ones_are_no_templates(tmp_path: Path) -> None:
    """Loses: the check complains of its own copies, and of Word's."""
    for name in ("~$vitation", "invitation-marked"):
        put(tmp_path, name, ours("invitation"))
    assert not told(about_folders(tmp_path))


def test_english_and_welsh_that_name_different_fields_are_told_in_both_ways(tmp_path: Path) -> None:
    """Loses: who is written to in Welsh is not told the venue."""
    welsh = ours("venue-request")
    changed("{{ event.date|weekday_date }}", "{{ event.date|date }}")(welsh)
    put(tmp_path, "venue-request", welsh, "cy")
    assert not told(about_folders(tmp_path))
    welsh = ours("threshold-statement")
    changed("conference.date|date", "conference.number")(welsh)
    changed("{{ dates.event_by|weekday_date }}", "{{ threshold.months_reached }}")(welsh)
    put(tmp_path, "threshold-statement", welsh, "cy")
    found = {(finding.id, finding.message.split("`")[1]) for finding in about_folders(tmp_path)}
    names = ("conference.date", "conference.number", "dates.event_by", "threshold.months_reached")
    assert found == {("versions-differ", name) for name in names}


def test_one_version_alone_is_no_fault(tmp_path: Path) -> None:
    """Loses: every document is complained of until it has been translated."""
    put(tmp_path, "invitation", ours("invitation"))
    assert not told(about_folders(tmp_path))
