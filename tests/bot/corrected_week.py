"""A week of messages that show two stories, in every kind of chat, language and format; and what each of them says."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcasts
from bot.store.copies import runs
from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import person, tale
from tests.bot.test_inline import ask
from tests.sandbox_client import ARABIC_CHANNEL, BOT, ENGLISH_CHANNEL, PATIENCE
from tests.store import pushes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier
    from tests.sandbox_client import SandboxClient

BEGIN = datetime(2026, 4, 21, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = catalogue.load()
SHELL = frozenset({audit.SHELL})
Texts = dict[str, str]


class Wrong(NamedTuple):
    """An item that is wrong, and what is right; None where it should never have been published."""

    slug: str
    part: str
    item: str
    class_: str
    was: Texts
    is_: Texts | None

    @property
    def is_urgent(self) -> bool:
        """Whether who saw it is told."""
        return self.class_ in {"urgent", "withdrawn"}


def _both(en: str, ar: str) -> Texts:
    return {"en": en, "ar": ar}


REFILE = Wrong(
    "ships",
    "events",
    "e2",
    "refile",
    _both("Pilots slepd aboard", "نام الملاحوون"),
    _both("Pilots slept", "نام الملاحون"),
)
CORRECTED = Wrong(
    "harvest",
    "quotes",
    "q1",
    "corrected",
    _both("Wheat fell tenfold", "هبط القمح كثيرا"),
    _both("Wheat rose", "زاد القمح"),
)
URGENT = Wrong(
    "harvest",
    "events",
    "e2",
    "urgent",
    _both("Mills blew up", "انفجرت المطاحن"),
    _both("Mills closed", "أغلقت المطاحن"),
)
WITHDRAWN = Wrong("ships", "events", "e3", "withdrawn", _both("Captains fled by night", "هرب القباطنة ليلا"), None)
CORRECTIONS = (REFILE, CORRECTED, URGENT, WITHDRAWN)
HOAX = _both("A hoax", "خبر كاذب")
OTHERS = {
    "ships": _both("A storm came", "هبت عاصفة"),
    "harvest": _both("Rain came", "هطل المطر"),
}
TITLES = {"ships": ("السفن", "Ships"), "harvest": ("الحصاد", "Harvest")}


def story(slug: str, done: tuple[Wrong, ...] = ()) -> Dossier:
    """A story with what is wrong in it but for what is `done`, of which it has the records."""
    events = [_event("e1", OTHERS[slug])]
    quotes = [{"id": "q9", "speaker": "minister", "words": OTHERS[slug], "language": "en", "sources": ["s1"]}]
    for wrong in (each for each in CORRECTIONS if each.slug == slug):
        text = wrong.was if wrong not in done else wrong.is_
        if text is None:
            continue
        if wrong.part == "events":
            events.append(_event(wrong.item, text))
        else:
            quotes.append({"id": wrong.item, "speaker": "minister", "words": text, "language": "en", "sources": ["s1"]})
    people = [person("minister", "الوزير", "The Minister")]
    records = [_record(wrong) for wrong in done if wrong.slug == slug]
    return tale(slug, *TITLES[slug], people=people, events=events, quotes=quotes, corrections=records)


def _event(item: str, text: Texts) -> dict[str, Any]:
    return {"id": item, "date": "2025-04-27", "text": text, "sources": ["s1"]}


def _record(wrong: Wrong) -> dict[str, Any]:
    texts = {"was": wrong.was, "is": wrong.is_} if wrong.is_ else {"why": HOAX}
    return {"id": f"c-{wrong.class_}", "date": "2026-04-28", "item": wrong.item, "class": wrong.class_, **texts}


class WeekHarness(BotHarness):
    """A bot whose clock begins with the week, and the sandbox's with it."""

    def __init__(self, play: SandboxClient, home: Path, **env: str) -> None:
        super().__init__(play, home, **env)
        self._begun = time.monotonic()

    def now(self) -> datetime:
        """What time it is to the bot."""
        return BEGIN + timedelta(seconds=time.monotonic() - self._begun) + self.ahead

    async def days(self, count: float) -> None:
        """Let days pass for all, and what is due then be done."""
        await self.idle()
        await self.play.clock(advance=count * 86400)
        self.pass_(hours=24 * count)
        await self.idle()

    async def revise(self, *dossiers: Dossier) -> None:
        """Publish as another process does, now."""
        async with self.database() as database:
            for dossier in dossiers:
                await publishing.import_dossier(database, dossier, note=None, at=self.now())

    async def push(self, slug: str) -> int:
        """Push what is new in a story; return the number once all have it."""
        async with self.database() as database:
            context = ActionContext(audit.SHELL, self.now(), SHELL)
            number = await broadcast_service.start(database, BroadcastSpec(slug), context, words=WORDS)
        await self.until(_is_sent)
        return number

    async def until(self, holds: Callable[[AsyncConnection], Awaitable[bool]]) -> None:
        """Wait until that holds in the database."""
        async with asyncio.timeout(PATIENCE), self.database() as database:
            while True:
                async with database.read() as conn:
                    if await holds(conn):
                        return
                self.pass_()
                await self.play.idle(quiet=0.3)


async def _is_sent(conn: AsyncConnection) -> bool:
    return not any(broadcast.counts.open for broadcast in await broadcasts.in_state(conn, "running"))


async def is_right(conn: AsyncConnection) -> bool:
    """Whether every correction has done what it can."""
    return not await runs.open_runs(conn)


class Chats(NamedTuple):
    """Who and what is sent something in the week, by what it is called here."""

    named: dict[str, int]
    moved: dict[int, int]
    """The supergroups that groups became."""

    @property
    def all(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(self.named.values())

    @property
    def silent(self) -> frozenset[int]:
        """Those to which nothing can be sent any more."""
        return frozenset({self.named["blocked-en"], self.named["demoted"]})

    @property
    def lost(self) -> frozenset[int]:
        """Those in which nothing can be edited any more."""
        return self.silent | frozenset(self.moved)

    def name(self, chat: int) -> str:
        """What it is called here."""
        return next(name for name, number in self.named.items() if number == chat)

    def reader(self, key: tuple[int, int], message: dict[str, Any]) -> int:
        """Whom the bot tells of a mistake in a message; where it is no member, who brought the message there."""
        if "guest_bot_caller_user" in message:
            return int(message["guest_bot_caller_user"]["id"])
        return int(message["from"]["id"]) if "via_bot" in message else self.moved.get(key[0], key[0])


# Who is sent what: every language, format, frequency and kind of chat.
_PUSHED = (
    ("push-ar", {"language": "ar"}),
    ("deleted-ar", {"language": "ar"}),
    ("push-en", {"language": "en", "format_preference": "simple"}),
    ("blocked-en", {"language": "en", "format_preference": "simple"}),
    ("daily-en", {"language": "en", "frequency": "daily", "minute": 18 * 60, "due_at": BEGIN.replace(hour=18)}),
    ("weekly-ar", {"language": "ar", "format_preference": "simple", "frequency": "weekly", "due_at": BEGIN + 4 * DAY}),
    ("later-en", {"language": "en", "frequency": "weekly", "due_at": BEGIN + 8 * DAY}),
    ("group", {"language": "ar", "kind": "group"}),
    ("club", {"language": "en", "kind": "group", "format_preference": "simple"}),
    ("channel-ar", {"language": "ar", "kind": "channel", "both": 1}),
    ("channel-en", {"language": "en", "kind": "channel", "format_preference": "simple"}),
    ("demoted", {"language": "en", "kind": "channel", "format_preference": "simple"}),
)
_ASKED = (
    ("/timeline ships", "asks-en"),
    ("/timeline harvest", "asks-ar"),
    ("/quotes harvest", "asks-en"),
    ("/summary ships", "asks-ar"),
    ("/story harvest", "asks-ar"),
    ("/search captains", "asks-en"),
    ("/search القمح", "asks-ar"),
    ("what did the minister say", "asks-en"),
    ("/latest 10d", "asks-en"),
    ("/latest 10d", "asks-ar"),
    ("/today 27 april", "asks-en"),
    ("/corrections", "asks-en"),
    ("/card harvest", "asks-ar"),
)
_GUESTS = (
    ("guest-en", "timeline ships"),
    ("guest-ar", "الأحداث harvest"),
    ("guest-en", "what did the minister say?"),
    ("guest-ar", "القباطنة"),
)


async def live(bot: WeekHarness) -> Chats:
    """Let a week pass in which all that shows items is sent; then some of it is deleted, or out of reach."""
    sandbox = bot.play
    await sandbox.rich(on=True)
    named = await _gather(sandbox)
    await bot.revise(story("ships"), story("harvest"))
    async with bot.database() as database, database.write() as conn:
        for name, choices in _PUSHED:
            since = {"since": BEGIN, "minute": 600, "weekday": 4} if "due_at" in choices else {}
            await pushes.subscribe(conn, [named[name]], **since | choices)
    await bot.start()
    await bot.push("ships")
    moved = {named["group"]: (await sandbox.post("migrate", chat_id=named["group"]))["chat_id"]}
    await bot.days(1)
    await bot.push("harvest")
    for digest in ("daily-en", "weekly-ar"):
        await bot.days(2)
        await sandbox.wait("message", since=0, chat_id=named[digest])
    await _ask(sandbox, named)
    await _share(sandbox, named)
    await bot.restart()  # what was noted of the answers is written
    await _lose(sandbox, named)
    await bot.days(1)
    return Chats(named | {"supergroup": moved[named["group"]]}, moved)


async def _gather(sandbox: SandboxClient) -> dict[str, int]:
    """The chats of the week."""
    names = {name for name, _ in (*_PUSHED, *_GUESTS)} | {name for _, name in _ASKED} | {"inline-en"}
    persons = {name: await sandbox.person(name[-2:]) for name in sorted(names) if name[-3:] in {"-ar", "-en"}}
    creator = persons["push-ar"]
    channel = await sandbox.post("chat", type="channel", title="Demoted", members=[creator], bot="administrator")
    guests = [persons[name] for name in ("inline-en", "guest-en", "guest-ar")]
    return persons | {
        "channel-ar": ARABIC_CHANNEL,
        "channel-en": ENGLISH_CHANNEL,
        "demoted": channel["chat"]["id"],
        "group": await sandbox.group(creator, kind="group"),
        "club": await sandbox.group(creator, persons["push-en"], persons["inline-en"]),
        "elsewhere": await sandbox.group(*guests, bot="none"),
    }


async def _ask(sandbox: SandboxClient, named: dict[str, int]) -> None:
    """Commands and plain questions, in private and in a group; pages that are turned."""
    for typed, name in _ASKED:
        await sandbox.ask(typed, as_=named[name])
    await sandbox.ask("/timeline ships", as_=named["push-en"], chat_id=named["club"])
    page = await sandbox.ask("/quotes harvest", as_=named["asks-ar"])
    await sandbox.turn(page, "الأحداث", as_=named["asks-ar"])
    page = await sandbox.ask("/timeline harvest", as_=named["asks-en"])
    await sandbox.turn(page, "Share", as_=named["asks-en"])


async def _share(sandbox: SandboxClient, named: dict[str, int]) -> None:
    """Cards of inline mode, where the bot is and where it is not, and answers to guests."""
    for query, item, chat in (("mills", "e2", "club"), ("captains", "e3", "elsewhere"), ("wheat", "q1", "elsewhere")):
        answer = await ask(sandbox, query, as_=named["inline-en"])
        match = next(result for result in answer["results"] if f"_{item}" in result["id"])
        chosen = {"inline_query_id": answer["id"], "result_id": match["id"]}
        await sandbox.post("choose", as_=named["inline-en"], chat_id=named[chat], **chosen)
    for name, words in _GUESTS:
        await sandbox.say(f"@siyaq_sandbox_bot {words}", as_=named[name], chat_id=named["elsewhere"])
        await sandbox.idle()


async def _lose(sandbox: SandboxClient, named: dict[str, int]) -> None:
    """One deletes a push, one blocks the bot, and a channel takes its rights away."""
    deleted, blocked = named["deleted-ar"], named["blocked-en"]
    (push, *_) = await sandbox.messages(deleted)
    await sandbox.post("delete", as_=deleted, chat_id=deleted, message_id=push["message_id"])
    await sandbox.post("block", as_=blocked)
    words = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
    await sandbox.fault("status", method="editMessageText", chat_id=blocked, **words)
    await sandbox.post("demote", chat_id=named["demoted"], user_id=BOT)
