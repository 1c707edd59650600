"""A question or exclamation lacks the mark that opens it.

Spanish opens questions with ¿ and exclamations with ¡; translations from languages without them
leave them out. The pack says which (`[spacing] inverted`).

Misses: sentences with the mark anywhere before. Leaves alone what may be a name with an exclamation
mark of its own: a capital after a word in lower case (`la banda Neu!`), or quoted inside a sentence
that goes on (`su lema "Think!" se convirtió`). Wrongly flags: quoted titles in other languages.
Source: Diccionario panhispánico de dudas, signos de interrogación y exclamación.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_ENDS = re.compile(r"(?<=\w)([?!])(?=[\s”»\"),;]|$)")
# A name that ends in an exclamation mark.
_NAME = re.compile(r"[a-zà-ÿ] [A-ZÀ-Þ][\w-]*$")
_QUOTED = re.compile(r"[“«\"][A-ZÀ-Þ][\w-]*$")
_GOES_ON = re.compile(r"![”»\"] [a-zà-ÿ]")
# The longest name looked at, with what stands before it.
_NAME_CHARS = 24


def find(text: str, context: Context) -> Iterator[Hit]:
    """The closing mark of a segment in which nothing opens it."""
    inverted = context.pack.fact("spacing", "inverted", {})
    if not inverted or not any(opening in text for opening in inverted):
        return
    for match in _ENDS.finditer(text):
        opening = inverted.get(match.group())
        if match.group() == "!" and _is_name(text, match.start()):
            continue
        # A mixed "¡...?" is accepted: either opens what is both question and exclamation.
        if opening and not any(sign in text[: match.start()] for sign in inverted.values()):
            yield Hit(match.start(), match.end(), message=f"no {opening} opens this sentence")


def _is_name(text: str, at: int) -> bool:
    start = max(0, at - _NAME_CHARS)
    if _NAME.search(text, start, at):
        return True
    return _QUOTED.search(text, start, at) is not None and _GOES_ON.match(text, at) is not None


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
        example('Era de la banda Neu! Después grabó el disco "Think!" en casa.', language="es"),
        example("Qué hacemos ahora⟦?⟧, se preguntaba Luis.", language="es"),
        example("¿Qué dijo el presidente?", language="es"),
        example("What did he say?"),
    ),
)
