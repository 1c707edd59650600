"""BERT's encoder in PyTorch: read from a folder of transformers, and written for CTranslate2."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from ctranslate2.specs import common_spec, transformer_spec
from quality_encoder import write_encoder
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

from tqcheck.engines.wordpiece import LAST, UNKNOWN

#: Positions that are kept; the encoder that ships reads no longer rows.
POSITIONS = 160
_EPSILON = 1e-12


class Bert(nn.Module):
    """The encoder in the folder START (`config.json`, `model.safetensors`, `vocab.txt`).

    The pieces' vectors are no parameters: they stay as they are. There is no dropout, which takes
    a third of the time on a CPU.
    """

    def __init__(self, start: Path) -> None:
        super().__init__()
        config = json.loads((start / "config.json").read_text("utf-8"))
        width, self.heads = config["hidden_size"], config["num_attention_heads"]
        inner = config["intermediate_size"]
        self.register_buffer("pieces", torch.zeros(config["vocab_size"], width))
        self.positions = nn.Parameter(torch.zeros(POSITIONS, width))
        self.norm = nn.LayerNorm(width, _EPSILON)
        self.layers = nn.ModuleList(
            nn.ModuleDict(
                {
                    "qkv": nn.Linear(width, 3 * width),
                    "out": nn.Linear(width, width),
                    "norm1": nn.LayerNorm(width, _EPSILON),
                    "fc1": nn.Linear(width, inner),
                    "fc2": nn.Linear(inner, width),
                    "norm2": nn.LayerNorm(width, _EPSILON),
                }
            )
            for _ in range(config["num_hidden_layers"])
        )
        self.load_state_dict(_renamed(load_file(start / "model.safetensors"), len(self.layers)))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`[b, t]` ids and mask to the last layer's states, `[b, t, width]`."""
        b, t = ids.shape
        x = self.norm(self.pieces[ids] + self.positions[:t])
        # Added to the scores; written out, attention is faster on a CPU than the fused one.
        unseen = torch.where(mask, 0.0, -1e4).to(x.dtype)[:, None, None, :]
        for layer in self.layers:
            q, k, v = layer["qkv"](x).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            scores = q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5) + unseen
            a = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, -1)
            x = layer["norm1"](x + layer["out"](a))
            x = layer["norm2"](x + layer["fc2"](fn.gelu(layer["fc1"](x))))
        return x


def _renamed(weights: Mapping[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """The weights of transformers' BertModel, by the names of `Bert`."""
    weights = {name.removeprefix("bert."): value.float() for name, value in weights.items()}
    state = {
        "pieces": weights["embeddings.word_embeddings.weight"],
        # All is of the first of the two token types.
        "positions": weights["embeddings.position_embeddings.weight"][:POSITIONS]
        + weights["embeddings.token_type_embeddings.weight"][0],
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "fc1": "intermediate.dense",
        "fc2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for i in range(layers):
            old = f"encoder.layer.{i}."
            qkv = [weights[f"{old}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{kind}"] = torch.cat(qkv)
            for new, name in names.items():
                state[f"layers.{i}.{new}.{kind}"] = weights[f"{old}{name}.{kind}"]
    return state


def save(
    state: Mapping[str, torch.Tensor], heads: int, pieces: Sequence[tuple[str, int]], out: Path
) -> None:
    """Write model.bin (int8) and vocabulary.json of the weights of a `Bert`.

    `pieces` are those that ship, with their numbers in START.
    """
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    spec = transformer_spec.TransformerEncoderSpec(
        layers,
        heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    spec.scale_embeddings = False
    spec.position_encodings.encodings = state["positions"].numpy()
    spec.embeddings[0].weight = state["pieces"][[number for _, number in pieces]].numpy()
    spec.layernorm_embedding.gamma = state["norm.weight"].numpy()
    spec.layernorm_embedding.beta = state["norm.bias"].numpy()
    names = [name for name, _ in pieces]
    write_encoder(spec, state, names, UNKNOWN, LAST, out, epsilon=_EPSILON)
