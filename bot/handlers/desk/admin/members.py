"""The team: the desk's members, their roles, and the invitations that bring new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import team
from bot.deeds import Deed
from bot.desk.roles import Action, Role, may
from bot.document import Run
from bot.errors import LinkInvalid, MemberUnknown
from bot.handlers.desk import names
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.handlers.opening import show
from bot.i18n import dates
from bot.i18n.folding import fold
from bot.language import Language
from bot.store import members

if TYPE_CHECKING:
    from telegram import User

    from bot.document import Button, Document
    from bot.handlers.services import Asker, Services
    from bot.store.members import Member

INVITATION = "_j"  # begins the payload of an invitation's deep link, before its secret


async def invite(turn: Turn) -> None:
    """`/invite editor`: a link that makes one person a member; without a role, the choice of one."""
    wanted = _read(turn.services, " ".join(turn.args))
    if wanted is None:
        choices = [button(turn.words.text(f"desk.role.{one}"), "invite", value=one) for one in Role]
        which = turn.words.text("desk.team.invite.which")
        await turn.show(screen(turn.words, turn.words.text("desk.team.invite.title"), which, rows=rows(choices)))
        return
    await _invite(turn, wanted)


async def invite_as(turn: Turn) -> None:
    """A tap on the role that somebody is to be invited to."""
    await _invite(turn, _role(turn.link.value))


async def join(services: Services, who: Asker, user: User, secret: str) -> None:
    """Somebody follows an invitation; raises InviteInvalid and MemberAlready."""
    deed = Deed(user.id, services.now(), services.settings.owners, who.update_id)
    given = await team.join(services.database, secret, user.full_name, deed=deed)
    words = services.told(who.preferences)
    told = words.text("desk.team.joined", role=words.text(f"desk.role.{given}"), command="/desk")
    await show(services, who, screen(words, words.text("desk.team.welcome"), told))


async def everybody(turn: Turn) -> None:
    """`/team`: who is on the desk; owners can open each one's card."""
    async with turn.services.database.read() as conn:
        listed = await members.all_(conn)
    named = turn.services.settings.owners - {one.user_id for one in listed}
    people = [(one.user_id, one.name, Role.OWNER if _is_named(turn, one.user_id) else one.role) for one in listed]
    people = [(one, await names.of(turn.services, one), Role.OWNER) for one in sorted(named)] + people
    lines = "\n".join(
        turn.words.text("desk.team.line", name=name, role=turn.words.text(f"desk.role.{role}"))
        for _, name, role in people
    )
    cards = [button(name, "member", value=str(one)) for one, name, _ in people if may(turn.role, Action.TEAM)]
    more = [button(turn.words.text("desk.team.invite.title"), "inviting")] if may(turn.role, Action.INVITE) else []
    title = turn.words.text("desk.team.title")
    await turn.show(screen(turn.words, title, lines, rows=(*rows(cards), more, [_home(turn)])))


async def card(turn: Turn) -> None:
    """A member's card: since when, by whom, and what can be changed."""
    await turn.show(await _card(turn, int(_id(turn))))


async def appoint(turn: Turn) -> None:
    """A member gets another role."""
    member = await team.appoint(turn.services.database, _id(turn), _role(turn.link.item), deed=turn.deed)
    told = turn.words.text("desk.team.appointed", role=turn.words.text(f"desk.role.{member.role}"), name=member.name)
    await turn.show(await _card(turn, member.user_id), notice=told)


async def dismiss(turn: Turn) -> None:
    """A member is to go: asked once more, then done."""
    user_id = _id(turn)
    if turn.link.item == "yes":
        name = await names.of(turn.services, user_id)
        await team.remove(turn.services.database, user_id, deed=turn.deed)
        await turn.tell("desk.team.dismissed", name=name)
        return
    words, name = turn.words, await names.of(turn.services, user_id)
    yes = button(words.text("desk.team.dismiss.yes"), "dismiss", item="yes", value=str(user_id))
    no = button(words.text("desk.button.no"), "member", value=str(user_id))
    asked = words.text("desk.team.dismiss.sure", name=name)
    await turn.show(screen(words, words.text("desk.team.dismiss"), asked, rows=((yes, no),)))


async def _invite(turn: Turn, wanted: Role) -> None:
    secret = await team.invite(turn.services.database, wanted, deed=turn.deed)
    url = f"https://t.me/{turn.services.bot.username}?start={INVITATION}{secret}"
    told = turn.words.text("desk.team.invited", role=turn.words.text(f"desk.role.{wanted}"))
    link = (Run(url, url=url, language=Language.EN),)
    await turn.show(screen(turn.words, turn.words.text("desk.team.invite.title"), told, link), anew=True)


async def _card(turn: Turn, user_id: int) -> Document:
    words = turn.words
    async with turn.services.database.read() as conn:
        member = await members.get(conn, user_id)
    if _is_named(turn, user_id):
        name = await names.of(turn.services, user_id)
        return screen(words, name, words.text("desk.team.named"), rows=[_back(turn)])
    if member is None:
        raise MemberUnknown(user=user_id)
    others = [one for one in Role if one is not member.role]
    change = [button(_made(turn, one), "appoint", item=one, value=str(user_id)) for one in others]
    go = [button(words.text("desk.team.dismiss"), "dismiss", value=str(user_id))]
    return screen(words, member.name, await _told(turn, member), rows=(change, go, *[_back(turn)]))


async def _told(turn: Turn, member: Member) -> str:
    words = turn.words
    since = dates.spell_day(member.at, turn.who.preferences)
    told = words.text("desk.team.card", role=words.text(f"desk.role.{member.role}"), since=since)
    if member.added_by is None:
        return told
    by = words.text("desk.team.added_by", name=await names.of(turn.services, member.added_by))
    return f"{told}\n{by}"


def _made(turn: Turn, role: Role) -> str:
    return turn.words.text("desk.team.make", role=turn.words.text(f"desk.role.{role}"))


def _back(turn: Turn) -> tuple[Button, ...]:
    return (button(turn.words.text("desk.team.back"), "team"),)


def _home(turn: Turn) -> Button:
    return button(turn.words.text("desk.button.desk"), "desk")


def _is_named(turn: Turn, user_id: int) -> bool:
    return user_id in turn.services.settings.owners


def _id(turn: Turn) -> int:
    value = turn.link.value or ""
    if not value.isdecimal():
        raise LinkInvalid
    return int(value)


def _role(value: str | None) -> Role:
    if value not in set(Role):
        raise LinkInvalid
    return Role(value)


def _read(services: Services, typed: str) -> Role | None:
    """The role that has this name in either language."""
    wanted = fold(typed)
    for words in services.words.values():
        for one in Role:
            if wanted and wanted in {one.value, *map(fold, words.names(f"desk.role.typed.{one}"))}:
                return one
    return None


COMMANDS = {"invite": Deal(Action.INVITE, invite), "team": Deal(Action.DESK, everybody)}
TAPS = {
    "invite": Deal(Action.INVITE, invite_as),
    "inviting": Deal(Action.INVITE, invite),
    "team": Deal(Action.DESK, everybody),
    "member": Deal(Action.TEAM, card),
    "appoint": Deal(Action.TEAM, appoint),
    "dismiss": Deal(Action.TEAM, dismiss),
}
