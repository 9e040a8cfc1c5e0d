"""Plain text from templates: the notes on how to open a package."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Template

from mas_docs.documents import text as text_module
from mas_docs.documents.environment import TemplateEnvironment
from mas_docs.documents.text import render_text
from mas_docs.errors import TemplateError


def note(folder: Path, text: str | bytes) -> Path:
    """A template of this text."""
    path = folder / "how-to-open.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_note_is_filled_in_as_it_stands(tmp_path: Path) -> None:
    """The label of the passphrase would read `A &amp; B`, or the note would lose its last line end."""
    path = note(tmp_path, "\ufeffFor: {{ name }}\r\n\r\nOn {{ day|weekday_date }} at {{ start|time }}\r\n")
    context = {"name": "A & B <x> {{ y }}\n", "day": dt.date(2026, 12, 17), "start": dt.time(9, 30)}
    assert render_text(path, context) == "For: A & B <x> {{ y }}\n\n\nOn Thursday 17 December 2026 at 9:30\n"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_stands_as_it_is(tmp_path: Path, value: str) -> None:
    """Some character would be changed on the way."""
    expected = value.replace("\r\n", "\n").replace("\r", "\n")
    assert render_text(note(tmp_path, "[{{ value }}]"), {"value": value}) == f"[{expected}]"


def test_one_template_serves_many_packages(tmp_path: Path) -> None:
    """A recipient would read the name or the telephone number that was meant for another one."""
    path = note(tmp_path, "{% for name in names %}{{ name }}, {% endfor %}{% if phone %}{{ phone }}{% endif %}")

    def rendered(number: int) -> str:
        names = [f"{number}-{place}" for place in range(number % 7)]
        return render_text(path, {"names": names, "phone": f"01495 {number}" if number % 2 else None})

    def expected(number: int) -> str:
        names = "".join(f"{number}-{place}, " for place in range(number % 7))
        return names + (f"01495 {number}" if number % 2 else "")

    assert [rendered(number) for number in range(20)] == [expected(number) for number in range(20)]
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(rendered, range(200))) == [expected(number) for number in range(200)]


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over a thousand packages would compile the same note a thousand times."""
    compiled: list[str] = []
    genuine = TemplateEnvironment.compiled

    def count(environment: TemplateEnvironment, source: str) -> Template:
        compiled.append(source)
        return genuine(environment, source)

    monkeypatch.setattr(TemplateEnvironment, "compiled", count)
    path = note(tmp_path, f"{tmp_path}: {{{{ name }}}}")
    for name in ("Rhian Cole", "Owen Beddoe"):
        assert render_text(path, {"name": name}) == f"{tmp_path}: {name}"
    path.write_text("Dear {{ name }}")
    assert render_text(path, {"name": "Rhian Cole"}) == "Dear Rhian Cole"
    assert len(compiled) == 2, "a template that was changed is read anew"


def test_a_fault_of_one_rendering_is_not_told_of_the_next(tmp_path: Path) -> None:
    """One case's empty field would stop the packages of all cases after it, or be told of the wrong field."""
    path = note(tmp_path, "{{ name }} {{ phone }}")
    for _ in range(2):
        with pytest.raises(TemplateError, match="`phone` is printed, but it is empty here"):
            render_text(path, {"name": "x", "phone": None})
        with pytest.raises(TemplateError, match="names `name`"):
            render_text(path, {"phone": "y"})
        assert render_text(path, {"name": "x", "phone": "y"}) == "x y"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ nam }}", "names `nam`, which a case does not have"),
        ("{{ nothing }}", "`nothing` is printed, but it is empty here"),
        ("{{ name.upper() }}", "calls a function"),
        ("{{ name|safe }}", "filter `safe`"),
        ("first\n{{ name", "near “{{ name”"),
    ],
)
def test_a_note_is_as_strict_as_a_letter(tmp_path: Path, text: str, message: str) -> None:
    """A note would go out with a gap where the telephone number should be."""
    with pytest.raises(TemplateError) as caught:
        render_text(note(tmp_path, text), {"name": "x", "nothing": None})
    assert message in caught.value.message
    assert caught.value.where.endswith("how-to-open.txt")


def test_a_note_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """A note saved in an old code page would end in a traceback."""
    with pytest.raises(TemplateError, match="not UTF-8"):
        render_text(note(tmp_path, b"Si\xe2n {{ name }}"), {"name": "x"})


def test_a_missing_note_is_told(tmp_path: Path) -> None:
    """A missing file would end in a traceback."""
    with pytest.raises(TemplateError, match="missing"):
        render_text(tmp_path / "note.txt", {})


def test_a_lost_value_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect would send out notes without the telephone number."""
    path = note(tmp_path, "Ring {{ phone }}.")
    monkeypatch.setattr(text_module, "as_lines", lambda text: text.replace("01633", ""))
    with pytest.raises(TemplateError, match="`phone` does not stand"):
        render_text(path, {"phone": "01633 111222"})


def test_a_value_printed_into_another_is_caught(tmp_path: Path) -> None:
    """What a template hides inside another value would not be read back."""
    path = note(tmp_path, "{% for name in names|map('_print', 'x')|list %}{{ name }}{% endfor %}")
    with pytest.raises(TemplateError, match="lost"):
        render_text(path, {"names": ["a"]})
