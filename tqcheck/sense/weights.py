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
    (-0.259, -0.233, -0.619, 0.253, 0.241, 0.135, 0.167, 0.439, -0.245, 0.208, 0.167, 0.398,
     0.328, 0.220, -4.186, 3.112),
    -5.487,
)
WITH_SOURCE = Weights(
    (-0.224, -0.203, -0.180, 0.279, 0.142, 0.193, -0.131, 0.288, 0.000, 0.248, 0.213, 0.244,
     0.122, 0.045, -3.365, 2.840, 0.042, 0.193),
    0.045,
)
# fmt: on
