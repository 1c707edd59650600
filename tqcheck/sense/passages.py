"""Passages of one side of a translation that its other side lacks.

Three questions, after contrastive conditioning (Vamvas and Sennrich 2022, `As Little as Possible,
as Much as Necessary`): which words stay as unlikely given the other side as they are given nothing;
does the other side become likelier when they are cut out; and does the back-translation differ in
length by as much. No parser is needed: the words themselves say where a passage begins and ends.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tqcheck.engines.engine import Engine, Scored
from tqcheck.records import Segment
from tqcheck.rules.rule import Context

Array = np.ndarray

_WORD = re.compile(r"\w+(?:[-'’]\w+)*['’]?")
_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[,.])")
_COMMA = re.compile(r"^\s*,")
_STOPS = ",.;:)"
# Sides with fewer words than this say too little.
MIN_WORDS = 4
# A passage has from two words to this many, and at most this share of its side's.
MAX_PASSAGE, MAX_SHARE = 25, 0.6
# What is added to each word's log-odds: how easily words join a passage. Each gives a candidate.
EAGERNESS = (1.5, 2.2)
# Nats: a word or a change beyond these says no more.
MIN_GIVEN, MIN_ALONE, MAX_GAIN, MAX_GAIN_A_WORD = -12.0, -15.0, 20.0, 5.0

# Log-odds from which a passage is told: 5 in 18,411 words of PUD as people translated it, on which
# it was chosen; 2 of these were left out by the translator.
LEAST = 2.0
# Printed by `models/recipes/fit_passages.py`; in the order of `word_features`, `passage_features`.
# fmt: off
WORD_WEIGHTS, WORD_BIAS = (0.053, -0.036, 0.091, -0.610, -0.074, -0.504), -2.814
PASSAGE_WEIGHTS, PASSAGE_BIAS = (
    -0.198, 0.273, -0.367, 0.058, 0.373, 0.359, 0.588, 2.428, 1.760, -4.426, 0.202, 0.676,
), 3.483
# fmt: on


class Side(NamedTuple):
    """A side of a translation, its other side, and how much longer that is.

    `excess` is the log of the other side's words over this one's, both in one language: the
    back-translation stands for the translation.
    """

    text: str
    other: str
    excess: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Code points of a side, and the log-odds that the other side lacks them."""

    start: int
    end: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A side's words: code points, and nats given the other side and given nothing, `[n]`.

    `other` is how likely the other side is given this one.
    """

    spans: list[tuple[int, int]]
    given: Array
    alone: Array
    other: Scored


@dataclass(frozen=True, slots=True)
class Candidate:
    """Code points of a side, given by its number, with the features of their words."""

    side: int
    start: int
    end: int
    features: Array


def excess(text: str, over: str) -> float:
    """Log of the words of one text over those of another in the same language."""
    return math.log(max(len(_WORD.findall(text)), 1) / max(len(_WORD.findall(over)), 1))


def side_of(source: str, target: str, back: str, *, missing: bool) -> Side:
    """The source if phrases missing from the target are asked for, or else the target.

    `back` is the target, translated back.
    """
    if missing:
        return Side(source, target, excess(back, source))
    return Side(target, source, excess(source, back))


def lacking_in(context: Context, *, missing: bool) -> list[tuple[Segment, Passage]]:
    """The passages of the sources that the translations lack, or else of the translations.

    Segments without a source of their own and a back-translation are passed over.
    """
    if context.engine is None or context.source_pack is None:
        return []
    asked, sides = [], []
    for segment in context.document.segments:
        given, back = segment.source, segment.back_translation
        if given is None or back is None or segment.signals.get("source_shared"):
            continue
        asked.append(segment)
        sides.append(side_of(given, segment.text, back, missing=missing))
    source, target = context.source_pack.code, context.pack.code
    here, there = (source, target) if missing else (target, source)
    found = lacking(sides, context.engine, language=here, other_language=there, least=LEAST)
    return [(segment, one) for segment, one in zip(asked, found, strict=True) if one is not None]


def lacking(
    sides: Sequence[Side],
    engine: Engine,
    *,
    language: str,
    other_language: str,
    least: float = -math.inf,
) -> list[Passage | None]:
    """For each side the passage that its other side likeliest lacks; None if it has no such.

    Args:
        language: of the sides; `other_language` is that of their other sides.
        least: log-odds below which a passage is none; fewer are then asked about.
    """
    read = readings(sides, engine, language=language, other_language=other_language)
    best: list[Passage | None] = [None] * len(sides)
    for one in candidates(
        sides, read, engine, language=language, other_language=other_language, least=least
    ):
        odds, known = _log_odds(one.features), best[one.side]
        if odds >= least and (known is None or odds > known.log_odds):
            best[one.side] = Passage(one.start, one.end, odds)
    return best


def _log_odds(features: Array) -> float:
    return float(np.dot(PASSAGE_WEIGHTS, features)) + PASSAGE_BIAS


def readings(
    sides: Sequence[Side], engine: Engine, *, language: str, other_language: str
) -> list[Reading]:
    """How likely the words of each side are."""
    texts, others = [side.text for side in sides], [side.other for side in sides]
    given = engine.score(others, texts, source=other_language, target=language)
    alone = engine.score([""] * len(texts), texts, source=other_language, target=language)
    back = engine.score(texts, others, source=language, target=other_language)
    return [
        Reading(spans := [m.span() for m in _WORD.finditer(text)],
                _of_words(spans, text, one), _of_words(spans, text, two), three)
        for text, one, two, three in zip(texts, given, alone, back, strict=True)
    ]  # fmt: skip


def _of_words(spans: Sequence[tuple[int, int]], text: str, scored: Scored) -> Array:
    """Log-probability of each word; a token counts for the first word that it touches."""
    words, number = np.zeros(len(spans)), 0
    for nats, (start, end) in zip(scored.log_probs, scored.spans, strict=True):
        start = end - len(text[start:end].lstrip())
        while number < len(spans) and spans[number][1] <= start:
            number += 1
        if start < end and number < len(spans) and spans[number][0] < end:
            words[number] += nats
    return words


def candidates(
    sides: Sequence[Side],
    read: Sequence[Reading],
    engine: Engine,
    *,
    language: str,
    other_language: str,
    least: float = -math.inf,
) -> list[Candidate]:
    """One or two passages of each side, and what the engine says when they are cut out.

    Those that no answer of the engine could bring to `least` are not asked about.
    """
    places = [
        (number, first, last)
        for number, one in enumerate(read)
        if len(one.spans) >= MIN_WORDS
        for first, last in dict.fromkeys(_places(one))
        if _log_odds(passage_features(sides[number], one, first, last, math.inf)) >= least
    ]
    spans = [
        (read[number].spans[first][0], read[number].spans[last - 1][1])
        for number, first, last in places
    ]
    cut = engine.score(
        [
            without(sides[number].text, start, end)
            for (number, _, _), (start, end) in zip(places, spans, strict=True)
        ],
        [sides[number].other for number, _, _ in places],
        source=language,
        target=other_language,
    )
    found = []
    for (number, first, last), (start, end), answer in zip(places, spans, cut, strict=True):
        gain = answer.total - read[number].other.total
        features = passage_features(sides[number], read[number], first, last, gain)
        found.append(Candidate(number, start, end, features))
    return found


def _places(one: Reading) -> list[tuple[int, int]]:
    """The run of words with the highest sum of log-odds, for each eagerness."""
    odds = word_features(one.given, one.alone) @ np.array(WORD_WEIGHTS) + WORD_BIAS
    count = len(odds)
    longest = min(MAX_PASSAGE, int(MAX_SHARE * count))
    found = []
    for eager in EAGERNESS:
        sums = np.concatenate([[0.0], np.cumsum(odds + eager)])
        best = max(
            (sums[last] - sums[first], -first, -last)
            for first in range(count - 1)
            for last in range(first + 2, min(count, first + longest) + 1)
        )
        if best[0] > 0:
            found.append((-best[1], -best[2]))
    return found


def word_features(given: Array, alone: Array) -> Array:
    """Features of each word `[n, 6]` from its nats given the other side and given nothing."""
    given, alone = np.maximum(given, MIN_GIVEN), np.maximum(alone, MIN_ALONE)
    told = given - alone
    return np.stack(
        [given, alone, told, np.maximum(given, -3), np.minimum(given, -6), np.maximum(told, 0)], 1
    )


def passage_features(side: Side, one: Reading, first: int, last: int, gain: float) -> Array:
    """Features `[12]` of the words `first` to `last`, without which the other side gains nats.

    Mean nats of the words given the other side; what the other side tells of them, mean and mean
    of its gains; how much likelier the other side is without them, whole, a word, and whether at
    all; its own likelihood; the passage's share; the excess before and after the cut; a mark
    after it; the end of the side.
    """
    given, alone = np.maximum(one.given, MIN_GIVEN), np.maximum(one.alone, MIN_ALONE)
    told = (given - alone)[first:last]
    words, count = len(one.spans), last - first
    end = one.spans[last - 1][1]
    return np.array(
        [
            given[first:last].mean(),
            told.mean(),
            np.maximum(told, 0).mean(),
            np.clip(gain, -MAX_GAIN, MAX_GAIN),
            np.clip(gain / count, -MAX_GAIN_A_WORD, MAX_GAIN_A_WORD),
            float(gain > 0),
            one.other.mean,
            math.log(count / words),
            side.excess,
            side.excess - math.log((words - count) / words),
            float(side.text[end : end + 1] in _STOPS),
            float(last == words),
        ]
    )


def without(text: str, start: int, end: int) -> str:
    """The text with a passage cut out, and the comma that only it needed."""
    left, right = text[:start].rstrip(), text[end:]
    if not left or left.endswith(","):
        right = _COMMA.sub("", right)
    joined = " ".join(f"{left} {right}".split())
    return _SPACE_BEFORE_MARK.sub("", joined)
