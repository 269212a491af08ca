"""Quotation marks around a whole pasted quotation are removed; any others stay."""

from __future__ import annotations

import pytest

from bot.forms import form as forms
from bot.forms.form_state import Done, Next, Typed
from bot.forms.quoted_text import strip_outer_marks
from tests.unit.test_forms import KNOWN, FormRun


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("“We are late.”", "We are late."),
        ("“We are late”.", "We are late."),
        ("“Are we late?”.", "Are we late?"),
        ('"We are late"', "We are late"),
        ("‘We’ll be late’", "‘We’ll be late’"),
        ("«نحن متأخرون».", "نحن متأخرون."),
        ("«نحن متأخرون»،", "نحن متأخرون"),
        ("\u200f«نحن متأخرون»\u200f", "نحن متأخرون"),
        ("„Wir kommen“ später", "„Wir kommen“ später"),
        ("“No,” he said, “never.”", "“No,” he said, “never.”"),
        ('"No," he said, "never."', '"No," he said, "never."'),
        ("“He told us ‘wait’.”", "He told us ‘wait’."),
        ("“A “nested” one”", "A “nested” one"),
        ("We “are” late.", "We “are” late."),
        ("“”", "“”"),
        ("“", "“"),
        ("", ""),
    ],
)
def test_outer_marks(pasted: str, kept: str) -> None:
    """Only a pair that encloses all of the text goes, and a full stop outside it moves inside."""
    assert strip_outer_marks(pasted) == kept


def test_a_pasted_quotation_is_stored_without_its_marks() -> None:
    """In both languages; readers then see the page's own marks alone."""
    run = FormRun("quotes", item=KNOWN.dossier.quotes[0].id if KNOWN.dossier else None, field="words")
    run.type("“We are late”.")
    run.type("«نحن متأخرون».")
    assert isinstance(run.result, Done)
    (quote, *_) = run.result.dossier.quotes
    assert (quote.words.en, quote.words.ar) == ("We are late.", "نحن متأخرون.")


def test_marks_of_a_key_point_stay() -> None:
    """A key point may begin and end with a quotation: its marks are its own."""
    form = forms.begin("key_points", 7, KNOWN)
    result = forms.answer(form, Typed("“We are late.”", 1, 60), KNOWN)
    assert isinstance(result, Next)
    assert result.question.answers["text"] == {"en": "“We are late.”"}
