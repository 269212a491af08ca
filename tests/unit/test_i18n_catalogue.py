from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import PoFileError

import bot
from bot.i18n import catalogue
from bot.model.language import Language
from bot.model.reader import Digits

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator

FSI, PDI = "\u2068", "\u2069"

ARABIC = """
msgid "page.count"
msgid_plural "page.count"
msgstr[0] "لا اقتباسات"
msgstr[1] "اقتباس واحد"
msgstr[2] "اقتباسان"
msgstr[3] "{n} اقتباسات"
msgstr[4] "{n} اقتباسًا"
msgstr[5] "{n} اقتباس"

msgid "page.said"
msgstr "قال {who}: نعم"

msgid "page.kept"
msgstr "يُحفظ {n} من 30 يومًا، مثل /timeline 2025 أو 2025-04-28، لـ{who}"

msgid "page.names"
msgstr "اقتباسات، الاقتباسات ، أقوال"
"""

ENGLISH = """
msgid "page.count"
msgid_plural "page.count"
msgstr[0] "{n} quotation"
msgstr[1] "{n} quotations"

msgid "page.said"
msgstr "{who} said yes"

msgid "page.names"
msgstr "quotes, quotations,quote,"
"""


@pytest.fixture(params=list(Language))
def words(request: pytest.FixtureRequest, tmp_path: Path) -> Translator:
    """Words under the real catalogue's header."""
    return _words(request.param, tmp_path)


def _words(language: Language, folder: Path) -> Translator:
    return _read(ARABIC if language is Language.AR else ENGLISH, language, folder)


def _read(entries: str, language: Language, folder: Path) -> Translator:
    header = catalogue.path(language).read_text("utf-8").partition("\n\n")[0]
    file = folder / f"{language}.po"
    file.write_text(header + "\n" + entries, "utf-8")
    return catalogue.read(file, language)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "لا اقتباسات"),
        (1, "اقتباس واحد"),
        (2, "اقتباسان"),
        (3, f"{FSI}3{PDI} اقتباسات"),
        (10, f"{FSI}10{PDI} اقتباسات"),
        (11, f"{FSI}11{PDI} اقتباسًا"),
        (99, f"{FSI}99{PDI} اقتباسًا"),
        (100, f"{FSI}100{PDI} اقتباس"),
        (101, f"{FSI}101{PDI} اقتباس"),
        (102, f"{FSI}102{PDI} اقتباس"),
        (103, f"{FSI}103{PDI} اقتباسات"),
        (1011, f"{FSI}1,011{PDI} اقتباسًا"),
    ],
)
def test_arabic_counts_in_six_forms(n: int, expected: str, tmp_path: Path) -> None:
    """Each number takes the form that CLDR gives it, and stands isolated in the sentence."""
    assert _words(Language.AR, tmp_path).count("page.count", n) == expected


@pytest.mark.parametrize(("n", "expected"), [(0, "0 quotations"), (1, "1 quotation"), (2, "2 quotations")])
def test_english_counts_in_two_forms(n: int, expected: str, tmp_path: Path) -> None:
    """One is singular, nothing and many are plural."""
    assert _words(Language.EN, tmp_path).count("page.count", n) == expected


@pytest.mark.parametrize(
    ("language", "who", "expected"),
    [
        (Language.AR, "Putin", f"قال {FSI}Putin{PDI}: نعم"),
        (Language.AR, "بوتين", "قال بوتين: نعم"),
        (Language.AR, "@putin", f"قال {FSI}@putin{PDI}: نعم"),
        (Language.AR, 7, f"قال {FSI}7{PDI}: نعم"),
        (Language.AR, "{who}", f"قال {FSI}{{who}}{PDI}: نعم"),
        (Language.EN, "Putin", "Putin said yes"),
        (Language.EN, "بوتين", f"{FSI}بوتين{PDI} said yes"),
    ],
)
def test_values_are_isolated(language: Language, who: str | int, expected: str, tmp_path: Path) -> None:
    """What could turn the sentence over is isolated; a value's braces are its own text."""
    assert _words(language, tmp_path).text("page.said", who=who) == expected


def test_unknown_keys_and_missing_values(words: Translator) -> None:
    """A key that is not there, in words or in counts, and a value that is not given, are KeyErrors that name it."""
    for ask in (
        lambda: words.text("page.absent"),
        lambda: words.count("page.absent", 1),
        lambda: words.count("page.said", 1),
        lambda: words.names("page.absent"),
    ):
        with pytest.raises(KeyError, match=r"page\."):
            ask()
    with pytest.raises(KeyError, match="who"):
        words.text("page.said")


def test_names_are_split(tmp_path: Path) -> None:
    """Names are parted by commas of either script, and blanks around them go."""
    assert _words(Language.AR, tmp_path).names("page.names") == ("اقتباسات", "الاقتباسات", "أقوال")
    assert _words(Language.EN, tmp_path).names("page.names") == ("quotes", "quotations", "quote")


def test_a_broken_catalogue_is_refused(tmp_path: Path) -> None:
    """A line that is no part of an entry is an error that names it, not a smaller catalogue."""
    with pytest.raises(PoFileError, match=r"keyword on \d+"):
        _read('\nmsgid "page.more"\nmsgst "x"\n', Language.EN, tmp_path)


def test_both_languages_are_loaded() -> None:
    """The checkout's catalogues are found, one a language."""
    loaded = catalogue.load()
    assert [loaded[language].language for language in Language] == list(Language)


def test_the_wheels_catalogues_are_found(tmp_path: Path) -> None:
    """With the locales inside the package, as in the wheel, those are read."""
    source = Path(bot.__file__).parent
    shutil.copytree(source, tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(catalogue.path(Language.AR).parents[2], tmp_path / "bot" / "locales")
    code = "from bot.i18n import catalogue; catalogue.load(); print(catalogue.path(next(iter(catalogue.load()))))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(tmp_path / "bot" / "locales" / "ar" / "LC_MESSAGES" / "siyaq.po"), done.stderr


def test_numbers_in_the_readers_digits(tmp_path: Path) -> None:
    """Written in an entry, counted, or set in as numbers; not in commands, dates of a file, or a text."""
    words = _words(Language.AR, tmp_path).in_digits(Digits.ARABIC)
    assert words.count("page.count", 12_345) == f"{FSI}١٢٬٣٤٥{PDI} اقتباسًا"
    text = words.text("page.kept", n=7, who="F-16").replace(FSI, "").replace(PDI, "")
    assert text == "يُحفظ ٧ من ٣٠ يومًا، مثل /timeline 2025 أو 2025-04-28، لـF-16"
    assert words.in_digits(Digits.LATIN).count("page.count", 12_345) == f"{FSI}12,345{PDI} اقتباسًا"


def test_english_has_its_digits(tmp_path: Path) -> None:
    """Whatever was chosen for Arabic pages."""
    words = _words(Language.EN, tmp_path).in_digits(Digits.ARABIC)
    assert words.count("page.count", 12_345) == "12,345 quotations"
