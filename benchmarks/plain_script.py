"""The plain script of an office: what somebody who knows docxtpl, LibreOffice, qpdf and 7-Zip writes in an afternoon.

    python -m benchmarks.plain_script WORKSPACE OUT [--cases NUMBER]

It makes of each case what mas-docs makes of it: the same letters and forms in Word, a calendar file beside each
invitation, a briefing pack of five parts for each facilitator, encrypted, and one encrypted archive for each recipient.
Each letter and form is made once, and the pack is joined once. It checks nothing, cleans nothing, reads nothing back
and keeps no books. That a case is loaded and planned by mas-docs is in its favour.
"""

from __future__ import annotations

import argparse
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jinja2

from benchmarks.environment import seven_zip
from benchmarks.generated import TODAY, WORDS
from benchmarks.word_data import office_filters
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import EventStatus
from mas_docs.catalogue import BRIEFING, FACILITATOR_INVITATIONS, INVITATIONS, Medium, OnePer
from mas_docs.documents.context import Subject, case_context
from mas_docs.documents.template_files import find_template
from mas_docs.planning import Package, PlannedDocument, plan
from mas_docs.workspace import Workspace, open_workspace

KINDS = (INVITATIONS[EventStatus.PLANNED], FACILITATOR_INVITATIONS[EventStatus.PLANNED], BRIEFING)
"""What a case gets before its event."""
COVER = "facilitators-agenda.docx"
"""The Word document that becomes the pack's first part."""
_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//office//letters//EN
BEGIN:VEVENT
UID:{uid}@office.example
DTSTAMP:20261201T090000Z
DTSTART:{begins}
SUMMARY:Multi-Agency Supervision
END:VEVENT
END:VCALENDAR
"""


@dataclass(frozen=True)
class CaseScript:
    """Makes the packages of one case.

    Attributes:
        opened: the workspace.
        loaded: the case.
        folder: receives the archives and, in `plain`, everything that went into them.
        environment: Jinja with the office's filters.
    """

    opened: Workspace
    loaded: LoadedCase
    folder: Path
    environment: jinja2.Environment = field(default_factory=jinja2.Environment)

    def make(self) -> list[Path]:
        """Make every package; the archives."""
        self.plain.mkdir(parents=True)
        self.environment.filters |= office_filters()
        self.environment.autoescape = True
        return [self._package(package) for package in plan(self.loaded.case, self.opened.board, KINDS)]

    @property
    def plain(self) -> Path:
        """Where documents lie before they are packed."""
        return self.folder / "plain"

    def _package(self, package: Package) -> Path:
        files = [self._document(package, planned) for planned in package.documents]
        if package.kind.calendar:
            files.append(self._calendar(package))
        archive = self.folder / f"{package.stem}.zip"
        command = [seven_zip() or "7z", "a", "-tzip", "-mem=AES256", f"-p{WORDS}", str(archive)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
        return archive

    def _document(self, package: Package, planned: PlannedDocument) -> Path:
        if planned.document.medium is Medium.PACK:
            return self._pack(package)
        single = planned.document.one_per is OnePer.RECIPIENT
        file = self.plain / (package.stem if single else ".") / planned.file_name
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            self._render(package, planned, file)
        return file

    def _render(self, package: Package, planned: PlannedDocument, file: Path) -> None:
        from docxtpl import DocxTemplate

        subject = Subject(
            planned.document, planned.state, TODAY, package.recipient, planned.number, package.kind.calendar
        )
        template = DocxTemplate(find_template(f"word/en/{planned.document.key}.docx", None))
        template.render(case_context(self.loaded.case, self.opened.board, subject, {}), self.environment)
        template.save(file)

    def _pack(self, package: Package) -> Path:
        locked = self.plain / package.stem / "briefing-pack.pdf"
        locked.parent.mkdir(exist_ok=True)
        lock = ["--encrypt", WORDS, f"owner {WORDS}", "256", "--"]
        subprocess.run(["qpdf", *lock, self._joined(package), locked], check=True)
        return locked

    def _joined(self, package: Package) -> Path:
        joined = self.plain / "joined.pdf"
        if not joined.exists():
            cover = next(planned for planned in package.documents if planned.file_name == COVER)
            word = str(self._document(package, cover))
            convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(self.plain), word]
            subprocess.run(convert, check=True, capture_output=True)
            parts = [self.plain / COVER.replace(".docx", ".pdf"), *self._papers]
            subprocess.run(["qpdf", "--empty", "--pages", *parts, "--", joined], check=True)
        return joined

    @cached_property
    def _papers(self) -> list[Path]:
        return sorted(self.loaded.folder.glob("paper-*.pdf"))

    def _calendar(self, package: Package) -> Path:
        event = self.loaded.case.event
        if event is None or event.start is None:
            raise SystemExit("The case has no event")
        file = self.plain / package.stem / "calendar.ics"
        begins = f"{event.date:%Y%m%d}T{event.start:%H%M%S}"
        file.write_text(_CALENDAR.format(uid=package.stem, begins=begins), encoding="utf-8")
        return file


def main() -> None:
    """Make the packages of a workspace's first cases."""
    parser = argparse.ArgumentParser(description="Make packages as a plain script would.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cases", type=int, default=1)
    asked = parser.parse_args()
    opened, _ = open_workspace(asked.workspace)
    if opened is None:
        raise SystemExit("The workspace is invalid")
    for file in opened.case_files()[: asked.cases]:
        loaded, _ = opened.load(file)
        if loaded is None:
            raise SystemExit("A case is invalid")
        CaseScript(opened, loaded, asked.out / loaded.case.reference).make()


if __name__ == "__main__":
    main()
