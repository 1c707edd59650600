"""Speed and memory, side by side: `python tests/bench.py [--runs 5] [--only NAME]`.

Each row is measured in a process of its own, `--runs` times; the table shows the median, the
slowest, peak memory of the largest process and the budget. Cold rows time the whole command,
interpreter start included, with compiled Python files as an installed package has them. Warm rows
leave out imports, loading and the first call, and read this repository's English articles again and
again, each time with another number in every sentence, so that no store of answers helps.
`pofilter` is timed where translate-toolkit is installed. Not timed: disk caches (every file has
been read once), and nothing is pinned to a processor.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "seoul-weapons-ukraine.en.txt"
ARTICLES = (
    SEED,
    *sorted(ROOT.glob("seeds/clean/*.txt")),
    *sorted(ROOT.glob("tests/articles/*-en.txt")),
)
CLI = (sys.executable, "-m", "tqcheck")
CHECK = (*CLI, "check", str(SEED), "--fail-on", "never", "-o", os.devnull)
# Enough copies that a warm row lasts seconds.
COPIES = 40
MODEL_COPIES = 1
UNITS = 3000


def texts(copies: int) -> Iterator[str]:
    """The articles, each copy with its own number in every sentence."""
    for number in range(copies):
        for path in ARTICLES:
            text = path.read_text(encoding="utf-8")
            yield text.replace(". ", f" {number}. ").replace(".\n", f" {number}.\n")


def count(found: Iterator[str]) -> int:
    """Words, parted by white space."""
    return sum(len(text.split()) for text in found)


def cold(command: tuple[str, ...]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    passed = time.perf_counter() - begun
    return passed, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def judged(copies: int, model: str) -> float:
    """Words per second of a feed judged in this process, after one window to warm up."""
    from tqcheck.batch import Keys, windows
    from tqcheck.judge import Job, Judge
    from tqcheck.records import Document

    judge = Judge(Job(model=model, threads=os.cpu_count() or 1))
    keys = Keys("")
    items = [keys.item("", Document(str(n), t)) for n, t in enumerate(texts(copies + 1))]
    warm = len(ARTICLES)
    judge(items[:warm])
    begun = time.perf_counter()
    for window in windows(items[warm:]):
        judge(window)
    passed = time.perf_counter() - begun
    return sum(len(i.document.text.split()) for i in items[warm:] if i.document) / passed


def rules() -> float:
    """Words per second of all rules, one core."""
    return judged(COPIES, "off")


def model() -> float:
    """Words per second of rules and model."""
    return judged(MODEL_COPIES, "auto")


def feed() -> float:
    """Words per second of `batch --model off` over a feed, on every core, start-up included."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "feed.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts(8 * COPIES)):
                file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        command = (*CLI, "batch", str(source), "-o", f"{folder}/rows.jsonl", "--model", "off")
        begun = time.perf_counter()
        subprocess.run((*command, "--quiet", "--fail-on", "never"), check=True)
        return count(texts(8 * COPIES)) / (time.perf_counter() - begun)


def _scoring(kind: str) -> float:
    from tqcheck import models

    (found,) = [m for m in models.embedded() if m.name == "en-fr"]
    if kind == "hf":
        from tqcheck.engines.hf import HfEngine

        engine = HfEngine(found.folder, found.card, threads=1)
    else:
        engine = models.load(found, threads=1)  # type: ignore[assignment]
    lines = [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    engine.translate(lines[:2], source="en", target="fr")
    begun = time.perf_counter()
    backs = engine.translate(lines, source="en", target="fr")
    engine.score(backs, lines, source="fr", target="en")
    return count(iter(lines)) / (time.perf_counter() - begun)


def ct2() -> float:
    """Words per second back-translated and scored by `ct2`, one thread."""
    return _scoring("ct2")


def hf() -> float:
    """Words per second back-translated and scored by `hf` on the same weights."""
    return _scoring("hf")


def _bitext(folder: Path) -> tuple[Path, int]:
    """A PO file of the articles' sentences, source and target alike, and its words."""
    sentences = [s for t in texts(COPIES) for s in t.replace("\n", " ").split(". ") if s.strip()]
    units = [json.dumps(sentence, ensure_ascii=False) for sentence in sentences[:UNITS]]
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path = folder / "bitext.po"
    path.write_text(head + "".join(f"msgid {u}\nmsgstr {u}\n\n" for u in units), encoding="utf-8")
    return path, count(iter(sentences[:UNITS]))


def _on_bitext(*command: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path, words = _bitext(Path(folder))
        begun = time.perf_counter()
        subprocess.run([c.format(path) for c in command], check=True, stdout=subprocess.DEVNULL)
        return words / (time.perf_counter() - begun)


def bitext() -> float:
    """Words per second of `check --model off` on a PO file, start-up included."""
    options = ("--from", "fr", "--to", "en", "--fail-on", "never", "--format", "jsonl")
    return _on_bitext(*CLI, "check", "{}", "--model", "off", *options)


def pofilter() -> float:
    """Words per second of `pofilter` on the same file."""
    return _on_bitext("pofilter", "--progress", "none", "{}", "{}.out")


COLD = {
    "help, cold": ((*CLI, "--help"), None, None),
    "seed article, rules only, cold": ((*CHECK, "--model", "off"), 0.4, None),
    "seed article with model, cold": ((*CHECK, "--no-cache"), 3.0, 400),
}
WARM = {
    "rules over a feed, one core": (rules, 50_000),
    "batch without model, all cores": (feed, None),
    "with model over a feed, all cores": (model, 400),
    "ct2, back-translate and score, one thread": (ct2, None),
    "hf, back-translate and score, one thread": (hf, None),
    "rules on a bitext (PO)": (bitext, None),
}
if shutil.which("pofilter"):
    WARM["pofilter on the same bitext"] = (pofilter, None)
# Name, the two rows and the budget.
RATIOS = (
    (
        "ct2 against hf",
        "ct2, back-translate and score, one thread",
        "hf, back-translate and score, one thread",
        "4 times",
    ),
    ("ours against pofilter", "rules on a bitext (PO)", "pofilter on the same bitext", ""),
)


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        rate = WARM[arguments.one][0]()
        whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        peak = max(resource.getrusage(who).ru_maxrss for who in whose) / 1024
        print(json.dumps([rate, peak]))
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    cold(COLD["seed article with model, cold"][0])  # Compiles what is not compiled yet.
    print("| what | median | worst | peak MB | budget |\n| --- | --- | --- | --- | --- |")
    for name, (command, seconds, megabytes) in COLD.items():
        if arguments.only in name:
            # A child process, so that its peak memory is its own.
            code = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import bench, json;"
            code += f"print(json.dumps(bench.cold({command!r})))"
            runs = [_one((sys.executable, "-c", code)) for _ in range(arguments.runs)]
            times = [run[0] for run in runs]
            budget = " ".join(
                part
                for part in (
                    f"{seconds} s" if seconds else "",
                    f"{megabytes} MB" if megabytes else "",
                )
                if part
            )
            peak = max(run[1] for run in runs)
            print(
                f"| {name} | {statistics.median(times):.2f} s | {max(times):.2f} s "
                f"| {peak:.0f} | {budget} |"
            )
    rates = {}
    for name, (_, least) in WARM.items():
        if arguments.only in name:
            runs = [_one((sys.executable, __file__, "--one", name)) for _ in range(arguments.runs)]
            rates[name] = statistics.median(run[0] for run in runs)
            print(
                f"| {name} | {rates[name]:,.0f} words/s | {min(r[0] for r in runs):,.0f} words/s "
                f"| {max(r[1] for r in runs):.0f} | {f'{least:,} words/s' if least else ''} |"
            )
    for name, one, other, least in RATIOS:
        if one in rates and other in rates:
            print(f"| {name} | {rates[one] / rates[other]:.1f} times | | | {least} |")


def _one(command: tuple[str, ...]) -> list[float]:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    numbers: list[float] = json.loads(done.stdout.splitlines()[-1])
    return numbers


if __name__ == "__main__":
    main()
