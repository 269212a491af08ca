"""Common given names, by gender: in Latin letters, and in Arabic."""

from __future__ import annotations

from bot.intake.normalized import table

FEMALE_EN = frozenset(
    """mary maria marie anna anne ann hannah emma olivia sophia sophie sofia isabella isabel elizabeth liz kate katherine
    catherine kathryn karen susan sarah sara rachel rebecca laura julia julie linda lisa nancy margaret martha helen
    ellen elena alice amy amelia angela andrea barbara betty carol caroline charlotte christine christina claire clara
    diana diane donna dorothy eleanor emily eva fiona grace heather ingrid irene jane janet jennifer jessica joan judith
    kamala kim-yo kristalina lena lucy lucia michelle monica natalia nicole nina olga patricia paula petra priya ruth
    samantha sandra sharon sheila svetlana teresa theresa tatiana ursula valerie vanessa vera victoria yulia zoe fatima
    fatma aisha ayesha amina amira aya dalia dina farah ghada hala hanan heba hiba huda iman jamila jihan khadija laila
    layla leila lina lubna maha mai manal mariam maryam mona muna nadia nada najla najwa nawal noor nour rana rania
    rasha
    reem rima ruba salma samia samira sawsan shaima shirin suad suha wafa yasmin yasmine zahra zainab zeinab giorgia
    jacinda angela annalena greta malala aung sanna mette kaja roberta dilma cristina meloni ngozi winnie precious amal
    beatrice ines chiara francesca mei ling yuki keiko sunita anjali deepa kavita rosa carmen dolores pilar ana beatriz
    joanna agnieszka marta magdalena katarzyna oksana iryna olena tetiana daria anastasia ludmila marina ksenia
    bushra asma
    hind nahla ibtisam intisar siham karima naima zohra rachida malika latifa halima safia hafsa ruqayya sumaya""".split()
)
MALE_EN = frozenset(
    """john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond
    patrick jack
    dennis jerry tyler aaron jose adam henry nathan peter zachary kyle walter ethan jeremy keith roger simon tom jim
    bill
    joe bob mike tim tony ben dan sam alex max leo oscar harry vladimir sergei dmitry ivan igor alexei mikhail boris
    volodymyr oleksandr andriy mykola viktor yuri anatoly emmanuel francois pierre jean jacques michel philippe olaf
    friedrich hans klaus wolfgang jens lars erik marco antonio giuseppe giovanni luigi carlos juan pedro luis jorge
    fernando miguel pablo recep mehmet mustafa ahmet ali hassan hussein mohammed mohammad muhammad mohamed ahmed ahmad
    mahmoud omar umar khaled khalid walid said saeed sami samir salem salim tariq tarek yousef youssef yusuf ibrahim
    ismail
    abdullah abdallah abdel abdul faisal fahd nasser jamal gamal kamal karim majid nabil nader osama rami rashid saad
    saleh sultan turki waleed yasser ziad bashar hafez bilal hamza haidar jaafar qasim mehdi mahdi narendra rahul amit
    rajesh sanjay xi jinping shinzo fumio kenji hiroshi takeshi joko marcos cyril jacob nelson kofi antonio abbas
    anwar ayman bassam basil emad fadi firas ghassan hani haytham hisham issam jihad kareem luay maher marwan mazen
    munir murad musa naji nasir nizar qais raed riad safwan shadi suhail talal wael wissam yahya zaki rafic saud""".split()
)
FEMALE_AR = table(
    """فاطمة عائشة خديجة زينب مريم سارة ليلى سلمى نور هدى منى ندى رنا رانيا ريم رشا ريما هند هالة هبة دينا داليا دعاء
    أمل أميرة أمينة آية إيمان أسماء بشرى جميلة حنان حليمة خلود رباب رحاب رقية زهراء زينة سامية سميرة سميحة سعاد سمر
    سمية سناء
    سهى سهام سوسن شيماء شيرين صفاء عبير علا عليا غادة فرح فريدة كريمة لبنى لمى لينا ليندا ماجدة مها مي ميساء منال
    نادية نجلاء
    نجوى نوال نهى نهلة نسرين هناء هيام وفاء ولاء ياسمين يسرى سلوى روان جيهان جورجيا أورسولا أنجيلا أنغيلا كامالا
    كريستالينا
    أنالينا ماريا آنا هيلاري ميشيل تيريزا كاترين كريستين إليزابيث نانسي ليز جاسيندا سانا ميته كايا روبرتا ناتاليا
    أولغا سفيتلانا
    يوليا تاتيانا إيرينا أولينا صوفيا لورا جوليا راشيل ريبيكا ديانا كارين فيكتوريا نيكول جوان انتصار ابتسام نعيمة
    لطيفة مليكة
    راضية حورية زهرة وردة شهد جنى تالا جود رهف لجين رغد غيداء بتول حوراء تماضر خولة بلقيس توكل صباح سحر نجاة عفاف
    نبيلة
    هيفاء إيناس ثريا كنزة رفيدة فردوس شاهيناز أريج أسيل أفنان ألفت إلهام بسمة بهية تهاني جمانة حصة دلال رابعة راما
    رزان رضوى رندة رهام سعدية سلاف سندس سهير شادية شذى شهيرة صابرين ضحى عبلة غدير فاديا فاديه فدوى فوزية فيروز
    لميس مايا مرام مروة مشيرة منيرة ميادة ميسون ناهد نجود نوف وسيلة يمنى"""
)
MALE_AR = table(
    """محمد أحمد محمود مصطفى علي حسن حسين عمر عثمان خالد وليد سعيد سامي سمير سالم سليم طارق يوسف إبراهيم إسماعيل عبد فيصل فهد
    ناصر جمال كمال كريم ماجد نبيل نادر أسامة رامي راشد رشيد سعد صالح سلطان تركي ياسر زياد بشار حافظ بلال حمزة حيدر
    جعفر قاسم
    مهدي عباس أنور أيمن بسام باسل عماد فادي فراس غسان هاني هيثم هشام عصام جهاد لؤي ماهر مروان مازن منير مراد موسى
    ناجي نزار
    قيس رائد رياض صفوان شادي سهيل طلال وائل وسام يحيى زكي رفيق سعود دونالد جو جوزيف جورج بيل باراك فلاديمير سيرغي دميتري
    فولوديمير إيمانويل أولاف رجب بنيامين أنطونيو أنتوني ماركو توني جيمس جون روبرت مايكل وليم ديفيد ريتشارد توماس
    دانيال مارك
    بول أندرو بيتر بطرس إلياس ميشال سمير نجيب نبيه حسان فؤاد شكري بهاء علاء ضياء صلاح تامر شريف هادي مجدي حسام عادل
    عاطف أشرف
    مقتدى نوري برهم هوشيار مسعود نيجيرفان مسرور إسماعيل يحيى هنية خليل عزت طاهر غازي فوزي فتحي لطفي حلمي رشاد قيس
    نجم الصديق
    عبدالله عبدالرحمن عبدالعزيز عبدالفتاح عبدالمجيد كيم شي لي وانغ ناريندرا عمران شهباز نواز جاستن كير ريشي بوريس
    سيباستيان غوستاف
    لويز خافيير نيكولاس خوسيه كارلوس خوان بيدرو لويس يانيس هانز كلاوس ينس لارس إريك أليكسي ألكسندر ميخائيل إيغور
    يوري أناتولي
    جواد كاظم صادق باقر رضا مرتضى مجيد حميد سلمان ثامر مشعل نواف بدر تميم هيثم قابوس زايد منصور حمدان مكتوم حمد جابر
    صباح مبارك
    عدنان مأمون قتيبة نعمان نعيم وجيه صبري شوقي رفعت مدحت أكرم طه ياسين رضوان زكريا زهير سليمان عيسى فاروق معاذ
    معتز معتصم ممدوح منذر هاشم وسيم يعقوب يونس إدريس إسحاق أمجد أمين أنس أوس إياد إيهاب باسم بشير تيسير جاسم جبران
    جلال جودت حبيب حسني حمدي داود دريد ذياب رأفت رامز راغب رمزي رؤوف زيد زين سامح سرمد سعدون سفيان شاهر صبحي صخر
    صهيب ظافر عبيد عرفات عفيف عمار عمرو غياث فاضل فايز فخري فرحان قصي كنعان مثنى مصعب مظفر معن منتصر مهند ميسرة
    ناظم نديم نظير هارون همام وجدي وديع وضاح وفيق يزن يزيد بندر نايف متعب"""
)


def gender(name: str, *, arabic: bool) -> str | None:
    """Return 'm' or 'f' if a given name (normalised, in lower case) is usually that of one; else None."""
    female, male = (FEMALE_AR, MALE_AR) if arabic else (FEMALE_EN, MALE_EN)
    if (name in female) == (name in male):
        return None
    return "f" if name in female else "m"


def is_given(name: str, *, arabic: bool) -> bool:
    """Whether a word (normalised, in lower case) is a common given name."""
    return name in FEMALE_AR or name in MALE_AR if arabic else name in FEMALE_EN or name in MALE_EN
