"""What was measured, as tables: printed, kept in `figures.json`, and shown by docs/speed.md and the README."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FIGURES = Path(__file__).parent / "figures.json"
PAGE = ROOT / "docs" / "speed.md"
README = ROOT / "README.md"
SECTIONS = ("word", "whole_case", "stages", "sealing", "growth", "briefing", "startup")
"""The comparisons, in the order of the page; each is a module with `run(folder, quick=…)`."""
GOALS = "speed"
"""The marker of the table of goals, in the page and in the README."""
THOUSAND = "1,000 cases with two workers"
"""The goal from which it is worked out how far one machine goes."""
PACKAGES, REGISTERED = 8, 3059
"""Packages before an event; children on the register in Wales at 31 March 2016 (Welsh Government, 29 November 2016)."""
TIMES = "\N{MULTIPLICATION SIGN}"
"""The unit of a ratio."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What was to be reached.

    Attributes:
        what: the measure, in words.
        asked: the bound.
        found: what was measured.
        unit: what both are counted in: `TIMES`, "ms", "s".
        at_least: whether more is better.
    """

    what: str
    asked: float
    found: float
    unit: str
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.found >= self.asked if self.at_least else self.found <= self.asked


@dataclass(frozen=True, slots=True)
class Section:
    """One comparison.

    Attributes:
        key: its name on the command line and of its marker.
        title: what was compared.
        columns: the heads of the table.
        rows: the cells.
        goals: what was to be reached by it.
        remarks: what a reader must know to judge the figures, in sentences.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured last.

    Attributes:
        machine: what it was measured on and with: processor, cores, the versions of all programs.
        sections: the comparisons, by key.
    """

    machine: Mapping[str, str]
    sections: Mapping[str, Section] = field(default_factory=dict)

    def updated(self, machine: Mapping[str, str], sections: Iterable[Section]) -> Figures:
        """These figures with newer ones in the place of the old."""
        all_of_them = {**self.sections, **{section.key: section for section in sections}}
        return Figures(machine, {key: all_of_them[key] for key in SECTIONS if key in all_of_them})


def milliseconds(seconds: float) -> str:
    """Seconds as a cell in milliseconds, with as many digits as mean something: "0.31", "5.1", "1,486"."""
    value = seconds * 1000
    if value >= 100:  # noqa: PLR2004 - three digits mean something
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def times(ratio: float) -> str:
    """How many times as long as ours, as a cell."""
    return _amount(ratio, TIMES)


def mebibytes(size: float) -> str:
    """Bytes as a cell in MiB."""
    return f"{size / 2**20:,.0f}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set to the right, and the last, of words, to the left."""
    rule = ["---", *["---:"] * (len(columns) - 2), "---"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows))


def goals_table(sections: Iterable[Section]) -> str:
    """The goals of all sections, asked and found."""
    rows = [
        (goal.what, _amount(goal.found, goal.unit), _bound(goal), "met" if goal.met else "**missed**")
        for section in sections
        for goal in section.goals
    ]
    return table(("measured", "found", "asked", "goal"), rows)


def _bound(goal: Goal) -> str:
    return f"{'at least' if goal.at_least else 'at most'} {_amount(goal.asked, goal.unit)}"


def _amount(value: float, unit: str) -> str:
    precise = f"{value:,.0f}" if value >= 20 else f"{value:.1f}"  # noqa: PLR2004 - two digits mean something
    return f"{precise} {unit}"


def section_text(section: Section) -> str:
    """A section's table and remarks, as Markdown."""
    remarks = "\n".join(f"- {remark}" for remark in section.remarks)
    return "\n\n".join(filter(None, (table(section.columns, section.rows), remarks)))


def machine_text(machine: Mapping[str, str]) -> str:
    """What it was measured with, as a list."""
    return "\n".join(f"- {name}: {version}" for name, version in machine.items())


def read_figures(path: Path = FIGURES) -> Figures:
    """The figures of the last runs; none where there was no run yet."""
    if not path.exists():
        return Figures({})
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Figures(kept["machine"], {key: _section(entry) for key, entry in kept["sections"].items()})


def _section(kept: Mapping[str, Any]) -> Section:
    goals = tuple(Goal(**goal) for goal in kept["goals"])
    rows = tuple(tuple(row) for row in kept["rows"])
    plain = {name: tuple(kept[name]) for name in ("columns", "remarks")}
    return Section(kept["key"], kept["title"], plain["columns"], rows, goals, plain["remarks"])


def write_figures(figures: Figures, path: Path = FIGURES) -> None:
    """Keep the figures."""
    kept = {"machine": dict(figures.machine), "sections": {k: asdict(s) for k, s in figures.sections.items()}}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def blocks(figures: Figures) -> dict[str, str]:
    """The text of every marker, by its name."""
    found = {key: section_text(section) for key, section in figures.sections.items()}
    found |= {GOALS: goals_table(figures.sections.values()), "machine": machine_text(figures.machine)}
    goals = {goal.what: goal.found for section in figures.sections.values() for goal in section.goals}
    return found | ({"wales": _wales(goals[THOUSAND])} if THOUSAND in goals else {})


def _wales(seconds: float) -> str:
    """How long all of Wales takes, by what a thousand cases took."""
    minutes = REGISTERED * seconds / 1000 / 60
    return (
        f"At {seconds:,.0f} seconds for a thousand cases with two workers, {REGISTERED:,} cases take "
        f"**{minutes:,.1f} minutes**, for the {PACKAGES * REGISTERED:,} packages before their events; "
        "the summaries after them take less."
    )


def filled(page: str, texts: Mapping[str, str]) -> str:
    """A page with each text between the markers that bear its name; a name without markers is passed over."""
    for name, text in texts.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        page = re.sub(f"{begin}.*?{end}", lambda _, t=f"{begin}\n{text}\n{end}": t, page, flags=re.DOTALL)  # type: ignore[misc]  # the default binds this round's text
    return page


def write_pages(figures: Figures) -> None:
    """Put the figures into docs/speed.md and the README."""
    texts = blocks(figures)
    for path, chosen in ((PAGE, texts), (README, {GOALS: texts[GOALS]})):
        path.write_text(filled(path.read_text(encoding="utf-8"), chosen), encoding="utf-8")
