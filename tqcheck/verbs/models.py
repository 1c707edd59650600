"""`tqcheck models`: embedded, converted and hub models."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tqcheck import models
from tqcheck.errors import InputError
from tqcheck.models import Model

_DIRECTIONS_SHOWN = 4
_PRECISIONS = ("int8", "int16", "float32")


def _pairs(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[tuple[str, str], ...]:
    found = []
    for pair in (value or "").split(",") if value else ():
        source, dash, target = pair.strip().partition("-")
        if not (source and dash and target):
            raise click.BadParameter(f"{pair!r} is not like fr-en")
        found.append((source, target))
    return tuple(found)


precision_option = click.option(
    "--precision", type=click.Choice(_PRECISIONS), default="int8", show_default=True
)
directions_option = click.option(
    "--directions",
    callback=_pairs,
    metavar="fr-en,...",
    help="What it translates, where its folder does not say.",
)


@click.group("models", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, fetch, convert and verify translation models; without a verb, list them.

    \b
    Examples:
      tqcheck models list
      tqcheck models verify
      tqcheck models pull Helsinki-NLP/opus-mt-fr-en
      tqcheck models convert ./my-marian-model
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@command.command("list")
def list_() -> None:
    """Name, version, size and directions of every model here."""
    rows = [("model", "version", "MB", "kept", "translates")]
    for kept, found in (("embedded", models.embedded()), ("converted", models.converted())):
        rows += [_row(model, kept) for model in found]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[4]]).rstrip())


def _row(model: Model, kept: str) -> tuple[str, str, str, str, str]:
    pairs = sorted(f"{s}-{t}" for s, t in model.directions)
    more = f" and {len(pairs) - _DIRECTIONS_SHOWN:,} more"
    shown = " ".join(pairs[:_DIRECTIONS_SHOWN])
    size = sum(facts["bytes"] for facts in model.card.get("files", {}).values())
    return (
        model.name,
        model.version[:12],
        f"{size / 1e6:.1f}" if size else "-",
        kept,
        shown + (more if len(pairs) > _DIRECTIONS_SHOWN else ""),
    )


@command.command("show")
@click.argument("name", metavar="NAME|PATH")
def show(name: str) -> None:
    """A model's card as JSON: what it was made of and how it measures."""
    click.echo(json.dumps(models.named(name).card, ensure_ascii=False, indent=2))


@command.command("path")
@click.argument("name", metavar="NAME")
def path(name: str) -> None:
    """The folder of a model."""
    click.echo(models.named(name).folder)


@command.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME|PATH]...")
def verify(names: tuple[str, ...]) -> None:
    """Check every file of the models, or of all models, against the sha256 of their cards."""
    found = [models.named(n) for n in names] or [*models.embedded(), *models.converted()]
    for model in found:
        models.verify(model, thorough=True)
        count = len(model.card.get("files", {}))
        click.echo(f"{model.name}  {model.version[:12]}  {count} files are as the card says")


@command.command("pull")
@click.argument("name", metavar="ID[@REVISION]")
@precision_option
@directions_option
@click.option("--offline", is_flag=True, help="Only say whether it is here.")
def pull(name: str, precision: str, directions: tuple[tuple[str, str], ...], offline: bool) -> None:
    """Fetch a Marian, NLLB or M2M100 model of the Hugging Face hub and convert it, once.

    The only command that uses the network. The commit is recorded; weights are fetched as
    safetensors or not at all.
    """
    from tqcheck.engines import hub

    _made(hub.pull(name, precision=precision, given=directions, offline=offline))


@command.command("convert")
@click.argument("folder", type=click.Path(path_type=Path), metavar="PATH")
@click.option("--name", help="How to call it; else like its folder.")
@precision_option
@directions_option
def convert(
    folder: Path, name: str | None, precision: str, directions: tuple[tuple[str, str], ...]
) -> None:
    """Convert a model folder of the Marian, NLLB or M2M100 family, as the hub holds them."""
    from tqcheck.engines import hub

    if not folder.is_dir():
        raise InputError(f"{folder}: not a folder")
    _made(hub.convert(folder, name=name, precision=precision, given=directions))


def _made(model: Model) -> None:
    click.echo(f"{model.name}@{model.version} is in {model.folder}")


@command.command("rm")
@click.argument("name", metavar="NAME")
def rm(name: str) -> None:
    """Delete a converted model."""
    from tqcheck.engines import hub

    model = models.named(name)
    hub.remove(model)
    click.echo(f"removed {model.folder}")
