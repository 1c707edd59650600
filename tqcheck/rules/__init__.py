"""The rule table: one line a rule, in the order of ARTIFACTS (meaning, grammar, form).

Data rules of the packs are added by `all_rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tqcheck.errors import ConfigError
from tqcheck.rules import (
    acronym_mismatch,
    apostrophe_spaced,
    article_agreement,
    article_form,
    article_missing,
    boilerplate_line,
    bracket_unpaired,
    capital_mismatch_at_start,
    capital_missing,
    capital_missing_at_start,
    capital_unwanted,
    currency_format,
    dash_half_spaced,
    date_mixed_styles,
    ellipsis_broken,
    encoding_damage,
    end_mark_mismatch,
    end_mark_missing,
    form_clash,
    honorific_variant,
    html_entity,
    inverted_mark_left,
    inverted_mark_missing,
    length_mismatch,
    link_residue,
    list_marker_mismatch,
    magnitude_suspicious,
    meaning_swapped,
    name_lower_case,
    name_mismatch,
    name_missing,
    name_variant,
    negation_mismatch,
    noun_adjective_order,
    noun_number,
    number_format,
    number_mismatch,
    number_mixed_styles,
    ordinal_form,
    orphan_fragment,
    percent_spacing,
    phrase_added,
    phrase_looped,
    phrase_missing,
    place_name,
    placeholder_mismatch,
    placeholder_residue,
    postposed_adjective_after_quote,
    punctuation_doubled,
    quote_foreign_mark,
    quote_mismatch,
    quote_mixed_styles,
    quote_space_inside,
    quote_space_missing,
    quote_swallows_speaker,
    quote_unpaired,
    script_mark,
    sentence_added,
    sentence_cut,
    sentence_missing,
    sentence_repeated,
    source_copied,
    space_before_comma,
    space_before_mark,
    space_doubled,
    space_in_bracket,
    space_missing_after_mark,
    spelling_mixed_varieties,
    subject_verb,
    term_variant,
    time_format,
    time_mixed_styles,
    unit_format,
    unit_mismatch,
    unknown_word,
    untranslated_honorific,
    untranslated_passage,
    untranslated_word,
    word_repeated,
    wrong_sense,
)
from tqcheck.rules.rule import Rule
from tqcheck.rules.shapes import data_rules

RULES: tuple[Rule, ...] = (
    wrong_sense.RULE,
    noun_adjective_order.RULE,
    noun_number.RULE,
    subject_verb.RULE,
    article_form.RULE,
    article_missing.RULE,
    article_agreement.RULE,
    form_clash.RULE,
    postposed_adjective_after_quote.RULE,
    untranslated_honorific.RULE,
    untranslated_passage.RULE,
    untranslated_word.RULE,
    unknown_word.RULE,
    space_before_comma.RULE,
    quote_unpaired.RULE,
    quote_foreign_mark.RULE,
    quote_mixed_styles.RULE,
    quote_space_inside.RULE,
    quote_space_missing.RULE,
    space_before_mark.RULE,
    space_doubled.RULE,
    space_missing_after_mark.RULE,
    space_in_bracket.RULE,
    apostrophe_spaced.RULE,
    punctuation_doubled.RULE,
    ellipsis_broken.RULE,
    dash_half_spaced.RULE,
    inverted_mark_missing.RULE,
    inverted_mark_left.RULE,
    script_mark.RULE,
    number_format.RULE,
    percent_spacing.RULE,
    currency_format.RULE,
    ordinal_form.RULE,
    unit_format.RULE,
    time_format.RULE,
    magnitude_suspicious.RULE,
    place_name.RULE,
    name_variant.RULE,
    honorific_variant.RULE,
    term_variant.RULE,
    spelling_mixed_varieties.RULE,
    number_mixed_styles.RULE,
    date_mixed_styles.RULE,
    time_mixed_styles.RULE,
    word_repeated.RULE,
    phrase_looped.RULE,
    sentence_repeated.RULE,
    html_entity.RULE,
    placeholder_residue.RULE,
    link_residue.RULE,
    number_mismatch.RULE,
    source_copied.RULE,
    placeholder_mismatch.RULE,
    end_mark_mismatch.RULE,
    end_mark_missing.RULE,
    bracket_unpaired.RULE,
    capital_mismatch_at_start.RULE,
    quote_mismatch.RULE,
    list_marker_mismatch.RULE,
    unit_mismatch.RULE,
    negation_mismatch.RULE,
    name_mismatch.RULE,
    name_missing.RULE,
    meaning_swapped.RULE,
    acronym_mismatch.RULE,
    length_mismatch.RULE,
    sentence_missing.RULE,
    sentence_added.RULE,
    phrase_missing.RULE,
    phrase_added.RULE,
    encoding_damage.RULE,
    boilerplate_line.RULE,
    capital_missing_at_start.RULE,
    capital_missing.RULE,
    capital_unwanted.RULE,
    name_lower_case.RULE,
    orphan_fragment.RULE,
    sentence_cut.RULE,
    quote_swallows_speaker.RULE,
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule: those of this table and those of the packs."""
    return RULES + data_rules()


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules named by `select` (all when empty) without those named by `ignore`.

    A name is a rule id or an id prefix ending in `*`.

    Raises:
        ConfigError: a name matches no rule.
    """
    rules = all_rules()

    def matching(names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for name in names:
            hits = {
                r.id
                for r in rules
                if r.id == name or (name.endswith("*") and r.id.startswith(name[:-1]))
            }
            if not hits:
                import difflib

                near = difflib.get_close_matches(name, [r.id for r in rules], n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ConfigError(f"no rule named {name}{hint} (see `tqcheck rules`)")
            found |= hits
        return found

    wanted, unwanted = matching(select), matching(ignore)
    return tuple(r for r in rules if (not wanted or r.id in wanted) and r.id not in unwanted)
