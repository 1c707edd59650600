"""`quality`, 0-100: how people would have judged a text, from the text alone.

A segment's score is calibrated: 40 says that segments like it stood, on average, at the 40th
percentile of human judgments of machine-translated English (MLQE-PE dev: Wikipedia and Reddit,
from Romanian, Estonian, Nepali, Sinhala and Russian). It seldom leaves 20 to 80, for no text
alone tells more. It is triage, which segments to look at first; it cannot prove that a
translation is faithful. Languages without human judgments get no number but the reason.

A document's quality is the mean of two parts, `judged` and `human`, both 0-100. `judged` is 3/4
of the mean of its segments, weighted by words, and 1/4 of the mean of its worst quarter of
words, so that a few bad sentences show in a long article. `human` is the probability that a person
and not a machine wrote it: the segments' log-odds, averaged by words and drawn towards even where
words are few (fitted on news from French, then halved, for other systems are told less surely).
Both are unconfirmed; the figures are in QUALITY.md beside this file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck import mqm
from tqcheck.metrics.encoder import HEADS, Encoder
from tqcheck.metrics.ngrams import Ngrams
from tqcheck.metrics.signals import of_text
from tqcheck.records import Document, Finding, Score, Segment, Span

QUALITY = "quality"
#: Weight of the worst quarter of a document's words in its score.
TAIL, TAIL_SHARE = 0.25, 0.25
#: Weight of `human` in a document's score; `judged` has the rest.
HUMAN = 0.5


_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the judges of a language say of one text.

    `quality` is 0-100, `human` the probability (0-1) that a person wrote it, `words` are its
    words and marks, each with the probability that an annotator marks it BAD.
    """

    quality: float
    human: float
    words: tuple[tuple[Span, float], ...]


class Judge:
    """The encoder and the n-grams of one language, and the head that weighs them.

    Raises:
        ModelError: a file is missing or damaged.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self.encoder = Encoder(folder, threads=threads)
        self.ngrams = Ngrams(folder / "ngrams.npz")
        self.head: Mapping[str, Any] = self.encoder.head
        self.signature = f"{self.encoder.signature}|target-only"

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """The answers of n texts, in order."""
        linear = self.ngrams.judge(texts)
        found = []
        for text, judged, own in zip(texts, self.encoder.judge(texts), linear, strict=True):
            outputs = {f"encoder.{k}": v for k, v in judged.outputs.items()}
            outputs |= {f"ngrams.{k}": v for k, v in own.items()}
            found.append(
                Answer(
                    quality=calibrated(raw(outputs, self.head), self.head),
                    human=1 - logistic(own["machine"], self.head["machine"]),
                    words=tuple(words_of(judged.bad, judged.spans, text, self.head["bad"])),
                )
            )
        return found


@cache
def load(language: str) -> Judge | None:
    """The judge of a language (BCP 47 primary code), or None where there is none."""
    folder = HEADS / language
    return Judge(folder) if (folder / "head.json").exists() else None


def raw(outputs: Mapping[str, float], head: Mapping[str, Any]) -> float:
    """The fitted sum of the outputs: higher is better, without a unit."""
    return float(sum(weight * outputs[name] for name, weight in head["stack"].items()))


def calibrated(value: float, head: Mapping[str, Any]) -> float:
    """Mean human percentile, 0-100, of segments with this raw value; never decreases."""
    knots = head["calibration"]
    return float(np.interp(value, knots["raw"], knots["percentile"]))


def logistic(logit: float, fit: Mapping[str, float]) -> float:
    """Probability, 0-1, of a logit under a fitted slope and offset."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, fit["slope"] * logit + fit["offset"]))))


def words_of(
    bad: Sequence[float],
    spans: Sequence[tuple[int, int]],
    text: str,
    fit: Mapping[str, float],
) -> list[tuple[Span, float]]:
    """Each word and mark of a text with the probability that it is BAD.

    A word is as bad as its worst token; one that no token covers is left out.
    """
    tokens = [(start, end, logit) for logit, (start, end) in zip(bad, spans, strict=False)]
    found: list[tuple[Span, float]] = []
    first = 0
    for match in _WORD.finditer(text):
        while first < len(tokens) and tokens[first][1] <= match.start():
            first += 1
        over = []
        for start, end, logit in tokens[first:]:
            if start >= match.end():
                break
            if end > max(start, match.start()):
                over.append(logit)
        if over:
            found.append((Span(*match.span()), logistic(max(over), fit)))
    return found


def scored(
    document: Document, found: Iterable[Finding] = (), *, judge: Judge | None = None
) -> tuple[Document, Score]:
    """The document with every segment's scores and signals, and the document's own score.

    Args:
        found: the document's findings; their MQM weight is the signal `rule_penalty`.
        judge: instead of the one of the document's language.

    Raises:
        ModelError: the judge's files are damaged.
    """
    language = (document.language or "und").partition("-")[0]
    judge = judge or load(language)
    penalties: dict[str | None, float] = {}
    for finding in found:
        points = mqm.weight(finding.category, finding.severity)
        penalties[finding.segment] = penalties.get(finding.segment, 0.0) + points
    if judge is None:
        none = Score(QUALITY, None, f"no human judgments of {language} to fit a score on")
        segments = [
            _signalled(s, {"rule_penalty": penalties.get(s.id, 0.0)}, none)
            for s in document.segments
        ]
        return replace(document, segments=tuple(segments)), none
    answers = judge.answers([segment.text for segment in document.segments])
    segments = []
    for segment, answer in zip(document.segments, answers, strict=True):
        chances = [chance for _, chance in answer.words]
        signals = {
            "rule_penalty": penalties.get(segment.id, 0.0),
            "human": answer.human,
            "bad_words": sum(chances) / max(len(chances), 1),
            "worst_word": max(chances, default=0.0),
        }
        # The source is not judged, even where there is one.
        note = "|source not judged" if segment.source is not None else ""
        score = Score(QUALITY, round(answer.quality, 1), judge.signature + note)
        at, least = segment.span.start, judge.head["bad"]["shown"]
        suspicious = tuple(
            Span(at + span.start, at + span.end) for span, chance in answer.words if chance >= least
        )
        segments.append(_signalled(replace(segment, suspicious=suspicious), signals, score))
    return replace(document, segments=tuple(segments)), of_document(
        segments, judge.head["document"]
    )


def of_document(segments: Sequence[Segment], fit: Mapping[str, float]) -> Score:
    """The document's score from its segments'; None where no segment has one.

    Args:
        fit: `slope` and `prior_words` of the head's `document`.
    """
    known = [
        (score.value, segment.signals["human"], segment.signals["words"], score.signature)
        for segment in segments
        for score in segment.scores
        if score.metric == QUALITY and score.value is not None
    ]
    if not known:
        return Score(QUALITY, None, "no segment could be scored")
    values = np.array([value for value, _, _, _ in known])
    words = np.maximum([count for _, _, count, _ in known], 1.0)
    judged = (1 - TAIL) * float(np.average(values, weights=words))
    judged += TAIL * worst(values, words, TAIL_SHARE)
    human = 100 * written([share for _, share, _, _ in known], words, fit)
    return Score(QUALITY, round((1 - HUMAN) * judged + HUMAN * human, 1), known[0][3])


def written(shares: Sequence[float], words: np.ndarray, fit: Mapping[str, float]) -> float:
    """Probability, 0-1, that a person wrote segments of such probabilities and numbers of words."""
    odds = np.log(np.array(shares) / (1 - np.array(shares)))
    mean = float(odds @ words) / (float(words.sum()) + fit["prior_words"])
    return logistic(mean, {"slope": fit["slope"], "offset": 0.0})


def worst(values: np.ndarray, words: np.ndarray, share: float) -> float:
    """Mean, by words, of the lowest values that make up this share of the words."""
    order = np.argsort(values, kind="stable")
    left = share * float(words.sum())
    weights = np.zeros_like(words)
    for i in order:
        weights[i] = min(words[i], left)
        left -= weights[i]
        if left <= 0:
            break
    return float(np.average(values, weights=weights))


def _signalled(segment: Segment, signals: Mapping[str, float], score: Score) -> Segment:
    return replace(
        segment,
        scores=(*segment.scores, score),
        signals={**segment.signals, **of_text(segment.text), **signals},
    )
