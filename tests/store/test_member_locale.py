"""Member locales: the language and the zone in which the desk answers somebody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import chats, member_locale, readers
from bot.store.member_locale import MemberLocale

if TYPE_CHECKING:
    from bot.store.database import Database

SOMEBODY = 2**40
AT = datetime(2025, 4, 29, tzinfo=UTC)


async def test_language_and_zone_are_kept_side_by_side(database: Database) -> None:
    """Each is set without the other being lost; who is not known has an empty locale; forgotten, it is empty again."""
    async with database.write() as conn:
        assert await member_locale.get(conn, SOMEBODY) == MemberLocale(SOMEBODY)
        await member_locale.set_zone(conn, SOMEBODY, "Asia/Amman")
        await member_locale.set_language(conn, SOMEBODY, Language.AR)
        assert await member_locale.get(conn, SOMEBODY) == MemberLocale(SOMEBODY, Language.AR, "Asia/Amman")
        await member_locale.set_zone(conn, SOMEBODY, "UTC")
        await member_locale.set_language(conn, SOMEBODY, Language.EN)
        assert await member_locale.get(conn, SOMEBODY) == MemberLocale(SOMEBODY, Language.EN, "UTC")
        await member_locale.clear(conn, SOMEBODY)
        assert await member_locale.get(conn, SOMEBODY) == MemberLocale(SOMEBODY)


async def test_a_person_who_wants_to_be_forgotten_has_no_seat(database: Database) -> None:
    """`/forget` in a private chat takes the member's zone and language along."""
    async with database.write() as conn:
        await member_locale.set_zone(conn, SOMEBODY, "Asia/Amman")
        await chats.forget(conn, SOMEBODY)
        assert await member_locale.get(conn, SOMEBODY) == MemberLocale(SOMEBODY)


async def test_the_zone_of_ones_chat_serves_at_the_desk(database: Database) -> None:
    """One setting for both: of the two, the one that was chosen last."""
    async with database.write() as conn:
        await readers.choose(conn, SOMEBODY, AT, zone="Asia/Amman")
        assert (await member_locale.get(conn, SOMEBODY)).zone == "Asia/Amman"
        await member_locale.set_zone(conn, SOMEBODY, "Africa/Cairo")
        assert (await member_locale.get(conn, SOMEBODY)).zone == "Africa/Cairo"
        await readers.choose(conn, SOMEBODY, AT, newest_first=True)
        assert (await member_locale.get(conn, SOMEBODY)).zone == "Africa/Cairo"
        await readers.choose(conn, SOMEBODY, AT, zone="Asia/Beirut")
        assert (await member_locale.get(conn, SOMEBODY)).zone == "Asia/Beirut"
