"""English verb forms and words around dates that tell whether a sentence looks ahead or back, asks or denies."""

from __future__ import annotations

import regex  # type: ignore[import-untyped] # it comes without type hints

_AHEAD = (
    r"will|shall|won't|'ll|going to|due to|due (?:on|in|at|by)|set to|scheduled|expected|expects?|is to|are to"
    r"|plans? to|planned (?:to|for)|planning to|intends? to|intended to|aims? to|hopes? to|upcoming|forthcoming"
    r"|would|is due|are due|slated|to be held|from next|could|(?-i:may|might)"
    r"|to (?:vote|meet|visit|travel|discuss|decide|hold|begin|start|open|resume|close|announce|play|face|appear"
    r"|attend|host)"
)
_SCHEDULED = (
    r"begins|starts|meets|hosts|ends|closes|votes|returns|arrives|leaves|departs|convenes|sits|speaks|travels|flies"
    r"|plays|visits|(?-i:reports)|rules on|runs out|goes"
    r"|kicks off|faces|resumes?|takes? effect|continues?|comes? into (?:force|effect)|goes into effect|expires?"
    r"|launches|opens|runs from|are meeting|is meeting"
)


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})", regex.IGNORECASE)


AHEAD = _compiled(_AHEAD)
"""What tells of something still to come whatever its day: 'would', 'was expected'."""

_NAMED = (
    r"(?<!\b(?:the|an?|of|in|his|her|its|their|these|those|two|three|several|media|news) )"  # 'the reports' are no verb
)
FUTURE = _compiled(f"{_AHEAD}|{_NAMED}(?:{_SCHEDULED})")
"""That, and what tells so only of a day that lies ahead, or of today: 'the law takes effect', 'the fair opens'."""

DEADLINE = regex.compile(
    r"(?<!\p{L})(?:by|until|till|ahead of|run(?:s|ning)? (?:through|to)|for|no later than|as early as|as soon as)\s+$",
    regex.IGNORECASE,
)
DEADLINE_START = regex.compile(r"(?:by|until|till)\s", regex.IGNORECASE)
PRESENT = regex.compile(
    r"\s*[“\"‘']?(?:we|i|they|you)\s+(?:go|play|vote|meet|fly|leave|travel|open|start|return|decide|march|face"
    r"|move)(?!\p{L})",
    regex.IGNORECASE,
)
_NOT_FINITE = (  # 'a reduced timetable', 'to be finished', 'will remain closed'
    r"(?:\b(?:an?|the|its|his|her|their|our|of|in|for|with)|\bbe|be \p{L}{2,12}"
    r"|\b(?:will|would|shall|must|to|should|may|can) \p{L}{2,12}) "
)
_PAST = (
    rf"was|were|had|has|have|did|said|told|(?<!{_NOT_FINITE})\p{{L}}{{2,}}ed|met|began|took|made|came|went|gave|left|held"
    r"|won|lost|fell"
    r"|rose|broke|struck|hit|shot|sent|found|saw|led|put|cut|set out|ran|became|spoke|wrote|flew|drove|fought"
    r"|brought|sank"
    r"|since|following|after|quit|beat|drew|paid|sold|built|grew|hung|stood|thought|withdrew|overthrew|known"
)
PAST = _compiled(_PAST)

# What somebody asks for, and what somebody says is not so. Each needs what comes after it (`…_OPENS`) before
# the day: 'called on Monday for a vote' is of Monday, 'called for a vote on Monday' is not.
DEMAND = _compiled(
    r"urg(?:e[sd]?|ing)|call(?:s|ed|ing)? (?:up)?on|call(?:s|ed|ing)? for(?! (?:\d|(?-i:\p{Lu}\p{L}+ \d)))"
    r"|demand(?:s|ed|ing)?"
    r"|ask(?:s|ed|ing)?(?! to)|appeal(?:ed|ing)|press(?:es|ed|ing) for|request(?:s|ed|ing)|insist(?:s|ed|ing)?"
    r"|wants?|wanted|order(?:s|ed|ing)|pleaded|implored?|push(?:es|ed|ing) for"
)
DEMAND_OPENS = regex.compile(r"(?<=for)\s+\p{L}+\s|\s(?:to|that|be|for)\s", regex.IGNORECASE)
DUE = _compiled(
    r"should(?: have)?(?: been \p{L}+)?|must(?! have)|ought to|needs? to|has to|have to|(?:it is|it's) time"
)
"""What says by itself that something is to be done."""

DENIAL = _compiled(
    r"den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)|disput(?:es?|ed|ing)"
    r"|contrary to|no truth"
)
DENIAL_OPENS = regex.compile(
    r"(?<=\bden(?:y|ies|ied|ying))\s+(?:that|(?:\p{L}+ly\s+|ever\s+)?\p{L}{2,}ing)\s"
    r"|(?<=\bden(?:y|ies|ied|ying))\s+(?:[\p{L}\p{N}'’-]+\s+){1,5}?(?:had|would|did|has|have)\s"
    r"|\s(?:reports?|claims?|allegations?|suggestions?|rumou?rs?|accusations?|charges)\s+(?:that|of|it|he|she|they|its?)\s",
    regex.IGNORECASE,
)
BREAK = _compiled(
    r"said|says|saying|told|tells|adds|added|adding|according to|announc(?:es|ed|ing)|report(?:s|ed|ing)"
    r"|accus(?:es|ed|ing)|stat(?:es|ed)|warn(?:s|ed|ing)"
    r"|[,;] (?:but|while|whereas|as)|since|after|following|arrested|convicted|charged"
)
"""What ends the reach of an asking or a denial: another telling begins."""

DONE = _compiled(rf"(?<!\bbe )(?:{_PAST})")
"""What ends that of an asking, too: 'to publish a report that was finished on Monday'."""

THAT = _compiled("that")
"""What begins a clause of which a day before it is not."""

SINCE = regex.compile(r"\W*since\s", regex.IGNORECASE)
NEXT = _compiled(
    r"next|coming|upcoming|tomorrow|later (?:this|today)|in \p{L}+ (?:days?|weeks?|months?|years?)['’]? time"
)
"""Words of a date that put it ahead."""
