"""What was shown is known for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import shown_pages, stories
from bot.store.shown_pages import ShownPage
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database


async def test_a_message_is_known_by_what_it_showed_last(database: Database) -> None:
    """A later page in the same message takes the place of the earlier, in one batch or the next; then it goes."""
    async with database.write() as conn:
        story = await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)
        first = ShownPage(-1001, 17, story.number, "q", 1, Language.AR, "c", NOW)
        edited = replace(first, section="t", language=Language.EN)
        again = replace(edited, section="s", at=NOW + timedelta(days=30))
        other = replace(first, message_id=18)
        await shown_pages.record(conn, [first, other, edited])
        assert await shown_pages.find(conn, -1001, 17) == edited
        await shown_pages.record(conn, [again])
        await shown_pages.record(conn, [])
        assert await shown_pages.find(conn, -1001, 17) == again
        assert await shown_pages.find(conn, -1001, 19) is None
        assert await shown_pages.prune(conn, again.at) == 1
        assert await shown_pages.find(conn, -1001, 18) is None
        assert await shown_pages.find(conn, -1001, 17) == again
