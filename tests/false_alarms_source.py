"""How often rules that need a source speak up over clean bitext.

    python tests/false_alarms_source.py BITEXT.tsv[.xz] --from fr [--to en] [--pairs 5000]
        [--select RULE] [--worst 10] [--swap] [--write CORPUS]

A bitext has a source, a tab and its translation a line. Rates are per 1,000 words of the
translation. `--swap` takes the second column as the source. `--write` notes the rates in
tqcheck/rules/measured.toml under the pair.
"""

from __future__ import annotations

import argparse
import lzma
import time
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice
from pathlib import Path

from false_alarms import note

from tqcheck.check import count_words
from tqcheck.lang import load, load_pair
from tqcheck.records import Document, LanguageGuess, Segment, Span
from tqcheck.rules import chosen
from tqcheck.rules.rule import Context, findings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bitext", type=Path)
    parser.add_argument("--from", dest="source", required=True)
    parser.add_argument("--to", default="en")
    parser.add_argument("--pairs", type=int, default=5000)
    parser.add_argument("--select", action="append", default=[])
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--swap", action="store_true")
    parser.add_argument("--write", metavar="CORPUS")
    asked = parser.parse_args()
    source_code, code = (asked.to, asked.source) if asked.swap else (asked.source, asked.to)
    # What looks at a whole document sees one pair here, and is run when it is named.
    rules = [
        r
        for r in chosen(asked.select)
        if "source" in r.needs and (r.scope == "segment" or r.id in asked.select)
    ]
    shell = Context(
        document=Document("bitext", "", language=code,
                          source_language=LanguageGuess(source_code, 1.0, ("given",))),
        pack=load(code), source_pack=load(source_code), pair=load_pair(source_code, code),
    )  # fmt: skip
    opened = lzma.open if asked.bitext.suffix == ".xz" else open
    counts: Counter[str] = Counter()
    seen: dict[str, list[str]] = defaultdict(list)
    words, pairs, begun = 0, 0, time.perf_counter()
    with opened(asked.bitext, "rt", encoding="utf-8", newline="\n") as file:
        for line in islice(file, asked.pairs):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
                continue
            source, text = (cells[1], cells[0]) if asked.swap else (cells[0], cells[1])
            words, pairs = words + count_words(text), pairs + 1
            segment = Segment("1", Span(0, len(text)), text, source=source)
            document = replace(shell.document, text=text, segments=(segment,))
            context = replace(shell, document=document, segment=segment)
            for rule in rules:
                if rule.applies(context):
                    for found in findings(rule, text, 0, context):
                        counts[rule.id] += 1
                        shown = text[: found.span.start] + "⟦" + found.text + "⟧"
                        seen[rule.id].append(
                            f"{found.message} | {shown}{text[found.span.end :]} | {source}"
                        )
    seconds = time.perf_counter() - begun
    for name, count in counts.most_common():
        print(f"{name:28} {count:6} {1000 * count / words:7.3f}")
        every = seen[name]
        for text in (
            every[:: max(1, len(every) // asked.worst)][: asked.worst] if asked.worst else ()
        ):
            print("   ", text)
    total = sum(counts.values())
    print(
        f"{'all':28} {total:6} {1000 * total / words:7.3f}   in {words:,} words, "
        f"{pairs:,} pairs, {words / seconds:,.0f} words/s"
    )
    if asked.write:
        about = [r for r in rules if r.applies(shell)]
        note(f"{source_code}-{code}", asked.write, about, counts, words)


if __name__ == "__main__":
    main()
