"""Our fixed words: what stands in file names, subjects and calendar entries and is nobody's initials."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from mas_docs.board import Board
from mas_docs.case.model import PaperKind
from mas_docs.catalogue import BRIEFING, DOCUMENTS, FACILITATOR_INVITATIONS, INVITATIONS, PAPERS_TO, SUMMARY_PACKAGES
from mas_docs.names import words

_ABBREVIATIONS = frozenset(
    # Of the process, as the guidance and its practice use them.
    {"mas", "cp", "cpr", "cpp", "cpc", "icpc", "rcpc", "cg", "lac", "cin", "iro", "cpo", "ssw", "nai", "dob", "pdf"}
    # Of agencies and posts.
    | {"gp", "hv", "sw", "sn", "ewo", "nhs", "abuhb", "uhb", "camhs", "yos", "yot", "cafcass", "cssiw", "ciw", "estyn"}
    | {"pc", "ds", "di", "dc", "dci", "la", "ss", "csc", "ias", "mash", "marac", "mappa", "ppu", "nspcc", "cpn", "ot"}
    # Of everyday life, addresses and calendars.
    | {"ok", "uk", "gb", "eu", "tv", "it", "am", "pm", "bst", "gmt", "utc", "po", "hq", "rc", "cw", "ymca", "id"}
    | {"faq", "tbc", "tba", "nb", "re", "fw", "fwd", "cc", "sen", "als", "idp", "iep", "pep", "dpo", "gdpr", "sar"}
)


def vocabulary_of(board: Board, reference: str) -> frozenset[str]:
    """The folded words that are no initials: ours, the board's, and the letters of the case's reference."""
    of_board = (board.name, board.short_name, board.marking, board.business_unit.name, *board.area_names)
    return _own_words().union(*(words(text) for text in (*of_board, reference)))


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    return _ABBREVIATIONS.union(chain.from_iterable(words(text) for text in _texts()))


def _texts() -> Iterator[str]:
    """The names and titles of everything that the catalogue makes."""
    for document in DOCUMENTS:
        yield from (document.key, document.title)
    for kind in (BRIEFING, *SUMMARY_PACKAGES, *PAPERS_TO.values(), *INVITATIONS.values()):
        yield from (kind.key, kind.purpose)
    yield from (kind.key for kind in FACILITATOR_INVITATIONS.values())
    yield from (str(kind) for kind in PaperKind)
