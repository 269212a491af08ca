"""Drafts and their items, a question at a time: what is asked, what is stored, what is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness


class Tongue(NamedTuple):
    """Who speaks a language at the desk, and what they see in it."""

    person: int
    labels: dict[str, str]
    said: str
    other: str


ARABIC = Tongue(
    LAYLA,
    {
        "quotes": "الاقتباسات", "add": "أضف اقتباسًا", "putin": "فلاديمير بوتين", "done": "تم", "later": "لاحقًا",
        "back": "رجوع", "cancel": "إلغاء", "skip": "أضيفه لاحقًا", "understood": "28 نيسان/أبريل 2025", "saved": "حُفظ",
        "who": "من قال", "what": "ماذا قال", "when": "متى", "sources": "المصادر", "keep": "أبقِه", "next": "التالي",
    },
    "نحن ممتنون لهم.",
    "We are grateful to them.",
)  # fmt: skip
ENGLISH = Tongue(
    EMMA,
    {
        "quotes": "Quotes", "add": "Add a quote", "putin": "Vladimir Putin", "done": "Done", "later": "Later",
        "back": "Back", "cancel": "Cancel", "skip": "Leave for later", "understood": "28 April 2025", "saved": "Saved",
        "who": "Who said it?", "what": "What was said", "when": "When was it said", "sources": "Which sources",
        "keep": "Keep", "next": "Next",
    },
    "We are grateful to them.",
    "نحن ممتنون لهم.",
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


async def quoting(desk_user: DeskUser, tongue: Tongue) -> None:
    """Open a draft of the first story, and begin a quote."""
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps(tongue.labels["quotes"])
    await desk_user.taps(tongue.labels["add"])


def quote_of(tongue: Tongue, **more: Any) -> dict[str, Any]:
    """The quote that the conversations make."""
    language = "ar" if tongue is ARABIC else "en"
    made = {"id": "q10", "speaker": "putin", "words": {language: tongue.said}, "language": language}
    return {**made, "date": "2025-04-28", "sources": ["s1"], **more}


@BOTH
async def test_a_quote(bot: BotHarness, tongue: Tongue) -> None:
    """A name is tapped, the words and the day are typed, the source that was used last is chosen: four answers."""
    desk_user = DeskUser(bot, tongue.person)
    await quoting(desk_user, tongue)
    assert tongue.labels["who"] in desk_user.text
    assert tongue.labels["what"] in await desk_user.taps(tongue.labels["putin"])
    assert tongue.labels["when"] in await desk_user.types(tongue.said)
    echoed = await desk_user.types("28 نيسان 2025" if tongue is ARABIC else "28 April 2025")
    assert tongue.labels["understood"] in echoed
    assert tongue.labels["sources"] in echoed
    assert tongue.labels["saved"] in await desk_user.taps(tongue.labels["done"])
    assert tongue.said in desk_user.text
    draft = await draft_of(bot, 1)
    before = first().model_dump(mode="json", exclude_none=True)
    before["quotes"].append(quote_of(tongue))
    assert draft.dossier.model_dump(mode="json", exclude_none=True) == before
    assert (draft.author, draft.base, draft.state) == (tongue.person, 1, "open")


@BOTH
async def test_a_quote_with_a_restart_between_any_two_steps(harness: BotHarness, tongue: Tongue) -> None:
    """The bot ends and starts again after every step, and the quote is made as if it had not."""
    await harness.start()
    desk_user = DeskUser(harness, tongue.person)
    await quoting(desk_user, tongue)
    await harness.restart()
    await desk_user.taps(tongue.labels["putin"])
    await harness.restart()
    await desk_user.types(tongue.said)
    await harness.restart()
    await desk_user.types("2025-04-28")
    await harness.restart()
    await desk_user.taps(tongue.labels["next"])
    await harness.restart()
    await desk_user.types(tongue.other)
    await harness.restart()
    await desk_user.taps(tongue.labels["done"])
    quote = (await draft_of(harness, 1)).dossier.quotes[-1]
    both = {"ar": tongue.said, "en": tongue.other} if tongue is ARABIC else {"ar": tongue.other, "en": tongue.said}
    assert quote.model_dump(mode="json", exclude_none=True) == quote_of(tongue, words=both)


@BOTH
async def test_back_and_skip(bot: BotHarness, tongue: Tongue) -> None:
    """Back asks the question before again, with what was answered; to keep it or to skip goes on."""
    desk_user = DeskUser(bot, tongue.person)
    await quoting(desk_user, tongue)
    await desk_user.taps(tongue.labels["putin"])
    await desk_user.types(tongue.said)
    shown = await desk_user.taps(tongue.labels["back"])
    assert tongue.labels["what"] in shown
    assert tongue.said in shown
    assert tongue.labels["when"] in await desk_user.taps(tongue.labels["keep"])
    assert tongue.labels["sources"] in await desk_user.taps(tongue.labels["skip"])
    await desk_user.taps(tongue.labels["done"])
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert quote.date is None
    assert tongue.said in {quote.words.ar, quote.words.en}


@BOTH
async def test_cancel_at_every_step(bot: BotHarness, tongue: Tongue) -> None:
    """Whatever was answered, cancel leaves the dossier as it was, and nothing is asked any more."""
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps(tongue.labels["quotes"])
    for answers in range(4):
        await desk_user.taps(tongue.labels["add"])
        for answer in (tongue.labels["putin"], tongue.said, "2025-04-28")[:answers]:
            await desk_user.types(answer)
        await (desk_user.taps(tongue.labels["cancel"]) if answers % 2 else desk_user.types("/cancel"))
        draft = await draft_of(bot, 1, tongue.person)
        assert (draft.dossier, draft.question, draft.asked) == (first(), None, None)


async def test_an_edit_replaces_the_answer(emma: DeskUser) -> None:
    """A message that answered and is changed answers anew: while the form goes on, and after it."""
    await quoting(emma, ENGLISH)
    await emma.taps("Vladimir Putin")
    words = await emma.play.say("We are grateful to tehm.", as_=EMMA)
    await emma.play.idle()
    assert "replaced" in await emma.retypes(words, "We are grateful to them.")
    assert "When was it said" in emma.text
    await emma.types("28 April 2025")
    await emma.taps("Done")
    assert (await draft_of(emma.harness, 1)).dossier.quotes[-1].words.en == "We are grateful to them."
    assert "replaced" in await emma.retypes(words, "We are very grateful to them.")
    dossier = (await draft_of(emma.harness, 1)).dossier
    assert dossier.quotes[-1].words.en == "We are very grateful to them."
    assert len(dossier.quotes) == len(first().quotes) + 1


async def test_a_paste_that_was_split_is_joined(emma: DeskUser) -> None:
    """What a client sent in three messages is one text, whether the form goes on after it or ended with it."""
    english, arabic = ([f"{word}{number}" for number in range(1300)] for word in ("word", "كلمة"))
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Summary")
    await emma.taps("Add a paragraph")
    assert "Which sources" in await emma.pastes(*(" ".join(english[at : at + 500]) for at in range(0, 1300, 500)))
    await emma.taps("Done")
    await emma.taps("Draft")
    await emma.taps("One text to translate")
    await emma.taps("word0")
    await emma.pastes(*(" ".join(arabic[at : at + 500]) for at in range(0, 1300, 500)))
    since = await emma.play.seq()  # an answer of several messages: what is asked next is answered after all of them
    await emma.play.say("/desk", as_=EMMA)
    await emma.play.wait("message", since=since, chat_id=EMMA, text="Your role", timeout=30)
    paragraph = (await draft_of(emma.harness, 1)).dossier.summary[-1]
    assert (paragraph.text.en, paragraph.text.ar) == (" ".join(english), " ".join(arabic))


async def test_the_end_of_a_paste_that_is_too_long_is_no_answer(emma: DeskUser) -> None:
    """Where the first piece is refused, the short one that comes with it is refused with it, and not taken alone."""
    await emma.types("/new")
    await emma.pastes("word " * 700, "the short end")
    draft = await draft_of(emma.harness, 1, EMMA)
    assert draft.question is not None
    assert draft.question["answers"] == {}
    await emma.play.clock(advance=60)
    assert "Title in Arabic" in await emma.types("A truce in Sudan")


async def test_formatting_is_dropped_and_told(emma: DeskUser) -> None:
    """The words are kept as they are, and the editor is told that their formatting is not."""
    await quoting(emma, ENGLISH)
    await emma.taps("Vladimir Putin")
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    answer = await emma.types("We are <b>grateful</b> & happy.", entities=bold)
    assert "formatting" in answer.lower()
    await emma.types("/done")
    await emma.types("2025")
    await emma.types("/done")
    assert (await draft_of(emma.harness, 1)).dossier.quotes[-1].words.en == "We are <b>grateful</b> & happy."


async def test_a_new_story(layla: DeskUser) -> None:
    """A title, its other language, a slug that is proposed: and the story is a draft that readers do not see."""
    assert "ما عنوان القصة" in await layla.types("/new")
    await layla.types("هدنة في السودان")
    await layla.types("A truce in Sudan")
    assert "a-truce-in-sudan" in layla.labels
    await layla.taps("a-truce-in-sudan")
    assert "هدنة في السودان" in layla.text
    draft = await draft_of(layla.harness, 1)
    assert (draft.slug, draft.base, draft.dossier.title.en) == ("a-truce-in-sudan", None, "A truce in Sudan")
    assert "السودان" not in await layla.types("/stories")
    assert "هدنة في السودان" in "".join((await layla.types("/desk"), *layla.labels))
    await layla.types("/edit")
    assert any("هدنة في السودان" in label for label in layla.labels), "a story that is begun can be gone on with"
    assert "a-truce-in-sudan" in await layla.types("/edit السودان")


async def test_a_new_story_by_its_title(emma: DeskUser) -> None:
    """`/new` with a title asks for the rest; called off, nothing of it is left."""
    assert "عربية" in await emma.types("/new A truce in Sudan") or "Arabic" in emma.text
    await emma.types("/cancel")
    assert (await draft_of(emma.harness, 1)).state == "discarded"
    assert "no drafts" in await emma.types("/desk")


@pytest.mark.parametrize("between", [" | ", "｜", "\n"], ids=["bar", "wide", "lines"])
@pytest.mark.parametrize("by_command", [True, False], ids=["command", "question"])
async def test_a_title_in_both_languages_at_once(layla: DeskUser, between: str, *, by_command: bool) -> None:
    """With the command or as the answer: the slug is asked next; an edited message replaces both languages."""
    titles = f"هدنة في السودان{between}A truce in Sudan"
    if not by_command:
        await layla.types("/new")
    typed = await layla.play.say(f"/new {titles}" if by_command else titles, as_=layla.person)
    await layla.play.idle()
    title = (await draft_of(layla.harness, 1, layla.person)).question or {}
    assert title["answers"]["title"] == {"ar": "هدنة في السودان", "en": "A truce in Sudan"}
    if not by_command:
        assert "a-ceasefire" in str((await layla.retypes(typed, "وقف النار | A ceasefire"), layla.labels))
    await layla.types("sudan-truce")
    shown = (await draft_of(layla.harness, 1)).dossier.title
    expected = ("هدنة في السودان", "A truce in Sudan") if by_command else ("وقف النار", "A ceasefire")
    assert (shown.ar, shown.en) == expected


async def test_a_question_waits_while_another_draft_asks(emma: DeskUser) -> None:
    """What is typed answers the question that was asked last; the other is asked again on demand, nothing lost."""
    await quoting(emma, ENGLISH)
    await emma.taps("Vladimir Putin")
    await emma.types(ENGLISH.said)
    await emma.types("/new A truce in Sudan")
    await emma.types("هدنة في السودان")
    await emma.taps("a-truce-in-sudan")
    assert (await draft_of(emma.harness, 2)).dossier.title.ar == "هدنة في السودان"
    await emma.types("/desk")
    await emma.taps("1. North Korean")
    assert "When was it said" in await emma.taps("Continue")
    await emma.types("28 April 2025")
    await emma.taps("Done")
    assert (await draft_of(emma.harness, 1)).dossier.quotes[-1].words.en == ENGLISH.said


async def test_plain_words_are_a_readers_where_nothing_is_asked(emma: DeskUser) -> None:
    """A member who is asked nothing is a reader: also after a question is answered."""
    assert "Summary" in await emma.types("summary")
    await quoting(emma, ENGLISH)
    for answer in ("Vladimir Putin", ENGLISH.said, "2025-04-28", "/done"):
        await emma.types(answer)
    assert "Summary" in await emma.types("summary")
    assert "There’s no open question" in await emma.types("/skip")


async def test_items_are_moved_changed_and_removed(emma: DeskUser) -> None:
    """An item goes up and down, one of its fields is changed, and it is removed after a question."""
    ids = [quote.id for quote in first().quotes]
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Quotes")
    await emma.taps("2. ")
    await emma.taps("▼")
    await emma.taps("▼")
    await emma.taps("▲")
    assert "Quotes: 3 of 9" in emma.text
    moved = [ids[0], ids[2], ids[1], *ids[3:]]
    assert [quote.id for quote in (await draft_of(emma.harness, 1)).dossier.quotes] == moved
    await emma.taps("✎ date")
    await emma.types("2024")
    assert str((await draft_of(emma.harness, 1)).dossier.quotes[2].date) == "2024"
    await emma.taps("Remove")
    await emma.taps("Yes")
    assert [quote.id for quote in (await draft_of(emma.harness, 1)).dossier.quotes] == [ids[0], ids[2], *ids[3:]]


async def test_what_others_name_stays(emma: DeskUser) -> None:
    """A person who is quoted cannot be removed; who names them is told."""
    await emma.types(f"/edit {KURSK}")
    await emma.taps("People")
    await emma.taps("Putin")
    assert "It stays" in await emma.taps("Remove")
    assert (await draft_of(emma.harness, 1)).dossier == first()


async def test_what_waits_for_the_other_language(emma: DeskUser) -> None:
    """A text in one language is listed, and asked for in the other."""
    await quoting(emma, ENGLISH)
    for answer in ("Vladimir Putin", ENGLISH.said, "2025-04-28", "/done"):
        await emma.types(answer)
    await emma.taps("Draft")
    await emma.taps("One text to translate")
    await emma.taps("grateful")
    await emma.types(ENGLISH.other)
    assert (await draft_of(emma.harness, 1)).dossier.quotes[-1].words.ar == ENGLISH.other
    await emma.taps("Draft")
    assert not any("translate" in label for label in emma.labels)


async def test_two_at_one_story_see_each_other(layla: DeskUser, emma: DeskUser) -> None:
    """Who edits a story that another edits is told who, and since when."""
    await layla.types(f"/edit {KURSK}")
    answer = await emma.types(f"/edit {KURSK}")
    assert re.search("ليلى.? is editing this story too, since", answer)
    await layla.types(f"/correct {KURSK} q1")
    assert "قيد التحرير" not in await layla.taps("تصويب هذا البند")
    await emma.types(f"/edit {KURSK}")
    answer = await emma.taps("North Korean troops in Kursk")
    assert answer.count("is editing this story too") == 1, "each is named once, and nobody to themselves"
    await layla.types("/desk")
    assert "Emma" in await layla.taps("كورسك")


async def test_two_in_one_draft(layla: DeskUser, emma: DeskUser) -> None:
    """Each is asked their own question in it at once, and both quotations are in it in the end."""
    await quoting(layla, ARABIC)
    await layla.taps("فلاديمير بوتين")
    await emma.types("/desk")
    assert "Who said it?" in await emma.forges_and_sees("1dadd_1_q")
    await emma.taps("Kim Jong Un")
    assert "متى" in await layla.types(ARABIC.said)
    assert "When was it said" in await emma.types("Their exploits are immortal.")
    await layla.types("2025-04-28")
    await emma.types("2025-04-29")
    await layla.taps("تم")
    await emma.taps("Done")
    quotes = (await draft_of(layla.harness, 1)).dossier.quotes[-2:]
    assert [(quote.id, quote.speaker, quote.words.ar or quote.words.en) for quote in quotes] == [
        ("q10", "putin", ARABIC.said),
        ("q11", "kim", "Their exploits are immortal."),
    ]


async def test_an_old_questions_buttons_do_nothing(emma: DeskUser) -> None:
    """A button of a question that was answered asks the present one again, and answers nothing."""
    await quoting(emma, ENGLISH)
    asked = dict(emma.screen)
    await emma.types("Vladimir Putin")
    emma.screen, present = asked, emma.screen
    assert "What was said" in await emma.taps("Kim Jong Un")
    assert present["text"] in emma.text
    await emma.types(ENGLISH.said)
    await emma.types("2025")
    await emma.types("/done")
    assert (await draft_of(emma.harness, 1)).dossier.quotes[-1].speaker == "putin"


async def test_a_redelivered_update_does_its_work_once(harness: BotHarness) -> None:
    """After a restart the same update comes again: nothing is done twice, and its answer is given again."""
    await harness.start()
    emma = DeskUser(harness, EMMA)
    await quoting(emma, ENGLISH)
    for answer in ("Vladimir Putin", ENGLISH.said, "28 April 2025", "/done"):
        sent = await emma.play.post("say", as_=EMMA, chat_id=EMMA, text=answer)
        await emma.play.idle()
        before = (await draft_of(harness, 1)).dossier, (await draft_of(harness, 1, EMMA)).question
        await harness.restart()
        since = await emma.play.seq()
        await emma.play.post("update", update_id=sent["update_id"], message=sent["message"])
        again = await emma.sees(since)
        assert ((await draft_of(harness, 1)).dossier, (await draft_of(harness, 1, EMMA)).question) == before
        assert again
    assert len((await draft_of(harness, 1)).dossier.quotes) == len(first().quotes) + 1
    assert "We are grateful" in again


async def test_discard(emma: DeskUser) -> None:
    """A draft goes after a question; its buttons then say that it has moved on."""
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Discard")
    assert "discarded" in await emma.taps("Yes")
    assert "has changed" in await emma.forges("1dadd_1_q")


async def test_pictures_are_no_answer(emma: DeskUser) -> None:
    """To a sticker the question is asked again."""
    await quoting(emma, ENGLISH)
    since = await emma.play.seq()
    await emma.play.post("share", as_=EMMA, chat_id=EMMA, sticker={})
    text = await emma.sees(since)
    assert "please type" in text
    assert "Who said it?" in text


async def test_what_was_added_before_a_story_has_its_title(emma: DeskUser) -> None:
    """The form that begins a story may wait while its parts are filled; it changes nothing of them."""
    await emma.types("/new")
    await emma.types("/desk")
    await emma.taps("Untitled")
    assert "Who is it?" in await emma.taps("People"), "an empty part asks at once"
    for answer in ("Hemedti", "person", "/skip", "/done"):
        await emma.types(answer)
    await emma.taps("Draft")
    await emma.taps("Title")
    for answer in ("A truce in Sudan", "/skip"):
        await emma.types(answer)
    await emma.taps("a-truce-in-sudan")
    draft = await draft_of(emma.harness, 1)
    assert (draft.slug, draft.dossier.title.en) == ("a-truce-in-sudan", "A truce in Sudan")
    assert draft.dossier.people[0].name.en == "Hemedti"


async def test_what_the_cover_shows_is_said_at_the_desk(bot: BotHarness) -> None:
    """An event is put on the cover and taken off it by a tap; what is unresolved is written, changed and taken out."""
    desk_user = DeskUser(bot, EMMA)
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps("Timeline")
    await desk_user.taps("2. President")
    assert "★ One of the key events on the cover" in await desk_user.taps("☆ Put on the cover")
    assert "☆ Put on the cover" not in desk_user.labels
    assert (await draft_of(bot, 1)).dossier.events[1].key
    assert "One of the key events" not in await desk_user.taps("★ On the cover")
    assert (await draft_of(bot, 1)).dossier == first()
    await desk_user.taps("Draft")
    assert "How many soldiers" in await desk_user.taps("Unresolved")
    assert "not settled yet" in await desk_user.taps("Change")
    await desk_user.types("Who pays.")
    await desk_user.types("من يدفع.")
    unresolved = (await draft_of(bot, 1)).dossier.unresolved
    assert unresolved is not None
    assert (unresolved.ar, unresolved.en) == ("من يدفع.", "Who pays.")
    await desk_user.taps("Change")
    await desk_user.taps("Clear")
    assert (await draft_of(bot, 1)).dossier.unresolved is None
