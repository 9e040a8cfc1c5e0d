"""What packages are made of: each source is searched, once as long as it stays as it is, for every case anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from fictional import BOARD, case
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_making import office, paragraph, pdf_with_words, word_part

from mas_docs.case.model import Case
from mas_docs.errors import RefusedError
from mas_docs.guard import readings
from mas_docs.guard.guard import Content, Guard, identity_of
from mas_docs.guard.identities import ChildIdentity, Identity
from mas_docs.guard.judging import Source
from mas_docs.guard.reading import MemberReader, MemberText

OWN = case()
OTHER = "MAS-2026-914"
STRANGER = "Ffion Llewelyn-Parry"
"""A child of the other case."""

THIRD = case(
    reference="MAS-2026-915",
    children=[
        {
            "name": "Gwenno Baskerville",
            "date_of_birth": "2020-02-03",
            "registered": "2025-08-20",
            "categories": ["neglect"],
        }
    ],
)
IDENTITIES = (
    identity_of(OWN),
    Identity((OTHER,), (ChildIdentity(STRANGER, date(2018, 5, 6)),)),
    identity_of(THIRD),
)
HARMLESS = "The Core Group agreed to meet again."


class Counted(MemberReader):
    """A reader that knows what it has read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_so_far: list[bytes | Path] = []

    def read(self, name: str, content: bytes | Path, passwords: Sequence[str] = ()) -> MemberText:
        """Read, and remember it."""
        self.read_so_far.append(content)
        return super().read(name, content, passwords)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What the guard reads by."""
    counted = Counted()
    monkeypatch.setattr("mas_docs.guard.guard.MemberReader", lambda: counted)
    return counted


@pytest.fixture
def guard(reader: Counted) -> Iterator[Guard]:
    """The guard of a workspace of three cases."""
    assert reader is not None
    with Guard(IDENTITIES, BOARD) as made:
        yield made


@pytest.fixture(scope="module")
def lasting() -> Iterator[Guard]:
    """One for many examples, with the memory of all of them."""
    with Guard(IDENTITIES, BOARD) as made:
        yield made


def found(guard: Guard, content: Content, of: Case = OWN) -> tuple[str, ...]:
    """The places and references that are told of a file with this content."""
    examined = guard.of_case(of).examine("letter.docx", content)
    return tuple(f"{mention.place}: {mention.reference}" for mention in examined.foreign)


def template(text: str = "", **parts: str) -> bytes:
    """A Word template with this text."""
    return office(word__document=word_part("document", f"<w:body>{paragraph(HARMLESS + text)}</w:body>"), **parts)


def file_with(folder: Path, content: str | bytes, name: str = "source") -> Path:
    """A file, which others write as well."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("place", range(5))
def test_a_name_in_any_source_is_found(guard: Guard, tmp_path: Path, place: int) -> None:
    """Loses: a package is refused no more, because what it was put together from was searched instead of it."""
    text = [HARMLESS] * 5
    text[place] = f"{HARMLESS} {STRANGER} was there."
    paper, made = file_with(tmp_path, pdf_with_words(text[2]), "a"), file_with(tmp_path, text[3], "b")
    sources: tuple[Source, ...] = (text[0], text[1], paper, made, template(text[4]))
    for _ in range(2):
        (told,) = found(guard, sources)
        assert told.startswith(f"part {place + 1} of what it is made of, ")
        assert told.endswith(OTHER)
    with pytest.raises(RefusedError) as refused:
        guard.of_case(OWN).refuse(guard.of_case(OWN).examine("letter.docx", sources))
    assert STRANGER not in str(refused.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"customXml__item1": f"<notes>{STRANGER}</notes>"},
        {"docProps__core": f"<title>{STRANGER}</title>"},
        {"word__charts__chart1": f"<c><v>{STRANGER}</v></c>"},
        {"word__embeddings__object1_dot_docx": template(STRANGER)},
        {"word__glossary__document": word_part("document", f"<w:body>{paragraph(STRANGER)}</w:body>")},
    ],
)
def test_what_a_template_holds_for_good_is_found_in_every_case(guard: Guard, parts: dict[str, str]) -> None:
    """Loses: the name of a child that somebody left in a template goes out with every letter of every other case."""
    sources = (HARMLESS, template(**parts))
    for of in (OWN, THIRD, OWN, THIRD):
        assert [told.rpartition(": ")[2] for told in found(guard, sources, of)] == [OTHER]


def test_a_template_with_an_own_child_is_found_in_other_cases(guard: Guard) -> None:
    """Loses: a template is taken for harmless because the first case that used it is the one that it names."""
    sources = (HARMLESS, template(" Gwenno Baskerville"))
    assert found(guard, sources, THIRD) == ()
    assert found(guard, sources, OWN) != ()
    assert found(guard, sources, THIRD) == ()
    assert found(guard, sources, OWN) != ()


def test_a_file_is_read_once_as_long_as_it_stays_as_it_is(guard: Guard, reader: Counted, tmp_path: Path) -> None:
    """Loses: a thousand cases take ten times as long, because each paper is read again for each copy."""
    paper, form = file_with(tmp_path, HARMLESS), template()
    for of in (OWN, THIRD):
        for _ in range(3):
            assert found(guard, ("Dear all", paper, form), of) == ()
    assert reader.read_so_far == [paper, form]


@pytest.mark.parametrize("how", ["written", "replaced", "times set back"])
def test_a_paper_that_changes_after_it_was_examined_is_searched_again(guard: Guard, tmp_path: Path, how: str) -> None:
    """Loses: another family's paper, put in the place of one that was examined, travels unseen."""
    before, after = f"{HARMLESS} {'x' * len(STRANGER)}", f"{HARMLESS} {STRANGER}"
    paper = file_with(tmp_path, before)
    assert found(guard, paper) == ()
    times = paper.stat()
    if how == "replaced":
        file_with(tmp_path, after, "another").replace(paper)
    else:
        file_with(tmp_path, after)
    if how == "times set back":
        os.utime(paper, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert found(guard, paper) == (f"line 1: {OTHER}",)


def test_what_could_not_be_read_is_tried_again_and_told_each_time(guard: Guard, reader: Counted) -> None:
    """Loses: a paper that a busy computer did not get to read is passed unread for the rest of the run."""
    broken = b"%PDF-1.7 and nothing else"
    for _ in range(2):
        assert guard.of_case(OWN).examine("plan.pdf", broken).unsearchable
    assert reader.read_so_far == [broken, broken]


def test_no_more_is_kept_than_a_few_cases_take(
    reader: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: the memory of a batch, which grows with each paper until the machine ends it."""
    monkeypatch.setattr(readings, "MOST_KEPT", 3 * len(HARMLESS))
    papers = [file_with(tmp_path, HARMLESS + " " * number, str(number)) for number in range(6)]
    kept = readings.Readings(reader)
    for paper in papers:
        kept.of(paper)
    kept.of(papers[-1])
    assert len(reader.read_so_far) == len(papers)
    kept.of(papers[0])
    assert len(reader.read_so_far) == len(papers) + 1
    reader.close()


def test_whom_a_source_introduces_is_known_in_all_of_the_package_and_in_no_other(guard: Guard, tmp_path: Path) -> None:
    """Loses: papers about a mother of a child's name are stopped; or, from then on, nothing of that child is."""
    introducing = f"Re: Iolo Pritchard, DOB 2 November 2021\nPresent: {STRANGER} (mother), Lewis Hart"
    naming = file_with(tmp_path, f"{STRANGER} rang on Monday.", "naming")
    of = guard.of_case(OWN)
    for _ in range(2):
        both = of.examine_all([("a.docx", (introducing,), ()), ("b.txt", naming, ())])
        assert [examined.references for examined in both] == [(), ()]
        assert of.examine("pack.pdf", (introducing, naming)).references == ()
        assert of.examine("b.txt", naming).references == (OTHER,)


def test_the_name_of_a_file_says_whose_it_is(guard: Guard) -> None:
    """Loses: a paper that only its name says to be the case's own introduces nobody, and is stopped by mistake."""
    introducing, naming = f"Present: {STRANGER} (father), Lewis Hart.".encode(), f"{STRANGER} rang.".encode()
    for name, expected in ((f"{OWN.reference} minutes.txt", ()), ("minutes.txt", (OTHER,))):
        files = [(name, introducing, ()), ("note.txt", naming, ())]
        assert guard.of_case(OWN).examine_all(files)[1].references == expected


def test_a_corrected_case_is_judged_as_it_is_now(guard: Guard) -> None:
    """Loses: what the case file permits since it was corrected is refused still; or what it permits no more passes."""
    permitting = case(mentions_allowed=[OTHER])
    for of, expected in ((OWN, [OTHER]), (permitting, []), (OWN, [OTHER])):
        examined = guard.of_case(of).examine("letter.docx", (STRANGER,))
        assert [mention.reference for mention in examined.foreign] == expected


_FILLER = st.lists(st.sampled_from([HARMLESS, "Lewis Hart", "Carys Anwen Pritchard", "17 April 2019", "Mother:", "\n"]))


@settings(deadline=None)  # the first file waits for the process that reads it
@given(before=_FILLER, after=_FILLER, others=st.lists(_FILLER, max_size=4), data=st.data())
def test_where_among_many_sources_it_stands_makes_no_difference(
    lasting: Guard, before: list[str], after: list[str], others: list[list[str]], data: st.DataObject
) -> None:
    """Loses: a name is found in one source and lost in another, or the second time that its source comes by."""
    named = "\n\n".join((*before, f"Child: {STRANGER}, born 6 May 2018.", *after))
    at = data.draw(st.integers(0, len(others)))
    sources: list[Source] = ["\n\n".join(other) for other in others]
    sources.insert(at, named if data.draw(st.booleans()) else named.encode())
    first, again = found(lasting, tuple(sources)), found(lasting, tuple(sources))
    assert first == again
    assert any(told.endswith(OTHER) for told in first)
