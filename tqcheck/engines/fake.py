"""An engine made of a dictionary: deterministic, instant, for tests and demonstrations.

It translates word by word and keeps everything between the words. Its probabilities follow
from the same dictionary: at each place the word that it would have written is likeliest, other
translations of the words of the source come next, and every other word is equally unlikely.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from tqcheck.engines.engine import Distribution, Scored
from tqcheck.errors import ModelError

#: (source, target) -> word -> its translations, the usual one first; all in lower case.
Dictionaries = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]

END = "</s>"
UNKNOWN = "<unk>"
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Weights of a word before they are made to sum to 1: what the dictionary would write at this
# place, what it might write for some word of the source, anything else.
_HERE, _SOMEWHERE, _ELSEWHERE = 200.0, 20.0, 1.0

_FRENCH_ENGLISH: dict[str, tuple[str, ...]] = {
    "le": ("the",),
    "la": ("the",),
    "les": ("the",),
    "un": ("a",),
    "une": ("a",),
    "ministre": ("minister",),
    "soldats": ("soldiers", "troops"),
    "front": ("front", "forehead"),
    "armes": ("weapons", "arms"),
    "avocat": ("lawyer", "avocado"),
    "président": ("president", "chairman"),
    "tribunal": ("court",),
    "a": ("has",),
    "dit": ("said",),
    "est": ("is", "east"),
    "sont": ("are",),
    "sur": ("on",),
    "et": ("and",),
    "de": ("of",),
    "hier": ("yesterday",),
    "pays": ("country",),
    "guerre": ("war",),
}


class FakeEngine:
    """An engine over dictionaries.

    Args:
        dictionaries: the words of each direction.
        name: stands in the signature.
    """

    def __init__(self, dictionaries: Dictionaries, *, name: str = "fake") -> None:
        self._dictionaries = dictionaries
        self._name = name

    @property
    def signature(self) -> str:
        """Name and number of words: there is no precision to state."""
        words = sum(len(entries) for entries in self._dictionaries.values())
        return f"{self._name}@{words}-words|fake|exact"

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The directions that have a dictionary."""
        return frozenset(self._dictionaries)

    def _words(self, source: str, target: str) -> Mapping[str, Sequence[str]]:
        try:
            return self._dictionaries[source, target]
        except KeyError:
            raise ModelError(f"{self._name}: does not translate {source} into {target}") from None

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order; a word the dictionary lacks stays as it is."""
        words = self._words(source, target)

        def written(match: re.Match[str]) -> str:
            word = match.group()
            new = words.get(word.lower(), (word,))[0]
            return new[:1].upper() + new[1:] if word[:1].isupper() else new

        return [_TOKEN.sub(written, text) for text in texts]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""
        scored = []
        for text, rows in zip(targets, self._rows(sources, targets, source, target), strict=True):
            tokens = _tokens(text)
            scored.append(
                Scored(
                    tokens=tokens,
                    log_probs=tuple(
                        _log_prob(row, token) for row, token in zip(rows, tokens, strict=True)
                    ),
                    spans=(*(m.span() for m in _TOKEN.finditer(text)), (len(text), len(text))),
                )
            )
        return scored

    def distributions(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        source: str,
        target: str,
        top: int = 5,
    ) -> list[list[Distribution]]:
        """What was expected at each token of each target; one entry a token of `score`."""
        found = []
        for text, rows in zip(targets, self._rows(sources, targets, source, target), strict=True):
            entries = []
            for row, token in zip(rows, _tokens(text), strict=True):
                here = _log_prob(row, token)
                best = sorted(row.items(), key=lambda item: (-item[1], item[0]))
                entries.append(
                    Distribution(
                        log_prob=here,
                        entropy=-sum(math.exp(p) * p for p in row.values()),
                        rank=sum(p > here for p in row.values()),
                        best=tuple(best[:top]),
                    )
                )
            found.append(entries)
        return found

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """Which source words each target word translates; rows sum to 1.

        A word that translates none is aligned with the source word at its place.
        """
        words = self._words(source, target)
        aligned = []
        for original, text in zip(sources, targets, strict=True):
            given = _tokens(original)
            rows = []
            for place, token in enumerate(_tokens(text)[:-1]):
                low = token.lower()
                row = [
                    1.0 if low in words.get(g.lower(), (g.lower(),)) else 0.0 for g in given[:-1]
                ]
                row.append(0.0)
                if not any(row):
                    row[min(place, len(given) - 1)] = 1.0
                rows.append([value / sum(row) for value in row])
            aligned.append(rows)
        return aligned

    def _rows(
        self, sources: Sequence[str], targets: Sequence[str], source: str, target: str
    ) -> list[list[dict[str, float]]]:
        """Log-probability of every known token at each place of each target, its end included."""
        words = self._words(source, target)
        known = {t.lower() for entry in words.values() for t in entry} | {END, UNKNOWN}
        written = self.translate(sources, source=source, target=target)
        found = []
        for original, own, text in zip(sources, written, targets, strict=True):
            expected = [t.lower() for t in _tokens(own)]
            possible = {
                t.lower() for g in _tokens(original)[:-1] for t in words.get(g.lower(), ())
            } | set(expected[:-1])
            rows = []
            for place in range(len(_tokens(text))):
                here = expected[place] if place < len(expected) else END
                weights = {
                    token: _SOMEWHERE if token in possible else _ELSEWHERE
                    for token in known | possible
                }
                weights[here] = _HERE
                whole = math.log(sum(weights.values()))
                rows.append({token: math.log(w) - whole for token, w in weights.items()})
            found.append(rows)
        return found


def _tokens(text: str) -> tuple[str, ...]:
    return (*_TOKEN.findall(text), END)


def _log_prob(row: Mapping[str, float], token: str) -> float:
    return row.get(token if token == END else token.lower(), row[UNKNOWN])


def both_ways(
    source: str, target: str, words: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Dictionaries of both directions from the words of one."""
    back: dict[str, list[str]] = {}
    for word, translations in words.items():
        for translation in translations:
            back.setdefault(translation, []).append(word)
    return {
        (source, target): {word: tuple(found) for word, found in words.items()},
        (target, source): {word: tuple(found) for word, found in back.items()},
    }


def demo() -> FakeEngine:
    """A French-English engine of a few dozen words: `--model fake`."""
    return FakeEngine(both_ways("fr", "en", _FRENCH_ENGLISH))
