"""A board's settings: `board.yaml` at the root of a workspace. Every value but three has the agreed default."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from mas_docs.yaml_files.values import (
    Count,
    Day,
    Email,
    Flag,
    Frozen,
    Language,
    Line,
    Protection,
    Span,
    Timescale,
    Unit,
)

FORMAT = "mas-board/1"


class Motto(Frozen):
    """The board's motto in both languages."""

    cy: Line = Field(default="Gweithio'n Gytûn Ar Gyfer Plant", description="in Welsh")
    en: Line = Field(default="Working Together For Children", description="in English")


class BusinessUnit(Frozen):
    """The board's office: it sources facilitators, receives the forms and owns the standard passphrase."""

    name: Line = Field(description="what the office is called")
    email: Email = Field(description="where forms and questions go")
    phone: Line | None = Field(default=None, description="the office's telephone number")


class AreaName(Frozen):
    """An area of the board with its name in each language; they are the same where the settings give only one."""

    en: Line = Field(description="the English name, by which case files speak of the area")
    cy: Line = Field(description="the Welsh name")


def _area(written: Any) -> Any:
    return {"en": written, "cy": written} if isinstance(written, str) else written


Area = Annotated[AreaName, BeforeValidator(_area, json_schema_input_type=Line | AreaName)]
"""An area: its name, or its name in each language."""


def _areas(*names: str) -> tuple[AreaName, ...]:
    return tuple(AreaName(en=name, cy=name) for name in names)


class PooledFacilitator(Frozen):
    """Somebody whom the Business Unit can ask to facilitate (guidance 4.5)."""

    name: Line = Field(description="first name and surname, by which a case can name them")
    agency: Line = Field(description="the agency they work for")
    email: Email = Field(description="their e-mail address at work")
    phone: Line | None = Field(default=None, description="their telephone number at work")
    role: Line | None = Field(default=None, description="what they are at their agency")
    language: Language = Field(default=Language.ENGLISH, description="the language they are written to in")
    protection: Protection | None = Field(default=None, description="the board's when absent")
    line_manages: tuple[Line, ...] = Field(default=(), description="the practitioners whom they line-manage")


class Timescales(Frozen):
    """The guidance's figures, each with its paragraph."""

    registered: Timescale = Field(
        default=Span(count=15, unit=Unit.MONTHS), description="time on the register that meets the threshold (1.3)"
    )
    invite_within: Timescale = Field(
        default=Span(count=2, unit=Unit.WEEKS), description="from the conference to booking and invitations (4.4)"
    )
    event_within: Timescale = Field(
        default=Span(count=6, unit=Unit.WEEKS), description="from the conference to the event (4.7)"
    )
    papers_before: Timescale = Field(
        default=Span(count=1, unit=Unit.WEEKS), description="how long before the event the papers are sent (4.6)"
    )
    papers_before_internal: Timescale = Field(
        default=Span(count=10, unit=Unit.DAYS), description="the Social Worker's own target, ahead of three hops"
    )
    summary_within: Timescale = Field(
        default=Span(count=2, unit=Unit.WEEKS), description="from the event to the summary (4.9)"
    )
    overall: Timescale = Field(
        default=Span(count=8, unit=Unit.WEEKS), description="from the conference to the summary's receipt (4.11)"
    )


class Holidays(Frozen):
    """Which public holidays count."""

    country: Line = Field(default="GB", description="the country's code")
    subdivision: Line | None = Field(default="WLS", description="the code of the part of the country")
    extra: tuple[Day, ...] = Field(default=(), description="days when the offices are closed besides")


class SignOff(Frozen):
    """A translator's sign-off of the Welsh wording."""

    by: Line = Field(description="the translator's name")
    on: Day = Field(description="the day of the sign-off")


class PassphraseMode(StrEnum):
    """One standard passphrase for all packages (guidance 4.10), or one for each event."""

    STANDARD = "standard"
    PER_EVENT = "per-event"


class PassphrasePolicy(Frozen):
    """How the Business Unit draws and renews its standard passphrase (guidance 4.10)."""

    words: Count = Field(default=6, description="how many words a generated passphrase has")
    rotate_every: Timescale = Field(default=Span(count=6, unit=Unit.MONTHS), description="when a new one is due")
    mode: PassphraseMode = Field(
        default=PassphraseMode.STANDARD, description="one standard passphrase, or one for each event"
    )


class MailSettings(Frozen):
    """What the mail systems between the board and its partners take."""

    largest: Annotated[Count, Field(ge=1)] = Field(
        default=20, description="the largest message in MB, as it is sent; many systems refuse more than 20 to 25"
    )


class Board(Frozen):
    """A safeguarding board's settings, as agreed in `mas-board/1`."""

    format: Literal["mas-board/1"] = Field(description="mas-board/1, the version of this format")
    name: Line = Field(description="the board's full name, as it stands in letterheads")
    short_name: Line = Field(default="SEWSCB", description="the board's short name")
    motto: Motto = Field(default=Motto(), description="the line below the board's name")
    business_unit: BusinessUnit = Field(description="the board's office: name, email, phone")
    areas: tuple[Area, ...] = Field(
        default=_areas("Blaenau Gwent", "Caerphilly", "Monmouthshire", "Newport", "Torfaen"),
        min_length=1,
        description="the authorities of the board",
    )
    languages: tuple[Literal["en", "cy"], ...] = Field(
        default=("en",), description="the languages of documents that go to nobody in particular"
    )
    facilitator_pool: tuple[PooledFacilitator, ...] = Field(
        default=(), description="people whom a case can name as facilitators by their name alone (4.5)"
    )
    categories: tuple[Line, ...] = Field(
        default=("neglect", "physical", "sexual", "emotional"),
        min_length=1,
        description="the categories of registration",
    )
    marking: Line = Field(default="OFFICIAL-SENSITIVE", description="the protective marking of documents")
    timescales: Timescales = Field(default=Timescales(), description="the guidance's figures")
    holidays: Holidays = Field(default=Holidays(), description="which public holidays count")
    welsh_signed_off: SignOff | None = Field(
        default=None, description="who has signed off the Welsh wording, and when; empty until a translator has"
    )
    passphrase: PassphrasePolicy = Field(default=PassphrasePolicy(), description="how passphrases are made")
    protection: Protection = Field(
        default=Protection.ZIP, description="for recipients who have none of their own: zip or native"
    )
    mail: MailSettings = Field(default=MailSettings(), description="what e-mail drafts have to keep to")
    keep_names_after_retirement: Flag = Field(default=False, description="whether names count as the basics of 4.10")
    smallest_group: Count = Field(default=3, description="feedback of fewer people than this is never shown apart")
    templates: Line | None = Field(default=None, description="a folder of the board's own templates, searched first")
    logo: Line | None = Field(default=None, description="a picture for the letterhead")

    @property
    def area_names(self) -> tuple[str, ...]:
        """The areas' English names, by which case files speak of them."""
        return tuple(area.en for area in self.areas)
