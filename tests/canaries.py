"""A canary passphrase and a family's names, which the tests look for in all that commands say, write and start."""

from __future__ import annotations

from pathlib import Path

from calling import Called
from faults import CASE, Office, new_office

CANARY = "zebrafish umbrella kilowatt dandelion accordion nostril"
WRONG = "quicksand trombone marmalade hedgehog velocity porcupine"
PAPERS_OWN = "gooseberry lighthouse"
NAMES = ("Okonkwo", "Amelia", "Tobias", "Kelechi", "2024-07-22", "22 July 2024", "2018-10-05", "5 October 2018")
SECRETS = (*CANARY.split(), *WRONG.split(), *PAPERS_OWN.split(), *NAMES)
NAMED_PAPER = "papers/Amelia Okonkwo plan.pdf"


def canary_office(root: Path) -> Office:
    """An office of two cases; a paper's own file name gives a child's name."""
    office = new_office(root)
    folder = office.workspace / "cases" / CASE
    (folder / "papers/plan.pdf").rename(folder / NAMED_PAPER)
    change(office, "papers/plan.pdf", f'"{NAMED_PAPER}"')
    return office


def change(office: Office, old: str, new: str, case: str = CASE) -> None:
    """Change a case file."""
    file = office.workspace / "cases" / case / "case.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def shown(text: str | bytes) -> list[str]:
    """The secrets in a text, however it is written."""
    content = text if isinstance(text, bytes) else text.encode()
    return [secret for secret in SECRETS if secret.casefold().encode() in content.lower()]


def shown_by(called: Called) -> list[str]:
    """The secrets in what a command said."""
    return shown(called.out + called.err)
