"""The mark or number of a list item differs between the source and the translation.

`• Milk` rendered as `Milk`, or `3.` as `4.`: the list falls apart. Only marks at the very start of
a segment count: bullets, dashes before a space, and numbers or letters with a point or bracket.

Leaves alone a change from one bullet to another, and a dash that opens direct speech where the
other side has a quotation mark. Source: checks for list items in localisation tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_MARKER = re.compile(
    r"\s*(?P<mark>(?P<bullet>[•▪▫◦●○■□‣⁃*·])"
    r"|(?P<number>\(?\d{1,3}[.)](?!\d)|\(?[a-z]\)))[ \u00a0\t]*"
)


def find(text: str, context: Context) -> Iterator[Hit]:
    """The marker of the translation, or its first character where it has none."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context) or not text.strip():
        return
    mine, theirs = _MARKER.match(text), _MARKER.match(source)
    if mine is None and theirs is None:
        return
    if mine and theirs and _kind(mine) == _kind(theirs):
        return
    if mine:
        what = f"the source has {theirs['mark']}" if theirs else "the source has no list mark here"
        better = (theirs["mark"],) if theirs else ()
        yield Hit(mine.start("mark"), mine.end("mark"), what, better)
    elif theirs:
        start = len(text) - len(text.lstrip())
        what = f"the list mark {theirs['mark']} of the source is missing"
        yield Hit(start, start + 1, what, (f"{theirs['mark']} {text[start]}",))


def _kind(marker: re.Match[str]) -> str:
    """What must agree: that it is a bullet, or the number or letter itself."""
    return "bullet" if marker["bullet"] else marker["number"].strip("().")


RULE = Rule(
    id="list-marker-mismatch",
    manual=__doc__,
    message="list mark differs from the source",
    category="markup/markup",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.05,
    needs=("source",),
    examples=(
        example("⟦M⟧ilk and eggs", "• M", source="• Lait et œufs", source_language="fr"),
        example(
            "⟦4.⟧ Close the lid.", "3.", source="3. Fermez le couvercle.", source_language="fr"
        ),
        example("- Milk and eggs", source="– Lait et œufs", source_language="fr"),
        example("1.5 litres of milk", source="1,5 litre de lait", source_language="fr"),
        example("3) Close the lid.", source="3. Fermez le couvercle.", source_language="fr"),
    ),
)
