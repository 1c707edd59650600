"""What can be measured of a segment without judging it: surface, likelihoods, the round trip.

Likelihoods are nats per token, <= 0. `given` is the source where there is one, else the
back-translation: then a high value says that the model would have written it so, which is
true of machine output first and of good output second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tqcheck.engines.engine import Engine, Scored

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_a-zà-ÿ][\w'’-]+")
# A token this unlikely (nats) given the source or the back-translation was not to be expected:
# about the rarest tenth of tokens in machine output.
UNEXPECTED = -4.0


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """A text and its other side, scored by the model.

    `forward` is the text given its other side, `backward` the other side given the text and
    `alone` the text given nothing.
    """

    forward: Scored
    backward: Scored
    alone: Scored


def likelihoods(
    texts: Sequence[str], given: Sequence[str], engine: Engine, *, source: str, target: str
) -> list[Likelihoods]:
    """Forced scores of n texts and their other sides; nothing is generated."""
    forward = engine.score(given, texts, source=source, target=target)
    backward = engine.score(texts, given, source=target, target=source)
    alone = engine.score([""] * len(texts), texts, source=source, target=target)
    return [Likelihoods(*three) for three in zip(forward, backward, alone, strict=True)]


def of_likelihoods(found: Likelihoods) -> dict[str, float]:
    """Signals of one segment from its likelihoods."""
    forward = found.forward.log_probs
    return {
        "forward_mean": found.forward.mean,
        "forward_min": min(forward),
        "forward_unexpected": sum(p < UNEXPECTED for p in forward) / len(forward),
        "backward_mean": found.backward.mean,
        "backward_min": min(found.backward.log_probs),
        "alone_mean": found.alone.mean,
        "alone_min": min(found.alone.log_probs),
    }


def of_text(text: str) -> dict[str, float]:
    """Signals of the text itself: `words`, and `repetition`, 0 to 1."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return {"words": float(len(words)), "repetition": repetition(words)}


def repetition(words: Sequence[str]) -> float:
    """Share of words that repeat one of the three words before them, 0 to 1."""
    again = sum(word in words[max(0, i - 3) : i] for i, word in enumerate(words))
    return again / max(len(words), 1)


def of_pair(text: str, other: str) -> dict[str, float]:
    """Agreement of a text with its source or back-translation.

    `length_ratio` is words over words; `numbers_shared` and `names_shared` are the shares of
    the text's numbers and inner capitalised words that the other side has too (1 if none).
    """
    words, others = len(_WORD.findall(text)), len(_WORD.findall(other))
    return {
        "length_ratio": words / max(others, 1),
        "numbers_shared": _shared(_NUMBER.findall(text), _NUMBER.findall(other)),
        "names_shared": _shared(_NAME.findall(text), _WORD.findall(other)),
    }


def _shared(here: Sequence[str], there: Sequence[str]) -> float:
    known = set(there)
    return sum(item in known for item in here) / len(here) if here else 1.0


def chrf(back: str, source: str) -> float:
    """How much of the source the back-translation says again: sacrebleu's sentence chrF2, 0-100."""
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(back, [source]).score)
