"""The command line: names of the verbs, exit codes, and nothing else."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from tqcheck import __version__
from tqcheck.errors import TqcheckError

# Verb -> module of tqcheck.verbs, and the line `tqcheck --help` shows without importing it.
VERBS: dict[str, tuple[str, str]] = {
    "check": ("check", "Check translated copy: findings, scores, a verdict."),
    "translate": ("translate", "Translate text, a line in, a line out."),
    "models": ("models", "List, fetch, convert and verify translation models."),
    "batch": ("batch", "Check whole feeds: streaming, exactly once, resumable."),
    "evaluate": ("evaluate", "Measure how far scores agree with human judgments."),
    "rules": ("rules", "List the rules, or show one with its examples."),
    "serve": ("serve", "Serve the editor's page and LanguageTool's protocol on this machine."),
    "config": ("config", "Show the settings and where they come from."),
    "cache": ("cache", "Show or clear the cache of model answers."),
}


class _Verbs(click.Group):
    """A group that imports a verb when it is called, so that --help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"tqcheck.verbs.{VERBS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tqcheck")
def group() -> None:
    """Find what reads machine-made or wrong in translated copy.

    \b
    Examples:
      tqcheck check article.txt
      tqcheck check article.txt --source original.txt --from fr
    """


def main(arguments: list[str] | None = None) -> None:
    """Run tqcheck and exit: 0 passed, 1 gate failed, 2 could not do it, 3 model failed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = group.main(arguments, prog_name="tqcheck", standalone_mode=False)
    except TqcheckError as error:
        click.echo(f"tqcheck: {error}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        # Whoever read us has left; what Python flushes on its way out must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except click.Abort:
        click.echo("tqcheck: stopped", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)
