"""tqcheck: finds what reads machine-made or wrong in translated copy."""

from tqcheck.records import (
    Document,
    Finding,
    LanguageGuess,
    Report,
    Result,
    Score,
    Segment,
    Skipped,
    Span,
)

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Finding",
    "LanguageGuess",
    "Report",
    "Result",
    "Score",
    "Segment",
    "Skipped",
    "Span",
    "__version__",
]
