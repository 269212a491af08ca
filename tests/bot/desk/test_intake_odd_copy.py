"""Copy that comes in odd ways: captions alone, both languages in one, very long, to two editors, across a restart."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.store import wire_copies
from tests.bot.desk.desk_user import DeskUser, draft_of, forwards
from tests.bot.desk.test_intake_planned import ENGLISH, days, read

if TYPE_CHECKING:
    from bot.model import Quote

CAPTION = "Ilham Rustamov, the mayor, met fishermen at the port on 28 April 2025."
DAY = date(2025, 3, 30)
PICTURE = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
VIDEO = {"file_id": "v", "file_unique_id": "w", "file_name": "port.mp4", "mime_type": "video/mp4"}
SPOKEN = """BAKU, 30 April 2025 (Reuters) - President Ilham Rustamov met fishermen at the port on Monday.

“We shall rebuild the harbor before the winter,” Rustamov said. “Nobody will be left behind this time,” Rustamov added.
"""
MIXED = """باكو، 30 نيسان/أبريل 2025 (رويترز) - زار الرئيس سليم الخطيب، الاثنين، المرفأ القديم.

وقال الخطيب: «سنعيد بناء المرفأ قبل الشتاء المقبل».

The minister, Anna Field, told reporters on Tuesday that work had begun. “The first stones are in place,” Field said.
"""


@pytest.mark.parametrize("media", [{"photo": PICTURE}, {"document": VIDEO}])
async def test_a_forwarded_caption_is_copy_whatever_is_asked(emma: DeskUser, media: dict[str, Any]) -> None:
    """As forwarded words are: with a picture or a video as a file, also while a title or copy is asked for."""
    await emma.types("/new Harbor")
    assert "It will be read into" in await forwards(emma, CAPTION, 1, **media)
    await emma.types("/edit dprk-troops-kursk")
    await emma.taps("Wire copy")
    assert "North Korean troops in Kursk" in await forwards(emma, CAPTION, 120, **media)
    await emma.taps("Read it as wire copy")
    await emma.taps("Accept all")
    draft = await draft_of(emma.harness, 2)
    assert draft.dossier.events[-1].text.en == CAPTION
    assert draft.dossier.sources[-1].outlet.en == "Harbor News"


async def test_a_forwarded_album_is_spoken_of_once(emma: DeskUser) -> None:
    """Its caption is copy; of its further pictures nothing is said, though a question is open."""
    await emma.types("/new Harbor")
    since = await emma.play.seq()
    await forwards(emma, CAPTION, 1, photo=PICTURE, media_group_id="7")
    for number in (2, 3):
        await forwards_silently(emma, number)
    calls = await emma.play.log(since=since, chat_id=emma.person)
    assert [call["method"] for call in calls if call["method"].startswith(("send", "edit"))] == ["sendMessage"]


async def forwards_silently(member: DeskUser, number: int) -> None:
    """Forward a further picture of the album, which is not answered."""
    message = {
        "message_id": 900 + number,
        "date": 1_800_000_000,
        "from": {"id": member.person, "is_bot": False, "first_name": "E", "language_code": "en"},
        "chat": {"id": member.person, "type": "private", "first_name": "E"},
        "forward_origin": {"type": "hidden_user", "sender_user_name": "A", "date": 1},
        "photo": PICTURE,
        "media_group_id": "7",
    }
    await member.play.post("update", message=message)
    await member.play.idle()


async def test_two_editors_accept_the_same_copy_at_once(emma: DeskUser, layla: DeskUser) -> None:
    """Each read it into one draft: what one accepted is the other's already, and stands there once."""
    await read(emma, SPOKEN, "A new story")
    await layla.types("/desk")
    await layla.sends(SPOKEN.encode(), "copy.txt")
    async with layla.harness.database() as database, database.read() as conn:
        copy = await wire_copies.last(conn, layla.person)
    assert copy
    await layla.forges_and_sees(f"1dcopyinto_1___{copy.id}")
    taps = [
        (member, label) for member in (emma, layla) for label in member.labels if label in {"Accept all", "قبول الكل"}
    ]
    await asyncio.gather(*(member.play.tap_text(member.screen, label, as_=member.person) for member, label in taps * 2))
    await emma.play.idle()
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert len(taps) == 2
    assert [len(part) for part in (dossier.quotes, dossier.events, dossier.people, dossier.sources)] == [2, 1, 1, 1]


async def test_accept_all_after_a_restart(emma: DeskUser) -> None:
    """The old button still leaves what has not happened, and a second tap on it takes nothing more."""
    await read(emma, ENGLISH, "A new story")
    screen = emma.screen
    await emma.harness.restart()
    assert "3 need a decision" in await emma.taps("Accept all")
    await emma.harness.restart()
    emma.screen = screen
    await emma.play.tap_text(emma.screen, "Accept all", as_=emma.person)
    await emma.play.idle()
    draft = await draft_of(emma.harness, 1)
    assert days(draft.dossier.events) == ["2025-04-30"]
    assert len(draft.dossier.sources) == 1


async def test_a_copy_of_three_hundred_sentences(emma: DeskUser) -> None:
    """A hundred each of what happened, of quotations and of what is planned: the last alone waits."""
    names = ("Anna Field", "Tom Reyes", "Carla Mendes", "Paul Okafor")
    text = []
    for number in range(100):
        before, after = (f"{DAY + timedelta(days):%B %-d, %Y}" for days in (-1 - number, 1 + number))
        text.append(
            f"The bridge of mile {number} was shut on {before}, after its cable number {number} tore. "
            f"“We saw the river rise to mark {number} before dawn,” said {names[number % 4]}. "
            f"The ferry to pier {number} will sail on {after}, from berth {number}."
        )
    tally = await read(emma, "\n\n".join(("PIER, March 30, 2025 (Reuters) - Spring began.", *text)), "A new story")
    assert "100 quotes, 200 events" in tally
    assert "100 need a decision" in await emma.taps("Accept all")
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert [len(part) for part in (dossier.quotes, dossier.events, dossier.people)] == [100, 100, 4]
    assert all(event.date and event.date.first < DAY for event in dossier.events)
    await emma.taps("Go through")
    await emma.taps("Accept")
    assert len((await draft_of(emma.harness, 1)).dossier.events) == 101
    await emma.taps("Back")
    assert "story’s title" in await emma.taps("Drop the rest")


async def test_a_copy_in_both_languages(layla: DeskUser) -> None:
    """Each sentence is read by its own language's rules, and its words stand under that language."""
    await read(layla, MIXED, "قصة جديدة")
    await layla.taps("قبول الكل")
    dossier = (await draft_of(layla.harness, 1)).dossier

    def said(quote: Quote) -> tuple[str, str | None, str | None]:
        return quote.language, quote.words.ar, quote.words.en

    assert [said(quote) for quote in dossier.quotes] == [
        ("ar", "سنعيد بناء المرفأ قبل الشتاء المقبل", None),
        ("en", None, "The first stones are in place"),
    ]
    assert [(str(event.date), bool(event.text.ar), bool(event.text.en)) for event in dossier.events] == [
        ("2025-04-28", True, False),
        ("2025-04-29", False, True),
    ]
    assert [(person.name.ar, person.name.en) for person in dossier.people] == [
        ("سليم الخطيب", None),
        (None, "Anna Field"),
    ]
