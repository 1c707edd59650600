"""An acronym differs from the source's by one letter.

`the CDU` for `la CSU`: a slip of one letter names another body. Compared are segments where just
one acronym of each side is missing from the other, of one length and one letter apart.

Leaves alone the pairs of `[acronyms] translated` (`EZB`, `ECB`), accents, text all in capitals and
words of the language written large (`NOT`). Misses longer slips and acronyms that are lost, which
translators write out. Wrongly flags names that languages shorten each in its own way. Source: the
check `acronyms` of localisation tools, made narrower.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack, load
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_ACRONYM = re.compile(r"(?<![\w.&/-])[A-ZÀ-ÖØ-ÞŠŽČ]{3,6}(?![\w&/]|-\w|\.\w)")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The translation's acronym, with the source's."""
    source, source_pack = (context.segment.source if context.segment else None), context.source_pack
    if not source or source_pack is None or is_shared(context):
        return
    found = list(_ACRONYM.finditer(text))
    if not found or _is_large(text) or _is_large(source):
        return
    here, there = _bare(text), _bare(source)
    extra = [match for match in found if _bare(match.group()) not in there]
    missing = {one for one in _ACRONYM.findall(source) if _bare(one) not in here}
    if len({match.group() for match in extra}) != 1 or len(missing) != 1:
        return
    mine, theirs = extra[0].group(), missing.pop()
    if (
        _is_slip(_bare(theirs), _bare(mine))
        and not _is_word(mine, context.pack)
        and not _is_word(theirs, source_pack)
    ):
        for match in extra:
            yield Hit(match.start(), match.end(), f"the source has {theirs}", (theirs,))


def _is_large(text: str) -> bool:
    """Whether a text is mostly in capitals."""
    return 2 * sum(c.islower() for c in text) < sum(c.isalpha() for c in text)


def _bare(text: str) -> str:
    """Without accents."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _is_slip(one: str, other: str) -> bool:
    if len(one) != len(other) or frozenset((one, other)) in _translated():
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


@cache
def _translated() -> frozenset[frozenset[str]]:
    """Acronyms that languages spell one letter apart."""
    pairs: list[list[str]] = load("und").fact("acronyms", "translated", [])
    return frozenset(frozenset(pair) for pair in pairs)


def _is_word(acronym: str, pack: Pack) -> bool:
    return acronym.lower() in pack.function_words


RULE = Rule(
    id="acronym-mismatch",
    manual=__doc__,
    message="acronym differs from the source",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.08,
    needs=("source",),
    confidence=0.75,
    examples=(
        example("The ⟦CDU⟧ refused.", "CSU", source="La CSU a refusé.", source_language="fr"),
        example("Restart the ⟦ISS⟧ server.", "IIS", source="Starten Sie den IIS neu.",
                source_language="de"),
        example("The ECB raised its rate.", source="Die EZB hob den Zins an.",
                source_language="de"),
        example("The NATO summit.", source="Le sommet de l’OTAN.", source_language="fr"),
        example("The CDU and the CSU agree, the FDP does not.",
                source="La CDU et la CSU sont d’accord, pas le FDP ni le FDV.",
                source_language="fr"),
        example("It is NOT open.", source="È NON aperto.", source_language="it"),
    ),
)  # fmt: skip
