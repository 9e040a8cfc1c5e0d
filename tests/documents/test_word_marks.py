"""Marks and blanks: what a template prints for a value, and text with gaps where values stand."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from mas_docs.documents.word.marks import MARK, Blank, MarkedValues, blank, stand_in

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\t\n\r\ue000\ue001"), max_size=30)


@given(TEXT)
def test_a_value_is_its_stretches_and_its_mark(value: str) -> None:
    """Loses: a line, a tab or the text between them, when a value is taken apart."""
    values = MarkedValues()
    mark = MARK.fullmatch(values.add("field", value))
    assert mark is not None
    assert blank(stand_in(mark[1], count())).filled(values.stretches) == value
    assert values.fields == ["field"]
    assert values.owners == ["field"] * len(values.stretches)
    assert not any(sign in stretch for stretch in values.stretches for sign in "\t\n\r")


@given(TEXT, TEXT)
def test_a_mark_shows_only_the_structure_of_its_value(first: str, second: str) -> None:
    """Loses: values of two structures share a shape, or a mark gives away a name."""

    def structure(text: str) -> list[str]:
        return [sign if sign in "\t\n\r" else "x" for sign in text]

    def collapsed(signs: list[str]) -> str:
        return "".join(sign for sign, before in zip(signs, ["", *signs], strict=False) if sign != "x" or before != "x")

    marks = [MarkedValues().add("field", text) for text in (first, second)]
    assert (marks[0] == marks[1]) == (collapsed(structure(first)) == collapsed(structure(second)))


@given(st.lists(st.text(max_size=5), min_size=1, max_size=5), st.lists(st.text(max_size=5), max_size=6), st.data())
def test_a_blank_is_said_by_its_filled_text_and_by_no_other(
    words: list[str], stretches: list[str], data: st.DataObject
) -> None:
    """Loses: read-back takes a changed text for the right one, or refuses the right one."""
    gaps = tuple(data.draw(st.integers(0, len(stretches) - 1)) for _ in words[1:]) if stretches else ()
    text = Blank(tuple(words[: len(gaps) + 1]), gaps)
    filled = text.filled(stretches)
    assert text.is_said_by(filled, stretches)
    other = data.draw(st.text(max_size=40))
    assert text.is_said_by(other, stretches) == (other == filled)
    assert not text.is_said_by(filled + "x", stretches)
