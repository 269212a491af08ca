"""People and outlets that the desk knows, from other stories or by itself: proposed, with both languages' names."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot.forms import form as forms
from bot.forms.form_state import Done, FormContext, Next, Question, Refused, Typed
from bot.i18n.catalogue import load
from bot.model import DRAFT, Dossier, LocalizedLine, Person
from bot.model.language import Language
from bot.views.desk import form_prompt

if TYPE_CHECKING:
    from bot.forms.form_state import Result

HADDAD = Person.model_validate(
    {
        "id": "haddad", "name": {"en": "Karim al-Haddad", "ar": "كريم الحداد"}, "role": {"en": "mayor", "ar": "عمدة"},
        "about": {"en": "He led the city."}, "also": ["Abu Sami"], "sources": ["s1"],
    }
)  # fmt: skip
GAZETTE = LocalizedLine.model_validate({"en": "The Port Gazette", "ar": "جريدة الميناء"})


def _context(language: Language = Language.EN, **head: Any) -> FormContext:
    empty = {"slug": "port", "title": {"en": "Port"}, "standfirst": {"en": "A port."}, **head}
    dossier = Dossier.model_validate(empty, context=DRAFT)
    return FormContext(dossier, date(2025, 5, 14), language, people=(HADDAD,), outlets=(GAZETTE,))


def _types(question: Question, context: FormContext, text: str, message: int = 1) -> Result:
    return forms.answer(question, Typed(text, message, 60 * message), context)


def _labels(question: Question, context: FormContext) -> list[str]:
    prompt = form_prompt.prompt(question, context, load()[context.language])
    assert prompt is not None
    return [choice.label for choice in prompt.choices]


def _taps(question: Question, context: FormContext, label: str) -> Result:
    prompt = form_prompt.prompt(question, context, load()[context.language])
    assert prompt is not None
    code = next(choice.code for choice in prompt.choices if label in re.sub("[\u2066-\u2069]", "", choice.label))
    return forms.tap(question, code, context)


@pytest.mark.parametrize("typed", ["Karim al-Haddad", "karim alhaddad", "كريم الحداد", "Karim Haddad"])
def test_a_person_of_another_story_is_proposed(typed: str) -> None:
    """In any spelling and script; a tap takes names, role and the rest by copy, and nothing of it is asked again."""
    context = _context(sources=[{"id": "s1", "outlet": {"en": "A paper"}, "language": "en"}])
    refused = _types(forms.begin("people", 7, context), context, typed)
    assert isinstance(refused, Refused)
    assert refused.key == "desk.form.refused.name"
    labels = _labels(refused.question, context)
    assert labels[0] == "Karim al-Haddad (another story)"
    assert labels[-1] == f"Someone new: {typed}" or typed in labels[-1]
    taken = _taps(refused.question, context, "another story")
    assert isinstance(taken, Next)
    asked = form_prompt.prompt(taken.question, context, load()[Language.EN])
    assert asked is not None
    assert "source" in asked.text.lower(), "the only thing that another story cannot say"
    done = _types(taken.question, context, "done", 2)
    assert isinstance(done, Done), done
    (person,) = done.dossier.people
    assert person.model_copy(update={"id": "haddad"}) == HADDAD


def test_a_namesake_is_someone_new() -> None:
    """The last button takes the name as it was typed, and asks the rest."""
    context = _context(Language.AR)
    refused = _types(forms.begin("people", 7, context), context, "كريم حداد")
    assert isinstance(refused, Refused)
    taken = _taps(refused.question, context, "شخص جديد")
    assert isinstance(taken, Next)
    assert taken.question.answers["name"] == {"ar": "كريم حداد"}
    assert taken.question.trail == ("name",)


def test_a_name_like_nobodys_is_taken() -> None:
    """Without a question; so is the new name of a person whom the story has."""
    context = _context(people=[{"id": "n1", "name": {"en": "Rana"}, "sources": ["s1"]}],
                       sources=[{"id": "s1", "outlet": {"en": "A paper"}, "language": "en"}])  # fmt: skip
    assert isinstance(_types(forms.begin("people", 7, context), context, "Lena Weiss"), Next)
    renamed = _types(forms.begin("people", 7, context, item="n1", field="name"), context, "Karim al-Haddad")
    assert not isinstance(renamed, Refused)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Reuters", {"en": "Reuters", "ar": "رويترز"}), ("وكالة رويترز", {"en": "Reuters", "ar": "رويترز"}),
        ("the port gazette", {"en": "The Port Gazette", "ar": "جريدة الميناء"}),
        ("جريدة الميناء", {"en": "The Port Gazette", "ar": "جريدة الميناء"}),
    ],
)  # fmt: skip
def test_an_outlet_by_its_name_brings_the_other_language(typed: str, names: dict[str, str]) -> None:
    """The program's own and those of other stories are proposed: a tap takes both names, another the one typed."""
    context = _context()
    given = _types(forms.begin("sources", 7, context), context, f"{typed} https://example.org/a")
    assert isinstance(given, Refused)
    assert given.key == "desk.form.refused.outlet_known"
    assert len(_labels(given.question, context)) == 2
    taken = _taps(given.question, context, " · ".join(names[code] for code in _in_order(typed)))
    assert isinstance(taken, Next)
    assert taken.question.answers["outlet"] == {"outlet": names, "url": "https://example.org/a"}
    done = _types(taken.question, context, "done", 2)
    assert isinstance(done, Done)
    (source,) = done.dossier.sources
    assert source.language == ("en" if typed.isascii() else "ar"), "as typed, until it is changed"
    as_typed = _taps(given.question, context, f": {typed}")
    assert isinstance(as_typed, Next)
    assert list(as_typed.question.answers["outlet"]["outlet"].values()) == [typed]


def _in_order(typed: str) -> tuple[str, str]:
    return ("en", "ar") if typed.isascii() else ("ar", "en")


@pytest.mark.parametrize(
    ("typed", "label", "part"),
    [
        ("Rueters", "Reuters", "sources"), ("رويتز", "رويترز", "sources"), ("Port Gazete", "Port Gazette", "sources"),
        ("Rueters", "Reuters", "events"), ("قناة الجزيره مباشر", "", "sources"),
    ],
)  # fmt: skip
def test_an_outlet_like_one_is_proposed(typed: str, label: str, part: str) -> None:
    """As a source, and where an item's is asked for: one tap takes it, another the name as it was typed."""
    context = _context()
    question = forms.begin(part, 7, context)
    name = "outlet" if part == "sources" else "sources"
    result = forms.give(question, name, Typed(typed, 1, 60), context)
    if not label:
        assert isinstance(result, Next), "it is too far from any"
        return
    assert isinstance(result, Refused)
    assert result.key == "desk.form.refused.outlet"
    question = result.question
    if part == "events":
        question = question.model_copy(update={"trail": ("text", "date")})
    assert label in _labels(question, context)[0]
    assert typed in _labels(question, context)[-1]
    taken = _taps(question, context, label)
    assert isinstance(taken, Next | Done), taken
    value = taken.question.answers[name]
    names = (value if part == "sources" else value["new"])["outlet"]
    assert set(names) == {"ar", "en"}
    as_typed = _taps(question, context, f": {typed}")
    assert isinstance(as_typed, Next)
    value = as_typed.question.answers[name]
    assert list(((value if part == "sources" else value["new"])["outlet"]).values()) == [typed]


def test_what_the_story_has_is_not_asked() -> None:
    """A source of its own by either of its names is that source."""
    context = _context(sources=[{"id": "s1", "outlet": {"en": "Reuters", "ar": "رويترز"}, "language": "en"}])
    given = forms.give(forms.begin("events", 7, context), "sources", Typed("وكالة رويترز", 1, 60), context)
    assert isinstance(given, Next)
    assert given.question.answers["sources"]["ids"] == ["s1"]
    assert not given.question.answers["sources"].get("new")
    other = _types(forms.begin("sources", 7, context), context, "Reuters https://example.org/b")
    assert isinstance(other, Next)
    assert other.question.answers["outlet"]["outlet"] == {"en": "Reuters", "ar": "رويترز"}
    assert [notice.key for notice in other.notices] == ["desk.form.outlet_known"]
