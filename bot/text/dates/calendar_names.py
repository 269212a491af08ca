"""Names of months, of either calendar, and of days of the week, in all the families in use.

As people write them, not folded: the reader of typed dates and the reader of copy compare letters each in their way.
"""

from __future__ import annotations

# January to December: Gulf and Egypt, Levant and Iraq, Maghreb.
MONTHS_AR = (
    "يناير كانون_الثاني جانفي",
    "فبراير شباط فيفري فبرائر",
    "مارس آذار اذار",
    "أبريل نيسان أفريل إبريل ابريل",
    "مايو أيار ماي ايار مايس",
    "يونيو حزيران جوان يونيه",
    "يوليو تموز جويلية يوليوز يوليه",
    "أغسطس آب أوت غشت اغسطس",
    "سبتمبر أيلول شتنبر ايلول",
    "أكتوبر تشرين_الأول تشرين_أول اكتوبر",
    "نوفمبر تشرين_الثاني نونبر تشرين_ثاني",
    "ديسمبر كانون_الأول دجنبر كانون_أول",
)
# Further spellings, which editors type and agencies do not print.
MONTHS_AR_TYPED = (
    "كانون_ثاني كانون_تاني كانون_التاني",
    "فبرير",
    "ادار",
    "ابرل ابريال أبرل",
    "مايس",
    "جوين يونيا يونية",
    "يوليا جولية يولية",
    "اوغسطس اغسطوس أغشت",
    "سيبتمبر سبتنبر شتمبر",
    "اوكتوبر أكتوبير تشرين_اول",
    "نونمبر نوفنبر تشرين_التاني تشرين_تاني",
    "ديسيمبر دسمبر ديجنبر كانون_اول",
)
MONTHS_EN = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
# Muharram to Dhu al-Hijja.
HIJRI_AR = (
    "محرم المحرم", "صفر", "ربيع_الأول ربيع_أول", "ربيع_الآخر ربيع_الثاني ربيع_ثاني", "جمادى_الأولى جمادى_الأول",
    "جمادى_الآخرة جمادى_الثانية جمادى_الثاني جمادى_الآخر", "رجب", "شعبان", "رمضان", "شوال",
    "ذو_القعدة ذي_القعدة ذوالقعدة", "ذو_الحجة ذي_الحجة ذوالحجة",
)  # fmt: skip
HIJRI_EN = (
    "muharram", "safar", "rabi_al-awwal rabi_i rabi_al-awal", "rabi_al-thani rabi_ii rabi_al-akhir",
    "jumada_al-awwal jumada_al-ula jumada_i", "jumada_al-thani jumada_al-akhira jumada_ii", "rajab",
    "shaban sha'ban shaaban", "ramadan", "shawwal", "dhu_al-qadah dhu_al-qi'dah dhul-qadah dhul_qadah",
    "dhu_al-hijjah dhul-hijjah dhu_al-hijja dhul_hijjah",
)  # fmt: skip
HIJRI_EN_TYPED = (
    "moharram muharam", "saffar", "rabi_ul-awwal rabi'_al-awwal rabi_al_awwal rabia_al-awwal rabi_1",
    "rabi_ul-thani rabi'_al-thani rabi_ul-akhir rabi'_al-akhir rabi_al_thani rabi_2 rabi_al-thaani",
    "jumada_al-oula jumada_ul-awwal jumada_al_awwal jumada_al_ula jumada_1 jumada_al-awal",
    "jumada_al-akhirah jumada_ul-thani jumada_al_thani jumada_al-thaniyah jumada_2 jumada_al-thania",
    "rajab_al-murajjab", "sha'aban shabaan", "ramadhan ramazan", "shawal shawaal",
    "dhu_al-qa'dah dhu_al-qa'da dhul-qa'dah dhul_qa'dah dhu'l-qa'dah dhul-qidah dhu_al_qadah zulqadah",
    "dhu_al_hijjah dhul_hijja dhul-hijja dhu'l-hijjah dhu'l-hijja zul_hijjah zulhijjah dhu_al_hijja zul-hijja",
)  # fmt: skip
# Monday to Sunday.
WEEKDAYS_AR = (
    "الاثنين الإثنين", "الثلاثاء الثلثاء", "الأربعاء الاربعاء", "الخميس", "الجمعة", "السبت", "الأحد",
)  # fmt: skip
WEEKDAYS_EN = (
    "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu", "friday fri", "saturday sat",
    "sunday sun",
)  # fmt: skip


def names(row: str) -> tuple[str, ...]:
    """Return the names in a row of a table; those of several words are written with an underscore."""
    return tuple(name.replace("_", " ") for name in row.split())
