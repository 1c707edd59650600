"""A context model: which word fits between the words around it, learned from plain text.

    python context.py TEXT... --language en -o en.npz

TEXT are plain text files, a sentence a line, or TSV files whose last column is taken; `.xz` is
unpacked. Lines of `--measure` (a folder of measuring sets) and of `--leave-out` (plain text) are
left out, and `--skip-last N` lines at the end of the first file, to measure on. A continuous bag
of words with a weight vector for each distance (Mikolov et al. 2018, section 2.2), trained by
sampled softmax; saved with 8 bits a number. `neighbours.py` adds the counts it is used with.
"""

from __future__ import annotations

import argparse
import lzma
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from clean import SETS, fingerprint, measuring_fingerprints

from tqcheck.sense.context import FAR, NEAR, tokens

VOCABULARY = 28_000
RUNS, RUN = 16, 512
NEGATIVES = 1024
RATE = 0.05
SEED = 1
# Words this frequent are contexts but are learned as answers in one of ten places only.
FREQUENT = 200


def lines(path: Path) -> Iterator[str]:
    """The lines of a text file, or the last column of a TSV."""
    name = path.name.removesuffix(".xz")
    open_text = lzma.open if path.suffix == ".xz" else open
    opened = open_text(path, "rt", encoding="utf-8")
    with opened as text:
        for line in text:
            yield line.rstrip("\n").split("\t")[-1] if name.endswith(".tsv") else line


def unseen(
    paths: list[Path], *, measure: Path | None, leave_out: list[Path], skip_last: int
) -> Iterator[str]:
    """Each different line of the files that stands in no set that measures."""
    known = measuring_fingerprints(measure) if measure else set()
    known |= {fingerprint(line) for path in leave_out for line in lines(path)}
    seen: set[str] = set()
    facts = tomllib.loads(SETS.read_text(encoding="utf-8"))
    for number, path in enumerate(paths):
        if facts.get(path.name.split(".")[0], {}).get("measures"):
            continue
        found = list(lines(path))
        if number == 0 and skip_last:
            found = found[:-skip_last]
        for line in found:
            mark = fingerprint(line)
            if mark not in seen and mark not in known:
                seen.add(mark)
                yield line


def add_text_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say which text to learn from."""
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--measure", type=Path, help="folder of measuring sets")
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[], help="plain text")
    parser.add_argument("--skip-last", type=int, default=0)


def around(vectors: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The context of each token but the first and last FAR of each run: [run, place, size]."""
    run = vectors.shape[1] - 2 * FAR
    sums = torch.nn.functional.pad(vectors.cumsum(1), (0, 0, 1, 0))
    far = (sums[:, FAR - NEAR : FAR - NEAR + run] - sums[:, :run]) + (
        sums[:, 2 * FAR + 1 :] - sums[:, FAR + NEAR + 1 : FAR + NEAR + 1 + run]
    )
    total = far * weights[2 * NEAR + 1]
    for distance in range(-NEAR, NEAR + 1):
        if distance:
            near = vectors[:, FAR + distance : FAR + distance + run]
            total = total + near * weights[distance + NEAR]
    return total


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_text_arguments(parser)
    parser.add_argument("--language", required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--size", type=int, default=128, help="of a word's vector")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    text = [
        tokens(line)
        for line in unseen(
            options.texts,
            measure=options.measure,
            leave_out=options.leave_out,
            skip_last=options.skip_last,
        )
    ]
    counts = Counter(word for sentence in text for word in sentence)
    names = [word for word, _ in counts.most_common(VOCABULARY - 1)]
    ids = {word: number + 1 for number, word in enumerate(names)}
    stream = np.fromiter(
        (ids.get(w, 0) if w else 0 for s in text for w in [*s, *[""] * FAR]), dtype=np.int32
    )
    del text
    frequency = np.bincount(stream, minlength=VOCABULARY).astype(np.float64)
    print(f"{len(stream):,} tokens", flush=True)
    random = np.random.default_rng(SEED)
    chance = np.ones(VOCABULARY)
    chance[1 : FREQUENT + 1] = 0.1
    chance[0] = 0
    noise = frequency.copy()
    noise[0] = 0
    noise = noise**0.75 / (noise**0.75).sum()
    log_noise = torch.tensor(np.log(noise + 1e-12), dtype=torch.float32)
    given = torch.nn.Parameter(torch.randn(VOCABULARY, options.size) * 0.1)
    answer = torch.nn.Parameter(torch.zeros(VOCABULARY, options.size))
    bias = torch.nn.Parameter(log_noise.clone())
    weights = torch.nn.Parameter(torch.full((2 * NEAR + 2, options.size), 0.2))
    optimizer = torch.optim.Adagrad([given, answer, bias, weights], lr=RATE)
    begun, step, total = time.monotonic(), 0, 0.0
    while (share := (time.monotonic() - begun) / (60 * options.minutes)) < 1:
        starts = random.integers(0, len(stream) - RUN, RUNS)
        block = torch.from_numpy(np.stack([stream[s : s + RUN] for s in starts])).long()
        middle = block[:, FAR:-FAR]
        chosen = torch.from_numpy(random.random(middle.shape) < chance[middle.numpy()])
        context = around(given[block] * (block > 0).unsqueeze(2), weights)[chosen]
        here = middle[chosen]
        other = torch.from_numpy(random.choice(VOCABULARY, NEGATIVES, p=noise)).long()
        right = (context * answer[here]).sum(1) + bias[here] - log_noise[here]
        wrong = context @ answer[other].T + bias[other] - log_noise[other]
        wrong = wrong.masked_fill(other.unsqueeze(0) == here.unsqueeze(1), -1e4)
        loss = (torch.logsumexp(torch.cat([right.unsqueeze(1), wrong], 1), 1) - right).mean()
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - 0.9 * share)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step, total = step + 1, total + float(loss.detach())
        if step % 200 == 0:
            print(f"{step}\t{60 * options.minutes * share:.0f} s\t{total / 200:.3f}", flush=True)
            total = 0.0
    arrays = {}
    for name, value in (("given", given), ("answer", answer)):
        full = value.detach().numpy()
        scale = np.abs(full).max(axis=1, keepdims=True) / 127 + 1e-12
        arrays[name] = np.round(full / scale).astype(np.int8)
        arrays[f"{name}_scale"] = scale[:, 0].astype(np.float16)
    np.savez_compressed(
        options.output,
        words=np.array("\n".join(["", *names])),
        bias=bias.detach().numpy().astype(np.float16),
        weights=weights.detach().numpy().astype(np.float16),
        **arrays,
    )


if __name__ == "__main__":
    main()
