"""A model for new languages to start from: a trained model's weights, new pieces in its vectors.

Each piece of the new tokenizer gets the vector of what it translates: the English of the text is
translated by the shipped model into its other language, and a piece stands where the pieces
stand that it is aligned with (after WECHSEL, Minixhofer et al. 2022, with parallel text in place
of a dictionary). Pieces of English are made of the trained model's English pieces. So Spanish
starts as if it were French in other letters, and training only has to mend the difference.
"""

from __future__ import annotations

import argparse
import glob
import json
import random
import shutil
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import sentencepiece
import torch
from align import link
from clean import SETS
from fresh import generation
from tokenizer import TAGS
from train import by_pair, loaded

from tqcheck import models

# Links a piece needs before its translations place it; rarer ones are made of smaller pieces.
MIN_LINKS = 3
# Translations counted for a piece, the most frequent ones.
TRANSLATIONS = 8


def sample(pattern: str, count: int, seed: int) -> list[tuple[str, str]]:
    """`count` pairs of the TSV files, the sets drawn by their weight."""
    facts = tomllib.loads(SETS.read_text(encoding="utf-8"))
    rows = [
        line.split("\t")
        for path in sorted(glob.glob(pattern))
        for line in Path(path).read_text("utf-8").split("\n")[:-1]
    ]
    weights = [facts[row[0]]["weight"] for row in rows]
    drawn = random.Random(seed).choices(rows, weights, k=2 * count)
    return list(dict.fromkeys((row[1], row[2]) for row in drawn))[:count]


def composed(
    pieces: list[str], old: sentencepiece.SentencePieceProcessor, ids: dict[str, int]
) -> list[list[int]]:
    """For each new piece, the ids of the old pieces its text is made of."""
    found = []
    for piece in pieces:
        if piece in ids:
            found.append([ids[piece]])
            continue
        given = old.encode(piece.removeprefix("▁"), out_type=str)
        if not piece.startswith("▁"):
            given[:1] = [part for part in (given[0].removeprefix("▁"),) if part]
        found.append([ids[part] for part in given if part in ids] or [ids["<unk>"]])
    return found


def translations(
    text: list[tuple[str, str]],
    new: sentencepiece.SentencePieceProcessor,
    old: sentencepiece.SentencePieceProcessor,
    work: Path,
) -> dict[str, Counter[str]]:
    """Old pieces of the second side that each new piece of the first is aligned with."""
    work.mkdir(parents=True, exist_ok=True)
    sides = [
        new.encode([a for a, _ in text], out_type=str),
        old.encode([b for _, b in text], out_type=str),
    ]
    for name, lines in zip(("source.txt", "target.txt"), sides, strict=True):
        (work / name).write_text("".join(" ".join(line) + "\n" for line in lines), "utf-8")
    link(work)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with (work / "links.txt").open(encoding="utf-8") as links:
        for left, right, line in zip(*sides, links, strict=True):
            for one in line.split():
                i, j = map(int, one.split("-"))
                found[left[i]][right[j]] += 1
    return found


def vectors(
    known: torch.Tensor,
    pieces: list[str],
    parts: list[list[int]],
    linked: dict[str, Counter[str]],
    english: Counter[str],
    ids: dict[str, int],
) -> tuple[torch.Tensor, int]:
    """A vector for each new piece `[n, d]`, and how many were placed by translations."""
    made, placed = [], 0
    for piece, own in zip(pieces, parts, strict=True):
        vector = known[own].mean(0)
        counts = linked.get(piece, Counter())
        total = sum(counts.values())
        if total >= MIN_LINKS:
            placed += 1
            best = counts.most_common(TRANSLATIONS)
            weights = torch.tensor([float(n) ** 2 for _, n in best])
            rows = known[[ids[p] for p, _ in best]]
            moved = (weights / weights.sum()) @ rows
            # Averages are short; a vector keeps the length of those it is made of.
            moved = moved * (rows.norm(dim=1).mean() / moved.norm().clamp(min=1e-6))
            share = total / (total + english[piece])
            vector = share * moved + (1 - share) * vector
        made.append(vector)
    return torch.stack(made), placed


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trained", help="name of a shipped model between English and another")
    parser.add_argument("start", type=Path, help="the same, as thaw.py wrote it")
    parser.add_argument("tokenizer", type=Path, help="folder of tokenizer.py")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--text", nargs="+", required=True, metavar="PAIR=GLOB")
    parser.add_argument("--lines", type=int, default=30_000, help="pairs translated, each pair")
    parser.add_argument("--work", type=Path, required=True, help="folder for the alignment")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    model = loaded(arguments.start)
    ids = json.loads((arguments.start / "vocab.json").read_text("utf-8"))
    words = json.loads((arguments.tokenizer / "vocab.json").read_text("utf-8"))
    old = sentencepiece.SentencePieceProcessor(str(arguments.start / "source.spm"))
    new = sentencepiece.SentencePieceProcessor(str(arguments.tokenizer / "source.spm"))
    shipped = models.named(arguments.trained)
    through = next(t for s, t in shipped.directions if s == "en")

    text, english = [], Counter()
    engine = models.load(shipped)
    for pair, pattern in by_pair(arguments.text, ""):
        rows = sample(pattern, arguments.lines, arguments.seed)
        answers = engine.translate([b for _, b in rows], source="en", target=through, beam_size=1)
        text += [(a, answer) for (a, _), answer in zip(rows, answers, strict=True)]
        english.update(p for line in new.encode([b for _, b in rows], out_type=str) for p in line)
        print(f"{pair}: {len(rows):,} lines", flush=True)
    linked = translations(text, new, old, arguments.work)

    names = sorted(words, key=words.__getitem__)
    known = model.model.shared.weight.detach()
    made, placed = vectors(known, names, composed(names, old, ids), linked, english, ids)
    for name, row in words.items():
        if name in TAGS.values():
            made[row] = known[ids[name] if name in ids else ids[TAGS[through]]]
        elif name in ("</s>", "<unk>", "<pad>"):
            made[row] = known[ids[name]]
    pad, end = words["<pad>"], words["</s>"]
    model.resize_token_embeddings(len(words), mean_resizing=False)
    with torch.no_grad():
        model.model.shared.weight.copy_(made)
    model.config.update(
        {
            "pad_token_id": pad,
            "decoder_start_token_id": pad,
            "eos_token_id": end,
            "bos_token_id": end,
            "forced_eos_token_id": end,
        }
    )
    model.generation_config = generation(pad, end)
    model.half().save_pretrained(arguments.out)
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        shutil.copyfile(arguments.tokenizer / name, arguments.out / name)
    print(f"{placed:,} of {len(words):,} pieces placed by their translations")


if __name__ == "__main__":
    main()
