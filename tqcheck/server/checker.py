"""What the service keeps between requests: rules chosen once, models loaded once."""

from __future__ import annotations

from pathlib import Path

from tqcheck import models
from tqcheck.check import EngineFor, Gate, check
from tqcheck.records import Document, LanguageGuess, Result
from tqcheck.rules import chosen
from tqcheck.rules.rule import Rule


class Checker:
    """Checks texts for the service.

    Model answers are kept by segment in memory, so that a keystroke asks for one sentence.
    Calls may come from several threads.
    """

    def __init__(self, model: str = "auto", *, threads: int = 0) -> None:
        self.rules: tuple[Rule, ...] = chosen()
        self._engine_for: EngineFor | None = None
        if model != "off":
            self._engine_for = models.engines(model, threads=threads, cache=Path(":memory:"))

    def check(
        self,
        text: str,
        *,
        language: str | None = None,
        source_language: str | None = None,
        source: str | None = None,
        model: bool = True,
    ) -> Result:
        """The result for a text, with its source text if there is one."""
        guess = LanguageGuess(source_language, 1.0, ("given",)) if source_language else None
        document = Document("text", text, language=language, source_language=guess)
        if source:
            from tqcheck.pairing import paired

            document = paired(document, source)
        return check(
            document,
            rules=self.rules,
            engine_for=self._engine_for if model else None,
            gate=Gate(),
        )
