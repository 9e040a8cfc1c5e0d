"""The program `mas-docs`: finds the command, runs it, and turns every failure into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from mas_docs import __version__
from mas_docs.errors import ExitCode, MasDocsError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("mas_docs.cli.workspace_commands", "Make a new workspace: settings, a folder for cases, a passphrase."),
    "new": ("mas_docs.cli.workspace_commands", "Start a case: a commented case.yaml to fill in."),
    "check": ("mas_docs.cli.check_command", "Show every problem of the cases at once, and their dates."),
    "write": ("mas_docs.cli.production_commands", "Write any document of the catalogue, sealed for its readers."),
    "invite": ("mas_docs.cli.production_commands", "Seal an invitation for each professional or facilitator."),
    "papers": ("mas_docs.cli.production_commands", "Seal the papers and their checklist for the next hop."),
    "brief": ("mas_docs.cli.production_commands", "Seal the briefing pack and the forms for each facilitator."),
    "forms": ("mas_docs.cli.forms_command", "Make Appendix 2, 3 and 4: blank, prefilled or completed."),
    "summary": ("mas_docs.cli.production_commands", "Seal the completed Appendix 3 for its three recipients."),
    "build": ("mas_docs.cli.build_command", "Make everything that is due of all cases, in one batch."),
    "seal": ("mas_docs.cli.seal_command", "Seal any files into a protected archive."),
    "open": ("mas_docs.cli.archive_commands", "Verify an archive, then take its files out."),
    "verify": ("mas_docs.cli.archive_commands", "Verify archives without taking anything out."),
    "passphrase": ("mas_docs.cli.passphrase_commands", "Draw, keep, show and retire the standard passphrase."),
    "ledger": (
        "mas_docs.cli.ledger_commands",
        "Show and check what was sealed, opened and refused; report on a package.",
    ),
    "templates": (
        "mas_docs.cli.template_commands",
        "List, check and export the Word templates, and show what they may name.",
    ),
    "demo": ("mas_docs.cli.demo_command", "Run the whole pipeline on the fictional examples."),
}
"""Each command's module, imported only when it runs, and its line in the list of commands."""


class LazyCommands(click.Group):
    """A group that imports a command's module only when that command is used, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the work, not of the alphabet."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = getattr(module, f"{cmd_name}_command")
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing their modules."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mas-docs", message="%(prog)s %(version)s")
def mas_docs() -> None:
    """Turn a case file into the documents of Multi-Agency Supervision, sealed for each recipient.

    Start with `mas-docs demo`, which shows everything on fictional cases. A Social Worker's way is new, check,
    invite, papers; the Business Unit's is init, passphrase, brief, forms.
    """


def run() -> NoReturn:
    """Run the program and leave with the agreed exit code; no traceback reaches a user."""
    forbid_core_dumps()
    for stream in (sys.stdout, sys.stderr):
        # A name outside the terminal's own alphabet must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(outcome())


def forbid_core_dumps() -> None:
    """Keep the passphrase out of core files, where the system has them; Windows writes none of this kind."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def outcome(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code; whatever goes wrong is told in one line.

    Args:
        arguments: what follows the program's name; None for those of this process.
    """
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        mas_docs.main(arguments, prog_name="mas-docs", standalone_mode=False, color=colour)
    except click.exceptions.Exit as left:
        return left.exit_code
    except (KeyboardInterrupt, Exception) as failure:  # noqa: BLE001 - the last line of defence: no traceback
        return _tell(failure)
    return ExitCode.DONE


def _tell(failure: BaseException) -> int:
    """Say what went wrong, and give its exit code."""
    match failure:
        case MasDocsError():
            _say(str(failure))
            return failure.exit_code
        case click.ClickException():
            return _say_usage(failure)
        case click.Abort() | KeyboardInterrupt():
            _say("interrupted; nothing is half-written.")
            return ExitCode.INTERRUPTED
        case OSError():
            return _say_refused(failure)
        case _:
            return _say_defect(failure)


def _say(sentence: str) -> None:
    """Say something in one line, whatever a name in it holds."""
    from mas_docs.cli.reporting import one_line

    click.echo(f"mas-docs: {one_line(sentence)}", err=True)


def _say_usage(wrong: click.ClickException) -> int:
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        click.echo(wrong.format_message(), err=True)
        return ExitCode.USAGE
    context = getattr(wrong, "ctx", None)
    command = context.command_path if context else "mas-docs"
    message = " ".join(wrong.format_message().split()).rstrip(".")
    _say(f"{message}. See {command} --help.")
    return ExitCode.USAGE


def _say_refused(refused: OSError) -> int:
    """Tell what the system would not do; whoever closed our output is not told anything.

    A file's name may hold a child's: only what the user typed is shown.
    """
    if isinstance(refused, BrokenPipeError):
        sys.stderr.close()
        return ExitCode.DONE
    typed = {word for argument in sys.argv[1:] for word in (argument, argument.partition("=")[2]) if word}
    where = f"{refused.filename}: " if refused.filename and str(refused.filename) in typed else ""
    _say(f"{where}the system refused this ({refused.strerror or type(refused).__name__}). Try another place or name.")
    return ExitCode.USAGE


def _say_defect(defect: BaseException) -> int:
    """Name the kind and place of a defect, never its message: that could hold a name or a passphrase."""
    trace = defect.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "?") if trace else "?"
    line = trace.tb_lineno if trace else 0
    place = f"{type(defect).__name__} in {module}, line {line}, mas-docs {__version__}"
    click.echo(
        f"mas-docs: this is a defect of mas-docs, not of your files ({place}). "
        "Please send this line and the command you ran, without any case file, to whoever supports mas-docs.",
        err=True,
    )
    return ExitCode.DEFECT
