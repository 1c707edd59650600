"""Tokens of a Marian model folder under the names that a single-family user needs."""

from __future__ import annotations

from pathlib import Path

from tqcheck.engines.tokens import END, MARIAN, Tokens

__all__ = ["END", "MarianTokens"]


class MarianTokens(Tokens):
    """The tokenizer of a Marian model folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {"family": MARIAN})

    @property
    def tags(self) -> dict[str, str]:
        """Language code to target tag, for models with several targets; else empty."""
        return self.languages

    def encode_source(self, text: str, tag: str | None) -> list[str]:
        """Tokens of a source text: the target tag if any, pieces, end."""
        return [*([tag] if tag else []), *self.source(text), END]

    def encode_target(self, text: str) -> list[str]:
        """Tokens of a target text, without its end."""
        return self.target(text)

    def target_spans(self, text: str) -> list[tuple[int, int]]:
        """Each token's code points in the text, one a token of `encode_target`."""
        return self.spans(text)
