from __future__ import annotations

import importlib
import pkgutil

import pytest

import bot
from bot.i18n.clock_times import read_weekday, weekday
from bot.i18n.dates import format_date
from bot.i18n.languages import name, read_name
from bot.model import Localized, PartialDate
from bot.model.language import Language, are_translated
from bot.model.reader import Preferences, spoken
from bot.text.dates.iso_dates import read_span


@pytest.mark.parametrize(
    ("tag", "arabic", "english"),
    [
        ("ko", "الكورية", "Korean"),
        ("ru", "الروسية", "Russian"),
        ("ar", "العربية", "Arabic"),
        ("en", "الإنجليزية", "English"),
        ("kor", "الكورية", "Korean"),
        ("qqx", "qqx", "qqx"),
    ],
)
def test_names_of_languages(tag: str, arabic: str, english: str) -> None:
    """Two- and three-letter codes are named in both languages; a code without a name stands for itself."""
    assert (name(tag, Language.AR), name(tag, Language.EN)) == (arabic, english)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        *(("ko", "ko"), ("KO", "ko"), ("Korean", "ko"), ("korean ", "ko"), ("الكورية", "ko"), ("كورية", "ko")),
        *(("الروسية", "ru"), ("روسي", "ru"), ("Russian", "ru"), ("عربي", "ar"), ("العربية", "ar"), ("English", "en")),
        *(("الإنجليزية", "en"), ("انجليزي", "en"), ("hsb", "hsb"), ("فارسي", "fa")),
        *(("", None), ("xq", None), ("Klingonish", None), ("zh-Hans", None), ("ال", None)),
    ],
)
def test_languages_as_people_type_them(typed: str, tag: str | None) -> None:
    """By code, or by name in either language, with or without article and ending."""
    assert read_name(typed) == tag


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        *((("ar", "en"), True), (("fr", "en", "ar"), True)),
        *((("en",), False), (("fr", "en"), False), (("ids", "new"), False)),
    ],
)
def test_a_text_and_its_translation(languages: tuple[str, ...], expected: bool) -> None:
    """Arabic and English make a text whole, with or without a further language; nothing else does."""
    assert are_translated(languages) == expected


def test_every_table_by_language_has_each() -> None:
    """A language that is added is named by whatever goes by language: letters in links, marks, locales."""
    tables: dict[str, set[Language]] = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.startswith(("bot.i18n", "bot.render", "bot.views", "bot.handlers")):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, dict) and value and all(isinstance(key, Language) for key in value):
                    tables[f"{module.name}.{name}"] = set(value)
    assert {"bot.i18n.languages.CLDR", "bot.render.quotation_marks._MARKS"} <= tables.keys()
    assert {name: set(Language) - keys for name, keys in tables.items() if set(Language) - keys} == {}


@pytest.mark.parametrize("language", Language)
def test_what_is_shown_of_a_date_can_be_typed(language: Language) -> None:
    """Months and days of the week are understood as pages spell them, in each language."""
    preferences = Preferences(language)
    for month in range(1, 13):
        date = PartialDate(year=2025, month=month, day=28)
        assert read_span(format_date(date, preferences)) == date
    assert [read_weekday(weekday(day, preferences)) for day in range(7)] == list(range(7))


@pytest.mark.parametrize("language", Language)
def test_a_text_is_found_whatever_language_it_has(language: Language) -> None:
    """Where only one language has a text, a reader of each gets that; a text in none is refused."""
    text = Localized.model_validate({language.value: "Kursk"})
    assert {reader.value: text.localize(reader) for reader in Language} == {
        reader.value: ("Kursk", language) for reader in Language
    }
    assert spoken(f"{language}-XX") is language
