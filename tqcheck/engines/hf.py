"""The reference engine: transformers and torch, float32; `ct2` is held against it.

Runs hub folders of the Marian, NLLB and M2M100 families and, dequantised, the CTranslate2
folders that tqcheck ships or converts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from safetensors import SafetensorError

from tqcheck.engines import ct2_weights
from tqcheck.engines.ct2 import (
    MAX_LOGITS,
    MAX_TOKENS,
    PART_TOKENS,
    card_directions,
    distributions_of,
    shares,
    signature,
)
from tqcheck.engines.engine import Distribution, Scored
from tqcheck.engines.hub import vocabulary
from tqcheck.engines.tokens import END, MARIAN, Tokens, parts
from tqcheck.errors import ModelError

BATCH_TEXTS = 16


class HfEngine:
    """A model folder, loaded in transformers.

    Args:
        folder: a CTranslate2 folder with a card, or a hub folder with safetensors.
        card: what `tqcheck.models` knows of it.
        threads: processor threads, 0 for torch's own choice.

    Raises:
        ModelError: the folder is not such a model.
    """

    def __init__(self, folder: Path, card: dict[str, Any], *, threads: int = 0) -> None:
        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if threads:
            torch.set_num_threads(threads)
        self._name = card["name"]
        own = (folder / "model.bin").exists()
        try:
            self._tokens = Tokens(folder, card, None if own else vocabulary(folder, card["family"]))
            self._model = (dequantised if own else _from_hub)(folder, self._tokens)
        except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
            raise ModelError(f"{folder}: the model cannot be loaded: {error}") from error
        self._model.eval()
        # Its own settings (beams, forced ends) would mix with those of each call.
        self._model.generation_config = transformers.GenerationConfig()  # type: ignore[no-untyped-call]
        self._directions = card_directions(card)
        precision = f"{card.get('precision', 'int8')}-dequantised" if own else "float32"
        self._signature = signature(card, f"hf:{transformers.__version__}", precision)

    @property
    def signature(self) -> str:
        """Model name, version and weights' hash, transformers' version, precision."""
        return self._signature

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The (source, target) languages of the model's card."""
        return self._directions

    @torch.inference_mode()
    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order; text too long for the model goes in parts."""
        self._check(source, target)
        head, prefix = self._tokens.head(source, target), self._tokens.prefix(target)
        whole = [parts(self._tokens.source(t), min(PART_TOKENS, MAX_TOKENS - 2)) for t in texts]
        flat = [self._tokens.ids([*head, *p, END]) for text in whole for p in text if p]
        config = self._model.config
        start = [config.decoder_start_token_id, *self._tokens.ids(prefix)]
        made: list[str] = []
        for begin in range(0, len(flat), BATCH_TEXTS):
            given, mask = self._padded(flat[begin : begin + BATCH_TEXTS])
            answers = self._model.generate(
                input_ids=given,
                attention_mask=mask,
                decoder_input_ids=torch.tensor([start] * len(given)),
                generation_config=transformers.GenerationConfig(  # type: ignore[no-untyped-call]
                    num_beams=beam_size,
                    do_sample=False,
                    max_length=MAX_TOKENS + 1,
                    min_new_tokens=1,
                    pad_token_id=config.pad_token_id,
                    eos_token_id=config.eos_token_id,
                    decoder_start_token_id=config.decoder_start_token_id,
                    suppress_tokens=self._hidden or None,
                ),
            )
            for row in answers.tolist():
                ids = [i for i in row[len(start) :] if i != config.pad_token_id]
                ids = ids[: ids.index(config.eos_token_id)] if config.eos_token_id in ids else ids
                made.append(self._tokens.decode([self._tokens.names[i] for i in ids]))
        answers_left = iter(made)
        return [" ".join(next(answers_left) for part in text if part) for text in whole]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""
        found = []
        for place, logits, _ in self._forced(sources, targets, source, target):
            text = targets[place]
            own = self._own(text)
            ids = self._tokens.ids([*own, END])
            rows = torch.log_softmax(torch.from_numpy(logits), dim=-1).numpy()
            found.append(
                Scored(
                    tokens=(*own, END),
                    log_probs=tuple(
                        min(0.0, float(rows[row, wanted])) for row, wanted in enumerate(ids)
                    ),
                    spans=(*self._tokens.spans(text)[: len(own)], (len(text), len(text))),
                )
            )
        return found

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
        return [
            distributions_of(
                logits,
                self._tokens.ids([*self._own(targets[place]), END]),
                self._tokens.names,
                top,
            )
            for place, logits, _ in self._forced(sources, targets, source, target)
        ]

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """Attention of each target token, its end left out, to each source token.

        Attention to a language token is left out, and the rest of each row made to sum to 1.
        """
        first = len(self._tokens.head(source, target))
        return [
            shares([row[first:] for row in attention.tolist()[:-1]])
            for _, _, attention in self._forced(sources, targets, source, target)
        ]

    @property
    def _hidden(self) -> list[int]:
        """Ids the model never writes: CTranslate2 drops Marian's `<pad>` altogether."""
        return [self._model.config.pad_token_id] if self._tokens.family == MARIAN else []

    def _check(self, source: str, target: str) -> None:
        if (source, target) not in self._directions:
            raise ModelError(f"{self._name}: does not translate {source} into {target}")

    def _own(self, text: str) -> list[str]:
        return self._tokens.target(text)[: MAX_TOKENS - 2]

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids [n, longest] and their mask."""
        longest = max(len(row) for row in rows)
        pad = self._model.config.pad_token_id
        ids = torch.tensor([[*row, *[pad] * (longest - len(row))] for row in rows])
        return ids, torch.tensor([[int(i < len(row)) for i in range(longest)] for row in rows])

    @torch.inference_mode()
    def _forced(
        self, sources: Sequence[str], targets: Sequence[str], source: str, target: str
    ) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Place, logits [tokens and end, vocabulary], attention [tokens and end, source]."""
        self._check(source, target)
        head, prefix = self._tokens.head(source, target), self._tokens.prefix(target)
        limit = MAX_TOKENS - len(head) - 1
        start = [self._model.config.decoder_start_token_id, *self._tokens.ids(prefix)]
        given = [[*head, *self._tokens.source(t)[:limit], END] for t in sources]
        inputs = [[*start, *self._tokens.ids(self._own(t))] for t in targets]
        size = self._model.config.vocab_size
        step = max(1, min(BATCH_TEXTS, MAX_LOGITS // size // max(map(len, inputs), default=1)))
        for begin in range(0, len(inputs), step):
            ids, mask = self._padded([self._tokens.ids(g) for g in given[begin : begin + step]])
            written, _ = self._padded(inputs[begin : begin + step])
            answer = self._model(
                input_ids=ids,
                attention_mask=mask,
                decoder_input_ids=written,
                output_attentions=True,
                use_cache=False,
            )
            answer.logits[..., self._hidden] = float("-inf")
            # CTranslate2 aligns by the first head of the last layer.
            attention = answer.cross_attentions[-1][:, 0]
            for row in range(len(written)):
                end = len(inputs[begin + row])
                rows = slice(len(start) - 1, end)
                yield (
                    begin + row,
                    answer.logits[row, rows].numpy(),
                    attention[row, rows, : len(given[begin + row])].numpy(),
                )


def _from_hub(folder: Path, tokens: Tokens) -> Any:
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(
        folder, use_safetensors=True, dtype=torch.float32, attn_implementation="eager"
    )


def dequantised(folder: Path, tokens: Tokens) -> Any:
    """The transformers model of a CTranslate2 folder's weights."""
    variables = ct2_weights.read(folder / "model.bin")
    sizes = ct2_weights.configuration(variables, tokens.family)
    special = {"eos_token_id": tokens.vocabulary[END], "pad_token_id": tokens.vocabulary["<pad>"]}
    marian = tokens.family == MARIAN
    start = special["pad_token_id" if marian else "eos_token_id"]
    config_class: Any = transformers.MarianConfig if marian else transformers.M2M100Config
    config = config_class(
        **sizes,
        **special,
        decoder_start_token_id=start,
        bos_token_id=0,
        attn_implementation="eager",
    )
    model_class: Any = (
        transformers.MarianMTModel if marian else transformers.M2M100ForConditionalGeneration
    )
    model = model_class(config)
    weights = {
        k: torch.from_numpy(v) for k, v in ct2_weights.state(variables, tokens.family).items()
    }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if missing or unexpected:
        raise ModelError(f"{folder}: weights do not fit: {missing} {unexpected}")
    return model
