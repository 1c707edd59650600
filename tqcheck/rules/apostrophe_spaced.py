"""A space stands beside an apostrophe, or another character stands in for it.

`l ' Europe`, `it 's` and `don 't` come from tokenized text; `l´Europe` and `l"Europe` from a wrong
key or a wrong encoding. Each language lists what stands before (`[spacing] elided`) and after
(`[spacing] contracted`) an apostrophe.

Misses: languages without such a list, and possessives after s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import elides, gathered
from tqcheck.rules.rule import Context, Hit, Rule, example

_WRONG = re.compile(r"(?<=[^\W\d_])[´`\"](?=[^\W\d_])")


@cache
def _pattern(pack: Pack) -> re.Pattern[str] | None:
    elided = "|".join(pack.fact("spacing", "elided", ()))
    contracted = "|".join(pack.fact("spacing", "contracted", ()))
    options = []
    if elided:
        options.append(rf"\b(?:{elided})(?: ['’] ?|['’] )(?=[^\W\d_])")
    if contracted:
        options.append(rf"(?<=[^\W\d_])(?: ['’] ?|['’] )(?:{contracted})\b(?!['’-])")
    return re.compile("|".join(options), re.IGNORECASE) if options else None


def find(text: str, context: Context) -> Iterator[Hit]:
    """The apostrophe with the spaces, and the letters it belongs to."""
    yield from gathered(
        (Hit(match.start(), match.end(), "this is not an apostrophe", ("’",)),)
        for match in _WRONG.finditer(text)
        if match.group() != '"' or elides(text, match.start(), context.pack)
    )
    if not (" '" in text or "' " in text or " ’" in text or "’ " in text):
        return
    pattern = _pattern(context.pack)
    for match in pattern.finditer(text) if pattern else ():
        yield Hit(match.start(), match.end(), suggestions=(match.group().replace(" ", ""),))


RULE = Rule(
    id="apostrophe-spaced",
    manual=__doc__,
    message="stray space beside the apostrophe",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("The mayor⟦’ s⟧ office said the workers’ rest is over.", "’s"),
        example("It⟦ 's⟧ late and they don⟦´⟧t care.", "'s", "’"),
        example("Il parle de ⟦l' ⟧Europe et ⟦d ’ ⟧elle.", "l'", "d’", language="fr"),
        example("The teachers' re-election, 's Gravenhage and the boys’ school."),
        example('Jusqu⟦"⟧à midi, l’Europe dort.', "’", language="fr"),
        example("Il dit ‘l’Europe’ puis s’en va.", language="fr"),
        example('Elle dit "non"et part; le mal"vu" dort.', language="fr"),
    ),
)
