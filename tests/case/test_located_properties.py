"""Reading YAML, for any text there is."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mas_docs.findings import Findings
from mas_docs.yaml_files.located import LocatedDocument, locate, read_located
from mas_docs.yaml_files.source import source_text

XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(lambda c: c >= " " or c in "\t\n\r")
)
QUICKLY = settings(deadline=None, max_examples=150)


def read(content: bytes) -> tuple[LocatedDocument | None, Findings]:
    """What a file of these bytes gives."""
    text, findings = source_text(content, "case.yaml")
    assert text is not None
    document, more = locate(text, "case.yaml")
    return document, findings + more


def with_plain_line_breaks(text: str) -> str:
    """The text with its line breaks as every document has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def assert_kept_or_refused(content: bytes, text: str, line: int) -> None:
    """The value `key` is the text, or the file is refused at the value's lines."""
    document, findings = read(content)
    if findings.errors:
        assert all(finding.line >= line and finding.remedy for finding in findings)
        return
    assert document is not None
    assert document.data["key"] == with_plain_line_breaks(text)


@QUICKLY
@given(XML_TEXT)
@example("NULL\n\n trailing ")
@example("\x85\u2028\u2029\ufeff\x7f\x80")
def test_what_a_dumper_writes_comes_back(text: str) -> None:
    """An answer that another program wrote into the case would lose a character without a word."""
    for unicode in (True, False):
        content = yaml.safe_dump({"before": "x", "key": text}, allow_unicode=unicode, sort_keys=False)
        document, findings = read(content.encode())
        assert not findings.errors or unicode
        if not findings.errors:
            assert document is not None
            assert document.data["key"] == with_plain_line_breaks(text)


@QUICKLY
@given(XML_TEXT, st.booleans())
@example("\U0001f600\U00010000", True)
@example("\x7f\x85\ufeff", False)
def test_what_json_writes_comes_back(text: str, escaped: bool) -> None:  # noqa: FBT001 - drawn, not called
    """A value in JSON's quotes is the usual way of programs to write YAML; it would lose characters."""
    content = f"before: x\nkey: {json.dumps(text, ensure_ascii=escaped)}\n".encode()
    assert_kept_or_refused(content, text, 2)
    assert not (escaped and read(content)[1].errors)


@QUICKLY
@given(st.text())
def test_any_json_text_is_kept_or_refused_at_its_line(text: str) -> None:
    """A character that no document can carry would stop the run far from the line it stands on."""
    assert_kept_or_refused(f"before: x\nkey: {json.dumps(text)}\n".encode(), text, 2)


@QUICKLY
@given(st.binary())
@example(b"%YAML 9.9\n---\na: b")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
@example(b"? ? ? :")
@example(b"!<\xff>")
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    """One broken file would end the run for every other case."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_bytes(content)
        document, findings = read_located(file, "case.yaml")
    assert document is not None or findings.errors


@QUICKLY
@given(st.text(alphabet="ab:-?#&*!|>'\"%@`{}[], \t\n~\\.0\ufeff", max_size=60))
def test_no_punctuation_crashes_the_reader(text: str) -> None:
    """A stray bracket would show a traceback instead of a line number."""
    document, findings = read(text.encode())
    lines = text.count("\n") + 1
    assert document is not None or findings.errors
    assert all(1 <= finding.line <= lines and finding.remedy for finding in findings)


AWKWARD = [
    "NULL",
    "~",
    "- a",
    "a: b",
    "# x",
    "'",
    '"',
    "@a",
    "%",
    "{{ 7*7 }}",
    "=1+1",
    "\x85",
    "\u202e",
    "\ufeff",
    "\x07",
    "\ufffe",
]


def test_awkward_answers_stand_exactly_or_are_refused_at_their_line(corpus: Path | None) -> None:
    """A participant's answer would be changed, or refused without saying which one it is."""
    collected = json.loads((corpus / "naughty-strings.json").read_text("utf-8")) if corpus else []
    for text in [*AWKWARD, *collected]:
        for written in (json.dumps(text), json.dumps(text, ensure_ascii=False), yaml.safe_dump(text, width=10**6)):
            assert_kept_or_refused(f"before: x\nkey: {written}".encode("utf-8", "surrogatepass"), text, 2)


VALUES = st.recursive(
    st.text(alphabet="abc 'é", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="ab", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@QUICKLY
@given(st.dictionaries(st.text(alphabet="abc", min_size=1), VALUES, min_size=1), st.booleans())
def test_every_text_stands_where_its_place_says(values: dict[str, object], flow: bool) -> None:  # noqa: FBT001 - drawn
    """A finding would send its reader to the wrong line."""
    content = yaml.safe_dump(values, default_flow_style=flow, allow_unicode=True, width=40)
    document, findings = read(content.encode())
    assert not findings
    assert document is not None
    assert document.data == values
    lines = content.split("\n")
    for path, place in document.places.values.items():
        value = document.at(path)
        if isinstance(value, str):
            rest = lines[place.line - 1][place.column - 1 :]
            first = re.match(r"['\"]?([abcé]?)", value[:1])
            assert rest.lstrip("'\"").startswith(first[1] if first else "")
    for path, place in document.places.keys.items():
        assert lines[place.line - 1][place.column - 1 :].lstrip("'\"?- ").startswith(str(path[-1]))
