"""A title is written two ways, or one person has two titles.

`Mr. Vidal` beside `Mr Vidal`, `M. Macron` beside `Mr Macron`, `Mrs. Merkel` beside `Ms. Merkel`:
each sentence of machine-made copy settles anew. The rarer form is flagged where the other is at
least three times as frequent, at its first place; the rest are named beside it. A title of another
language is flagged however often it stands, where the same name has one of this language too.

Neither counts nor is flagged: what stands in quotations and headlines, and initials after a first
name. Misses: titles of office, and people who are named with a title only once. Wrongly flags a
mother and a daughter of one name who are told apart by `Mrs` and `Ms`. Facts: `[[styles.title]]`
and `[titles]` of the packs. Source: press style guides, which ask for one form.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import Use, mixed, odd_one, outvoted, own_words, tokens

_NAME = re.compile(r"\.?[ \u00a0]((?:[^\W\d_a-zß-ÿ][\w-]+ ){0,2}[^\W\d_a-zß-ÿ][\w-]+)")
_AFTER_NAME = re.compile(r"[A-Z][\w.-]* $")
_WINDOW = 20


@cache
def _titles(pack: Pack, gender: str) -> tuple[frozenset[str], frozenset[str]]:
    """Titles without full stops: the language's own, and those of other languages."""
    table = pack.fact("titles", gender, {})
    own, foreign = (
        frozenset(title.rstrip(".") for title in table.get(key, ())) for key in ("own", "foreign")
    )
    return own, foreign


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first title in a rarer form; the suggestion is the usual one."""
    yield from mixed(text, context, "title")
    for gender in ("man", "woman"):
        yield from _persons(text, context.pack, gender)


def _persons(text: str, pack: Pack, gender: str) -> Iterator[Hit]:
    """The odd title of each name that has two."""
    own, foreign = _titles(pack, gender)
    if len((own | foreign) & tokens(text)) < 2:
        return
    by_name: dict[str, list[Use]] = defaultdict(list)
    for at, title in matches_of_words(text, own | foreign):
        name = _NAME.match(text, at + len(title))
        is_initial = len(title) == 1 and _AFTER_NAME.search(text, max(0, at - _WINDOW), at)
        if name and not is_initial:
            surname = name[1].split(" ")[-1]
            end = name.start(1) - 1
            by_name[surname].append(Use(at, end, title))
    for uses in by_name.values():
        styles = {use.style for use in uses}
        if len(styles) < 2:
            continue
        if styles & foreign and styles & own:
            counted = own_words(text, pack, uses)
            usual = Counter(u.style for u in counted if u.style in own).most_common(1)
            if usual and any(use.style in foreign for use in counted):
                kept = [u for u in counted if u.style in foreign or u.style == usual[0][0]]
                yield odd_one(text, kept, usual[0][0], _as_in(text, kept))
        else:
            yield from outvoted(text, pack, uses, _as_in(text, uses))


def _as_in(text: str, uses: Sequence[Use]) -> Callable[[Use, str], str]:
    """Gives a title as one of its uses has it, with its full stop if it has one."""
    forms = {use.style: text[use.start : use.end] for use in reversed(uses)}
    return lambda _, style: forms[style]


RULE = Rule(
    id="honorific-variant",
    manual=__doc__,
    message="this title is written in another way elsewhere in the text",
    category="terminology/inconsistent_use",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example(
            "Mr. Vidal came, Mrs. Weber stayed and Mr. Yoon spoke. Later ⟦Mr⟧ Vidal left.", "Mr."
        ),
        example("Mr Macron will speak on Friday. On Sunday ⟦Monsieur⟧ Macron flies to Rome.", "Mr"),
        example("Mr. Macron will speak. Mr. Weber left. ⟦M.⟧ Macron’s plane waits.", "Mr."),
        example(
            "Ms. Merkel came. Ms. Angela Merkel spoke, then ⟦Mrs.⟧ Merkel left. Ms. Merkel won.",
            "Ms.",
        ),
        example(
            "M. Vidal est venu, M. Yoon aussi, M. Weber non. ⟦Mr⟧ Vidal part.", "M.", language="fr"
        ),
        example("Herr Vidal kam. Dann ging ⟦Mr.⟧ Vidal.", "Herr", language="de"),
        example(
            "El señor Pérez y la señora Gil; el señor Ruiz y el ⟦Sr.⟧ Pérez.",
            "señor",
            language="es",
        ),
        example("Mr. Scott met Robert M. Scott, M. Weber and Monsieur Vidal."),
        example("Mr. Vidal came, Mrs. Weber stayed, Mr Yoon spoke."),
        example("Ms. Weber came, Ms. Weber left, Ms. Weber won; Mrs. Vidal stayed."),
        example("Mr. Vidal came, Mrs. Weber stayed, Mr. Yoon spoke. “Ask Mr Vidal,” he said."),
    ),
)
