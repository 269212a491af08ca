"""Arabic adjectives of nations, cities and faiths, which follow a role and are no names."""

from __future__ import annotations

import re
from functools import cache

from bot.intake.normalized import table

_STEMS = table(
    """أميركي أمريكي روسي أوكراني صيني ياباني كوري هندي باكستاني أفغاني إيراني تركي عراقي سوري لبناني أردني فلسطيني إسرائيلي
    مصري سوداني ليبي تونسي جزائري مغربي موريتاني سعودي يمني عماني إماراتي قطري بحريني كويتي بريطاني فرنسي ألماني
    إيطالي إسباني
    برتغالي هولندي بلجيكي سويسري نمساوي سويدي نرويجي دنماركي فنلندي بولندي تشيكي مجري روماني بلغاري يوناني صربي
    كرواتي قبرصي
    أوروبي أفريقي إفريقي آسيوي عربي غربي شرقي شمالي جنوبي أسترالي كندي مكسيكي برازيلي أرجنتيني تشيلي كولومبي فنزويلي
    كوبي
    إثيوبي إريتري صومالي كيني نيجيري غاني سنغالي مالي تشادي كونغولي أوغندي رواندي تنزاني إندونيسي ماليزي سنغافوري
    فلبيني تايلاندي
    فيتنامي بنغلاديشي أذربيجاني أذري أرميني جورجي بيلاروسي كازاخستاني أوزبكي شيشاني كردي كردستاني تركماني درزي مسيحي
    شيعي سني
    إسلامي يهودي كاثوليكي أرثوذكسي قبطي ماروني مسلم دولي محلي وطني أممي خليجي مغاربي متوسطي أطلسي صهيوني حوثي غزي
    مقدسي دمشقي
    بغدادي بيروتي قاهري ديمقراطي جمهوري اشتراكي شيوعي ليبرالي محافظ إخواني داعشي علوي سياسي اقتصادي عسكري أمني
    دبلوماسي حكومي
    رسمي إعلامي قضائي برلماني نيابي رئاسي وزاري ملكي أميري بلدي جامعي طبي صحي إغاثي إنساني حقوقي قانوني مالي تجاري
    صناعي زراعي
    نفطي بيئي ثقافي رياضي كروي فني علمي تقني تعليمي تربوي ديني مدني شعبي ميداني إداري تنفيذي تشريعي مركزي إقليمي
    عالمي فدرالي
    اتحادي حزبي نقابي طلابي شبابي نسوي نسائي استراتيجي جيولوجي فلكي مناخي بحري جوي بري استخباري استخباراتي مطلع غربي
    خاص عام
    كبير رفيع بارز سابق حالي جديد مستقل معارض يساري يميني متطرف معتدل إصلاحي متشدد"""
)
_ENDINGS = ("", "ه", "ين", "ون", "ات", "تين", "ان")


@cache
def is_nationality(word: str) -> bool:
    """Whether a normalised word is such an adjective, with or without the article."""
    bare = word.removeprefix("وال").removeprefix("ال")
    return any(bare == stem + ending for ending in _ENDINGS for stem in (bare.removesuffix(ending),) if stem in _STEMS)


DEMONYM_EN = re.compile(
    r"(?:ian|ean|ish|ese|[^m]an|nch|utch|iss|aqi|aeli|stani|audi|emeni|i|(?:french|english|irish|welsh|dutch|scots)(?:wo)?man)$"
    r"|^(?:german|roman|ottoman|swede|dane|finn|pole|turk|scot|spaniard|briton|brit|czech|croat|serb|slovak|slovene|swiss|greek|thai|kiwi|filipino|filipina"
    r"|argentine|kazakh|uzbek|tajik|afghan|icelander|netherlander|bulgar|kurd|arab|catalan|basque|londoner|parisian|berliner|texan"
    r"|muscovite|liverpudlian|glaswegian|mancunian)$"
)
"""What people of a country or city are called, in lower case: 'the Swede' is somebody named before."""
