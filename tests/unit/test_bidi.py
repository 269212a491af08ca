"""Mixed lines never turn over: what is sent, in the order in which the Unicode bidirectional algorithm shows it.

python-bidi gives the characters of a line from left to right, without turning brackets round. Beside it stands what is
meant: the pieces of an Arabic line from the right, those of an English line from the left, and whatever is set in
unbroken in its own direction.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import bidirectional

import pytest
from bidi import get_display  # type: ignore[import-untyped] # it comes without type hints
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import starter
from bot.dossier import read
from bot.i18n.direction import END, ISOLATE, anchor, directed, first_strong, isolate
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.render import rich
from bot.render.html import render_line
from bot.views import section_page
from bot.views.callback_data import PageLink, Section
from bot.views.document import Run
from tests.thoroughness import examples
from tests.unit.pages import every_word, shown, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model import Dossier
    from bot.views.document import Document

AR, EN = Language.AR, Language.EN
MARKS = "\u200e\u200f\u2060\u2068\u2069"
BLOCK = re.compile(
    r"</?(?:p|h\d|li|td|th|tr|table|summary|details|footer|blockquote|cite|aside|ul|ol|br|caption)\b[^>]*>"
)
# What runs from the left by itself within Arabic words: a number, or words of Latin letters.
LEFTWARD = re.compile(r"[A-Za-z][A-Za-z0-9 .'’&-]*[A-Za-z0-9]|[A-Za-z]|[0-9٠-٩]+(?:[.,:/٬٫][0-9٠-٩]+)*%?")

# What runs from the right within words of Latin letters.
_ARABIC = r"[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff]+"
RIGHTWARD = re.compile(rf"{_ARABIC}(?:[ ،«»()/-]+{_ARABIC})*")


def seen(line: str, base: str | None = None) -> str:
    """The line's characters from left to right, as they are shown, without marks."""
    text: str = get_display(line, base_dir=base)
    return text.translate(dict.fromkeys(map(ord, MARKS)))


def meant(line: str, *, rtl: bool) -> str:
    """The same, of a line whose pieces were set as they are meant."""
    pieces = [_piece(piece, rtl=rtl) for piece in _pieces(line)]
    return "".join(reversed(pieces) if rtl else pieces).translate(dict.fromkeys(map(ord, MARKS)))


def _pieces(line: str) -> Iterator[str]:
    """What stands between isolates, and the isolates."""
    depth, start = 0, 0
    for at, char in enumerate(line):
        if char == ISOLATE:
            if depth == 0 and at > start:
                yield line[start:at]
                start = at
            depth += 1
        elif char == END:
            depth -= 1
            if depth == 0:
                yield line[start : at + 1]
                start = at + 1
    if start < len(line):
        yield line[start:]


def _piece(piece: str, *, rtl: bool) -> str:
    if piece.startswith(ISOLATE):
        inner = piece[1:-1]
        return meant(inner, rtl=first_strong(inner) == "rtl")
    if not rtl:
        return RIGHTWARD.sub(lambda hit: hit[0][::-1], piece)
    text, at = [], 0
    for match in LEFTWARD.finditer(piece):
        text += [piece[at : match.start()][::-1], match[0]]
        at = match.end()
    return "".join(reversed([*text, piece[at:][::-1]]))


def runs_from_right(line: str) -> bool:
    """Whether a line is Arabic: a paragraph wholly in the other language keeps its own direction."""
    return first_strong(line) == "rtl"


def atoms_in_order(line: str, atoms: Sequence[str], *, rtl: bool) -> None:
    """Each atom stands unbroken in what is shown, and they follow each other from the line's beginning."""
    text = seen(line)
    places = []
    for atom in atoms:
        whole = atom if first_strong(atom) != "rtl" else atom[::-1]
        assert text.count(whole) == 1, (atom, text)
        places.append(text.index(whole))
    assert places == sorted(places, reverse=rtl), (atoms, text)


NASTY = (
    "CNN", "@kcna_watch", "#كورسك", "https://example.org/a_(b)?c=d&e=1", "F-16", "+7 495 123-45-67", "3.5%",
    "2025-04-28", "U.S. Army (3rd Bn.)", "“The ‘Red’ Army”", "(BBC)", "C++", "10:30", "بوتين", "«الجزيرة»",
    "صحيفة (القدس)", "BBC عربي", "قناة RT العربية", "김정은", "習近平", "نيويورك تايمز (NYT)", "/summary", "AT&T",
    "A/B", "…", "?", "1,234", "گۆران", "پوتین",
)  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("language", list(Language))
def test_a_value_in_a_sentence_stays_one(language: Language, name: str) -> None:
    """A name, a number, a handle, an address set into the catalogue's words, at the line's beginning too."""
    words = every_word()[language]
    for text in (
        words.text("page.unmatched", asked=name),
        words.text("page.settings.line", name=name, value=name),
        words.text("page.privacy.stays", forget=name),
    ):
        for line in anchor(text, language).split("\n"):
            assert seen(line) == meant(line, rtl=language.rtl), line


def test_a_value_of_isolates_only_runs_as_its_sentence() -> None:
    """A dated event in a numbered line, and alone on a button: first the date, then the text, from the right."""
    words = every_word()[Language.AR]
    event = words.text("desk.item.event", date="28 نيسان/أبريل 2025", text="وصل Kim إلى موسكو.")
    line = words.text("desk.preview.flag", number=7, where=event, what="ناقص")
    atoms_in_order(anchor(line, Language.AR), ["7", "نيسان/أبريل", "وصل", "موسكو", "ناقص"], rtl=True)
    atoms_in_order(directed(event, Language.AR), ["نيسان/أبريل", "وصل", "موسكو"], rtl=True)
    for plain in ("نعم", "28", words.count("desk.preview.flags", 3), isolate("12", Language.AR), "English"):
        assert directed(plain, Language.AR) == plain


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("language", list(Language))
def test_a_run_that_is_set_in_stays_one(language: Language, name: str) -> None:
    """As a page's line holds it: first, last, and beside another one."""
    other = Run("The Guardian", language=EN)
    own = Run(name, language=AR if first_strong(name) == "rtl" else EN)
    comma = Run(every_word()[language].text("page.comma"))
    for runs in ((own, comma, other), (other, comma, own), (Run(every_word()[language].text("page.dash")), own, comma)):
        line = unescape(re.sub("<[^>]+>", "", render_line(runs, language, aside=False).markup))
        assert seen(line) == meant(line, rtl=language.rtl), line


@pytest.mark.parametrize(
    ("language", "runs", "atoms"),
    [
        (AR, (Run("NK News", language=EN), Run(" قالت في "), Run("@nk", language=EN)), ("NK News", "قالت", "@nk")),
        (AR, (Run("28 نيسان 2025: "), Run("CNN (US)", language=EN)), ("28", "نيسان", "2025", "CNN (US)")),
        (AR, (Run("قال «إنها «حرب» كبرى» ("), Run("F-16", language=EN), Run(")")), ("قال", "«حرب»", "F-16")),
        (AR, (Run("من 28 إلى 30 نيسان/أبريل 2025"),), ("من", "28", "إلى", "30", "نيسان", "أبريل", "2025")),
        (AR, (Run("٢٨ نيسان ٢٠٢٥ · ١٢٬٣٤٥٫٦ · ٣/٧"),), ("٢٨", "نيسان", "٢٠٢٥", "١٢٬٣٤٥٫٦", "٣/٧")),
        (AR, (Run("https://x.org/a?b=1", language=EN), Run("، ثم "), Run("AP")), ("https://x.org/a?b=1", "ثم", "AP")),
        (
            EN,
            (Run("قناة الجزيرة", language=AR), Run(" and "), Run("صحيفة القدس", language=AR), Run(" (2025)")),
            ("قناة الجزيرة", "and", "صحيفة القدس", "(2025)"),
        ),
        (EN, (Run("28–30 April 2025: "), Run("كيم (٤١)", language=AR), Run(", 3")), ("28–30 April 2025:", ", 3")),
    ],
)  # fmt: skip
def test_mixed_lines_as_they_are_read(language: Language, runs: tuple[Run, ...], atoms: tuple[str, ...]) -> None:
    """By hand: what follows what, from the right in Arabic and from the left in English."""
    line = unescape(re.sub("<[^>]+>", "", render_line(runs, language, aside=False).markup))
    atoms_in_order(line, atoms, rtl=language.rtl)


def test_the_check_sees_a_line_that_turns_over() -> None:
    """Without marks an Arabic line that begins with a Latin name runs from the left, and a handle loses its sign."""
    line = "CNN (US) قالت @kcna."
    assert seen(line) != meant(line, rtl=True)
    with pytest.raises(AssertionError):
        atoms_in_order(line, ("CNN (US)", "قالت", "@kcna"), rtl=True)


def dossiers() -> list[Dossier]:
    """The stories that come with the program."""
    return [read(data, name) for name, data in starter.stories()]


def pages(language: Language) -> Iterator[Document]:
    """Every section of every story, in either digits."""
    for dossier, section, digits in (
        (dossier, two, three) for dossier in dossiers() for two in Section for three in Digits
    ):
        preferences = Preferences(language, Months.BOTH, digits, "Asia/Amman")
        try:
            yield section_page.compose(
                story(dossier), PageLink(7, section, language), every_word()[language], preferences, True
            )
        except KeyError:  # a section that is composed elsewhere
            assert section is Section.WHOLE


@pytest.mark.parametrize("language", list(Language))
def test_every_line_of_the_classic_pages(language: Language) -> None:
    """Lines in the page's language run as it does, with all that is set into them in its place."""
    lines = list(chain.from_iterable(item.text.split("\n") for document in pages(language) for item in shown(document)))
    assert len(lines) > 100
    _hold(lines, language)


@pytest.mark.parametrize("language", list(Language))
def test_every_block_of_the_rich_pages(language: Language) -> None:
    """The same of paragraphs, cells, headings and notes."""
    lines = []
    for document in pages(language):
        message_pages = rich.paginate(document)
        for index in range(len(message_pages)):
            html = rich.message(document, message_pages, index)["rich_message"]["html"]
            blocks = (unescape(re.sub("<[^>]+>", "", block)) for block in BLOCK.split(html))
            lines += [line for block in blocks for line in block.split("\n") if line.strip()]
    assert len(lines) > 100
    _hold(lines, language)


def _hold(lines: Sequence[str], language: Language) -> None:
    for line in lines:
        letters = {first_strong(char) for char in line}
        mixed = {"rtl", "ltr"} <= letters or (language.rtl and "rtl" in letters)
        rtl = language.rtl if mixed else runs_from_right(line)
        assert runs_from_right(line) == rtl or not letters - {None}, line
        assert seen(line) == meant(line, rtl=rtl), line


@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=4), st.sampled_from(list(Language)))
def test_any_names_beside_each_other(names: list[str], language: Language) -> None:
    """Whatever meets whatever, each stays one and they keep their order."""
    between = Run(" · ")
    runs = [Run(name, language=AR if first_strong(name) == "rtl" else EN) for name in names]
    line = tuple(chain.from_iterable((between, run) for run in runs))[1:]
    text = unescape(re.sub("<[^>]+>", "", render_line(line, language, aside=False).markup))
    if any(bidirectional(char) in {"L", "R", "AL"} for char in text):
        assert seen(text, "R" if language.rtl else "L") == meant(text, rtl=language.rtl)
