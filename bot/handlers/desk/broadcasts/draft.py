"""A push in the making: begun about a story or about nothing, shown with all that it would tell, and let go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action
from bot.document import Paragraph, Run, Style
from bot.errors import ProofGone, ProofMoved, PushNothing, SiyaqError
from bot.handlers.desk import choosing, gist, pushes, standing
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages
from bot.language import Language
from bot.pages import changes, update
from bot.pages.labels import shorten
from bot.pushing import Push
from bot.pushing.composing import look as compose
from bot.pushing.push import of, read_whole, slug_of
from bot.store import broadcasts, proofs, rules, stories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.deeds import Doing
    from bot.document import Block, Button
    from bot.i18n.catalogue import Words
    from bot.pushing.composing import Subject
    from bot.store.broadcasts import State
    from bot.store.proofs import Proof
    from bot.story import Story

_LISTED = 8
_BUTTON = 45  # UTF-16 units of a title on a button
_GOING: tuple[State, ...] = ("awaiting", "planned", "running", "paused", "retracting")
_SHOWN = 600  # UTF-16 units of an announcement on its card: the preview has all
TEXTS = tuple(f"{what}-{language}" for what in ("headline", "words") for language in Language)


async def typed(turn: Turn) -> None:
    """`/push`, with a story's name: what is new in it; without, what is under way or in the making, and the stories."""
    if turn.args:
        if story := await choosing.typed(turn, "push", lambda one: one.is_live):
            await _begin(turn, Push(story.slug))
        return
    words = turn.words
    async with turn.services.database.read() as conn:
        mine = (await proofs.of(conn, turn.user.id))[:_LISTED]
        going = [one for one in await broadcasts.in_state(conn, *_GOING) if one.kind != "digest"][:_LISTED]
        named = [(one.id, await standing.title(conn, one, words)) for one in going]
    shelved = (await turn.services.shelf.stories()).stories
    titled = [(one.id, await title(turn, read_whole(one.spec))) for one in mine]
    making = [[button(words.text("desk.push.going_on", title=told), "proof", number)] for number, told in titled]
    doors = [
        [button(words.text("desk.push.named", number=number, title=told), "pushcard", number)] for number, told in named
    ]
    offered = [
        [button(shorten(gist.title(one.dossier, words), _BUTTON), "push", value=str(one.number))]
        for one in shelved[: choosing.LISTED]
    ]
    more = [
        button(words.text("desk.push.button.announce"), "pushnews"),
        button(words.text("desk.push.button.pushes"), "pushes"),
        button(words.text("desk.button.desk"), "desk"),
    ]
    told = words.text("desk.push.which")
    await turn.show(screen(words, words.text("desk.button.push"), told, rows=(*doors, *making, *offered, *rows(more))))


async def begin(turn: Turn) -> None:
    """A tap on a story: a push of it is begun; without one, the choice."""
    if turn.link.value is None:
        await typed(turn)
    else:
        await _begin(turn, Push((await choosing.tapped(turn)).slug))


async def copy(turn: Turn) -> None:
    """A push that was called off is in the making again."""
    push = await pushes.get(turn, turn.draft_id)
    async with turn.services.database.read() as conn:
        slug = await slug_of(conn, push)
    await _begin(turn, of(push, slug))


async def open_proof(turn: Turn) -> None:
    """A tap on a push in the making: its card."""
    await card(turn, await look(turn, turn.draft_id))


async def discard(turn: Turn) -> None:
    """A push in the making is let go."""
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        if act.is_first:
            held = await hold(act, turn.draft_id)
            await proofs.remove(act.conn, held.id)
    words = turn.words
    door = [button(words.text("desk.button.push"), "push"), button(words.text("desk.button.desk"), "desk")]
    await turn.show(screen(words, words.text("desk.button.push"), words.text("desk.push.let_go"), rows=(door,)))


async def look(turn: Turn, number: int) -> Proof:
    """One's own push in the making; raises ProofGone, which tells of what it became where that is known."""
    async with turn.services.database.read() as conn:
        proof = await proofs.get(conn, number)
    if proof is None or proof.by != turn.user.id or proof.broadcast_id:
        raise ProofGone
    return proof


async def hold(act: Doing, number: int, version: str | None = None) -> Proof:
    """One's own push in the making, to be changed in this transaction.

    Raises ProofGone, and ProofMoved where it is no longer of the version that was shown.
    """
    proof = await proofs.hold(act.conn, number)
    if proof is None or proof.by != act.deed.actor or proof.broadcast_id:
        raise ProofGone
    if version is not None and version != str(proof.version):
        raise ProofMoved
    return proof


async def title(turn: Turn, push: Push) -> str:
    """What a push is called while it is in the making."""
    async with turn.services.database.read() as conn:
        story = await stories.find(conn, push.slug) if push.slug else None
    return standing.called(story, push, turn.words)


async def card(turn: Turn, proof: Proof, notice: str | None = None) -> None:
    """Show what a push would tell, and what can be done with it."""
    words, push = turn.words, read_whole(proof.spec)
    name = words.text("desk.push.title", title=await title(turn, push))
    fate: tuple[list[Button], ...] = ()
    try:
        async with turn.services.database.read() as conn:
            subject = await compose(conn, push)
            four_eyes = await rules.four_eyes(conn)
            before = await stories.get(conn, subject.story, subject.base) if subject.story and subject.base else None
        blocks = [*_told(turn, subject, push, before)]
        fate = _fate(words, proof, four_eyes=four_eyes)
    except SiyaqError as problem:
        is_begun = push.slug is not None or not isinstance(problem, PushNothing)
        blocks = [words.text(problem.key, **problem.data) if is_begun else words.text("desk.push.no_words")]
    last = [
        button(words.text("desk.push.button.discard"), "proofend", proof.id),
        button(words.text("desk.button.desk"), "desk"),
    ]
    edits = rows(_edits(words, proof, push))
    await turn.show(screen(words, name, *blocks, rows=(*fate, *edits, last)), notice=notice)


async def _begin(turn: Turn, push: Push) -> None:
    async with doing(turn.services.database, turn.deed, Action.PUSH, slug=push.slug) as act:
        if act.is_first:
            proof = await proofs.create(act.conn, by=turn.user.id, spec=push.dump_whole(), at=act.deed.at)
        else:
            proof = (await proofs.of(act.conn, turn.user.id))[0]
    await card(turn, proof)


def _fate(words: Words, proof: Proof, *, four_eyes: bool) -> tuple[list[Button], ...]:
    version = f"v{proof.version}"
    look = button(words.text("desk.button.preview"), "pushlook", proof.id, item="proof")
    count = button(words.text("desk.push.button.dry"), "pushdry", proof.id)
    now = button(words.text("desk.push.button.send"), "pushsend", proof.id, item=version)
    at = button(words.text("desk.push.button.at"), "pushat", proof.id)
    ask = button(words.text("desk.push.button.ask"), "pushask", proof.id, item=version)
    return [look, count], [at, ask] if four_eyes else [now, at], [] if four_eyes else [ask]


def _edits(words: Words, proof: Proof, push: Push) -> Iterator[Button]:
    """What of it can be changed: a headline in each language, or one's own words, and a photo beside them."""
    for language in Language:
        name = languages.name(language, words.language)
        for what in ("headline", "words"):
            label = words.text(f"desk.push.button.{what}", language=name)
            yield button(label, "pushword", proof.id, value=f"{what}-{language}")
    yield button(words.text(f"desk.push.button.photo_{'off' if push.photo else 'on'}"), "pushword", proof.id,
                 value="photo")  # fmt: skip


def _told(turn: Turn, subject: Subject, push: Push, before: Story | None) -> Iterator[Block | str]:
    words, telling = turn.words, subject.telling
    to = "story" if push.slug else "all"
    yield words.text(f"desk.push.to.{to}")
    for language in Language:
        yield from _texts(turn, subject, language)
    if push.photo:
        yield words.text("desk.push.with_photo")
    if telling.story is None or push.words:
        return
    if before is None:
        yield words.text("desk.push.new_story")
    else:
        yield words.text("desk.push.since", revision=before.revision)
        old, new, preferences = before.dossier, telling.story.dossier, turn.who.preferences
        yield from changes.lines(telling.changes, old, new, words, preferences)


def _texts(turn: Turn, subject: Subject, language: Language) -> Iterator[Block]:
    """The headline and the words in a language, under its name."""
    words, telling = turn.words, subject.telling
    name = languages.name(language, words.language)
    told = []
    if telling.headline and telling.headline.has(language):
        told.append(telling.headline.told(language)[0])
    elif telling.story and not telling.words:
        preferences = replace(turn.who.preferences, language=language)
        if frame := update.frame_of(telling, turn.services.words[language], preferences):
            told.append(update.headline(frame, telling))
    if telling.words:
        has = telling.words.has(language)
        told.append(shorten(telling.words.told(language)[0], _SHOWN) if has else "")
    label = "desk.push.in_language" if any(told) else "desk.push.not_in_language"
    yield Paragraph((Run(words.text(label, language=name), Style.STRONG),))
    for one in told:
        if one:
            yield Paragraph((Run(one),), language=language)


COMMANDS = {"push": Deal(Action.PUSH, typed)}
TAPS = {
    "push": Deal(Action.PUSH, begin),
    "proof": Deal(Action.PUSH, open_proof),
    "proofend": Deal(Action.PUSH, discard),
    "pushcopy": Deal(Action.PUSH, copy),
}
