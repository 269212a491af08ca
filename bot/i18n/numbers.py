"""Formats numbers in the reader's digits and separators.

Arabic digits go with U+066C for thousands and U+066B for fractions (CLDR, `arab`), both or neither. They are for Arabic
words alone: an address, a command and whatever is English keep theirs.
"""

from __future__ import annotations

import re

from bot.model.reader import Digits

_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_SEPARATORS = str.maketrans(",.", "\u066c\u066b")
_SEPARATED = re.compile(r"(?<=[0-9])[,.](?=[0-9])")


def format_number(number: float, digits: Digits) -> str:
    """Format a number with thousands grouped: '12,345.5', in Arabic digits '١٢٬٣٤٥٫٥'."""
    return show(f"{number:,}", digits)


def show(text: str, digits: Digits) -> str:
    """Numbers of ours ('3/7', '18:05', '1,234') in these digits; what comes from elsewhere goes through `renumber`."""
    if digits is Digits.LATIN:
        return text
    return _SEPARATED.sub(lambda mark: mark[0].translate(_SEPARATORS), text).translate(_ARABIC)
