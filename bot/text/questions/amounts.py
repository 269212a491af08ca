"""Whether a text names a sum of money, a share or an age."""

from __future__ import annotations

import re

from bot.text.normalize import ascii_digits

_MONEY = re.compile(
    r"[$€£¥₪]\s?\d|(?<![\d.,])\d[\d.,]*+\s*(?:thousand|million|billion|trillion|[mb]n)?\s*"
    r"(?:dollars?|euros?|pounds?|roubles?|rubles?|riyals?|dinars?|dirhams?|liras?|lire|rupees?|yuan|yen|francs?|shekels?"
    r"|[$€£¥₪]|usd|eur|gbp)(?!\w)"
    r"|(?<![\d.,])\d[\d.,]*+\s*(?:آلاف|ألف|مليون|ملايين|مليار|مليارات|تريليون)?\s*"
    r"(?:دولار|يورو|جنيه|روبل|ريال|دينار|درهم|ليرة|روبية|يوان|ين|فرنك|شيكل)\w*",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(?<![\d.,])\d[\d.,]*+\s*(?:thousand|million|billion)?\s*(?:square |cubic )?"
    r"(?:tonn?es?|tons?|kilo\w*|kg|grams?|lit(?:re|er)s?|barrels?|megawatts?|gigawatts?|hectares?|acres?|degrees?|points?|gallons?|ounces?|pounds?)(?!\w)"
    r"|(?<![\d.,])\d[\d.,]*+\s*(?:آلاف|ألف|مليون|ملايين|مليار)?\s*"
    r"(?:طن|أطنان|كيلو|كغ|غرام|لتر|ليتر|برميل|براميل|ميغاواط|هكتار|درجة|نقطة|دونم)\w*",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?<![\d.,])\d[\d.,]*+\s*(?:%|٪|per ?cent|percentage points?|في المئة|في المائة|بالمئة|بالمائة)", re.IGNORECASE
)
_AGED = re.compile(
    r"(?<!\w)(?:aged|age of|age)\s+\d+|\d+[- ]years?[- ]old"
    r"|(?<!\w)(?:عمر\w*|سن\w{0,2}|يبلغ من العمر|تبلغ من العمر)\s+\d+",
    re.IGNORECASE,
)


def has_money(text: str) -> bool:
    """Whether a text names a sum of money."""
    return _MONEY.search(ascii_digits(text)) is not None


def has_amount(text: str) -> bool:
    """Whether a text names a sum of money, a share of a hundred or a quantity."""
    digits = ascii_digits(text)
    return any(pattern.search(digits) for pattern in (_MONEY, _SHARE, _QUANTITY))


def has_age(text: str) -> bool:
    """Whether a text says how old somebody is."""
    return _AGED.search(ascii_digits(text)) is not None
