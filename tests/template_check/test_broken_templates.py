"""Templates broken in many ways: each fault is named in one run, at its place; none is missed and none is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken_templates import BREAKS, Break
from checking_templates import broken_folder, checked, own_findings, told
from word_files import BODY, changed, ours, packed, paragraph, put

from mas_docs.findings import Finding


def _tells(finding: Finding, one: Break) -> bool:
    said = f"{finding.message} {finding.remedy}"
    return finding.id == one.id and one.place in finding.place and one.says in said


def test_every_fault_of_every_template_is_named_in_one_run(tmp_path: Path) -> None:
    """Loses: the office corrects one fault, and meets the next when a letter is due; or hunts a fault that is none."""
    assert len(BREAKS) > 50
    left = {document: list(findings) for document, findings in own_findings(broken_folder(tmp_path, BREAKS)).items()}
    for one in BREAKS:
        found = [finding for finding in left[one.document] if _tells(finding, one)]
        assert found, (one, told(left[one.document]))
        left[one.document].remove(found[0])
    assert not [line for findings in left.values() for line in told(findings)]


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.document}: {one.id}")
def test_each_fault_is_named_when_it_is_the_only_one(tmp_path: Path, one: Break) -> None:
    """Loses: a fault that stands alone goes by, because another used to be found with it."""
    (findings,) = own_findings(broken_folder(tmp_path, [one])).values()
    assert [_tells(finding, one) for finding in findings] == [True], told(findings)


@pytest.mark.parametrize(
    "content",
    [b"", b"plain text", b"\xd0\xcf\x11\xe0 locked or old", packed({"a.txt": b"x"}), packed({BODY: b"<w:document"})],
    ids=["empty", "text", "old or locked", "another archive", "cut short"],
)
def test_what_is_no_word_document_is_one_fault(tmp_path: Path, content: bytes) -> None:
    """Loses: a template saved as something else ends the run with a defect, and hides what is wrong with the others."""
    path = tmp_path / "invitation.docx"
    path.write_bytes(content)
    assert [fault.id for fault in checked(path, "invitation").faults] == ["template-not-word"]


def test_a_template_saved_as_a_word_template_is_refused(tmp_path: Path) -> None:
    """Loses: a .dotx that was renamed is found faultless, and no letter can be made from it."""
    parts = ours("invitation")
    changed("document.main+xml", "template.main+xml", "[Content_Types].xml")(parts)
    path = put(tmp_path, "invitation", parts)
    assert [fault.id for fault in checked(path, "invitation").faults] == ["template-not-word"]


def test_a_tag_over_two_paragraphs_is_one_fault(tmp_path: Path) -> None:
    """Loses: somebody is sent to two places for one mistake."""
    parts = ours("invitation")
    changed("<w:sectPr", paragraph("{{ event.") + paragraph("venue }}") + "<w:sectPr")(parts)
    faults = checked(put(tmp_path, "invitation", parts), "invitation").faults
    assert [fault.id for fault in faults] == ["tag-not-closed"]


def test_the_same_fault_at_two_places_is_told_at_both(tmp_path: Path) -> None:
    """Loses: the second place is only found when the first has been corrected."""
    parts = ours("invitation")
    changed("<w:sectPr", paragraph("{{ event.venu }}") + paragraph("{{ event.venu }}") + "<w:sectPr")(parts)
    faults = checked(put(tmp_path, "invitation", parts), "invitation").faults
    assert [fault.id for fault in faults] == ["unknown-field", "unknown-field"]
    assert faults[0].place != faults[1].place


def test_a_sentence_that_is_gone_is_not_taken_for_one_that_was_changed(tmp_path: Path) -> None:
    """Loses: the office is told to put the right words at the wrong place."""
    parts = ours("appendix-2")
    changed("Your name:", "")(parts)
    changed("Your agency:", "Your agancy:")(parts)
    faults = checked(put(tmp_path, "appendix-2", parts), "appendix-2").faults
    assert [fault.id for fault in faults] == ["wording-missing", "wording-changed"]
    assert "Your name:" in faults[0].message
    assert "“agency:” has become “agancy:”" in faults[1].message
