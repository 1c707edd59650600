"""Pairs a translation with a source that is not aligned to it, sentence by sentence.

Dynamic programming over sentence lengths (Gale & Church 1993, Computational Linguistics 19:1)
with anchors: numbers, months and weekdays that mean the same, names and cognates that look or
sound the same in Latin letters. One to three sentences go with one to three, and a sentence may
have no partner. Measured by `tests/pairing_accuracy.py`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tqcheck import language
from tqcheck.check import prepare
from tqcheck.lang import Pack, load
from tqcheck.numbers import figures, months, spelled
from tqcheck.records import Document, LanguageGuess
from tqcheck.segment import segments

# Bead (source sentences, target sentences) -> cost in nats. These and the next numbers are the
# best of seven settings tried with `tests/pairing_accuracy.py --seed 5` on two training bitexts.
_BEADS = {
    (1, 1): 0.1, (1, 2): 4.0, (2, 1): 4.0, (2, 2): 5.0, (1, 3): 5.0, (3, 1): 5.0,
}  # fmt: skip
# A sentence left out or added: dearer than a doubtful pair, cheaper than a wrong one.
_SKIP = 4.5
_LENGTH_VARIANCE = 4.0  # Target characters' variance per character; 6.8 in Gale & Church 1993.
_MAX_LENGTH_COST = 14.0
_ANCHOR = 1.8  # Nats that one anchor is worth per nat of its rarity.
_MAX_ANCHOR = 9.0
_DISAGREE = 3.0  # Both sides have numbers, and share no anchor.
_BAND = 25
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "j", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "k", "ц": "ts", "ч": "s",
    "ш": "s", "щ": "s", "ы": "i", "э": "e", "є": "e", "ё": "e", "ь": "", "ъ": "", "ю": "u",
    "я": "ia",
}  # fmt: skip
# Spellings of one sound across languages, towards one letter.
_SOUNDS = tuple(
    (re.compile(p), r)
    for p, r in (
        (r"sch|tsch|tch|sh|ch|cz|š|č", "s"), (r"zh|dj|dzh", "j"), (r"ph", "f"), (r"kh|ck|q|c", "k"),
        (r"ou|oo|w", "u"), (r"iy|yy|ij|yi|y|j", "i"), (r"th", "t"), (r"v", "f"), (r"[h_]", ""),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_KEY_LETTERS = 5  # Endings differ from language to language; the first letters stay.
_MIN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as the aligner sees it: length in characters, and anchors."""

    text: str
    length: int
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bead:
    """Source and target sentences that go together: half-open ranges of their numbers."""

    source: tuple[int, int]
    target: tuple[int, int]


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A key that one name or cognate has in many spellings and in Cyrillic, at most 12 letters."""
    word = "".join(_CYRILLIC.get(c, c) for c in word.casefold())
    word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word[:12]


def _anchors(text: str, pack: Pack) -> Iterator[str]:
    for number in figures(text, pack):
        yield from (f"#{reading:g}" for reading in number.readings)
    for number in spelled(text, pack):
        yield from (f"#{r:g}" for r in number.readings if r > 2)
    named = months(pack)
    days = {
        form: day
        for day, forms in enumerate(pack.fact("dates", "days", ()))
        for form in forms.split("|")
    }
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.casefold()
        if lower in named:
            yield f"month{named[lower]}"
        elif lower in days:
            yield f"day{days[lower]}"
        elif len(word) >= _MIN_LETTERS:
            yield sound(word)[:_KEY_LETTERS]
    if "?" in text:
        yield "?"


def _sentences(texts: Iterable[str], pack: Pack) -> list[_Sentence]:
    return [_Sentence(t, len(t), frozenset(_anchors(t, pack))) for t in texts]


def align(
    sources: Sequence[str], targets: Sequence[str], source_pack: Pack, pack: Pack
) -> list[Bead]:
    """Beads that cover all sentences of both sides in order.

    A sentence without a partner is a bead with an empty range on the other side.
    """
    left, right = _sentences(sources, source_pack), _sentences(targets, pack)
    if not left or not right:
        return [Bead((i, i + 1), (0, 0)) for i in range(len(left))] + [
            Bead((len(left), len(left)), (j, j + 1)) for j in range(len(right))
        ]
    shared = _shared(left, right)
    ratio = sum(s.length for s in right) / max(1, sum(s.length for s in left))
    ratio = min(2.0, max(0.5, ratio))
    return _best_path(left, right, shared, ratio)


def _shared(left: list[_Sentence], right: list[_Sentence]) -> dict[tuple[int, int], float]:
    """What the common anchors of each two sentences are worth, in nats; rare ones more."""
    spread = Counter(a for s in (*left, *right) for a in s.anchors)
    holders: dict[str, list[int]] = defaultdict(list)
    for j, sentence in enumerate(right):
        for anchor in sentence.anchors:
            holders[anchor].append(j)
    total = len(left) + len(right)
    worth: dict[tuple[int, int], float] = defaultdict(float)
    for i, sentence in enumerate(left):
        for anchor in sentence.anchors:
            rarity = math.log(total / spread[anchor])
            if rarity < 1.0:
                continue
            for j in holders.get(anchor, ()):
                worth[i, j] += _ANCHOR * rarity / 2
    return worth


def _length_cost(source: int, target: int, ratio: float) -> float:
    """Nats against two texts of these lengths being translations."""
    expected = source * ratio
    spread = math.sqrt(_LENGTH_VARIANCE * max(1.0, (expected + target) / 2))
    tail = math.erfc(abs(target - expected) / spread / math.sqrt(2))
    return min(_MAX_LENGTH_COST, -math.log(max(tail, 1e-12)))


def _best_path(
    left: list[_Sentence],
    right: list[_Sentence],
    shared: dict[tuple[int, int], float],
    ratio: float,
) -> list[Bead]:
    rows, columns = len(left), len(right)
    band = max(_BAND, abs(rows - columns) + _BAND, columns // 10)
    infinite = math.inf
    best: list[dict[int, float]] = [{} for _ in range(rows + 1)]
    back: list[dict[int, tuple[int, int]]] = [{} for _ in range(rows + 1)]
    best[0][0] = 0.0

    def pair_cost(i: int, j: int, di: int, dj: int) -> float:
        cost = _BEADS[di, dj] + _length_cost(
            sum(left[k].length for k in range(i, i + di)),
            sum(right[k].length for k in range(j, j + dj)),
            ratio,
        )
        found = [shared.get((k, n), 0.0) for k in range(i, i + di) for n in range(j, j + dj)]
        worth = sum(found)
        if worth == 0.0:
            named = any("#" in a[:1] for k in range(i, i + di) for a in left[k].anchors)
            other = any("#" in a[:1] for n in range(j, j + dj) for a in right[n].anchors)
            return cost + (_DISAGREE if named and other else 0.0)
        # Every sentence of a bead has to earn its place.
        if (
            di * dj > 1
            and min(
                *(sum(shared.get((k, n), 0.0) for n in range(j, j + dj)) for k in range(i, i + di)),
                *(sum(shared.get((k, n), 0.0) for k in range(i, i + di)) for n in range(j, j + dj)),
            )
            == 0.0
        ):
            cost += 1.0
        return cost - min(_MAX_ANCHOR, worth)

    for i in range(rows + 1):
        middle = i * columns // rows
        for j in range(max(0, middle - band), min(columns, middle + band) + 1):
            here = best[i].get(j, infinite)
            for di, dj in ((1, 0), (0, 1)):
                if i >= di and j >= dj:
                    cost = best[i - di].get(j - dj, infinite) + _SKIP
                    if cost < here:
                        here, back[i][j] = cost, (di, dj)
            for di, dj in _BEADS:
                before = best[i - di].get(j - dj, infinite) if i >= di and j >= dj else infinite
                if before < infinite:
                    cost = before + pair_cost(i - di, j - dj, di, dj)
                    if cost < here:
                        here, back[i][j] = cost, (di, dj)
            if here < infinite:
                best[i][j] = here
    beads, i, j = [], rows, columns
    while i or j:
        di, dj = back[i][j]
        beads.append(Bead((i - di, i), (j - dj, j)))
        i, j = i - di, j - dj
    return beads[::-1]


def paired(document: Document, source: str) -> Document:
    """The document with each segment's source text, from a whole source text.

    A segment that shares its source sentence with another has the signal `source_shared`.
    `meta` gains `unpaired_source`, a tuple of (source sentence, id of the segment it should
    come before, or None at the end), and `unpaired_target`, the ids of segments that have no
    source; their `source` stays None.
    """
    document, _ = prepare(document)
    guess = document.source_language
    known = language.identify(source) if guess is None or guess.evidence != ("given",) else None
    if known is not None:
        guess = LanguageGuess(known.code, known.confidence, ("the source text",))
    source_pack = load(guess.code if guess else "und")
    sentences = [s.text for s in segments(source, source_pack)]
    found = list(document.segments)
    beads = align(sentences, [s.text for s in found], source_pack, load(document.language or "und"))
    left_out: list[tuple[str, str | None]] = []
    added: list[str] = []
    for bead in beads:
        (first, last), (start, end) = bead.source, bead.target
        if start == end:
            before = found[start].id if start < len(found) else None
            left_out += [(text, before) for text in sentences[first:last]]
        elif first == last:
            added += [s.id for s in found[start:end]]
        else:
            text = " ".join(sentences[first:last])
            for number in range(start, end):
                signals = dict(found[number].signals)
                if end - start > 1:
                    signals["source_shared"] = 1.0
                found[number] = replace(found[number], source=text, signals=signals)
    meta = {
        **document.meta,
        "unpaired_source": tuple(left_out),
        "unpaired_target": tuple(added),
    }
    return replace(document, segments=tuple(found), source_language=guess, meta=meta)
