"""BLEU and chrF of a model's directions, through `tqcheck translate`, with sacrebleu's signatures.

Reads DATA/measure/SET.test.XX-en.tsv.xz (XX text, English text) and writes one JSON list of
figures, which card.py puts on the card. The first 1,000 lines of newstest2014 are a set of
their own: quick, and what the embedded models are compared by, at every --beam; the other sets are
translated with the first.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import time
from pathlib import Path

import sacrebleu

QUICK = "newstest2014/1000"
# Name of a figure -> file, and how many of its lines.
SETS = {
    QUICK: ("newstest2014", 1000),
    "newstest2014": ("newstest2014", None),
    "flores-devtest": ("flores_devtest", None),
    "ntrex": ("ntrex", None),
}


def pairs(data: Path, name: str, other: str, lines: int | None) -> list[list[str]] | None:
    """Rows (other language, English) of a set, or None when there is none for the language."""
    path = data / "measure" / f"{name}.test.{other}-en.tsv.xz"
    if not path.exists():
        return None
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        return [row.rstrip("\n").split("\t")[:2] for row in rows][:lines]


def translated(
    texts: list[str], arguments: argparse.Namespace, pair: list[str], beam: int
) -> list[str]:
    """What `tqcheck translate` says, a line a text."""
    command = [sys.executable, "-c", "from tqcheck.cli import main; main()", "translate"]
    command += ["--from", pair[0], "--to", pair[1], "--model", arguments.model]
    command += ["--beam", str(beam), "--threads", str(arguments.threads)]
    done = subprocess.run(
        command, input="".join(f"{t}\n" for t in texts), text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.split("\n")[:-1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with measure/")
    parser.add_argument("model", help="name or folder, as for tqcheck translate")
    parser.add_argument("directions", nargs="+", help="e.g. fr-en en-fr")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--beam", type=int, nargs="+", default=[2, 6], help="see above")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path, help="JSON file for card.py")
    arguments = parser.parse_args()

    figures = []
    for direction in arguments.directions:
        pair = direction.split("-")
        if pair.count("en") != 1:
            sys.exit(f"{direction}: one side must be English")
        english = pair.index("en")
        for name in arguments.sets:
            file, lines = SETS[name]
            rows = pairs(arguments.data, file, pair[1 - english], lines)
            if rows is None:
                continue
            # Column 0 is the other language; English is column 1.
            given = [row[1 if pair[0] == "en" else 0] for row in rows]
            references = [[row[1 if pair[1] == "en" else 0] for row in rows]]
            for beam in arguments.beam if name == QUICK else arguments.beam[:1]:
                begun = time.monotonic()
                answers = translated(given, arguments, pair, beam)
                seconds = time.monotonic() - begun
                bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
                figure = {
                    "direction": direction,
                    "set": name,
                    "lines": len(rows),
                    "beam": beam,
                    "bleu": round(bleu.corpus_score(answers, references).score, 1),
                    "chrf": round(chrf.corpus_score(answers, references).score, 1),
                    "words_per_s": round(sum(len(t.split()) for t in given) / seconds),
                    "signatures": [str(bleu.get_signature()), str(chrf.get_signature())],
                }
                figures.append(figure)
                print(
                    f"{direction}  {name:18}  beam {beam}  BLEU {figure['bleu']:5}  "
                    f"chrF {figure['chrf']:5}  {figure['words_per_s']:>6,} words/s",
                    flush=True,
                )
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
