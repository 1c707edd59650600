"""Needles: every match of a pattern contains one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqcheck.needles import needles


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("there where", ("there where",)),
        ("(a|b) of the (?=x)", (" of the ",)),
        ("aged? of", ("age",)),
        ("alpha|beta", ("alpha", "beta")),
        ("alpha|.", ("",)),
        (r"\d+ Years[ab]x", (" years",)),
        ("colou{0,1}rs and", ("rs and",)),
        ("colou{1,2}rs", ("colou",)),
        (r"\b[lL]es\b (?=[a-z])", ("les ",)),
        (r"\b(?:took|takes) position", (" position",)),
        (r"(?:took|takes) \d", ("took", "takes")),
        (r"(?:took|takes)? \d", (" ",)),
        (r"\d,\d(?= ?%| (?:million|billion))", ("%", "million", "billion")),
        (r"a(?!never)(?<=x)", ("a",)),
        (r"\x27\u00e9S\.", ("s.",)),
        (r"(?P<one>abc)(?P=one)", ("",)),
        ("(", ("",)),
        ("", ("",)),
    ],
)
def test_needles(pattern: str, expected: tuple[str, ...]) -> None:
    assert needles(pattern) == expected


ATOMS = st.sampled_from(
    ["a", "b", "ab", "cd", " ", ".", r"\.", r"\b", r"\d", "[aA]", "[ab]", "[^a]", r"[\]a]", "^"]
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
        assert any(needle in text.lower() for needle in needles(pattern))
