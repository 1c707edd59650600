"""A question or an exclamation opens with an inverted mark, which only Spanish has.

`¿Why do the works not arrive?`: the words were translated, the mark was not. It counts before
words of the text's language; what is quoted in Spanish keeps its marks.

Misses marks before names. Source: own comparison; CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tqcheck.lang import load
from tqcheck.rules.rule import Context, Hit, Rule, example

_MARK = re.compile(r"[¿¡] ?(?=[^\W\d_])")
_WORD, _ENDS = re.compile(r"[^\W\d_]+"), re.compile(r"[?!”»\"\n]")
# Among so many words after the mark one must tell the text's language from Spanish.
_WORDS = 3


def find(text: str, context: Context) -> Iterator[Hit]:
    """The mark; the suggestion takes it away."""
    if "¿" not in text and "¡" not in text:
        return
    own = context.pack.function_words - load("es").function_words
    for match in _MARK.finditer(text):
        end = _ENDS.search(text, match.end())
        words = _WORD.finditer(text, match.end(), end.start() if end else len(text))
        after = [m.group().lower() for m in islice(words, _WORDS)]
        if not own.isdisjoint(after):
            yield Hit(match.start(), match.end(), suggestions=("",))


RULE = Rule(
    id="inverted-mark-left",
    manual=__doc__,
    message="an inverted mark, which only Spanish has",
    category="locale_convention/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("de", "en", "fr", "it", "nl", "pt", "ru", "sv", "uk"),
    confidence=0.95,
    examples=(
        example("⟦¿⟧Why do the works not arrive?", ""),
        example("⟦¿ ⟧Pourquoi ne viennent-ils pas ?", "", language="fr"),
        example("¿Por qué no? ¡No!", language="de"),
        example("They sang “¡Viva México!” and asked “¿qué pasa?”"),
    ),
)
