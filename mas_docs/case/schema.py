"""JSON Schemas (draft 2020-12) of the case file and the board's settings, for the help that editors give.

An editor reads YAML 1.2 by its core schema: `no` and `10:00` are text to it, `01495` and `7` are numbers, a key with
nothing after it holds null. The schemas admit what our own reader admits, however the editor has understood it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.yaml_files.values import Frozen

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema: TypeAlias = dict[str, Any]


def case_schema() -> Schema:
    """The schema of `case.yaml`, made from the model; facilitators may be named from the board's pool."""
    schema = _schema(Case, "Multi-Agency Supervision: a case")
    schema["$defs"]["Facilitator"]["required"] = ["name"]
    by_name, in_full = {"type": "string", "minLength": 1}, {"$ref": "#/$defs/Facilitator"}
    schema["properties"]["facilitators"]["items"] = {"anyOf": [by_name, in_full]}
    return schema


def board_schema() -> Schema:
    """The schema of `board.yaml`, made from the model."""
    return _schema(Board, "Multi-Agency Supervision: a board's settings")


def _schema(model: type[Frozen], title: str) -> Schema:
    made = model.model_json_schema(mode="validation")
    definitions = {name: _for_editors(definition) for name, definition in made.pop("$defs").items()}
    return {"$schema": DRAFT, **_for_editors(made), "title": title, "$defs": definitions}


def _for_editors(schema: Schema) -> Schema:
    """One object of a schema: a key that is not required may be left empty, and names made up by the tool go."""
    required = schema.get("required", [])
    properties = {
        key: value if key in required else _or_empty(value) for key, value in schema.get("properties", {}).items()
    }
    kept = {key: value for key, value in schema.items() if key != "title"}
    if properties:
        kept["properties"] = {key: _without_title(value) for key, value in properties.items()}
    return kept


def _without_title(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "title"}


def _or_empty(schema: Schema) -> Schema:
    """A schema that admits null besides; where the value is absent, its default or nothing holds."""
    about = {key: value for key, value in schema.items() if key in {"title", "description", "default"}}
    value = {key: value for key, value in schema.items() if key not in about}
    if isinstance(value.get("type"), str | list) and "enum" not in value:
        types = value["type"] if isinstance(value["type"], list) else [value["type"]]
        return {**about, **value, "type": [*types, "null"]}
    choices = value["anyOf"] if set(value) == {"anyOf"} else [value]
    return {**about, "anyOf": [*(choice for choice in choices if choice != {"type": "null"}), {"type": "null"}]}
