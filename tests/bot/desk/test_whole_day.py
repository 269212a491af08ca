"""A day at the desk over HTTP, in both languages, with the bot restarted between any two steps.

A quick run of the tests restarts it before every seventh step of each person: a restart costs more than the step.

A contributor writes a story by hand, is sent back to it, and has it approved; an editor publishes and pushes it, puts a
word right, publishes an older revision again, and takes a push back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bot.model.roles import Role
from bot.store.copies import runs
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import hire, newest
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, reads
from tests.sandbox_client import EMMA, LAYLA
from tests.thoroughness import IS_FULL

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness


class Tongue(NamedTuple):
    """Who speaks a language at the desk, what they type, and what they see in it."""

    language: str
    editor: int
    title: str
    slug: str
    story: str
    words: tuple[str, str]
    reply: str
    labels: dict[str, str]


ARABIC = Tongue(
    "ar", LAYLA, "إضراب في الميناء", "-",
    "المصادر\nرويترز | 28 نيسان 2025 | https://example.org/a\n"
    "المقدمة\nتوقف العمل في الميناء.\n"
    "الاقتباسات\nالعقيد سامر الحلبي، قائد الكتيبة | 28 نيسان 2025 | «تأخرنا يوم الأحد».\n"
    "الحلبي | 29 نيسان 2025 | لن نعود قبل الجمعة\n"
    "الأحداث\n27 نيسان 2025 | بدأ الإضراب\n28 نيسان 2025 | أُغلق الميناء\n"
    "النقاط\nالميناء مغلق\nالسفن تنتظر\n"
    "الملخص\nبدأ الإضراب يوم الأحد.\n\nويطالب العمال بأجور أعلى.\n\nولا موعد لنهايته.",
    ("تأخرنا يوم الأحد.", "تأخرنا يوم الاثنين."), "الأحد ← الاثنين",
    {
        "later": "لاحقًا", "add": "أضف البنود", "submit": "إرسال للمراجعة", "silently": "بلا ملاحظة",
        "return": "إعادة", "returned": "أُعيدت للتعديل", "approve": "موافقة", "approved": "بموافقة ليلى",
        "notice": "وافق ليلى على مسودتك", "save": "حفظ", "push": "نشر وإرسال", "publish": "نشر", "out": "ويراها القراء",
        "line": "ورد «تأخرنا يوم الأحد»، والصواب «تأخرنا يوم الاثنين».",
        "revision": "النسخة \u20681", "again": "من جديد", "retract": "الإرسال \u20682", "quotes": "الاقتباسات",
        "draft": "المسودة", "author": "رنا", "occasion": "أين قيل", "occasion_field": "المناسبة",
        "place": "مؤتمر صحفي", "held": "لدى رنا", "why": "أين قيل هذا؟", "colonel": "العقيد، قائد الكتيبة",
        "outlet": "رويترز (Reuters)", "sure": "سحب ما", "find": "إضراب", "missing": "ينقص",
        "all the same": "تراجع مع ذلك",
    },
)  # fmt: skip
ENGLISH = Tongue(
    "en", EMMA, "A strike at the port", "port",
    "Sources\nReuters | 28 April 2025 | https://example.org/a\n"
    "Standfirst\nWork has stopped at the port.\n"
    "Quotes\nColonel Samer al-Halabi, commander of the battalion | 28 April 2025 | “We were late on Sunday”.\n"
    "al halabi | 29 April 2025 | We shall not be back before Friday\n"
    "Timeline\n27 April 2025 | The strike begins\n28 April 2025 | The port is shut\n"
    "Key points\nThe port is shut\nShips are waiting\n"
    "Summary\nThe strike began on Sunday.\n\nThe workers ask for higher wages.\n\nNobody knows when it ends.",
    ("We were late on Sunday.", "We were late on Monday."), "Sunday → Monday",
    {
        "later": "Later", "add": "Add all", "submit": "Submit for review", "silently": "Submit without",
        "return": "Return", "returned": "returned for changes", "approve": "Approve",
        "approved": "approved by Emma", "notice": "Emma approved your draft", "save": "Save",
        "push": "Publish and push", "publish": "Publish", "out": "Readers see it now",
        "line": "It said “We were late on Sunday”; it should say “We were late on Monday”.",
        "revision": "Revision 1", "again": "again",
        "retract": "Push 2", "quotes": "Quotes", "draft": "Draft", "author": "Rana", "occasion": "what occasion",
        "occasion_field": "occasion", "place": "A press conference", "held": "with Rana", "why": "Where was this said?",
        "colonel": "Colonel, commander of the battalion", "outlet": "Reuters (رويترز)",
        "sure": "Retract it", "find": "strike", "missing": "missing",
        "all the same": "all the same",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


EVERY = 1 if IS_FULL else 7  # steps from one restart to the next


class RestartedUser(DeskUser):
    """Somebody at a desk whose bot is ended and started again before each thing that they do."""

    steps = 0

    async def types(self, text: str, **more: Any) -> str:
        """Type a message after a restart, and return what the bot answers."""
        await self._restart()
        return bare(await super().types(text, **more))

    async def taps(self, label: str, *, is_whole: bool = False) -> str:
        """Tap a button after a restart, and return what comes."""
        await self._restart()
        return bare(await super().taps(label, is_whole=is_whole))

    async def replies(self, text: str) -> str:
        """Reply to the message that they look at, and return what the bot answers."""
        return await self.types(text, reply_to=self.screen["message_id"])

    async def _restart(self) -> None:
        self.steps += 1
        if self.steps % EVERY == 0:
            await self.harness.restart()

    async def was_sent(self, since: int) -> str:
        """Return what the bot sent them of its own since an event: one message at least."""
        await self.play.wait("call", since=since, method="sendMessage", chat_id=self.person)
        calls = await self.play.log(since=since, method="sendMessage", chat_id=self.person)
        return bare("\n".join(call["params"]["text"] for call in calls))


@BOTH
async def test_a_day_at_the_desk(bot: BotHarness, tongue: Tongue) -> None:
    """Written, returned, approved, published and pushed, put right, restored, taken back; each step after a restart."""
    chats = await add_audience(bot)
    editor = RestartedUser(bot, tongue.editor)
    hired = await hire(bot, Role.CONTRIBUTOR, tongue.language, tongue.labels["author"])
    author = RestartedUser(bot, hired.person)
    await editor.types("/desk")
    await _write(author, tongue)
    await _review(author, editor, tongue)
    own = 0 if tongue is ARABIC else 1
    await _publish(editor, tongue, chats, own)
    await _correct(editor, tongue, chats, own)
    await _restore(editor, tongue)
    await _take_back(editor, tongue, chats, own)


async def _write(author: RestartedUser, tongue: Tongue) -> None:
    """Write all of the story in four messages: what is echoed is what the draft then has."""
    say, language = tongue.labels, tongue.language
    await author.types(f"/new {tongue.title}")
    await author.taps(say["later"])
    await author.taps(tongue.slug)
    shown = await author.types(tongue.story)
    assert say["outlet"] in shown
    assert "«‹" not in shown
    assert say["held"] in await author.taps(say["add"])
    dossier = (await draft_of(author.harness, 1)).dossier
    counts = [len(part) for part in (dossier.quotes, dossier.events, dossier.key_points, dossier.summary)]
    assert counts == [2, 2, 2, 3]
    (colonel,) = dossier.people
    assert {quote.speaker for quote in dossier.quotes} == {colonel.id}, "a part of the name is the same person"
    assert colonel.role is not None
    assert getattr(colonel.role, language) == say["colonel"]
    assert getattr(dossier.quotes[0].words, language) == tongue.words[0], "marks around it are gone"
    assert {quote.sources for quote in dossier.quotes} == {("s1",)}


async def _review(author: RestartedUser, editor: RestartedUser, tongue: Tongue) -> None:
    """Return the draft with words, and approve it: each is told, with what it is about, and finds it by a word."""
    say, play = tongue.labels, author.play
    await author.taps(say["submit"])
    since = await play.seq()
    await author.taps(say["silently"])
    notice = await editor.was_sent(since)
    assert tongue.title in notice
    assert tongue.words[0] in notice, "what a new story says, and not how much of it there is"
    await editor.types(f"/drafts {say['find']}")
    await editor.taps(say["find"])
    await editor.taps(say["return"])
    since = await play.seq()
    await editor.types(say["why"])
    assert say["why"] in await author.was_sent(since)
    assert say["returned"] in await author.types(f"/edit {say['find']}")
    await author.taps(say["quotes"])
    await author.taps("1.")
    assert say["occasion"] in await author.taps("✎ " + say["occasion_field"])
    await author.types(say["place"])
    await author.taps(say["later"])
    await author.taps(say["draft"])
    await author.taps(say["submit"])
    await author.taps(say["silently"])
    await editor.types(f"/edit {say['find']}")
    await editor.taps(say["approve"])
    since = await play.seq()
    assert say["approved"] in await editor.taps(say["approve"])
    assert say["notice"] in await author.was_sent(since)


async def _publish(editor: RestartedUser, tongue: Tongue, chats: tuple[int, ...], own: int) -> None:
    """See the message, then send it: the first push is the story's cover with its events and one source."""
    say = tongue.labels
    shown = await editor.types(f"/publish {say['find']}")
    assert say["missing"] in shown, "translations are"
    assert say["out"] in await editor.taps(say["push"])
    await ends(editor.harness, 1)
    (text,) = (await reads(editor.play, chats))[own]
    assert set(bare(text).split("\n")) <= set(shown.split("\n")), "it went out as it was shown"
    assert bare(text).count("رويترز" if tongue is ARABIC else "Reuters") == 1


async def _correct(editor: RestartedUser, tongue: Tongue, chats: tuple[int, ...], own: int) -> None:
    """Put one word right by a reply to the readers' page: the push says what it said, and what it should say."""
    say = tongue.labels
    await editor.types(f"/quotes {say['find']}")
    await editor.replies(tongue.reply)
    assert say["line"] in await editor.taps(say["save"])
    await editor.taps(say["push"])
    await ends(editor.harness, 2)
    assert say["line"] in bare((await reads(editor.play, chats))[own][-1])
    story = await newest(editor.harness, (await draft_of(editor.harness, 2)).slug)
    assert story is not None
    assert getattr(story.dossier.quotes[0].words, tongue.language) == tongue.words[1]
    await _copies_are_right(editor)


async def _copies_are_right(editor: RestartedUser) -> None:
    """Wait until no copy is still to be edited: the editor's own ones would be taken for an answer."""
    for _ in range(200):
        async with editor.harness.database() as database, database.read() as conn:
            if not await runs.open_runs(conn):
                break
        await editor.play.idle(quiet=0.1)
    else:
        raise AssertionError("copies are still being corrected")
    await editor.play.idle()


async def _restore(editor: RestartedUser, tongue: Tongue) -> None:
    """Publish the first revision again, and undo that: readers have the corrected word."""
    say = tongue.labels
    await editor.types(f"/history {say['find']}")
    await editor.taps(say["revision"])
    assert tongue.words[0][:-1] in await editor.taps(say["again"])
    await editor.taps(say["again"])
    slug = (await draft_of(editor.harness, 2)).slug
    story = await newest(editor.harness, slug)
    assert story is not None
    assert (story.revision, getattr(story.dossier.quotes[0].words, tongue.language)) == (3, tongue.words[0])
    await _copies_are_right(editor)
    await editor.types("/undo")
    await editor.taps(say["all the same"])  # the restoring is on record as a correction, which this takes back
    story = await newest(editor.harness, slug)
    assert story is not None
    assert getattr(story.dossier.quotes[0].words, tongue.language) == tongue.words[1]
    await _copies_are_right(editor)


async def _take_back(editor: RestartedUser, tongue: Tongue, chats: tuple[int, ...], own: int) -> None:
    """Take the second push back: readers have the first one only."""
    say = tongue.labels
    await editor.types("/retract")
    await editor.taps(say["retract"])
    await editor.taps(say["sure"])
    await ends(editor.harness, 2)
    assert len((await reads(editor.play, chats))[own]) == 1
