"""The same word stands twice running.

`the the` is a slip of editing or of a decoder. Words that may be doubled by right (`had had`,
`nous nous`) are in the pack (`[repetition] legal`), and so are phrases in which they may (`von
Anfang an an der Spitze`; `[repetition] echoes`).

A word four times or more, or a long one three times, is a decoder's, too (`three weeks ago ago ago
ago`), and so are numbers (`since 1959 1959`).

Misses: doubled words with a mark between. Leaves alone names (`Duran Duran`) and three short words
of a kind, which are emphasis; names at the end of a clause (`in India and Nepal Nepal`) count in
copy that other findings show to be bad. Wrongly flags a long word said thrice in earnest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.phrase_looped import echoes
from tqcheck.rules.rule import Context, Hit, Rule, example

_TWICE = re.compile(r"\b([^\W\d_]+) \1\b(?![’'-]\w)", re.IGNORECASE)

# `ago ago ago ago`, `earlier earlier earlier`.
_LOOP = re.compile(
    r"\b(\w{2,})(?: \1){3,}\b(?![’'-]\w)|\b([^\W\d_]{5,})(?: \2){2}\b(?![’'-]\w)",
    re.IGNORECASE,
)
_EMPHATIC = frozenset(
    {"really", "never", "please", "always", "ribbit", "hurra", "siempre", "jamais"}
)
_NUMBER = re.compile(
    r"(?<![\d#] )(?<![\w.,:/#+'‘“\"-])(\d{2}|(?:19|20)\d\d) \1(?=[.,;)]?(?: [^\W\d_]|\s*$))"
)
_NAME = re.compile(r"(?<![“\"«.!?] )(?<!\w)([A-ZÀ-Þ][^\W\d_A-Z]{3,}) \1(?=[.,;:!?)]|\s*$)")

# The longest set phrase looked at, before the words and after them.
_PHRASE_CHARS = 24


@cache
def _legal(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("repetition", "legal", ()))


def _is_set(text: str, match: re.Match[str], allowed: re.Pattern[str] | None) -> bool:
    """Whether the words stand in a set phrase."""
    if allowed is None:
        return False
    start = max(0, match.start() - _PHRASE_CHARS)
    return any(
        found.start() <= match.start() and match.end() <= found.end()
        for found in allowed.finditer(text, start, match.end() + _PHRASE_CHARS)
    )


def find(text: str, context: Context) -> Iterator[Hit]:
    """Both words; the suggestion is the first."""
    for match in _TWICE.finditer(text):
        first = match.group(1)
        second = match.group()[len(first) + 1 :]
        if first.casefold() in _legal(context.pack) or second[0].isupper() or len(first) == 1:
            continue
        if first.isupper():
            continue  # "the connective AND and its counterparts"
        if _is_set(text, match, echoes(context.pack)):
            continue
        before = text[max(0, match.start() - len(first) - 1) : match.start()].strip()
        after = text[match.end() : match.end() + len(first) + 1].strip()
        if first.casefold() in (before.casefold(), after.casefold()):
            continue
        if before.casefold().endswith("oh") or text.startswith(("...", "…"), match.end()):
            continue
        if text[match.start() - 1 : match.start()] in ("-", "'", "’", "."):
            continue
        yield Hit(match.start(), match.end(), suggestions=(first,))
    for match in _LOOP.finditer(text):
        first = match[1] or match[2]
        if (match[1] or first.islower()) and first not in _EMPHATIC:
            yield Hit(match.start(), match.end(), suggestions=(first,))
    for pattern in (_NUMBER, _NAME):
        for match in pattern.finditer(text):
            doubtful = pattern is _NAME
            yield Hit(match.start(), match.end(), suggestions=(match[1],), doubtful=doubtful)


RULE = Rule(
    id="word-repeated",
    manual=__doc__,
    message="the same word twice",
    category="linguistic_conventions/duplication",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("They reached ⟦the the⟧ border. ⟦It it⟧ was late.", "the", "It"),
        example("Der Präsident ⟦hat hat⟧ gesprochen.", "hat", language="de"),
        example("He had had enough of Duran Duran, and no no no was his answer."),
        example("They won three weeks ⟦ago ago ago ago⟧, since ⟦1959 1959⟧.", "ago", "1959"),
        example("They met in ⟦Texas Texas Texas Texas⟧.", "Texas"),
        example("It hit India and ⟦Nepal Nepal⟧.", "Nepal", doubtful=True),
        example("Call 021 644 44 44 for 10 000 000 really really really good frogs."),
        example("Nous nous sommes trompés.", language="fr"),
        example("Sie lagen von Anfang an an der Spitze.", language="de"),
        example("The connective AND and its like; NATO says so."),
    ),
)
