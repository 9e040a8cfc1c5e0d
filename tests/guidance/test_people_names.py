"""One person, however the name is spelt; and where a text gives a child's name or initials."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.names import gives_initials, initials, name_parts, same_name, same_person, surname


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
@given(name=st.text(max_size=40))
def test_a_name_is_its_own_in_any_case_and_with_any_spaces(name: str) -> None:
    """Somebody would not be recognised for having been entered in capitals or with a space too many."""
    assert same_name(name, f"  {name} ")
    assert name_parts(name) == name_parts(name.casefold())
