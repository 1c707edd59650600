"""A word of another language is left among the words of this one.

`The meeting set for jeudi`, `selon l’AFP`, `cut the tax und raise the subsidy`: engines copy what
they do not know or lose at a cut.

In English, days, months and frequent function words of every language pack are looked for, and
those named in the pair packs (`[leftovers]`), in the case they have in their language. In other
languages, English days and months, and words that are no one else's (`[foreign] tell_tale`). A word
counts when it is no word of the text's language and stands between words of that language or at an
edge; quoted words, parts of names and titles (`Welt am Sonntag`) stay. Words of a known or guessed
source count, too, that no English text has: those that text of the source has often
(`lang/foreign`), and those that parallel text translated (`the corridor minero`). Doubtful are
those that were translated seldom, German nouns with their capital (`eight Prozent`), and words with
letters that English lacks (`the wójt`). Misses other nouns with a capital. Wrongly flags words
mentioned as words without quotation marks. Longer passages: `untranslated-passage`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack, available, learned, load, load_pair
from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, apart, example
from tqcheck.sense import table
from tqcheck.words import parts_of_speech

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ELIDED = re.compile(r" [ldLD]['’][^\W\d_]+")
_MARKS = "“”‘’\"'«»„()[]*_/@#-&"
# Words of the source: their letters, how often they were translated, and how often so, at least.
_LONG, _MIN_LINKS, _MIN_SHARE = 4, 5, 0.3
# The same for those that are doubtful.
_FEW_LINKS, _SMALL_SHARE = 2, 0.1
# What a guessed source needs before its words are looked for.
_MIN_CONFIDENCE = 0.4
# `people.debian.org`, `about:config`, `pti=off`.
_IN_CODE = re.compile(r"^[.:=]|[.:=][^\W_]$")
# `The Bund`, `eight Prozent`.
_NOUN = re.compile(
    r"\b(?:the|an?|of|with|and|for|by|\d|two|three|four|five|six|seven|eight|nine|ten) "
    r"([A-ZÄÖÜ][a-zäöüß]{3,})(?![\w’'-]| [A-Z])"
)
_ACCENTED = re.compile(r"(?<![\w’'“\"«/.-])(?=[a-z]*[^\W\d_a-z])[^\W\d_A-Z]{3,}(?![\w’'”\"»/-])")
# What English sets before a day and some languages have no word for.
_BEFORE_DAY = ("on", "On")
# Shorter function words turn up in names and loans (`de facto`, `a la carte`).
_MIN_LETTERS = 3


@cache
def _leftovers(target: str) -> dict[str, str | None]:
    """Forms of other languages and what the target language writes, where one word does."""
    own = load(target)
    known = set(own.function_words)
    for key in ("days", "months"):
        known.update(form for forms in own.fact("dates", key, ()) for form in forms.split("|"))
    found: dict[str, str | None] = {}
    for code in available():
        if code == target:
            continue
        pack, pair = load(code), load_pair(code, target)
        for word in pack.function_words:
            if len(word) >= _MIN_LETTERS:
                found.setdefault(word, None)
        for key in ("days", "months"):
            names = zip(pack.fact("dates", key, ()), own.fact("dates", key, ()), strict=False)
            for theirs, ours in names:
                right = ours.split("|")[0].capitalize()
                for form in theirs.split("|"):
                    if len(form) > _MIN_LETTERS:
                        capital = pack.fact("capitals", "nouns", False)
                        found[form.capitalize() if capital else form] = right
        if pair is not None:
            found.update(pair.facts.get("leftovers", {}))
    loans = set(own.fact("foreign", "loans", ()))
    return {
        form: right
        for form, right in found.items()
        if form.lower() not in known | loans and not parts_of_speech(form.lower())
    }


@cache
def _foreign(target: str) -> frozenset[str]:
    """Function words of the other languages, those of the target's own left out."""
    others = (load(code).function_words for code in available() if code != target)
    return frozenset().union(*others) - load(target).function_words


@cache
def _tell_tale(pack: Pack) -> dict[str, str | None]:
    """English words that the language does not have, days and months with what it calls them."""
    english: dict[str, str | None] = dict.fromkeys(load("en").fact("foreign", "tell_tale", ()))
    own: set[str] = set()
    for key in ("days", "months"):
        theirs, ours = load("en").fact("dates", key), pack.fact("dates", key, ())
        own.update(form for forms in ours for form in forms.split("|"))
        for their, our in zip(theirs, ours, strict=False):
            name, right = their.split("|")[0].capitalize(), our.split("|")[0]
            english[name] = right.capitalize() if pack.fact("capitals", "nouns", False) else right
    known = pack.function_words | _loans(pack) | {*load("en").fact("foreign", "persons")}
    return {w: right for w, right in english.items() if w not in known and w.lower() not in own}


def _english(text: str, context: Context) -> Iterator[Hit]:
    """English function words in copy of another language, save in English phrases and names."""
    tell_tale = _tell_tale(context.pack)
    words = [] if tell_tale.keys().isdisjoint(_WORD.findall(text)) else list(_WORD.finditer(text))
    own, english = context.pack.function_words, load("en").function_words
    for index, match in enumerate(words):
        if match.group() not in tell_tale:
            continue
        right, first = tell_tale[match.group()], index
        if right and index and words[index - 1].group() in _BEFORE_DAY:
            first -= 1
        start, end = words[first].start(), match.end()
        beside = words[max(0, first - 1) : first] + words[index + 1 : index + 2]
        near = text[max(0, start - 1) : start] + text[end : end + 1]
        if any(mark in near for mark in _MARKS) or _IN_CODE.search(
            text[max(0, start - 1) : end + 2]
        ):
            continue
        if not all(_is_theirs(text, match, other, own, english) for other in beside):
            continue
        around = words[max(0, index - 3) : index + 5]
        if any(w.group().lower() in own for w in around if w is not match):
            yield Hit(start, end, suggestions=(right,) if right and first == index else ())


def _is_theirs(
    text: str,
    match: re.Match[str],
    other: re.Match[str],
    own: frozenset[str],
    english: frozenset[str],
) -> bool:
    """Whether a neighbour is no English word and no name, or stands behind a mark."""
    first, second = sorted((other, match), key=lambda m: m.start())
    between, word = text[first.end() : second.start()], other.group()
    if between.strip(" \u00a0"):
        return not any(mark in between for mark in _MARKS)
    if word in own and word not in english:
        return True
    return word.islower() and word not in english and not parts_of_speech(word)


def _of_source(text: str, context: Context) -> Iterator[Hit]:
    """Words that no English text has and that the source language's text has translated."""
    guess = context.document.source_language
    if guess is None or guess.confidence < _MIN_CONFIDENCE or context.source_pack is None:
        return
    words = list(_WORD.finditer(text))
    pair = (context.source_pack.code, context.pack.code)
    for number, match in enumerate(words):
        if not _is_unknown(match.group(), context.pack):
            continue
        word, plural = match.group(), ""
        texts = table.links_of(word, *pair)
        is_theirs = word in _vocabulary(pair[0])
        if not texts and word.endswith("s") and _is_unknown(word[:-1], context.pack):
            word, plural = word[:-1], "s"
            texts = table.links_of(word, *pair)
        best = max(texts, key=texts.__getitem__, default=word)
        if (best == word and not is_theirs) or in_link(text, match.start()):
            continue
        total, most = sum(texts.values()), texts.get(best, 0)
        sure = is_theirs or (total >= _MIN_LINKS and most >= _MIN_SHARE * total)
        if not sure and (total < _FEW_LINKS or most < _SMALL_SHARE * total):
            continue
        near = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        beside = words[max(0, number - 1) : number] + words[number + 1 : number + 2]
        if any(mark in near for mark in _MARKS) or _is_read(word, context.pack.code):
            continue
        if all(_is_own(text, other, match, context) for other in beside):
            right = best if best.endswith("s") else best + plural
            clear = most >= _MIN_LINKS and most >= _MIN_SHARE * total
            suggestions = (right,) if clear or not is_theirs else ()
            yield Hit(match.start(), match.end(), suggestions=suggestions, doubtful=not sure)


def _nouns_of_source(text: str, context: Context) -> Iterator[Hit]:
    """Nouns of a source that writes them with a capital, behind a word of the text's language."""
    source = context.source_pack
    if source is None or not source.fact("capitals", "nouns", False):
        return
    for match in _NOUN.finditer(text):
        word = match[1].lower()
        if parts_of_speech(word) or word in _loans(context.pack):
            continue
        texts = table.links_of(word, source.code, context.pack.code)
        best = max(texts, key=texts.__getitem__, default=word)
        if best != word and texts[best] >= _MIN_LINKS:
            yield Hit(match.start(1), match.end(1), suggestions=(best,), doubtful=True)
        elif word in _vocabulary(source.code):
            yield Hit(match.start(1), match.end(1), doubtful=True)


def _accented(text: str, context: Context) -> Iterator[Hit]:
    """Words with letters that the text's language has in loans alone."""
    for match in _ACCENTED.finditer(text):
        word = match.group()
        if _is_unknown(word, context.pack) and not _is_read(word, context.pack.code):
            yield Hit(match.start(), match.end(), doubtful=True)


def _vocabulary(language: str) -> frozenset[str]:
    """Words that text of the language has and English text has not."""
    found = learned("foreign", language)
    return found[0] if found else frozenset()


def _is_read(word: str, language: str) -> bool:
    """Whether the context model met a word in text of the language."""
    # Only here: it needs numpy.
    from tqcheck.sense import context

    model = context.load(language)
    return model is not None and word in model.ids


def _is_unknown(word: str, pack: Pack) -> bool:
    parts = word.split("-")
    if len(word) < _LONG or not (word.islower() and all(map(str.isalpha, parts))):
        return False
    if word in pack.function_words or word in _loans(pack) or parts_of_speech(word):
        return False
    if word.endswith("ies") and parts_of_speech(word[:-3] + "y"):
        return False
    return len(parts) == 1 or any(len(p) >= _LONG and _is_unknown(p, pack) for p in parts)


@cache
def _loans(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("foreign", "loans", ()))


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each such word, with an elided word after it."""
    if context.pack.code != "en":
        yield from _english(text, context)
        return
    looks = (_listed, _of_source, _nouns_of_source, _accented)
    yield from apart(hit for look in looks for hit in look(text, context))


def _listed(text: str, context: Context) -> Iterator[Hit]:
    leftovers = _leftovers(context.pack.code)
    if leftovers.keys().isdisjoint(_WORD.findall(text)):
        return
    words = list(_WORD.finditer(text))
    for index, match in enumerate(words):
        if match.group() not in leftovers:
            continue
        before = words[index - 1] if index else None
        after = words[index + 1] if index + 1 < len(words) else None
        elided = _ELIDED.match(text, match.end())
        if not _is_own(text, before, match, context):
            continue
        if elided is None and not _is_own(text, after, match, context):
            continue
        near = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if any(mark in near for mark in _MARKS) or (near[:1] == "." and match.start()):
            continue
        right = leftovers[match.group()]
        end = elided.end() if elided else match.end()
        yield Hit(match.start(), end, suggestions=(right,) if right and not elided else ())


def _is_own(text: str, other: re.Match[str] | None, match: re.Match[str], context: Context) -> bool:
    """Whether a neighbour is a word of the text's language, or stands behind a mark."""
    if other is None:
        return True
    first, second = sorted((other, match), key=lambda m: m.start())
    between = text[first.end() : second.start()]
    if between.strip(" \u00a0"):
        return not any(mark in between for mark in _MARKS)
    word = other.group()
    if word in context.pack.function_words:
        return True
    return (
        word.islower()
        and word not in _foreign(context.pack.code)
        and bool(parts_of_speech(word.removesuffix("'s").removesuffix("’s")))
    )


RULE = Rule(
    id="untranslated-word",
    manual=__doc__,
    message="a word left in another language",
    category="accuracy/untranslated",
    severity="major",
    scope="segment",
    find=find,
    budget=0.03,
    confidence=0.9,
    examples=(
        example(
            "Verdi demands eight ⟦Prozent⟧ more.", "percent", source_language="de", doubtful=True
        ),
        example("The ⟦wójt⟧ of the commune said no.", None, doubtful=True),
        example("He says they dont want to talk anymore."),
        example("The meeting set for ⟦jeudi⟧ has been put off.", "Thursday"),
        example("The toll is three, ⟦selon l’AFP⟧."),
        example(
            "The burglars of the ⟦bijouterie⟧ in the centre left at noon.",
            "jewelry",
            source_language="fr",
        ),
        example("The two ⟦wirtschaftlichen⟧ relations were restored.", source_language="de"),
        example("If the ⟦negociations⟧ fail, we stop.", "negotiations", source_language="fr"),
        example(
            "The burglars of the bijouterie in the centre left, au lait.", source_language="de"
        ),
        example("⟦However⟧, les discussions continuent.", language="fr"),
        example("Die Lage ist ernst, ⟦because⟧ niemand zahlt.", language="de"),
        example("Er kam am ⟦Tuesday⟧ mit Absicht.", "Dienstag", language="de"),
        example("Lo informaron ⟦on Sunday⟧ las autoridades.", language="es"),
        example("C'était le Black Friday, selon le Sunday Times.", language="fr"),
        example("Le rock and roll, « wait and see » et The Voice plaisent.", language="fr"),
        example("They will cut the tax ⟦und⟧ raise the subsidy on ⟦Donnerstag⟧.", None, "Thursday"),
        example("It ran in Welt am Sonntag and in Le Journal du Dimanche."),
        example("The word “hier” means yesterday; the suspect was, de facto, free."),
        example("Die-hard fans of the war sang songs about us all."),
    ),
)
