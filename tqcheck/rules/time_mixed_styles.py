"""Times of day are written in two styles in one document.

`10 a.m.` beside `10am` or `10 AM`, `10.30 Uhr` beside `10:30 Uhr`, `10h30` beside `10 h 30`: each
is some paper's style, both are nobody's. The first time in the rarer style is flagged where the
other is at least three times as frequent (twice, where the rarer stands more than once); the rest
are named beside it.

Neither counts nor is flagged: what stands in quotations, headlines and tables. Misses: documents
where both styles are about as frequent. Wrongly flags passages put together from several papers.
Facts: `[[styles.time]]` of the packs. Source: press style guides.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import mixed


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first time in each rarer style; the suggestion has the usual one."""
    yield from mixed(text, context, "time")


RULE = Rule(
    id="time-mixed-styles",
    manual=__doc__,
    message="the document's other times of this kind are written in another style",
    category="locale_convention/time_format",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example(
            "It opens at 10 a.m., closes at 6:30 p.m. and reopens at 8 p.m., or at ⟦9:15pm⟧.",
            "9:15 p.m.",
        ),
        example(
            "It opens at 10am, closes at 6.30pm and reopens at 8pm, or at ⟦9 PM⟧ in May.", "9pm"
        ),
        example("Um 10.30 Uhr, um 11.15 Uhr, um 12.00 Uhr; ⟦14:45⟧ Uhr.", "14.45", language="de"),
        example("À 10h30, à 11h, à 12h15, puis à ⟦14 h 45⟧.", "14h45", language="fr"),
        example("It opens at 10 a.m., closes at 6:30 p.m. and reopens at 8 p.m. I am 40 am I not?"),
        example("It opens at 10 a.m., closes at 6:30pm."),
        example("It opens at 10am, 11am and 12.15pm; “at 9 a.m.”, they say.\nDoors: 9 a.m"),
    ),
)
