"""Needles: every match of a pattern contains one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqcheck.needles import haystack, index, needles


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("there where", ("there| |where",)),
        ("(a|b) of the (?=x)", ("a| |of| |the| |x", "b| |of| |the| |x")),
        ("aged? of", ("aged| |of", "age| |of")),
        ("alpha|beta", ("alpha", "beta")),
        ("alpha|.", ("",)),
        (r"\d+ Years[ab]x", (" |yearsax", " |yearsbx")),
        ("colou{0,1}rs and", ("rs| |and",)),
        ("colou{1,2}rs", ("colou",)),
        (r"\b[lL]es\b (?=[a-z])", ("|les| ",)),
        (r"\b(?:los|una)\b", ("|los|", "|una|")),
        (r"\b(?:took|takes)? \d", ("",)),
        (r"\d,\d(?= ?%| (?:million|billion))", ("%", " |million", " |billion")),
        (r"\bhui[’\x27]t[^a]", ("|hui|’|t", "|hui|'|t")),
        (r"(?<!\w)(?:una|%)(?!\w)", ("|una|", "%")),
        (r"(?-i:Una) nox\d", ("una| |nox",)),
        (r"a(?!never)(?<=xy)", ("xy",)),
        (r"\x27\u00e9S\.", ("s|.",)),
        (r"(?P<one>abc)(?P=one)", ("",)),
        ("(", ("",)),
        ("", ("",)),
    ],
)
def test_needles(pattern: str, expected: tuple[str, ...]) -> None:
    assert {needle.replace("\0", "|") for needle in needles(pattern)} == set(expected)


def test_haystack_marks_the_boundaries_of_words() -> None:
    hay = haystack("Una lunar\n.")
    assert hay.text.replace("\0", "|") == "|una| |lunar|\n."
    assert hay.words == {"una", "lunar"}


def test_index_tells_which_patterns_may_match() -> None:
    found = index([r"\buna\b", "una", r"nox\d", r"\d", r"(?<!\w)(?:in una|% %)(?!\w)"])
    assert found.possible("In una notte 1") == [0, 1, 3, 4]
    assert found.possible("a lunar nox1 % %") == [1, 2, 3, 4]


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "cd",
        " ",
        ".",
        r"\.",
        r"\b",
        r"(?<!\w)",
        r"(?!\w)",
        r"\d",
        "[aA]",
        "[ab]",
        "[^a]",
        r"[\]a]",
        "^",
    ]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(
            st.sampled_from(["(?:%s)", "(%s)", "(?=%s)", "(?!%s)"]),
            inner,
            st.sampled_from(["", "?", "*", "+", "{2}", "{0,1}", "{1,2}?", "??"]),
        ).map(lambda parts: parts[0].replace("%s", parts[1]) + parts[2]),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("aAbBcd .1", max_size=30))
def test_every_match_contains_a_needle(pattern: str, text: str) -> None:
    match = re.search(pattern, text, re.IGNORECASE)
    if match:
        assert index([pattern]).possible(text) == [0]


WORDS = st.sampled_from(["a", "Ab", "b.", "“cd", "1", ".", "b1", "cd, "])


@given(st.lists(PATTERNS, min_size=1, max_size=4), st.lists(WORDS, max_size=9))
def test_parts_of_a_text_lose_no_pattern(patterns: list[str], words: list[str]) -> None:
    found = index(patterns)
    narrowed = found.within(" ".join(words))
    for start in range(len(words)):
        part = " ".join(words[start : start + 4])
        assert narrowed.possible(part) == found.possible(part)
