"""Items typed where a draft was shown last, over HTTP: one into its form, several echoed and added on a tap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model import PartialDate
from bot.model.roles import Role
from bot.services import membership
from bot.store import desk_screens, drafts
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import hire
from tests.bot.desk.subscriber_factory import bare
from tests.bot.desk.test_drafting import ARABIC, BOTH
from tests.bot.story_factory import KURSK, first
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.test_drafting import Tongue

ADD, CANCEL = {"ar": "أضف", "en": "Add all"}, {"ar": "إلغاء", "en": "Cancel"}
QUOTES = {
    "ar": "فلاديمير بوتين | 28 نيسان 2025 | نحن ممتنون\nالرئيس فلاديمير | 29 نيسان 2025 | لن ننسى",
    "en": "Vladimir Putin | 28 April 2025 | We are grateful\nVladimir | 29 April 2025 | We will not forget",
}


def new_quotes(dossier: object) -> list[tuple[str, str]]:
    """Speakers and days of the quotations that the first story has not."""
    known = len(first().quotes)
    return [(quote.speaker, str(quote.date)) for quote in dossier.quotes[known:]]  # type: ignore[attr-defined] # a Dossier


@BOTH
async def test_several_quotations_at_the_open_question(bot: BotHarness, tongue: Tongue) -> None:
    """Echoed with who is meant by a name spelled otherwise; added after a restart; the question is answered."""
    desk_user, language = DeskUser(bot, tongue.person), "ar" if tongue is ARABIC else "en"
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps(tongue.labels["quotes"])
    await desk_user.taps(tongue.labels["add"])
    shown = bare(await desk_user.types(QUOTES[language]))
    assert tongue.labels["putin"] in shown
    assert {"ar": "«الرئيس فلاديمير»", "en": "“Vladimir”"}[language] in shown
    assert (await draft_of(bot, 1)).dossier == first()
    await bot.restart()
    await desk_user.taps(ADD[language])
    draft = await draft_of(bot, 1, tongue.person)
    assert new_quotes(draft.dossier) == [("putin", "2025-04-28"), ("putin", "2025-04-29")]
    assert draft.question is None


@BOTH
async def test_several_at_a_drafts_menu_also_after_a_restart(bot: BotHarness, tongue: Tongue) -> None:
    """No question is open: they belong to the draft shown last; cancel adds nothing."""
    desk_user, language = DeskUser(bot, tongue.person), "ar" if tongue is ARABIC else "en"
    await desk_user.types(f"/edit {KURSK}")
    await bot.restart()
    await desk_user.types(QUOTES[language])
    await desk_user.taps(CANCEL[language])
    assert (await draft_of(bot, 1)).dossier == first()
    await desk_user.types(QUOTES[language])
    await desk_user.taps(ADD[language])
    assert len(new_quotes((await draft_of(bot, 1)).dossier)) == 2
    assert desk_user.text.startswith("جنود") or "Kursk" in desk_user.text


PART = {"ar": {"events": "التسلسل", "key_points": "النقاط"}, "en": {"events": "Timeline", "key_points": "Key points"}}


@BOTH
@pytest.mark.parametrize("part", ["events", "key_points"])
async def test_a_text_and_its_translation_belong_to_the_part_that_is_shown(
    bot: BotHarness, tongue: Tongue, part: str
) -> None:
    """Nobody is taken to have said it; where one half names somebody, they have."""
    desk_user, language = DeskUser(bot, tongue.person), "ar" if tongue is ARABIC else "en"
    await desk_user.types(f"/edit {KURSK}")
    await desk_user.taps(PART[language][part])
    await desk_user.types("غرقت سفينتان | Two ships sank")
    question = (await draft_of(bot, 1, tongue.person)).question or {}
    texts = question["answers"]["text"] | question["answers"].get("text_other", {})
    assert (question["part"], texts) == (part, {"ar": "غرقت سفينتان", "en": "Two ships sank"})
    await desk_user.types("/cancel")
    await desk_user.types("بوتين | We are grateful")
    assert ((await draft_of(bot, 1, tongue.person)).question or {})["part"] == "quotes"


UNDATED = {
    "ar": "فلاديمير بوتين | أمس | نحن ممتنون\nفلاديمير بوتين | 29 نيسان 2025 | لن ننسى",
    "en": "Vladimir Putin | yesterday | We are grateful\nVladimir Putin | 29 April 2025 | We will not forget",
}
WHICH = {"ar": "ما يوم الخبر؟", "en": "Which day is the copy from?"}
TYPED_DAY = {"ar": "30 نيسان 2025", "en": "30 April 2025"}


@BOTH
async def test_a_day_that_depends_on_the_copys_is_asked_for(bot: BotHarness, tongue: Tongue) -> None:
    """By typing, after a restart and a refusal; the items are echoed as of that day, and added on a tap."""
    desk_user, language = DeskUser(bot, tongue.person), "ar" if tongue is ARABIC else "en"
    await desk_user.types(f"/edit {KURSK}")
    shown = bare(await desk_user.types(UNDATED[language]))
    assert WHICH[language] in shown
    assert shown.count("|") == 2, "only the items concerned are named"
    await bot.restart()
    assert WHICH[language] in bare(await desk_user.types("2025"))
    assert {"ar": "29 نيسان", "en": "29 April"}[language] in bare(await desk_user.types(TYPED_DAY[language]))
    await bot.restart()
    await desk_user.taps(ADD[language])
    draft = await draft_of(bot, 1, tongue.person)
    assert new_quotes(draft.dossier) == [("putin", "2025-04-29"), ("putin", "2025-04-29")]
    assert (str(draft.dossier.wire_date), draft.question) == ("2025-04-30", None)


async def test_the_copys_day_is_a_tap_and_may_stay_unknown(bot: BotHarness, emma: DeskUser) -> None:
    """Left open, the items that depend on it are left out and named; the next list is asked about once more."""
    await emma.types(f"/edit {KURSK}")
    await emma.types(UNDATED["en"])
    assert "depends on the day of the copy" in await emma.taps("leave these out")
    await emma.taps("Add it")
    assert new_quotes((await draft_of(bot, 1)).dossier) == [("putin", "2025-04-29")]
    relative = UNDATED["en"].split("\n")[0]
    await emma.types(f"{relative}\n{relative}!")
    today = bot.now().date()
    await emma.taps(str(today.year))
    await emma.taps("Add all")
    days = [day for _, day in new_quotes((await draft_of(bot, 1)).dossier)]
    assert days[1:] == [str(today - timedelta(days=1))] * 2


async def test_a_paused_question_for_the_day_goes_on(bot: BotHarness, emma: DeskUser) -> None:
    """Another question came between: resumed, it is asked again; with a day meanwhile, the items are echoed at once."""
    await emma.types(f"/edit {KURSK}")
    await emma.types(UNDATED["en"])
    await emma.types("/new")
    await emma.forges_and_sees("1dresume_1")
    assert WHICH["en"] in emma.text
    await emma.types("/new")
    async with bot.database() as database, database.write() as conn:
        draft = await drafts.get(conn, 1)
        assert draft is not None
        dated = draft.dossier.model_copy(update={"wire_date": PartialDate.parse("2025-04-30")})
        await drafts.save(conn, 1, draft.version, at=bot.now(), dossier=dated)
    await emma.forges_and_sees("1dresume_1")
    await emma.taps("Add all")
    assert new_quotes((await draft_of(bot, 1)).dossier) == [("putin", "2025-04-29")] * 2


async def test_a_sentence_with_its_attribution_at_a_menu(emma: DeskUser, bot: BotHarness) -> None:
    """It is split into words and speaker; the form goes on with what is missing, the main source preselected."""
    await emma.types(f"/edit {KURSK}")
    shown = await emma.types("“We are late, and we know it,” said Vladimir Putin, president of Russia.")
    assert "We are late, and we know it" in shown
    saved = await emma.taps("Done") if "Done" in emma.labels else await emma.taps("Leave for later")
    if "Saved" not in saved:
        saved = await emma.taps("Done")
    outlet = first().sources[0].outlet.en or ""
    assert f"Source: {outlet}" in bare(saved)
    quote = (await draft_of(bot, 1)).dossier.quotes[-1]
    assert (quote.words.en, quote.speaker, quote.sources) == ("We are late, and we know it", "putin", ("s1",))


async def test_paragraphs_pasted_at_the_summary_are_several(emma: DeskUser, bot: BotHarness) -> None:
    """Where the part's screen was shown last, and where a new paragraph is asked for."""
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Summary")
    before = len(first().summary)
    assert "The first." in await emma.types("The first.\n\nThe second.")
    await emma.taps("Add all")
    await emma.taps("Summary")
    await emma.taps("Add a paragraph")
    await emma.types("The third.\n\nThe fourth.\n\nThe fifth.")
    await emma.taps("Add all")
    added = [paragraph.text.en for paragraph in (await draft_of(bot, 1)).dossier.summary[before:]]
    assert added == ["The first.", "The second.", "The third.", "The fourth.", "The fifth."]


async def test_what_another_changed_meanwhile_is_shown_again(emma: DeskUser, layla: DeskUser, bot: BotHarness) -> None:
    """Ids move on with another's items, which changes nothing; a speaker who is gone is shown as new."""
    await emma.types(f"/edit {KURSK}")
    await emma.types("Omar Saleh | 28 April 2025 | We stop\nOmar Saleh | 29 April 2025 | We go on")
    await layla.types("/drafts")
    await layla.taps("1")
    await layla.types("عمر سعد | 28 نيسان 2025 | نحن ممتنون\nعمر سعد | 29 نيسان 2025 | لن ننسى")
    await layla.taps("أضف")
    await emma.taps("Add all")
    if any("Add all" in label for label in emma.labels):
        await emma.taps("Add all")
    assert len(new_quotes((await draft_of(bot, 1)).dossier)) == 4


async def test_other_words_of_a_member_stay_what_they_were(emma: DeskUser, bot: BotHarness) -> None:
    """A question is a reader's, several lines of copy are asked about, and a stranger's items are searched for."""
    await emma.types(f"/edit {KURSK}")
    assert "Add" not in " ".join(emma.labels)
    await emma.types("what did Putin say: about Kursk?")
    assert (await draft_of(bot, 1, EMMA)).question is None
    assert "Where does this text belong?" in await emma.types("A minister spoke on Monday\nabout the port, at length.")
    stranger = DeskUser(bot, await bot.play.person("en"))
    await stranger.types(QUOTES["en"])
    assert not any("Add" in label for label in stranger.labels)


async def test_a_contributor_writes_only_in_their_own(bot: BotHarness, emma: DeskUser) -> None:
    """The screen shown last is of a draft that they may work on, or none."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await contributor.types(f"/edit {KURSK}")
    await contributor.types(QUOTES["en"])
    await contributor.taps("Add all")
    assert len(new_quotes((await draft_of(bot, 1)).dossier)) == 2
    await emma.types("/drafts")
    await emma.taps("1")
    await emma.taps("Discard")
    await emma.taps("Yes")
    assert "Where does this text belong?" in await contributor.types(QUOTES["en"])


async def test_a_former_members_screen_is_forgotten(bot: BotHarness, emma: DeskUser) -> None:
    """What they were shown last is kept as long as they are on the desk."""
    await emma.types(f"/edit {KURSK}")
    async with bot.database() as database:
        async with database.read() as conn:
            assert await desk_screens.get(conn, EMMA) == (1, None)
        await membership.leave(database, EMMA, bot.now())
        async with database.read() as conn:
            assert await desk_screens.get(conn, EMMA) is None
