"""*Something wrong here?*: two taps and a line, in private chats and groups, also below an old card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.forms.answer_parser import is_word
from bot.handlers.context import resolve_chat
from bot.handlers.desk.drafts import card_reply
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.model.corrections.reported import ReportKind
from bot.services.reports import reporting
from bot.services.reports.reporting import NewReport, Refusal
from bot.views import correction_notes, item_card
from bot.views.callback_data import ReaderLink
from bot.views.reports import report_form

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import ChatContext, HandlerContext
    from bot.i18n.catalogue import Translator
    from bot.store.reader_reports import Report


@router.callback(report_form.BEGIN)
async def begin(callback: ReaderCallback, link: ReaderLink) -> None:
    """Ask what is wrong with the item of the card, in a new message: the card stays to be read."""
    words, preferences = _words(callback, link), replace(callback.chat.preferences, language=link.language)
    story = (await callback.app.story_cache.stories()).by_number.get(link.number or 0)
    if story is None or link.value is None or item_card.find(story, link.value, link.language) is None:
        await callback.answer(words.text(correction_notes.gone(story, link.value)), alert=True)
        return
    await callback.answer()
    chat = callback.chat if callback.chat.private else replace(callback.chat, reply_to=callback.message_id)
    await show(callback.app, chat, report_form.choice(story, link.value, words, preferences))


@router.callback(report_form.CHOOSE)
async def choose(callback: ReaderCallback, link: ReaderLink) -> None:
    """Take the report, and ask for one line."""
    app, chat, words = callback.app, callback.chat, _words(callback, link)
    letter, _, item = (link.value or "").partition("-")
    story = (await app.story_cache.stories()).by_number.get(link.number or 0)
    if story is None or letter not in set(ReportKind) or item_card.find(story, item, link.language) is None:
        await callback.answer(words.text(correction_notes.gone(story, item)), alert=True)
        return
    kind, user_id = ReportKind(letter), callback.query.from_user.id
    new = NewReport(
        story.number, item, kind, user_id, chat.chat_id, chat.thread_id, link.language, app.now(), chat.update_id
    )
    report = await reporting.report(app.database, new)
    if isinstance(report, Refusal):
        await callback.answer(words.text(f"page.report.{report.value}"), alert=True)
        return
    app.open_questions.note_member(user_id)
    await callback.answer()
    await show(app, chat, report_form.line(report, kind, words, private=chat.private), callback.message_id)


@router.callback(report_form.SKIP)
async def skip(callback: ReaderCallback, link: ReaderLink) -> None:
    """End the question for a line; another person's is let be."""
    own = await reporting.find_own(callback.app.database, link.number or 0, callback.query.from_user.id)
    await callback.answer()
    if own:
        await reporting.end_question(callback.app.database, own.user_id)
        await show(callback.app, callback.chat, report_form.thanks(_words(callback, link)), callback.message_id)


async def take_line(update: Update, context: HandlerContext) -> bool:
    """Take a message as the line of a report: the next one in private, or a reply to the question. Return whether."""
    app, user, message = context.app, update.effective_user, update.message
    if user is None or message is None or not message.text:
        return False
    own = await _replied(update, context, user.id)
    in_private = update.effective_chat is not None and update.effective_chat.id == user.id
    if own is None and in_private and await app.open_questions.is_asked(user.id):
        own = await reporting.find_asked(app.database, user.id, app.now())
    if own is None:
        return False
    chat = await resolve_chat(update, app)
    if any(is_word(message.text, word) for word in ("skip", "cancel", "done")):
        await reporting.end_question(app.database, user.id)
    elif not await reporting.add_line(app.database, own, message.text, app.now(), chat.update_id):
        return False
    await show(app, chat, report_form.thanks(app.translators[own.language].in_digits(chat.preferences.digits)))
    return True


def asked_by(message: Message | None, bot_id: int) -> int | None:
    """Return the report whose line the bot's message asks for to which a message replies; None for any other."""
    links = card_reply.links_of(message, bot_id)
    asking = (link.number for link in links if isinstance(link, ReaderLink) and link.verb == report_form.SKIP)
    return next(asking, None)


async def _replied(update: Update, context: HandlerContext, user_id: int) -> Report | None:
    """Return the person's own report that is asked about in the message to which they reply."""
    number = asked_by(update.message, context.bot.id)
    return await reporting.find_own(context.app.database, number, user_id) if number else None


def _words(callback: ReaderCallback, link: ReaderLink) -> Translator:
    return _in_digits(callback.chat, callback.app.translators[link.language])


def _in_digits(chat: ChatContext, words: Translator) -> Translator:
    return words.in_digits(chat.preferences.digits)
