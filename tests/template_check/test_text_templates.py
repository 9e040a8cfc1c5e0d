"""Text templates: checked with their lines, ours and the board's."""

from __future__ import annotations

from pathlib import Path

import pytest

from mas_docs.resources import templates_folder
from mas_docs.template_check.folders import text_templates
from mas_docs.template_check.report import check_one


def _own(folder: Path, name: str, old: str, new: str) -> list[tuple[str, int, str]]:
    """What is found in a board's own copy of a text template with one change: id, line, message and remedy."""
    text = (templates_folder() / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (template,) = (template for template in text_templates(folder) if template.is_own)
    return [(found.id, found.line, f"{found.message} {found.remedy}") for found in check_one(template).findings]


@pytest.mark.parametrize(
    ("name", "old", "new", "id_", "line", "says"),
    [
        ("text/en/pack/cover.txt", "case.reference }}", "case.reference }", "tag-not-closed", 11, "}}"),
        ("text/en/pack/cover.txt", "{% else %}\n| **Date**", "{% els %}\n| **Date**", "tag-unknown", 28, "`else`"),
        ("text/en/pack/people.txt", "person.phone", "person.fone", "unknown-field", 11, "facilitators.fone"),
        ("text/en/pack/overview.txt", "registered|date", "registered|dat", "filter-unknown", 11, "`date`"),
        ("text/en/how-to-open.txt", "package.archive", "package.archiv", "unknown-field", 1, "`archive`"),
        ("text/en/mail/body.txt", "{% endfor %}", "", "block-not-closed", 5, "endfor"),
        ("text/cy/mail/subject.txt", "{% endif %}", "", "block-not-closed", 1, "endif"),
    ],
)
def test_a_fault_is_told_with_its_line(  # noqa: PLR0913, PLR0917 - a row of the table
    tmp_path: Path, name: str, old: str, new: str, id_: str, line: int, says: str
) -> None:
    """Loses: a page of the pack fails when the facilitators wait for it."""
    ((found, at, said),) = _own(tmp_path, name, old, new)
    assert (found, at) == (id_, line), said
    assert says in said


def test_a_page_of_the_pack_may_name_what_a_case_has(tmp_path: Path) -> None:
    """Loses: a board cannot put on its cover what our own cover does not show."""
    assert not _own(tmp_path, "text/en/pack/cover.txt", ":drop:", "{{ social_worker.name }}")


def test_a_text_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """Loses: a page saved by an old editor ends the run with a defect."""
    path = tmp_path / "text" / "en" / "slip.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes("Tŷ".encode("utf-16"))
    (template,) = (template for template in text_templates(tmp_path) if template.is_own)
    assert [found.id for found in check_one(template).findings] == ["template-not-text"]
