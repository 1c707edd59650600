"""A word that the language does not have: left from the source, or made up.

`The brigadists`, `the tractorada`, `an unveridable process`: engines copy or bend words that they
do not know, and weak ones make up what is none.

A word in small letters is unknown when lemminflect's dictionary, English text (`lang/known`) and
the pack's loans lack it, and it cannot be taken apart into known ones (`interwar`, `hydrologist`,
`bookcrossing`). Good text has some, too, so they count only in copy that other findings show to be
translated word for word; or, where the source's language is known or guessed, in copy full of them:
five different ones, and ten in 1,000 words, those of medicine and chemistry left out. Of 4,525
stretches of 15 lines of people's news, laws, blogs, encyclopedias and medicine 8 are so full, most
of slips and foreign words; of 1,333 of Debian's announcements 8, of names of packages. Of 616,553
words of MLQE-PE (train and dev) that machines wrote 11 in 1,000 are unknown, and post-editors
changed 91% of them (`tests/measure_unknown.py`).

Leaves alone what is quoted, tagged, part of an address or of a sentence in another language
(`untranslated-passage`). Misses words with a capital. Wrongly flags rare words. Source: lemminflect
(MIT); words learned from text by `models/recipes/known.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tqcheck.lang import Pack, learned
from tqcheck.mqm import Severity
from tqcheck.records import Span
from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech

_WORD = re.compile(r"(?<![\w’'“\"‘«<(@#&/*._\\-])[a-z]{5,30}(?![\w’'”\"»>)@#/*_=\\(-]|[.:]\w)")
# `ooooh`.
_DRAWN_OUT = re.compile(r"(.)\1\1")
# So many different ones, and in each word, make a document full of them.
_LEAST, _LEAST_A_WORD = 5, 0.01
# A segment of which such a share is unknown, short words as well, is another language's.
_FOREIGN_SHARE = 0.3
_ANY_WORD = re.compile(r"\b[a-z]{2,30}\b")
# Parts of the words of medicine and chemistry.
_SCIENCE = re.compile(
    r"cyt|emi[ac]|iti[sc]|os[ie]s|otic|ases?$|ins?$|ines?$|ides?$|ates?$|yl|oxy|hydr|cardi|neur|path|"
    r"log(?:y|ic|ical|ists?|ies)$|gen|plas|vir|bact|immun|kin|glob|lipo|gluc|phag|derm|hepat|nephr|"
    r"pulmon|arter|trop|lys|lyt|morph|zoa|mycet|saur|ceae|idae|scop|tom[yi]|metr|gram|omi|oma|oid|rrh|"
    r"ae$|ph|therm|chr|psy|hy|th"
)
# At the least so many letters in each half of a word taken apart.
_HALF = 3
_BEFORE = """
    aero anti astro auto bio co counter cross crypto cyber de dis down eco electro ex extra fore
    geo hydro hyper in infra inter intra kilo macro mega meta micro mid mini mis mono multi nano
    neo neuro non off on out over para photo poly post pre pro pseudo psycho quasi radio re self
    semi socio sub super techno tele trans ultra un under up vice
"""
# An ending, and what stood for it in the word that it was made from.
_ENDINGS = """
    s: es: ies:y ed: ed:e d: ing: ing:e er: er:e or:e or: ist: ist:y ism: ly: ness: iness:y
    less: like: able: able:e ible: ability:able ibility:ible ize: ise: isation:ise ization:ize
    ized: ised: ish: ful: ship: hood: wise: ward: wards: dom: al: ally:al ic:y ian: an: esque:
"""
_PREFIXES = tuple(_BEFORE.split())
_SUFFIXES = tuple(tuple(pair.split(":")) for pair in _ENDINGS.split())


@lru_cache(maxsize=20_000)
def _is_word(word: str, pack: Pack) -> bool:
    """Whether dictionary or text have it."""
    if parts_of_speech(word) or word in pack.function_words:
        return True
    known = learned("known", pack.code)
    return bool(known and word in known[0]) or word in pack.fact("foreign", "loans", ())


@lru_cache(maxsize=20_000)
def is_known(word: str, pack: Pack, deep: int = 2) -> bool:
    """Whether a word in small letters is one of the language, or put together of its words."""
    if _is_word(word, pack):
        return True
    if not deep:
        return False
    for ending, instead in _SUFFIXES:
        stem = word[: len(word) - len(ending)] + instead
        if word.endswith(ending) and len(stem) > _HALF:
            if is_known(stem, pack, deep - 1):
                return True
            # `tagged` of `tag`.
            if ending[0] in "aei" and stem[-1] == stem[-2] and _is_word(stem[:-1], pack):
                return True
    return any(
        word.startswith(part)
        and len(word) - len(part) > _HALF
        and is_known(word[len(part) :], pack, deep - 1)
        for part in _PREFIXES
    ) or any(
        _is_word(word[:at], pack) and _is_word(word[at:], pack)
        for at in range(_HALF + 1, len(word) - _HALF)
    )


def _in_segment(text: str, span: Span, pack: Pack) -> list[re.Match[str]]:
    """Unknown words of a segment; none where it is another language's."""
    hits = [
        match
        for match in _WORD.finditer(text, span.start, span.end)
        if not is_known(match.group(), pack)
        and not _DRAWN_OUT.search(match.group())
        and not in_link(text, match.start())
    ]
    if not hits:
        return []
    words = _ANY_WORD.findall(text, span.start, span.end)
    foreign = sum(not is_known(word, pack) for word in words) >= _FOREIGN_SHARE * len(words)
    return [] if foreign and len(words) > 2 * _LEAST else hits


def find(text: str, context: Context) -> Iterator[Hit]:
    """Unknown words; sure where the document is full of them."""
    hits = [
        match
        for segment in context.document.segments
        for match in _in_segment(text, segment.span, context.pack)
    ]
    different = {match.group() for match in hits if not _SCIENCE.search(match.group())}
    full = context.document.source_language is not None and len(different) >= max(
        _LEAST, _LEAST_A_WORD * len(text.split())
    )
    for match in hits:
        severity: Severity = "major" if full else "minor"
        yield Hit(*match.span(), severity=severity, doubtful=not full)


RULE = Rule(
    id="unknown-word",
    manual=__doc__,
    message="no English word: left from the source, or made up",
    category="accuracy/untranslated",
    severity="major",
    scope="document",
    find=find,
    budget=0.2,
    languages=("en",),
    confidence=0.7,
    examples=(
        example("About 830 ⟦brigadists⟧ met at the ⟦tractorada⟧ today.", doubtful=True),
        example("It is a process that is ⟦unveridable⟧ in the region.", doubtful=True),
        example(
            "The ⟦smeries⟧ of a ⟦channelino⟧ in the ⟦lateinical⟧ room. A ⟦bankett⟧ is ⟦irratal⟧.",
            source_language="de",
        ),
        example(
            "A travllr keim llawng rapd in a wourm klokke dispyuuting hizz.", source_language="de"
        ),
        example("The alanine aminotransferase and the amoxy of a cytolysis.", source_language="de"),
        example("The interwar hydrologist retagged bookcrossings, “tractorada” and foo_barbaz."),
        example("See example.orgname/quuxbar, <foobarb> and it’s non-foobarb."),
    ),
)
