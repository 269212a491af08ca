"""The words of a push in the making: its headline, an announcement of one's own, a photo; each typed, or sent, anew."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot import pushing
from bot.deeds import doing
from bot.desk.answers import is_word
from bot.desk.roles import Action
from bot.errors import LinkInvalid, PushLong, PushNothing, RevisionUnknown, StoryArchived, StoryUnknown
from bot.handlers.desk import notes, proofing, questions
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages
from bot.language import Language
from bot.pushing import Push
from bot.pushing.push import read_whole
from bot.store import proofs
from bot.story import Localized, LocalizedLine

if TYPE_CHECKING:
    from telegram import Message

    from bot.deeds import Doing
    from bot.desk.question import Typed
    from bot.store.proofs import Proof

WORDING, PHOTO = "pushword", "pushphoto"
_PHOTO = "photo"
_NONE = ("skip", "done")  # what is typed for a text that is not to be


async def announce(turn: Turn) -> None:
    """An announcement of no story is begun: its words are asked for."""
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        if act.is_first:
            proof = await proofs.create(act.conn, by=turn.user.id, spec=Push(None).dump_whole(), at=act.deed.at)
            proof = await ask(act, proof, WORDING, what=f"words-{turn.words.language}")
        else:
            proof = (await proofs.of(act.conn, turn.user.id))[0]
    await _ask(turn, proof)


async def change(turn: Turn) -> None:
    """A tap on one of its texts, or on the photo: it is asked for; a photo that is there is taken away."""
    what = turn.link.value or ""
    if what != _PHOTO and what not in proofing.TEXTS:
        raise LinkInvalid
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        proof = await proofing.hold(act, turn.draft_id)
        push = read_whole(proof.spec)
        if act.is_first and what == _PHOTO and push.photo:
            proof = await save(act, proof, replace(push, photo=None))
        elif act.is_first:
            proof = await ask(act, proof, PHOTO if what == _PHOTO else WORDING, what=what)
    if questions.is_open(proof):
        await _ask(turn, proof)
    else:
        await proofing.card(turn, proof)


async def drop(turn: Turn) -> None:
    """A tap that ends the question: the card is shown again."""
    await end(turn, await proofing.look(turn, turn.draft_id))


async def clear(turn: Turn) -> None:
    """A tap that does without one's own text: the composed headline stands, and no words in that language."""
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        proof = await proofing.hold(act, turn.draft_id)
        if act.is_first and turn.link.value in proofing.TEXTS:
            proof = await save(act, proof, _with(read_whole(proof.spec), turn.link.value, None))
    await proofing.card(turn, proof)


async def take(turn: Turn, proof: Proof, typed: Typed) -> None:
    """The text was typed: it is kept where it can be sent, and the card shown."""
    if notes.is_end(typed):
        await end(turn, proof)
        return
    what = str((proof.question or {}).get("what"))
    text = None if any(is_word(typed.text, word) for word in _NONE) else typed.text
    await _keep(turn, proof, typed.message, {what: text}, notice=notes.plain(turn, typed))


async def take_photo(turn: Turn, proof: Proof, message: Message) -> None:
    """A photo came: it is kept by Telegram's own name for it; a caption is words, where these are asked for."""
    what, photo = str((proof.question or {}).get("what")), message.photo[-1].file_id
    if what == _PHOTO or (what.startswith("words") and message.caption):
        texts = {} if what == _PHOTO else {what: message.caption}
        await _keep(turn, proof, message.message_id, texts, photo=photo)
        return
    if what.startswith("words"):
        async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
            held = await proofing.hold(act, proof.id)
            if act.is_first:
                push = replace(read_whole(held.spec), photo=photo)
                await proofs.save(act.conn, held, at=act.deed.at, spec=push.dump_whole())
    await turn.tell("desk.push.photo_taken" if what.startswith("words") else "desk.ask.words_only")
    await _ask(turn, proof)


async def take_none(turn: Turn, proof: Proof, typed: Typed) -> None:
    """Words where a photo is asked for: that ends it, or is told."""
    if notes.is_end(typed) or any(is_word(typed.text, word) for word in _NONE):
        await end(turn, proof)
    else:
        await turn.tell("desk.ask.not_a_photo")


async def ask(act: Doing, proof: Proof, kind: str, **about: Any) -> Proof:
    """Let what this person sends next answer a question of this kind about the proof; the proof as it is then."""
    await questions.pause_others(act, proof)
    question = {"kind": kind, **about}
    await proofs.save(act.conn, proof, at=act.deed.at, question=question, asked_at=act.deed.at)
    return await proofs.get(act.conn, proof.id) or proof


async def save(act: Doing, proof: Proof, push: Push, *, message: int | None = None) -> Proof:
    """Keep what the proof is now, and ask no more; `message` said it, and can still be changed."""
    said = None if message is None else {**(proof.question or {}), "finished": True, "message": message}
    at = None if message is None else act.deed.at
    await proofs.save(act.conn, proof, at=act.deed.at, spec=push.dump_whole(), question=said, asked_at=at)
    return await proofs.get(act.conn, proof.id) or proof


async def end(turn: Turn, proof: Proof) -> None:
    """Ask no more about the proof, and show its card."""
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        held = await proofing.hold(act, proof.id)
        if act.is_first:
            await proofs.save(act.conn, held, at=act.deed.at, question=None, asked_at=None)
            held = await proofing.hold(act, proof.id)
    await proofing.card(turn, held)


async def _keep(
    turn: Turn,
    proof: Proof,
    message: int,
    texts: dict[str, str | None],
    *,
    photo: str | None = None,
    notice: str | None = None,
) -> None:
    """Keep texts, by what they are, and a photo; what cannot be sent so is told, and asked for again."""
    push = read_whole(proof.spec)
    try:
        for what, text in texts.items():
            push = _with(push, what, text)
        push = replace(push, photo=photo or push.photo)
        with suppress(PushNothing, StoryArchived, StoryUnknown, RevisionUnknown):  # of which its card tells
            await pushing.check(turn.services.database, push, turn.services.words)
    except ValidationError:
        await turn.tell(f"desk.push.unfit.{next(iter(texts)).partition('-')[0]}")
        return
    except PushLong as problem:
        await turn.tell(problem.key, **problem.data)
        return
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        held = await proofing.hold(act, proof.id)
        if act.is_first:
            held = await save(act, held, push, message=message)
    await proofing.card(turn, held, notice)


async def _ask(turn: Turn, proof: Proof) -> None:
    """Ask for what the proof's question is about."""
    words, push = turn.words, read_whole(proof.spec)
    what, _, code = str((proof.question or {}).get("what")).partition("-")
    back = button(words.text("desk.button.back"), "proofdrop", proof.id)
    name = words.text("desk.push.title", title=await proofing.title(turn, push))
    if what == _PHOTO:
        await turn.show(screen(words, name, words.text("desk.push.ask.photo"), rows=([back],)))
        return
    language = Language(code)
    asked = words.text(f"desk.push.ask.{what}", language=languages.name(language, words.language))
    held = push.headline if what == "headline" else push.words
    has = held is not None and held.has(language)
    gone = button(words.text(f"desk.push.without.{what}"), "proofclear", proof.id, value=f"{what}-{code}")
    so_far = words.text("desk.push.so_far", text=held.told(language)[0]) if held and has else None
    await turn.show(screen(words, name, asked, so_far, rows=([gone] if has else [], [back])))


def _with(push: Push, what: str, text: str | None) -> Push:
    """The push with a text set, or taken away; raises ValidationError for one that can be none."""
    name, _, code = what.partition("-")
    before = push.headline if name == "headline" else push.words
    told = before.model_dump(exclude_none=True) if before else {}
    told.pop(code, None)
    if text is not None:
        told[code] = text
    if name == "headline":
        return replace(push, headline=LocalizedLine.model_validate(told) if told else None)
    return replace(push, words=Localized.model_validate(told) if told else None)


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "pushnews": Deal(Action.PUSH, announce),
    "pushword": Deal(Action.PUSH, change),
    "proofdrop": Deal(Action.PUSH, drop),
    "proofclear": Deal(Action.PUSH, clear),
}
QUESTIONS = {
    WORDING: Kind(Action.PUSH, take, _ask, take_photo),
    PHOTO: Kind(Action.PUSH, take_none, _ask, take_photo),
}
