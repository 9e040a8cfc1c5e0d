"""The command `passphrase`: the life of the Business Unit's passphrases (guidance 4.10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from mas_docs.board import Board, PassphrasePolicy
from mas_docs.case.model import REFERENCE
from mas_docs.cli.options import Run, run_options
from mas_docs.cli.passphrase_slips import slip_pdf, slip_text
from mas_docs.cli.passphrases import board_here, keeper_of, prompt_of
from mas_docs.errors import PassphraseError, UsageError
from mas_docs.files import write_atomically
from mas_docs.guidance.plain import long_date
from mas_docs.transfer.passphrases.apart import refuse_beside_archives
from mas_docs.transfer.passphrases.keeping import PassphraseKeeper
from mas_docs.transfer.passphrases.rotation import Rotation, rotation, rotation_reminder
from mas_docs.transfer.passphrases.slip import spelling
from mas_docs.transfer.passphrases.sources import read_passphrase_file
from mas_docs.transfer.passphrases.stores import Kept, PassphraseEntry
from mas_docs.workspace import Workspace, find_workspace

_SLIPS: dict[str, Callable[[Kept, Path | None], bytes]] = {
    ".pdf": slip_pdf,
    ".txt": lambda kept, own_templates: slip_text(kept, own_templates).encode(),
}
"""How a slip is written, by the ending of its file's name."""

_FOR_EVENT = "For the event of this case alone, instead of the standard one."


@dataclass(frozen=True, slots=True)
class _Here:
    """Whose passphrases are meant.

    Attributes:
        workspace: the workspace that the run is in; None outside every one.
        keeper: the kept passphrases of its board or, outside, of the board whose guidance this is.
        policy: the board's rules for them.
    """

    workspace: Workspace | None
    keeper: PassphraseKeeper
    policy: PassphrasePolicy


def _here(run: Run) -> _Here:
    board = board_here(run)
    if board is None:
        return _Here(None, keeper_of(str(Board.model_fields["short_name"].default)), PassphrasePolicy())
    root = find_workspace(run.workspace or Path.cwd())
    return _Here(Workspace(root, board), keeper_of(board.short_name), board.passphrase)


@click.group("passphrase")
def passphrase_command() -> None:
    """Draw, keep, show and retire the standard passphrase, and those of single events.

    Each has a label, which packages name, so that people know which one to use. Old ones are kept, so that old
    archives open.
    """


@passphrase_command.command("new")
@click.option("--label", help="What to call it [the board's name, year and month; the event's case].")
@click.option("--words", type=int, help="How many words to draw, six to ten [the board's settings, else six].")
@click.option("--event", metavar="CASE", help=_FOR_EVENT)
@run_options
def new_command(run: Run, *, label: str | None, words: int | None, event: str | None) -> None:
    """Draw a new passphrase at random, give it a label, and keep it."""
    here = _here(run)
    reference = _reference(here, event, may_be_elsewhere=False) if event else None
    kept = here.keeper.new(run.today, label=label, words=words or here.policy.words, event=reference)
    _say_kept(run, kept, here.keeper)


@passphrase_command.command("set")
@click.option("--label", help="What to call it [the board's name, year and month; the event's case].")
@click.option(
    "--from-file", type=click.Path(dir_okay=False, path_type=Path), help="A file only you can read; else asked."
)
@click.option("--event", metavar="CASE", help=_FOR_EVENT)
@run_options
def set_command(run: Run, *, label: str | None, from_file: Path | None, event: str | None) -> None:
    """Keep a passphrase that was drawn elsewhere; a weak one is refused."""
    here = _here(run)
    reference = _reference(here, event, may_be_elsewhere=True) if event else None
    prompt = prompt_of(run, twice=True)
    if from_file is not None:
        words = read_passphrase_file(from_file)
    elif prompt is not None:
        words = prompt("The passphrase to keep")
    else:
        raise PassphraseError("There is nobody to ask", remedy="Name a file: --from-file FILE.")
    _say_kept(run, here.keeper.add(words, run.today, label=label, event=reference), here.keeper)


@passphrase_command.command("show")
@click.argument("label", required=False)
@run_options
def show_command(run: Run, label: str | None) -> None:
    """Show a passphrase on the screen: the current one, or that of LABEL. Only `slip` shows it too."""
    found = _found(_here(run).keeper, label).passphrase
    words = found.reveal().decode()
    run.reporter.result("passphrase", f"{found.label}  {words}", label=found.label, words=words)


@passphrase_command.command("slip")
@click.argument("label", required=False)
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A .pdf to print or a .txt, which only you can read; else the screen.",
)
@run_options
def slip_command(run: Run, label: str | None, *, file: Path | None) -> None:
    """Spell a passphrase out, to read over the telephone or to print: the current one, or that of LABEL.

    A slip never lies beside an archive: not in the folder of packages, nor in one that holds a protected file.
    """
    here = _here(run)
    own_templates = here.workspace.own_templates if here.workspace else None
    if file is None:
        _say_slip(run, _found(here.keeper, label), own_templates)
        return
    write = _SLIPS.get(file.suffix.lower())
    if write is None:
        raise UsageError("A slip is a .pdf or a .txt", where=str(file), remedy="Give its name one of these endings.")
    root = here.workspace.root if here.workspace else None
    refuse_beside_archives(file, root, root / "out" if root else None)
    kept = _found(here.keeper, label)
    write_atomically(file, write(kept, own_templates))
    text = f"{file}  the slip of {kept.entry.label}: only you can read it. Destroy it after use."
    run.reporter.result("passphrase-slip", text, label=kept.entry.label, file=str(file))


@passphrase_command.command("status")
@run_options
def status_command(run: Run) -> None:
    """List the labels: which is current, until when, which are retired or an event's own. No passphrase is shown."""
    here = _here(run)
    everything = here.keeper.all()
    if not everything:
        run.reporter.note(
            "No passphrase is kept yet. Keep the one that the Business Unit gave you: mas-docs passphrase set; "
            "the Business Unit draws one: mas-docs passphrase new."
        )
    in_use = _in_use(everything)
    for kept in sorted(everything, key=lambda kept: kept.entry.event is not None):
        _say_status(run, kept.entry, here.policy, in_use=in_use.get(kept.entry.event) == kept.entry.label)
    current = here.keeper.find(in_use[None]) if None in in_use else None
    if current and (reminder := rotation_reminder(current.entry.issued, here.policy, run.today)):
        run.reporter.note(reminder)


@passphrase_command.command("retire")
@click.argument("label")
@run_options
def retire_command(run: Run, label: str) -> None:
    """Seal nothing new with the passphrase of LABEL; it still opens what it sealed."""
    keeper = _here(run).keeper
    entry = keeper.retire(label, run.today)
    run.reporter.result(
        "passphrase-retired",
        f"{entry.label} is retired since {long_date(entry.retired or run.today)}; it still opens older archives.",
        label=entry.label,
        retired=entry.retired,
        event=entry.event,
    )
    run.reporter.note(_after_retiring(keeper, entry))


def _reference(here: _Here, case: str, *, may_be_elsewhere: bool) -> str:
    """The reference of the case that is named.

    Args:
        here: where the run is.
        case: what was named: a reference, or a case's folder or file.
        may_be_elsewhere: whether a reference will do that this workspace has no case of; whoever receives a passphrase
            need not have the case.

    Raises:
        UsageError: there is no such case, or its folder is not named by a reference.
    """
    is_reference = REFERENCE.fullmatch(case) is not None
    if is_reference and (may_be_elsewhere or here.workspace is None):
        return case
    reference = here.workspace.locate(case).parent.name if here.workspace else case
    if not REFERENCE.fullmatch(reference):
        raise UsageError("This is not a neutral reference", where=case, remedy="Write it as MAS-2026-014.")
    return reference


def _found(keeper: PassphraseKeeper, label: str | None) -> Kept:
    """The passphrase of that label, or the current one.

    Raises:
        PassphraseError: there is none.
    """
    current = keeper.current() if label is None else None
    wanted = label or (current.label if current else None)
    found = keeper.find(wanted) if wanted else None
    if found is None:
        known = ", ".join(kept.entry.label for kept in keeper.all()) or "none is kept"
        what = "No passphrase is current" if label is None else f"There is no passphrase labelled '{label}'"
        raise PassphraseError(what, remedy=f"Known labels: {known}.")
    return found


def _in_use(everything: tuple[Kept, ...]) -> dict[str | None, str]:
    """The label that new packages are sealed with: for each event that has its own, and for None the standard one."""
    in_use: dict[str | None, str] = {}
    for kept in everything:
        if kept.entry.retired is None:
            in_use.setdefault(kept.entry.event, kept.entry.label)
    return in_use


def _say_status(run: Run, entry: PassphraseEntry, policy: PassphrasePolicy, *, in_use: bool) -> None:
    is_current = in_use and entry.event is None
    due = rotation(entry.issued, policy, run.today) if is_current else None
    run.reporter.result(
        "passphrase-status",
        f"{entry.label:20} issued {long_date(entry.issued)}{_standing(entry, due, in_use=in_use)}",
        label=entry.label,
        issued=entry.issued,
        retired=entry.retired,
        current=is_current,
        event=entry.event,
        in_use=in_use,
        rotate_by=due.by if due else None,
        overdue=due.overdue if due else False,
    )


def _standing(entry: PassphraseEntry, due: Rotation | None, *, in_use: bool) -> str:
    of_event = f", for {entry.event} alone" if entry.event else ""
    if entry.retired:
        return f"{of_event}, retired {long_date(entry.retired)}"
    if due is not None:
        return f", current; {'overdue, ' if due.overdue else ''}{due}"
    return f"{of_event}{', in use' if in_use else ', replaced by a newer one'}"


def _after_retiring(keeper: PassphraseKeeper, entry: PassphraseEntry) -> str:
    if entry.event:
        newer = keeper.of_event(entry.event)
        now = f"the one in use is {newer.entry.label}" if newer else "the next package for it draws a new one"
        return f"For {entry.event}, {now}. Tell whoever has the old one."
    current = keeper.current()
    if current is not None:
        return f"The current one is now {current.label}. Seal again what must not open with the old one."
    return (
        "None is current now, and nothing can be sealed without one. The Business Unit draws a new one: mas-docs "
        "passphrase new; then it gives the words to everybody who seals or opens: mas-docs passphrase slip."
    )


def _say_slip(run: Run, kept: Kept, own_templates: Path | None) -> None:
    entry = kept.entry
    words = [
        {"number": word.number, "word": word.text, "spelled": word.spelled, "spaces_after": word.spaces}
        for word in spelling(kept.passphrase).words
    ]
    text = slip_text(kept, own_templates).rstrip("\n")
    run.reporter.result("passphrase-slip", text, label=entry.label, issued=entry.issued, event=entry.event, words=words)


def _say_kept(run: Run, kept: Kept, keeper: PassphraseKeeper) -> None:
    entry = kept.entry
    event = f", for {entry.event} alone," if entry.event else ""
    run.reporter.result(
        "passphrase-kept",
        f"The passphrase {entry.label}{event} is kept in {keeper.place}. "
        f"See it with: mas-docs passphrase show {entry.label}",
        label=entry.label,
        place=keeper.place,
        event=entry.event,
    )
    in_use = _in_use(keeper.all())[entry.event]
    if in_use != entry.label:
        run.reporter.note(
            f"{in_use} stays in use, because it was issued on a later day. Check the date of this computer, or retire "
            f"that one: mas-docs passphrase retire {in_use}"
        )
