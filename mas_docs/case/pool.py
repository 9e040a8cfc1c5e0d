"""Facilitators who are named from the board's pool: what the pool knows of them need not be written again."""

from __future__ import annotations

from collections.abc import Mapping

from mas_docs.board import Board, PooledFacilitator
from mas_docs.findings import Finding, Findings, did_you_mean
from mas_docs.names import same_name
from mas_docs.yaml_files.places import LocatedDocument, Value


def complete_facilitators(document: LocatedDocument, board: Board) -> tuple[LocatedDocument, Findings]:
    """Complete the facilitators of whom a case gives the name, but neither agency nor e-mail address (guidance 4.5).

    Args:
        document: the case file.
        board: the settings, with the pool.

    Returns:
        The case file with them completed, and a finding for each name that the pool does not have. What the case says
        itself holds.
    """
    written = document.data.get("facilitators")
    if not isinstance(written, list):
        return document, Findings()
    completed: list[Value] = []
    findings: list[Finding] = []
    for number, entry in enumerate(written):
        name = _bare_name(entry)
        pooled = next((pooled for pooled in board.facilitator_pool if name and same_name(pooled.name, name)), None)
        completed.append(_completed(pooled, entry) if pooled else entry)
        if name and pooled is None and _says_only_the_name(entry):
            hint = did_you_mean(name, (pooled.name for pooled in board.facilitator_pool))
            remedy = f"{hint}Give name, agency and email, or add them to facilitator_pool in board.yaml."
            message = "This facilitator is not in the board's pool, so agency and e-mail address are not known"
            findings.append(document.error(("facilitators", number), "unknown-facilitator", message, remedy, "4.5"))
    data = {**document.data, "facilitators": completed}
    return LocatedDocument(data, document.places, document.shown_as), Findings.of(findings)


def _bare_name(entry: Value) -> str:
    """The name of somebody of whom neither agency nor e-mail address is given; empty for anybody else."""
    if isinstance(entry, str):
        return entry.strip()
    if not isinstance(entry, dict) or entry.get("agency") is not None or entry.get("email") is not None:
        return ""
    name = entry.get("name")
    return name if isinstance(name, str) else ""


def _says_only_the_name(entry: Value) -> bool:
    return not isinstance(entry, dict) or set(entry) == {"name"}


def _completed(pooled: PooledFacilitator, entry: Value) -> Value:
    known: Mapping[str, Value] = pooled.model_dump(mode="json", exclude_none=True)
    said = {key: value for key, value in entry.items() if value is not None} if isinstance(entry, dict) else {}
    return {**known, **said, "name": pooled.name}
