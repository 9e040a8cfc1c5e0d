"""One Word document by every engine: the same template, the same data, the same words in the end.

Ours includes what the others do not do: a value that is missing is an error, the result is parsed strictly, and every
value is read back out of the finished file.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from benchmarks import tag_syntax
from benchmarks.measuring import Timing, in_turns
from benchmarks.merge_fields import merge_of
from benchmarks.node_engines import ENGINES, NodeEngines, UnavailableError, warm_process
from benchmarks.reporting import TIMES, Goal, Section, milliseconds, times
from benchmarks.word_data import Task, grown, made_on, office_filters, tasks
from benchmarks.word_texts import differences, lines
from mas_docs.documents.word import render_word

OURS = "mas-docs, with strictness and read-back"
DOCXTPL = "docxtpl, the template loaded for each"
ROUNDS, LARGE_ROUNDS, NODE_WARM_UP = 15, 5, 200
IN_A_ROW = 10
"""How many documents each engine makes in its turn: a template is rendered for all professionals of many cases."""
LARGE = 1000
_LIBREOFFICE = {
    "LibreOffice mail merge": "not measured: without libreoffice-base it has no driver for the data, and crashes"
}
_REMARKS = (
    "docxtpl and mas-docs write dates and lists within the time measured; the others are given them written.",
    "docx-mailmerge2 and LibreOffice know no conditions: their template is the one that this case's data lead to.",
    "The words of every document were compared: body, headers and footers, but for the page numbers.",
)


@dataclass(frozen=True, slots=True)
class Engine:
    """One way of making a document.

    Attributes:
        render: makes it once; may return the seconds it took, where it timed itself.
        document: the document that was made last.
    """

    render: Callable[[], object]
    document: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is made, how often.

    Attributes:
        task: the document.
        repeated: the list over which a row of its table repeats, where one does.
        rounds: how often each engine has its turn.
        node_warm_up: how often Node makes it before; 0 leaves Node out.
        goals: whether it has a goal.
        in_a_row: how often each engine makes it in its turn.
    """

    task: Task
    repeated: str | None
    rounds: int
    node_warm_up: int
    goals: bool = True
    in_a_row: int = IN_A_ROW


def run(folder: Path, *, quick: bool = False) -> Section:
    """Compare the engines.

    Args:
        folder: an empty folder to work in.
        quick: a few rounds and a smaller table, and no Node.

    Returns:
        The table, with what was asked of letter and form.
    """
    letter, form = tasks(folder / "workspace")
    if quick:
        comparisons = [_Comparison(letter, None, 2, 0), _Comparison(grown(form, 20), "core_group", 2, 0)]
    else:
        comparisons = [
            _Comparison(letter, None, ROUNDS, NODE_WARM_UP),
            _Comparison(form, "core_group", ROUNDS, NODE_WARM_UP),
            _Comparison(grown(form, LARGE), "core_group", LARGE_ROUNDS, 2 * LARGE_ROUNDS, goals=False, in_a_row=2),
        ]
    found = [_compared(comparison, folder) for comparison in comparisons]
    rows = tuple(row for each, _ in found for row in each)
    goals = tuple(goal for _, each in found for goal in each)
    return Section(
        "word", "One Word document", ("document", "engine", "ms", "times ours", "words"), rows, goals, _REMARKS
    )


def _compared(comparison: _Comparison, folder: Path) -> tuple[list[tuple[str, ...]], list[Goal]]:
    what, rounds = comparison.task.what, comparison.rounds
    with _engines(comparison, folder) as (engines, absent):
        ways = {name: engine.render for name, engine in engines.items()}
        timed = in_turns(ways, rounds, warm_up=2, in_a_row=comparison.in_a_row)
        expected = lines(engines[OURS].document())
        rows: list[tuple[str, ...]] = []
        for name, engine in engines.items():
            took = timed[name].seconds
            rows.append((what, name, milliseconds(took), times(took / timed[OURS].seconds), _same(expected, engine)))
        unmeasured = absent if comparison.repeated else absent | _LIBREOFFICE
        rows.extend((what, name, "", "", why) for name, why in unmeasured.items())
    return rows, _goals(what, timed) if comparison.goals else []


def _same(expected: list[str], engine: Engine) -> str:
    found = lines(engine.document())
    return "the same" if found == expected else f"differ: {'; '.join(differences(expected, found))}"


def _goals(what: str, timed: dict[str, Timing]) -> list[Goal]:
    ours = timed[OURS].seconds
    goals = [Goal(f"{what}: docxtpl / mas-docs", 50, timed[DOCXTPL].seconds / ours, TIMES)]
    nodes = [timed[name].seconds for name in ENGINES if name in timed]
    if nodes:
        goals.append(Goal(f"{what}: the faster Node engine / mas-docs", 8, min(nodes) / ours, TIMES))
    return goals


@contextmanager
def _engines(comparison: _Comparison, folder: Path) -> Iterator[tuple[dict[str, Engine], dict[str, str]]]:
    """The engines that are here, and why the others are not."""
    engines = {OURS: _ours(comparison.task), **_docxtpl(comparison.task)}
    absent: dict[str, str] = {}
    try:
        engines["docx-mailmerge2"] = _mail_merge(comparison.task, comparison.repeated)
    except ModuleNotFoundError:
        absent["docx-mailmerge2"] = "not measured: it is not installed here"
    if not comparison.node_warm_up:
        yield engines, absent
        return
    with ExitStack() as opened:
        try:
            process = opened.enter_context(warm_process(folder))
            engines |= {name: _node(process, name, comparison.task, comparison.node_warm_up) for name in ENGINES}
        except UnavailableError as error:
            absent |= dict.fromkeys(ENGINES, str(error))
        yield engines, absent


def _ours(task: Task) -> Engine:
    made: list[bytes] = []

    def render() -> None:
        made[:] = [render_word(task.template, task.context, task.properties, today=made_on()).content]

    return Engine(render, lambda: made[0])


def _docxtpl(task: Task) -> dict[str, Engine]:
    from docxtpl import DocxTemplate

    environment = jinja2.Environment(autoescape=True)
    environment.filters |= office_filters()
    one = DocxTemplate(task.template)

    def engine(loaded: Callable[[], Any]) -> Engine:
        made: list[bytes] = []

        def render() -> None:
            template, file = loaded(), io.BytesIO()
            template.render(task.context, environment)
            template.save(file)
            made[:] = [file.getvalue()]

        return Engine(render, lambda: made[0])

    return {
        DOCXTPL: engine(lambda: DocxTemplate(task.template)),
        "docxtpl, one template object": engine(lambda: one),
    }


def _mail_merge(task: Task, repeated: str | None) -> Engine:
    # It ships no types.
    mailmerge: Any = importlib.import_module("mailmerge")
    merge = merge_of(task, repeated)
    made: list[bytes] = []

    def render() -> None:
        file = io.BytesIO()
        with mailmerge.MailMerge(io.BytesIO(merge.template)) as document:
            if merge.anchor:
                document.merge_rows(merge.anchor, merge.rows)
            document.merge(**merge.fields)
            document.write(file)
        made[:] = [file.getvalue()]

    return Engine(render, lambda: made[0])


def _node(process: NodeEngines, name: str, task: Task, warm_up: int) -> Engine:
    process.prepare(name, *tag_syntax.converted(task))
    # V8 makes a function fast once it has run often.
    for _ in range(warm_up):
        process.render(name)
    return Engine(lambda: process.render(name), lambda: process.document(name).read_bytes())
