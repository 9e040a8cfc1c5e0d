"""Family is told from professionals by role: the one is never written to, the other must not be shut out."""

from __future__ import annotations

import pytest
from checked_cases import find
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.guidance.kinship import Kinship, kinship, kinship_of_name

FAMILY = """
Mother; mum; Father; Dad; Parent; Parents; Birth parent; Single parent; Step-father; Stepmother; step dad; Grandmother
Maternal grandmother; grand-father; Nan; Nana; Grandad; Great-aunt; Sibling; Older sibling; Brother; Sister
Half-sister; Aunt; Aunt (maternal); Auntie; Uncle; Cousin; Child; The child; Eldest child; Young person
The young person; Family member; Family; Extended family; Relative; Relatives; Partner of a parent; Mother's partner
Mum's new partner; Father\u2019s partner; Partner of mother; Mum's boyfriend; Father's girlfriend; Mother of Carys
Mother of the child; Carys's mother; Parent and carer; Parent / carer; Parent/guardian; Mother (support worker)
Mother and support worker; Mother, Health Visitor; Mother-in-law; Son; daughter; Kinship carer; Family carer
Member of the family; member of the extended family; Next of kin; MOTHER; M\u00f4ther; (mother); Mother - Carys
Carys - mother; Mother & Father; Father 1; ex-husband; Wife; Step-grandmother; Mother and father of the child
Looked after child; Mother with parental responsibility; Teaching Assistant (aunt of the child)
Mam; Tad; Rhiant; Nain; Taid; Mam-gu; Tad-cu; Chwaer; Brawd; Modryb; Ewythr; Mam y plentyn; Y fam; Plentyn
Aelod o'r teulu; Teulu; Person ifanc; Mamau; Plant; Young people; Children; Kids; Baby; Unborn baby; Mama; Papa
Birth-mother; Birth-father; Adoptive-mother; Bio-dad; Biological-father; Maternal-grandmother; Maternal-Aunt
Non-resident-father; Non-resident father; Parent-carer; Parent carer; ex-birth-mother; BF of mum; Half bro
MGM; M.G.M.; M G M; PGF; Mo\u200bther; M\u00adum; Birth\u2011mother; Birth\u2013mother; Birth_mother
Carer (grandmother); Legal guardian (aunt); Carer - aunt; Guardian, uncle; Carys (young person)
"""
PROFESSIONALS = """
Family Support Worker; Parenting Practitioner; Children's Social Worker; Child Psychologist; Sibling Support Officer
Father's Worker; Health Visitor; Social Worker; Mother and Baby Nurse; Mother and Baby Unit Manager; Family Therapist
Child and Adolescent Psychiatrist; Child & Family Social Worker; Children and Young People's Nurse; Family Nurse
Child and Educational Psychologist; Parent and Community Engagement Officer; Young Person's Advocate
Young Persons Worker; Family Liaison Officer; Family Intervention Team; Families First Lead; Solicitor for mother
Head of Children's Services; Advocate for father; Support worker to mum; Teacher of the child; Childminder
Link Worker for young people; Specialist Nurse (Child); Social Worker - Child; Health Visitor, mother and baby
Ward Sister; Senior Sister; Midwife; Child Protection Coordinator; Nursery Nurse; Parent Governor; GP Partner
Senior Partner; Children's Guardian; Guardian ad litem; Fostering Social Worker; Foster Care Support Officer
Carer Support Worker; Young Carers Worker; Police Constable; Education Welfare Officer; Head teacher
Kinship Assessment Worker; Parental Mental Health Worker; Mothers' Group Leader; Dads Champion; Child Health
Child Exploitation Lead; Anti Social Behaviour Officer; Safeguarding Lead (Children and Families)
Children and Families; Social Worker, Child and Family; Grandparents' Support Worker; Parent-Infant Psychotherapist
Family and Youth Justice Officer; Sonographer; Independent Domestic Violence Advisor; Family Court Adviser
Child in Need Reviewing Officer; Gweithiwr Cymorth Teulu; Seicolegydd Plant; Swyddog Teulu; Gwasanaethau Plant
Probation Officer (Father); Substance Misuse Worker (father); Mother's CPN; Community Psychiatric Nurse \u2013 Mother
Sister (Ward 4); CAFCASS Cymru Guardian; Youth Offending (Young Person); Social Care - Children; Early Help - Families
Mother-Child Therapist; Baby Massage Instructor; Kids Club Leader; Children and Young People; Parent-carer Forum Worker
Baby Group Lead; Paediatrician (mother and baby); MGM Manager; Father's IDVA; Children's Centre; Carers' Support Worker
"""
SECOND_LOOK = """
Carer; Special guardian; Prospective adopter; Family friend; Neighbour; Partner; Person with parental responsibility
Advocate (mother); Teaching Assistant (aunt); Nanny; Friend of the family; Family representative; BF
Parish priest, Father; Nurse (mother); Probation Officer (father of the child); Housing (aunt); Safeguarding Children
"""
FOSTER_CARERS = """
Foster carer; Foster mother; Foster parents; Kinship foster carer; Rhiant maeth; Gofalwr maeth; Foster-mother
Foster-carer; Foster carer (aunt)
"""


def _roles(text: str) -> list[str]:
    return [role.strip() for line in text.strip().splitlines() for role in line.split(";")]


@pytest.mark.parametrize("role", _roles(FAMILY))
def test_family_is_recognised(role: str) -> None:
    """A child's papers would be sent to a family member (guidance 4.4)."""
    assert kinship(role) is Kinship.FAMILY


@pytest.mark.parametrize("role", _roles(PROFESSIONALS))
def test_professionals_are_not_taken_for_family(role: str) -> None:
    """The office could not invite a professional whose post speaks of families."""
    assert kinship(role) is Kinship.PROFESSIONAL


@pytest.mark.parametrize("role", _roles(SECOND_LOOK))
def test_what_needs_a_second_look(role: str) -> None:
    """Somebody who may be family would go unnoticed, or a professional be shut out for good."""
    assert kinship(role) is Kinship.PERHAPS


@pytest.mark.parametrize("role", _roles(FOSTER_CARERS))
def test_foster_carers(role: str) -> None:
    """A foster carer would be refused like family, or pass without a word."""
    assert kinship(role) is Kinship.FOSTER_CARER


@pytest.mark.parametrize(
    "agency",
    [
        "Family",
        "The family",
        "Child's family",
        "Mother",
        "family member",
        "Teulu",
        "Step-father",
        "Family (mother)",
        "Nana",
        "Kin",
        "Child",
        "Children",
        "Aunt (maternal)",
        "Mother and father",
        "Mo\u200bther",
        "MGM",
    ],
)
def test_the_family_is_no_agency(agency: str) -> None:
    """A relative without a role would be invited like a colleague."""
    assert kinship(None, agency) is Kinship.FAMILY
    assert kinship("Support", agency) is Kinship.FAMILY


@pytest.mark.parametrize(
    "agency",
    [
        "Families First",
        "Family Action",
        "Action for Children",
        "Family Nurse Partnership",
        "Dads Can Cymru",
        "Parent Network",
        "Mothers' Union",
        "Children's Services",
        "Family Solicitors",
        "Teulu Gyntaf",
        "Children and Families",
        "Child and Family",
        "Kids Company",
        "Baby Basics",
        "Blaen Bran Family Centre",
    ],
)
def test_agencies_for_families_are_agencies(agency: str) -> None:
    """Whole agencies would be shut out for their names."""
    assert kinship(None, agency) is Kinship.PROFESSIONAL


def test_nursing_sisters_and_parish_priests() -> None:
    """A hospital's sister would be refused outright; a child's sister is."""
    assert kinship("Sister", "Aneurin Bevan University Health Board") is Kinship.PERHAPS
    assert kinship("Father", "Parish of St Mary") is Kinship.PERHAPS
    assert kinship("Mother", "Aneurin Bevan University Health Board") is Kinship.FAMILY


def test_a_household_as_agency_needs_a_second_look() -> None:
    """A relative entered with the household in place of an agency would go unnoticed."""
    assert kinship("Support", "The Ffugenw Family") is Kinship.PERHAPS
    assert kinship("Mother", "The Ffugenw Family") is Kinship.FAMILY


def test_the_court_adviser_is_no_guardian_at_home() -> None:
    """A guardian appointed by the court would be taken for a relative, or a legal guardian for a professional."""
    assert kinship("Guardian", "CAFCASS Cymru") is Kinship.PROFESSIONAL
    assert kinship("Guardian", "Newport") is Kinship.PERHAPS


@pytest.mark.parametrize(
    "name",
    [
        "Mother",
        "Carys's mother",
        "Mrs Jones (grandmother)",
        "mother of Iolo",
        "Mam",
        "The Ffugenw Family",
        "Aunty Jean",
        "Grandma Jones",
        "Mam Carys",
        "Rhian Partner (mother's partner)",
        "Jean Jones - aunt",
        "Jean Jones, grandmother",
        "Carys mum",
        "Mu\u200bm",
    ],
)
def test_names_that_say_it(name: str) -> None:
    """Somebody entered as 'Mum' under name: would be written to."""
    assert kinship_of_name(name) is Kinship.FAMILY


@pytest.mark.parametrize(
    "name",
    [
        "Lee Child",
        "Child, Lee",
        "Nan Jones",
        "Jones, Nan",
        "Son Nguyen",
        "Tom & Jo's Nursery Lead, Ms J. <Jo> Adeyemi",
        "Tad Williams",
        "Sister Nia Watts",
        "Father Thomas",
        "Anne-Marie Parent",
        "Nia Watts (Mother's CPN)",
        "Nia Watts (Mother and Baby Unit)",
        "Nia Watts, Health Visitor",
        "Nia Watts (Children)",
    ],
)
def test_names_that_do_not(name: str) -> None:
    """People could not be invited because of their names."""
    assert kinship_of_name(name) is Kinship.PROFESSIONAL


@pytest.mark.parametrize("name", ["Mr & Mrs Pritchard", "Mr and Mrs Jones", "St John's Sister", "Nana Akufo"])
def test_names_that_need_a_second_look(name: str) -> None:
    """A couple would be invited without a question, or a hospital's sister be refused for good."""
    assert kinship_of_name(name) is Kinship.PERHAPS


@settings(deadline=None, max_examples=200)
@given(role=st.text(max_size=60), agency=st.text(max_size=30))
def test_any_text_has_an_answer(role: str, agency: str) -> None:
    """An odd character in a role would end the whole check."""
    assert kinship(role, agency) in Kinship
    assert kinship_of_name(role) in Kinship


@pytest.mark.parametrize(
    "place", ["social_worker", "coordinator", "conference_chair", "core_group.1", "facilitators.0"]
)
@pytest.mark.parametrize("key", ["role", "title", "agency", "name"])
def test_no_family_in_any_place(place: str, key: str) -> None:
    """One list of recipients would be left unguarded."""
    finding = find({f"{place}.{key}": "Mother"})["family-member"]
    assert finding.is_error
    assert (finding.file, finding.paragraph, finding.exit_code) == (f"{place}.{key}", "4.4", 3)


def test_a_line_manager_who_is_family() -> None:
    """The event's actions would be sent to a relative as somebody's manager."""
    assert find({"core_group.0.line_manager": "Her mother"})["family-member"].file == "core_group.0.line_manager"


def test_foster_carer_and_doubtful_people_only_warn() -> None:
    """The office would be stopped where it may rightly go on."""
    assert not find({"core_group.0.role": "Foster carer"})["foster-carer"].is_error
    assert not find({"core_group.0.role": "Carer"})["perhaps-family"].is_error
