"""Pieces of patterns of Arabic dates: months, days, and the words that say which one is meant."""

from __future__ import annotations

from bot.intake.normalized import alternatives, plain
from bot.intake.tables import calendars

NAMES = alternatives(calendars.MONTHS_AR)
MONTH = rf"(?:شهر\s+)?(?P<month>{NAMES})(?:(?:\s*[/(\-–،]\s*|\s+)(?P<other>{NAMES})\s*\)?)?"
WEEKDAYS = alternatives(calendars.WEEKDAYS_AR)
BARE_DAYS = alternatives(name.removeprefix(plain("ال")) for name in calendars.WEEKDAYS_AR)
WEEKEND = frozenset({5, 6})  # Saturday, Sunday
DAYTIME = r"(?:(?:صباح|مساء|ظهر|عصر|فجر|ليل|ليله|يوم|نهار|بعد ظهر|منتصف ليل)\s+)"
LEAD = rf"(?:{DAYTIME}{{0,2}}(?:{WEEKDAYS})\s*[،,]?\s*(?:الموافق\s+|في\s+|ال)?)?"
DAY = r"(?P<day>\d{1,2})"
YEAR = r"(?:(?:من\s+)?(?:ال)?(?:عام|سنه)\s+|من\s+|\s*[/،,-]\s*)?(?P<year>(?:1\d|20|21)\d\d)(?:\s*م(?!\p{L}))?"
ORDINAL = alternatives([*calendars.ORDINALS_AR, "غرة"])
HIJRI = (
    rf"(?:شهر\s+)?(?P<hijri>{alternatives(calendars.HIJRI_AR)})"
    r"(?:\s+(?:المبارك|الحرام|الفضيل|المعظم|الكريم|الخير|الفرد|المكرم))?"
)
AH = r"(?:\s*ه(?:جريه?)?(?!\p{L})\.?|\s*للهجره|\s*هجري)"
HYEAR = rf"(?:(?:من\s+)?(?:ال)?(?:عام|سنه)\s+|من\s+|\s*[/،,-]\s*)?(?P<hyear>1[345]\d\d){AH}?"
# 'The week after' and 'the year before' are reckoned from what the sentence tells of, and that is not known here.
PAST, NEXT = (
    r"(?:الماضي|الماضيه|الفائت|الفائته|الفايت|الفايته|المنصرم|المنصرمه|المنقضي|المنقضيه)",
    r"(?:المقبل|المقبله|القادم|القادمه|الاتي|الاتيه|الوشيك)",
)
BEYOND = (
    r"(?:\s+(?:(?P<before_last>قبل\s+(?:الماضي|الفايت|المنصرم)ه?)|(?P<after_next>بعد\s+(?:المقبل|القادم|الاتي)ه?)))"
)
ELSEWHEN = r"(?!\s+(?:التالي|السابق|اللاحق|الذي|التي|الاخير)ه?(?!\p{L}))"
THIS = r"(?:الجاري|الجاريه|الحالي|الحاليه)"
OF_SAME = r"(?P<same>\s+(?:من\s+)?(?:العام|السنه)\s+(?:نفسه|نفسها|ذاته|ذاتها))"
SAME = r"(?:نفسه|نفسها|ذاته|ذاتها)"
WHICH = rf"(?:\s+(?:(?P<past>{PAST})|(?P<next>{NEXT})|(?P<this>{THIS})))"
VAGUE = r"(?:مطلع|اوايل|اوائل|منتصف|اواسط|اواخر|نهايه|بدايه|مستهل|ختام|غضون|خلال)\s+"
COUNTED = {
    plain(name): (unit, number)
    for name, unit, number in (
        ("يوم", "day", 1), ("يومين", "day", 2), ("أيام", "day", 0), ("يوما", "day", 0), ("أسبوع", "week", 1),
        ("أسبوعين", "week", 2), ("أسابيع", "week", 0), ("شهر", "month", 1), ("شهرين", "month", 2), ("أشهر", "month", 0),
        ("شهور", "month", 0), ("شهرا", "month", 0), ("عام", "year", 1), ("عامين", "year", 2), ("أعوام", "year", 0),
        ("سنة", "year", 1), ("سنتين", "year", 2), ("سنوات", "year", 0), ("عاما", "year", 0), ("أسبوعا", "week", 0),
    )
}  # fmt: skip
NUMBERS = alternatives(calendars.NUMBERS_AR)
NTH = alternatives(calendars.NTH_AR)
SEASONS = {"الربيع": 3, "الصيف": 6, "الخريف": 9}

ALSO = (
    rf"(?:\s*[،,(/-]?\s*(?:الموافق|الموافقه|الموافق ل|اي|المصادف)?\s*(?:ل|في"
    rf"|يوم)?\s*(?P<also_day>\d{{1,2}})\s+(?:من\s+)?"
    rf"(?P<also_month>{NAMES})(?:\s*[/(-]\s*(?:{NAMES})\s*\)?)?\s*(?:(?:من\s+)?(?:عام|سنه)\s+)?(?P<also_year>(?:19"
    rf"|20)\d\d)(?:\s*م(?!\p{{L}}))?)?"
)
NOT_TODAY = (
    r"(?!\s+(?:التالي|نفسه|ذاته|العالمي|الوطني|الدولي|الاول|الثاني|الثالث|الرابع|الخامس|السادس"
    r"|السابع|الذي|الواحد|الاخير|السابق|الاحد|بيوم|ل))"
)
