"""Translate one-language text with a CTranslate2 model, as machine-made training pairs.

Writes OUT.NNN.tsv files of `set, source, target` a few thousand lines at a time, so that a
training run can pick them up while this one goes on. Lines that stand in --known or in a
measuring set are left out.
"""

from __future__ import annotations

import argparse
import glob
import lzma
import random
from pathlib import Path

import ctranslate2
import sentencepiece
from clean import fingerprint, measuring_fingerprints
from tokenizer import TAGS

LINES = 4000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, help=".txt.xz, a line a segment")
    parser.add_argument("model", type=Path, help="CTranslate2 folder")
    parser.add_argument("spm", type=Path)
    parser.add_argument("out", help="prefix of the files to write")
    parser.add_argument("--name", default="backnews", help="set name in the files")
    parser.add_argument("--to", default="fr", help="language to translate into")
    parser.add_argument("--data", type=Path, help="folder with measure/, to leave those lines out")
    parser.add_argument("--known", nargs="*", default=[], help="TSV globs whose lines are left out")
    parser.add_argument("--human-first", action="store_true", help="the human side is the source")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    known = measuring_fingerprints(arguments.data / "measure") if arguments.data else set()
    for pattern in arguments.known:
        for path in glob.glob(pattern):
            for line in Path(path).read_text(encoding="utf-8").splitlines():
                known.update(fingerprint(side) for side in line.split("\t")[1:3])
    with lzma.open(arguments.text, "rt", encoding="utf-8") as lines:
        texts = sorted({line.strip() for line in lines})
    texts = [t for t in texts if 20 < len(t) < 350 and fingerprint(t) not in known]
    random.Random(arguments.seed).shuffle(texts)
    spm = sentencepiece.SentencePieceProcessor(str(arguments.spm))
    model = ctranslate2.Translator(str(arguments.model), intra_threads=arguments.threads)
    for number, start in enumerate(range(0, len(texts), LINES)):
        part = texts[start : start + LINES]
        tokens = [
            [TAGS[arguments.to], *pieces, "</s>"] for pieces in spm.encode(part, out_type=str)
        ]
        answers = model.translate_batch(
            tokens,
            beam_size=1,
            max_batch_size=2048,
            batch_type="tokens",
            max_decoding_length=120,
            max_input_length=200,
        )
        name = Path(f"{arguments.out}.{number:03d}.tsv")
        with name.with_suffix(".tmp").open("w", encoding="utf-8") as out:
            for human, answer in zip(part, answers, strict=True):
                made = spm.decode(answer.hypotheses[0])
                if made and 0.5 < len(made) / len(human) < 2:
                    pair = (human, made) if arguments.human_first else (made, human)
                    out.write("\t".join((arguments.name, *pair)) + "\n")
        name.with_suffix(".tmp").replace(name)


if __name__ == "__main__":
    main()
