"""The frozen records that flow through tqcheck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tqcheck.mqm import Severity


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points in a document's text as read."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Score:
    """A number with the name of what it measures and the signature of how.

    `value` is None when the score cannot be given; `signature` then says why.
    """

    metric: str
    value: float | None
    signature: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a unit of a bitext, with what the model said of it.

    `source` is None when there is none. `likelihood` is the mean log-probability of the text
    given its source or its back-translation, nats per token, <= 0. `paragraph` counts from 0.
    `suspicious` are words of the text that the score distrusts, too unsure to be findings.
    """

    id: str
    span: Span
    text: str
    source: str | None = None
    back_translation: str | None = None
    likelihood: float | None = None
    paragraph: int = 0
    scores: tuple[Score, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    suspicious: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language (BCP 47), how sure we are (0-1), and what it rests on."""

    code: str
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a document's text and where it stands in the file.

    `file_start` and `file_length` count code points of the decoded file. A run copied
    verbatim has `file_length == length`; an entity such as `&amp;` has more.
    """

    start: int
    length: int
    file_start: int
    file_length: int


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a document, such as `headline`, `body` or a unit id."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be judged, as read.

    `path` is what the user calls it. `raw` is the decoded file the text came from and `pieces`
    the way back to it, in order; no pieces means the text is the file. `fields` name parts of
    the text. `language` is the language of the text, `source_language` the one it was
    translated from; either may still be unknown (None). `meta` holds what the file says of
    itself (`id`, `title`, `declared_language`, `warnings`: a tuple of notes for the user, ...).
    """

    path: str
    text: str
    language: str | None = None
    source_language: LanguageGuess | None = None
    segments: tuple[Segment, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""
    pieces: tuple[Piece, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A suspicion: where, what kind, how bad, why, and what to write instead.

    `confidence` is 0-1, the measured or estimated precision of findings like this one.
    `related` are other places that explain it. `segment` is the id of the segment it lies in.
    A `doubtful` one counts only where others say that the text was translated word for word.
    """

    rule: str
    category: str
    severity: Severity
    span: Span
    text: str
    message: str
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.9
    related: tuple[Span, ...] = ()
    segment: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be judged, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything found out about one document.

    `score` is 0-100 or None; `penalty_per_1000_words` sums MQM weights of unconfirmed findings.
    """

    document: Document
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    verdict: str
    score: Score
    penalty_per_1000_words: float
    words: int


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one run and what produced them; holds no clock."""

    documents: tuple[Result, ...]
    run: Mapping[str, Any]
