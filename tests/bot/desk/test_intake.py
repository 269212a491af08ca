"""Wire copy in the chat: taken as messages and files, read into proposals, accepted into a draft, published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.model import PartialDate
from bot.store import intakes, wire_copies
from tests.bot.desk.desk_user import DeskUser, draft_of, forwards
from tests.bot.desk.staff import newest
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier, Quote

ENGLISH = """BAKU (Reuters) - President Ilham Rustamov met fishermen at the port on Monday.

“We shall rebuild the harbor before the winter,” Rustamov said. “Nobody will be left behind this time,” he added.

Read also: The price of caviar
"""
ARABIC = """بيروت - وكالات
زار المرفأ الرئيس سليم الخطيب يوم الاثنين.
وقال الخطيب إن "المرفأ سيعاد بناؤه قبل الشتاء المقبل". وأضاف: "لن نترك أحداً من الصيادين خلفنا هذه المرة".
اقرأ أيضاً: أسعار السمك ترتفع
"""


def quoted(dossier: Dossier, language: str) -> list[tuple[str, str]]:
    """Every quotation as (speaker's name, words) in a language."""
    return [(name_of(dossier, quote, language), getattr(quote.words, language)) for quote in dossier.quotes]


def name_of(dossier: Dossier, quote: Quote, language: str) -> str:
    """The speaker's name in a language."""
    return str(getattr(dossier.person(quote.speaker).name, language))


async def stored(desk_user: DeskUser, draft: int) -> str | None:
    """The intake of a draft as the database has it."""
    async with desk_user.harness.database() as database, database.read() as conn:
        return await intakes.get(conn, draft, desk_user.person)


async def test_from_a_file_to_a_published_story(layla: DeskUser) -> None:
    """In Arabic: the file, where it belongs, its day, all at once, title and standfirst, and one tap to publish."""
    assert "إلى أين تنتمي" in await layla.sends(ARABIC.encode(), "copy.txt")
    assert "لا تذكر المادة يومها" in await layla.taps("قصة جديدة")
    tally = await layla.types("٢٨ نيسان ٢٠٢٥")
    assert "اقتباسان" in tally
    assert "حدث واحد" in tally
    assert "والآن عنوان القصة" in await layla.taps("قبول الكل")
    text = await layla.types("زيارة المرفأ\nالرئيس يعد ببناء المرفأ.")
    assert "المرفأ سيعاد بناؤه" in text  # waits for its English
    await layla.taps("نشر")
    await layla.taps("نشر")
    draft = await draft_of(layla.harness, 1)
    story = await newest(layla.harness, draft.slug)
    assert story is not None
    dossier = story.dossier
    assert quoted(dossier, "ar") == [
        ("سليم الخطيب", "المرفأ سيعاد بناؤه قبل الشتاء المقبل"),
        ("سليم الخطيب", "لن نترك أحداً من الصيادين خلفنا هذه المرة"),
    ]
    (person,) = dossier.people
    assert person.role is not None
    assert person.role.ar == "الرئيس"
    (event,) = dossier.events
    assert event.date == PartialDate.parse("2025-04-28")
    (source,) = dossier.sources
    assert source.outlet.ar == "وكالات"
    sources = [quote.sources for quote in dossier.quotes]
    assert {*sources, event.sources, person.sources} == {(source.id,)}
    assert dossier.wire_date == PartialDate.parse("2025-04-28")
    assert await stored(layla, 1) is None


async def test_a_printed_day_is_taken_or_offered(emma: DeskUser) -> None:
    """A dateline of an unknown agency tells the day; one without a year is the first that the question offers."""
    for head, tally in (
        ("RUNA, 12 March 2024 (Karsa News) - ", "1 event"),
        ("RUNA, March 12 (Karsa News) - ", "12 March"),
    ):
        copy = ENGLISH.replace("BAKU (Reuters) - ", head)
        await emma.sends(copy.encode(), "copy.txt")
        text = await emma.taps("A new story")
        assert tally in (text if "2024" in head else emma.labels[0])


async def test_a_longer_text_is_read_as_wire_copy(emma: DeskUser) -> None:
    """The screen that asks where it belongs offers it; proposals show their sentences; what was dropped is listed."""
    assert "Where does this text belong" in await emma.types(ENGLISH)
    assert "Where does it belong" in await emma.taps("Read it as wire copy")
    await emma.taps("A new story")
    tally = await emma.taps("I do not know")
    assert "2 quotes, 1 event, 1 new person or organisation and" in tally
    assert "caviar" in await emma.taps("What was dropped")
    await emma.taps("Back")
    card = await emma.taps("Go through")
    assert "⚠" in card, "doubts come first"
    assert "Nobody will be left behind" in await emma.taps("Show the sentence")
    await emma.taps("Drop")
    seen = ""
    while "Accept" in " ".join(emma.labels):
        seen += await emma.taps("Accept")
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert quoted(dossier, "en") == [("Ilham Rustamov", "We shall rebuild the harbor before the winter")]
    assert [event.date for event in dossier.events] == [None]
    assert "Now the story’s title" in seen


async def test_forwarded_messages_are_joined(emma: DeskUser) -> None:
    """Those of the same minute are one copy, asked about in one message; the channel is its source."""
    await emma.types("/desk")
    await forwards(emma, "Ilham Rustamov, the mayor, met fishermen at the port on 28 April 2025.", 1)
    first_screen = emma.screen["message_id"]
    picture = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
    text = await forwards(emma, "“We shall rebuild the harbor before the winter,” Rustamov said.", 2, photo=picture)
    assert "2 messages, joined" in text
    assert emma.screen["message_id"] == first_screen
    await emma.taps("A new story")
    await emma.taps("Accept all")
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert quoted(dossier, "en") == [("Ilham Rustamov", "We shall rebuild the harbor before the winter")]
    assert dossier.events[0].date == PartialDate.parse("2025-04-28")
    assert dossier.sources[0].outlet.en == "Harbor News"


async def test_forwarded_messages_of_another_minute_are_apart(emma: DeskUser) -> None:
    """What comes later is another copy, with a screen of its own."""
    await emma.types("/desk")
    await forwards(emma, "Ilham Rustamov, the mayor, met fishermen at the port on 28 April 2025.", 1)
    first_screen = emma.screen["message_id"]
    assert "One message" in await forwards(emma, "Something else altogether happened in Baku on Sunday.", 90)
    assert emma.screen["message_id"] != first_screen


async def test_a_forwarded_picture_without_words_is_no_copy(emma: DeskUser) -> None:
    """While a question is open it is said what to forward instead; the question stays open."""
    await emma.types("/new Harbor")
    picture = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
    assert "has no words" in await forwards(emma, "", 1, photo=picture)
    assert (await draft_of(emma.harness, 1, EMMA)).question is not None


async def test_what_is_in_the_story_is_not_proposed_again(emma: DeskUser) -> None:
    """The likely story is offered; a published quotation is marked, and its speaker is whom the story has."""
    known = next(quote.words.en for quote in first().quotes if quote.speaker == "putin")
    new = "We shall meet the Korean friends in Kursk again"
    copy = (
        "MOSCOW, 28 April 2025 (AFP) - Vladimir Putin spoke of the North Korean troops in Kursk.\n\n"
        f"“{known},” Putin said.\n\n“{new},” Vladimir Putin said.\n"
    )
    await emma.sends(copy.encode(), "copy.txt")
    tally = await emma.taps("Update: ")
    assert "in the story already" in tally
    await emma.taps("Accept all")
    draft = await draft_of(emma.harness, 1)
    assert (draft.slug, draft.base) == (KURSK, 1)
    assert [(quote.speaker, quote.words.en) for quote in draft.dossier.quotes[len(first().quotes) :]] == [
        ("putin", new)
    ]
    assert len(draft.dossier.people) == len(first().people)


async def test_a_restart_in_the_middle_loses_nothing(emma: DeskUser) -> None:
    """Copy, its day and decisions are in the database: old buttons work after a restart, and nothing is made twice."""
    await emma.sends(ENGLISH.encode(), "copy.txt")
    await emma.harness.restart()
    await emma.taps("A new story")
    screen = emma.screen
    await emma.harness.restart()
    await emma.taps("I do not know")
    await emma.taps("Go through")
    await emma.taps("Accept")
    await emma.harness.restart()
    assert "wait" in await emma.taps("Back")
    await emma.taps("Accept all")
    assert len((await draft_of(emma.harness, 1)).dossier.quotes) == 2
    emma.screen = screen
    assert len((await emma.harness.holds(["drafts"]))["drafts"]) == 1


async def test_a_quotation_without_a_speaker_waits(emma: DeskUser) -> None:
    """Accept all leaves it; who said it is chosen from the names of the copy."""
    copy = ENGLISH + "\n“The storm took everything that we had and more,” read a banner on the quay.\n"
    await emma.sends(copy.encode(), "copy.txt")
    await emma.taps("A new story")
    await emma.taps("I do not know")
    assert "needs a decision" in await emma.taps("Accept all")
    assert "does not say who said it" in await emma.taps("Go through")
    await emma.taps("Ilham Rustamov")
    await emma.taps("Accept")
    words = quoted((await draft_of(emma.harness, 1)).dossier, "en")
    assert words[-1] == ("Ilham Rustamov", "The storm took everything that we had and more")


async def test_a_doubtful_encoding_is_asked(layla: DeskUser) -> None:
    """Two readings are shown; the second one is chosen, and no other is kept."""
    windows, iso = "windows-1256", "iso-8859-6"
    content = "سلام لسلام".encode(windows)  # letters of both encodings, in neither a word that papers are full of
    text = await layla.sends(content, "copy.txt")
    assert "على وجهين" in text
    assert {content.decode(windows), content.decode(iso)} <= set(text.split("\n"))
    async with layla.harness.database() as database, database.read() as conn:
        copy = await wire_copies.last(conn, LAYLA)
        assert copy is not None
    (part,) = json.loads(copy.content)["parts"]
    assert {part["text"], part["other"]} == {content.decode(windows), content.decode(iso)}
    assert "إلى أين تنتمي" in await layla.taps(layla.labels[1])
    async with layla.harness.database() as database, database.read() as conn:
        chosen = await wire_copies.last(conn, LAYLA)
        assert chosen is not None
    (kept,) = json.loads(chosen.content)["parts"]
    assert (kept["text"], kept["other"]) == (part["other"], None)


async def test_the_headline_is_proposed(emma: DeskUser) -> None:
    """A new story's copy proposes its headline: accepted, it is the title, and only the standfirst is asked for."""
    await emma.sends(f"Harbor town waits for its winter\n\n{ENGLISH}".encode(), "copy.txt")
    await emma.taps("A new story")
    await emma.taps("I do not know")
    card = await emma.taps("Go through")
    while not card.startswith("A title"):
        card = await emma.taps("Accept")
    assert "Harbor town waits for its winter" in card
    await emma.taps("Accept")
    draft = await draft_of(emma.harness, 1)
    assert draft.dossier.title.en == "Harbor town waits for its winter"
    assert draft.slug == "harbor-town-waits-for-its-winter"
    await emma.taps("Back")
    assert "Now what the story is" in await emma.taps("Accept all")
    await emma.types("The president promises to rebuild.")
    assert (await draft_of(emma.harness, 1)).dossier.standfirst.en == "The president promises to rebuild."


async def test_a_doubtful_speaker_is_one_of_the_story(emma: DeskUser) -> None:
    """'It is …' decides whom a doubtful name means: the quotation gets that speaker, and nobody new is made."""
    words = "We shall meet the Korean friends in Kursk again"
    copy = f"MOSCOW, 28 April 2025 (AFP) - The leader spoke of Kursk.\n\n“{words},” Vladimir V. Putin said.\n"
    await emma.sends(copy.encode(), "copy.txt")
    await emma.taps("Update: ")
    assert "may be somebody whom the story has already" in await emma.taps("Go through")
    await emma.taps("It is")
    await emma.taps("Accept")
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert [(quote.speaker, quote.words.en) for quote in dossier.quotes[len(first().quotes) :]] == [("putin", words)]
    assert [person.id for person in dossier.people] == [person.id for person in first().people]


async def test_forget_deletes_wire_copy(emma: DeskUser, layla: DeskUser) -> None:
    """`/forget` takes the copies that its sender sent, and what was found in them; nobody else's."""
    for member in (emma, layla):
        await member.sends(ENGLISH.encode(), "copy.txt")
        await member.taps("A new story" if member is emma else "قصة جديدة")
        await member.sends(b"Another story came in, and nobody has read it yet.", "later.txt")
    assert None not in {await stored(emma, 1), await stored(layla, 2)}
    await emma.types("/forget")
    assert "deleted" in await emma.taps("Delete")
    kept = await emma.harness.holds(["wire_copies", "intakes"])
    assert {row["user_id"] for row in kept["intakes"]} == {LAYLA}
    assert {row["user_id"] for row in kept["wire_copies"]} == {LAYLA}
    assert await stored(emma, 1) is None
    assert await stored(layla, 2) is not None


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4 broken", "a.pdf", "a.pdf"),
        (b"PK\x03\x04 no archive", "b.docx", "b.docx"),
        (b"\n", "c.txt", "c.txt"),
        (b"\x89PNG\r\n\x1a\n", "d.txt", "d.txt"),
    ],
)
async def test_refused_files(emma: DeskUser, content: bytes, name: str, said: str) -> None:
    """They are refused in words that name the file, and nothing is kept of them."""
    assert said in await emma.sends(content, name)
    async with emma.harness.database() as database, database.read() as conn:
        assert await wire_copies.last(conn, EMMA) is None


async def test_copy_at_a_draft(emma: DeskUser) -> None:
    """A draft's menu asks for copy, and reads it there; so does a long text where a new story's title is asked."""
    await emma.types(f"/edit {KURSK}")
    assert "Send the copy" in await emma.taps("Wire copy")
    assert "will be read into" in await emma.types(ENGLISH)
    assert "2 quotes" in await emma.taps("Read it as wire copy") + await emma.taps("I do not know")
    await emma.types("/new")
    assert "will be read into" in await emma.types(ENGLISH * 2)
    await emma.taps("Read it as wire copy")
    assert await stored(emma, 2) is not None


async def test_another_member_sees_none_of_it(emma: DeskUser, layla: DeskUser) -> None:
    """A copy is its sender's: another's button of it says that it is gone."""
    await emma.sends(ENGLISH.encode(), "copy.txt")
    async with emma.harness.database() as database, database.read() as conn:
        copy = await wire_copies.last(conn, EMMA)
        assert copy is not None
        assert await wire_copies.get(conn, copy.id, LAYLA) is None
    assert "no longer have" in await layla.forges(f"1dcopyinto____{copy.id}")
    assert (await emma.harness.holds(["drafts"]))["drafts"] == []


async def test_strangers_copy_is_let_be(emma: DeskUser) -> None:
    """Whoever is not on the desk sends nothing into it: theirs is a question, and a forwarded one too."""
    stranger = DeskUser(emma.harness, await emma.play.person("en"))
    await forwards(stranger, ENGLISH, 1)
    await stranger.types(ENGLISH)
    async with emma.harness.database() as database, database.read() as conn:
        assert await wire_copies.last(conn, stranger.person) is None


async def test_changing_a_proposal(emma: DeskUser) -> None:
    """It is put into the draft and opens as any item does; the other proposals wait in the draft's menu."""
    await emma.sends(ENGLISH.encode(), "copy.txt")
    await emma.taps("A new story")
    await emma.taps("I do not know")
    assert "Nobody will be left behind" in await emma.taps("Go through") + await emma.taps("Show the sentence")
    while "Nobody will be left behind" not in emma.text:
        await emma.taps("Accept")
    assert "Ilham Rustamov" in await emma.taps("Change")
    assert any("Speaker" in label or "speaker" in label for label in emma.labels)
    await emma.taps("Draft")
    assert "for you" in await emma.taps("Wire copy")
