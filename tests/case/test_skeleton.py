"""The files that a newcomer starts from can be worked with as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from case_files import BOARD, line_of, load_text
from pydantic import BaseModel

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.case.skeleton import DEFAULT_BOARD, PLACEHOLDERS, new_board_text, new_case_text
from mas_docs.workspace import read_board

REFERENCE = "MAS-2026-050"
TEXT = new_case_text(REFERENCE, BOARD)


def test_a_new_case_asks_exactly_for_what_it_needs(tmp_path: Path) -> None:
    """A newcomer would be told of things that they need not do, or not of one that they must."""
    loaded, findings = load_text(tmp_path, TEXT, REFERENCE)
    assert loaded is None
    empty = [number for number, line in enumerate(TEXT.split("\n"), 1) if re.match(r"[ -]*\w+: +#|\s+\w+:$", line)]
    blocks = [line_of(TEXT, f"\n{key}:") + 1 for key in ("children", "conference", "decision")]
    blocks += [line_of(TEXT, f"\n{key}:") + 1 for key in ("social_worker", "coordinator", "conference_chair")]
    assert [finding.line for finding in findings] == [line for line in empty if line not in blocks]
    assert {finding.id for finding in findings} == {"empty-value"}
    assert all(finding.remedy.startswith("Fill it in: ") for finding in findings)


def test_a_filled_in_case_loads(tmp_path: Path) -> None:
    """Filling in what is asked for would not be enough."""
    values = {
        "area": "Torfaen",
        "name": "Ann Example",
        "agency": "Agency",
        "email": "a@agency.example",
        "date_of_birth": "2019-01-01",
        "registered": "2025-01-01",
        "categories": "[neglect]",
        "date": "2026-05-01",
        "number": "4",
        "proceed": "true",
    }
    text = TEXT
    for key, value in values.items():
        text = re.sub(rf"(?m)^([ -]*{key}:)(?=\s)(?! *\S*$)?", rf"\1 {value}", text)
    loaded, findings = load_text(tmp_path, text, REFERENCE)
    assert not findings, [str(finding) for finding in findings]
    assert loaded is not None


def uncommented(text: str) -> str:
    """The file with every block that is offered as a remark put to use."""
    lines = []
    for paragraph in text.split("\n\n"):
        offered = False
        for line in paragraph.split("\n"):
            offered = offered or bool(re.match(r"# [a-z_]+:( |$)", line))
            inner = re.match(r"( +)# ([a-z_]+:.*|  \S.*)$", line)
            if offered:
                lines.append(line[2:])
            elif inner:
                lines.append(inner[1] + inner[2])
            else:
                lines.append(line)
        lines.append("")
    return "\n".join(lines)


def test_every_offered_block_is_right(tmp_path: Path) -> None:
    """Somebody would remove the remark's sign, and be told that the offered line is wrong."""
    text = uncommented(TEXT).replace("  - Name of somebody in the pool\n", "  - Bethan Llŷr\n")
    _, findings = load_text(tmp_path, text, REFERENCE)
    assert {finding.id for finding in findings} == {"empty-value", "placeholder"}
    empty = [finding for finding in findings if finding.id == "empty-value"]
    assert len(empty) == len(load_text(tmp_path, TEXT, REFERENCE)[1])


def test_no_placeholder_of_the_skeleton_leaves_the_office(tmp_path: Path) -> None:
    """A letter would be sealed for "First name and surname"."""
    assert all(placeholder in TEXT for placeholder in PLACEHOLDERS)
    _, findings = load_text(tmp_path, uncommented(TEXT), REFERENCE)
    told = [finding for finding in findings if finding.id == "placeholder"]
    lines = uncommented(TEXT).splitlines()
    for placeholder in PLACEHOLDERS:
        assert any(placeholder in lines[finding.line - 1] for finding in told), placeholder


def keys_of(model: type[BaseModel]) -> set[str]:
    """Every key of a format, at any depth."""
    keys = set(model.model_fields)
    for field in model.model_fields.values():
        waiting = [field.annotation]
        while waiting:
            annotation = waiting.pop()
            waiting.extend(get_args(annotation))
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                keys |= keys_of(annotation)
    return keys


@pytest.mark.parametrize(
    ("model", "text", "without"),
    [(Case, TEXT, set()), (Board, new_board_text(), {"count", "unit", "role", "language"})],
)
def test_every_key_is_explained(model: type[BaseModel], text: str, without: set[str]) -> None:
    """Nobody would learn that a key exists."""
    assert [key for key in sorted(keys_of(model) - without) if not re.search(rf"\b{key}:", text)] == []


def test_editors_find_the_schemas() -> None:
    """The editor would give no help."""
    assert TEXT.startswith("# yaml-language-server: $schema=../../schemas/case.schema.json\n")
    assert new_board_text().startswith("# yaml-language-server: $schema=schemas/board.schema.json\n")


def test_choices_are_the_boards_own() -> None:
    """A Social Worker would choose an area that the board does not have."""
    assert "one of: Caerphilly, Newport, Torfaen\n" in TEXT


def test_a_new_board_loads_as_it_is(tmp_path: Path) -> None:
    """`init` would end with errors in a file that it has just written."""
    file = tmp_path / "board.yaml"
    for text in (new_board_text(), uncommented(new_board_text())):
        file.write_text(text, encoding="utf-8")
        located, findings = read_board(file, "board.yaml")
        assert not findings, [str(finding) for finding in findings]
        assert located is not None
        assert located.value.name == DEFAULT_BOARD
        assert located.value.business_unit.email.endswith(".example")


def test_what_is_offered_in_a_new_board_is_its_default(tmp_path: Path) -> None:
    """Removing a remark's sign would change a setting that was only to be seen."""
    file = tmp_path / "board.yaml"
    text = uncommented(new_board_text())
    file.write_text(text, encoding="utf-8")
    located, _ = read_board(file, "board.yaml")
    assert located is not None
    offered = located.value
    examples = {"format", "name", "business_unit", "facilitator_pool", "welsh_signed_off", "templates", "logo"}
    for key in set(Board.model_fields) - examples:
        assert getattr(offered, key) == Board.model_fields[key].default, key


@pytest.mark.parametrize("name", ['The "North": Board # 1', "Bwrdd Diogelu Gŵyr", "A\\B", "$name ${x} {{ y }}"])
def test_the_boards_name_stays_what_it_is(tmp_path: Path, name: str) -> None:
    """A name with a colon would break the file, or lose its end."""
    file = tmp_path / "board.yaml"
    file.write_text(new_board_text(name), encoding="utf-8")
    located, findings = read_board(file, "board.yaml")
    assert not findings
    assert located is not None
    assert located.value.name == name
