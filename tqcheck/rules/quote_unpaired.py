"""A quotation mark has no partner.

A mark left open makes the reader guess where the quoted words end, and so who says what; machine
translation drops closing marks when it moves words across them. Quotations over several paragraphs
are in order when each paragraph reopens them and the last one closes them, or when a later
paragraph closes them; they may hold others. In Russian, Ukrainian and French one mark may close two
quotations that end together. Inch and minute marks after digits are not quotation marks, and single
marks are left alone, as they cannot be told from apostrophes.

A mark at the edge of a paragraph, or a closing one with no other before it, is a minor finding,
since the paragraph that its partner stands in may have been left out; all others are major.

Misses: an open mark in a paragraph whose successor begins with the same mark, or that a mark left
over in the next eight paragraphs seems to close. Wrongly flags: quotations that run on through nine
paragraphs without being reopened. Source: Chicago Manual of
Style 13.32 (quotations over paragraphs); MQM `unpaired-marks`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.marks import DOUBLE, Mark, quotations
from tqcheck.rules.rule import Context, Hit, Rule, example


def find(text: str, context: Context) -> Iterator[Hit]:
    """Double marks without a partner."""
    for mark in quotations(text, context.pack).unpaired:
        what = "never closed" if mark.role != "close" else "never opened"
        if text[mark.at - 1 : mark.at] == mark.char or text.startswith(mark.char, mark.at + 1):
            what = "one too many"
        sure = not _at_edge(text, mark)
        yield Hit(
            mark.at,
            mark.at + 1,
            message=f"this quotation mark is {what}",
            severity=None if sure else "minor",
            confidence=None if sure else 0.7,
        )


def _at_edge(text: str, mark: Mark) -> bool:
    """Whether the partner may stand in a paragraph that is not there.

    So for an opening mark at a paragraph's start, and a closing one with no other before it.
    """
    start = text.rfind("\n", 0, mark.at) + 1
    if mark.role == "close":
        return not any(char in DOUBLE for char in text[start : mark.at])
    return not text[start : mark.at].strip("—–- \u00a0")


RULE = Rule(
    id="quote-unpaired",
    manual=__doc__,
    message="this quotation mark has no partner",
    category="linguistic_conventions/punctuation",
    severity="major",
    scope="document",
    find=find,
    budget=0.15,
    examples=(
        example("“We stay,” she said, adding that ⟦“⟧the door is open.\nShe left at noon."),
        example("The plan⟦”⟧ was dropped, he said."),
        example("Il a parlé d’une ⟦«⟧ erreur de calcul.\nLa suite est connue.", language="fr"),
        example('Sie sprach von einem ⟦"⟧Irrtum und ging.', language="de"),
        example("“We stay.\n“The door is open,” she said."),
        example('"We stay.\n“The door is open,” she said.'),
        example('"We stay."⟦"⟧\nShe left.'),
        example("Er nannte es „einen Irrtum“ und ging.", language="de"),
        example('The 5\'10" guard and the 12" record are both here.'),
        example("Он назвал это «ошибкой „старой школы“» и ушёл.", language="ru"),
        example('Она сказала: "Я ждала.\nОн ответил: "Я не успел"".', language="ru"),
        example('He said: "We stay.\nIt is a "mistake" to go.\nWe stay," he said.'),
        example(
            '"Там, где мы были, уже нет никаких "боёв", но что-то есть.\nНефть", - сказал он.',
            language="ru",
        ),
        example('Скважины ОАО "РН "Север", пишет газета "Время".', language="ru"),
        example('" It is late, he said, and added: "we stay.\nWe wait. "\nThey waited".'),
        example('The wells of ⟦"⟧The "North", says the paper.'),
        example('Фильм "Операция "Арго" описывает это.', language="ru"),
        example('Он назвал ⟦"⟧большой и давней ошибкой "старую школу" и ушёл.', language="ru"),
        example("Il parle de l’« Office » et « Canal »,« Plus ».", language="fr"),
        example("Ils passent dans le »Sound » et rentrent.", language="fr"),
    ),
)
