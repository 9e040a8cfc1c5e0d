"""A finished document opens in a word processor, and shows what was printed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from word_templates import made, template


@pytest.mark.needs("soffice", "pdftotext")
def test_a_letter_opens_in_libreoffice(tmp_path: Path) -> None:
    """A file that only our own reader understands is no letter."""

    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ reference }}"
        table = document.add_table(rows=3, cols=2)
        table.cell(0, 0).text = "{%tr for person in people %}"
        table.cell(1, 0).text = "{{ loop.index }}"
        table.cell(1, 1).text = "{{ person }}"
        table.cell(2, 0).text = "{%tr endfor %}"
        document.add_paragraph("Yours sincerely, {{ signed }}")

    people = ["Rhian Cole", "<not known>", "Siân A & B", "{{ 7 * 7 }}"]
    context = {
        "answer": "First line\n\nThird line",
        "people": people,
        "signed": "Carys Pugh",
        "reference": "MAS-2026-014",
    }
    (tmp_path / "made.docx").write_bytes(made(template(tmp_path, "{{ answer }}", build=build), context))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "made.docx"),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=110)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "made.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    for shown in (*people, "First line", "Third line", "Yours sincerely, Carys Pugh", "MAS-2026-014"):
        assert shown in text
