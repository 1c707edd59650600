"""A tag, placeholder or address of the source is missing, altered or new in the translation.

`{name}`, `%1$s`, `${total}`, `<b>` and e-mail addresses are not for translating: a program fills
them in or acts on them, and breaks on `{nom}` or a lost `</b>`. Each must stand on both sides as
often.

A missing one is shown at the segment's last word. Leaves alone web addresses, whose translation may
be another page, and tags missing from segments that share their source. Misses swapped tags.
Source: the placeables of XLIFF and gettext tools.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

_TOKEN = re.compile(
    r"\$?\{\{? ?[\w.:$@-]{1,60} ?\}?\}"  # {0} {name} ${name} {{ name }}
    r"|%(?:\d{1,2}\$|\([\w.]{1,40}\))?[-+0#]?\d{0,3}(?:\.\d{1,2})?(?:l{0,2}[diuxXfeg]|s|@)(?![\w%])"
    r"|</?[A-Za-z][\w:-]{0,30}(?: [^<>\n]{0,200})?/?>"
    r"|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}\w"
)
_SIGNS = ("{", "%", "<", "@")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Tokens that only the translation has, then those that only the source has."""
    source = context.segment.source if context.segment else None
    if not source or not any(sign in text or sign in source for sign in _SIGNS):
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
        example("A < B and 5 % drop.", source="A < B et 5 % de baisse.", source_language="fr"),
    ),
)
