"""Arabic phrases that name a speaker, and the words around verbs of saying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.normalized import phrases, table
from bot.intake.tables import roles

if TYPE_CHECKING:
    from collections.abc import Sequence

BY = tuple(
    sorted(
        (
            tuple((joined + phrase).split())
            for joined in ("", "و")
            for phrase in phrases(
                """بحسب|حسب|وبحسب|وحسب|وفق|ووفق|وفقا ل|ووفقا ل|وفقا لما|طبقا ل|وطبقا ل|استنادا إلى|واستنادا إلى|نقلا عن|ونقلا عن|على لسان
                وعلى لسان|على حد قول|على حد تعبير|على حد وصف|بتعبير|وبتعبير|برأي|في رأي|من وجهة نظر|في نظر
                كما جاء على لسان
                جاء على لسان|وجاء على لسان|كما ورد على لسان|ورد على لسان|في تصريحات ل|حسب قول|بحسب قول|بحسب تعبير
                وفق تعبير|حسب تعبير|بحسب وصف
                وفق وصف|بحسب ما نقل عن|على ذمة|بلسان|حسب رواية|بحسب رواية|وفق رواية|وفقا لرواية|بقلم"""
            )
        ),
        key=lambda phrase: -len(phrase),
    )
)
OWN = phrases(
    """على حد قوله|على حد قولها|على حد تعبيره|على حد تعبيرها|على حد وصفه|على حد وصفها|بحسب قوله|بحسب قولها|حسب قوله|حسب قولها|حسب تعبيره
    حسب تعبيرها|وفق تعبيره|وفق تعبيرها|بحسب تعبيره|بحسب تعبيرها|وفق قوله|وفق قولها|بحسب وصفه|بحسب وصفها|حسب وصفه
    حسب وصفها|وفق وصفه
    وفق وصفها|على حد قولهم|على حد تعبيرهم|على حد وصفهم|كما قال|كما قالت|كما وصفه|كما وصفها|كما وصفته|كما وصفتها
    كما أسماه|كما سماه|ما وصفه|ما سماه
    بحسب كلامه|وفق كلامه|بتعبيره|بتعبيرها|بكلماته|بكلماتها|على حد زعمه|حسب زعمه|بحسب زعمه|وفق ما قال|على حد قولهما"""
)
OWN_WORDS = tuple(sorted((tuple(phrase.split()) for phrase in OWN), key=lambda phrase: -len(phrase)))


def _by_first(listed: Sequence[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Index phrases by their first words, so that a word is compared only with those that it can begin."""
    indexed: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        indexed.setdefault(phrase[0], []).append(phrase)
    return indexed


BY_FIRST, OWN_FIRST = _by_first(BY), _by_first(OWN_WORDS)
WHAT = table("حسبما كما وفقما مثلما بحسبما")
CLAUSE = table(
    "، , ؛ : . - – — ( كما فيما بينما حيث ثم لكن وقد قد كان كانت ان انه انها الذي التي الذين ما بما حسبما وكان وكانت حين عندما وكما"
    " لقد فقد اذ بل بعدما قبل وما ولم لم لن لا سوف حتى منها منهم وفيما حينما مثلما او هو وهو هي وهي اي"
)
TRANSITIVE = table(
    "وصف اتهم شكر دعا طالب انتقد حذر أبلغ سمى أسمى اعتبر هدد هنأ نعت لقب صنف شبه أخبر ناشد حث أدان دان ندد هاجم رفض"
    " عد صور خاطب سأل وبخ لام عاتب تحدى مدح نعى استنكر شجب أيد وجه نقل كشف نسب عرض نفى أكد أعلن جدد كرر تبنى دافع ثمن أيد توقع استبعد رجح طلب حمل أعرب أبدى أبلغ"
)
ADDRESSED = table("له لها لهم لي لنا للصحفيين للصحافيين للصحافة للإعلام لوسائل لمراسلنا لمراسل")
MEDIA_PREFIXED = frozenset("ل" + name for name in roles.MEDIA_AR) | {
    "لل" + name.removeprefix("ال") for name in roles.MEDIA_AR
}
SAID = table("رد تعليق جواب كلام موقف تصريح تحذير")  # 'the reply of X came at once'
BEFORE_NOW = table("سبق وسبق")  # 'X has said before'
ABOUT = table("عنه عنها عنهم")
SPEECH = table("قوله قولها قولهم قولهما القول تصريح تصريحات تاكيده تاكيدها وصفه وصفها")
RELATIVE = table("الذي التي الذين اللذان اللتان اللذين")
AFTER_SUBJECT = table("قد") | RELATIVE
WAS = table(
    "كان كانت كانوا ظل ظلت بات باتت راح راحت عاد عادت مضى مضت أخذ أخذت بدأ بدأت طفق انبرى انبرت استمر استمرت سارع سارعت"
    " وكان وكانت وظل وظلت وراح وراحت وعاد وعادت ومضى ومضت وأخذ وأخذت وبدأ وبدأت وانبرى واستمر وسارع وسارعت"
)
ON_IT = table("عليها عليه فيها فيه به بها")
WRITTEN = table("كتب كتبت جاء ورد تقول يقول خط")
PERSON = {"m": "m", "f": "f", "mp": "p", "fp": "p", "d": "p", "x": None}
ANSWERED = table("عليه عليها عليهم عليهما إليه إليها")
PASSED = ADDRESSED | ANSWERED | roles.SKIPPED_AR
OWN_SIDE = table("جهته جهتها جهتهم جهتهما جانبه جانبها جانبهم جانبهما ناحيته ناحيتها ناحيتهم طرفه طرفها")
DONE_TO = table(
    "بي به بها بهم بنا إلي إليه إليها إليهم لي له لها لهم لنا معي معه معها علي عليه عليها عني عنه مني منه منها"
)
AS_FOR = table("أما وأما")
OPENERS = table("كان وكان كانت وكانت أما لكن ولكن")
BEFORE_TOPIC = OPENERS | table("، أن بينما فيما فإن وأن")
WHEN = table("حين وحين عندما وعندما لما ولما بعدما وبعدما حينما وحينما")
THOUGHT = table("توقع رأى اعتقد ظن أمل تمنى خشي ترقب")
INFORMED = table("أبلغ أخبر")
BETWEEN = WAS | AFTER_SUBJECT | table("لم أيضا سبق أن")
LED = table("أن أنه أنها إلى بأن على عن : إياه إياها بأنه في من")
