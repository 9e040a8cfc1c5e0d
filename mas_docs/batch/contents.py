"""What goes into a package, as one code: by it a batch sees that a package would be the one that lies there already.

A Word document and a calendar entry count as they are, rendered for the day that the package bears: a change of the
case, the board or a template that does not show in them changes nothing. A briefing pack is counted by what it is bound
of, for making it is most of the work. The day alone makes no package new.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mas_docs import __version__
from mas_docs.briefing.editions import details_of
from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.loading import LoadedCase
from mas_docs.catalogue import Medium
from mas_docs.errors import MasDocsError
from mas_docs.files import contained, open_ordinary
from mas_docs.papers.intake import LARGEST_PAPER
from mas_docs.planning import Package, PlannedDocument
from mas_docs.production.desk import Desk
from mas_docs.production.office import Office, Room
from mas_docs.production.sealing import name_in
from mas_docs.recipients import Recipient
from mas_docs.resources import templates_folder
from mas_docs.transfer.archive import Member

_TEXTS = (".txt", ".html", ".typ")
_NOT_IN_PACKS = {
    "facilitator_pool",
    "passphrase",
    "protection",
    "mail",
    "smallest_group",
    "templates",
    "keep_names_after_retirement",
}

Fact = tuple[str, str]
"""What a thing is, and its value or its SHA-256 in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class TemplateCodes:
    """The SHA-256 of the templates that are no documents by themselves, in hexadecimal digits.

    Attributes:
        packs: of the pages of a pack.
        notes: of the notes on how to open a package.
        mail: of e-mail drafts.
    """

    packs: str
    notes: str
    mail: str


def template_codes(own_templates: Path | None) -> TemplateCodes:
    """Read the templates of pages and texts, ours and the board's own.

    Args:
        own_templates: the folder of the board's own; None where it has none.
    """
    roots = [root for root in (templates_folder(), own_templates) if root is not None]
    return TemplateCodes(
        packs=_code_of(roots, ("text/*/pack/*", "typst/*")),
        notes=_code_of(roots, ("text/*/how-to-open*",)),
        mail=_code_of(roots, ("text/*/mail/*",)),
    )


def _code_of(roots: Iterable[Path], patterns: Iterable[str]) -> str:
    files = [
        (f"{number}/{file.relative_to(root).as_posix()}", file)
        for number, root in enumerate(roots)
        for pattern in patterns
        for file in root.glob(pattern)
        if file.suffix in _TEXTS and file.is_file()
    ]
    listed = [(name, _sha256_or_nothing(file)) for name, file in sorted(files)]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def _sha256_or_nothing(template: Path) -> str:
    """A template's SHA-256; nothing of one that cannot be read, which is told where it is used."""
    try:
        return _sha256_of_file(template)
    except OSError:
        return ""


class CaseContents:
    """Gives the codes of one case's packages.

    Args:
        loaded: the case with its folder.
        office: what the run is made with.
        key: of the codes.
        templates: the templates of pages and texts.
    """

    def __init__(self, loaded: LoadedCase, office: Office, key: bytes, templates: TemplateCodes) -> None:
        self._loaded = loaded
        self._office = office
        self._key = key
        self._templates = templates
        self._desks: dict[dt.date, Desk] = {}

    def of_made(self, package: Package, members: Iterable[Member], papers: CasePapers) -> str:
        """The code of a package that was made today.

        Args:
            package: its plan.
            members: what went into it.
            papers: the case's papers, as they were taken in for it.
        """
        bound = [(str(paper.place), paper.sha256) for paper in papers.gathered]
        return self._code(package, _facts_of(members), sorted(bound), self._office.today)

    def of_planned(self, package: Package, day: dt.date, folder: Path) -> str | None:
        """The code of a package as it would be, had it been made on that day; None where it cannot be made so.

        Args:
            package: its plan.
            day: the day that its documents would bear.
            folder: the case's folder of output; nothing is written there.
        """
        without_packs = replace(package, documents=tuple(one for one in package.documents if not _is_pack(one)))
        try:
            members = self._desk(day, folder).members(without_packs)
            named = [replace(member, name=name_in(package, member.name)) for member in members]
            bound = self._papers_now if package.has_pack else []
        except (MasDocsError, OSError):
            # Whatever is wrong is told where the package is made.
            return None
        return self._code(package, _facts_of(named), bound, day)

    def _desk(self, day: dt.date, folder: Path) -> Desk:
        if day not in self._desks:
            office = replace(self._office, today=day)
            self._desks[day] = Desk(self._loaded.case, CasePapers(), office, Room(folder, folder))
        return self._desks[day]

    @cached_property
    def _papers_now(self) -> list[Fact]:
        """Each paper's place in the case file and its SHA-256, as the files are now."""
        named = [(place, paper.file) for place, paper in enumerate(self._loaded.case.papers) if paper.file is not None]
        return sorted((str(place), _sha256_of_file(contained(self._loaded.folder, file))) for place, file in named)

    def _code(self, package: Package, files: list[Fact], bound: list[Fact], day: dt.date) -> str:
        facts = [*self._facts_about(package), *files]
        if package.has_pack:
            facts += [*self._facts_of_pack, ("day", str(day)), *bound]
        return hmac.new(self._key, json.dumps(facts).encode(), hashlib.sha256).hexdigest()

    def _facts_about(self, package: Package) -> list[Fact]:
        """What stands in the manifest, the note and the message."""
        recipient, office = package.recipient, self._office
        return [
            ("version", __version__),
            ("archive", package.archive_name),
            ("purpose", package.kind.purpose),
            ("recipient", json.dumps([recipient.role, recipient.name, recipient.agency, recipient.email])),
            ("label", office.passphrase.label),
            ("marking", office.board.marking),
            ("notes", self._templates.notes),
            *(self._facts_of_message(recipient) if office.mail else ()),
        ]

    def _facts_of_message(self, recipient: Recipient) -> list[Fact]:
        office = self._office
        settings = office.board.model_dump_json(include={"mail", "languages", "welsh_signed_off", "business_unit"})
        language = str(office.language or recipient.language)
        return [("mail", self._templates.mail), ("mail settings", settings), ("language", language)]

    @cached_property
    def _facts_of_pack(self) -> list[Fact]:
        case = self._loaded.case
        papers = [paper.model_dump(mode="json", exclude={"file"}) for paper in case.papers]
        return [
            ("templates", self._templates.packs),
            ("details", details_of(case)),
            ("papers", json.dumps(papers)),
            ("board", self._office.board.model_dump_json(exclude=_NOT_IN_PACKS)),
        ]


def _is_pack(planned: PlannedDocument) -> bool:
    return planned.document.medium is Medium.PACK


def _facts_of(members: Iterable[Member]) -> list[Fact]:
    """The name and SHA-256 of what was rendered; packs, which are files, are counted by what they are bound of."""
    return [
        (member.name, hashlib.sha256(member.content).hexdigest())
        for member in members
        if isinstance(member.content, bytes)
    ]


def _sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits.

    Raises:
        OSError: it cannot be read, or is larger than any paper may be.
    """
    with open_ordinary(path) as file:
        if file.seek(0, 2) > LARGEST_PAPER:
            raise OSError
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()
