from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.desk import course, forms, prompts, question
from bot.desk.question import Done, Ended, Known, Next, Question, Refused, Result, Typed
from bot.desk.steps import FORMS, fields
from bot.dossier.reading import read
from bot.i18n.catalogue import load
from bot.language import Language
from bot.story import DRAFT, Dossier, check

STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter")
TODAY = date(2025, 5, 14)
KNOWN = Known(STARTER, TODAY, Language.EN)
EMPTY = Dossier.model_validate({"slug": "x", "title": {"en": "X"}, "standfirst": {}}, context=DRAFT)
WORDS = load()[Language.EN]


class Play:
    """An editor at a form: types, taps buttons by their labels, edits."""

    def __init__(self, part: str, known: Known = KNOWN, **begun: Any) -> None:
        self.known = known
        self.question = forms.begin(part, 7, known, **begun)
        self.result: Result | None = None
        self.message, self.at = 0, 0

    def type(self, text: str, *, after: int = 60, formatted: bool = False) -> Play:
        """Send a message, so many seconds after the one before."""
        self.message, self.at = self.message + 1, self.at + after
        return self.take(forms.answer(self.question, Typed(text, self.message, self.at, formatted), self.known))

    def edit(self, message: int, text: str) -> Play:
        """Edit one of the messages, by its number."""
        result = forms.replace(self.question, Typed(text, message, self.at + 60), self.known)
        assert result is not None
        return self.take(result)

    def tap(self, label: str) -> Play:
        """Tap the button whose label ends so."""
        prompt = self.prompt
        code = next(one.code for one in (*prompt.choices, *prompt.controls) if one.label.endswith(label))
        return self.take(forms.tap(self.question, code, self.known))

    def take(self, result: Result) -> Play:
        """Go on with what came of it, as it would be stored."""
        self.result = result
        if not isinstance(result, Ended):
            self.question = stored(result.question)
        if isinstance(result, Done):
            self.known = replace(self.known, dossier=result.dossier)
        return self

    @property
    def prompt(self) -> prompts.Prompt:
        """What is asked now."""
        prompt = prompts.prompt(self.question, self.known, WORDS)
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
    again = question.read(asked.model_dump(mode="json"))
    assert again == asked
    return again


def test_a_first_quote_takes_four_steps() -> None:
    """A known speaker, the words, the day and the source: two taps, one message, and one tap that ends it."""
    play = Play("quotes").tap("Vladimir Putin").type("We are grateful").tap("Today").tap("Done")
    quote = play.dossier.quotes[-1]
    assert (quote.id, quote.speaker, quote.words.en, quote.language) == ("q10", "putin", "We are grateful", "en")
    assert (str(quote.date), quote.sources) == ("2025-05-14", ("s1",))
    assert ("quotes", "q10", "words", Language.AR) in forms.waiting(play.dossier)
    assert not check(play.dossier.model_dump(mode="json"))


def test_a_whole_quote_with_a_new_speaker_and_source() -> None:
    """A typed name becomes a person with the quote's sources, a name with an address a source in its language."""
    play = Play("quotes").type("سيرغي لافروف").type("نحن متفقون")
    assert play.type("الاثنين الماضي").result.understood.first == date(2025, 5, 12)  # type: ignore[union-attr]
    play.type("TASS https://tass.com/a/1").type("We agree").type("Sergei Lavrov")
    play.type("مؤتمر صحفي").tap("Later").type("وزير الخارجية").type("Foreign minister").tap("Arabic")
    quote, person, source = play.dossier.quotes[-1], play.dossier.people[-1], play.dossier.sources[-1]
    assert isinstance(play.result, Done)
    assert play.result.created == (("sources", "s2"), ("people", "lavrov"))
    assert (quote.speaker, quote.role, quote.sources, quote.language) == ("lavrov", None, ("s1", "s2"), "ar")
    assert (quote.words.ar, quote.words.en) == ("نحن متفقون", "We agree")
    assert (person.name.ar, person.name.en, person.sources) == ("سيرغي لافروف", "Sergei Lavrov", ("s1", "s2"))
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
        ("كرملين", "kremlin"),
    ],
)
def test_a_known_speaker_is_found_by_name(typed: str, expected: str) -> None:
    """By any part of any of the names, in either language."""
    play = Play("quotes").type(typed).type("Words").tap("Unknown").tap("Done")
    assert play.dossier.quotes[-1].speaker == expected
    assert play.dossier.people == STARTER.people


def test_what_cannot_be_understood_is_asked_again() -> None:
    """An unclear date, an unknown number, a required step skipped: the question stays where it was."""
    play = Play("quotes")
    assert play.type("skip").refused == "desk.form.refused.required"
    play.type("Putin").type("Words")
    assert play.type("3/4").refused == "desk.form.refused.date"
    assert play.type("yesterday").type("9").refused == "desk.form.refused.number"
    assert play.type("done").dossier.quotes[-1].date is not None
    source = Play("sources").type("Kyodo")
    assert source.type("ftp://kyodo.example").refused == "desk.form.refused.link"


def test_every_control_can_be_typed_in_both_languages() -> None:
    """Back, skip, cancel and done are understood as words."""
    play = Play("events").type("Something happens").type("رجوع").type("Something else").type("تخطي")
    assert play.prompt.text == WORDS.text("desk.form.ask.sources")
    assert play.type("تم").dossier.events[-1].text.en == "Something else"
    assert Play("events").type("/cancel").result == Ended("desk.form.cancelled")


def test_buttons_of_an_earlier_question_do_nothing() -> None:
    """A second tap, or one on an old message, is refused, and so is a made-up code."""
    play = Play("quotes")
    old = play.prompt.choices[0].code
    play.take(forms.tap(play.question, old, KNOWN))
    for code in (old, "", "1", "1-", "1-nobody", "1-skip", "999s", "1z", "١s", "1s\n"):
        assert play.take(forms.tap(play.question, code, KNOWN)).refused == "desk.form.refused.stale"
    assert play.question.trail == ("speaker",)


def test_an_edit_replaces_the_answer() -> None:
    """Of the last message or of one before, also when the form is done; what the old answer brought goes with it."""
    play = Play("quotes").type("Sergey Lavrov").type("One").edit(2, "Two").tap("Today").edit(1, "Maria Zakharova")
    play.type("1").type("اثنان").tap("Done")
    assert play.dossier.quotes[-1].words.en == "Two"
    assert [one.name.en for one in play.dossier.people[len(STARTER.people) :]] == ["Maria Zakharova"]
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
    play = Play("standfirst", replace(KNOWN, dossier=EMPTY)).type(first).type(second, after=1).type(third, after=0)
    play.tap("Done")
    assert play.dossier.standfirst.en == f"{first} {second}{third}"
    play = Play("summary").type("x" * 3000).type("skip", after=60)
    assert play.tap("Done").dossier.summary[-1].text.en == "x" * 3000
    assert isinstance(play.type("more", after=3600).result, Ended)


def test_half_a_text_is_no_answer() -> None:
    """A text that is too long with its last piece is refused whole, and asked for again."""
    play = Play("summary")
    for _ in range(5):
        play.type("y" * 4096, after=1)
    assert play.refused == "desk.form.refused.long"
    assert play.prompt.text == WORDS.text("desk.form.ask.summary.text")
    assert play.type("Short").tap("Done").dossier.summary[-1].text.en == "Short"


def test_formatting_is_dropped_and_told() -> None:
    """The words stay, and the editor is told."""
    result = Play("title").type("Bold title", formatted=True).result
    assert isinstance(result, Next)
    assert [one.key for one in result.told] == ["desk.form.formatting_dropped"]


def test_the_other_language_is_that_language() -> None:
    """Arabic is refused for English, and a paragraph without Arabic for Arabic; a Latin name is taken."""
    play = Play("key_points").type("نقطة").tap("Next")
    assert play.type("نقطة أخرى").refused == "desk.form.refused.not_en"
    assert play.type("A point").dossier.key_points[-1].text.en == "A point"
    play = Play("key_points").type("A point").tap("Next")
    assert play.type("Another").refused == "desk.form.refused.not_ar"
    play = Play("sources").type("BBC").tap("Skip").tap("Skip").tap("Skip").type("BBC").tap("English")
    assert play.dossier.sources[-1].outlet.ar == "BBC"


def test_one_field_is_changed() -> None:
    """A field with its other language, what waits alone, and what is taken away; all else stays."""
    play = Play("quotes", item="q5", field="words").type("كلام آخر").tap("Keep")
    quote, before = play.dossier.quotes[4], STARTER.quotes[4]
    assert (quote.words.ar, quote.words.en) == ("كلام آخر", before.words.en)
    assert quote.model_copy(update={"words": before.words}) == before
    assert Play("quotes", item="q5", field="occasion").tap("Clear").dossier.quotes[4].occasion is None
    assert Play("quotes", item="q5", field="words_other").type("Other").dossier.quotes[4].words.en == "Other"
    dated = Play("events", item="e2", field="date").type("April 2025")
    assert str(dated.dossier.events[1].date) == "2025-04"
    unknown = Play("events", item="e1", field="date").tap("Unknown")
    assert unknown.dossier.events[0].date is None


def test_an_original_language_must_have_its_words() -> None:
    """Words cannot be said to be printed in a language that they are not given in."""
    play = Play("quotes").type("Putin").type("Only English").tap("Unknown").tap("Next")
    play.tap("Later").tap("Skip").tap("Skip").tap("Arabic")
    assert play.refused == "desk.form.refused.original_ar"
    assert play.type("الروسية").dossier.quotes[-1].language == "ru"


def test_what_was_removed_meanwhile_is_noticed() -> None:
    """An item, a speaker or a source that is gone ends the question, asks again, or is left out."""
    play = Play("quotes", item="q5", field="date")
    play.known = replace(KNOWN, dossier=STARTER.model_copy(update={"quotes": ()}))
    assert play.type("today").result == Ended("desk.form.item_gone")
    play = Play("quotes").tap("Vladimir Putin").type("Words").tap("Unknown")
    play.known = replace(KNOWN, dossier=STARTER.model_copy(update={"people": (), "sources": ()}))
    assert play.tap("Done").refused == "desk.form.refused.speaker_gone"
    assert play.type("Somebody").tap("Done").dossier.quotes[-1].sources == ()


def test_a_story_is_begun() -> None:
    """Its title in one language or both, and a slug that is proposed and not yet taken."""
    known = Known(None, TODAY, Language.EN, frozenset({"north-korean-troops"}))
    play = Play("story", known).type("North Korean troops").tap("Later")
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
        assert question.read({**held, **other}) is None
    assert question.read(None) is None
    assert question.read(held) is not None


def test_what_waits_is_listed() -> None:
    """Each text that is in one language only, of the head and of every item, but no headline of a source."""
    assert forms.waiting(STARTER) == ()
    play = Play("sources").type("Reuters https://reuters.com/x").tap("Skip").type("A headline").tap("Done")
    assert forms.waiting(play.dossier) == (("sources", "s2", "outlet", Language.AR),)


@pytest.mark.parametrize("part", list(FORMS))
@pytest.mark.parametrize("language", list(Language))
def test_every_step_has_its_words(part: str, language: Language) -> None:
    """Every question, button and refusal of every form can be said in both languages."""
    for field in ("", *fields(part)):
        known = replace(KNOWN, dossier=None if part == "story" else STARTER)
        asked = forms.begin(part, 7, known, field=field or None)
        while (prompt := prompts.prompt(asked, known, load()[language])) is not None:
            assert prompt.text
            assert all(one.label and len(one.code) <= 20 for one in (*prompt.choices, *prompt.controls))
            step = course.current(asked, known)
            assert step is not None
            asked = course.passed(asked, step)


TYPED = st.sampled_from(
    (
        *("Putin", "Someone New", "جملة", "A sentence", "today", "نيسان", "1", "1, 1", "BBC https://bbc.com/1"),
        *("https://x.org/a", "skip", "back", "done", "clear", "رجوع", "Русский", "ko", "12", "?", " ", "\u200f"),
        *("x" * 4096, "a" * 301),
    )
)


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from([*FORMS]), st.sampled_from([STARTER, EMPTY]), st.booleans())
def test_whatever_is_answered_makes_a_dossier(data: st.DataObject, part: str, dossier: Dossier, whole: bool) -> None:
    """Any typing, tapping and editing leads to a result, is stored and read again, and makes what the model takes."""
    known = replace(KNOWN, dossier=None if part == "story" else dossier)
    items = [one.id for one in getattr(dossier, part, ())] if part not in ("title", "standfirst", "story") else []
    item = data.draw(st.sampled_from([None, *items[:2]]))
    one = not whole and (item is not None or part in ("title", "standfirst"))
    play = Play(part, known, item=item, field=data.draw(st.sampled_from(fields(part))) if one else None)
    for _ in range(data.draw(st.integers(1, 14))):
        prompt = prompts.prompt(play.question, play.known, WORDS)
        buttons = (
            [one.code for one in (*prompt.choices, *prompt.controls) if not one.code.endswith("c")] if prompt else []
        )
        taps = data.draw(st.booleans())
        if buttons and taps:
            play.take(forms.tap(play.question, data.draw(st.sampled_from(buttons)), play.known))
        elif play.question.said and data.draw(st.integers(min_value=0, max_value=3)) == 0:
            play.edit(data.draw(st.sampled_from([one.message for one in play.question.said])), data.draw(TYPED))
        else:
            play.type(data.draw(TYPED), after=data.draw(st.sampled_from([1, 60])))
        if isinstance(play.result, Done):
            tree = play.dossier.model_dump(mode="json", exclude_none=True)
            assert Dossier.model_validate(tree, context=DRAFT) == play.dossier
            assert not check(play.dossier.model_dump(mode="json"))
