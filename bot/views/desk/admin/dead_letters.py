"""Screen of the dead letters: what kind of update, when, why, and the two ways out of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.i18n import numbers, zones
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.store.updates import DeadLetter
    from bot.views.document import Document

PAGE = 8  # on one screen, each with a row of buttons
# The kinds of updates that are asked for (`polling.ALLOWED`); of an edited message and a channel's post, a message's.
_KINDS = {
    "message": "message",
    "edited_message": "message",
    "channel_post": "message",
    "callback_query": "button",
    "inline_query": "inline",
    "my_chat_member": "membership",
    "message_reaction_count": "reactions",
}


def dead_letter_screen(
    letters: Sequence[DeadLetter], words: Translator, preferences: Preferences, *, zone: str, offset: int
) -> Document:
    """Build the screen of up to PAGE dead letters, of which `offset` were passed over; one more means a next page."""
    lines, button_rows = [], []
    for place, letter in enumerate(letters[:PAGE], start=offset + 1):
        number = numbers.format_number(place, words.digits)
        at = zones.format_moment(letter.at, zone, preferences)
        kind = words.text(f"desk.dead_letters.kind_{_kind(letter)}")
        lines.append(words.text("desk.dead_letters.line", place=number, kind=kind, at=at, why=_why(letter, words)))
        value = str(letter.update_id)
        retry = button(words.text("desk.dead_letters.retry", place=number), "deadretry", value=value)
        drop = button(words.text("desk.dead_letters.drop", place=number), "deaddrop", value=value)
        button_rows.append([retry, drop])
    is_more = len(letters) > PAGE
    older = [button(words.text("desk.audit.older"), "dead", offset + PAGE)] if is_more else []
    home = [button(words.text("desk.button.desk"), "desk")]
    blocks = (words.text("desk.dead_letters.about"), *lines) if lines else (words.text("desk.dead_letters.none"),)
    return screen(words, words.text("desk.dead_letters.title"), *blocks, rows=(*button_rows, older, home))


def _kind(letter: DeadLetter) -> str:
    """Return the update's kind, as the end of its catalogue key."""
    return next((_KINDS[name] for name in json.loads(letter.raw) if name in _KINDS), "other")


def _why(letter: DeadLetter, words: Translator) -> str:
    """Say why, without the error's own text: it may quote what somebody wrote, and the log has it."""
    cause = letter.cause.value if letter.cause else "unknown"
    detail = letter.reason.partition(":")[0]
    why = words.text(f"desk.dead_letters.why_{cause}", detail=detail)
    return words.text("desk.dead_letters.logged", why=why, id=letter.log_id) if letter.log_id else why
