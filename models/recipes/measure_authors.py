"""Does a document's quality tell machine from human translation of the same story? AUC, 0.5-1.

Reads a `set idx system src mt ref` table (TSV.xz). Stories are runs of LINES consecutive lines of
sets that fitted nothing, each as the human wrote it and as each system did. Prints the share of
pairs, a human story against a machine's, in which the human one scores higher (ties count half),
by system, with a 95 % interval over resampled stories; and the same for two floors: mean words
a sentence and repetition. The system marked * took part in fitting, on other sets.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from quality_encoder import MACHINE_SETS, MACHINE_SYSTEM, authors

from tqcheck.metrics.quality import scored
from tqcheck.metrics.signals import of_text
from tqcheck.records import Document, Segment, Span

LINES = 20
SETS = ("wmt08", "wmt09", "wmt15")
SYSTEMS = ("google", "microsoft", "bergamot-tiny", "bergamot-base-memory")


def story(texts: list[str]) -> Document:
    """A document of segments."""
    segments, at = [], 0
    for number, text in enumerate(texts, 1):
        segments.append(Segment(str(number), Span(at, at + len(text)), text, paragraph=number))
        at += len(text) + 1
    return Document("story", "\n".join(texts), language="en", segments=tuple(segments))


def judged(texts: list[str]) -> tuple[float, float, float]:
    """Quality, mean words a sentence, and mean repetition of a story."""
    document, score = scored(story(texts))
    signals = [of_text(segment.text) for segment in document.segments]
    return (
        score.value or 0.0,
        float(np.mean([s["words"] for s in signals])),
        -float(np.mean([s["repetition"] for s in signals])),
    )


def auc(human: np.ndarray, machine: np.ndarray) -> float:
    """Chance that a human story scores above a machine's."""
    over = (human[:, None] > machine).mean() + (human[:, None] == machine).mean() / 2
    return float(over)


def interval(human: np.ndarray, machine: np.ndarray) -> str:
    """AUC with its interval over resampled stories."""
    chance = np.random.default_rng(1)
    drawn = []
    for _ in range(1000):
        places = chance.integers(0, len(human), len(human))
        drawn.append(auc(human[places], machine[places]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{auc(human, machine):.3f} {low:.3f}…{high:.3f}".replace("0.", ".")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path)
    arguments = parser.parse_args()

    assert not set(SETS) & set(MACHINE_SETS)
    found = authors(arguments.table, SETS, SYSTEMS)
    stories = []
    for name in SETS:
        lines = [line for line in found if line["line"].startswith(f"{name}:")]
        stories += [lines[i : i + LINES] for i in range(0, len(lines) - len(lines) % LINES, LINES)]
    judgments = {
        who: np.array([judged([line[who] for line in lines]) for lines in stories])
        for who in ("ref", *SYSTEMS)
    }
    print(f"{len(stories)} stories of {LINES} lines, of {', '.join(SETS)}")
    print("| system | quality | words a sentence | repetition |\n|---|---|---|---|")
    for system in SYSTEMS:
        cells = [
            interval(judgments["ref"][:, column], judgments[system][:, column])
            for column in range(3)
        ]
        mark = "*" if system == MACHINE_SYSTEM else ""
        print(f"| {system}{mark} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
