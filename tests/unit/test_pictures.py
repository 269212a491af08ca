"""Pictures: every letter within its place, broken and ordered as Unicode says, shaped or not drawn at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from bidi import get_display  # type: ignore[import-untyped] # it comes without type hints
from PIL import Image, ImageChops, ImageDraw
from uniseg.linebreak import line_break_boundaries  # type: ignore[import-untyped] # it comes without type hints

from bot import starter
from bot.dossier import read
from bot.errors.pictures import GlyphMissing
from bot.i18n.graphemes import graphemes
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render.picture import face
from bot.render.picture.draw import draw
from bot.render.picture.glyphs import drawable
from bot.render.picture.line_breaks import in_paragraph, units
from bot.render.picture.palette import CARD, DARK, LIGHT, MARGIN, OPEN_GRAPH
from bot.render.picture.typesetting import SetText, Type, set_text
from bot.views.pictures.compose import TIMELINE, compose
from bot.views.pictures.picture import Chart, ChartCard, QuoteCard, Text, TimelineCard
from tests.unit.pages import every_word, story

if TYPE_CHECKING:
    from pathlib import Path

    from bot.model import Story
    from bot.render.picture.palette import Palette, Shape
    from bot.views.pictures.picture import Picture

AR, EN = Language.AR, Language.EN
needs_fribidi = pytest.mark.skipif(
    bool(face.missing_libraries()) and os.environ.get("CI") != "true",
    reason="the system's FriBidi is missing: apt-get install libfribidi0",
)
pytestmark = needs_fribidi
HARD = {
    "words": (AR, "لقد قاتل أصدقاؤنا الكوريون الشماليون كتفًا إلى كتف مع المقاتلين الروس، ودافعوا عن وطننا."),
    "tashkeel": (AR, "إِنَّ ٱلَّذِينَ ءَامَنُوا۟ وَعَمِلُوا۟ ٱلصَّٰلِحَٰتِ، ثُمَّ ٱخْتَلَفُوا۟ فِى مَا بَيْنَهُمْ عَلَىٰٓ أَمْرٍ كُلُّهُمْ يَعْلَمُهُ"),
    "latin in Arabic": (AR, "قالت NATO في بيان (KPA) نقلته Reuters إن 3 من كل 10 وافقوا، وأضافت BBC News Arabic: لا."),
    "digits": (AR, "بين 2025-04-28 و28/4/2025 ارتفع 3,5% إلى ٣٫٥ ملايين (نحو $5.20)، ثم عاد إلى -5 درجات."),
    "brackets": (AR, "«قال (نعم [أو لا]) ثم «سكت»» – وعند C++ وexample.org/a-b?c=d توقف (كما قيل)…"),
    "long word": (AR, "ثم " + "فأسقيناكموهاوالمستضعفين" * 6 + " انتهى"),
    "long Latin word": (AR, "الرابط " + "https://example.org/" + "abcdefghij" * 20 + " هنا"),
    "English": (EN, "We — all 12 of us (and @others) — never said “it’s over”, not even at 5:30; كورسك is far."),
    "long English word": (EN, "a " + "Donaudampfschifffahrt" * 8 + " b"),
    "line ends": (AR, "سطر أول ينتهي بـ NATO\n\nOPEC أول السطر الثاني"),
}
# An Arabic word between words of Latin letters, in texts whose words are all of other widths.
MIXED = {
    "قالت NATO (KPA) بيان 2025": AR,
    "بلغت 30% ثم 1,234.5 كم": AR,
    "(أ) ثم [BBC News] «نعم»": AR,
    "نقل \u2068Reuters (UK)\u2069 الأمر": AR,
    "Then كورسك الروسية fell (far)": EN,
    "At 5:30 لا he said 12": EN,
}


@cache
def a_story() -> Story:
    """The starter story."""
    name, content = next(iter(starter.stories()))
    return story(read(content, name))


def pictured(item: str | None, language: Language) -> Picture:
    """The picture of an item of the starter story."""
    picture = compose(a_story(), item, every_word()[language], Preferences(language))
    assert picture is not None
    return picture


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("width", [300, 912])
def test_nothing_overflows(name: str, width: int) -> None:
    """All ink of each line lies within the width, and none touches the line above."""
    language, words = HARD[name]
    for weight in (face.REGULAR, face.BOLD):
        done = set_text(Text(words, language), Type((76, 52, 34), weight), width)
        boxes = done.ink()
        assert not done.is_cut
        assert max(right - left for left, _, right, _ in boxes) <= width
        assert all(above[3] <= below[1] + done.leading for above, below in pairwise(boxes))


@pytest.mark.parametrize("name", HARD)
def test_lines_break_where_unicode_allows(name: str) -> None:
    """A line ends where UAX #14 has an opportunity; within a word only where that is wider than the line."""
    language, words = HARD[name]
    done = set_text(Text(words, language), Type((60, 34)), 420)
    text, lines = (
        "".join(units(words.replace("\n", " "))),
        [line.strip("\u200d\u200e\u200f\u061c") for line in done.lines],
    )
    allowed, at = {0, *line_break_boundaries(text)}, 0
    for line in lines[:-1]:
        at = text.index(line, at) + len(line)
        at += len(text[at:]) - len(text[at:].lstrip(" "))
        if at not in allowed:
            whole = max(before for before in allowed if before < at), min(after for after in allowed if after > at)
            wide = set_text(Text(text[slice(*whole)].strip(), language), Type((34,)), 10_000).ink()[0]
            assert wide[2] - wide[0] > 420
            assert "".join(graphemes(text[:at])) == text[:at]


@pytest.mark.parametrize("words", [words for _, words in HARD.values()])
def test_units_are_those_of_the_annex(words: str) -> None:
    """What is not asked of uniseg is answered as it would."""
    for line in words.split("\n"):
        whole = f"{line} ! {line} 50 € “a” ; b /c {line}"
        ends = [len("".join(units(whole)[: count + 1])) for count in range(len(units(whole)))]
        assert ends == list(line_break_boundaries(whole))


def drawn(line: str, language: Language) -> list[int]:
    """Draw a line and return the widths of its words, from left to right."""
    font, options = face.font(face.REGULAR, 100), face.options(language)
    image = Image.new("L", (int(font.getlength(line, **options)) + 200, 300), 0)
    ImageDraw.Draw(image).text((100, 200), line, 255, font, "ls", **options)
    columns = [image.crop((at, 0, at + 1, 300)).getbbox() is not None for at in range(image.width)]
    inked = [at for at, is_inked in enumerate(columns) if is_inked]
    starts = [inked[0], *(at for before, at in pairwise(inked) if at - before > 15)]
    ends = [*(before for before, at in pairwise(inked) if at - before > 15), inked[-1]]
    return [end - start for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("words", MIXED)
def test_words_stand_as_python_bidi_orders_them(words: str) -> None:
    """From left to right the drawn words are those that the bidirectional algorithm puts there."""
    language = MIXED[words]
    isolates = dict.fromkeys(range(0x2066, 0x206A))
    shown = get_display(words, base_dir="R" if language.rtl else "L").translate(isolates).split()
    alone = {frozenset(Counter(word.translate(_TURNED)).items()): word for word in words.translate(isolates).split()}
    ordered = [alone[frozenset(Counter(word.translate(_TURNED)).items())] for word in shown]
    expected = [width for word in ordered for width in drawn(word, language)]
    widths = drawn(drawable(words), language)
    assert len(widths) == len(expected)
    assert all(abs(one - other) <= 4 for one, other in zip(widths, expected, strict=True)), (widths, expected)
    assert len(set(expected)) == len(expected)


_TURNED = str.maketrans(")]»", "([«")


def test_lines_of_a_paragraph_are_ordered_within_it() -> None:
    """A number at a line's start follows the letter before it: after Arabic its percent sign stands to its left."""
    first, second = in_paragraph(["بلغت النسبة", "30% فقط"])
    assert (first, second) == ("بلغت النسبة\u061c", "\u061c30% فقط")
    assert get_display(second, base_dir="R") == "طقف %30\u061c"
    assert get_display("30% فقط", base_dir="R") == "طقف 30%"
    assert list(in_paragraph(["see \u2068ab", "cd\u2069 on"])) == [
        "see \u2068ab\u2069\u200e",
        "\u200e\u2068cd\u2069 on",
    ]


def test_a_card_says_who_what_when_and_where_from() -> None:
    """A quotation with its speaker, role, occasion, day, source and story, and that it is translated where it is."""
    story_, words = a_story(), every_word()
    for language, expected in (
        (AR, ("فلاديمير بوتين", "رئيس", "نيسان/أبريل 2025", "المصدر: ")),
        (EN, ("Vladimir Putin", "President", "28 April 2025", "Source: ")),
    ):
        card = compose(story_, "q5", words[language], Preferences(language))
        assert isinstance(card, QuoteCard)
        speaker, role, day, source = expected
        assert card.speaker.words == speaker
        assert role in card.details[0].words
        assert day in card.details[-1].words.translate(dict.fromkeys(range(0x2066, 0x206A)))
        assert card.notes[-1].words.startswith(source)
        assert card.story.words == story_.dossier.title.localize(language)[0]
        assert [note.words for note in card.notes[:-1]] == (["Translated from Arabic"] if language is EN else [])
    assert compose(story_, "kim", words[EN], Preferences(EN)) is None
    event = compose(story_, "e2", words[EN], Preferences(EN))
    assert isinstance(event, TimelineCard)
    assert [(entry.date, entry.is_marked) for entry in event.entries][-1] == ("No known date", True)


def test_what_has_no_glyph_is_replaced_or_refused() -> None:
    """Forms of known letters are taken apart, what is not seen is dropped, and a box is never drawn."""
    assert drawable("№ ５ ﬁ\u202b\u200f\u00ad ok\ufe0f\u3000.") == "No 5 fi ok ."
    assert drawable("\u2068Reuters\u2069 a\u2069") == "Reuters a"
    card = pictured("q1", AR)
    assert isinstance(card, QuoteCard)
    with pytest.raises(GlyphMissing) as refused:
        draw(replace(card, speaker=Text("김정은", AR)))
    assert refused.value.data == {"character": "김"}
    for weight in (face.REGULAR, face.BOLD):
        font = face.font(weight, 60)
        nothing = bytes(font.getmask("\U0010fffd"))
        known = sorted(filter(str.isalpha, face.characters()))[::20]
        assert len(known) > 40
        assert [char for char in known if bytes(font.getmask(char)) == nothing] == []


def test_long_words_shrink_then_are_cut_at_a_sentence() -> None:
    """A longer quotation is set smaller; the longest ends after a whole sentence, closed, and the picture says so."""
    sentence = "ونحن نقدّر «ذلك» تقديرًا عاليًا."
    sizes, type_, marks = [], Type((76, 60, 40)), ("«", "»")
    for times in (1, 6, 40):
        done = set_text(Text(" ".join([sentence] * times), AR), type_, 900, 700, marks)
        sizes.append((done.size, done.is_cut))
    assert sizes == [(76, False), (60, False), (40, True)]
    text = " ".join(line.strip("\u061c") for line in done.lines)
    assert text.startswith("«ونحن")
    assert text.endswith("عاليًا. […]»")
    assert done.height <= 700
    one = set_text(Text("كلمة " * 300, AR), type_, 900, 700, marks)
    assert one.lines[-1].endswith("كلمة…»")
    card = pictured("q1", EN)
    assert isinstance(card, QuoteCard)
    long = replace(card, words=Text("It is so, and it was so. " * 60, EN), shortened="SHORTENED")
    assert draw(long) != draw(replace(long, shortened=""))


CHARTS = (Chart("Pages", "12", "9", (0, 3, 9)), Chart("Commands", "4", "4", (*[0] * 700, 4)))


@pytest.mark.parametrize(
    ("item", "language", "shape", "colours"),
    [
        ("q3", AR, CARD, LIGHT),
        ("q3", EN, OPEN_GRAPH, DARK),
        ("e3", AR, CARD, DARK),
        (TIMELINE, EN, CARD, LIGHT),
        (TIMELINE, AR, OPEN_GRAPH, LIGHT),
        (None, EN, OPEN_GRAPH, LIGHT),
        ("charts", AR, CARD, LIGHT),
    ],
)
def test_pictures_keep_their_margins(item: str | None, language: Language, shape: Shape, colours: Palette) -> None:
    """Every kind of picture is a small JPEG of its shape whose margins are paper."""
    charts = ChartCard(language, "Statistics", "2025", CHARTS, "Siyaq")
    content = draw(charts if item == "charts" else pictured(item, language), shape=shape, dark=colours is DARK)
    image = Image.open(BytesIO(content))
    paper = Image.new("RGB", image.size, colours.paper)
    changed = ImageChops.difference(image, paper).convert("L").point(lambda value: 255 * (value > 24))
    left, top, right, bottom = changed.getbbox() or (0, 0, 0, 0)
    assert len(content) <= 120_000
    assert image.format == "JPEG"
    assert min(left, top, image.width - right, image.height - bottom) >= MARGIN * image.width // shape.width - 2
    assert image.size == (1200, 630) if shape is OPEN_GRAPH else image.width == 1080


def test_nothing_is_drawn_without_fribidi(tmp_path: Path) -> None:
    """Where the system's FriBidi cannot be loaded, a picture is refused: its letters would stand unjoined."""
    (tmp_path / "libfribidi.so.0").write_bytes(b"no library")
    program = (
        "from bot.render.picture.draw import draw\n"
        "from bot.errors.pictures import PicturesUnavailable\n"
        "try: print(draw(None))\n"
        "except PicturesUnavailable as error: print(error.data)\n"
    )
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["{'missing': 'raqm, fribidi'}"]


def test_a_set_text_knows_its_place() -> None:
    """Heights are whole numbers of lines."""
    done = SetText(("a", "b"), EN, face.REGULAR, 50)
    assert (done.leading, done.height) == (67, 134)
