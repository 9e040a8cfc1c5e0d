"""The templates of a batch, checked before anything is made: a fault in one of them would be met in every case."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from mas_docs.findings import Findings


def template_findings(own_templates: Path | None) -> Findings:
    """What is wrong with the board's own templates; ours are held by our tests.

    Args:
        own_templates: the folder of the board's own; None where it has none.
    """
    if own_templates is None:
        return Findings()
    from mas_docs.template_check.report import about_folders, all_templates, check_one

    own = [template for template in all_templates(own_templates) if template.is_own]
    faults = chain.from_iterable(check_one(template).findings for template in own)
    return Findings.of(faults) + about_folders(own_templates)
