"""A model folder with random weights for train.py to start from: OUT beside its tokenizer.

The shape is a deep encoder with a shallow decoder: quality comes from the encoder, and time
goes into the decoder, which runs once for each token written.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from transformers import GenerationConfig, MarianConfig, MarianMTModel


def generation(pad: int, end: int) -> GenerationConfig:
    """How transformers should translate with such a model."""
    return GenerationConfig(
        bad_words_ids=[[pad]],
        decoder_start_token_id=pad,
        eos_token_id=end,
        pad_token_id=pad,
        max_length=256,
        num_beams=2,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tokenizer", type=Path, help="folder of tokenizer.py")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--inner", type=int, default=1536, help="width inside feed-forward layers")
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--encoder-layers", type=int, default=6)
    parser.add_argument("--decoder-layers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    words = json.loads((arguments.tokenizer / "vocab.json").read_text("utf-8"))
    pad, end = words["<pad>"], words["</s>"]
    torch.manual_seed(arguments.seed)
    config = MarianConfig(
        vocab_size=len(words),
        d_model=arguments.width,
        encoder_layers=arguments.encoder_layers,
        decoder_layers=arguments.decoder_layers,
        encoder_attention_heads=arguments.heads,
        decoder_attention_heads=arguments.heads,
        encoder_ffn_dim=arguments.inner,
        decoder_ffn_dim=arguments.inner,
        max_position_embeddings=256,
        activation_function="relu",
        scale_embedding=True,
        init_std=0.02,
        dropout=0.0,
        pad_token_id=pad,
        eos_token_id=end,
        bos_token_id=end,
        decoder_start_token_id=pad,
        forced_eos_token_id=end,
    )
    model = MarianMTModel(config)
    model.generation_config = generation(pad, end)
    model.save_pretrained(arguments.out)
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        shutil.copyfile(arguments.tokenizer / name, arguments.out / name)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters")


if __name__ == "__main__":
    main()
