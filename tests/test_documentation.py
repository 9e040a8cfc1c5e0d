"""The documentation says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from mas_docs.catalogue import DOCUMENTS
from mas_docs.cli.main import COMMANDS, mas_docs
from mas_docs.errors import ExitCode

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def _command(name: str) -> click.Command:
    found = mas_docs.get_command(click.Context(mas_docs), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    """A reader of the page would otherwise not learn of a command, or of an option it has."""
    assert re.search(rf"\| `{name}\b", COMMAND_LINE), f"`{name}` has no row"
    everywhere = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for parameter in _command(name).params:
        if isinstance(parameter, click.Option):
            assert any(option in everywhere for option in parameter.opts), f"{name} {parameter.opts}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_commands_help_says(name: str) -> None:
    """`mas-docs --help` answers without importing a command; its short line must still be true of it."""
    command = _command(name)
    assert command.name == name
    assert command.help, f"{name} has no help"
    assert COMMANDS[name][1].endswith(".")


def test_the_page_lists_the_exit_codes_of_the_code() -> None:
    """A script that acts on exit codes would act on the wrong ones."""
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", COMMAND_LINE, re.MULTILINE)}
    assert listed == {int(code) for code in ExitCode}


def test_the_page_of_documents_is_the_catalogue() -> None:
    """Somebody would look for a document that is not made, or believe that a role may not have one that it may."""
    page = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    rows = [
        f"| `{document.key}` | {document.title} | {', '.join(role.title for role in document.meant_for)} "
        f"| {document.children} | {document.paragraph} |"
        for document in DOCUMENTS
    ]
    assert re.findall(r"^\| `.*\|$", page, re.MULTILINE) == rows


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A reader would follow a link into nothing."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_on_a_page_exist(page: Path) -> None:
    """A newcomer would type a command that there is not."""
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    for line in re.findall(r"^mas-docs (.+)$", blocks, re.MULTILINE):
        words = line.split()
        command = _command(words[0])
        options = {option for parameter in command.params for option in parameter.opts}
        if isinstance(command, click.Group):
            options |= {
                option for sub in command.commands.values() for parameter in sub.params for option in parameter.opts
            }
        for word in words:
            if word.startswith("-"):
                assert word.split("=")[0] in options, f"{line}: {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_named_on_a_page_exist(page: Path) -> None:
    """A reader would look for a module that has moved."""
    for name in re.findall(r"`(?:mas_docs/)?([a-z_/]+(?:\.py|/))`", page.read_text(encoding="utf-8")):
        if name.endswith(".py") or page.name == "architecture.md":
            assert (ROOT / "mas_docs" / name).exists() or (ROOT / name).exists(), name


def test_every_room_is_on_the_map() -> None:
    """A reader of the map would not know what a folder or module is for."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in (ROOT / "mas_docs").iterdir():
        if not path.name.startswith("__") and path.name not in {"py.typed", "data"}:
            name = f"{path.name}/" if path.is_dir() else path.name
            assert f"`{name}`" in page, name


def test_each_promise_names_tests_that_are_there() -> None:
    """Loses: somebody signs off a promise whose test was renamed or is gone."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| .*? \| (.*) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 13))
    named = [test for _, tests in rows for test in re.findall(r"`(tests/[\w/.:]+)`", tests)]
    assert len(named) > 20
    for test in named:
        file, _, function = test.partition("::")
        source = (ROOT / file).read_text(encoding="utf-8")
        assert not function or f"def {function}(" in source, test
