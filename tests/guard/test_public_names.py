"""The guard before a seal: what everybody can read names no child."""

from __future__ import annotations

import pytest
from fictional import case

from mas_docs.errors import ExitCode, RefusedError
from mas_docs.guard.public_names import refuse_child_names


@pytest.mark.parametrize("text", ["For Carys Pritchard", "pritchard, carys", "papers/iolo-pritchard.pdf"])
def test_a_childs_name_in_plain_sight_is_refused_and_not_repeated(text: str) -> None:
    """Loses: a cover on a desk, or a file's name in an archive's listing, says whose papers these are."""
    with pytest.raises(RefusedError) as refused:
        refuse_child_names(case(), ("MAS-2026-014", text), "the cover of the pack")
    assert refused.value.exit_code == ExitCode.REFUSED
    assert "the cover of the pack" in str(refused.value)
    assert not any(name in str(refused.value).casefold() for name in ("carys", "iolo", "pritchard"))


def test_neutral_names_pass() -> None:
    """Loses: no package can be sealed at all."""
    refuse_child_names(case(), ("MAS-2026-014-briefing-1.zip", "briefing-pack.pdf", "Copy for Rhian Cole"), "a name")
