"""Forms that copy from agencies, papers and ministries has: where its day stands, and who is behind a rank or a title."""

from __future__ import annotations

import pytest

from bot.intake import names
from bot.intake.analysis import analyze

_STORY = {
    "ar": "\n\nقال رئيس البلدية سامر عوض إن السد امتلأ بالكامل يوم الاثنين بعد أمطار لم تتوقف أسبوعاً.\n\nولم يصب أحد بأذى، بحسب البلدية.",
    "en": "\n\nThe dam filled up on Monday after rain that did not stop for a week, said Mayor Ada Quill.\n\nNobody was hurt.",
}


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("السد يمتلئ\nوكالة الساحل للأنباء – الأربعاء 12 آذار/مارس 2025", "2025-03-12"),
        ("السد يمتلئ\n\nمدينة النهر في 12 رمضان 1446هـ الموافق 12 مارس 2025م", "2025-03-12"),
        ("The dam is full\n\nThe Coast Courier | Wednesday, 12 March 2025", "2025-03-12"),
        ("The dam is full\n\nOffice of the Water Commissioner, 12 March 2025", "2025-03-12"),
        ("The dam is full\n\nIn a story published March 12, 2025, the agency misspelled the name of the mayor.", "2025-03-12"),
    ],
)  # fmt: skip
def test_copy_tells_its_day_above_the_story(head: str, day: str) -> None:
    """In a line of place or paper and day, with Hijri before it, or in a correction's note."""
    read = analyze(head + _STORY["ar" if head[0] > "\u0600" else "en"])
    assert read.date == day
    assert not read.asks_date
    said = next(event.date for event in read.events if event.said in {"الاثنين", "يوم الاثنين", "Monday", "on Monday"})
    assert said == "2025-03-10"


def test_a_title_that_ends_in_a_day_is_not_the_copys_day() -> None:
    """What it tells of happened then; the copy is of any day after."""
    read = analyze("ذكرى فيضان 3 مارس 2011" + _STORY["ar"])
    assert read.date is None
    assert read.title == "ذكرى فيضان 3 مارس 2011"


@pytest.mark.parametrize(
    "line", ["نهر الوادي (إقليم الشرق)، 12 آذار/مارس 2025 (د ب أ) – ", "وادينا 12 مارس آذار 2025 (رويترز) - "]
)
def test_a_dateline_may_have_a_province_or_two_names_of_a_month(line: str) -> None:
    """The dash after it begins the story; the agency is credited."""
    read = analyze("السد يمتلئ\n\n" + line + _STORY["ar"].strip())
    assert read.date == "2025-03-12"
    assert len(read.agencies) == 1
    assert read.paragraphs[1].text.startswith("قال رئيس البلدية")


@pytest.mark.parametrize(
    ("copy", "speakers"),
    [
        ("قال مدير مستشفى الأمل في محافظة الشروق الدكتور هيثم القاسم إن «الأسرة امتلأت منذ الليل».", ["هيثم القاسم"]),
        ("نفى والي الشرقية، ماهر العوني، الخبر. ووصف الوالي ما يقال بأنه «كلام فارغ تماماً».", ["ماهر العوني"]),
        ("«لم يبق لنا شيء»، تقول الحاجة زينب العوني، وهي في الثمانين.", ["زينب العوني"]),
        ("اتصلت بي الممثلة هدى الرفاعي صباحاً وقالت لي: «لن أحضر العرض».", ["هدى الرفاعي"]),
        ("ونفى مازن الديري التهم كلها، وقال من داخل القاعة: «أنا بريء من هذا».", ["مازن الديري"]),
        ("قال مصدر عسكري إن «الهجوم فشل». وأضاف المصدر نفسه أن «ثلاثة جنود قتلوا».", ["مصدر عسكري", "مصدر عسكري"]),
        ("وقالت منسقة الصليب الأحمر في الشمال، لينا قباني، للصحافيين: «وصلنا متأخرين جداً».", ["لينا قباني"]),
        ("جاء في تقرير لمنظمة الصحة العالمية صدر أمس أن الوضع «كارثي تماماً».", ["منظمة الصحة العالمية"]),
        ("قالت رئيسة المحكمة القاضية رباب نجم إن المتهم «مذنب تماماً». ثم خاطبته القاضية قائلة: «لم تبد أي ندم».", ["رباب نجم", "رباب نجم"]),
    ],
)  # fmt: skip
def test_who_speaks_is_found_behind_rank_title_or_place(copy: str, speakers: list[str]) -> None:
    """The name after a rank that ends a long title, the bearer of a title, whom a verb before names."""
    assert [quote.speaker for quote in analyze(copy).quotes] == speakers


def test_the_wife_of_a_colonel_is_not_the_colonel() -> None:
    """She speaks, and stays without a name."""
    (quote,) = analyze("قالت زوجة العقيد مراد السعدي إنها «لن تغادر بيتها أبداً».").quotes
    assert quote.speaker == "زوجة العقيد مراد السعدي"
    assert quote.speaker_by == "title"


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE", "That's all from us tonight. Thank you for following.", "— With assistance from Dina Roe",
        "Past performance is no guide to future returns.", "Words: Jane Roe", "bur-kl/rt",
        "إلى هنا تنتهي تغطيتنا لهذا اليوم", "المكتب الإعلامي – وزارة المياه", "رئيس البلدية يتفقد السد صباح اليوم برفقة المهندسين (خاص)",
    ],
)  # fmt: skip
def test_what_frames_a_story_is_dropped(line: str) -> None:
    """Releases' heads, farewells, disclaimers, credits: none of them is a sentence of the story."""
    is_arabic = line[0] > "\u0600"
    story = ("السد يمتلئ" if is_arabic else "The dam is full") + _STORY["ar" if is_arabic else "en"]
    copy = f"{line}\n\n{story}" if line.isupper() else f"{story}\n\n{line}"
    read = analyze(copy)
    assert [dropped.text for dropped in read.dropped] == [line]
    assert [part.text for part in read.paragraphs] == [part.text for part in analyze(story).paragraphs]


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("رجب", "Recep"),
        ("بشير", "Bachir"),
        ("جمال سلمان", "Djamal Salmane"),
        ("الأخضر", "Lakhdar"),
        ("محمود", "Mahmut"),
    ],
)
def test_french_and_turkish_spellings_are_the_same_name(arabic: str, latin: str) -> None:
    """As Algiers, Beirut and Ankara write them in Latin letters."""
    assert names.compare(arabic, latin) == "same"
