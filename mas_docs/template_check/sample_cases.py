"""Fictional cases, full and empty, from which it is read what a template may name.

There is no second list of fields: the example workspace's cases are taken, each optional value of them is left out in
turn, and what the documents' own contexts then hold is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.catalogue import Need
from mas_docs.errors import UsageError
from mas_docs.resources import examples_folder
from mas_docs.workspace import open_workspace
from mas_docs.yaml_files.values import Frozen

_NOTHING = (None, (), "")
_MADE_UP = {"role": "Team Manager", "title": "Team Manager"}
"""For those whose entry in the examples leaves these out, so that nobody gets the role of somebody else."""

Model = Any
"""A frozen value of some kind; the same kind comes back."""


@dataclass(frozen=True, slots=True)
class Samples:
    """A fictional board and its cases.

    Attributes:
        boards: the example board, and the same without each of its optional values.
        cases: the example cases, the fullest first.
    """

    boards: tuple[Board, ...]
    cases: tuple[Case, ...]


@lru_cache(maxsize=1)
def samples() -> Samples:
    """The examples that ship with mas-docs; nobody in them is real.

    Raises:
        UsageError: the examples are not there, or cannot be read.
    """
    workspace, _ = open_workspace(examples_folder())
    if workspace is None:
        raise UsageError(
            "The examples of mas-docs cannot be read", where=str(examples_folder()), remedy="Install mas-docs again."
        )
    loaded = (workspace.load(file)[0] for file in workspace.case_files())
    cases = sorted((found.case for found in loaded if found is not None and found.complete), key=_emptiness)
    return Samples((workspace.board, *_each_without_one(workspace.board)), tuple(cases))


def _known_values(values: Iterable[object], known: dict[str, object]) -> dict[str, object]:
    """A value that somebody in the examples has, by the name of the key that it stands under."""
    for value in values:
        if isinstance(value, Frozen):
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            for name, held in fields.items():
                if held not in _NOTHING:
                    known.setdefault(name, held)
            _known_values(fields.values(), known)
        elif isinstance(value, tuple):
            _known_values(value, known)
    return known


def _filled(value: Model, known: Mapping[str, object]) -> Model:
    """The same with every optional value that is left out, as somebody else in the examples has it."""
    if isinstance(value, tuple):
        return tuple(_filled(entry, known) for entry in value)
    if not isinstance(value, Frozen):
        return value
    held = {name: getattr(value, name) for name in type(value).model_fields}
    return value.model_copy(
        update={name: known.get(name, own) if own in _NOTHING else _filled(own, known) for name, own in held.items()}
    )


def cases_for(needs: Iterable[Need], cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Cases that a document with these needs can be made of, from the fullest to the emptiest.

    Args:
        needs: what the document needs.
        cases: where they are taken from, the fullest first.

    Returns:
        Those that meet the needs; the first of them without each optional value in turn; each as empty as the needs let
        it be; and one with everything that a case can have. Nothing where none meets them.
    """
    wanted = tuple(needs)
    meeting = tuple(case for case in cases if _meets(case, wanted))
    if not meeting:
        return ()
    without_one = (case for case in _each_without_one(meeting[0]) if _meets(case, wanted))
    full = _filled(meeting[0], _known_values(cases, dict(_MADE_UP)))
    emptiest = (_needed(empty, case, wanted) for case in meeting for empty in (_thin(case), _bare(case)))
    return (*meeting, *without_one, *(case for case in emptiest if _meets(case, wanted)), full, _early(full))


def _early(case: Case) -> Case:
    """The case of one child at its first conference."""
    conference = case.conference.model_copy(update={"number": 1})
    return case.model_copy(update={"conference": conference, "children": case.children[:1]})


def _meets(case: Case, needs: Iterable[Need]) -> bool:
    return all(need.met(case) for need in needs)


def _emptiness(value: object) -> int:
    """How much a value lacks, counted so that the fullest comes first in a sorted list."""
    if isinstance(value, Frozen):
        return sum(_emptiness(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, tuple):
        return sum(map(_emptiness, value))
    return 0 if value in (None, "") else -1


def _optional(model: Frozen) -> Iterator[tuple[str, Any]]:
    """The names of the values that a file may leave out, each with what then stands for it."""
    for name, field in type(model).model_fields.items():
        if not field.is_required():
            yield name, field.get_default(call_default_factory=True)


def _each_without_one(model: Model) -> Iterator[Model]:
    """The same without each of its optional values in turn, at every depth; of a list, in all its entries at once."""
    for name, default in _optional(model):
        if getattr(model, name) != default:
            yield model.model_copy(update={name: default})
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Frozen):
            yield from (model.model_copy(update={name: changed}) for changed in _each_without_one(value))
        elif _is_list(value):
            yield from (model.model_copy(update={name: changed}) for changed in _lists_without_one(value))


def _lists_without_one(entries: tuple[Frozen, ...]) -> Iterator[tuple[Frozen, ...]]:
    for name, default in _optional(entries[0]):
        yield tuple(entry.model_copy(update={name: default}) for entry in entries)


def _is_list(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Frozen)


def _thin(model: Model) -> Model:
    """The same groups and lists, with nothing optional in them."""
    changes: dict[str, Any] = dict(_optional(model))
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Frozen):
            changes[name] = _thin(value)
        elif _is_list(value):
            changes[name] = tuple(_thin(entry) for entry in value)
    return model.model_copy(update=changes)


def _bare(case: Case) -> Case:
    """A case that holds no more than every case must."""
    return cast("Case", _thin(case).model_copy(update=dict(_optional(case))))


def _needed(empty: Case, full: Case, needs: Iterable[Need]) -> Case:
    """Put back into an emptied case what a document needs, as little of it as will do."""
    case = empty
    for need in needs:
        if not need.met(case):
            case = _restored(case, full, need.path, thin=True)
        if not need.met(case):
            case = _restored(case, full, need.path, thin=False)
    return case


def _restored(case: Model, full: Model, path: tuple[str, ...], *, thin: bool) -> Model:
    name = path[0]
    value = getattr(full, name)
    own = getattr(case, name)
    if len(path) > 1 and own is not None:
        return case.model_copy(update={name: _restored(own, value, path[1:], thin=thin)})
    if thin and isinstance(value, Frozen):
        value = _thin(value)
    elif thin and _is_list(value):
        value = tuple(_thin(entry) for entry in value)
    return case.model_copy(update={name: value})
