"""Telling a family member from a professional by what the case file says they are (guidance 4.4, Appendix 1).

What counts is the word that a phrase is about: `Mother` and `Mother of the child` are family, `Mother and Baby Nurse`
and `Father's Worker` are not. In English that word stands last, before any `of` or `for`; in Welsh it stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from mas_docs.guidance.kin_words import (
    ABBREVIATED,
    ADJECTIVES,
    AFTER_A_NAME,
    ASIDE,
    ATTRIBUTES,
    BEFORE_A_NAME,
    CARERS,
    CHILD_IN_NEED,
    CHURCH,
    CLIENTS,
    COUPLE,
    DASHES,
    FAMILY_AS_AGENCY,
    FOSTER,
    FRIENDS,
    GRADE,
    HEALTH,
    HOUSEHOLD,
    JOINED_BY_HYPHEN,
    JOINT,
    KIN,
    KIN_CARING,
    LOOSE,
    MEMBER_OF_FAMILY,
    MOTHER_AND_BABY,
    NURSING,
    OFFICIAL_GUARDIAN,
    PARTNERS,
    PERHAPS,
    POST_ENDINGS,
    POSTS,
    PREPOSITION,
    SERVICES,
    SPELT_OUT,
    TOO_MUCH_A_NAME,
    WARD,
    WELSH_KIN,
    WELSH_POSTS,
    WORKS_WITH,
)
from mas_docs.names import folded


class Kinship(StrEnum):
    """What a role says about somebody."""

    PROFESSIONAL = "professional"
    FAMILY = "family"
    PERHAPS = "perhaps family"
    FOSTER_CARER = "foster carer"


def kinship(role: str | None, agency: str = "") -> Kinship:
    """What somebody's role, and their agency, say about them.

    Args:
        role: their role or title as the case file has it; None says nothing.
        agency: where they work; `Family` there is family whatever the role.

    Returns:
        `FAMILY` for whoever must not be written to; `PERHAPS` and `FOSTER_CARER` for whoever needs a second look.
    """
    found = _of_agency(_plain(agency))
    if found is Kinship.FAMILY:
        return found
    phrase = CHILD_IN_NEED.sub("", _plain(role or "").strip("()[]-: ")).strip()
    if not phrase:
        return found
    if MEMBER_OF_FAMILY.fullmatch(phrase):
        return Kinship.FAMILY
    of_role = _of_phrase(phrase, folded(agency))
    if of_role is Kinship.PROFESSIONAL and PERHAPS.search(phrase):
        return Kinship.PERHAPS
    return found if of_role is Kinship.PROFESSIONAL else of_role


def kinship_of_name(name: str) -> Kinship:
    """What a name itself says: `Carys's mother`, `Aunty Jean`, `Mrs Jones (grandmother)`; most names say nothing."""
    plain = _plain(name)
    described = re.fullmatch(rf"(?:(?:the|my|his|her|their) )?({KIN.pattern})(?: (?:of|to|y) .*)?", plain)
    if described or HOUSEHOLD.fullmatch(plain) or _describes_family(name, plain):
        return Kinship.FAMILY
    if re.search(r"['\u2019]s? [\w-]+$", name) and _is_kin(plain):
        return Kinship.PERHAPS if re.match(r"(?:st|saint)\b", plain) else Kinship.FAMILY
    beside = BEFORE_A_NAME.fullmatch(plain) or AFTER_A_NAME.fullmatch(plain)
    if beside and beside[1] not in {"nana", "mama", "papa"}:
        return Kinship.FAMILY
    return Kinship.PERHAPS if beside or COUPLE.fullmatch(plain) else Kinship.PROFESSIONAL


def _describes_family(name: str, plain: str) -> bool:
    """Whether what is added to a name says that it is a relative's; `Jones, Nan` gives a first name after its comma."""
    asides = [text for groups in ASIDE.findall(plain) for text in groups if text]
    after_comma = _plain(name.partition(",")[2])
    if after_comma and after_comma not in TOO_MUCH_A_NAME:
        asides.append(after_comma)
    return any(_of_phrase(aside, "") is Kinship.FAMILY for aside in asides if aside != "children")


def _plain(text: str) -> str:
    """Text folded, with single spaces, abbreviations without full stops, and no hyphen between `birth` and `mother`."""
    phrase = DASHES.sub("-", " ".join(folded(text).split()))
    phrase = SPELT_OUT.sub(lambda match: re.sub(r"[. ]", "", match[0]), phrase)
    return JOINED_BY_HYPHEN.sub(lambda match: match[0] if re.fullmatch(GRADE, match[1]) else f"{match[1]} ", phrase)


def _of_agency(agency: str) -> Kinship:
    """What an agency says: one that consists of kin words alone is the family's."""
    tokens = _tokens(agency)
    kin = [token for token in tokens if KIN.fullmatch(token)]
    only_kin = kin and set(tokens) <= {*kin, *ADJECTIVES, "and"}
    several_loose = "and" in tokens and set(kin) <= LOOSE
    if FAMILY_AS_AGENCY.fullmatch(agency) or (only_kin and not several_loose):
        return Kinship.FAMILY
    household = re.fullmatch(r"(?:the )?([\w-]+) family", agency)
    return Kinship.PERHAPS if household and household[1] not in LOOSE else Kinship.PROFESSIONAL


def _of_phrase(phrase: str, agency: str) -> Kinship:
    parts = _joined(ASIDE.sub("", phrase))
    if not parts or _names_a_service(parts):
        return Kinship.PROFESSIONAL
    first, others = parts[0], parts[1:]
    asides = [text for groups in ASIDE.findall(phrase) for text in groups if text]
    if _is_kin(first):
        return _of_relative(first, others, asides, agency)
    if _head(first) in CARERS or first.startswith("gofalwr"):
        return _of_carer(first, [*others, *_added(asides)], agency)
    if _is_partner_or_friend(first, phrase):
        return Kinship.FAMILY if _head(first) in PARTNERS else Kinship.PERHAPS
    if _is_strict(token for token in _tokens(first)[:1] if token not in LOOSE) and not _is_post(first):
        return Kinship.PERHAPS
    return _of_additions(first, [*others, *_added(asides)])


def _added(asides: list[str]) -> list[str]:
    """The parts of what stands in brackets or after a dash, unless it names a service: `(mother and baby)`."""
    others = (
        aside for aside in asides if not MOTHER_AND_BABY.fullmatch(aside) and not _names_a_service(_joined(aside))
    )
    return [part for aside in others for part in _joined(aside)]


def _of_relative(first: str, others: list[str], asides: list[str], agency: str) -> Kinship:
    """A phrase about a relative; some posts are called by a relative's name."""
    tokens, head = _tokens(first), _head(first)
    if FOSTER & set(tokens):
        return Kinship.FOSTER_CARER
    on_ward = any(WARD & set(_tokens(text)) for text in (*others, *asides))
    if head in ("sister", "sisters") and (NURSING & set(tokens) or on_ward):
        return Kinship.PROFESSIONAL
    if tokens == ["sister"] and HEALTH.search(agency):
        return Kinship.PERHAPS
    if tokens in (["sister"], ["brother"], ["father"], ["mother"]) and CHURCH.search(agency):
        return Kinship.PERHAPS
    if head in LOOSE and any(_is_post(other) for other in others):
        return Kinship.PROFESSIONAL
    unclear = (
        head in ("family", "child", "children", "baby", "babies") and not set(_phrase_head(first)[:-1]) <= ADJECTIVES
    )
    return Kinship.PERHAPS if unclear else Kinship.FAMILY


def _of_carer(first: str, added: list[str], agency: str) -> Kinship:
    tokens = set(_tokens(first))
    if tokens & FOSTER:
        return Kinship.FOSTER_CARER
    if tokens & KIN_CARING or any(_is_kin(part) and _head(part) not in LOOSE for part in added):
        return Kinship.FAMILY
    official = tokens & OFFICIAL_GUARDIAN or ("cafcass" in agency and "guardian" in tokens)
    return Kinship.PROFESSIONAL if official else Kinship.PERHAPS


def _of_additions(first: str, added: list[str]) -> Kinship:
    """What is added after a comma, a dash or in brackets: `Teaching Assistant (aunt)` needs a second look."""
    relatives = [part for part in added if _is_kin(part) and _head(part) not in LOOSE]
    if not relatives:
        return Kinship.PROFESSIONAL
    of_somebody = any(PREPOSITION.search(part) for part in relatives)
    if set(_tokens(first)) & SERVICES or _works_with_families(first):
        clients = all(_head(part) in CLIENTS for part in relatives)
        return Kinship.PROFESSIONAL if clients and not of_somebody else Kinship.PERHAPS
    return Kinship.FAMILY if of_somebody or not _is_post(first) else Kinship.PERHAPS


def _works_with_families(first: str) -> bool:
    """Whether a part is the full title of a post that works with families: `Probation Officer`, but not `Nurse`."""
    head = _head(first)
    return head in WORKS_WITH and (len(_tokens(first)) > 1 or head in ABBREVIATED)


def _is_partner_or_friend(first: str, phrase: str) -> bool:
    """Whether it is about a relative's partner, or about a friend; a partner in a practice is neither."""
    head = _head(first)
    if head in PARTNERS:
        return _is_strict(token for token in _tokens(phrase) if token not in ("family", "child"))
    return head in FRIENDS


def _names_a_service(parts: list[str]) -> bool:
    """Whether the parts are one post's name: `Mother and Baby Nurse`, `Child & Adolescent Psychiatrist`."""
    if not parts[1:] or _is_kin(parts[-1]) or _head(parts[-1]) in CARERS:
        return False
    return _tokens(parts[1])[0] in ATTRIBUTES


def _is_kin(part: str) -> bool:
    tokens = _phrase_head(part)
    if tokens[:1] and tokens[0] in WELSH_POSTS:
        return False
    if tokens[-2:] in (["young", "person"], ["family", "member"], ["family", "members"]):
        return True
    return bool(tokens and KIN.fullmatch(tokens[-1])) or _is_kin_in_welsh(part)


def _is_kin_in_welsh(part: str) -> bool:
    """Whether a Welsh phrase is about a relative: there the word stands first (`Mam y plentyn`)."""
    tokens = _tokens(part)
    if tokens[:1] and tokens[0] in ("y", "yr", "ei", "eu"):
        tokens = tokens[1:]
    if not tokens or not WELSH_KIN.fullmatch(tokens[0]) or _is_post(part):
        return False
    return tokens[0] not in LOOSE or tokens[1:2] in ([], ["y"], ["yr"])


def _is_strict(tokens: Iterable[str]) -> bool:
    return any(KIN.fullmatch(token) for token in tokens)


def _is_post(part: str) -> bool:
    """Whether a part is about a post: `Support Worker`, `Psychologist`, `GP`."""
    head = _head(part)
    if not head or KIN.fullmatch(head) or head in CARERS or head in ("member", "other"):
        return False
    return head in POSTS or head.endswith(POST_ENDINGS)


def _head(part: str) -> str:
    tokens = _phrase_head(part)
    return tokens[-1] if tokens else ""


def _phrase_head(part: str) -> list[str]:
    """The words before the first preposition, without adjectives that follow: `Aunt (maternal)` is about an aunt."""
    tokens = _tokens(PREPOSITION.split(part)[0])
    while len(tokens) > 1 and tokens[-1] in ADJECTIVES:
        tokens.pop()
    return tokens


def _joined(text: str) -> list[str]:
    return [part for part in JOINT.split(text) if _tokens(part)]


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text)
