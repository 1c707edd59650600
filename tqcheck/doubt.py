"""Doubt: what a finding is worth that good text would raise as well.

`The technician praised his players` is good English, and Portuguese copy left word for word. Such
findings are marked `doubtful` by their rule. They are kept where others, sure by themselves, say
that the text was translated word for word, and dropped everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable

from tqcheck.records import Document, Finding

#: The kinds of findings that tell a text translated word for word, or by a weak engine.
SIGNS = frozenset(
    {
        "accuracy/mistranslation",
        "accuracy/untranslated",
        "style/unidiomatic",
        "linguistic_conventions/grammar",
        "linguistic_conventions/word_order",
    }
)
#: Weak engines stutter; sentences come twice by other hands.
STUTTERS = frozenset({"word-repeated", "phrase-looped"})
#: What another country writes another way tells something too, beside one of them.
LOCALE = "locale_convention/"
# Signs of so many rules, and so many different ones in each word. One rule alone tells little: good
# engines, too, leave `M.` before every name.
LEAST_RULES, SIGNS_A_WORD = 2, 0.003


def settled(document: Document, found: Iterable[Finding], telling: Iterable[str]) -> list[Finding]:
    """The findings without the doubtful ones, or with them in a document word for word.

    Args:
        telling: ids of the rules whose findings may be signs: those that look at the text alone.
    """
    every = list(found)
    if is_word_for_word(document, every, telling):
        return every
    return [finding for finding in every if not finding.doubtful]


def is_word_for_word(document: Document, found: Iterable[Finding], telling: Iterable[str]) -> bool:
    """Whether findings are signs enough that the document was translated word for word."""
    rules = frozenset(telling)
    sure = [finding for finding in found if not finding.doubtful and finding.rule in rules]
    signs = {(f.rule, f.text.casefold()) for f in sure if f.category in SIGNS or f.rule in STUTTERS}
    formats = {f.rule for f in sure if f.category.startswith(LOCALE)}
    often = len(signs) + len(formats) >= SIGNS_A_WORD * len(document.text.split())
    return bool(signs) and often and len({rule for rule, _ in signs} | formats) >= LEAST_RULES
