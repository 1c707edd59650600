"""A sentence has lost the mark that ends it in the source.

The source ends in a full stop, the translation in a letter: the mark was dropped, or the sentence
was cut. Only sentences of fifteen words and more are looked at, as headlines and captions have a
stop in one language and none in the next.

Leaves alone segments that share their source. Misses short sentences. Wrongly flags long headlines
and list items. Source: the check `endpunc` of localisation tools, made narrower.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

_MIN_WORDS = 15
_MARKS = frozenset(".!?…")
_CLOSING = "”“»«\"'’‘)] \u00a0\u202f"


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last word, with the mark of the source."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context):
        return
    mark = source.rstrip(_CLOSING)[-1:]
    if mark not in _MARKS or not text.rstrip()[-1:].isalnum() or "\n" in text.strip():
        return
    if min(len(text.split()), len(source.split())) >= _MIN_WORDS:
        start, end = last_word(text)
        yield Hit(start, end, f"the source ends in “{mark}”", (text[start:end] + mark,))


RULE = Rule(
    id="end-mark-missing",
    manual=__doc__,
    message="the mark that ends the sentence may be missing",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.12,
    needs=("source",),
    confidence=0.7,
    examples=(
        example("The mayor of Lyon said on Monday that the old bridge over the river would be "
                "closed for two ⟦years⟧", "years.",
                source="Le maire de Lyon a dit lundi que le vieux pont sur le fleuve serait fermé "
                "pendant deux ans.", source_language="fr"),
        example("Der Bürgermeister fragte am Montag die Bewohner des Viertels, ob die alte Brücke "
                "über den Fluss wirklich geschlossen werden ⟦soll⟧", "soll?", language="de",
                source="On Monday the mayor asked the people of the quarter: should the old bridge "
                "over the river really be closed?", source_language="en"),
        example("Mayor closes the old bridge", source="Le maire ferme le vieux pont.",
                source_language="fr"),
        example("The mayor of Lyon said on Monday that the old bridge over the river would be "
                "closed: “It is not safe”",
                source="Le maire de Lyon a dit lundi que le vieux pont sur le fleuve serait "
                "fermé : « Il n’est pas sûr. »", source_language="fr"),
    ),
)  # fmt: skip
