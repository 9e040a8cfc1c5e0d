"""Reading a template's file: bounded, and named in errors as its office knows it."""

from __future__ import annotations

from pathlib import Path

from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean
from mas_docs.resources import templates_folder

MAX_BYTES = 20 * 1024 * 1024


def shown(template: Path) -> str:
    """A template's name for errors: `templates/word/en/invitation.docx` for ours, the path as given for others."""
    shipped = templates_folder()
    return (
        f"templates/{template.relative_to(shipped).as_posix()}" if template.is_relative_to(shipped) else str(template)
    )


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
        raise TemplateError("This template is missing", where=where, remedy=_neighbour(template)) from None
    except OSError as error:
        raise TemplateError(f"This template cannot be read: {error.strerror}", where=where) from None
    if len(content) > MAX_BYTES:
        raise TemplateError(
            "This template is larger than 20 MB", where=where, remedy="Make the pictures in it smaller."
        )
    return content


def _neighbour(template: Path) -> str:
    names = [file.name for file in template.parent.glob(f"*{template.suffix}")]
    return did_you_mean(template.name, names) + "Put it back, or install mas-docs again."
