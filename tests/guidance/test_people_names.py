"""One person, however the name is spelt; and where a text gives a child's name or initials."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.names import (
    bears_name,
    gives_initials,
    initials,
    name_parts,
    names_child,
    nearly_names_child,
    perhaps_same_person,
    same_name,
    same_person,
    surname,
)

SAME = [
    "Nia Watts (HV)",
    "Nia Watts [HV]",
    "Nia Watts (Team Manager",
    "Nia Watts - HV",
    "Nia Watts \u2013 Health Visitor",
    "Nia Watts, Health Visitor",
    "Nia Watts, RGN",
    "Nia Watts RGN",
    "Nia Watts MBE",
    "PC 1234 Nia Watts",
    "Sister Nia Watts",
    "Watts Nia",
    "Watts, Nia",
    "Watts, Nia (HV)",
    "Watts, Nia, RGN",
    "Ni\u200ba Watts",
    "Nia Mair Watts, RGN",
]
ALIKE = ["N. Watts", "N Watts", "N. M. Watts", "Watts, N.", "Nia Watts-Jones", "Nia Watts Jones", "Mrs Watts", "Nia"]
DIFFERENT = [
    "Nia Jones",
    "Nina Watts",
    "J. Watts",
    "Sian Watts",
    "Jo Watts-Rees",
    "Sian Rees (Nia Watts's team)",
    "Jo Rees, Nia Ward",
    "",
    "-",
]


@pytest.mark.parametrize("rank", ["DS", "DC", "DI", "DCI", "PC", "Sgt", "Insp", "Supt", "Supt.", "dc"])
def test_a_police_rank_is_no_part_of_a_name(rank: str) -> None:
    """An officer named with the rank in one place only would pass for somebody else, and be independent of the case."""
    assert same_name(f"{rank} Rhian Cole", "Rhian Cole")
    assert same_name(f"Cole, {rank} Rhian", "Rhian Cole")
    assert same_person(f"{rank} Rhian Cole", "Rhian Mair Cole")
    assert surname(f"{rank} Rhian Cole") == "cole"


def test_what_may_be_a_first_name_stays_one() -> None:
    """A child called Di would be looked for by the surname alone, and every namesake take part in the alarm."""
    assert name_parts("Di Jones") == ("di", "jones")
    assert not same_name("Di Jones", "Jones")
    assert name_parts("DC") == ("dc",)


def test_initials_are_those_of_all_names_and_of_the_first_and_last() -> None:
    """A venue or a reference would give the child away by the two letters that everybody uses."""
    assert initials("Carys Anwen Pritchard") == {"cap", "cp"}
    assert initials("Carys") == frozenset()
    assert gives_initials("Room for C. P.", "Carys Anwen Pritchard")
    assert not gives_initials("cp", "Carys Anwen Pritchard")


@settings(deadline=None, max_examples=200)
@given(name=st.text(st.characters(exclude_characters="\u0345", exclude_categories=["Cs"]), max_size=40))
def test_a_name_is_its_own_in_any_case_and_with_any_spaces(name: str) -> None:
    """Somebody would not be recognised for having been entered in capitals or with a space too many."""
    assert same_name(name, f"  {name} ")
    assert name_parts(name) == name_parts(name.casefold())


@pytest.mark.parametrize("entry", SAME)
def test_what_is_written_around_a_name_makes_no_other_person(entry: str) -> None:
    """A manager would facilitate for their own practitioner because one entry has a degree beside the name."""
    assert same_person(entry, "Nia Watts")
    assert same_person("Nia Watts", entry)


@pytest.mark.parametrize("entry", ALIKE)
def test_names_that_may_be_one_persons(entry: str) -> None:
    """An initial would hide a manager; or everybody with that initial be refused."""
    assert perhaps_same_person(entry, "Nia Watts")
    assert perhaps_same_person("Nia Watts", entry)
    assert not same_person(entry, "Nia Watts")


@pytest.mark.parametrize("entry", DIFFERENT)
def test_different_people_stay_different(entry: str) -> None:
    """Every facilitator would be under suspicion, and the warning soon be read by nobody."""
    assert not perhaps_same_person(entry, "Nia Watts")


def test_posts_in_common_make_nobody_the_same() -> None:
    """Two health visitors of one surname would pass for one."""
    assert not perhaps_same_person("Nia Watts, Health Visitor", "Ann Watts, Health Visitor")
    assert not perhaps_same_person("Nia Watts (Team Manager)", "Sian Rees (Team Manager)")
    assert not perhaps_same_person("Nia Watts - HV", "Sian Rees - HV")


def test_middle_names_tell_people_apart_and_initials_do_not() -> None:
    """`Nia M Watts` would pass for somebody else than Nia Mair Watts, or namesakes could never be told apart."""
    assert perhaps_same_person("Nia Mair Watts", "Nia M Watts")
    assert not perhaps_same_person("Nia Mair Watts", "Nia Jane Watts")


def test_a_childs_name_is_borne_in_any_entry_but_not_with_a_middle_name_more() -> None:
    """A letter would be addressed to the child for a bracket's sake, or a namesake never be invited."""
    assert bears_name("Carys Pritchard (child)", "Carys Anwen Pritchard")
    assert bears_name("Pritchard, Carys (Year 3)", "Carys Anwen Pritchard")
    assert not bears_name("David Rhys Jones", "David Jones")


@pytest.mark.parametrize(
    "text",
    [
        "Carys M. Pritchard",
        "to Carys and Iolo Pritchard.",
        "Carys & Iolo Pritchard's plan",
        "Carys a Iolo Pritchard",
        "Carys, Mari and Iolo Pritchard",
    ],
)
def test_a_child_is_named_with_something_between(text: str) -> None:
    """Brothers and sisters named together would slip through."""
    assert nearly_names_child(text, "Carys Anwen Pritchard")
    assert not names_child(text, "Carys Anwen Pritchard")


def test_a_text_that_holds_both_words_apart_names_nobody() -> None:
    """Every mention of a namesake would raise the alarm."""
    assert not nearly_names_child("Carys spoke to Mrs Pritchard", "Carys Pritchard")
    assert not nearly_names_child("Carys", "Carys")


@pytest.mark.parametrize("text", ["Osian Vaughan-Tate", "Vaughan-Tate, Osian", "Osian Rhodri Vaughan-Tate"])
def test_a_double_surname_is_found_without_the_middle_name(text: str) -> None:
    """Children with a double-barrelled surname would be protected by their full names only."""
    assert names_child(text, "Osian Rhodri Vaughan-Tate")
    assert names_child(text, "Vaughan-Tate, Osian Rhodri (Oz)")


@settings(deadline=None, max_examples=200)
@given(one=st.text(max_size=30), other=st.text(max_size=30))
def test_likeness_is_mutual(one: str, other: str) -> None:
    """A manager would be found or not by which of the two is asked."""
    assert same_person(one, other) == same_person(other, one)
    assert perhaps_same_person(one, other) == perhaps_same_person(other, one)
    nearly_names_child(one, other)
