"""`tqcheck cache`: what the cache of model answers holds, and how to empty it."""

from __future__ import annotations

import click

from tqcheck.store import Store, default_path


@click.group("cache")
def command() -> None:
    """Show or clear the cache of model answers.

    \b
    Examples:
      tqcheck cache info
      tqcheck cache clear
    """


@command.command()
def info() -> None:
    """Print the cache's file, its number of answers and its size."""
    found = Store(default_path()).info()
    click.echo(f"{found.path}: {found.rows:,} answers, {found.size_bytes / 1e6:.1f} MB")


@command.command()
def clear() -> None:
    """Forget every answer."""
    store = Store(default_path())
    before = store.info().rows
    store.clear()
    click.echo(f"{before:,} answers removed from {store.path}", err=True)
