"""The words of kinship and of the posts that work with families, English and Welsh, all folded (guidance 4.4)."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GRADE = r"(?:(?:great|step|grand|half|god|ex|co)-?)*"
ENGLISH = (
    r"(?:(?:mother|father|mum|mummy|mam|mama|mom|dad|daddy|papa|parent|brother|bro|sister|sis|sibling|son|daughter"
    r"|child|kid|aunt|auntie|aunty|uncle|cousin|nephew|niece|husband|wife|spouse|boyfriend|girlfriend|fiancee?|twin|relative)s?"
    r"|children|baby|babies)"
)
GRANDPARENT = r"(?:gran|granny|grannie|nan|nana|nanna|grandad|grandpa|grandma|bampi|bampy|[mp]g(?:m|f|p|ma|pa))s?"
WELSH = (
    r"mam|fam|mamau|tad|tadau|rhiant|riant|rhieni|rieni|nain|taid|daid|mam-?gu|fam-?gu|tad-?cu|dad-?cu|chwaer|brawd|frawd"
    r"|modryb|fodryb|ewythr|cefnder|gefnder|cyfnither|gyfnither|llysfam|llystad|plentyn|blentyn|teulu|deulu"
    r"|perthynas|berthynas"
)
KIN = re.compile(rf"{GRADE}{ENGLISH}(?:-in-law)?|{GRANDPARENT}|{WELSH}|family|kin")
WELSH_KIN = re.compile(WELSH)

LOOSE = _words(
    "child children kid kids baby babies family parent parents sibling siblings relative relatives teulu plentyn"
)
"""Words that the names of many posts begin with: `Child and Educational Psychologist`, `Parent and Community Lead`."""

ATTRIBUTES = _words(
    "baby babies child children childrens infant infants toddler toddlers family families newborn perinatal adolescent "
    "young parent parents father fathers mother mothers carer carers community babi"
)
"""What follows `Mother and`, `Child and` in the name of a post."""

ADJECTIVES = _words(
    "the a my his her their own maternal paternal birth biological adoptive elder eldest older oldest younger youngest "
    "big little extended wider immediate subject deceased bio adopted natural unborn non resident "
    "absent estranged y yr ei eu"
)
CARERS = _words("carer carers caregiver guardian guardians adopter adopters gofalwr")
FRIENDS = _words("friend friends neighbour neighbours")
KIN_CARING = _words("kinship family relative kin parent")
OFFICIAL_GUARDIAN = _words("childrens litem court cafcass")
PARTNERS = _words("partner partners ex-partner bf gf")
FOSTER = _words("foster maeth")
NURSING = _words(
    "ward nursing nurse senior junior charge theatre clinical community lead deputy specialist district staff hospital "
    "unit department outpatient night day midwifery paediatric"
)
WARD = _words("ward theatre nursing nurse hospital unit department outpatient paediatric")
HEALTH = re.compile(r"\b(?:health|hospital|nhs|iechyd|ysbyty)\b")
CHURCH = re.compile(r"\b(?:church|parish|diocese|eglwys)\b")

MOTHER_AND_BABY = re.compile(r"(?:mothers?|parents?) (?:and|&) (?:bab(?:y|ies)|child|infants?|toddlers?)")
"""What a unit or a post is for; alone it says who somebody is."""

POSTS = _words(
    "nurse midwife lead head gp police constable sergeant senco alnco services service support link advocate clerk "
    "chair coach unit centre team therapy liaison staff secretary chief deputy champion priest vicar cpn cpns idva "
    "isva hv sw fsw ewo iro pc dc ds camhs"
)
WORKS_WITH = _words(
    "officer worker nurse cpn cpns midwife visitor practitioner psychiatrist psychologist psychotherapist therapist "
    "counsellor solicitor doctor gp hv sw fsw ewo idva isva"
)
"""Posts after which `(mother)` says with whom they work, rather than who they are."""

ABBREVIATED = _words("cpn gp hv sw fsw ewo idva isva")
CLIENTS = _words("mother mothers father fathers mum dad mam tad person")
"""Whom such a post works with; an aunt in its brackets is more likely who they are."""

SERVICES = _words(
    "youth offending justice probation police housing education school health mental midwifery visiting camhs cafcass "
    "social services service care safeguarding protection team substance misuse alcohol drug support"
)
WELSH_POSTS = _words("gweithiwr nyrs athro athrawes swyddog meddyg ymwelydd seicolegydd cydlynydd therapydd")
"""Welsh posts, which stand first: `Swyddog Teulu` is an officer."""

POST_ENDINGS = ("ist", "ian", "er", "or", "ant")

MEMBER_OF_FAMILY = re.compile(
    r"members? of (?:\w+ ){0,2}family|aelod or teulu|next of kin|person ifanc|(?:the )?young people|y? ?plant"
)
PERHAPS = re.compile(
    r"parental responsibility|famil(?:y|ies) representative|friend of (?:the )?family|\bnanny$|^(?:partner|bf|gf)$"
)
PREPOSITION = re.compile(r"(?<![\w-])(?:of|to|for|with|in|from|at|on|by)(?![\w-])")
CHILD_IN_NEED = re.compile(r"\b(?:in need|at risk|looked after)\b ?")
"""A child's standing, which says nothing about who is meant."""

JOINT = re.compile(r"\s*(?:[,;/&+|]|\band\b)\s*")
ASIDE = re.compile(r"\(([^)]*)\)?|\[([^\]]*)\]?|\s[-\u2013\u2014]+\s(.*)|:\s(.*)")

FAMILY_AS_AGENCY = re.compile(
    r"(?:(?:the|own|birth|extended|maternal|paternal|immediate|wider|childs|child's|y|n/a|none) )*"
    r"(?:family(?: members?| home)?|teulu|mother|father|mum|dad|parents?|relatives?|grandparents?|rhieni|rhiant)"
    r"(?: of .*)?"
)
JOINED_BY_HYPHEN = re.compile(
    rf"(?<![\w-])([a-z]+(?:-[a-z]+)*)-(?=(?:{GRADE}{ENGLISH}|{GRANDPARENT}|carers?|guardians?)(?![\w-]))"
)
DASHES = re.compile(r"(?<=\w)[\u2010-\u2015\u2212_](?=\w)")
SPELT_OUT = re.compile(r"(?<![a-z])(?:[a-z]\.){2,}[a-z]?(?![a-z])|(?<![a-z])[mp] g [mfp](?![a-z])")

TOO_MUCH_A_NAME = _words("nan nana tad son mam mama papa gran")
"""Words for relatives that are also first names or surnames: whoever bears one gets a second look."""

BEFORE_A_NAME = re.compile(
    r"(?:the )?((?:great-)?(?:aunt|auntie|aunty|anti|uncle|modryb|ewythr|mam|mum|mummy|mommy|dad|daddy|nain|taid"
    r"|mam-?gu|tad-?cu|granny|grannie|grandma|grandpa|grandad|grandmother|grandfather|step-?mum|step-?dad|nanna|bampi"
    r"|nana|mama|papa)) [\w-]+.*"
)
AFTER_A_NAME = re.compile(
    r".+ ((?:step-?|grand-?)?(?:mother|father|mum|dad)|mummy|daddy|grandma|grandpa|grandad|granny|auntie|aunty)"
)
COUPLE = re.compile(r"(?:mr|mrs|ms|miss|dr) (?:&|and|a|ac|/) (?:mr|mrs|ms|miss|dr)\b.*")
HOUSEHOLD = re.compile(r"(?:the )?[\w -]+ family|(?:y )?teulu .+")
