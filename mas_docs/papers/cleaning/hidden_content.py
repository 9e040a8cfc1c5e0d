"""Taking what is marked as hidden out of a page's drawing instructions (ISO 32000-2, 8.11.3 and 14.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_BEGIN = frozenset({"BMC", "BDC"})
_MARK = frozenset({"MP", "DP"})
_SHOW = frozenset({"Tj", "TJ", "Do", "sh", "INLINE IMAGE"})
_SHOW_ON_NEXT_LINE = frozenset({"'", '"'})
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re"})
_CLIP = frozenset({"W", "W*"})
_PAINT = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"})


def without_hidden(instructions: Iterable[Any], hidden: frozenset[str]) -> list[Any]:
    """The instructions without those that paint inside hidden marks; what sets the state for later ones stays.

    Args:
        instructions: as the engine parsed them.
        hidden: the names of the hidden property lists, with their slash.
    """
    filtered = _Filter(hidden)
    for instruction in instructions:
        filtered.take(instruction)
    return filtered.kept


class _Filter:
    def __init__(self, hidden: frozenset[str]) -> None:
        self.kept: list[Any] = []
        self._hidden = hidden
        self._marks: list[bool] = []
        self._path: list[Any] = []

    def take(self, instruction: Any) -> None:
        operator = str(instruction.operator)
        if operator in _BEGIN:
            self._begin(instruction)
        elif operator == "EMC":
            self._end(instruction)
        elif any(self._marks):
            self._take_hidden(operator, instruction)
        else:
            self.kept.append(instruction)

    def _begin(self, instruction: Any) -> None:
        operands = list(instruction.operands)
        hides = len(operands) > 1 and operands[0] == "/OC" and str(operands[1]) in self._hidden
        self._marks.append(hides or any(self._marks[-1:]))
        if not self._marks[-1]:
            self.kept.append(instruction)

    def _end(self, instruction: Any) -> None:
        if not (self._marks and self._marks.pop()):
            self.kept.append(instruction)

    def _take_hidden(self, operator: str, instruction: Any) -> None:
        if operator in _SHOW or operator in _MARK:
            return
        if operator in _SHOW_ON_NEXT_LINE:
            self.kept.append(_bare("T*"))
        elif operator in _PATH or operator in _CLIP:
            self._path.append(instruction)
        elif operator in _PAINT:
            # A clipping path outlives the mark, so its outline is needed; any other goes.
            if any(str(part.operator) in _CLIP for part in self._path):
                self.kept += [*self._path, _bare("n")]
            self._path = []
        else:
            self.kept.append(instruction)


def _bare(operator: str) -> Any:
    import pikepdf

    return pikepdf.ContentStreamInstruction([], pikepdf.Operator(operator))
