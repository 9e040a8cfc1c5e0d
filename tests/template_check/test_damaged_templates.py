"""Templates in which anything may be missing: the check says what it can, and never ends with a defect."""

from __future__ import annotations

import random
from pathlib import Path

from checking_templates import KEYS, checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from word_files import BODY, Parts, ours, put

from mas_docs.template_check.faults import KINDS
from mas_docs.template_check.marking import marked

_PARTS = (BODY, BODY, "word/styles.xml", "word/settings.xml", "word/header1.xml", "[Content_Types].xml")
_RELATED = "word/_rels/document.xml.rels"


def _damage(parts: Parts, name: str, chance: random.Random) -> None:
    """Take an element out, take an attribute away, write nonsense into one, or move an element."""
    root = etree.fromstring(parts[name])
    inner = [found for found in root.iter("*") if found is not root]
    if not inner:
        return
    one, other = chance.choice(inner), chance.choice(inner)
    match chance.randint(0, 3):
        case 0:
            one.getparent().remove(one)
        case 1 if one.attrib:
            del one.attrib[chance.choice(sorted(one.attrib))]
        case 2 if one.attrib:
            one.set(chance.choice(sorted(one.attrib)), chance.choice(["", "x", "-1", "{{ x", "9" * 30]))
        case _:
            if one not in (other, *other.iterancestors()):
                other.append(one)
    parts[name] = etree.tostring(root)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(KEYS), name=st.sampled_from((*_PARTS, _RELATED)), seed=st.integers(0, 2**32))
def test_a_damaged_template_never_ends_the_run(tmp_path: Path, key: str, name: str, seed: int) -> None:
    """Loses: one file that another program wrote badly hides the faults of all others behind "a defect of mas-docs"."""
    parts = ours(key)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(chance.randint(1, 5)):
        _damage(parts, name, chance)
    found = checked(put(tmp_path, key, parts), key)
    assert {fault.id for fault in found.faults} <= set(KINDS)
    if found.file is not None:
        assert marked(found.file, found.faults)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_that_are_changed_never_end_the_run(tmp_path: Path, data: st.DataObject) -> None:
    """Loses: as above, for a file that was damaged on its way."""
    content = bytearray(put(tmp_path, "venue-request", ours("venue-request")).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.docx"
    path.write_bytes(bytes(content))
    assert {fault.id for fault in checked(path, "venue-request").faults} <= set(KINDS)


_PIECES = (
    *("{{", "}}", "{%", "%}", " ", "if ", "for ", "x in ", "endif", "endfor", "else", "p ", "tr ", "event.venue"),
    *("|date", "actions", "case", "(", ")", "[0]", "'", ".", "==", "not ", "and ", "{", "}", "#", "set a = ", "\u201c"),
)
_TAGS = st.lists(st.sampled_from(_PIECES), max_size=14)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_TAGS, min_size=1, max_size=3))
def test_any_tags_are_read_or_told(tmp_path: Path, lines: list[list[str]]) -> None:
    """Loses: as above, for a tag that somebody wrote as nobody thought of."""
    parts = ours("summary-filing-note")
    text = parts[BODY].decode()
    for line in lines:
        text = text.replace("<w:sectPr", f"<w:p><w:r><w:t>{''.join(line)}</w:t></w:r></w:p><w:sectPr", 1)
    parts[BODY] = text.encode()
    assert {fault.id for fault in checked(put(tmp_path, "note", parts), "summary-filing-note").faults} <= set(KINDS)
