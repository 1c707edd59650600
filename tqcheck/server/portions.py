"""The model in small portions: what a request no longer wants is dropped, what is known is kept.

A whole article takes the model seconds. Between portions `pulse` is called, which raises when the
client has left or its time is up; the portions done until then stay in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock

from tqcheck.engines.engine import Distribution, Engine, Scored
from tqcheck.metrics.quality import Answer, Judge

# About half a second of work on two cores; smaller portions make poorer batches.
_TEXTS = 24
#: Texts whose judgment is remembered; about 5 KB each.
MAX_JUDGED = 8_000


class Portions:
    """An engine that asks another one for a few texts at a time."""

    def __init__(self, engine: Engine, pulse: Callable[[], None]) -> None:
        self._engine = engine
        self._pulse = pulse

    @property
    def signature(self) -> str:
        """The engine's own."""
        return self._engine.signature

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The engine's own."""
        return self._engine.directions

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order."""
        return [
            answer
            for part in self._portions(len(texts))
            for answer in self._engine.translate(
                texts[part], source=source, target=target, beam_size=beam_size
            )
        ]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""
        return [
            answer
            for part in self._portions(len(targets))
            for answer in self._engine.score(
                sources[part], targets[part], source=source, target=target
            )
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
        """What was expected at each token of each target."""
        return [
            answer
            for part in self._portions(len(targets))
            for answer in self._engine.distributions(
                sources[part], targets[part], source=source, target=target, top=top
            )
        ]

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """Attention of each target token to each source token."""
        return [
            answer
            for part in self._portions(len(targets))
            for answer in self._engine.align(
                sources[part], targets[part], source=source, target=target
            )
        ]

    def _portions(self, count: int) -> Iterator[slice]:
        for start in range(0, count, _TEXTS):
            self._pulse()
            yield slice(start, start + _TEXTS)


class RememberingJudge(Judge):
    """A judge that judges each text once, as long as it remembers it."""

    def __init__(self, folder: Path, pulse: Callable[[], None], *, threads: int = 0) -> None:
        super().__init__(folder, threads=threads)
        self._pulse = pulse
        self._known: dict[str, Answer] = {}
        self._lock = Lock()

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """The answers of n texts, in order."""
        found = {text: known for text in texts if (known := self._known.get(text))}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(missing), _TEXTS):
            self._pulse()
            part = missing[start : start + _TEXTS]
            fresh = dict(zip(part, super().answers(part), strict=True))
            found |= fresh
            with self._lock:
                self._known |= fresh
                for old in list(self._known)[: max(0, len(self._known) - MAX_JUDGED)]:
                    del self._known[old]
        return [found[text] for text in texts]
