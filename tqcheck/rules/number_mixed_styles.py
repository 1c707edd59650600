"""Numbers of one kind are written in two styles in one document.

`1,200` beside `1200`, `5%` beside `5 percent`, `$10m` beside `$10 million`: copy from one hand
keeps to one style; engines settle anew in each sentence. The first number in the rarer style is
flagged where the other is at least three times as frequent (twice, where the rarer stands more than
once); the rest are named beside it.

Neither counts nor is flagged: what stands in quotations, headlines and tables, and bare numbers
that may be years or names. Misses: documents where both styles are about as frequent. Wrongly flags
passages put together from several papers. Facts: `[[styles.number]]` of the packs. Source: press
style guides, which all ask for one style.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import mixed


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first number in each rarer style; the suggestion has the usual one."""
    yield from mixed(text, context, "number")


RULE = Rule(
    id="number-mixed-styles",
    manual=__doc__,
    message="the document's other numbers of this kind are written in another style",
    category="locale_convention/number_format",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example(
            "Prices rose by 5 percent, rents by 3 percent, fares by 2 percent and fees by ⟦4.5%⟧.",
            "4.5 percent",
        ),
        example("A loan of $10 million, $2 billion and $3 million; then ⟦$7m⟧.", "$7 million"),
        example("They sold 12,000 cars, 31,500 tyres, 10,000 seats and ⟦12500⟧ bikes.", "12,500"),
        example("It costs €5, €7.50 or €3 million, and ⟦9 euros⟧ at night.", "€9"),
        example("3 Prozent, 4 Prozent, 5 Prozent, ⟦6 %⟧.", "6 Prozent", language="de"),
        example("1.200 Autos, 2.300 Busse, 3.400 Züge und ⟦4500⟧ Räder.", "4.500", language="de"),
        example(
            "12 000 lits, 13 000 lits, 14 500 lits, ⟦15.000⟧ lits.", "15\u00a0000", language="fr"
        ),
        example("Выросли на 3 %, 4 %, 5 %, а потом на ⟦6 процентов⟧.", "6\u00a0%", language="ru"),
        example("It rose by 5 percent, 3 percent and 2 percent (4%), “by 9%”, he said."),
        example("It rose by 5 percent, 3 percent, 2%, 7%."),
        example("Il 3 %, il 4 %, il 5,5 % e il 6 % qui, il 37% là.", language="it"),
        example("Er hat 60 Mio. CZK, 5 Millionen, 6 Millionen, 7 Millionen.", language="de"),
        example("It rose by 5 percent, 3 percent and 2 percent.\nShares up 4%"),
        example("They sold 1,200 cars, 3,500 tyres, 1,000 seats in 2015 and dialled 3407 twice."),
        example("It costs €5, €7 or €3, and $9 or 9 dollars; they ran 10m, 20 million and 5m."),
    ),
)
