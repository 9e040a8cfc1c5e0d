"""A workspace of fictional cases and their papers, made from a seed, with the coincidences that a real one has.

The pools are small on purpose: children of different cases share names, professionals are called like children
elsewhere, surnames are first names too, and siblings, parents and days of birth turn up everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from mas_docs.guard.identities import ChildIdentity, Identity

_FIRST = """
    Carys Iolo Owen Rhys Ffion Osian Gwen Tomos Megan Ifan Siân Dylan Mair Aled Nia Huw Elin Cai Lowri Efan Grace Will
    Ruby Joy May Jack Oliver Amelia Noah Isla Mohammed Aisha Zofia Jakub Priya Arjun Chloë Zoë Anne-Marie Rhŷs Evan
    James
"""
_LAST = """
    Pritchard Price Owen Jones Evans Davies Rees Tudor Thomas Morgan James Rhys Howell Vaughan-Tate O'Dowd McCarthy
    Page Rose Brown Hughes Bevan Probert Gwilym Nowak Khan Begum Patel Okafor Parry ap-Gwilym Lloyd-Jones Hill Bowen
"""
_ADULTS = "Sian Gareth Delyth Angharad Lewis Rhian Mair Huw Beryl Trevor Sioned Eirwen Colin Denise Owen Nia"
_ROLES = ("Health Visitor", "Social Worker", "Head Teacher", "Police Constable", "Midwife", "Education Welfare Officer")
_CY_MONTHS = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"
_FIRST_NAMES, _SURNAMES, _ADULT_NAMES, _MONTHS = (pool.split() for pool in (_FIRST, _LAST, _ADULTS, _CY_MONTHS))


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A case and its papers.

    Attributes:
        identity: its reference and children.
        people: the professionals' names, as case file and board give them.
        papers: the text of each paper.
    """

    identity: Identity
    people: tuple[str, ...]
    papers: tuple[str, ...]


def generated_workspace(count: int, seed: int) -> tuple[GeneratedCase, ...]:
    """That many cases; the same seed makes the same ones."""
    chance = Random(seed)  # noqa: S311 - a test that fails must fail again
    return tuple(_case(chance, number) for number in range(1, count + 1))


def _case(chance: Random, number: int) -> GeneratedCase:
    surname = chance.choice(_SURNAMES)
    firsts = chance.sample(_FIRST_NAMES, chance.choice((1, 1, 2, 2, 3)))
    children = tuple(_child(chance, first, surname) for first in firsts)
    people = tuple(_person(chance) for _ in range(chance.randint(5, 9)))
    identity = Identity((f"MAS-{chance.choice((2025, 2026))}-{number:03}",), children)
    relative = f"{chance.choice(_ADULT_NAMES)} {surname}"
    papers = tuple(_Writer(chance, identity, people, relative).paper(style) for style in _STYLES)
    return GeneratedCase(identity, people, papers)


def _child(chance: Random, first: str, surname: str) -> ChildIdentity:
    middle = f" {chance.choice(_FIRST_NAMES)}" if chance.random() < 0.4 else ""
    other = chance.choice(_SURNAMES) if chance.random() < 0.1 else surname
    return ChildIdentity(f"{first}{middle} {other}", date(2009, 1, 1) + timedelta(days=chance.randrange(6300)))


def _person(chance: Random) -> str:
    first = chance.choice((*_ADULT_NAMES, *_FIRST_NAMES))
    title = chance.choice(("", "", "", "Dr ", "PC ", "Mrs "))
    return f"{title}{first} {chance.choice(_SURNAMES)}"


def written(day: date, chance: Random) -> str:
    """A day in one of the ways people write it."""
    month = f"{day:%B}"
    return chance.choice(
        (
            f"{day:%d/%m/%Y}",
            f"{day.day}.{day.month}.{day:%y}",
            f"{day:%Y-%m-%d}",
            f"{day.day} {month} {day.year}",
            f"{day.day}{_ending(day.day)} {month} {day.year}",
            f"{day.day}{_ending(day.day)} of {month}, {day.year}",
            f"{day.day} {month[:3]} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
            f"{day:%d-%m-%Y}",
        )
    )


def _ending(day: int) -> str:
    return "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the papers of one case."""

    chance: Random
    identity: Identity
    people: tuple[str, ...]
    relative: str

    def paper(self, style: Callable[[_Writer], str]) -> str:
        return style(self)

    @property
    def child(self) -> ChildIdentity:
        return self.chance.choice(self.identity.children)

    @property
    def person(self) -> str:
        return self.chance.choice(self.people)

    def first(self, child: ChildIdentity) -> str:
        return child.name.split()[0]

    def named(self, child: ChildIdentity) -> str:
        """A child's name in one of the ways people write it."""
        first, *middle, last = child.name.split()
        initial = f" {middle[0][0]}." if middle else ""
        forms = (child.name, f"{first} {last}", f"{first}{initial} {last}", f"{last}, {first}", child.name.upper())
        more = (f"{last.upper()}, {first}", f"{last} {' '.join((first, *middle))}", f"Miss {first} {last}")
        return self.chance.choice((*forms, *more))

    def born(self, child: ChildIdentity) -> str:
        assert child.born is not None
        return written(child.born, self.chance)

    def day(self) -> str:
        """A day of the case's work."""
        return written(date(2025, 1, 6) + timedelta(days=self.chance.randrange(700)), self.chance)

    def siblings(self) -> str:
        """All children in one breath."""
        firsts = [self.first(child) for child in self.identity.children]
        lasts = {child.name.split()[-1] for child in self.identity.children}
        if len(firsts) == 1 or len(lasts) > 1:
            return " and ".join(self.named(child) for child in self.identity.children)
        joined = f"{', '.join(firsts[:-1])} {self.chance.choice(('and', 'a', '&'))} {firsts[-1]}"
        return f"{joined} {lasts.pop()}"


def _minutes(writer: _Writer) -> str:
    present = ", ".join(writer.people)
    lines = [f"{person} - {writer.chance.choice(_ROLES)}" for person in writer.people]
    return (
        f"MINUTES OF CORE GROUP MEETING\nHeld on {writer.day()}\nRe: {writer.named(writer.child)}\n"
        f"Present: {present}.\nApologies:\n" + "\n".join(lines) + "\n\n"
        f"Ms {writer.relative} attended with her partner. {writer.person} said that {writer.named(writer.child)} had "
        "been\n"
        f"seen on {writer.day()}. {writer.siblings()} are well. Next meeting {writer.day()}."
    )


def _plan(writer: _Writer) -> str:
    rows = "\n".join(
        f"{writer.named(child)}\t{writer.born(child)}\t{writer.day()}\tneglect" for child in writer.identity.children
    )
    actions = "\n".join(f"{number}. {writer.person}\tto visit\t{writer.day()}" for number in range(1, 5))
    return (
        f"Child Protection Plan\nCase {writer.identity.reference}\n"
        f"Name of child\tDate of birth\tRegistered\tCategory\n{rows}\n\n"
        f"Mother: {writer.relative}\nKey worker: {writer.person}\n{actions}\n"
    )


def _letter(writer: _Writer) -> str:
    child = writer.child
    return (
        f"Dear {writer.person},\n\nRe: {writer.named(child)}, DOB: {writer.born(child)}\n\n"
        f"I saw {writer.first(child)} on {writer.day()} together with {writer.person} and {writer.person}. "
        f"The mother, {writer.relative}, was there. {writer.first(child)} will be seen again by {writer.person} on "
        f"{writer.day()}.\n\n"
        f"Yours sincerely\n{writer.person}\nHealth Visitor\n"
    )


def _people_one_per_line(writer: _Writer) -> str:
    return (
        "Those present\n" + "\n".join(writer.people) + f"\n\nAbout\n{writer.siblings()}\n\n"
        f"{writer.first(writer.child)} spoke of school. Seen by: {' / '.join(writer.people)}\n"
        f"{writer.relative} (mother)\n"
    )


def _form(writer: _Writer) -> str:
    child = writer.child
    first, *_, last = child.name.split()
    return (
        f"Surname: {last}\nForename(s): {first}\nDate of birth: {writer.born(child)}\n"
        f"Worker | Agency | Seen\n"
        + "\n".join(f"{person} | {writer.chance.choice(_ROLES)} | {writer.day()}" for person in writer.people)
        + f"\nCase ref {writer.identity.reference.replace('-', ' ')}\n"
    )


def _chronology(writer: _Writer) -> str:
    lines = [
        f"{writer.day()}  {writer.person} visited. {writer.person} told of {writer.named(writer.child)}."
        for _ in range(6)
    ]
    births = [f"{writer.born(child)}  {writer.first(child)} was born." for child in writer.identity.children]
    return "CHRONOLOGY\n" + "\n".join(births + lines) + f"\nCirculation: {'; '.join(writer.people)}\n"


def _shouted(writer: _Writer) -> str:
    return (
        f"CONFIDENTIAL REPORT ABOUT {writer.siblings().upper()}\nPRESENT: {', '.join(writer.people).upper()}\n"
        f"{writer.named(writer.child)} HAS BEEN SEEN BY {writer.person.upper()} ON {writer.day().upper()}."
    )


_STYLES = (_minutes, _plan, _letter, _people_one_per_line, _form, _chronology, _shouted)
