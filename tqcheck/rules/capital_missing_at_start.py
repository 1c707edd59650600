"""A paragraph or sentence begins in lower case.

Copy whose sentences were cut and rejoined loses capitals. A paragraph of five words or more that
ends like a sentence must begin with a capital, unless the paragraph before it runs on; inside a
paragraph, so must what follows a full stop after an ordinary word.

Misses: sentences after `?`, `!` and `.”`, which may go on in lower case after quoted speech,
one-word ones (see `orphan-fragment`), and documents that use no capitals. Leaves alone lists,
quotations (which may begin inside a sentence), brand names such as iPhone, particles of names, the
headword of an entry (`lol - what one writes`), what goes on after a line that trails off (`…`), and
paragraphs whose source begins in lower case. Notes and messages that do so throughout are flagged
once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import abbreviations, habitual, in_link
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.segment import paragraphs

_MIN_WORDS = 5
_MESSAGE = "a sentence begins in lower case"
_START = re.compile(r"([^\W\d_]+)")
# `l&#39;exposition`: the word is damaged, and `html-entity` says so.
_ENTITY = re.compile(r"&(?:amp;)?#?\w{2,8};")
_ENDS = re.compile(r"[.!?…][”“»\"’')]{0,2}$")
_TRAILS_OFF = re.compile(r"(?:…|\.\.)[”“»\"’')]{0,2}$")
# A question named inside a sentence, which goes on: `the questions When? and How often?`.
_CITED_QUESTION = re.compile(r"(?:[^\W\d_A-ZА-Я],?|\?,) [A-ZА-Я]\w*(?: \w+)?\?$")
# `lol - what one writes when laughing`.
_HEADWORD = re.compile(r" [-–—] ")
_END_CHARS = 60
_STOPPED = re.compile(
    r"(?<=[^\W\d_]{3})\.[ \u00a0]([^\W\d_]{2,})(?=[ \u00a0,][^\W_]+[ \u00a0,][^\W_])"
)
_WORD_BEFORE = re.compile(r"[^\s(“„«\"]+$")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first word; the suggestion gives it a capital."""
    as_source = {
        part.span.start
        for part in context.document.segments
        if part.source and part.source.lstrip()[:1].islower()
    }
    known = abbreviations(context.pack)
    yield from (hit for hit in _paragraph_starts(text, known) if hit.start not in as_source)
    for match in _STOPPED.finditer(text):
        word = match.group(1)
        if not word.islower():
            continue
        before = _WORD_BEFORE.search(text[max(0, match.start() - 30) : match.start() + 1])
        last = before.group() if before else ""
        if not last[:-1].islower() or last in known or "." in last[:-1] or len(last) < 5:
            continue
        if not in_link(text, match.start()):
            yield Hit(match.start(1), match.end(1), suggestions=(word[0].upper() + word[1:],))


def _paragraph_starts(text: str, known: frozenset[str]) -> Iterator[Hit]:
    runs_on = False
    found: list[Hit] = []
    capitals = 0
    for span in paragraphs(text):
        ends = _ENDS.search(text, max(span.start, span.end - 4), span.end) is not None
        start = _START.match(text, span.start, span.end)
        if start:
            word = start.group(1)
            if not word[0].islower():
                capitals += 1
            elif (
                ends
                and not runs_on
                and word.islower()
                and not _ENTITY.match(text, start.end(1))
                and not _HEADWORD.match(text, start.end(1))
                and text.count(" ", span.start, span.end) >= _MIN_WORDS - 1
                and not in_link(text, start.start(1))
            ):
                capital = word[0].upper() + word[1:]
                found.append(Hit(start.start(1), start.end(1), suggestions=(capital,)))
        tail = text[max(span.start, span.end - _END_CHARS) : span.end]
        last = _WORD_BEFORE.search(tail)
        runs_on = (
            not ends
            or (last is not None and last.group() in known)
            or _TRAILS_OFF.search(tail) is not None
            or _CITED_QUESTION.search(tail) is not None
        )
    if len(found) <= capitals:
        yield from habitual(found, _MESSAGE, capitals)


RULE = Rule(
    id="capital-missing-at-start",
    manual=__doc__,
    message=_MESSAGE,
    category="linguistic_conventions/capitalization",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    examples=(
        example(
            "if the motor is warm, wait for ten minutes.",
            source="si le moteur est chaud, attendez dix minutes.",
            source_language="fr",
        ),
        example("The talks ended. ⟦nobody⟧ came to the second round.", "Nobody"),
        example(
            "Le ministre est parti.\n⟦il⟧ ne reviendra pas avant juin.\nRien de plus.",
            "Il",
            language="fr",
        ),
        example("The talks ended at approx. nine in the evening. Mr. von Berg left."),
        example(
            "He asked for three things:\nfirst a car that runs well.\niPhone users waited too."
        ),
        example("“Why did they leave?” he asked, and went."),
        example("“Ha bisogno di aiuto.” ha detto la donna di Roma.", language="it"),
        example("He came to the questions When?\nand How long, and had no answer to any."),
        example("There she was, waiting in the rain…\nand nobody came to the door."),
        example("All of these words are used by the young.\nlol - what you write when you laugh."),
        example("They tell words by their stem, e.g.\nwords of one root that mean the same."),
    ),
)
