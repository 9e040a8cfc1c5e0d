"""Papers that arrived as plain text: every line on a page, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mas_docs.briefing.plain_text import (
    MOST_CHARACTERS,
    MOST_LINES,
    MOST_SHEETS,
    NOT_SET,
    TOO_LONG,
    TextPages,
    text_pages,
)
from mas_docs.documents.pdf_text import read_pdf

LETTER = "Dear all,\r\n\r\nI do not want\r\nto go to school. #eval(1) *b* $x$\r\n\r\n  Lowri\f\nP.S. Tŷ"


def pages_of(text: str) -> TextPages:
    """The pages of a text that can be set."""
    made = text_pages(text)
    assert isinstance(made, TextPages)
    return made


def test_lines_stay_and_a_form_feed_begins_a_page() -> None:
    """Loses: the way in which somebody set out what they wrote to us."""
    made = pages_of(LETTER)
    assert made.pages == 2
    first, second = read_pdf(made.pdf).pages
    assert [line.strip() for line in first.splitlines()] == [
        "Dear all,",
        "I do not want",
        "to go to school. #eval(1) *b* $x$",
        "Lowri",
    ]
    assert second == "P.S. Tŷ"
    assert made.unshown == ()


@pytest.mark.parametrize(("text", "fixed"), [("a\tb", True), ("Name    Date", True), ("  a. b", False), ("a b", False)])
def test_columns_get_letters_of_one_width(text: str, fixed: bool) -> None:  # noqa: FBT001 - a row of the table above
    """Loses: a table whose columns no longer stand below each other."""
    assert (b"LiberationMono" in pages_of(text).pdf) is fixed


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
@example("W" * 3000)
@example("@./_" * 300)
@example(" \n\f\n\t\r\x85\u2028")
@example("")
def test_any_text_becomes_pages_or_one_clear_refusal(text: str) -> None:
    """Loses: the whole pack, to one strange file of text."""
    made = text_pages(text)
    assert made is NOT_SET or (isinstance(made, TextPages) and made.pages >= 1 + text.count("\f"))


@pytest.mark.parametrize("text", ["a" * (MOST_CHARACTERS + 1), "a\n" * (MOST_LINES + 1), "a\f" * MOST_SHEETS])
def test_what_is_too_long_is_refused(text: str) -> None:
    """Loses: time and memory without bound, to a file that is no paper."""
    assert text_pages(text) is TOO_LONG


def test_characters_without_a_shape_are_told() -> None:
    """Loses: the warning that a name is shown by numbers."""
    made = pages_of("王 wrote\u202e")
    assert made.unshown == ("\u202e", "王")
    assert "[U+738B] wrote[U+202E]" in read_pdf(made.pdf).pages[0]
