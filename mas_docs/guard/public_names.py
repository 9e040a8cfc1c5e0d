"""What everybody can read, file names, listings and covers, names no child of the case."""

from __future__ import annotations

from collections.abc import Iterable

from mas_docs.case.model import Case
from mas_docs.errors import RefusedError
from mas_docs.names import names_child, nearly_names_child


def refuse_child_names(case: Case, texts: Iterable[str], where: str) -> None:
    """Refuse to go on when a text that is not protected names a child of the case.

    Args:
        case: the case.
        texts: what can be read without a passphrase, or over somebody's shoulder.
        where: what these texts are, as `the cover`.

    Raises:
        RefusedError: one of them does; it is not quoted.
    """
    for text in texts:
        for child in case.children:
            if names_child(text, child.name) or nearly_names_child(text, child.name):
                raise RefusedError(
                    f"A child's name would stand in {where}, so nothing was sealed",
                    where=case.reference,
                    remedy="Look for the name in the venue, the people and the settings, and take it out.",
                )
