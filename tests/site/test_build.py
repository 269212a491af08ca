"""Building again: what an earlier build noted gives the same pages as building anew, and nothing more than is live."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import NothingPublished
from bot.model.language import Language
from bot.services import publishing
from bot.services.pictures import drawing_process
from bot.services.site import build
from bot.site import shared_pages, story_lists
from bot.site.directory import MANIFEST
from bot.store import stories
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.bot.story_factory import first, tale
from tests.site.stories import AT, changed, layout
from tests.site.test_pages import corrected, withdrawn
from tests.unit.test_pictures import needs_fribidi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.model import Dossier
    from bot.store.database import Database

MANY = 3  # stories beside the first: the list has two pages


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    await migrate(database)
    yield database
    await database.close()


async def publish(database: Database, content: Dossier, minutes: int) -> None:
    """Publish a story as of so many minutes."""
    await publishing.import_dossier(database, content, note=None, at=AT + timedelta(minutes=minutes))


def pages(root: Path) -> dict[str, bytes]:
    """All files of a site but the list of them."""
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


async def test_built_again_it_is_as_if_built_anew(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change, a correction, a withdrawn item, a pin and an archived story: each file is that of a new build."""
    monkeypatch.setattr(shared_pages, "PER_PAGE", 2)
    bare = layout(None)
    await publish(database, first(), 0)
    for number in range(MANY):
        await publish(database, tale(f"tale-{number}", f"قصة {number}", f"Tale <b>{number}</b>"), number + 1)
    steps = (
        partial(publish, database, changed(first(), title={"ar": "عنوان آخر", "en": "Another title"}), 100),
        partial(publish, database, corrected(first()), 101),
        partial(publish, database, withdrawn(corrected(first())), 102),
        partial(_set, database, 3, pinned=True),
        partial(_set, database, 1, live=False),
    )
    await build.build(database, tmp_path / "kept", bare)
    for number, step in enumerate(steps):
        await step()
        count, _ = await build.build(database, tmp_path / "kept", bare)
        await build.build(database, tmp_path / f"new{number}", bare)
        assert pages(tmp_path / "kept") == pages(tmp_path / f"new{number}"), number
    assert count == MANY
    assert b"right words" not in b"".join(pages(tmp_path / "kept").values())
    assert "right words" not in (tmp_path / "kept" / MANIFEST).read_text("utf-8")


async def test_a_file_that_was_lost_is_written_again(database: Database, tmp_path: Path) -> None:
    """Somebody removed a page, or a list: the next build has both, though nothing was published."""
    await publish(database, first(), 0)
    await build.build(database, tmp_path / "site", layout(None))
    whole = pages(tmp_path / "site")
    for lost in (f"en/{first().slug}/index.html", "ar/index.html"):
        (tmp_path / "site" / lost).unlink()
        _, counts = await build.build(database, tmp_path / "site", layout(None))
        assert (pages(tmp_path / "site"), counts.written) == (whole, 1)


@pytest.mark.parametrize("note", [None, {"ar": {}}, {"ar": {"entry": {}, "corrections": []}}])
async def test_a_note_that_somebody_changed_is_made_again(database: Database, tmp_path: Path, note: object) -> None:
    """The manifest's notes are what lists are made of: of a story without a good one all is made from the database."""
    await publish(database, corrected(first()), 0)
    await publish(database, tale("other", "قصة", "Tale"), 1)
    site = tmp_path / "site"
    await build.build(database, site, layout(None))
    manifest = json.loads((site / MANIFEST).read_text("utf-8"))
    for slug in ("other", first().slug):
        assert story_lists.is_note(manifest["groups"][slug]["note"], layout(None))
    manifest["groups"]["other"]["note"] = note
    (site / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    await publish(database, withdrawn(corrected(first())), 2)
    await build.build(database, site, layout(None))
    await build.build(database, tmp_path / "new", layout(None))
    assert pages(site) == pages(tmp_path / "new")


async def test_where_nothing_was_published_nothing_is_built(database: Database, tmp_path: Path) -> None:
    """An empty database leaves the directory as it is: its address is likely wrong; archived stories do leave it."""
    with pytest.raises(NothingPublished):
        await build.build(database, tmp_path / "site", layout(None))
    assert not (tmp_path / "site").exists()
    await publish(database, first(), 0)
    await build.build(database, tmp_path / "site", layout(None))
    await _set(database, 1, live=False)
    count, counts = await build.build(database, tmp_path / "site", layout(None))
    assert (count, counts.removed > 0) == (0, True)
    assert not (tmp_path / "site" / "en" / first().slug).exists()


async def _set(database: Database, number: int, *, live: bool = True, pinned: bool = False) -> None:
    async with database.write() as conn:
        await stories.set_live(conn, number, live=live)
        await stories.pin(conn, number, AT if pinned else None)


@needs_fribidi
async def test_a_picture_that_failed_is_drawn_by_the_next_build(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that draws took too long: the story's pages are made without its picture, and again with it."""
    await publish(database, first(), 0)
    monkeypatch.setattr(drawing_process, "SECONDS", 0.0)
    await build.build(database, tmp_path / "site", layout())
    assert not [path for path in pages(tmp_path / "site") if path.endswith(".jpg")]
    monkeypatch.setattr(drawing_process, "SECONDS", 20.0)
    await build.build(database, tmp_path / "site", layout())
    await build.build(database, tmp_path / "new", layout())
    assert len([path for path in pages(tmp_path / "site") if path.endswith("/card.jpg")]) == len(Language)
    assert pages(tmp_path / "site") == pages(tmp_path / "new")


async def test_the_feed_of_all_tells_what_each_language_saw_last(database: Database, tmp_path: Path) -> None:
    """Of stories that are not built again it reads as far back as a language's latest update is, and no entry lacks."""
    for number in range(4):
        await publish(database, changed(first(), title={"ar": "عنوان", "en": f"Title {number}"}), number)
    for number in range(5):
        arabic = {"ar": f"عنوان {number}", "en": "Title 3"}
        await publish(database, changed(first(), title=arabic), 10 + number)
    await build.build(database, tmp_path / "kept", layout(None))
    await publish(database, tale("tale", "قصة", "Tale"), 20)
    await build.build(database, tmp_path / "kept", layout(None))
    await build.build(database, tmp_path / "new", layout(None))
    feeds = {path: body for path, body in pages(tmp_path / "kept").items() if path.count("/") == 1 and b"<feed" in body}
    assert len(feeds) == len(Language)
    assert all(body.count(b"<entry>") == 2 for body in feeds.values())
    assert pages(tmp_path / "kept") == pages(tmp_path / "new")
