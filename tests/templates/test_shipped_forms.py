"""Appendix 2, 3 and 4 as they are made: the guidance's words, real fields, nothing that is not known."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from shipped_templates import (
    CASES,
    ENGLISH,
    FULL,
    JO,
    LARGE,
    LONG,
    THIN,
    Package,
    blank,
    controls,
    label_cells,
    made,
    text_of,
    w,
)

from mas_docs.catalogue import State
from mas_docs.guidance import wording

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_STATES = [(state, name) for state in State for name in (CASES if state is not State.BLANK else {"": None})]


def _form(key: str, state: State, name: str) -> Package:
    return blank(key) if state is State.BLANK else made(key, CASES[name], state)


def _words(form: Package) -> list[str]:
    """All cells up to the table of actions, which continues a completed summary (guidance 4.9)."""
    cells = label_cells(form.body)
    return cells[: cells.index("Action") - 1] if "Action" in cells else cells


def _headings(form: Package) -> list[str]:
    styles = ("Title", "Heading1")
    found = []
    for paragraph in form.body.iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        if style is not None and style.get(w("val")) in styles:
            found.append(text_of(paragraph))
    return found


def _lines(control: Any) -> list[str]:
    return text_of(control).splitlines()


def _ticked(form: Package, end: str) -> bool:
    control = controls(form.body)[end]
    checked = control.find(f"{w('sdtPr')}/{W14}checkbox/{W14}checked").get(f"{W14}val")
    assert text_of(control) == {"1": "☒", "0": "☐"}[checked]
    return bool(checked == "1")


@pytest.mark.parametrize(("state", "name"), _STATES)
def test_appendix_2_has_the_guidances_words_in_every_state(state: State, name: str) -> None:
    """A participant would answer another question than the guidance asks."""
    numbered = [
        cell for number, question in enumerate(wording.APPENDIX_2_QUESTIONS, 1) for cell in (f"{number}.", question)
    ]
    barriers = numbered.index(wording.APPENDIX_2_QUESTIONS[2])
    expected = [*wording.APPENDIX_2_LABELS, *numbered[: barriers + 1], "Yes No", *numbered[barriers + 1 :]]
    form = _form("appendix-2", state, name)
    assert _words(form) == expected
    assert _headings(form) == [wording.MULTI_AGENCY_SUPERVISION, wording.APPENDIX_2_TITLE]


@pytest.mark.parametrize(("state", "name"), _STATES)
def test_appendix_3_has_the_guidances_words_in_every_state(state: State, name: str) -> None:
    """A facilitator would report on something else than the guidance asks."""
    rows = [cell for row in wording.APPENDIX_3_ROWS for cell in (f"{row.number}.", row.text, row.answer) if cell]
    form = _form("appendix-3", state, name)
    assert _words(form) == [*rows, *wording.APPENDIX_3_CLOSING]
    assert _headings(form)[:2] == [wording.MULTI_AGENCY_SUPERVISION, wording.APPENDIX_3_TITLE]


@pytest.mark.parametrize(("state", "name"), [found for found in _STATES if found[0] is not State.COMPLETED])
def test_appendix_4_has_the_guidances_words_and_boxes(state: State, name: str) -> None:
    """The session would follow another model than the guidance suggests."""
    form = _form("appendix-4", state, name)
    assert label_cells(form.body) == list(wording.APPENDIX_4_BOXES)
    assert _headings(form) == [wording.APPENDIX_4_TITLE, *(part.heading for part in wording.APPENDIX_4_SECTIONS)]
    points = [point for part in wording.APPENDIX_4_SECTIONS for point in part.points]
    assert [line for line in text_of(form.body).splitlines() if line in points] == points


def test_the_words_overleaf_are_in_italics() -> None:
    """The guidance sets them so; without it they read as a part of the question."""
    italic = [
        "".join(text.text for text in run.iter(w("t")))
        for run in blank("appendix-2").body.iter(w("r"))
        if run.find(f"{w('rPr')}/{w('i')}") is not None
    ]
    assert italic == ["(continue overleaf if applicable)"]


@pytest.mark.parametrize("key", ["appendix-2", "appendix-3", "appendix-4"])
def test_a_blank_form_has_empty_fields_and_belongs_to_no_case(key: str) -> None:
    """A form laid out for anybody would carry the reference of somebody's case, or words nobody wrote."""
    form = blank(key)
    boxes = ("barriers_yes", "barriers_no", "attended_yes", "attended_no")
    for end, control in controls(form.body).items():
        assert text_of(control).strip() == ("☐" if end in boxes else "")
    assert b"MAS-2026" not in b"".join(form.parts.values())


def test_a_prefilled_form_knows_the_participant_and_asks_the_rest() -> None:
    """Participants would write what the office knows, or find somebody's answers."""
    filled = {
        end: text_of(control).strip()
        for end, control in controls(made("appendix-2", FULL, State.PREFILLED).body).items()
        if text_of(control).strip() not in {"", "☐"}
    }
    assert filled == {
        "area": "Caerphilly",
        "date": "17 December 2026",
        "facilitators": "Rhian Cole and Owen Beddoe",
        "name": "Dr Angharad Price",
        "agency": "Aneurin Bevan University Health Board",
        "job_role": "Health Visitor",
    }


def test_a_completed_feedback_form_keeps_every_answer_and_leaves_open_what_is_open() -> None:
    """An answer with a blank line, an ampersand or an angle bracket would be cut; an empty one would be filled."""
    form = made("appendix-2", FULL, State.COMPLETED)
    found = controls(form.body)
    assert _lines(found["most_useful"]) == LONG.split("\n")
    assert text_of(found["name"]) == JO
    assert text_of(found["barriers_comment"]) == "Parking."
    assert (_ticked(form, "barriers_yes"), _ticked(form, "barriers_no")) == (True, False)
    for empty in ("improve", "take_away", "final_comments"):
        assert text_of(found[empty]) == ""


def test_a_completed_summary_says_who_was_missing_and_what_is_to_be_done() -> None:
    """Row 2 would contradict the attendance record, or the actions of guidance 4.9 would be left out."""
    form = made("appendix-3", FULL, State.COMPLETED)
    found = controls(form.body)
    assert (_ticked(form, "attended_yes"), _ticked(form, "attended_no")) == (False, True)
    assert text_of(found["missing_agencies"]) == "Education"
    assert text_of(found["reasons"]) == "Education: Sick leave"
    assert text_of(found["returned_on"]) == "29 December 2026"
    assert "Actions set" in _headings(form)
    assert label_cells(form.body)[-4:] == ["2", "Agree who tells the children", "To be agreed", "To be agreed"]


def test_a_summary_without_actions_has_no_table_of_them() -> None:
    """An empty table reads as if something had been lost."""
    assert "Actions set" not in _headings(made("appendix-3", THIN, State.COMPLETED))


@pytest.mark.parametrize("key", ["appendix-2", "appendix-3"])
@pytest.mark.parametrize("name", CASES)
def test_no_child_and_no_reference_stands_in_the_text_of_a_form(key: str, name: str) -> None:
    """The forms carry no child's name; the reference is in the hidden tag and on the page's foot alone."""
    form = made(key, CASES[name], State.COMPLETED)
    assert "Pritchard" not in text_of(form.body)
    assert "MAS-2026-014" not in text_of(form.body)
    assert next(form.body.iter(w("tag"))).get(w("val")).startswith(f"{key}/1/MAS-2026-014/")


@pytest.mark.parametrize("key", ["appendix-2", "appendix-3"])
def test_the_fields_are_of_the_kind_that_their_answer_is(key: str) -> None:
    """A date could not be picked, or an answer of two paragraphs not be written."""
    found = controls(blank(key).body)
    kinds = {end: [part.tag.rpartition("}")[2] for part in control.find(w("sdtPr"))] for end, control in found.items()}
    for end in {"date", "signed_on", "returned_on"} & set(kinds):
        assert "date" in kinds[end]
    for end in {"most_useful", "improve", "barriers_comment", "discussion", "comments", "reasons"} & set(kinds):
        assert "richText" in kinds[end]
        assert found[end].getparent().tag == w("tc")
    for end in {"name", "agency", "signed_by", "local_authority"} & set(kinds):
        assert "text" in kinds[end]


@pytest.mark.needs("soffice")
def test_the_blank_forms_fit_on_two_pages(tmp_path: Path) -> None:
    """A form that runs to a third page comes back without it."""
    files = []
    for key in ("appendix-2", "appendix-3"):
        for state, package in (("blank", blank(key)), ("prefilled", made(key, LARGE, State.PREFILLED))):
            files.append(tmp_path / f"{key}-{state}.docx")
            _write(files[-1], package)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    for file in files:
        with pikepdf.open(file.with_suffix(".pdf")) as pdf:
            assert len(pdf.pages) == 2, file.name


def _write(path: Path, package: Package) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        for name, content in package.parts.items():
            archive.writestr(name, content)


def test_a_template_opens_in_a_common_library_too() -> None:
    """An office that reads its forms with other tools would not get at the questions."""
    from docx import Document

    document = Document(str(ENGLISH / "appendix-2.docx"))
    cells = [" ".join(cell.text.split()) for table in document.tables for row in table.rows for cell in row.cells]
    assert set(wording.APPENDIX_2_QUESTIONS) <= set(cells)
