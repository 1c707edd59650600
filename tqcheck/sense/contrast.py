"""Contrasts: a word, a rival that says another sense of the same source word, and which fits."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tqcheck.engines.engine import Engine
from tqcheck.sense import context
from tqcheck.sense.context import NEIGHBOURHOODS, ContextModel
from tqcheck.sense.forms import acts_as_verb, folded, in_form_of, replacement
from tqcheck.sense.slots import Slot, SlotModel
from tqcheck.sense.table import Links, Table
from tqcheck.sense.weights import GAIN, WITH_SLOT, WITHOUT_SLOT

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MIN_LETTERS = 3
# Words that stand in this many places tell as much as the neighbours' frequency does.
PRIOR_COUNT = 20.0
# A difference of log-probabilities beyond this, in nats, says no more.
MAX_NATS = 15.0


@dataclass(frozen=True, slots=True)
class Contrast:
    """One word of a text and a rival for it, as translations of `pivot`.

    `start` and `end` are the word's code points in the text. The rival reads `form`; with its
    article mended it is `put`, in place of the text from `cut`. `features` are those of
    `weights.FEATURES`.
    """

    start: int
    end: int
    pivot: str
    cut: int
    put: str
    form: str
    features: tuple[float, ...]

    def log_odds(
        self, in_slot: tuple[float, ...] = (), model_says: tuple[float, ...] = ()
    ) -> float:
        """How surely the rival is right and the word wrong.

        Args:
            in_slot: what `in_slots` says of the contrast; nothing when it knows nothing.
            model_says: what `judged` says of it; nothing when there is no source.
        """
        weights = WITH_SLOT if in_slot else WITHOUT_SLOT
        features = zip(weights.features, (*self.features, *in_slot), strict=True)
        return weights.bias + sum(w * f for w, f in features) + GAIN * sum(model_says)


def source_words(text: str, table: Table) -> frozenset[str]:
    """The words of a source text that the table knows, in its form."""
    found = (table.fold(match.group()) for match in _WORD.finditer(text))
    return frozenset(word for word in found if word is not None)


def contrasts(
    text: str,
    table: Table,
    model: ContextModel,
    *,
    language: str,
    pivots: Collection[str] | None = None,
) -> Iterator[Contrast]:
    """Every word of the text that says one of several senses, with a rival of each other sense.

    `pivots` are the words of the source; None when there is none. Left alone are parts of
    hyphenated words and, in English, nouns that act as verbs.
    """
    spans, found = context.token_spans(text), context.tokens(text)
    ids = model.number(found)
    for first, last in _places(spans, text):
        start, end = spans[first][0], spans[last - 1][1]
        original = text[start:end]
        if end - start < MIN_LETTERS or not original[0].isalpha():
            continue
        fold = folded(original, language, table.sources)
        if fold is None or "-" in _around(text, start, end):
            continue
        if acts_as_verb(found, first, last, language):
            continue
        vectors = model.context(ids, first, last)
        beside, topic = context.neighbourhoods(found, first, last), model.topic(ids, first, last)
        own = _fit(model, vectors, original) or (0.0, 0.0, model.rarest)
        for pivot in table.sources[fold]:
            if pivots is not None and pivot not in pivots:
                continue
            for rival in table.rivals(pivot, fold):
                form = in_form_of(rival, original, fold, language)
                other = _fit(model, vectors, form)
                if other is None:
                    continue
                cut, put = replacement(text, start, end, form, language)
                features = (
                    *own,
                    *other,
                    *_chances(table.links(pivot, fold), table.links(pivot, rival)),
                    *_beside(model, beside, original.casefold(), form.casefold()),
                    model.on_topic(topic, original),
                    model.on_topic(topic, form),
                )
                yield Contrast(start, end, pivot, cut, put, form, features)


def in_slots(
    found: Sequence[tuple[str, Contrast]], model: SlotModel | None
) -> list[tuple[float, ...]]:
    """What the slot model says of contrasts, each with its text.

    For each the log-probabilities of the word and of its rival in that place, in nats, how far
    the difference is beyond what it usually is where people wrote the word, in standard deviations,
    and what it usually is; nothing where the model does not know both.
    """
    if model is None:
        return [() for _ in found]
    both = [(text[c.start : c.end].casefold(), c.form.casefold()) for text, c in found]
    words: dict[tuple[str, int, int], dict[str, None]] = {}
    for (text, c), forms in zip(found, both, strict=True):
        words.setdefault((text, c.start, c.end), {}).update(dict.fromkeys(forms))
    fits = model.fit([Slot(*place, tuple(forms)) for place, forms in words.items()])
    by_place = dict(zip(words, fits, strict=True))
    says: list[tuple[float, ...]] = []
    for (text, c), (own, rival) in zip(found, both, strict=True):
        fit = by_place[text, c.start, c.end]
        if own not in fit or rival not in fit:
            says.append(())
            continue
        mean, spread = model.usual_gain(own, rival)
        says.append((fit[own], fit[rival], (fit[rival] - fit[own] - mean) / spread, mean))
    return says


def judged(
    found: Sequence[tuple[str, str, Contrast]],
    engine: Engine,
    *,
    source: str,
    target: str,
    both_ways: bool = True,
) -> list[tuple[float, ...]]:
    """What the translation model says of contrasts: how much likelier the rival makes the text.

    Args:
        found: contrasts, each with its text and the text's source.
        both_ways: whether to ask for the source given the text, too.

    Returns:
        For each contrast the gain, in nats, of the text given its source and of the source given
        the text, within `MAX_NATS` of 0.
    """
    own = list(dict.fromkeys((given, text) for text, given, _ in found))
    changed = [(given, text[: c.cut] + c.put + text[c.end :]) for text, given, c in found]
    sources, targets = ([pair[side] for pair in (*own, *changed)] for side in (0, 1))
    ways = [engine.score(sources, targets, source=source, target=target)]
    if both_ways:
        ways.append(engine.score(targets, sources, source=target, target=source))
    sums = [[math.fsum(answer.log_probs) for answer in way] for way in ways]
    place = {pair: number for number, pair in enumerate(own)}
    return [
        tuple(_bounded(way[len(own) + n] - way[place[given, text]]) for way in sums)
        for n, (text, given, _) in enumerate(found)
    ]


def _bounded(nats: float) -> float:
    return max(-MAX_NATS, min(MAX_NATS, nats))


def _places(spans: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """First and last token (exclusive) of each word, and of two words with a space between."""
    for first, (_, end) in enumerate(spans):
        if first + 1 < len(spans) and text[end : spans[first + 1][0]] == " ":
            yield first, first + 2
        yield first, first + 1


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 1) : start] + text[end : end + 1]


def _fit(
    model: ContextModel, vectors: tuple[np.ndarray, np.ndarray], form: str
) -> tuple[float, float, float] | None:
    """What the model says of words, mean over them; None when it does not know one of them."""
    known = [one for word in form.split() if (one := model.fit(vectors, word)) is not None]
    if len(known) < len(form.split()) or not known:
        return None
    close, wide, bias = (sum(part) / len(known) for part in zip(*known, strict=True))
    return close, wide, bias


def _chances(own: Links, other: Links) -> tuple[float, float, float]:
    """Log-chances of: the pivot behind the word, the rival for the pivot, the word for it."""
    return (
        math.log((own.together + 0.5) / (own.target + 5)),
        math.log((other.together + 0.5) / (own.source + 5)),
        math.log((own.together + 0.5) / (own.source + 5)),
    )


def _beside(
    model: ContextModel, beside: Sequence[str], own: str, other: str
) -> tuple[float, float, float, float, float]:
    """For each neighbourhood how much oftener the rival stands in it than the word, in nats.

    0 where neither was seen there, or the rival is of several words.
    """
    if " " in other:
        return (0.0, 0.0, 0.0, 0.0, 0.0)
    total, rival_total = model.count("u", "", own), model.count("u", "", other)
    found = []
    for kind, words in zip(NEIGHBOURHOODS, beside, strict=True):
        seen, rival_seen = model.count(kind, words, own), model.count(kind, words, other)
        if not seen and not rival_seen:
            found.append(0.0)
            continue
        expected = PRIOR_COUNT * (seen + rival_seen + 0.1) / (total + rival_total + 50)
        found.append(
            math.log((rival_seen + expected) / (rival_total + PRIOR_COUNT))
            - math.log((seen + expected) / (total + PRIOR_COUNT))
        )
    one, two, three, four, five = found
    return (one, two, three, four, five)
