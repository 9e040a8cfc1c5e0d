"""Ways in which a template is broken, each as somebody in Word would break it, with what has to be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from word_files import Edit, Parts, added, cell, changed, paragraph, table

HEADER, FOOTER, STYLES, SETTINGS = "word/header1.xml", "word/footer1.xml", "word/styles.xml", "word/settings.xml"
LANGUAGE = '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'
PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="9525" cy="9525"/><wp:docPr id="77" name="Picture 1"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)


@dataclass(frozen=True, slots=True)
class Break:
    """One way to break a template.

    Attributes:
        document: the template that is broken.
        edit: what somebody does to it.
        id: the fault that has to be told.
        place: where, in the words of the finding.
        says: something that the message or the remedy must hold.
    """

    document: str
    edit: Edit
    id: str
    place: str
    says: str


def part(name: str, content: bytes, relationship: str = "") -> Edit:
    """An edit that adds a part, and a relationship of the body to it."""

    def edit(parts: Parts) -> None:
        parts[name] = content
        if relationship:
            changed("</Relationships>", f"{relationship}</Relationships>", "word/_rels/document.xml.rels")(parts)

    return edit


def related(kind: str, target: str, mode: str = "", number: int = 901) -> str:
    """A relationship of the body."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"{outside}/>'


def both(*edits: Edit) -> Edit:
    """Several edits that make one fault."""

    def edit(parts: Parts) -> None:
        for one in edits:
            one(parts)

    return edit


BREAKS = (
    Break(
        "invitation",
        changed("Dear {{ recipient.name", "Dear {{ recipient.nmae"),
        "unknown-field",
        "under “Invitation to a Multi-Agency",
        "`name`",
    ),
    Break(
        "invitation",
        changed("board.name", "bord.name", HEADER),
        "unknown-field",
        "page header of the first page, line 2",
        "`board`",
    ),
    Break(
        "invitation",
        changed(">{{ event.start|time }}<", ">{{ event.start }}<"),
        "field-needs-filter",
        "table 1, row 4, column 2",
        "|time",
    ),
    Break(
        "invitation",
        changed("{{ child.initials }}", "{{ child.name }}"),
        "field-not-here",
        "table 1, row 10, column 2",
        "name a child",
    ),
    Break(
        "invitation",
        changed("conference.date|date", "conference.date|dat"),
        "filter-unknown",
        "under “Invitation to a Multi-Agency",
        "`date`",
    ),
    Break(
        "invitation-moved",
        changed("Dear {{ recipient.name }}", "Dear {{ recipient.name }"),
        "tag-not-closed",
        "under “New date",
        "}}",
    ),
    Break("invitation-moved", added(paragraph("{{ event.vneue")), "tag-not-closed", "under “Reply slip", "}}"),
    Break("invitation-moved", added(paragraph("Room: event.venue }}")), "tag-not-opened", "under “Reply slip", "{{"),
    Break(
        "invitation-moved", added(paragraph("Area: { event.area }")), "tag-single-brace", "under “Reply slip", "{{ … }}"
    ),
    Break(
        "invitation-moved", added(paragraph("{{ event area }}")), "tag-unreadable", "under “Reply slip", "event area"
    ),
    Break(
        "invitation-cancelled",
        changed("{%p endfor %}", "{%p endif %}"),
        "block-wrong-end",
        "table 1, row 7, column 2",
        "endfor",
    ),
    Break(
        "invitation-cancelled", added(paragraph("Area{% endif %}")), "block-not-opened", "under “What you need", "{% if"
    ),
    Break(
        "invitation-cancelled",
        added(paragraph("{% if event.area %}Area")),
        "block-not-closed",
        "under “What you need",
        "endif",
    ),
    Break(
        "invitation-cancelled", added(paragraph("{% iff event.area %}")), "tag-unknown", "under “What you need", "`if`"
    ),
    Break(
        "facilitator-invitation",
        changed("event.was|last|weekday_date", "event.was|last|time"),
        "filter-unfit",
        "under “Invitation to facilitate",
        "a date",
    ),
    Break(
        "facilitator-invitation",
        changed('event.status == "moved"', 'event.status == "move"'),
        "condition-never-true",
        "paragraph 13",
        "`moved`",
    ),
    Break(
        "facilitator-invitation",
        added(paragraph("{{ actions.owner }}")),
        "unknown-field",
        "under “Declaration",
        "is a list",
    ),
    Break(
        "papers-checklist",
        added(paragraph("Ring us: {{ board.business_unit.phone }}")),
        "field-may-be-empty",
        "under “Their way",
        "{% if board.business_unit.phone %}",
    ),
    Break(
        "papers-checklist",
        changed("{{ paper.kind }}", "{{ paper.knd }}"),
        "unknown-field",
        "table 2, row 3, column 2",
        "`kind`",
    ),
    Break(
        "papers-checklist",
        added(
            table(
                cell(paragraph("Paper")) + cell(paragraph("By")),
                cell(paragraph("{% for line in papers %}{{ line.kind }}"))
                + cell(paragraph("{{ line.number }}{% endfor %}")),
            )
        ),
        "block-across-cells",
        ", row 2, column 1",
        "{%tr for line in papers %}",
    ),
    Break(
        "papers-checklist",
        added(
            table(
                cell(paragraph("Paper")),
                cell(paragraph("{% for row in papers %}{{ row.kind }}")),
                cell(paragraph("{% endfor %}")),
            )
        ),
        "block-across-rows",
        ", row 2",
        "{%tr",
    ),
    Break(
        "facilitators-agenda",
        added(paragraph("{% for person in facilitators %}") + paragraph("{{ person.name }}{% endfor %}")),
        "block-across-paragraphs",
        "under “Who is expected",
        "{%p for person in facilitators %}",
    ),
    Break(
        "facilitators-agenda",
        added(
            paragraph("As before: {%p if facilitators %}")
            + paragraph("{{ facilitator_names }}")
            + paragraph("{%p endif %}")
        ),
        "tag-not-alone",
        "under “Who is expected",
        "As before:",
    ),
    Break(
        "facilitators-agenda",
        added(paragraph("{%tr if facilitators %}") + paragraph("{%tr endif %}")),
        "tag-outside-table",
        "under “Who is expected",
        "{%p if facilitators %}",
    ),
    Break(
        "facilitators-agenda",
        added(paragraph("{{p event.area }}")),
        "tag-cannot-print-so",
        "under “Who is expected",
        "{{ event.area }}",
    ),
    Break(
        "facilitators-agenda",
        added(paragraph("{{ range(3) }}")),
        "tag-not-allowed",
        "under “Who is expected",
        "calls a function",
    ),
    Break(
        "attendance-record",
        added(paragraph("{{ recipient.name }}")),
        "field-not-here",
        "under “Facilitators",
        "the same for all",
    ),
    Break(
        "attendance-record",
        added(paragraph("{%p for one in case %}") + paragraph("x") + paragraph("{%p endfor %}")),
        "field-not-a-list",
        "under “Facilitators",
        "core_group",
    ),
    Break(
        "attendance-record",
        added(paragraph("{% if event.area is nome %}x{% endif %}")),
        "test-unknown",
        "under “Facilitators",
        "`none`",
    ),
    Break("attendance-record", changed("<w:tblHeader/>", ""), "table-no-header", "table 1", "Repeat Header Rows"),
    Break(
        "appendix-2",
        changed("most useful about", "most helpful about"),
        "wording-changed",
        "table 4, row 1, column 2",
        "“useful” has become “helpful”",
    ),
    Break("appendix-2", changed("Your job role:", ""), "wording-missing", "after table 3, row 1", "Your job role:"),
    Break(
        "appendix-2",
        changed("{{ form.improve }}", "{{ form.discussion }}"),
        "field-not-here",
        "table 5, row 2, column 2",
        "form.discussion",
    ),
    Break(
        "appendix-2",
        added(paragraph("{{ event.area }}")),
        "field-not-here",
        "under “Participant Feedback Form",
        "blank",
    ),
    Break(
        "appendix-3",
        changed("Reason given:", "Reason:"),
        "wording-changed",
        "table 2, row 1, column 2",
        "“Reason given:” has become “Reason:”",
    ),
    Break(
        "appendix-3",
        added(table(cell(paragraph("6. What next?")), cell(paragraph("")))),
        "wording-added",
        "table 8, row 1",
        "What next?",
    ),
    Break("appendix-4", changed(">Where to next?<", "><"), "wording-missing", "after paragraph", "Where to next?"),
    Break("venue-request", changed('<w:pStyle w:val="Title"/>', ""), "no-title", "", "Title"),
    Break("venue-request", added(paragraph("PLEASE BOOK THE ROOM")), "all-capitals", "paragraph", "typed in capitals"),
    Break(
        "venue-request",
        added(paragraph("Please note", run="<w:caps/>")),
        "all-capitals",
        "paragraph",
        "set in capitals",
    ),
    Break(
        "venue-request", added(paragraph("Please note", run='<w:sz w:val="18"/>')), "small-type", "paragraph", "9 pt"
    ),
    Break(
        "venue-request",
        added(paragraph("Please note", run='<w:rFonts w:ascii="Times New Roman"/>')),
        "serif-type",
        "paragraph",
        "Times New Roman",
    ),
    Break(
        "venue-request",
        added(paragraph("The room", run="<w:b/>") + paragraph("It should be quiet.")),
        "heading-faked",
        "paragraph",
        "heading style",
    ),
    Break("venue-request", added(PICTURE), "no-alt-text", "paragraph", "alternative text"),
    Break(
        "referral-notice",
        added(
            paragraph("A detail", '<w:pStyle w:val="Heading1"/>')
            + paragraph("A smaller one", '<w:outlineLvl w:val="3"/>')
        ),
        "heading-skipped",
        "paragraph",
        "Heading 2",
    ),
    Break(
        "referral-notice",
        both(changed(LANGUAGE, "", STYLES), changed(LANGUAGE, "", STYLES)),
        "no-language",
        "",
        "Language",
    ),
    Break(
        "threshold-statement",
        changed("<w:zoom", '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:zoom', SETTINGS),
        "template-protected",
        "",
        "Stop Protection",
    ),
    Break(
        "threshold-statement",
        added('<w:p><w:ins w:id="5" w:author="A. Clerk"><w:r><w:t>New</w:t></w:r></w:ins></w:p>'),
        "template-changes",
        "paragraph",
        "tracked changes",
    ),
    Break(
        "actions-core-group",
        part("word/x.txt", b"", related("image", "https://pictures.example/a.png", "External")),
        "template-linked",
        "",
        "a picture",
    ),
    Break(
        "actions-conference",
        part("word/charts/chart1.xml", b"<c>{{ event.area }}</c>", related("chart", "charts/chart1.xml")),
        "tag-elsewhere",
        "a chart",
        "{{ event.area }}",
    ),
    Break(
        "actions-line-manager",
        added(paragraph("{{ line_manager.practitioners }}")),
        "field-needs-filter",
        "under “What we ask",
        "|listed",
    ),
    Break(
        "actions-line-manager",
        added(paragraph("{{ recipient.phone }}")),
        "field-never-filled",
        "under “What we ask",
        "recipient.phone",
    ),
    Break(
        "actions-line-manager",
        added(paragraph("{% for one in actions %}{{ one.due|date }}{% endfor %}")),
        "field-may-be-empty",
        "under “What we ask",
        "one.due",
    ),
    Break("summary-filing-note", part("word/vbaProject.bin", b"x"), "template-macros", "", ".docx"),
    Break("debrief-record", changed("{%tr endfor %}", "{%p endfor %}"), "block-mixed", "table 4", "{%tr endfor %}"),
    Break(
        "not-proceeding-rationale",
        added(paragraph("Text {{ children }}")),
        "field-needs-filter",
        "paragraph",
        "|listed",
    ),
    Break(
        "not-proceeding-rationale",
        added(paragraph("{% if children %}x{% else %}{{ children|first }}{% endif %}")),
        "field-needs-filter",
        "paragraph",
        "group",
    ),
    Break(
        "invitation",
        added(
            "<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        ),
        "control-unnamed",
        "under “Reply slip",
        "Properties, Title",
    ),
    Break(
        "actions-core-group",
        both(
            part("word/embeddings/book.bin", b"x", related("package", "embeddings/book.bin", number=902)),
            changed(
                "</Types>",
                '<Default Extension="bin" ContentType="application/octet-stream"/></Types>',
                "[Content_Types].xml",
            ),
        ),
        "template-embedded",
        "",
        "a whole other file",
    ),
    Break(
        "actions-core-group",
        both(
            changed(LANGUAGE, LANGUAGE.replace("en-GB", "de-DE"), STYLES),
            changed(LANGUAGE, LANGUAGE.replace("en-GB", "de-DE"), STYLES),
        ),
        "wrong-language",
        "",
        "de-DE",
    ),
    Break(
        "appendix-3",
        both(
            changed(">Record of discussion:<", ">+<"),
            changed(">Facilitator's Comments / Observations:<", ">Record of discussion:<"),
            changed(">+<", ">Facilitator's Comments / Observations:<"),
        ),
        "wording-moved",
        "table",
        "another place",
    ),
)
