"""The guidance's words, compared letter for letter with the guidance (`guidance.txt`, the published text)."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest

from mas_docs.case.model import Ground
from mas_docs.guidance import wording
from mas_docs.guidance.roles import Role
from mas_docs.resources import templates_folder

GUIDANCE = " ".join(
    re.sub(r"</?\w+>|\*+", "", (Path(__file__).parent / "guidance.txt").read_text(encoding="utf-8")).split()
)
SENTENCES = [
    wording.AIM,
    wording.SUPERVISION,
    wording.FOCUS,
    wording.PROFESSIONALS_ONLY,
    wording.COURT,
    wording.INDEPENDENCE,
    wording.PAPERS,
    wording.FACILITATORS_MEET,
    wording.ACTIONS_RETURN,
    wording.COPY_OF_SUMMARY,
    wording.TRANSFER,
    wording.RETENTION,
]
WITHIN_SENTENCES = (Ground.FIFTEEN_MONTHS, Ground.OTHER)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_are_the_guidances(sentence: str) -> None:
    """A letter would put words into the guidance's mouth."""
    assert sentence in GUIDANCE


@pytest.mark.parametrize("ground", list(Ground))
def test_grounds_are_the_guidances(ground: Ground) -> None:
    """The conference minutes would give a ground that 1.3 does not name."""
    phrase = wording.GROUNDS[ground]
    if ground in WITHIN_SENTENCES:
        phrase = phrase[0].lower() + phrase[1:].removesuffix(".")
    assert phrase in GUIDANCE


def _appendix(number: int) -> str:
    return GUIDANCE.split(f"APPENDIX {number} ")[-1].split(f" APPENDIX {number + 1} ")[0]


def test_appendix_2_is_whole() -> None:
    """A participant would be asked something else, or one question less."""
    title, *table = [wording.APPENDIX_2_TITLE, *wording.APPENDIX_2_LABELS]
    questions = [f"{number}. {text}" for number, text in enumerate(wording.APPENDIX_2_QUESTIONS, start=1)]
    head = f"{wording.MULTI_AGENCY_SUPERVISION.upper()} {title.upper()}"
    assert _appendix(2) == " ".join([head, *table, *questions])


def test_appendix_3_is_whole() -> None:
    """The facilitators' summary would lack a row, or ask for something else."""
    rows = [f"{row.number}. {row.text} {row.answer}".strip() for row in wording.APPENDIX_3_ROWS]
    head = f"{wording.MULTI_AGENCY_SUPERVISION.upper()} {wording.APPENDIX_3_TITLE}"
    found = _appendix(3).replace("----|---|--", "").replace("---- --- --", "")
    assert " ".join(found.split()) == " ".join([head, *rows, *wording.APPENDIX_3_CLOSING])


def test_appendix_4_is_whole() -> None:
    """The session guide would lack a point or a box."""
    parts = [wording.APPENDIX_4_TITLE]
    for section in wording.APPENDIX_4_SECTIONS:
        parts += [section.heading, *(f"- {point}" for point in section.points), *section.boxes]
    assert _appendix(4) == " ".join(parts)


QUOTED_IN = {
    wording.AIM: ("invitation", "invitation-moved"),
    wording.FOCUS: ("invitation", "invitation-moved"),
    wording.PROFESSIONALS_ONLY: ("invitation", "invitation-moved"),
    wording.COURT: ("invitation", "invitation-moved", "facilitator-invitation", "attendance-record"),
    wording.INDEPENDENCE: ("facilitator-invitation",),
    wording.ACTIONS_RETURN: ("actions-line-manager", "actions-core-group", "actions-conference"),
    wording.COPY_OF_SUMMARY: ("summary-filing-note",),
    wording.TRANSFER: ("papers-checklist",),
    wording.RETENTION: ("facilitator-invitation", "debrief-record"),
}


@pytest.mark.parametrize(("sentence", "templates"), QUOTED_IN.items())
def test_templates_hold_the_same_words(sentence: str, templates: tuple[str, ...]) -> None:
    """A letter would quote the guidance in other words than the guidance has."""
    for name in templates:
        with zipfile.ZipFile(templates_folder() / "word" / "en" / f"{name}.docx") as template:
            document = template.read("word/document.xml").decode("utf-8")
        assert sentence in html.unescape(re.sub(r"<[^>]+>", "", document)).replace("\u2019", "'"), name


def test_the_coordinators_title_is_never_shortened() -> None:
    """In the Wales Safeguarding Procedures a plan's "co-ordinator" is the Social Worker: a mix-up of two posts."""
    assert Role.COORDINATOR.title == "Child Protection Coordinator"
    assert all(role.title for role in Role)
