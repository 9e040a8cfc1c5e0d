"""Need to know: which role may have which document, and who may receive anything of a case at all (4.4 to 4.9).

The catalogue says whom each document is meant for; this holds everybody to it, when packages are planned and once more
when each of them is sealed.
"""

from __future__ import annotations

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.catalogue import DOCUMENTS, Document, State
from mas_docs.errors import RefusedError
from mas_docs.guidance.independence import is_independent
from mas_docs.guidance.kinship import Kinship, kinship_of_name
from mas_docs.guidance.people import is_family, people
from mas_docs.guidance.roles import Role
from mas_docs.names import same_name
from mas_docs.recipients import Recipient, recipients

NEED_TO_KNOW = "need-to-know"
"""Why something is refused that is not meant for its recipient, as the ledger says it."""

REFUSED_PEOPLE = frozenset({"family-member", "facilitator-line-manages", "facilitator-of-own-case"})
"""The findings about people who must never receive anything of a case: nothing is made of it while they are listed."""

_FAMILY = "is a family member, and these never receive anything (guidance 4.4)"


def refuse_unless_meant_for(document: Document, state: State | None, role: Role) -> None:
    """Hold the need-to-know rule: a document goes to the roles of its row in the catalogue and to nobody else.

    Raises:
        RefusedError: the role may not have it.
    """
    permitted = document.meant_for_in(state)
    if role not in permitted:
        allowed = ", ".join(meant.title for meant in permitted)
        raise RefusedError(
            f"'{document.title}' must not go to the role {role.title}", remedy=f"It is meant for: {allowed}."
        )


def refuse_unless_may_receive(case: Case, board: Board, recipient: Recipient) -> None:
    """Refuse a recipient who is not, in that role, somebody of this case, or who must never receive anything of it.

    Raises:
        RefusedError: they are not among the role's holders, are a family member (4.4), or are a facilitator who is not
            independent (4.5).
    """
    if all(recipient.name != holder.name for holder in recipients(case, board, recipient.role)):
        raise RefusedError(
            f"The {recipient.role.title} named here is not one of this case, so nothing was sealed",
            where=case.reference,
            remedy="Send it only to the people whom the case file lists.",
        )
    reason = _why_never(case, board, recipient)
    if reason:
        raise RefusedError(
            f"The {recipient.role.title} named here {reason}, so nothing was sealed",
            where=case.reference,
            remedy="Correct the case file: mas-docs check says where.",
        )


def _why_never(case: Case, board: Board, recipient: Recipient) -> str:
    """Why somebody must never receive anything of a case, as the end of a sentence; empty where they may."""
    if recipient.role is Role.LINE_MANAGER:
        return _FAMILY if kinship_of_name(recipient.name) is Kinship.FAMILY else ""
    number = recipient.number - 1
    holders = [placed.person for placed in people(case) if placed.role is recipient.role]
    if holders and is_family(holders[number]):
        return _FAMILY
    if recipient.role is Role.FACILITATOR and not is_independent(case, board, number):
        return "is not independent of this case (guidance 4.5)"
    return ""


def receiver(case: Case, board: Board, name: str) -> Recipient:
    """The person of a case whom a name means, if they may receive something of it.

    Args:
        case: the case.
        board: the board's settings; its Business Unit belongs to every case.
        name: as it was typed; case, accents and titles make no difference.

    Raises:
        RefusedError: nobody of the case has this name, or they must never receive anything of it.
    """
    everybody = (holder for role in Role for holder in recipients(case, board, role))
    found = [holder for holder in everybody if same_name(holder.name, name)]
    if not found:
        raise RefusedError(
            f"Nobody of {case.reference} has the name given with --to, so nothing was sealed",
            where=case.reference,
            remedy="Name somebody whom the case file lists; family members never receive anything (guidance 4.4).",
        )
    for holder in found:
        refuse_unless_may_receive(case, board, holder)
    return found[0]


def disclosure_table() -> tuple[tuple[Document, State | None, tuple[Role, ...]], ...]:
    """Who may have what: each document, in each of its states, with the roles that it is meant for."""
    return tuple(
        (document, state, document.meant_for_in(state))
        for document in DOCUMENTS
        for state in (document.states or (None,))
    )
