"""Learn the pieces of a model from cleaned text: OUT/source.spm, target.spm, vocab.json.

One sentencepiece model for all languages, with byte fallback so that no character is unknown,
and a tag for each language. Tags are control symbols: no text can contain one. `vocab.json`
numbers the tokens as Marian and CTranslate2 want them: `</s>`, `<unk>`, tags, pieces, and
`<pad>` last, because CTranslate2's converter drops the last row of a Marian vocabulary as
`<pad>`, whatever stands there; `<pad>` is also what the decoder starts with.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import sentencepiece

# BCP 47 to the ISO 639-3 tags that Marian models carry.
TAGS = {
    "en": ">>eng<<", "fr": ">>fra<<", "de": ">>deu<<", "es": ">>spa<<", "it": ">>ita<<",
    "pt": ">>por<<", "nl": ">>nld<<", "ru": ">>rus<<", "uk": ">>ukr<<",
}  # fmt: skip


def sides(paths: list[Path], lines: int, seed: int) -> Iterator[str]:
    """Source and target texts of at most `lines` lines of the TSV files, drawn at random."""
    rows = [row for path in paths for row in path.read_text("utf-8").split("\n") if row]
    for row in random.Random(seed).sample(rows, min(lines, len(rows))):
        yield from row.split("\t")[1:3]


def vocabulary(pieces: list[str], tags: list[str]) -> dict[str, int]:
    """Token to id: `</s>`, `<unk>`, tags, pieces, `<pad>`."""
    special = ["</s>", "<unk>", *tags]
    rest = [p for p in pieces if p not in (*special, "<s>", "<pad>")]
    return {token: i for i, token in enumerate([*special, *rest, "<pad>"])}


def write_settings(folder: Path, languages: list[str]) -> None:
    """The tokenizer_config.json with which transformers loads the tokenizer."""
    source, target = (languages * 2)[:2]
    settings = {
        "source_lang": target,
        "target_lang": source,
        "model_max_length": 256,
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "tokenizer_class": "MarianTokenizer",
        "separate_vocabs": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", nargs="+", type=Path, help="TSV of clean.py")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--languages", default="fr,en", help="a tag for each, e.g. fr,de,en")
    parser.add_argument("--size", type=int, default=16_000, help="tokens, tags and bytes included")
    parser.add_argument("--lines", type=int, default=500_000, help="pairs to learn from")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    unknown = [code for code in arguments.languages.split(",") if code not in TAGS]
    if unknown:
        sys.exit(f"no tag for {', '.join(unknown)}; add it to TAGS")
    tags = [TAGS[code] for code in arguments.languages.split(",")]
    arguments.out.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=sides(arguments.text, arguments.lines, arguments.seed),
        model_prefix=str(arguments.out / "source"),
        vocab_size=arguments.size,
        character_coverage=0.9995,
        byte_fallback=True,
        control_symbols=tags,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        hard_vocab_limit=False,
        max_sentence_length=8192,
        num_threads=1,
        minloglevel=1,
    )
    (arguments.out / "source.model").rename(arguments.out / "source.spm")
    (arguments.out / "source.vocab").unlink()
    (arguments.out / "target.spm").write_bytes((arguments.out / "source.spm").read_bytes())
    made = sentencepiece.SentencePieceProcessor(str(arguments.out / "source.spm"))
    pieces = [made.id_to_piece(i) for i in range(made.vocab_size())]
    words = vocabulary(pieces, tags)
    (arguments.out / "vocab.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    write_settings(arguments.out, arguments.languages.split(","))
    print(f"{len(words):,} tokens, tags {' '.join(tags)}")


if __name__ == "__main__":
    main()
