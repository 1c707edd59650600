"""An adjective may stand after its noun, as in the source.

`Weapons defensive` for `defensive weapons`: French, Spanish, Italian and Portuguese put most
adjectives after the noun, and machine translation now and then leaves them there.

The noun must be able to be nothing else, or stand after an article, number, preposition or verb;
the adjective must be one, and no noun may follow it. Adjectives of a kind (`regional`) count after
any noun with its article. Adjectives that are nouns as well (`work major`) are doubtful. Adjectives
that English too puts after a noun (`available`, `responsible for`), objects with their adjective
(`found the accounts deficient`), pronouns (`something new`) and titles (`secretary general`) are
left alone, so many real cases are missed.
Wrongly flags headlines without a verb (`Investors pessimistic`), if the adjective is not listed.
Source: parts of speech from lemminflect (MIT), exceptions in the pack's `[order]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, apart, example
from tqcheck.words import parts_of_speech

_AFTER = (
    r"(?=[.,;:!?”\"…]|$| (?:in|by|against|with|from|at|on|during|after|before|since|under|for|who|"
    r"which|that|of|to)\b)"
)
_VERB_AFTER = (
    r"(?=[)]| [\"“(]| (?:has|have|had|is|was|were|are|will|would|could|can|may|said|says|fell|rose|"
    r"did|does|met|told|announced|decided|approved|rejected|voted)\b)"
)
_PAIR = re.compile(r"(?<![\w’'-])([a-z]{3,}) ([a-z]{4,})(?![\w’'-])" + _AFTER)
_LEFT = re.compile(r"([\w’'-]+) $")
_WORDS_BEFORE = re.compile(r"[\w’']+")
# `Is a world without weapons realistic?`, `not only was his claim absurd`
_ASKED = re.compile(r"(?:^|[.!?”\"] )(?:not only |nor |neither )?(?:is|are|was|were) [^.!?]*$")
_ANOTHER = re.compile(r",? (?:and |or |but )?([a-z-]+)")
_STOP = re.compile(r"[.!?]")
# How far back a verb that takes an object with its adjective may stand, in words.
_OBJECT_WINDOW = 7
_SAID_BEFORE = re.compile(r"\b\w+ as an? (?:\w+ )?\w+ $")
# Adjectives that name a kind (`fiscal measures`) and are hardly ever said of a noun with `is`.
_RELATIONAL = ("ial", "cal", "nal", "scal", "ral", "dical", "ary", "ic")
_DETERMINERS = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "his", "her", "its", "their", "our"}
    | {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "some"}
    | {"many", "new", "other", "most", "of", "for", "against"}
)


@cache
def _sets(pack: Pack) -> dict[str, frozenset[str]]:
    keys = (
        "adjectives",
        "participles",
        "copulas",
        "not_nouns",
        "may_follow",
        "object_adjective_verbs",
        "nationalities",
        "offices",
        "relational",
        "also_nouns",
    )
    return {key: frozenset(pack.fact("order", key, ())) for key in keys}


def is_adjective(word: str, pack: Pack) -> bool:
    """Whether a form is an adjective, and one that English puts before its noun."""
    sets = _sets(pack)
    if word in sets["may_follow"] or word.endswith(
        ("less", "wide", "ible", "able", "ward", "er", "est")
    ):
        return False
    if word.startswith("un") and word.endswith("ed"):
        return False
    return word in sets["adjectives"] or parts_of_speech(word) == {"ADJ"}


def find(text: str, context: Context) -> list[Hit]:
    """Noun and adjective in the wrong order, with their swap."""
    pack = context.pack
    return apart(hit for look in (_pairs, _kinds, _nationalities, _any) for hit in look(text, pack))


def _pairs(text: str, pack: Pack) -> Iterator[Hit]:
    """A noun and an adjective that mostly are nothing else."""
    for match in _PAIR.finditer(text):
        noun, adjective = match.groups()
        if adjective in _sets(pack)["participles"] and _is_participle(text, match):
            yield Hit(match.start(), match.end(), suggestions=(f"{adjective} {noun}",))
            continue
        if not is_adjective(adjective, pack) or not _is_noun(noun, text, match.start(), pack):
            continue
        if adjective in _sets(pack)["adjectives"] and not noun.endswith("s"):
            continue
        rest = text[match.end() :]
        if not _boundary_fits(adjective, rest):
            continue
        if _is_object_adjective(text, match.start(), pack, adjective):
            continue
        yield Hit(match.start(), match.end(), suggestions=(f"{adjective} {noun}",))


def _is_noun(word: str, text: str, start: int, pack: Pack) -> bool:
    kinds = parts_of_speech(word)
    if "NOUN" not in kinds or kinds & {"ADJ", "ADV", "AUX"} or word in _sets(pack)["not_nouns"]:
        return False
    left = _LEFT.search(text, 0, start)
    before = left.group(1).lower() if left else ""
    if "VERB" not in kinds:
        return before not in ("no", "as", "-")
    if before in _DETERMINERS:
        # `that measures` is a clause as often as a noun.
        return word.endswith("s") and before not in ("that", "this", "its", "a", "an", "of")
    before_kinds = parts_of_speech(before)
    return word.endswith("s") and "VERB" in before_kinds and "NOUN" not in before_kinds


def _is_participle(text: str, match: re.Match[str]) -> bool:
    """Whether a participle without its object belongs before a noun that a verb stands before."""
    noun = match.group(1)
    left = _WORDS_BEFORE.findall(text[max(0, match.start() - 40) : match.start()].lower())
    if not left or "NOUN" not in parts_of_speech(noun) or len(left) < 2:
        return False
    before = left[-1]
    kinds = parts_of_speech(before)
    if "VERB" in kinds and "NOUN" not in kinds:
        return noun.endswith("s") and before.endswith("ed")
    return before in ("the", "a", "an") and "VERB" not in parts_of_speech(noun)


def _boundary_fits(adjective: str, rest: str) -> bool:
    """Whether what follows cannot be the adjective's own complement or a list it is part of."""
    if rest.startswith((" for ", " of ", " to ", " with ", " from ")):
        return adjective.endswith(("ic", "ical", "ial", "nal", "cal", "ive", "ary", "fiscal"))
    if rest.startswith(","):
        another = _ANOTHER.match(rest)
        return another is None or "ADJ" not in parts_of_speech(another.group(1))
    return True


def _is_object_adjective(text: str, start: int, pack: Pack, adjective: str) -> bool:
    """Whether a verb before may take the noun as its object and the adjective to say of it."""
    left = text[max(0, start - 80) : start].lower()
    if _ASKED.search(left):
        return True
    # `consider as a priority weapons defensive`: what the verb says of its object stands there.
    left = _SAID_BEFORE.sub("", left)
    before = set(_WORDS_BEFORE.findall(left)[-_OBJECT_WINDOW:])
    if adjective.endswith(_RELATIONAL):
        before -= _sets(pack)["copulas"]
    return not _sets(pack)["object_adjective_verbs"].isdisjoint(before)


_AND = re.compile(" and ([a-z-]+)")


@cache
def _kind_pattern(pack: Pack) -> re.Pattern[str]:
    kinds = "|".join(sorted(_sets(pack)["relational"])) or "(?!)"
    return re.compile(
        r"(?<![\w’'-])(?i:the|an?|his|her|its|their|our|this) "
        rf"([a-z]{{3,}}) ({kinds})(?![\w’'-])(?:{_AFTER}|{_VERB_AFTER}|(?= and [a-z]))"
    )


def _kinds(text: str, pack: Pack) -> Iterator[Hit]:
    """`The government regional fell`: after an article no adjective of a kind follows its noun."""
    for match in _kind_pattern(pack).finditer(text):
        noun, adjective = match.groups()
        also = _AND.match(text, match.end())
        if also and "ADJ" in parts_of_speech(also.group(1)):
            continue  # `a priority social and economic area`
        if is_adjective(adjective, pack) and noun.endswith("s") and not also:
            continue  # looked at already
        kinds = parts_of_speech(noun)
        odd = noun in _sets(pack)["not_nouns"] - _sets(pack)["offices"]
        if "NOUN" not in kinds or kinds & {"ADJ", "ADV", "AUX"} or odd:
            continue
        if not _is_object_adjective(text, match.start(1), pack, adjective):
            yield Hit(match.start(1), match.end(), suggestions=(f"{adjective} {noun}",))


@cache
def _nationality_pattern(pack: Pack) -> re.Pattern[str]:
    names = "|".join(sorted(_sets(pack)["nationalities"])) or "(?!)"
    return re.compile(rf"\b(an?|the|two|three) ([a-z]{{4,}}) ({names})(?! [A-Z]){_AFTER}")


def _nationalities(text: str, pack: Pack) -> Iterator[Hit]:
    for match in _nationality_pattern(pack).finditer(text):
        article, noun, name = match.groups()
        kinds = parts_of_speech(noun)
        if "NOUN" not in kinds or kinds & {"ADJ", "ADV"} or noun in _sets(pack)["not_nouns"]:
            continue
        if _is_object_adjective(text, match.start(), pack, name):
            continue
        if article in ("a", "an"):
            right = ("an" if name[0] in "AI" else "a") + f" {name} {noun}"
            yield Hit(match.start(), match.end(), suggestions=(right,))
        else:
            yield Hit(match.start(2), match.end(), suggestions=(f"{name} {noun}",))


# Endings of adjectives that follow their noun in English as well (`the tickets unsold`).
_SELDOM_FIRST = ("ed", "able", "ible", "er", "less", "wide", "ward", "est")
_ANY = re.compile(
    r"(?<![\w’'-])(?P<before>(?i:the|an?|his|her|its|their|our|this|these|those|two|three|four|five|"
    r"several|some|many|new|of|in|for|against|with|by|from|on|at|between|under|during|without) )?"
    r"(?P<noun>[a-z]{3,}) (?P<adjective>[a-z]{4,}(?:-[a-z]{3,})?)(?![\w’'-])"
    rf"(?:{_AFTER}|{_VERB_AFTER}|(?= [a-z]+ed\b)|"
    r"(?= and (?P<other>[a-z]+)(?:[.,;:]| (?:in|by|of|that|is|are|will|was|were|has)\b)))"
)


def _any(text: str, pack: Pack) -> Iterator[Hit]:
    """Any noun and an adjective that is nothing else; doubtful where nothing says it is a noun."""
    sets = _sets(pack)
    for match in _ANY.finditer(text):
        noun, adjective, other = match.group("noun", "adjective", "other")
        kinds = parts_of_speech(noun)
        if "NOUN" not in kinds or kinds & {"ADJ", "ADV", "AUX"} or noun in sets["not_nouns"]:
            continue
        last = adjective.partition("-")[2] or adjective
        sure = parts_of_speech(last) == {"ADJ"} or last in sets["relational"]
        if not sure and last not in sets["adjectives"] | sets["also_nouns"]:
            continue
        if not match["before"] and "VERB" in kinds:
            continue
        if adjective in sets["may_follow"] or adjective.endswith(_SELDOM_FIRST):
            continue
        if other and "ADJ" not in parts_of_speech(other):
            continue
        if text.endswith(" per ", 0, match.start("noun")):
            continue  # `ten crowns per month extra`
        rest = text[match.end() :]
        fits = _boundary_fits(adjective, rest)
        if not (fits or rest.startswith(" of ")) or _is_question(text, match.end()):
            continue
        start = match.start("noun")
        window = _OBJECT_WINDOW * (3 if other else 1)
        before = set(_WORDS_BEFORE.findall(text[:start].lower())[-window:])
        if not before.isdisjoint(sets["object_adjective_verbs"] - sets["copulas"]):
            continue
        if _ASKED.search(text[:start].lower()):
            continue
        swapped = f"{adjective} and {other} {noun}" if other else f"{adjective} {noun}"
        end = match.end() + (len(other) + 5 if other else 0)
        doubtful = not (sure and fits and match["before"])
        yield Hit(start, end, suggestions=(swapped,), doubtful=doubtful)


def _is_question(text: str, end: int) -> bool:
    """Whether the sentence goes on to a question mark (`Is this data accurate?`)."""
    stop = _STOP.search(text, end)
    return stop is not None and stop.group() == "?"


RULE = Rule(
    id="noun-adjective-order",
    manual=__doc__,
    message="the adjective may belong before the noun",
    category="linguistic_conventions/word_order",
    severity="major",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("en",),
    confidence=0.8,
    examples=(
        example("Oslo would send ⟦weapons defensive⟧.", "defensive weapons"),
        example("The jury praised ⟦a singer Portuguese⟧ on Friday.", "a Portuguese singer"),
        example("She awaits two ⟦measures judicial⟧ in May.", "judicial measures"),
        example("We consider as a priority ⟦weapons defensive⟧.", "defensive weapons"),
        example("Police seized ⟦documents compromising⟧ in May.", "compromising documents"),
        example(
            "We want to preserve our ⟦activities industrial⟧ in Lens.", "industrial activities"
        ),
        example("The ⟦government regional⟧ fell in May.", "regional government"),
        example("The ⟦secretary national⟧ of his party left.", "national secretary"),
        example("The law made the page public; the war criminal and the Korean national fled."),
        example("Police seized documents compromising two ministers; the boy visiting us left."),
        example("Oslo found the weapons defective. Are hopes for a nuclear-free world realistic?"),
        example("There is something decisive in the air; a priority social and economic area."),
        example("The court martial opened; the secretary general spoke."),
        example("Doctors available in May are few, and people poor in spirit."),
        example("The plan remains fiscal, say both political parties."),
        example("The ⟦answer sincere and brief⟧ was welcome.", "sincere and brief answer"),
        example("It is a ⟦work major⟧ of the century.", "major work", doubtful=True),
        example("Not only was his claim insensitive, it was a lie."),
        example("Was this page helpful? He changed his mind daily."),
        example("She called their weapons defensive."),
    ),
)
