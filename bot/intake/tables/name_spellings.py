"""Common Arabic names and how Latin letters spell them: names that look alike are told apart by this table alone.

The patterns are for canonical spellings (`names.canonical`): small letters, no accents, doubled letters single, `ee` as
`i`, `oo` and `ou` as `u`, `aa` as `a`, `q` as `k`, `ph` as `f`.
"""

from __future__ import annotations

import re

from bot.intake.normalized import plain

_TABLE = """
محمد m[ou]h?[ae]m[ae]d|muhamad|mohamed|mohamad|mohamd|mhamed|محمود m[aeo]h[ae]?m[ou]d|أحمد ahm[ae]d|حمد hamad|حامد hamed
hamid|حميد h[ae]m[iy]d
حمدان hamdan|حمدي hamd[iy]|مصطفى m[ou]st[ao]f[ao]|moustapha|mustafah|علي al[iy]|aly|عليا al[iy]+a|aliyah|alyah
عالية al[iy]+ah?|aliyeh|حسن has[ae]n|حسين h[ou]s[ae]?[iy]n[e]?|husein|hosein|husayn|hosain|hoseyn|husain
حسان has[ae]n|حسام h[ou]s+[ae]m|عمر [ou]mar|omer|عمرو amr[ou]?|amro|عمار am[ae]r|عامر am[ei]r|أمير am[iy]r|emir
معمر m[ou]?[ou]?am+ar|m[ou]am[ae]r|muammar|عثمان [ou]thman|[ou]sman|osman
خالد kh[ae]l[ei]d|khalid|خليل kh?al[iy]l|خلود kholud|khulud|وليد wal[iy]d|ولاء wal+a|سعيد s[ae]+[iy]d|sa'?[iy]d
saied|سعد sa+d|سعود sa?ud|saoud|سعاد s[ou]+ad|أسعد as+ad|asad|أسد as+ad|سامي sam[iy]|سمير sam[iy]r|سامر samer|سمر samar
سالم salem|سليم s[ae]l[iy]m|سلمان salm[ae]n|سليمان s[ou]l[ae]?[iy]m[ae]n|suleyman|sulaiman|soliman
سلطان s[ou]lt[ae]n|سلام salam|سلامة salam[ae]h?|salamah|سلمى salma|طارق t[ae]r[ei]k|tarik|يوسف y[ou]s+[ei]f|yusuf
yusef|youssef|jusuf|yousuf
إبراهيم [ie]br[ae]h[iy]m|abrahim|brahim|إسماعيل [ie]sm[ae]+[iy]l|ismail|esmaeil|esmail|ismael|smail
فيصل f[ae][iy]s[ae]l|فهد fah[ae]?d|ناصر nas+[ei]r|نصر nas+[ae]?r|نصير nas[iy]r|جمال [jg][ae]mal|djamal|djamel
جميل [jg]am[iy]l|djamil|كمال k[ae]mal|كامل kam[ei]l
كريم kar[iy]m|كرم karam|أكرم [ae]kr[ae]m|ماجد maj[ei]d|maged|مجيد maj[iy]d|medjid|مجدي mag?jd[iy]|magd[iy]|majd[iy]
أمجد amj[ae]d|amgad|نبيل nab[iy]l|نادر nad[ei]r|نذير naz[iy]r|nadh?[iy]r|أسامة [ou]s+am[ae]h?|usama|osama
رامي ram[iy]|رامز ram[ei]z|راشد rash[ei]d|rach[ei]d|رشيد ra[sc]h[iy]d|رشاد rashad
صالح sal[ei]h|صلاح salah|تركي turk[iy]|ياسر yas+[ei]r|زياد z[iy]+ad|زيد z[ae][iy]d|زايد zay[ei]d|zaid|يزيد yaz[iy]d
بشار ba[sc]+h[ae]r|بشير bash?[iy]r|bachir|بشرى b[ou]shra|حافظ haf[ei][zd]h?|حفيظ haf[iy]d?z|بلال b[iy]l[ae]l
حمزة hamz[ae]h?|حيدر h[ae][iy]d[ae]r|جعفر [jg]a+f[ae]r
قاسم k[ae]s+[ei]m|ghas+em|مهدي m[ae]hd[iy]|هادي h[ae]d[iy]|هدى h[ou]da|عباس ab+[ae]s|أنور anw[ae]r
أيمن [ae][iy]m[ae]n|أمين am[iy]n|amine|أمينة am[iy]na|aminah|بسام bas+am|باسل bas+[ei]l|عماد [ie]mad|عمادي emad[iy]
فادي fad[iy]|فراس f[iy]ras|فارس far[ei]s|غسان ghas+an|هاني han[iy]|هنية han[iy]+[ae]h?|haniyeh|haniya
هيثم h[ae][iy]th[ae]m|هشام h[iy]sh[ae]m|hicham|عصام [ie]s+[ae]m|جهاد j[iy]h[ae]d|gihad|لؤي l[ou]+?[ae]+?[iy]|luai
loay|louay|ماهر mah[ei]r|مروان marw[ae]n|marouan|مازن maz[ei]n|منير m[ou]n[iy]r|منصور mans[ou]+r|منار manar
مراد m[ou]r[ae]d|موسى m[ou]s+a|mousa|ناجي naj[iy]|nag[iy]|نزار n[iy]zar
قيس k[ae][iy]s|رائد r[ae]+[iy]d|raed|raid|رياض r[iy]+[ay]*d|riyad|riad|riadh|وائل wa[ei]l|وسام w[iy]s+[ae]m
يحيى y[ae]h?[iy]+a|yehia|yahia|زكي z[ae]k[iy]|رفيق raf[iy]k|rafic|طلال tal[ae]l|سهيل s[ou]h[ae][iy]l|شريف sh?[ae]r[iy]f
cher[iy]f|عادل ad[ei]l|تامر tam[ei]r|عبير ab[iy]r
فاطمة fat[iei]?m[ae]h?|fatma|عائشة a[iy]+?[iy]?sh[ae]h?|aisha|aicha|ayesha|خديجة khad[iy]j[ae]h?
زينب z[ae][iy]n[ae]b|مريم m[ae]r[iy]+[ae]m|maryam|meriem|سارة sarah?|ليلى l[ae][iy]l[ae]h?|leila|نور n[ou]+r
نورا n[ou]ra|نورة n[ou]r[ae]h?|منى m[ou]na|ندى nada|رنا rana|رانيا ran[iy]+a|رشا rasha|ريم r[iy]m|هند h[iy]nd
هالة hal[ae]h?|هبة h[iei]b[ae]h?|دينا d[iy]na|داليا dal[iy]+a|أمل amal|آمال am[ae]l|أميرة am[iy]r[ae]h?
إيمان [iy]man|eman|أسماء asm[ae]+|جميلة [jg]am[iy]l[ae]h?|حنان hanan|حليمة hal[iy]m[ae]h?|سامية sam[iy]+[ae]h?
سميرة sam[iy]r[ae]h?|سمية s[ou]ma[iy]+[ae]h?|غادة ghad[ae]h?|فريدة far[iy]d[ae]h?
كريمة kar[iy]m[ae]h?|لبنى l[ou]bna|مها maha|مي ma[iy]|منال manal|نادية nad[iy]+[ae]h?|نجوى nag?jwa|naglaa?
نوال naw[ae]l|نهى n[ou]ha|هيام h[iy]+am|وفاء wafa|ياسمين yasm[iy]n[e]?|يسرى y[ou]sra|نبيلة nab[iy]l[ae]h?
سعيدة sa+[iy]da
خامنئي kham[ae]n[ae]+[iy]+|khamene[iy]|khamenei|خميني kh[ou]m[ae][iy]n[iy]|kh[ou]m[iy]n[iy]|khomayni
السيسي s[iy]s+[iy]|القذافي [kg]h?[ae]d+h?[ae]f[iy]|[kg]h?adaf[iy]|kadhafi|gadh?afi|الأسد as+[ae]d|عون [ao]un|aun|awn
عوني [ao]un[iy]|عرفات arafat|هنيدي h[ou]n[ae][iy]d[iy]
رحمن rahm[ae]n[e]?|رحيم rah[iy]m|عزيز az[iy]z|فتاح fat+[ae]h|مجيد maj[iy]d|كريم kar[iy]m|قادر k[ae]d[ei]r
ناصر nas+[ei]r|حكيم hak[iy]m|حليم hal[iy]m|حميد h[ae]m[iy]d|غني ghan[iy]|سلام salam|مالك mal[ei]k|ملك mal[iei]k
مليك mal[iy]k|لطيف lat[iy]f|جبار jab+[ae]r|باري bar[iy]|بري ber+[iy]|هادي had[iy]|مهيمن m[ou]ha[iy]m[ei]n
بن b[iei]n|ابن [ie]bn|أبو ab[ou]l?|أم [ou]m+|عبد abd[aeou]?l?|بنت b[iei]nt|بو b[ou]+|آل al
نجيب naj[iy]b|nag[iy]b|نجم na[jg]m|جابر jab[ei]r|gaber|جبر jabr|gabr|جبران [jg][ie]bran|هلال h[iy]l[ae]l
شادي shad[iy]|chad[iy]|عزت [ie]z+[ae]t|طاهر tah[ei]r|فوزي fawz[iy]|fauz[iy]|fouz[iy]|فتحي fath[iy]|لطفي l[ou]tf[iy]
يونس y[ou]n[ieou]+s|داود da[ouw]+d|dawud|داوود da[ouw]+d
إسحاق is+h?a+[ck]|isak|ishak|ishac|yitzhak|itzhak|yitshak|isahak|isac|يعقوب y[ae]+[kc][ou]+b|jac[ou]b|yakov
أدهم adham|إلياس [ei]l[iy]+as|جورج geor[g]es?|jurj|jorge|jorj|بطرس b[ou]tr[ou]s|ميشال m[iy]chel|سمعان s[ie]m+a?n
حنا han+a|عيسى [iae]+[iy]?s+a|isa|aisa|عوض aw[ae]d|عواد aw+ad|رضا r[iei][zd]h?a|redha|صادق sad[ei]k|جواد jaw[ae]d
djaouad|javad|باقر ba(?:k|gh)[ei]r|كاظم kaz[ei]m|kadh[ei]m|kadh[iy]m
مقتدى m[ou]kt[ae]da|نوري n[ou]r[iy]|هوشيار h[ou]sh[iy]ar|مسعود mas+[ou]+d|massoud|نواف nawaf|مشعل m[aei]s+h?[ae]+l
بدر badr|b[ae]d[ei]r|تميم tam[iy]m|قابوس kab[ou]s|زينة z[ae][iy]n[ae]h?|رفعت r[iei]fa+t|رأفت ra[']?fat|عفيف af[iy]f
عارف ar[ei]f|عرفان [ie]rfan|شكري sh?[ou]kr[iy]|chokr[iy]
ضياء d[iy]+a|ziya|علاء al+a|بهاء b?aha|هناء h?ana|ثناء thana|سناء sana|دعاء d[ou]+a|رجاء raja|شيماء sh[ae][iy]ma
أشرف ashraf|achraf|شرف sharaf|مشرف m[ou]shar+af|عزام az+am|عصمت [ie]smat|حازم haz[ei]m|حاتم hat[ei]m|خاتم khat[ei]m
كاتب kat[ei]b|خطيب khat[iy]b|طيب ta[iy]+[ei][bp]|طالب tal[ei]b|غالب ghal[ei]b
رئيسي ra[iy']*s[iy]|رايسي ra[iy]s[iy]|قاليباف [kg]h?al[iy]baf|ظريف zar[iy]f|لاريجاني lar[iy]jan[iy]
روحاني r[ou]+h?an[iy]|rouhani|ruhani|عراقجي ara[gk]h?ch?[iy]|aragh?ch?i|بقائي ba[gk]h?[ae]+[iy]+|baghaei|baghai
bakaei|مالكي mal[ei]k[iy]|سوداني s[ou]dan[iy]|الكاظمي kadh[ei]m[iy]|kaz[ei]m[iy]|حلبوسي halb[ou]s[iy]|صدر sadr
رجب ra[jg][ae]b|rec[ae]p|redjep|شعبان sha+b[ae]n|رمضان ramad[h]?an|ramaz?an|ramzan|زهير z[ou]h[ae][iy]r|شوقي sha[uw]k[iy]
صبري sabr[iy]|عدنان adn[ae]n|عزمي azm[iy]|فؤاد f[ou]+[ae]d|فاروق far[ou]+k|لقمان l[ou]km[ae]n|محسن m[ou]h?s[ei]n
مختار m[ou]khtar|m[ou]htar|مصعب m[ou]s+a+b|معاذ m[ou][ae]+[zd]h?|نايف n[ae][iy][ei]f|نعيم n[ae]+[iy]m|وجدي wa[jg]d[iy]
سفيان s[ou]f[iy]+[ae]n|مولود m[ao][uw]l[ou]+d|m[iu]l[ou]d|mevl[ou]t|أخضر l?akhd[ae]r|براهيمي brah[iy]m[iy]|إبراهيمي [ie]?brah[iy]m[iy]
محمد mehm[ei]t|mehmed|محمود mahm[ou]t|أحمد ahm[ei]t|محفوظ mahf[ou][zd]h?|نجيب nagu[iy]b|عبدو abd[ou]+|نعمة n[ie]+m[ae]h?
قدري kadr[iy]|رؤوف ra+[ou]+f|رشدي r[ou]shd[iy]|زهراء zahra+|كلثوم k[aou]lth[ou]+m|صفاء saf+a|صفية saf[iy]+[ae]h?
رقية r[ou]ka[iy]+[ae]h?|هاجر ha[jg][ae]r|ميساء ma[iy]sa+|لمياء lam[iy]+a|نسرين n[ae]sr[iy]n[e]?|شيرين sh[iy]r[iy]n[e]?
جيهان [jg][iy]han[e]?|أنيس an[iy]s+|فريد far[iy]d|وديع wad[iy]+|منذر m[ou]n[zd]h?[ei]r|معتز m[ou]+ta+z|مهند m[ou]han+[ae]d
مصعب m[ou]s+[ae]b|يزن yaz[ae]n|ليث l[ae][iy]th|غيث gh[ae][iy]th|حذيفة h[ou][zd]h?[ae][iy]f[ae]h?|قصي k[ou]s+[ae][iy]|عدي [ou]da[iy]
برهان b[ou]rh[ae]n|حمدوك hamd[ou]+k|دقلو da[gk]al[ou]|حميدتي hem?ed?t[iy]|بوتفليقة b[ou]t[ae]?fl[iy]k[ae]|تبون teb+[ou]+n[e]?
بنكيران benk[iy]ran[e]?|غنوشي gh?an+[ou]+sh[iy]|مرزوقي marz[ou]+k[iy]|سبسي es+ebs[iy]|sebs[iy]|ميقاتي m[iy]kat[iy]|حريري har[iy]r[iy]
جعجع [jg]ea[jg]ea|[jg]a+[jg]a+|فرنجية fran[jg][iy]+[ae]h?|جنبلاط j[ou]mblat+|jumblat+|نصرالله nasral+a+h?|قاآني kha?an[iy]|[gk]h?a+n[iy]
""".replace("\n", "|")

_ENTRY = re.compile(r"\s*([\u0600-\u06ff]+)\s+(.*)")


def _read() -> dict[str, re.Pattern[str]]:
    """Load the patterns by name. A row without an Arabic word continues the name before it."""
    listed: dict[str, list[str]] = {}
    name = ""
    for part in filter(None, _TABLE.split("|")):
        entry = _ENTRY.match(part)
        if entry:
            name = plain(entry[1].removeprefix("ال") if len(entry[1]) > 4 else entry[1])  # noqa: PLR2004 - 'آل' is a word
        pattern = entry[2] if entry else part
        listed.setdefault(name, []).append(pattern.strip())
    return {name: re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) for name, patterns in listed.items()}


SPELLINGS = _read()
"""How the canonical spelling of each normalised Arabic name looks."""
