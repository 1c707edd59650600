"""Forms of a word: its singular for look-up, and a rival put into the form of what it replaces.

Number and articles are mended for languages a form dictionary is at hand for (`lemminflect`,
English); elsewhere words are looked up and suggested as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

# Letters that are sounded as vowels at a word's start, and the common words that are not.
_AN = re.compile(
    r"(?:[aeio]|u(?!ni(?!n|m)|s[aeiu]|ti)|hour|honou?r|honest|heir)(?!n?e\b|uro)", re.I
)
_ARTICLE = re.compile(r"\b(an?)( )$", re.IGNORECASE)


@cache
def _noun_lemmas(word: str) -> tuple[str, ...]:
    import lemminflect

    found: tuple[str, ...] = lemminflect.getAllLemmas(word, upos="NOUN").get("NOUN", ())
    return found


@cache
def _plural(word: str) -> str:
    import lemminflect

    head, _, last = word.rpartition(" ")
    forms = lemminflect.getInflection(last, tag="NNS") or (last,)
    return f"{head} {forms[0]}".strip()


def folded(word: str, language: str, known: Container[str]) -> str | None:
    """The form of a target word that a table knows, or None."""
    word = word.casefold()
    if word in known:
        return word
    if language == "en":
        for lemma in _noun_lemmas(word):
            if lemma != word and lemma in known:
                return lemma
    return None


def in_form_of(rival: str, original: str, fold: str, language: str) -> str:
    """The rival with the number and capitals of `original`, which the table knows as `fold`."""
    form = rival
    if language == "en" and original.casefold() != fold:
        form = _plural(rival)
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


@cache
def _kinds(word: str) -> frozenset[str]:
    import lemminflect

    return frozenset(lemminflect.getAllLemmas(word.rpartition(" ")[2]))


def same_kind(one: str, other: str, language: str) -> bool:
    """Whether two words can be the same part of speech, as far as is known."""
    if language != "en":
        return True
    left, right = _kinds(one), _kinds(other)
    return not left or not right or bool(left & right)
