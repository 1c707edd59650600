"""How fast each reader is, and how it stands up to damaged samples.

    python tests/measure_readers.py           # MB a second of CPU time, by format
    python tests/measure_readers.py 60 7      # 60 seconds of damaged samples, seed 7

Damage is deletion, repetition, a changed byte, or a piece of another sample. What is not an
`InputError`, or a way back that does not tile the text, stops the run with a traceback.
"""

from __future__ import annotations

import json
import random
import sys
import time
from html import escape
from pathlib import Path

from tqcheck import formats
from tqcheck.errors import InputError

FEED = Path(__file__).parents[1] / "seeds" / "feed"
PARAGRAPHS = (
    "The council of Brestal voted Tuesday evening, by 14 votes against 9, to keep the ferry & its"
    " quay that links the old port to the island.",
    "“It is not a question of nostalgia”, declared the mayor. “It is a question of life for 1 200"
    " families”.",
)


def large_files(count: int = 12_000) -> dict[str, str]:
    """A file of `count` paragraphs in each format."""
    texts = [PARAGRAPHS[n % 2] for n in range(count)]
    body = "".join(f"<p>{escape(t)} <b>so</b></p>\n" for t in texts)
    items = "".join(f"<item><description>{escape(escape(t))}</description></item>\n" for t in texts)
    units = "".join(
        f"<trans-unit id='{n}'><source>{escape(t)}</source><target>{escape(t)}</target>"
        "</trans-unit>\n"
        for n, t in enumerate(texts)
    )
    rows = "".join(
        f"<tu><tuv lang='fr'><seg>{escape(t)}</seg></tuv><tuv lang='en'><seg>{escape(t)}</seg>"
        "</tuv></tu>\n"
        for t in texts
    )
    return {
        "text.txt": "\n\n".join(texts),
        "markdown.md": "\n\n".join(f"{t} **so** [x](y)" for t in texts[:4000]),
        "page.html": body,
        "ninjs.json": json.dumps({"body_html": body}),
        "nitf.xml": f"<nitf><body><body.content>{body}</body.content></body></nitf>",
        "feed.rss": f"<rss><channel>{items}</channel></rss>",
        "feed.jsonl": "".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)),
        "bitext.tsv": "".join(f"{t}\t{t}\n" for t in texts),
        "bitext.xlf": f"<xliff version='1.2'><file><body>{units}</body></file></xliff>",
        "bitext.tmx": f"<tmx><header srclang='fr'/><body>{rows}</body></tmx>",
        "bitext.po": "".join(f'msgid "{t}"\nmsgstr "{t}"\n\n' for t in texts),
    }


def measure() -> None:
    """Print the speed of each reader."""
    for name, text in large_files().items():
        content = text.encode("utf-8")
        begun = time.process_time()
        for _ in formats.read(name, content):
            pass
        seconds = time.process_time() - begun
        print(f"{name:12} {len(content) / 1e6:5.2f} MB {len(content) / 1e6 / seconds:6.1f} MB/s")


def damaged(content: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """A sample with one to seven damages."""
    found = bytearray(content)
    for _ in range(dice.randrange(1, 8)):
        at = dice.randrange(len(found) + 1)
        to = min(len(found), at + dice.randrange(30))
        kind = dice.randrange(4)
        if kind == 0:
            del found[at:to]
        elif kind == 1:
            found[at:at] = found[to : to + 40]
        elif kind == 2 and found:
            found[at % len(found)] = dice.randrange(256)
        else:
            other = dice.choice(others)
            start = dice.randrange(len(other))
            found[at:at] = other[start : start + dice.randrange(60)]
    return bytes(found)


def fuzz(seconds: float, seed: int) -> None:
    """Read damaged samples for a while."""
    samples = [(path.name, path.read_bytes()) for path in sorted(FEED.iterdir())]
    names = [f"a{suffix}" for suffix in formats.SUFFIXES]
    dice = random.Random(seed)
    tried = answered = 0
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name, content = dice.choice(samples)
        content = damaged(content, [c for _, c in samples], dice)
        name = name if dice.random() < 0.7 else dice.choice(names)
        begun = time.perf_counter()
        tried += 1
        try:
            for document in formats.read(name, content):
                position = 0
                for piece in document.pieces:
                    assert piece.start == position, (name, content)
                    assert piece.file_start + piece.file_length <= len(document.raw)
                    position += piece.length
                assert not document.pieces or position == len(document.text), (name, content)
                document.text.encode("utf-8")
            answered += 1
        except InputError:
            pass
        slowest = max(slowest, time.perf_counter() - begun)
    print(f"{tried:,} damaged files: {answered:,} read, the rest refused; slowest {slowest:.3f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        fuzz(float(sys.argv[1]), int(sys.argv[2]))
    else:
        measure()
