"""The default engine: CTranslate2 on a converted model, int8, no torch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

from tqcheck.engines.engine import Distribution, Scored
from tqcheck.engines.tokens import END, Tokens, parts
from tqcheck.errors import ModelError

# Sentences are grouped by length up to this many tokens at a time: few enough that an article
# makes work for two threads. Does not depend on their number, nor do then the answers.
BATCH_TOKENS = 256
# Positions end at 256 in the smallest of our models. Longer texts are translated in parts;
# their score is that of their beginning.
MAX_TOKENS = 250
# Models are trained on sentences of up to 120 tokens and lose the thread in longer ones.
PART_TOKENS = 120
# A source with a smaller share of its target's tokens no longer says how large a batch is.
MIN_SHARE = 0.25
# Logits held at a time: 32 MB of floats.
MAX_LOGITS = 8_000_000
# Threads beyond this do not speed up sentences of a small model.
MAX_THREADS = 8


class Ct2Engine:
    """A model folder with a CTranslate2 `model.bin`, loaded.

    Args:
        folder: holds `model.bin`, `card.json` and the tokenizer.
        threads: processor threads, 0 for one a core.
        precision: what products are computed in, else the card's: `int8` is the quickest,
            `float32` exact.

    Raises:
        ModelError: the folder is not such a model.
    """

    def __init__(self, folder: Path, *, threads: int = 0, precision: str | None = None) -> None:
        self._folder = folder
        ctranslate2.set_log_level(40)
        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            precision = precision or card.get("precision", "int8")
            self._model = ctranslate2.Translator(
                str(folder),
                compute_type=precision,
                # A batch a thread; threads that share a batch of a small model mostly wait.
                inter_threads=threads or min(cores(), MAX_THREADS),
                intra_threads=1,
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: the model cannot be loaded: {error}") from error
        self._tokens = Tokens(folder, card)
        self._directions = card_directions(card)
        self._signature = signature(card, f"ct2:{ctranslate2.__version__}", precision)

    @property
    def signature(self) -> str:
        """Model name, version and weights' hash, CTranslate2's version, precision."""
        return self._signature

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The (source, target) languages of the model's card."""
        return self._directions

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order; text too long for the model goes in parts."""
        self._check(source, target)
        head, prefix = self._tokens.head(source, target), self._tokens.prefix(target)
        whole = [parts(self._tokens.source(t), min(PART_TOKENS, MAX_TOKENS - 2)) for t in texts]
        flat = [part for text in whole for part in text if part]
        answers = self._model.translate_batch(
            [[*head, *part, END] for part in flat],
            target_prefix=[prefix] * len(flat) if prefix else None,
            beam_size=beam_size,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            max_decoding_length=MAX_TOKENS,
        )
        made = iter([self._tokens.decode(answer.hypotheses[0]) for answer in answers])
        return [" ".join(next(made) for part in text if part) for text in whole]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""
        pieces = self._targets(targets)
        prefix = self._tokens.prefix(target)
        given = self._sources(sources, source, target)
        # Batches are counted in tokens of the source, of which a text scored alone has few.
        share = sum(map(len, given)) / max(1, sum(map(len, pieces)))
        answers = self._model.score_batch(
            given,
            [[*prefix, *own] for own in pieces],
            max_batch_size=BATCH_TOKENS if share > MIN_SHARE else max(1, int(BATCH_TOKENS * share)),
            batch_type="tokens",
        )
        return [
            Scored(
                tokens=(*own, END),
                log_probs=tuple(min(0.0, p) for p in answer.log_probs[len(prefix) :]),
                spans=(*self._tokens.spans(text)[: len(own)], (len(text), len(text))),
            )
            for answer, own, text in zip(answers, pieces, targets, strict=True)
        ]

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
        pieces = self._targets(targets)
        names, ids = self._tokens.names, [self._tokens.ids([*own, END]) for own in pieces]
        found: list[list[Distribution]] = [[] for _ in pieces]

        def keep(place: int, answer: Any) -> None:
            logits = np.stack([np.asarray(row, dtype=np.float32) for row in answer.logits[0]])
            rows = logits[-len(ids[place]) :] if not self._tokens.prefix(target) else logits[1:]
            found[place] = distributions_of(rows, ids[place], names, top)

        self._forced(sources, pieces, source, target, keep, return_logits_vocab=True)
        return found

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """Attention of each target token, its end left out, to each source token.

        Attention to a language token is left out, and the rest of each row made to sum to 1.
        """
        pieces = self._targets(targets)
        first = len(self._tokens.head(source, target))
        skip = len(self._tokens.prefix(target))
        found: list[list[list[float]]] = [[] for _ in pieces]

        def keep(place: int, answer: Any) -> None:
            rows = answer.attention[0][skip : skip + len(pieces[place])]
            found[place] = shares([list(row)[first:] for row in rows])

        self._forced(sources, pieces, source, target, keep, return_attention=True)
        return found

    def _check(self, source: str, target: str) -> None:
        if (source, target) not in self._directions:
            raise ModelError(f"{self._folder.name}: does not translate {source} into {target}")

    def _sources(self, texts: Sequence[str], source: str, target: str) -> list[list[str]]:
        self._check(source, target)
        head = self._tokens.head(source, target)
        limit = MAX_TOKENS - len(head) - 1
        return [[*head, *self._tokens.source(text)[:limit], END] for text in texts]

    def _targets(self, texts: Sequence[str]) -> list[list[str]]:
        return [self._tokens.target(text)[: MAX_TOKENS - 2] for text in texts]

    def _forced(
        self,
        sources: Sequence[str],
        pieces: Sequence[Sequence[str]],
        source: str,
        target: str,
        keep: Callable[[int, Any], None],
        **wanted: bool,
    ) -> None:
        """Decode each target as it stands and hand each answer over with its place.

        Texts of one length go together: CTranslate2 then needs no padding, and each stops just
        after its end token.
        """
        encoded = self._sources(sources, source, target)
        prefix = self._tokens.prefix(target)
        most = max(1, MAX_LOGITS // max(1, len(self._tokens.vocabulary)))
        for places in _same_length(pieces, most):
            length = len(prefix) + len(pieces[places[0]])
            answers = self._model.translate_batch(
                [encoded[p] for p in places],
                target_prefix=[[*prefix, *pieces[p]] for p in places],
                beam_size=1,
                max_decoding_length=length + 1,
                min_decoding_length=0,
                **wanted,
            )
            for place, answer in zip(places, answers, strict=True):
                keep(place, answer)


def _same_length(pieces: Sequence[Sequence[str]], most: int) -> Iterator[list[int]]:
    """Places of texts of one length, at most `most` tokens, or one text, at a time."""
    by_length: dict[int, list[int]] = {}
    for place, own in enumerate(pieces):
        by_length.setdefault(len(own), []).append(place)
    for length, places in sorted(by_length.items()):
        step = max(1, most // (length + 1))
        for start in range(0, len(places), step):
            yield places[start : start + step]


def cores() -> int:
    """Processor cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Not on macOS and Windows.
        return os.cpu_count() or 1


def card_directions(card: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """The (source, target) languages of a card."""
    from tqcheck.models import directions

    return directions(card)


def signature(card: dict[str, Any], library: str, precision: str) -> str:
    """`name@version#hash|library|precision`; the hash begins the sha256 of the weights."""
    weights = [f for n, f in card.get("files", {}).items() if n.endswith((".bin", ".safetensors"))]
    mark = f"#{weights[0]['sha256'][:8]}" if weights else ""
    return f"{card['name']}@{card.get('version', '-')}{mark}|{library}|{precision}"


def distributions_of(
    logits: np.ndarray, ids: Sequence[int], names: Sequence[str], top: int
) -> list[Distribution]:
    """Distributions [tokens] from logits [tokens, vocabulary] and the ids that stand there."""
    high = logits.max(axis=1, keepdims=True)
    log_probs = logits - high - np.log(np.exp(logits - high).sum(axis=1, keepdims=True))
    chances = np.exp(log_probs)
    # 0 * -inf where a column is masked.
    entropies = -np.where(chances > 0, chances * np.where(chances > 0, log_probs, 0), 0).sum(axis=1)
    found = []
    for row, entropy, wanted in zip(log_probs, entropies, ids, strict=True):
        best = np.argsort(-row, kind="stable")[:top]
        here = min(0.0, float(row[wanted]))
        found.append(
            Distribution(
                log_prob=here,
                entropy=float(entropy),
                rank=int((row > row[wanted]).sum()),
                best=tuple((names[i], min(0.0, float(row[i]))) for i in best),
            )
        )
    return found


def shares(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The rows, each divided by its sum."""
    return [[value / (sum(row) or 1.0) for value in row] for row in rows]
