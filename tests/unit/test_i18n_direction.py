from __future__ import annotations

from typing import cast

import pytest
from bidi import get_display  # type: ignore[import-untyped] # it comes without types
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.direction import anchor, first_strong, isolate, isolate_latin, mark
from bot.model.language import Language

AR, EN = Language.AR, Language.EN
FSI, PDI, RLM, LRM = "\u2068", "\u2069", "\u200f", "\u200e"

INVISIBLE = dict.fromkeys(map(ord, FSI + PDI + RLM + LRM))

# Each row is a line in pieces as they are to be read one after the other; in braces, what is inserted.
LINES = [
    (AR, "قال {Putin}: نعم"),
    (AR, "{Putin} شكر كيم"),
    (AR, "{Putin} و{Kim Jong Un} وقّعا المعاهدة"),
    (AR, "المصدر: {Yonhap}، {Reuters}"),
    (AR, "نشرته {C++ Weekly!} أمس"),
    (AR, "({KCNA}) أكدت النبأ"),
    (AR, "«{KCNA}» أكدت النبأ"),
    (AR, "{@siyaq_bot} يجيبكم هنا"),
    (AR, "اكتبوا إلى {@siyaq_bot}."),
    (AR, "الرابط {https://example.org/a?b=1&c=(2)}، ثم عودوا"),
    (AR, "{https://example.org/}"),
    (AR, "{12} اقتباسًا"),
    (AR, "{2025}"),
    (AR, "{+7 (999) 123-45-67} للاتصال"),
    (AR, "النسبة {-5%} هذا العام"),
    (AR, "الصفحة {2} من {3}"),
    (AR, "الصفحة {2/3}"),
    (AR, "الأعوام {2022}–{2025}"),
    (AR, "{28 نيسان/أبريل 2025}"),
    (AR, "آخر تحديث: {28 نيسان/أبريل 2025}، {14:05 UTC}"),
    (AR, "السطر {4}، {quotes[2].speaker}: لا مصدر"),
    (AR, "لا قصة باسم «{dprk-troops-kursk}»."),
    (AR, "لا قصة باسم «{كورسك kursk 2025}»."),
    (AR, "الأمر {/quotes putin} لمتحدث واحد"),
    (AR, "{/summary} الملخص"),
    (AR, "🔹 {Kursk} و{بيونغ يانغ}"),
    (AR, "{Zelensky (Kyiv)}، رئيس أوكرانيا"),
    (AR, "{김정은} أو كيم جونغ أون"),
    (AR, "{C#}، {F#} و{.NET}"),
    (AR, "الملف {C:/data/قصة.yaml} معطوب"),
    (EN, "{بوتين} said yes"),
    (EN, "{بوتين}, {كيم}: two names"),
    (EN, "The outlet is {العربي الجديد}."),
    (EN, "No story is called “{كورسك 2025}”."),
    (EN, "{العربي الجديد}"),
    (EN, "{وكالة يونهاب} (2025), page 3"),
    (EN, "12 quotations by {كيم جونغ أون} (DPRK)"),
    (EN, "Line {4}: {نيسان ٢٠٢٥} is a month, {٢٠٢٥}-{٢٠٢٦} are years"),
]


def _pieces(row: str) -> list[tuple[str, bool]]:
    return [(piece, bool(i % 2)) for i, piece in enumerate(row.replace("}", "{").split("{")) if piece]


def _shown(text: str, language: Language | None = None) -> str:
    """The characters from left to right as the Unicode algorithm orders them, in a paragraph of that direction."""
    base = None if language is None else "R" if language.rtl else "L"
    return cast("str", get_display(text, base_dir=base)).translate(INVISIBLE)


def _expected(row: str, language: Language) -> str:
    shown = [_shown(piece, None if inserted else language) for piece, inserted in _pieces(row)]
    return "".join(reversed(shown) if language.rtl else shown)


@pytest.mark.parametrize(("language", "row"), LINES)
def test_a_mixed_line_keeps_its_order(language: Language, row: str) -> None:
    """Every piece stands where its turn is, whole, and the line runs as its language does, on Telegram Desktop too."""
    line = "".join(isolate(piece, language) if inserted else piece for piece, inserted in _pieces(row))
    line = anchor(line, language)
    assert _shown(line) == _expected(row, language)
    without_isolates = line.replace(FSI, "").replace(PDI, "")
    assert first_strong(without_isolates) == ("rtl" if language.rtl else "ltr") or not language.rtl


def test_the_lines_would_turn_over_by_themselves() -> None:
    """Most lines of the table are seen wrong without isolates and marks: the table can fail."""
    bare = {ord(brace): None for brace in "{}"}
    wrong = [row for language, row in LINES if _shown(row.translate(bare)) != _expected(row, language)]
    assert len(wrong) > len(LINES) / 2


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (AR, "", ""),
        (AR, " ", " "),
        (AR, "بوتين", "بوتين"),
        (AR, "فلاديمير بوتين", "فلاديمير بوتين"),
        (AR, "تصرّفوا", "تصرّفوا"),
        (AR, "שלום", "שלום"),
        (AR, "بوتين.", f"{FSI}بوتين.{PDI}"),
        (AR, "٢٠٢٥", f"{FSI}٢٠٢٥{PDI}"),
        (AR, "5", f"{FSI}5{PDI}"),
        (AR, "Putin", f"{FSI}Putin{PDI}"),
        (AR, f"{FSI}Putin{PDI}", f"{FSI}Putin{PDI}"),
        (AR, f"{FSI}Putin{PDI}، {FSI}Kim{PDI}", f"\u2067{FSI}Putin{PDI}، {FSI}Kim{PDI}{PDI}"),
        (AR, f"Putin{PDI} و", f"{FSI}Putin و{PDI}"),
        (AR, f"{FSI}Putin", f"{FSI}Putin{PDI}"),
        (AR, f"{PDI}Putin{FSI}", f"{FSI}Putin{PDI}"),
        (AR, "Putin\nكيم\nKim", f"{FSI}Putin{PDI}\nكيم\n{FSI}Kim{PDI}"),
        (EN, "Putin", "Putin"),
        (EN, "Zürich 5", "Zürich 5"),
        (EN, "", ""),
        (EN, "بوتين", f"{FSI}بوتين{PDI}"),
        (EN, "٢٠٢٥", f"{FSI}٢٠٢٥{PDI}"),
        (EN, "Kim كيم", f"{FSI}Kim كيم{PDI}"),
        (EN, f"{FSI}بوتين{PDI}", f"{FSI}بوتين{PDI}"),
    ],
)
def test_isolate(language: Language, text: str, expected: str) -> None:
    """Only what can disturb is isolated, line by line, never twice, and nothing can break out."""
    assert isolate(text, language) == expected


@pytest.mark.parametrize(
    ("own", "language", "text", "expected"),
    [
        (AR, AR, "Yonhap: كوريا ترسل جنودًا", f"{FSI}{RLM}Yonhap: كوريا ترسل جنودًا{PDI}"),
        (AR, EN, "Yonhap: كوريا ترسل جنودًا", f"{FSI}{RLM}Yonhap: كوريا ترسل جنودًا{PDI}"),
        (EN, EN, "سياق is a bot", f"{FSI}{LRM}سياق is a bot{PDI}"),
        (EN, AR, "سياق is a bot", f"{FSI}{LRM}سياق is a bot{PDI}"),
        (AR, AR, "كوريا 2025", f"{FSI}كوريا 2025{PDI}"),
        (AR, AR, "Yonhap", f"{FSI}Yonhap{PDI}"),
        (AR, AR, "2025", f"{FSI}2025{PDI}"),
        (AR, AR, "كوريا", "كوريا"),
        (EN, AR, "Kim", f"{FSI}Kim{PDI}"),
        (EN, EN, "Kim", "Kim"),
    ],
)
def test_isolate_a_text_of_known_language(own: Language, language: Language, text: str, expected: str) -> None:
    """A text that begins with a foreign name runs as its own language does, within its isolate."""
    assert isolate(text, language, own) == expected
    assert isolate(expected, language, own) == expected


@pytest.mark.parametrize(
    "row",
    [
        "اكتب اليوم هكذا {2025-04-28} والشهر هكذا {2025-04}.",
        "من {a-z} و{0-9} والشرطة",
        "أرسل {/quotes} أو {/timeline 2025}.",
        "ابدأ بعنوان {https://} بلا مسافات",
        "مدة {30} يومًا",
        "اسألوا {@siyaq_bot}، أو {C++}",
        "بترميز {UTF-8} (وهو {100%} آمن)",
        "الأمر {siyaq story import --all}: استيراد",
        "{/help} المساعدة",
        "اللغة · {Language}",
        "مساحة {-5} درجات",
    ],
)
def test_what_is_written_in_arabic_words_is_set_apart(row: str) -> None:
    """Latin words, numbers and commands in a catalogue's Arabic are isolated, and so seen whole and in their place."""
    words = row.replace("{", "").replace("}", "")
    assert isolate_latin(words) == row.replace("{", FSI).replace("}", PDI)
    assert _shown(anchor(isolate_latin(words), AR)) == _expected(row, AR)


@pytest.mark.parametrize("words", ["", "سياق", "English", " · ", "{n}", "{n} اقتباسات", "/quotes", "قال {who}: نعم"])
def test_what_needs_no_setting_apart_stays(words: str) -> None:
    """Words without Latin in them, words with nothing else, and what is to be filled in stay as they are."""
    assert isolate_latin(words) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("12 – 13 …", None),
        ("Kim", "ltr"),
        ("12 كيم", "rtl"),
        (f"{FSI}Kim{PDI} كيم", "rtl"),
        (f"{FSI}Kim {FSI}Un{PDI} x{PDI} كيم", "rtl"),
        (f"\u2067كيم{PDI} Kim", "ltr"),
        (f"{PDI}Kim", "ltr"),
        (f"{FSI}Kim كيم", None),
        (RLM, "rtl"),
        ("😀 كيم", "rtl"),
        ("٢٠٢٥", None),
    ],
)
def test_first_strong(text: str, expected: str | None) -> None:
    """Isolates are stepped over, matched or not; digits, signs and emoji are not strong."""
    assert first_strong(text) == expected


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        (AR, "", ""),
        (AR, "  ", ""),
        (AR, "كيم قال", ""),
        (AR, "12 اقتباسًا", ""),
        (AR, "«كيم» قال", ""),
        (AR, "Kim قال", RLM),
        (AR, f"{FSI}Kim{PDI} قال", RLM),
        (AR, f"«{FSI}Kim{PDI}» قال", RLM),
        (AR, "2025", RLM),
        (AR, "…", RLM),
        (AR, f"{RLM}Kim قال", RLM),
        (EN, "Kim said", ""),
        (EN, "2025", ""),
        (EN, "كيم said", LRM),
        (EN, f"{FSI}كيم{PDI} said", LRM),
        (EN, f"{FSI}كيم{PDI}", LRM),
        (EN, "", ""),
    ],
)
def test_mark(language: Language, line: str, expected: str) -> None:
    """A line that would run the wrong way, on any client, gets its language's mark; others and empty ones none."""
    assert mark(line, language) == expected


def test_anchor_does_each_line() -> None:
    """Every line of a paragraph is anchored by itself, and twice is as once."""
    text = "Kim قال\nكيم قال\n\n2025"
    assert anchor(text, AR) == f"{RLM}Kim قال\nكيم قال\n\n{RLM}2025"
    assert anchor(anchor(text, AR), AR) == anchor(text, AR)


def test_a_foreign_paragraph_keeps_its_direction() -> None:
    """Words wholly in another language are anchored by that language: nothing is added to them."""
    assert anchor("Kim said so.", EN) == "Kim said so."
    assert anchor("كيم قال.", AR) == "كيم قال."


MIXED = st.text(st.sampled_from(f"aZ7٧ \n.(كيمָ\u064e{FSI}{PDI}{RLM}{LRM}\u2067\u202e"), max_size=20)


@settings(deadline=None)
@given(text=MIXED, language=st.sampled_from(Language))
def test_no_value_breaks_out(text: str, language: Language) -> None:
    """Whatever is inserted, what follows keeps its place: the isolate pairs are whole on every line."""
    for line in isolate(text, language).split("\n"):
        depth = 0
        for char in line:
            depth += (char in {FSI, "\u2067"}) - (char == PDI)
            assert depth >= 0
        assert depth == 0


@settings(deadline=None)
@given(text=MIXED, language=st.sampled_from(Language))
def test_isolate_and_anchor_are_done_once(text: str, language: Language) -> None:
    """Isolating what is isolated and anchoring what is anchored changes nothing, and a mark set touches no other."""
    once = isolate(text, language)
    assert isolate(once, language) == once or "\n" in text
    anchored = anchor(text, language)
    assert anchor(anchored, language) == anchored
    for line in anchored.split("\n"):
        assert line[:2].strip(RLM + LRM) or len(line) < 2
