"""What the features of a contrast weigh: logistic regression by `models/recipes/fit_senses.py`.

Fitted on true translations, in which a word was replaced by its rival for half of the examples,
and on human English, of which no word is wrong; never on the words of the gold contrasts.
"""

from __future__ import annotations

from dataclasses import dataclass

#: How well the word fits its close and its wider context, and how frequent it is; the same of the
#: rival; log-chances of the pivot given the word, of the rival given the pivot, of the word given
#: the pivot; how much oftener the rival stands beside the neighbours (five ways); how well the word
#: and the rival fit the topic.
FEATURES = (
    "close_fit", "wide_fit", "frequency", "rival_close_fit", "rival_wide_fit", "rival_frequency",
    "pivot_given_word", "rival_given_pivot", "word_given_pivot",
    "left", "right", "two_left", "two_right", "both", "topic", "rival_topic",
)  # fmt: skip
#: What the slot model says, where it knows both words: how likely each is in that place.
SLOT_FEATURES = ("in_slot", "rival_in_slot")


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each feature, in its order, and the bias."""

    features: tuple[float, ...]
    bias: float


# fmt: off
WITHOUT_SLOT = Weights(
    (-0.284, -0.250, -0.488, 0.279, 0.252, 0.051, 0.194, 0.526, -0.270, 0.192, 0.121, 0.434,
     0.359, 0.245, -2.957, 2.321),
    -5.073,
)
WITH_SLOT = Weights(
    (-0.140, -0.157, 0.171, 0.117, 0.110, -0.614, 0.137, 0.512, -0.214, 0.153, 0.110, 0.391,
     0.354, 0.231, -1.832, 1.254, -0.459, 0.415),
    -5.496,
)
# fmt: on
#: Log-odds for each nat by which the translation model finds the text with the rival likelier given
#: the source, and the source likelier given that text. Of 0 to 0.2 the best on PUD: 18,430 words of
#: human English from French on which no model here was trained.
GAIN = 0.1
