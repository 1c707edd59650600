"""One name is written two ways in the text.

`Kim Jong-Un` in one paragraph and `Kim Jong Un` in the next, `Macron` and `Makron`, `Zelensky` and
`Zelenskyy`: the engine translates sentence by sentence and settles anew each time. Readers take two
spellings for two people. The rarer form is flagged, only the part that differs; where both are as
frequent, the hyphen against the language's habit (`[names] hyphenated_given_names`), the form
without accents, else the later. There is no suggestion where the two are as frequent and no habit
decides, or where a doubled consonant is all that differs.

Two forms are one name when only hyphens, inner capitals, accents or apostrophes differ, or when a
word of five letters or more differs by a common transliteration (`k`/`c`, `y`/`iy`, `f`/`ph`, ...)
and stands after the same given name or title, or alone. Never paired: plurals and possessives,
words in capitals throughout, words also met in lower case, people with different given names,
titles of two to five words between quotation marks, English names in other languages' texts
(`Vietnam Veterans of America`).
Languages whose names take endings (`[names] inflected`) are compared by hyphens and accents only,
and German words without regard to umlauts, which its plurals have (`[names] umlauts`).

Misses: variants that sound different, names in full against initials, German surnames that lose an
umlaut. May wrongly flag brothers
spelled differently. Source: transliteration tables BGN/PCGN and ISO 9 against press usage.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from tqcheck.lang import Pack
from tqcheck.records import Span
from tqcheck.rules.marks import quotations
from tqcheck.rules.rule import Context, Hit, Rule, example

_TOKEN = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
# Between words of one name.
_GAP = re.compile(r"[ \u00a0]")
MIN_LETTERS = 5  # Shorter words collide by chance.
MAX_WORDS = 4
# Words with which an English name goes on: `Veterans of America`.
_ENGLISH_BEFORE = re.compile(r"\b(?:of|and|for|the) $")
_ENGLISH_AFTER = re.compile(r" (?:of|and|for) (?:the )?[A-Z]")
_LINK_CHARS = 5
# A quotation of so many words is a title.
_TITLE_WORDS = range(2, 6)
# Consonants that are as often right doubled as single: `Fosset`, `Fossett`.
_DOUBLED = re.compile(r"([b-df-hj-np-tv-xz])\1")
_FOLDS = [
    (re.compile(p), r)
    for p, r in (
        (r"sch|tch|ch|sh|cz", "S"), (r"zh|dj|dzh|j", "J"), (r"ph", "f"), (r"kh|gh|q|ck|c|k", "k"),
        (r"ou|oo|w|u", "u"), (r"(?:iy|yy|ij|ii|yi|ie|ee|ei|ey|y|i)", "i"), (r"x|ks", "ks"),
        (r"th", "t"), (r"v", "f"), (r"h", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Name:
    """A run of capitalised words: where it stands and its words."""

    start: int
    end: int
    words: tuple[re.Match[str], ...]


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    """The letters only: no case, accents, hyphens, apostrophes or spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalpha())


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    """A key that common transliterations of one name share."""
    key = _bare(word)
    for pattern, letter in _FOLDS:
        key = pattern.sub(letter, key)
    return key


def _without(marks: Sequence[str], text: str) -> str:
    """The text without the possessive mark it ends in."""
    for mark in marks:
        if text.endswith(mark):
            return text.removesuffix(mark)
    return text


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words with one space between; words in capitals throughout break them."""
    run: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        name_like = word[0].isupper() and not (len(word) > 2 and word.isupper())
        joined = run and _GAP.fullmatch(text, run[-1].end(), match.start())
        if run and not (name_like and joined):
            yield run
            run = []
        if name_like:
            run.append(match)
    if run:
        yield run


def _own(text: str, pack: Pack) -> Iterator[list[re.Match[str]]]:
    """The runs that the text itself spells: not those of a title, nor of an English name in it."""
    titles = [
        Span(q.opening.at, q.closing.at)
        for q in quotations(text, pack).pairs
        if len(text[q.opening.at : q.closing.at].split()) in _TITLE_WORDS
    ]
    for run in _runs(text):
        start, end = run[0].start(), run[-1].end()
        place = bisect_right(titles, start, key=lambda span: span.start)
        if place and start < titles[place - 1].end:
            continue
        is_english = _ENGLISH_AFTER.match(text, end) or _ENGLISH_BEFORE.search(
            text, max(0, start - _LINK_CHARS), start
        )
        if pack.code == "en" or not is_english:
            yield run


def find(text: str, context: Context) -> list[Hit]:
    """The rarer form of each name that is written two ways."""
    pack = context.pack
    runs = list(_own(text, pack))
    hits = list(_joined(text, runs, pack))
    if not pack.fact("names", "inflected"):
        hits += _respelled(text, runs, pack)
    unique = {(h.start, h.end): h for h in hits}
    return [unique[key] for key in sorted(unique)]


def _joined(text: str, runs: list[list[re.Match[str]]], pack: Pack) -> Iterator[Hit]:
    """Names that differ by hyphens, inner capitals, accents or apostrophes."""
    places: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    marks = pack.fact("names", "possessives", ())
    for run in runs:
        for first in range(len(run)):
            for last in range(first, min(len(run), first + MAX_WORDS)):
                start, end = run[first].start(), run[last].end()
                form = _without(marks, text[start:end]).replace("\u00a0", " ")
                bare = _bare(form)
                if len(bare) >= MIN_LETTERS:
                    places[bare][form].append((start, start + len(form)))
    for forms in places.values():
        if len(forms) < 2:
            continue
        counts = {form: len(found) for form, found in forms.items()}
        kept = max(
            forms, key=lambda f: (counts[f], _habit(f, pack), not f.isascii(), -forms[f][0][0])
        )
        for form, found in forms.items():
            if form == kept or counts[form] * 2 > counts[kept] + 1 > 2:
                continue
            if not _may_differ(form, kept) or _is_form(form, kept, pack):
                continue
            left, right = _difference(form, kept)
            right_kept = len(kept) - (len(form) - right)
            hint = kept[left:right_kept]
            message = f"also written “{kept}” in this text ({counts[kept]} to {counts[form]})"
            is_tie = counts[form] == counts[kept] and _habit(form, pack) == _habit(kept, pack)
            better = () if is_tie else (hint,)
            related = tuple(Span(*place) for place in forms[kept][:3])
            for start, _ in found:
                yield Hit(start + left, start + right, message, better, related=related)


def _habit(form: str, pack: Pack) -> bool:
    """Whether a form is hyphenated just as the language likes it."""
    return bool(pack.fact("names", "hyphenated_given_names")) == ("-" in form)


def _is_form(form: str, kept: str, pack: Pack) -> bool:
    """Whether a genitive or plural, or the shape of an apostrophe, is all that differs."""
    one, other = (text.replace("’", "'") for text in (form, kept))
    if one == other or one.removesuffix("'s") == other.removesuffix("s"):
        return True
    if one.removesuffix("s") == other.removesuffix("'s"):
        return True
    if pack.fact("names", "inflected") and one[:-1] == other[:-1]:
        return True
    pairs = [p for pair in pack.fact("names", "umlauts", ()) for p in (pair, pair.upper())]
    table = str.maketrans({pair[1]: pair[0] for pair in pairs})
    return " " not in form and bool(table) and one.translate(table) == other.translate(table)


def _may_differ(form: str, kept: str) -> bool:
    """Whether the two are a name's forms and not a compound or a word in lower case."""
    parts = re.split(r"[ ‐‑-]", form) + re.split(r"[ ‐‑-]", kept)
    lower = [w for w in parts if not w[:1].isupper()]
    if any(len(w) > 3 for w in lower):  # "Paris-based", "Covid-related"
        return False
    hyphens = len(re.findall(r"[-‐‑]", form)) != len(re.findall(r"[-‐‑]", kept))
    spaces = form.count(" ") != kept.count(" ")
    if hyphens or spaces:
        # Two words or more each way; a hyphen alone may be a compound of two names.
        return len(re.split(r"[ ‐‑-]", form)) >= 3 or len(re.split(r"[ ‐‑-]", kept)) >= 3
    return True


def _difference(form: str, kept: str) -> tuple[int, int]:
    """The words of a form that differ from the kept one's: code points, half-open."""
    left = 0
    for cut in re.finditer(r" ", form):
        if form[: cut.end()] != kept[: cut.end()]:
            break
        left = cut.end()
    right = len(form)
    for cut in reversed(list(re.finditer(r" ", form[left:]))):
        tail = form[left + cut.start() :]
        if not kept[left:].endswith(tail):
            break
        right = left + cut.start()
    return left, right


def _respelled(text: str, runs: list[list[re.Match[str]]], pack: Pack) -> Iterator[Hit]:
    """Single words of names that differ by transliteration."""
    endings = tuple(pack.fact("names", "endings", ()))
    marks = pack.fact("names", "possessives", ())
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for run in runs:
        for number, match in enumerate(run):
            word = _without(marks, match.group())
            before = run[number - 1].group() if number else ""
            if len(_bare(word)) >= MIN_LETTERS and "-" not in word:
                places[word].append((match.start(), before))
    keys: dict[str, list[str]] = defaultdict(list)
    for word in places:
        keys[_sound(word)].append(word)
    if len(keys) == len(places):
        return
    lower = {m.group() for m in _TOKEN.finditer(text) if m.group()[0].islower()}
    honorifics = {*pack.fact("names", "honorifics", ()), ""}
    for words in keys.values():
        for one, other in combinations(words, 2):
            kept, rare = sorted((one, other), key=lambda w: (-len(places[w]), places[w][0][0]))
            if _bare(one) == _bare(other) or lower & {one.lower(), other.lower()}:
                continue
            if _inflected(one, other, endings):
                continue
            given = {b for _, b in places[rare]} - honorifics
            others = {b for _, b in places[kept]} - honorifics
            if not (given & others) or given - others:
                continue
            message = (
                f"also written “{kept}” in this text ({len(places[kept])} to {len(places[rare])})"
            )
            related = tuple(Span(at, at + len(kept)) for at, _ in places[kept][:3])
            is_open = len(places[kept]) == len(places[rare]) or (
                _DOUBLED.sub(r"\1", kept) == _DOUBLED.sub(r"\1", rare)
            )
            better = () if is_open else (kept,)
            for at, _ in places[rare]:
                yield Hit(at, at + len(rare), message, better, related=related)


def _inflected(one: str, other: str, endings: tuple[str, ...]) -> bool:
    """Whether one word is the other with an ending."""
    short, long = sorted((one, other), key=len)
    shared = 0
    while shared < len(short) and short[shared] == long[shared]:
        shared += 1
    rest, more = short[shared:], long[shared:]
    return (not rest or rest in endings) and more in endings


RULE = Rule(
    id="name-variant",
    manual=__doc__,
    message="this name is written in another way elsewhere in the text",
    category="terminology/inconsistent_use",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    examples=(
        example("Kim ⟦Jong-Un⟧ may meet the president. Kim Jong Un has met him before.", "Jong Un"),
        example(
            "President Emmanuel Macron spoke. Later Emmanuel ⟦Makron⟧ left. Macron will be back.",
            "Macron",
        ),
        example(
            "Volodymyr Zelensky came. Volodymyr ⟦Zelenskyy⟧ went. Mr Zelensky returned.", "Zelensky"
        ),
        example("Recep Erdoğan parle. Erdoğan répond. ⟦Erdogan⟧ sort.", "Erdoğan", language="fr"),
        example("Steve Fosset left. Where is Steve ⟦Fossett⟧? Steve Fosset is gone."),
        example("⟦Helena⟧ left. Hélèna stays."),
        example("He gave us “Rio in İstanbul” and left Istanbul."),
        example("Les vétérans, les Vétérans et les Veterans of America.", language="fr"),
        example("Both Steven Meyer and Stephen Meier came; the Meyers' and Meyer's friends too."),
        example("The State-Owned Bank. Another State-owned Bank."),
        example("The New York-based firm left New York. An Anglo-French plan; Anglo French cars."),
        example("Sarah Palmer met Sara Lane. The Russians met the Russian president."),
        example("Путин встретил Путина, а Зеленский — Зеленского.", language="ru"),
        example("Акции упали. Акций много.", language="ru"),
        example(
            "Der Schaden ist klein. Alle Schäden der Sheriffs im Sheriff's Amt.", language="de"
        ),
        example("Der ⟦Peléplatz⟧ ist da. Zum Peleplatz, am Peleplatz.", "Peleplatz", language="de"),
        example("The Prosecutor's Office and the Prosecutor’s aides met."),
    ),
)
