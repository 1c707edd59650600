"""A shipped model folder as one that train.py can start from: OUT, in transformers' form.

Only int8 weights are shipped. Out of their scales they train on from where they stand; what
rounding took is less than the first steps change.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from fresh import generation
from tokenizer import TAGS, write_settings

from tqcheck.engines.hf import dequantised
from tqcheck.engines.tokens import Tokens


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shipped", type=Path, help="folder with a card, e.g. models/en-fr")
    parser.add_argument("out", type=Path, help="folder to write")
    arguments = parser.parse_args()

    card = json.loads((arguments.shipped / "card.json").read_text("utf-8"))
    model = dequantised(arguments.shipped, Tokens(arguments.shipped, card))
    model.generation_config = generation(model.config.pad_token_id, model.config.eos_token_id)
    model.half().save_pretrained(arguments.out)
    words = json.loads((arguments.shipped / "vocab.json").read_text("utf-8"))
    write_settings(arguments.out, [code for code, tag in TAGS.items() if tag in words])
    for name, given in (
        ("source.spm", "source.spm"),
        ("target.spm", "source.spm"),
        ("vocab.json", "vocab.json"),
    ):
        shutil.copyfile(arguments.shipped / given, arguments.out / name)


if __name__ == "__main__":
    main()
