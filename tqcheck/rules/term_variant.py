"""One term is written two ways in the text.

`cease-fire` and `ceasefire`, `e-mail` and `email`, `UN` and `U.N.`, `Kyiv` and `Kiev`: readers may
take two spellings for two things, and no style guide allows both. The rarer form is flagged where
the other is at least twice as frequent, at its first place; the rest are named beside it.

Any word in lower case that the text writes both with a hyphen and closed up counts (with a capital
where nouns have one), without those that are two words (`re-form`, `reform`; `[terms] distinct`),
and so do the packs' lists (`[terms] variants`) of terms with more ways, open compounds, acronyms
and places. Neither counts nor is flagged: what stands in quotations, links and headlines. Misses:
compounds apart and closed that are in no list, since grammar decides most (`a long-term plan`, `in
the long term`). Wrongly flags names that contain a term. Source: press style guides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from tqcheck.lang import Pack
from tqcheck.rules.marks import matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.styles import TOKEN, Use, compiled, outvoted, tokens

_MIN_RATIO = 2
_MIN_LETTERS = 5
_CAPITAL = re.compile(r"[ -]?[^\W\d_a-zß-ÿа-яё]")
_STARTS = re.compile(r"(?:^|[.!?:…\n][ \u00a0]?|[“„«\"(‘'—–] ?)$")
_WINDOW = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """The forms of all listed terms by number: the term's number, the form and its pattern.

    `capital` are the forms that differ from another of the term in their first letter's case.
    `by_word` has the forms by a word in them, each with its other words.
    """

    forms: tuple[tuple[int, str], ...]
    capital: frozenset[str]
    patterns: tuple[str, ...]
    by_word: Mapping[str, Sequence[tuple[int, frozenset[str]]]]
    words: frozenset[str]


@cache
def _listed(pack: Pack) -> _Terms:
    endings = pack.fact("terms", "endings", ("",))
    forms = tuple(
        (number, form)
        for number, term in enumerate(pack.fact("terms", "variants", ()))
        for form in term.split("|")
    )
    by_word: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for (number, (_, form)), ending in product(enumerate(forms), endings):
        words = frozenset(TOKEN.findall(form + ending))
        by_word[max(words, key=len)].append((number, words))
    after = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    patterns = tuple(
        rf"(?<![\w-])(?<!\w\.)({re.escape(form)})({after})(?![\w$€£-])" for _, form in forms
    )
    capital = frozenset(
        form for n, form in forms if form[0].isupper() and (n, form[0].lower() + form[1:]) in forms
    )
    return _Terms(forms, capital, patterns, by_word, frozenset(by_word))


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first place of a rarer form; the suggestion is the usual one."""
    yield from _hyphens(text, context.pack)
    yield from _variants(text, context.pack)


def _hyphens(text: str, pack: Pack) -> Iterator[Hit]:
    """Words written with a hyphen here and closed up there."""
    there = tokens(text)
    capitals = pack.fact("capitals", "nouns", False)
    apart = {word: word.replace("-", "") for word in there if "-" in word}
    pairs = {}
    for word, closed in apart.items():
        if capitals and word[0].isupper():
            closed = closed.capitalize()
        elif not word.islower():
            continue
        if closed in there and len(closed) >= _MIN_LETTERS:
            pairs[word] = closed
    if not pairs:
        return
    distinct = pack.fact("terms", "distinct", ())
    listed = {form for _, form in _listed(pack).forms}
    closed_of = {
        form: closed
        for word, closed in pairs.items()
        if not {closed, closed.removesuffix("s")} & listed
        and not any(re.fullmatch(one, word) for one in distinct)
        for form in (word, closed)
    }
    uses: dict[str, list[Use]] = defaultdict(list)
    for at, form in matches_of_words(text, frozenset(closed_of)):
        uses[closed_of[form]].append(Use(at, at + len(form), form))
    for some in uses.values():
        yield from outvoted(text, pack, some, lambda _, form: form, ratio=_MIN_RATIO)


def _variants(text: str, pack: Pack) -> Iterator[Hit]:
    """Terms of the pack's list that stand in two forms."""
    listed = _listed(pack)
    there = tokens(text)
    possible = {
        number
        for word in listed.words & there
        for number, words in listed.by_word[word]
        if words <= there
    }
    by_term: dict[int, list[int]] = defaultdict(list)
    for number in sorted(possible):
        by_term[listed.forms[number][0]].append(number)
    for numbers in by_term.values():
        if len(numbers) < 2:
            continue
        uses = [
            Use(match.start(), match.end(), listed.forms[number][1], match)
            for number in numbers
            for match in compiled(listed.patterns[number]).finditer(text)
            if not _in_name(text, match, listed.capital)
        ]
        uses.sort(key=lambda use: use.start)
        yield from outvoted(text, pack, uses, _with_ending, ratio=_MIN_RATIO)


def _with_ending(use: Use, form: str) -> str:
    """A form with the ending of its place, and one full stop where the sentence ends as well."""
    if use.match is None:
        return form
    after = use.match.string[use.end : use.end + 1]
    if use.style.endswith(".") and not form.endswith(".") and after in ("", "\n"):
        return form + use.match[2] + "."
    return (form.removesuffix(".") if after == "." else form) + use.match[2]


def _in_name(text: str, match: re.Match[str], capital: frozenset[str]) -> bool:
    """Whether a capital says nothing: in a name, or at the start of a sentence."""
    if match[1] in capital and _STARTS.search(text, max(0, match.start() - _WINDOW), match.start()):
        return True
    is_acronym = match[1][:2].isupper() or match[1][1] == "."
    return (match[1] in capital or not is_acronym) and _CAPITAL.match(text, match.end()) is not None


RULE = Rule(
    id="term-variant",
    manual=__doc__,
    message="this term is written in another way elsewhere in the text",
    category="terminology/inconsistent_use",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example(
            "The ceasefire holds. A ceasefire was due in May, and the ⟦cease-fire⟧ came.",
            "ceasefire",
        ),
        example("He wrote two e-mails, then an e-mail; ⟦emails⟧ came back.", "e-mails"),
        example("The U.N. met. The U.N. voted. They left the ⟦UN⟧.", "U.N"),
        example("The lineup, the lineup and the ⟦line-up⟧ of 9 May.", "lineup"),
        example(
            "Die Eurozone wächst. Die Eurozone und die ⟦Euro-Zone⟧.", "Eurozone", language="de"
        ),
        example(
            "Ein deutschtürkischer Film, ein deutschtürkischer und ein deutsch-türkischer.",
            language="de",
        ),
        example("L’évènement, un évènement ; les ⟦événements⟧.", "évènements", language="fr"),
        example("Он в Украине, она в Украине, а он ⟦на Украине⟧.", "в Украине", language="ru"),
        example("The ceasefire holds. A ceasefire was due, “a cease-fire,” he said."),
        example("They reform it, reform it again and re-form it; a ceasefire, a cease-fire."),
        example("A website and a website of Web Site Ltd, www.cease-fire.org."),
        example(
            "The internet, the internet. Internet users and Internet Explorer; the US$ and US."
        ),
    ),
)
