"""The desk's members, their roles, and the invitations that bring new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid, MemberUnknown
from bot.handlers.desk import member_names, notifier
from bot.handlers.desk.registry import router
from bot.handlers.responder import show
from bot.i18n import dates, names
from bot.i18n.catalogue import folded_names
from bot.model.language import Language
from bot.model.roles import Action, Role, may
from bot.services import membership
from bot.services.desk_transaction import ActionContext
from bot.text.normalize import fold
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Run

if TYPE_CHECKING:
    from telegram import User

    from bot.handlers.context import AppContext, ChatContext
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.members import Member
    from bot.views.document import Button, Document

INVITATION = "_j"  # prefix of an invitation's deep-link payload, before its secret


@router.command("invite", right=Action.INVITE)
@router.callback("inviting", right=Action.INVITE)
async def invite(desk: DeskContext) -> None:
    """Handle `/invite ROLE`: make a link for one person; without a role, offer the choice of one."""
    role = _read(" ".join(desk.args))
    if role is None:
        choices = [button(desk.words.text(f"desk.role.{value}"), "invite", value=value) for value in Role]
        which = desk.words.text("desk.team.invite.which")
        await desk.show(screen(desk.words, desk.words.text("desk.team.invite.title"), which, rows=rows(choices)))
        return
    await _invite(desk, role)


@router.callback("invite", right=Action.INVITE)
async def invite_as(desk: DeskContext) -> None:
    """Handle a tap on the role to invite to."""
    await _invite(desk, _role(desk.link.value))


async def join(app: AppContext, chat: ChatContext, user: User, secret: str) -> None:
    """Redeem an invitation that somebody opened; raises InviteInvalid and MemberAlready."""
    # Of a name with nothing visible the @username is kept, or none: "user 120" is said in the reader's language.
    name = names.visible(user.full_name) or (f"@{user.username}" if user.username else "")
    context = ActionContext(user.id, app.now(), app.settings.owners, chat.update_id)
    role = await membership.join(app.database, secret, name, context=context, refusals=app.write_behind.refusals)
    words = app.words_for(chat.preferences)
    text = words.text("desk.team.joined", role=words.text(f"desk.role.{role}"), command="/desk")
    await show(app, chat, screen(words, words.text("desk.team.welcome"), text))


@router.command("team", right=Action.DESK)
@router.callback("team", right=Action.DESK)
async def everybody(desk: DeskContext) -> None:
    """Handle `/team`: list the members; owners get a button that opens each one's card."""
    members = await membership.read_members(desk.app.database)
    named_only = desk.app.settings.owners - {member.user_id for member in members}
    people = [(user_id, await member_names.of(desk, user_id), Role.OWNER) for user_id in sorted(named_only)]
    for member in members:
        role = Role.OWNER if _is_named(desk, member.user_id) else member.role
        people.append((member.user_id, names.person(desk.words, member.user_id, member.name), role))
    lines = "\n".join(
        desk.words.text("desk.team.line", name=name, role=desk.words.text(f"desk.role.{role}"))
        for _, name, role in people
    )
    cards = [button(name, "member", value=str(user_id)) for user_id, name, _ in people if may(desk.role, Action.TEAM)]
    more = [button(desk.words.text("desk.team.invite.title"), "inviting")] if may(desk.role, Action.INVITE) else []
    title = desk.words.text("desk.team.title")
    await desk.show(screen(desk.words, title, lines, rows=(*rows(cards), more, [_home(desk)])))


@router.callback("member", right=Action.TEAM)
async def card(desk: DeskContext) -> None:
    """Handle a tap on a member: show since when, by whom, and the buttons that change the role."""
    await desk.show(await _card(desk, int(_id(desk))))


@router.callback("appoint", right=Action.TEAM)
async def appoint(desk: DeskContext) -> None:
    """Handle a tap that gives a member another role."""
    member = await membership.appoint(desk.app.database, _id(desk), _role(desk.link.item), context=desk.action_context)
    text = desk.words.text(
        "desk.team.appointed",
        role=desk.words.text(f"desk.role.{member.role}"),
        name=names.person(desk.words, member.user_id, member.name),
    )
    await desk.show(await _card(desk, member.user_id), notice=text)
    words = (await notifier.recipient(desk.app, member.user_id)).words
    await desk.app.command_menus.refresh(desk.app.bot, member.user_id, member.role, words)


@router.callback("dismiss", right=Action.TEAM)
async def dismiss(desk: DeskContext) -> None:
    """Handle a tap that removes a member: ask for confirmation; confirmed, do it."""
    user_id = _id(desk)
    if desk.link.item == "yes":
        name = await member_names.of(desk, user_id)
        await membership.remove(desk.app.database, user_id, context=desk.action_context)
        await desk.tell("desk.team.dismissed", name=name)
        await desk.app.command_menus.remove(desk.app.bot, user_id)
        return
    words, name = desk.words, await member_names.of(desk, user_id)
    yes = button(words.text("desk.team.dismiss.yes"), "dismiss", item="yes", value=str(user_id))
    no = button(words.text("desk.button.no"), "member", value=str(user_id))
    sure = words.text("desk.team.dismiss.sure", name=name)
    await desk.show(screen(words, words.text("desk.team.dismiss"), sure, rows=((yes, no),)))


async def _invite(desk: DeskContext, role: Role) -> None:
    secret = await membership.invite(desk.app.database, role, context=desk.action_context)
    url = f"https://t.me/{desk.app.bot.username}?start={INVITATION}{secret}"
    text = desk.words.text("desk.team.invited", role=desk.words.text(f"desk.role.{role}"))
    link = (Run(url, url=url, language=Language.EN),)
    await desk.show(screen(desk.words, desk.words.text("desk.team.invite.title"), text, link), anew=True)


async def _card(desk: DeskContext, user_id: int) -> Document:
    words = desk.words
    member = await membership.read_member(desk.app.database, user_id)
    if _is_named(desk, user_id):
        name = await member_names.of(desk, user_id)
        return screen(words, name, words.text("desk.team.named"), rows=[_back(desk)])
    if member is None:
        raise MemberUnknown(user=user_id)
    others = [role for role in Role if role is not member.role]
    appoint_row = [button(_appoint_label(desk, role), "appoint", item=role, value=str(user_id)) for role in others]
    dismiss_row = [button(words.text("desk.team.dismiss"), "dismiss", value=str(user_id))]
    return screen(
        words,
        names.person(words, member.user_id, member.name),
        await _description(desk, member),
        rows=(appoint_row, dismiss_row, _back(desk)),
    )


async def _description(desk: DeskContext, member: Member) -> str:
    words = desk.words
    since = dates.format_day(member.at, desk.chat.preferences)
    text = words.text("desk.team.card", role=words.text(f"desk.role.{member.role}"), since=since)
    if member.added_by is None:
        return text
    by = words.text("desk.team.added_by", name=await member_names.of(desk, member.added_by))
    return f"{text}\n{by}"


def _appoint_label(desk: DeskContext, role: Role) -> str:
    return desk.words.text("desk.team.make", role=desk.words.text(f"desk.role.{role}"))


def _back(desk: DeskContext) -> tuple[Button, ...]:
    return (button(desk.words.text("desk.team.back"), "team"),)


def _home(desk: DeskContext) -> Button:
    return button(desk.words.text("desk.button.desk"), "desk")


def _is_named(desk: DeskContext, user_id: int) -> bool:
    return user_id in desk.app.settings.owners


def _id(desk: DeskContext) -> int:
    value = desk.link.value or ""
    if not value.isdecimal():
        raise LinkInvalid
    return int(value)


def _role(value: str | None) -> Role:
    if value not in set(Role):
        raise LinkInvalid
    return Role(value)


def _read(typed: str) -> Role | None:
    """Parse a role's name in either language."""
    folded = fold(typed)
    for role in Role:
        if folded and folded in {role.value, *folded_names(f"desk.role.typed.{role}")}:
            return role
    return None
