"""Fields that are misspelt, not there or may be empty: found wherever they stand, and nothing else."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from checking_templates import KEYS, checked
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from word_files import BODY, changed, ours, paragraph, put

from mas_docs.catalogue import find_document
from mas_docs.template_check.schema import Field, Kind, schema_of

_PRINTED = re.compile(r"\{\{ ([a-z_]+(?:\.[a-z_]+)+)((?:\|[a-z_]+)*) \}\}")
_quick = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("key", KEYS)
@_quick
@given(data=st.data())
def test_a_misspelt_field_is_found_wherever_it_stands(tmp_path: Path, key: str, data: st.DataObject) -> None:
    """Loses: a letter stops on the day when it is due, for a slip of the finger weeks ago."""
    parts = ours(key)
    xml = parts[BODY].decode()
    found = data.draw(st.sampled_from(list(_PRINTED.finditer(xml))))
    group, _, name = found[1].rpartition(".")
    at = data.draw(st.integers(0, len(name) - 1))
    misspelt = name[:at] + data.draw(st.sampled_from("xqz")) + name[at:]
    new = f"{{{{ {group}.{misspelt}{found[2]} }}}}"
    parts[BODY] = (xml[: found.start()] + new + xml[found.end() :]).encode()
    faults = checked(put(tmp_path, key, parts), key).faults
    assert [fault.id for fault in faults] == ["unknown-field"], faults
    assert faults[0].paragraph is not None
    assert faults[0].paragraph.text[faults[0].start : faults[0].end] == new


@pytest.mark.parametrize("key", KEYS)
@_quick
@given(data=st.data())
def test_a_tag_that_loses_a_brace_is_found(tmp_path: Path, key: str, data: st.DataObject) -> None:
    """Loses: a recipient reads a brace and a field's name where a date should be."""
    parts = ours(key)
    xml = parts[BODY].decode()
    found = data.draw(st.sampled_from([*re.finditer(r"\{\{|\}\}|\{%|%\}", xml)]))
    inside_attribute = xml.rfind("<", 0, found.start()) > xml.rfind(">", 0, found.start())
    assume(not inside_attribute)
    kept = data.draw(st.sampled_from(["", found[0][0]]))
    parts[BODY] = (xml[: found.start()] + kept + xml[found.end() :]).encode()
    ids = {fault.id for fault in checked(put(tmp_path, key, parts), key).faults}
    assert ids & {"tag-not-closed", "tag-not-opened", "tag-single-brace"}, ids


def _fields(field: Field, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Field]]:
    """Every field outside lists, with its path."""
    own = [(path, field)] if path else []
    return own + [found for name, part in field.parts.items() for found in _fields(part, (*path, name))]


@pytest.mark.parametrize("key", KEYS)
def test_every_field_can_be_printed_as_it_is_said_to_be_written(tmp_path: Path, key: str) -> None:
    """Loses: the list of fields says how one is written, and the check or the document refuses it."""
    filters = {Kind.DATE: "|date", Kind.TIME: "|time"}
    lines = []
    for path, field in _fields(schema_of(find_document(key)).root):
        name = ".".join(path)
        around = ".".join(path[:-1])
        if field.kind in (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TIME):
            value = f"{{{{ {name}{filters.get(field.kind, '')} }}}}"
            lines.append(f"{{% if {around or name} %}}{{% if {name} %}}{value}{{% endif %}}{{% endif %}}")
    assert len(lines) > 10
    parts = ours(key)
    changed("<w:sectPr", "".join(map(paragraph, lines)) + "<w:sectPr")(parts)
    assert not checked(put(tmp_path, key, parts), key).faults


@pytest.mark.parametrize("key", KEYS)
def test_each_field_that_may_be_empty_is_named(tmp_path: Path, key: str) -> None:
    """Loses: the letter of the one case without a telephone number stops, and all others did not."""
    filters = {Kind.DATE: "|date", Kind.TIME: "|time"}
    root = schema_of(find_document(key)).root
    wanted = [
        (".".join(path), filters.get(field.kind, ""))
        for path, field in _fields(root)
        if field.may_be_missing and field.kind in (Kind.TEXT, Kind.DATE, Kind.TIME)
    ]
    parts = ours(key)
    lines = "".join(paragraph(f"{{{{ {name}{filter_} }}}}") for name, filter_ in wanted)
    changed("<w:sectPr", lines + "<w:sectPr")(parts)
    faults = checked(put(tmp_path, key, parts), key).faults
    assert {fault.id for fault in faults} == {"field-may-be-empty"}
    assert len(faults) >= len(wanted)


@pytest.mark.parametrize(
    ("tag", "wrong"),
    [
        ("{% if event.venue %}{{ event.venue }}{% endif %}", ""),
        ("{% if not event.venue %}x{% else %}{{ event.venue }}{% endif %}", ""),
        ("{% if event.venue is none %}x{% else %}{{ event.venue }}{% endif %}", ""),
        ("{% if event.venue and event.end %}{{ event.venue }}{{ event.end|time }}{% endif %}", ""),
        (
            (
                "{% if event.venue or event.end %}{% if event.venue %}x{% else %}{{ event.end|time }}{% endif %}"
                "{% endif %}"
            ),
            "",
        ),
        ("{% if not (event.venue and event.end) %}x{% else %}{{ event.venue }}{% endif %}", ""),
        ("{% if event.end %}{% elif event.venue %}{{ event.venue }}{% endif %}", ""),
        ("{{ event.venue if event.venue else 'Not known' }}", ""),
        ("{% for one in core_group if one.phone %}{{ one.phone }}{% endfor %}", ""),
        ("{% set place = event.venue %}{% if place %}{{ place }}{% endif %}", ""),
        ("{% for one in core_group %}{{ loop.index }}{{ one.name }}{% endfor %}", ""),
        ("{% if event.was %}{{ event.was|first|date }}{% endif %}", ""),
        ("{{ core_group|map(attribute='name')|listed }}", ""),
        ("{{ core_group|selectattr('attended')|map(attribute='name')|listed }}", ""),
        ("{{ core_group|length }}", ""),
        ("{{ event.venue }}", "field-may-be-empty"),
        ("{% if event.venue or event.end %}{{ event.venue }}{% endif %}", "field-may-be-empty"),
        ("{% if not event.venue %}{{ event.venue }}{% endif %}", "field-may-be-empty"),
        ("{% if event.venue %}{% endif %}{{ event.venue }}", "field-may-be-empty"),
        ("{% for one in core_group if one.phone %}{{ one.role }}{% endfor %}", "field-may-be-empty"),
        ("{% set place = event.venue %}{{ place }}", "field-may-be-empty"),
        ("{{ event.was|first|date }}", "field-may-be-empty"),
        ("{% if event.end > dates.papers_by %}x{% endif %}", "field-may-be-empty"),
        ("{{ core_group|map(attribute='nam')|listed }}", "unknown-field"),
        ("{{ core_group|selectattr('atended')|list|length }}", "unknown-field"),
        ("{% for one in core_group %}{{ one.naem }}{% endfor %}", "unknown-field"),
        ("{% for one in core_group %}{% endfor %}{{ one.name }}", "unknown-field"),
        ("{{ core_group|listed }}", "filter-unfit"),
        ("{{ event.venue|date }}", "filter-unfit"),
        ("{{ event }}", "field-needs-filter"),
        ("{{ decision.proceed }}", "field-needs-filter"),
    ],
)
def test_what_is_known_at_a_place_follows_from_the_conditions_around_it(tmp_path: Path, tag: str, wrong: str) -> None:
    """Loses: a template that is right is refused, or one that fails for some cases is let through."""
    parts = ours("attendance-record")
    changed("<w:sectPr", paragraph(html.escape(tag, quote=False)) + "<w:sectPr")(parts)
    faults = checked(put(tmp_path, "attendance-record", parts), "attendance-record").faults
    assert [fault.id for fault in faults] == ([wrong] if wrong else []), faults
