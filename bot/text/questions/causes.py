"""Whether a text gives a cause of something, or how it came about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_CAUSE = re.compile(
    r"(?<!\w)(?:because|due to|owing to|as a result|caused|reason|in accordance|in order|thanks to"
    r"|citing (?:his|her|their|its|poor|ill|health|personal|a lack|security|safety|concerns)|on the ground\w*"
    r"|blam\w+|out of an?|put .{1,60} down to|so that|prompted|over (?:his|her|its|their)|with an? \w+ injury"
    r"|بسبب|متذر\w*|متعلل\w*|لأسباب|بحجة|نظر\w* إلى|نظر\w* ل\w+|لأن\w*|نتيجة|انطلاق\w*|عمل\w* ب\w+|عملًا ب\w+|إثر"
    r"|جراء|سبب\w*|من أجل|ما دفع|بدعوى|بدافع|بحجة|ردًا|ردا|بغية"
    r"|احتجاج\w* على|فضّل|فضل|خوفًا|لكي|حتى لا)(?!\w)",
    re.IGNORECASE,
)
# For what somebody is thanked, accused or dismissed.
_BLAME = re.compile(
    r"(?<!\w)(?:thank|accus|prais|blam|condemn|criticis|criticiz|warn|dismiss|sack|fin|sentenc|arrest|charg)\w* "
    r".{1,60} (?:for|of|over|with)(?!\w)"
    r"|(?<!\w)(?:ال)?(?:شكر|امتنان|اتهم|يتهم|اتهام|أشاد|أدان|انتقد|لام|حذر|أقال|اعتقل|عاقب)\w* "
    r".{1,80}(?<!\w)(?:على|ب\w+|من|عن)(?!\w)",
    re.IGNORECASE,
)
_BLAMING = (
    "thank",
    "accus",
    "prais",
    "blam",
    "condemn",
    "criti",
    "warn",
    "dismiss",
    "sack",
    "sentenc",
    "arrest",
    "charg",
    "شكر",
    "امتنان",
    "اتهم",
    "اشاد",
    "ادان",
    "انتقد",
    "لام",
    "حذر",
    "اقال",
    "اعتقل",
    "عاقب",
)
_ORDERS = frozenset(["order", "orders", "ordered", "امر", "اوامر", "امرت", "امروا"])
_WEAK = frozenset(["after", "following", "under", "بعد", "عقب", "وفق", "وفقا"])
_AFTER = re.compile(
    r"(?<!\w)(?:after|following|under|(?:بعد|عقب)(?!\s+(?:\w+\s+)?(?:يوم|يومين|أيام|ساعات|ساعة|أسبوع|أسبوعين|أشهر|شهر|شهرين|عام|عامين|سنة|سنوات)(?!\w|\s+من))|وفق\w*|كي|لكي)(?!\w)",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"(?<!\w)(?:by \w+ing|by (?:phone|letter|sea|air|land|boat|train|plane|road|ship|force|accident|mistake|hand"
    r"|drone|car|post|helicopter)"
    r"|on foot"
    r"|through|using|via|with the help of|هاتفيًا|هاتفيا|برًا|بحرًا|جوًا|سيرًا|بالقوة|بالخطأ"
    r"|بواسطة|عبر|عن طريق|من خلال|باستخدام)(?!\w)",
    re.IGNORECASE,
)
# How something ended, where that is asked.
_ENDED = re.compile(
    r"(?<!\w)end\w* (?:in|with)(?!\w)|(?<!\w)(?:ا?نته|اختتم|اختُتم|تكلل)\w* (?:\w+ )?ب\w+", re.IGNORECASE
)
_CONTENTS = re.compile(
    r"(?<!\w)(?:oblig|requir|provid|stipulat|commit|includ|contain|says?|calls? for|bans?|allow|list|cover|set"
    r"|guarantee|"
    r"promis|bind|grant|limit|permit|forbid|prohibit|state|demand|is for|worth"
    r"|تقضي|يقضي|تلزم|يلزم|تنص|ينص|تشمل|يشمل|تتضمن|يتضمن|تحظر|يحظر|تسمح|يسمح|تمنح|يمنح|تمنع|يمنع|يقول|تقول|تدعو"
    r"|يدعو|تفرض|يفرض"
    r"|تضمن|يضمن|تحدد|يحدد|تكفل|يكفل|بقيمة)\w*",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 3, 5  # words from an order to what is ordered, and behind it


def names_cause(text: str, words: Sequence[str]) -> bool:
    """Whether a text gives a cause, as far as its particles tell; for thanks and blame (`words`) what they are for."""
    return _CAUSE.search(text) is not None or (_is_blame(words) and _BLAME.search(text) is not None)


def is_ordered(words: Sequence[str], asked: Sequence[int]) -> bool:
    """Whether an order stands before what is asked about: "Kim ordered the deployment"."""
    return any(
        words[at].removeprefix("ب") in _ORDERS
        for position in asked
        for at in range(max(position - _BEFORE, 0), min(position + _BEHIND, len(words)))
    )


def may_name_cause(text: str, words: Sequence[str], folded: Sequence[str], asked: Sequence[int]) -> bool:
    """Whether a text says, behind what is `asked` about, after or under what it happened, if no cause is nearer."""
    if names_cause(text, words):
        return True
    is_behind = any(word in _WEAK and asked and at > asked[0] for at, word in enumerate(folded))
    return is_behind and _AFTER.search(text) is not None


def names_manner(text: str, *, of_end: bool) -> bool:
    """Whether a text says how something came about, or ended (`of_end`), as far as its particles tell."""
    return _MANNER.search(text) is not None or (of_end and _ENDED.search(text) is not None)


def names_contents(text: str) -> bool:
    """Whether a text says what a document has in it, as far as its verbs tell."""
    return _CONTENTS.search(text) is not None


def _is_blame(words: Sequence[str]) -> bool:
    return any(word.startswith(_BLAMING) or word[1:].startswith(_BLAMING) for word in words)
