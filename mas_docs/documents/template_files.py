"""A template's file: found by its name, read within bounds, and named in errors as its office knows it."""

from __future__ import annotations

from pathlib import Path

from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean
from mas_docs.resources import templates_folder

MAX_BYTES = 20 * 1024 * 1024


def find_template(name: str, own_templates: Path | None) -> Path:
    """The template of that name: the board's own where it has one, ours otherwise.

    Args:
        name: its place in a folder of templates, as `word/en/invitation.docx`.
        own_templates: the folder of the board's own templates; None where it has none.

    Raises:
        TemplateError: neither is there.
    """
    ours = templates_folder() / name
    candidates = (ours,) if own_templates is None else (own_templates / name, ours)
    found = next((template for template in candidates if template.is_file()), None)
    if found is None:
        raise _missing(ours)
    return found


def shown(template: Path) -> str:
    """A template's name for errors: `templates/word/en/invitation.docx` for ours, the path as given for others."""
    path, shipped = template.as_posix(), f"{templates_folder().as_posix()}/"
    return f"templates/{path.removeprefix(shipped)}" if path.startswith(shipped) else str(template)


def read_template(template: Path) -> bytes:
    """The bytes of a template.

    Raises:
        TemplateError: it is missing, unreadable, or larger than 20 MB.
    """
    where = shown(template)
    try:
        with template.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _missing(template) from None
    except OSError as error:
        raise TemplateError(f"This template cannot be read: {error.strerror}", where=where) from None
    if len(content) > MAX_BYTES:
        raise TemplateError(
            "This template is larger than 20 MB", where=where, remedy="Make the pictures in it smaller."
        )
    return content


def _missing(template: Path) -> TemplateError:
    names = [file.name for file in template.parent.glob(f"*{template.suffix}")]
    remedy = did_you_mean(template.name, names) + "Put it back, or install mas-docs again."
    return TemplateError("This template is missing", where=shown(template), remedy=remedy)
