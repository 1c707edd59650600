"""`tqcheck rules`: the rule table, and one rule's page."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from tqcheck import manual, reports
from tqcheck.rules import all_rules, chosen
from tqcheck.rules.rule import Rule


@click.command("rules")
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
def command(rule_id: str | None, format_: str) -> int:
    """Show the rules, or the page of one: what it finds, why, examples, false alarms.

    A rule needs a source text or a model where the table says so. False alarms are counted on
    clean text written by people, per 1,000 words; the budget is the most a rule may raise.

    \b
    Examples:
      tqcheck rules
      tqcheck rules space-before-comma
      tqcheck rules --format json
    """
    rules: Sequence[Rule] = chosen([rule_id]) if rule_id else all_rules()
    if format_ == "json":
        content: Any = [manual.facts(rule) for rule in rules]
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    elif format_ == "markdown":
        pages = (manual.page(rule, heading="# ") for rule in rules)
        text = "\n".join(pages) if rule_id else manual.markdown(rules)
    elif rule_id:
        text = "\n".join(manual.page(rule) for rule in rules)
    else:
        text = manual.table(rules, reports.terminal(sys.stdout)[1])
    click.echo(text, nl=False)
    return 0
