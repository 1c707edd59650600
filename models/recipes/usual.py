"""How much likelier a rival usually is than the word, where people wrote the word.

    python usual.py work/slots.pt START work/slots.npz ../../tqcheck/lang/senses/en

For each word of the sense tables and each rival of another sense: mean and standard deviation, over
places of the word in the sentences of `slots.py gather`, of the rival's log-probability less the
word's. Some pairs are told apart with ease and some hardly, and a gain is worth as much as it is
rare. START and the files are those of `slots.py`; the folder is what its `convert` wrote.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from quality_encoder import batches
from slots import PAIRS, Sentences, SlotModel, answers, pieces_of

from tqcheck.sense import table
from tqcheck.sense.forms import plural

# Places of a word at most, drawn at random, and places that all pairs' mean and spread count for.
PLACES = 60
PRIOR = 8
# Ids of a batch.
TOKENS = 4000
SEED = 3


def doubted_for(words: dict[str, int]) -> dict[int, set[int]]:
    """The rivals that the sense check tries for each word, in the same number; all by number."""
    found: dict[int, set[int]] = defaultdict(set)
    for pair in PAIRS:
        senses = table.load(*pair.split("-"))
        assert senses is not None
        for word, sources in senses.sources.items():
            for source in sources:
                for rival in senses.rivals(source, word):
                    for form, other in ((word, rival), (plural(word), plural(rival))):
                        if form in words and other in words:
                            found[words[form]].add(words[other])
    return found


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trained", type=Path)
    parser.add_argument("start_model", metavar="START", type=Path)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    sentences = Sentences(options.sentences, pieces_of(options.start_model))
    model = SlotModel(options.start_model, sentences.counts)
    model.load_state_dict(torch.load(options.trained, weights_only=True)["state"])
    model.eval()
    with np.load(options.output / "answers.npz") as content:
        shipped = {word: n for n, word in enumerate(str(content["words"]).split("\n"))}
    others = doubted_for({word: n for n, word in enumerate(sentences.words) if word in shipped})
    taken: dict[int, int] = defaultdict(int)
    examples = []
    for slot in np.random.default_rng(SEED).permutation(sentences.slots):
        number, word = int(slot[0]), int(slot[3])
        if word in others and taken[word] < PLACES:
            taken[word] += 1
            examples.append(sentences.example(number, slot[None, 1:]))
    print(f"{len(examples):,} places of {len(taken):,} words", flush=True)
    gains: dict[tuple[int, int], list[float]] = defaultdict(list)
    for batch in batches(examples, TOKENS, random.Random(SEED)) if examples else ():
        logits, words = answers(model, batch)
        for row, word in zip(logits.numpy(), words.tolist(), strict=True):
            for rival in others[word]:
                gains[word, rival].append(float(row[rival] - row[word]))
    everything = [gain for own in gains.values() for gain in own]
    mean, spread = (np.mean(everything), np.std(everything)) if everything else (0.0, 1.0)
    pairs, found = [(-1, -1)], [(mean, spread)]
    for (word, rival), own in sorted(gains.items()):
        count = len(own) + PRIOR
        middle = (sum(own) + PRIOR * mean) / count
        squares = sum((gain - middle) ** 2 for gain in own) + PRIOR * spread**2
        pairs.append((shipped[sentences.words[word]], shipped[sentences.words[rival]]))
        found.append((middle, (squares / count) ** 0.5))
    np.savez_compressed(
        options.output / "usual.npz",
        pairs=np.array(pairs, dtype=np.int16),
        gains=np.array(found, dtype=np.float16),
    )
    print(f"{len(gains):,} pairs, usually {mean:.2f} nats, {spread:.2f} apart")


if __name__ == "__main__":
    main()
