"""Typesetting: words become pages. The one module that imports typst.

What is set reaches the engine as JSON, which a layout in `templates/typst` reads; no word of a case or of a template is
ever part of the engine's own language. Fonts are ours, and the clock is not asked, so that the same words give the same
bytes on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from mas_docs.documents.template_files import shown
from mas_docs.errors import TemplateError
from mas_docs.resources import templates_folder

_ONE_AT_A_TIME = Lock()
"""The engine serves one thread at a time, and refuses a second."""


def typeset(layout: str, data: Mapping[str, object], *, accessible: bool = True) -> bytes:
    """Set words as the pages of a PDF.

    Args:
        layout: the layout's name in `templates/typst`, as `pack.typ`.
        data: what the layout reads: text, numbers, lists, mappings, and frozen dataclasses of these.
        accessible: whether the result must be PDF/UA-1, with tags; what is drawn into other pages needs none.

    Raises:
        TemplateError: the layout is missing or cannot set this.
    """
    path = templates_folder() / "typst" / layout
    words = json.dumps(data, default=_plain, ensure_ascii=False)
    try:
        with _ONE_AT_A_TIME:
            content = _compiler().compile(
                input=str(path),
                format="pdf",
                sys_inputs={"data": words},
                pdf_standards=["ua-1"] if accessible else [],
                pdf_tags=accessible,
                timestamp=0,
            )
    except RuntimeError:
        # Every error of the engine is of this class; its own message may quote what was to be set: a child's name.
        raise TemplateError(
            "This layout cannot set these pages",
            where=shown(path),
            remedy="Install mas-docs again; if that does not help, report it.",
        ) from None
    return bytes(content)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    """The engine with our fonts alone; it keeps what it has read of layouts and fonts."""
    import typst

    folder = templates_folder() / "typst"
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder / "fonts")],
    )
    return typst.Compiler(root=str(folder), font_paths=fonts, ignore_system_fonts=True)


def _plain(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    return {field.name: getattr(value, field.name) for field in fields(value)}
