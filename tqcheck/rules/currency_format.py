"""An amount of money is written as another language writes it.

French has `10 M€` and `5 €`, English `€10 million` and `€5`. Engines often carry the form over.
Abbreviated magnitudes (`M€`, `Md€`) are flagged where the pack knows what they stand for
(`[numbers] amount`), the side of the sign where the language has one side only
(`currency_side`). Languages that print both sides are `any` and never flagged.

Misses: letters such as `EUR`, and amounts in words. Leaves prices in Canadian French (`5 $`) and
`US$5` alone. Source: EU Interinstitutional Style Guide 7.3.3 and its language-specific parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, example

_SIGNS = frozenset("€$£")
_SPACE = "[ \u00a0\u202f]"
_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AFTER = re.compile(rf"(?<![\w.,€$£/-])(?P<n>{_NUMBER}){_SPACE}?(?P<sign>[€$£])(?![\w\d])")
_BEFORE = re.compile(rf"(?<![\w€$£])(?P<sign>[€£]){_SPACE}?(?P<n>{_NUMBER})(?![\w]|[.,]\d)")
_APART = re.compile(rf"(?<![\w€$£])(?P<sign>R\$|[€$£]){_SPACE}(?P<n>{_NUMBER})(?![\w]|[.,]\d)")
_WORD = re.compile(rf"{_SPACE}(\w+)")


@cache
def _short(pack: Pack) -> re.Pattern[str] | None:
    words = pack.fact("numbers", "amount", {})
    if not words:
        return None
    forms = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,])(?P<n>{_NUMBER}){_SPACE}?(?P<word>{forms}){_SPACE}?(?P<sign>[€$£])(?!\w)"
    )


def _plain(number: str, pack: Pack) -> str:
    """The number with the language's own marks, where it plainly had others."""
    if group := next(iter(pack.fact("numbers", "group", ())), ""):
        number = re.sub(rf"(?<=\d){_SPACE}(?=\d{{3}})", group, number)
    if pack.fact("numbers", "decimal") == "." and re.fullmatch(r"\d+,\d{1,2}", number):
        return number.replace(",", ".")
    return number


def find(text: str, context: Context) -> list[Hit]:
    """Amounts with a foreign abbreviation, or the sign on the wrong side or set apart."""
    if _SIGNS.isdisjoint(text):
        return []
    return sorted(_hits(text, context.pack), key=lambda hit: hit.start)


def _hits(text: str, pack: Pack) -> Iterator[Hit]:
    side = pack.fact("numbers", "currency_side")
    if pattern := _short(pack):
        for match in pattern.finditer(text):
            word = pack.fact("numbers", "amount", {})[match["word"]]
            amount = f"{match['sign']}{_plain(match['n'], pack)} {word}"
            yield Hit(match.start(), match.end(), suggestions=(amount,))
    if side == "before":
        for match in (*_AFTER.finditer(text), *_APART.finditer(text)):
            following = text[match.end() : match.end() + 1]
            if following.isdigit() or match["n"].count(" ") > 1:
                continue
            amount = match["sign"] + _plain(match["n"], pack)
            yield Hit(match.start(), match.end(), suggestions=(amount,))
    elif side == "after":
        for match in _BEFORE.finditer(text):
            after = _WORD.match(text, match.end())
            counted = after and after[1].casefold() in pack.fact("numbers", "magnitudes", {})
            amount = f"{match['n']}\u00a0{match['sign']}"
            yield Hit(match.start(), match.end(), suggestions=() if counted else (amount,))


RULE = Rule(
    id="currency-format",
    manual=__doc__,
    message="amount written as another language writes it",
    category="locale_convention/currency_format",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.1,
    examples=(
        example("The plan costs ⟦10 M€⟧, or ⟦2,5 Md€⟧ a year.", "€10 million", "€2.5 billion"),
        example("A ticket is ⟦5 €⟧, a coffee ⟦€ 3⟧.", "€5", "€3"),
        example("It costs ⟦R$ 5,86⟧, or ⟦350 000 €⟧.", "R$5.86", "€350,000"),
        example("Le billet coûte ⟦€5⟧.", "5\u00a0€", language="fr"),
        example("A ticket is €5, US$5 or $10 million, and M€ is no unit of 5."),
        example("Le billet coûte 5 €, le projet 10 M€.", language="fr"),
        example("Het kaartje kost € 5.", language="nl"),
    ),
)
