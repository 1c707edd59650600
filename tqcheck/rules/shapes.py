"""Rules that packs state as data: phrases that should not be there, and what to write instead.

A `[[rules]]` table of a pack becomes one rule:

    id, manual, message, category, severity    as in `Rule`; `budget`, `confidence` if they differ
    scope      `document` where a phrase may look like two sentences (“the 4. March”)
    phrases    a list of tables:
      find     a regular expression, matched between word boundaries, whatever the case; where it
               has a group named `at`, that group alone is the finding
      write    what to write instead, `\\1` for a group; absent when there is no telling
      of       what the source probably said; shown in the message
      unless   no finding in a segment where this matches
      severity, confidence    where a phrase differs from its rule
      doubtful    true where good text has it as well: it counts only in a document that other
               findings show to be translated word for word
    examples   a list of tables: `text` with spans marked ⟦so⟧, `suggest` for each span, `doubtful`

A phrase in a language pack (`en.toml`) concerns that language whatever the source; one in a pair
pack (`fr-en.toml`) needs that source; the source `und` of `und-en.toml` stands for any source. A
rule may have a table for each of several languages: one describes it, the others have `id`,
`phrases` and `examples` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tqcheck import mqm
from tqcheck.errors import ConfigError
from tqcheck.lang import available, load, load_pair, pairs
from tqcheck.needles import Index, index
from tqcheck.rules.rule import Context, Hit, Rule, apart, example

_RULE_KEYS = {
    "id",
    "manual",
    "message",
    "category",
    "severity",
    "budget",
    "confidence",
    "scope",
    "phrases",
    "examples",
}
_REQUIRED = ("id", "manual", "message", "category", "severity", "phrases", "examples")
_PHRASE_KEYS = {"find", "write", "of", "unless", "severity", "confidence", "doubtful"}
_EXAMPLE_KEYS = {"text", "suggest", "doubtful"}
# What stands before the first word of a sentence; nothing is looked at further back.
_BEFORE_CHARS = 6
_OPENING = " \u00a0\u202f\t“„«\"'‘(•–—-"
# What a phrase table may raise on clean text, per 1,000 words, unless it says otherwise.
_BUDGET = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One phrase of a data rule; `where` is for error messages."""

    find: str
    write: str | None
    message: str
    unless: str | None
    severity: mqm.Severity | None
    confidence: float | None
    doubtful: bool
    where: str

    @property
    def bounded(self) -> str:
        """The expression between word boundaries."""
        return rf"(?<!\w)(?:{self.find})(?!\w)"

    def hits(self, text: str) -> Iterator[Hit]:
        """Where the phrase stands in a text, with what to write in its place.

        Raises:
            ConfigError: a pattern is wrong.
        """
        pattern, unless = _patterns(self)
        if unless is not None and unless.search(text):
            return
        place = "at" if "at" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            better = () if self.write is None else (in_case_of(match, place, self.write),)
            yield Hit(
                match.start(place),
                match.end(place),
                message=self.message,
                suggestions=better,
                severity=self.severity,
                confidence=self.confidence,
                doubtful=self.doubtful,
            )


@cache
def _patterns(one: Phrase) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """What a phrase matches and what silences it, compiled when a text may contain it.

    A run meets few of the phrases, and compiling them all takes longer than reading an article.
    """
    try:
        pattern = re.compile(one.bounded, re.IGNORECASE)
        unless = re.compile(one.unless, re.IGNORECASE) if one.unless else None
        if one.write is not None:
            _check_groups(pattern, one.write)
    except re.error as error:
        raise ConfigError(f"{one.where}: {error} in {one.find!r}") from error
    return pattern, unless


def in_case_of(match: re.Match[str], place: str | int, write: str) -> str:
    """A replacement with a capital, or in capitals, where what it replaces has them.

    A capital inside a sentence belongs to a name and is not handed on.
    """
    old, text = match.group(place), match.expand(write)
    if len(old) > 1 and old.isupper():
        return text.upper()
    at = match.start(place)
    before = match.string[max(0, at - _BEFORE_CHARS) : at].rstrip(_OPENING)
    starts = not before or before[-1] in ".!?:…\n"
    return text[:1].upper() + text[1:] if old[:1].isupper() and starts else text


@cache
def data_rules() -> tuple[Rule, ...]:
    """The rules of all packs, those of language packs first, in the order of the files.

    Raises:
        ConfigError: a table is wrong; the message names the file and the rule.
    """
    found: dict[str, list[Rule]] = {}
    tables: list[tuple[Mapping[str, Any], str, str | None]] = [
        (table, code, None) for code in available() for table in load(code).rules
    ]
    for source, target in pairs():
        pair = load_pair(source, target)
        tables += [(table, target, source) for table in (pair.rules if pair else ())]
    described = {table["id"]: table for table, _, _ in tables if "manual" in table}
    for table, target, given in tables:
        file = f"{given}-{target}.toml" if given else f"{target}.toml"
        origin = None if given == "und" else given
        whole = {**described.get(table.get("id"), {}), **table}
        made = rule_from(whole, file, target=target, source=origin)
        found.setdefault(made.id, []).append(made)
    return tuple(_joined(rules) for rules in found.values())


def _joined(rules: Sequence[Rule]) -> Rule:
    """One rule for the languages of several."""
    first = rules[0]
    if len(rules) == 1:
        return first
    by_language = {language: rule.find for rule in rules for language in rule.languages}
    if len(by_language) < len(rules):
        raise ConfigError(f"rule {first.id}: two tables for one language")

    def find(text: str, context: Context) -> Iterable[Hit]:
        return by_language[context.pack.code](text, context)

    return replace(
        first,
        find=find,
        languages=tuple(by_language),
        examples=tuple(example for rule in rules for example in rule.examples),
    )


def rule_from(table: Mapping[str, Any], file: str, *, target: str, source: str | None) -> Rule:
    """The rule a table describes, for copy in `target` from `source` (None: from any language).

    Raises:
        ConfigError: the table is wrong; the message names `file`, the rule and the entry.
    """
    where = f"{file}: rule {table.get('id', '?')}"
    _check_keys(table, _RULE_KEYS, _REQUIRED, where)
    if table["severity"] not in mqm.SEVERITIES:
        raise ConfigError(f"{where}: no severity {table['severity']!r}; use {mqm.SEVERITIES}")
    if table["category"] not in mqm.CATEGORIES:
        raise ConfigError(f"{where}: no category {table['category']!r} (see tqcheck/mqm.py)")
    if table.get("scope", "segment") not in ("segment", "document"):
        raise ConfigError(f"{where}: no scope {table['scope']!r}; use segment or document")
    phrases = tuple(
        phrase(entry, table["message"], f"{where}, phrase {number}")
        for number, entry in enumerate(table["phrases"], 1)
    )
    examples = []
    for number, entry in enumerate(table["examples"], 1):
        _check_keys(entry, _EXAMPLE_KEYS, ("text",), f"{where}, example {number}")
        try:
            examples.append(
                example(
                    entry["text"],
                    *entry.get("suggest", ()),
                    language=target,
                    source_language=source,
                    doubtful=entry.get("doubtful", False),
                )
            )
        except ValueError as error:
            raise ConfigError(f"{where}, example {number}: {error}") from error

    @cache
    def phrase_index() -> Index:
        return index(one.bounded for one in phrases)

    def find(text: str, context: Context) -> Iterator[Hit]:
        possible = phrase_index().within(context.document.text).possible(text)
        yield from apart(hit for number in possible for hit in phrases[number].hits(text))

    return Rule(
        id=table["id"],
        manual=table["manual"],
        message=table["message"],
        category=table["category"],
        severity=table["severity"],
        scope=table.get("scope", "segment"),
        find=find,
        examples=tuple(examples),
        budget=table.get("budget", _BUDGET),
        languages=(target,),
        sources=(source,) if source else ("*",),
        confidence=table.get("confidence", 0.8),
    )


def phrase(entry: Mapping[str, Any], message: str, where: str) -> Phrase:
    """The phrase an entry of `phrases` describes; its patterns are compiled on first use.

    Raises:
        ConfigError: an entry is unknown, missing or no severity.
    """
    _check_keys(entry, _PHRASE_KEYS, ("find",), where)
    if entry.get("severity", "minor") not in mqm.SEVERITIES:
        raise ConfigError(f"{where}: no severity {entry['severity']!r}; use {mqm.SEVERITIES}")
    of = entry.get("of")
    return Phrase(
        find=entry["find"],
        write=entry.get("write"),
        message=f"{message} (“{of}”)" if of else message,
        unless=entry.get("unless"),
        severity=entry.get("severity"),
        confidence=entry.get("confidence"),
        doubtful=entry.get("doubtful", False),
        where=where,
    )


def _check_groups(pattern: re.Pattern[str], write: str) -> None:
    asked = [int(number) for number in re.findall(r"\\(\d)", write)]
    if any(number > pattern.groups for number in asked):
        raise re.error(f"`write` {write!r} names a group that is not")


def _check_keys(
    table: Mapping[str, Any], allowed: set[str], required: Sequence[str], where: str
) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise ConfigError(f"{where}: unknown {', '.join(unknown)}; known: {sorted(allowed)}")
    missing = [key for key in required if key not in table]
    if missing:
        raise ConfigError(f"{where}: lacks {', '.join(missing)}")
