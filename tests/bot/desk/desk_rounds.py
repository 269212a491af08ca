"""Two editors in one draft, round after round: what each writes stands, and only one field written twice is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, titled
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

_YEARS = 400  # of dates that are written, from the first on: no round's is the one before's


async def play_rounds(harness: BotHarness, rounds: int) -> None:
    """Let two change one quotation at once: its date and its language stand, and one date that both wrote is asked.

    Every other round the bot is restarted before the answer. Raises AssertionError where a word is lost or asked about.
    """
    emma, layla = DeskUser(harness, EMMA), DeskUser(harness, LAYLA)
    number = await draft(harness, EMMA, titled("Shared"))
    await emma.types("/desk")
    await layla.types("/desk")
    for round_ in range(rounds):
        first, theirs, mine = (str(1000 + 3 * (round_ % _YEARS) + place) for place in range(3))
        language = ("fr", "ko")[round_ % 2]
        await emma.forges_and_sees(f"1dchange_{number}_q_q1_date")
        await layla.forges_and_sees(f"1dchange_{number}_q_q1_language")
        await emma.types(first)
        await layla.types(language)
        quote = (await draft_of(harness, number)).dossier.quotes[0]
        assert (str(quote.date), quote.language) == (first, language)
        await emma.forges_and_sees(f"1dchange_{number}_q_q1_date")
        await layla.forges_and_sees(f"1dchange_{number}_q_q1_date")
        await layla.types(theirs)
        asked = await emma.types(mine)
        assert theirs in asked
        assert mine in asked
        assert "ليلى" in asked
        is_mine = bool(round_ % 2)
        if is_mine:
            await harness.restart()
        await emma.taps("Mine" if is_mine else "Keep theirs")
        date = (await draft_of(harness, number)).dossier.quotes[0].date
        assert str(date) == (mine if is_mine else theirs)
