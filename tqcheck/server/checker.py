"""What the service keeps between requests: rules chosen once, models loaded once."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from tqcheck import models
from tqcheck.check import Gate, check
from tqcheck.engines.engine import Engine
from tqcheck.errors import InputError, TqcheckError
from tqcheck.metrics.encoder import HEADS
from tqcheck.records import Document, LanguageGuess, Result
from tqcheck.rules import chosen
from tqcheck.rules.rule import Rule
from tqcheck.server.portions import Portions, RememberingJudge

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}")
# Any text will do that makes rules and models load what they load when first used.
_WARM = "The minister said on Thursday that the army retreats on the front, which he had denied."


def language_of(code: str) -> str:
    """The primary part of a language code as clients send it: `en` of `en-US` and of `en_US`.

    Packs and models know no regions, and what is kept per language must not grow with what
    clients make up.

    Raises:
        InputError: it does not look like a language code.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise InputError("not a language code such as en or pt-BR")
    return found[1].lower()


class Checker:
    """Checks texts for the service.

    Model answers are kept by segment in memory, so that a keystroke asks for one sentence.
    Calls may come from several threads.

    Args:
        model: `auto`, a model's name or path, or `off`.
        threads: processor threads, 0 for one a core.
        pulse: called between portions of the model's work; what it raises ends the check.
    """

    def __init__(
        self, model: str = "auto", *, threads: int = 0, pulse: Callable[[], None] = lambda: None
    ) -> None:
        self.rules: tuple[Rule, ...] = chosen()
        self.has_model = model != "off"
        self._threads, self._pulse = threads, pulse
        self._loading = Lock()
        self._judges: dict[str, RememberingJudge | None] = {}
        if self.has_model:
            self._loaded = models.engines(model, threads=threads, cache=Path(":memory:"))

    def warm(self) -> None:
        """Load what the first check would load; a model that fails says so when it is used."""
        with contextlib.suppress(TqcheckError):
            self.check(_WARM, language="en", source_language="fr")

    def check(
        self,
        text: str,
        *,
        language: str | None = None,
        source_language: str | None = None,
        source: str | None = None,
        model: bool = True,
    ) -> Result:
        """The result for a text, with its source text if there is one.

        Raises:
            InputError: a language is not a language code.
            ModelError: the model failed.
        """
        code = language_of(language) if language else None
        guess = None
        if source_language:
            guess = LanguageGuess(language_of(source_language), 1.0, ("given",))
        document = Document("text", text, language=code, source_language=guess)
        if source:
            from tqcheck.pairing import paired

            document = paired(document, source)
        return check(
            document,
            rules=self.rules,
            engine_for=self._engine if model and self.has_model else None,
            judge_for=self._judge,
            gate=Gate(),
        )

    def _engine(self, source: str, target: str) -> Engine | str:
        with self._loading:
            engine = self._loaded(source, target)
        return engine if isinstance(engine, str) else Portions(engine, self._pulse)

    def _judge(self, language: str) -> RememberingJudge | None:
        with self._loading:
            if language not in self._judges:
                folder = HEADS / language
                self._judges[language] = (
                    RememberingJudge(folder, self._pulse, threads=self._threads)
                    if (folder / "head.json").exists()
                    else None
                )
            return self._judges[language]
