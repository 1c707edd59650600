"""transformers weights to CTranslate2's form; needs torch.

CTranslate2's own command reads tokenizers through attributes that transformers 5 dropped, which
breaks M2M100 (`Source vocabulary 0 has size 86 but ...`). Here its loaders get the vocabulary
that tqcheck uses, for all families.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers
from ctranslate2.converters.converter import Converter
from ctranslate2.converters.transformers import M2M100Loader, MarianMTLoader
from safetensors import SafetensorError

from tqcheck.engines.tokens import END, MARIAN, UNKNOWN
from tqcheck.errors import ModelError


class _Words:
    """What CTranslate2's loaders ask of a tokenizer."""

    bos_token, eos_token, unk_token = "<s>", END, UNKNOWN

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._names = {i: token for token, i in vocabulary.items()}

    def get_vocab(self) -> dict[str, int]:
        return self._vocabulary

    def convert_ids_to_tokens(self, i: int) -> str:
        return self._names[i]


class _M2M100(M2M100Loader):  # type: ignore[misc]
    def get_vocabulary(self, model: Any, tokenizer: _Words) -> list[str]:
        return [tokenizer.convert_ids_to_tokens(i) for i in range(model.config.vocab_size)]


class _Converter(Converter):  # type: ignore[misc]
    def __init__(self, folder: Path, words: _Words, family: str) -> None:
        self._folder, self._words, self._family = folder, words, family

    def _load(self) -> Any:
        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        marian = self._family == MARIAN
        model_class = (
            transformers.MarianMTModel if marian else transformers.M2M100ForConditionalGeneration
        )
        model = model_class.from_pretrained(
            self._folder, use_safetensors=True, local_files_only=True, dtype=torch.float32
        )
        if marian and model.model.shared.weight[model.config.pad_token_id].any():
            raise ValueError("its <pad> has a vector, but CTranslate2 starts Marian from zero")
        with torch.no_grad():
            return (MarianMTLoader() if marian else _M2M100())(model, self._words)


def to_ct2(folder: Path, out: Path, vocabulary: dict[str, int], card: dict[str, Any]) -> None:
    """Write CTranslate2's files of a hub folder into `out`, which must not exist.

    Raises:
        ModelError: the weights do not fit the settings or the vocabulary.
    """
    if card["family"] == MARIAN and vocabulary.get("<pad>") != len(vocabulary) - 1:
        raise ModelError(f"{folder}: <pad> must be the last token of a Marian vocabulary")
    try:
        _Converter(folder, _Words(vocabulary), card["family"]).convert(
            str(out), quantization=card.get("precision", "int8")
        )
    except (OSError, RuntimeError, ValueError, KeyError, AttributeError, SafetensorError) as error:
        raise ModelError(f"{folder}: cannot be converted: {error}") from error
