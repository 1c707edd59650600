"""Speed and memory, side by side: `python tests/bench.py [--runs 5] [--only NAME]`.

Each row is measured in a process of its own, `--runs` times; the table shows the median, the
slowest, peak memory of the whole process and the budget. Cold rows time the whole command,
interpreter start included. Warm rows leave out imports, loading and the first call. Not timed:
disk caches (every file has been read once), and nothing is pinned to a processor.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "seoul-weapons-ukraine.en.txt"
CLI = (sys.executable, "-m", "tqcheck")
CHECK = (*CLI, "check", str(SEED), "--fail-on", "never", "-o", os.devnull)
WORDS = len(SEED.read_text(encoding="utf-8").split())
# Enough copies that a warm row lasts seconds.
COPIES = 200
MODEL_COPIES = 4


def cold(command: tuple[str, ...]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    passed = time.perf_counter() - begun
    return passed, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def rules() -> float:
    """Words per second of all rules over the seed article, one core."""
    from dataclasses import replace

    from tqcheck.check import Gate, check, prepare
    from tqcheck.records import Document
    from tqcheck.rules import chosen

    document = Document("seed", SEED.read_text(encoding="utf-8"))
    table = chosen()
    check(document, rules=table, engine_for=None, gate=Gate())
    begun = time.perf_counter()
    for number in range(COPIES):
        fresh = replace(prepare(document)[0], path=str(number))
        check(fresh, rules=table, engine_for=None, gate=Gate())
    return COPIES * WORDS / (time.perf_counter() - begun)


def model() -> float:
    """Words per second of rules and model over texts that no cache has seen."""
    from pathlib import Path as File

    from tqcheck import models
    from tqcheck.check import Gate, check
    from tqcheck.records import Document
    from tqcheck.rules import chosen

    text = SEED.read_text(encoding="utf-8")
    engine_for = models.engines("auto", cache=File(":memory:"))
    table = chosen()
    check(Document("warm", text), rules=table, engine_for=engine_for, gate=Gate())
    begun = time.perf_counter()
    for number in range(MODEL_COPIES):
        # A number in each sentence makes every sentence new to the cache.
        fresh = text.replace(". ", f" {number}. ").replace(".\n", f" {number}.\n")
        check(Document("new", fresh), rules=table, engine_for=engine_for, gate=Gate())
    return MODEL_COPIES * WORDS / (time.perf_counter() - begun)


def feed() -> float:
    """Words per second of `batch --model off` over a feed, on every core, start-up included."""
    import tempfile

    text = SEED.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "feed.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(4 * COPIES):
                file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        command = (*CLI, "batch", str(source), "-o", f"{folder}/rows.jsonl", "--model", "off")
        begun = time.perf_counter()
        subprocess.run((*command, "--quiet", "--fail-on", "never"), check=True)
        return 4 * COPIES * WORDS / (time.perf_counter() - begun)


def _scoring(kind: str) -> float:
    from tqcheck import models

    (found,) = [m for m in models.embedded() if m.name == "en-fr"]
    if kind == "hf":
        from tqcheck.engines.hf import HfEngine

        engine = HfEngine(found.folder)
    else:
        engine = models.load(found)  # type: ignore[assignment]
    texts = [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    backs = engine.translate(texts[:2], source="en", target="fr")
    begun = time.perf_counter()
    backs = engine.translate(texts, source="en", target="fr")
    engine.score(backs, texts, source="fr", target="en")
    return WORDS / (time.perf_counter() - begun)


def ct2() -> float:
    """Words per second back-translated and scored by `ct2`."""
    return _scoring("ct2")


def hf() -> float:
    """Words per second back-translated and scored by `hf` on the same weights."""
    return _scoring("hf")


COLD = {
    "help, cold": ((*CLI, "--help"), None, None),
    "seed article, rules only, cold": ((*CHECK, "--model", "off"), 0.4, None),
    "seed article with model, cold": ((*CHECK, "--no-cache"), 3.0, 400),
}
WARM = {
    "rules over a feed, one core": (rules, 50_000),
    "batch without model, all cores": (feed, None),
    "with model over a feed": (model, 400),
    "ct2, back-translate and score": (ct2, None),
    "hf, back-translate and score": (hf, None),
}


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        rate = WARM[arguments.one][0]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([rate, peak]))
        return
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
    ours, reference = (rates.get(f"{e}, back-translate and score") for e in ("ct2", "hf"))
    if ours and reference:
        print(f"| ct2 against hf | {ours / reference:.1f} times | | | 4 times |")


def _one(command: tuple[str, ...]) -> list[float]:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    numbers: list[float] = json.loads(done.stdout.splitlines()[-1])
    return numbers


if __name__ == "__main__":
    main()
