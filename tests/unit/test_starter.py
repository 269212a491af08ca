from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from bot import starter
from bot.dossier import read, write
from bot.model import Dossier, Localized
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

PRINTED = {
    "kcna": (
        "شاركت في عمليات تحرير مناطق كورسك",
        "تكللت بالنجاح",
        "عمليات تحرير منطقة كورسك لصد الغزو المغامر لروسيا الاتحادية من قبل السلطات الأوكرانية قد اختُتمت بانتصار",
        "وفقاً لأمر من الزعيم كيم جونغ أون",
    ),
    "putin": (
        "الأصدقاء الكوريين تصرّفوا انطلاقا من شعور بالتضامن والعدالة والرفقة الحقيقية",
        "نقدّر ذلك كثيرا ونشعر بالامتنان الصادق شخصيا للرفيق كيم جونغ أون… وللشعب الكوري الشمالي",
        "وثيقة ثورية",
    ),
    "zelensky": (
        "ترى تحالفًا متناميًا بين روسيا وأنظمة مثل كوريا الشمالية",
        "لم يعد الأمر يتعلق فقط بنقل الأسلحة. بل يتعلق بإرسال أشخاص من كوريا الشمالية إلى قوات المحتل المسلحة",
    ),
}


@pytest.fixture(scope="module")
def story() -> Dossier:
    """The story that the project begins with."""
    ((name, data),) = starter.stories()
    assert name == "dprk-troops-kursk.yaml"
    return read(data, name)


def _texts(part: BaseModel) -> Iterator[Localized]:
    for _, value in part:
        if isinstance(value, Localized):
            yield value
        for item in value if isinstance(value, tuple) else ():
            if not isinstance(item, str):
                yield from _texts(item)


def test_the_file_is_normalised(story: Dossier) -> None:
    """Importing and exporting it changes no byte but those of the comments that it begins with."""
    ((_, data),) = starter.stories()
    lines = data.decode().splitlines(keepends=True)
    assert write(story) == "".join(line for line in lines if not line.startswith("#"))


def test_everything_is_there_in_both_languages(story: Dossier) -> None:
    """No reader of either language is shown the other."""
    texts = list(_texts(story))
    assert len(texts) > 50
    assert all(text.has(language) for text in texts for language in (Language.AR, Language.EN))


def test_every_section_is_filled(story: Dossier) -> None:
    """Four to seven key points, a summary of several paragraphs, a timeline, people and the source."""
    assert story.slug == "dprk-troops-kursk"
    assert 4 <= len(story.key_points) <= 7
    assert len(story.summary) >= 4
    assert {person.id for person in story.people} >= {"kim", "putin", "zelensky", "kcna", "yonhap", "commission"}
    assert all(person.role for person in story.people)
    assert [(source.language, str(source.date)) for source in story.sources] == [("ar", "2025-04-28")]


def test_the_quotations_are_those_that_were_printed(story: Dossier) -> None:
    """Word for word in Arabic but for words in brackets, each once, by their speakers; the English are translations."""
    by_key = {
        speaker: tuple(
            re.sub(r"\[[^]]*\] ", "", quote.words.ar or "") for quote in story.quotes if quote.speaker == speaker
        )
        for speaker in PRINTED
    }
    assert by_key == PRINTED
    assert len(story.quotes) == 9
    assert all(quote.is_translation(Language.EN) and not quote.is_translation(Language.AR) for quote in story.quotes)


def test_dates_are_no_finer_than_they_are_known(story: Dossier) -> None:
    """The offensive is known to the month, the accusation not at all, the announcements to the day."""
    assert [str(event.date) if event.date else None for event in story.events] == [
        "2022-02",
        None,
        "2025-04-28",
        "2025-04-28",
    ]
    assert {quote.date for quote in story.quotes if quote.speaker == "zelensky"} == {None}
    assert {str(quote.date) for quote in story.quotes if quote.speaker == "kcna"} == {"2025-04-28"}


def test_the_other_storys_caption_is_left_out(story: Dossier) -> None:
    """A photograph of another minister in Washington ran into the copy."""
    written = write(story)
    assert not re.search("روبيو|Rubio|واشنطن|Washington|2025-01", written)


def test_both_languages_are_set_as_they_are_printed(story: Dossier) -> None:
    """Arabic punctuation and no Latin letters in Arabic, no Arabic in English, typographic marks in both."""
    for text in _texts(story):
        assert not re.search(r"[A-Za-z,;?\"'“”]", text.ar or ""), text.ar
        assert not re.search(r"[\u0600-\u06ff\"'«»]", text.en or ""), text.en
        assert not re.search(r"\.\.\.|  |\s[،؛.]", f"{text.ar} {text.en}"), text
    prose = chain(
        (point.text for point in story.key_points), (paragraph.text for paragraph in story.summary), [story.standfirst]
    )
    assert all((item.ar or "").endswith(".") and (item.en or "").endswith(".") for item in prose)


@pytest.mark.parametrize(
    ("typed", "person"),
    [("putin", "putin"), ("بوتين", "putin"), ("zelenskyy", "zelensky"), ("زيلينسكي", "zelensky"), ("kcna", "kcna")],
)
def test_readers_names_are_known(story: Dossier, typed: str, person: str) -> None:
    """The short forms that people type are among a person's names."""
    match = story.person(person)
    names = [name.casefold() for name in (*match.also, match.name.ar, match.name.en) if name]
    assert typed in names
