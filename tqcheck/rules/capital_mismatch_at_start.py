"""A segment begins in lower case where its source begins with a capital.

A sentence that lost its first word, or its capital, looks odd only to who knows that it is one.
The source's capital says so, in headlines and captions, too, which `capital-missing-at-start` has
to leave alone.

Leaves alone segments under six words, as terms have a capital in one language and none in the next,
names that begin in lower case (`iPhone`, `hvg.hu`) and texts of languages without capitals. Nearly
all it finds in human translations of news are faults of the text, or sentences cut in two. Source:
the check `startcaps` of localisation tools, made narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_FIRST = re.compile(r"[\s\"“”„«»‘’'(\[]*([^\W\d_][^\s,;:!?]*)")
# A capital, a digit or a mark inside: a name, an address or code.
_NAME = re.compile(r"\w[^\W_]*[A-Z\d._/@-]\w|\w*['’][A-Z]")
_MIN_WORDS = 6


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first word."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context):
        return
    mine, theirs = _FIRST.match(text), _FIRST.match(source)
    if not mine or not theirs or not mine[1][0].islower() or not theirs[1][0].isupper():
        return
    if min(len(text.split()), len(source.split())) >= _MIN_WORDS and not _NAME.match(mine[1]):
        yield Hit(*mine.span(1), suggestions=(mine[1][0].upper() + mine[1][1:],))


RULE = Rule(
    id="capital-mismatch-at-start",
    manual=__doc__,
    message="the source begins with a capital here",
    category="linguistic_conventions/capitalization",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.2,
    needs=("source",),
    confidence=0.85,
    examples=(
        example("⟦government⟧ closes the old bridge of Lyon", "Government",
                source="Le gouvernement ferme le vieux pont de Lyon", source_language="fr"),
        example("“⟦die⟧ Brücke ist seit drei Jahren zu.”", "Die", language="de",
                source="“The bridge has been closed for three years.”", source_language="en"),
        example("hvg.hu asked the mayor of the town.",
                source="Die hvg.hu hat den Bürgermeister der Stadt gefragt.",
                source_language="de"),
        example("iPhone owners wait for the new bridge.",
                source="Les propriétaires d’iPhone attendent le nouveau pont.",
                source_language="fr"),
        example("file for the old bridge", source="Datei für die alte Brücke",
                source_language="de"),
        example("and the mayor of Lyon closes the bridge.",
                source="et le maire de Lyon ferme le pont.", source_language="fr"),
    ),
)  # fmt: skip
