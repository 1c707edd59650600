"""The dictionary of English forms, read without lemminflect, against lemminflect."""

from __future__ import annotations

import lemminflect

from tqcheck import words


def test_every_form_has_the_tags_that_lemminflect_gives() -> None:
    forms = {line.split(",")[0] for line in words._table()} | set(words._additions())
    lower = [form for form in forms if form.islower()]
    assert len(lower) > 60_000
    for form in (*lower, "", "qqq", "x,y", "İ"):
        assert words.parts_of_speech(form) == frozenset(lemminflect.getAllLemmas(form)), form


def test_table_is_sorted_by_form() -> None:
    forms = [line.split(",")[0] for line in words._table()]
    assert forms == sorted(forms)
