"""Notes what messages show, behind the answer: by these notes a correction finds every copy of an item."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.services.corrections.befores import read_befores
from bot.store.copies.messages import NOTHING, CopyPage, MessageCopy, copy_page
from bot.telegram_api.outcomes import Sent
from bot.views.callback_data import Format
from bot.views.pictures.compose import shared
from bot.views.recipes import making
from bot.views.recipes.compose import Sources, compose
from bot.views.recipes.recipe import ON_BUTTONS, Kind, StoredRecipe, narrowed, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.render.pagination import Place
    from bot.store.copies.messages import CopyKind, Cover
    from bot.store.story_cache import StorySnapshot
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Document
    from bot.views.recipes.recipe import Recipe


@dataclass(frozen=True, slots=True)
class ShownItems:
    """What a message shows: the recipe of its page, for whom, and the items on it.

    Of a page of a story (`story`) the items are those on the message; of all others the recipe names them.
    """

    recipe: Recipe
    preferences: Preferences
    places: tuple[Place, ...]
    story: Story | None = None

    def revised(self, stories: Mapping[int, Story]) -> Recipe | None:
        """Return the recipe as of the newest revisions; None where none of its stories was revised."""
        revisions = {number: stories[number].revision for number, _, _ in self.recipe.covers if number in stories}
        covers = tuple((number, revisions.get(number, known), items) for number, known, items in self.recipe.covers)
        return replace(self.recipe, covers=covers) if covers != self.recipe.covers else None

    def page(self, format_: Format, guest_start: str | None = None) -> CopyPage | None:
        """Return the page to be remembered, in a format; None where it shows no item."""
        ids = tuple(dict.fromkeys(item for item, _ in self.places if item))
        covers: tuple[Cover, ...]
        if self.story is not None:
            covers = ((self.story.number, self.story.revision, ids),) if ids else ()
        elif self.recipe.kind in ON_BUTTONS:
            covers = self.recipe.covers
        else:
            covers = narrowed(self.recipe.covers, ids)
        if not covers:
            return None
        stored = write(self.recipe.kind, self.recipe.values, format_, self.preferences, guest_start)
        return copy_page(stored, covers, self.preferences.language)


async def compose_anew(app: AppContext, shown: ShownItems, snapshot: StorySnapshot, format_: Format) -> Document | None:
    """Compose what a message is to show of the stories as they are; None where nothing is left of it."""
    stored = StoredRecipe(shown.recipe.kind, json.loads(shown.recipe.values), format_, shown.preferences)
    befores = await read_befores(app.database, stored)
    site = app.settings.site
    sources = Sources(
        stories=snapshot.stories,
        by_number=snapshot.by_number,
        befores=befores,
        words=app.translators,
        username=app.bot.username,
        now=app.now(),
        inline=app.has_inline_mode,
        pictures=app.pictures.are_available,
        site=site.url if site and site.is_linked else None,
    )
    return compose(stored, sources)


def note(
    app: AppContext, chat: ChatContext, outcome: Outcome, shown: ShownItems | None, format_: Format, *, is_edit: bool
) -> None:
    """Note what a message shows, once it is sent or edited; one that was edited may show no item any more."""
    if not isinstance(outcome, Sent) or outcome.message_id is None or not app.write_behind.keeps_copies:
        return
    page = shown.page(format_) if shown else None
    if page:
        app.write_behind.note_copy(MessageCopy(chat.chat_id, outcome.message_id, page, app.now()))
    elif is_edit and chat.is_below_push:  # it is no copy of the push any more
        nothing = CopyPage(NOTHING, "", "[]", chat.preferences.language)
        app.write_behind.note_copy(MessageCopy(chat.chat_id, outcome.message_id, nothing, app.now()))
    elif is_edit:
        app.write_behind.drop_copy(chat.chat_id, outcome.message_id)


def note_picture(
    app: AppContext, chat: ChatContext, outcome: Outcome, card: tuple[Story, str | None], preferences: Preferences
) -> None:
    """Note which items a picture that was sent shows; the story's own shows none."""
    page = _page(making.of_picture(*card), preferences)
    if isinstance(outcome, Sent) and outcome.message_id is not None and page and app.write_behind.keeps_copies:
        app.write_behind.note_copy(MessageCopy(chat.chat_id, outcome.message_id, page, app.now(), "picture"))


def note_inline(
    app: AppContext,
    sender: int,
    inline_message_id: str,
    card: tuple[Story, str | None],
    preferences: Preferences,
    *,
    revision: int | None = None,
    kind: CopyKind = "inline",
) -> None:
    """Note an item's or a story's card that was sent where only its `inline_message_id` is known.

    Of kind `picture` it is the picture. `sender` is whose it is, and who has it forgotten; `revision` is the one that
    it shows, where it was made before.
    """
    recipe = making.of_picture(*card) if kind == "picture" else making.of_card(*card, kind=Kind.INLINE)
    page = _page(recipe, shared(preferences) if kind == "picture" else preferences, revision)
    if page and app.write_behind.keeps_copies:
        app.write_behind.note_copy(MessageCopy(sender, 0, page, app.now(), kind, inline_message_id))


def _page(recipe: Recipe, preferences: Preferences, revision: int | None = None) -> CopyPage | None:
    covers = tuple((number, revision or known, items) for number, known, items in recipe.covers)
    stored = write(recipe.kind, recipe.values, Format.CLASSIC, preferences)
    return copy_page(stored, covers, preferences.language) if covers else None


def note_guest(
    app: AppContext, sender: int, inline_message_id: str | None, shown: ShownItems | None, place: tuple[Format, str]
) -> None:
    """Note what a guest's answer shows; `sender` is who asked.

    `place` is its format, and the start payload of its button to the bot.
    """
    if shown is None or inline_message_id is None or not app.write_behind.keeps_copies:
        return
    if page := shown.page(*place):
        app.write_behind.note_copy(MessageCopy(sender, 0, page, app.now(), "guest", inline_message_id))
