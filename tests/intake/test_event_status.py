"""How sentences tell what their dates are of: as happened, or as planned, demanded or denied."""

from __future__ import annotations

from datetime import date

import pytest

from bot.intake.analysis import analyze
from bot.intake.dating.events import dates_in
from bot.intake.normalized import normalized
from bot.model import Dossier
from tests.intake.test_command import starter_dossier

DAY = date(2025, 4, 30)  # a Wednesday
H, P, D, N = "happened", "planned", "demanded", "denied"


def read(copy: str, day: date | None = DAY) -> list[tuple[str, str]]:
    """The dates of a sentence, and how it tells them."""
    plain = normalized(copy).plain
    arabic = "\u0600" < copy[0] < "\u06ff"
    return [(str(dated.when), dated.status) for dated in dates_in(plain, 0, len(plain), day, arabic=arabic)]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("Kane said on Wednesday that soldiers would march on May 9.", [("2025-04-30", H), ("2025-05-09", P)]),
        ("On Wednesday Kane said soldiers would march on May 9.", [("2025-04-30", H), ("2025-05-09", P)]),
        ("Soldiers will march on May 9, Kane said on Wednesday.", [("2025-05-09", P), ("2025-04-30", H)]),
        ("“We will march on May 9,” Kane said on Wednesday.", [("2025-05-09", P), ("2025-04-30", H)]),
        ("“We will never leave,” Kane on Tuesday told a crowd.", [("2025-04-29", H)]),
        ("Kane said on Wednesday that he would visit the north.", [("2025-04-30", H)]),
        ("The council meets on Wednesday to discuss the dam.", [("2025-04-30", P)]),
        ("The law takes effect on January 1, 2020, the text says.", [("2020-01-01", H)]),
        ("The court will hear the appeal later on Wednesday.", [("2025-04-30", P)]),
        ("The parade takes place on the main square on May 9.", [("2025-05-09", P)]),
        ("Kane was expected in the capital on April 20 but did not come.", [("2025-04-20", P)]),
        ("The report, due on April 28, was delayed again.", [("2025-04-28", P)]),
        ("The pact was signed in June 2024 and will stay in force until 2034.", [("2024-06", H), ("2034", P)]),
        ("The ministers will meet on Thursday and Friday in the port.", [("2025-05-01", P), ("2025-05-02", P)]),
        ("Elections scheduled for May were put off on Monday until October.", [("2025-05", P), ("2025-04-28", H), ("2025-10", P)]),
        ("Trains would run on a reduced timetable from Thursday evening.", [("2025-05-01", P)]),
        ("Police held a man on Monday who planned to attack the parade on May 9.", [("2025-04-28", H), ("2025-05-09", P)]),
        ("Money will reach the families by the end of the month.", [("2025-04", P)]),
        ("Reports on Monday said a man was hurt.", [("2025-04-28", H)]),
        ("The firm pays a fine for the spill that killed 12 workers in 2019.", [("2019", H)]),
        ("Estmark denied its forces had crossed the border on Monday.", [("2025-04-28", N)]),
        ("Estmark denied on Tuesday that its forces had crossed on Sunday.", [("2025-04-29", H), ("2025-04-27", N)]),
        ("The ministry, which denied the reports on Monday, said 12 were killed.", [("2025-04-28", H)]),
        ("The man denies 19 counts of murder over the sinking of a ferry in 2023.", [("2023", H)]),
        ("Kane called on allies on Monday to send more guns by June.", [("2025-04-28", H), ("2025-06", D)]),
        ("He urged the unions to return to the table on Tuesday.", [("2025-05-06", D)]),
        ("Parliament should vote on the law on Monday, he said.", [("2025-05-05", D)]),
        ("A spokesman, asked to comment on Monday, declined.", [("2025-04-28", H)]),
        ("He wants the government to publish a report that was finished on Monday.", [("2025-04-28", H)]),
        ("قال كين الأربعاء إن جنوداً سيشاركون في عرض 9 أيار/مايو.", [("2025-04-30", H), ("2025-05-09", P)]),
        ("سيشارك جنود في عرض التاسع من مايو، بحسب ما أعلن كين الأربعاء.", [("2025-05-09", P), ("2025-04-30", H)]),
        ("أكد القصر الثلاثاء أن كين سيزور الشمال هذا العام.", [("2025-04-29", H), ("2025", P)]),
        ("يعتزم كين زيارة العاصمة في يونيو المقبل.", [("2025-06", P)]),
        ("من المنتظر أن يصل الوفد إلى المدينة يوم الأربعاء.", [("2025-04-30", P)]),
        ("كان من المقرر أن يصل الوفد في 20 أبريل لكنه تأخر.", [("2025-04-20", P)]),
        ("سيلتقي الوزيران الخميس والجمعة في المرفأ.", [("2025-05-01", P), ("2025-05-02", P)]),
        ("وأبلغ الوزير البرلمان الثلاثاء بأن القوات قد تنسحب قبل يونيو.", [("2025-04-29", H), ("2025-06", P)]),
        ("وكان العمل في السد قد توقف في مارس 2023 بعد خلاف.", [("2023-03", H)]),
        ("فاز مانشستر سيتي السبت على ضيفه بهدفين.", [("2025-04-26", H)]),
        ("التقى سيرغي لافروف الاثنين نظيره التركي.", [("2025-04-28", H)]),
        ("نفت كييف الاثنين أن تكون قواتها عبرت الحدود.", [("2025-04-28", H)]),
        ("نفت كييف أن تكون قواتها عبرت الحدود الاثنين.", [("2025-04-28", N)]),
        ("ونفى الوالي أن يكون تأخر، وذكر أن الإجلاء بدأ مساء أمس.", [("2025-04-29", H)]),
        ("دعا كين الحلفاء الاثنين إلى إرسال مزيد من السلاح قبل يونيو.", [("2025-04-28", H), ("2025-06", D)]),
        ("وحثت الحكومة النقابات على العودة إلى المفاوضات الثلاثاء.", [("2025-05-06", D)]),
        ("يجب على السلطات نشر المحاضر قبل السبت.", [("2025-05-03", D)]),
        ("قُتل طالب برصاصة في وسط المدينة الاثنين.", [("2025-04-28", H)]),
    ],
)  # fmt: skip
def test_status(copy: str, expected: list[tuple[str, str]]) -> None:
    """What is told of a day on Wednesday, 30 April 2025; the day of the saying is never that of what was announced."""
    assert list(dict.fromkeys(read(copy))) == expected


def test_without_the_copys_day_words_alone_tell() -> None:
    """A whole date, or one that cannot be told, is planned by its verb."""
    assert read("Soldiers will march on May 9.", None) == [("", P)]
    assert read("The fair opens on May 9, 2031.", None) == [("2031-05-09", P)]
    assert read("Soldiers marched on May 9, 2031.", None) == [("2031-05-09", H)]


def test_what_the_story_has_of_one_day_of_a_sentence_is_not_the_other() -> None:
    """The saying is known; what it announced, in the same words, still is to be proposed."""
    copy = "Kane said on Wednesday that soldiers would march on May 9."
    dossier = starter_dossier()
    said = {"id": "e90", "date": "2025-04-30", "text": {"en": copy}, "sources": [dossier.sources[0].id]}
    tree = dossier.model_dump(mode="json", exclude_none=True)
    known = Dossier.model_validate({**tree, "events": [*tree["events"], said]})
    assert [(event.date, event.duplicate_of) for event in analyze(copy, day=DAY, dossier=known).events] == [
        ("2025-04-30", "e90"),
        ("2025-05-09", None),
    ]


def test_the_next_days_toll_is_not_known() -> None:
    """Almost the same words of another day are another event; the same words are it, whatever day was reckoned."""
    copy = "Shelling in the north killed 14 people on Tuesday, the ministry said."
    dossier = starter_dossier()
    tree = dossier.model_dump(mode="json", exclude_none=True)

    def known(text: str) -> str | None:
        event = {"id": "e90", "date": "2025-04-28", "text": {"en": text}, "sources": [dossier.sources[0].id]}
        has = Dossier.model_validate({**tree, "events": [*tree["events"], event]})
        return analyze(copy, day=DAY, dossier=has).events[0].duplicate_of

    assert known("Shelling in the north killed 12 people on Monday, the ministry said.") is None
    assert known(copy) == "e90"
