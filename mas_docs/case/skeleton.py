"""The files that a newcomer starts from: a case to fill in, and a board's settings to correct."""

from __future__ import annotations

import json
from string import Template

from mas_docs.board import FORMAT as BOARD_FORMAT
from mas_docs.board import Board
from mas_docs.case.model import FORMAT as CASE_FORMAT
from mas_docs.case.model import EventStatus, Ground, MeetingKind, PaperKind

DEFAULT_BOARD = "South East Wales Safeguarding Children Board"
"""The board of the guidance."""

PLACEHOLDERS = frozenset(
    {
        "First name and surname",
        "The agency they work for",
        "name@agency.example",
        "Who receives the actions for them (4.7)",
        "Name of somebody in the pool",
        "Name of a practitioner",
        "The room and its address",
        "As on the form",
        "Their agency",
        "Their job role",
        "What is to be done",
        "Who does it",
        "Name of a facilitator",
    }
)
"""What stands in the skeleton's blocks for somebody's own words; it must not leave the office."""

MADE_UP_ADDRESS = "business.unit@board.example"
"""The Business Unit's e-mail address in a new workspace, until somebody puts in the real one."""

_CASE = Template("""\
# yaml-language-server: $$schema=../../schemas/case.schema.json
#
# A case for Multi-Agency Supervision. Fill in what is empty, then run: mas-docs check $reference
# A line that begins with # is a remark and is not read. To use a block below that begins with #, remove the # and
# the one space after it from each of its lines. Indent with spaces, never with tabs. Put a value in quotes ("...") when
# it holds a colon, a # or, between { and }, a comma. Numbers in brackets are the guidance's paragraphs.

format: $format
reference: $reference        # neutral, without name or initials; it is also the name of this folder

area:                          # one of: $areas

children:                      # every child has a registration of its own; for a second one repeat the five lines
  - name:                      # full name; it appears only inside protected papers
    date_of_birth:             # year-month-day, as in 2019-04-17
    registered:                # on the Child Protection Register since (1.3)
    categories:                # in square brackets, as in [$category]; from: $categories
    # previous_registrations: 0    # how often the child was registered before (1.3)

conference:                    # the Child Protection Conference that considered Multi-Agency Supervision (4.2)
  date:                        # the two, six and eight weeks of 4.4, 4.7 and 4.11 count from this day
  number:                      # 4 for the fourth conference, which is the third review (1.1)
  # earlier: [2025-08-20, 2025-11-12, 2026-05-14]   # the days of the earlier conferences, for the timeline

decision:                      # what the conference decided
  proceed:                     # true, or false with a rationale, which goes into the conference minutes (1.3, 4.2)
  # Why, one or more in square brackets (1.3):
  # $grounds
  # grounds: [fifteen-months]
  # rationale: >-
  #   The reasons in words, indented like this line.
  # clock_start: 2026-11-20    # only if the timescales count from another day than the conference's (4.3)

social_worker:                 # the child's Social Worker
  name:
  agency:
  email:
  # phone: 01495 000 000       # stands in invitations, for questions
  # line_manager:              # receives the actions that concern them (4.7)

coordinator:                   # the Child Protection Coordinator or Safeguarding Manager
  name:
  agency:
  email:

conference_chair:              # the chair of the Child Protection Conference; receives the summary (4.9)
  name:
  agency:
  email:

# The professional members of the Core Group, who are invited (4.4). Never a family member.
# core_group:
#   - name: First name and surname
#     role: Health Visitor
#     agency: The agency they work for
#     email: name@agency.example
#     title: Senior Health Visitor # optional: the title of the post
#     phone: 01495 000 000       # optional
#     line_manager: Who receives the actions for them (4.7)
#     language: en               # optional: en, cy or both; the language they are written to in
#     protection: zip            # optional: zip, or native for a recipient who can open no archive (4.10)
#     coming: true               # once they have replied
#     attended: true             # after the event; feeds Appendix 3
#     absence_reason: Sick leave # only if they did not come

# At least two, none of whom line-manages a practitioner of this case (4.5). The name is enough for somebody in the
# board's pool.
# facilitators:
#   - Name of somebody in the pool
#   - name: First name and surname
#     agency: The agency they work for
#     email: name@agency.example
#     line_manages: [Name of a practitioner]   # optional: whom they line-manage

# The event, once it is booked: within two weeks of the conference (4.4), to take place within six (4.7).
# event:
#   date: 2026-12-17
#   start: 10:00
#   end: 13:00
#   venue: The room and its address   # no child's name
#   area: $area    # optional: where it takes place, if not in the case's area
#   after_core_group: false    # true if it follows a Core Group, which family may attend (Appendix 1)
#   facilitators_meet: 09:15   # before the event, to prepare (4.8)
#   facilitators_debrief: 13:00    # after the event (4.8)
#   status: planned            # $statuses
#   was: [2026-12-10]          # the former dates of a moved event, oldest first

# What the facilitators read beforehand, at least a week before the event (4.6). Files lie in this folder.
# Kinds: $papers
# papers:
#   - {kind: initial-conference-minutes, date: 2025-08-20, file: papers/initial-conference.pdf}
#   - {kind: review-conference-minutes, date: 2026-05-14, file: papers/review-2.docx}
#   - {kind: core-group-minutes, date: 2026-12-03, outstanding: true, expected: 2026-12-08}   # still to come
#   - {kind: child-protection-plan, date: 2026-11-20, file: papers/plan.pdf}
#   - {kind: other, title: School attendance chart, date: 2026-11-01, file: papers/attendance.png}

# The day when each step was done, as far as it is known.
# done:
#   referred: 2026-11-20                   # the Coordinator was notified (4.2)
#   booked: 2026-11-27                     # (4.4)
#   facilitators_invited: 2026-11-27       # (4.5)
#   invited: 2026-11-30                    # (4.4)
#   papers_to_coordinator: 2026-12-07      # (4.6)
#   papers_to_business_unit: 2026-12-08    # (4.6)
#   briefed: 2026-12-09                    # the facilitators have the papers (4.6)
#   forms_returned: 2026-12-18             # (4.7)
#   summary_returned: 2026-12-29           # the Business Unit has the summary (4.9, 4.11)

# The meeting that hears the summary, whichever comes first (4.9): $meetings
# next_meeting: {kind: core-group, date: 2027-01-14}

# References of other cases that these papers may rightly mention.
# mentions_allowed: [MAS-2025-003]

# Appendix 2, one entry for each returned form.
# feedback:
#   - name: As on the form
#     agency: Their agency         # optional: as in the Core Group's list when left out
#     role: Their job role         # optional: likewise
#     most_useful: Text
#     improve: Text
#     barriers: {answer: no, comment: ""}
#     process: Text
#     take_away: Text
#     final_comments: ""

# Appendix 3, within two weeks of the event (4.9). Text after | keeps its lines and blank lines.
# summary:
#   discussion: |
#     First paragraph.
#
#     Second paragraph.
#   comments: Text
#   actions:
#     - {action: What is to be done, owner: Who does it, due: 2027-01-15}
#   signed_by: Name of a facilitator
#   signed_on: 2026-12-22
#   returned_on: 2026-12-29      # the day when it was returned to the Business Unit

# The day on which somebody decided that the review has ended; retention starts there (4.10).
# review_ended: 2027-06-01
""")

_BOARD = Template("""\
# yaml-language-server: $$schema=schemas/board.schema.json
#
# The settings of your board. Correct the name, the business unit and the areas; all else has a default, which stands
# behind the # of its line. Numbers in brackets are the guidance's paragraphs.

format: $format
name: $name

# The office that sources facilitators, receives the forms and owns the standard passphrase. These are made up: put in
# your own.
business_unit:
  name: $unit
  email: $address
  # phone: 01495 000 111

short_name: $short_name          # names the passphrases, as in $short_name-2026-11
# motto: {cy: Gweithio'n Gytûn Ar Gyfer Plant, en: Working Together For Children}

# The authorities of the board, each as a name or as {en: Newport, cy: Casnewydd}.
# areas: [Blaenau Gwent, Caerphilly, Monmouthshire, Newport, Torfaen]

# languages: [en]                # of documents that go to nobody in particular: [en], [cy] or [en, cy]

# People whom a case can name as facilitators by their name alone (4.5).
# facilitator_pool:
#   - {name: First name and surname, agency: Their agency, email: name@agency.example, line_manages: []}

# categories: [neglect, physical, sexual, emotional]
# marking: OFFICIAL-SENSITIVE

# timescales:
#   registered: 15 months              # (1.3)
#   invite_within: 2 weeks             # (4.4)
#   event_within: 6 weeks              # (4.7)
#   papers_before: 1 week              # (4.6)
#   papers_before_internal: 10 days    # the Social Worker's own target, ahead of three hops
#   summary_within: 2 weeks            # (4.9)
#   overall: 8 weeks                   # (4.11)

# holidays: {country: GB, subdivision: WLS, extra: []}   # extra: further days when the offices are closed
# welsh_signed_off: {by: Name of the translator, on: 2026-11-20}   # only once a translator has
# passphrase: {words: 6, rotate_every: 6 months, mode: standard}   # mode: standard or per-event (4.10)
# protection: zip                # zip or native, for recipients who have none of their own (4.10)
# mail: {largest: 20}            # MB that a message may have as it is sent, before mail systems refuse it
# keep_names_after_retirement: false
# smallest_group: 3              # feedback of fewer people than this is never shown apart
# templates: my-templates        # a folder of the board's own templates, searched first
# logo: logo.png
""")


def new_case_text(reference: str, board: Board) -> str:
    """The commented case.yaml that a Social Worker fills in.

    Args:
        reference: the neutral reference, well formed; it is the name of the case's folder.
        board: the settings, whose areas and categories are named as choices.

    Returns:
        The file's text. Loading it finds exactly the values that are still to be filled in.
    """
    return _CASE.substitute(
        format=CASE_FORMAT,
        reference=reference,
        areas=", ".join(board.area_names),
        area=board.area_names[0],
        category=board.categories[0],
        categories=", ".join(board.categories),
        grounds=", ".join(Ground),
        statuses=", ".join(EventStatus),
        papers=", ".join(PaperKind),
        meetings=", ".join(MeetingKind),
    )


def new_board_text(name: str = DEFAULT_BOARD) -> str:
    """The commented board.yaml of a new workspace, valid as it stands.

    Args:
        name: the board's full name, on one line.
    """
    short_name = "".join(word[0] for word in name.split() if word[0].isupper() and word[0].isascii()) or "BOARD"
    return _BOARD.substitute(
        format=BOARD_FORMAT,
        # JSON's quoting is YAML's too, and keeps a name with a colon or a quotation mark whole.
        name=json.dumps(name, ensure_ascii=False),
        short_name=short_name,
        unit=f"{short_name} Business Unit",
        address=MADE_UP_ADDRESS,
    )
