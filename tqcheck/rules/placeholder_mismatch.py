"""A tag, placeholder or address of the source is missing, altered or new in the translation.

`{name}`, `%1$s`, `${total}`, `<b>` and e-mail addresses are not for translating: a program fills
them in or acts on them, and breaks on `{nom}` or a lost `</b>`. Each must stand on both sides as
often. A web address may lead to the page in another language; flagged is one that differs from the
source's by little and not by a code such as `fr`.

A missing one is shown at the segment's last word. Leaves alone tags missing from segments that
share their source. Misses swapped tags and lost web addresses, which translators drop.
Source: the placeables of XLIFF and gettext tools.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

_TOKEN = re.compile(
    r"\$?\{\{? ?[\w.:$@-]{1,60} ?\}?\}"  # {0} {name} ${name} {{ name }}
    r"|%(?:\d{1,2}\$|\([\w.]{1,40}\))?[-+0#]?\d{0,3}(?:\.\d{1,2})?(?:l{0,2}[diuxXfeg]|s|@)(?![\w%])"
    r"|</?[A-Za-z][\w:-]{0,30}(?: [^<>\n]{0,200})?/?>"
    r"|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}\w"
)
_SIGNS = ("{", "%", "<", "@")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»()\[\]{}|]{1,300}(?<![.,;:!?])")
_LANGUAGE = re.compile(r"(?<=[/.=])[a-z]{2}(?:[-_][A-Za-z]{2})?(?![\w-])")
# Other pages of one site are less alike.
_SIMILAR = 0.9


def find(text: str, context: Context) -> Iterator[Hit]:
    """Tokens that only the translation has, then those that only the source has."""
    source = context.segment.source if context.segment else None
    if not source:
        return
    if "http" in text or "www." in text:
        yield from _altered_addresses(text, source)
    if not any(sign in text or sign in source for sign in _SIGNS):
        return
    theirs = Counter(_plain(m.group()) for m in _TOKEN.finditer(source))
    found = list(_TOKEN.finditer(text))
    mine = Counter(_plain(m.group()) for m in found)
    missing = [] if is_shared(context) else list((theirs - mine).elements())
    extra = mine - theirs
    hint = (missing[0],) if len(missing) == 1 and sum(extra.values()) == 1 else ()
    for match in reversed(found):
        token = _plain(match.group())
        if extra[token] and not (is_shared(context) and token in theirs):
            extra[token] -= 1
            why = "the source has no such tag or placeholder"
            yield Hit(match.start(), match.end(), why, suggestions=hint)
    if missing and not hint:
        start, end = last_word(text)
        yield Hit(start, end, f"{', '.join(missing[:5])} of the source is missing")


def _altered_addresses(text: str, source: str) -> Iterator[Hit]:
    """The only web address that differs from the source's, when it looks like a slip."""
    theirs = Counter(_ADDRESS.findall(source))
    mine = list(_ADDRESS.finditer(text))
    missing = list((theirs - Counter(m.group() for m in mine)).elements())
    extra = [match for match in mine if match.group() not in theirs]
    if len(missing) != 1 or len(extra) != 1:
        return
    one, other = missing[0], extra[0].group()
    if _LANGUAGE.findall(one) == _LANGUAGE.findall(other):
        alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
        if alike >= _SIMILAR:
            yield Hit(*extra[0].span(), f"the source has {one}", (one,))


def _plain(token: str) -> str:
    """The token without what may differ: spaces, and all of a tag but its name."""
    if token.startswith("<"):
        return token.split(" ")[0].rstrip("/>").lower() + ">"
    return token.replace(" ", "").rstrip(".")


RULE = Rule(
    id="placeholder-mismatch",
    manual=__doc__,
    message="a tag or placeholder differs from the source",
    category="markup/markup",
    severity="major",
    scope="segment",
    find=find,
    budget=0.05,
    needs=("source",),
    confidence=0.95,
    examples=(
        example(
            "Hello ⟦{nom}⟧, you have %d letters.",
            "{name}",
            source="Bonjour {name}, vous avez %d lettres.",
            source_language="fr",
        ),
        example(
            "Press <b>here to ⟦leave⟧.",
            source="<b>Hier</b> klicken, um zu gehen.",
            source_language="de",
        ),
        example(
            "Write to ann@example.org: {0} of 50 % done.",
            source="50 % fait sur {0} ; écrivez à ann@example.org.",
            source_language="fr",
        ),
        example(
            "See ⟦https://example.org/report.htm⟧.",
            "https://example.org/report.html",
            source="Voir https://example.org/report.html.",
            source_language="fr",
        ),
        example(
            "See https://example.org/en/report and www.example.org/bridges.",
            source="Voir https://example.org/fr/report et www.example.org/ponts.",
            source_language="fr",
        ),
        example(
            "See https://en.example.org/wiki/Nicolas.",
            source="Voir https://fr.example.org/wiki/Nicholas.",
            source_language="fr",
        ),
        example("A < B and 5 % drop.", source="A < B et 5 % de baisse.", source_language="fr"),
    ),
)
