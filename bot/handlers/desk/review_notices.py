"""Notices about drafts to whom they concern, with the changed words: review, withdrawn submission, void approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import member_names, notifier
from bot.model.diff import difference
from bot.model.roles import Action
from bot.services import drafts
from bot.views import diff_view
from bot.views.desk import item_summary, story_contents
from bot.views.desk.screen import button, screen
from bot.views.document import Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.model import Dossier
    from bot.services.drafts import VoidedApproval
    from bot.store.drafts import Draft
    from bot.views.document import Block, Document

_ITEMS = 3  # of each kind in a notice of a new story
_SHOWN = 6  # changes in a notice: it is one message, and the draft is a tap away


async def tell_reviewers(desk: DeskContext, draft: Draft, key: str, note: str | None = None) -> None:
    """Tell everybody else who may review that a draft was submitted or withdrawn, with what it changes."""
    compose = await _compose(desk, draft, key, note, is_review=draft.state == "submitted")
    await notifier.tell_those(desk.app, Action.REVIEW, compose, but={desk.user.id})


async def tell_writers(desk: DeskContext, draft: Draft, key: str, note: str | None = None) -> None:
    """Tell the draft's author and its holder of a review, with the changed words."""
    compose = await _compose(desk, draft, key, note)
    await _tell(desk, (draft.author, draft.holder), compose)


async def tell_voided(desk: DeskContext, draft: Draft, voided: VoidedApproval | None) -> None:
    """Tell who approved a draft, its author and its holder what was changed since; nobody if nothing is void."""
    if voided:
        compose = await _compose(desk, draft, "desk.review.voided", before=voided.before)
        await _tell(desk, (voided.approved_by, draft.author, draft.holder), compose)


async def tell_taken(desk: DeskContext, draft: Draft, before: int | None) -> None:
    """Tell who held a draft that the member took it over."""
    await _tell(desk, (before,), await _compose(desk, draft, "desk.draft.your_taken"))


async def _tell(desk: DeskContext, whom: Iterable[int | None], compose: Callable[[NoticeRecipient], Document]) -> None:
    for user_id in sorted({user_id for user_id in whom if user_id} - {desk.user.id}):
        await notifier.tell(desk.app, user_id, compose)


async def _compose(
    desk: DeskContext,
    draft: Draft,
    key: str,
    note: str | None = None,
    *,
    before: Dossier | None = None,
    is_review: bool = False,
) -> Callable[[NoticeRecipient], Document]:
    """Compose a notice: who did what, the note, what is changed since `before` or the base, and buttons."""
    name = await member_names.of(desk, desk.user.id)
    base = before or await drafts.read_base(desk.app.database, draft)

    def compose(recipient: NoticeRecipient) -> Document:
        words = recipient.words
        opened = [button(words.text("desk.button.draft"), "draft", draft.id)]
        decide = [button(words.text(f"desk.button.{verb}"), verb, draft.id) for verb in ("approve", "return")]
        said = words.text("desk.draft.note", note=note) if note else None
        text = words.text(key, name=name, draft=draft.id)
        title = item_summary.title(draft.dossier, words)
        changes = _changes(recipient, base, draft.dossier)
        return screen(words, title, text, said, *changes, rows=(opened, decide if is_review else []))

    return compose


def _changes(recipient: NoticeRecipient, base: Dossier | None, dossier: Dossier) -> tuple[Block, ...]:
    """Word the first changes, and how many more there are; of a new story its first items."""
    words = recipient.words
    if base is None:
        return tuple(story_contents.contents(dossier, words, recipient.preferences, _ITEMS))
    changes = difference(base, dossier)
    shown = diff_view.lines(changes[:_SHOWN], base, dossier, words, recipient.preferences)
    more = len(changes) - _SHOWN
    return (*shown, Paragraph((Run(words.count("desk.change.more", more)),), note=True)) if more > 0 else shown
