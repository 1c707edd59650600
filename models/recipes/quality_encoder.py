"""Fine-tune the first layers of a translation model's encoder to judge English, target only.

Reads MLQE-PE `PAIR.train.jsonl[.xz]` (never dev, which fits the head, nor test20, which only
measures) and, for the machine/human output, lines of a `set idx system src mt ref` table of
sets and systems that the article test does not use. One network, five outputs: the percentile
of the direct assessment in all pairs together, its z-score within the pair, HTER, the logit of
machine against human, and for each token the logit of BAD. Runs by the clock, on one thread,
in bfloat16. Writes OUT/encoder.pt.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import math
import random
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import transformer_spec
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

from tqcheck.engines.marian import MarianTokens
from tqcheck.evaluation import token_places

PAIRS = ("ro-en", "et-en", "ne-en", "si-en", "ru-en")
MAX_TOKENS = 120
IGNORED = -100.0
#: The id of <unk>; half the dropout rate of the tokens become it in training.
UNKNOWN = 1
#: Sets and systems of the machine/human output; the test uses other sets and other systems.
MACHINE_SETS, MACHINE_SYSTEM = ("wmt10", "wmt11", "wmt12"), "bergamot-base-memory"
OUTPUTS = ("percentile", "z", "hter", "machine")


class Encoder(nn.Module):
    """Marian's encoder, cut to its first layers, with sentence and token outputs."""

    def __init__(self, vocabulary: int, *, width: int, inner: int, heads: int, layers: int) -> None:
        super().__init__()
        self.shape = {"width": width, "inner": inner, "heads": heads, "layers": layers}
        self.embedding = nn.Embedding(vocabulary, width)
        self.register_buffer("positions", sinusoids(MAX_TOKENS + 2, width), persistent=False)
        self.layers = nn.ModuleList(
            nn.ModuleDict(
                {
                    "qkv": nn.Linear(width, 3 * width),
                    "out": nn.Linear(width, width),
                    "norm1": nn.LayerNorm(width),
                    "fc1": nn.Linear(width, inner),
                    "fc2": nn.Linear(inner, width),
                    "norm2": nn.LayerNorm(width),
                }
            )
            for _ in range(layers)
        )
        self.pool = nn.Linear(width, 1)
        self.sentence = nn.Linear(3 * width, len(OUTPUTS))
        self.token = nn.Linear(width, 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, drop: float = 0.0) -> Any:
        """`[b, t]` ids and mask to `[b, outputs]` and `[b, t]` logits."""
        x = self.states(ids, mask, drop).float()
        weight = self.pool(x).squeeze(-1).masked_fill(~mask, -1e4).softmax(-1)
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        pooled = torch.cat([(x * weight[..., None]).sum(1), mean, x[:, 0]], -1)
        pooled = fn.dropout(pooled, drop, self.training)
        return self.sentence(pooled), self.token(x).squeeze(-1)

    def states(self, ids: torch.Tensor, mask: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """The last layer's states, `[b, t, width]`."""
        b, t = ids.shape
        width, heads = self.shape["width"], self.shape["heads"]
        x = self.embedding(ids) * math.sqrt(width) + self.positions[:t]
        x = fn.dropout(x, drop, self.training)
        seen = mask[:, None, None, :]
        for layer in self.layers:
            q, k, v = layer["qkv"](x).view(b, t, 3, heads, -1).permute(2, 0, 3, 1, 4)
            a = fn.scaled_dot_product_attention(q, k, v, attn_mask=seen)
            a = layer["out"](a.transpose(1, 2).reshape(b, t, width))
            x = layer["norm1"](x + fn.dropout(a, drop, self.training))
            f = layer["fc2"](fn.relu(layer["fc1"](x)))
            x = layer["norm2"](x + fn.dropout(f, drop, self.training))
        return x


def sinusoids(length: int, width: int) -> torch.Tensor:
    """Marian's positions: all sines, then all cosines."""
    angle = np.arange(length)[:, None] / 10000 ** (2 * np.arange(width // 2) / width)
    return torch.tensor(np.concatenate([np.sin(angle), np.cos(angle)], 1), dtype=torch.float32)


def save_encoder(
    state: Mapping[str, torch.Tensor],
    shape: Mapping[str, int],
    kept: Sequence[tuple[str, int]],
    start: Path,
    out: Path,
) -> None:
    """Write model.bin (int8), vocabulary.json and source.spm of an encoder.

    `kept` are the pieces that ship, with their rows in the embedding.
    """
    spec = transformer_spec.TransformerEncoderSpec(shape["layers"], shape["heads"], pre_norm=False)
    spec.scale_embeddings = float(np.sqrt(shape["width"]))
    spec.position_encodings.encodings = sinusoids(256, shape["width"]).numpy()
    spec.embeddings[0].weight = state["embedding.weight"][[i for _, i in kept]].numpy()
    write_encoder(spec, state, [name for name, _ in kept], "<unk>", "</s>", out)
    shutil.copyfile(start / "source.spm", out / "source.spm")


def write_encoder(
    spec: transformer_spec.TransformerEncoderSpec,
    state: Mapping[str, torch.Tensor],
    pieces: Sequence[str],
    unknown: str,
    end: str,
    out: Path,
    *,
    epsilon: float | None = None,
) -> None:
    """Fill the layers of a spec from `layers.N.…` of a state, and write it in int8."""
    for i, layer in enumerate(spec.layer):
        parts = {
            "qkv": layer.self_attention.linear[0],
            "out": layer.self_attention.linear[1],
            "fc1": layer.ffn.linear_0,
            "fc2": layer.ffn.linear_1,
        }
        for name, linear in parts.items():
            linear.weight = state[f"layers.{i}.{name}.weight"].numpy()
            linear.bias = state[f"layers.{i}.{name}.bias"].numpy()
        norms = {"norm1": layer.self_attention.layer_norm, "norm2": layer.ffn.layer_norm}
        for name, norm in norms.items():
            norm.gamma = state[f"layers.{i}.{name}.weight"].numpy()
            norm.beta = state[f"layers.{i}.{name}.bias"].numpy()
    model = transformer_spec.TransformerEncoderModelSpec(spec)
    model.register_vocabulary(list(pieces))
    model.config.unk_token = unknown
    model.config.eos_token = end
    model.config.layer_norm_epsilon = epsilon
    model.validate()
    model.optimize(quantization="int8")
    out.mkdir(parents=True, exist_ok=True)
    model.save(str(out))


def started(folder: Path, layers: int) -> Encoder:
    """An encoder with the first layers of the model in `folder`."""
    config = json.loads((folder / "config.json").read_text())
    weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    model = Encoder(
        config["vocab_size"],
        width=config["d_model"],
        inner=config["encoder_ffn_dim"],
        heads=config["encoder_attention_heads"],
        layers=layers,
    )
    state = model.state_dict()
    state["embedding.weight"] = weights["model.shared.weight"]
    names = {"out": "self_attn.out_proj", "norm1": "self_attn_layer_norm", "fc1": "fc1"}
    names |= {"fc2": "fc2", "norm2": "final_layer_norm"}
    for i in range(layers):
        old = f"model.encoder.layers.{i}."
        for kind in ("weight", "bias"):
            state[f"layers.{i}.qkv.{kind}"] = torch.cat(
                [weights[f"{old}self_attn.{p}_proj.{kind}"] for p in "qkv"]
            )
            for new, name in names.items():
                state[f"layers.{i}.{new}.{kind}"] = weights[f"{old}{name}.{kind}"]
    model.load_state_dict(state)
    for head in (model.pool, model.sentence, model.token):
        nn.init.zeros_(head.bias)
        nn.init.normal_(head.weight, std=0.02)
    return model


def rows(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSONL file, plain or xz."""
    open_text = lzma.open if path.suffix == ".xz" else open
    opened = open_text(path, "rt", encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines]


class Coder:
    """Texts to ids and token labels."""

    def __init__(self, folder: Path) -> None:
        self.tokens = MarianTokens(folder)
        self.ids = self.tokens.vocabulary

    def encode(self, text: str) -> list[int]:
        pieces = self.tokens.encode_source(text, self.tokens.tags["fr"])
        ids = [self.ids.get(p, self.ids["<unk>"]) for p in pieces]
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]

    def labels(self, row: dict[str, Any], length: int) -> list[float]:
        """1 BAD, 0 OK, IGNORED for each id of `encode`."""
        places = token_places(row["translation"], row["tokens"])
        labels = []
        for start, end in self.tokens.target_spans(row["translation"]):
            tags = [
                tag == "BAD"
                for place, tag in zip(places, row["token_tags"], strict=True)
                if place and place.start < end and start < place.end
            ]
            labels.append(float(any(tags)) if tags else IGNORED)
        return [IGNORED, *labels[: length - 2], IGNORED]


def judgments(gold: Path) -> list[tuple[dict[str, Any], list[float]]]:
    """Each training row with its targets, in the order of OUTPUTS.

    The percentile is spread to variance 1, the z-score is taken anew within the pair and cut at
    3, HTER is cut at 1.
    """
    by_pair = {pair: rows(gold / f"{pair}.train.jsonl.xz") for pair in PAIRS}
    pooled = np.sort([r["da_mean"] for rs in by_pair.values() for r in rs])
    found = []
    for own in by_pair.values():
        z = np.array([r["da_z"] for r in own])
        z = np.clip((z - z.mean()) / z.std(), -3, 3)
        for row, standard in zip(own, z, strict=True):
            low, high = (np.searchsorted(pooled, row["da_mean"], side=s) for s in ("left", "right"))
            share = (low + high) / 2 / len(pooled)
            hter = min(row["hter"], 1.0)
            found.append((row, [(share - 0.5) * math.sqrt(12), standard, hter, IGNORED]))
    return found


def authors(table: Path, sets: Sequence[str], systems: Sequence[str]) -> list[dict[str, str]]:
    """Lines that have a human translation and all these systems', in the order of the sets.

    Each is a dict of system to text; the human's is `ref`, and `line` is `set:index`.
    """
    found: dict[tuple[str, int], dict[str, str]] = {}
    with lzma.open(table, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["set"] in sets and row["system"] in systems and row["ref"] and row["mt"]:
                line = found.setdefault((row["set"], int(row["idx"])), {"ref": row["ref"]})
                line[row["system"]] = row["mt"]
                line["line"] = f"{row['set']}:{row['idx']}"
    return [found[key] for key in sorted(found) if len(found[key]) == len(systems) + 2]


def judged(gold: Path, coder: Coder) -> list[tuple[list[int], list[float], list[float]]]:
    """(ids, sentence targets, token labels) of all training segments."""
    examples = []
    for row, targets in judgments(gold):
        ids = coder.encode(row["translation"])
        examples.append((ids, targets, coder.labels(row, len(ids))))
    return examples


def authored(table: Path, coder: Coder) -> list[list[tuple[list[int], list[float], list[float]]]]:
    """For each line of the machine sets: its machine example and its human example."""
    pairs = []
    for line in authors(table, MACHINE_SETS, [MACHINE_SYSTEM]):
        both = []
        for system, machine in ((MACHINE_SYSTEM, 1.0), ("ref", 0.0)):
            ids = coder.encode(line[system])
            both.append((ids, [IGNORED] * 3 + [machine], [IGNORED] * len(ids)))
        pairs.append(both)
    return pairs


def batches(examples: list[Any], tokens: int, chance: random.Random) -> list[list[Any]]:
    """Shuffled batches of examples of like length, about `tokens` ids each."""
    chance.shuffle(examples)
    found, batch = [], []
    for example in sorted(examples, key=lambda e: len(e[0])):
        if batch and (len(batch) + 1) * len(example[0]) > tokens:
            found.append(batch)
            batch = []
        batch.append(example)
    found.append(batch)
    chance.shuffle(found)
    return found


def padded(lists: list[list[float]], filler: float) -> torch.Tensor:
    """`[b, t]` floats."""
    out = np.full((len(lists), max(map(len, lists))), filler, dtype=np.float32)
    for row, values in enumerate(lists):
        out[row, : len(values)] = values
    return torch.from_numpy(out)


def loss_of(model: Encoder, batch: list[Any], drop: float) -> torch.Tensor:
    """Squared errors of the judgments, cross-entropies of machine and BAD, weighted."""
    ids = padded([e[0] for e in batch], -1)
    mask = ids >= 0
    hidden = (torch.rand(ids.shape) < drop / 2) & (ids > UNKNOWN)
    with torch.autocast("cpu", torch.bfloat16):
        sentence, token = model(ids.masked_fill(hidden, UNKNOWN).clamp_min(0).long(), mask, drop)
    wanted = torch.tensor([e[1] for e in batch], dtype=torch.float32)
    known = wanted > IGNORED
    errors = (sentence[:, :3] - wanted[:, :3]).square() * known[:, :3]
    loss = (errors * torch.tensor([1.0, 1.0, 2.0])).sum() / len(batch)
    machine = known[:, 3]
    if machine.any():
        loss = loss + 0.7 * fn.binary_cross_entropy_with_logits(
            sentence[machine, 3], wanted[machine, 3], reduction="sum"
        ) / len(batch)
    tags = padded([e[2] for e in batch], IGNORED)
    tagged = tags > IGNORED
    if tagged.any():
        loss = loss + fn.binary_cross_entropy_with_logits(token[tagged], tags[tagged])
    return loss


@torch.no_grad()
def measure(model: Encoder, gold: Path, coder: Coder, part: str, most: int) -> str:
    """Pearson by pair of the two judgment outputs, on at most so many rows."""
    model.eval()
    told = []
    for pair in PAIRS:
        found = rows(gold / f"{pair}.{part}.jsonl")[:most]
        answers = []
        for start in range(0, len(found), 32):
            ids = padded([coder.encode(r["translation"]) for r in found[start : start + 32]], -1)
            with torch.autocast("cpu", torch.bfloat16):
                sentence, _ = model(ids.clamp_min(0).long(), ids >= 0)
            answers.append(sentence.float())
        answer = torch.cat(answers).numpy()
        human = [r["da_mean"] for r in found]
        own = [np.corrcoef(answer[:, i], human)[0, 1] for i in (0, 1)]
        told.append(f"{pair} {own[0]:.3f}/{own[1]:.3f}")
    model.train()
    return "  ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("start", type=Path, help="model folder (transformers, safetensors)")
    parser.add_argument("gold", type=Path, help="folder of MLQE-PE")
    parser.add_argument("authors", type=Path, help="TSV.xz of machine and human translations")
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--tokens", type=int, default=1200, help="ids a step")
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    chance = random.Random(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    coder = Coder(arguments.start)
    model = started(arguments.start, arguments.layers)
    model.train()
    heads = [p for m in (model.pool, model.sentence, model.token) for p in m.parameters()]
    other = [p for n, p in model.named_parameters() if n.split(".")[0] in ("embedding", "layers")]
    groups = [{"params": other, "times": 1.0}, {"params": heads, "times": 5.0}]
    optimizer = torch.optim.AdamW(groups, lr=arguments.rate, weight_decay=0.01, fused=True)
    segments, pairs = judged(arguments.gold, coder), authored(arguments.authors, coder)
    print(len(segments), "judged,", len(pairs), "machine and human lines", flush=True)
    begun = told = time.monotonic()
    budget, step, seen, running = arguments.minutes * 60, 0, 0, 0.0
    waiting: list[Any] = []
    while (elapsed := time.monotonic() - begun) < budget:
        if not waiting:
            drawn = segments + [chance.choice(both) for both in pairs]
            waiting = batches(drawn, arguments.tokens, chance)
            print(f"pass over {len(waiting)} batches", flush=True)
        batch = waiting.pop()
        rate = min(1.0, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * elapsed / budget))
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * rate * group["times"]
        loss = loss_of(model, batch, arguments.drop)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step, seen = step + 1, seen + sum(len(e[0]) for e in batch)
        running += 0.02 * (loss.item() - running) if step > 1 else loss.item()
        if step % 100 == 0:
            print(
                f"{step} {elapsed / 60:.1f} min loss {running:.3f} {seen / elapsed:.0f}/s",
                flush=True,
            )
        if time.monotonic() - told > 300:
            told = time.monotonic()
            print(measure(model, arguments.gold, coder, "dev", 200), flush=True)
            torch.save(
                {"shape": model.shape, "state": model.state_dict()}, arguments.out / "encoder.pt"
            )
    print(measure(model, arguments.gold, coder, "dev", 1000), flush=True)
    torch.save({"shape": model.shape, "state": model.state_dict()}, arguments.out / "encoder.pt")


if __name__ == "__main__":
    main()
