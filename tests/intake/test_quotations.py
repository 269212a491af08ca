"""Quotations: what is one, where it ends, and whose words it has."""

from __future__ import annotations

from datetime import date

import pytest

from bot.intake.analysis import analyze

DAY = date(2025, 4, 28)


def quotes(copy: str) -> list[tuple[str, str | None]]:
    """The quotations of a copy with their speakers."""
    return [(quote.text, quote.speaker) for quote in analyze(copy, day=DAY).quotes]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("“We are ready to talk,” Mayor Jane Doe said.", [("We are ready to talk", "Jane Doe")]),
        ("Jane Doe, the mayor, said: «We are ready to talk.»", [("We are ready to talk", "Jane Doe")]),
        (
            "“We are ready,” said Jane Doe. “We are not desperate.”",
            [("We are ready … We are not desperate", "Jane Doe")],
        ),
        ("“We are ready,” Jane Doe said, “to talk to anyone.”", [("We are ready … to talk to anyone", "Jane Doe")]),
        ('The plan was "dead on arrival", according to Senator Ann Lee.', [("dead on arrival", "Ann Lee")]),
        ("Jane Doe called the plan “a bad joke” and “an insult”.", [("a bad joke … an insult", "Jane Doe")]),
        ("‘We won’t go back,’ Jane Doe said.", [("We won’t go back", "Jane Doe")]),
        ("“He told me ‘never again’ and left,” Jane Doe said.", [("He told me ‘never again’ and left", "Jane Doe")]),
        (
            "Jane Doe met reporters on Friday. She said the talks were “close to collapse”.",
            [("close to collapse", "Jane Doe")],
        ),
        (
            "Foreign Minister Ann Lee arrived in Paris. “We will sign tonight,” the minister said.",
            [("We will sign tonight", "Ann Lee")],
        ),
        (
            "“Nobody is safe,” said a spokeswoman for the hospital.",
            [("Nobody is safe", "a spokeswoman for the hospital")],
        ),
        ("Jane Doe said: “We start again.\n\n“We always have.”", [("We start again. We always have", "Jane Doe")]),
        ("Jane Doe said: “We will not accept this deal.", [("We will not accept this deal", "Jane Doe")]),
        ("The band played “Blue Harbour Nights” and left.", []),
        (
            "“It was night,” said its caretaker, who gave his name only as Ben. “We left.”",
            [("It was night … We left", "Ben")],
        ),
        (
            "The tank held, Ann Lee said. “It may fail,” said Jane Doe, who expects repairs to take “many long months”.",
            [("It may fail", "Jane Doe"), ("many long months", "Jane Doe")],
        ),
        (
            "Smith, 61, denies fraud. The defendant said it was “mere background noise”.",
            [("mere background noise", "Smith")],
        ),
        (
            "Officials jailed ten on “baseless and odd” charges, Jane Doe said on Monday.",
            [("baseless and odd", "Jane Doe")],
        ),
        (
            "“Ask the colonel about his tanks, its spokesman Sam Hill told reporters.",
            [("Ask the colonel about his tanks", "Sam Hill")],
        ),
        (
            "Talks resumed. The foreign minister said it was “very close to done”.",
            [("very close to done", "The foreign minister")],
        ),
        (
            "Reuters, citing two officials, reported that talks were “dead in the water”.",
            [("dead in the water", "two officials")],
        ),
        ("She visits an exhibition called “Home, Weeping” today.", []),
        ("The so-called “green line” was crossed on Monday.", []),
    ],
)
def test_english(copy: str, expected: list[tuple[str, str | None]]) -> None:
    """English quotations, their attribution before, after and within, and what is none."""
    assert quotes(copy) == expected


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("وقال الوزير سامر حداد إن «الاتفاق بات قريبا جدا».", [("الاتفاق بات قريبا جدا", "سامر حداد")]),
        ("وقالت رئيسة الهيئة، السعدية أمزيان، إن الاقتراع «مر في ظروف عادية».", [("مر في ظروف عادية", "السعدية أمزيان")]),
        ("ونقل التقرير عن عامل بناء اسمه الأول «بيشال» قوله: «كنا ثمانين رجلا».", [("كنا ثمانين رجلا", "بيشال")]),
        ("وكتبت جريدة «الضفتان» أن ما حدث «إنذار لا انقلاب».", [("إنذار لا انقلاب", "الضفتان")]),
        ("واتهمت المعارضة الحكومة بـ«التضليل المتعمد».", [("التضليل المتعمد", "المعارضة")]),
        ("ويخشى سكان قرية «أم الدوالي» من أن تغمر المياه مقبرتهم.", []),
        ("«الاتفاق بات قريبا»، بحسب الوزير سامر حداد.", [("الاتفاق بات قريبا", "سامر حداد")]),
        (
            "وقالت الوزيرة ليلى حداد: «الاتفاق قريب». وأضافت: «سنوقع غدا».",
            [("الاتفاق قريب", "ليلى حداد"), ("سنوقع غدا", "ليلى حداد")],
        ),
        ("ووصف سامر حداد القرار بأنه «طعنة للسلام».", [("طعنة للسلام", "سامر حداد")]),
        ("ونقلت وكالة رويترز عن الوزير سامر حداد قوله إن «المعركة انتهت».", [("المعركة انتهت", "سامر حداد")]),
        ("وذكر سامر حداد أن الوضع «صعب للغاية»، معتبرا أن الحل «بيد الدول الكبرى».",
         [("صعب للغاية", "سامر حداد"), ("بيد الدول الكبرى", "سامر حداد")]),
        ("وصل الوزير سامر حداد إلى عمان. وأكد الوزير أن «المحادثات تتقدم».", [("المحادثات تتقدم", "سامر حداد")]),
        ("وعرضت قناة «الأفق» فيلم «ليل المدينة الطويل» أمس.", []),
    ],
)  # fmt: skip
def test_arabic(copy: str, expected: list[tuple[str, str | None]]) -> None:
    """Arabic quotations: verbs before their subjects, participles, agencies that carry others, titles and pronouns."""
    assert quotes(copy) == expected


def test_an_agency_is_the_carrier() -> None:
    """Who speaks is the innermost; who reports it is kept beside."""
    (quote,) = analyze(
        "The agency Reuters quoted General Paul Kane as saying that “the bridge is ours”.", day=DAY
    ).quotes
    assert (quote.speaker, quote.speaker_by) == ("Paul Kane", "name")
    assert quote.carrier is not None
    assert "Reuters" in quote.carrier


def test_what_is_printed_twice_comes_once() -> None:
    """A quotation in the lead and again below is one."""
    copy = "“We will rebuild it all,” Jane Doe said.\nLater she stood there. “We will rebuild it all,” she repeated."
    assert len(analyze(copy, day=DAY).quotes) == 1
