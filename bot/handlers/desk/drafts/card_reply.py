"""A member's reply to an item's card, or `old → new` sent alone: the change is shown, and saved on a tap.

The screen is a reply to the member's message, which its button brings along, also after a restart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms.answer_parser import NotUnderstood
from bot.forms.entries.card_reply import Occurrence, places_of
from bot.forms.entries.word_change import read_arrow
from bot.handlers.desk import conversation_state, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens, loose_text
from bot.handlers.desk.publishing import panel
from bot.handlers.desk.registry import router
from bot.model import printable
from bot.model.roles import Action, may
from bot.services import search as searches
from bot.services.drafts import rewording
from bot.services.drafts.rewording import Card, Proposal
from bot.text import query_parser
from bot.views.desk import date_answers
from bot.views.desk.screen import screen
from bot.views.desk.typed import replied_card
from bot.views.desk.typed import rewording as rewording_view
from bot.views.desk.typed.replied_card import REWORD
from bot.views.desk.typed.rewording import CANCEL, LOOK, Rewording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Message

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft
    from bot.views.callback_data import Link

_SEARCHED = 40  # hits whose stories are looked through for words of a change


def links_of(message: Message | None, bot_id: int) -> list[Link]:
    """Return what the buttons of the bot's message that a message replies to lead to; nothing for any other."""
    card = message.reply_to_message if message else None
    if card is None or card.reply_markup is None or not card.from_user or card.from_user.id != bot_id:
        return []
    buttons = [each for row in card.reply_markup.inline_keyboard for each in row]
    return replied_card.links((str(each.callback_data or "") or None, each.url) for each in buttons)


async def take(desk: DeskContext, links: list[Link]) -> bool:
    """Propose what the reply changes. Return whether it was a change; words that resemble no item are a reader's."""
    message = desk.update.message or desk.update.edited_message
    if message is None or message.reply_to_message is None:
        return False
    typed = conversation_state.said(message)
    reply = _replying(desk, typed)
    if message.quote and message.quote.is_manual and replied_card.of_draft(links) and not read_arrow(typed.text):
        # Whether the words stand for those selected, or for all of the text, cannot be told; nor does a button's tap
        # bring the selection along.
        await reply.say(desk.words.text("desk.reply.quoted", words=printable(message.quote.text), new=typed.text))
        return True
    problem: NotUnderstood | None = None
    for card in await _cards(desk, links, message.reply_to_message):
        match await _propose(desk, card, typed):
            case Proposal() as proposal:
                await _show(reply, proposal, typed)
                return True
            case NotUnderstood() as refused:
                problem = problem or refused
    if problem:
        await reply.say(_sentence(desk, problem))
    return problem is not None


async def take_unreplied(desk: DeskContext) -> bool:
    """Propose what `old → new` changes that replies to nothing, or ask where; say so if the words stand nowhere.

    Return whether it was that: longer text with an arrow in it, whose words stand nowhere, is copy.
    """
    message = desk.update.message or desk.update.edited_message
    if message is None:
        return False
    typed = conversation_state.said(message)
    old = read_arrow(typed.text)[0].old
    occurrences = await rewording.find(desk.app.database, typed.text, await _likely(desk, old), desk.user.id)
    is_taken = bool(occurrences) or not loose_text.is_copy(message)
    if occurrences:
        await _offer(desk, occurrences, typed)
    elif is_taken:
        await _replying(desk, typed).tell("desk.reply.nowhere", words=old)
    return is_taken


async def take_at_panel(desk: DeskContext, draft: Draft, typed: Typed) -> bool:
    """Propose what `old → new` changes in a draft at whose panel they look. Return whether its words stand there."""
    occurrences = [Occurrence(place, draft.dossier, draft.id, None) for place in places_of(typed.text, draft.dossier)]
    if occurrences:
        await _offer(desk, occurrences, typed)
    return bool(occurrences)


async def _offer(desk: DeskContext, occurrences: Sequence[Occurrence], typed: Typed) -> None:
    """Show the change of the one item in which the words stand; of several, ask which."""
    reply = _replying(desk, typed)
    if len(occurrences) > 1:
        await reply.show(rewording_view.which(typed.text, occurrences, desk.words, desk.chat.preferences))
        return
    (only,) = occurrences
    await _look(reply, Card((only.place,), only.draft, only.story, is_sure=True), typed)


def _replying(desk: DeskContext, typed: Typed) -> DeskContext:
    return replace(desk, chat=replace(desk.chat, reply_to=typed.message))


async def _likely(desk: DeskContext, words: str) -> set[int]:
    """Return the numbers of the published stories in which words may stand: the one that is read, and what is found."""
    query = query_parser.read(words, desk.app.now().date())
    results = await searches.find(desk.app.database, query, desk.words.language, _SEARCHED)
    return {hit.story for hit in results.hits if results.whole} | ({desk.chat.current} if desk.chat.current else set())


async def _look(desk: DeskContext, card: Card, typed: Typed) -> None:
    """Show what `old → new` changes in an item."""
    match await _propose(desk, card, typed):
        case Proposal() as proposal:
            await _show(desk, proposal, typed)
        case NotUnderstood() as problem:
            await desk.say(_sentence(desk, problem))
        case None:
            await desk.tell("desk.text.gone")


@router.callback(REWORD, right=Action.DRAFT)
async def save(desk: DeskContext) -> None:
    """Save the change that the screen shows; where it is another one by now, show that first."""
    card, digest = _tapped(desk)
    if digest == CANCEL:
        await _cancel(desk, card)
        return
    typed = conversation_state.replied(desk.update)
    if typed is None:
        await desk.tell("desk.text.gone")
        return
    if digest == LOOK:
        await _look(desk, card, typed)
        return
    saved = await rewording.save(
        desk.app.database, card, typed.text, digest, language=desk.words.language, context=desk.action_context
    )
    if isinstance(saved.proposal, NotUnderstood):
        await desk.say(_sentence(desk, saved.proposal))
    elif saved.draft is None and saved.proposal:
        await _show(desk, saved.proposal, typed, desk.words.text("desk.reply.moved"))
    elif saved.draft is None:
        await desk.tell("desk.text.gone")
    else:
        await _show_saved(desk, saved.draft, card, is_begun=saved.is_begun)
        await review_notices.tell_voided(desk, saved.draft, saved.voided)


async def _show_saved(desk: DeskContext, draft: Draft, card: Card, *, is_begun: bool) -> None:
    """Show the publish panel of a draft that the change began, where nothing blocks it; else the item's card."""
    notice = desk.words.text("desk.ask.saved")
    ((part, item),) = card.places
    if is_begun:
        status = await draft_screens.read_status(desk, draft)
        if status.blocker is None and may(desk.role, Action.PUBLISH):
            await panel.open_after(desk, draft, notice)
        else:
            await draft_screens.menu(desk, draft, notice)
    elif item is None:
        await draft_screens.section(desk, draft, part, notice=notice)
    else:
        await draft_screens.item(desk, draft, part, item, notice=notice)


async def _cancel(desk: DeskContext, card: Card) -> None:
    ((part, item),) = card.places
    if card.draft is None:
        words = desk.words
        await desk.show(screen(words, words.text("desk.reply.title"), words.text("desk.reply.cancelled")))
        return
    draft = await permissions.read_draft(desk, card.draft)
    if item is None:
        await draft_screens.section(desk, draft, part)
    else:
        await draft_screens.item(desk, draft, part, item)


async def _cards(desk: DeskContext, links: list[Link], message: Message) -> list[Card]:
    """Return what the message shows: items of a draft, or those of published stories that its page has."""
    if shown := replied_card.of_draft(links):
        draft, story, places = shown
        return [Card(places, draft, story, is_sure=len(places) == 1)]
    snapshot = await desk.app.story_cache.stories()
    text = message.text or message.caption or ""
    listed = [snapshot.by_number[number] for number in replied_card.stories(links) if number in snapshot.by_number]
    return [Card(replied_card.visible(story.dossier, text), story=story.number) for story in listed]


async def _propose(desk: DeskContext, card: Card, typed: Typed) -> Proposal | NotUnderstood | None:
    return await rewording.propose(
        desk.app.database, card, typed.text,
        role=desk.role, language=desk.words.language, context=desk.action_context,
    )  # fmt: skip


async def _show(desk: DeskContext, proposal: Proposal, typed: Typed, notice: str | None = None) -> None:
    words, reworded = desk.words, proposal.reworded
    if not reworded.changed:
        await desk.say(words.text("desk.reply.same"))
        return
    change = Rewording(
        proposal.before, reworded.dossier, reworded.part, reworded.item,
        draft=proposal.draft.id if proposal.draft else None,
        story=proposal.story.number if proposal.story else None,
        digest=proposal.digest,
    )  # fmt: skip
    remark = words.text("desk.form.formatting_dropped") if typed.formatted else None
    shown = rewording_view.document(change, words, desk.chat.preferences, remark)
    await desk.show(shown, notice=notice)


def _tapped(desk: DeskContext) -> tuple[Card, str]:
    """Return the card and the digest that a button names; raises LinkInvalid."""
    link = desk.link
    story, _, digest = ("-" + (link.value or "")).rpartition("-")
    number = story.strip("-")
    if link.part is None or (link.draft is None and not number.isdecimal()):
        raise LinkInvalid
    place = (link.part, link.item)
    return Card((place,), link.draft, int(number) if link.draft is None else None, is_sure=True), digest


def _sentence(desk: DeskContext, problem: NotUnderstood) -> str:
    return date_answers.refusal(desk.words, problem.key, problem.values, desk.chat.preferences)
