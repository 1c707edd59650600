"""A question or exclamation lacks the mark that opens it.

Spanish opens questions with ¿ and exclamations with ¡; translations from languages without them
leave them out. The pack says which (`[spacing] inverted`).

Misses: sentences with the mark anywhere before. Wrongly flags: quoted titles in other
languages.
Source: Diccionario panhispánico de dudas, signos de interrogación y exclamación.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_ENDS = re.compile(r"(?<=\w)([?!])(?=[\s”»\")]|$)")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The closing mark of a segment in which nothing opens it."""
    inverted = context.pack.fact("spacing", "inverted", {})
    if not inverted or not any(opening in text for opening in inverted):
        return
    for match in _ENDS.finditer(text):
        opening = inverted.get(match.group())
        # A mixed "¡...?" is accepted: either opens what is both question and exclamation.
        if opening and not any(sign in text[: match.start()] for sign in inverted.values()):
            yield Hit(match.start(), match.end(), message=f"no {opening} opens this sentence")


RULE = Rule(
    id="inverted-mark-missing",
    manual=__doc__,
    message="nothing opens this question or exclamation",
    category="locale_convention/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.2,
    examples=(
        example("Qué dijo el presidente⟦?⟧", language="es"),
        example("El ministro gritó: «Fuera⟦!⟧»", language="es"),
        example("¿Qué dijo el presidente?", language="es"),
        example("What did he say?"),
    ),
)
