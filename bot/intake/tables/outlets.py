"""News outlets that wire copy quotes: newspapers, channels, sites and journals by name, and what such names are made of."""

from __future__ import annotations

from bot.intake.normalized import phrases, table

# Names that mean nothing else, wherever they stand. Matched with their capitals.
OUTLETS_EN = tuple(
    """New York Times|Wall Street Journal|Washington Post|Los Angeles Times|Financial Times|Sunday Times|Times of London
    Times of Israel|Times of India|Hindustan Times|Indian Express|Daily Telegraph|Sunday Telegraph|Telegraph|Guardian
    Daily Mail|Daily Mirror|Daily Express|Economist|Politico|Axios|CNN|BBC|BBC News|BBC Arabic|BBC Radio 4|Sky News
    Fox News|Fox Business|NBC|NBC News|CBS|CBS News|ABC News|MSNBC|CNBC|NPR|PBS|ITV|ITV News|Channel 4 News|LBC|GB News
    Al Jazeera|Al-Jazeera|Al Arabiya|Al-Arabiya|Al Hadath|Al-Hadath|Al Mayadeen|Al-Mayadeen|Al Manar|Al-Manar|Al-Akhbar
    An-Nahar|Al-Ahram|Asharq Al-Awsat|Asharq News|Al Sharq|Al-Quds Al-Arabi|Okaz|Gulf News|Khaleej Times|Arab News|MTV Lebanon
    L'Orient-Le Jour|L'Orient Today|Haaretz|Yedioth Ahronoth|Maariv|Ynet|Walla|Jerusalem Post|Israel Hayom|Channel 12
    Channel 13|Kan|Der Spiegel|Spiegel|Bild|Die Welt|Die Zeit|Süddeutsche Zeitung|Frankfurter Allgemeine Zeitung
    Tagesspiegel|Handelsblatt|ARD|ZDF|Deutsche Welle|Le Monde|Le Figaro|Libération|Les Echos|France 24|France Info|RFI|TF1
    BFM TV|BFMTV|LCI|Mediapart|El País|El Pais|El Mundo|La Vanguardia|La Repubblica|Corriere della Sera|La Stampa|RAI
    NHK|Asahi Shimbun|Yomiuri Shimbun|Mainichi Shimbun|Nikkei|Nikkei Asia|Global Times|People's Daily|CCTV|CGTN|Caixin
    South China Morning Post|Straits Times|Bangkok Post|Jakarta Post|Chosun Ilbo|JoongAng Ilbo|Hankyoreh|KBS|RT|Izvestia
    Kommersant|Vedomosti|Novaya Gazeta|Meduza|Rossiya 1|Rossiya-1|Ukrainska Pravda|Kyiv Independent|Kyiv Post|Suspilne
    TVP|TVN|Gazeta Wyborcza|TRT|TRT World|NTV|CNN Turk|Hurriyet|Sabah|Daily Sabah|Cumhuriyet|Rudaw|Kurdistan24|Press TV
    Iran International|Dawn|Geo News|ARY News|Express Tribune|NDTV|Globe and Mail|Toronto Star|CBC|Sydney Morning Herald
    Newsweek|Time magazine|Forbes|Fortune|Foreign Policy|Foreign Affairs|New Yorker|The Atlantic|Vanity Fair|Rolling Stone
    USA Today|New York Post|Chicago Tribune|Boston Globe|Miami Herald|The Hill|HuffPost|BuzzFeed News|Vox|ProPublica
    The Intercept|The Lancet|The Times|The Sun|The Independent|The Observer|The National|The Conversation|Euronews|Voice of America
    Radio Free Europe|Radio Free Asia|Radio Liberty|Folha de S.Paulo|O Globo|Clarín|Clarin|La Nación|La Nacion|El Universal
    Daily Maverick|News24|Mail & Guardian|Daily Nation|Premium Times|Punch|Mada Masr|Enab Baladi|Syria TV|Al-Masry Al-Youm
    Sports Illustrated|ESPN|L'Equipe|L'Équipe|Marca|Gazzetta dello Sport|Der Standard|Aftenposten|Dagens Nyheter|Le Soir
    Le Temps|Neue Zürcher Zeitung|Irish Times|Irish Independent|RTE|RTÉ|Financial Review|Middle East Eye|Al-Monitor
    The New Arab|Variety|Hollywood Reporter|The Athletic|TechCrunch|The Verge|Wired""".replace("\n", "|").split("|")
)
# What is a newspaper's name only where it carries something.
DOUBTFUL_EN = frozenset(
    """Foreign Affairs|Foreign Policy|Fortune|Punch|Variety|Wired|Dawn|Sabah|Kan|Vox|The Sun|The National|The Hill|The Observer|Guardian
    The Independent|Economist|Telegraph|RT|NTV|TVN|LBC|CBC|RAI|Marca|Walla|Okaz|Spiegel|Bild|The Conversation|The Times|The Atlantic""".replace(
        "\n    ", "|"
    ).split("|")
)
# The last word of a newspaper's name after 'the', if the sentence says that it carries something.
MASTHEADS_EN = (
    "Times|Post|Herald|Tribune|Gazette|Chronicle|Journal|Telegraph|Guardian|Observer|Courier|Ledger|Bugle|Mail|Mirror"
    "|Star|Sun|Independent|Examiner|Inquirer|Sentinel|Standard|Echo|Argus|Dispatch|Register|Globe|Citizen|Advertiser"
    "|Mercury|Recorder|Review|Weekly|Daily|Bulletin|Monitor|News|Radio|TV|FM|Television|Scientist|Economist|Spectator|Statesman|Atlantic|Outlook|Voice|Nation|Enquirer|Digest|Eye"
)
# Nouns that an outlet's name follows or is followed by. What is said of a 'network' or a 'journal' is often none.
NOUNS_EN = (
    "newspaper|daily|weekly|tabloid|broadsheet|magazine|broadcaster|news channel|television channel|TV channel|tv channel"
    "|channel|state television|state tv|state TV|television station|TV station|radio station|radio|television|TV"
    "|news network|TV network|television network|news website|news site|website|news outlet|outlet|news portal|news agency"
    "|newswire|podcast|medical journal|journal"
)
AGENCY_NOUNS_EN = frozenset({"news agency", "newswire"})

OUTLETS_AR = phrases(
    """نيويورك تايمز|وول ستريت جورنال|واشنطن بوست|لوس أنجلوس تايمز|فايننشال تايمز|فاينانشال تايمز|صنداي تايمز|التايمز|الغارديان
    ذا غارديان|التلغراف|ديلي تلغراف|ديلي ميل|الإيكونوميست|الإندبندنت|بوليتيكو|أكسيوس|اكسيوس|سي إن إن|سي ان ان|بي بي سي|بي بي سي عربي
    سكاي نيوز|سكاي نيوز عربية|فوكس نيوز|إن بي سي|إن بي سي نيوز|سي بي إس|إيه بي سي|سي إن بي سي|إم إس إن بي سي
    هآرتس|يديعوت أحرونوت|معاريف|يسرائيل هيوم|جيروزاليم بوست|تايمز أوف إسرائيل|القناة 12|القناة 13|القناة 14|القناة الثانية عشرة
    القناة 12 الإسرائيلية|هيئة البث الإسرائيلية|دير شبيغل|بيلد|دي فيلت|دويتشه فيله|لوموند|لو موند|لوفيغارو|لو فيغارو|ليبراسيون
    فرانس 24|فرانس 2|بي إف إم|إل باييس|الباييس|إل موندو|لا ريبوبليكا|كورييري ديلا سيرا|كوميرسانت|إزفستيا|روسيا اليوم|آر تي
    روسيا 24|إن إتش كيه|غلوبال تايمز|تي آر تي|حرييت|صباح التركية|إيران إنترناشونال|برس تي في|روداو|كوردستان 24|يورونيوز
    الشرق الأوسط اللندنية|القدس العربي|العربي الجديد|الحرة|مونت كارلو الدولية|صوت أميركا|راديو سوا|نيوزويك|فورين بوليسي|تايم
    فوربس|ميدل إيست آي|المونيتور|ذا ناشيونال|غلف نيوز|ماركا|ليكيب|بي إن سبورتس|ميدوزا|أوكراينسكا برافدا|سوسبيلنه"""
)
# Names that are common words, too: only after a noun for an outlet, or with a joined ل after a verb of saying.
NOUNS_AR = table("صحيفة جريدة مجلة قناة إذاعة تلفزيون محطة شبكة موقع منصة يومية أسبوعية دورية فضائية راديو بودكاست")
# After these an unknown name is an outlet's; after the others of NOUNS_AR only a known one, or one between marks.
SURE_NOUNS_AR = table("صحيفة جريدة مجلة قناة إذاعة تلفزيون فضائية يومية أسبوعية راديو")
ADJECTIVES_AR = table(
    "الإخبارية الإخباري الإلكتروني الإلكترونية الرسمية الرسمي الحكومي الحكومية المحلية المحلي الفضائية التلفزيونية اليومية"
    " الأسبوعية الاقتصادية الرياضية العبرية الناطقة المقربة التابعة الخاصة الخاص المستقلة المعارضة العلمية الطبية الشهيرة"
)
