"""A longer text that a member sends while nothing is asked: which draft it belongs to, and as what.

The screen is a reply to its message, which every tap brings along, also after a restart. As wire copy it is kept for
a day, since several messages may be one copy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms import form as forms
from bot.handlers.desk import conversation_state, form_handler, permissions
from bot.handlers.desk.drafts import entries
from bot.handlers.desk.intake import receive, target
from bot.handlers.desk.registry import router
from bot.handlers.reader import search
from bot.model.roles import Action
from bot.services import drafts
from bot.services.drafts import forms as draft_forms
from bot.services.intake import wire_copy
from bot.views import about
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.labels import shorten

if TYPE_CHECKING:
    from telegram import Message

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext

SHORT = 120  # characters of one line that are a question to the bot: what is longer is copy
LISTED = 6
_BUTTON = 45  # UTF-16 units of a title on a button
_FIELDS = {"summary": "text", "quotes": "words", "events": "text", "key_points": "text"}


def is_copy(message: Message | None) -> bool:
    """Return whether a message is longer than a question to the bot: in characters, or in lines."""
    text = message.text.strip() if message and message.text else ""
    return len(text) > SHORT or "\n" in text


async def ask(desk: DeskContext) -> None:
    """Ask where the text belongs: read as wire copy, into one of the member's drafts, into a new story, or nowhere.

    What comes within a minute of other copy is joined to that, and the screen that asked about it is edited.
    """
    words, message = desk.words, desk.update.message
    copy = await receive.collect(desk, message) if message else None
    if copy is None or len(copy.parts) > 1 or copy.draft:
        if copy:
            await receive.show(desk, copy, await target.screen_of(desk, copy))
        return
    listed = await drafts.read_in_hand(desk.app.database, desk.user.id)
    titles = [(draft, shorten(item_summary.title(draft.dossier, words), _BUTTON)) for draft in listed[:LISTED]]
    buttons = [
        [button(words.text("desk.draft.named", draft=draft.id, title=title), "into", draft.id)]
        for draft, title in titles
    ]
    read = [button(words.text("desk.intake.read"), "copyread", value=str(copy.id))]
    new = [button(words.text("desk.text.new"), "into", value="new")]
    question = [button(words.text("desk.text.question"), "into", value="question")]
    reply = replace(desk, chat=replace(desk.chat, reply_to=message.message_id if message else None))
    title, text = words.text("desk.text.title"), words.text("desk.text.which")
    await receive.show(reply, copy, screen(words, title, text, rows=(read, *buttons, new, question)))


@router.callback("into", right=Action.DRAFT)
async def place(desk: DeskContext) -> None:
    """Handle where the text belongs: ask for the part, and begin its form with the text; or search for it."""
    typed = conversation_state.replied(desk.update)
    if desk.button and desk.button.message_id:
        await wire_copy.remove(desk.app.database, desk.button.message_id, context=desk.action_context)
    if typed is None:
        await desk.tell("desk.text.gone")
    elif desk.link.value == "new":
        await form_handler.begin_story(desk, text=typed)
    elif desk.link.value == "question":
        await desk.acknowledge()
        usage = about.usage(desk.words)
        await search.answer(desk.app, desk.chat, typed.text, otherwise=usage)
    elif desk.link.part is None:
        await _ask_part(desk)
    elif desk.link.part in _FIELDS:
        await _begin(desk, desk.link.part, typed)
    else:
        raise LinkInvalid


async def _ask_part(desk: DeskContext) -> None:
    draft, words = await permissions.read_draft(desk, desk.draft_id), desk.words
    parts = rows(button(words.text(f"desk.text.{part}"), "into", draft.id, part) for part in _FIELDS)
    text = words.text("desk.text.part", title=item_summary.title(draft.dossier, words))
    await desk.show(screen(words, words.text("desk.text.title"), text, rows=parts))


async def _begin(desk: DeskContext, part: str, typed: Typed) -> None:
    """Begin the part's form with the text; of several paragraphs or lines each is an item, echoed first."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    if "\n" in typed.text.strip() and await entries.offer(desk, draft, part, typed):
        return
    step = await draft_forms.begin_with(
        desk.app.database, desk.draft_id, part,
        apply=lambda form, known: forms.give(form, _FIELDS[part], typed, known),
        language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    await form_handler.show(desk, step, desk.words.text(step.obstacle) if step.obstacle else None)
