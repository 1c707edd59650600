"""What the features of a contrast weigh: logistic regression by `models/recipes/fit_senses.py`.

Fitted on true translations, in which a word was replaced by its rival for half of the examples,
and on human English, of which no word is wrong (not for WITH_SOURCE, which judges only translations
of the source's own words); never on the words of the gold contrasts.
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
#: What the slot model says, where it knows both words: how likely each is in that place, how far
#: the difference is from what it usually is where people wrote the word, and that.
SLOT_FEATURES = ("in_slot", "rival_in_slot", "beyond_usual", "usual_gain")


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each feature, in its order, and the bias."""

    features: tuple[float, ...]
    bias: float


# fmt: off
WITHOUT_SLOT = Weights(
    (-0.327, -0.316, -0.504, 0.321, 0.275, 0.052, 0.181, 0.516, -0.279, 0.157, 0.117, 0.445,
     0.363, 0.246, -2.092, 1.760),
    -5.466,
)
WITH_SLOT = Weights(
    (-0.184, -0.162, -0.361, 0.177, 0.146, -0.265, 0.094, 0.504, -0.208, 0.119, 0.046, 0.376,
     0.376, 0.219, -1.100, 0.644, -0.034, -0.005, 1.563, 0.149),
    -9.288,
)
WITH_SOURCE = Weights(
    (-0.207, -0.136, 0.004, 0.196, 0.143, -0.361, -0.132, 0.509, -0.278, 0.149, 0.054, 0.224,
     0.199, 0.127, -0.967, 0.712, -0.075, 0.095, 1.164, 0.079),
    -5.237,
)
# fmt: on
#: Log-odds for each nat by which the translation model finds the text with the rival likelier given
#: the source, and the source likelier given that text. Of 0 to 0.2 the best on PUD: 18,430 words of
#: human English from French on which no model here was trained.
GAIN = 0.1
