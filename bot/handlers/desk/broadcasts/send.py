"""Sending what is in the making: seen as it will be sent, counted, asked for once more, and let go or put forward."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import pushing
from bot.desk.roles import Action
from bot.errors import LinkInvalid, ProofGone, ProofMoved
from bot.handlers import replies
from bot.handlers.desk import names, notices, progress, proofing, pushes, standing
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages
from bot.language import Language
from bot.pushing.push import of, read_whole, slug_of
from bot.render import body
from bot.store import broadcasts, proofs
from bot.store.recipients import Combination
from bot.transport import newer
from bot.transport.limiter import Lane
from bot.transport.outcomes import Sent
from bot.transport.outcomes import words as why

if TYPE_CHECKING:
    from datetime import datetime

    from bot.document import Button, Document
    from bot.handlers.desk.notices import Hearer
    from bot.pushing import Forecast, Push
    from bot.store.broadcasts import Broadcast
    from bot.transport.outcomes import Outcome

_LOOK = re.compile(rf"({'|'.join(Language)})-([rc])-([rs])", re.ASCII)
_AUDIENCES = {"r": False, "c": True}  # readers and groups; channels
_FORMATS = {"r": True, "s": False}  # rich; simple


async def preview(turn: Turn) -> None:
    """The choice of what is seen of a push; or, chosen, the very message that those chats get, and the choice below."""
    push = await _shown(turn)
    if turn.link.value is None:
        await turn.show(_choice(turn))
        return
    found = _LOOK.fullmatch(turn.link.value)
    if found is None:
        raise LinkInvalid
    preferences = turn.who.preferences
    combination = Combination(
        Language(found[1]), _FORMATS[found[3]], preferences.months, preferences.digits, channel=_AUDIENCES[found[2]]
    )
    outcome, told = await _send(turn, push, combination), None
    if combination.rich and newer.refused(outcome):
        told = turn.words.text("desk.push.look.instead")
        outcome = await _send(turn, push, replace(combination, rich=False))
    if not isinstance(outcome, Sent):
        told = turn.words.text("desk.push.look.refused", why=why(outcome))
    await turn.show(_choice(turn), notice=told, anew=True)


async def _send(turn: Turn, push: Push, combination: Combination) -> Outcome:
    """Send the message that chats of this combination get to whoever looks at it."""
    services, chat = turn.services, turn.who.chat_id
    seen = await pushing.preview(services.database, push, combination, services.words)
    return await services.client.call(seen.method, body.send(seen.body, chat), chat=chat, lane=Lane.READER)


async def dry_run(turn: Turn) -> None:
    """Who would get the push now, and how long that takes; nothing is sent."""
    proof = await proofing.look(turn, turn.draft_id)
    push, words = read_whole(proof.spec), turn.words
    counted = await forecast(turn, push)
    name = words.text("desk.push.title", title=await proofing.title(turn, push))
    back = [button(words.text("desk.button.back"), "proof", proof.id)]
    await turn.show(
        screen(words, name, *standing.tallied(counted, words), words.text("desk.push.dry.nothing"), rows=(back,))
    )


async def send(turn: Turn) -> None:
    """A push is to go out now: how far it reaches is told and asked for once more; then it goes."""
    if turn.link.value == "yes":
        await _start(turn)
        return
    proof = await proofing.look(turn, turn.draft_id)
    push, words = read_whole(proof.spec), turn.words
    counted = await forecast(turn, push)
    name = words.text("desk.push.title", title=await proofing.title(turn, push))
    yes = button(words.text("desk.push.button.yes"), "pushsend", proof.id, item=turn.link.item, value="yes")
    back = [button(words.text("desk.button.back"), "proof", proof.id)]
    sure = words.text("desk.push.sure")
    await turn.show(screen(words, name, *standing.tallied(counted, words), sure, rows=([yes], back)))


async def ask_approval(turn: Turn) -> None:
    """A push is put before the other editors, of whom one lets it go."""
    await _start(turn, awaiting=True)


async def start_at(turn: Turn, at: datetime) -> None:
    """Let a push go at an hour, and show that it waits."""
    await _start(turn, at=at)


async def forecast(turn: Turn, push: Push) -> Forecast:
    """Who would get the push, and how long it would take."""
    services = turn.services
    return await pushing.forecast(services.database, push, services.now(), services.settings.rate)


async def _shown(turn: Turn) -> Push:
    """The push that is looked at: one that waits, or one's own in the making."""
    if turn.link.item == "push":
        push = await pushes.get(turn, turn.draft_id)
        async with turn.services.database.read() as conn:
            return of(push, await slug_of(conn, push))
    return read_whole((await proofing.look(turn, turn.draft_id)).spec)


def _choice(turn: Turn) -> Document:
    words, link = turn.words, turn.link
    doors: list[Button] = []
    for language in Language:
        told = languages.name(language, words.language)
        for audience, channel in _AUDIENCES.items():
            label = words.text(f"desk.push.look.{'channel' if channel else 'reader'}", language=told)
            doors += [
                button(
                    words.text(f"desk.push.look.{'rich' if rich else 'simple'}", label=label),
                    "pushlook", link.draft, item=link.item, value=f"{language}-{audience}-{one}",
                )
                for one, rich in _FORMATS.items()
            ]  # fmt: skip
    verb = "pushcard" if link.item == "push" else "proof"
    back = [button(words.text("desk.button.back"), verb, link.draft)]
    title = words.text("desk.push.look.title")
    return screen(words, title, words.text("desk.push.look.which"), rows=(*rows(doors), back))


async def _start(turn: Turn, *, at: datetime | None = None, awaiting: bool = False) -> None:
    """Let the push go, in the version that was shown; the tapped message then shows its progress."""
    services, tapped = turn.services, turn.tapped
    version = (turn.link.item or "").removeprefix("v")
    async with services.database.read() as conn:
        proof = await proofs.get(conn, turn.draft_id)
    if proof is None or proof.by != turn.user.id:
        raise ProofGone
    number = proof.broadcast_id  # a second tap sends nothing: it shows what the first did
    if number is None:
        if str(proof.version) != version:
            raise ProofMoved
        message_id = tapped.message_id if tapped else None
        watch = (turn.who.chat_id, message_id) if message_id and not (at or awaiting) else None
        number = await pushing.start(
            services.database, read_whole(proof.spec), turn.deed,
            words=services.words, at=at, awaiting=awaiting, watch=watch, proof=proof,
        )  # fmt: skip
        services.noted.set()
    await show_started(turn, number)


async def show_started(turn: Turn, number: int) -> None:
    """Show a push that was just let go: its progress, or that it waits; who has to approve it is told."""
    services, push = turn.services, await pushes.get(turn, number)
    if push.state in {"planned", "awaiting"}:
        await turn.show(await pushes.document(turn, push), notice=turn.words.text(f"desk.push.put.{push.state}"))
        if push.state == "awaiting":
            await _ask_others(turn, push)
    elif push.watch:
        if turn.tapped:
            await replies.answer_tap(services, turn.tapped.query_id)
        await progress.put(services, number)
    else:
        shown = await turn.show(await pushes.document(turn, push), anew=True)
        if shown and push.state == "running":
            async with services.database.write() as conn:
                await broadcasts.watch(conn, number, turn.who.chat_id, shown)
            await progress.put(services, number)


async def _ask_others(turn: Turn, push: Broadcast) -> None:
    """Tell every other editor of a push that waits for one of them."""
    name = await names.of(turn.services, turn.user.id)
    async with turn.services.database.read() as conn:
        titles = {one: await standing.title(conn, push, words) for one, words in turn.services.words.items()}

    def compose(to: Hearer) -> Document:
        words = to.words
        told = words.text("desk.push.asked", name=name, number=push.id)
        look = button(words.text("desk.button.preview"), "pushlook", push.id, item="push")
        yes = button(words.text("desk.push.button.approve"), "pushyes", push.id)
        off = button(words.text("desk.push.button.off"), "pushoff", push.id)
        title = words.text("desk.push.named", number=push.id, title=titles[words.language])
        return screen(words, title, told, rows=([look], *rows([yes, off])))

    await notices.tell_those(turn.services, Action.PUSH, compose, but={turn.user.id})


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "pushlook": Deal(Action.PUSH, preview),
    "pushdry": Deal(Action.PUSH, dry_run),
    "pushsend": Deal(Action.PUSH, send),
    "pushask": Deal(Action.PUSH, ask_approval),
}
