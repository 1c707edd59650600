"""Characters are damaged: UTF-8 read as another encoding, or lost.

`Ã©` for `é`, `â€™` for `’` and the replacement character `�` betray a wrong decoding on the way.
The suggestion undoes it where it can be undone.

Misses: damage done twice, and encodings other than Windows-1252 and Latin-1.
Source: the tables of UTF-8 bytes read as Windows-1252.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

# What the bytes 80-BF look like in Windows-1252 (Latin-1 where that has none).
_TAIL = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_DAMAGED = re.compile(
    rf"(?:(?:â[€‚„]|ï¿|ï»)[{_TAIL}]|[Ã][{_TAIL}]|Â[\u00a0-\u00bf]|(?:[ÐÑ][{_TAIL}]){{2,20}})+"
    rf"|\ufffd+|[\u0080-\u0084\u0086-\u009f]+|[\x01-\x08\x0b\x0e-\x1f]+"
)
_SIGN = re.compile(r"[ÃâÂÐÑï\ufffd\x01-\x08\x0b\x0e-\x1f\u0080-\u0084\u0086-\u009f]")


def _undone(damaged: str) -> str | None:
    """The text before it was damaged, or None."""
    sloppy = bytearray()
    for char in damaged:
        try:
            sloppy += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return None
            sloppy.append(ord(char))
    try:
        return sloppy.decode("utf-8")
    except UnicodeDecodeError:
        return None


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each damaged run."""
    if text.isascii() and text.isprintable():
        return
    if not _SIGN.search(text):
        return
    for match in _DAMAGED.finditer(text):
        undone = _undone(match.group())
        if undone is None and match.group()[0] in "ÃâÂÐÑï":
            continue
        good = undone if undone and (undone.isprintable() or undone == "\u00a0") else None
        yield Hit(match.start(), match.end(), suggestions=(good,) if good else ())


RULE = Rule(
    id="encoding-damage",
    manual=__doc__,
    message="damaged characters: text read in the wrong encoding",
    category="linguistic_conventions/character_encoding",
    severity="major",
    scope="document",
    find=find,
    budget=0.02,
    examples=(
        example("The caf⟦Ã©⟧ isn⟦â€™⟧t open.", "é", "’"),
        example("Il a ⟦�⟧t⟦�⟧ vu.", language="fr"),
        example("Ele não foi, disse o Sr. Âmbar: “À saída, já.”", language="pt"),
        example("Das Café hat 20 °C, »sagt man«.", language="de"),
    ),
)
