"""Reading YAML: what people write is accepted, what cannot be right is refused at its line with a remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from mas_docs.findings import Finding, Findings, Severity
from mas_docs.yaml_files import located as located_module
from mas_docs.yaml_files.located import LocatedDocument, Place, read_located
from mas_docs.yaml_files.source import LARGEST_FILE, MOST_REFUSALS


def read(folder: Path, content: str | bytes) -> tuple[LocatedDocument | None, Findings]:
    """Read a file of this content."""
    file = folder / "case.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_located(file, "case.yaml")


def data(folder: Path, content: str | bytes) -> object:
    """The data of a file in which nothing is wrong."""
    document, findings = read(folder, content)
    assert not findings, [str(finding) for finding in findings]
    assert document is not None
    return document.data


def refused(folder: Path, content: str | bytes) -> Finding:
    """The one error of a file."""
    _, findings = read(folder, content)
    assert len(findings) == 1, [str(finding) for finding in findings]
    finding = findings.items[0]
    assert finding.severity is Severity.ERROR
    assert finding.remedy
    return finding


@pytest.mark.parametrize(
    "written",
    ["no", "10:00", "9:30", "01633111222", "2026-02-30", "1e3", "0x1F", "True", ".inf", "2026-11-20", "1_000"],
)
def test_plain_values_are_their_own_text(tmp_path: Path, written: str) -> None:
    """A telephone number would lose its nought, a time become a number, the word no a falsehood."""
    assert data(tmp_path, f"key: {written}\n") == {"key": written}


@pytest.mark.parametrize("written", ["", "null", "~", "   # a remark"])
def test_nothing_is_none(tmp_path: Path, written: str) -> None:
    """A key that waits to be filled in would count as filled."""
    assert data(tmp_path, f"key: {written}\n") == {"key": None}


@pytest.mark.parametrize("written", ["''", '""', "'null'", '"~"'])
def test_quoted_text_is_text(tmp_path: Path, written: str) -> None:
    """An answer that somebody left empty on purpose, or the word null, would vanish."""
    assert data(tmp_path, f"key: {written}\n") == {"key": written[1:-1]}


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    """A file saved by Notepad would be refused, or carry an invisible character in its first key."""
    content = b'\xef\xbb\xbffirst: a\r\nsecond: |\r\n  one\r\n\r\n  two\r\nthird: "x\\r\\ny"\r\n'
    document, findings = read(tmp_path, content)
    assert not findings
    assert document is not None
    assert document.data == {"first": "a", "second": "one\n\ntwo\n", "third": "x\ny"}
    assert document.places.of(("third",)) == Place(6, 8)


def test_template_and_formula_text_is_text(tmp_path: Path) -> None:
    """Case text would act as code, or be lost as a remark."""
    content = "a: '{{ x }}'\nb: \"{% raw %} #eval(1)\"\nc: x {{ y }} <<z>>\n<<: {d: e}\n"
    assert data(tmp_path, content) == {
        "a": "{{ x }}",
        "b": "{% raw %} #eval(1)",
        "c": "x {{ y }} <<z>>",
        "<<": {"d": "e"},
    }


def test_surrogate_pairs_of_json_are_one_character(tmp_path: Path) -> None:
    """A value that a program wrote as JSON would be refused for its emoji."""
    assert data(tmp_path, 'a: "\\ud83d\\ude00"\n') == {"a": "\U0001f600"}


def test_invisible_separators_may_be_escaped(tmp_path: Path) -> None:
    """There would be no way at all to write a character that the document can carry."""
    assert data(tmp_path, 'a: "x\\Ly\\Pz\\N"\nb: "\\x80\\x7f\\uFEFF"\n') == {
        "a": "x\u2028y\u2029z\x85",
        "b": "\x80\x7f\ufeff",
    }


def test_places_of_values_keys_and_what_is_not_there(tmp_path: Path) -> None:
    """A finding would send its reader to the wrong line."""
    content = (
        "# remark\ngroup:\n  - name: A\n    email: a@b.example\n  - {name: B, email:\n      b@b.example}\nempty:\n"
    )
    document, _ = read(tmp_path, content)
    assert document is not None
    places = document.places
    assert places.of(("group",)) == Place(2, 1)
    assert places.of(("group", 0)) == Place(3, 5)
    assert places.of(("group", 0, "email")) == Place(4, 12)
    assert places.of(("group", 1, "email")) == Place(6, 7)
    assert places.of_key(("group", 1, "email")) == Place(5, 15)
    assert places.of(("group", 1, "phone")) == places.of(("group", 1)) == Place(5, 5)
    assert places.of(("empty",)).line == 7
    assert places.of(("nothing", "of", "this")) == Place(2, 1)


def test_found_values_come_with_their_paths(tmp_path: Path) -> None:
    """A check over all children would miss some, or name the wrong one."""
    document, _ = read(tmp_path, "c:\n  - {n: A}\n  - {n: [B]}\n  - {m: C}\n  - {n: D}\n")
    assert document is not None
    assert list(document.find("c", "*", "n")) == [(("c", 0, "n"), "A"), (("c", 1, "n"), ["B"]), (("c", 3, "n"), "D")]
    assert list(document.find_text("c", "*", "n")) == [(("c", 0, "n"), "A"), (("c", 3, "n"), "D")]


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        ("a: b\nc: d\na: e\n", "duplicate-key", 3),
        ("a:\n  b: 1\n  b: 2\n", "duplicate-key", 3),
        ("a: b\nc: !!str d\n", "tag", 2),
        ("a: !important\n", "tag", 1),
        ("a: b\nc: !!python/object/apply:os.system [ls]\n", "tag", 2),
        ("a: &anchor b\n", "anchor", 1),
        ("a: b\n---\nc: d\n", "several-documents", 2),
        ("a:\n\tb: c\n", "tab", 2),
        ("a:\tb\n", "tab", 1),
        ("a: x\ty\n", "tab", 1),
        ("a: |\n\ttext\n", "tab", 2),
        (b"a: b\nc: caf\xe9\n", "not-utf-8", 2),
        ("a: b\n".encode("utf-16"), "not-utf-8", 1),
        ("", "empty-file", 1),
        ("# only a remark\n", "empty-file", 1),
        ("- a\n- b\n", "not-a-mapping", 1),
        ("\njust words\n", "not-a-mapping", 2),
        ("a: b\n? [c]\n: d\n", "not-a-key", 2),
        ("? \n: d\n", "not-a-key", 1),
        ("a: {{ x }}\n", "not-a-key", 1),
        ('a: b\nc: "x\\ud800y"\n', "control-character", 2),
        ('a: b\nc: "x\\x07y"\n', "control-character", 2),
        ('a: b\n"x\\0": y\n', "control-character", 2),
        ('a: "\\ufffe"\n', "control-character", 1),
        (b"a: b\nc: |\n  x\n  y\x07\n", "control-character", 4),
        (b"a: b\nc: \x00\n", "control-character", 2),
        ("a: b\nc: x\x80y\n", "control-character", 2),
        ("a: b\nc: x\u2028y\nd: z\n", "line-separator", 2),
        ("a: 'x\x85y'\n", "line-separator", 1),
        ("a: 'x\u2029y'\n", "line-separator", 1),
        ("a: b\n\ufeffc: d\n", "control-character", 2),
        ("a: {b: c, d, e: f}\n", "comma-splits", 1),
        ("a:\n  {b: c,\n   d}\n", "comma-splits", 3),
        ("a: b\nc: d: e\n", "stray-colon", 2),
        ("a: b\nc\nd: e\n", "no-colon", 2),
        ("a: b\nc d\ne\n", "no-colon", 2),
        ("a: b\nc: 'd\ne: f\n", "open-quote", 2),
        ('a: "b" c\n', "indentation", 1),
        ("a: 'don't'\n", "indentation", 1),
        ("a:\n  - b\n  c: d\n", "indentation", 3),
        ("a: [b\nc: d\n", "open-bracket", 2),
        ("a: b\nc: @d\n", "special-sign", 2),
        ("a: `b`\n", "special-sign", 1),
        ("a: ]\n", "special-sign", 1),
        ("a: > 5\n", "special-sign", 1),
        ("a: *b*\n", "alias", 1),
        ("a: b\n*c : d\n", "alias", 2),
        ("a: & b\n", "anchor", 1),
        ("a: !<b\n", "tag", 1),
        ("a: |0\n  b\n", "special-sign", 1),
        ("%YAML x\n---\na: b\n", "special-sign", 1),
        ("%TAG\n", "special-sign", 1),
        ("a: 'b\n---\n", "open-quote", 2),
        ("a: b\n  c: d\n", "stray-colon", 2),
        ('a: "C:\\Users"\n', "backslash", 1),
        ('a: "\\d"\n', "backslash", 1),
        ('a: b\nc: "\\UFFFFFFFF"\n', "backslash", 2),
        ('a: b\nc: "\\U00110000"\n', "backslash", 2),
        ("a: - b\n", "stray-hyphen", 1),
        ("a: " + "[" * 500 + "\n", "too-deep", 1),
        ("- " * 5000 + "\n", "too-deep", 1),
        ("a: [" + "b," * 60_000 + "]\n", "too-large", 1),
    ],
)
def test_refused_at_its_line(tmp_path: Path, content: str | bytes, kind: str, line: int) -> None:
    """Something lost, doubled or misread would reach a document, or its writer would look for it in vain."""
    finding = refused(tmp_path, content)
    assert (finding.id, finding.line) == (kind, line)


def test_anchor_bomb_is_refused_and_never_unfolded(tmp_path: Path) -> None:
    """A file of a few lines would fill the memory."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    document, findings = read(tmp_path, "\n".join(lines))
    assert {finding.id for finding in findings} == {"anchor", "alias"}
    assert document is not None
    assert document.data["a9"] == [None] * 9


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    """Whoever corrects a file would have to start again for each of its problems."""
    _, findings = read(tmp_path, b"a: \xe9\na: !!str c\nd: &x e\nf: *x\ng: {h, i: j}\nk: '\x07'\nl:\tm\n")
    told = [(finding.line, finding.id) for finding in findings]
    assert told == [
        (1, "not-utf-8"),
        (2, "duplicate-key"),
        (2, "tag"),
        (3, "anchor"),
        (4, "alias"),
        (5, "comma-splits"),
        (6, "control-character"),
        (7, "tab"),
    ]


def test_tabs_within_values_and_remarks_are_kept(tmp_path: Path) -> None:
    """Text pasted from a table would be refused, or lose its tabs."""
    content = "# a\tremark\na: 'x\ty'  # one\tmore\nb: |\n  x\n  \ty\tz\nc: d \t\n \t\n"
    assert data(tmp_path, content) == {"a": "x\ty", "b": "x\n\ty\tz\n", "c": "d"}


def test_text_lost_to_a_remark_is_warned_of(tmp_path: Path) -> None:
    """`Room #3` would become `Room` without a word."""
    _, findings = read(tmp_path, "venue: Room #3, Civic Centre\nnote: x # a remark\n")
    assert [(finding.line, finding.id, finding.severity) for finding in findings] == [(1, "hash", Severity.WARNING)]


def test_a_key_with_its_colon_may_stay_empty_in_braces(tmp_path: Path) -> None:
    """A comma would be blamed where there is nothing to blame."""
    assert data(tmp_path, "a: {b: , c: d, e:}\n") == {"a": {"b": None, "c": "d", "e": None}}


def test_the_same_key_in_another_entry_is_no_duplicate(tmp_path: Path) -> None:
    """A list of people would be refused for the second name."""
    assert data(tmp_path, "a:\n  - b: 1\n  - b: 2\n") == {"a": [{"b": "1"}, {"b": "2"}]}


def test_files_over_one_megabyte_are_refused_unread(tmp_path: Path) -> None:
    """A film dropped into the wrong place would be read into memory."""
    with (tmp_path / "case.yaml").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    _, findings = read_located(tmp_path / "case.yaml", "case.yaml")
    assert [finding.id for finding in findings] == ["too-large"]


def test_binary_files_are_refused_in_few_words(tmp_path: Path) -> None:
    """Thousands of lines about a Word file of the wrong name would hide everything else."""
    document, findings = read(tmp_path, bytes(range(256)) * 1000)
    assert document is None
    assert 1 <= len(findings) <= MOST_REFUSALS + 2


def test_missing_files_links_and_folders_are_plain_findings(tmp_path: Path) -> None:
    """One odd entry in the folder of cases would stop the run for all others."""
    (tmp_path / "real.yaml").write_text("a: b\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name, kind in {"none.yaml": "no-file", "link.yaml": "not-a-file", "folder.yaml": "not-a-file"}.items():
        document, findings = read_located(tmp_path / name, name)
        assert document is None
        assert [finding.id for finding in findings] == [kind]
    assert read_located(tmp_path / "a\0b", "a")[1].items[0].id == "unreadable"


def test_a_pipe_does_not_hang_the_run(tmp_path: Path) -> None:
    """A batch over all cases would wait for ever."""
    os.mkfifo(tmp_path / "case.yaml")
    _, findings = read_located(tmp_path / "case.yaml", "case.yaml")
    assert [finding.id for finding in findings] == ["not-a-file"]


def test_without_the_fast_reader_all_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case would load on one computer and not on the next."""
    content = 'a: "x\\u00e9"\nb: {c: [d, e], f: 10:00}\ng: |\n  h\n\n  i\nj: &k l\nm:\nn: *k\n'
    fast = read(tmp_path, content)
    monkeypatch.setattr(located_module, "_FAST_READER", yaml.SafeLoader)
    assert read(tmp_path, content) == fast
