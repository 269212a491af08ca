"""Bytes to text: which of the encodings that Arabic and English copy comes in, scored by what the letters look like.

Detectors from elsewhere took windows-1252 for windows-1257; here only the encodings that a desk meets are weighed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from bot.intake.normalized import table

ENCODINGS = ("windows-1256", "iso-8859-6", "windows-1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_COMMON_AR = table(
    "في من على إلى أن إن التي الذي هذا هذه عن مع كان كانت قال وقال بعد قبل ما لا لم لن قد كما بين أو ثم حيث خلال منذ"
    " عند غير كل بعض"
)
_ARABIC = re.compile(r"[\u0621-\u064a]+")
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
# In a wrong reading Latin letters with marks stand beside each other, and Arabic letters beside Latin ones.
_MIXED = re.compile(r"[\u0621-\u064a][A-Za-z\u00c0-\u024f]|[A-Za-z\u00c0-\u024f][\u0621-\u064a]")
_ACCENTED = re.compile(r"[\u00c0-\u00ff]")
_ACCENT_RUN = re.compile(r"[\u00a0-\u00ff\u0192\u0152\u0153\u2020-\u2026\u2030\u2039\u203a]{2,}")
_CURRENCY = re.compile(r"[¤¦¨¯´¸¹²³¼½¾×÷ªº¶§]")
_HIGH = frozenset((0x00, 0x06, 0x20, 0xFE, 0xFB))  # of Latin, Arabic, punctuation
_LOOKED_AT = 20_000  # characters that are scored
_CLOSE = 0.12


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that bytes may mean, and in which encoding."""

    text: str
    encoding: str
    score: float


def readings(content: bytes) -> list[Reading]:
    """Return the texts that the bytes may mean, likeliest first; more than one only if two are about as likely."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [
                Reading(content.decode(encoding, errors="replace").lstrip("\ufeff"), encoding.removesuffix("-sig"), 1.0)
            ]
    wide = _wide(content)
    if wide:
        return [wide]
    try:
        return [Reading(content.decode("utf-8"), "utf-8", 1.0)]
    except UnicodeDecodeError:
        pass
    scored = [_scored(content, encoding) for encoding in ENCODINGS]
    damaged = content.decode("utf-8", errors="ignore")
    if len(damaged.encode()) >= len(content) - max(4, len(content) // 200):  # a cut or a few broken bytes
        scored.append(Reading(content.decode("utf-8", errors="replace"), "utf-8", 0.95))
    scored.sort(key=lambda reading: -reading.score)
    best = scored[0]
    return [best, *(other for other in scored[1:3] if best.score - other.score < _CLOSE and other.text != best.text)]


def _wide(content: bytes) -> Reading | None:
    """Detect UTF-16 without a byte order mark: every second byte is 0, or the block of Arabic."""
    if len(content) < 4 or len(content) % 2:  # noqa: PLR2004 - two characters
        return None
    sample = content[:2000]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        wide = sum(byte in _HIGH for byte in high) > 0.95 * len(high)
        if wide and not _HIGH.isdisjoint(high[:40]):
            text = content.decode(encoding, errors="replace")
            if not _ODD.search(text[:_LOOKED_AT]):
                return Reading(text, encoding, 1.0)
    return None


def _scored(content: bytes, encoding: str) -> Reading:
    text = content.decode(encoding, errors="replace")
    sample = text[:_LOOKED_AT]
    letters = sum(char.isalpha() for char in sample) or 1
    arabic_words = _ARABIC.findall(sample)
    arabic = sum(map(len, arabic_words))
    common = sum(word in _COMMON_AR for word in arabic_words)
    score = 0.5
    if arabic:
        score += 0.35 * min(1.0, 6 * common / max(1, len(arabic_words))) + 0.1 * arabic / letters
        long_words = sum(len(word) > 14 for word in arabic_words)  # noqa: PLR2004 - letters that no word has
        score -= 0.3 * long_words / max(1, len(arabic_words))
    accented = len(_ACCENTED.findall(sample))
    if accented:
        score += 0.3 if accented < 0.12 * letters else -0.4 * accented / letters
    elif not arabic:
        score += 0.25
    penalty = 3 * len(_MIXED.findall(sample)) + 2 * len(_CURRENCY.findall(sample)) + len(_ACCENT_RUN.findall(sample))
    score -= min(0.6, 2.0 * penalty / letters) + min(0.8, 4.0 * len(_ODD.findall(sample)) / letters)
    return Reading(text, encoding, round(score, 4))
