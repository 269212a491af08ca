"""Curated texts with the reader's digits: what is a number of the sentence, and what is part of something else."""

from __future__ import annotations

import pytest

from bot.i18n.localized_text import localize, rename_months, renumber
from bot.model import Localized, LocalizedLine
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences

ARABIC = Preferences(Language.AR, digits=Digits.ARABIC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("قضى 231 شخصًا في 14 كانون الأول/ديسمبر 2023.", "قضى ٢٣١ شخصًا في ١٤ كانون الأول/ديسمبر ٢٠٢٣."),
        ("عند 02:17، وعلى متنها 1,412 راكبًا (30%).", "عند ٠٢:١٧، وعلى متنها ١٬٤١٢ راكبًا (٣٠٪)."),
        ("ارتفع 3.5% بين 28–30 نيسان", "ارتفع ٣٫٥٪ بين ٢٨–٣٠ نيسان"),
        ("«النور 3» و7 غيرها", "«النور ٣» و٧ غيرها"),
        ("2025", "٢٠٢٥"),
        ("طائرة Boeing 747 ومقاتلة F-16 و G7", "طائرة Boeing 747 ومقاتلة F-16 و G7"),
        ("الاتفاق 2025/04 في 2025-04-28", "الاتفاق 2025/04 في 2025-04-28"),
        ("انظر https://example.org/2025/04?id=77#8", "انظر https://example.org/2025/04?id=77#8"),
        ("الحساب @kcna2 والوسم #5", "الحساب @kcna2 والوسم #5"),
        ("الرقم +7 495 123-45-67 و (田中 3 博)", "الرقم +7 495 123-45-67 و (田中 3 博)"),
        ("كُتبت ٣٫٥ كما هي", "كُتبت ٣٫٥ كما هي"),
    ],
)  # fmt: skip
def test_plain_numbers_of_arabic_words(text: str, shown: str) -> None:
    """They and their separators change; names of other letters, addresses, handles, and dates of files do not."""
    assert renumber(text, Digits.ARABIC) == shown
    assert renumber(text, Digits.LATIN) == text


def test_english_keeps_its_digits() -> None:
    """Also where it is shown to an Arabic reader, for want of a translation."""
    assert localize(Localized(en="All 12 of us"), ARABIC) == ("All 12 of us", Language.EN)
    assert localize(Localized(ar="كنا 12", en="All 12 of us"), ARABIC) == ("كنا ١٢", Language.AR)


def test_an_unwritten_text_is_empty() -> None:
    """A draft's title or standfirst may be in no language yet: it is shown as nothing, and nothing fails."""
    for language in Language:
        assert LocalizedLine.model_construct().localize(language)[0] == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("في 28 نيسان/أبريل 2025، ومنذ شباط/فبراير", "في 28 أبريل 2025، ومنذ فبراير"),
        ("٣ كانون الثاني، وآب 2024، ولأيلول 2020", "٣ يناير، وغشت 2024، ولشتنبر 2020"),
        ("مارس 5 لاعبين ضغطًا، 12 مارسوا، آب/فبراير", "مارس 5 لاعبين ضغطًا، 12 مارسوا، آب/فبراير"),
    ],
)
def test_months_within_a_text(text: str, shown: str) -> None:
    """Beside a day, a year or its other name a month has the reader's; a verb stays a verb, a quotation verbatim."""
    assert rename_months(text, Months.MOROCCO) == shown
    preferences = Preferences(Language.AR, Months.MOROCCO)
    assert localize(Localized(ar=text), preferences) == (shown, Language.AR)
    assert localize(Localized(ar=text), preferences, verbatim=True) == (text, Language.AR)
