"""One word in lower case stands as a sentence of its own.

`a nuclear-armed ally. security.`: a word that lost its place in the sentence before, moved there
by the machine and never used.

Misses: fragments of two words and more, and those with a capital. Leaves alone abbreviations and
runs of short exclamations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import abbreviations, in_link
from tqcheck.rules.rule import Context, Hit, Rule, example

_ORPHAN = re.compile(
    r"(?<=[^\W\d_]{3})[.][”»\"’)]{0,2}[ \u00a0]([^\W\d_A-ZА-Я][^\W\d_]{2,}[.])(?=\s|$)"
)
# A capitalised word of fewer characters, full stop included, may be an abbreviation (`Kft.`).
_MIN_NOUN = 6
_WORD_BEFORE = re.compile(r"[^\s(“„«\"]+$")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word with its full stop."""
    known = abbreviations(context.pack)
    for match in _ORPHAN.finditer(text):
        before = _WORD_BEFORE.search(text[max(0, match.start() - 40) : match.start() + 1])
        last = before.group() if before else ""
        fragment = match.group(1)
        if not last[:-1].islower() and len(last.rpartition("-")[2]) < _MIN_NOUN:
            continue
        if not fragment.islower() or fragment in known or last.lower() in known:
            continue
        if not in_link(text, match.start(1)):
            yield Hit(match.start(1), match.end(1))


RULE = Rule(
    id="orphan-fragment",
    manual=__doc__,
    message="a single word in lower case stands as a sentence; it may have lost its place",
    category="accuracy/addition",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("It is a nuclear-armed ally. ⟦security.⟧\nDuring his term he left."),
        example("Le pays est un allié. ⟦sécurité.⟧ Il est parti.", language="fr"),
        example("He sold apples, pears etc. daily. Nothing else."),
        example("It is an ally. Security. That is what counts."),
        example("It took approx. min. ten hours."),
    ),
)
