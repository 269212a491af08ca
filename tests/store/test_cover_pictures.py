"""Pictures for covers: kept once, and deleted once nothing names them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model import Dossier, Picture
from bot.store import cover_pictures, drafts, picture_files, stories
from bot.store.cover_pictures import CoverPicture
from bot.store.picture_files import PictureFile
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database


def _with(picture: CoverPicture, slug: str) -> Dossier:
    said = {"file": picture.id, "credit": {"en": "Nadia"}, "description": {"en": "A road"}}
    return dossier(slug).model_copy(update={"picture": Picture.model_validate(said)})


async def test_what_nothing_names_goes(database: Database) -> None:
    """A picture of any revision and of a draft stays; one that only a discarded draft names goes, a new one waits.

    Its file id goes with it, and no other does.
    """
    old, drafted, discarded, unnamed, new = (CoverPicture(bytes([number]), 300, 200) for number in range(5))
    later = NOW + timedelta(days=3)
    async with database.write() as conn:
        for picture in (old, drafted, discarded, unnamed):
            await cover_pictures.put(conn, picture, NOW)
        await cover_pictures.put(conn, new, later)
        cards, keys = ("1:1:1:q1:en", "1:0:0::en"), [f"cover:{picture.id}" for picture in (old, unnamed)]
        for key in (*cards, *keys):
            await picture_files.record(conn, 7, PictureFile(key, 0, 0, key, NOW))
        await stories.publish(conn, _with(old, "a-story"), base=None, note=None, author=None, at=NOW)
        await stories.publish(conn, dossier("a-story"), base=1, note=None, author=None, at=NOW)
        await drafts.create(conn, _with(drafted, "b"), base=None, author=1, at=NOW)
        gone = await drafts.create(conn, _with(discarded, "c"), base=None, author=1, at=NOW)
        await drafts.save(conn, gone.id, gone.version, at=NOW, state="discarded")
        await cover_pictures.prune(conn, later - timedelta(days=2))
    async with database.read() as conn:
        missing = await cover_pictures.missing(conn, [each.id for each in (old, drafted, discarded, unnamed, new)])
        assert await cover_pictures.get(conn, old.id) == old
        assert {*await picture_files.read_revision(conn, 7, 0, 0)} == {*cards, keys[0]}
    assert missing == {discarded.id, unnamed.id}
