"""The dictionary of English forms, read without lemminflect, against lemminflect."""

from __future__ import annotations

import lemminflect
import pytest

from tqcheck import words


def known(name: str) -> list[str]:
    """The lower-case forms of a table, and some that no table has."""
    forms = {line.split(",")[0] for line in words._table(name)} | set(words._additions(name))
    assert len(forms) > 30_000
    return [*(form for form in sorted(forms) if form.islower()), "", "qqq", "x,y", "İ"]


def test_tags_and_singulars_are_lemminflects() -> None:
    for form in known("lemma"):
        lemmas = lemminflect.getAllLemmas(form)
        assert words.parts_of_speech(form) == frozenset(lemmas), form
        assert words.singulars(form) == lemmas.get("NOUN", ()), form


def test_plurals_are_lemminflects() -> None:
    # Nouns too, but lemminflect knows them as auxiliaries only.
    auxiliaries = {"can", "may", "will", "shall", "must", "ought", "dare", "be"}
    for noun in set(known("infl")) - auxiliaries:
        plurals = lemminflect.getAllInflections(noun, upos="NOUN").get("NNS", (None,))
        assert words.plural(noun) == plurals[0], noun


@pytest.mark.parametrize("name", ["lemma", "infl"])
def test_table_is_sorted_by_form(name: str) -> None:
    forms = [line.split(",")[0] for line in words._table(name)]
    assert forms == sorted(forms)
