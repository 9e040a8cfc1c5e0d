"""Makes the fictional papers of the example cases from the texts beside this file.

    python examples/make_papers.py [--into DIR]

Which papers there are is read from the case files; what they say stands in `texts/`, one file per case, a first-level
heading for each paper. The same libraries make the same bytes. Needs typst, python-docx and Pillow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import typst
import yaml
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFont

EXAMPLES = Path(__file__).resolve().parent
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP entry can name
TITLES = {
    "initial-conference-minutes": "Minutes of the Initial Child Protection Conference",
    "review-conference-minutes": "Minutes of the Review Child Protection Conference",
    "core-group-minutes": "Minutes of the Core Group",
    "child-protection-plan": "Child Protection Plan",
}

Block = tuple[str, Any]
"""What a paper is made of: ("heading" or "text", words), ("list", items) or ("table", rows)."""

LAYOUT = """
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title, date: none)
#set page(paper: "a4", margin: 2.4cm, footer: context align(center, text(size: 9pt)[
  #paper.footer #sym.dot.c page #counter(page).display() of #counter(page).final().first()]))
#set text(lang: "en", region: "GB", size: 12pt)
#set par(leading: 0.75em, spacing: 1.15em)
#show heading: set block(above: 1.5em, below: 0.8em)
#heading(level: 1, paper.title)
#for (kind, body) in paper.blocks {
  if kind == "heading" { heading(level: 2, body) }
  else if kind == "text" { par(body) }
  else if kind == "list" { list(..body.map(item => [#item])) }
  else if kind == "table" {
    let cells = body.slice(1).flatten().map(cell => [#cell])
    table(columns: body.first().len(), inset: 6pt, stroke: 0.4pt,
      table.header(..body.first().map(cell => strong(cell))), ..cells)
  }
}
"""


@dataclass(frozen=True)
class Paper:
    """One paper of one case, as the case file names it and the texts have it."""

    reference: str
    file: str
    title: str
    blocks: tuple[Block, ...]


def papers() -> Iterator[Paper]:
    """Every paper that a case file names, in the order of the cases."""
    standing = sections((EXAMPLES / "texts" / "standing.md").read_text(encoding="utf-8"))
    for path in sorted(EXAMPLES.glob("cases/*/case.yaml")):
        # Every value as the text that was written: dates stay as they stand.
        case = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - makes only text
        named = [entry for entry in case.get("papers", []) if "file" in entry]
        if not named:
            continue
        texts = sections((EXAMPLES / "texts" / f"{case['reference']}.md").read_text(encoding="utf-8"))
        for entry in named:
            own = texts[Path(entry["file"]).stem]
            yield compose(case, entry, own, standing)


def sections(text: str) -> dict[str, tuple[Block, ...]]:
    """A text file's parts by their first-level headings."""
    parts = re.split(r"^# (.+)\n", text, flags=re.MULTILINE)[1:]
    return {name: tuple(blocks(body)) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def blocks(body: str) -> Iterator[Block]:
    """Headings, paragraphs, lists and tables of a part; what touches belongs together."""
    for chunk in re.split(r"\n{2,}|(?<=\n)(?=## )|(?<=\w)\n(?=## )", body.strip()):
        heading, _, rest = chunk.partition("\n") if chunk.startswith("## ") else ("", "", chunk)
        if heading:
            yield "heading", heading.removeprefix("## ")
        lines = rest.strip().splitlines()
        if not lines:
            continue
        if lines[0].startswith("| "):
            yield "table", [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
        elif lines[0].startswith("- "):
            yield "list", [line.removeprefix("- ") for line in lines]
        elif lines[0].startswith("1. "):
            yield from (("text", line) for line in lines)
        else:
            yield "text", " ".join(lines)


def compose(
    case: dict[str, Any], entry: dict[str, Any], own: tuple[Block, ...], standing: dict[str, tuple[Block, ...]]
) -> Paper:
    """A whole paper: who and when, the standing opening, its own text, the standing closing."""
    kind = entry["kind"]
    if kind not in TITLES:
        return Paper(case["reference"], entry["file"], entry["title"], own)
    body = (
        *front(case, entry),
        *standing[f"{kind} opening"],
        *own,
        *standing[f"{kind} closing"],
    )
    return Paper(case["reference"], entry["file"], TITLES[kind], body)


def front(case: dict[str, Any], entry: dict[str, Any]) -> Iterator[Block]:
    """The first table of every paper, and who was there."""
    yield (
        "table",
        [
            ["About", "Details"],
            ["Case reference", case["reference"]],
            ["Authority", case["area"]],
            ["Date", in_words(entry["date"])],
            *(
                ["Child", f"{child['name']}, born {in_words(child['date_of_birth'])}"]
                for child in case["children"]
                if child["registered"] <= entry["date"]
            ),
            ["Social worker", case["social_worker"]["name"]],
            ["Conference chair", case["conference_chair"]["name"]],
        ],
    )
    if entry["kind"] != "child-protection-plan":
        yield "heading", "Professionals present"
        yield (
            "table",
            [
                ["Name", "Role", "Agency"],
                [case["social_worker"]["name"], "Social Worker", case["social_worker"]["agency"]],
                *([person["name"], person["role"], person["agency"]] for person in case["core_group"]),
            ],
        )


def in_words(day: str) -> str:
    """A date as minutes have it: 20 November 2026."""
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def as_pdf(paper: Paper) -> bytes:
    """A PDF with its fonts inside, and no date of making."""
    content = {"title": paper.title, "footer": f"{paper.reference} · Confidential", "blocks": paper.blocks}
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.compile(LAYOUT.encode(), font_paths=fonts, sys_inputs={"paper": json.dumps(content)})


def as_word(paper: Paper) -> bytes:
    """A Word file with real headings, lists and tables, and nothing of the machine that made it."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title, "", ""
    properties.created = properties.modified = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    document.styles["Normal"].font.size = Pt(12)
    document.add_heading(paper.title, level=1)
    for kind, body in paper.blocks:
        if kind == "heading":
            document.add_heading(body, level=2)
        elif kind == "text":
            document.add_paragraph(body)
        elif kind == "list":
            for item in body:
                document.add_paragraph(item, style="List Bullet")
        else:
            table = document.add_table(rows=0, cols=len(body[0]), style="Table Grid")
            for row in body:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
            for cell in table.rows[0].cells:
                cell.paragraphs[0].runs[0].bold = True
    buffer = io.BytesIO()
    document.save(buffer)
    return without_times(buffer.getvalue())


def without_times(container: bytes) -> bytes:
    """The same ZIP container, with every entry at one fixed time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def as_chart(paper: Paper) -> bytes:
    """A bar chart of the paper's one table, as schools print it."""
    rows = next(body for kind, body in paper.blocks if kind == "table")
    picture = Image.new("L", (1200, 160 + 70 * len(rows)), 255)
    draw = ImageDraw.Draw(picture)
    heading, label = ImageFont.load_default(36), ImageFont.load_default(28)
    draw.text((40, 40), "School attendance in per cent", fill=0, font=heading)
    for number, (name, value) in enumerate(rows):
        top = 120 + 70 * number
        draw.text((40, top + 8), name, fill=0, font=label)
        draw.rectangle((380, top, 380 + 7 * int(value), top + 48), fill=120)
        draw.text((390 + 7 * int(value), top + 8), value, fill=0, font=label)
    buffer = io.BytesIO()
    picture.quantize(16).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def as_text(paper: Paper) -> bytes:
    """Plain text with the line ends of Windows, as an office's old system exports it."""
    lines = [paper.title]
    for kind, body in paper.blocks:
        if kind == "table":
            lines += ["", *("  ".join(row) for row in body)]
        elif kind == "list":
            lines += ["", *(f"- {item}" for item in body)]
        else:
            lines += ["", *textwrap.wrap(body, 76)]
    return ("\r\n".join(lines) + "\r\n").encode()


MAKERS = {".pdf": as_pdf, ".docx": as_word, ".png": as_chart, ".txt": as_text}


def make(paper: Paper) -> bytes:
    """The paper's file, in the format that its name promises."""
    return MAKERS[Path(paper.file).suffix](paper)


def main() -> None:
    """Make every paper, in its case's folder or below another one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--into", type=Path, default=EXAMPLES / "cases", help="the folder that holds the cases")
    into = parser.parse_args().into
    for paper in papers():
        target = into / paper.reference / paper.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(make(paper))
        print(target)


if __name__ == "__main__":
    main()
