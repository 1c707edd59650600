"""The words that name the speaker stand inside the quotation.

`“We will win, said Yoon, and stay.”` is how French sets it; in English the quotation must close
before `said Yoon` and open again after it, or the speaker is made to say it.
`[quotes] speaking` of the pack lists the verbs.

Misses: verbs not in the list and speakers of more than three words. Wrongly flags: quoted stories
in which somebody speaks.
Source: Chicago Manual of Style 13.14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import quotations
from tqcheck.rules.rule import Context, Hit, Rule, example

_NAME = r"[A-Z][\w.’'-]{1,30}"


@cache
def _pattern(pack: Pack) -> re.Pattern[str] | None:
    verbs = "|".join(pack.fact("quotes", "speaking", ()))
    if not verbs:
        return None
    speaker = rf"(?:(?i:mr|mrs|ms|dr|president|minister)\.? )?{_NAME}(?: {_NAME}){{0,2}}"
    return re.compile(rf",( (?:{verbs}) (?:{speaker}|he|she|they))(?=[,.]$|,)")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The verb and the speaker, inside the marks."""
    pattern = _pattern(context.pack)
    if pattern is None:
        return
    for quotation in quotations(text, context.pack).pairs:
        inside = text[quotation.opening.at + 1 : quotation.closing.at]
        match = pattern.search(inside) if not quotation.depth and "\n" not in inside else None
        if match:
            start = quotation.opening.at + 1 + match.start(1) + 1
            yield Hit(start, start + len(match.group(1)) - 1)


RULE = Rule(
    id="quote-swallows-speaker",
    manual=__doc__,
    message="this names the speaker and may belong outside the quotation",
    category="linguistic_conventions/punctuation",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("“We will win, ⟦said Yoon⟧, and we will stay.”"),
        example('"We have nothing to hide, ⟦added Mr. Yoon⟧."'),
        example("“We will win,” said Yoon, “and we will stay.”"),
        example("“What they said, said enough,” Yoon told us."),
        example("« On gagnera, a dit Yoon, et on restera. »", language="fr"),
    ),
)
