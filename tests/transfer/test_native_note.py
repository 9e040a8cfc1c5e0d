"""The note beside a package folder: what somebody reads who has never opened a protected file."""

from __future__ import annotations

from typing import Any

import pytest

from mas_docs.documents.template_files import find_template
from mas_docs.documents.text import render_text

UNIT = {"name": "Business Unit", "email": "unit@sewscb.example", "phone": "01495 000 000"}
PACKAGE = {
    "archive": "MAS-2026-014-briefing",
    "recipient": "Siân O'Brien",
    "agency": "Health",
    "purpose": "Briefing pack",
    "reference": "MAS-2026-014",
    "has_pack": True,
    "label": "SEWSCB-2026-11",
}


def note(*files: str, **changes: Any) -> str:
    """The note of a package folder with these files."""
    package = {**PACKAGE, "files": list(files), **changes}
    return render_text(
        find_template("text/en/how-to-open-native.txt", None), {"board": {"business_unit": UNIT}, "package": package}
    )


def test_the_note_says_what_to_do_and_whom_to_ring() -> None:
    """Loses: the papers, for a recipient who finds no way in; or the passphrase, sent with them by mail."""
    text = note("briefing-pack.pdf", "letter.docx", "manifest.zip")
    for words in (
        "nothing to install",
        "  briefing-pack.pdf\n  letter.docx\n  manifest.zip\n",
        "Word files in Word, PDFs in Edge or Acrobat",
        "It never comes\n   in the same message",
        "01495 000 000",
        "SEWSCB-2026-11",
        "You do not need manifest.zip",
        "delete the files and every copy (guidance 4.10)",
        "If this is not for you",
    ):
        assert words in text
    assert "calendar" not in text


@pytest.mark.parametrize("files", [("letter.docx",), ("letter.docx", "calendar.ics", "manifest.zip")])
def test_the_note_is_tidy_whatever_the_package_holds(files: tuple[str, ...]) -> None:
    """Loses: the reader's trust, to a note that speaks of files which are not there, or runs over the page."""
    text = note(*files, label="", agency="")
    assert "\n\n\n" not in text
    assert max(map(len, text.splitlines())) <= 110
    assert ("calendar file asks for none" in text) == ("calendar.ics" in files)
    assert ("manifest.zip" in text) == ("manifest.zip" in files)
    assert "labelled" not in text
