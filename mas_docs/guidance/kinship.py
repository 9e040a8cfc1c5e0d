"""Telling a family member from a professional by what the case file says they are (guidance 4.4, Appendix 1).

What counts is the word that a phrase is about: `Mother` and `Mother of the child` are family, `Mother and Baby Nurse`
and `Father's Worker` are not. In English that word stands last, before any `of` or `for`; in Welsh it stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from mas_docs.names import folded


class Kinship(StrEnum):
    """What a role says about somebody."""

    PROFESSIONAL = "professional"
    FAMILY = "family"
    PERHAPS = "perhaps family"
    FOSTER_CARER = "foster carer"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GRADE = r"(?:(?:great|step|grand|half|god|ex|co)-?)*"
_ENGLISH = (
    r"(?:mother|father|mum|mummy|mam|mom|dad|daddy|parent|brother|sister|sibling|son|daughter|child|aunt|auntie|aunty"
    r"|uncle|cousin|nephew|niece|husband|wife|spouse|boyfriend|girlfriend|fiancee?|twin|relative)s?"
)
_GRANDPARENT = r"(?:gran|granny|grannie|nan|nana|nanna|grandad|grandpa|grandma|bampi|bampy)s?"
_WELSH = (
    r"mam|fam|tad|rhiant|riant|rhieni|rieni|nain|taid|daid|mam-?gu|fam-?gu|tad-?cu|dad-?cu|chwaer|brawd|frawd"
    r"|modryb|fodryb|ewythr|cefnder|gefnder|cyfnither|gyfnither|llysfam|llystad|plentyn|blentyn|teulu|deulu"
    r"|perthynas|berthynas"
)
_KIN = re.compile(rf"{_GRADE}{_ENGLISH}(?:-in-law)?|{_GRANDPARENT}|{_WELSH}|family|kin")
_WELSH_KIN = re.compile(_WELSH)

_LOOSE = _words("child family parent parents sibling siblings relative relatives teulu plentyn")
"""Words that the names of many posts begin with: `Child and Educational Psychologist`, `Parent and Community Lead`."""

_ATTRIBUTES = _words(
    "baby babies child children childrens infant infants toddler toddlers family families newborn perinatal adolescent "
    "young parent parents father fathers mother mothers carer carers community babi"
)
"""What follows `Mother and`, `Child and` in the name of a post."""

_ADJECTIVES = _words(
    "the a my his her their own maternal paternal birth biological adoptive elder eldest older oldest younger youngest "
    "big little extended wider immediate subject deceased y yr ei eu"
)
_CARERS = _words("carer carers caregiver guardian guardians adopter adopters gofalwr")
_FRIENDS = _words("friend friends neighbour neighbours")
_KIN_CARING = _words("kinship family relative kin")
_OFFICIAL_GUARDIAN = _words("childrens litem court")
_FOSTER = _words("foster maeth")
_NURSING = _words(
    "ward nursing nurse senior junior charge theatre clinical community lead deputy specialist district staff hospital "
    "unit department outpatient night day midwifery paediatric"
)
_HEALTH = re.compile(r"\b(?:health|hospital|nhs|iechyd|ysbyty)\b")
_CHURCH = re.compile(r"\b(?:church|parish|diocese|eglwys)\b")

_POSTS = _words(
    "nurse midwife lead head gp police constable sergeant senco alnco services service support link advocate clerk "
    "chair coach unit centre team therapy liaison staff secretary chief deputy champion"
)
_WELSH_POSTS = _words("gweithiwr nyrs athro athrawes swyddog meddyg ymwelydd seicolegydd cydlynydd therapydd")
"""Welsh posts, which stand first: `Swyddog Teulu` is an officer."""

_POST_ENDINGS = ("ist", "ian", "er", "or", "ant")

_MEMBER_OF_FAMILY = re.compile(r"members? of (?:\w+ ){0,2}family|aelod or teulu|next of kin|person ifanc")
_PERHAPS = re.compile(
    r"parental responsibility|famil(?:y|ies) representative|friend of (?:the )?family|\bnanny$|^partner$"
)
_PREPOSITION = re.compile(r"(?<![\w-])(?:of|to|for|with|in|from|at|on|by)(?![\w-])")
_CHILD_IN_NEED = re.compile(r"\b(?:in need|at risk|looked after)\b ?")
"""A child's standing, which says nothing about who is meant."""

_JOINT = re.compile(r"\s*(?:[,;/&+|]|\band\b)\s*")
_ASIDE = re.compile(r"\(([^)]*)\)?|\[([^\]]*)\]?|\s[-\u2013\u2014]+\s(.*)|:\s(.*)")

_FAMILY_AS_AGENCY = re.compile(
    r"(?:(?:the|own|birth|extended|maternal|paternal|immediate|wider|childs|child's|y|n/a|none) )*"
    r"(?:family(?: members?| home)?|teulu|mother|father|mum|dad|parents?|relatives?|grandparents?|rhieni|rhiant)"
    r"(?: of .*)?"
)


def kinship(role: str | None, agency: str = "") -> Kinship:
    """What somebody's role, and their agency, say about them.

    Args:
        role: their role or title as the case file has it; None says nothing.
        agency: where they work; `Family` there is family whatever the role.

    Returns:
        `FAMILY` for whoever must not be written to; `PERHAPS` and `FOSTER_CARER` for whoever needs a second look.
    """
    if _FAMILY_AS_AGENCY.fullmatch(" ".join(folded(agency).split())):
        return Kinship.FAMILY
    phrase = " ".join(folded(role or "").split()).strip("()[]-: ")
    phrase = _CHILD_IN_NEED.sub("", phrase).strip()
    if not phrase:
        return Kinship.PROFESSIONAL
    if _MEMBER_OF_FAMILY.fullmatch(phrase):
        return Kinship.FAMILY
    found = _of_phrase(phrase, folded(agency))
    return Kinship.PERHAPS if found is Kinship.PROFESSIONAL and _PERHAPS.search(phrase) else found


def kinship_of_name(name: str) -> Kinship:
    """What a name itself says: `Carys's mother`, `Mrs Pritchard (grandmother)`; an ordinary name says nothing."""
    plain = " ".join(folded(name).split())
    asides = re.findall(r"\(([^)]*)\)?", plain)
    described = re.fullmatch(rf"(?:(?:the|my|his|her|their) )?({_KIN.pattern})(?: (?:of|to|y) .*)?", plain)
    owned = re.search(r"['\u2019]s? [\w-]+$", name) and _is_kin(plain)
    if described or owned or any(_is_kin(aside) for aside in asides):
        return Kinship.FAMILY
    return Kinship.PROFESSIONAL


def _of_phrase(phrase: str, agency: str) -> Kinship:
    parts = _joined(_ASIDE.sub("", phrase))
    if not parts or _names_a_service(parts):
        return Kinship.PROFESSIONAL
    first, others = parts[0], parts[1:]
    if _is_kin(first):
        return _of_relative(first, others, agency)
    if _head(first) in _CARERS or first.startswith("gofalwr"):
        return _of_carer(first)
    if _is_partner_or_friend(first, phrase):
        return Kinship.FAMILY if _head(first).endswith(("partner", "partners")) else Kinship.PERHAPS
    if _is_strict(token for token in _tokens(first)[:1] if token not in _LOOSE) and not _is_post(first):
        return Kinship.PERHAPS
    asides = [text for groups in _ASIDE.findall(phrase) for text in groups if text]
    return _of_additions(first, others, asides)


def _of_relative(first: str, others: list[str], agency: str) -> Kinship:
    """A phrase about a relative; some posts are called by a relative's name."""
    tokens, head = _tokens(first), _head(first)
    if _FOSTER & set(tokens):
        return Kinship.FOSTER_CARER
    if head in ("sister", "sisters") and _NURSING & set(tokens):
        return Kinship.PROFESSIONAL
    if tokens == ["sister"] and _HEALTH.search(agency):
        return Kinship.PERHAPS
    if tokens in (["sister"], ["brother"], ["father"], ["mother"]) and _CHURCH.search(agency):
        return Kinship.PERHAPS
    if head in _LOOSE and any(_is_post(other) for other in others):
        return Kinship.PROFESSIONAL
    unclear = head in ("family", "child") and not set(_phrase_head(first)[:-1]) <= _ADJECTIVES
    return Kinship.PERHAPS if unclear else Kinship.FAMILY


def _of_carer(first: str) -> Kinship:
    tokens = set(_tokens(first))
    if tokens & _FOSTER:
        return Kinship.FOSTER_CARER
    if tokens & _KIN_CARING:
        return Kinship.FAMILY
    return Kinship.PROFESSIONAL if tokens & _OFFICIAL_GUARDIAN else Kinship.PERHAPS


def _of_additions(first: str, others: list[str], asides: list[str]) -> Kinship:
    """What is added after a comma, a dash or in brackets: `Teaching Assistant (aunt)` needs a second look."""
    added = [*others, *(part for aside in asides if not _names_a_service(_joined(aside)) for part in _joined(aside))]
    relatives = [part for part in added if _is_kin(part) and _head(part) not in _LOOSE]
    if not relatives:
        return Kinship.PROFESSIONAL
    of_somebody = any(_PREPOSITION.search(part) for part in relatives)
    return Kinship.FAMILY if of_somebody or not _is_post(first) else Kinship.PERHAPS


def _is_partner_or_friend(first: str, phrase: str) -> bool:
    """Whether it is about a relative's partner, or about a friend; a partner in a practice is neither."""
    head = _head(first)
    if head in ("partner", "partners", "ex-partner"):
        return _is_strict(token for token in _tokens(phrase) if token not in ("family", "child"))
    return head in _FRIENDS


def _names_a_service(parts: list[str]) -> bool:
    """Whether the parts are one post's name: `Mother and Baby Nurse`, `Child & Adolescent Psychiatrist`."""
    if not parts[1:] or _is_kin(parts[-1]) or _head(parts[-1]) in _CARERS:
        return False
    return _tokens(parts[1])[0] in _ATTRIBUTES


def _is_kin(part: str) -> bool:
    tokens = _phrase_head(part)
    if tokens[:1] and tokens[0] in _WELSH_POSTS:
        return False
    if tokens[-2:] in (["young", "person"], ["family", "member"], ["family", "members"]):
        return True
    return bool(tokens and _KIN.fullmatch(tokens[-1])) or _is_kin_in_welsh(part)


def _is_kin_in_welsh(part: str) -> bool:
    """Whether a Welsh phrase is about a relative: there the word stands first (`Mam y plentyn`)."""
    tokens = _tokens(part)
    if tokens[:1] and tokens[0] in ("y", "yr", "ei", "eu"):
        tokens = tokens[1:]
    if not tokens or not _WELSH_KIN.fullmatch(tokens[0]) or _is_post(part):
        return False
    return tokens[0] not in _LOOSE or tokens[1:2] in ([], ["y"], ["yr"])


def _is_strict(tokens: Iterable[str]) -> bool:
    return any(_KIN.fullmatch(token) for token in tokens)


def _is_post(part: str) -> bool:
    """Whether a part is about a post: `Support Worker`, `Psychologist`, `GP`."""
    head = _head(part)
    if not head or _KIN.fullmatch(head) or head in _CARERS or head in ("member", "other"):
        return False
    return head in _POSTS or head.endswith(_POST_ENDINGS)


def _head(part: str) -> str:
    tokens = _phrase_head(part)
    return tokens[-1] if tokens else ""


def _phrase_head(part: str) -> list[str]:
    """The words before the first preposition, without adjectives that follow: `Aunt (maternal)` is about an aunt."""
    tokens = _tokens(_PREPOSITION.split(part)[0])
    while len(tokens) > 1 and tokens[-1] in _ADJECTIVES:
        tokens.pop()
    return tokens


def _joined(text: str) -> list[str]:
    return [part for part in _JOINT.split(text) if _tokens(part)]


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text)
