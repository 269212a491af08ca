"""English words that are no names though a capital may begin them."""

from __future__ import annotations

from bot.intake.tables.calendars import MONTHS_EN, WEEKDAYS_EN

FUNCTION_EN = frozenset(
    """a about above across after afterwards again against ago all almost along already also although am amid among an and
    another any are around as ask at away back be because been before behind being below beside besides between
    beyond both
    but by can cannot could despite did do does doing done down due during each earlier either else elsewhere even ever
    every everyone everything except far few finally first for former from further furthermore get given had has
    have having
    he hence her here hers herself him himself his how however if in indeed inside instead into is it its itself
    just last
    late later least less let like likewise little many may me meanwhile might more moreover most much must my
    myself near
    nearly neither never nevertheless next no nobody none nonetheless nor not nothing now of off often on once one
    only onto
    or other others otherwise our out outside over own per perhaps please quite rather recently same second separately
    several shall she should since so some somebody someone something soon still such than that the their them
    themselves
    then there thereafter therefore these they this those though three through throughout thus till to today together
    tomorrow tonight too toward towards two under underneath unless unlike until up upon us usually very via was we well
    were what whatever when whenever where whereas whether which while who whoever whom whose why will with within
    without
    would yes yesterday yet you your yours additionally asked according speaking responding replying reacting addressing
    following earlier thousands hundreds dozens millions early mid yesterday's today's i've i'm it's he's she's that's
    there's what's let's don't i q: ok okay breaking live update updates exclusive analysis opinion watch""".split()
) | {name for name in (*MONTHS_EN, *WEEKDAYS_EN) if name not in {"may", "april", "june", "august", "mar", "sun"}}

# What can stand before the subject of a clause.
CLAUSE_STARTS_EN = frozenset(
    """, ; : - – — ( . " that and but while when as because where which if although though since until whether what how why
    whereas after before so yet then meanwhile however later earlier today yesterday said says say adding or nor than
    monday tuesday wednesday thursday friday saturday sunday once also afterwards instead still nevertheless moreover
    furthermore """.split()
)
PREPOSITIONS_EN = frozenset(
    """in on at of for from to with by about against between into near over under during among around across through
    without within towards toward upon beside outside inside via despite like unlike""".split()
)
