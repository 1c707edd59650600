"""What the features of a contrast weigh: logistic regression by `models/recipes/fit_senses.py`.

Fitted on true translations, in which a word was replaced by its rival for half of the examples,
each counted by the root of how often its source word is met in aligned text, and on human English,
of which no word is wrong; never on the words of the gold contrasts.
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
    (-0.319, -0.342, -0.269, 0.299, 0.230, 0.178, 0.381, 0.392, -0.463, 0.171, 0.145, 0.448,
     0.287, 0.238, -2.139, 2.207),
    -2.394,
)
WITH_SLOT = Weights(
    (-0.122, -0.153, 0.092, 0.109, 0.044, -0.234, 0.331, 0.431, -0.418, 0.126, 0.045, 0.356,
     0.318, 0.211, -1.143, 1.230, -0.139, 0.071, 1.421, 0.157),
    -4.985,
)
# fmt: on
#: Log-odds for each nat by which the translation model finds the text with the rival likelier given
#: the source, and the source likelier given that text. Of 0 to 0.3 what found most gold contrasts
#: at like findings on PUD and newsdiscusstest2015, 42,098 words of human English from French.
GAIN = 0.15
