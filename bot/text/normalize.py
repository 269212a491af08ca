"""Text folding: queries and indexed texts are normalised alike before they are compared."""

from __future__ import annotations

from unicodedata import category, combining, decimal, normalize

# Before compatibility forms are taken apart: U+00B4 alone would become a space with an accent.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛`´ʼʻʽʾʿˈ′"), "")

# Letters that Unicode does not take apart, by the letter an Arabic or English reader would type for them.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("ٱٲٳٵ", "ا"),
        **dict.fromkeys("ىیېۍێےيٸ", "ي"),
        **dict.fromkeys("ةھہەۃۀۂ", "ه"),
        **dict.fromkeys("ۆۇۈۋۉۏٷٶ", "و"),
        **dict.fromkeys("کڪگݣڭ", "ك"),
        **dict.fromkeys("ڤڥ", "ف"),
        "پ": "ب",
        "چ": "ج",
        "ژ": "ز",
        "ڕ": "ر",
        "ڑ": "ر",
        "ڵ": "ل",
        "ٹ": "ت",
        "ڈ": "د",
        "ں": "ن",
        "ـ": "",
        "ٴ": "",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        **dict.fromkeys("‐‒–—―−", "-"),
    }
)


class _FoldTable(dict[int, str]):
    """Translation table that computes the folding of a character on first use."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = "" if _is_dropped(char) else ascii_digits(char.translate(_LETTERS))
        self[code] = folded
        return folded


_FOLDED = _FoldTable(_APOSTROPHES)


def fold(text: str) -> str:
    """Fold a text for search: NFKC, case, accents, harakat, hamza and look-alike letters made equal.

    Digits become ASCII, apostrophes and invisible characters go, white space becomes single spaces. Punctuation stays.
    Folding what is folded changes nothing.
    """
    text = normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
    return " ".join(normalize("NFKC", normalize("NFKD", text).translate(_FOLDED)).split())


def ascii_digits(text: str) -> str:
    """Convert the decimal digits of any script to 0-9."""
    if text.isascii():
        return text
    return "".join(str(decimal(char)) if category(char) == "Nd" else char for char in text)


def _is_dropped(char: str) -> bool:
    """Return whether the character is invisible, an accent, or an Arabic or Hebrew vowel mark.

    Marks of other classes are the vowels of Indic scripts and the voicing of kana: without them words are others.
    """
    kind = category(char)
    if kind == "Mn":
        place = combining(char)
        return 10 <= place <= 36 or place >= 200 or "\ufe00" <= char <= "\ufe0f"  # noqa: PLR2004 - classes of UAX 44
    return kind == "Cf"
