"""What can be wrong with a template: a stable name for each kind of fault, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.errors import ExitCode
from mas_docs.findings import Finding, Severity
from mas_docs.template_check.word_text import Paragraph

_E, _W = Severity.ERROR, Severity.WARNING

KINDS: dict[str, tuple[Severity, str]] = {
    "template-missing": (_E, "A document of the catalogue has no template."),
    "template-unused": (_W, "No document uses a template of this name, so nothing is made from it."),
    "template-not-word": (_E, "The file is no Word document, is damaged, is too large, or has a password."),
    "template-not-text": (_E, "A text template cannot be read, or is not UTF-8."),
    "template-macros": (_E, "It holds macros. Save it as a Word document (.docx)."),
    "template-protected": (_E, "Editing is restricted, so a recipient could not type into it."),
    "template-changes": (_E, "It holds tracked changes or comments, which a recipient would read."),
    "template-linked": (_E, "It pulls in something from outside the file, such as a linked picture."),
    "template-embedded": (_W, "It holds a whole other file, such as a spreadsheet, which goes out too."),
    "tag-elsewhere": (_E, "A tag stands where none is filled in, such as a chart."),
    "tag-not-closed": (_E, "A `{{` or `{%` without its end in the same paragraph."),
    "tag-not-opened": (_E, "A `}}` or `%}` without its beginning."),
    "tag-single-brace": (_E, "One brace where two are due: a recipient would read it as it stands."),
    "tag-unreadable": (_E, "What stands between the braces cannot be read."),
    "tag-unknown": (_E, "A `{% … %}` that begins with a word that there is not."),
    "tag-not-allowed": (_E, "A template computes or calls something; it may only print, choose and repeat."),
    "tag-cannot-print-so": (_E, "`{{p … }}`, `{{r … }}` and the like print nothing; write `{{ … }}`."),
    "tag-not-alone": (_E, "Something stands beside `{%p … %}`, `{%tr … %}` or `{%tc … %}` and would be lost."),
    "tag-outside-table": (_E, "`{%tr … %}` or `{%tc … %}` stands outside a table."),
    "block-not-closed": (_E, "An `if` or `for` without its end."),
    "block-not-opened": (_E, "An `endif`, `endfor`, `else` or `elif` without its beginning."),
    "block-wrong-end": (_E, "An `if` that ends with `endfor`, or a `for` that ends with `endif`."),
    "block-mixed": (_E, "A block that begins as `{%tr` or `{%p` and goes on or ends as another."),
    "block-across-cells": (_E, "A `{% for … %}` or `{% if … %}` that runs from one cell into another."),
    "block-across-rows": (_E, "One that runs from one row into another, or out of its table."),
    "block-across-paragraphs": (_E, "One that runs from one paragraph into another."),
    "unknown-field": (_E, "A name that no document has."),
    "field-not-here": (_E, "A name that other documents, or other states of this form, have."),
    "field-never-filled": (_E, "A field that no case and no state can fill in this document."),
    "field-may-be-empty": (_E, "A field that can be without a value is printed without an `if`."),
    "field-needs-filter": (_E, "A date, a time, a list or a yes or no is printed as it is."),
    "field-not-a-list": (_E, "`for` repeats over something that is no list."),
    "filter-unknown": (_E, "A word behind `|` that there is not."),
    "filter-unfit": (_E, "A filter that does not fit its value, as `date` behind a name."),
    "test-unknown": (_E, "A word behind `is` that there is not."),
    "condition-never-true": (_W, "A comparison with a word that this field never is."),
    "wording-changed": (_E, "Words of Appendix 2, 3 or 4 that depart from the guidance."),
    "wording-missing": (_E, "Words of Appendix 2, 3 or 4 that are not there."),
    "wording-moved": (_E, "Words of Appendix 2, 3 or 4 that stand at another place."),
    "wording-added": (_W, "Words in Appendix 2, 3 or 4 that neither the guidance nor our form has."),
    "no-title": (_W, "No paragraph has the style Title, nor is a single one Heading 1."),
    "heading-skipped": (_W, "A heading two levels or more below the one before."),
    "heading-faked": (_W, "A line in bold that stands like a heading but has no heading style."),
    "table-no-header": (_W, "A table whose first row is not marked as its header row."),
    "no-language": (_W, "No language is set: a screen reader would guess."),
    "wrong-language": (_W, "The text is marked as being in another language than its folder's."),
    "all-capitals": (_W, "Text in capitals, which is hard to read and is read out letter by letter."),
    "small-type": (_W, "Text below 12 pt."),
    "serif-type": (_W, "Text in a face with serifs; a plain one such as Arial is easier to read."),
    "no-alt-text": (_W, "A picture without alternative text."),
    "control-unnamed": (_W, "A content control without a title, which a screen reader announces as nothing."),
    "versions-differ": (_W, "The English and the Welsh template do not name the same fields."),
    "does-not-render": (_E, "Made from the examples, the document fails for a reason not told otherwise."),
}
"""Every kind of fault by its stable name, with how much it matters and what it means.

An error stops a document, changes what it says, or changes the guidance's wording; a warning makes it hard to use.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of a template.

    Attributes:
        id: its stable name, one of `KINDS`.
        message: what is wrong, one sentence without its full stop.
        remedy: what to do in Word, one sentence.
        place: where, as "table 2, row 3"; empty for the file as a whole.
        paragraph: the paragraph to mark; None for the file as a whole.
        start, end: the characters of the paragraph's text to mark; all of it where both are 0.
        line: the line of a text template, counted from 1; 0 for a Word file.
    """

    id: str
    message: str
    remedy: str = ""
    place: str = ""
    paragraph: Paragraph | None = None
    start: int = 0
    end: int = 0
    line: int = 0

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return KINDS[self.id][0]

    def finding(self, file: str) -> Finding:
        """The fault as a finding about a file."""
        return Finding(
            file=file,
            line=self.line,
            column=0,
            id=self.id,
            severity=self.severity,
            message=self.message,
            remedy=self.remedy,
            exit_code=ExitCode.TEMPLATE,
            place=self.place,
        )


def excerpt(text: str, longest: int = 70) -> str:
    """A template's own words for a message: on one line, cut where they are long."""
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
