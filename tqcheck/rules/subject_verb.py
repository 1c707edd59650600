"""A verb is singular after a subject in the plural, or the other way round.

`The results was`, `the minister have`, `there is many reasons`: languages that mark number
elsewhere, or not at all, lose it in the verb.

Only a subject that opens its clause with an article or pronoun and is followed by its verb at once
is looked at, so most cases are missed. Groups may have either (`the team are`). Wrongly flags
amounts that are one (`the ten miles is too far`). Source: plurals from lemminflect (MIT); groups in
the pack's `[agreement]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech, plural, singulars

_SUBJECT = re.compile(
    r"(?:^|(?<=[.!?;:“\"] )|(?<=^[“\"])|(?<=\bthat )|(?<=\bbecause )|(?<=, but )|(?<=, and ))"
    r"(?:(?P<many>[Tt]hese|[Tt]hose|[Ss]ome|[Mm]any)|(?P<one>[Tt]his|[Aa]n?|[Ee]ach|[Ee]very)|"
    r"[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur) "
    r"(?:([a-z]+) )?([a-z]{3,}) (?P<verb>is|was|has|does|are|have|do)"
    r"(?= (?:not|a|an|the|been|in|on|at|to|[a-z]+ed|[a-z]+ing|very|more|already|also|now|still|"
    r"under|over|by|for|no)\b)"
)
_OTHER = {
    "is": "are", "was": "were", "has": "have", "does": "do",
    "are": "is", "have": "has", "do": "does",
}  # fmt: skip
_THERE = re.compile(
    r"\b([Tt]here )(is|was)(?= (?:many|several|numerous|two|three|four|five|six|seven|eight|nine|"
    r"ten|dozens of|hundreds of|thousands of)\b"
    r"(?!-| (?:of|and|percent|per|hundred|thousand|million)\b))"
)


@cache
def _groups(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("agreement", "groups", ()))


def find(text: str, context: Context) -> Iterator[Hit]:
    """The subject with its verb, and the verb in the other number."""
    for match in _SUBJECT.finditer(text):
        adjective, noun, verb = match.group(3, 4, 5)
        kinds = parts_of_speech(noun)
        if "NOUN" not in kinds or kinds & {"ADJ", "ADV", "AUX"}:
            continue
        if adjective and parts_of_speech(adjective) != {"ADJ"}:
            continue
        one = singulars(noun)
        is_plural = bool(one) and noun not in one and plural(one[0]) == noun
        is_singular = noun in one and plural(noun) not in (None, noun)
        if verb in ("is", "was", "has", "does"):
            clash = is_plural and not match["one"]
        else:
            # `She and a friend are`; `it is vital that every child have`.
            before = text[: match.start()]
            clash = is_singular and not match["many"] and not before.endswith((", and ", "that "))
        if clash and noun not in _groups(context.pack):
            right = text[match.start() : match.start("verb")] + _OTHER[verb]
            yield Hit(match.start(), match.end(), suggestions=(right,))
    for match in _THERE.finditer(text):
        right = match[1] + _OTHER[match[2]]
        yield Hit(match.start(), match.end(), suggestions=(right,))


RULE = Rule(
    id="subject-verb",
    manual=__doc__,
    message="subject and verb differ in number",
    category="linguistic_conventions/grammar",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("en",),
    confidence=0.85,
    examples=(
        example("⟦The results was⟧ published on Friday.", "The results were"),
        example("⟦The new minister have⟧ no plan.", "The new minister has"),
        example("He said ⟦there is⟧ several reasons.", "there are"),
        example("The news is good; the team are in Rome, and the cost of the plans was high."),
        example(
            "There is two-way traffic and there is one of many reasons. The following are in it."
        ),
    ),
)
