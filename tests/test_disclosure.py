"""Need to know: who may have what, and who may receive anything at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from fictional import BOARD, case

from mas_docs.catalogue import DOCUMENTS, State
from mas_docs.disclosure import disclosure_table, receiver, refuse_unless_may_receive, refuse_unless_meant_for
from mas_docs.errors import ExitCode, RefusedError
from mas_docs.guidance.roles import Role
from mas_docs.recipients import Recipient, recipients

_DOCS = Path(__file__).parent.parent / "docs" / "security.md"


def _everybody() -> list[Recipient]:
    return [holder for role in Role for holder in recipients(case(), BOARD, role)]


@pytest.mark.parametrize("holder", _everybody(), ids=lambda holder: f"{holder.role}-{holder.number}")
def test_everybody_of_a_case_may_receive_and_is_found_by_name(holder: Recipient) -> None:
    """Loses: a professional of the case could not be sent what is theirs."""
    refuse_unless_may_receive(case(), BOARD, holder)
    assert receiver(case(), BOARD, holder.name.upper()).name == holder.name


@pytest.mark.parametrize("name", ["Somebody Else", "Carys Pritchard", "", "Pritchard", "dr"])
def test_whoever_is_not_in_the_case_is_refused(name: str) -> None:
    """Loses: a child's papers go to somebody whom the case does not know."""
    with pytest.raises(RefusedError) as refused:
        receiver(case(), BOARD, name)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert not name or name not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [("role", "Mother"), ("role", "Mam-gu"), ("agency", "Family"), ("title", "Grandfather of the child")],
)
def test_a_family_member_is_refused_whatever_list_they_stand_in(key: str, value: str) -> None:
    """Loses: guidance 4.4: family members never receive anything."""
    known = case()
    member = known.core_group[0].model_copy(update={key: value})
    changed = known.model_copy(update={"core_group": (member, *known.core_group[1:])})
    with pytest.raises(RefusedError, match="family member"):
        receiver(changed, BOARD, member.name)
    receiver(changed, BOARD, known.core_group[1].name)


def test_a_facilitator_who_line_manages_a_practitioner_is_refused_and_the_practitioner_is_not() -> None:
    """Loses: guidance 4.5: a facilitator of one's own staff reads the papers; or the practitioner gets nothing."""
    known = case()
    practitioner = known.core_group[0]
    facilitator = known.facilitators[0].model_copy(update={"line_manages": (practitioner.name,)})
    changed = known.model_copy(update={"facilitators": (facilitator, *known.facilitators[1:])})
    with pytest.raises(RefusedError, match="not independent"):
        receiver(changed, BOARD, facilitator.name)
    assert receiver(changed, BOARD, practitioner.name).role is Role.CORE_GROUP_MEMBER


def test_a_line_manager_who_facilitates_is_refused_in_either_part() -> None:
    """Loses: the manager of a practitioner receives the briefing pack, as facilitator or as manager."""
    known = case()
    managed = known.core_group[0].model_copy(update={"line_manager": known.facilitators[0].name})
    changed = known.model_copy(update={"core_group": (managed, *known.core_group[1:])})
    with pytest.raises(RefusedError, match="not independent"):
        receiver(changed, BOARD, known.facilitators[0].name)


def test_a_recipient_of_another_case_is_refused_when_sealing() -> None:
    """Loses: a plan made from one case is sealed with the people of another."""
    stranger = Recipient(Role.FACILITATOR, 1, "Somebody Else", "An Agency")
    with pytest.raises(RefusedError, match="not one of this case"):
        refuse_unless_may_receive(case(), BOARD, stranger)


def test_the_table_of_the_documentation_is_the_catalogues() -> None:
    """Loses: an information-governance officer signs off a table that is not the one that is enforced."""
    text = _DOCS.read_text(encoding="utf-8")
    for document, state, roles in disclosure_table():
        shown = f"{document.title} ({state})" if state else document.title
        assert f"| {shown} | {', '.join(role.title for role in roles)} |" in text


@pytest.mark.parametrize("role", list(Role))
def test_no_document_goes_to_a_role_that_the_table_leaves_out(role: Role) -> None:
    """Loses: need to know: a document reaches people whom it is not meant for."""
    for document in DOCUMENTS:
        for state in document.states or (None,):
            if role in document.meant_for_in(state):
                refuse_unless_meant_for(document, state, role)
            else:
                with pytest.raises(RefusedError):
                    refuse_unless_meant_for(document, state, role)


def test_completed_forms_go_to_fewer_than_blank_ones() -> None:
    """Loses: the answers of one participant would reach those who only hand the form out."""
    by_key = {(document.key, state): set(roles) for document, state, roles in disclosure_table()}
    assert by_key["appendix-2", State.COMPLETED] < by_key["appendix-2", State.PREFILLED]
