"""Side by side with translate-toolkit's `pofilter` on one bitext: found, wrongly flagged, speed.

    python tests/compare_pofilter.py BITEXT.tsv[.xz] --from fr [--units 6000] [--each 100]
        [--seed 1] [--show 0]

BITEXT has a source and its human translation into English a line. The lines become a PO file; into
a copy of it go seeded faults, one a unit, `--each` of a family. A fault counts as found when the
tool says at its unit what it did not say there before; what it says on lines nobody touched are
its false alarms, and faults of the corpus. `tqcheck` is `check --model off` with all default rules;
`pofilter` all checks that run by default, told the language; `pofilter c+f` those its manual calls
critical or functional. Speed is in words per second of processor time, start-up included.
`--show N` prints N findings of each tool on untouched lines, drawn by chance, for reading.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "injection"))

from bitext_injectors import FAMILIES

from tqcheck.check import count_words

# Unit number -> what a tool says there, as often as it says it: (check, message).
Said = dict[int, Counter[tuple[str, str]]]

# `critical` and `functional` in the manual's list of tests, as far as they run by default.
CRITICAL_AND_FUNCTIONAL = (
    "escapes", "newlines", "nplurals", "printf", "pythonbraceformat", "tabs", "variables",
    "xmltags", "accelerators", "acronyms", "blank", "emails", "filepaths", "functions",
    "kdecomments", "long", "numbers", "options", "purepunc", "sentencecount", "short", "unchanged",
    "urls",
)  # fmt: skip
SHOWN_CHECKS = 5
NONE: Counter[tuple[str, str]] = Counter()


def faulty(
    pairs: Sequence[tuple[str, str]], each: int, seed: int
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], dict[int, str]]:
    """The clean pairs (some with a token put in), those with faults, and unit -> family."""
    clean, damaged, families = list(pairs), list(pairs), {}
    free = list(range(len(pairs)))
    random.Random(seed).shuffle(free)
    for name, fault in FAMILIES.items():
        chance, left = random.Random(f"{seed} {name}"), each
        for unit in free:
            injected = fault(*pairs[unit], chance) if left else None
            if injected and injected[1] != injected[2]:
                source, before, after = injected
                clean[unit], damaged[unit] = (source, before), (source, after)
                families[unit], left = name, left - 1
        free = [unit for unit in free if unit not in families]
    return clean, damaged, families


def write_po(path: Path, pairs: Sequence[tuple[str, str]], source_language: str) -> None:
    """A catalogue whose contexts are the numbers of the units, from 0."""
    header = (
        "Content-Type: text/plain; charset=UTF-8\nLanguage: en\n"
        f"X-Source-Language: {source_language}\n"
    )
    units = [f'msgid ""\nmsgstr {json.dumps(header)}\n']
    for number, pair in enumerate(pairs):
        source, target = (json.dumps(text, ensure_ascii=False) for text in pair)
        units.append(f'msgctxt "{number}"\nmsgid {source}\nmsgstr {target}\n')
    path.write_text("\n".join(units), encoding="utf-8")


def tqcheck(path: Path, source_language: str) -> Said:
    """What `tqcheck check` says at each unit."""
    command = [sys.executable, "-m", "tqcheck", "check", str(path), "--from", source_language]
    command += ["--to", "en", "--model", "off", "--format", "jsonl", "--fail-on", "never"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    said: Said = {}
    for line in done.stdout.splitlines():
        for finding in json.loads(line)["findings"]:
            unit = int(finding["segment"]) - 1
            said.setdefault(unit, Counter())[finding["rule"], finding["message"]] += 1
    return said


def pofilter(path: Path, *options: str) -> Said:
    """What `pofilter` says at each unit."""
    out = path.with_suffix(".out.po")
    command = [sys.executable, "-m", "translate.filters.pofilter", "--progress", "none"]
    command += ["--language", "en", *options, str(path), str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    said: Said = {}
    for unit in re.split(r"\n\n+", out.read_text(encoding="utf-8")) if out.exists() else ():
        number = re.search(r'^msgctxt "(\d+)"', unit, re.MULTILINE)
        notes = "\n".join(re.findall(r"^# ?(.*)", unit, re.MULTILINE))
        if number:
            found = re.findall(r"\(pofilter\) (\w+): ([^\n]*)", notes)
            said[int(number[1])] = Counter(found)
    out.unlink(missing_ok=True)
    return said


def compared(
    pairs: Sequence[tuple[str, str]], source_language: str, *, each: int, seed: int, show: int = 0
) -> Iterator[str]:
    """The lines of both tables, and of the findings to show."""
    subset = [f"--test={name}" for name in CRITICAL_AND_FUNCTIONAL]
    tools: dict[str, Callable[[Path], Said]] = {
        "tqcheck": lambda path: tqcheck(path, source_language),
        "pofilter": pofilter,
        "pofilter c+f": lambda path: pofilter(path, *subset),
    }
    clean, damaged, families = faulty(pairs, each, seed)
    before: dict[str, Said] = {}
    after: dict[str, Said] = {}
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.po" for name in ("clean", "damaged")}
        write_po(paths["clean"], clean, source_language)
        write_po(paths["damaged"], damaged, source_language)
        words = sum(count_words(target) for _, target in clean)
        for tool, run in tools.items():
            begun = resource.getrusage(resource.RUSAGE_CHILDREN)
            before[tool] = run(paths["clean"])
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
            rates[tool] = words / spent
            after[tool] = run(paths["damaged"])
    yield f"| fault | injected | {' | '.join(f'{tool} | by' for tool in tools)} |"
    yield "|" + " --- |" * (2 + 2 * len(tools))
    for family in FAMILIES:
        units = [unit for unit, name in families.items() if name == family]
        cells = [family, str(len(units))]
        for tool in tools:
            new = [after[tool].get(unit, NONE) - before[tool].get(unit, NONE) for unit in units]
            by = Counter(check for said in new for check in {check for check, _ in said})
            cells += [
                f"{100 * sum(map(bool, new)) / max(1, len(units)):.0f} %",
                ", ".join(f"{check} {count}" for check, count in by.most_common(2)),
            ]
        yield f"| {' | '.join(cells)} |"
    untouched = [unit for unit in range(len(clean)) if clean[unit] == pairs[unit]]
    size = sum(count_words(clean[unit][1]) for unit in untouched)
    yield f"\nClean: {len(untouched):,} segments, {size:,} words.\n"
    yield "| tool | per 1,000 segments | per 1,000 words | flagged | most, by check | words/s |"
    yield "|" + " --- |" * 6
    said = {
        tool: [(unit, *what) for unit in untouched for what in at.get(unit, NONE).elements()]
        for tool, at in before.items()
    }
    for tool, found in said.items():
        checks = Counter(check for _, check, _ in found).most_common(SHOWN_CHECKS)
        yield (
            f"| {tool} | {1000 * len(found) / len(untouched):.1f} | {1000 * len(found) / size:.2f} "
            f"| {100 * len({unit for unit, *_ in found}) / len(untouched):.1f} % "
            f"| {', '.join(f'{check} {count}' for check, count in checks)} | {rates[tool]:,.0f} |"
        )
    for tool, found in said.items():
        for unit, check, message in random.Random(seed).sample(found, min(show, len(found))):
            yield f"\n{tool} {check}: {message}\n  {clean[unit][0]}\n  {clean[unit][1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bitext", type=Path)
    parser.add_argument("--from", dest="source", required=True)
    parser.add_argument("--units", type=int, default=6000)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    opened = lzma.open if asked.bitext.suffix == ".xz" else open
    with opened(asked.bitext, "rt", encoding="utf-8", newline="\n") as file:
        rows = (line.strip().split("\t") for line in file)
        good = ((row[0].strip(), row[1].strip()) for row in rows if len(row) == 2)
        pairs = list(islice((pair for pair in good if all(pair)), asked.units))
    for line in compared(pairs, asked.source, each=asked.each, seed=asked.seed, show=asked.show):
        print(line)


if __name__ == "__main__":
    main()
