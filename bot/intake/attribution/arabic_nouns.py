"""Arabic nouns for people and organisations, and what is joined to them."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.intake.normalized import plain, table
from bot.intake.tables import roles
from bot.intake.tables.given_names import FEMALE_AR, MALE_AR
from bot.intake.tables.nationalities import is_nationality
from bot.intake.tables.places import is_place_ar

LONGEST_NAME = 6
LONGEST_ROLE = 14
TIED = frozenset({"في", "لدي", "الي", "من", "عن", "باسم"})
JOINED_NAMES = frozenset(
    {"بن", "ابن", "ال", "ابو", "ام", "عبد", "بو", "ولد", "بنت", "اي", "دي", "فان", "فون", "بني", "ذو", "نور", "سيف"}
)
OWNED = table(
    "زميل زميلة والد والدة زوج زوجة ابن ابنة شقيق شقيقة محامي محامية صديق صديقة جار جارة مدرب مدير مديرة رئيس"
    " نائب مستشار متحدث طبيب نظير نظيرة"
    " قريب عم خال جد جدة"
    " وزير زعيم قائد نجل نجلة أخ أخت مساعد مساعدة رئيسة وزيرة قائدة زعيمة مدربة أستاذ أستاذة معلم معلمة مدرس مدرسة"
    " رفيق رفيقة خطيب خطيبة شريك شريكة تلميذ تلميذة موكل موكلة سائق حارس منتج ناشر مخرج طبيبة صهر حفيد حفيدة أرملة"
    " سكرتير سكرتيرة خادم زعيم مرافق مرافقة كفيل مضيف مضيفة"
)
WOMEN = table("أم أخت بنت عروس زوج")  # without the feminine ending
RESPECTED = table("سموه معاليه")  # 'his highness': the ending is the owner's
OWNED_FORMS = frozenset(
    (noun[:-1] + "ت" if noun.endswith("ه") else noun) + suffix
    for noun in OWNED
    for suffix in ("ي", "ه", "ها", "هم", "نا")
)
TIMES = table("الأسبوع الشهر السنة الصيف الشتاء الربيع الخريف الماضي المقبل الجاري الساعة الفترة المساء الصباح")
WHICH = table("الماضي المقبل الحالي الجاري القادم الفائت المنصرم السابق")
NO_CONJUNCTION = table("ولي")  # the 'wali' of 'ولي العهد'
WALI = plain("والي")
PILGRIM = plain("الحاجة")  # before a name an old woman's title, else what is needed
SELF = table("نفسه نفسها نفسهم ذاته ذاتها ذاتهم عينه عينها")  # 'the same source': no name
HUMAN = table(
    """الطرفان الطرفين الجانبان الجانبين الأهالي الناس الجميع الأمم الكرملين البنتاغون المقاومة الأغلبية الأقلية
    الجمهور العائلات
    الرجل المرأة الشاب الشابة الفتى الفتاة الطفل الطفلة الأم الأب الزوج الزوجة الوفد الوفدان
    الركاب الجيران النسوة النساء الطلاب الطلبة"""
)
ROLE_WORDS = roles.ROLE_WORDS_AR
# Forms of verbal nouns, which begin a verb's object: استعداد، تقديم، إطلاق، انسحاب، اجتماع، مشاركة.
VERBAL_NOUN = re.compile(r"است\w{3,}|ت\w{2}ي\w|ا[^ي\W]\w[اء]\w|ان\w{2}ا\w|ا\wت\w{1,2}ا\w|م\wا\w\wه")
NAMED_AS = table("يدعى تدعى اسمه اسمها يكنى تكنى يسمى تسمى ويدعى وتدعى ويكنى وتكنى واسمه واسمها ويسمى وتسمى")
NAMED_AS_TOO = table("الأول المستعار هو هي")
YEARS_OF_AGE = table("عاما سنة عام سنوات أعوام")
WELL_INFORMED = table("مطلع مطلعة مطلعون مطلعين مطلعان")  # 'a source who knows': elsewhere the start of a month
HONORIFICS = table(
    "دكتور دكتورة مهندس مهندسة سيد سيدة أستاذ أستاذة لواء عميد عقيد مقدم رائد فريق شيخ معالي سعادة فضيلة سماحة سمو"
    " جلالة فخامة نيافة غبطة عطوفة أمير أميرة نقيب ملازم مشير جنرال كابتن حاج"
)
RANKS = HONORIFICS | table(
    "نائب نائبة قاضي قاضية حاجة محامي محامية مطران قس أب كابتن بروفيسور بروفيسورة دكتورة رقيب سفير سفيرة أسقف بطريرك"
)  # what stands before a name, also after the office that its bearer has
HER_RELATIONS = table("زوجة أرملة والدة ابنة شقيقة خالة عمة جدة خطيبة طليقة كريمة")
STAFFED = table("مكتب زوجة أرملة عائلة أسرة موكب منزل اغتيال مقتل نجل ابنة")
EXPECTED = table("المقرر المرجح المؤكد")
SEATS = frozenset(
    tuple(plain(seat).split())
    for seat in ("البيت الأبيض", "داونينغ ستريت", "داوننغ ستريت", "البيت الأزرق", "الباب العالي")
)
RELIEF = frozenset((plain(noun), plain("الأحمر")) for noun in ("الصليب", "الهلال"))
LED_BY = table("برئاسة بقيادة بإدارة بإشراف بحضور بمشاركة برعاية بتوقيع بمعية")  # 'headed by': whoever follows is meant
PARTS_OF_PLACES = table(
    "المتحدة الجديدة الشمالية الجنوبية الغربية الشرقية الكبرى العظمى العربية الديمقراطية الشعبية الوسطى الاستوائية"
)  # words of countries' names that say nothing alone
OF = table("لشؤون شؤون باسم")
NOT_AN_END = frozenset({"باسم"})


@lru_cache(50_000)
def bare(word: str) -> str:
    """Remove the article, and the preposition joined to it, from a normalised word."""
    for prefix in ("وال", "بال", "ولل", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:  # noqa: PLR2004 - a word has two letters
            return word.removeprefix(prefix)
    return word


@lru_cache(50_000)
def is_role(word: str) -> bool:
    """Whether a word, its article and a و or ل before it aside, is a role."""
    return any(part in roles.ROLES_AR for part in parts_of(word))


@lru_cache(50_000)
def is_organisation(word: str) -> bool:
    """Whether a word, its article and a joined particle aside, is what organisations are called."""
    if word[:1] == "ل" and word[1:] in roles.ORGS_AR:
        return True
    return any(part in roles.ORGS_AR for part in parts_of(word))


def parts_of(word: str) -> set[str]:
    """Return what a word may be without its article, a joined particle or an owner's suffix."""
    parts = {word, bare(word)}
    if word[:1] in "ولبف" and len(word) > 4:  # noqa: PLR2004 - a short word has nothing joined to it
        parts |= {word[1:], bare(word[1:])}
    if word.endswith("ه") and len(word) > 4:  # noqa: PLR2004 - a woman's title is a man's with an ending
        parts |= {bare(word)[:-1]}
    if word.endswith("ا") and len(word) > 4:  # noqa: PLR2004 - the accusative: 'لكن مسؤولا'
        parts |= {word[:-1]}
    for suffix in ("ي", "ه", "ها", "هم", "نا"):
        base = word.removesuffix(suffix)
        if base != word and len(base) > 2 and not word.startswith("ال"):  # noqa: PLR2004 - a noun's letters
            parts |= (
                {base}
                if base in OWNED
                else {base[:-1] + "ه"}
                if base[:-1] + "ه" in OWNED and base[-1] == "ت"
                else set()
            )
    return parts


def is_given(word: str) -> bool:
    """Whether a word is a common given name."""
    return word in FEMALE_AR or word in MALE_AR


def is_owned(word: str) -> bool:
    """Whether a word is a noun with an owner joined to it, and no name."""
    return len(word) > 4 and word.endswith(("ها", "هم", "هما")) and not is_given(word)  # noqa: PLR2004 - 'مها' is a name


def is_of_place(word: str) -> bool:
    """Whether a word after a place's name is of that name."""
    return is_place_ar(word) or is_nationality(word) or (word.startswith("ال") and word.endswith("ه"))


def noun_gender(word: str) -> str | None:
    """Return a noun's gender: feminine if it ends in a tied t; a role without one is a man's, as far as it says."""
    if word in RESPECTED or word.endswith("ته"):
        return "m"
    if word.endswith("ه") and word not in {"خليفه", "علامه"}:
        return "f"
    return None


def role_gender(word: str, after: str, head: str) -> str | None:
    """Return the gender of a role: 'مديرة' is a woman, 'مديره' also a man that is somebody's."""
    if not word.endswith("ه") or bare(word) == head or word in RESPECTED:
        return noun_gender(head)
    is_construct = after.startswith("ال") and not after.endswith("ي")
    return "f" if word.startswith("ال") or is_construct or after.endswith("ه") else noun_gender(head)
