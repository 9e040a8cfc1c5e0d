"""The language in which templates write pages: what its lines become, and what a value can never be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mas_docs.documents.glyphs import Characters
from mas_docs.documents.page_blocks import Block, Cell, Column, Run
from mas_docs.documents.page_language import read_page
from mas_docs.errors import ExitCode, TemplateError

EVERYTHING = """~ Quiet {{ words }},
  and more
# {{ words }} title
{{ words }}

## Heading **bold {{ words }}** end
A paragraph
of two lines // and a third, https://council.example

- one
  and more of it

{% for item in items %}
- {{ item }}
{% endfor %}
> **Remark.** {{ words }}
+ Box
+ {{ words }}

| A | B |
|---|-----:|
{% for item in items %}
| {{ item }} | :page {{ item }}: |

{% endfor %}
:timeline: Alternative {{ words }}
:room 6:
:rest:
:drop:
:break:
"""


def blocks(folder: Path, text: str, **context: object) -> tuple[Block, ...]:
    """The blocks of a template of this text."""
    template = folder / "part.txt"
    template.write_text(text, encoding="utf-8")
    return read_page(template, context, Characters()).blocks


def said(cell: Cell) -> str:
    """A cell's text, bold in stars and targets in brackets."""
    return "".join(f"*{run.text}*" if run.strong else f"[{run.text}]" if run.target else run.text for run in cell)


def outline(found: tuple[Block, ...]) -> list[tuple[str, object]]:
    """Kind and content of each block, for comparison."""
    return [
        (block.kind, [[said(cell) for cell in row] for row in block.rows] or said(block.words) or block.number)
        for block in found
    ]


def test_each_line_becomes_what_the_language_says(tmp_path: Path) -> None:
    """Loses: a heading, a row or a remark that the office wrote into its own template."""
    found = blocks(tmp_path, EVERYTHING, words="W", items=["i", "k"])
    assert outline(found) == [
        ("quiet", "Quiet W, and more"),
        ("title", "W title"),
        ("text", "W"),
        ("heading", "Heading *bold **W* end"),
        ("text", "A paragraph of two lines\nand a third, https://council.example"),
        ("list", [["one and more of it"], ["i"], ["k"]]),
        ("remark", "*Remark.* W"),
        ("boxes", [["Box"], ["W"]]),
        ("table", [["A", "B"], ["i", "[i]"], ["k", "[k]"]]),
        ("timeline", "Alternative W"),
        ("room", 6),
        ("rest", 0),
        ("drop", 0),
        ("break", 0),
    ]
    assert found[8].columns == (Column(3, right=False), Column(5, right=True))


MARKUP = "# t\n\n## h\n- i\n> r\n~ q\n+ b\n| a | b |\n|---|\n:room 6:\n**bold** // x {{ words }} {% if %}"


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
@example(MARKUP)
@example("|")
@example("**")
@example(":page x:")
def test_a_value_is_never_markup(tmp_path: Path, value: str) -> None:
    """Loses: a sentence of a case file that begins with a sign of this language, or the shape of the page around it."""
    plain = blocks(tmp_path, EVERYTHING, words="W", items=["i", "k"])
    found = blocks(tmp_path, EVERYTHING, words=value, items=[value, value])
    assert [(block.kind, len(block.rows)) for block in found] == [(block.kind, len(block.rows)) for block in plain]
    shown = Characters().shown("\n".join(value.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    for block in found:
        for run in (run for cell in block.cells() for run in cell if run.field and not run.target):
            assert "".join(run.text.split()) == "".join(shown.split())


def test_empty_lines_in_a_value_part_its_paragraphs(tmp_path: Path) -> None:
    """Loses: the paragraphs of a rationale, which would run into one another."""
    found = blocks(tmp_path, "{{ words }}", words="\r\none\r\n \r\n\r\n  two\rthree\n")
    assert found[0].words == (Run("one\n\ntwo\nthree", "words"),)


@pytest.mark.parametrize(
    ("text", "named", "remedy"),
    [
        (":rom 6:", "“:rom 6:” is no directive", ":room:"),
        (":room:", "“:room:” is not written", "Write :room 6:"),
        (":rest: words", "“:rest: words” is not written", "Write :rest:"),
        (":brand:", "“:brand:” is not written", "Write :brand: words"),
        ("| a | b |\n| {{ words }} |", "rows of unequal length", "the same cells"),
        ("| a | b |\n|---|\n", "rows of unequal length", "the same cells"),
        ("| a | {{ words }}", "without its last bar", "End it with |"),
        ("a **b {{ words }}", "has ** without its other end", "Close it"),
        ("{{ word }}", "`word`", "words"),
        ("{{ nothing }}", "`nothing`", "Guard it"),
    ],
)
def test_a_fault_names_the_template_and_what_to_do(tmp_path: Path, text: str, named: str, remedy: str) -> None:
    """Loses: an office's way to mend its own template, or a value of the case to a log."""
    with pytest.raises(TemplateError) as failure:
        blocks(tmp_path, text, words="Carys", nothing=None)
    assert failure.value.exit_code is ExitCode.TEMPLATE
    assert "part.txt" in str(failure.value)
    assert named in str(failure.value)
    assert remedy in str(failure.value)
    assert "Carys" not in str(failure.value)


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    """Loses: the reason why a template that an old editor saved cannot be read."""
    template = tmp_path / "part.txt"
    template.write_bytes("# Tŷ".encode("cp1252", errors="ignore") + b"\xff")
    with pytest.raises(TemplateError, match="not UTF-8"):
        read_page(template, {}, Characters())
