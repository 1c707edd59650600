"""A report made by hand: crossing findings, hostile characters, astral letters, two documents."""

from __future__ import annotations

from tqcheck.records import (
    Document,
    Field,
    Finding,
    LanguageGuess,
    Report,
    Result,
    Score,
    Segment,
    Skipped,
    Span,
)

FIRST = "The men were seen on the forehead, <b>said M</b> .\nNothing 🦊 else & more, %0A::error."
SECOND = "Es regnet."


def finding(rule: str, text: str, within: str, start: int = 0, **more: object) -> Finding:
    at = within.index(text, start)
    values: dict[str, object] = {
        "category": "accuracy/mistranslation",
        "severity": "major",
        "message": "may be another sense",
        "segment": "1",
    }
    return Finding(rule=rule, span=Span(at, at + len(text)), text=text, **values | more)  # type: ignore[arg-type]


def segment(number: int, text: str, within: str, **more: object) -> Segment:
    at = within.index(text)
    return Segment(
        id=str(number),
        span=Span(at, at + len(text)),
        text=text,
        paragraph=number - 1,
        **more,  # type: ignore[arg-type]
    )


def report() -> Report:
    one, two = FIRST.split("\n")
    first = Result(
        document=Document(
            path="copy/one, two.txt",
            text=FIRST,
            raw=FIRST,
            language="en",
            source_language=LanguageGuess("fr", 0.82, ("“front” word for word",)),
            segments=(
                segment(
                    1,
                    one,
                    FIRST,
                    back_translation="Les hommes ont été vus au front, <b>dit M</b>.",
                    likelihood=-2.5,
                    scores=(Score("quality", 31.0, "fake"), Score("round_trip", 44.5, "fake")),
                    signals={"mean_log_prob": -2.51239},
                ),
                segment(
                    2,
                    two,
                    FIRST,
                    back_translation="Rien d'autre.",
                    likelihood=-1.0,
                    scores=(Score("quality", 88.0, "fake"),),
                    suspicious=(Span(FIRST.index("Nothing"), FIRST.index("Nothing") + 7),),
                ),
            ),
            fields=(Field("headline", Span(0, len(one))), Field("body", Span(len(one) + 1, 99))),
        ),
        findings=(
            finding("made-up-sense", "forehead", FIRST, suggestions=("front", "brow")),
            finding("made-up", "the forehead, <b>said", FIRST, severity="minor"),
            finding("crossing", "forehead, <b>said M</b>", FIRST, severity="critical"),
            finding(
                "space-before-comma",
                " .",
                FIRST,
                category="linguistic_conventions/whitespace",
                severity="minor",
                message="stray space before the mark",
                suggestions=(".",),
                related=(Span(4, 7),),
            ),
            finding(
                "noted",
                "🦊 else & more, %0A::error",
                FIRST,
                category="other/boilerplate",
                severity="neutral",
                message="100% odd:\nmay go, <script>alert(1)</script>",
                suggestions=("",),
                confidence=0.333,
                segment="2",
            ),
        ),
        skipped=(Skipped("rules that compare with the source", "no source text was given"),),
        verdict="fail",
        score=Score("quality", 59.5, "fake"),
        penalty_per_1000_words=1234.5,
        words=14,
    )
    second = Result(
        document=Document("b\x1b[31m.txt", SECOND, language="de", segments=(
            segment(1, SECOND, SECOND),
        )),
        findings=(),
        skipped=(),
        verdict="pass",
        score=Score("quality", None, "no score"),
        penalty_per_1000_words=0.0,
        words=2,
    )  # fmt: skip
    return Report((first, second), {"engines": ["fake@1"], "config": "0123456789abcdef"})
