"""Records of corrections: their shape in files, and how they come along with whatever is published next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.dossier import read, write
from bot.errors import DossierInvalid
from bot.i18n import catalogue
from bot.model import Correction, Dossier, check
from bot.model.corrections.carrying import brought_back, carry, touched, withhold
from bot.model.corrections.choice import CorrectionChoice
from bot.model.corrections.correction import CorrectionClass
from bot.model.language import Language
from bot.model.merging.rebase import rebase
from bot.model.reader import Preferences
from bot.views import correction_notes, corrections
from bot.views.callback_data import Section
from bot.views.correction_text import text_of
from bot.views.desk.publishing import correction_lines
from bot.views.document import Paragraph, Timeline
from bot.views.reader_context import ReaderContext
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers
from tests.unit.pages import every_word, page
from tests.unit.pages import story as published

WAS, IS, WHY = ({"en": text, "ar": arabic} for text, arabic in (("Ten", "عشرة"), ("Two", "اثنان"), ("Misheard", "خطأ")))
STORY = """\
slug: a-story
title: {en: A story}
standfirst: {en: It goes on}
events:
  - {id: e1, text: {en: Two}, sources: [s1]}
sources:
  - {id: s1, outlet: {en: A paper}, language: en}
corrections:
  - {id: c1, date: 2025-04-28, """


def record(number: int, item: str | None = "e1", class_: str | None = "corrected", **more: Any) -> dict[str, Any]:
    """A record as a file has it."""
    texts = {None: {"text": WAS}, "withdrawn": {"why": WHY}}.get(class_, {"was": WAS, "is": IS, "why": WHY})
    fields = {"id": f"c{number}", "date": "2025-04-28", "item": item, "class": class_, **texts, **more}
    return {name: value for name, value in fields.items() if value is not None}


def story(*records: dict[str, Any], events: tuple[str, ...] = ("e1", "e2"), **more: Any) -> Dossier:
    """A story of events and these records."""
    return Dossier.model_validate(
        {
            "slug": "a-story",
            "title": {"en": "A story"},
            "standfirst": {"en": "It goes on"},
            "sources": [
                {"id": item, "outlet": {"en": f"Paper {item}"}, "language": "en"}
                for item in more.pop("sources", ("s1",))
            ],
            "events": [{"id": item, "text": {"en": f"Of {item}"}, "sources": ["s1"]} for item in events],
            "corrections": list(records),
            **more,
        }
    )


def sentences(correction: Correction) -> tuple[str | None, str | None]:
    """What it tells in English and in Arabic."""
    text = text_of(correction)
    return text.en, text.ar


@pytest.mark.parametrize(
    ("fields", "english"),
    [
        ("text: {en: It was put right}}", "It was put right"),
        ("item: e1, text: {en: It was put right}}", "It was put right"),
        ("item: e1, class: refile, was: {en: Ten}, is: {en: Two}}", "It said “Ten”; it should say “Two”."),
        (
            "item: e1, class: corrected, was: {en: Ten}, is: {en: Two}, why: {en: Misheard}}",
            "It said “Ten”; it should say “Two”. Why: Misheard",
        ),
        ("class: urgent, was: {en: Ten}, is: {en: Two}}", "It said “Ten”; it should say “Two”."),
        (
            "item: q7, class: withdrawn, why: {en: Nobody said it}}",
            "A quotation was withdrawn: it should never have been published. Why: Nobody said it",
        ),
        ("item: e1, class: urgent, redacted: true}", "The wording of this correction was removed."),
    ],
)
def test_each_class_is_read_told_and_written(fields: str, english: str) -> None:
    """One without a class too, as older files have it, unchanged; what is written is read as the same."""
    dossier = read(f"{STORY}{fields}\n".encode(), "story.yaml")
    (correction,) = dossier.corrections
    plain = "".join(char for char in sentences(correction)[0] or "" if char not in "\u2066\u2067\u2068\u2069")
    assert plain == english
    assert read(write(dossier).encode(), "again.yaml") == dossier
    assert Dossier.model_validate_json(dossier.model_dump_json(exclude_none=True)) == dossier


@pytest.mark.parametrize(
    ("fields", "key", "path"),
    [
        ("item: e1}", "problem.correction_missing", "corrections[0]"),
        ("class: corrected, is: {en: Two}}", "problem.correction_missing", "corrections[0]"),
        ("class: withdrawn, why: {en: So}}", "problem.correction_missing", "corrections[0]"),
        ("class: withdrawn, item: q7}", "problem.correction_missing", "corrections[0]"),
        ("class: withdrawn, item: q7, was: {en: Ten}, why: {en: So}}", "problem.correction_odd", "corrections[0]"),
        ("class: urgent, was: {en: Ten}, is: {en: Two}, text: {en: So}}", "problem.correction_odd", "corrections[0]"),
        ("text: {en: So}, why: {en: So}}", "problem.correction_odd", "corrections[0]"),
        ("class: urgent, redacted: true, why: {en: So}}", "problem.correction_odd", "corrections[0]"),
        ("class: grave, was: {en: Ten}, is: {en: Two}}", "problem.correction_class", "corrections[0].class"),
        ("class: urgent, redacted: perhaps}", "problem.redacted", "corrections[0].redacted"),
        ("class: urgent, was: {en: Ten}, is_: {en: Two}}", "problem.field_unknown_near", "corrections[0].is_"),
        ("class: urgent, was: {en: Ten}, is: {fr: Deux}}", "problem.field_unknown", "corrections[0].is.fr"),
        ("class: withdrawn, item: e1, why: {en: So}}", "problem.withdrawn_there", "corrections[0].item"),
        ("class: urgent, item: e7, was: {en: Ten}, is: {en: Two}}", "problem.unknown_item", "corrections[0].item"),
    ],
)
def test_what_a_class_does_not_have_is_said(fields: str, key: str, path: str) -> None:
    """With the field's name in files, and its place."""
    with pytest.raises(DossierInvalid) as raised:
        read(f"{STORY}{fields}\n".encode(), "story.yaml")
    assert [(problem.key, problem.path) for problem in raised.value.problems if problem.key == key] == [(key, path)]


@pytest.mark.parametrize("class_", [None, "refile", "corrected", "urgent", "withdrawn"])
def test_a_live_record_can_be_neither_removed_nor_reclassed(class_: str | None) -> None:
    """Whatever a dossier has in its place; only a language that it lacks is taken."""
    events = ("e2",) if class_ == "withdrawn" else ("e1", "e2")
    live = story(record(1, class_=class_), events=events)
    assert carry(live, story(events=events)).corrections == live.corrections
    others = [other for other in (None, "refile", "corrected", "urgent", "withdrawn") if other != class_]
    for other in others:
        assert carry(live, story(record(1, class_=other), events=events)).corrections == live.corrections
    reworded = record(1, class_=class_)
    field = {None: "text", "withdrawn": "why"}.get(class_, "is")
    reworded[field] = {"en": "Something else"}
    assert carry(live, story(reworded, events=events)).corrections == live.corrections
    in_english = record(1, class_=class_)
    in_english[field] = {"en": "English"}
    lacking = story(in_english, events=events)
    translated = carry(lacking, story(record(1, class_=class_), events=events)).corrections[0]
    assert translated.body
    assert translated.body.has(Language.AR)
    assert (
        translated.body if class_ is None else getattr(translated, "why" if class_ == "withdrawn" else "is_")
    ).en == ("English")


def test_a_record_under_the_id_of_another_is_a_new_one() -> None:
    """Two desks, or two drafts, gave the same number: neither is lost."""
    live = story(record(1))
    carried = carry(live, story(record(1, item="e2"), record(2)), used={"c7"})
    assert [(each.id, each.item) for each in carried.corrections] == [("c1", "e1"), ("c8", "e2"), ("c2", "e1")]


def test_what_is_withdrawn_is_gone_with_what_cannot_stand_without_it() -> None:
    """Its words are in no earlier record either; a source that is gone leaves those that an item has beside it."""
    people = [
        {"id": "kim", "name": {"en": "Kim"}, "sources": ["s2"]},
        {"id": "lee", "name": {"en": "Lee"}, "sources": ["s1"]},
    ]
    words = {"words": {"en": "Words"}, "language": "en", "sources": ["s1", "s2"]}
    quotes = [{"id": "q1", "speaker": "kim", **words}, {"id": "q2", "speaker": "lee", **words}]
    older = story(record(1, item="s2"), record(2), sources=("s1", "s2"), people=people, quotes=quotes)
    gone = Correction.model_validate(record(3, item="s2", class_="withdrawn"))
    left = withhold(older, [gone])
    assert [person.id for person in left.people] == ["lee"]
    assert [(quote.id, quote.sources) for quote in left.quotes] == [("q2", ("s1",))]
    assert [(each.id, each.item, each.redacted) for each in left.corrections] == [
        ("c1", "s2", True),
        ("c2", "e1", False),
    ]
    assert left.corrections[0].body is None
    assert check(left.model_copy(update={"corrections": (*left.corrections, gone)}).model_dump(mode="json")) == ()


def test_a_withdrawn_item_does_not_come_back() -> None:
    """Not by a file that has it, nor by a draft that was begun before, whoever's side is taken in its rebase."""
    live = story(record(1, class_="withdrawn"), events=("e2",))
    assert [event.id for event in carry(live, story()).events] == ["e2"]
    base = story()
    text = base.events[0].text.model_copy(update={"en": "Ten"})
    mine = base.model_copy(update={"events": tuple(event.model_copy(update={"text": text}) for event in base.events)})
    rebased = rebase(base, mine, live)
    assert [event.id for event in rebased.dossier.events] == ["e2"]
    assert [conflict.item for conflict in rebased.conflicts] == []


def test_a_record_of_an_item_that_is_removed_later_stays_without_it() -> None:
    """The news moved on; what readers were told stays on record."""
    live = story(record(1))
    carried = carry(live, story(events=("e2",)))
    assert [(each.id, each.item, each.was) for each in carried.corrections] == [("c1", None, live.corrections[0].was)]
    assert check(carried.model_dump(mode="json")) == ()


def test_who_was_shown_it_wrong_and_what_restoring_brings_back() -> None:
    """What refers to a corrected item was wrong as well; an older revision has the item as it was."""
    people = [{"id": "kim", "name": {"en": "Kim"}, "sources": ["s1"]}]
    quotes = [{"id": "q1", "speaker": "kim", "words": {"en": "Words"}, "language": "en", "sources": ["s1"]}]
    before = story(people=people, quotes=quotes)
    right = [{"id": "kim", "name": {"en": "Kim Il"}, "sources": ["s1"]}]
    after = story(record(1, item="kim"), people=right, quotes=quotes)
    assert touched(before, after) == {"kim", "q1"}
    assert [each.id for each in brought_back(after, before)] == ["c1"]
    assert brought_back(after, after) == ()
    assert touched(after, after) == frozenset()


@pytest.mark.parametrize(
    ("today", "is_said"), [("2025-04-27", False), ("2025-04-28", True), ("2025-05-28", True), ("2025-05-29", False)]
)
def test_a_corrected_page_says_so_for_30_days(today: str, is_said: bool) -> None:
    """The page that has the item, or had it; no other page."""
    for dossier, sentence in (
        (story(record(1, class_="urgent")), "Urgent correction, 28 April 2025: It said “Ten”"),
        (
            story(record(1, class_="withdrawn"), events=("e2",)),
            "Correction, 28 April 2025: An event of the timeline was withdrawn",
        ),
    ):
        for section in Section:
            document = page(dossier, section, Language.EN, today=date.fromisoformat(today))
            notes = [block for block in document.blocks if isinstance(block, Paragraph) and block.note]
            text = "".join(run.text for note in notes for run in note.text)
            plain = "".join(char for char in text if char not in "\u2066\u2067\u2068\u2069")
            assert (sentence in plain) is (is_said and section is Section.TIMELINE), section


def test_a_page_says_of_words_corrected_in_the_other_language_only_that() -> None:
    """A note never repeats words in a language that its page is not in; what was withdrawn is told in all."""
    fields: dict[str, Any] = {"was": {"ar": "عشرة"}, "is": {"ar": "اثنان"}, "why": {"ar": "خطأ"}}
    dossier = story(record(1, **fields))
    document = page(dossier, Section.TIMELINE, Language.EN, today=date(2025, 4, 28))
    notes = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.note]
    plain = "".join(char for run in notes[0] for char in run.text if char not in "\u2066\u2067\u2068\u2069")
    assert plain == "Correction, 28 April 2025: in the Arabic text."


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (CorrectionChoice(), [("e1", "corrected", "Of e1", "Two")]),
        (
            CorrectionChoice("kim", CorrectionClass.URGENT),
            [("e1", "urgent", "Of e1", "Two"), ("kim", "urgent", "Kim", "Lee")],
        ),
        (CorrectionChoice("e1", CorrectionClass.REFILE), [("e1", "refile", "Of e1", "Two")]),
    ],
)
def test_publishing_writes_records_of_what_is_stated_and_of_what_was_chosen(
    choice: CorrectionChoice, expected: list[tuple[str, str, str, str]]
) -> None:
    """A name is changed as a story goes on; in a draft begun to correct it, it was wrong. Nothing is told twice."""
    before = story(people=[{"id": "kim", "name": {"en": "Kim"}, "sources": ["s1"]}])
    event, *others = before.events
    right = event.model_copy(update={"text": event.text.model_copy(update={"en": "Two"})})
    person = before.people[0].model_copy(update={"name": before.people[0].name.model_copy(update={"en": "Lee"})})
    after = before.model_copy(update={"events": (right, *others), "people": (person,)})
    day, words = date(2025, 4, 28), catalogue.load()
    records = correction_lines.write(before, after, words, on=day, used={"c4"}, choice=choice)
    assert [
        (record.item, record.class_, record.was and record.was.en, record.is_ and record.is_.en) for record in records
    ] == expected
    assert [record.id for record in records] == [f"c{number}" for number in range(5, 5 + len(records))]
    again = before.model_copy(update={"corrections": records})
    assert (
        correction_lines.write(
            again, after.model_copy(update={"corrections": records}), words, on=day, used=(), choice=choice
        )
        == ()
    )


@settings(deadline=None, max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow])
@given(dossiers(most=1))
def test_records_are_carried_into_anything(live: Dossier) -> None:
    """What has none gets all; once is enough, and what is carried can be read again."""
    carried = carry(live, live.model_copy(update={"corrections": ()}))
    assert carried == withhold(live, live.corrections)
    assert carry(live, carried) == carried
    assert Dossier.model_validate_json(carried.model_dump_json(exclude_none=True)) == carried


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"was": {"ar": "عشرة"}, "is": {"ar": "اثنان"}, "why": {"ar": "خطأ"}}, "(in Arabic; not yet translated)"),
        ({"why": {"ar": "خطأ"}}, None),
        ({}, None),
    ],
)
def test_lists_mark_records_that_are_not_translated(fields: dict[str, Any], note: str | None) -> None:
    """On `/corrections` and at the foot of the summary; a reason in the other language says so before its words."""
    dossier = story(record(1, class_="corrected" if "was" in fields else "withdrawn", **fields))
    put = published(dossier)
    context = ReaderContext(every_word()[Language.EN], Preferences(Language.EN), put.at)
    summary = page(dossier, Section.SUMMARY, Language.EN)
    for document in (corrections.page((put,), None, None, context), summary):
        (entry,) = [entry for block in document.blocks if isinstance(block, Timeline) for entry in block.entries]
        assert ["".join(run.text for run in line) for line in entry.notes] == ([note] if note else [])


WORDING: dict[str, Any] = {"was": {"ar": "عشرة", "en": "Ten"}, "is": {"ar": "اثنان", "en": "Two"}}
ONLY_ARABIC: dict[str, Any] = {"was": {"ar": "عشرة"}, "is": {"ar": "اثنان"}}


@pytest.mark.parametrize(
    ("fields", "english", "arabic"),
    [
        (
            {**WORDING, "why": {"ar": "خطأ في السمع"}},
            "It said “Ten”; it should say “Two”. Why (in Arabic): خطأ في السمع",
            "ورد «عشرة»، والصواب «اثنان». السبب: خطأ في السمع",
        ),
        (
            {**WORDING, "why": {"en": "We misheard"}},
            "It said “Ten”; it should say “Two”. Why: We misheard",
            "ورد «عشرة»، والصواب «اثنان». السبب (بالإنجليزية): We misheard",
        ),
        (
            {**ONLY_ARABIC, "why": {"en": "We misheard"}},
            "The Arabic text said “عشرة”; it should say “اثنان”. Why: We misheard",
            "ورد «عشرة»، والصواب «اثنان». السبب (بالإنجليزية): We misheard",
        ),
        (
            {**ONLY_ARABIC, "why": {"en": "We misheard", "ar": "خطأ في السمع"}},
            "The Arabic text said “عشرة”; it should say “اثنان”. Why: We misheard",
            "ورد «عشرة»، والصواب «اثنان». السبب: خطأ في السمع",
        ),
    ],
)
def test_each_reader_gets_the_reason_in_their_language(fields: dict[str, Any], english: str, arabic: str) -> None:
    """One that is there in the other language alone is marked so; the line on copies says the same as the lists."""
    (correction,) = story(record(1, **fields)).corrections
    for language, expected in ((Language.EN, english), (Language.AR, arabic)):
        words, preferences = every_word()[language], Preferences(language)
        (run,) = correction_notes.line(correction, words, preferences).text
        assert _unmarked(run.text).endswith(expected)
        assert _unmarked(text_of(correction).localize(language)[0]) == expected


def test_a_page_gives_the_reason_where_only_the_other_language_was_corrected() -> None:
    """Without the words that it does not show: who reads it sees that, and why, in their own language."""
    dossier = story(record(1, **ONLY_ARABIC, why={"en": "We misheard"}))
    document = page(dossier, Section.TIMELINE, Language.EN, today=date(2025, 4, 28))
    note, *_ = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.note]
    said = _unmarked("".join(run.text for run in note))
    assert said == "Correction, 28 April 2025: in the Arabic text. Why: We misheard"


def _unmarked(text: str) -> str:
    """Return a text without the isolates around what was set into it."""
    return "".join(char for char in text if char not in "\u2066\u2067\u2068\u2069")
