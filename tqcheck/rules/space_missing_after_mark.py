"""A space is missing after a comma or semicolon, or between two sentences.

`forces.The` and `June,where` are left when markup or line ends between sentences are lost.

Misses: sentences that begin with a digit, and any place inside an address, a path or code.
Wrongly flags: brand names with a comma inside. Leaves alone names with a full stop inside
(`Node.Js`), whose first part has a capital, and one-letter abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, example

_CASED = "a-zà-öø-ÿœа-яёєіїґ"
_CAPITAL = "A-ZÀ-ÖØ-ÞŒА-ЯЁЄІЇҐ"
_GLUED = re.compile(
    rf"(?<=[{_CASED}][{_CASED}])(?:[.!?](?=[{_CAPITAL}][{_CASED}’']{{0,30}}[\s,’'])"
    rf"|[,;](?=[^\W\d_]{{2}}))"
)
_LOWER = re.compile(rf"(?:^|[\s(“„«\"’'-])[{_CASED}]+$")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The mark that has no space after it."""
    for match in _GLUED.finditer(text):
        mark = match.group()
        before = text[max(0, match.start() - 40) : match.start()]
        if mark in ".!?" and not _LOWER.search(before):
            continue
        if not in_link(text, match.start()):
            yield Hit(match.start(), match.end(), suggestions=(mark + " ",))


RULE = Rule(
    id="space-missing-after-mark",
    manual=__doc__,
    message="a space is missing after the mark",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example(
            "It fell to Russian forces⟦.⟧The army left in June⟦,⟧where it had come.", ". ", ", "
        ),
        example("Die Truppen gingen⟦.⟧Niemand blieb.", ". ", language="de"),
        example("See example.com,or rather https://example.org/a,b for more."),
        example("It is written in Node.Js and costs 1,000 a year."),
        example("The U.S.Army, p.m. and No.5 are other matters."),
    ),
)
