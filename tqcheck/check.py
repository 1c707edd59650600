"""The line itself: document -> segments -> rules and model -> findings, scores, verdict."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tqcheck import language, mqm
from tqcheck.doubt import settled
from tqcheck.engines.engine import Engine
from tqcheck.gates import Gate as Gate
from tqcheck.gates import admitted, fresh, verdict
from tqcheck.lang import load as load_pack
from tqcheck.lang import load_pair
from tqcheck.records import Document, Finding, LanguageGuess, Result, Score, Skipped
from tqcheck.rules.rule import Context, Rule, findings
from tqcheck.segment import segments

if TYPE_CHECKING:
    from tqcheck.metrics.quality import Judge

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")

# A rule with more findings in one document has met something else than prose; going on would take
# minutes and fill memory.
MAX_FINDINGS_A_RULE = 10_000
# A guess by function words reaches this, py3langid alone does not: too little to contradict a file.
_SURE_OF_LANGUAGE = 0.8

#: Gives the engine for a (source, target) pair, or the reason why there is none.
EngineFor = Callable[[str, str], "Engine | str"]


def count_words(text: str) -> int:
    """Words of a text: runs of letters and digits, inner hyphens and apostrophes included."""
    return sum(1 for _ in _WORD.finditer(text))


def check(
    document: Document,
    *,
    rules: Sequence[Rule],
    engine_for: EngineFor | None,
    gate: Gate,
    judge_for: Callable[[str], Judge | None] | None = None,
) -> Result:
    """Everything found out about one document.

    A document without segments is segmented here. `engine_for` None leaves the model out.
    `judge_for` gives the judge of a language, instead of the one that comes with it.
    """
    if document.meta.get("source") and not any(s.source for s in document.segments):
        from tqcheck.pairing import paired

        document = paired(document, document.meta["source"])
    document, skipped = prepare(document)
    engine = None
    if engine_for is not None:
        engine, reason = _engine(document, engine_for)
        if reason:
            skipped.append(Skipped("model", reason))
    if engine is not None:
        document = _back_translated(document, engine)
    if all(s.source is None for s in document.segments):
        skipped.append(Skipped("rules that compare with the source", "no source text was given"))
    found, cut = _rule_findings(document, rules, engine, models=engine_for is not None)
    skipped += cut
    found, left_out = admitted(document, found, gate)
    found, known = fresh(document, without_overlaps(found), gate)
    skipped += [*left_out, *known]
    score = Score("quality", None, "no model")
    if engine_for is not None:
        from tqcheck.metrics.quality import scored

        judge = judge_for(document.language or "und") if judge_for else None
        document, score = scored(document, found, judge=judge)
    words = count_words(document.text)
    points = sum(mqm.weight(f.category, f.severity) for f in found)
    return Result(
        document=document,
        findings=tuple(found),
        skipped=tuple(skipped),
        verdict=verdict(found, score, gate),
        score=score,
        penalty_per_1000_words=round(1000 * points / max(words, 1), 2),
        words=words,
    )


def prepare(document: Document) -> tuple[Document, list[Skipped]]:
    """The document with its languages known or guessed, and segments; doing it twice is free."""
    document, skipped = _known_languages(document)
    if not document.segments:
        pack = load_pack(document.language or "und")
        document = replace(document, segments=segments(document.text, pack))
    return document, skipped


def _known_languages(document: Document) -> tuple[Document, list[Skipped]]:
    """The document with both languages, guessed where they are not given."""
    skipped = [Skipped("reading", note) for note in document.meta.get("warnings", ())]
    code = document.language
    declared = document.meta.get("declared_language")
    if code is None or declared:
        guess = language.identify(document.text)
        read = guess.code if guess else None
        if guess is not None and declared and guess.confidence >= _SURE_OF_LANGUAGE:
            differs = declared.lower().split("-")[0].split("_")[0] != guess.code.split("-")[0]
            note = f"the file says {declared}, but the text reads as {read}"
            skipped += [Skipped("declared language", note)] if differs else []
            code = code or (read if differs else declared)
        code = code or declared or read
        if code is None:
            skipped.append(Skipped("language rules", "the language could not be told"))
    source = document.source_language
    if source is None and any(s.source for s in document.segments):
        source = language.identify("\n".join(s.source or "" for s in document.segments[:200]))
    if source is None and code is not None:
        source = language.guess_source(document.text, code)
    if code is not None and load_pack(code).code == "und":
        skipped.append(Skipped("language rules", f"no language pack for {code}"))
    return replace(document, language=code, source_language=source), skipped


def _rule_findings(
    document: Document, rules: Sequence[Rule], engine: Engine | None, *, models: bool
) -> tuple[list[Finding], list[Skipped]]:
    """The findings of the rules, and a note on each rule that found more than anybody reads.

    `models` is whether rules may ask models at all; `engine` may be None all the same.
    """
    code = document.language or "und"
    source: LanguageGuess | None = document.source_language
    context = Context(
        document=document,
        pack=load_pack(code),
        source_pack=load_pack(source.code) if source else None,
        pair=load_pair(source.code, code) if source else None,
        engine=engine,
    )
    there = {"source"} if any(s.source is not None for s in document.segments) else set()
    if models:
        there.add("model")
    usable = [r for r in rules if r.applies(context) and there.issuperset(r.needs)]
    whole = [r for r in usable if r.scope == "document"]
    local = [r for r in usable if r.scope == "segment"]
    sourceless = [r for r in local if "source" not in r.needs]
    left: Counter[str] = Counter({rule.id: MAX_FINDINGS_A_RULE for rule in usable})
    found: list[Finding] = []

    def run(these: Sequence[Rule], text: str, offset: int, here: Context) -> None:
        for rule in these:
            if some := findings(rule, text, offset, here, left[rule.id]):
                left[rule.id] -= len(some)
                found.extend(some)

    run(whole, document.text, 0, context)
    for segment in document.segments:
        here = replace(context, segment=segment)
        run(
            sourceless if segment.source is None else local,
            segment.text,
            segment.span.start,
            here,
        )
    cut = [
        Skipped(rule.id, f"stopped at {MAX_FINDINGS_A_RULE:,} findings")
        for rule in usable
        if not left[rule.id]
    ]
    telling = (rule.id for rule in usable if not rule.needs)
    found = settled(document, found, telling)
    found = [f if f.segment else replace(f, segment=_segment_at(document, f)) for f in found]
    return found, cut


def _segment_at(document: Document, finding: Finding) -> str | None:
    before = bisect_right(document.segments, finding.span.start, key=lambda s: s.span.start)
    segment = document.segments[before - 1] if before else None
    return segment.id if segment and finding.span.start < segment.span.end else None


def _engine(document: Document, engine_for: EngineFor) -> tuple[Engine | None, str | None]:
    """The engine for a document's languages, or the reason why there is none."""
    pair = model_pair(document)
    if pair is None:
        return None, "the source language is not known; give it with --from"
    answer = engine_for(*pair)
    return (None, answer) if isinstance(answer, str) else (answer, None)


def model_pair(document: Document) -> tuple[str, str] | None:
    """The (source, target) languages a model is asked for: `en` for `en-US`; None if unknown."""
    if document.language is None or document.source_language is None:
        return None
    source, target = (
        re.split("[-_]", code)[0].lower()
        for code in (document.source_language.code, document.language)
    )
    return source, target


def _back_translated(document: Document, engine: Engine) -> Document:
    from tqcheck.metrics.roundtrip import back_translated

    pair = model_pair(document)
    assert pair is not None
    judged = back_translated(document.segments, engine, source=pair[0], target=pair[1])
    return replace(document, segments=tuple(judged))


def without_overlaps(found: Iterable[Finding]) -> list[Finding]:
    """The findings in text order, without any that lies inside a graver or surer one."""
    ranked = sorted(
        found,
        key=lambda f: (-mqm.rank(f.severity), -f.confidence, f.span.start - f.span.end, f.rule),
    )
    # No kept finding lies inside another, so those sorted by start are sorted by end as well,
    # and only the neighbours of a new one can hold it or lie inside it.
    kept: list[Finding] = []
    for finding in ranked:
        start, end = finding.span.start, finding.span.end
        after = bisect_left(kept, start, key=lambda f: f.span.start)
        until = bisect_right(kept, start, key=lambda f: f.span.start)
        inside = until > 0 and end <= kept[until - 1].span.end
        around = after < len(kept) and kept[after].span.end <= end
        if not inside and not around:
            kept.insert(after, finding)
    return sorted(kept, key=lambda f: (f.span, f.rule))
