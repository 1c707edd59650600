"""Agreement of scores with human judgments: correlations, word tags, spans, with intervals.

A gold file is JSONL or TSV with a header, `.xz` or not. A row holds the translation and what
people said of it, under one of the names in `COLUMNS`: a score (higher is better), `tokens` with
`token_tags` (OK or BAD), or `spans`, pairs of code-point offsets of errors in the translation.
"""

from __future__ import annotations

import csv
import json
import lzma
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.errors import InputError
from tqcheck.records import Span

#: What a column holds, by the names it goes by; the first that is there counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("translation", "mt", "target", "hypothesis", "text"),
    "score": ("da_mean", "score", "human", "da", "mean"),
    "source": ("source", "src", "original"),
}
#: Resamplings of an interval: the ends of a 95 % interval then move by about a tenth of its width.
RESAMPLES = 300
_PAIR = re.compile(r"(?<![a-z])([a-z]{2,3})[-_]([a-z]{2,3})(?![a-z])")
_BAD = {"BAD", "B", "1"}


@dataclass(frozen=True, slots=True)
class Row:
    """A judged translation; what people did not say is None. `bad` are word tags by span."""

    text: str
    score: float | None = None
    bad: tuple[tuple[Span, bool], ...] | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """The rows of one file and its languages, BCP 47; None where nobody knows them."""

    path: str
    rows: tuple[Row, ...]
    source: str | None
    target: str | None

    @property
    def name(self) -> str:
        """`ro-en`, or the file's name."""
        return f"{self.source}-{self.target}" if self.source and self.target else self.path


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How scores agree with people on one file.

    `figures` by name: pearson, spearman, kendall, and of the floors `length` (shorter is
    better) and `repetition` (less is better) pearson alone; mcc, precision and recall of words.
    `points` are (score, human) pairs.
    """

    name: str
    segments: int
    words: int
    figures: Mapping[str, Figure]
    points: tuple[tuple[float, float], ...] = field(default=(), repr=False)


def read(path: Path, *, source: str | None = None, target: str | None = None) -> Gold:
    """The gold of a file; its languages are given, or read from its name (`ro-en.dev.jsonl`).

    Raises:
        InputError: it cannot be read, or holds no judgments.
    """
    pair = _PAIR.search(path.name)
    source = source or (pair and pair.group(1))
    target = target or (pair and pair.group(2))
    try:
        rows = [_row(row, f"{path}:{line}") for line, row in _records(path)]
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if not any(row.score is not None or row.bad is not None for row in rows):
        names = ", ".join(COLUMNS["score"])
        raise InputError(f"{path}: no judgments; a row needs {names}, token_tags or spans")
    return Gold(str(path), tuple(rows), source, target)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    open_text = lzma.open if path.suffix == ".xz" else open
    with open_text(path, "rt", encoding="utf-8", newline="") as lines:
        if ".jsonl" in path.suffixes:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        row = json.loads(line)
                    except ValueError as error:
                        raise InputError(f"{path}:{number}: not JSON: {error}") from error
                    if not isinstance(row, dict):
                        raise InputError(f"{path}:{number}: not an object")
                    yield number, row
        else:
            table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from enumerate(table, 2)


def _row(row: Mapping[str, Any], where: str) -> Row:
    text = _column(row, "text")
    if not isinstance(text, str):
        names = ", ".join(COLUMNS["text"])
        raise InputError(f"{where}: no translation; its column is one of {names}")
    score = _column(row, "score")
    try:
        number = None if score in (None, "") else float(score)
        if number is not None and not math.isfinite(number):
            raise ValueError("not finite")
        bad = _tags(row, text)
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: a judgment cannot be read: {error}") from error
    return Row(text, number, bad)


def _column(row: Mapping[str, Any], name: str) -> Any:
    return next((row[key] for key in COLUMNS[name] if row.get(key) is not None), None)


def _tags(row: Mapping[str, Any], text: str) -> tuple[tuple[Span, bool], ...] | None:
    """Words with their tags: from token tags, or BAD where an error span lies."""
    if row.get("token_tags"):
        tokens, tags = _listed(row["tokens"]), _listed(row["token_tags"])
        placed = zip(token_places(text, tokens), tags, strict=True)
        return tuple((span, tag.upper() in _BAD) for span, tag in placed if span)
    if row.get("spans") is not None:
        spans = row["spans"]
        errors = [(int(s), int(e)) for s, e in (json.loads(spans) if type(spans) is str else spans)]
        words = [Span(*match.span()) for match in re.finditer(r"\S+", text)]
        return tuple((w, any(s < w.end and w.start < e for s, e in errors)) for w in words)
    return None


def _listed(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else [str(item) for item in value]


def token_places(text: str, tokens: Sequence[str]) -> list[Span | None]:
    """Where each token of a tokenised text stands in it; None where it does not."""
    places: list[Span | None] = []
    at = 0
    for token in tokens:
        found = text.find(token, at, at + 20 + len(token))
        if found < 0 or not token:
            places.append(None)
            continue
        at = found + len(token)
        places.append(Span(found, at))
    return places


def chances(
    words: Sequence[tuple[Span, float]], gold: Sequence[tuple[Span, bool]]
) -> tuple[list[float], list[bool]]:
    """For each gold word that some judged word covers: the worst chance, and whether BAD."""
    values, labels = [], []
    for span, label in gold:
        over = [p for w, p in words if w.start < span.end and span.start < w.end]
        if over:
            values.append(max(over))
            labels.append(label)
    return values, labels


def pearson(x: np.ndarray, y: np.ndarray) -> float:
    """Pearson's r; NaN where one side never varies."""
    x, y = x - x.mean(), y - y.mean()
    norm = math.sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / norm if norm > 0 else math.nan


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1; equal values share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[inverse])


def spearman(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's rho: Pearson's r of the ranks."""
    return pearson(ranks(x), ranks(y))


def kendall(x: np.ndarray, y: np.ndarray) -> float:
    """Kendall's tau-b; quadratic in time, in blocks."""
    total = ties_x = ties_y = 0.0
    for i in range(len(x)):
        dx, dy = np.sign(x[i + 1 :] - x[i]), np.sign(y[i + 1 :] - y[i])
        total += float(dx @ dy)
        ties_x += float((dx == 0).sum())
        ties_y += float((dy == 0).sum())
    pairs = len(x) * (len(x) - 1) / 2
    norm = math.sqrt((pairs - ties_x) * (pairs - ties_y))
    return total / norm if norm > 0 else math.nan


def matthews(labels: np.ndarray, called: np.ndarray) -> float:
    """Matthews' correlation of two boolean arrays; 0 where one side never varies."""
    tp, tn = float((labels & called).sum()), float((~labels & ~called).sum())
    fp, fn = float((~labels & called).sum()), float((labels & ~called).sum())
    norm = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return (tp * tn - fp * fn) / norm if norm > 0 else 0.0


def precision(labels: np.ndarray, called: np.ndarray) -> float:
    """Share of the called that are right; NaN where none is called."""
    return float(labels[called].mean()) if called.any() else math.nan


def recall(labels: np.ndarray, called: np.ndarray) -> float:
    """Share of the right that are called; NaN where none is right."""
    return float(called[labels].mean()) if labels.any() else math.nan


def figure(
    measure: Callable[[np.ndarray, np.ndarray], float],
    x: np.ndarray,
    y: np.ndarray,
    groups: Sequence[np.ndarray] | None = None,
    resamples: int = RESAMPLES,
) -> Figure:
    """A measure with its 95 % interval: percentiles over resamplings, seed fixed.

    Args:
        groups: places that are drawn together, such as a segment's words; else one by one.
    """
    chance = np.random.default_rng(1)
    found = []
    for _ in range(resamples):
        if groups is None:
            drawn = chance.integers(0, len(x), len(x))
        else:
            drawn = np.concatenate(
                [groups[i] for i in chance.integers(0, len(groups), len(groups))]
            )
        found.append(measure(x[drawn], y[drawn]))
    known = np.array([value for value in found if math.isfinite(value)])
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (math.nan, math.nan)
    return Figure(measure(x, y), float(low), float(high))


def agreement(
    gold: Gold,
    scores: Sequence[float],
    words: Sequence[Sequence[tuple[Span, float]]],
    threshold: float,
    floors: Mapping[str, Sequence[float]],
) -> Agreement:
    """How scores (one a row) and chances of words to be BAD agree with a gold file.

    Args:
        threshold: from this chance on, a word is called BAD.
        floors: what a score must beat, by name, one value a row.
    """
    figures: dict[str, Figure] = {}
    points: list[tuple[float, float]] = []
    judged = [i for i, row in enumerate(gold.rows) if row.score is not None]
    if len(judged) > 2:
        human = np.array([gold.rows[i].score for i in judged], dtype=float)
        own = np.array([scores[i] for i in judged])
        points = list(zip(own.tolist(), human.tolist(), strict=True))
        figures["pearson"] = figure(pearson, own, human)
        figures["spearman"] = figure(spearman, own, human)
        # Every resampling of tau costs as much as tau itself: fewer of them.
        figures["kendall"] = figure(kendall, own, human, resamples=RESAMPLES // 10)
        for name, values in floors.items():
            figures[name] = figure(pearson, np.array([values[i] for i in judged]), human)
    called: list[float] = []
    labels: list[bool] = []
    groups: list[np.ndarray] = []
    for row, own_words in zip(gold.rows, words, strict=True):
        if row.bad:
            values, tags = chances(own_words, row.bad)
            groups.append(np.arange(len(called), len(called) + len(values)))
            called += values
            labels += tags
    if labels:
        says, right = np.array(called) >= threshold, np.array(labels)
        for name, measure in (("mcc", matthews), ("precision", precision), ("recall", recall)):
            figures[name] = figure(measure, right, says, groups)
    return Agreement(gold.name, len(judged), len(labels), figures, tuple(points))
