"""Whole items in one message, over HTTP: what they cost, and whom a typed speaker may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.test_drafting import ARABIC, BOTH, quoting

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.test_drafting import Tongue

SPEAKER = {"ar": "فلاديمير بوتين", "en": "Vladimir Putin"}
DAY = {"ar": "28 نيسان 2025", "en": "28 April 2025"}


@BOTH
async def test_a_quotation_in_one_message_and_one_tap(bot: BotHarness, tongue: Tongue) -> None:
    """At a quotation's first question: the speaker, the day and the words, echoed; 'done' adds it."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = DeskUser(bot, tongue.person)
    await quoting(desk_user, tongue)
    shown = await desk_user.types(f"{SPEAKER[language]} | {DAY[language]} | {tongue.said}")
    assert tongue.said in shown
    assert tongue.labels["understood"] in shown
    assert tongue.labels["saved"] in await desk_user.taps(tongue.labels["done"])
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert (quote.speaker, str(quote.date), quote.sources) == ("putin", "2025-04-28", ("s1",))
    assert getattr(quote.words, language) == tongue.said


@BOTH
async def test_a_speaker_spelled_apart_is_asked_about(bot: BotHarness, tongue: Tongue) -> None:
    """The whole quotation is kept while one tap says whom its speaker is."""
    language = "ar" if tongue is ARABIC else "en"
    desk_user = DeskUser(bot, tongue.person)
    await quoting(desk_user, tongue)
    typed = {"ar": "الرئيس فلاديمير", "en": "Vladimir"}[language]
    shown = await desk_user.types(f"{typed} | {DAY[language]} | {tongue.said} | {tongue.other}")
    assert typed in shown
    assert any({"ar": "شخص جديد", "en": "Someone new"}[language] in label for label in desk_user.labels)
    assert tongue.labels["sources"] in await desk_user.taps(SPEAKER[language])
    await desk_user.taps(tongue.labels["done"])
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert (quote.speaker, str(quote.date)) == ("putin", "2025-04-28")
    assert {quote.words.ar, quote.words.en} == {tongue.said, tongue.other}
