"""Titles that may mean whoever has another: 'the leader' a president, 'the coach' a manager."""

from __future__ import annotations

from bot.intake.normalized import plain

_ALIKE = {
    "spokesperson": ("spokesman", "spokeswoman"), "spokesman": ("spokesperson",), "spokeswoman": ("spokesperson",),
    "leader": ("president", "chairman", "head", "chief", "prime", "premier", "minister", "secretary"),
    "official": ("minister", "director", "secretary", "head", "chief", "spokesman", "spokeswoman", "governor", "commissioner"),
    "premier": ("minister",), "chief": ("head", "director", "director-general", "executive", "secretary-general"),
    "judge": ("justice", "magistrate", "recorder"), "justice": ("judge",), "magistrate": ("judge",),
    "counsel": ("barrister", "lawyer", "prosecutor"), "barrister": ("counsel",), "prosecutor": ("counsel",),
    "skipper": ("captain",), "captain": ("skipper",), "physician": ("doctor", "dr"), "surgeon": ("doctor", "dr"),
    "academic": ("professor", "lecturer", "researcher"), "author": ("novelist", "writer", "historian"), "writer": ("author", "novelist"),
    "scientist": ("researcher", "professor", "biologist", "physicist", "chemist", "geologist"), "researcher": ("scientist", "professor"),
    "director": ("filmmaker", "head"), "filmmaker": ("director",), "economist": ("analyst", "strategist"), "analyst": ("strategist", "economist"),
    "pontiff": ("pope",), "monarch": ("king", "queen"), "sovereign": ("king", "queen"), "royal": ("prince", "princess"),
    "boss": ("chief", "manager", "executive", "coach"), "coach": ("manager", "trainer"), "manager": ("coach",),
    "politician": ("senator", "minister", "lawmaker", "mp"), "lawmaker": ("mp", "senator", "congressman", "deputy"),
    "diplomat": ("ambassador", "envoy", "minister"), "envoy": ("ambassador", "representative"),
    "executive": ("ceo", "chief"), "doctor": ("surgeon", "physician", "dr", "epidemiologist"), "lawyer": ("attorney", "barrister"),
    "مسؤول": ("مدير", "وزير", "رئيس", "امين", "مفوض"), "زعيم": ("رئيس", "امين"), "متحدث": ("ناطق",), "ناطق": ("متحدث",),
    "متحدثه": ("ناطقه",), "ناطقه": ("متحدثه",), "صحافي": ("صحفي",), "دبلوماسي": ("سفير", "مبعوث"), "مبعوث": ("ممثل", "موفد"),
    "طبيب": ("جراح", "دكتور"), "قيادي": ("رئيس", "عضو"), "خبير": ("محلل", "باحث", "استاذ"), "محلل": ("خبير", "باحث"),
    "باحث": ("خبير", "استاذ", "مؤلف", "عالم"), "باحثة": ("خبيرة", "أستاذة", "مؤلفة", "عالمة", "مولف", "عالم"),
    "president": ("incumbent",), "سياسي": ("نايب", "وزير"),
}  # fmt: skip
ALIKE = {plain(title): tuple(map(plain, others)) for title, others in _ALIKE.items()}

RESPECTED = frozenset("سموه سموها جلالته معاليه سعادته فخامته دولته سيادته غبطته نيافته فضيلته سماحته".split())
"""'His Highness': whoever was spoken of last."""
EPITHETS = RESPECTED | frozenset(
    """person teenager سيده رجل شاب شابه امراه فتاه فتي طفل طفله ام اب جده جد عجوز ثلاثيني ثلاثينيه اربعيني اربعينيه خمسيني خمسينيه
    ستيني ستينيه سبعيني سبعينيه ثمانيني ثمانينيه عشريني عشرينيه""".split()
)
"""What somebody is called who was named before."""
GENERIC = frozenset(
    "مسوول مسووله قيادي قياديه دبلوماسي دبلوماسيه سياسي سياسيه خبير خبيره متحدث متحدثه official diplomat politician"
    " expert specialist executive leader".split()
)
"""Titles that fit whoever speaks for some body."""
