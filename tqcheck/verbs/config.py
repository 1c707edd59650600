"""`tqcheck config show`: what the settings are and where they come from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from tqcheck import config


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
def show(path: str | None) -> int:
    """Print every setting that is not the default, as TOML, and the file it comes from."""
    found = config.load(Path(path) if path else None)
    click.echo(f"# {found.path}" if found.path else "# no tqcheck.toml here or above")
    tables = []
    values = dict(found.values)
    for key in config.KEYS:
        variable = "TQCHECK_" + key.upper().replace("-", "_")
        given = os.environ.get(variable)
        if given is not None and not isinstance(values.get(key), dict):
            click.echo(f"{key} = {_toml(given)}  # {variable}")
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
