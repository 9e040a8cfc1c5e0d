"""Filling in the templates of a pack's own pages: their words, before they are set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mas_docs.documents.glyphs import Characters
from mas_docs.documents.page_blocks import Page
from mas_docs.documents.page_language import read_page
from mas_docs.documents.template_files import find_template


class Writing:
    """Fills in the templates of one pack.

    Args:
        own_templates: the folder of the board's own templates; None where it has none.
        language: the language of the pages.
        words: what every template may name.

    Attributes:
        characters: what the fonts could not show.
    """

    def __init__(self, own_templates: Path | None, language: str, words: Mapping[str, object]) -> None:
        self.characters = Characters()
        self._own_templates = own_templates
        self._language = language
        self._words = words

    def page(self, name: str, more: Mapping[str, object] | None = None) -> Page:
        """Fill in one template.

        Args:
            name: the template's, without its ending.
            more: what it may name besides.

        Raises:
            TemplateError: it is missing or at fault.
        """
        template = find_template(f"text/{self._language}/pack/{name}.txt", self._own_templates)
        return read_page(template, {**self._words, **(more or {})}, self.characters, language=self._language)
