"""Which language a text is in, and which it was translated from, with the evidence.

The function words of the packs decide first, since py3langid takes most of a second to load;
it is asked only when they are undecided. The source language is guessed from what leaks
through, as the pair packs describe it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any

from tqcheck.lang import available, learned, load, load_pair, pairs
from tqcheck.needles import Index, index
from tqcheck.records import LanguageGuess

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Function words make up about half of running text; a fifth is enough to be sure, given that
# the second-best language has at most half as many.
_MIN_SHARE = 0.2
_MIN_WORDS = 8
_SAMPLE_CHARS = 20_000
# Below this many letters no guess is worth having ("OPEC+" is Romanian to a classifier).
_MIN_LETTERS = 20
# A word left in the source's language: its letters, and what it weighs.
_MIN_LEAKED, _LEAKED_WEIGHT = 4, 0.6
# A slip made again and again tells little more than one made three times.
_MAX_MATCHES = 3


def identify(text: str) -> LanguageGuess | None:
    """The language of a text, or None when there is too little to go by."""
    sample = text[:_SAMPLE_CHARS]
    words = _WORD.findall(sample.casefold())
    counted = Counter(words)
    counts: Counter[str] = Counter()
    for code in available():
        known = load(code).function_words
        counts[code] = sum(counted[word] for word in known & counted.keys())
    (best, hits), (_, runner_up) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if len(words) >= _MIN_WORDS and hits >= _MIN_SHARE * len(words) and runner_up <= hits / 2:
        share = hits / len(words)
        return LanguageGuess(
            best,
            round(min(0.99, 0.8 + share / 2), 2),
            (f"{hits} of {len(words)} words are {load(best).name} function words",),
        )
    if sum(c.isalpha() for c in sample) < _MIN_LETTERS:
        return None
    import py3langid

    try:
        code, _ = py3langid.classify(sample)
    except OSError:  # It unpacks its model into a temporary file; the disk may be full.
        return None
    return LanguageGuess(str(code), 0.7, ("py3langid",))


@cache
def _clues(target: str) -> tuple[list[tuple[str, Mapping[str, Any]]], Index]:
    """Source and `[[evidence]]` table of each clue of the pairs into a language, and an index."""
    found = []
    for source, into in pairs():
        pair = load_pair(source, target) if into == target else None
        found += [(source, clue) for clue in (pair.facts.get("evidence", ()) if pair else ())]
    return found, index(clue["pattern"] for _, clue in found)


def _leaked(text: str, target: str) -> dict[str, list[str]]:
    """Words in small letters that text of one other language alone has, by language."""
    if target != "en":  # For others nothing was learned.
        return {}
    words = {word for word in _WORD.findall(text) if len(word) >= _MIN_LEAKED and word.islower()}
    codes = [source for source, into in pairs() if into == target]
    lists = {code: found[0] for code in codes if (found := learned("foreign", code))}
    theirs = {code: words & known for code, known in lists.items()}
    shared = Counter(word for found in theirs.values() for word in found)
    own = {code: sorted(w for w in found if shared[w] == 1) for code, found in theirs.items()}
    return {code: found for code, found in own.items() if found}


def guess_source(text: str, target: str) -> LanguageGuess | None:
    """The language a text was translated from, by what leaked through, or None.

    Each pair pack lists patterns (`[[evidence]]`: `pattern`, `weight`, `what`); a pattern counts at
    most three times; so do words that only text of the language has (`lang/foreign`). One with
    `hint`, such as the country's towns, says nothing by itself: it counts where something else
    leaked. None where two languages are as likely. Confidence is the leader's share of the weight
    that it does not have in common with the strongest rival, damped when there is little of it;
    what several languages have in common is divided among them, and hints of rivals do not count.
    """
    weights: dict[str, dict[str, float]] = {}
    hints: dict[str, dict[str, float]] = {}
    evidence: dict[str, list[str]] = {}
    clues, found = _clues(target)
    # Languages share patterns.
    matches_of: dict[str, list[re.Match[str]]] = {}
    for source, clue in (clues[number] for number in found.possible(text)):
        pattern = clue["pattern"]
        if pattern not in matches_of:
            matches_of[pattern] = list(islice(re.finditer(pattern, text), _MAX_MATCHES))
        matches = matches_of[pattern]
        if not matches:
            continue
        own = (hints if clue.get("hint") else weights).setdefault(source, {})
        own[pattern] = clue["weight"] * len(matches)
        shown = " ".join(matches[0].group().split())
        evidence.setdefault(source, []).append(f"{clue['what']}: “{shown}”")
    for source, leaked in _leaked(text, target).items():
        weights.setdefault(source, {})["words"] = _LEAKED_WEIGHT * min(len(leaked), _MAX_MATCHES)
        evidence.setdefault(source, []).append(f"words left: {', '.join(leaked[:_MAX_MATCHES])}")
    if not weights:
        return None
    sums = {
        source: sum(own.values()) + sum(hints.get(source, {}).values())
        for source, own in weights.items()
    }
    best = max(sums, key=sums.__getitem__)
    if sum(total == sums[best] for total in sums.values()) > 1:
        return None
    rival = max(
        sum(w for pattern, w in other.items() if pattern not in weights[best])
        for other in weights.values()
    )
    sharing = Counter(pattern for own in weights.values() for pattern in own)
    weight = sum(w / sharing[pattern] for pattern, w in weights[best].items())
    weight += sum(hints.get(best, {}).values())
    confidence = weight / (weight + rival) * weight / (weight + 1)
    return LanguageGuess(best, round(confidence, 2), tuple(evidence[best]))
