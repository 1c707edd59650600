"""How many words put in for their opposite, or for another day or country, meaning-swapped finds.

    python tests/measure_swaps.py BITEXT.tsv[.xz] --from fr

In each English line one word that the groups of `[opposites]` list is replaced by the one that
stands in its place on another side; drawn with a fixed seed. Prints the shares found by kind.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
from collections import defaultdict

from tqcheck.check import Gate, check
from tqcheck.records import Document, LanguageGuess, Segment, Span
from tqcheck.rules import chosen
from tqcheck.rules.meaning_swapped import groups

SEED = 1
_WORD = re.compile(r"[^\W\d_]+")


def replacements() -> dict[str, list[str]]:
    """For each clear word those in its place on the other sides."""
    found: dict[str, list[str]] = defaultdict(list)
    for group in groups():
        for side in group.clear:
            for other in group.clear:
                if other != side:
                    for word, put in zip(side, other, strict=False):
                        found[word].append(put)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bitext")
    parser.add_argument("--from", dest="source", required=True)
    asked = parser.parse_args()
    rules, draw, others = chosen(["meaning-swapped"]), random.Random(SEED), replacements()
    made: dict[str, list[bool]] = defaultdict(list)
    opened = lzma.open if asked.bitext.endswith(".xz") else open
    with opened(asked.bitext, "rt", encoding="utf-8") as rows:
        for row in rows:
            source, text = row.rstrip("\n").split("\t")[:2]
            words = [m for m in _WORD.finditer(text) if m.group() in others]
            if not words:
                continue
            word = draw.choice(words)
            put = draw.choice(others[word.group()])
            bad = text[: word.start()] + put + text[word.end() :]
            span = Span(0, len(bad))
            guess = LanguageGuess(asked.source, 1.0, ("given",))
            document = Document(
                "swap",
                bad,
                language="en",
                source_language=guess,
                segments=(Segment("1", span, bad, source),),
            )
            end = word.start() + len(put)
            found = check(document, rules=rules, engine_for=None, gate=Gate()).findings
            hit = any(f.span.start < end and word.start() < f.span.end for f in found)
            made["names" if put[0].isupper() else "words"].append(hit)
    for kind, hits in sorted(made.items()):
        print(f"{kind}: {sum(hits)} of {len(hits)} found, {sum(hits) / len(hits):.0%}")


if __name__ == "__main__":
    main()
