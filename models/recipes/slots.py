"""A slot model: which word of the sense tables fits where one was taken out of a sentence.

    python slots.py gather TEXT... -o work/slots.npz        sentences that hold words of the tables
    python slots.py train START work/slots.npz -o work/slots.pt --minutes 120
    python slots.py convert work/slots.pt START work/slots.npz ../../tqcheck/lang/senses/en

TEXT and the options that leave lines out are those of `context.py`; START is the folder of a BERT
(transformers). It reads the sentence with `[MASK]` in the place of the word; a vector a word,
against the state at that place, says how likely each is (context2vec, Melamud et al. 2016, with a
transformer). Trained by two softmaxes: over all words of the tables, and over the word and its
rivals, those of other senses. `train` runs by the clock, in bfloat16; with --start it goes on from
a file that it wrote.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bert import Bert, save
from context import add_text_arguments, unseen
from quality_encoder import batches
from torch import nn
from torch.nn import functional as fn

from tqcheck.engines.wordpiece import FIRST, LAST, MASK, UNKNOWN, tokenizer
from tqcheck.sense import table
from tqcheck.sense.forms import plural
from tqcheck.sense.slots import ARTICLES

PAIRS = ("fr-en", "es-en", "de-en", "it-en", "nl-en", "pt-en", "ru-en", "uk-en")
CHARS, PIECES = range(20, 600), range(5, 101)
# A word in this many places or fewer always makes a slot; more frequent ones by the root of that.
RARE = 1000
SLOTS = 0.6
# Rivals of a word at most; they are drawn once.
RIVALS = 12
# Pieces and words seen less often are left out of what ships.
LEAST_PIECES, LEAST_WORDS = 2, 5
# Sentences held out, to watch the training by.
HELD_OUT = 0.004
SEED = 1
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def pieces_of(start: Path) -> list[str]:
    """The pieces of a BERT, in the order of their ids."""
    return (start / "vocab.txt").read_text("utf-8").splitlines()


def vocabulary() -> list[str]:
    """The translations in all tables, of one word or several, in singular and plural."""
    found = set()
    for pair in PAIRS:
        senses = table.load(*pair.split("-"))
        assert senses is not None
        listed = {word for groups in senses.senses.values() for sense in groups for word in sense}
        found |= listed | {plural(word) for word in listed}
    return sorted(found)


def rivals(words: list[str]) -> np.ndarray:
    """The numbers of each word's rivals in the same number, [words, RIVALS], filled up with -1."""
    ids = {word: number for number, word in enumerate(words)}
    found: list[set[int]] = [set() for _ in words]
    for pair in PAIRS:
        senses = table.load(*pair.split("-"))
        assert senses is not None
        for groups in senses.senses.values():
            for sense in groups:
                others = [word for other in groups if other != sense for word in other]
                for word in sense:
                    found[ids[word]] |= {ids[other] for other in others}
                    found[ids[plural(word)]] |= {ids[plural(other)] for other in others}
    chance = random.Random(SEED)
    numbers = np.full((len(words), RIVALS), -1)
    for word, own in enumerate(found):
        drawn = sorted(own - {word})
        drawn = drawn if len(drawn) <= RIVALS else chance.sample(drawn, RIVALS)
        numbers[word, : len(drawn)] = drawn
    return numbers


def words_in(text: str, ids: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of each word or two words of the vocabulary in a lower-case text."""
    spans = [m.span() for m in _WORD.finditer(text)]
    place = 0
    while place < len(spans):
        for last in (place + 1, place):
            if last < len(spans):
                start, end = spans[place][0], spans[last][1]
                if (number := ids.get(text[start:end])) is not None:
                    yield start, end, number
                    place = last
                    break
        place += 1


def gather(options: argparse.Namespace) -> None:
    """Write the pieces of each sentence that holds a word of the tables, and where they stand."""
    words = vocabulary()
    ids = {word: number for number, word in enumerate(words)}
    tokens = tokenizer(pieces_of(options.start_model))
    stream: list[int] = []
    starts, slots = [0], []
    for text in unseen(
        options.texts,
        measure=options.measure,
        leave_out=options.leave_out,
        skip_last=options.skip_last,
    ):
        lower = text.casefold()
        if len(text) not in CHARS or len(lower) != len(text):
            continue
        encoded = tokens.encode(text)
        spans = encoded.offsets
        if len(spans) not in PIECES:
            continue
        begins = {start: n for n, (start, _) in reversed(list(enumerate(spans)))}
        ends = {end: n + 1 for n, (_, end) in enumerate(spans)}
        own = [
            (len(starts) - 1, begins[start], ends[end], number)
            for start, end, number in words_in(lower, ids)
            if start in begins and end in ends
        ]
        if own:
            slots += own
            stream += encoded.ids
            starts.append(len(stream))
    np.savez_compressed(
        options.output,
        stream=np.array(stream, dtype=np.int32),
        starts=np.array(starts),
        slots=np.array(slots, dtype=np.int32),
        words=np.array("\n".join(words)),
    )
    print(f"{len(starts) - 1:,} sentences, {len(stream):,} pieces, {len(slots):,} slots")


class SlotModel(nn.Module):
    """A BERT, and a vector and a bias a word."""

    def __init__(self, start: Path, counts: np.ndarray) -> None:
        super().__init__()
        self.encoder = Bert(start)
        width = self.encoder.pieces.shape[1]
        self.head = nn.Linear(width, width)
        self.answer = nn.Parameter(torch.randn(len(counts), width) * 0.02)
        self.bias = nn.Parameter(torch.tensor(np.log((counts + 1) / counts.sum())).float())

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, places: torch.Tensor, drop: float = 0.0
    ) -> torch.Tensor:
        """`[b, t]` ids and mask, and places in the flattened batch, to `[places, words]` logits."""
        with torch.autocast("cpu", torch.bfloat16):
            states = self.encoder(ids, mask).flatten(0, 1)[places]
            logits = self.head(fn.dropout(states, drop, self.training)) @ self.answer.T
        return logits.float() + self.bias


class Sentences:
    """What `gather` wrote: sentences as ids, and their slots."""

    def __init__(self, path: Path, pieces: list[str]) -> None:
        held = np.load(path)
        self.stream, self.starts, self.slots = held["stream"], held["starts"], held["slots"]
        self.words = str(held["words"]).split("\n")
        self.counts = np.bincount(self.slots[:, 3], minlength=len(self.words))
        self.first = np.searchsorted(self.slots[:, 0], np.arange(len(self.starts)))
        self.keep = np.minimum(1, np.sqrt(RARE / np.maximum(self.counts, 1)))
        ids = {piece: number for number, piece in enumerate(pieces)}
        self.ends = (ids[FIRST], ids[MASK], ids[LAST])
        self.articles = {ids[one]: ids[other] for one, other in ARTICLES.items()}
        self.random, self.chance = np.random.default_rng(SEED), random.Random(SEED)
        self.held_out = self.random.random(len(self.starts) - 1) < HELD_OUT
        self.held_out[0] = True

    def example(self, number: int, slots: np.ndarray) -> tuple[list[int], list[tuple[int, int]]]:
        """A sentence's ids with these slots taken out; place and word of each."""
        head, slot, end = self.ends
        row = self.stream[self.starts[number] : self.starts[number + 1]].tolist()
        ids, places, done = [head], [], 0
        for first, last, word in slots:
            ids += row[done:first]
            ids[-1] = self.articles.get(ids[-1], ids[-1])
            places.append((len(ids), int(word)))
            ids.append(slot)
            done = last
        return [*ids, *row[done:], end], places

    def own(self, number: int) -> np.ndarray:
        """First piece, last piece and word of each slot of a sentence."""
        return np.asarray(self.slots[self.first[number] : self.first[number + 1], 1:])

    def batches(self, tokens: int) -> Iterator[list[tuple[list[int], list[tuple[int, int]]]]]:
        """One pass over the sentences, in batches of like length of about `tokens` ids."""
        order = self.random.permutation(np.flatnonzero(~self.held_out))
        for chunk in np.array_split(order, max(1, len(order) // 20_000)):
            examples = []
            for number in chunk:
                slots = self.own(number)
                chance = self.keep[slots[:, 2]]
                taken = self.random.random(len(slots)) < chance * SLOTS
                if not taken.any() and self.random.random() < chance.max():
                    taken[self.random.choice(len(slots), p=chance / chance.sum())] = True
                if taken.any():
                    examples.append(self.example(number, slots[taken]))
            yield from batches(examples, tokens, self.chance) if examples else ()

    def watched(self) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """The sentences held out, with one slot each."""
        found = []
        for number in np.flatnonzero(self.held_out):
            slots = self.own(number)
            found.append(self.example(number, slots[[self.random.integers(len(slots))]]))
        return found


def _up(number: int, step: int) -> int:
    """The next multiple: of a shape seen before, a product is faster."""
    return -(-number // step) * step


def answers(
    model: SlotModel, batch: list[tuple[list[int], list[tuple[int, int]]]], drop: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """For the slots of a batch, one after the other, the logits of all words, and the right one."""
    longest = _up(max(len(ids) for ids, _ in batch), 4)
    ids = torch.zeros((_up(len(batch), 16), longest), dtype=torch.int64)
    mask = torch.zeros(ids.shape, dtype=torch.bool)
    for row, (own, _) in enumerate(batch):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = True
    places = [row * longest + at for row, (_, slots) in enumerate(batch) for at, _ in slots]
    words = torch.tensor([word for _, slots in batch for _, word in slots])
    places += [0] * (_up(len(places), 64) - len(places))
    return model(ids, mask, torch.tensor(places), drop)[: len(words)], words


def losses(
    model: SlotModel,
    batch: list[tuple[list[int], list[tuple[int, int]]]],
    against: torch.Tensor,
    drop: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of a batch: cross-entropy among all words, among the rivals, and how often no rival wins."""
    logits, words = answers(model, batch, drop)
    other = against[words]
    among = torch.cat([logits.gather(1, words[:, None]), logits.gather(1, other.clamp_min(0))], 1)
    among[:, 1:].masked_fill_(other < 0, -1e4)
    best = (among[:, :1] > among[:, 1:]).all(1).float().mean()
    return fn.cross_entropy(logits, words), -among.log_softmax(1)[:, 0].mean(), best


def resume(model: SlotModel, saved: dict[str, Any], words: list[str]) -> None:
    """Take over what `train` saved; words that were not among its own begin anew."""
    state = model.state_dict()
    known = {word: number for number, word in enumerate(saved["words"])}
    here, there = zip(*((n, known[w]) for n, w in enumerate(words) if w in known), strict=True)
    for name, value in saved["state"].items():
        if name in ("answer", "bias"):
            state[name][list(here)] = value[list(there)]
        else:
            state[name] = value
    model.load_state_dict(state)


def train(options: argparse.Namespace) -> None:
    """Train by the clock, and write OUT every few minutes."""
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    sentences = Sentences(options.sentences, pieces_of(options.start_model))
    against = torch.from_numpy(rivals(sentences.words))
    model = SlotModel(options.start_model, sentences.counts)
    if options.start:
        resume(model, torch.load(options.start, weights_only=True), sentences.words)
    inner = list(model.encoder.parameters())
    outer = [*model.head.parameters(), model.answer, model.bias]
    groups = [{"params": inner, "times": 1.0}, {"params": outer, "times": 5.0}]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), fused=True)
    watched = sentences.watched()

    def write() -> None:
        state, heads = model.state_dict(), model.encoder.heads
        saved = {"state": state, "heads": heads, "words": sentences.words}
        torch.save(saved, options.output)

    @torch.no_grad()
    def measure() -> str:
        model.eval()
        parts = [watched[n : n + 64] for n in range(0, len(watched), 64)]
        told = np.array([[float(x) for x in losses(model, part, against, 0.0)] for part in parts])
        model.train()
        return "held out: {:.3f} {:.3f}, right {:.3f}".format(*told.mean(axis=0))

    model.train()
    begun = saved = time.monotonic()
    step, seen, told = 0, 0, np.zeros(2)
    batches = sentences.batches(options.tokens)
    while (share := (time.monotonic() - begun) / (60 * options.minutes)) < 1:
        batch = next(batches, None)
        if batch is None:
            print("next pass", flush=True)
            batches = sentences.batches(options.tokens)
            continue
        rate = min(1.0, (step + 1) / 200) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))
        for group in optimizer.param_groups:
            group["lr"] = options.rate * rate * group["times"]
        whole, among, _ = losses(model, batch, against, options.drop)
        (whole + among).backward()
        nn.utils.clip_grad_norm_(inner + outer, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step, seen = step + 1, seen + sum(len(ids) for ids, _ in batch)
        told += 0.01 * (np.array([whole.item(), among.item()]) - told)
        if step % 200 == 0:
            spent = time.monotonic() - begun
            means = told / (1 - 0.99**step)
            print(
                f"{step} {spent / 60:.1f} min {means[0]:.3f} {means[1]:.3f} {seen / spent:.0f}/s",
                flush=True,
            )
        if time.monotonic() - saved > 300:
            saved = time.monotonic()
            write()
            print(measure(), flush=True)
    write()
    print(measure(), flush=True)


def convert(options: argparse.Namespace) -> None:
    """Write what `tqcheck.sense.slots` loads: the encoder in int8, the words and their vectors."""
    saved = torch.load(options.trained, weights_only=True)
    state = saved["state"]
    pieces = pieces_of(options.start_model)
    held = np.load(options.sentences)
    counts = np.bincount(held["stream"], minlength=len(pieces))
    always = {UNKNOWN, FIRST, LAST, MASK}
    kept = [
        (piece, number)
        for number, piece in enumerate(pieces)
        if piece in always or len(piece) == 1 or counts[number] >= LEAST_PIECES
    ]
    encoder = {
        name.removeprefix("encoder."): value
        for name, value in state.items()
        if name.startswith("encoder.")
    }
    save(encoder, saved["heads"], kept, options.output)
    # The vectors against the encoder's own states: the linear layer between is folded in.
    vectors = (state["answer"] @ state["head.weight"]).numpy()
    bias = (state["bias"] + state["answer"] @ state["head.bias"]).numpy()
    words = str(held["words"]).split("\n")
    seen = np.bincount(held["slots"][:, 3], minlength=len(words)) >= LEAST_WORDS
    scale = np.abs(vectors).max(axis=1) / 127 + 1e-12
    np.savez_compressed(
        options.output / "answers.npz",
        words=np.array("\n".join(word for word, kept in zip(words, seen, strict=True) if kept)),
        vectors=np.round(vectors / scale[:, None]).astype(np.int8)[seen],
        scale=scale.astype(np.float32)[seen],
        bias=bias.astype(np.float32)[seen],
    )
    size = sum(path.stat().st_size for path in options.output.iterdir())
    print(f"{len(kept):,} pieces, {int(seen.sum()):,} words, {size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("gather", help="sentences that hold words of the tables")
    step.add_argument("start_model", metavar="START", type=Path)
    add_text_arguments(step)
    step.add_argument("-o", "--output", type=Path, required=True)
    step.set_defaults(run=gather)
    step = steps.add_parser("train", help="by the clock")
    step.add_argument("start_model", metavar="START", type=Path)
    step.add_argument("sentences", type=Path)
    step.add_argument("--start", type=Path, help="go on from a file of this step")
    step.add_argument("--minutes", type=float, default=120)
    step.add_argument("--rate", type=float, default=2e-4)
    step.add_argument("--tokens", type=int, default=3000, help="ids a step")
    step.add_argument("--drop", type=float, default=0.1)
    step.add_argument("--threads", type=int, default=2)
    step.add_argument("-o", "--output", type=Path, required=True)
    step.set_defaults(run=train)
    step = steps.add_parser("convert", help="to what tqcheck loads")
    step.add_argument("trained", type=Path)
    step.add_argument("start_model", metavar="START", type=Path)
    step.add_argument("sentences", type=Path)
    step.add_argument("output", type=Path)
    step.set_defaults(run=convert)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
