"""A passage of several words is left in another language.

`Die Ausstellung ist täglich außer montags geöffnet.` in English copy: the engine copied the
sentence, or somebody pasted it.

Counted are words in a row of which none is a word of the text's language, names aside: at least
four, two of them frequent words of one other language pack or four in lower case that no
dictionary of the text's language has. Passages in quotation marks, brackets or links stay: titles
and quotations may be meant so. Misses passages of two or three words, of languages without a pack
(unless five words run so) and of words both languages write alike. Wrongly flags recipes, prayers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import repeat

from tqcheck.lang import Pack, available, load
from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CACHE_WORDS = 50_000
_MIN_WORDS = 4
_MIN_FUNCTION_WORDS = 2
_MIN_UNKNOWN = 4
_OPENING, _CLOSING = '“„«"(‘[*_`', '”“»")’]*_`'


@cache
def _others(target: str) -> dict[str, frozenset[str]]:
    """Function words of each other language that the target language does not have."""
    own = load(target).function_words
    return {c: load(c).function_words - own for c in available() if c != target}


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each passage from its first word to its last, a full stop after it left out."""
    own = bytes(map(_is_own, _WORD.findall(text), repeat(context.pack)))
    if bytes(_MIN_WORDS) not in own:  # So many in a row that are not.
        return
    run: list[re.Match[str]] = []
    for match in [*_WORD.finditer(text), None]:
        if match is not None and not _is_own(match.group(), context.pack):
            run.append(match)
            continue
        if len(run) >= _MIN_WORDS and _is_foreign(run, context.pack):
            start, end = run[0].start(), run[-1].end()
            if not is_quoted(text, start, end) and not in_link(text, start):
                yield Hit(start, end)
        run = []


@lru_cache(maxsize=_CACHE_WORDS)
def _is_own(word: str, pack: Pack) -> bool:
    """Whether it is a word of the text's language and of no other's function words."""
    lower = word.lower()
    if lower in pack.function_words:
        return not any(lower in load(code).function_words for code in _others(pack.code))
    if not word.islower() or any(lower in words for words in _others(pack.code).values()):
        return False
    return _is_listed(lower.removesuffix("'s").removesuffix("’s"), pack)


def _is_listed(lower: str, pack: Pack) -> bool:
    """Whether a dictionary of the language has the word, or all parts of one with hyphens."""
    parts = lower.split("-")
    return all(parts_of_speech(p) or (len(parts) > 1 and p in pack.function_words) for p in parts)


def _is_foreign(run: list[re.Match[str]], pack: Pack) -> bool:
    words = [match.group() for match in run]
    unknown = sum(w.islower() and len(w) > 2 and not _is_listed(w, pack) for w in words)
    frequent = max(sum(w.lower() in known for w in words) for known in _others(pack.code).values())
    lower = sum(word.islower() for word in words)
    if lower * 2 < len(words):
        return False
    return (frequent >= _MIN_FUNCTION_WORDS and unknown >= _MIN_UNKNOWN - 1) or (
        frequent >= 1 and unknown >= _MIN_UNKNOWN
    )


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether the passage stands inside quotation marks or brackets."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before and before in _OPENING:
        return True
    return any(mark in _CLOSING for mark in after.lstrip(".,!?…")[:1])


RULE = Rule(
    id="untranslated-passage",
    manual=__doc__,
    message="a passage left in another language",
    category="accuracy/untranslated",
    severity="major",
    scope="segment",
    find=find,
    budget=0.02,
    languages=("en",),
    confidence=0.9,
    examples=(
        example("It costs 8 euros. ⟦Die Ausstellung ist täglich außer montags geöffnet⟧."),
        example("⟦Les négociations ont repris lundi soir à Bruxelles⟧."),
        example("⟦El juez decidió ayer mantener en prisión a los tres acusados⟧."),
        example("The band Les Fleurs du Mal played “Je ne regrette rien de rien” in Paris."),
        example("The Frankfurter Allgemeine Zeitung and La Repubblica della Sera said so."),
        example("More and more the so-called whistle-blower isn't a whistle-blower at all."),
    ),
)
