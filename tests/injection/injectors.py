"""Artifacts put into clean text at random places, one injector a family.

An injector takes a sentence and a source of chance and gives back the damaged sentence with the
span of the damage, or None where the sentence offers no place. Any finding that overlaps the span,
widened by a character on each side, counts as found: which rule names it is the rules' affair.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Injected = tuple[str, int, int] | None
Injector = Callable[[str, random.Random], Injected]


def _at(pattern: str, change: Callable[[re.Match[str]], str]) -> Injector:
    """An injector that rewrites one random match of a pattern."""
    compiled = re.compile(pattern)

    def inject(text: str, chance: random.Random) -> Injected:
        places = list(compiled.finditer(text))
        if not places:
            return None
        match = chance.choice(places)
        new = change(match)
        damaged = text[: match.start()] + new + text[match.end() :]
        return damaged, match.start(), match.start() + len(new)

    return inject


def _decoded(match: re.Match[str]) -> str:
    return match.group().encode().decode("cp1252")


# Faults of form: each is told by looking at the text alone.
MECHANICAL: dict[str, Injector] = {
    "space before comma": _at(r"(?<=[a-z]),(?= )", lambda m: " ,"),
    "space before full stop": _at(r"(?<=[a-z]{3})\.$", lambda m: " ."),
    "space doubled": _at(r"(?<=[a-z]) (?=[a-z])", lambda m: "  "),
    "space missing after comma": _at(r"(?<=[a-z]{2}), (?=[a-z]{2})", lambda m: ","),
    "space in bracket": _at(r"(?<= )\((?=[a-z])", lambda m: "( "),
    "word repeated": _at(r"\b(?:the|of|and|with|from)\b(?= [a-z])", lambda m: f"{m[0]} {m[0]}"),
    "full stop doubled": _at(r"(?<=[a-z]{3})\.$", lambda m: ".."),
    "comma doubled": _at(r"(?<=[a-z]),(?= )", lambda m: ",,"),
    "HTML entity": _at(r"(?<=[a-z])['’](?=s )", lambda m: "&#39;"),
    "mojibake": _at(r"(?<=[a-z])’(?=[a-z])|[éèüöçñ](?=[a-z])", _decoded),
    "placeholder": _at(r"\b[a-z]{5,}\b(?= )", lambda m: "<unk>"),
    "day in lower case": _at(
        r"(?<=on )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", lambda m: m[0].lower()
    ),
    "people in lower case": _at(
        r"(?<=the )(?:Russian|German|French|European|American|Israeli|Chinese)\b",
        lambda m: m[0].lower(),
    ),
    "decimal comma": _at(
        r"(?<![\d.,])\d{1,2}\.\d{1,2}(?=%| percent| per cent| million| billion)",
        lambda m: m[0].replace(".", ","),
    ),
    "space before per cent": _at(r"(?<=\d)%", lambda m: " %"),
    "amount before its sign": _at(
        r"([€$£])(\d+)(?![\d.,]\d|\d|[ -]?[a-z]*(?:llion|bn|m|k)\b)", lambda m: f"{m[2]} {m[1]}"
    ),
    "foreign date": _at(
        r"\bon (January|February|March|April|June|July|August|September|October|November|December)"
        r" (\d{1,2})(?=[.,]| in\b)",
        lambda m: f"the {m[2]} {m[1]}",
    ),
    "foreign magnitude": _at(r"(?<=\d )billion\b", lambda m: "milliards"),
    "guillemets": _at(r"(?<!\S)[\"“]([^\"“”]{10,200})[\"”](?!\w)", lambda m: f"« {m[1]} »"),
    "phrase looped": _at(r"(?<= )[a-z]{2,}(?: [a-z]{3,}){2}(?= [a-z])", lambda m: f"{m[0]} {m[0]}"),
    "honorific left": _at(r"\bMrs?\. (?=[A-Z][a-z]+ )", lambda m: "Mme "),
    "quotation mark lost": _at(r"(?<=[a-z])[.,]?[\"”](?= [a-z])", lambda m: " "),
}

# Faults of sense and grammar: the rules know some forms of each, by no means all.
LINGUISTIC: dict[str, Injector] = {
    "noun before adjective": _at(
        r"\b(military|economic|political|financial|medical|legal|social|industrial) ([a-z]+s)"
        r"(?=[.,]| in\b| by\b| from\b)",
        lambda m: f"{m[2]} {m[1]}",
    ),
    "untranslated word": _at(
        r"\b(?:according to|yesterday|government|today)\b",
        lambda m: {
            "according to": "selon",
            "yesterday": "hier",
            "government": "gouvernement",
            "today": "aujourd’hui",
        }[m[0]],
    ),
    "since with a length": _at(
        r"\bfor (?=(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) "
        r"(?:years|months|weeks|days)\b)",
        lambda m: "since ",
    ),
    "article before a country": _at(
        r"(?<=\b(?:in|of) )(?:Germany|France|Russia|China|Spain|Italy)(?=[.,])",
        lambda m: f"the {m[0]}",
    ),
    "foreign preposition": _at(r"\bdepend(?:s|ed|ing)? on\b", lambda m: m[0][:-2] + "of"),
    "name in lower case": _at(
        r"(?<=[a-z] )(?:Obama|Merkel|Putin|Trump|Brussels|Berlin|Moscow|Washington)\b",
        lambda m: m[0].lower(),
    ),
    "passage left": _at(
        r"\.$", lambda m: ". Les négociations ont repris lundi soir dans la capitale."
    ),
    "orphan word": _at(r"\.$", lambda m: ". security."),
}
