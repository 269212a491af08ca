from __future__ import annotations

import pytest

from bot.i18n.languages import name
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
