"""What the features of a contrast weigh: logistic regression by `models/recipes/fit_senses.py`.

Fitted on true translations, in which a word was replaced by its rival for half of the examples,
and on human English, of which no word is wrong; never on the words of the gold contrasts.
"""

from __future__ import annotations

from dataclasses import dataclass

#: How well the word fits its close and its wider context, and how frequent it is; the same of
#: the rival; log-chances
#: of the pivot given the word, of the rival given the pivot, of the word given the pivot; how much
#: oftener the rival stands beside the neighbours (five ways); how well the word and the rival fit
#: the topic; and, with a source, how much
#: likelier the rival makes the text given the source, and the source given the text.
FEATURES = (
    "close_fit", "wide_fit", "frequency", "rival_close_fit", "rival_wide_fit", "rival_frequency",
    "pivot_given_word", "rival_given_pivot", "word_given_pivot",
    "left", "right", "two_left", "two_right", "both", "topic", "rival_topic",
    "text_given_source", "source_given_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each feature, in its order, and the bias."""

    features: tuple[float, ...]
    bias: float


# fmt: off
WITHOUT_SOURCE = Weights(
    (-0.418, -0.356, -0.620, 0.477, 0.397, 0.106, 0.202, 0.470, -0.228, 0.097, 0.099, 0.347,
     0.328, 0.216, -3.788, 2.336),
    -5.776,
)
WITH_SOURCE = Weights(
    (-0.509, -0.424, -0.062, 0.480, 0.371, 0.052, 0.002, 0.188, -0.090, 0.078, -0.063, 0.019,
     0.205, 0.073, -1.735, 1.714, 0.061, 0.212),
    -0.262,
)
# fmt: on
