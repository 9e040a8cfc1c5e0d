"""The one table of what mas-docs makes: every document, and every package that carries documents to somebody.

Commands, `write --list`, the need-to-know rule and the documentation all read it. A new document is one template and
one row of `documents.py`; it can be written, sealed and listed at once.
"""

from mas_docs.catalogue.documents import (
    DOCUMENTS,
    ChildrenShown,
    Document,
    Medium,
    OnePer,
    Stage,
    State,
    find_document,
)
from mas_docs.catalogue.needs import Need
from mas_docs.catalogue.packages import (
    BRIEFING,
    FACILITATOR_INVITATIONS,
    FORMS_BY_APPENDIX,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    PackageKind,
    forms_package,
    written_packages,
)

__all__ = [
    "BRIEFING",
    "DOCUMENTS",
    "FACILITATOR_INVITATIONS",
    "FORMS_BY_APPENDIX",
    "INVITATIONS",
    "PAPERS_TO",
    "SUMMARY_PACKAGES",
    "ChildrenShown",
    "Document",
    "Medium",
    "Need",
    "OnePer",
    "PackageKind",
    "Stage",
    "State",
    "find_document",
    "forms_package",
    "written_packages",
]
