"""Forms of a word: its singular for look-up, and a rival put into the form of what it replaces.

Number and articles are mended for languages a form dictionary is at hand for (`lemminflect`,
English); elsewhere words are looked up and suggested as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from tqcheck import words
from tqcheck.words import parts_of_speech, singulars

# Letters that are sounded as vowels at a word's start, and the common words that are not.
_AN = re.compile(
    r"(?:[aeio]|u(?!ni(?!n|m)|s[aeiu]|ti)|hour|honou?r|honest|heir)(?!n?e\b|uro)", re.I
)
# fmt: off
_BEFORE_VERBS = frozenset([
    "to", "can", "could", "will", "would", "may", "might", "must", "should", "shall", "cannot",
    "not", "didn't", "don't", "doesn't", "i", "you", "we", "they", "he", "she", "it", "who",
])
_AFTER_VERBS = frozenset([
    "the", "a", "an", "his", "her", "their", "its", "our", "my", "your", "them", "him", "us", "me",
    "itself", "himself", "herself", "themselves", "ourselves", "yourself",
])
# fmt: on
_ARTICLE = re.compile(r"\b(an?)( )$", re.IGNORECASE)


@cache
def plural(word: str) -> str:
    """The English plural of a noun or of a phrase that ends in one."""
    head, _, last = word.rpartition(" ")
    form = words.plural(last)
    if form is None:
        import lemminflect  # Guesses; takes a third of a second to load.

        form = (lemminflect.getInflection(last, tag="NNS") or (last,))[0]
    return f"{head} {form}".strip()


def folded(word: str, language: str, known: Container[str]) -> str | None:
    """The form of a target word that a table knows, or None."""
    word = word.casefold()
    if word in known:
        return word
    if language == "en":
        head, _, last = word.rpartition(" ")
        for lemma in singulars(last):
            fold = f"{head} {lemma}".strip()
            if lemma != last and fold in known:
                return fold
    return None


def acts_as_verb(tokens: Sequence[str], first: int, last: int, language: str) -> bool:
    """Whether a word that can be a noun stands where only a verb does (`to board`, `issues a`)."""
    if language != "en" or "VERB" not in parts_of_speech(tokens[last - 1]):
        return False
    before = tokens[first - 1] if first else ""
    after = tokens[last] if last < len(tokens) else ""
    return before in _BEFORE_VERBS or after in _AFTER_VERBS


def in_form_of(rival: str, original: str, fold: str, language: str) -> str:
    """The rival with the number and capitals of `original`, which the table knows as `fold`."""
    form = rival
    if language == "en" and original.casefold() != fold:
        form = plural(rival)
    if original.isupper() and len(original) > 1:
        return form.upper()
    if original[:1].isupper():
        return form[:1].upper() + form[1:]
    return form


def replacement(text: str, start: int, end: int, form: str, language: str) -> tuple[int, str]:
    """Where to start replacing, and by what, so that an article before it still fits."""
    article = _ARTICLE.search(text[:start]) if language == "en" else None
    if article is None:
        return start, form
    wanted = "an" if _AN.match(form) else "a"
    if article.group(1).casefold() == wanted:
        return start, form
    if article.group(1)[0].isupper():
        wanted = wanted.capitalize()
    return article.start(), f"{wanted} {form}"
