"""Replies to an item's card: which field the text changes, and what is said where it cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from bot.forms.answer_parser import NotUnderstood
from bot.forms.dossier_edit import find
from bot.forms.entries.card_reply import reword
from bot.forms.form_state import FormContext
from bot.model import DRAFT, Dossier
from bot.model.language import Language
from tests.unit.test_forms import TODAY

STORY = Dossier.model_validate(
    {
        "slug": "port",
        "title": {"en": "The port", "ar": "الميناء"},
        "standfirst": {"en": "A port at work", "ar": "ميناء يعمل"},
        "sources": [{"id": "s1", "outlet": {"en": "A paper"}, "language": "en", "url": "https://example.org/a"}],
        "people": [
            {"id": "hana", "name": {"en": "Hana Saleh", "ar": "هناء صالح"}, "role": {"en": "Head of the port"}}
            | {"sources": ["s1"]}
        ],
        "quotes": [
            {
                "id": "q1", "speaker": "hana", "language": "ar", "date": "2025-04-27", "sources": ["s1"],
                "words": {"ar": "وصلنا متأخرين يومَ الأحد ومعنا 600 حاوية"}
                | {"en": "We were late on Sunday, with 600 boxes"},
            },
            {"id": "q2", "speaker": "hana", "language": "en", "words": {"en": "We are here, and we stay here"}}
            | {"sources": ["s1"]},
        ],
        "events": [{"id": "e1", "date": "2025-04-28", "text": {"en": "The port opens"}, "sources": ["s1"]}],
        "key_points": [{"id": "k1", "text": {"en": "The port is open again"}, "sources": ["s1"]}],
    },
    context=DRAFT,
)  # fmt: skip
KNOWN = FormContext(STORY, TODAY, Language.EN)
Q1, Q2, E1, K1, HANA, S1, TITLE = (
    ("quotes", "q1"), ("quotes", "q2"), ("events", "e1"), ("key_points", "k1"), ("people", "hana"), ("sources", "s1"),
    ("title", None),
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "typed", "changed"),
    [
        (Q1, "Sunday → Monday", {"words.en": "We were late on Monday, with 600 boxes"}),
        (Q1, "sunday -> Monday", {"words.en": "We were late on Monday, with 600 boxes"}),
        (Q1, "“Sunday” => “Monday”", {"words.en": "We were late on Monday, with 600 boxes"}),
        (Q1, "يوم الأحد ← يوم الاثنين", {"words.ar": "وصلنا متأخرين يوم الاثنين ومعنا 600 حاوية"}),
        (Q1, "الأحد -> الاثنين", {"words.ar": "وصلنا متأخرين يومَ الاثنين ومعنا 600 حاوية"}),
        (
            Q1, "600 → 800",
            {
                "words.ar": "وصلنا متأخرين يومَ الأحد ومعنا 800 حاوية",
                "words.en": "We were late on Sunday, with 800 boxes",
            },
        ),
        (Q2, ", and we stay here →", {"words.en": "We are here"}),
        (Q1, "“We were late.”", {"words.en": "We were late."}),
        (Q1, "BBC قالت إنها ستصل متأخرة", {"words.ar": "BBC قالت إنها ستصل متأخرة"}),
        (Q1, "وصلنا الاثنين\n\nWe came on Monday", {"words.ar": "وصلنا الاثنين", "words.en": "We came on Monday"}),
        (Q1, "28 April 2025", {"date": "2025-04-28"}),
        (Q1, "٢٨ نيسان ٢٠٢٥", {"date": "2025-04-28"}),
        (Q1, "Hana Saleh | 28 April 2025 | We came", {"words.en": "We came", "date": "2025-04-28"}),
        (E1, "29 April 2025: The port opens at dawn", {"text.en": "The port opens at dawn", "date": "2025-04-29"}),
        (E1, "يفتح الميناء", {"text.ar": "يفتح الميناء"}),
        (K1, "The port is shut", {"text.en": "The port is shut"}),
        (HANA, "Head → Director", {"role.en": "Director of the port"}),
        (HANA, "Head of the ports", {"role.en": "Head of the ports"}),
        (S1, "https://example.org/b", {"url": "https://example.org/b"}),
        (S1, "3 May 2025", {"date": "2025-05-03"}),
        (TITLE, "port → harbour", {"title.en": "The harbour"}),
        (TITLE, "مرفأ", {"title.ar": "مرفأ"}),
        (Q1, "unknown", {"date": None}),
    ],
)  # fmt: skip
def test_a_reply_changes_what_it_means(place: Any, typed: str, changed: dict[str, Any]) -> None:
    """The language is told from the letters, the field from the card; the rest stays as it was."""
    reworded = reword(typed, [place], KNOWN, is_sure=True)
    assert reworded is not None
    assert {name: after for name, _, after in reworded.changed} == changed
    part, item = place
    holder = find(reworded.dossier, part, item) if item else reworded.dossier
    for name, after in changed.items():
        field, _, language = name.partition(".")
        value = getattr(holder, field)
        assert (getattr(value, language) if language else None if value is None else str(value)) == after


@pytest.mark.parametrize(
    ("place", "typed", "key"),
    [
        (Q1, "Tuesday → Monday", "desk.reply.not_found"),
        (Q2, "here → there", "desk.reply.several"),
        (Q1, "Monday", "desk.reply.relative"),
        (E1, "30 February 2025", "desk.form.date.no_such_day"),
        (HANA, "Something else entirely", "desk.reply.which"),
        (Q1, "Hana | 28 April 2025 | We came", "desk.reply.speaker"),
        (S1, "ftp://example.org/b", "desk.form.refused.link"),
    ],
)
def test_what_cannot_be_told_is_said(place: Any, typed: str, key: str) -> None:
    """Words that are not there or there twice, days relative to nothing, a name that may be another's."""
    with pytest.raises(NotUnderstood) as refused:
        reword(typed, [place], KNOWN, is_sure=True)
    assert refused.value.key == key


def test_a_page_of_several_items_is_told_by_the_words() -> None:
    """Of several items the one that has the old words, or that a new text resembles; a question is no change."""
    places = [Q1, Q2, E1, K1]
    for typed, place in (
        ("Sunday → Monday", Q1), ("The port is open once again", K1), ("We are here, and we will stay here", Q2),
    ):  # fmt: skip
        reworded = reword(typed, places, KNOWN, is_sure=False)
        assert reworded is not None
        assert (reworded.part, reworded.item) == place
    assert reword("who is Hana Saleh?", places, KNOWN, is_sure=False) is None
    assert reword("who is Hana Saleh?", [Q2], KNOWN, is_sure=False) is None
    with pytest.raises(NotUnderstood) as refused:
        reword("port → harbour", places, KNOWN, is_sure=False)
    assert refused.value.key == "desk.reply.several"


def test_an_item_that_is_gone_takes_no_reply() -> None:
    """A card of an item that was removed means nothing any more."""
    assert reword("Sunday → Monday", [("quotes", "q9")], KNOWN, is_sure=True) is None
