"""A punctuation mark of another script stands among words of this one.

`the plan，which`, `next year。`, `（Reuters）`, `will he come؟`: the words were translated from
Chinese, Japanese, Arabic or Hindi, the marks were not. It counts where a letter or figure of
another script than the mark's stands beside it. A mark between spaces may be spoken of, and counts
only at a segment's end.

Source: Unicode, CJK Symbols and Punctuation, Halfwidth and Fullwidth Forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

# Each mark, what Latin and Cyrillic script write, and whether a space follows it there.
_MARKS = {
    "，": ", ",
    "、": ", ",
    "،": ", ",
    "。": ". ",
    "．": ". ",
    "।": ". ",
    "；": "; ",
    "؛": "; ",
    "：": ": ",
    "？": "? ",
    "؟": "? ",
    "！": "! ",
    "（": "(",
    "）": ")",
    "％": "%",
}
_MARK = re.compile(rf" ?[{''.join(_MARKS)}]")
_OTHER_SCRIPT = re.compile(r"[\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Marks that end a sentence of Chinese or Arabic, and that nobody speaks of.
_ENDS = "。؟।"
# What may stand between a mark and the letter that tells its script.
_BESIDE = " \u00a0\"'“”‘’«»()"


def find(text: str, context: Context) -> Iterator[Hit]:
    """The mark with a space before it."""
    if text.isascii():
        return
    for match in _MARK.finditer(text):
        before = text[: match.start()].rstrip(_BESIDE)[-1:]
        after = text[match.end() :].lstrip(_BESIDE)[:1]
        if _is_other(before) or _is_other(after) or not (before.isalnum() or after.isalnum()):
            continue
        spaced = text[match.end() : match.end() + 1]
        alone = match.group()[0] == " " and (spaced.isspace() or not spaced)
        if alone and not (match.group()[-1] in _ENDS and not text[match.end() :].strip()):
            continue
        right = _MARKS[match.group()[-1]]
        if right == "(":
            right = (
                f" {right}" if match.start() and not text[match.start() - 1].isspace() else right
            )
        elif not spaced or not (spaced.isalnum() or spaced == "("):
            right = right.strip()
        elif right == ")":
            right = ") "
        yield Hit(match.start(), match.end(), suggestions=(right,))


def _is_other(letter: str) -> bool:
    return _OTHER_SCRIPT.match(letter) is not None and letter not in _MARKS


RULE = Rule(
    id="script-mark",
    manual=__doc__,
    message="a mark of another script",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("de", "en", "es", "fr", "it", "nl", "pt", "ru", "sv", "uk"),
    confidence=0.95,
    examples=(
        example("It has 300 routes⟦，⟧connecting ports⟦。⟧", ", ", "."),
        example("It grew by 5⟦％⟧⟦（⟧see below⟦）⟧ in May⟦。⟧", "%", " (", ")", "."),
        example("Will he come⟦ ؟⟧", "?"),
        example("Придёт ли он⟦？⟧", "?", language="ru"),
        example("It has 300 routes, connecting ports (see below); will he come?"),
        example("Use ! (U+0021) and not ！ here."),
        example("The word 你好，世界。 is said, and السلام، too."),
    ),
)
