"""A phrase of two words or more is said again at once.

Decoders that lose their place repeat themselves: `the talks will be held the talks will be
held`. Phrases of two to eight words are compared, across commas too, where three words or more
agree.

A noun of itself is one, too (`the date of the date`; `[repetition] looped`).

Misses: repetitions with other words between. Leaves alone two-word echoes with a mark between
(`step by step, step by step` is rhetoric, but `more and more, more and more` is flagged), names
and verse, what is said again after a comma in a quotation (“I love you, I love you”) or once more
further on (`who he was, who he was with, or who he was after`), and what the pack allows
(`[repetition] echoes`): set phrases (`and so on and so on`), one thing of another (`a billionth of
a billionth`), German prepositions that meet (`auf den auf den`).
Source: Raunak et al. 2021, on oscillatory hallucinations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from tqcheck.lang import Pack
from tqcheck.rules.marks import quotations, words
from tqcheck.rules.rule import Context, Hit, Rule, apart, example

_MAX_WORDS = 8
_GAP = re.compile(r"[ ,]{1,2}")
_OPENING_MARKS = frozenset('“„«"')
# What is left of a sentence; no further than a list goes on.
_SENTENCE = re.compile(r"[^.!?…\n]{0,120}")


@cache
def echoes(pack: Pack) -> re.Pattern[str] | None:
    """The phrases in which words may be said again, or None."""
    allowed = "|".join(pack.fact("repetition", "echoes", ()))
    return re.compile(rf"\b(?:{allowed})\b") if allowed else None


@cache
def _looped(pack: Pack) -> re.Pattern[str] | None:
    """What no one says of a thing: `the date of the date`; the group `again` is too much."""
    forms = pack.fact("repetition", "looped", ())
    return re.compile("|".join(forms)) if forms else None


def find(text: str, context: Context) -> Iterator[Hit]:
    """The second time the phrase is said, with the gap before it."""
    yield from apart([*_phrases(text, context), *_things(text, context.pack)])


def _things(text: str, pack: Pack) -> Iterator[Hit]:
    pattern = _looped(pack)
    for match in pattern.finditer(text) if pattern else ():
        yield Hit(*match.span("again"), suggestions=("",))


def _phrases(text: str, context: Context) -> Iterator[Hit]:
    every = words(text)
    small = context.pack.function_words
    allowed = echoes(context.pack)
    last: dict[str, int] = {}
    run = [0] * (_MAX_WORDS + 1)
    is_running = False
    reach = -1
    for index, (_, word) in enumerate(every):
        key = word.casefold()
        distance = index - last.get(key, -_MAX_WORDS - 1)
        last[key] = index
        held = run[distance] + 1 if 2 <= distance <= _MAX_WORDS else 0
        if is_running:
            run, is_running = [0] * (_MAX_WORDS + 1), False
        if not held:
            continue
        run[distance], is_running = held, True
        if held < distance or index - 2 * distance + 1 <= reach:
            continue
        first = every[index - distance + 1 - distance : index - distance + 1]
        second = every[index - distance + 1 : index + 1]
        # "more and more and" and "peu à peu à" are idioms: a content word with a function word.
        if distance == 2 and len({w.casefold() in small for _, w in second}) == 2:
            continue
        said = " ".join(word.casefold() for _, word in [*first, *second])
        if allowed is not None and allowed.search(said):
            reach = index
            continue
        if _in_line(text, [*first, *second], distance):
            reach = index
            if _is_emphasis(text, first, second, context.pack):
                continue
            start = first[-1][0] + len(first[-1][1])
            yield Hit(start, second[-1][0] + len(second[-1][1]), suggestions=("",))


def _is_emphasis(
    text: str, first: Sequence[tuple[int, str]], second: Sequence[tuple[int, str]], pack: Pack
) -> bool:
    """Whether the phrase is said twice on purpose, with a comma between.

    So it is in a quotation, or where the sentence has it again later: `where they were, where they
    were coming from, or where they were going`.
    """
    at = first[-1][0] + len(first[-1][1])
    if "," not in text[at : second[0][0]]:
        return False
    start, end = first[0][0], second[-1][0] + len(second[-1][1])
    if text[start - 1 : start] in _OPENING_MARKS and start:
        return True
    rest = _SENTENCE.match(text, end)
    again = text[second[0][0] : end].casefold()
    if rest and rest.group().casefold().find(again) > len(", "):
        return True
    return any(q.opening.at < at < q.closing.at for q in quotations(text, pack).pairs)


def _in_line(text: str, found: list[tuple[int, str]], distance: int) -> bool:
    """Whether nothing but spaces, and commas in longer phrases, stands between the words."""
    if all(word[0].isupper() for _, word in found):
        return False
    for place, ((at, word), (following, _)) in enumerate(pairwise(found)):
        gap = text[at + len(word) : following]
        if gap != " " and (distance < 3 or place != distance - 1 or not _GAP.fullmatch(gap)):
            return False
    return True


RULE = Rule(
    id="phrase-looped",
    manual=__doc__,
    message="the phrase is said twice running",
    category="linguistic_conventions/duplication",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("The talks will be held⟦ will be held⟧ in June.", ""),
        example("Le ministre a quitté la salle⟦, a quitté la salle⟧ hier.", "", language="fr"),
        example("Bit by bit, bit by bit they came, and day by day it grew."),
        example("It weighs a billionth of a billionth of a gram, and so on and so on."),
        example("Auf den auf den Straßen fahrenden Wagen steht es.", language="de"),
        example("Il s’habitue peu à peu à la ville, de temps en temps en train.", language="fr"),
        example("“I love you, I love you,” she said."),
        example('Он говорил: "Я люблю тебя, я люблю тебя, я люблю тебя.', language="ru"),
        example("They asked who he was, who he was with, or who he was after."),
        example("They knew who he was⟦, who he was⟧, who he was and who he was.", ""),
        example("This church and the next church and the next building burnt."),
        example("It is the end of the war⟦ of the war⟧ in June.", ""),
        example("They set the date⟦ of the date⟧ of the vote; he was the best of the best.", ""),
        example(
            "Ils fixent la date⟦ de la date⟧ du vote ; c’est la crème de la crème.",
            "",
            language="fr",
        ),
        example("New York New York was sung, and he had, he had to say, a voice."),
    ),
)
