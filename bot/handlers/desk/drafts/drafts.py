"""Drafts: the desk's first screen, a draft begun or opened, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audience import Preferences
from bot.deeds import doing
from bot.desk.editing import find
from bot.desk.forms import waiting
from bot.desk.roles import Action, may
from bot.handlers.asking import naming
from bot.handlers.desk import answering, choosing, gist, landing, rights
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages
from bot.pages.labels import shorten
from bot.store import drafts, stories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Button, Document
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.store.drafts import Draft
    from bot.story import Story

LISTED = 8  # stories and drafts on one screen, the latest
_BUTTON = 45  # UTF-16 units of a title on a button


async def desk(turn: Turn) -> None:
    """`/desk`: one's own drafts, what waits for an editor, and what else there is to do."""
    words = turn.words
    async with turn.services.database.read() as conn:
        mine = await drafts.of_author(conn, turn.user.id)
        sent = await drafts.in_state(conn, "submitted") if may(turn.role, Action.REVIEW) else ()
    others = [one for one in sent if one.author != turn.user.id]
    told = [words.text("desk.home.role", role=words.text(f"desk.role.{turn.role}"))]
    told += [words.count("desk.home.drafts", len(mine))] if mine else [words.text("desk.home.empty")]
    told += [words.count("desk.home.submitted", len(others))] if others else []
    offered = [one for one, action in _OFFERED if may(turn.role, action)]
    doors = rows(button(words.text(f"desk.button.{verb}"), verb) for verb in offered)
    await turn.show(
        screen(
            words,
            words.text("desk.home.title"),
            "\n".join(told),
            rows=(*_drafts(turn, others), *_drafts(turn, mine), *doors),
        )
    )


async def new(turn: Turn) -> None:
    """`/new`, with a title or without: a story is begun, and its title asked for."""
    await answering.begin_story(turn)


async def edit(turn: Turn) -> None:
    """`/edit`, with words of a story's title or slug: a draft of it; without, or where they fit several, the choice.

    One's own drafts of stories that are not there yet are found like these.
    """
    typed = " ".join(turn.args)
    async with turn.services.database.read() as conn:
        begun = [one for one in await drafts.of_author(conn, turn.user.id) if one.base is None]
    begun = naming(typed, begun) if typed else begun
    shelved = (await turn.services.shelf.stories()).stories
    found = naming(typed, shelved) if typed else list(shelved)
    if typed and not found and not begun:
        async with turn.services.database.read() as conn:
            archived = await stories.find(conn, typed.lower())
        found = [archived] if archived else []
    if typed and len(found) == 1 and not begun:
        await _edit(turn, found[0])
    elif typed and len(begun) == 1 and not found:
        await landing.menu(turn, begun[0])
    else:
        await turn.show(_choice(turn, found, begun, typed))


async def edit_story(turn: Turn) -> None:
    """A tap on a story in a list: one's drafts of it, or a new one."""
    await _edit(turn, await choosing.tapped(turn))


async def begin(turn: Turn) -> None:
    """A tap that begins a draft of a story, whether there is one already or not."""
    await _begin(turn, await choosing.tapped(turn))


async def open_draft(turn: Turn) -> None:
    """A tap on a draft: its menu."""
    await landing.menu(turn, await rights.look(turn, turn.draft_id))


async def show_waiting(turn: Turn) -> None:
    """What of a draft is not yet there in one of the languages, each a button that asks for it."""
    draft, words = await rights.look(turn, turn.draft_id), turn.words
    offered = [[_gap(words, draft, one)] for one in waiting(draft.dossier)[: 4 * LISTED]]
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    told = words.text("desk.draft.waiting.which" if offered else "desk.draft.waiting.none")
    await turn.show(screen(words, words.text("desk.draft.waiting.title"), told, rows=(*offered, back)))


async def discard(turn: Turn) -> None:
    """A draft is to be let go: asked once more, then done."""
    draft, words = await rights.look(turn, turn.draft_id), turn.words
    if turn.link.value != "yes":
        yes = button(words.text("desk.draft.discard.yes"), "discard", draft.id, value="yes")
        no = button(words.text("desk.button.no"), "draft", draft.id)
        sure = words.text("desk.draft.discard.sure", title=gist.title(draft.dossier, words))
        await turn.show(screen(words, words.text("desk.button.discard"), sure, rows=((yes, no),)))
        return
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=draft.id) as act:
        if act.is_first:
            held = await rights.hold(act, draft.id)
            await drafts.save(
                act.conn, held.id, held.version, at=act.deed.at, state="discarded", question=None, asked=None
            )
            await act.record(held.slug, draft=held.id, discarded=True)
    await turn.show(screen(words, gist.title(draft.dossier, words), words.text("desk.draft.discarded")))


async def _edit(turn: Turn, story: Story) -> None:
    words = turn.words
    async with turn.services.database.read() as conn:
        every = await drafts.on_slug(conn, story.slug)
    mine = [one for one in every if one.author == turn.user.id]
    if not mine:
        await _begin(turn, story)
        return
    fresh = [button(words.text("desk.draft.begin"), "begin", value=str(story.number))]
    title = gist.title(story.dossier, words)
    await turn.show(screen(words, title, words.text("desk.draft.mine"), rows=(*_drafts(turn, mine), fresh)))


async def _begin(turn: Turn, story: Story) -> None:
    async with doing(turn.services.database, turn.deed, Action.DRAFT, slug=story.slug) as act:
        if act.is_first:
            made = await drafts.create(
                act.conn, story.dossier, base=story.revision, author=turn.user.id, at=act.deed.at
            )
            await act.record(story.slug, draft=made.id, base=story.revision)
        else:
            mine = await drafts.of_author(act.conn, turn.user.id)
            made = max((one for one in mine if one.slug == story.slug), key=lambda one: one.id)
    await landing.menu(turn, made)


def _choice(turn: Turn, found: Sequence[Story], begun: Sequence[Draft], typed: str) -> Document:
    words = turn.words
    told = words.text("desk.edit.which" if found or begun else "desk.edit.none", typed=typed)
    offered = [[button(gist.title(one.dossier, words), "story", value=str(one.number))] for one in found[:LISTED]]
    first = [button(words.text("desk.button.new"), "new")]
    return screen(words, words.text("desk.edit.title"), told, rows=(*_drafts(turn, begun), *offered, first))


def _drafts(turn: Turn, listed: Sequence[Draft]) -> list[list[Button]]:
    """A button for each draft, with when it was changed."""
    return [[button(_name(turn, one), "draft", one.id)] for one in listed[:LISTED]]


def _name(turn: Turn, draft: Draft) -> str:
    title = shorten(gist.title(draft.dossier, turn.words), _BUTTON)
    return turn.words.text("desk.draft.named", draft=draft.id, title=title)


def _gap(words: Words, draft: Draft, gap: tuple[str, str | None, str, Language]) -> Button:
    """A button that asks for a text in the language that it lacks."""
    part, item, field, language = gap
    told = gist.title(draft.dossier, words)
    if item and (found := find(draft.dossier, part, item)):
        told = gist.line(draft.dossier, found, words, Preferences(words.language), _BUTTON)
    name = languages.name(language, words.language)
    label = words.text("desk.draft.gap", language=name, what=told)
    return button(label, "change", draft.id, part, item=item, value=f"{field}-other")


_OFFERED = (
    ("new", Action.DRAFT),
    ("edit", Action.DRAFT),
    ("push", Action.PUSH),
    ("team", Action.DESK),
    ("queue", Action.SCHEDULE),
    ("history", Action.DESK),
    ("audit", Action.AUDIT),
    ("rules", Action.RULES),
)

COMMANDS = {
    "desk": Deal(Action.DESK, desk),
    "new": Deal(Action.DRAFT, new),
    "edit": Deal(Action.DRAFT, edit),
}
TAPS = {
    **COMMANDS,
    "story": Deal(Action.DRAFT, edit_story),
    "begin": Deal(Action.DRAFT, begin),
    "draft": Deal(Action.DRAFT, open_draft),
    "waiting": Deal(Action.DRAFT, show_waiting),
    "discard": Deal(Action.DRAFT, discard),
}
