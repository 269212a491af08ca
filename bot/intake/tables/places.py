"""Countries, capitals and cities, so that they are not taken for people; and which nationality is which country's."""

from __future__ import annotations

from functools import cache

from babel import Locale

from bot.intake.normalized import plain, table

CITIES_AR = table(
    """بيروت دمشق حلب حمص حماة إدلب درعا السويداء اللاذقية طرطوس بغداد البصرة الموصل كركوك أربيل النجف كربلاء الأنبار عمان
    القدس غزة رفح خانيونس رام نابلس جنين الخليل القاهرة الإسكندرية أسوان الجيزة السويس طرابلس بنغازي مصراتة سبها
    درنة تونس
    صفاقس سوسة الجزائر وهران قسنطينة الرباط الدار فاس مراكش طنجة نواكشوط الخرطوم أم دارفور الفاشر نيالا بورتسودان
    صنعاء عدن
    تعز الحديدة مأرب الرياض جدة مكة المدينة الدمام أبوظبي دبي الشارقة الدوحة المنامة الكويت مسقط صلالة طهران أصفهان مشهد
    تبريز أنقرة إسطنبول إزمير موسكو كييف خاركيف أوديسا كورسك دونيتسك لوغانسك القرم واشنطن نيويورك لندن باريس برلين
    روما مدريد
    بروكسل جنيف فيينا لاهاي أثينا ستوكهولم أوسلو كوبنهاغن وارسو براغ بودابست بكين شنغهاي طوكيو سيول بيونغيانغ
    نيودلهي مومباي
    إسلام كابول قندهار كراتشي لاهور دكا جاكرتا سيدني أديس نيروبي مقديشو جوهانسبرغ أبوجا لاغوس الضفة الغربية الشرقية
    الشمالية
    الجنوبية البيت الأبيض أوروبا آسيا أفريقيا إفريقيا أميركا أمريكا الشرق الأوسط الخليج صيدا صور زحلة بعلبك النبطية
    عكار الرقة
    القامشلي الحسكة تدمر سامراء تكريت الفلوجة الناصرية العمارة الكوت الديوانية بابل واسط ديالى نينوى دهوك السليمانية
    حضرموت
    الضالع شبوة المكلا عفرين منبج كوباني الزرقاء إربد العقبة طولكرم قلقيلية بيت لحم أريحا حيفا يافا عكا تل أبيب
    النقب الجليل"""
)
CITIES_EN = frozenset(
    """london paris berlin rome madrid brussels geneva vienna hague athens stockholm oslo copenhagen warsaw prague budapest
    moscow kyiv kiev kharkiv odesa kursk washington york beijing shanghai tokyo seoul pyongyang delhi mumbai islamabad
    kabul karachi lahore dhaka jakarta sydney canberra ankara istanbul tehran baghdad basra mosul erbil damascus aleppo
    homs beirut tripoli amman jerusalem gaza rafah ramallah nablus jenin hebron cairo alexandria khartoum tunis algiers
    rabat casablanca benghazi riyadh jeddah dubai doha manama muscat sanaa aden nairobi lagos abuja johannesburg dublin
    edinburgh glasgow manchester birmingham boston chicago houston dallas seattle atlanta miami toronto ottawa lisbon
    kremlin europe asia africa america brazil west east north south bank""".split()
)


_ISO = 2  # letters of a country's code: longer ones are of continents


@cache
def countries_ar() -> frozenset[str]:
    """Return the words of countries' Arabic names."""
    names = Locale("ar").territories
    return frozenset(plain(word) for code, name in names.items() if len(code) == _ISO for word in name.split())


@cache
def countries_en() -> frozenset[str]:
    """Return the words of countries' English names, in lower case."""
    names = Locale("en").territories
    return frozenset(
        word.lower() for code, name in names.items() if len(code) == _ISO for word in name.split() if word[0].isupper()
    )


@cache
def is_place_ar(word: str) -> bool:
    """Whether a normalised Arabic word, its joined preposition aside, names a place."""
    bare = word[1:] if word[:1] in "لب" and len(word) > 4 else word  # noqa: PLR2004 - a short word has none
    return any(name in CITIES_AR or name in countries_ar() for name in (word, bare))


@cache
def is_place_en(word: str) -> bool:
    """Whether a word in lower case names a place."""
    return word in CITIES_EN or word in countries_en()
