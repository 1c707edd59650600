"""Faults put into the translations of a bitext, one injector a family.

An injector takes a source, its translation and a source of chance and gives back the source, the
clean translation and the damaged one, or None where the pair offers no place. Some put a token
such as `%s` into both sides first, so the clean pair it gives back may not be the one it took.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from injectors import MECHANICAL

Faulty = tuple[str, str, str] | None
Fault = Callable[[str, str, random.Random], Faulty]

# Under this a line may be a name, the same on both sides.
_MIN_CHARS = 40


def _in_target(name: str) -> Fault:
    """An injector of tests/injection that needs no source."""

    def fault(source: str, target: str, chance: random.Random) -> Faulty:
        found = MECHANICAL[name](target, chance)
        return (source, target, found[0]) if found else None

    return fault


def _swap(pattern: str, change: Callable[[str, random.Random], str], shared: str = "") -> Fault:
    """Rewrites one match of a pattern.

    `shared` asks that the source have as many matches of that pattern as the target; `same` that
    it have the matched text itself.
    """

    def fault(source: str, target: str, chance: random.Random) -> Faulty:
        places = list(re.finditer(pattern, target))
        if shared == "same":
            places = [m for m in places if source.count(m[0]) == target.count(m[0]) == 1]
        elif shared and len(re.findall(shared, source)) != len(re.findall(shared, target)):
            return None
        if not places:
            return None
        match = chance.choice(places)
        new = change(match[0], chance)
        return source, target, target[: match.start()] + new + target[match.end() :]

    return fault


def _season(token: str, broken: str) -> Fault:
    """A token after a random word of both sides, broken in the faulty one."""

    def fault(source: str, target: str, chance: random.Random) -> Faulty:
        if source.count(" ") < 5 or target.count(" ") < 5:
            return None
        words, theirs = target.split(" "), source.split(" ")
        place, there = chance.randrange(1, len(words)), chance.randrange(1, len(theirs))
        clean, faulty = (
            " ".join([*words[:place], *([new] if new else []), *words[place:]])
            for new in (token, broken)
        )
        return " ".join([*theirs[:there], token, *theirs[there:]]), clean, faulty

    return fault


def _digit(number: str, chance: random.Random) -> str:
    place = chance.randrange(len(number))
    other = chance.choice([d for d in "123456789" if d != number[place]])
    return number[:place] + other + number[place + 1 :]


def _letter(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    letters = "bdgklmprt" if name[place].islower() else "BDGKLMPRT"
    return (
        name[:place] + chance.choice([c for c in letters if c != name[place]]) + name[place + 1 :]
    )


def _untranslated(source: str, target: str, chance: random.Random) -> Faulty:
    return (source, target, source) if min(len(source), len(target)) >= _MIN_CHARS else None


def _dropped(source: str, target: str, chance: random.Random) -> Faulty:
    parts = re.split(r"(?<=[a-z][.?!]) (?=[A-Z])", target)
    if len(parts) < 2 or len(re.findall(r"[a-z][.?!] (?=[A-Z])", source)) != len(parts) - 1:
        return None
    parts.pop(chance.randrange(len(parts)))
    return source, target, " ".join(parts)


def _cut(source: str, target: str, chance: random.Random) -> Faulty:
    words = target.split(" ")
    return (source, target, " ".join(words[: len(words) // 3])) if len(words) >= 15 else None


def _added(source: str, target: str, chance: random.Random) -> Faulty:
    new = " The minister declined to comment on the figures of the last three years."
    return (
        (source, target, target + new) if target[-1:] == "." and len(target) >= _MIN_CHARS else None
    )


def _negated(words: str, chance: random.Random) -> str:
    """The words without their `not`, `n’t` or `never`."""
    stem, short, _ = words.replace("’", "'").partition("n't")
    return {"ca": "can", "wo": "will"}.get(stem, stem) + " " if short else ""


FAMILIES: dict[str, Fault] = {
    "number changed": _swap(r"(?<![\d.,])\d{2,4}(?![.,]?\d)", _digit, "same"),
    "name changed": _swap(r"(?<=[A-Z][a-z] |[a-z]{2} )[A-Z][a-z]{4,}\b", _letter, "same"),
    "acronym changed": _swap(r"\b[A-Z]{3,5}\b", _letter, "same"),
    "bracket lost": _swap(r"[()]", lambda m, c: "", r"[()]"),
    "quotation mark lost": _swap(r"[\"“”]", lambda m, c: "", r"[\"“”„«»]"),
    "question mark lost": _swap(r"\?$", lambda m, c: ".", r"\?"),
    "final full stop lost": _swap(r"(?<=[a-z])\.$", lambda m, c: "", r"\.$"),
    "negation lost": _swap(r"\b(?:[a-z]{2,5}n['’]t|not|never) ", _negated),
    "sentence dropped": _dropped,
    "two thirds dropped": _cut,
    "sentence added": _added,
    "target empty": lambda source, target, chance: (source, target, ""),
    "left untranslated": _untranslated,
    "capital lost at start": _swap(r"^[A-Z](?=[a-z]+ )", lambda m, c: m.lower()),
    "%s lost": _season("%s", ""),
    "{name} translated": _season("{name}", "{nom}"),
    "tag lost": _season("<b>1</b>", "<b>1"),
    "web address changed": _season("http://example.org/page", "http://example.org/pages"),
    "e-mail address changed": _season("ann@example.org", "anne@example.org"),
    **{
        name: _in_target(name)
        for name in (
            "word repeated", "space doubled", "space before comma", "space before full stop",
            "space missing after comma", "comma doubled", "full stop doubled",
        )
    },
}  # fmt: skip
