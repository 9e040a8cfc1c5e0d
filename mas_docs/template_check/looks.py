"""How a template's text looks, from its styles: size, face, capitals, bold, language, level of heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.documents.word.package import Parts
from mas_docs.documents.word.xml import Element, parse, word
from mas_docs.template_check.word_text import Paragraph

STYLES = "word/styles.xml"
_OFF = ("0", "false", "off", "none")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(pt)?")
_WORDS_DEFAULT_SIZE = 20
"""Half-points: what Word takes where a file says nothing (ECMA-376 part 1, 17.3.2.38)."""


@dataclass(frozen=True, slots=True)
class Look:
    """A property of some text, and where it was set.

    Attributes:
        value: the property's value as the file has it; None where nothing sets it.
        source: the identity of the style that sets it; `here` for the text itself; empty for the file's default.
    """

    value: str | None
    source: str


class Styles:
    """A template's styles."""

    def __init__(self, parts: Parts) -> None:
        root = parse(parts[STYLES]) if STYLES in parts else None
        self._styles = (
            {} if root is None else {str(found.get(word("styleId"))): found for found in root.iter(word("style"))}
        )
        self._defaults = (
            None if root is None else root.find(f"{word('docDefaults')}/{word('rPrDefault')}/{word('rPr')}")
        )
        self._normal = next((name for name, style in self._styles.items() if _is_default(style)), "Normal")

    def of_run(self, run: Element, paragraph: Paragraph, name: str, attribute: str = "val") -> Look:
        """A property of a run's text: its own, its style's, its paragraph's style's, or the file's default."""
        own = run.find(word("rPr")) if run is not None else None
        if (value := _value(own, name, attribute)) is not None:
            return Look(value, "here")
        character = None if own is None else own.find(word("rStyle"))
        identities = ([] if character is None else [str(character.get(word("val")))]) + [
            paragraph.style or self._normal
        ]
        for identity in identities:
            for style in self._chain(identity):
                if (value := _value(style.find(word("rPr")), name, attribute)) is not None:
                    return Look(value, str(style.get(word("styleId"))))
        return Look(_value(self._defaults, name, attribute), "")

    def size(self, run: Element, paragraph: Paragraph) -> tuple[float, str]:
        """The size of a run's text in points, and where it was set."""
        look = self.of_run(run, paragraph, "sz")
        measure = _SIZE.fullmatch(look.value or "")
        if measure is None:
            return _WORDS_DEFAULT_SIZE / 2, look.source
        return float(measure[1]) / (1 if measure[2] else 2), look.source

    def default_language(self) -> str:
        """The language of text that has none of its own; empty where none is set."""
        for style in self._chain(self._normal):
            if language := _value(style.find(word("rPr")), "lang", "val"):
                return language
        return _value(self._defaults, "lang", "val") or ""

    def level(self, paragraph: Paragraph) -> int | None:
        """The level of a heading, 0 for a title; None for other text."""
        own = paragraph.element.find(f"{word('pPr')}/{word('outlineLvl')}")
        if own is not None:
            return _outline(own)
        for style in self._chain(paragraph.style):
            name = style.find(word("name"))
            if name is not None and str(name.get(word("val"))).lower() == "title":
                return 0
            outline = style.find(f"{word('pPr')}/{word('outlineLvl')}")
            if outline is not None:
                return _outline(outline)
        return None

    def name(self, identity: str) -> str:
        """A style's name as Word shows it."""
        style = self._styles.get(identity)
        named = None if style is None else style.find(word("name"))
        return identity if named is None else str(named.get(word("val")))

    def _chain(self, identity: str) -> Iterator[Element]:
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            style = self._styles[identity]
            yield style
            based = style.find(word("basedOn"))
            identity = "" if based is None else str(based.get(word("val")))


def is_on(value: str | None) -> bool:
    """Whether a switch such as bold or capitals is on."""
    return value is not None and value not in _OFF


def _outline(element: Element) -> int | None:
    """A level of Word, which counts from 0, as a heading's; None for text."""
    written = str(element.get(word("val")))
    # ECMA-376 part 1, 17.3.1.20: 0 to 8 are headings, 9 is text.
    return int(written) + 1 if written in tuple("012345678") else None


def _is_default(style: Element) -> bool:
    return style.get(word("type")) == "paragraph" and is_on(style.get(word("default")))


def _value(properties: Element | None, name: str, attribute: str) -> str | None:
    """A property's value; a switch that stands there without one is on."""
    found = None if properties is None else properties.find(word(name))
    if found is None:
        return None
    value = found.get(word(attribute))
    return str(value) if value is not None else ("1" if attribute == "val" else None)
