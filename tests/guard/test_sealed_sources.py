"""What we make ourselves is guarded by what it is made of: another child's name in any of it stops the package."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from calling import PASSPHRASE, Call
from faults import CASE, NEIGHBOUR, Office, new_office

from mas_docs.briefing.cache import ConvertedPapers
from mas_docs.briefing.pack import Briefing, PackOffice
from mas_docs.briefing.taking_in import make_ready, take_in
from mas_docs.catalogue import DOCUMENTS, Document, Medium, State
from mas_docs.documents.context import Subject, case_context
from mas_docs.documents.template_files import find_template
from mas_docs.documents.word import DocumentProperties, WordDocument, render_word
from mas_docs.errors import TemplateError
from mas_docs.guard.folding import words_of
from mas_docs.guard.reading import MemberReader
from mas_docs.guidance.roles import Role
from mas_docs.recipients import recipients
from mas_docs.resources import examples_folder, templates_folder
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import open_workspace

TODAY = ("--today", "2026-12-07")
STRANGER = "Iolo Pritchard"
"""A child of the other case in the office."""

_DAY = dt.date(2026, 12, 7)
_CASES = examples_folder() / "cases"
_OF_THE_FORMAT = ("data behind the text", "the document's properties")
"""Where a PDF has what stands for no word of ours: names of fonts and colours, the title that all packs have."""

_PLACE_IN_IT = re.compile(r"^part-[a-z0-9-]+$", re.MULTILINE)

INVITE, BRIEF = ("invite", CASE), ("brief", CASE)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of two cases, with templates of its own."""
    office = new_office(tmp_path / "office")
    (office.workspace / "ours").mkdir()
    board = office.workspace / "board.yaml"
    board.write_text(board.read_text(encoding="utf-8") + "\ntemplates: ours\n", encoding="utf-8")
    return office


def own_template(office: Office, name: str) -> Path:
    """A copy of one of our templates in the office's folder."""
    copy = office.workspace / "ours" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(templates_folder() / name, copy)
    return copy


def _in_a_value(office: Office) -> None:
    file = office.workspace / "cases" / CASE / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("agency: Flying Start", f"agency: Flying Start of {STRANGER}"), encoding="utf-8")


def _in_a_text(name: str) -> Callable[[Office], None]:
    def put(office: Office) -> None:
        template = own_template(office, f"text/en/pack/{name}.txt")
        template.write_text(f"{template.read_text(encoding='utf-8')}\n\nTo {STRANGER}.\n", encoding="utf-8")

    return put


def _in_a_word_template(office: Office) -> None:
    with zipfile.ZipFile(own_template(office, "word/en/invitation.docx"), "a") as template:
        template.writestr("customXml/item1.xml", f"<notes>{STRANGER}</notes>")


@pytest.mark.parametrize(
    ("put", "command"),
    [
        (_in_a_value, INVITE),
        (_in_a_value, BRIEF),
        (_in_a_text("your-part"), BRIEF),
        (_in_a_text("cover"), BRIEF),
        (_in_a_word_template, INVITE),
    ],
)
def test_a_name_in_what_we_make_stops_it(
    office: Office, call: Call, put: Callable[[Office], None], command: tuple[str, ...]
) -> None:
    """Loses: another family's child stands in a letter or a pack of ours, and it goes out."""
    assert call(*command, *TODAY, cwd=office.workspace).code == 0
    shutil.rmtree(office.workspace / "out")
    put(office)
    called = call(*command, *TODAY, cwd=office.workspace)
    said = called.out + called.err
    assert called.code == 8, said
    assert f"holds what identifies {NEIGHBOUR}" in said
    assert STRANGER not in said
    assert command == INVITE or not list((office.workspace / "out").rglob("*.zip"))


def _documents() -> Iterator[tuple[Document, State | None]]:
    for document in DOCUMENTS:
        if document.medium is Medium.WORD:
            yield from ((document, state) for state in document.states or (None,))


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """What reads a file as its recipient could."""
    with MemberReader() as made:
        yield made


@pytest.mark.parametrize(("document", "state"), tuple(_documents()))
def test_a_documents_words_are_those_that_its_recipient_reads(
    reader: MemberReader, document: Document, state: State | None
) -> None:
    """Loses: a word that stands in the finished letter, and that the guard is never given to search."""
    template = find_template(f"word/en/{document.key}.docx", None)
    made = next(
        filter(None, (_written(file, template, document, state) for file in sorted(_CASES.glob("*/case.yaml"))))
    )
    given = set(words_of(made.text)) | _words(reader, template) | set(words_of(f"dcterms:W3CDTF {_DAY}T00:00:00Z"))
    assert _words(reader, made.content) <= given


def _written(file: Path, template: Path, document: Document, state: State | None) -> WordDocument | None:
    """The document for a case of the examples; None where that case has nothing to write in it."""
    workspace, _ = open_workspace(examples_folder())
    assert workspace is not None
    case = workspace.load(file)[0]
    assert case is not None
    recipient = recipients(case.case, workspace.board, document.meant_for_in(state)[0])[0]
    context = case_context(case.case, workspace.board, Subject(document, state, _DAY, recipient), {})
    with contextlib.suppress(TemplateError):
        return render_word(template, context, DocumentProperties(document.title, CASE), today=_DAY)
    return None


def _words(reader: MemberReader, content: bytes | Path) -> set[str]:
    return {word for stretch in reader.read("", content).stretches for word in words_of(stretch.text)}


def test_a_packs_words_are_those_that_its_holder_reads(reader: MemberReader, tmp_path: Path) -> None:
    """Loses: a word that stands in a facilitator's copy, and that the guard is never given to search."""
    workspace, _ = open_workspace(examples_folder())
    assert workspace is not None
    loaded, _ = workspace.load(_CASES / CASE / "case.yaml")
    assert loaded is not None
    passphrase = Passphrase(PASSPHRASE)
    papers, _ = take_in(loaded, tmp_path)
    ready, _ = make_ready(loaded, papers.gathered, tmp_path, ConvertedPapers(tmp_path / "kept", passphrase))
    office = PackOffice(workspace.board, None, _DAY, passphrase)
    recipient = recipients(loaded.case, workspace.board, Role.FACILITATOR)[0]
    copy = Briefing(loaded.case, ready, office, tmp_path, tmp_path).copy_for(recipient)
    given: set[str] = set()
    for source in copy.made_of:
        given |= set(words_of(source)) if isinstance(source, str) else _words(reader, source)
    read = reader.read("", copy.path, (PASSPHRASE,))
    assert len(read.stretches) > len(ready), "it was opened"
    shown = [stretch.text for stretch in read.stretches if not stretch.place.startswith(_OF_THE_FORMAT)]
    missing = {word for text in shown for word in words_of(_PLACE_IN_IT.sub("", text))} - given
    assert not {word for word in missing if not word.isdigit()}
