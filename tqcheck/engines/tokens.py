"""Text to tokens and back, the way each family of models wants it.

| family  | source                   | target begins with | pieces in      |
|---------|--------------------------|--------------------|----------------|
| marian  | `>>fra<<` pieces `</s>`  |                    | source.spm, target.spm |
| nllb    | `fra_Latn` pieces `</s>` | `eng_Latn`         | sentencepiece.bpe.model |
| m2m100  | `__fr__` pieces `</s>`   | `__en__`           | sentencepiece.bpe.model |

Each folder has `vocab.json`, token to id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import sentencepiece

from tqcheck.engines.languages import by_bcp47
from tqcheck.errors import ModelError

END = "</s>"
UNKNOWN = "<unk>"
SPACE = "▁"
MARIAN, NLLB, M2M100 = "marian", "nllb", "m2m100"
FAMILIES = (MARIAN, NLLB, M2M100)
MULTILINGUAL_PIECES = "sentencepiece.bpe.model"
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class Tokens:
    """The tokenizer of a model folder.

    Args:
        folder: holds the files of the table above.
        card: its `family` decides; Marian when it has none.
        vocabulary: token to id; None reads the folder's `vocab.json`.

    Raises:
        ModelError: the family is unknown or a file cannot be read.
    """

    def __init__(
        self, folder: Path, card: dict[str, Any], vocabulary: dict[str, int] | None = None
    ) -> None:
        self.family = card.get("family", MARIAN)
        if self.family not in FAMILIES:
            raise ModelError(f"{folder}: unknown family {self.family!r}; known: {FAMILIES}")
        marian = self.family == MARIAN
        names = ("source.spm", "target.spm") if marian else (MULTILINGUAL_PIECES,)
        paths = [folder / name for name in names]
        try:
            self._source = sentencepiece.SentencePieceProcessor(str(paths[0]))
            self._target = (
                sentencepiece.SentencePieceProcessor(str(paths[-1]))
                if len(paths) > 1 and paths[-1].exists()
                else self._source
            )
        except (OSError, RuntimeError) as error:
            raise ModelError(f"{folder}: the tokenizer cannot be loaded: {error}") from error
        self._folder, self._card, self._given = folder, card, vocabulary

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Token to id."""
        if self._given is not None:
            return self._given
        path = self._folder / "vocab.json"
        try:
            content: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"{path}: the vocabulary cannot be read: {error}") from error
        return content

    @cached_property
    def languages(self) -> dict[str, str]:
        """BCP 47 code to language token; empty for a model of one target language."""
        return self._card.get("languages") or by_bcp47(self.vocabulary)

    @cached_property
    def _tags(self) -> frozenset[str]:
        return frozenset(self.languages.values())

    @cached_property
    def names(self) -> list[str]:
        """Tokens by id."""
        return sorted(self.vocabulary, key=self.vocabulary.__getitem__)

    def head(self, source: str, target: str) -> list[str]:
        """What stands before the pieces of a source text: a language token or nothing."""
        wanted = target if self.family == MARIAN else source
        token = self.languages.get(wanted)
        return [token] if token else []

    def prefix(self, target: str) -> list[str]:
        """What the decoder is given before the first piece of a target text."""
        return [] if self.family == MARIAN else [self.languages[target]]

    def source(self, text: str) -> list[str]:
        """Pieces of a source text; a language token written in the text has no power."""
        pieces: list[str] = self._source.encode(text, out_type=str)
        return [UNKNOWN if p in self._tags else p for p in pieces]

    def target(self, text: str) -> list[str]:
        """Pieces of a target text, without its end."""
        pieces: list[str] = self._target.encode(text, out_type=str)
        return pieces

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Ids of tokens; one the vocabulary lacks is unknown."""
        unknown = self.vocabulary[UNKNOWN]
        return [self.vocabulary.get(token, unknown) for token in tokens]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Each token's code points in a target text, one a token of `target`.

        White space before a word is not part of its span; byte tokens of one character share
        its span.
        """
        normal, offsets = self._target.normalize(text, with_offsets=True)
        spans: list[tuple[int, int]] = []
        place, pending = 0, 0
        for piece in self.target(text):
            start = place
            if _BYTE.fullmatch(piece):
                pending += 1
                if pending == len(normal[place].encode()):
                    place, pending = place + 1, 0
                spans.append((offsets[start], offsets[start + 1]))
                continue
            place += len(piece)
            if piece.startswith(SPACE):
                start += 1
            spans.append((offsets[start], max(offsets[start], offsets[place])))
        return spans

    def decode(self, pieces: Sequence[str]) -> str:
        """Text of target tokens; language tokens are left out."""
        text: str = self._target.decode([p for p in pieces if p not in self._tags])
        return text


def parts(pieces: Sequence[str], limit: int) -> list[Sequence[str]]:
    """The pieces in parts of at most `limit`, cut before a word where one begins."""
    found = []
    start = 0
    while len(pieces) - start > limit:
        end = start + limit
        word = next((i for i in range(end, start, -1) if pieces[i].startswith(SPACE)), end)
        found.append(pieces[start:word])
        start = word
    return [*found, pieces[start:]]
