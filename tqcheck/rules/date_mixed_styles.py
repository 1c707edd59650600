"""Dates are written in two orders in one document.

`June 3` beside `3 June`: American and British order in one text come from two hands, or from an
engine that settles anew in each sentence. The first date in the rarer order is flagged where the
other is at least three times as frequent (twice, where the rarer stands more than once); the rest
are named beside it.

Neither counts nor is flagged: what stands in quotations and headlines, and days that are names
(`September 11`, `1 May`). Misses: documents where both orders are about as frequent. Wrongly flags
dates in titles of works. Facts: `[[styles.date]]` of the packs. Source: press style guides.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import mixed


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first date in each rarer style; the suggestion has the usual one."""
    yield from mixed(text, context, "date")


RULE = Rule(
    id="date-mixed-styles",
    manual=__doc__,
    message="the document's other dates of this kind are written in another style",
    category="locale_convention/date_format",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example(
            "On June 3 they met, on June 5 they left. By ⟦9 July 2015⟧ or July 12, all was done.",
            "July 9, 2015",
        ),
        example(
            "It began on 3 June 2015, went on till 5 June and 8 Aug. and ended on ⟦Sept. 9th⟧.",
            "9 Sept.",
        ),
        example("On June 3 they met, on June 5 they left; 7 July."),
        example(
            "On June 3, June 5 and June 6 they spoke of the 11 September attacks and of 1 May."
        ),
        example(
            "On June 3, June 5 and June 6 they read “3 June”, at 5 March Street, in 9 Mayfair."
        ),
    ),
)
