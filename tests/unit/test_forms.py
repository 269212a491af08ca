from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.dossier.reading import read
from bot.forms import dossier_edit, form_progress, form_state, missing_translations
from bot.forms import form as forms
from bot.forms.form_fields import FORMS, fields
from bot.forms.form_state import Done, Ended, FormContext, Next, Question, Refused, Result, Typed
from bot.i18n.catalogue import load
from bot.model import DRAFT, Dossier, PartialDate, check
from bot.model.language import Language
from bot.views.desk import form_prompt
from tests.thoroughness import examples

TODAY = date(2025, 5, 14)
# The day of its wire copy is known, so that no form asks for it.
STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter").model_copy(
    update={"wire_date": PartialDate(year=2025, month=5, day=14)}
)
KNOWN = FormContext(STARTER, TODAY, Language.EN)
EMPTY = Dossier.model_validate({"slug": "x", "title": {"en": "X"}, "standfirst": {}}, context=DRAFT)
WORDS = load()[Language.EN]


class FormRun:
    """An editor at a form: types, taps buttons by their labels, edits."""

    def __init__(self, part: str, known: FormContext = KNOWN, **begun: Any) -> None:
        self.known = known
        self.question = forms.begin(part, 7, known, **begun)
        self.result: Result | None = None
        self.message, self.at = 0, 0

    def type(self, text: str, *, after: int = 60, formatted: bool = False) -> FormRun:
        """Send a message, so many seconds after the one before."""
        self.message, self.at = self.message + 1, self.at + after
        return self.take(forms.answer(self.question, Typed(text, self.message, self.at, formatted), self.known))

    def edit(self, message: int, text: str) -> FormRun:
        """Edit one of the messages, by its number."""
        result = forms.replace(self.question, Typed(text, message, self.at + 60), self.known)
        assert result is not None
        return self.take(result)

    def tap(self, label: str) -> FormRun:
        """Tap the button whose label ends so."""
        prompt = self.prompt
        code = next(choice.code for choice in (*prompt.choices, *prompt.controls) if choice.label.endswith(label))
        return self.take(forms.tap(self.question, code, self.known))

    def take(self, result: Result) -> FormRun:
        """Go on with what came of it, as it would be stored."""
        self.result = result
        if not isinstance(result, Ended):
            self.question = stored(result.question)
        if isinstance(result, Done):
            self.known = replace(self.known, dossier=result.dossier)
        return self

    @property
    def prompt(self) -> form_prompt.Prompt:
        """What is asked now."""
        prompt = form_prompt.prompt(self.question, self.known, WORDS)
        assert prompt is not None
        return prompt

    @property
    def dossier(self) -> Dossier:
        """What the form made, which must be done."""
        assert isinstance(self.result, Done), self.result
        return self.result.dossier

    @property
    def refused(self) -> str:
        """Why the last answer was refused, which it must be."""
        assert isinstance(self.result, Refused), self.result
        return self.result.key


def stored(asked: Question) -> Question:
    """The question after it lay in the database."""
    again = form_state.read(asked.model_dump(mode="json"))
    assert again == asked
    return again


def test_a_first_quote_takes_four_steps() -> None:
    """A known speaker, the words, the day and the source: two taps, one message, and one tap that ends it."""
    play = FormRun("quotes").tap("Vladimir Putin").type("We are grateful").tap("Today").tap("Done")
    quote = play.dossier.quotes[-1]
    assert (quote.id, quote.speaker, quote.words.en, quote.language) == ("q10", "putin", "We are grateful", "en")
    assert (str(quote.date), quote.sources) == ("2025-05-14", ("s1",))
    assert ("quotes", "q10", "words", Language.AR) in missing_translations.waiting(play.dossier)
    assert not check(play.dossier.model_dump(mode="json"))


def test_a_whole_quote_with_a_new_speaker_and_source() -> None:
    """A typed name becomes a person with the quote's sources, a name with an address a source in its language."""
    play = FormRun("quotes").type("سيرغي لافروف").type("نحن متفقون")
    assert play.type("الاثنين الماضي").result.understood.first == date(2025, 5, 12)  # type: ignore[union-attr]
    play.type("TASS https://tass.com/a/1").tap("TASS").type("We agree").type("Sergei Lavrov")
    play.type("مؤتمر صحفي").tap("Later").type("وزير الخارجية").type("Foreign minister").tap("Arabic")
    quote, person, source = play.dossier.quotes[-1], play.dossier.people[-1], play.dossier.sources[-1]
    assert isinstance(play.result, Done)
    assert play.result.created == (("sources", "s2"), ("people", "lavrov"))
    assert (quote.speaker, quote.role, quote.sources, quote.language) == ("lavrov", None, ("s2",), "ar")
    assert (quote.words.ar, quote.words.en) == ("نحن متفقون", "We agree")
    assert (person.name.ar, person.name.en, person.sources) == ("سيرغي لافروف", "Sergei Lavrov", ("s2",))
    assert person.role is not None
    assert (person.role.ar, person.role.en) == ("وزير الخارجية", "Foreign minister")
    assert (source.outlet.en, source.url, source.language) == ("TASS", "https://tass.com/a/1", "ar")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Putin", "putin"),
        ("بوتين", "putin"),
        ("vladimir PUTIN", "putin"),
        ("الكرملين", "kremlin"),
    ],
)
def test_a_known_speaker_is_found_by_name(typed: str, expected: str) -> None:
    """By any of the names that the story has, in either language and whatever the case."""
    play = FormRun("quotes").type(typed).type("Words").tap("Not known").tap("Done")
    assert play.dossier.quotes[-1].speaker == expected
    assert play.dossier.people == STARTER.people


def test_what_cannot_be_understood_is_asked_again() -> None:
    """An unclear date, an unknown number, a required step skipped: the question stays where it was."""
    play = FormRun("quotes")
    assert play.type("skip").refused == "desk.form.refused.required"
    play.type("Putin").type("Words")
    assert play.type("3/4").refused == "desk.form.date.ambiguous"
    assert play.type("yesterday").type("9").refused == "desk.form.refused.number"
    assert play.type("done").dossier.quotes[-1].date is not None
    source = FormRun("sources").type("Kyodo").tap("Kyodo")
    assert source.type("ftp://kyodo.example").refused == "desk.form.refused.link"


def test_every_control_can_be_typed_in_both_languages() -> None:
    """Back, skip, cancel and done are understood as words."""
    play = FormRun("events").type("Something happens").type("رجوع").type("Something else").type("تخطي")
    assert play.prompt.text == WORDS.text("desk.form.ask.sources")
    assert play.type("تم").dossier.events[-1].text.en == "Something else"
    assert FormRun("events").type("/cancel").result == Ended("desk.form.cancelled")


def test_buttons_of_an_earlier_question_do_nothing() -> None:
    """A second tap, or one on an old message, is refused, and so is a made-up code."""
    play = FormRun("quotes")
    old = play.prompt.choices[0].code
    play.take(forms.tap(play.question, old, KNOWN))
    for code in (old, "", "1", "1-", "1-nobody", "1-skip", "999s", "1z", "١s", "1s\n"):
        assert play.take(forms.tap(play.question, code, KNOWN)).refused == "desk.form.refused.stale"
    assert play.question.trail == ("speaker",)


def test_an_edit_replaces_the_answer() -> None:
    """Of the last message or of one before, also when the form is done; what the old answer brought goes with it."""
    play = FormRun("quotes").type("Sergey Lavrov").type("One").edit(2, "Two").tap("Today").edit(1, "Maria Zakharova")
    play.type("1").type("اثنان").tap("Done")
    assert play.dossier.quotes[-1].words.en == "Two"
    assert [person.name.en for person in play.dossier.people[len(STARTER.people) :]] == ["Maria Zakharova"]
    play.edit(2, "Three")
    assert play.dossier.quotes[-1].words.en == "Three"
    play.edit(1, "Putin")
    assert play.dossier.quotes[-1].speaker == "putin"
    assert play.dossier.people == STARTER.people
    assert len(play.dossier.quotes) == len(STARTER.quotes) + 1
    assert forms.replace(play.question, Typed("x", 99, 0), play.known) is None


def test_a_split_paste_is_joined() -> None:
    """What follows a long message at once belongs to it, at every step and at the end, and later messages do not."""
    first, second, third = "a" * 4000 + ".", "b" * 4096, "c" * 100
    play = FormRun("standfirst", replace(KNOWN, dossier=EMPTY)).type(first).type(second, after=1).type(third, after=0)
    play.tap("Done")
    assert play.dossier.standfirst.en == f"{first} {second}{third}"
    play = FormRun("summary").type("x" * 3000).type("skip", after=60)
    assert play.tap("Done").dossier.summary[-1].text.en == "x" * 3000
    assert isinstance(play.type("more", after=3600).result, Ended)


def test_half_a_text_is_no_answer() -> None:
    """A text that is too long with its last piece is refused whole, and asked for again."""
    play = FormRun("summary")
    for _ in range(5):
        play.type("y" * 4096, after=1)
    assert play.refused == "desk.form.refused.long"
    assert play.prompt.text == WORDS.text("desk.form.ask.summary.text")
    assert play.type("Short").tap("Done").dossier.summary[-1].text.en == "Short"


def test_formatting_is_dropped_and_told() -> None:
    """The words stay, and the editor is told."""
    result = FormRun("title").type("Bold title", formatted=True).result
    assert isinstance(result, Next)
    assert [notice.key for notice in result.notices] == ["desk.form.formatting_dropped"]


def test_the_other_language_is_that_language() -> None:
    """Arabic is refused for English, and a paragraph without Arabic for Arabic; a Latin name is taken."""
    play = FormRun("key_points").type("نقطة").tap("Next")
    assert play.type("نقطة أخرى").refused == "desk.form.refused.not_en"
    assert play.type("A point").dossier.key_points[-1].text.en == "A point"
    play = FormRun("key_points").type("A point").tap("Next")
    assert play.type("Another").refused == "desk.form.refused.not_ar"
    play = (
        FormRun("sources")
        .type("Wochenpost")
        .tap("Leave for later")
        .tap("Leave for later")
        .tap("Leave for later")
        .type("Wochenpost")
        .tap("English")
    )
    assert play.dossier.sources[-1].outlet.ar == "Wochenpost"


def test_one_field_is_changed() -> None:
    """A field with its other language, what waits alone, and what is taken away; all else stays."""
    play = FormRun("quotes", item="q5", field="words").type("كلام آخر").tap("Keep")
    quote, before = play.dossier.quotes[4], STARTER.quotes[4]
    assert (quote.words.ar, quote.words.en) == ("كلام آخر", before.words.en)
    assert quote.model_copy(update={"words": before.words}) == before
    assert FormRun("quotes", item="q5", field="occasion").tap("Clear").dossier.quotes[4].occasion is None
    assert FormRun("quotes", item="q5", field="words_other").type("Other").dossier.quotes[4].words.en == "Other"
    dated = FormRun("events", item="e2", field="date").type("April 2025")
    assert str(dated.dossier.events[1].date) == "2025-04"
    unknown = FormRun("events", item="e1", field="date").tap("Not known")
    assert unknown.dossier.events[0].date is None


def test_an_original_language_must_have_its_words() -> None:
    """Words cannot be said to be printed in a language that they are not given in."""
    play = FormRun("quotes").type("Putin").type("Only English").tap("Not known").tap("Next")
    play.tap("Later").tap("Leave for later").tap("Leave for later").tap("Arabic")
    assert play.refused == "desk.form.refused.original_ar"
    assert play.type("الروسية").dossier.quotes[-1].language == "ru"


def test_what_was_removed_meanwhile_is_noticed() -> None:
    """An item, a speaker or a source that is gone ends the question, asks again, or is left out."""
    play = FormRun("quotes", item="q5", field="date")
    play.known = replace(KNOWN, dossier=STARTER.model_copy(update={"quotes": ()}))
    assert play.type("today").result == Ended("desk.form.item_gone")
    play = FormRun("quotes").tap("Vladimir Putin").type("Words").tap("Not known")
    play.known = replace(KNOWN, dossier=STARTER.model_copy(update={"people": (), "sources": ()}))
    assert play.tap("Done").refused == "desk.form.refused.speaker_gone"
    assert play.type("Somebody").tap("Done").dossier.quotes[-1].sources == ()


def test_a_story_is_begun() -> None:
    """Its title in one language or both, and a slug that is proposed and not yet taken."""
    known = FormContext(None, TODAY, Language.EN, frozenset({"north-korean-troops"}))
    play = FormRun("story", known).type("North Korean troops").tap("Later")
    assert play.type("north-korean-troops").refused == "desk.form.refused.slug_taken"
    assert play.tap("north-korean-troops-2").dossier.slug == "north-korean-troops-2"
    assert not play.dossier.standfirst.has(Language.EN)


def test_an_old_question_is_not_understood() -> None:
    """Another version, another shape or steps that there are no more: none is taken for a question."""
    held = forms.begin("quotes", 7, KNOWN).model_dump(mode="json")
    others: list[dict[str, Any]] = [
        {"version": 2},
        {"part": "poems"},
        {"trail": ["mood"]},
        {"answers": []},
        {"more": 1},
    ]
    for other in others:
        assert form_state.read({**held, **other}) is None
    assert form_state.read(None) is None
    assert form_state.read(held) is not None


def test_what_waits_is_listed() -> None:
    """Each text that is in one language only, of the head and of every item, but no headline of a source."""
    assert missing_translations.waiting(STARTER) == ()
    play = (
        FormRun("sources")
        .type("Wochenpost https://example.org/x")
        .tap("Leave for later")
        .type("A headline")
        .tap("Done")
    )
    assert missing_translations.waiting(play.dossier) == (("sources", "s2", "outlet", Language.AR),)


@pytest.mark.parametrize("part", list(FORMS))
@pytest.mark.parametrize("language", list(Language))
def test_every_step_has_its_words(part: str, language: Language) -> None:
    """Every question, button and refusal of every form can be said in both languages."""
    for field in ("", *fields(part)):
        known = replace(KNOWN, dossier=None if part == "story" else STARTER)
        asked = forms.begin(part, 7, known, field=field or None)
        while (prompt := form_prompt.prompt(asked, known, load()[language])) is not None:
            assert prompt.text
            assert all(choice.label and len(choice.code) <= 20 for choice in (*prompt.choices, *prompt.controls))
            step = form_progress.current(asked, known)
            assert step is not None
            asked = form_progress.skip(asked, step)


TYPED = st.sampled_from(
    (
        *("Putin", "Someone New", "جملة", "A sentence", "today", "نيسان", "1", "1, 1", "BBC https://bbc.com/1"),
        *("https://x.org/a", "skip", "back", "done", "clear", "رجوع", "Русский", "ko", "12", "?", " ", "\u200f"),
        *("x" * 4096, "a" * 301),
    )
)


@settings(deadline=None, max_examples=examples(150))
@given(st.data(), st.sampled_from([*FORMS]), st.sampled_from([STARTER, EMPTY]), st.booleans())
def test_whatever_is_answered_makes_a_dossier(data: st.DataObject, part: str, dossier: Dossier, whole: bool) -> None:
    """Any typing, tapping and editing leads to a result, is stored and read again, and makes what the model takes."""
    known = replace(KNOWN, dossier=None if part == "story" else dossier)
    items = [entry.id for entry in getattr(dossier, part)] if part in dossier_edit.PARTS else []
    item = data.draw(st.sampled_from([None, *items[:2]]))
    entry = not whole and (item is not None or part in (*dossier_edit.HEAD, dossier_edit.PICTURE))
    play = FormRun(part, known, item=item, field=data.draw(st.sampled_from(fields(part))) if entry else None)
    for _ in range(data.draw(st.integers(1, 14))):
        prompt = form_prompt.prompt(play.question, play.known, WORDS)
        buttons = (
            [choice.code for choice in (*prompt.choices, *prompt.controls) if not choice.code.endswith("c")]
            if prompt
            else []
        )
        taps = data.draw(st.booleans())
        if buttons and taps:
            play.take(forms.tap(play.question, data.draw(st.sampled_from(buttons)), play.known))
        elif play.question.said and data.draw(st.integers(min_value=0, max_value=3)) == 0:
            play.edit(data.draw(st.sampled_from([answer.message for answer in play.question.said])), data.draw(TYPED))
        else:
            play.type(data.draw(TYPED), after=data.draw(st.sampled_from([1, 60])))
        if isinstance(play.result, Done):
            tree = play.dossier.model_dump(mode="json", exclude_none=True)
            assert Dossier.model_validate(tree, context=DRAFT) == play.dossier
            assert not check(play.dossier.model_dump(mode="json"))


def test_what_others_change_meanwhile_is_merged() -> None:
    """A form of an item changes what it was given answers to; the rest is as another has made it since."""
    play = FormRun("quotes", item="q5", field="date")
    assert play.known.dossier
    quote = next(quote for quote in play.known.dossier.quotes if quote.id == "q5")
    words = quote.words.model_copy(update={"en": "Other words"})
    play.known = replace(KNOWN, dossier=dossier_edit.change(play.known.dossier, "quotes", "q5", {"words": words}))
    play.type("April 2025")
    assert isinstance(play.result, Done)
    merged = next(quote for quote in play.dossier.quotes if quote.id == "q5")
    assert (str(merged.date), merged.words, play.result.conflicts) == ("2025-04", words, ())


def test_titles_of_two_languages_do_not_meet() -> None:
    """Who changes the English title leaves the Arabic as another has made it since."""
    play = FormRun("title")
    assert play.known.dossier
    play.known = replace(KNOWN, dossier=dossier_edit.set_head(STARTER, "title", {"ar": "عنوان آخر", "en": "Theirs"}))
    play.type("Mine").tap("Keep")
    assert isinstance(play.result, Done)
    assert [(clash.part, clash.language, clash.mine) for clash in play.result.conflicts] == [("title", "en", "Mine")]
    assert (play.dossier.title.ar, play.dossier.title.en) == ("عنوان آخر", "Theirs")


def test_the_same_words_changed_by_two_are_a_conflict() -> None:
    """Theirs stand until it is decided; their Arabic and my English do not meet."""
    play = FormRun("quotes", item="q5", field="words")
    assert play.known.dossier
    theirs = {"ar": "قول آخر", "en": "Their words"}
    play.known = replace(KNOWN, dossier=dossier_edit.change(play.known.dossier, "quotes", "q5", {"words": theirs}))
    play.type("My words").tap("Keep")
    assert isinstance(play.result, Done)
    (conflict,) = play.result.conflicts
    place = (conflict.item, conflict.field, conflict.language)
    assert place == ("q5", "words", Language.EN)
    assert (conflict.mine, conflict.theirs) == ("My words", "Their words")
    merged = next(quote for quote in play.dossier.quotes if quote.id == "q5")
    assert (merged.words.ar, merged.words.en) == ("قول آخر", "Their words")


@pytest.mark.parametrize("typed", ["🙂🙂🙂", "…", "?!", "👩‍👩‍👧", "— —"])
@pytest.mark.parametrize("part", ["people", "quotes", "key_points", "events"])
def test_what_has_no_letter_is_no_answer(part: str, typed: str) -> None:
    """Emoji and punctuation alone name nobody and say nothing: no person is added for them."""
    run = FormRun(part).type(typed)
    assert isinstance(run.result, Refused)
    assert run.prompt.text


@pytest.mark.parametrize("typed", ["A new group of soldiers has reached the border.", "هل وصلت دفعة جديدة من الجنود؟"])
def test_a_sentence_is_no_source(typed: str) -> None:
    """The item's text in the other language, typed a question late, becomes no outlet; a company's name may be one."""
    point = FormRun("key_points").type("Soldiers came.")
    assert isinstance(point.type(typed).result, Refused)
    assert not isinstance(point.type("The Harbor Gazette Inc.").result, Refused)
