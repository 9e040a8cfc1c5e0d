"""The schemas that help in editors agree with what the reader accepts."""

from __future__ import annotations

import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types of its own
import pytest
import yaml
from case_files import CASE, changed

from mas_docs.board import Board
from mas_docs.case.model import Case, Ground
from mas_docs.case.schema import DRAFT, board_schema, case_schema
from mas_docs.case.skeleton import new_board_text


class CoreSchemaLoader(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: `no` and dates are text, digits are numbers."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)", [*"-+.0123456789"]),
):
    CoreSchemaLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def as_editors_read(text: str) -> Any:
    """A file's data as an editor sees it."""
    return yaml.load(text, Loader=CoreSchemaLoader)  # noqa: S506 - a SafeLoader


def complaints(schema: dict[str, Any], text: str) -> list[str]:
    """What an editor would underline."""
    validator = jsonschema.Draft202012Validator(schema)
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(as_editors_read(text))]


@pytest.mark.parametrize("schema", [case_schema(), board_schema()])
def test_schemas_are_valid_and_name_their_draft(schema: dict[str, Any]) -> None:
    """An editor would ignore the schema without a word."""
    assert schema["$schema"] == DRAFT
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_agreed_case_validates() -> None:
    """The editor would underline what the reader accepts, until nobody believes it any more."""
    assert complaints(case_schema(), CASE) == []


def test_a_new_boards_settings_validate() -> None:
    """The first file that a Business Unit sees would be underlined."""
    assert complaints(board_schema(), new_board_text()) == []
    assert complaints(board_schema(), new_board_text() + "areas: [Newport, {en: Torfaen, cy: Tor-faen}]\n") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phone: 01633111222", "phone: 1633111222"),
        ("answer: no,", "answer: false,"),
        ("answer: no,", "answer: Yes,"),
        ("start: 9:30", "start: 9.30"),
        ("  number: 4", '  number: "4"'),
        ("improve: More time.", "improve: 42"),
        ("improve: More time.", "improve: true"),
        ("  venue: Tŷ Coed, Pontypool, NP4 0XX", "  venue:"),
        ("done: {booked: 2026-09-21, invited: 2026-09-24}", "done:"),
        ("    language: cy", "    language:"),
        ("  - {name: Rhian Cole,", "  - Bethan Llŷr\n  - {name: Bethan Llŷr}\n  - {name: Rhian Cole,"),
    ],
)
def test_what_the_reader_accepts_is_not_underlined(old: str, new: str) -> None:
    """People would change right values into what pleases the editor."""
    assert complaints(case_schema(), changed((old, new))) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("\ncore_group:", "\ncoregroup:", ""),
        ("  date: 2026-09-14", "  date: 14.09.2026", "conference/date"),
        ("  date: 2026-09-14", "  date:", "conference/date"),
        ("    categories: [neglect]", "    categories: neglect", "children/0/categories"),
        ("    categories: [neglect]", "    categories: []", "children/0/categories"),
        ("  - {kind: other,", "  - {kind: others,", "papers/2/kind"),
        ("email: sian.odowd@torfaen.example", "email: sian.odowd", "social_worker/email"),
        ("reference: MAS-2026-041", "reference: Gwilym", "reference"),
        ("  number: 4", "  number: 0", "conference/number"),
    ],
)
def test_what_the_reader_refuses_is_underlined(old: str, new: str, place: str) -> None:
    """The editor's help would end where the first mistake is made."""
    assert complaints(case_schema(), changed((old, new))) == [place]


@pytest.mark.parametrize("schema", [case_schema(), board_schema()])
def test_every_key_is_described(schema: dict[str, Any]) -> None:
    """Whoever points at a key in the editor would learn nothing."""
    bare = [
        f"{name}.{key}"
        for name, definition in [("top", schema), *schema["$defs"].items()]
        for key, value in definition.get("properties", {}).items()
        if "description" not in value
    ]
    assert bare == []


def test_choices_are_listed() -> None:
    """The editor could not offer the grounds of 1.3 to choose from."""
    assert case_schema()["$defs"]["Ground"]["enum"] == list(Ground)


@pytest.mark.parametrize(("model", "schema"), [(Case, case_schema()), (Board, board_schema())])
def test_schemas_have_the_models_keys(model: type[Case | Board], schema: dict[str, Any]) -> None:
    """A new key would be underlined as unknown, or an old one still be offered."""
    assert list(schema["properties"]) == list(model.model_fields)
