"""Tiny random models of the three families, as the hub would hold them, made on the spot."""

from __future__ import annotations

import io
import json
from pathlib import Path

import sentencepiece
import torch
import transformers

SENTENCES = [
    "The minister spoke of the war yesterday in the capital.",
    "Soldiers at the front wait for weapons and news from home.",
    "Le ministre a parlé hier de la guerre dans la capitale.",
    "Les soldats du front attendent des armes et des nouvelles.",
    "A court in the north heard seven lawyers on Monday.",
    "Un tribunal du nord a entendu sept avocats lundi.",
    "Prices rose by two per cent, the statistics office said.",
    "Les prix ont augmenté de deux pour cent, selon l'office.",
]
_SIZES = {
    "d_model": 16,
    "encoder_layers": 2,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "max_position_embeddings": 256,
    "attn_implementation": "eager",
}


def _pieces(path: Path, size: int, **options: object) -> list[str]:
    """Train a tiny sentencepiece model at `path`; its pieces."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 4),
        model_writer=made,
        vocab_size=size,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    path.write_bytes(made.getvalue())
    processor = sentencepiece.SentencePieceProcessor(str(path))
    return [processor.id_to_piece(i) for i in range(processor.vocab_size())]


def _dump(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _save(model: torch.nn.Module, folder: Path, pieces: int | None = None) -> None:
    """Save with weights large enough that tokens differ clearly in likelihood."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name and parameter.dim() > 1 and "positions" not in name:
                parameter.normal_(0, 0.25)
        model.model.shared.weight[model.config.eos_token_id] *= -0.3  # Texts do not end at once.
        if pieces:  # Language tokens are most of so small a vocabulary, and decode to nothing.
            model.model.shared.weight[pieces:] *= 0.2
        padding = model.model.shared.padding_idx
        model.model.shared.weight[padding] = 0
    model.save_pretrained(folder)


def marian(folder: Path) -> Path:
    """A Marian model of French and English, both ways, with target tags."""
    folder.mkdir()
    pieces = _pieces(folder / "source.spm", 150)
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    tokens = ["</s>", "<unk>", ">>fra<<", ">>eng<<"]
    tokens += [p for p in pieces if p not in ("<s>", "</s>", "<unk>")] + ["<pad>"]
    _dump(folder / "vocab.json", {token: i for i, token in enumerate(tokens)})
    _dump(
        folder / "tokenizer_config.json",
        {"source_lang": "en", "target_lang": "fr", "tokenizer_class": "MarianTokenizer"},
    )
    torch.manual_seed(3)
    pad = len(tokens) - 1
    config = transformers.MarianConfig(
        **_SIZES,
        vocab_size=len(tokens),
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        scale_embedding=True,
        activation_function="swish",
    )
    _save(transformers.MarianMTModel(config), folder)
    return folder


def m2m100(folder: Path) -> Path:
    """An M2M100 model: `__fr__` before the text, `__en__` before its translation."""
    folder.mkdir()
    pieces = _pieces(folder / "sentencepiece.bpe.model", 150)
    tokens = ["<s>", "<pad>", "</s>", "<unk>"]
    tokens += [p for p in pieces if p not in tokens]
    _dump(folder / "vocab.json", {token: i for i, token in enumerate(tokens)})
    _dump(folder / "tokenizer_config.json", {"tokenizer_class": "M2M100Tokenizer"})
    _multilingual(folder, len(tokens), 100 + 8)
    return folder


def nllb(folder: Path) -> Path:
    """An NLLB model: `fra_Latn` before the text, `eng_Latn` before its translation."""
    folder.mkdir()
    pieces = _pieces(folder / "sentencepiece.bpe.model", 150, model_type="bpe")
    _dump(folder / "tokenizer_config.json", {"tokenizer_class": "NllbTokenizer"})
    _multilingual(folder, len(pieces) + 1, 202 + 1 + 2)
    return folder


def _multilingual(folder: Path, pieces: int, others: int) -> None:
    torch.manual_seed(3)
    config = transformers.M2M100Config(
        **_SIZES,
        vocab_size=pieces + others,
        pad_token_id=1,
        eos_token_id=2,
        bos_token_id=0,
        decoder_start_token_id=2,
        scale_embedding=True,
    )
    _save(transformers.M2M100ForConditionalGeneration(config), folder, pieces)


FAMILIES = {"marian": marian, "m2m100": m2m100, "nllb": nllb}
