"""From a YAML file to a value of our own, every problem told at its line and in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mas_docs.findings import Finding, Findings, did_you_mean
from mas_docs.yaml_files.located import read_located
from mas_docs.yaml_files.places import LocatedDocument, Places, Value, ValuePath
from mas_docs.yaml_files.source import error_at
from mas_docs.yaml_files.values import Frozen

Model = TypeVar("Model", bound=Frozen)

LONGEST_SHOWN = 60
"""Characters of a value that a message shows."""

NOT_SHOWN = "children"
"""The key below which no value is shown: a message may be read aloud, or copied into a mail."""

_ROUNDS = 10
"""How often what is wrong is left out, one level further up each time; more than any format here is deep."""


@dataclass(frozen=True, slots=True)
class Located(Generic[Model]):
    """A value read from a file, and where its parts stand.

    Attributes:
        value: the value.
        places: the places of its parts.
        complete: whether everything in the file is in it. Where some of it could not be read, the rest serves to find
            further problems; nothing may be made from it, and what it lacks means nothing.
    """

    value: Model
    places: Places
    complete: bool = True


def read_model(model: type[Model], path: Path, shown_as: str) -> tuple[Located[Model] | None, Findings]:
    """Read a file as a model.

    Args:
        model: what the file is to be.
        path: the file.
        shown_as: what findings call it.

    Returns:
        The value, or None when too much is wrong to make one; and every problem.
    """
    document, findings = read_located(path, shown_as)
    if document is None:
        return None, findings
    located, more = build_model(model, document)
    if located is not None and findings.errors:
        located = replace(located, complete=False)
    return located, findings + without_echoes(more, findings)


def without_echoes(later: Findings, earlier: Findings) -> Findings:
    """Drop findings at exactly the place of an earlier error: they come of what was refused there."""
    told = {(finding.line, finding.column) for finding in earlier.errors}
    return Findings.of(finding for finding in later if (finding.line, finding.column) not in told)


def build_model(model: type[Model], document: LocatedDocument) -> tuple[Located[Model] | None, Findings]:
    """Make a model of a file's content; see `read_model`."""
    try:
        return Located(model.model_validate(document.data), document.places), Findings()
    except ValidationError as invalid:
        errors = [error for error in invalid.errors(include_url=False) if not _is_echo(error)]
    findings = Findings.of(_finding(model, document, error) for error in errors)
    return _sound_rest(model, document, errors), findings


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list counts as too short only because its entries are wrong, of which other errors tell."""
    return error["type"] == "too_short" and bool(error["input"])


def _sound_rest(model: type[Model], rest: LocatedDocument, errors: list[ErrorDetails]) -> Located[Model] | None:
    """What remains when everything wrong is left out, and what cannot be without it; None when nothing does."""
    for _ in range(_ROUNDS):
        culprits = {error["loc"][:-1] if error["type"] == "missing" else error["loc"] for error in errors}
        if () in culprits:
            return None
        rest = rest.without(culprits)
        try:
            return Located(model.model_validate(rest.data), rest.places, complete=False)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
    return None


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the model's validation says of one value.

    Attributes:
        model: the model of the whole file.
        path: where the value lies, or should lie.
        value: what stands there.
        has_key: whether at least its key is there.
        context: the validation's own facts about it.
    """

    model: type[Frozen]
    path: ValuePath
    value: Value
    has_key: bool
    context: Mapping[str, Any]

    @property
    def shown(self) -> str:
        """The value as a message shows it: short, on one line, and not at all where it may be about a child."""
        written = self.context.get("written") or self.value
        return shown_value(self.path, written if isinstance(written, str) else "")

    def keys(self, path: ValuePath) -> list[str]:
        """The keys that are known at a path."""
        around = _model_at(self.model, path)
        return list(around.model_fields) if around else []


_Told: TypeAlias = tuple[str, str, str]
"""Id, message and remedy of a finding."""


def shown_value(path: ValuePath, text: str) -> str:
    """A value as a message shows it: short, on one line, and not at all where it may be about a child."""
    line = " ".join(text.split())
    if not line or path[0] == NOT_SHOWN:
        return "This value"
    return f"'{line}'" if len(line) <= LONGEST_SHOWN else f"'{line[:LONGEST_SHOWN]}…'"


def _finding(model: type[Frozen], document: LocatedDocument, error: ErrorDetails) -> Finding:
    path, places = error["loc"], document.places
    fault = _Fault(model, path, document.at(path), path in places.keys, error.get("ctx", {}))
    tell = _TELLERS.get(error["type"], _tell_in_own_words)
    kind, message, remedy = tell(fault)
    place = places.of_key(path) if kind == "unknown-key" else places.of(path)
    return error_at(document.shown_as, place.line, place.column, kind, message, remedy)


def _tell_in_own_words(fault: _Fault) -> _Told:
    """What our own kinds of value say (`values.refusal`)."""
    if "remedy" not in fault.context:
        return "invalid-value", f"{fault.shown} cannot be used here", "Compare it with the format's description."
    message = str(fault.context["message"]).replace("{written}", fault.shown)
    return str(fault.context["id"]), message, str(fault.context["remedy"])


def _tell_missing(fault: _Fault) -> _Told:
    key = str(fault.path[-1])
    around = _model_at(fault.model, fault.path[:-1])
    field = around.model_fields.get(key) if around else None
    about = f": {field.description}" if field and field.description else ""
    if fault.has_key:
        return "empty-value", f"`{key}` is empty", f"Fill it in{about}."
    return "missing-key", f"`{key}` is missing", f"Add `{key}:` here{about}."


def _tell_unknown_key(fault: _Fault) -> _Told:
    written, known = str(fault.path[-1]), fault.keys(fault.path[:-1])
    hint = did_you_mean(written, known).strip()
    harmless = bool(hint) or (fault.path[0] != NOT_SHOWN and len(written) <= LONGEST_SHOWN)
    named = f"`{written}`" if harmless else "This"
    return "unknown-key", f"{named} is not a key that is known here", hint or f"Known here: {', '.join(known)}."


def _tell_unknown_value(fault: _Fault) -> _Told:
    permitted = re.findall("'([^']*)'", str(fault.context.get("expected", "")))
    hint = did_you_mean(fault.value, permitted) if isinstance(fault.value, str) else ""
    message = f"{fault.shown} is not one of the permitted values"
    return "unknown-value", message, f"{hint}Permitted: {', '.join(permitted)}."


def _tell_not_a_mapping(fault: _Fault) -> _Told:
    keys = ", ".join(fault.keys(fault.path))
    if fault.value is None:
        return "empty-value", "This entry is empty", "Fill it in, or remove it."
    if isinstance(fault.value, list):
        remedy = f"Remove the hyphens or square brackets; keys known here: {keys}."
        return "not-a-mapping", "A list stands where keys with values are due", remedy
    remedy = f"Write keys with their values, each with its colon: {keys}."
    return "not-a-mapping", "Text stands where keys with values are due", remedy


def _tell_not_a_list(fault: _Fault) -> _Told:
    if isinstance(fault.value, dict):
        remedy = "Begin each entry of the list with a hyphen on a line of its own."
        return "not-a-list", "Keys with values stand where a list is due", remedy
    return "not-a-list", "One value stands where a list is due", "Write it within square brackets: [ ]."


def _tell_empty_list(_: _Fault) -> _Told:
    return "empty-list", "This list is empty", "Give at least one entry."


def _tell_too_small(fault: _Fault) -> _Told:
    return "too-small", f"{fault.shown} is too small", f"It is at least {fault.context.get('ge')}."


_TELLERS: Mapping[str, Callable[[_Fault], _Told]] = {
    "missing": _tell_missing,
    "extra_forbidden": _tell_unknown_key,
    "enum": _tell_unknown_value,
    "literal_error": _tell_unknown_value,
    "model_type": _tell_not_a_mapping,
    "tuple_type": _tell_not_a_list,
    "too_short": _tell_empty_list,
    "greater_than_equal": _tell_too_small,
}


def _model_at(model: type[BaseModel] | None, path: ValuePath) -> type[BaseModel] | None:
    """The model that describes the keys at a path."""
    for step in path:
        if model is not None and isinstance(step, str):
            field = model.model_fields.get(step)
            model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
