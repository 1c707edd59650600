"""An article or `this` has another gender or number than its noun.

`un équipe`, `la problema`, `nella parti`, `zum Regierung`: engines choose the article before they
know the noun. Which gender and number a noun has is learned from text: words that follow articles
of one class nearly always (`tqcheck/lang/genders`, made by `models/recipes/genders.py`). Articles
that are pronouns, too, count only after a preposition that takes no verb (`[agreement]
prepositions`); nouns for persons of either gender, and of two genders, are left out.

Misses nouns that the text did not have, and what stands between article and noun. Wrongly flags
words mentioned as words. Source: own counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tqcheck.lang import Pack, learned
from tqcheck.rules.rule import Context, Hit, Rule, example

_BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]$")
# The longest preposition looked at.
_WINDOW = 16


@dataclass(frozen=True, slots=True)
class Determined:
    """A determiner at `start` and the word after it, up to `end`; `column` is its class."""

    start: int
    noun_start: int
    end: int
    row: tuple[str, ...]
    column: int


@cache
def _rows(pack: Pack) -> dict[str, tuple[tuple[str, ...], int, bool]]:
    """Each determiner's row and column, and whether it counts only after a preposition."""
    found: dict[str, tuple[tuple[str, ...], int, bool]] = {}
    for key, guarded in (("determiners", False), ("articles", True)):
        for row in pack.fact("agreement", key, ()):
            for column, word in enumerate(row):
                if word and " " not in word:
                    found.setdefault(word, (tuple(row), column, guarded))
    return found


@cache
def _pattern(pack: Pack) -> re.Pattern[str] | None:
    words = "|".join(sorted(map(re.escape, _rows(pack)), key=len, reverse=True))
    nouns = pack.fact("capitals", "nouns", False)
    noun = r"[A-ZÄÖÜ][a-zäöüß]+" if nouns else r"[^\W\d_A-Z]{3,}"
    # `vom Situation Room`: a name of several words; `des participant·e·s`: both genders.
    goes_on = "| [A-ZÄÖÜ]" if nouns else r"|[·•]|\.e|\(e"
    # `quelqu'un touche`: a pronoun.
    return (
        re.compile(
            rf"(?<![\w-])(?<![Qq]uelqu[’'])((?i:{words}))[ \u00a0]({noun})(?![\w’'-]{goes_on})"
        )
        if words
        else None
    )


def determined(text: str, pack: Pack) -> Iterator[Determined]:
    """Words with a determiner of the pack before them."""
    pattern = _pattern(pack)
    if pattern is None:
        return
    prepositions = pack.fact("agreement", "prepositions", ())
    not_after = pack.fact("agreement", "not_after", ())
    for match in pattern.finditer(text):
        row, column, guarded = _rows(pack)[match[1].lower()]
        before = _BEFORE.search(text, max(0, match.start() - _WINDOW), match.start())
        word = before[1].lower() if before else ""
        first = match.start() == 0 and match[1][0].isupper()
        if word in not_after or (guarded and word not in prepositions and not first):
            continue
        yield Determined(match.start(), match.start(2), match.end(), row, column)


@cache
def _classes(pack: Pack) -> dict[str, int]:
    """The column of each word that is known, none when the language has no file."""
    columns = learned("genders", pack.code)
    return {word: column for column, words in enumerate(columns) for word in words}


def find(text: str, context: Context) -> Iterator[Hit]:
    """The determiner with its word; where only the gender differs, with the other determiner."""
    classes = _classes(context.pack)
    for place in determined(text, context.pack) if classes else ():
        noun = text[place.noun_start : place.end]
        right = classes.get(noun, place.column)
        if right != place.column:
            yield Hit(place.start, place.end, suggestions=_better(text, place, right, context.pack))


def _better(text: str, place: Determined, right: int, pack: Pack) -> tuple[str, ...]:
    """The word with the other gender's determiner; where the number differs, either may be wrong.

    Columns come in pairs, one gender and the other.
    """
    noun, word = text[place.noun_start : place.end], place.row[right]
    if right != place.column ^ 1 or not word or noun[0] in pack.fact("agreement", "elided", ""):
        return ()
    capital = text[place.start].isupper()
    return (f"{word.capitalize() if capital else word} {noun}",)


RULE = Rule(
    id="article-agreement",
    manual=__doc__,
    message="the article does not agree with its noun",
    category="linguistic_conventions/grammar",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.3,
    languages=("de", "es", "fr", "it", "pt"),
    confidence=0.85,
    examples=(
        example("Le succès des participant·e·s et des employé(e)s.", language="fr"),
        example("Il a trouvé ⟦un maison⟧ avec ⟦une équipes⟧.", "une maison", None, language="fr"),
        example("Es ⟦un noticia⟧ para ⟦este mujer⟧.", "una noticia", "esta mujer", language="es"),
        example("È vero ⟦nella parti⟧ del paese.", language="it"),
        example("Foi ⟦no cidade⟧ ontem.", "na cidade", language="pt"),
        example("Das führt ⟦zum Lösung⟧.", "zur Lösung", language="de"),
        example("Quelqu’un touche une surface.", language="fr"),
        example("Die Mitschrift wurde vom Lösung Room erstellt.", language="de"),
        example("La ministre la porte dans la maison ; une ministre, une équipe.", language="fr"),
        example("Cincuenta y un años, el agua, la presidente.", language="es"),
        example("Auf der einen Seite zur Regierung.", language="de"),
    ),
)
