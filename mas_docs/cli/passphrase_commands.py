"""The command `passphrase`: the life of the Business Unit's standard passphrase (guidance 4.10)."""

from __future__ import annotations

from pathlib import Path

import click

from mas_docs.cli.options import Run, run_options
from mas_docs.cli.passphrases import board_here, keeper_of, prompt_of, short_name_here
from mas_docs.errors import PassphraseError
from mas_docs.guidance.plain import long_date
from mas_docs.transfer.passphrase import FEWEST_WORDS
from mas_docs.transfer.sources import read_passphrase_file
from mas_docs.transfer.stores import Kept, PassphraseEntry


@click.group("passphrase")
def passphrase_command() -> None:
    """Draw, keep, show and retire the standard passphrase.

    Each has a label, which packages name, so that people know which one to use. Old ones are kept, so that old
    archives open.
    """


@passphrase_command.command("new")
@click.option("--label", help="What to call it [the board's name, year and month].")
@click.option("--words", type=int, help="How many words to draw, six to ten [the board's settings, else six].")
@run_options
def new_command(run: Run, *, label: str | None, words: int | None) -> None:
    """Draw a new passphrase at random, give it a label, and keep it."""
    keeper = keeper_of(short_name_here(run))
    board = board_here(run)
    wanted = words or (board.passphrase.words if board else FEWEST_WORDS)
    kept = keeper.new(run.today, label=label, words=wanted)
    _say_kept(run, kept, keeper.place)


@passphrase_command.command("set")
@click.option("--label", help="What to call it [the board's name, year and month].")
@click.option(
    "--from-file", type=click.Path(dir_okay=False, path_type=Path), help="A file only you can read; else asked."
)
@run_options
def set_command(run: Run, *, label: str | None, from_file: Path | None) -> None:
    """Keep a passphrase that was drawn elsewhere; a weak one is refused."""
    keeper = keeper_of(short_name_here(run))
    prompt = prompt_of(run, twice=True)
    if from_file is not None:
        words = read_passphrase_file(from_file)
    elif prompt is not None:
        words = prompt("The passphrase to keep")
    else:
        raise PassphraseError("There is nobody to ask", remedy="Name a file: --from-file FILE.")
    _say_kept(run, keeper.add(words, run.today, label=label), keeper.place)


@passphrase_command.command("show")
@click.argument("label", required=False)
@run_options
def show_command(run: Run, label: str | None) -> None:
    """Show a passphrase on the screen: the current one, or that of LABEL. Nothing else ever shows it."""
    keeper = keeper_of(short_name_here(run))
    found = keeper.current() if label is None else keeper.by_label(label)
    if found is None:
        known = ", ".join(kept.entry.label for kept in keeper.all()) or "none is kept"
        what = "No passphrase is current" if label is None else f"There is no passphrase labelled '{label}'"
        raise PassphraseError(what, remedy=f"Known labels: {known}.")
    words = found.reveal().decode()
    run.reporter.result("passphrase", f"{found.label}  {words}", label=found.label, words=words)


@passphrase_command.command("status")
@run_options
def status_command(run: Run) -> None:
    """List the labels: which one is current, when each was issued, which are retired. No passphrase is shown."""
    keeper = keeper_of(short_name_here(run))
    current = keeper.current()
    everything = keeper.all()
    if not everything:
        run.reporter.note(
            "No passphrase is kept yet. Keep the one that the Business Unit gave you: mas-docs passphrase set; "
            "the Business Unit draws one: mas-docs passphrase new."
        )
    for kept in everything:
        entry = kept.entry
        is_current = current is not None and entry.label == current.label
        run.reporter.result(
            "passphrase-status",
            f"{entry.label:20} issued {long_date(entry.issued)}{_standing(entry, is_current=is_current)}",
            label=entry.label,
            issued=entry.issued,
            retired=entry.retired,
            current=is_current,
        )


@passphrase_command.command("retire")
@click.argument("label")
@run_options
def retire_command(run: Run, label: str) -> None:
    """Seal nothing new with the passphrase of LABEL; it still opens what it sealed."""
    keeper = keeper_of(short_name_here(run))
    entry = keeper.retire(label, run.today)
    run.reporter.result(
        "passphrase-retired",
        f"{entry.label} is retired since {long_date(entry.retired or run.today)}; it still opens older archives.",
        label=entry.label,
        retired=entry.retired,
    )
    current = keeper.current()
    now = f"The current one is now {current.label}." if current else "None is current now: mas-docs passphrase new."
    run.reporter.note(now)


def _standing(entry: PassphraseEntry, *, is_current: bool) -> str:
    if entry.retired:
        return f", retired {long_date(entry.retired)}"
    return ", current" if is_current else ""


def _say_kept(run: Run, kept: Kept, place: str) -> None:
    run.reporter.result(
        "passphrase-kept",
        f"The passphrase {kept.entry.label} is kept in {place}. "
        f"See it with: mas-docs passphrase show {kept.entry.label}",
        label=kept.entry.label,
        place=place,
    )
