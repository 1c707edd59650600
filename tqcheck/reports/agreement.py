"""The agreement of scores with people as one HTML page: table, calibration plots, histograms.

No script and no outside resource. Scores are drawn against the percentile of the human score
within its file, so that files judged on different scales can be looked at side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from tqcheck import __version__
from tqcheck.evaluation import Agreement, ranks

BINS = 10
_SIZE, _EDGE = 240, 34
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto } .plots { display: flex; flex-wrap: wrap; gap: 1.5rem }
figure { margin: 0 } svg { width: 18rem; max-width: 100% }
text { font-size: 11px; fill: CanvasText }
line, path { stroke: CanvasText; fill: none } .even { stroke-dasharray: 3 4; opacity: .5 }
.dot, .bar { fill: #1864ab } :root { color-scheme: light dark }
"""


def page(found: Sequence[Agreement], table: str, signature: str) -> str:
    """The page; `table` is the text that the terminal shows."""
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>tqcheck: agreement with people</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f'<h1>Agreement with people</h1>\n<pre tabindex="0">{escape(table)}</pre>',
    ]
    for agreement in found:
        if agreement.points:
            parts.append(f'<h2>{escape(agreement.name)}</h2>\n<div class="plots">')
            parts += [_calibration(agreement), _histogram(agreement), "</div>"]
    parts.append(f"<p>tqcheck {__version__}, {escape(signature)}</p>\n</body>\n</html>")
    return "\n".join(parts) + "\n"


def calibration(agreement: Agreement) -> list[tuple[float, float, int]]:
    """Mean score, mean human percentile and number of segments of ten bins of equal number."""
    scores, human = (np.array(side) for side in zip(*agreement.points, strict=True))
    percentiles = 100 * (ranks(human) - 0.5) / len(human)
    bins = np.array_split(np.argsort(scores, kind="stable"), min(BINS, len(scores)))
    return [(float(scores[b].mean()), float(percentiles[b].mean()), len(b)) for b in bins]


def histogram(agreement: Agreement) -> list[int]:
    """Number of segments in ten bins of scores, 0 to 100."""
    scores = [score for score, _ in agreement.points]
    return [int(n) for n in np.histogram(scores, bins=BINS, range=(0, 100))[0]]


def _calibration(agreement: Agreement) -> str:
    dots = [(_x(s), _y(p / 100), s, p, n) for s, p, n in calibration(agreement)]
    path = " ".join(f"{'M' if i == 0 else 'L'}{d[0]:.1f} {d[1]:.1f}" for i, d in enumerate(dots))
    marks = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5">'
        f"<title>score {s:.0f}, people {p:.0f}, {n} segments</title></circle>"
        for x, y, s, p, n in dots
    )
    even = f'<line class="even" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(100)}" y2="{_y(1)}"/>'
    return _drawn(
        "Calibration: mean human percentile by score", f'{even}<path d="{path}"/>{marks}', "100"
    )


def _histogram(agreement: Agreement) -> str:
    counts = histogram(agreement)
    top, width = max(counts), (_x(100) - _x(0)) / BINS
    bars = "".join(
        f'<rect class="bar" x="{_x(0) + i * width + 1:.1f}" y="{_y(n / top):.1f}"'
        f' width="{width - 2:.1f}" height="{_y(0) - _y(n / top):.1f}">'
        f"<title>{i * 10} to {i * 10 + 10}: {n}</title></rect>"
        for i, n in enumerate(counts)
    )
    return _drawn("Segments by score", bars, str(top))


def _drawn(title: str, inside: str, top: str) -> str:
    return (
        f'<figure><svg viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-label="{escape(title)}">'
        f"{inside}{''.join(_axes(top))}</svg><figcaption>{escape(title)}</figcaption></figure>"
    )


def _axes(top: str) -> Iterator[str]:
    yield f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(100)}" y2="{_y(0)}"/>'
    yield f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(0)}" y2="{_y(1)}"/>'
    for value in (0, 50, 100):
        yield f'<text x="{_x(value)}" y="{_y(0) + 16}" text-anchor="middle">{value}</text>'
    yield f'<text x="{_x(0) - 5}" y="{_y(1) + 4}" text-anchor="end">{top}</text>'


def _x(score: float) -> float:
    return _EDGE + score / 100 * (_SIZE - 1.5 * _EDGE)


def _y(share: float) -> float:
    return _SIZE - _EDGE - share * (_SIZE - 1.5 * _EDGE)
