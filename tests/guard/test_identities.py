"""What identifies each case, read quickly from good files and as far as possible from broken ones."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest
from generated_cases import generated_workspace
from hypothesis import given
from hypothesis import strategies as st

from mas_docs.findings import Findings, Severity
from mas_docs.guard import identities
from mas_docs.guard.identities import READS_LESS, ChildIdentity, Identity, workspace_identities

_USUAL = """\
format: mas-case/1
reference: MAS-2026-041   # neutral

children:                 # two
  - name: Ffion Mair Gwilym   # known as Ffi
    date_of_birth: "2018-02-28"
    registered: 2025-06-11
    categories: [neglect]

# and her brother
  - date_of_birth: 2022-09-05
    name: 'Osian O''Dowd'
conference:
  date: 2026-09-14
"""
_ON_ONE_LINE = """\
reference: MAS-2026-041
children: [{name: Ffion Mair Gwilym, date_of_birth: 2018-02-28}, {name: Osian O'Dowd, date_of_birth: 2022-09-05}]
"""
_BOTH = (ChildIdentity("Ffion Mair Gwilym", date(2018, 2, 28)), ChildIdentity("Osian O'Dowd", date(2022, 9, 5)))


def _read(folder: Path, content: str | bytes) -> tuple[Identity, Findings]:
    file = folder / "MAS-2026-041" / "case.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    (identity,), findings = workspace_identities([file], lambda path: path.name)
    return identity, findings


def test_an_ordinary_file_gives_its_reference_and_children(tmp_path: Path) -> None:
    """Loses: the guard does not know whom to look for."""
    identity, findings = _read(tmp_path, _USUAL)
    assert identity == Identity(("MAS-2026-041",), _BOTH)
    assert identity.reference == "MAS-2026-041"
    assert not findings


@pytest.mark.parametrize(
    "content",
    [
        _USUAL.replace("\n", "\r\n"),
        "\ufeff" + _USUAL,
        _USUAL.replace("  - ", "- ").replace("\n    ", "\n  "),
        _USUAL.replace("children:", '"children":'),
        _USUAL.replace("reference: MAS-2026-041", '"reference": MAS-2026-041'),
        _ON_ONE_LINE,
        _USUAL.replace("Ffion Mair Gwilym ", "Ffion Mair\n      Gwilym "),
        _USUAL.replace("Ffion Mair Gwilym ", ">-\n      Ffion Mair\n      Gwilym\n   "),
        _USUAL.replace('"2018-02-28"', "28.2.2018"),
        _USUAL.partition("conference")[0],
        _USUAL.replace("conference:", "conference: ["),
        _USUAL.replace("conference:", "rationale: |\n  children:\n    - name: Nobody\nconference:"),
    ],
)
def test_other_ways_to_write_a_file_give_the_same(tmp_path: Path, content: str) -> None:
    """Loses: the children of a case that was written in another editor, or on one line, are not looked for."""
    identity, findings = _read(tmp_path, content)
    assert identity == Identity(("MAS-2026-041",), _BOTH)
    assert not findings


def test_a_folder_of_another_name_counts_too(tmp_path: Path) -> None:
    """Loses: a paper with the reference by which the office knows the case is not recognised."""
    identity, _ = _read(tmp_path, _USUAL.replace("MAS-2026-041", "MAS-2026-014"))
    assert set(identity.references) == {"MAS-2026-014", "MAS-2026-041"}
    identity, _ = _read(tmp_path, _USUAL.replace("MAS-2026-041", "new"))
    assert identity.references == ("MAS-2026-041", "new")


@pytest.mark.parametrize(
    ("content", "line", "children"),
    [
        (_USUAL.replace("Ffion Mair Gwilym", ""), 5, _BOTH[1:]),
        (_USUAL.replace('"2018-02-28"', "2018-02-30"), 5, (ChildIdentity("Ffion Mair Gwilym", None), _BOTH[1])),
        (_USUAL.replace("    date_of_birth: 2", "    born: 2").replace('"2018', "x # "), 5, None),
        (_USUAL.replace("neglect]", "neglect"), None, (_BOTH[0],)),
        (_USUAL.replace("children: ", "children: [").replace("'Osian O''", "Osian O'"), None, (_BOTH[0],)),
        (_USUAL.replace("  - date", "  -\tdate"), None, None),
        (_USUAL.replace("name: Ffion", "name: &child Ffion"), 5, None),
        (_USUAL.replace("name: Ffion", "name: Nia Watts\n    name: Ffion"), 6, None),
        ("reference: MAS-2026-041\n", None, ()),
        ("reference: MAS-2026-041\nchildren:\n", None, ()),
        ("reference: MAS-2026-041\nchildren: two\n", None, ()),
        ("", None, ()),
        (_USUAL.encode("utf-16"), None, (_BOTH[0],)),
        (_USUAL.encode() + b"\n#" * 600_000, None, (_BOTH[0],)),
        (b"\0\xff" * 100, None, ()),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_used(
    tmp_path: Path, content: str | bytes, line: int | None, children: tuple[ChildIdentity, ...] | None
) -> None:
    """Loses: a slip in one case file silently takes its children out of the guard's sight."""
    identity, findings = _read(tmp_path, content)
    (finding,) = findings
    assert (finding.id, finding.severity, finding.file) == (READS_LESS, Severity.WARNING, "case.yaml")
    assert finding.remedy == "Correct the file: mas-docs check MAS-2026-041."
    assert not any(name in str(finding) for name in ("Ffion", "Gwilym", "Osian"))
    assert "MAS-2026-041" in identity.references
    assert line is None or finding.line == line
    known = {child.name for child in identity.children}
    assert ("only part" in finding.message) == bool(known)
    if children is None:
        assert "Ffion Mair Gwilym" in known
    else:
        assert set(children) <= set(identity.children)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """Loses: the guard waits for ever for a pipe, or stops at a folder without its file."""
    names = ("MAS-2026-001", "MAS-2026-002", "MAS-2026-003")
    files = [tmp_path / name / "case.yaml" for name in names]
    for file in files:
        file.parent.mkdir()
    files[1].mkdir()
    os.mkfifo(files[2])
    found, findings = workspace_identities(files, str)
    assert [identity.references for identity in found] == [(name,) for name in names]
    assert [finding.message for finding in findings] == [
        "This file cannot be read, so the guard knows nothing but the reference of this case"
    ] * 3


_VALUES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=12)
_FORMS = st.sampled_from(
    ["{}", "'{}'", '"{}"', "{}  # a remark", "[{}]", "&a {}", "!!str {}", "|\n      {}", "\n      {}"]
)


@given(
    names=st.lists(st.tuples(_FORMS, _VALUES | st.sampled_from(["Siân O'Dowd", "~", "", "a: b"])), max_size=3),
    born=st.sampled_from(["2018-02-28", "'2018-02-28'", "2018-02-30", "28/02/2018", "", "[]"]),
    dash=st.sampled_from(["  - ", "- ", "  -   "]),
    more=st.sampled_from(
        ["", "area: Torfaen\n", "text: |\n  children:\n", "- x\n", "conference: {date: 2026-09-14}\n"]
    ),
)
def test_the_quick_way_reads_what_the_whole_file_says(
    names: list[tuple[str, str]], born: str, dash: str, more: str
) -> None:
    """Loses: a name is read otherwise than the case's own documents have it, and is looked for in vain."""
    rest = f"{' ' * len(dash)}date_of_birth: {born}\n"
    block = "".join(f"{dash}name: {form.format(name)}\n{rest}" for form, name in names)
    text = f"reference: MAS-2026-041\nchildren:\n{block}{more}"
    quick = identities._quickly(text)  # noqa: SLF001 - the two ways are to agree
    whole = identities._in_full(text)  # noqa: SLF001 - the two ways are to agree
    if quick is not None and "This file is" not in whole.fault:
        assert quick == whole


_IN_A_LINE = st.sampled_from(["{}", "'{}'", '"{}"', "{}  # a remark", "[{}]", "&a {}", "{}\n", "{}\n  ", "\n{}"])


@given(
    names=st.lists(st.tuples(_IN_A_LINE, _VALUES | st.sampled_from(["Siân O'Dowd", "~", "", "a: b", "]"])), max_size=3),
    around=st.sampled_from(["[{}]", "[\n  {}\n  ]", "[\n{}\n]", "  [{}]  # all", "{{a: {}}}", "[{}", "'{}'", '"{}"']),
    more=st.sampled_from(["", "area: Torfaen\n", "  - x\n", "text: 'a\nchildren: []'\n", "children: []\n"]),
)
def test_the_quick_way_reads_children_in_a_line_as_well(names: list[tuple[str, str]], around: str, more: str) -> None:
    """Loses: a name is read otherwise than the case's own documents have it, and is looked for in vain."""
    children = ", ".join(f"{{name: {form.format(name)}, date_of_birth: 2018-02-28}}" for form, name in names)
    text = f"reference: MAS-2026-041\nchildren: {around.format(children)}\n{more}"
    quick = identities._quickly(text)  # noqa: SLF001 - the two ways are to agree
    whole = identities._in_full(text)  # noqa: SLF001 - the two ways are to agree
    if quick is not None and "This file is" not in whole.fault:
        assert quick == whole


def test_a_thousand_files_are_read_quickly(tmp_path: Path) -> None:
    """Loses: every seal waits for the guard to read the workspace."""
    files = []
    for case in generated_workspace(1000, 1):
        file = tmp_path / case.identity.reference / "case.yaml"
        file.parent.mkdir()
        file.write_text(_USUAL.replace("MAS-2026-041", case.identity.reference), "utf-8")
        files.append(file)
    start = time.process_time()
    found, findings = workspace_identities(files, str)
    # Several times what was measured on two cores, so that only a change of order fails here.
    assert time.process_time() - start < 2
    assert (len(found), len(findings)) == (1000, 0)
