"""Train a Marian model, both ways within each pair, from `set, source, target` TSV files.

Runs by the clock: the learning rate follows a cosine from --rate to nothing at --minutes.
Saves RUN/state.pt every few minutes and goes on from it when started again, so it may be
stopped at any moment. Trains in bfloat16, with float32 master weights, where that is quick;
--helpers adds processes that use idle cores and hold the main one up little when they are late.
New TSV files matching --text are picked up at the next pass over the text.
"""

from __future__ import annotations

import argparse
import glob
import json
import math
import os
import queue
import random
import re
import time
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import torch.multiprocessing as mp
from safetensors.torch import load_file, save_file
from tokenizer import TAGS
from transformers import MarianConfig, MarianMTModel

SETS = Path(__file__).with_name("sets.toml")
IGNORED = -100
# Part of the weighted text in one pass; short passes pick up new files soon.
PASS = 0.1
LABEL_SMOOTHING = 0.1
MAX_TOKENS = 120
# Rows of logits computed at a time: small enough to stay in the cache.
LOSS_ROWS = 512
# Pieces of every shortlist: the most frequent ones, and how many are drawn of the rest.
FREQUENT, DRAWN = 1500, 768
# Longest wait for a helper, as a part of the time of the main process's own batches.
PATIENCE = 0.25
# Seconds without work after which a helper looks whether its trainer was killed.
ORPHANED_AFTER = 30
PRECISIONS = {"bfloat16": torch.bfloat16, "float32": torch.float32}


def native_precision() -> torch.dtype:
    """bfloat16 on a GPU or a processor with instructions for it; elsewhere it is emulated."""
    facts = Path("/proc/cpuinfo")
    native = torch.cuda.is_available() or (facts.exists() and "bf16" in facts.read_text())
    return torch.bfloat16 if native else torch.float32


class Corpus:
    """Encoded examples of all sets, drawn by weight, in batches of similar length."""

    def __init__(
        self, text: list[tuple[str, str]], model: Path, *, keep: tuple[float, float], seed: int
    ) -> None:
        self.text, self.keep = text, keep
        self.spm = sentencepiece.SentencePieceProcessor(str(model / "source.spm"))
        vocabulary = json.loads((model / "vocab.json").read_text(encoding="utf-8"))
        unknown, self.size = vocabulary["<unk>"], len(vocabulary)
        self.ids = np.array(
            [
                vocabulary.get(self.spm.id_to_piece(i), unknown)
                for i in range(self.spm.vocab_size())
            ],
            dtype=np.int32,
        )
        self.end, self.pad = vocabulary["</s>"], vocabulary["<pad>"]
        self.tags = {code: vocabulary[tag] for code, tag in TAGS.items() if tag in vocabulary}
        self.random = random.Random(seed)
        # (pair, set) -> encoded pairs.
        self.sets: dict[tuple[str, str], list[tuple[np.ndarray, np.ndarray]]] = {}
        self.read: set[str] = set()
        self.facts = tomllib.loads(SETS.read_text(encoding="utf-8"))

    def load(self) -> None:
        """Encode the files that have not been read yet."""
        found = {(path, pair) for pair, pattern in self.text for path in glob.glob(pattern)}
        for path, languages in sorted(found):
            if path in self.read:
                continue
            self.read.add(path)
            rows = [line.split("\t") for line in Path(path).read_text("utf-8").split("\n")[:-1]]
            sides = [self.spm.encode([row[side] for row in rows]) for side in (1, 2)]
            for row, source, target in zip(rows, *sides, strict=True):
                if 0 < len(source) < MAX_TOKENS and 0 < len(target) < MAX_TOKENS:
                    pair = (self.ids[source], self.ids[target])
                    self.sets.setdefault((languages, row[0]), []).append(pair)

    def frequent(self, count: int) -> np.ndarray:
        """Ids of the `count` pieces that stand in most places, by the sets' weights."""
        places = np.zeros(self.size)
        for (_, name), pairs in self.sets.items():
            ids = np.concatenate([side for pair in pairs for side in pair])
            places += np.bincount(ids, minlength=self.size) * self.facts[name]["weight"]
        return np.argsort(-places)[:count]

    def batches(self, tokens: int) -> list[list[tuple[np.ndarray, np.ndarray]]]:
        """One pass: a part of every set by its weight, both directions, as shuffled batches.

        A batch holds about `tokens` padded target tokens; an example is (source, target).
        """
        self.load()
        examples = []
        for (languages, name), pairs in sorted(self.sets.items()):
            sides = languages.split("-")
            weight, human = self.facts[name]["weight"], self.facts[name].get("human")
            drawn = self.random.choices(pairs, k=math.ceil(weight * PASS * len(pairs)))
            # Machine-made source text teaches one direction only: towards the human side.
            directions = [d for d in (0, 1) if human in (None, sides[1 - d])]
            for pair in drawn:
                for direction in directions:
                    if self.random.random() >= self.keep[direction]:
                        continue
                    source, target = pair[direction], pair[1 - direction]
                    head = [self.tags[sides[1 - direction]]]
                    examples.append(
                        (
                            np.concatenate([head, source, [self.end]]),
                            np.concatenate([target, [self.end]]),
                        )
                    )
        self.random.shuffle(examples)
        # Sorting within windows keeps the order of passes random and padding small.
        batches = []
        window = 20_000
        for start in range(0, len(examples), window):
            part_of = sorted(
                examples[start : start + window], key=lambda e: (len(e[1]) // 3, len(e[0]))
            )
            batch: list[tuple[np.ndarray, np.ndarray]] = []
            longest = 0
            for example in part_of:
                longest = max(longest, len(example[0]), len(example[1]))
                if batch and longest * (len(batch) + 1) > tokens:
                    batches.append(batch)
                    batch, longest = [], max(len(example[0]), len(example[1]))
                batch.append(example)
            batches.append(batch)
        self.random.shuffle(batches)
        return batches


def tensors(batch: list[tuple[np.ndarray, np.ndarray]], pad: int) -> tuple[torch.Tensor, ...]:
    """Padded `source [b, s]`, `decoder input [b, t]`, `labels [b, t]` of a batch."""
    source = np.full((len(batch), max(len(s) for s, _ in batch)), pad, dtype=np.int64)
    labels = np.full((len(batch), max(len(t) for _, t in batch)), IGNORED, dtype=np.int64)
    inputs = np.full_like(labels, pad)
    for row, (s, t) in enumerate(batch):
        source[row, : len(s)] = s
        labels[row, : len(t)] = t
        inputs[row, 1 : len(t)] = t[:-1]
    return torch.from_numpy(source), torch.from_numpy(inputs), torch.from_numpy(labels)


class Shortlist:
    """The pieces that a batch's softmax is computed over: an unbiased sample of the vocabulary.

    Frequent pieces and those of the batch's own source and target are always in; of the rest
    a few are drawn, and each stands for its share of all that were not (importance sampling,
    Jean et al. 2015). About a fifth of the vocabulary: the softmax is a third of the work.
    """

    def __init__(self, frequent: np.ndarray, size: int, seed: int) -> None:
        self.frequent, self.size = frequent, size
        self.random = np.random.default_rng(seed)

    def draw(self, source: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Ids `[n]`, how many pieces each stands for `[n]`, and each id's place `[size]`."""
        inside = np.zeros(self.size, dtype=bool)
        for ids in (self.frequent, source.numpy(), labels[labels != IGNORED].numpy()):
            inside[ids] = True
        certain, rest = inside.nonzero()[0], (~inside).nonzero()[0]
        drawn = self.random.permutation(rest)[:DRAWN]
        ids = np.concatenate([certain, drawn])
        stands_for = np.ones(len(ids), dtype=np.float32)
        stands_for[len(certain) :] = len(rest) / max(1, len(drawn))
        place = np.full(self.size, -1)
        place[ids] = np.arange(len(ids))
        return torch.from_numpy(ids), torch.from_numpy(stands_for), torch.from_numpy(place)


class ChunkedLoss(torch.autograd.Function):
    """Label-smoothed cross-entropy, summed, a few rows of logits at a time.

    Never holds all logits, and writes the gradient during the forward pass. `stands_for [n]`
    says how many pieces each row of `weight [n, d]` represents in sums over the vocabulary.
    """

    @staticmethod
    def forward(ctx, hidden, weight, bias, labels, stands_for):  # type: ignore[no-untyped-def]
        grad_hidden = torch.empty_like(hidden)
        grad_weight = torch.zeros_like(weight, dtype=torch.float32)
        total = hidden.new_zeros((), dtype=torch.float32)
        nll = hidden.new_zeros((), dtype=torch.float32)
        even = stands_for * (LABEL_SMOOTHING / stands_for.sum())
        share = stands_for.log()
        for start in range(0, hidden.shape[0], LOSS_ROWS):
            rows = slice(start, start + LOSS_ROWS)
            logits = (hidden[rows] @ weight.T).float().add_(bias)
            picked = logits.gather(1, labels[rows, None]).squeeze(1)
            smooth = logits @ even
            logits.add_(share)
            log_norm = logits.logsumexp(-1)
            nll += (log_norm - picked).sum()
            total += (log_norm - (1 - LABEL_SMOOTHING) * picked - smooth).sum()
            grad = logits.sub_(log_norm[:, None]).exp_().sub_(even)
            grad.scatter_add_(
                1, labels[rows, None], grad.new_full((grad.shape[0], 1), LABEL_SMOOTHING - 1)
            )
            grad = grad.to(hidden.dtype)
            grad_hidden[rows] = grad @ weight
            grad_weight += grad.T @ hidden[rows]
        ctx.save_for_backward(grad_hidden, grad_weight.to(weight.dtype))
        return total, nll

    @staticmethod
    def backward(ctx, grad_total, grad_nll):  # type: ignore[no-untyped-def]
        grad_hidden, grad_weight = ctx.saved_tensors
        return grad_hidden, grad_weight, None, None, None


def gradients(model, batch, device: str, shortlist: Shortlist | None = None) -> tuple[float, int]:  # type: ignore[no-untyped-def]
    """Add the batch's summed gradient to the model; its summed loss (nats) and tokens."""
    pad = model.config.pad_token_id
    source, inputs, labels = tensors(batch, pad)
    weight, bias = model.lm_head.weight, model.final_logits_bias[0].float()
    wanted = labels[labels != IGNORED]
    stands_for = torch.ones(weight.shape[0])
    if shortlist:
        ids, stands_for, place = shortlist.draw(source, labels)
        wanted = place[wanted]
        weight, bias = weight[ids.to(device)], bias[ids.to(device)]
    source, inputs, labels = (t.to(device) for t in (source, inputs, labels))
    output = model.model(
        input_ids=source,
        attention_mask=(source != pad).to(source.dtype),
        decoder_input_ids=inputs,
        use_cache=False,
    ).last_hidden_state
    loss, nll = ChunkedLoss.apply(
        output[labels != IGNORED], weight, bias, wanted.to(device), stands_for.to(device)
    )
    loss.backward()
    return float(nll.detach()), len(wanted)


def help_out(model, shared, inbox, outbox, state, shortlist) -> None:  # type: ignore[no-untyped-def]
    """A helper process: take batches, leave summed gradients, hardly make the trainer wait."""
    trainer = os.getppid()
    os.nice(19)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    parameters = [p for p in model.parameters() if p.requires_grad]
    while True:
        try:
            batches, short = inbox.get(timeout=ORPHANED_AFTER)
        except queue.Empty:
            if os.getppid() != trainer:
                return
            continue
        with torch.no_grad():
            for mine, theirs in zip(parameters, shared["weights"], strict=True):
                mine.copy_(theirs)
                mine.grad = None
        loss, count = 0.0, 0
        for batch in batches:
            more, tokens = gradients(model, batch, "cpu", shortlist if short else None)
            loss, count = loss + more, count + tokens
        for store, mine in zip(shared["gradients"], parameters, strict=True):
            store.copy_(mine.grad)
        outbox.put((loss, count))
        while not state.wait(ORPHANED_AFTER):
            if os.getppid() != trainer:
                return
        state.clear()


def by_pair(given: list[str], otherwise: str) -> list[tuple[str, str]]:
    """(pair, glob) of each `[PAIR=]GLOB`."""
    named = [re.fullmatch(r"([a-z]+-[a-z]+)=(.+)", text) for text in given]
    return [(m[1], m[2]) if m else (otherwise, g) for m, g in zip(named, given, strict=True)]


def loaded(start: Path) -> MarianMTModel:
    """The model at `start`, in float32."""
    config = MarianConfig.from_pretrained(start, attn_implementation="eager")
    config.dropout = 0.0
    model = MarianMTModel(config)
    weights = {k: v.float() for k, v in load_file(start / "model.safetensors").items()}
    missing, unexpected = model.load_state_dict(weights, strict=False)
    left = [m for m in missing if "embed" not in m and "lm_head" not in m]
    if left or unexpected:
        raise SystemExit(f"{start}: weights do not fit: {left} {unexpected}")
    model.tie_weights()
    with torch.no_grad():
        model.model.shared.weight[config.pad_token_id] = 0
    return model


def save_model(master: list[torch.Tensor], names: list[str], run: Path, start: Path) -> None:
    """RUN/model: what transformers loads, in float16."""
    out = run / "model"
    out.mkdir(exist_ok=True)
    weights = load_file(start / "model.safetensors")
    trained = dict(zip(names, master, strict=True))
    for name in weights:
        if name in trained:
            weights[name] = trained[name].to(torch.float16).contiguous().cpu()
    save_file(weights, out / "model.tmp", metadata={"format": "pt"})
    (out / "model.tmp").replace(out / "model.safetensors")
    for name in ("config.json", "generation_config.json", "tokenizer_config.json", "vocab.json"):
        (out / name).write_bytes((start / name).read_bytes())
    for name in ("source.spm", "target.spm"):
        (out / name).write_bytes((start / name).read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("start", type=Path, help="model folder to start from")
    parser.add_argument("run", type=Path, help="folder for checkpoints, log and the model")
    parser.add_argument(
        "--text",
        nargs="+",
        required=True,
        metavar="[PAIR=]GLOB",
        help="TSV files of each pair, e.g. es-en='work/es-en*.tsv'; of --pair where none is named",
    )
    parser.add_argument("--pair", default="fr-en")
    parser.add_argument(
        "--keep",
        nargs=2,
        type=float,
        default=(1.0, 1.0),
        metavar="SHARE",
        help="share of the examples kept of each pair's direction and of the other",
    )
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--steps", type=int, default=0, help="stop after these; 0 for no limit")
    parser.add_argument("--rate", type=float, default=3e-4, help="highest learning rate")
    parser.add_argument("--warmup", type=int, default=150, help="steps")
    parser.add_argument("--tokens", type=int, default=2048, help="padded tokens a batch")
    parser.add_argument("--accumulate", type=int, default=2, help="batches a step")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--precision",
        choices=("auto", *PRECISIONS),
        default="auto",
        help="of forward and backward passes; auto: bfloat16 where the processor multiplies it",
    )
    parser.add_argument(
        "--shortlist",
        type=float,
        default=0.75,
        help="share of the time in which the softmax is over a sample of the vocabulary",
    )
    parser.add_argument("--helpers", type=int, default=0, help="extra idle-priority processes")
    parser.add_argument("--save-every", type=float, default=240, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    arguments.run.mkdir(parents=True, exist_ok=True)
    log = (arguments.run / "log.tsv").open("a", encoding="utf-8")

    model = loaded(arguments.start)
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    names = [n for n, _ in named]
    shared_at = names.index("model.shared.weight")
    master = [p.detach().clone().to(device) for _, p in named]
    precision = PRECISIONS.get(arguments.precision) or native_precision()
    model = model.to(device=device, dtype=precision)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [torch.nn.Parameter(m) for m in master],
        lr=arguments.rate,
        betas=(0.9, 0.98),
        weight_decay=0.0,
        fused=True,
    )
    master = optimizer.param_groups[0]["params"]
    step, spent, seen = 0, 0.0, 0
    state_file = arguments.run / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=device)
        step, spent, seen = state["step"], state["spent"], state["seen"]
        optimizer.load_state_dict(state["optimizer"])
        with torch.no_grad():
            for m, saved, w in zip(master, state["master"], weights, strict=True):
                m.copy_(saved)
                w.copy_(saved)
    corpus = Corpus(
        by_pair(arguments.text, arguments.pair),
        arguments.start,
        keep=tuple(arguments.keep),
        seed=arguments.seed + 1000 * step,
    )
    batches = corpus.batches(arguments.tokens)

    def shortlist(seed: int) -> Shortlist:
        return Shortlist(corpus.frequent(FREQUENT), corpus.size, seed)

    own = shortlist(arguments.seed)
    helpers = []
    if arguments.helpers:
        context = mp.get_context("spawn")
        for number in range(arguments.helpers):
            shared = {
                "weights": [w.detach().clone().share_memory_() for w in weights],
                "gradients": [torch.zeros_like(w).share_memory_() for w in weights],
            }
            inbox, outbox, ready = context.Queue(), context.Queue(), context.Event()
            helper_model = loaded(arguments.start).to(precision)
            process = context.Process(
                target=help_out,
                args=(helper_model, shared, inbox, outbox, ready, shortlist(number + 100)),
                daemon=True,
            )
            process.start()
            helpers.append((shared, inbox, outbox, ready))

    before = seen
    begun = saved_at = time.monotonic()
    budget = arguments.minutes * 60
    totals: Counter[str] = Counter()

    def some() -> list:
        nonlocal batches
        if len(batches) < arguments.accumulate:
            batches = corpus.batches(arguments.tokens)
            print(f"pass over {len(batches)} batches, files {len(corpus.read)}", flush=True)
        return [batches.pop() for _ in range(min(arguments.accumulate, len(batches)))]

    for _, inbox, _, _ in helpers:
        inbox.put((some(), arguments.shortlist > 0))
    while True:
        elapsed = spent + time.monotonic() - begun
        if elapsed >= budget or (arguments.steps and step >= arguments.steps):
            break
        count = 0
        short = elapsed < arguments.shortlist * budget
        for batch in some():
            loss, tokens = gradients(model, batch, device, own if short else None)
            totals["loss"] += loss
            count += tokens
        patience = PATIENCE * (time.monotonic() - begun - elapsed + spent)
        for shared, inbox, outbox, ready in helpers:
            try:
                loss, tokens = outbox.get(timeout=patience)
            except queue.Empty:
                continue
            for w, extra in zip(weights, shared["gradients"], strict=True):
                w.grad += extra
            for theirs, w in zip(shared["weights"], weights, strict=True):
                theirs.copy_(w.detach())
            ready.set()
            inbox.put((some(), short))
            totals["loss"] += loss
            totals["helped"] += tokens
            count += tokens
        totals["tokens"] += count
        seen += count
        step += 1
        warm = min(1.0, step / arguments.warmup)
        rate = arguments.rate * warm * 0.5 * (1 + math.cos(math.pi * min(1.0, elapsed / budget)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        for m, w in zip(master, weights, strict=True):
            m.grad = w.grad.float().div_(count)
            w.grad = None
        # The decoder starts from <pad>, for which CTranslate2 has no vector: it must stay zero.
        master[shared_at].grad[model.config.pad_token_id] = 0
        torch.nn.utils.clip_grad_norm_(master, 1.0)
        optimizer.step()
        with torch.no_grad():
            for m, w in zip(master, weights, strict=True):
                w.copy_(m)
        if step % 25 == 0:
            speed = (seen - before) / (time.monotonic() - begun)
            line = (
                f"{step}\t{elapsed / 60:.1f} min\t{seen / 1e6:.2f} M tokens\t"
                f"loss {totals['loss'] / totals['tokens']:.3f}\trate {rate:.2e}\t"
                f"helped {totals['helped'] / totals['tokens']:.0%}\t{speed:.0f} tokens/s"
            )
            print(line, file=log, flush=True)
            totals.clear()
        if time.monotonic() - saved_at > arguments.save_every:
            saved_at = time.monotonic()
            keep = {
                "step": step,
                "spent": spent + saved_at - begun,
                "seen": seen,
                "optimizer": optimizer.state_dict(),
                "master": [m.detach() for m in master],
            }
            torch.save(keep, state_file.with_suffix(".tmp"))
            state_file.with_suffix(".tmp").replace(state_file)
            save_model(master, names, arguments.run, arguments.start)
    save_model(master, names, arguments.run, arguments.start)
    print("done", step, seen, flush=True)


if __name__ == "__main__":
    main()
