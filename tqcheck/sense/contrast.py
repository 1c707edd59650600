"""Contrasts: a word, a rival that says another sense of the same source word, and which fits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tqcheck.sense import context
from tqcheck.sense.context import ContextModel
from tqcheck.sense.forms import folded, in_form_of, replacement
from tqcheck.sense.table import Table

if TYPE_CHECKING:
    import numpy as np

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MIN_LETTERS = 3
# Logistic regression by `models/recipes/measure_senses.py --fit`; see `Contrast.log_odds`.
WEIGHTS = (-0.56, -0.92, 0.69, 0.84)
BIAS = -1.04


@dataclass(frozen=True, slots=True)
class Contrast:
    """One word of a text and a rival for it, as translations of `pivot`.

    `start` and `end` are the word's code points in the text. The rival reads `form`; it replaces
    the text from `cut`, which takes in an article that it mends. `log_odds` tell how surely the
    rival is right and the word wrong, on contrasts of which half are so.
    """

    start: int
    end: int
    pivot: str
    cut: int
    form: str
    log_odds: float


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

    `pivots` are the words of the source; None when there is none.
    """
    spans = context.token_spans(text)
    ids = model.number(context.tokens(text))
    for place, (start, end) in enumerate(spans):
        original = text[start:end]
        if end - start < MIN_LETTERS or not original[0].isalpha():
            continue
        fold = folded(original, language, table.sources)
        if fold is None:
            continue
        around = model.context(ids, place, place + 1)
        own = fit(model, around, original)
        if own is None:
            continue
        for pivot in table.sources[fold]:
            if pivots is not None and pivot not in pivots:
                continue
            for rival in table.rivals(pivot, fold):
                form = in_form_of(rival, original, fold, language)
                other = fit(model, around, form)
                if other is not None:
                    cut, put = replacement(text, start, end, form, language)
                    yield Contrast(start, end, pivot, cut, put, _log_odds(own, other))


def fit(model: ContextModel, around: np.ndarray, form: str) -> tuple[float, float] | None:
    """How well words fit a context beyond their frequency, and their bias, mean over words.

    None when the model does not know one of them.
    """
    fits = [model.fit(around, word) for word in form.split()]
    known = [one for one in fits if one is not None]
    if len(known) < len(fits) or not known:
        return None
    return (sum(one[0] for one in known) / len(known), sum(one[1] for one in known) / len(known))


def _log_odds(own: tuple[float, float], other: tuple[float, float]) -> float:
    return BIAS + sum(w * f for w, f in zip(WEIGHTS, (*own, *other), strict=True))
