"""A walk over the whole desk: every button that an owner is ever shown, collected by tapping them one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.model.language import Language
from bot.model.roles import Role
from bot.model.text import Localized
from bot.views.callback_data import DeskLink, unpack
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, hire, in_zone, titled
from tests.bot.desk.subscriber_factory import add_audience, ends, grown, listens
from tests.bot.story_factory import tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier, Event
    from tests.bot.bot_harness import BotHarness

SECRET = "Unpublished scoop"  # stands in every draft: whoever has no right to them is never shown it, only their titles

COMMANDS = (
    *("/desk", "/team", "/audit", "/block", "/channels", "/scheduled", "/history kursk", "/history old--story"),
    *("/archive kursk", "/revive old", "/pin kursk", "/unpin kursk", "/edit kursk", "/publish", "/push", "/push kursk"),
    *("/retract", "/invite", "/export kursk", "/undo", "/new"),
)
# Tapped last, since they take away what other buttons are about.
_LAST = (
    *("discard", "dismiss", "remove", "release", "proofend", "undo", "chforget", "unschedule", "unblock", "return"),
    *("restore", "archive", "pushoff", "calloff", "settle", "approve", "doubtsend", "doubtleave", "at", "duepush"),
    *("mend", "takeout"),
)
# Buttons that are tapped of one verb and combination of the link's fields: more of those that open something else.
_TAPS = {"draft": 8, "member": 4, "publish": 4, "pushcard": 3}
# What the desk shows rarely: a page of flags that goes on, two stories of one name, a push that is paused or asks,
# what changes a draft's picture.
RARE = (
    *(
        "1dblocks",
        "1dfile____1",
        "1dflags_{draft}___20",
        "1dpushgo_1",
        "1dpushoff_1",
        "1dpushcopy_1",
        "1dpushpause_1",
        "1dpushstop_1",
        "1dpushyes_1",
        "1dpushzone_1",
        "1drebase_1___2",
    ),
    *("1dproofclear_1___words-en", "1dsettle_{draft}_e_e1_mine", "1dunschedule_{draft}", "1dduepush_{draft}"),
    *(
        "1daddall_{draft}___x",
        "1ditemsday_{draft}___none",
        "1dsrcall_{draft}",
        "1dreword_{draft}_e_e1_x",
        "1dcard_{draft}",
        "1dcardedit_{draft}___q0",
        "1dcardno_{draft}___q0",
        "1dcardsaid_{draft}___q0",
        "1dcardwho_{draft}___q0",
    ),
    *("1dcardyes_{draft}___q0", "1dcopyday_{draft}", "1dcopydrop_{draft}", "1dcopyenc_1___1", "1dcopyhead_{draft}"),
    *("1dcopyinto_{draft}___1", "1dcopyread____1", "1ddead", "1ddeaddrop____1", "1ddeadretry____1", "1dheld"),
    *("1dintakeall_{draft}", "1dintakerest_{draft}", "1dauditout", "1dpick_{draft}___1", "1dinto_{draft}_q"),
    *("1dlivepub_{draft}___1", "1dlivesend_{draft}___1", "1dlivefix_{draft}", "1dlivedrop_{draft}"),
    *("1dwaiting_{draft}", "1dappoint___owner_{person}", "1ddismiss___yes_{person}", "1dzone_{draft}"),
    *("1dcoverask_{draft}", "1dcoverdrop_{draft}", "1dcoverdrop_{draft}___yes"),
    *("1dreports", "1drepfix_1", "1drepnone_1", "1drepblock_1___1"),
    *("1dblocked_{draft}", "1dredact__c_c1_1", "1dredactyes__c_c1_1", "1dpubclass_{draft}", "1dpubwhy_{draft}"),
)


async def furnish(harness: BotHarness) -> DeskUser:
    """A desk with something of everything on it; Emma, one of its owners, sits at it."""
    play, emma, layla = harness.play, DeskUser(harness, EMMA), DeskUser(harness, LAYLA)
    (old,) = await harness.publish(tale("old--story", "قصة قديمة", "An old story"))
    await harness.publish(grown())
    await harness.rule(old, state="archived")
    await in_zone(harness, EMMA)
    chats = await add_audience(harness)
    late = await play.person("en")
    await listens(harness, late, Language.EN)
    await play.fault("reset_after", method="sendMessage", chat_id=chats[0], times=1)
    await play.fault("status", method="sendMessage", chat_id=chats[1], status=403, description="Forbidden: blocked")
    await emma.types("/push kursk")
    await emma.taps("Send now")
    await emma.taps("Send")
    await ends(harness, 1)
    await play.lift()
    rana = await hire(harness, Role.CONTRIBUTOR)
    submitted = [await draft(harness, rana.person, _scoop(number, *grown().events), base=2) for number in (1, 2)]
    for number in submitted:
        await rana.forges(f"1dsubmit_{number}")
        await rana.forges(f"1dsendin_{number}")
    for base in (1, 2, 2):
        await draft(harness, EMMA, _scoop(base, *grown().events[:-2]), base=base)
    await emma.types("/block 777 spam")
    await layla.types("/push")
    await layla.taps("إعلان")
    await layla.types(f"{SECRET} إعلان")
    return emma


def _scoop(number: int, *events: Event) -> Dossier:
    """A draft's content whose last event is not to be known yet."""
    *others, last = events
    secret = last.model_copy(update={"text": Localized(en=f"{SECRET} {number}", ar=f"{SECRET} {number}")})
    return titled(f"Draft {number}", events=(*others, secret))


def _shape(link: DeskLink) -> tuple[Any, ...]:
    return link.verb, link.draft is None, link.part, link.item is None, link.value is None


class DeskWalk:
    """Collects the callback data that one member is shown, by tapping it."""

    def __init__(self, desk_user: DeskUser) -> None:
        self.desk_user = desk_user
        self.collected: dict[str, DeskLink] = {}
        self._tapped: dict[tuple[Any, ...], int] = {}
        self._read = 0

    @property
    def verbs(self) -> set[str]:
        """The verbs of all buttons."""
        return {link.verb for link in self.collected.values()}

    async def walk(self) -> None:
        """Begin at the commands, and tap what they show until no button of a new shape comes; add what is rare."""
        for command in COMMANDS:
            await self.desk_user.play.say(command, as_=self.desk_user.person)
            await self.desk_user.play.idle(quiet=0.02)
        await self._collect()
        while (data := self._next()) is not None:
            await self.desk_user.forges(data)
            await self._collect()
        number = max(link.draft or 0 for link in self.collected.values() if link.verb == "draft")
        for text in RARE:
            data = text.format(draft=number, person=EMMA)
            link = unpack(data)
            assert isinstance(link, DeskLink)
            self.collected.setdefault(data, link)

    def _next(self) -> str | None:
        waiting = [
            (link.verb in _LAST, self._tapped.get(_shape(link), 0), data)
            for data, link in self.collected.items()
            if self._tapped.get(_shape(link), 0) < _TAPS.get(link.verb, 1) and self._tapped.get((data,), 0) == 0
        ]
        if not waiting:
            return None
        data = min(waiting)[2]
        shape = _shape(self.collected[data])
        self._tapped[shape] = self._tapped.get(shape, 0) + 1
        self._tapped[data,] = 1
        return data

    async def _collect(self) -> None:
        calls = await self.desk_user.play.log(since=self._read, chat_id=self.desk_user.person, limit=1000)
        for call in calls:
            self._read = max(self._read, call["seq"])
            for row in (call["params"].get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    link = unpack(button["callback_data"]) if "callback_data" in button else None
                    if isinstance(link, DeskLink):
                        self.collected.setdefault(button["callback_data"], link)
