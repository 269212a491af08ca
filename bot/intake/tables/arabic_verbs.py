"""Arabic verbs of saying: feminine, dual, plural and passive forms, participles, and what is joined to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.intake.normalized import plain

Kind = Literal["say", "describe", "quote"]
Form = Literal["past", "present", "participle"]
Person = Literal["m", "f", "mp", "fp", "d", "x"]

# perfect, imperfect, participle ('-' where there is none); what ends in '*' is a common noun, too.
_SAY = """
قال يقول قائل|أضاف يضيف مضيف|أكد يؤكد مؤكد|أوضح يوضح موضح|أعلن يعلن معلن|شدد يشدد مشدد|ذكر* يذكر ذاكر|صرح يصرح مصرح
أشار يشير مشير
لفت يلفت لافت|نوه ينوه منوه|أفاد يفيد مفيد|تابع يتابع متابع|استطرد يستطرد مستطرد|أردف يردف مردف|زاد* يزيد -
بين* يبين مبين|كشف* يكشف كاشف
حذر* يحذر محذر|نبه ينبه منبه|رأى يرى -|اعتبر يعتبر معتبر|عد* يعد -|وصف* يصف واصف|نفى ينفي نافي|زعم* يزعم زاعم
ادعى يدعي مدعي
ألمح يلمح ملمح|لمح يلمح -|رجح يرجح مرجح|توقع يتوقع متوقع|اتهم يتهم متهم|انتقد ينتقد منتقد|ندد يندد مندد|دان* يدين -
أدان يدين مدين
استنكر يستنكر مستنكر|شجب* يشجب شاجب|رفض* يرفض رافض|طالب* يطالب مطالب|دعا يدعو داعي|ناشد يناشد مناشد|حث* يحث حاث
تعهد* يتعهد متعهد|وعد* يعد واعد
توعد يتوعد متوعد|هدد يهدد مهدد|أقسم يقسم مقسم|اعترف يعترف معترف|أقر يقر مقر|شكا يشكو شاكي
اشتكى يشتكي مشتكي|تساءل يتساءل متسائل
سأل يسأل سائل|أجاب يجيب مجيب|رد* يرد -|علق* يعلق معلق|عقب* يعقب معقب|استدرك يستدرك مستدرك|ختم* يختم خاتم
اختتم يختتم مختتم|خلص يخلص -
كتب* يكتب كاتب|غرد يغرد مغرد|نشر* ينشر ناشر|دون* يدون -|خاطب يخاطب مخاطب|هتف يهتف هاتف|ردد يردد مردد|صرخ يصرخ صارخ
صاح يصيح صائح
همس يهمس هامس|تحدث يتحدث متحدث|تكلم يتكلم -|حكى يحكي -|روى يروي -|سرد* يسرد -|شرح* يشرح شارح|فسر يفسر مفسر
عزا يعزو عازي|برر يبرر مبرر
استبعد يستبعد مستبعد|اقترح يقترح مقترح|أوصى يوصي موصي|نصح* ينصح ناصح|وجه* يوجه موجه|أبلغ يبلغ مبلغ|أخبر يخبر مخبر
أعرب يعرب معرب|عبر* يعبر معبر
أبدى يبدي مبدي|جدد يجدد مجدد|كرر يكرر مكرر|أعاد يعيد -|استهل يستهل مستهل|افتتح* يفتتح -|مازح يمازح ممازح
سخر يسخر ساخر|تهكم يتهكم متهكم
تمنى يتمنى متمني|أمل* يأمل آمل|تخوف يتخوف متخوف|خشي يخشى -|أيد يؤيد مؤيد|ثمن* يثمن مثمن|أشاد يشيد مشيد|رحب يرحب مرحب
هنأ يهنئ مهنئ
شكر* يشكر شاكر|اعتذر يعتذر معتذر|أسف* يأسف آسف|تأسف يتأسف متأسف|استغرب يستغرب مستغرب|تعجب يتعجب متعجب
استهجن يستهجن مستهجن|احتج يحتج محتج
اعترض يعترض معترض|عارض يعارض معارض|جادل يجادل مجادل|حاجج يحاجج -|دافع يدافع مدافع|أصر يصر مصر|ألح يلح ملح
جزم يجزم جازم
أثنى يثني مثني|تفاخر يتفاخر -|تباهى يتباهى -|افتخر يفتخر مفتخر|تذكر* يتذكر متذكر|استذكر يستذكر مستذكر
استعرض يستعرض مستعرض
سرب يسرب -|أسر يسر -|باح يبوح -|أفصح يفصح مفصح|أفشى يفشي -|أذاع يذيع -|أورد يورد موردا
شبه* يشبه مشبه
خمن يخمن -|لخص يلخص ملخص|أجمل يجمل -|تطرق يتطرق متطرق
تناول* يتناول متناول|بشر* يبشر مبشر
استشهد يستشهد مستشهد|اقتبس يقتبس مقتبس|تلا يتلو تالي|قرأ يقرأ قارئ|أنشد ينشد -|غنى يغني -
واصل يواصل مواصل
قاطع يقاطع مقاطع|أنذر ينذر منذر|أوعز يوعز -|شهد يشهد -
أدلى يدلي مدلي|استنتج يستنتج مستنتج|ارتأى يرتئي -|ظن يظن -|اعتقد يعتقد معتقد|افترض يفترض مفترض|تكهن يتكهن متكهن
تنبأ يتنبأ متنبئ|برهن يبرهن -
استفسر يستفسر مستفسر|استوضح يستوضح -|ساءل يسائل -|عاتب يعاتب -|لام يلوم -|وبخ يوبخ -|تحدى يتحدى متحدي
شتم يشتم -|عاهد يعاهد -
وافق يوافق موافق|قلل يقلل مقلل|هون يهون مهون|هاجم يهاجم مهاجم|تبنى يتبنى متبني
طمأن يطمئن مطمئن|جاء -  -|ورد* يرد -
تضرع يتضرع -|توسل يتوسل متوسل|بكى يبكي باكي|ضحك* يضحك ضاحك|ابتسم يبتسم مبتسم|تمتم يتمتم -|مدح* يمدح -|ذم* يذم -
نعى ينعي ناعي
اكتفى يكتفي مكتفي|نصح ينصح -|زمجر يزمجر -|تذمر يتذمر متذمر|استشاط يستشيط -|تحسر يتحسر متحسر|اعتذر يعتذر معتذر|توجه* يتوجه متوجه
أجمع يجمع مجمع|توافق يتوافق -|اشترط يشترط مشترط|أمر يأمر -|أوعد يوعد -|تحفظ يتحفظ متحفظ|شكك يشكك مشكك|كذب* يكذب مكذب|فند يفند مفند|دحض* يدحض داحض
أسهب يسهب -|استدل يستدل مستدل|احتفى يحتفي -|ناقش يناقش -|قارن يقارن مقارن|أحصى يحصي -
أشهر* يشهر -
""".replace("\n", "|").split("|")
_DESCRIBE = """
وصف* يصف واصف|سمى يسمي مسمي|أسمى يسمي -|اعتبر يعتبر معتبر|نعت* ينعت ناعت|لقب* يلقب -|عد* يعد -|صنف* يصنف مصنف
شبه* يشبه مشبه
أطلق يطلق مطلق|دعا يدعو -|صور* يصور مصور
""".replace("\n", "|").split("|")
_QUOTE = "نقل* ينقل ناقل|تناقل يتناقل -|نسب* ينسب ناسب|اقتبس يقتبس مقتبس".split("|")
_WEAK_ENDS = ("ا", "ي", "ى")
_SUFFIXES = ("ه", "ها", "هم", "هما", "ني", "نا")
_EXTRA = {"قلن": ("قال", "fp"), "رأت": ("راي", "f"), "قيل": ("قال", "x"), "يقل": ("قال", "m"), "تقل": ("قال", "f")}


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb as it stands in a text: with `prefix` a و or ف, with `suffix` an object."""

    lemma: str
    kinds: frozenset[Kind]
    form: Form
    person: Person
    prefix: str = ""
    suffix: str = ""
    is_noun: bool = False


def _perfect(stem: str) -> dict[str, Person]:
    if stem.endswith(_WEAK_ENDS):
        base = stem[:-1]
        return {stem: "m", base + "ت": "f", base + "وا": "mp", base + "تا": "d", base + "يا": "d", base + "ين": "fp"}
    forms: dict[str, Person] = {stem: "m", stem + "ت": "f", stem + "وا": "mp", stem + "ا": "d", stem + "تا": "d"}
    return forms if len(stem) < 3 else forms | {stem + "ن": "fp"}  # noqa: PLR2004 - 'عدن' is Aden


def _imperfect(stem: str) -> dict[str, Person]:
    base = stem[:-1] if stem.endswith(("ي", "و", "ى")) else stem
    female = "ت" + stem[1:]
    return {stem: "m", female: "f", base + "ون": "mp", base + "وا": "mp", stem + "ان": "d", female + "ان": "d"}


def _participles(stem: str) -> dict[str, Person]:
    base = stem.removesuffix("ي")
    return {stem + "ا": "m", stem + "ه": "f", base + "ين": "mp", base + "ات": "fp", stem + "تين": "d"}


def _forms() -> dict[str, Verb]:
    forms: dict[str, Verb] = {}
    for listed, kind in ((_SAY, "say"), (_DESCRIBE, "describe"), (_QUOTE, "quote")):
        for line in filter(str.strip, listed):
            perfect, imperfect, participle = line.split()
            is_noun = perfect.endswith("*")
            perfect, imperfect, participle = (plain(part.rstrip("*")) for part in (perfect, imperfect, participle))
            _add(forms, _perfect(perfect), perfect, kind, "past", is_noun=is_noun)
            if imperfect != "-":
                _add(forms, _imperfect(imperfect), perfect, kind, "present")
            if participle != "-":
                _add(forms, _participles(participle.removesuffix("ا") or participle), perfect, kind, "participle")
    for form, (lemma, person) in _EXTRA.items():
        forms[plain(form)] = Verb(lemma, frozenset({"say"}), "past", person)  # type: ignore[arg-type] # as listed
    return forms


def _add(
    forms: dict[str, Verb], made: dict[str, Person], lemma: str, kind: str, form: Form, *, is_noun: bool = False
) -> None:
    """Add the forms of a verb; a form of two verbs stays the first's."""
    for number, (word, person) in enumerate(made.items()):
        known = forms.get(word)
        kinds: set[Kind] = set(known.kinds) if known and known.lemma == lemma else set()
        kinds.add(kind)  # type: ignore[arg-type] # the three kinds of the caller
        if known is None or known.lemma == lemma:
            forms[word] = Verb(lemma, frozenset(kinds), form, person, is_noun=is_noun and number in {0, 3})


_FORMS = _forms()
_NOT_VERBS = frozenset(
    map(
        plain,
        "تعد يعد زاده بينا بينها بينه بينهم بيننا بينهما عدا عده قبله علقا حكما شهدت شهد بدأ بدأت مصره مصرا مصرين"
        " متابعه متهما متهمين متهمه متهم كاتبا كاتبه ناشطا أمرا عددا ذكرا فصلا حثا ردا ردها رده ردهم نشرا نقلا وجهه وجها وجهها"
        " وصفا عرضا كشفا حكمها حكمه قطعا قطعه جاءا هاتفا هاتفه قارئا قدرا قدره قدرات وعدا وردا ورده مقره مقرا مقرات"
        " مقترحات مقترحا موجها متحدثا متحدثه متحدثين متحدثات مقره معارضه معارضين معارضا مدينه مدينا مدينين ملزمه ملزما"
        " مناشده متابعين مهاجمين مهاجما مراسلا مراسله سلمها سلما رفضا رفضه مقدره فسرت مفيده مفيدا موجه طالبا طالبه طالبات"
        " طالبين طالبان عدت عقبات كتبا كتبه كتبها لفته بشرا بشره صور صورا صوره صورها صنفا لقبا لقبه نعت ظنا خمن قراءه"
        " سموه سموها تردد ترددت تردده علقات مطلقا مطلقه مدعين مدعيا مسميات مسمي ذاكره ذاكرات دان مدعيه تناوله تناولا شكرا شكرها شكره أملا"
        " املا قدرا حكمت فصلت مصران تذكره تذكرا تعهدا تعهدات توقعات توقعا معدا آمله مشبها قضي قضا خاتمه خاتما"
        " سائلا سائله ناصرا مبينا مبينه عبرا عبره عقبه اسرا اسره اسر ساقا جازما عرضت ساق مضيا مضت حدد بثا".split(),
    )
)
_SURE = frozenset(map(plain, "مضيفا جازما ساخرا هاتفا هاتفين".split()))


@lru_cache(50_000)
def verb(word: str) -> Verb | None:
    """Return the verb of saying of which a normalised word is a form, with what is joined to it; None if it is none."""
    for prefix in ("", "و", "ف", "س", "وس", "فس", "ا", "ول"):
        if not word.startswith(prefix) or len(word) - len(prefix) < 2:  # noqa: PLR2004 - no verb has one letter
            continue
        bare = word[len(prefix) :]
        if bare in _NOT_VERBS and bare not in _SURE:
            return None
        known = _plain_form(bare)
        if known and prefix in {"س", "وس", "فس"} and known.form != "present":
            continue
        if known and prefix in {"ا", "ول"}:
            continue
        if known:
            lead = prefix[:1] if prefix[:1] in {"و", "ف"} else ""
            return Verb(known.lemma, known.kinds, known.form, known.person, lead, known.suffix, known.is_noun)
    return None


def _plain_form(word: str) -> Verb | None:
    known = _FORMS.get(word)
    if known:
        return known
    for suffix in _SUFFIXES:
        base = word.removesuffix(suffix)
        if base == word or len(base) < 3:  # noqa: PLR2004 - no form is shorter
            continue
        known = _FORMS.get(base) or (_FORMS.get(base + "ا") if base.endswith("و") else None)
        if known is None and base.endswith("ا"):
            known = _FORMS.get(base[:-1] + "ي")
        if (
            known
            and known.form != "participle"
            and "describe" in known.kinds | ({"describe"} if suffix == "ه" else set())
        ):
            return Verb(known.lemma, known.kinds, known.form, known.person, "", suffix, known.is_noun)
    return None
