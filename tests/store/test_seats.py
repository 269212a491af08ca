"""Seats: what is known of how somebody at the desk is spoken to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language import Language
from bot.store import readers, seats
from bot.store.seats import Seat

if TYPE_CHECKING:
    from bot.store.database import Database

SOMEBODY = 2**40


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
        await readers.forget(conn, SOMEBODY)
        assert await seats.get(conn, SOMEBODY) == Seat(SOMEBODY)
