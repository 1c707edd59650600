"""A person's name is spelled another way than in the source.

`Katrin Seeburg` for `Katrin Seeberg`: a name is copied, not translated. Compared are two
capitalised words in a row of which one stands unchanged on both sides; the other must look like
what stands in its place, and sound otherwise.

Only texts in Latin letters, as transliterations differ from language to language. Leaves alone
endings (`Merkels`), accents that are lost (see `name-variant`) and spellings of one sound
(`Poutine`, `Putin`). Misses names of one word. Wrongly flags names that languages spell apart
(`Charles` for `Karl`). Source: own comparison, measured on human translations of news.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from tqcheck.rules.rule import Context, Hit, Rule, example

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{2,}(?:-[^\W\d_]+)*"
_NAME = re.compile(rf"(?<![\w’'-])({_WORD}) (?=({_WORD})(?![\w-]))")
_SIMILAR = 0.7
_MIN_LETTERS = 4
# Letters that languages exchange when they spell a foreign name, towards one.
_SOUNDS = tuple(
    (re.compile(p), r)
    for p, r in (
        (r"tsch|tch|sch|sh|ch|cz|ts|tz|š|č|ž|zh|z|j|dj", "s"), (r"kh|ck|q|c|g|gh|x", "k"),
        (r"ou|oo|w|v|u", "f"), (r"ph", "f"), (r"[iyj]+", "i"), (r"th", "t"), (r"[hejoa]", ""),
        (r"(.)\1+", r"\1"), (r"[sn]$", ""),
    )
)  # fmt: skip

# Letters that English papers write plain and that Unicode does not take apart.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word that differs, with the source's."""
    source = context.segment.source if context.segment else None
    if not source:
        return
    theirs = {(m.group(1), m.group(2)) for m in _NAME.finditer(source)}
    if not theirs:
        return
    mine = [(m.start(2), m.group(1), m.group(2)) for m in _NAME.finditer(text)]
    for start, first, last in mine:
        if (first, last) in theirs or last in source:
            continue
        other = {b for a, b in theirs if a == first and b not in text}
        better = other.pop() if len(other) == 1 else None
        if better and _altered(better, last):
            yield Hit(start, start + len(last), f"the source has {first} {better}", (better,))


def _altered(source: str, target: str) -> bool:
    """Whether a name looks like another, and is no ending, accent or spelling away."""
    a, b = bare(source), bare(target)
    if min(len(a), len(b)) < _MIN_LETTERS or a[0] != b[0]:
        return False
    shorter, longer = sorted((a, b), key=len)
    if longer.startswith(shorter) and len(longer) - len(shorter) <= 2 and longer[-1] in "sna":
        return False
    if SequenceMatcher(None, a, b, autojunk=False).ratio() < _SIMILAR:
        return False
    return a != b and sound(a) != sound(b)


def bare(word: str) -> str:
    """In lower case, without accents, strokes and hyphens."""
    plain = unicodedata.normalize("NFD", word.casefold().translate(_STROKES))
    return "".join(c for c in plain if c.isalpha() and not unicodedata.combining(c))


def sound(word: str) -> str:
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


RULE = Rule(
    id="name-mismatch",
    manual=__doc__,
    message="name differs from the source",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.05,
    needs=("source",),
    confidence=0.75,
    examples=(
        example("The head, Antoine ⟦Bergmar⟧, left.", "Berger",
                source="Le patron, Antoine Berger, est parti.", source_language="fr"),
        example("Katrin ⟦Seeburg⟧ leads the dig.", "Seeberg",
                source="Katrin Seeberg leitet die Grabung.", source_language="de"),
        example("Vladimir Putin met Angela Merkel.",
                source="Vladimir Poutine a rencontré Angela Merkels.", source_language="fr"),
        example("Thomas Bjorn met Lech Walesa.",
                source="Thomas Bjørn traf Lech Wałęsa.", source_language="de"),
        example("Katrin Seeberg met Luc Morel and Anna Sauer.",
                source="Katrin Seeberg traf Luc Morell und Anna Bitter.", source_language="de"),
    ),
)  # fmt: skip
