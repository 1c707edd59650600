"""MQM categories, severities and penalty weights.

Categories are `dimension/type` of the MQM core typology (themqm.org) with two additions of
ours, `other/boilerplate` and `style/machine_like`. Weights follow Google's MQM set-up for WMT
(Freitag et al. 2021): major 5, minor 1, minor punctuation 0.1, non-translation 25. It has no
weight for `critical`; 10 is ours, twice a major, as COMET's spans use it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Severity = Literal["neutral", "minor", "major", "critical"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)

MINOR_PUNCTUATION_WEIGHT: Final = 0.1
NON_TRANSLATION_WEIGHT: Final = 25.0
WEIGHTS: Final[dict[str, float]] = {"neutral": 0.0, "minor": 1.0, "major": 5.0, "critical": 10.0}

CATEGORIES: Final[dict[str, str]] = {
    "accuracy/mistranslation": "says something the source probably does not say",
    "accuracy/untranslated": "text left in the source language",
    "accuracy/addition": "text that the source probably does not have",
    "accuracy/omission": "something of the source is probably missing",
    "accuracy/non_translation": "not a translation of the source at all",
    "terminology/inconsistent_use": "one thing named two ways",
    "terminology/wrong_term": "not the term the field uses",
    "linguistic_conventions/grammar": "grammar",
    "linguistic_conventions/word_order": "word order carried over from the source",
    "linguistic_conventions/punctuation": "punctuation and quotation marks",
    "linguistic_conventions/whitespace": "missing or stray spaces",
    "linguistic_conventions/capitalization": "capital and small letters",
    "linguistic_conventions/duplication": "repeated words or passages",
    "linguistic_conventions/unintelligible": "cannot be understood",
    "linguistic_conventions/character_encoding": "damaged characters",
    "style/unidiomatic": "correct, but nobody would say it so",
    "style/register": "the wrong level of formality",
    "style/machine_like": "reads machine-made",
    "locale_convention/number_format": "numbers as another language writes them",
    "locale_convention/currency_format": "amounts as another language writes them",
    "locale_convention/date_format": "dates as another language writes them",
    "locale_convention/time_format": "times as another language writes them",
    "locale_convention/measurement_format": "units as another language writes them",
    "locale_convention/name_format": "names and titles as another language writes them",
    "locale_convention/punctuation": "quotation marks and spacing of another language",
    "markup/markup": "tags and placeholders",
    "other/boilerplate": "page furniture carried into the copy",
}


# Localization quality issue types of ITS 2.0 (W3C 2013, section 8.17), by category or dimension.
_ITS_TYPES: Final[dict[str, str]] = {
    "accuracy/mistranslation": "mistranslation",
    "accuracy/untranslated": "untranslated",
    "accuracy/addition": "addition",
    "accuracy/omission": "omission",
    "accuracy/non_translation": "non-conformance",
    "terminology": "terminology",
    "terminology/inconsistent_use": "inconsistent-entities",
    "linguistic_conventions": "grammar",
    "linguistic_conventions/punctuation": "typographical",
    "linguistic_conventions/whitespace": "whitespace",
    "linguistic_conventions/capitalization": "typographical",
    "linguistic_conventions/duplication": "duplication",
    "linguistic_conventions/character_encoding": "characters",
    "style": "style",
    "style/register": "register",
    "locale_convention": "locale-violation",
    "locale_convention/number_format": "numbers",
    "markup": "markup",
}


def its_type(category: str) -> str:
    """The ITS 2.0 issue type of a category; `other` for what ITS has no name for."""
    dimension = category.split("/")[0]
    return _ITS_TYPES.get(category) or _ITS_TYPES.get(dimension, "other")


def rank(severity: str) -> int:
    """Position of a severity, 0 (neutral) to 3 (critical).

    Raises:
        ValueError: it is not a severity.
    """
    return SEVERITIES.index(severity)


def weight(category: str, severity: str) -> float:
    """Penalty points of one finding, >= 0."""
    if category == "accuracy/non_translation":
        return NON_TRANSLATION_WEIGHT
    punctuation = category.endswith(("/punctuation", "/whitespace"))
    if severity == "minor" and punctuation:
        return MINOR_PUNCTUATION_WEIGHT
    return WEIGHTS[severity]
