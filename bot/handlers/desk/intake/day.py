"""The day of a copy that prints none: from it "Monday" and "yesterday" are reckoned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.errors import LinkInvalid
from bot.forms import typed_dates
from bot.forms.answer_parser import is_word
from bot.handlers.desk import permissions
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import membership
from bot.services.intake import edit
from bot.services.intake.copy_questions import DAY
from bot.text.dates.reasons import Refusal
from bot.views.desk import date_answers
from bot.views.desk.wire import proposals as views

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft

OPEN = "none"
_PRINTED = 2  # days of the copy that are offered


@router.ask(DAY)
async def ask(desk: DeskContext, draft: Draft) -> None:
    """Ask the question again."""
    await _ask(desk, draft)


async def _ask(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Ask for the day, with the likeliest as buttons: those that the copy prints first."""
    today = await today_of(desk)
    wire_date = draft.dossier.wire_date
    step = await edit.read(desk.app.database, draft, context=desk.action_context)
    printed = edit.printed_days(step.stored, today)[:_PRINTED] if step else ()
    own = (wire_date.first,) if wire_date else ()
    days = dict.fromkeys((*printed, today, today - timedelta(days=1), *own))
    await desk.show(views.day(draft, tuple(days), OPEN, desk.words, desk.chat.preferences), notice=notice)


@router.question(DAY, right=Action.DRAFT)
async def take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a typed day, as the desk reads dates; a word that passes over it leaves it open."""
    if any(is_word(typed.text, word) for word in ("skip", "done", "cancel", "back")):
        await _set(desk, draft, None)
        return
    day = await read_day(desk, typed.text)
    if isinstance(day, str):
        await _ask(desk, draft, day)
    else:
        await _set(desk, draft, day)


async def read_day(desk: DeskContext, typed: str) -> date | str:
    """Read a whole day as the desk reads dates; return why it is none, in words."""
    reading = typed_dates.read(typed, await today_of(desk), desk.words.language)
    if isinstance(reading, Refusal):
        key, values = f"desk.form.date.{reading.reason}", reading.values
        return date_answers.refusal(desk.words, key, values, desk.chat.preferences)
    if reading.date.precision != "day" or reading.date.until:
        key = "desk.form.date.whole_day"
        return date_answers.refusal(desk.words, key, {"date": reading.date}, desk.chat.preferences)
    return reading.date.first


@router.callback("copyday", right=Action.DRAFT)
async def tapped(desk: DeskContext) -> None:
    """Handle a day's button, or that it stays open."""
    try:
        day = None if desk.link.value == OPEN else date.fromisoformat(desk.link.value or "")
    except ValueError:
        raise LinkInvalid from None
    await _set(desk, await permissions.read_draft(desk, desk.draft_id), day)


async def _set(desk: DeskContext, draft: Draft, day: date | None) -> None:
    from bot.handlers.desk.intake import overview

    await overview.show(desk, await edit.set_day(desk.app.database, draft, day, context=desk.action_context))


async def today_of(desk: DeskContext) -> date:
    """Return the day in the member's zone; that of UTC where they chose none."""
    locale = await membership.read_locale(desk.app.database, desk.user.id)
    return desk.app.now().astimezone(ZoneInfo(locale.zone or "UTC")).date()
