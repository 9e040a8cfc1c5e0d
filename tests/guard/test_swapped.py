"""A workspace whose papers were swapped between cases, and one whose papers were not."""

from __future__ import annotations

import pytest
from generated_cases import GeneratedCase, generated_workspace

from mas_docs.guard.matching import CaseSearch, Searcher
from mas_docs.names import name_parts

_CASES = 300


def _searches(cases: tuple[GeneratedCase, ...]) -> list[CaseSearch]:
    searcher = Searcher([case.identity for case in cases])
    return [searcher.for_case(case.identity, case.people, ()) for case in cases]


def _ends(name: str) -> tuple[str, str]:
    """First name and surname."""
    return name_parts(name)[0], name_parts(name)[-1]


def _know_the_name(host: GeneratedCase, guest: GeneratedCase) -> bool:
    """Whether a case has a child or a professional of the same name as a child of another one."""
    known = {_ends(name) for name in (*host.people, *(child.name for child in host.identity.children))}
    return any(_ends(child.name) in known for child in guest.identity.children)


@pytest.mark.parametrize("seed", range(11, 17))
def test_a_clean_workspace_raises_no_alarm(seed: int) -> None:
    """Loses: the office learns to override the guard, because it stops packages that are right."""
    cases = generated_workspace(_CASES, seed)
    for case, search in zip(cases, _searches(cases), strict=True):
        for paper in case.papers:
            found = search.search(paper)
            assert not found, (paper[max(found[0].start - 60, 0) : found[0].end + 40], found, case)


@pytest.mark.parametrize("seed", range(21, 27))
def test_every_swapped_paper_is_found(seed: int) -> None:
    """Loses: a family's papers go to another family's professionals, who read them."""
    cases = generated_workspace(_CASES, seed)
    for number, (host, search) in enumerate(zip(cases, _searches(cases), strict=True)):
        guest = cases[(number + 7 * seed) % _CASES]
        if _know_the_name(host, guest):
            continue
        for paper in guest.papers:
            references = {hit.reference for hit in search.search(paper)}
            assert guest.identity.reference in references, (paper, host, guest)


@pytest.mark.parametrize("seed", range(31, 35))
def test_a_swapped_paper_about_a_namesake_is_found_where_it_gives_the_day_of_birth(seed: int) -> None:
    """Loses: of two children of one name, the one's papers go out with the other's."""
    cases = generated_workspace(_CASES, seed)
    plan = 1
    for host, search in zip(cases, _searches(cases), strict=True):
        for guest in cases:
            if guest is not host and _know_the_name(host, guest):
                without_reference = guest.papers[plan].replace(guest.identity.reference, "")
                assert search.search(without_reference), (without_reference, host, guest)
