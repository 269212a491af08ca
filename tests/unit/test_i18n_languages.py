from __future__ import annotations

import pytest

from bot.i18n.languages import name, read_name
from bot.language import Language


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
