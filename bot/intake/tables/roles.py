"""Roles, organisations and other nouns for who speaks, in both languages."""

from __future__ import annotations

from bot.intake.normalized import table

# --- English, in lower case -----------------------------------------------------------------------------------------
ROLES_EN = frozenset(
    """president counterpart pontiff monarch sovereign royal counsel cellmate teammate classmate flatmate roommate housemate schoolmate workmate academic premier chancellor minister secretary secretary-general governor mayor senator congressman congresswoman
    lawmaker legislator deputy mp mep councillor councilor king queen prince princess emir sultan sheikh pope cardinal
    bishop archbishop patriarch imam rabbi priest pastor mufti ayatollah ambassador envoy consul diplomat spokesman
    spokeswoman spokesperson official officer commander general colonel major captain lieutenant sergeant admiral
    marshal
    brigadier chief chairman chairwoman chairperson chair director director-general head leader boss ceo cfo coo founder
    co-founder owner manager coach trainer captain goalkeeper striker midfielder defender forward winger player referee
    analyst economist strategist expert professor lecturer researcher scientist historian author writer novelist poet
    journalist reporter correspondent editor presenter host anchor singer actor actress filmmaker musician artist judge
    justice prosecutor lawyer attorney barrister solicitor magistrate clerk detective inspector superintendent sheriff
    constable policeman policewoman doctor dr surgeon physician nurse paramedic medic epidemiologist activist campaigner
    organiser organizer coordinator co-ordinator adviser advisor aide negotiator mediator representative delegate
    rapporteur commissioner treasurer auditor accountant banker trader investor broker executive partner engineer
    architect farmer fisherman driver pilot teacher principal headteacher dean rector student pupil resident neighbour
    neighbor villager shopkeeper worker volunteer survivor victim witness defendant suspect plaintiff mother father wife
    husband son daughter brother sister uncle aunt cousin grandmother grandfather widow widower parent relative friend
    colleague mr mrs ms miss mx sir dame lord lady prof professor speaker whip vice-president vice undersecretary
    under-secretary-general lt gen col capt maj sgt adm brig sen rep gov rev hon baroness baron count duke duchess
    skipper manager champion winner veteran candidate nominee incumbent successor predecessor ruler monarch guard
    firefighter ranger pensioner refugee migrant passenger tourist customer buyer seller baker butcher chef waiter
    curator librarian archaeologist geologist seismologist meteorologist virologist oncologist psychologist comptroller
    ombudsman supervisor custodian chaplain warden premier ex-president ex-minister vice-chairman vice-president
    interior secretary-treasurer oceanographer climatologist biologist physicist chemist astronomer economist
    hydrologist
    statesman politician billionaire entrepreneur boxer cyclist sprinter swimmer skier runner golfer racer rider jockey
    batsman bowler cricketer footballer midfielder quarterback fullback defenceman goaltender man woman boy girl
    teenager
    insider source informant eyewitness bystander negotiator chairlady headmaster headmistress caretaker organizer
    shipowner shopowner landlord tenant plumber electrician mechanic miner fitter bus-driver midwife carer pharmacist
    councilwoman councilman councilmember alderman superintendent vet dentist coroner notary registrar ombudswoman whistleblower hostage captive detainee prisoner inmate person
    someone somebody one-time individual motorist shopper
    diver climber hiker sailor skipper shipmate crewman sculptor designer composer conductor violinist pianist drummer
    co-author co-chair co-owner co-director co-pilot co-star bailiff schoolgirl schoolboy seller greengrocer cook gardener roofer builder
    shepherd fishmonger barber tailor cobbler usher receptionist cleaner porter bouncer technician programmer veterinarian
    zookeeper beekeeper trustee spokesperson-designate chancellor-elect bystander ecologist entomologist geophysicist
    volcanologist glaciologist botanist zoologist archivist restorer conservator accused widow climber
    comedian poet playwright translator linguist philosopher theologian economist statistician demographer envoy-designate""".split()
)
_NO_SINGULAR_EN = frozenset("others families authorities hospitals unions charities agencies".split())
PLURALS_EN = frozenset(
    """officials residents witnesses protesters demonstrators police investigators prosecutors lawyers doctors medics
    rescuers experts analysts economists scientists researchers activists sources militants rebels troops soldiers
    ministers leaders lawmakers diplomats negotiators critics supporters opponents students teachers workers families
    relatives parents survivors authorities organisers organizers fans players neighbours neighbors villagers farmers
    campaigners judges jurors observers people men women children traders investors executives commanders fighters
    delegates envoys members historians reporters journalists passengers crew firefighters nurses voters others some
    many several ministers shareholders pilots fishermen hospitals unions charities agencies mediators monitors inspectors
    medics teenagers schoolchildren pupils nurses bystanders onlookers tourists motorists commuters shoppers customers
    pensioners refugees migrants inmates detainees captives hostages believers worshippers pilgrims visitors locals""".split()
)
ROLES_EN |= {noun.removesuffix("s") for noun in PLURALS_EN if noun.endswith("s") and noun not in _NO_SINGULAR_EN}
ROLE_MODIFIERS_EN = frozenset(
    """former acting deputy vice prime foreign interior defence defense finance health education energy justice trade
    transport labour labor agriculture environment culture economy economic home chief senior junior top assistant
    associate executive managing general regional local national federal state provincial military naval army police
    fire security intelligence opposition ruling supreme high special interim caretaker outgoing incoming newly retired
    veteran lead head first second third human rights political legal financial technical sporting medical scientific
    press media spokesman-designate white house public health-care district county city municipal government
    parliamentary
    presidential royal eldest elder younger youngest late another unnamed anonymous one two three four five local
    western
    northern southern eastern central climate aid relief hospital school university court union party club team company
    bank ministry council committee board parliament palace cabinet commission agency campaign group transport rescue
    emergency duty crown permanent non-executive independent long-time longtime co- joint chief-of-staff communications
    operations investment market equity currency commodities oil gas shipping weather water tax budget planning housing
    tourism sports sport football cricket rugby tennis basketball hockey track race team village port airport railway""".split()
)
ORG_NOUNS_EN = frozenset(
    """ministry agency government army military navy force forces police council committee commission bank fund union
    party group movement organisation organization company firm corporation corp court tribunal parliament congress
    senate assembly house cabinet office department bureau authority administration embassy consulate delegation
    mission university institute institution centre center hospital school association federation confederation league
    club team society foundation charity board panel service network coalition alliance bloc command staff guard guards
    kremlin pentagon presidency palace observatory watchdog regulator operator airline airport port factory plant
    newspaper channel broadcaster television statement report communique document letter indictment verdict ruling
    study survey paper post message email transcript memo filing prosecution defence fbi cia un eu nato who imf opec
    unicef unhcr unrwa wfp hamas hezbollah fatah taliban isis iaea wto asean bloc state chamber secretariat directorate
    patriarchate church diocese syndicate inspectorate tribunal registry exchange cooperative brigade battalion division
    regiment chamber carrier manufacturer producer maker retailer lender utility startup start-up giant insurer museum gallery library orchestra theatre
    festival trust zoo studio daily weekly""".split()
)
DOCUMENTS_EN = frozenset(
    "statement report communique document letter indictment study post message memo filing".split()
)
DEPARTMENTS_EN = frozenset(
    """state defence defense interior justice finance health education energy commerce labor labour foreign affairs
    homeland security staff treasury culture agriculture transport environment house parliament representatives commons
    trade industry information tourism planning youth sport sports women development the and""".split()
)
FEMALE_EN = frozenset(
    """spokeswoman chairwoman congresswoman policewoman queen princess mother wife daughter sister aunt grandmother widow
    actress mrs ms miss dame lady baroness duchess woman girl councilwoman businesswoman headmistress ombudswoman
    midwife
    businesswomen""".split()
)
MALE_EN = frozenset(
    """spokesman chairman congressman policeman king prince father husband son brother uncle grandfather widower actor mr
    sir lord baron duke man boy emir sultan sheikh pope cardinal imam patriarch bishop ayatollah fisherman
    businessman headmaster statesman councilman""".split()
)
PRONOUNS_EN = {"he": "m", "she": "f", "it": "o", "they": "p"}
DETERMINERS_EN = frozenset(
    "the a an his her its their our my your one another this that some two three several".split()
)
NAME_PARTICLES_EN = frozenset(
    "al el bin ben ibn bint abu de da del della di do dos du van von der den la le ul y e zu".split()
)

# --- Arabic, normalised ---------------------------------------------------------------------------------------------
ROLES_AR = table(
    """رئيس وزير نائب أمين مدير قائد سفير مبعوث ناطق متحدث مستشار مسؤول خبير محلل باحث أستاذ دكتور د طبيب جراح ممرض محام
    محامي قاض قاضي مدع مدعي نقيب عميد لواء عقيد رائد فريق مقدم ضابط جنرال مشير ملازم رقيب شرطي ملك أمير سلطان شيخ إمام
    مفتي بطريرك بابا أسقف مطران كاهن حاخام آية مرشد زعيم محافظ عمدة مختار حاكم والي قنصل دبلوماسي مندوب ممثل مفوض مقرر
    مراقب منسق مشرف مدرب لاعب حارس مهاجم مدافع حكم مذيع صحفي صحافي كاتب روائي شاعر مخرج ممثل فنان مطرب مغني مؤلف مؤرخ
    ناشط ناشطة معارض سياسي اقتصادي مهندس معلم مدرس طالب مزارع صياد سائق طيار تاجر عامل موظف متطوع مسعف شاهد ناج ناجي
    ضحية متهم مشتبه والد والدة زوج زوجة ابن ابنة نجل نجلة شقيق شقيقة عم خال جد جدة أرملة قريب جار صديق زميل عضو
    نائبة وزيرة رئيسة مديرة متحدثة ناطقة مسؤولة مستشارة سفيرة مبعوثة ممثلة منسقة خبيرة محللة باحثة أستاذة دكتورة طبيبة
    ممرضة محامية قاضية مدعية مدربة لاعبة صحفية صحافية كاتبة روائية شاعرة مخرجة فنانة معلمة مدرسة طالبة مهندسة مفوضة
    مقررة
    ملكة أميرة أمينة قائدة عضوة مندوبة مشرفة رجل امرأة شاب شابة سيدة سيد مواطن مواطنة نازح نازحة لاجئ لاجئة أسير أسيرة
    مصدر شاهدة عالم عالمة مؤسس مؤسسة مالك صاحب صاحبة نقيبة حاكمة كبير كبيرة مساعد مساعدة وكيل وكيلة ناظر رئيسي مستشارين
    مسؤولون مسؤولين مصادر شهود سكان أهالي ناشطون ناشطين محتجون محتجين متظاهرون متظاهرين خبراء محللون محللين نواب وزراء
    علماء باحثون أطباء ضباط قادة زعماء دبلوماسيون محامون صحفيون معارضون مراقبون أحد إحدى جمهور مشجعون مصلون
    مقيم ساكن لاجئون نازحون رئيسا رواد عائلة أسرة أقارب حقوقي حقوقية حقوقيون تربوي فلكي جيولوجي رجال عنصر جندي مقاتل
    مأمور قائم نزيل سجين معتقل كابتن إعلامي إعلامية إداري وسيط مفاوض كيميائي مربي رحالة ناقد ناقدة نقاد أخت محللي مسؤولي مستشاري مراسلي مهندسي مفاوضي اقتصاديي محرري مراسلين مفاوضين نظير نظيرة سموه سموها جلالته معاليه سعادته فخامته دولته سيادته غبطته نيافته فضيلته
    بطل بطلة عداء عداءة سباح
    سباحة معالي سعادة فضيلة سماحة سمو جلالة فخامة نيافة غبطة عطوفة جنرال كولونيل ملحق أمينة جيران مزارعة مزارعون صيادون
    معد معدة بروفسور بروفيسور قيادي قيادية مسؤولا تلميذ تلميذة منتج منتجة ناشر ناشرة محرر محررة مترجم مترجمة رسام رسامة نحاتة ملحن ملحنة عازف عازفة موسيقي موسيقية
    راقص راقصة ممثلة طاه طاهي طاهية بائع بائعة سائقة ربان قبطان غواص متسلق عالمة منقب حرفي ميكانيكي
    كهربائي سباك صيدلي صيدلانية ممرض قابلة مسعفة إطفائي رجلا حارسة محاسب محاسبة مصرفي مصرفية متعامل متعاملة وسيط
    وسيطة مستثمر مستثمرة متداول متداولون رائد رائدة مديرا وزيرا مرشح مرشحة ناخب ناخبة ناخبون نقابي نقابية مفتش مفتشة شرطية
    مجند مجندة ضابطة أميرال مارشال ملاكم ملاكمة لاعبون مدافعة هداف معلق معلقة مشجع مشجعة مشجعات رئيسان"""
)
PLURAL_ROLES_AR = table(
    """مسؤولون مسؤولين مصادر شهود سكان أهالي ناشطون ناشطين محتجون محتجين متظاهرون متظاهرين خبراء محللون محللين نواب وزراء
    علماء باحثون أطباء ضباط قادة زعماء دبلوماسيون محامون صحفيون معارضون مراقبون مشجعون مصلون لاجئون نازحون أقارب رجال"""
)
ORGS_AR = table(
    """وزارة وكالة حكومة جيش قوات قوة شرطة مجلس لجنة مفوضية بنك مصرف صندوق اتحاد حزب جماعة حركة منظمة هيئة شركة مؤسسة محكمة
    نيابة برلمان كونغرس كنيست مكتب إدارة دائرة سلطة سلطات سفارة قنصلية بعثة جامعة معهد مركز مستشفى مدرسة جمعية رابطة ناد
    نادي نقابة كتلة تحالف ائتلاف تيار تنظيم فصيل كتائب سرايا لواء فرقة قيادة أركان حرس رئاسة ديوان قصر بلدية محافظة مرصد
    صحيفة قناة إذاعة تلفزيون موقع شبكة مجلة إعلام كرملين بنتاغون بيان تقرير بورصة غرفة دفاع مديرية أمانة رئاسية جهاز
    ادعاء
    حماس حزب فتح ناتو يونيسف أونروا دار كنيسة بطريركية أمم مندوبية مصلحة مطار ميناء شركات عمليات استخبارات خارجية داخلية
    دراسة وثيقة رسالة منشور مذكرة نشرة بلاغ تدوينة تغريدة مصنع مشغل مجموعة عملاق كيان جبهة ميليشيا قاعدة تجمع حملة مبادرة منصة هيئات
    أوساط جريدة يومية"""
)
DOCUMENTS_AR = table("بيان بلاغ خطاب تدوينة تغريدة تقرير رسالة منشور مذكرة وثيقة نشرة دراسة")
INSTITUTIONS_AR = table(
    """الهلال الصليب الإسعاف العفو الكنيسة الأزهر الكلية المعارضة القيادة الأركان الدورية السلطة
    وزارة الوزارة مجلس المجلس حكومة الحكومة جيش الجيش شرطة الشرطة هيئة الهيئة لجنة اللجنة منظمة المنظمة حزب الحزب حركة
    الحركة شركة الشركة جامعة الجامعة معهد المعهد مركز المركز مستشفى المستشفى محكمة المحكمة بنك البنك المصرف مصرف
    وكالة الوكالة
    برنامج صندوق الصندوق قوات القوات مكتب المكتب دائرة الدائرة إدارة الإدارة رئاسة الرئاسة بلدية نادي النادي اتحاد
    الاتحاد نقابة
    غرفة كلية قسم فرع منتخب المنتخب فريق الفريق تحالف التحالف البرلمان البيت الأمم القصر قصر الدفاع ديوان جمعية مؤسسة
    الخارجية الداخلية النيابة الادعاء السفارة البعثة مديرية المديرية مرصد المرصد مطار المطار ميناء الميناء وحدة
    الشؤون"""
)
# What follows a role and is no name.
ROLE_WORDS_AR = table(
    """الخارجية الداخلية الدفاع المالية الصحة التعليم التربية العدل الاقتصاد الطاقة النفط الكهرباء المياه الزراعة الصناعة
    التجارة النقل الاتصالات الثقافة السياحة البيئة العمل الإعلام الأوقاف الدولة الوزراء النواب الجمهورية الحكومة
    البرلمان
    الأركان الشعب الأمة الشورى الشيوخ الأمن العام العامة الأول الأولى الثاني السابق السابقة الأسبق الحالي الحالية
    الجديد الجديدة
    المنتهية ولايته الراحل الراحلة التنفيذي التنفيذية الرسمي الرسمية الإعلامي الإعلامية السياسي السياسية العسكري
    العسكرية
    الأمني الأمنية الخاص الخاصة الدائم الدائمة الأعلى العليا القومي الوطني الإقليمي الدولي المحلي المركزي العالمي
    البارز البارزة
    باسم لشؤون للشؤون عن من هيئة أركان الشؤون الاجتماعية الإنسانية حقوق الإنسان السامي المقيم المناوب المكلف
    بالإنابة بالوكالة
    عام تنفيذي رسمي إعلامي سياسي عسكري أمني خاص كبير بارز رفيع المستوى سابق أول محلي حكومي غربي أوروبي أميركي أمريكي
    المساعد المشارك الفني الفنية الطبي الطبية المدني المدنية الحقوقي الحقوقية القضائي البحري الجوي البري الشابة الشاب
    المتقاعد الانتقالي السيادي التشريعي الرئاسي الملكي الأميري الاتحادي الفدرالي المعارض المعارضة الحاكم الحاكمة
    الدين والمغتربين والتعليم العالي والبحث العلمي والثروة الحيوانية والتنمية والري والسكان والاستثمار والتعاون
    والرياضة والشباب والتموين والإسكان والبترول والمعادن الموارد والتكنولوجيا والآثار والهجرة والإعلام الاقتصادي
    والتجارة والصناعة والزراعة والأشغال والنقل الميداني الميدانية المتحدة التخطيط الأشغال الاستثمار الرياضة الشباب
    التموين الركن
    الإسكان البترول التنمية الري فريق منتخب طاقم وفد قسم وحدة شعبة فرع كلية قطاع مشروع برنامج"""
)
INTRODUCERS_AR = table(
    """وكالة وكالات صحيفة جريدة مجلة قناة إذاعة محطة موقع منصة شبكة تطبيق برنامج شركة مجموعة حركة تنظيم جماعة كتائب سرايا
    حزب تيار لواء فرقة قوات ميليشيا جبهة فصيل عملية عمليات حملة مبادرة خطة مشروع فيلم مسلسل رواية كتاب ديوان قصيدة
    أغنية ألبوم
    مسرحية لوحة معرض مهرجان جائزة بطولة كأس سفينة ناقلة حاملة طائرة مسيرة مسيرات صاروخ صواريخ منظومة دبابة قمر حقل
    منجم فندق
    مطعم مقهى سوق مستشفى مدرسة جامعة شارع ساحة ميدان حي مخيم قرية مدينة بلدة منطقة سجن معتقل سد جسر نادي فريق متحف مركز
    مؤسسة جمعية منظمة تحالف ائتلاف قانون بند المسمى المسماة يسمى تسمى يعرف تعرف المعروف المعروفة بعنوان عنوان شعار
    وسم هاشتاغ
    لقب الملقب الملقبة كنية اسم باسم تسمية اسمه اسمها متحور إعصار عاصفة فيروس مرض عقار لقاح دواء لعبة مقال كتابه روايته
    فيلمه أغنيته كتابها روايتها ألبومه ألبومها مقهي زورق يخت قارب غواصة فرقاطة عبارة طراز نوع وثائقي سلسلة"""
)
INTRODUCERS_EN = frozenset(
    """film movie novel book song album play poem painting series show programme program documentary memoir essay magazine
    newspaper operation codenamed code-named nicknamed dubbed named titled entitled so-called known hashtag ship vessel
    tanker boat yacht ferry storm typhoon hurricane cyclone exhibition game app single track opera musical podcast
    column
    called-up slogan motto biography autobiography thriller sequel trilogy collection anthem hit ballad codeword
    password
    nickname alias aka drone missile rocket submarine frigate variant strain project plan scheme bill act law dish
    cocktail restaurant pub bar cafe hotel brand product model chapter episode article tune hymn sculpture mural""".split()
)
STOPS_AR = table(
    """في على إلى الى عن من مع خلال بعد قبل منذ أمام لدى عبر بشأن حول ضد أثناء عقب إثر لأن إن أن إنه إنها إنهم أنه أنها أنهم
    إننا أننا إني أني بأن بأنه بأنها بأنهم كي لكي حتى حين حيث عندما كما فيما بينما إذا لو لكن بل ثم أو لا لم لن
    ما قد لقد
    الذي التي الذين اللذان اللتان اللذين اللواتي اللاتي هو هي هم وهو وهي وهم هذا هذه ذلك تلك هؤلاء إذ إلا سوى غير
    أيضا كذلك
    بدوره بدورها بدورهم اليوم أمس غدا الليلة مساء صباح ظهر فجر يوم مطلع نهاية ردا تعليقا قوله قولها قولهم قولهما
    بحسب حسب وفق
    وفقا طبقا نقلا استنادا تحت فوق بين عند ضمن نحو باتجاه جراء بسبب رغم برغم بفضل وأن وإن فإن وأنه وأنها بالقول للصحفيين
    للصحافيين بكلمة مؤخرا سابقا لاحقا قائلا قائلة كان كانت ليس ليست وكان وكانت لأنه لأنها حسبما كل له لها لهم لنا لي
    به بها إليه
    إليها عليه عليها عنه عنها منه منها فيه فيها ولا ولم ولن وما وقد أي هناك هنا الآن حاليا دون بدون عليهم إنما
    الاثنين الثلاثاء
    الأربعاء الخميس الجمعة السبت الأحد الإثنين خلف قرب وسط جنوب شمال شرق غرب داخل خارج قبيل بعيد وذلك وهذا ووفق وبحسب
    لـ بـ إزاء تجاه حيال صراحة القول التأكيد علنا مجددا مرارا غداة عشية إبان طوال طيلة لوكالة لصحيفة لقناة لرويترز لإذاعة لموقع لشبكة
    للتلفزيون للإذاعة لمراسل منتصف أواخر أوائل مستهل غضون صباحا مساء ظهرا ليلا فجرا عصرا ساخرا مازحا مضيفا مستطردا متسائلا يدعى تدعى وسيبقى سيبقى باتت بات أصبح أصبحت يجب ينبغي طالبا طالبة معا سويا أولا ثانيا صحة وقوع حدوث وجود عدم أنباء تقارير اتهامات مزاعم فضل فضلت طلب طلبت اشترط اشترطت آثر آثرت ست سبع ثماني تسع عشر خمس أربع ثلاث
    ستة سبعة ثمانية تسعة عشرة خمسة أربعة ثلاثة عشرين عشرون ثلاثين مئة ألف ملايين مليون سنوات سنة عاما أعوام أشهر أيام شخصا أشخاص قتيلا جريحا"""
)
SKIPPED_AR = table(
    "أيضا كذلك بدوره بدورها من جهته جهتها جانبه جانبها اليوم أمس مجددا لاحقا آنذاك حينها الاثنين الإثنين الثلاثاء الأربعاء"
    " الخميس الجمعة السبت الأحد أول صباح مساء يوم ظهر ليل"
)
MEDIA_AR = table(
    """رويترز بلومبرغ الجزيرة العربية الأناضول سانا واس وام بترا كونا بنا قنا وفا سبوتنيك تاس نوفوستي إنترفاكس شينخوا يونهاب
    كيودو أسوشيتد أسوشييتد برس إرنا فارس تسنيم مهر الميادين المنار الحدث فوكس نيوز سكاي اكسيوس أكسيوس هآرتس يديعوت
    معاريف
    الغارديان التايمز البي وكالة صحيفة جريدة قناة شبكة إذاعة موقع تلفزيون التلفزيون الإذاعة مجلة الوكالة الصحيفة القناة
    الموقع المجلة"""
)
