"""The furniture of news pages: credits, captions, links to other stories, buttons, adverts, sign-offs."""

from __future__ import annotations

from typing import Literal

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.normalized import alternatives, plain

Why = Literal[
    "caption", "repeated", "other_story", "link_line", "hashtag", "credit", "byline", "advert", "share", "sign_off"
]  # fmt: skip

_AGENCIES = {
    "Reuters": "رويترز|reuters|رويتر",
    "AFP": "فرانس برس|أ ف ب|أ.ف.ب|ا ف ب|أ.ف.ب.|afp|agence france-presse|agence france presse|وكالة فرانس برس",
    "AP": "أسوشيتد برس|أسوشييتد برس|اسوشيتد برس|أ ب|أ.ب|ap|associated press|the associated press",
    "Anadolu": "الأناضول|وكالة الأناضول|anadolu|aa|anadolu agency|anatolia",
    "DPA": "د ب أ|د.ب.أ|dpa|وكالة الأنباء الألمانية",
    "UPI": "upi|united press international",
    "EFE": "efe|إفي",
    "TASS": "تاس|tass|وكالة تاس",
    "RIA Novosti": "نوفوستي|ريا نوفوستي|ria|ria novosti",
    "Sputnik": "سبوتنيك|sputnik",
    "Interfax": "إنترفاكس|interfax",
    "Xinhua": "شينخوا|xinhua",
    "Kyodo": "كيودو|kyodo|kyodo news",
    "Yonhap": "يونهاب|yonhap|yonhap news agency",
    "KCNA": "kcna",
    "SANA": "سانا|sana|وكالة سانا",
    "SPA": "واس|spa|وكالة الأنباء السعودية",
    "WAM": "وام|wam",
    "QNA": "قنا|qna",
    "BNA": "بنا|bna",
    "KUNA": "كونا|kuna",
    "Petra": "بترا|petra",
    "INA": "واع|ina|وكالة الأنباء العراقية",
    "MENA": "أ ش أ|أ.ش.أ|mena",
    "WAFA": "وفا|wafa",
    "NNA": "الوكالة الوطنية للإعلام|nna",
    "TAP": "وات|tap|وكالة تونس أفريقيا للأنباء",
    "MAP": "و م ع|map",
    "APS": "واج|aps|وكالة الأنباء الجزائرية",
    "SUNA": "سونا|suna",
    "Saba": "سبأ|saba",
    "IRNA": "إرنا|irna",
    "Tasnim": "تسنيم|tasnim",
    "Fars": "فارس|fars",
    "Bloomberg": "بلومبرغ|بلومبيرغ|bloomberg",
    "ANSA": "ansa|آكي|أنسا",
    "PA": "pa media|press association|pa",
    "PTI": "pti",
    "وكالات": "وكالات|الوكالات|وكالات الأنباء|agencies|news agencies|wires|with agencies|متابعات",
}
AGENCIES = {plain(name): agency for agency, names in _AGENCIES.items() for name in names.split("|")}
"""The agency that a normalised name in lower case means."""

AGENCY = alternatives(AGENCIES)
_PHOTO_AGENCY = rf"(?:getty(?: images)?|غيتي(?: إيمدجز)?|جيتي|shutterstock|alamy|epa(?:-efe)?|istock|wikimedia|unsplash|زوما|zuma|imago|{AGENCY})"
_PHOTO_WORD = (
    r"(?:photos?|images?|pictures?|file(?: photo)?|archive|handout|courtesy|screen ?grab|screenshot|pool|via|credit"
    r"|ارشيف(?:يه)?|صوره?|صور|تصوير|الارشيف|متداوله?|مواقع التواصل|انترنت|الانترنت|ناشطون|اعلام|فيسبوك|لقطه شاشه|خاص|خاص ب\p{L}+)"
)
PHOTO_CREDIT = regex.compile(
    rf"[(\[](?:[^()\[\]\n]{{0,40}}?[\s/:,|–-])?(?:{_PHOTO_AGENCY}"
    rf"|{_PHOTO_WORD})(?:[\s/,:|–-][^()\[\]\n]{{0,40}})?[)\]]",
    regex.IGNORECASE,
)
SURE_PHOTO = regex.compile(rf"getty|غيتي|جيتي|shutterstock|alamy|epa|/|{_PHOTO_WORD}", regex.IGNORECASE)
BARE_CREDIT = regex.compile(
    r"(?:REUTERS/\p{Lu}[\p{L}.'’ -]{2,40}|AP Photo(?:/\p{Lu}[\p{L}.'’ -]{2,40})?|(?:Photograph|Photo|Picture|Image"
    r"|Credit|Photo credit"
    r"|Image credit|Photo by|Picture by|Photograph by)s?\s*[:/]?\s*\p{Lu}[^.\n]{2,60}|©\s*[^.\n]{2,50}"
    r"|(?:تصوير|عدسه|صوره|مصدر الصوره|المصور)\s*[:/]\s*[^.\n]{2,50})\.?$"
)
CAPTION_START = regex.compile(
    r"^\s*(?:file photo|file picture|file image|file\s*[-–—:]|photo\s*:|photos\s*:|image\s*:|caption\s*:|picture\s*:"
    r"|pictured\s*[:,]|in this (?:file |handout )?(?:photo|image|picture)"
    r"|\(?photo by|photo credit|image credit|video\s*:|a (?:file )?(?:photo|picture|image) (?:shows?|of)"
    r"|this (?:file )?(?:photo|picture|image)"
    r"|above\s*:|below\s*:|left\s*:|right\s*:|graphic\s*:|illustration\s*:"
    r"|(?:ال)?صوره\s*:|(?:في ال)?صوره ارشيفيه|صوره من|صوره تعبيريه|صوره توضيحيه|صوره تظهر|تعليق الصوره"
    r"|تعليق على الصوره|لقطه من|مشهد من|جانب من|صور\s*:|فيديو\s*:|انفوغراف|رسم توضيحي|صوره لـ?)",
    regex.IGNORECASE,
)
_LEAD = r"[^\w“«„‟\"‘']*"
"""What may stand before a page's furniture: no quotation mark, which begins somebody's words."""

LINK_START = (
    r"(?:read (?:also|more|next|on)|also read|also see|see also|related(?: stories| articles| coverage| news| topics"
    r"| links)?|more (?:on this story|stories|from|news|on this)"
    r"|you (?:may|might) also like|don['’]t miss|recommended(?: for you)?|must read|most read|most popular"
    r"|trending(?: now)?|watch(?: also| now| live)?|listen(?: now)?"
    r"|editor['’]?s['’]? picks?|top stories|in case you missed it|what to read next|click here|for more(?: on this)?"
    r"|explainer|opinion|analysis|in pictures|in photos|gallery|photo gallery|factbox|timeline|podcast|live blog|live updates"
    r"|read (?:the|our) (?:full|whole|complete|latest)|full (?:story|coverage|report)|(?:continue|keep) reading|find out more"
    r"|learn more|up next|next (?:article|story)|previous (?:article|story)|what we know(?: so far)?|catch up|go deeper"
    r"|view (?:all|more|comments|gallery)|show (?:more|all)|load more"
    r"|see (?:all|more)|skip to|jump to|back to top|most (?:viewed|shared|watched|commented)|popular (?:now|stories)|latest (?:news|stories)"
    r"|editorial|from the archives?|other (?:news|stories)|elsewhere"
    r"|اقرا (?:ايضا|المزيد|كذلك|اكثر)|اقرؤوا (?:ايضا|المزيد)|اقراي? (?:ايضا|المزيد)|شاهد (?:ايضا|الفيديو|المزيد)"
    r"|شاهدوا|طالع (?:ايضا|المزيد)|انظر ايضا|ذات صله|مواضيع ذات صله|مواد ذات صله"
    r"|اخبار ذات صله|مقالات ذات صله|مواضيع متعلقه|قد يهمك(?: ايضا)?|قد يعجبك(?: ايضا)?|المزيد من|للمزيد|الاكثر قراءه"
    r"|الاكثر مشاهده|اخترنا لك|لا يفوتك|تابع(?:وا)? ايضا|استمع ايضا|اقرا في"
    r"|اقرا(?:وا)? (?:النص|التقرير|الخبر|المقال|القصه|التفاصيل)(?: (?:الكامل|كاملا|كامله))?|(?:تابع|اكمل|واصل) القراءه|لقراءه|لمشاهده"
    r"|روابط ذات صله|روابط مفيده|مقالات (?:مختاره|مشابهه)|مواضيع (?:مشابهه|اخري)|الاكثر تداولا|الاكثر تفاعلا|احدث الاخبار|اخر الاخبار"
    r"|يمكنك(?:م)? (?:ايضا )?(?:قراءه|مشاهده|الاطلاع)|قد (?:يهمكم|تهمك)|انظر(?:وا)? ايضا|طالعوا|شاهدي|استمعوا|ملف خاص|في الصور|صور\s*وفيديو"
    r"|العوده الي الاعلي|اعرف(?:وا)? المزيد|تعرف(?:وا)? علي المزيد|من ارشيفنا|ننصحك بقراءه|مقال ذو صله|خبر ذو صله|ايضا على موقعنا|بالفيديو|بالصور|اضغط هنا|لمتابعه)"
)
LINK_LINE = regex.compile(rf"^{_LEAD}{LINK_START}(?:\s*[:|>»«…←→-]|\s*$|\s+\S)", regex.IGNORECASE)
LINK_SURE = regex.compile(rf"^{_LEAD}{LINK_START}\s*(?:[:|>»«…←→–-]|$|\(\d)", regex.IGNORECASE)
LINK_HERE = regex.compile(
    rf"^{_LEAD}(?:you can |to |for |please |(?:a|the) full )?(?:read|find|follow|watch|listen|see|view|download|click|sign|donate|more|story)\b[^.]{{0,120}}"
    rf"\bhere\W*$",
    regex.IGNORECASE,
)
"""'You can read more about it here.': a link, though it ends as a sentence does."""
INLINE_LINK = regex.compile(
    r"[\[(]?(?:read also|also read|read more|see also|related(?: story| article)?|اقرا ايضا|اقرا المزيد|شاهد ايضا"
    r"|طالع ايضا|قد يهمك(?: ايضا)?|ذات صله|مواضيع ذات صله|اقرا كذلك)\s*[:|>»-]",
    regex.IGNORECASE,
)
LIST_HEAD = regex.compile(
    r"^\W*(?:related(?: stories| articles| coverage| news| topics)?|more (?:stories|on this story|from .{2,20})"
    r"|read (?:also|more|next)|also read|most read|most popular|trending(?: now)?|recommended(?: for you)?"
    r"|you (?:may|might) also like|(?:also|more|elsewhere) (?:in|on|from) [^.:\n]{2,30}"
    r"|top stories|editor['’]?s['’]? picks?|what to read next|مواضيع ذات صله|اخبار ذات صله|مقالات ذات صله"
    r"|مواد ذات صله|ذات صله|اقرا (?:ايضا|المزيد)|الاكثر قراءه|الاكثر مشاهده|قد يهمك(?: ايضا)?|اخترنا لك"
    r"|المزيد من الاخبار|اخبار اخري)\W*$",
    regex.IGNORECASE,
)
_BUTTON = (
    r"(?:share(?: this)?(?: (?:article|story|on \w+))?|tweet|post|pin it|email(?: this)?|e-mail|print(?: this)?"
    r"|copy(?: the)? link|save(?: article)?|bookmark|whatsapp|facebook|twitter|x|telegram|linkedin|reddit"
    r"|messenger|instagram|youtube|tiktok|pinterest|flipboard|comments?(?:\s*\(?\d+\)?)?|\d+ comments?|\d+ shares?"
    r"|\d+ likes?|like|follow|subscribe|sign in|log in|listen(?: to this article)?|\d+ min(?:ute)?s?(?: read)?"
    r"|reading time:? \d+ min(?:ute)?s?"
    r"|advertisement|more|menu|gift this article|give this article|add to .{2,20}|font size|a[-+]"
    r"|شارك(?:ها|ه|وا|نا)?(?: (?:المقال|الخبر|القصه|علي \p{L}+|هذا \p{L}+))?|مشاركه|انشر(?: علي \p{L}+)?|غرد|طباعه"
    r"|اطبع|نسخ(?: الرابط)?|انسخ الرابط|حفظ|واتساب|واتس اب|فيسبوك|تويتر|اكس|منصه اكس|تلغرام|تيليغرام|لينكد ?ان"
    r"|ماسنجر|انستغرام|يوتيوب|تيك توك"
    r"|بريد(?: الكتروني)?|البريد الالكتروني|ارسال|ارسل|تعليق(?:ات)?(?:\s*\(?\d+\)?)?|\d+ تعليق(?:ات)?|اعجاب|متابعه"
    r"|اشترك|استمع(?: للمقال| الي المقال)?|حجم الخط|مده القراءه:? ?\d* ?\p{L}*|وقت القراءه:? ?\d* ?\p{L}*"
    r"|\d+ دق(?:يقه|ايق)(?: للقراءه| قراءه)?|تغيير حجم الخط|اضف تعليق(?:ا)?|لا توجد تعليقات|لا تعليقات)"
)
SHARE = regex.compile(rf"^\W*{_BUTTON}(?:[\s|/•·,،.:+-]+{_BUTTON})*\W*$", regex.IGNORECASE)
ADVERT = regex.compile(
    rf"^{_LEAD}"
    r"(?:\[?advertisements?\]?|advert|ad|sponsored(?: content| by .{1,40})?|promoted|paid (?:content|post)"
    r"|story continues below(?: this)?(?: advertisement)?|article continues (?:below|after).{0,30}"
    r"|(?:ال)?اعلان(?: ممول| مدفوع|ات)?|محتوي (?:ممول|برعايه)|يتبع بعد الاعلان|تستمر القصه بعد الاعلان|ماده اعلانيه"
    r"|مساحه اعلانيه)\W*$"
    rf"|^{_LEAD}"
    r"(?:sign up (?:for|to|here)|subscribe (?:to|now|here|for)|get (?:our|the (?:latest|best)|unlimited|breaking|(?:the )?(?:daily|weekly|morning|evening))"
    r"|download (?:our|the) (?:free )?app|join (?:our|us on|the conversation)|follow (?:us|our|@|the story)|like us on"
    r"|register (?:now|here|for)|support (?:our|independent)"
    r"|become a (?:member|subscriber)|stay (?:up to date|informed|tuned)|don['’]t miss (?:a|our|out)"
    r"|enter your email|click (?:here )?to|receive (?:our|the)|want more|try (?:our|it)|buy now|book now"
    r"|tell us (?:what|your|how|about|if|whether)|tell us\s*[:–-]|let us know|have your say|what do you think|leave a comment|share your (?:views|thoughts)"
    r"|شارك(?:نا|ونا) (?:رايك|ارا)|اكتب(?:وا)? تعليق|ما رايك(?:م)?\W*$"
    r"|(?:this|our) newsletter|already (?:a|have a) (?:subscriber|subscription|member|account)|log in to|sign in to|unlock|start your (?:free )?trial"
    r"|free trial|cancel any ?time|to (?:read|continue|keep) (?:reading|this|the full)|(?:turn on|allow|enable) (?:notifications|javascript|cookies)"
    r"|we use cookies|(?:we and )?our partners use|by (?:clicking|continuing|signing up|subscribing)|accept (?:all )?cookies|manage (?:cookies|preferences)"
    r"|privacy policy|terms of (?:use|service)|this content is (?:not available|provided|hosted)|view (?:this )?(?:post|tweet|video) on"
    r"|this video (?:can ?not|is not)|sorry, (?:this|your)|your browser|scan the qr|available (?:on|in) (?:the )?app ?store|install our"
    r"|comments (?:are|have been) closed|report (?:an error|a typo|this ad)|skip advert|remove ads|why (?:am i seeing|you can trust)"
    r"|one[- ]click|weekly digest|delivered to your inbox|straight to your inbox"
    r"|limited[- ]time|special offer|save \d+ ?%|thank you for reading|donate|never miss"
    r"|اشترك(?:وا|ي)? (?:في|ب|الان|معنا|لل|ليصلك|بال)|تابع(?:وا|نا|ونا|ي)?(?:نا)? (?:علي|عبر|اخر|احدث|قناتنا|صفحتنا"
    r"|حساب)|تابعونا|انضم(?:وا)? (?:الي|ال)|حمل(?:وا)? (?:تطبيق|الان)|نزل(?:وا)? تطبيق|سجل(?:وا)? (?:في|الان|بريدك)"
    r"|لمتابعه (?:اخر|احدث|المزيد)|لا تفوت|للاشتراك"
    r"|احصل علي|ادعم(?:وا|نا)?|يمكنكم متابعه|يمكنك متابعه|اضغط هنا|خصم|عرض خاص|كن اول من|للاعلان|لتصلك|ليصلك"
    r"|شارك(?:وا)? (?:الخبر|المقال|القصه|الموضوع|هذا) (?:عبر|علي|مع)|فعل(?:وا)? (?:خاصيه )?(?:الاشعارات|التنبيهات|جرس)|سياسه الخصوصيه|شروط الاستخدام"
    r"|نستخدم ملفات تعريف|ملفات تعريف الارتباط|موافق(?:ون)? علي ملفات|انت بحاجه الي|يرجي (?:تسجيل|الاشتراك|تفعيل)|هل لديك حساب|لديك حساب|نسيت كلمه"
    r"|ادخل بريدك|بريدك الالكتروني|نشرتنا|النشره (?:البريديه|الاخباريه)|مجانا لمده|جرب(?:وا)? مجانا|تبرع(?:وا)? (?:الان|لنا)|متصفحك|لا يدعم متصفحك"
    r"|امسح(?:وا)? رمز|متوفر علي (?:متجر|اب ستور|غوغل)|تخطي الاعلان|اغلق الاعلان|قناتنا علي|صفحتنا علي|تابعوا قناه|صوت(?:وا)? (?:الان|في استطلاع)"
    r"|ابق علي اطلاع|تسوق|اربح|احجز)",
    regex.IGNORECASE,
)
SIGN_OFF = regex.compile(
    rf"^{_LEAD}"
    r"(?:(?:additional |further )?(?:reporting|editing|writing|compiled|translated|translation|edited|written"
    r"|production|graphics?|graphic|research|contributions?) by\b|(?:with|includes?) (?:reporting"
    r"|additional reporting|inputs?|files?|contributions?|agenc)"
    r"|with (?:ap|afp|reuters|dpa)\b|(?:this|the) (?:story|article|report|piece|interview|conversation|text"
    r"|transcript) (?:was|has been|first|originally|is) (?:\w+ )?(?:published|translated|updated|edited|condensed"
    r"|produced|generated|corrected|written|based|from)|our standards\b|©|\(c\)|copyright\b|all rights reserved"
    r"|ends?\W*$|\[?ends\]?|-30-|###|end of (?:statement|text|story|release)"
    r"|for (?:more|further) information,? (?:please )?(?:contact|visit|see|call)|for media (?:inquiries|enquiries)"
    r"|media contacts?|press contacts?|contacts?\s*:|notes? to editors?|editors?['’]? notes?|about the author"
    r"|correction\s*:|disclaimer|(?:this|the) [^.]{0,60}(?:for information(?:al purposes)? only|not (?:investment|financial"
    r"|legal|medical|trading) advice)|anadolu(?: agency)? website contains|the views expressed|views expressed"
    r"|\(?(?:\p{L}\.?\s?[./]\s?){1,6}\p{L}\.?\)?\W*$|source\s*:|sources\s*:|via\s*:|last updated|first published|.{1,120} contributed to this (?:report|story"
    r"|article)|do you have a (?:story|tip)|got a (?:story|tip)|thomson reuters trust"
    r"|(?:this|the) (?:material|content) (?:may|must|can) ?not be|all times? (?:are|is) (?:in )?(?:gmt|local|et|bst)|compiled from"
    r"|(?:photographs?|photography|pictures|photos|videos?|video editing|illustrations?|graphics|footage|drone footage|words|camera) (?:by|courtesy of)\s+(?-i:\p{Lu})"
    r"|originally published|republished (?:with|from|under)|reprinted"
    r"|for immediate release|about (?:us|the company)\W*$|-\s*ends\s*-|that['’]?s (?:all|it) (?:from|for) |thank(?:s| you) for (?:following|joining|your company|being with)"
    r"|we(?:['’]re| are| will be) (?:now )?(?:closing|wrapping up|pausing|ending) (?:our|this|the) |(?:our|this) (?:live )?(?:coverage|blog) (?:is|has) (?:now )?(?:ended|closed|closing)"
    r"|with (?:the )?(?:assistance|help|contributions?) (?:from|by|of)|past performance (?:is|does)|(?:your )?capital (?:is )?at risk"
    r"|(?:this|the) (?:article|report|piece|content) (?:is|does) not (?:constitute |intended as )?(?:investment|financial|legal|medical) advice"
    r"|the author (?:holds|owns|has) (?:no )?(?:shares|positions?)|notes? for editors?|embargoed"
    r"|الي هنا (?:تنتهي|نصل|نختتم|ننهي)|(?:نختتم|ننهي|اختتمنا|انهينا) (?:تغطيتنا|تغطيه|هذه التغطيه)|(?:انتهت|تنتهي) تغطيتنا|شكرا (?:لمتابعتكم|للمتابعه|لكم علي)"
    r"|اخلاء (?:ال)?مسووليه|هذا (?:المقال|المحتوي|التقرير|الموضوع) (?:لا يمثل|لا يعد|ليس) (?:نصيحه|توصيه|دعوه)"
    r"|والله (?:ولي|الموفق|من وراء|المستعان)|الرحمه والخلود|صدر (?:عن|في|بتاريخ)\s*[:/]"
    r"|الاخبار المنشوره علي الصفحه|يمنع (?:نسخ|اعاده)|لا يجوز (?:نسخ|اعاده نشر)|اعاده النشر|هذا النص (?:مترجم|نشر)|ترجمه عن"
    r"|الاعلام الامني\W*$|دائره الاعلام\W*$|وحده الاعلام\W*$|المركز الاعلامي\W*$|مونتاج\s*[:/]|اخراج\s*[:/]|تصوير\s*[:/]|كاميرا\s*[:/]|رسوم\s*[:/]"
    r"|انتهي(?: البيان| الخبر| التقرير)?\W*$|جميع الحقوق محفوظه|حقوق النشر|كافه الحقوق|المصدر\s*:|المصادر\s*:"
    r"|المصدر\s*\+|نقلا عن\s*:|(?:ال)?تحرير\s*[:/]|(?:ال)?اعداد\s*[:/]|(?:ال)?ترجمه\s*[:/]|(?:ال)?مراجعه\s*[:/]"
    r"|تدقيق\s*[:/]|(?:تغطيه|شارك في (?:التغطيه|اعداد|التقرير|كتابه))|اعده للنشر|اعدته للنشر|اعد(?:ه"
    r"|ته)? (?:هذا )?(?:التقرير|الخبر|النشره)"
    r"|للتواصل|للاستفسار|لمزيد من المعلومات|المكتب الاعلامي(?:\s*[-–—/،,]\s*[^.\n]{2,50})?\W*$|ملاحظه للمحررين|ملاحظه الي المحررين|اخر تحديث"
    r"|تم النشر|نشر (?:في|بتاريخ|اول)|الاراء الوارده|هذا المقال يعبر|المقال يعبر|كل الحقوق)",
    regex.IGNORECASE,
)
STAMP = regex.compile(
    r"^\W*(?:published|updated|last (?:updated|modified)|posted|first published|issued|date|created|modified"
    r"|release date|for immediate release|صدر(?:ت)?(?: في \p{L}+)?(?: في| بتاريخ| يوم)|حرر(?:ت)? (?:في|بتاريخ)|تاريخ(?: النشر)?|نشر(?:ت)?(?: في| بتاريخ)?|تم النشر|اخر تحديث|حدث(?:ت)? في"
    r"|التاريخ|تحديث|الاصدار)\s*(?:on|at|:|في|بتاريخ|-|،|,)*\s*",
    regex.IGNORECASE,
)
RELEASE = regex.compile(
    r"\W*(?:for immediate release|(?:press|media|news) release|embargoed(?: until| till)?[^.\n]{0,40}|for release[^.\n]{0,40}"
    r"|بيان صحفي|بيان اعلامي|خبر صحفي|للنشر الفوري|للنشر|محظور النشر[^.\n]{0,40})\W*",
    regex.IGNORECASE,
)
"""What ministries and companies print above a statement."""
BYLINE = regex.compile(
    r"^\W*(?:(?:[Bb][Yy]\s+|(?:[Ww]ords|[Tt]ext|[Ss]tory|[Rr]eport(?:ing)?)\s*[:|]\s*)(?P<en>(?:\p{Lu}[\p{L}.'’-]+[\s,]*(?:and\s+|&\s*|in\s+|for\s+|,\s*)?){1,10})(?:[,|–-].{0,60})?"
    r"|(?:بقلم|كتب|كتبت|كتبه|تقرير|حاوره|حاورته|حاورها|حاورتها|مراسل|مراسله|مراسلنا|خاص|تغطيه|اعداد|بقلم الكاتب|حوار"
    r"|اجري الحوار|اجرت الحوار)\s*[:/–-]\s*(?P<ar>\p{L}[^.\n،:]{2,60}?)(?:\s*[-–/|،]\s*[^.\n]{1,40})?"
    r"|بقلم\s+(?P<pen>\p{L}[^.\n،:]{2,50}?))\s*$"
)
BYLINE_AT = regex.compile(
    r"^\W*(?P<en>\p{Lu}[\p{L}.'’-]+(?:\s+\p{Lu}[\p{L}.'’-]+){1,2})\s+(?:at|in)\s+(?:the\s+)?\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,3}\s*$"
)
"""Who reports and where from, in a line above a story: 'Jane Roe at Central Park'."""
FOOT = regex.compile(
    r"\W*(?:\d{1,2}[:.]\d{2}(?:\s+\p{L}{1,3}){0,3}|\d{3,6}|@\w+"
    r"|\p{L}{1,3}(?:[ .-]\p{L}{1,3})*(?:\s?/\s?\p{L}{1,3}(?:[ .-]\p{L}{1,3})*)+)\W*$"
)
"""What agencies print under a copy: the hour, its number, the initials of who wrote and edited it, an account."""
TAGS = regex.compile(
    r"^\W*(?:tags?|key ?words|topics|filed under|(?:ال)?كلمات (?:ال)?(?:داله|مفتاحيه)|(?:ال)?وسوم)\s*:",
    regex.IGNORECASE,
)
CONTACT = regex.compile(r"^[^.\n]{0,60}(?:[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ()-]{7,})[^.\n]{0,40}$")
URL = regex.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.me/|bit\.ly/)\S+")
HASHTAG = regex.compile(r"#[\p{L}\p{N}_\p{M}]+")
