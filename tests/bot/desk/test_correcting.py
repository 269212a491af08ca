"""`/correct` over HTTP: what was wrong is put right with its class and reason, or withdrawn, and its record stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.model.language import Language
from bot.model.roles import Role
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import entries, hire, newest
from tests.bot.desk.subscriber_factory import bare, ends, listens, reads
from tests.bot.story_factory import person, quote, tale
from tests.bot.test_corrected_copies import WORDS, recorded, settled
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness

SECRET = {"ar": "سِرٌّ لا يُنشر", "en": "A secret of the talks"}


class Tongue(NamedTuple):
    """Who speaks a language at the desk, what they type, and what they see in it."""

    person: int
    language: str
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA, "ar",
    {
        "quotes": "الاقتباسات", "first": "الأحد", "correct": "تصويب هذا", "field": "نص الاقتباس", "done": "تم",
        "new": "وصلنا متأخرين يوم الاثنين", "publish": "إلى نشر", "class": "الدرجة", "urgent": "تصويب عاجل",
        "why": "السبب", "reason": "أخطأنا السمع", "release": "نشر", "second": "سِرٌّ", "withdraw": "سحبه",
        "asked": "لمَ يُسحب", "gone": "سُحب اقتباس", "record": "التصويبات", "redact": "حذف نص", "yes": "نعم",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA, "en",
    {
        "quotes": "Quotes", "first": "Sunday", "correct": "Correct this", "field": "quote", "done": "Done",
        "new": "We were late on Monday", "publish": "Publish the correction", "class": "Class: ",
        "urgent": "Urgent correction", "why": "Why", "reason": "We misheard", "release": "Publish",
        "second": "secret", "withdraw": "Withdraw", "asked": "Why is it withdrawn", "gone": "A quotation was withdrawn",
        "record": "Corrections", "redact": "Take out", "yes": "Yes",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


def talks() -> Dossier:
    """A story with two quotations in both languages."""
    first = quote("q1", "hana", ar="وصلنا متأخرين يوم الأحد", en="We were late on Sunday") | {"language": "ar"}
    second = quote("q2", "hana", **SECRET) | {"language": "ar"}
    return tale("talks", "محادثات", "Peace talks", people=[person("hana", "هناء", "Hana")], quotes=[first, second])


async def at_item(bot: BotHarness, tongue: Tongue, item: str) -> DeskUser:
    """An editor who has chosen a published quotation of the story by buttons."""
    await bot.publish(talks())
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/correct talks")
    await desk_user.taps(tongue.labels["quotes"])
    await desk_user.taps(tongue.labels[item])
    return desk_user


@BOTH
async def test_an_item_is_corrected_with_its_class_and_reason(bot: BotHarness, tongue: Tongue) -> None:
    """In one draft of its own; the revision has the new words and the record, which readers see.

    The panel shows a copy beside what it is corrected to, and how many there are; the record, what became of them.
    """
    desk_user, say, words = await at_item(bot, tongue, "first"), tongue.labels, WORDS[Language(tongue.language)]
    reader = await bot.play.person(tongue.language)
    copy = await bot.play.ask("/quotes talks", as_=reader)
    await recorded(bot, 1)
    for label in ("correct", "field"):
        await desk_user.taps(say[label])
    await desk_user.types(say["new"])
    await desk_user.taps(say["done"])
    panel = bare(await desk_user.taps(say["publish"]))
    now, then = (panel.index(words.text(f"desk.copies.{key}")) for key in ("now", "then"))
    assert now < panel.index(say["first"], now) < then < panel.index(say["new"], then)
    assert bare(words.count("desk.copies.expected", 1)) in panel
    await desk_user.taps(say["class"])
    assert any(say["urgent"] in label for label in desk_user.labels)
    await desk_user.taps(say["why"])
    assert say["reason"] in bare(await desk_user.types(say["reason"]))
    await desk_user.taps(say["release"])
    story = await newest(bot, "talks")
    assert story is not None
    (record,) = story.dossier.corrections
    assert (record.id, record.item, record.class_) == ("c1", "q1", "urgent")
    language = Language(tongue.language)
    texts = [text.localize(language)[0] for text in (record.was, record.is_, record.why) if text]
    assert texts == [talks().quotes[0].words.localize(language)[0], say["new"], say["reason"]]
    assert story.dossier.quotes[0].words.localize(language)[0] == say["new"]
    (entry, *_) = await entries(bot, action="publish")
    assert entry.detail["corrections"] == ["c1"]
    await settled(bot)
    seen = {message["message_id"]: message["text"] for message in await bot.play.messages(reader)}
    assert say["new"] in seen[copy["message_id"]]
    await desk_user.types("/correct talks")
    await desk_user.taps(say["record"])
    report = bare(await desk_user.taps(say["first"]))
    assert bare(words.text("desk.copies.right", right="1", total="1")) in report
    assert bare(words.text("desk.copies.notices", sent="1", total="1")) in report
    shown = bare(await desk_user.types("/corrections talks"))
    assert say["new"] in shown
    assert say["urgent"] in shown
    assert say["reason"] in shown
    assert "c1 · " in bare(await desk_user.types("/undo")), "it asks first"
    undone = bare(await desk_user.taps(words.text("desk.undo.yes")))
    assert bare(words.text("desk.undo.corrected")) in undone, "the record is not undone"
    await settled(bot)
    seen = {message["message_id"]: message["text"] for message in await bot.play.messages(reader)}
    assert say["first"] in seen[copy["message_id"]].split(".")[-1], "the copy shows what is live once more"


@BOTH
async def test_an_item_is_withdrawn_with_a_reason_and_without_its_words(bot: BotHarness, tongue: Tongue) -> None:
    """Nothing is published before the reason is there; then no page, search or older revision has its words."""
    desk_user, say = await at_item(bot, tongue, "second"), tongue.labels
    assert say["asked"] in await desk_user.taps(say["withdraw"])
    await desk_user.types(say["reason"])
    off = WORDS[Language(tongue.language)].text("desk.panel.corrections_off")
    assert off not in desk_user.labels, "what is withdrawn is told of in any case"
    await desk_user.taps(say["release"])
    story = await newest(bot, "talks")
    assert story is not None
    (record,) = story.dossier.corrections
    assert (record.item, record.class_, record.was, record.is_) == ("q2", "withdrawn", None, None)
    assert [each.id for each in story.dossier.quotes] == ["q1"]
    secret = SECRET[tongue.language]
    for typed in (
        "/quotes talks",
        "/corrections talks",
        "/full talks",
        f"/search {secret.split(maxsplit=1)[0]}",
        "/history talks",
    ):
        assert secret not in bare(await desk_user.types(typed))
    assert secret not in bare(await desk_user.taps("2")), "the difference from the revision that had it"
    assert say["gone"] in bare(await desk_user.types("/corrections talks"))
    older = await newest(bot, "talks", 1)
    assert older is not None
    assert [each.id for each in older.dossier.quotes] == ["q1"]


@BOTH
@pytest.mark.parametrize("between", ["\n", " | "], ids=["lines", "bar"])
async def test_a_reason_may_come_in_both_languages_at_once(bot: BotHarness, tongue: Tongue, between: str) -> None:
    """In a line each, or in one with a bar between; a bar within one language is a part of the words."""
    desk_user, say = await at_item(bot, tongue, "second"), tongue.labels
    await desk_user.taps(say["withdraw"])
    await desk_user.types(f"We misheard A|B{between}سمعنا خطأ" if between == "\n" else f"We misheard{between}سمعنا خطأ")
    await desk_user.taps(say["release"])
    story = await newest(bot, "talks")
    assert story is not None
    why = story.dossier.corrections[0].why
    assert why is not None
    english = "We misheard A|B" if between == "\n" else "We misheard"
    assert (why.localize(Language.EN)[0], why.localize(Language.AR)[0]) == (english, "سمعنا خطأ")


@BOTH
async def test_an_item_that_the_story_has_not_is_named(bot: BotHarness, tongue: Tongue) -> None:
    """With the items that are near it, by id, number or words, else with all parts; never that there is no story."""
    words = WORDS[Language(tongue.language)]
    await bot.publish(talks())
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    assert bare(words.text("desk.correct.unknown", asked="zz")) in bare(await desk_user.types("/correct talks zz"))
    assert any(say["quotes"] in label for label in desk_user.labels)
    assert not any(say["first"] in label for label in desk_user.labels)
    for asked in ("q11", "1", "١", say["first"]):
        shown = bare(await desk_user.types(f"/correct talks {asked}"))
        assert bare(words.text("desk.correct.near", asked=asked)) in shown, asked
        assert say["first"] in desk_user.labels[0]
    assert talks().quotes[0].words.localize(Language(tongue.language))[0] in bare(await desk_user.taps(say["first"]))
    for asked in ("q1", "Q1", "Q١"):
        await desk_user.types(f"/correct talks {asked}")
        assert any(say["correct"] in label for label in desk_user.labels), asked
    assert "zz" in bare(await desk_user.types("/correct zz"))
    await desk_user.taps(talks().title.localize(Language(tongue.language))[0])
    assert bare(words.text("desk.correct.which")) in bare(desk_user.text)


@BOTH
async def test_the_panel_says_in_which_language_the_reason_is_missing(bot: BotHarness, tongue: Tongue) -> None:
    """It is asked for below the one that is there, which "skip" keeps and "remove" takes out; then nothing is said."""
    words = WORDS[Language(tongue.language)]
    desk_user, say = await at_item(bot, tongue, "second"), tongue.labels
    missing = {language: bare(words.text(f"desk.panel.why_no_{language}")) for language in Language}
    typed = {Language.EN: "We misheard", Language.AR: "سمعنا خطأ"}
    given = Language(tongue.language)
    await desk_user.taps(say["withdraw"])
    panel = bare(await desk_user.types(typed[given]))
    assert (missing[given.other] in panel, missing[given] in panel) == (True, False)
    asked = bare(await desk_user.taps(say["why"]))
    assert asked.endswith(bare(words.text(f"desk.correct.why_{given.other}", why=typed[given])))
    assert missing[given.other] in bare(await desk_user.types({"en": "skip", "ar": "تخطٍّ"}[tongue.language]))
    await desk_user.taps(say["why"])
    panel = bare(await desk_user.types(typed[given.other]))
    assert not any(sentence in panel for sentence in missing.values())
    await desk_user.taps(say["why"])
    assert say["asked"] in bare(await desk_user.types({"en": "remove", "ar": "حذف"}[tongue.language]))
    await desk_user.types("\n".join(typed.values()))
    await desk_user.taps(say["release"])
    story = await newest(bot, "talks")
    assert story is not None
    (record,) = story.dossier.corrections
    assert record.why
    assert {language: record.why.localize(language)[0] for language in Language} == typed


@BOTH
async def test_who_gets_the_push_of_a_correction_is_sent_no_notice_besides(bot: BotHarness, tongue: Tongue) -> None:
    """An urgent correction is told once: by the push to who follows, by a notice to who was shown it and does not."""
    desk_user, say, words = await at_item(bot, tongue, "first"), tongue.labels, WORDS[Language(tongue.language)]
    follower, reader = [await bot.play.person(tongue.language) for _ in range(2)]
    await listens(bot, follower, Language(tongue.language))
    for person_ in (follower, reader):
        await bot.play.ask("/quotes talks", as_=person_)
    await recorded(bot, 2)
    for label in ("correct", "field"):
        await desk_user.taps(say[label])
    await desk_user.types(say["new"])
    await desk_user.taps(say["done"])
    await desk_user.taps(say["publish"])
    assert bare(words.text("desk.copies.told")) not in bare(desk_user.text)
    await desk_user.taps(say["class"])
    assert bare(words.text("desk.copies.told")) in bare(desk_user.text)
    await desk_user.taps(words.text("desk.push.with"))
    await ends(bot, 1)
    await settled(bot)
    label = words.text("page.correction.urgent")
    messages = [
        [text for text in texts if label in text and not text.startswith("/")]
        for texts in await reads(bot.play, (follower, reader))
    ]
    assert [len(texts) for texts in messages] == [2, 2], "the page that was corrected, and one message"
    assert label in messages[0][1].splitlines()
    assert label not in messages[1][1].splitlines()


@BOTH
async def test_the_panel_names_where_else_the_words_stand(bot: BotHarness, tongue: Tongue) -> None:
    """An item that repeats what is withdrawn is named, with a button that opens it in the draft."""
    say, words = tongue.labels, WORDS[Language(tongue.language)]
    tree = talks().model_dump(mode="json", exclude_none=True)
    repeated = {"ar": f"قالت: «{SECRET['ar']}»", "en": f"She said: “{SECRET['en']}”"}
    tree["events"] = [{"id": "e9", "text": repeated, "sources": [tree["sources"][0]["id"]]}]
    await bot.publish(type(talks()).model_validate(tree))
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/correct talks")
    for label in ("quotes", "second", "withdraw"):
        await desk_user.taps(say[label])
    panel = bare(await desk_user.types(say["reason"]))
    assert bare(words.count("desk.panel.repeated", 1)) in panel
    opened = bare(await desk_user.taps({"en": "She said", "ar": "قالت"}[tongue.language]))
    assert bare(repeated[tongue.language]) in opened


async def test_an_owner_takes_the_words_out_of_a_record(bot: BotHarness) -> None:
    """Its id, class and day stay; it is in the audit; an editor is offered nothing of the kind, nor obeyed."""
    desk_user = await at_item(bot, ENGLISH, "first")
    wrong = talks().model_dump(mode="json", exclude_none=True)
    texts = {"was": {"en": "His address"}, "is": {"en": "His town"}}
    wrong["corrections"] = [{"id": "c1", "date": "2025-04-28", "item": "q1", "class": "corrected", **texts}]
    await bot.publish(type(talks()).model_validate(wrong))
    editor = await hire(bot, Role.EDITOR)
    for user in (desk_user, editor):
        await user.types("/correct talks")
        await user.taps("Corrections")
        assert "His address" in bare(await user.taps("His address"))
    assert not any("Take out" in label for label in editor.labels)
    await editor.forges("1dredactyes__c_c1_1")
    await desk_user.taps("Take out")
    assert "removed" in await desk_user.taps("Yes")
    story = await newest(bot, "talks")
    assert story is not None
    (record,) = story.dossier.corrections
    assert (record.id, record.class_, str(record.date), record.redacted, record.was) == (
        "c1", "corrected", "2025-04-28", True, None
    )  # fmt: skip
    older = await newest(bot, "talks", 2)
    assert older is not None
    assert older.dossier.corrections == story.dossier.corrections
    refused, done = (await entries(bot, action="redact"))[::-1]
    assert (refused.actor, refused.allowed) == (editor.person, False)
    assert (done.actor, done.allowed, done.detail["record"]) == (EMMA, True, "c1")


async def test_who_may_not_publish_may_not_correct(bot: BotHarness) -> None:
    """A contributor is refused, and offered no button for it on a published item of a draft."""
    await bot.publish(talks())
    contributor = await hire(bot, Role.CONTRIBUTOR)
    assert "Your role at the desk" in await contributor.types("/correct talks")
    await contributor.types("/edit talks")
    await contributor.taps("Quotes")
    await contributor.taps("Sunday")
    assert not any("Correct" in label for label in contributor.labels)
    editor = await hire(bot, Role.EDITOR)
    await editor.types("/edit talks")
    await editor.taps("Quotes")
    await editor.taps("Sunday")
    assert "We were late on Sunday" in bare(await editor.taps("✎ Correct"))
    assert any("Withdraw" in label for label in editor.labels)


@BOTH
async def test_restoring_warns_that_it_brings_back_what_was_corrected(bot: BotHarness, tongue: Tongue) -> None:
    """It names the item and its record; restored all the same, that is a correction of its own."""
    await bot.publish(talks())
    tree = talks().model_dump(mode="json", exclude_none=True)
    was, now = {"en": "Sunday", "ar": "الأحد"}, {"en": "Monday", "ar": "الاثنين"}
    tree["quotes"][0]["words"] = now
    tree["corrections"] = [
        {"id": "c1", "date": "2025-04-28", "item": "q1", "class": "corrected", "was": was, "is": now}
    ]
    await bot.publish(type(talks()).model_validate(tree))
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/history talks")
    await desk_user.taps("1")
    shown = bare(
        await desk_user.taps({"en": "Publish this one again", "ar": "نشر هذه النسخة من جديد"}[tongue.language])
    )
    assert {"en": "corrected since", "ar": "صُوّب بعدها"}[tongue.language] in shown
    assert now[tongue.language] in shown
    assert "c1 · " in shown
    gone = WORDS[Language(tongue.language)].text("desk.change.removed", what="")
    assert bare(gone) not in shown, "the record stays"
    assert bare(WORDS[Language(tongue.language)].text("desk.history.told_again")) in shown
    await desk_user.taps({"en": "Publish it again", "ar": "نشرها من جديد"}[tongue.language])
    story = await newest(bot, "talks")
    assert story is not None
    assert (story.revision, [record.id for record in story.dossier.corrections]) == (3, ["c1", "c2"])
    assert story.dossier.quotes[0] == talks().quotes[0]
    await desk_user.types("/undo")
    assert "c2 · " in bare(str(desk_user.screen["text"]))
    same = await newest(bot, "talks")
    assert same == story, "it waits for the second word"
    yes = WORDS[Language(tongue.language)].text("desk.undo.yes")
    done = bare(await desk_user.taps(yes))
    assert bare(WORDS[Language(tongue.language)].text("desk.undo.restore")) in done
    story = await newest(bot, "talks")
    assert story is not None
    assert [record.id for record in story.dossier.corrections] == ["c1", "c2", "c3"]
    assert story.dossier.quotes[0].words.en == now["en"]
