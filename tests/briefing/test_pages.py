"""Our own pages of a pack: everything a facilitator needs is on them, in its place, and nothing on the cover."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fictional import BOARD, case, person

from mas_docs.briefing import pages as pages_module
from mas_docs.briefing.contents import BoundPaper, Edition
from mas_docs.briefing.covers import covers, strips
from mas_docs.briefing.pages import OwnPages, shared_pages
from mas_docs.briefing.timeline import conferences, timeline
from mas_docs.case.model import Case
from mas_docs.documents.pdf_text import read_pdf
from mas_docs.documents.typesetting import typeset
from mas_docs.errors import ExitCode, TemplateError
from mas_docs.guidance.wording import APPENDIX_4_SECTIONS, APPENDIX_4_TITLE, RETENTION

MADE_ON = dt.date(2026, 12, 8)
FIRST = Edition(1, MADE_ON)
SECOND = Edition(2, MADE_ON, dt.date(2026, 12, 7), before_number=1)
COVER = 1
FOOT = 34.0
MM = 72 / 25.4


def papers(*kinds: str, **more: Any) -> list[dict[str, Any]]:
    """Entries of a case file for papers that are there."""
    return [
        {"kind": kind, "date": f"2026-0{at + 1}-15", "file": f"papers/{at}.pdf", **more}
        for at, kind in enumerate(kinds)
    ]


def words_on(content: bytes) -> list[str]:
    """The text of each page, its white space made single."""
    return [" ".join(page.split()) for page in read_pdf(content).pages]


def part_words(own: OwnPages, key: str) -> str:
    """The text of one part."""
    part = next(part for part in own.parts if part.key == key)
    return " ".join(words_on(own.pdf)[part.page : part.after + 1])


def letters(content: bytes) -> Iterator[tuple[Any, tuple[float, float, float, float]]]:
    """Each page with the box of each of its letters, in points."""
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                if text.get_text_range(at, 1).strip():
                    yield page, text.get_charbox(at)


def heavy_case() -> Case:
    """A case as large and as wordy as its format allows."""
    long_line = ("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Joint Agency-for-Everything " * 6)[:420]
    child = {"date_of_birth": "2015-01-02", "categories": ["neglect", "emotional"]}
    return case(
        children=[
            {"name": f"Ffion{at} of a Very Long Family Name {at}", "registered": f"2025-{at % 9 + 1:02}-20", **child}
            for at in range(12)
        ],
        decision={"proceed": "true", "grounds": ["stuck", "drift"], "rationale": "It has\n\nstopped. " * 300},
        core_group=[
            person(f"Person{at} {'W' * at * 5} Name", long_line, role="Health Visitor", coming="true")
            for at in range(30)
        ],
        event={"date": "2026-12-17", "venue": long_line},
        papers=papers(*["core-group-minutes"] * 9, title="A title " * 40),
    )


def test_each_part_is_where_the_contents_page_says() -> None:
    """Loses: one's way in a pack of eighty pages."""
    bound = [BoundPaper(0, 7, "PDF"), BoundPaper(1, 12, "Word document, converted to PDF")]
    listed = papers("initial-conference-minutes", "child-protection-plan")
    own = shared_pages(case(papers=listed), BOARD, bound, FIRST)
    assert [part.key for part in own.parts][:6] == [
        "contents",
        "your-part",
        "overview",
        "timeline",
        "people",
        "session-guide",
    ]
    assert [part.paper for part in own.parts if part.paper is not None] == [0, 1]
    contents, in_papers = part_words(own, "contents"), 0
    for part in own.parts[1:]:
        assert part.title in words_on(own.pdf)[part.page]
        number = COVER + part.page + in_papers + 1
        row = contents.split(part.title.removeprefix("Paper "), 1)[1]
        assert f" {number} " in f"{row} "[:60]
        in_papers += sum(paper.pages for paper in bound if paper.place == part.paper)


def test_entries_of_the_contents_page_jump_to_their_parts() -> None:
    """Loses: the way from the contents to a paper by one press."""
    own = shared_pages(case(), BOARD, [BoundPaper(0, 3, "PDF")], FIRST)
    with pikepdf.open(BytesIO(own.pdf)) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        named = {str(name): place for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        targets = {places[named[str(link.Dest)][0].objgen] for link in pdf.pages[0].Annots}
    assert targets == {part.page for part in own.parts if part.key != "contents"}


def test_what_is_new_outstanding_missing_or_left_out_is_said_in_words() -> None:
    """Loses: a facilitator's knowledge of what they have not been given, and of what to read again."""
    listed = [
        *papers("core-group-minutes", "child-protection-plan"),
        {"kind": "core-group-minutes", "date": "2026-12-03", "outstanding": "true", "expected": "2026-12-09"},
    ]
    own = shared_pages(case(papers=listed), BOARD, [BoundPaper(0, 3, "picture", new=True)], SECOND)
    contents = part_words(own, "contents")
    assert "Core Group minutes, 15 January 2026. New since the first edition" in contents
    assert contents.count("Missing \u2013") == 3, "initial and review minutes are not listed; the plan was left out"
    assert "Outstanding, expected 9 December 2026" in contents
    outstanding = next(part for part in own.parts if "Outstanding" in part.title)
    assert "This pack will be made again when it arrives." in part_words(own, outstanding.key)
    assert outstanding.paper is None
    assert "Second edition" in contents


def test_a_divider_says_what_follows() -> None:
    """Loses: what a paper is, of when, from what it was made and how long it is."""
    listed = papers("other", title="School attendance chart")
    own = shared_pages(case(papers=listed), BOARD, [BoundPaper(0, 1, "picture", new=True)], SECOND)
    divider = part_words(own, next(part.key for part in own.parts if part.paper == 0))
    for said in (
        "School attendance chart",
        "15 January 2026",
        "Picture",
        "Pages 1",
        "Since the first edition, of 7 December 2026",
    ):
        assert said in divider
    assert "What follows is bound whole." in divider


def test_the_case_stands_at_a_glance() -> None:
    """Loses: who the children are, and why the case is here."""
    own = shared_pages(case(), BOARD, [], FIRST)
    words = part_words(own, "overview")
    for said in (
        "Carys Anwen Pritchard",
        "17 April 2019",
        "Since 20 August 2025, for the first time",
        "Neglect and emotional",
        "Reached on 20 November 2026",
        "Cases where registration has continued past the point of 15 months.",
        "The plan has not moved.",
        "Fourth conference (1.1, 4.2): reached.",
    ):
        assert said in words
    people = part_words(own, "people")
    for said in ("Tom & Jo's Lead, Ms J. <Jo> Adeyemi", "Rhian Cole", "Mair Havard", "No reply yet", "business.unit@"):
        assert said in people


def test_the_session_guide_is_appendix_4_letter_for_letter() -> None:
    """Loses: the guidance's own words at the event."""
    words = part_words(shared_pages(case(), BOARD, [], FIRST), "session-guide")
    position = words.index(APPENDIX_4_TITLE)
    for section in APPENDIX_4_SECTIONS:
        for said in (section.heading, *section.points, *section.boxes):
            position = words.index(said, position)


def test_conferences_are_numbered_only_where_all_are_known() -> None:
    """Loses: the truth about which conference a day was."""
    known = {"date": "2026-11-20", "number": "3", "earlier": ["2026-05-01", "2025-08-20"]}
    assert [held.ordinal for held in conferences(case(conference=known))] == ["first", "second", "third"]
    assert [held.date.year for held in conferences(case(conference=known))] == [2025, 2026, 2026]
    assert [held.ordinal for held in conferences(case(conference=known | {"number": "4"}))] == ["", "", "fourth"]


def test_the_line_of_time_is_to_scale_and_has_every_date() -> None:
    """Loses: the sense of how long things took, or a date."""
    line = timeline(case(next_meeting={"kind": "core-group", "date": "2027-01-14"}), BOARD, MADE_ON)
    first, last = line.points[0].date, line.points[-1].date
    for point in line.points:
        assert point.share == pytest.approx((point.date - first).days / (last - first).days)
    kinds = {happening.kind for point in line.points for happening in point.happenings}
    assert kinds == {"registered", "conference", "fifteen-months", "made", "deadline", "event", "next-meeting"}
    assert len({point.date for point in line.points}) == len(line.points)
    assert [tick.year for tick in line.ticks if tick.year] == [2026, 2027]


@pytest.mark.parametrize("made", [case, heavy_case])
def test_no_label_of_the_line_of_time_lies_on_another(made: Any) -> None:
    """Loses: dates that can be read where many fall into one month."""
    own = shared_pages(made(), BOARD, [], FIRST)
    place = next(part.page for part in own.parts if part.key == "timeline")
    heights: list[float] = []
    with pypdfium2.PdfDocument(own.pdf) as document:
        text = document[place].get_textpage()
        for point in timeline(made(), BOARD, MADE_ON).points:
            found = text.search(f"{point.date.day} {point.date:%B} {point.date.year}", match_case=True).get_next()
            assert found is not None
            heights.append(text.get_charbox(found[0])[1])
    assert all(above - below > 12 for above, below in pairwise(heights)), "each stands a line below the one before"


@pytest.mark.parametrize("made", [case, heavy_case])
def test_every_letter_is_within_its_page_and_clear_of_the_foot(made: Any) -> None:
    """Loses: words beyond the paper's edge, or under the mark of the pack."""
    bound = [BoundPaper(0, 3, "PDF")]
    for page, (left, bottom, right, top) in letters(shared_pages(made(), BOARD, bound, FIRST).pdf):
        width, height = page.get_size()
        assert left >= 15 * MM
        assert right <= width - 15 * MM
        assert FOOT <= bottom <= top <= height - 10 * MM


def test_a_cover_gives_what_its_holder_needs_and_never_a_child() -> None:
    """Loses: where to be and when, or a child's name on a desk for all to see."""
    told = case(event={"date": "2026-12-17", "start": "10:00", "venue": "Tŷ Penallta", "facilitators_meet": "9:15"})
    (made,) = covers(told, BOARD, ["Rhian Cole"], SECOND, 83)
    cover, mark = words_on(made.pdf)
    for said in (
        BOARD.name,
        BOARD.motto.cy,
        "Multi-Agency Supervision",
        "MAS-2026-014",
        "Thursday 17 December 2026",
        "10:00",
        "9:15",
        "Tŷ Penallta",
        "Copy for Rhian Cole",
        "Second edition, made on 8 December 2026",
        "83 pages",
        RETENTION,
        "01495 000 111",
    ):
        assert said in cover
    assert mark == "OFFICIAL-SENSITIVE · Copy for Rhian Cole"
    for child in told.children:
        for told_of in (*child.name.split(), "C. A. P.", "I. P.", "2019", "2021"):
            assert told_of not in cover


def test_a_cover_cannot_name_a_child(tmp_path: Path) -> None:
    """Loses: the promise of the cover, to a template that an office has edited."""
    own_templates = edited(tmp_path, "cover", "# Pack\n{% for child in children %}{{ child.initials }}{% endfor %}")
    with pytest.raises(TemplateError, match="`children`"):
        covers(case(), BOARD, ["Rhian Cole"], FIRST, 9, own_templates=own_templates)


@pytest.mark.parametrize("event", [None, {"date": "2026-12-17"}, {"date": "2026-12-17", "venue": "W" * 500}])
@pytest.mark.parametrize("holder", ["Rhian Cole", "W" * 500])
def test_a_cover_is_one_page_and_its_mark_stays_in_the_strip(event: dict[str, str] | None, holder: str) -> None:
    """Loses: the rest of a long venue, or the page numbers under a long name."""
    content = covers(case(event=event), BOARD, [holder], FIRST, 83)[0].pdf
    with pikepdf.open(BytesIO(content)) as pdf:
        sizes = [[float(side) for side in page.mediabox[2:]] for page in pdf.pages]
    assert sizes == [pytest.approx([210 * MM, 297 * MM], abs=0.1), pytest.approx([170 * MM, 5 * MM], abs=0.1)]
    for page, (left, bottom, right, top) in letters(content):
        width, height = page.get_size()
        assert 0 <= left <= right <= width
        assert 0 <= bottom <= top <= height


def test_a_strip_for_each_page_says_which_it_is(tmp_path: Path) -> None:
    """Loses: the number of a page that somebody holds in their hand."""
    made = words_on(strips(83).pdf)
    assert made == [f"Pack page {number} of 83" for number in range(1, 84)]
    with pytest.raises(TemplateError, match="one item for each page"):
        strips(83, own_templates=edited(tmp_path, "numbers", "- Page"))


def edited(folder: Path, name: str, text: str) -> Path:
    """A folder of the office's own templates, where one has this text."""
    template = folder / "text" / "en" / "pack" / f"{name}.txt"
    template.parent.mkdir(parents=True)
    template.write_text(text, encoding="utf-8")
    return folder


def test_an_office_may_write_its_own_words(tmp_path: Path) -> None:
    """Loses: a board's own wording of its pack."""
    own_templates = edited(tmp_path, "people", "# Pwy yw pwy\n\n{{ social_worker.name }} leads.")
    own = shared_pages(case(), BOARD, [], FIRST, own_templates=own_templates)
    assert part_words(own, "people") == "Pwy yw pwy Siân O'Brien leads."
    assert "Pwy yw pwy" in part_words(own, "contents")


@pytest.mark.parametrize("text", ["Words\n\n# Late", "# One\n\n# Two", "No title", "# {{ '' }}"])
def test_a_part_begins_with_one_title(tmp_path: Path, text: str) -> None:
    """Loses: the pages of a part, which would be counted with another's."""
    with pytest.raises(TemplateError) as failure:
        shared_pages(case(), BOARD, [], FIRST, own_templates=edited(tmp_path, "people", text))
    assert failure.value.exit_code is ExitCode.TEMPLATE
    assert "people.txt" in str(failure.value)


def test_a_value_that_typesetting_loses_stops_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a name that never reached the pack, with nobody to notice."""
    genuine = typeset

    def careless(layout: str, data: dict[str, Any]) -> bytes:
        parts = [
            part | {"blocks": shorter(part["blocks"])} if part["key"] == "people" else part for part in data["parts"]
        ]
        return genuine(layout, data | {"parts": parts})

    def shorter(blocks: Any) -> list[Any]:
        return [*blocks[:-1], replace(blocks[-1], rows=blocks[-1].rows[:-1])]

    monkeypatch.setattr(pages_module, "typeset", careless)
    with pytest.raises(TemplateError) as failure:
        shared_pages(case(), BOARD, [], FIRST)
    assert "people.txt" in str(failure.value)
    assert "`member.name`" in str(failure.value)


def test_what_a_case_says_is_never_code_and_always_shown() -> None:
    """Loses: a word of the case to the engine, or a name to an empty box without anybody being told."""
    code = '#eval("x") *b* _i_ $x$ @ref <lab> `raw` // c {{ 7*7 }} "q" -- ...'
    own = shared_pages(
        case(
            social_worker=person(code, "| a | b | :room 6: ** x"),
            children=[
                {"name": name, "date_of_birth": "2019-04-17", "registered": "2025-08-20", "categories": ["neglect"]}
                for name in ("ŵŷ Łucja e\u0301", "مرحبا بك", "\u202eevil\u202c 王")
            ],
            decision={"proceed": "true", "rationale": "# not a title\n\n- not an item\n| not | a row |"},
        ),
        BOARD,
        [],
        FIRST,
    )
    assert code in part_words(own, "people")
    assert "# not a title - not an item | not | a row |" in part_words(own, "overview")
    assert "[U+202E]evil[U+202C] [U+738B]" in part_words(own, "overview")
    assert own.unshown == ("\u202c", "\u202e", "王")


def test_the_same_case_gives_the_same_bytes() -> None:
    """Loses: that an unchanged pack can be seen to be unchanged."""
    bound = [BoundPaper(0, 3, "PDF")]
    assert shared_pages(case(), BOARD, bound, FIRST) == shared_pages(case(), BOARD, bound, FIRST)
    assert covers(case(), BOARD, ["R"], FIRST, 9) == covers(case(), BOARD, ["R"], FIRST, 9)


def test_awkward_words_stand_on_the_pages_or_are_refused_with_the_case(corpus: Path | None) -> None:
    """Loses: a pack that cannot be made because of what somebody wrote, or what they wrote."""
    strings = (
        json.loads((corpus / "naughty-strings.json").read_text("utf-8")) if corpus else ["{{ 7 * 7 }} #eval <b> $x$"]
    )
    written = [string for string in strings if _can_be_written(string)]
    for start in range(0, len(written), 40):
        batch = [{"kind": "other", "title": string, "outstanding": True} for string in written[start : start + 40]]
        own = shared_pages(case(papers=batch), BOARD, [], FIRST)
        assert len(own.parts) == len(shared_pages(case(papers=[]), BOARD, [], FIRST).parts) + len(batch)


def _can_be_written(title: str) -> bool:
    try:
        case(papers=[{"kind": "other", "title": title, "outstanding": True}])
    except ValueError:
        return False
    return True
