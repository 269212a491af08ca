"""Seats: what is known of how somebody at the desk is spoken to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.language import Language
from bot.store import chats, readers, seats
from bot.store.seats import Seat

if TYPE_CHECKING:
    from bot.store.database import Database

SOMEBODY = 2**40
AT = datetime(2025, 4, 29, tzinfo=UTC)


async def test_language_and_zone_are_kept_side_by_side(database: Database) -> None:
    """Each is set without the other being lost; who is not known has an empty seat; forgotten, it is empty again."""
    async with database.write() as conn:
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY)
        await seats.set_zone(conn, SOMEBODY, "Asia/Amman")
        await seats.set_language(conn, SOMEBODY, Language.AR)
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY, Language.AR, "Asia/Amman")
        await seats.set_zone(conn, SOMEBODY, "UTC")
        await seats.set_language(conn, SOMEBODY, Language.EN)
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY, Language.EN, "UTC")
        await seats.clear(conn, SOMEBODY)
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY)


async def test_a_person_who_wants_to_be_forgotten_has_no_seat(database: Database) -> None:
    """`/forget` in a private chat takes the seat's zone and language along."""
    async with database.write() as conn:
        await seats.set_zone(conn, SOMEBODY, "Asia/Amman")
        await chats.forget(conn, SOMEBODY)
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY)


async def test_the_zone_of_ones_chat_serves_at_the_desk(database: Database) -> None:
    """One setting for both: of the two, the one that was chosen last."""
    async with database.write() as conn:
        await readers.choose(conn, SOMEBODY, AT, zone="Asia/Amman")
        assert (await seats.get(conn, SOMEBODY)).zone == "Asia/Amman"
        await seats.set_zone(conn, SOMEBODY, "Africa/Cairo")
        assert (await seats.get(conn, SOMEBODY)).zone == "Africa/Cairo"
        await readers.choose(conn, SOMEBODY, AT, newest_first=True)
        assert (await seats.get(conn, SOMEBODY)).zone == "Africa/Cairo"
        await readers.choose(conn, SOMEBODY, AT, zone="Asia/Beirut")
        assert (await seats.get(conn, SOMEBODY)).zone == "Asia/Beirut"
