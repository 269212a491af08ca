"""The desk's first screen; drafts: create, open, discard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.dossier_edit import find
from bot.forms.missing_translations import waiting
from bot.handlers.desk import form_handler, permissions, story_picker
from bot.handlers.desk.admin import dead_letters, restored
from bot.handlers.desk.drafts import draft_list, draft_screens
from bot.handlers.desk.registry import router
from bot.handlers.desk.reports import report_cards
from bot.handlers.reader.argument_parser import naming
from bot.i18n import languages
from bot.model.reader import Preferences
from bot.model.roles import Action, may
from bot.services import drafts, stories
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.desk.desk_context import DeskContext
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.store.drafts import Draft
    from bot.views.document import Button, Document

LISTED = 8  # stories and drafts on one screen, the latest
_BUTTON = 45  # UTF-16 units of a title on a button


@router.command("desk", right=Action.DESK)
@router.callback("desk", right=Action.DESK)
async def desk(desk: DeskContext) -> None:
    """Handle `/desk`: show the member's drafts, what waits for review, and the other actions."""
    words = desk.words
    own = await drafts.read_of_author(desk.app.database, desk.user.id)
    may_review = may(desk.role, Action.REVIEW)
    others = await drafts.read_submitted(desk.app.database, desk.user.id) if may_review else []
    submitted = [draft for draft in others if draft.approved_by is None]
    lines = [words.text("desk.home.role", role=words.text(f"desk.role.{desk.role}"))]
    lines += [words.count("desk.home.drafts", len(own))] if own else [words.text("desk.home.empty")]
    lines += [words.count("desk.home.submitted", len(submitted))] if submitted else []
    verbs = [verb for verb, right in _OFFERED if may(desk.role, right)]
    actions = rows(button(words.text(f"desk.button.{verb}"), verb) for verb in verbs)
    draft_rows = (*_drafts(desk, submitted), *_drafts(desk, own))
    failed = await dead_letters.home_button(desk)
    reported = await report_cards.home_button(desk)
    held, leads_to_held = await restored.home(desk)
    lines += held
    shown = (leads_to_held, *draft_rows, reported, failed, *actions)
    await desk.show(screen(words, words.text("desk.home.title"), "\n".join(lines), rows=shown))


@router.command("new", right=Action.DRAFT)
@router.callback("new", right=Action.DRAFT)
async def new(desk: DeskContext) -> None:
    """Handle `/new`, with a title or without: begin a story, and ask for its title."""
    await form_handler.begin_story(desk)


@router.command("edit", right=Action.DRAFT)
@router.callback("edit", right=Action.DRAFT)
async def edit(desk: DeskContext) -> None:
    """Handle `/edit`, with words of a story's title or slug: open a draft of it; else show the choice.

    Unpublished drafts that the member may work on are found by the same words, whoever began them; an archived story
    by its slug.
    """
    query = " ".join(desk.args)
    live = (await desk.app.story_cache.stories()).stories
    matches = naming(query, live) if query else list(live)
    unpublished = await _unpublished(desk, query, {story.slug for story in matches} if query else set())
    if query and not matches and not unpublished:
        archived = await stories.find(desk.app.database, query.lower())
        matches = [archived] if archived else []
    if query and len(matches) == 1 and not unpublished:
        await _edit(desk, matches[0])
    elif query and len(unpublished) == 1 and not matches:
        await draft_screens.menu(desk, unpublished[0])
    else:
        await desk.show(_choice(desk, matches, unpublished, query))


@router.callback("story", right=Action.DRAFT)
async def edit_story(desk: DeskContext) -> None:
    """Handle a tap on a story: show the member's drafts of it, or create one."""
    await _edit(desk, await story_picker.tapped(desk))


@router.callback("begin", right=Action.DRAFT)
async def begin(desk: DeskContext) -> None:
    """Handle a tap that creates another draft of a story."""
    await _begin(desk, await story_picker.tapped(desk))


@router.callback("draft", right=Action.DRAFT)
async def open_draft(desk: DeskContext) -> None:
    """Handle a tap on a draft: show its menu."""
    await draft_screens.menu(desk, await permissions.read_draft(desk, desk.draft_id))


@router.callback("draftmore", right=Action.DRAFT)
async def show_more(desk: DeskContext) -> None:
    """Handle a tap on what a draft's menu has no room for."""
    await draft_screens.more(desk, await permissions.read_draft(desk, desk.draft_id))


@router.callback("waiting", right=Action.DRAFT)
async def show_waiting(desk: DeskContext) -> None:
    """List a draft's missing translations, each as a button that asks for it."""
    draft, words = await permissions.read_draft(desk, desk.draft_id), desk.words
    buttons = [[_gap(words, draft, gap)] for gap in waiting(draft.dossier)[: 4 * LISTED]]
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    text = words.text("desk.draft.waiting.which" if buttons else "desk.draft.waiting.none")
    header = await draft_screens.header(desk, draft)
    await desk.show(screen(words, words.text("desk.draft.waiting.title"), header, text, rows=(*buttons, back)))


@router.callback("discard", right=Action.DRAFT)
async def discard(desk: DeskContext) -> None:
    """Discard a draft, after a confirmation."""
    draft, words = await permissions.read_draft(desk, desk.draft_id), desk.words
    if desk.link.value != "yes":
        yes = button(words.text("desk.draft.discard.yes"), "discard", draft.id, value="yes")
        no = button(words.text("desk.button.no"), "draft", draft.id)
        sure = words.text("desk.draft.discard.sure", title=item_summary.title(draft.dossier, words))
        header = await draft_screens.header(desk, draft)
        await desk.show(screen(words, words.text("desk.button.discard"), header, sure, rows=((yes, no),)))
        return
    await drafts.discard(desk.app.database, draft.id, context=desk.action_context)
    await desk.show(screen(words, item_summary.title(draft.dossier, words), words.text("desk.draft.discarded")))


async def _unpublished(desk: DeskContext, query: str, slugs: set[str]) -> list[Draft]:
    """List the drafts to offer: those that the words name, beside the stories `slugs`; without words the member's own.

    Of their own, drafts of published stories are reached by the story, but one that was returned waits for them.
    """
    if not query:
        own = await drafts.read_of_author(desk.app.database, desk.user.id)
        return [draft for draft in own if draft.base is None or draft.returned]
    listed = await drafts.read_unpublished(desk.app.database)
    open_to_me = [draft for draft in listed if drafts.may_work(desk.role, desk.user.id, draft)]
    return [draft for draft in draft_list.matching(query, open_to_me) if draft.slug not in slugs]


async def _edit(desk: DeskContext, story: Story) -> None:
    words = desk.words
    own = await drafts.read_on_story(desk.app.database, story.slug, desk.user.id)
    if not own:
        await _begin(desk, story)
        return
    another = [button(words.text("desk.draft.begin"), "begin", value=str(story.number))]
    title = item_summary.title(story.dossier, words)
    await desk.show(screen(words, title, words.text("desk.draft.mine"), rows=(*_drafts(desk, own), another)))


async def _begin(desk: DeskContext, story: Story) -> None:
    draft = await drafts.create(desk.app.database, story, context=desk.action_context)
    await draft_screens.menu(desk, draft)


def _choice(desk: DeskContext, matches: Sequence[Story], unpublished: Sequence[Draft], query: str) -> Document:
    words = desk.words
    text = words.text("desk.edit.which" if matches or unpublished else "desk.edit.none", typed=query)
    buttons = [
        [button(item_summary.title(story.dossier, words), "story", value=str(story.number))]
        for story in matches[:LISTED]
    ]
    new_story = [button(words.text("desk.button.new"), "new")]
    return screen(words, words.text("desk.edit.title"), text, rows=(*_drafts(desk, unpublished), *buttons, new_story))


def _drafts(desk: DeskContext, shown: Sequence[Draft]) -> list[list[Button]]:
    """Return a button for each draft, with its number and title."""
    return [[button(_name(desk, draft), "draft", draft.id)] for draft in shown[:LISTED]]


def _name(desk: DeskContext, draft: Draft) -> str:
    title = shorten(item_summary.title(draft.dossier, desk.words), _BUTTON)
    return desk.words.text("desk.draft.named", draft=draft.id, title=title)


def _gap(words: Translator, draft: Draft, gap: tuple[str, str | None, str, Language]) -> Button:
    """Return a button that asks for a missing translation."""
    part, item, field, language = gap
    summary = item_summary.title(draft.dossier, words)
    if item and (entry := find(draft.dossier, part, item)):
        summary = item_summary.line(draft.dossier, entry, words, Preferences(words.language), _BUTTON)
    name = languages.name(language, words.language)
    label = words.text("desk.draft.gap", language=name, what=summary)
    return button(label, "change", draft.id, part, item=item, value=f"{field}-other")


_OFFERED = (
    ("new", Action.DRAFT),
    ("edit", Action.DRAFT),
    ("drafts", Action.DRAFT),
    ("live", Action.DRAFT),
    ("push", Action.PUSH),
    ("correct", Action.CORRECT),
    ("team", Action.DESK),
    ("queue", Action.SCHEDULE),
    ("history", Action.DESK),
    ("audit", Action.AUDIT),
    ("stats", Action.DESK),
    ("rules", Action.RULES),
)
