"""What messages show is remembered, by which a correction finds every copy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.bot.bot_harness import BotHarness
from tests.bot.test_inline import ask
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


async def held(bot: BotHarness) -> dict[tuple[int, int, str], dict[str, Any]]:
    """What each message shows, once the bot has ended: the page of its recipe, and its items by story."""
    await bot.stop()
    tables = await bot.holds(["copies", "copy_pages"])
    pages = {page["id"]: page for page in tables["copy_pages"]}
    shown = {}
    for copy in tables["copies"]:
        page = pages[copy["page_id"]]
        items = {item for cover in json.loads(page["covers"]) for item in cover[2]}
        key = copy["chat_id"], copy["message_id"], copy["inline_message_id"]
        kind, values, *_ = json.loads(page["recipe"])
        shown[key] = {"kind": kind, "values": values, "items": items, "language": page["language"], "of": copy["kind"]}
    return shown


async def test_every_answer_that_shows_items_is_remembered(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Pages of sections, covers with events, cards, searches, answers to questions, news and days; help is not."""
    asked = {}
    for typed, kind in (
        ("/quotes putin", "page"),
        ("/search kursk", "search"),
        ("what did putin say", "answer"),
        ("who is the emperor of japan", None),
        ("/today 28 april", "today"),
        ("/story", "page"),
        ("/help", None),
    ):
        asked[(await sandbox.ask(typed, as_=EMMA))["message_id"]] = (typed, kind)
    page = await sandbox.ask("/summary", as_=EMMA)
    await sandbox.turn(page, "Share", as_=EMMA)
    asked[page["message_id"]] = ("the choice of what to share", "choice")
    shown = await held(bot)
    kinds = {message: shown.get((EMMA, message, ""), {}).get("kind") for message in asked}
    assert kinds == {message: kind for message, (_, kind) in asked.items()}, asked
    for (_, message, _), copy in shown.items():
        assert copy["items"], asked[message]
        assert (copy["language"], copy["of"]) == ("en", "answer")


def _tap(message: dict[str, Any], data: str) -> dict[str, Any]:
    person = {"id": LAYLA, "is_bot": False, "first_name": "Layla", "language_code": "ar"}
    return {"id": "7", "from": person, "chat_instance": "1", "message": message, "data": data}


async def test_a_page_that_is_turned_is_what_it_shows_then(sandbox: SandboxClient, bot: BotHarness) -> None:
    """A tap edits the message: it shows the other section's items, and in the list of stories none."""
    message = await sandbox.ask("/quotes", as_=LAYLA)
    other = await sandbox.ask("/summary", as_=LAYLA)
    await sandbox.turn(message, "المصادر", as_=LAYLA)
    since = await sandbox.seq()
    await sandbox.post("update", callback_query=_tap(other, "1sa"))
    await sandbox.wait("edited", since=since, message_id=other["message_id"])
    shown = await held(bot)
    assert set(shown) == {(LAYLA, message["message_id"], "")}
    (copy,) = shown.values()
    assert all(item.startswith("s") for item in copy["items"])


async def test_a_card_is_known_by_its_inline_message_id(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Sent anywhere; it is its sender's, who has it forgotten. What was offered is counted, and what was chosen."""
    answer = await ask(sandbox, "putin")
    match = next(result for result in answer["results"] if "_q" in result["id"])
    chosen = {"inline_query_id": answer["id"], "result_id": match["id"]}
    await sandbox.post("choose", as_=EMMA, chat_id=NEWSROOM, **chosen)
    await sandbox.idle()
    shown = await held(bot)
    ((sender, message, inline),) = shown
    assert (sender, message) == (EMMA, 0)
    assert inline
    (copy,) = shown.values()
    assert (copy["kind"], copy["of"]) == ("inline", "inline")
    item = match["id"].partition(".")[0].rpartition("_")[2]
    assert item in copy["items"]
    rows = (await bot.holds(["inline_offers"]))["inline_offers"]
    offers = {row["item"]: (row["offered"], row["chosen"]) for row in rows}
    assert offers[item] == (1, 1)
    assert set(offers.values()) == {(1, 0), (1, 1)}


async def test_nothing_is_kept_where_it_is_switched_off(
    sandbox: SandboxClient, tmp_path: Path, seeded_file: Path
) -> None:
    """With SIYAQ_COPIES_DAYS=0."""
    await sandbox.rich(on=False)
    bot = BotHarness(sandbox, tmp_path, SIYAQ_COPIES_DAYS="0")
    bot.seed = seeded_file
    await bot.start()
    await sandbox.ask("/quotes", as_=EMMA)
    await ask(sandbox, "putin")
    await bot.stop()
    assert not any((await bot.holds(["copies", "copy_pages", "inline_offers"])).values())
