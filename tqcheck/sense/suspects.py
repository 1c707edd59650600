"""Suspects: the contrasts of a document that are worth a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tqcheck.records import Segment
from tqcheck.rules.rule import Context
from tqcheck.sense import context as context_model
from tqcheck.sense import slots, table
from tqcheck.sense.context import ContextModel
from tqcheck.sense.contrast import Contrast, contrasts, in_slots, judged, source_words
from tqcheck.sense.table import Table

# Contrasts below this by their context alone are not worth asking a model about.
DOUBTFUL = -6.0
# Less will do where the source word stands in the back-translation (the greedy one, where the other
# leaves the word as it is) and the translation model finds the text so much likelier with the
# rival: 0.04 findings per 1,000 words of 66,730 words of human English (wmt22).
INSISTENT_NATS = 7.5
# Log-odds that lack this much of what their pair asks are doubtful.
DOUBT = 2.0


_Found = tuple[Segment, Contrast, float, bool]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A contrast of a segment that starts at `offset` of the document, of a source `word`.

    It is `sure` if it reaches what its pair asks.
    """

    offset: int
    word: str
    contrast: Contrast
    log_odds: float
    sure: bool


def suspects(context: Context) -> list[Suspect]:
    """The words of a document that may say another sense, each with its best rival, in order."""
    if context.source_pack is None:
        return []
    senses = table.load(context.source_pack.code, context.pack.code)
    model = context_model.load(context.pack.code)
    if senses is None or model is None:
        return []
    if not senses.by_model:
        context = replace(context, engine=None)
    best: dict[int, Suspect] = {}
    for way in (_without_source, _with_source):
        for segment, contrast, odds, sure in way(context, senses, model):
            offset = segment.span.start
            place, word = offset + contrast.start, senses.written[contrast.pivot]
            if place not in best or (sure, odds) > (best[place].sure, best[place].log_odds):
                best[place] = Suspect(offset, word, contrast, odds, sure)
    return [best[place] for place in sorted(best)]


def _without_source(context: Context, senses: Table, model: ContextModel) -> Iterator[_Found]:
    doubted = [
        (segment, contrast)
        for segment in context.document.segments
        if segment.source is None
        for contrast in contrasts(segment.text, senses, model, language=context.pack.code)
        if contrast.log_odds() >= DOUBTFUL
    ]
    asked, copied = [], []
    heard = {s.id: source_words(s.back_translation or "", senses) for s, _ in doubted}
    for (segment, contrast), fit in zip(doubted, _fits(doubted, context), strict=True):
        odds, back = contrast.log_odds(fit), segment.back_translation or ""
        sure = odds >= senses.least
        if odds >= senses.least - DOUBT:
            yield segment, contrast, odds, sure
        if sure:
            continue
        if contrast.pivot in heard[segment.id]:
            asked.append((segment, back, contrast))
        elif segment.text[contrast.start : contrast.end] in back:
            copied.append((segment, contrast))
    asked += _heard_greedily(copied, context, senses)
    says = _judged(asked, context, both_ways=False)
    for (segment, _, contrast), said in zip(asked, says, strict=True):
        if said and said[0] >= INSISTENT_NATS:
            yield segment, contrast, said[0], True


def _fits(found: Sequence[tuple[Segment, Contrast]], context: Context) -> list[tuple[float, ...]]:
    """What the slot model says of contrasts, each with its segment."""
    return in_slots(
        [(segment.text, contrast) for segment, contrast in found], slots.load(context.pack.code)
    )


def _heard_greedily(
    copied: Sequence[tuple[Segment, Contrast]], context: Context, senses: Table
) -> list[tuple[Segment, str, Contrast]]:
    """Contrasts of words that the back-translation copies, where the greedy one has the pivot.

    A word of a wrong sense is unlikely in its sentence, so that a beam may prefer to copy it.
    """
    if context.engine is None or context.source_pack is None:
        return []
    texts = list(dict.fromkeys(segment.text for segment, _ in copied))
    made = context.engine.translate(
        texts, source=context.pack.code, target=context.source_pack.code, beam_size=1
    )
    greedy = dict(zip(texts, made, strict=True))
    return [
        (segment, greedy[segment.text], contrast)
        for segment, contrast in copied
        if contrast.pivot in source_words(greedy[segment.text], senses)
    ]


def _with_source(context: Context, senses: Table, model: ContextModel) -> Iterator[_Found]:
    asked = [
        (segment, segment.source, contrast)
        for segment in context.document.segments
        if segment.source is not None
        for contrast in contrasts(
            segment.text,
            senses,
            model,
            language=context.pack.code,
            pivots=source_words(segment.source, senses),
        )
        if contrast.log_odds() >= DOUBTFUL
    ]
    fits = _fits([(segment, contrast) for segment, _, contrast in asked], context)
    says = _judged(asked, context, both_ways=True)
    for (segment, _, contrast), fit, said in zip(asked, fits, says, strict=True):
        odds = contrast.log_odds(fit, said)
        if odds >= senses.least_with_source - DOUBT:
            yield segment, contrast, odds, odds >= senses.least_with_source


def _judged(
    asked: Sequence[tuple[Segment, str, Contrast]], context: Context, *, both_ways: bool
) -> list[tuple[float, ...]]:
    """What the translation model says of contrasts, each with what its segment translates.

    Nothing of each where there is no model.
    """
    if context.engine is None or context.source_pack is None or not asked:
        return [() for _ in asked]
    return judged(
        [(segment.text, given, contrast) for segment, given, contrast in asked],
        context.engine,
        source=context.source_pack.code,
        target=context.pack.code,
        both_ways=both_ways,
    )
