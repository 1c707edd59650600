"""Count what stands beside the words of the sense tables, and add it to a context model.

    python neighbours.py TEXT... --model en.npz --pairs fr-en

TEXT and the options that leave lines out are those of `context.py`. For each word of the pairs'
`[senses]`, in the singular and the plural, its neighbourhoods (`tqcheck.sense.context`) are
counted; hashes and 8-bit logarithms of the counts go into the model's file. So do the words'
topics: positive pointwise mutual information of each with the words within TOPIC_REACH of it,
brought to TOPICS dimensions by singular value decomposition (Levy and Goldberg 2014).
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from context import add_text_arguments, unseen
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from tqcheck.sense import table
from tqcheck.sense.context import LOG_STEP, NEIGHBOURHOODS, key, neighbourhoods, tokens
from tqcheck.sense.forms import plural

# Words this near a word tell its topic; the commonest of the vocabulary and the rare do not.
TOPIC_REACH, COMMON, TOPIC_WORDS, TOPICS = 20, 120, 14_000, 96


def wanted(pairs: Iterable[str]) -> frozenset[str]:
    """The one-word translations of the pairs' tables, singular and plural."""
    found = set()
    for pair in pairs:
        senses = table.load(*pair.split("-"))
        if senses is None:
            raise SystemExit(f"{pair}: its pack lists no senses")
        groups = (sense for listed in senses.senses.values() for sense in listed)
        found.update(word for sense in groups for word in sense if " " not in word)
    return frozenset(found | {plural(word) for word in found})


def counted(text: Iterable[list[str]], words: frozenset[str]) -> Counter[int]:
    """Hashed neighbourhoods of the words in lists of tokens, with their counts."""
    found: Counter[int] = Counter()
    for line in text:
        for place, word in enumerate(line):
            if word in words:
                found[key("u", "", word)] += 1
                for kind, beside in zip(
                    NEIGHBOURHOODS, neighbourhoods(line, place, place + 1), strict=True
                ):
                    found[key(kind, beside, word)] += 1
    return found


def topics(
    text: Iterable[list[str]], words: Sequence[str], ids: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of words of the tables, of length 1, and of the vocabulary's numbers.

    Their products are the PPMI up to a factor for each word: rare words have as clear topics.
    """
    place = {word: row for row, word in enumerate(words)}
    found: Counter[int] = Counter()
    for line in text:
        numbers = [ids.get(token, 0) for token in line]
        for at, token in enumerate(line):
            if token in place:
                near = numbers[max(0, at - TOPIC_REACH) : at + TOPIC_REACH + 1]
                row = place[token] * TOPIC_WORDS
                found.update(row + n for n in set(near) if COMMON < n < TOPIC_WORDS)
    cells = np.fromiter(found.keys(), dtype=np.int64)
    counts = np.fromiter(found.values(), dtype=np.float64)
    rows, columns = np.divmod(cells, TOPIC_WORDS)
    of_row = np.bincount(rows, counts, len(words))
    of_column = np.bincount(columns, counts, TOPIC_WORDS) ** 0.75
    chance = of_row[rows] * of_column[columns] / of_column.sum()
    ppmi = np.maximum(0, np.log(counts / chance))
    # A pair seen once or twice says little.
    ppmi *= counts / (counts + 2)
    matrix = csr_matrix((ppmi, (rows, columns)), shape=(len(words), TOPIC_WORDS))
    left, values, right = svds(matrix, k=TOPICS, random_state=np.random.RandomState(1))
    answers = left * np.sqrt(values)
    answers /= np.linalg.norm(answers, axis=1, keepdims=True) + 1e-9
    return answers, right.T * np.sqrt(values)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_text_arguments(parser)
    parser.add_argument("--model", type=Path, required=True, help="file of context.py, changed")
    parser.add_argument("--pairs", nargs="+", required=True, help="e.g. fr-en")
    options = parser.parse_args()
    text = [
        tokens(line)
        for line in unseen(
            options.texts,
            measure=options.measure,
            leave_out=options.leave_out,
            skip_last=options.skip_last,
        )
    ]
    words = wanted(options.pairs)
    found = counted(text, words)
    keys = np.array(sorted(found), dtype=np.uint32)
    logs = [round(LOG_STEP * math.log2(found[int(k)])) for k in keys]
    with np.load(options.model, allow_pickle=False) as model:
        arrays = {name: model[name] for name in model.files}
    arrays["gaps"] = np.diff(keys, prepend=np.uint32(0))
    arrays["logs"] = np.array(logs, dtype=np.uint8)
    names = str(arrays["words"]).split("\n")
    listed = sorted(word for word in words if key("u", "", word) in found)
    vectors = topics(text, listed, {name: number for number, name in enumerate(names) if name})
    arrays["topic_words"] = np.array("\n".join(listed))
    for name, value in zip(("topic_answer", "topic_given"), vectors, strict=True):
        arrays[f"{name}_scale"] = (np.abs(value).max(axis=1) / 127 + 1e-9).astype(np.float32)
        arrays[name] = np.round(value / arrays[f"{name}_scale"][:, None]).astype(np.int8)
    np.savez_compressed(options.model, **arrays)
    print(f"{len(keys):,} counts, {options.model.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
