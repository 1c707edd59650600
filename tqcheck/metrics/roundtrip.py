"""Back-translation and how much of a segment survives the round trip.

A round trip that agrees says machine-made, not good (TSRT, NAACL 2021): it is a signal beside
others, and only local disagreement is used as evidence. The way back is scored, not generated:
forced scoring of the text given its back-translation costs a fraction of a second generation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tqcheck.engines.engine import Engine
from tqcheck.metrics.signals import chrf, likelihoods, of_likelihoods, of_pair
from tqcheck.records import Score, Segment

ROUND_TRIP = "round_trip"


def back_translated(
    segments: Sequence[Segment], engine: Engine, *, source: str, target: str
) -> list[Segment]:
    """The segments with `back_translation` into the source language, `likelihood`, scores, signals.

    The score `round_trip` is the (geometric) mean probability of the text's tokens given its
    back-translation, 0-100; None where a source took the back-translation's place. `likelihood`
    is given the source where there is one, else the back-translation; nats per token. With a
    source, the signal `back_chrf` says how much of it the back-translation says again.
    """
    texts = [segment.text for segment in segments]
    backs = engine.translate(texts, source=target, target=source)
    given = [s.source or back for s, back in zip(segments, backs, strict=True)]
    found = likelihoods(texts, given, engine, source=source, target=target)
    return [
        replace(
            segment,
            back_translation=back,
            likelihood=answer.forward.mean,
            scores=(*segment.scores, _round_trip(segment, answer.forward.mean, engine.signature)),
            signals={
                **segment.signals,
                **of_likelihoods(answer),
                **of_pair(segment.text, other),
                **({} if segment.source is None else {"back_chrf": chrf(back, segment.source)}),
            },
        )
        for segment, back, other, answer in zip(segments, backs, given, found, strict=True)
    ]


def _round_trip(segment: Segment, mean: float, signature: str) -> Score:
    if segment.source is not None:
        return Score(ROUND_TRIP, None, "scored against the source instead")
    return Score(ROUND_TRIP, round(100 * math.exp(min(mean, 0.0)), 1), f"{signature}|forced")
