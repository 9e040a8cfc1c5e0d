"""Templates without faults: ours, and the same as Word, LibreOffice and people's habits leave them."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest
from checking_templates import KEYS, checked, findings_of, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_files import BODY, ENGLISH, changed, ours, put

_TEXT = re.compile(
    r'<w:r>(?P<look><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t xml:space="preserve">(?P<words>[^<]{2,})</w:t></w:r>'
)
_BETWEEN = (
    "",
    '<w:proofErr w:type="spellStart"/>',
    '<w:bookmarkStart w:id="9" w:name="_Goback"/><w:bookmarkEnd w:id="9"/>',
)
_OFTEN = 0.2
_SMART = '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place">{}</w:smartTag>'


def test_ours_have_no_fault() -> None:
    """Loses: nobody reads a list that complains of what is right."""
    assert not told(findings_of(None))


def _as_word_leaves_it(xml: str, seed: int) -> str:
    """Text split over runs at any place, with Word's marks between them, and the ids of who saved it when."""
    chance = random.Random(seed)  # noqa: S311 - a drawn number for each of hundreds of places would take minutes

    def split(found: re.Match[str]) -> str:
        words = found["words"]
        at = chance.randint(1, len(words) - 1)
        if re.search(r"&\w*$", words[:at]):
            at = 1 if not words.startswith("&") else len(words)
        look = found["look"] or ""
        one, other = (
            f'<w:r w:rsidR="00A{number}77EE">{look}<w:t xml:space="preserve">{piece}</w:t></w:r>'
            for number, piece in enumerate((words[:at], words[at:]))
        )
        between = chance.choice(_BETWEEN)
        smart = chance.random() < _OFTEN and not re.search("[{}%]", one)
        return (_SMART.format(one) if smart else one) + between + (other if words[at:] else "")

    return _TEXT.sub(split, xml).replace("<w:p>", '<w:p w:rsidR="00AA11BB" w:rsidRDefault="00AA11BB">')


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_what_word_does_to_a_file_is_no_fault(tmp_path: Path, key: str, seed: int) -> None:
    """Loses: a template is refused for what Word does by itself: splitting a tag, marking a spelling, adding ids."""
    parts = ours(key)
    assert len(_TEXT.findall(parts[BODY].decode())) > 10
    parts[BODY] = _as_word_leaves_it(parts[BODY].decode(), seed).encode()
    assert not told(fault.finding(key) for fault in checked(put(tmp_path, key, parts), key).faults)


def test_curly_quotes_in_a_tag_are_no_fault(tmp_path: Path) -> None:
    """Loses: Word makes quotation marks curly while one types, and the template is refused for it."""
    parts = ours("facilitators-agenda")
    changed(
        'rejectattr("status", "eq", "enclosed")', "rejectattr(\u201cstatus\u201d, \u2018eq\u2019, \u201cenclosed\u201d)"
    )(parts)
    assert not checked(put(tmp_path, "facilitators-agenda", parts), "facilitators-agenda").faults


def test_a_curly_apostrophe_in_the_guidances_words_is_no_fault(tmp_path: Path) -> None:
    """Loses: a form is refused because Word turned an apostrophe."""
    parts = ours("appendix-3")
    changed("Facilitator's Comments", "Facilitator\N{RIGHT SINGLE QUOTATION MARK}s Comments")(parts)
    assert not checked(put(tmp_path, "appendix-3", parts), "appendix-3").faults


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our templates as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("saved-again")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(ENGLISH / f"{key}.docx") for key in KEYS]
    way = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)]
    subprocess.run(["soffice", profile, "--headless", *way, *files], check=True, capture_output=True, timeout=110)
    return folder


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("key", KEYS)
def test_what_libreoffice_saves_is_no_fault_and_makes_every_document(saved_again: Path, key: str) -> None:
    """Loses: an office that edits in LibreOffice cannot use its templates. The check makes the documents too."""
    assert not told(fault.finding(key) for fault in checked(saved_again / f"{key}.docx", key).faults)
