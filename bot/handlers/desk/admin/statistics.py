"""`/stats`: counts over time, by story and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk.registry import router
from bot.handlers.responding.picture_responder import send_picture
from bot.model.roles import Action
from bot.services.admin import statistics as statistics_service
from bot.text.normalize import ascii_digits
from bot.views.desk import item_summary
from bot.views.desk.admin.statistics import statistics_screen
from bot.views.pictures.charts import chart_card

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext

DAYS, MOST_DAYS = 30, 730


@router.command("stats", right=Action.DESK)
@router.callback("stats", right=Action.DESK)
async def show(desk: DeskContext) -> None:
    """Handle `/stats`, with a number of days or without: what is counted of the last 30 days, or of as many."""
    typed = ascii_digits(desk.args[0]) if desk.args else str(DAYS)
    if not typed.isdecimal() or not 1 <= int(typed[:6]) <= MOST_DAYS:
        await desk.tell("desk.stats.days", most=MOST_DAYS)
        return
    stories = (await desk.app.story_cache.stories()).stories
    counted = await statistics_service.read(desk.app.database, stories, desk.app.now(), int(typed))
    titles = {story.slug: item_summary.title(story.dossier, desk.words) for story in stories}
    await desk.show(statistics_screen(counted, titles, desk.words, desk.chat.preferences))
    if desk.app.pictures.are_available and (chart := chart_card(counted, desk.words, desk.chat.preferences)):
        await send_picture(desk.app, desk.chat, chart)
