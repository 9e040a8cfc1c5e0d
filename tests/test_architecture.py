"""The structure that the map in docs/architecture.md promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mas_docs"
ENGINES = {
    "ahocorasick_rs": {"guard"},
    "babel": {"documents/dates.py"},
    "click": {"cli"},
    "Cryptodome": {"transfer/entry_keys.py"},
    "cryptography": {"transfer/entry_keys.py", "transfer/native/word.py"},
    "docxtpl": {"documents/word/docxtpl_way.py"},
    "fontTools": {"documents/glyphs.py", "papers/cleaning/field_font.py"},
    "holidays": {"guidance/working_days.py"},
    "icalendar": {"transfer/calendar.py"},
    "jinja2": {"documents", "template_check"},
    "keyring": {"transfer/passphrases/stores.py"},
    "lxml": {"documents", "guard/reading/markup.py"},
    "msoffcrypto": {"guard/reading/ole.py", "transfer/native/word.py"},
    "olefile": {"guard/reading/ole.py"},
    "pikepdf": {"papers", "briefing", "guard/reading/pdf_objects.py", "transfer/native/pdf.py"},
    "pypdfium2": {"documents/pdf_text.py"},
    "pyzipper": {"transfer/engine.py"},
    "rich": {"cli/reporting.py", "cli/build_display.py"},
    "typst": {"documents/typesetting.py"},
    "yaml": {"yaml_files/located.py"},
    "zxcvbn": {"transfer/passphrases/passphrase.py"},
}
"""Where each engine is imported, by module, or by room where a room is about nothing else."""


def test_imports_run_one_way() -> None:
    """A stage that reaches back makes every change a change everywhere."""
    linted = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_is_imported_in_one_place(engine: str) -> None:
    """An engine whose imports are everywhere cannot be replaced."""
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(rf"^\s*(?:import|from) {engine}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert importers, f"nothing imports {engine}"
    places = ENGINES[engine]
    elsewhere = {name for name in importers if name not in places and name.split("/")[0] not in places}
    assert elsewhere == set()


def test_help_imports_no_engine() -> None:
    """`mas-docs --help` must answer at once; one careless import makes everybody wait."""
    code = "import sys; import mas_docs.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "docxtpl",
        "typst",
        "pypdfium2",
        "fontTools",
        "img2pdf",
        "PIL",
        "pikepdf",
        "pyzipper",
        "pydantic",
        "lxml",
        "babel",
        "holidays",
        "keyring",
        "rich",
        "yaml",
    }
    assert not heavy & set(loaded)


def test_nothing_but_the_command_line_prints() -> None:
    """Results would be mixed with remarks, and a name could reach a log."""
    says = re.compile(r"(?<![_\w])print\(|\blogging\.(?:debug|info|warning|error|critical|exception|log|basicConfig)\b")
    printing = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "cli" and says.search(path.read_text(encoding="utf-8"))
    ]
    assert printing == []
