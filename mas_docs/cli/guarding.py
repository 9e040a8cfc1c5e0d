"""How commands come by the guard and the ledger of the workspace that they run in."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from mas_docs.cli.options import Run
from mas_docs.cli.passphrases import board_of_the_guidance
from mas_docs.findings import Findings
from mas_docs.transfer.ledger.adding import Ledger, open_ledger
from mas_docs.workspace import Workspace

if TYPE_CHECKING:
    from mas_docs.guard.guard import Guard


def guard_of(run: Run, workspace: Workspace, told: Collection[str] = ()) -> Guard:
    """The guard of a workspace, which knows what identifies each of its cases; what it could not read is told.

    Args:
        run: how the run was called.
        workspace: the workspace.
        told: the case files whose own errors are shown anyhow, as the user knows them.
    """
    from mas_docs.guard.guard import Guard
    from mas_docs.guard.identities import workspace_identities

    identities, findings = workspace_identities(workspace.case_files(), workspace.shown)
    run.reporter.findings(Findings.of(finding for finding in findings if finding.file not in told))
    return Guard(identities, workspace.board)


def guard_of_nothing() -> Guard:
    """The guard outside every workspace, where no case is known."""
    from mas_docs.guard.guard import Guard

    return Guard((), board_of_the_guidance())


def ledger_of(workspace: Workspace | None) -> Ledger:
    """The workspace's ledger or, outside every workspace, the user's own."""
    return open_ledger(workspace.root if workspace else None, os.environ)
