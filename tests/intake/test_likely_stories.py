"""The stories that a copy may belong to, likeliest first."""

from __future__ import annotations

from bot.intake.analysis import analyze
from tests.bot.story_factory import first, tale

EVENTS = [
    {
        "id": "e1",
        "date": "2026-11-29",
        "text": {
            "en": "A fire broke out on the ferry Amina with forty passengers aboard, the coast guard says.",
            "ar": "اندلع حريق في العبّارة أمينة وعلى متنها أربعون راكبا، وفق خفر السواحل.",
        },
        "sources": ["s1"],
    }
]


def test_a_live_event_of_an_hour_ago_tells_the_story() -> None:
    """A story whose title says little, and that has no summary yet, is proposed for copy that goes on from its event."""
    harbor = tale("harbor", "المرفأ", "Harbor town", events=EVENTS)
    other = tale("library", "المكتبة", "The library", events=[{**EVENTS[0], "text": {"en": "The library opened."}}])
    for copy in (
        "Forty passengers were rescued from the ferry Amina after the fire broke out, the coast guard said on Sunday.",
        "قال خفر السواحل إن الركاب الأربعين أنقذوا من العبّارة أمينة بعد أن اندلع فيها حريق مساء الأحد.",
    ):
        stories = analyze(copy, live=[first(), other, harbor]).stories
        assert [story.slug for story in stories] == ["harbor"]
