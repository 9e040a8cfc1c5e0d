"""The benchmarks measure what they say, compare equals, and the pages show their figures."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from benchmarks.__main__ import main
from benchmarks.generated import WORDS, workspace
from benchmarks.measuring import in_turns, run_program
from benchmarks.merge_fields import merge_of
from benchmarks.reporting import (
    PAGE,
    README,
    SECTIONS,
    Goal,
    Section,
    blocks,
    filled,
    read_figures,
    section_text,
    write_figures,
)
from benchmarks.tag_syntax import converted
from benchmarks.word_data import grown, tasks
from benchmarks.word_texts import differences, lines
from mas_docs.documents.pdf_text import read_pdf
from mas_docs.workspace import open_workspace

ROOT = Path(__file__).parent.parent
MARKER = re.compile(r"<!-- (\w+):begin -->")


def _module(name: str) -> ModuleType:
    return import_module(f"benchmarks.{name}")


def _quick(name: str, folder: Path) -> Section:
    section = _module(name).run(folder, quick=True)
    assert isinstance(section, Section)
    assert all(len(row) == len(section.columns) for row in section.rows)
    return section


def test_every_word_engine_writes_the_same_words(tmp_path: Path) -> None:
    """Loses: an engine that left out half the letter would look twice as fast."""
    section = _quick("word", tmp_path)
    measured = [row for row in section.rows if row[2]]
    assert len(measured) >= 6
    assert {row[-1] for row in measured} == {"the same"}


@pytest.mark.needs("7z")
def test_every_program_seals_the_same_files(tmp_path: Path) -> None:
    """Loses: the comparison with 7-Zip, which nobody could run."""
    section = _quick("sealing", tmp_path)
    assert len(section.rows) == 8
    assert len(section.goals) == 3


@pytest.mark.needs("7z", "qpdf", "soffice")
def test_the_plain_script_makes_the_packages_that_mas_docs_makes(tmp_path: Path) -> None:
    """Loses: the plain script would do less, or other, work than what it is compared with; the run itself compares."""
    section = _quick("whole_case", tmp_path)
    assert [goal.unit for goal in section.goals] == ["\N{MULTIPLICATION SIGN}", "ms"]


def test_a_batch_of_generated_cases_is_made_whole(tmp_path: Path) -> None:
    """Loses: figures of growth from batches in which cases failed."""
    section = _quick("growth", tmp_path)
    assert [(row[0], row[1], row[2]) for row in section.rows] == [("2", "1", "16"), ("2", "2", "16")]


@pytest.mark.needs("qpdf")
def test_the_briefing_pack_is_compared(tmp_path: Path) -> None:
    """Loses: the comparison of the pack, which nobody could run."""
    assert len(_quick("briefing", tmp_path).rows) == 1


def test_the_stages_of_a_case_are_timed_apart(tmp_path: Path) -> None:
    """Loses: where the time of a case goes, for whoever wants to make it shorter."""
    section = _quick("stages", tmp_path)
    assert {"4", "2", "1"} <= {row[1] for row in section.rows}
    assert section.rows[-1][0] == "all of it"


def test_the_start_is_timed_as_a_user_starts_it(tmp_path: Path) -> None:
    """Loses: the figure of `--help`, which would be that of something else."""
    section = _quick("startup", tmp_path)
    assert section.goals[0].what == "mas-docs --help"


def test_an_unequal_document_is_told() -> None:
    """Loses: a difference between two documents, which the table would call the same words."""
    assert differences(["one", "two"], ["one", "three"]) == ["- two", "+ three"]


def test_converted_templates_have_no_jinja_and_a_value_for_each_tag(tmp_path: Path) -> None:
    """Loses: a Node engine would print a tag or nothing, and be compared all the same."""
    for task in tasks(tmp_path):
        template, data = converted(task)
        text = "\n".join(lines(template))
        assert "{{" not in text
        assert "{%" not in text
        for name in (name for name, value in data.items() if value == []):
            # What repeats over nothing has no values inside.
            text = re.sub(rf"\{{#{name}\}}.*?\{{/{name}\}}", "", text, flags=re.DOTALL)
        inside = {name for value in data.values() if isinstance(value, list) for item in value for name in item}
        names = set(re.findall(r"\{[#/]?(\w+)\}", text))
        assert names
        assert names <= set(data) | inside


def test_a_merge_has_a_row_for_each_member_and_a_value_for_each_field(tmp_path: Path) -> None:
    """Loses: the mail merge would have fewer rows or fields to fill than the others."""
    form = grown(tasks(tmp_path)[1], 12)
    merge = merge_of(form, "core_group")
    with zipfile.ZipFile(io.BytesIO(merge.template)) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    fields = set(re.findall(r"MERGEFIELD (\w+)", "".join(parts)))
    assert fields == set(merge.fields) | set(merge.rows[0])
    assert [row["member_name"] for row in merge.rows] == [str(m["name"]) for m in form.context["core_group"]]


def test_generated_cases_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """Loses: two runs would measure different work."""
    one, two = (workspace(tmp_path / name, 3, seed=7) for name in ("one", "two"))
    for file in one.rglob("case.yaml"):
        assert file.read_bytes() == (two / file.relative_to(one)).read_bytes()


def test_no_two_generated_children_share_a_name_and_every_address_is_fictional(tmp_path: Path) -> None:
    """Loses: the guard would rightly refuse a namesake's paper, and the batch of the figures would fail."""
    cases = [yaml.safe_load(file.read_text()) for file in workspace(tmp_path, 400).rglob("case.yaml")]
    children = [child["name"].split() for case in cases for child in case["children"]]
    assert len({(name[0], name[-1]) for name in children}) == len(children) > 400
    people = [person for case in cases for person in (*case["core_group"], *case["facilitators"])]
    assert all(person["email"].endswith(".example") for person in people)


def test_each_generated_paper_names_its_own_child(tmp_path: Path) -> None:
    """Loses: the guard would have nothing to find, and its time would not be in the figures."""
    opened, findings = open_workspace(workspace(tmp_path, 2))
    assert opened is not None
    assert not findings.errors
    for file in opened.case_files():
        case = yaml.safe_load(file.read_text())
        for paper in file.parent.glob("*.pdf"):
            text = " ".join(read_pdf(paper.read_bytes()).pages)
            assert any(child["name"] in text for child in case["children"])
            assert case["reference"] in text


def test_ways_take_turns() -> None:
    """Loses: a busy moment of the machine would fall on one way alone."""
    called: list[str] = []
    timed = in_turns({"one": lambda: called.append("one"), "two": lambda: 0.25}, rounds=3, warm_up=1)
    assert called == ["one"] * 4
    assert timed["two"].seconds == 0.25
    assert len(timed["one"].wall) == 3


def test_the_processor_time_of_processes_that_outlive_their_parent_counts(tmp_path: Path) -> None:
    """Loses: the work of a pool's server, which its program does not wait for, would cost nothing."""
    busy = "import time\nwhile time.process_time() < 0.4: pass"
    starter = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
    began = time.perf_counter()
    ran = run_program((sys.executable, "-c", starter), tmp_path)
    assert ran.code == 0
    assert ran.cpu > 0.4
    assert time.perf_counter() - began > 0.3


def test_figures_are_kept_and_read_again(tmp_path: Path) -> None:
    """Loses: a comparison that was not run again, from the page, when another one is."""
    section = Section(
        "word", "One", ("a", "b", "c"), (("x", "1", "y"),), (Goal("g", 2, 3, "ms", at_least=False),), ("r",)
    )
    write_figures(read_figures(tmp_path / "none").updated({"Python": "3"}, [section]), tmp_path / "figures.json")
    kept = read_figures(tmp_path / "figures.json")
    assert kept.sections == {"word": section}
    assert not section.goals[0].met
    assert filled("<!-- word:begin -->\nold\n<!-- word:end -->\n", blocks(kept)) == (
        f"<!-- word:begin -->\n{section_text(section)}\n<!-- word:end -->\n"
    )


def test_the_pages_show_the_figures_that_were_kept() -> None:
    """Loses: a reader of the README would be told other figures than were measured."""
    texts = blocks(read_figures())
    for page in (PAGE, README):
        shown = page.read_text(encoding="utf-8")
        assert filled(shown, texts) == shown
        assert set(MARKER.findall(shown)) <= {*texts, *SECTIONS, "wales"}


def test_the_page_has_a_place_for_every_comparison() -> None:
    """Loses: a comparison that is run and shown nowhere."""
    assert set(SECTIONS) <= set(MARKER.findall(PAGE.read_text(encoding="utf-8")))


def test_the_page_names_commands_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Loses: somebody would type a command of the page that does nothing."""
    page = PAGE.read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = capsys.readouterr().out
    for option in re.findall(r"`[^`]*(--(?:only|quick|write|json))\b", page):
        assert option in offered
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make (\w+)`", page)) <= set(targets)


def test_the_one_command_prints_and_keeps_what_was_asked(tmp_path: Path) -> None:
    """Loses: the command that the page names."""
    file = tmp_path / "figures.json"
    command = (sys.executable, "-m", "benchmarks", "--quick", "--only", "startup", "--json", file)
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert "| mas-docs --help |" in done.stdout
    assert list(read_figures(file).sections) == ["startup"]
    assert WORDS not in done.stdout
