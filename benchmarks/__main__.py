"""The one command: `python -m benchmarks [--quick] [--only NAME]… [--write] [--json FILE]`."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.environment import machine
from benchmarks.reporting import (
    SECTIONS,
    Section,
    goals_table,
    machine_text,
    read_figures,
    section_text,
    write_figures,
    write_pages,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparisons asked for, print their tables, and keep them where that is asked."""
    asked = _parser().parse_args(arguments)
    load, began = os.getloadavg()[0], time.perf_counter()
    sections = []
    for key in asked.only or SECTIONS:
        sections.append(_run(key, quick=asked.quick))
        print(f"\n## {sections[-1].title}\n\n{section_text(sections[-1])}\n", flush=True)
    measured_with = machine(load)
    print(f"## Asked and found\n\n{goals_table(sections)}\n\n{machine_text(measured_with)}\n")
    print(f"{time.perf_counter() - began:.0f} seconds in all")
    if asked.write:
        figures = read_figures().updated(measured_with, sections)
        write_figures(figures)
        write_pages(figures)
    if asked.json:
        write_figures(read_figures(asked.json).updated(measured_with, sections), asked.json)


def _run(key: str, *, quick: bool) -> Section:
    run: Callable[..., Section] = import_module(f"benchmarks.{key}").run
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        return run(Path(folder), quick=quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure mas-docs against its peers.")
    parser.add_argument("--quick", action="store_true", help="a small run, to see that all of it works")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="only this comparison; may be repeated")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/speed.md and the README")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures into this file")
    return parser


if __name__ == "__main__":
    main()
