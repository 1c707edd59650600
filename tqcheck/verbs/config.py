"""`tqcheck config show`: what the settings are and where they come from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tqcheck import config
from tqcheck.rules import chosen
from tqcheck.verbs import options


@click.group("config")
def command() -> None:
    """Show the settings that `check` runs with.

    They come from the nearest tqcheck.toml, or [tool.tqcheck] of pyproject.toml, in this folder
    or above it. TQCHECK_... variables overrule the file; flags overrule both.

    \b
    Examples:
      tqcheck config show
      TQCHECK_FAIL_ON=critical tqcheck config show
    """


@command.command("show")
@click.option("--config", "path", envvar="TQCHECK_CONFIG", metavar="FILE", help="This file.")
@click.pass_context
def show(ctx: click.Context, path: str | None) -> int:
    """Print every setting that is not the default, as TOML, and where it comes from."""
    found = config.load(Path(path) if path else None)
    given = options.from_environment(ctx)
    chosen(given.get("select", ()), given.get("ignore", ()))  # Refuses what is no rule.
    click.echo(f"# {found.path}" if found.path else "# no tqcheck.toml here or above")
    tables = []
    values = dict(found.values)
    for key in config.KEYS:
        if key in given:
            variable = "TQCHECK_" + key.upper().replace("-", "_")
            click.echo(f"{key} = {_toml(given[key])}  # {variable}")
        elif key in values and isinstance(values[key], dict):
            tables.append(key)
        elif key in values:
            click.echo(f"{key} = {_toml(values[key])}")
    for key in tables:
        click.echo(f"\n[{key}]")
        for name, value in values[key].items():
            click.echo(f"{_toml(name)} = {_toml(value)}")
    return 0


def _toml(value: object) -> str:
    """A text, number, truth or list as TOML, whose notation for these is JSON's."""
    return json.dumps(value, ensure_ascii=False)
