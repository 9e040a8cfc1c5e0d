"""Whether Appendix 2, 3 and 4 say what the guidance says, letter for letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from mas_docs.documents.word.xml import Element, word
from mas_docs.guidance import wording
from mas_docs.resources import templates_folder
from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.word_file import WordFile, read_word_file
from mas_docs.template_check.word_text import BODY, Paragraph

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BOXES = str.maketrans("\u2610\u2611\u2612\u2019\u2018\u00a0", "   '' ")
_NUMBER = re.compile(r"^\d+[.)]?\s*")
_YES_NO = "Yes No"
_ALIKE = 0.6

_ROWS_OF_3 = tuple(words for row in wording.APPENDIX_3_ROWS for words in (row.text, row.answer) if words)
_PARTS_OF_4 = tuple(
    words for part in wording.APPENDIX_4_SECTIONS for words in (part.heading, *part.points, *part.boxes)
)
_BARRIERS = 3
GUIDANCE: dict[str, tuple[str, ...]] = {
    "appendix-2": (
        wording.MULTI_AGENCY_SUPERVISION,
        wording.APPENDIX_2_TITLE,
        *wording.APPENDIX_2_LABELS,
        *wording.APPENDIX_2_QUESTIONS[:_BARRIERS],
        _YES_NO,
        *wording.APPENDIX_2_QUESTIONS[_BARRIERS:],
    ),
    "appendix-3": (
        wording.MULTI_AGENCY_SUPERVISION,
        wording.APPENDIX_3_TITLE,
        *_ROWS_OF_3,
        *wording.APPENDIX_3_CLOSING,
    ),
    "appendix-4": (wording.APPENDIX_4_TITLE, *_PARTS_OF_4),
}
"""The words of each form, in the guidance's order; numbers of rows are left out."""


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    """The own words of a cell, or of a paragraph outside tables."""

    words: str
    paragraph: Paragraph


def wording_faults(file: WordFile, key: str, language: str) -> Iterator[Fault]:
    """Where a form departs from the guidance, sentence by sentence.

    Args:
        file: the template.
        key: the document's key; a document without words of the guidance has no such faults.
        language: the language of its folder; the guidance is in English.
    """
    if key not in GUIDANCE or language != "en":
        return
    guidance, units = GUIDANCE[key], _units(file)
    matcher = SequenceMatcher(None, guidance, [unit.words for unit in units], autojunk=False)
    lacking: list[int] = []
    beyond: list[_Unit] = []
    before: dict[int, _Unit] = {}
    for operation, start, end, first, last in matcher.get_opcodes():
        if operation != "equal":
            lacking += range(start, end)
            beyond += units[first:last]
            before |= {number: units[max(first - 1, 0)] for number in range(start, end) if units}
    yield from _told(key, lacking, beyond, before)


def _told(key: str, lacking: Sequence[int], beyond: Sequence[_Unit], before: dict[int, _Unit]) -> Iterator[Fault]:
    remedy = f"The words of {key.replace('-', ' ').capitalize()} are the guidance's: write them as they were."
    pairs = _pairs({number: GUIDANCE[key][number] for number in lacking}, beyond)
    for number in lacking:
        words = GUIDANCE[key][number]
        if number in pairs:
            yield _departing(words, pairs[number], remedy)
            continue
        after = before.get(number)
        place, paragraph = (f"after {after.paragraph.place}", after.paragraph) if after else ("", None)
        yield Fault("wording-missing", f"“{words}” of the guidance is not there", remedy, place, paragraph)
    ours = _our_words(key)
    for unit in beyond:
        if unit.words not in ours and not any(unit is paired for paired in pairs.values()):
            message = f"“{excerpt(unit.words)}” is not of the guidance"
            added = "See whether the form needs it; answers to it have no place in the case file."
            yield Fault("wording-added", message, added, unit.paragraph.place, unit.paragraph)


def _departing(words: str, unit: _Unit, remedy: str) -> Fault:
    if unit.words == words:
        message = f"“{excerpt(words)}” stands at another place than in the guidance"
        return Fault("wording-moved", message, remedy, unit.paragraph.place, unit.paragraph)
    message = f"The guidance has “{words}”, the template “{unit.words}”: {_difference(words, unit.words)}"
    return Fault("wording-changed", message, remedy, unit.paragraph.place, unit.paragraph)


def _pairs(lacking: Mapping[int, str], beyond: Sequence[_Unit]) -> dict[int, _Unit]:
    """What each lacking sentence has most likely become: the most alike first, each at most once."""
    scored = [
        (SequenceMatcher(None, words, unit.words, autojunk=False).ratio(), number, place)
        for number, words in lacking.items()
        for place, unit in enumerate(beyond)
    ]
    pairs: dict[int, _Unit] = {}
    taken: set[int] = set()
    for score, number, place in sorted(scored, key=lambda found: (-found[0], *found[1:])):
        if score >= _ALIKE and number not in pairs and place not in taken:
            pairs[number] = beyond[place]
            taken.add(place)
    return pairs


def _difference(guidance: str, template: str) -> str:
    """What has become of what, word by word."""
    one, other = guidance.split(), template.split()
    changes = []
    for operation, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        was, became = " ".join(one[start:end]), " ".join(other[first:last])
        if operation == "replace":
            changes.append(f"“{was}” has become “{became}”")
        elif operation == "delete":
            changes.append(f"“{was}” is missing")
        elif operation == "insert":
            changes.append(f"“{became}” was added")
    return ", ".join(changes)


@lru_cache(maxsize=8)
def _our_words(key: str) -> frozenset[str]:
    """All that our own template of a form says, the table of actions for example."""
    file = read_word_file((templates_folder() / "word" / "en" / f"{key}.docx").read_bytes())
    return frozenset(unit.words for unit in _units(file)) if isinstance(file, WordFile) else frozenset()


def _units(file: WordFile) -> list[_Unit]:
    found: list[tuple[Element, list[str], Paragraph]] = []
    for text in file.texts:
        for paragraph in text.paragraphs if text.kind == BODY else ():
            if not paragraph.stretches:
                continue
            around = paragraph.element if paragraph.cell is None else paragraph.cell
            if not found or found[-1][0] is not around:
                found.append((around, [], paragraph))
            found[-1][1].append(_own_words(paragraph))
    units = (_Unit(_NUMBER.sub("", " ".join(" ".join(words).split())), paragraph) for _, words, paragraph in found)
    return [unit for unit in units if unit.words]


def _own_words(paragraph: Paragraph) -> str:
    """A paragraph's words without tags, boxes to tick, and what a control shows while it is empty."""
    shown = "".join(
        paragraph.text[stretch.start : stretch.end] for stretch in paragraph.stretches if not _is_prompt(stretch.run)
    )
    return _TAG.sub(" ", shown).translate(_BOXES)


def _is_prompt(run: Element) -> bool:
    return any(
        control.find(f"{word('sdtPr')}/{word('showingPlcHdr')}") is not None
        for control in run.iterancestors(word("sdt"))
    )
