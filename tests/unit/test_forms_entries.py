"""Whole items in one message, and the people whom a typed speaker may name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.forms import form as forms
from bot.forms import form_progress
from bot.forms.entries import compact_entry, speaker_match, whole_item
from bot.forms.entries.attribution import read_sentence, read_speaker
from bot.forms.form_state import Done, FormContext, Next, Refused, Typed
from bot.model import DRAFT, Dossier, Person
from bot.model.language import Language
from tests.unit.test_forms import KNOWN, TODAY

HADDAD = {
    "id": "haddad",
    "name": {"en": "Karim al-Haddad", "ar": "كريم الحداد"},
    "role": {"en": "Spokeswoman of the port", "ar": "المتحدثة باسم الميناء"},
    "sources": ["s1"],
}
PORT = FormContext(
    Dossier.model_validate(
        {
            "slug": "port",
            "title": {"en": "The port"},
            "standfirst": {"en": "The port"},
            "sources": [{"id": "s1", "outlet": {"en": "A paper"}, "language": "en"}],
            "people": [HADDAD],
        },
        context=DRAFT,
    ),
    TODAY,
    Language.EN,
)
LATE = "We are late, and we know it."


@pytest.mark.parametrize(
    "typed",
    [
        "al haddad", "Mr. Al-Haddad", "Karim", "كريم", "Kareem Haddad", "كريم حداد", "the spokeswoman", "المتحدثة",
        "العقيد كريم حداد، قائد الكتيبة",
    ],
)  # fmt: skip
def test_a_speaker_is_proposed_and_never_taken_in_silence(typed: str) -> None:
    """A spelling apart, a part of the name, a title: the person is offered beside someone new, and a tap decides."""
    form = forms.begin("quotes", 7, PORT)
    refused = forms.answer(form, Typed(typed, 1, 1), PORT)
    assert isinstance(refused, Refused)
    assert refused.key == "desk.form.refused.speaker"
    assert refused.question.candidates[0] == {"id": "haddad"}
    assert "new" in refused.question.candidates[-1]
    chosen = forms.tap(refused.question, f"{refused.question.turn}-maybe0", PORT)
    assert isinstance(chosen, Next)
    assert chosen.question.answers["speaker"] == {"id": "haddad"}
    assert chosen.question.candidates == ()


def test_someone_new_of_the_same_name_is_one_tap() -> None:
    """What was typed becomes a person of their own, with name and role apart."""
    answers = speaker_match.match_speaker("العقيد كريم حداد، قائد الكتيبة", PORT)
    assert answers[-1] == {"new": {"ar": "كريم حداد"}, "role": {"ar": "العقيد، قائد الكتيبة"}}
    assert speaker_match.match_speaker("karim AL-HADDAD", PORT) == ({"id": "haddad"},)
    assert speaker_match.match_speaker("Sergei Lavrov, Russian foreign minister", PORT) == (
        {"new": {"en": "Sergei Lavrov"}, "role": {"en": "Russian foreign minister"}},
    )


def test_people_of_other_stories_are_proposed_with_both_names() -> None:
    """Somebody whom another story has comes by copy: both names and the role, not the sources."""
    empty = PORT.dossier.model_copy(update={"people": ()}) if PORT.dossier else None
    context = replace(PORT, dossier=empty, people=(Person.model_validate(HADDAD),))
    first, last = speaker_match.match_speaker("كريم الحداد", context)
    assert first["new"] == HADDAD["name"]
    assert first["known"]["role"] == HADDAD["role"]
    assert last == {"new": {"ar": "كريم الحداد"}}


@pytest.mark.parametrize(
    ("typed", "speaker", "words"),
    [
        ("“We are late,” said Karim al-Haddad, head of the port", "Karim al-Haddad, head of the port", "We are late"),
        ("«نحن متأخرون عن الموعد» قال كريم الحداد، رئيس الميناء", "كريم الحداد، رئيس الميناء", "نحن متأخرون عن الموعد"),
        (f"Karim al-Haddad | 28 April 2025 | {LATE}", "Karim al-Haddad", LATE),
        (f"28 April 2025｜“{LATE}”｜Karim al-Haddad", "Karim al-Haddad", f"“{LATE}”"),
        (f"{LATE} | Karim al-Haddad", "Karim al-Haddad", LATE),
    ],
)
def test_a_quotation_is_split_in_any_order(typed: str, speaker: str, words: str) -> None:
    """Pipes of either width, any order that is clear, and a sentence with its attribution."""
    entry = compact_entry.split(typed, "quotes", PORT)
    assert entry is not None
    assert (entry.speaker, entry.text) == (speaker, words)


@pytest.mark.parametrize("typed", ["Karim al-Haddad", "A | | B", "“No,” he knew.", f"{LATE} {LATE}", "a\nb | c"])
def test_what_is_no_whole_item_is_left_to_the_form(typed: str) -> None:
    """A name, an empty segment, several lines: none is split."""
    assert compact_entry.split(typed, "quotes", PORT) is None
    assert compact_entry.split("A text | and more of it", "events", PORT) is None
    assert read_speaker("N.N.").name == "N.N."
    assert read_sentence("no marks") is None


def test_a_whole_quotation_takes_one_message_and_one_tap() -> None:
    """Speaker, day and words in both languages are in it; 'done' adds it. Changed, the message answers all anew."""
    form = forms.begin("quotes", 7, KNOWN)
    typed = Typed(f"Vladimir Putin | 28 April 2025 | “{LATE}” | نحن متأخرون.", 1, 1)
    read = whole_item.answer(form, typed, KNOWN)
    assert isinstance(read, Next)
    assert [notice.key for notice in read.notices] == ["desk.entry.read", "desk.entry.speaker"]
    assert str(read.understood) == "2025-04-28"
    again = whole_item.replace(read.question, replace(typed, text="Vladimir Putin | 29 April 2025 | Otherwise."), KNOWN)
    assert isinstance(again, Next)
    done = forms.tap(read.question, f"{read.question.turn}d", KNOWN)
    assert isinstance(done, Done)
    quote = done.dossier.quotes[-1]
    assert (quote.speaker, quote.words.en, quote.words.ar) == ("putin", LATE, "نحن متأخرون.")
    assert str(quote.date) == "2025-04-28"
    done = forms.tap(again.question, f"{again.question.turn}d", KNOWN)
    assert isinstance(done, Done)
    assert (done.dossier.quotes[-1].words.en, str(done.dossier.quotes[-1].date)) == ("Otherwise.", "2025-04-29")
    assert not done.dossier.quotes[-1].words.has(Language.AR)
    known = replace(KNOWN, dossier=done.dossier)
    after = whole_item.replace(done.question, replace(typed, text="Vladimir Putin | 30 April 2025 | At last."), known)
    assert isinstance(after, Done)
    assert after.conflicts == ()
    assert len(after.dossier.quotes) == len(done.dossier.quotes)
    assert (after.dossier.quotes[-1].words.en, str(after.dossier.quotes[-1].date)) == ("At last.", "2025-04-30")


def test_an_event_is_a_date_and_a_text() -> None:
    """In either order, with its translation where there is one."""
    read = whole_item.answer(forms.begin("events", 7, KNOWN), Typed("أُعيد فتح الميناء | 28 نيسان 2025", 1, 1), KNOWN)
    assert isinstance(read, Next)
    done = forms.tap(read.question, f"{read.question.turn}d", KNOWN)
    assert isinstance(done, Done)
    event = done.dossier.events[-1]
    assert (event.text.ar, str(event.date)) == ("أُعيد فتح الميناء", "2025-04-28")


def test_a_typed_source_replaces_one_that_was_only_proposed() -> None:
    """One that the editor chose stays beside it."""
    form = forms.begin("events", 7, KNOWN)
    first = forms.give(form, "sources", Typed("The Port Herald", 1, 1), KNOWN)
    assert isinstance(first, Next)
    assert first.question.answers["sources"]["ids"] == []
    touched = {**form.answers, "sources": {"ids": ["s1"], "preset": False}}
    second = forms.give(form.model_copy(update={"answers": touched}), "sources", Typed("The Port Herald", 1, 1), KNOWN)
    assert isinstance(second, Next)
    assert second.question.answers["sources"]["ids"] == ["s1"]


@pytest.mark.parametrize(
    ("part", "field", "typed", "expected"),
    [
        (
            "standfirst",
            "standfirst",
            "السفن عالقة. | Ships are stuck.",
            {"ar": "السفن عالقة.", "en": "Ships are stuck."},
        ),
        ("unresolved", "unresolved", "Since when?\n\nمنذ متى؟", {"en": "Since when?", "ar": "منذ متى؟"}),
        ("people", "name", "هناء سالم | Hana Salem", {"ar": "هناء سالم", "en": "Hana Salem"}),
        ("standfirst", "standfirst", "Ships | boats are stuck.", {"en": "Ships | boats are stuck."}),
    ],
)
def test_an_answer_in_both_languages_is_split(part: str, field: str, typed: str, expected: dict[str, str]) -> None:
    """Wherever a text and its translation are asked for; a bar within one language is a part of the text."""
    result = whole_item.answer(forms.begin(part, 7, PORT), Typed(typed, 1, 1), PORT)
    assert isinstance(result, Next | Done)
    assert result.question.answers[field] == expected
    next_field = form_progress.current(result.question, PORT)
    assert (next_field is not None and next_field.name == f"{field}_other") is (len(expected) == 1)


def test_a_speaker_and_an_outlet_in_both_languages_are_split() -> None:
    """Somebody new with a role in each; an outlet that nobody knows."""
    typed = "هناء سالم، وزيرة النقل | Hana Salem, transport minister"
    result = forms.answer(forms.begin("quotes", 7, PORT), Typed(typed, 1, 1), PORT)
    assert isinstance(result, Next)
    assert result.question.answers["speaker"] == {
        "new": {"ar": "هناء سالم", "en": "Hana Salem"},
        "role": {"ar": "وزيرة النقل", "en": "transport minister"},
    }
    result = forms.answer(forms.begin("sources", 7, PORT), Typed("صحيفة المرفأ | The Harbour Post", 1, 1), PORT)
    assert isinstance(result, Next)
    assert result.question.answers["outlet"] == {"outlet": {"ar": "صحيفة المرفأ", "en": "The Harbour Post"}}
