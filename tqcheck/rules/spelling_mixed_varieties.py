"""Two varieties of one language's spelling stand in one document.

`colour` and `center`, `organise` and `realize`, `Straße` and `Strasse`: each is right somewhere,
but not both in one text. The first word of the rarer variety is flagged where the other is at least
three times as frequent (twice, where the rarer stands more than once; `[spelling] ratio` of a pack
may ask for more, as Russian writes a ё here and there by right); the rest are named beside it.
Where the document says which variety it is in (`en-GB`), that one is usual whatever the count.

Only words that one variety alone has count, in lower case, since names keep their own spelling
(`Lincoln Center`, `Labour Party`); so do quotations and links. `-ise` and `-ize` are weighed apart
from the rest, since British houses write either. Misses: words that both varieties have in some
sense (`meter`, `program`). Wrongly flags set phrases of the other variety. Facts:
`[[spelling.groups]]` of the packs. Source: Oxford and Merriam-Webster dictionaries, Duden, the
French spellings of 1990, the Acordo Ortográfico of 1990.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import MIN_RATIO, Use, odd_one, outvoted, own_words, tokens


@dataclass(frozen=True, slots=True, eq=False)
class _Spellings:
    """Of a family of words: each word's variety, and how the other spells it."""

    variety: Mapping[str, str]
    other: Mapping[str, str]
    words: frozenset[str]
    declared: frozenset[str]


@cache
def _families(pack: Pack) -> tuple[_Spellings, ...]:
    """The words of each family; a group is of the family `main` unless it names another.

    A group lists words as `colour color`, in the order of `[spelling] varieties`, with endings that
    each may take; `!` before a word keeps it from being counted, where both varieties have it.
    """
    varieties = pack.fact("spelling", "varieties", ())
    variety: dict[str, dict[str, str]] = defaultdict(dict)
    other: dict[str, dict[str, str]] = defaultdict(dict)
    declared: dict[str, frozenset[str]] = {}
    for group in pack.fact("spelling", "groups", ()):
        family = group.get("family", "main")
        declared[family] = frozenset(group.get("declared", varieties))
        for pair in group["words"]:
            for ending in group.get("endings", ("",)):
                forms = [stem + ending for stem in pair.split(" ")]
                for number, form in enumerate(forms):
                    if not form.startswith("!"):
                        variety[family][form] = varieties[number]
                        other[family][form] = forms[1 - number].lstrip("!")
    return tuple(
        _Spellings(variety[name], other[name], frozenset(variety[name]), declared[name])
        for name in variety
    )


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first word of the rarer variety in each family; the suggestion is the other spelling."""
    ratio = context.pack.fact("spelling", "ratio", MIN_RATIO)
    said = (context.document.language or "").lower()
    for family in _families(context.pack):
        wanted = next((one for one in family.declared if one.lower() == said), None)
        there = {family.variety[word] for word in family.words & tokens(text)} - {wanted}
        if not there or (wanted is None and len(there) < 2):
            continue
        uses = [
            Use(at, at + len(word), family.variety[word])
            for at, word in matches_of_words(text, family.words)
        ]

        def respelled(use: Use, _: str, of: Mapping[str, str] = family.other) -> str:
            return of[text[use.start : use.end]]

        if wanted is None:
            yield from outvoted(text, context.pack, uses, respelled, ratio=ratio)
        elif any(use.style != wanted for use in uses):
            counted = own_words(text, context.pack, uses)
            if any(use.style != wanted for use in counted):
                yield odd_one(text, counted, wanted, respelled)


RULE = Rule(
    id="spelling-mixed-varieties",
    manual=__doc__,
    message="spelled as in another variety of the language",
    category="terminology/inconsistent_use",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example(
            "The colour of the harbour is a favourite theme. It lies in the ⟦center⟧ of town.",
            "centre",
        ),
        example(
            "They organized it, realized it and recognize it. To ⟦criticise⟧ is easy.", "criticize"
        ),
        example("The ⟦color⟧ of the sea.", "colour", language="en-GB"),
        example("They ⟦organise⟧ a ⟦labour⟧ camp.", "organize", "labor", language="en-US"),
        example("Die große Straße ist heiß, und ⟦ausserdem⟧ steil.", "außerdem", language="de"),
        example("O prémio económico, o género e o ⟦gênero⟧.", "género", language="pt"),
        example("Il connaît la boîte et la chaîne ; il ⟦parait⟧ en mai.", "paraît", language="fr"),
        example(
            "Она ещё тут, её самолёт летит, моё тоже, причём твоё нет, а он ⟦еще⟧ спит.",
            "ещё",
            language="ru",
        ),
        example("Он видит ее и идет с ней, а еще поет своё.", language="ru"),
        example(
            "The colour of the harbour is a favourite theme of Lincoln Center and Pearl Harbor."
        ),
        example("The colour, the harbour and the labour; “the center of town”, he said."),
        example("The colour and the center of the harbour."),
        example("They organize colour, labour, honour, and the harbour: see color.org.uk/center."),
        example("They organize it.", language="en-GB"),
    ),
)
