"""How commands come by the guard and the ledger of the workspace that they run in."""

from __future__ import annotations

import os

from mas_docs.cli.options import Run
from mas_docs.cli.passphrases import board_of_the_guidance
from mas_docs.guard.guard import Guard
from mas_docs.guard.identities import workspace_identities
from mas_docs.transfer.ledger import Ledger, open_ledger
from mas_docs.workspace import Workspace


def guard_of(run: Run, workspace: Workspace) -> Guard:
    """The guard of a workspace, which knows what identifies each of its cases; what it could not read is told."""
    identities, findings = workspace_identities(workspace.case_files(), workspace.shown)
    run.reporter.findings(findings)
    return Guard(identities, workspace.board)


def guard_of_nothing() -> Guard:
    """The guard outside every workspace, where no case is known."""
    return Guard((), board_of_the_guidance())


def ledger_of(workspace: Workspace | None) -> Ledger:
    """The workspace's ledger or, outside every workspace, the user's own."""
    return open_ledger(workspace.root if workspace else None, os.environ)
