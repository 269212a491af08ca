"""The public pages that a running bot serves: as new as the database, and nothing but pages."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
import pytest
from PIL import Image
from yarl import URL

from bot.errors import AddressTaken
from bot.model.language import Language
from bot.services.pictures.drawing_process import NO_GLYPH, DrawingProcess
from bot.services.site import public_site
from bot.store import drafts, key_values
from tests.bot.bot_harness import AT, BotHarness
from tests.bot.story_factory import first, tale
from tests.bot.test_sharing import buttons
from tests.sandbox_client import EMMA, NEWSROOM
from tests.site.stories import by_id, changed, parse, text
from tests.site.test_pages import corrected, withdrawn
from tests.unit.test_pictures import needs_fribidi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

SLUG = "dprk-troops-kursk"


@pytest.fixture
async def served(sandbox: SandboxClient, tmp_path: Path, port: int) -> AsyncIterator[BotHarness]:
    """A polling bot that serves its pages below a path."""
    env = {"SIYAQ_SITE_URL": f"http://127.0.0.1:{port}/news", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, **env)
    await harness.start()
    yield harness
    await harness.stop()


@pytest.fixture
async def web(port: int) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that follows nothing."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session


async def read(web: aiohttp.ClientSession, path: str) -> str:
    """What stands at a path."""
    async with web.get(f"/news/{path}") as response:
        assert response.status == 200, path
        return await response.text()


async def test_what_is_published_is_served_at_once(served: BotHarness, web: aiohttp.ClientSession) -> None:
    """A correction by another process is in the next answer; what it withdrew, or archived, in none."""
    content = first()
    wrong = content.quotes[1].words.localize(Language.EN)[0]
    places = [f"{language}/{SLUG}/{file}" for language in ("ar", "en") for file in ("", "feed.xml")]
    assert wrong in (await read(web, f"en/{SLUG}/"))
    await served.publish(corrected(content))
    page = parse((await read(web, f"en/{SLUG}/")).encode())
    assert "in the right words" in text(by_id(page, "q2"))
    assert "How we correct mistakes" in await read(web, "en/corrections.html")
    await served.publish(withdrawn(corrected(content), "q2"))
    for place in (*places, "ar/", "en/", "en/feed.xml", "ar/feed.xml", "en/corrections.html"):
        assert "in the right words" not in await read(web, place), place
    assert "It was never said." in text(by_id(parse((await read(web, f"en/{SLUG}/")).encode()), "q2"))
    await served.publish(tale("another", "أخرى", "Another"))
    assert "Another" in await read(web, "en/")
    await served.rule(1, state="archived")
    for place in places:
        async with web.get(f"/news/{place}") as response:
            assert response.status == 404, place
    assert SLUG not in await read(web, "en/") + await read(web, "en/feed.xml") + await read(web, "en/corrections.html")


@pytest.mark.usefixtures("served")
async def test_answers_are_guarded(web: aiohttp.ClientSession) -> None:
    """Headers that let nothing in, an ETag that is asked about, a folder's slash, and no method but to read."""
    async with web.get(f"/news/en/{SLUG}/") as response:
        headers = response.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Cache-Control"] == "no-cache"
        tag = headers["ETag"]
    async with web.get(f"/news/en/{SLUG}/", headers={"If-None-Match": f'"other", {tag}'}) as response:
        assert (response.status, await response.read()) == (304, b"")
    async with web.get(f"/news/en/{SLUG}", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (308, f"/news/en/{SLUG}/")
    async with web.get("/news/ar/nothing/") as response:
        assert response.status == 404
        assert parse(await response.read()).get("lang") == "ar"
    async with web.post(f"/news/en/{SLUG}/") as response:
        assert response.status == 405
    async with web.head("/news/style.css") as response:
        assert (response.status, response.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    for outside in ("/", "/en/", "/newsen/"):
        async with web.get(outside) as response:
            assert response.status == 404


OUTSIDE = (
    *("%2e%2e/%2e%2e/etc/passwd", "en/..%2f..%2fsiyaq.db", "en/%2e%2e/siyaq.db", "..%5c..%5csiyaq.db", "%00"),
    *("en/dprk-troops-kursk/%00", "siyaq.db", "//etc/passwd", "en/" + "a" * 5000, "%ff%fe", "templates/page.html"),
)


@pytest.mark.usefixtures("served")
async def test_no_path_leads_elsewhere(web: aiohttp.ClientSession) -> None:
    """Whatever is asked for, as it is or encoded, is a page of a story, or is not there."""
    for path in OUTSIDE:
        async with web.get(URL(f"/news/{path}", encoded=True)) as response:
            assert response.status == 404, path


async def test_drafts_are_nowhere(served: BotHarness, web: aiohttp.ClientSession) -> None:
    """Neither that of a new story nor that of a live one, nor one that waits for its hour."""
    secret = "Unpublished"
    async with served.database() as database, database.write() as conn:
        for content, base in ((tale("a-draft", None, secret), None), (changed(first(), title={"en": secret}), 1)):
            draft = await drafts.create(conn, content, base=base, author=1, at=AT)
            assert await drafts.save(conn, draft.id, draft.version, at=AT, state="scheduled")
    for place in ("en/", f"en/{SLUG}/", f"en/{SLUG}/feed.xml", "en/feed.xml", "ar/", "en/corrections.html"):
        assert secret not in await read(web, place), place
    async with web.get("/news/en/a-draft/") as response:
        assert response.status == 404


async def test_readers_who_ask_at_once_get_the_same(served: BotHarness, web: aiohttp.ClientSession) -> None:
    """While a revision is published, each answer is one revision or the other, whole; at the end all are the new."""
    asking = [asyncio.create_task(read(web, f"en/{SLUG}/")) for _ in range(20)]
    await served.publish(corrected(first()))
    pages = [parse(page.encode()) for page in await asyncio.gather(*asking)]
    assert len({text(by_id(page, "q2")) for page in pages}) <= 2
    assert "in the right words" in await read(web, f"en/{SLUG}/")
    assert {await read(web, "en/") for _ in range(3)} == {await read(web, "en/")}


async def test_beside_the_webhook(
    sandbox: SandboxClient, tmp_path: Path, port: int, web: aiohttp.ClientSession
) -> None:
    """On the webhook's address both answer, each at its own path; an address in use is told."""
    await sandbox.rich(on=False)
    env = {
        "SIYAQ_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "SIYAQ_LISTEN": f"127.0.0.1:{port}",
        "SIYAQ_SITE_URL": f"http://127.0.0.1:{port}/",
    }
    harness = BotHarness(sandbox, tmp_path, **env)
    harness.begin()
    await sandbox.wait("call", method="setWebhook", status=200)
    async with web.get("/ar/") as response:
        assert response.status == 200
    async with web.get("/health") as response:
        assert response.headers["Content-Type"].startswith("application/json")
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    other = BotHarness(sandbox, tmp_path / "other", **{**env, "SIYAQ_SITE_LISTEN": f"127.0.0.1:{port}"})
    (tmp_path / "other").mkdir()
    with pytest.raises(AddressTaken):
        await other.start()
    await harness.stop()


async def test_links_lead_to_the_pages_if_it_is_so_chosen(
    sandbox: SandboxClient, tmp_path: Path, port: int, web: aiohttp.ClientSession
) -> None:
    """A shared card, the copy of its address and inline results lead to the item on its page, which is there."""
    root = f"http://127.0.0.1:{port}/"
    env = {"SIYAQ_SITE_URL": root, "SIYAQ_LISTEN": f"127.0.0.1:{port}", "SIYAQ_LINKS": "site"}
    harness = BotHarness(sandbox, tmp_path, **env)
    await harness.start()
    choice = await sandbox.turn(await sandbox.ask("/quotes putin", as_=EMMA), "Share", as_=EMMA)
    choice = await sandbox.turn(choice, "Link, picture", as_=EMMA)
    card = await sandbox.turn(choice, "a revolutionary document", as_=EMMA)
    (copied,) = [button["copy_text"]["text"] for button in buttons(card) if "copy_text" in button]
    assert copied.startswith(f"{root}en/{SLUG}/#q")
    answer = await sandbox.post("inline", as_=EMMA, query="putin solidarity")
    article = next(result for result in answer["answer"]["results"] if result["type"] == "article")
    (row, *_) = article["reply_markup"]["inline_keyboard"]
    assert row[0]["url"].startswith(f"{root}en/{SLUG}/#")
    page, _, item = copied.removeprefix(root).partition("#")
    async with web.get(f"/{page}") as response:
        assert by_id(parse(await response.read()), item) is not None
    async with harness.database() as database, database.read() as conn:
        assert await key_values.site(conn) == root
    await harness.stop()
    harness = BotHarness(sandbox, tmp_path)
    await harness.start()
    async with harness.database() as database, database.read() as conn:
        assert await key_values.site(conn) is None
    await harness.stop()


async def test_networks_are_shown_a_picture(served: BotHarness, web: aiohttp.ClientSession) -> None:
    """A page names one of 1200 by 630 pixels, which is there and changes with the story."""
    address = f"en/{SLUG}/card.jpg"
    assert f"/news/{address}" in await read(web, f"en/{SLUG}/")
    async with web.get(f"/news/{address}") as response:
        assert response.headers["Content-Type"] == "image/jpeg"
        before = await response.read()
    with Image.open(BytesIO(before)) as picture:
        assert picture.size == (1200, 630)
    await served.publish(changed(first(), title={"ar": "عنوان آخر", "en": "Another title"}))
    async with web.get(f"/news/{address}") as response:
        assert await response.read() != before


async def test_without_what_shapes_arabic_there_is_none(
    sandbox: SandboxClient, tmp_path: Path, port: int, web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without FriBidi serves pages that name no picture."""
    monkeypatch.setattr("bot.services.pictures.pictures.missing_libraries", lambda: ("fribidi",))
    env = {"SIYAQ_SITE_URL": f"http://127.0.0.1:{port}/news", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, **env)
    await harness.start()
    assert "og:title" in (page := await read(web, f"en/{SLUG}/"))
    assert "og:image" not in page
    async with web.get(f"/news/en/{SLUG}/card.jpg") as response:
        assert response.status == 404
    await harness.stop()


@needs_fribidi
async def test_inline_pictures_are_fetched_from_the_pages(
    sandbox: SandboxClient, served: BotHarness, web: aiohttp.ClientSession
) -> None:
    """A picture that Telegram has not is offered at its page's address, is there, and another after a revision."""
    answer = await sandbox.post("inline", as_=EMMA, query="_1cqe1_q5")
    photo, article = answer["answer"]["results"]
    assert (photo["type"], article["type"]) == ("photo", "article")
    assert photo["photo_url"] == photo["thumbnail_url"]
    _, _, path = photo["photo_url"].partition("/news/")
    assert path == f"en/{SLUG}/card-q5.jpg?1"
    async with web.get(f"/news/{path}") as response:
        assert response.headers["Content-Type"] == "image/jpeg"
        with Image.open(BytesIO(await response.read())) as picture:
            assert picture.width == 1080
    chosen = {"inline_query_id": answer["inline_query_id"], "result_id": photo["id"]}
    posted = (await sandbox.post("choose", as_=EMMA, chat_id=NEWSROOM, **chosen))["message"]
    assert posted["photo"]
    assert "Vladimir Putin" in posted["caption"]
    await served.publish(withdrawn(first(), "q5"))
    for item in ("q5", "nothing", "s1"):
        async with web.get(f"/news/en/{SLUG}/card-{item}.jpg") as response:
            assert response.status == 404, item
    answer = await sandbox.post("inline", as_=EMMA, query="putin")
    photos = [result for result in answer["answer"]["results"] if result["type"] == "photo"]
    assert photos
    assert all(result["photo_url"].endswith(".jpg?2") for result in photos)


@needs_fribidi
async def test_a_picture_is_drawn_once_or_not_at_all(
    served: BotHarness, web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those who ask at once one has it drawn; what cannot be drawn is not tried again until the next revision."""
    asked: list[bytes] = []
    ask = DrawingProcess._ask

    async def count(process: DrawingProcess, kind: bytes, request: bytes) -> tuple[bytes, bytes]:
        asked.append(request)
        return (NO_GLYPH, b"?") if broken else await ask(process, kind, request)

    async def fetch(item: str) -> int:
        async with web.get(f"/news/en/{SLUG}/card-{item}.jpg") as response:
            await response.read()
            return response.status

    monkeypatch.setattr(DrawingProcess, "_ask", count)
    broken = False
    assert await asyncio.gather(*(fetch("q5") for _ in range(3))) == [200] * 3
    assert len(asked) == 1
    broken = True
    assert await asyncio.gather(*(fetch("q4") for _ in range(3))) == [404] * 3
    assert (await fetch("q4"), len(asked)) == (404, 2)
    broken = False
    await served.publish(changed(first(), title={"ar": "عنوان آخر", "en": "Another title"}))
    assert (await fetch("q4"), len(asked)) == (200, 3)


@needs_fribidi
@pytest.mark.usefixtures("served")
async def test_a_picture_that_took_too_long_is_tried_again(
    web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page is served without it; after a while, and no sooner, page and picture are made once more."""
    tries = 0
    ask = DrawingProcess._ask

    async def count(process: DrawingProcess, kind: bytes, request: bytes) -> tuple[bytes, bytes]:
        nonlocal tries
        tries += 1
        if is_slow:
            raise TimeoutError
        return await ask(process, kind, request)

    async def fetch(language: str) -> tuple[bool, int, int]:
        """Whether the page names its picture, and the status of that and of an item's."""
        page, statuses = await read(web, f"{language}/{SLUG}/"), []
        for name in ("card", "card-q5"):
            async with web.get(f"/news/{language}/{SLUG}/{name}.jpg") as response:
                statuses.append(response.status)
        return "og:image" in page, statuses[0], statuses[1]

    monkeypatch.setattr(DrawingProcess, "_ask", count)
    is_slow = True
    assert (await fetch("en"), tries) == ((False, 404, 404), 2)  # the page and its picture ask for one
    is_slow = False
    assert (await fetch("en"), tries) == ((False, 404, 404), 2)
    monkeypatch.setattr(public_site, "RETRY", 0.0)
    is_slow = True
    assert (await fetch("ar"), tries) == ((False, 404, 404), 5)
    is_slow = False
    assert (await fetch("ar"), tries) == ((True, 200, 200), 7)
