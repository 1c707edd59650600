"""What a rule is, and how its hits become findings.

A rule is data plus one function, `find(text, context)`, which yields hits with offsets into
the text it was given: the segment's for scope `segment`, the document's for scope `document`.
A segment rule sees nothing but its segment, so its answer may be cached by the segment alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from tqcheck.engines.engine import Engine
from tqcheck.lang import Pack, Pair
from tqcheck.mqm import Severity
from tqcheck.records import Document, Finding, Segment, Span

Scope = Literal["segment", "document"]

_MARKS = re.compile("[⟦⟧]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the spans a rule must hit; none for a near miss.

    `suggestions` holds the first suggestion for each span, None where the rule has none.
    `source` is the source text, for rules that need one; `source_language` the language the
    text was translated from. Findings that are `doubtful` are expected only where it says so.
    """

    text: str
    spans: tuple[Span, ...]
    suggestions: tuple[str | None, ...]
    language: str
    source: str | None
    source_language: str | None
    doubtful: bool


def example(
    marked: str,
    *suggestions: str | None,
    language: str = "en",
    source: str | None = None,
    source_language: str | None = None,
    doubtful: bool = False,
) -> Example:
    """An example from text with each expected span marked ⟦so⟧; no marks: stay silent.

    Raises:
        ValueError: marks are unbalanced, or there are not as many suggestions as spans.
    """
    spans, open_at = [], None
    for removed, mark in enumerate(_MARKS.finditer(marked)):
        place = mark.start() - removed
        if (mark.group() == "⟦") != (open_at is None):
            raise ValueError(f"unbalanced marks in {marked!r}")
        if open_at is None:
            open_at = place
        else:
            spans.append(Span(open_at, place))
            open_at = None
    if open_at is not None:
        raise ValueError(f"unbalanced marks in {marked!r}")
    if suggestions and len(suggestions) != len(spans):
        raise ValueError(f"{len(suggestions)} suggestions for {len(spans)} spans in {marked!r}")
    return Example(
        _MARKS.sub("", marked),
        tuple(spans),
        suggestions or (None,) * len(spans),
        language,
        source,
        source_language,
        doubtful,
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """What `find` yields: a range of the text it was given, and anything that differs.

    `message`, `severity` and `confidence` default to the rule's own. What good text has as well,
    if seldom, is `doubtful`.
    """

    start: int
    end: int
    message: str | None = None
    suggestions: tuple[str, ...] = ()
    severity: Severity | None = None
    confidence: float | None = None
    related: tuple[Span, ...] = ()
    doubtful: bool = False


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, and of two that overlap the surer, the earlier, the longer."""
    kept: list[Hit] = []  # In order, and none overlaps another.
    for hit in sorted(hits, key=lambda h: (h.doubtful, h.start, -h.end)):
        place = bisect_left(kept, hit.start, key=lambda h: h.start)
        behind = place == 0 or kept[place - 1].end <= hit.start
        if behind and (place == len(kept) or hit.end <= kept[place].start):
            kept.insert(place, hit)
    return kept


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides its text.

    `pack` has the facts of the text's language, `source_pack` those of the source's and `pair`
    those of the two together (None when unknown). `segment` is None for document rules.
    `engine` is the translation model, for rules that need "model", or None when the pair has none;
    with one the document's segments have their back-translations.
    """

    document: Document
    pack: Pack
    source_pack: Pack | None = None
    pair: Pair | None = None
    segment: Segment | None = None
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of defect and how it is found.

    `manual` is the page shown by `tqcheck rules ID`: the module's docstring, whose first line
    is `summary`. `message` is what a finding says unless the hit says more. `languages` are
    the languages of the text it works in, ("*",) for all. `sources` are the source languages it
    is about, ("*",) for any. `needs` names what must be there:
    "source" or "model", leave to run models (model rules are document rules). `budget` is the most
    false alarms per 1,000 words of clean human text it may raise.
    """

    id: str
    manual: str
    message: str
    category: str
    severity: Severity
    scope: Scope
    find: Callable[[str, Context], Iterable[Hit]]
    examples: tuple[Example, ...]
    budget: float
    languages: tuple[str, ...] = ("*",)
    sources: tuple[str, ...] = ("*",)
    needs: tuple[str, ...] = ()
    confidence: float = 0.9

    @property
    def summary(self) -> str:
        """The first line of the manual page, without its full stop."""
        return self.manual.strip().splitlines()[0].rstrip(".")

    def applies(self, context: Context) -> bool:
        """Whether the rule has anything to say about texts in these languages."""
        source = context.source_pack.code if context.source_pack else None
        return (self.languages == ("*",) or context.pack.code in self.languages) and (
            self.sources == ("*",) or source in self.sources
        )


def findings(
    rule: Rule, text: str, offset: int, context: Context, most: int | None = None
) -> list[Finding]:
    """The first `most` findings of one rule in a text that starts at `offset` of the document."""
    hits = list(islice(rule.find(text, context), most))
    if not hits:
        return []
    segment = context.segment.id if context.segment else None
    return [
        Finding(
            rule=rule.id,
            category=rule.category,
            severity=hit.severity or rule.severity,
            span=Span(offset + hit.start, offset + hit.end),
            text=text[hit.start : hit.end],
            message=hit.message or rule.message,
            suggestions=hit.suggestions,
            confidence=rule.confidence if hit.confidence is None else hit.confidence,
            related=hit.related,
            segment=segment,
            doubtful=hit.doubtful,
        )
        for hit in hits
    ]
