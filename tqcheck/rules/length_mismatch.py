"""The translation is far shorter or longer than its source.

A clause left out, or one made up, shows in the length. The lengths of a sentence and its
translation vary together; how much, in characters, is normal (Gale & Church 1993), and each
language has its usual length (`[length] per_english`). Flagged is what is three spreads off and
half as long again, or less far off with a sentence fewer or more than the source.

Misses anything smaller. Wrongly flags lists of names and abbreviations written out. Segments that
share their source and those under 40 characters are left alone. The thresholds are from human
translations of news.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

_MIN_CHARS = 40
# Variance per character: 6.8 in Gale & Church 1993 for paragraphs of debates.
_VARIANCE = 6.8
_SPREADS = 3.0
_RATIO = 1.5
# Translators part and join sentences, too; parted ones grow.
_SPREADS_FEWER, _SPREADS_MORE = 2.0, 2.5
_BREAK = re.compile(r"[^\W\d_]{2}[.!?][\"”»’']? +[\"“«(]?[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-ЯЁІЇЄҐ]")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last word of a translation too short, the whole of one too long."""
    source, source_pack = (context.segment.source if context.segment else None), context.source_pack
    if not source or source_pack is None or is_shared(context):
        return
    here = context.pack.fact("length", "per_english", 0.0)
    there = source_pack.fact("length", "per_english", 0.0)
    if not here or not there or max(len(source), len(text)) < _MIN_CHARS:
        return
    expected = len(source) * here / there
    spreads = (len(text) - expected) / math.sqrt(_VARIANCE * (expected + len(text)) / 2)
    if abs(spreads) < _SPREADS_FEWER:
        return
    more = len(_BREAK.findall(text)) - len(_BREAK.findall(source))
    is_short = spreads < -_SPREADS and expected > _RATIO * len(text)
    is_long = spreads > _SPREADS and len(text) > _RATIO * expected
    if is_short or (more < 0 and spreads < -_SPREADS_FEWER):
        start, end = last_word(text)
        yield Hit(start, end, f"{len(text)} characters for {len(source)} of the source: "
                  "something may be missing")  # fmt: skip
    elif is_long or (more > 0 and spreads > _SPREADS_MORE):
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        yield Hit(start, end, f"{len(text)} characters for {len(source)} of the source: "
                  "something may be added")  # fmt: skip


RULE = Rule(
    id="length-mismatch",
    manual=__doc__,
    message="length differs from the source's",
    category="accuracy/omission",
    severity="major",
    scope="segment",
    find=find,
    budget=0.08,
    needs=("source",),
    confidence=0.6,
    examples=(
        example("The mayor ⟦spoke⟧.", source="Le maire a pris la parole devant les habitants du "
                "quartier, qui demandent depuis trois ans la fermeture de l’usine.",
                source_language="fr"),
        example("⟦Der Bürgermeister sprach vor den Anwohnern, die seit drei Jahren fordern, dass "
                "das Werk am Hafen geschlossen wird.⟧", language="de", source="The mayor spoke.",
                source_language="en"),
        example("The mayor spoke to the ⟦residents⟧.", source="Le maire a parlé aux habitants. Le "
                "préfet de la région est venu à la réunion, lui aussi.", source_language="fr"),
        example("The mayor spoke to the locals who want the plant closed.", source="Le maire a "
                "pris la parole devant les riverains qui réclament la fermeture de l’usine.",
                source_language="fr"),
        example("The mayor spoke to the residents. They came from far away.", source="Le maire a "
                "parlé aux habitants, venus de loin.", source_language="fr"),
        example("Yes.", source="Oui, bien sûr.", source_language="fr"),
    ),
)  # fmt: skip
