"""A picture on the cover: asked for at the desk with its credit, shown on covers and on the public page."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot import dossier as dossiers
from bot.store import cover_pictures
from bot.store.picture_files import picture_files
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA
from tests.unit.test_photo import image

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.fixture
async def harness(
    sandbox: SandboxClient, tmp_path: Path, seeded_file: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """A bot that serves its public pages, from which the sandbox fetches pictures."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)
    env = {"SIYAQ_SITE_URL": f"http://127.0.0.1:{port}/news", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, SIYAQ_OWNERS=f"{EMMA}", **env)
    harness.seed = seeded_file
    yield harness
    await harness.stop()


async def sends(emma: DeskUser, content: bytes, name: str, kind: str) -> str:
    """Send a file of a kind, and return what the bot answers in words."""
    since = await emma.play.seq()
    await uploads(emma, content, name, kind)
    return await emma.sees(since)


async def uploads(emma: DeskUser, content: bytes, name: str, kind: str) -> None:
    """Send a file of a kind."""
    form = aiohttp.FormData({"as": str(EMMA), "chat_id": str(EMMA), "kind": kind})
    form.add_field("file", io.BytesIO(content), filename=name)
    async with emma.play.session.post(f"{emma.play.url}/control/upload", data=form) as response:
        assert response.status == 200, await response.text()


async def draft_with(emma: DeskUser, content: bytes) -> str:
    """Give a draft of the first story a picture, its credit and description."""
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Picture", is_whole=True)
    text = await sends(emma, content, "photo.jpg", "photo")
    assert "credited" in text
    await emma.types("Nadia / Reuters")
    await emma.types("ناديا / رويترز")
    await emma.types("Soldiers on a road")
    return await emma.types("جنود على طريق")


def figures(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures in a rich message."""
    return [block for block in message["rich_message"]["blocks"] if block["type"] == "photo"]


async def test_from_the_desk_to_covers_and_the_page(emma: DeskUser, port: int) -> None:
    """A picture with its credit is on the cover in both formats and on the page; removed, it is gone from all."""
    play, harness = emma.play, emma.harness
    assert not figures(await play.ask("/story"))
    text = await draft_with(emma, image(size=(2000, 1000)))
    assert "Nadia / Reuters" in text
    picture = (await draft_of(harness, 1)).dossier.picture
    assert picture is not None
    assert (picture.credit.en, picture.credit.ar) == ("Nadia / Reuters", "ناديا / رويترز")
    address = f"http://127.0.0.1:{port}/news/en/{KURSK}/photo-{picture.file[:32]}.jpg"
    async with aiohttp.ClientSession() as web:
        async with web.get(address) as response:
            assert response.status == 404  # nobody sees what is not published
        content = (await draft_of(harness, 1)).dossier
        await harness.publish(content)
        (shown,) = figures(await play.ask("/story", as_=EMMA))
        assert shown["caption"] == {"text": "Soldiers on a road", "credit": "Photo: Nadia / Reuters"}
        assert (shown["photo"][-1]["width"], shown["photo"][-1]["height"]) == (1280, 640)
        async with web.get(address) as response:
            assert (response.status, response.headers["Content-Type"]) == (200, "image/jpeg")
        async with web.get(f"http://127.0.0.1:{port}/news/ar/{KURSK}/") as response:
            page = await response.text()
        assert 'width="1280" height="640" alt="جنود على طريق"' in page
        assert "ناديا / رويترز" in page
        assert f"/photo-{picture.file[:32]}.jpg" in page.partition('property="og:image" content="')[2].partition('"')[0]
        await play.rich(on=False)
        classic = await play.ask("/story", as_=EMMA)
        assert "Photo: Nadia / Reuters" in classic["text"]
        assert classic["link_preview_options"] == {"url": address, "prefer_large_media": True, "show_above_text": True}
        await harness.publish(content.model_copy(update={"picture": None}))
        classic = await play.ask("/story", as_=EMMA)
        assert classic["link_preview_options"] == {"is_disabled": True}
        async with web.get(address) as response:
            assert response.status == 404


async def test_restarts_in_the_middle_of_giving_it(emma: DeskUser) -> None:
    """Ended, or killed, after the picture, a credit, a description: what is missing is asked for next."""
    harness = emma.harness
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Picture", is_whole=True)
    await harness.restart()
    assert "credited" in await sends(emma, image(), "photo.jpg", "photo")
    for typed, asked, end in (
        ("Nadia / Reuters", "credit in Arabic", harness.stop),
        ("ناديا / رويترز", "seen on the picture", harness.crash),
        ("Soldiers on a road", "description in Arabic", harness.stop),
        ("جنود على طريق", "Saved", harness.crash),
    ):
        await emma.play.idle()
        await end()
        await harness.start()
        assert asked.lower() in (await emma.types(typed)).lower()
    picture = (await draft_of(harness, 1)).dossier.picture
    assert picture is not None
    assert picture.credit.model_dump() == {"ar": "ناديا / رويترز", "en": "Nadia / Reuters"}
    assert picture.description.model_dump() == {"ar": "جنود على طريق", "en": "Soldiers on a road"}


async def test_killed_between_the_picture_and_its_question(emma: DeskUser) -> None:
    """The picture is kept and the answer never left: started again, the bot asks whom to credit, and nothing else."""
    harness, play = emma.harness, emma.play
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Picture", is_whole=True)
    await play.fault("delay", method="sendPhoto", seconds=30)
    since = await play.seq()
    await uploads(emma, image(), "photo.jpg", "photo")
    async with asyncio.timeout(20):
        while (await draft_of(harness, 1)).dossier.picture is None:
            pass
    await harness.crash()
    await play.lift()
    await harness.start()
    assert "credited" in (asked := await emma.sees(since))
    assert "words" not in asked
    assert "Credit in Arabic" in await emma.types("Nadia / Reuters")


async def test_odd_answers_are_told_what_to_do(emma: DeskUser) -> None:
    """Words, a sticker, a file that is no image and one that is too small are said to be none; then it can be given."""
    await emma.types(f"/edit {KURSK}")
    assert "JPEG, PNG or WebP file of at most 10 MB" in await emma.taps("Picture", is_whole=True)
    assert "Send it as a photo" in await emma.types("a picture")
    assert "no picture that can be read" in await sends(emma, b"%PDF-1.7", "paper.bin", "document")
    assert "at least 200 pixels" in await sends(emma, image(size=(90, 90)), "icon.png", "document")
    assert "credited" in await sends(emma, image("PNG"), "photo.png", "document")
    assert "Picture" in await emma.types("cancel")
    await emma.types(f"/edit {KURSK}")
    assert (await draft_of(emma.harness, 1)).dossier.picture is not None
    # A picture without a credit is not published: the draft says so, and leads to it.
    await emma.taps("1. North")
    await emma.taps("Publishing: what blocks it")
    assert "Picture: credit" in emma.text
    await emma.taps("Picture", is_whole=True)
    assert {"Another picture", "Remove", "Show the picture"} <= set(emma.labels)
    assert "credited" in await emma.taps("credit")


async def test_it_is_uploaded_once(emma: DeskUser) -> None:
    """Each look at a draft's picture sends the file id of the first; where that is refused, it is uploaded anew."""
    play = emma.play
    await draft_with(emma, image())

    async def look() -> list[bool]:
        """Look at the picture; return of each try whether it was sent by a file id."""
        since = await play.seq()
        await emma.types(f"/edit {KURSK}")
        await emma.taps("1. North")
        await emma.taps("Picture", is_whole=True)
        return [
            not call["params"]["photo"].startswith("attach:")
            for call in await play.log(since=since, method="sendPhoto")
        ]

    assert await look() == [True]
    await emma.harness.stop()
    await emma.harness.start()
    assert await look() == [True]
    await emma.harness.stop()
    async with emma.harness.database() as database, database.write() as conn:
        await conn.execute(picture_files.update().values(file_id="AgACnothing"))
    await emma.harness.start()
    assert await look() == [True, False]
    assert await look() == [True]


async def test_a_server_that_refuses_it_gets_the_cover_without(emma: DeskUser) -> None:
    """The rich cover goes out at once without the picture; the next one does not try it again."""
    dossier = first()
    await draft_with(emma, image())
    picture = (await draft_of(emma.harness, 1)).dossier.picture
    await emma.harness.publish(dossier.model_copy(update={"picture": picture}))
    async with emma.harness.database() as database, database.write() as conn:
        await conn.execute(cover_pictures.cover_pictures.delete())  # nothing is to be fetched
    for tries in (2, 1):
        since = await emma.play.seq()
        cover = await emma.play.ask("/story", as_=EMMA)
        assert not figures(cover)
        assert len(await emma.play.log(since=since, method="sendRichMessage")) == tries


async def test_a_file_sent_here_names_a_picture_that_is_kept(emma: DeskUser) -> None:
    """An unknown id and a path are refused; a picture that was removed from a draft is kept for a while."""
    said = "picture:\n  file: {}\n  credit: {{en: N}}\n  description: {{en: S}}\n"
    content = dossiers.write(first()) + said
    assert "not in this database" in await emma.sends(content.format("0" * 64).encode(), "kursk.yaml")
    assert "is no picture" in await emma.sends(content.format("photo.jpg").encode(), "kursk.yaml")
    await draft_with(emma, image())
    picture = (await draft_of(emma.harness, 1)).dossier.picture
    assert picture is not None
    await emma.taps("Remove")
    assert "Removed" in await emma.taps("Yes")
    assert (await draft_of(emma.harness, 1)).dossier.picture is None
    assert "open as draft 2" in await emma.sends(content.format(picture.file).encode(), "kursk.yaml")
