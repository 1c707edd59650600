"""An engine that scores nothing twice: several checks of one document ask for the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tqcheck.engines.engine import Distribution, Engine, Scored


@dataclass(frozen=True, slots=True)
class Remembering:
    """Passes everything on to `engine`, and keeps every score as long as it lives itself."""

    engine: Engine
    known: dict[tuple[str, str, str, str], Scored] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """That of the engine."""
        return self.engine.signature

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """Those of the engine."""
        return self.engine.directions

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """What is known, and the engine's answer to the rest."""
        asked = [(source, target, *pair) for pair in zip(sources, targets, strict=True)]
        new = [one for one in dict.fromkeys(asked) if one not in self.known]
        if new:
            answers = self.engine.score(
                [one[2] for one in new], [one[3] for one in new], source=source, target=target
            )
            self.known.update(zip(new, answers, strict=True))
        return [self.known[one] for one in asked]

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """As the engine does."""
        return self.engine.translate(texts, source=source, target=target, beam_size=beam_size)

    def distributions(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        source: str,
        target: str,
        top: int = 5,
    ) -> list[list[Distribution]]:
        """As the engine does."""
        return self.engine.distributions(sources, targets, source=source, target=target, top=top)

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """As the engine does."""
        return self.engine.align(sources, targets, source=source, target=target)
