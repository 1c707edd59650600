"""A trained transformers folder as a shipped one: CTranslate2 int8 weights, tokenizer, card.

The card is a first one: card.py adds data, licences and figures. OUT is replaced as a whole,
only when the new one is complete.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from tqcheck.engines import hub

MAX_BYTES = 40_000_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="RUN/model of train.py")
    parser.add_argument("out", type=Path, help="e.g. models/en-fr; its name names the model")
    parser.add_argument("--version", required=True, help="of these weights, e.g. 2026.11")
    parser.add_argument("--directions", help="e.g. fr-en,en-fr; else those of the tokenizer")
    parser.add_argument("--precision", default="int8", choices=("int8", "int16", "float32"))
    arguments = parser.parse_args()

    given = [tuple(pair.split("-")) for pair in (arguments.directions or "").split(",") if pair]
    card = hub.describe(arguments.model, given)
    card |= {
        "name": arguments.out.resolve().name,
        "version": arguments.version,
        "precision": arguments.precision,
    }
    arguments.out.resolve().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.out.resolve().parent) as made_in:
        made = Path(made_in) / "model"
        hub.write(arguments.model, made, card)
        size = sum(path.stat().st_size for path in made.iterdir())
        if arguments.out.exists():
            shutil.rmtree(arguments.out)
        made.rename(arguments.out)
    print(f"{arguments.out}: {size / 1e6:.1f} MB")
    if size > MAX_BYTES:
        raise SystemExit(f"larger than the {MAX_BYTES / 1e6:.0f} MB an embedded model may have")


if __name__ == "__main__":
    main()
