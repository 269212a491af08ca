// What a person can do to a chat: join, leave, block, bring the bot, raise it, and deep links.

import { post } from "./api.js";
import { askFor, choose, openMenu, toast } from "./dialogs.js";
import { fullName } from "./names.js";
import { offerStart, openChat, setZone, zoneOf } from "./seats.js";
import { isAdmin, membership, person, world } from "./world.js";
import { word } from "./words.js";

/** Opens the chat's menu at a button. */
export function openChatMenu(anchor, seat, chat) {
  openMenu(anchor, chat.type === "private" ? privateChoices(seat) : sharedChoices(seat, chat));
}

function privateChoices(seat) {
  const blocked = person(seat.person).blocked;
  return [
    [word("chat.deep_link"), () => askDeepLink(seat)],
    [word(blocked ? "chat.unblock" : "chat.block"), () => act(blocked ? "unblock" : "block", { as: seat.person })],
    [word("chat.zone", { zone: zoneOf(seat.person) }), () => askZone(seat)],
  ];
}

function sharedChoices(seat, chat) {
  const bot = membership(chat.id, world.state.bot.id);
  const where = { as: seat.person, chat_id: chat.id };
  const rule = isAdmin(chat.id, seat.person);
  const isBotAdmin = isAdmin(chat.id, world.state.bot.id);
  const raise = isBotAdmin ? ["chat.demote_bot", "demote"] : ["chat.promote_bot", "promote"];
  return [
    bot ? [word("chat.remove_bot"), () => act("remove_bot", where)] : [word("chat.invite_bot"), () => act("invite_bot", { ...where, admin: chat.type === "channel" })],
    bot && rule ? [word(raise[0]), () => act(raise[1], { ...where, user_id: world.state.bot.id })] : null,
    rule ? [word("chat.members_change"), () => changeMember(seat, chat)] : null,
    chat.type === "group" ? [word("chat.migrate"), () => migrate(seat, chat)] : null,
    membership(chat.id, seat.person) ? [word("chat.leave"), () => leave(seat, chat)] : [word("chats.join"), () => act("join", where)],
  ];
}

async function act(what, body) {
  try {
    return await post(what, body);
  } catch (error) {
    toast(error.message, "warning");
    return null;
  }
}

async function leave(seat, chat) {
  if (await act("leave", { as: seat.person, chat_id: chat.id })) openChat(seat, null);
}

async function migrate(seat, chat) {
  const answer = await act("migrate", { chat_id: chat.id });
  if (answer) openChat(seat, answer.chat_id);
}

async function changeMember(seat, chat) {
  const others = world.state.persons.filter((each) => each.id !== seat.person && membership(chat.id, each.id));
  const userId = await choose(word("chat.members_change"), others.map((each) => [each.id, fullName(each), each.id]));
  if (userId === null) return;
  const status = membership(chat.id, userId).status;
  const what = await choose(fullName(person(userId)), [
    status === "administrator" ? ["demote", word("chat.demote"), 1] : ["promote", word("chat.promote"), 1],
    chat.type === "channel" ? null : ["anonymous", word("chat.promote_anonymous"), 2],
    ["kick", word("chat.kick"), 3],
  ].filter(Boolean));
  if (what === null) return;
  const more = what === "anonymous" ? { is_anonymous: true } : {};
  await act(what === "anonymous" ? "promote" : what, { as: seat.person, chat_id: chat.id, user_id: userId, ...more });
}

async function askDeepLink(seat) {
  const answer = await askFor(word("chat.deep_link"), [["payload", word("chat.deep_link_payload"), "", { dir: "ltr", maxlength: 200 }]]);
  if (!answer) return;
  const payload = /[?&]start=([^&]*)/.exec(answer.payload)?.[1] ?? answer.payload;
  offerStart(seat, payload);
}

async function askZone(seat) {
  const answer = await askFor(word("chat.zone_title"), [["zone", word("chat.zone_name"), zoneOf(seat.person), { dir: "ltr", list: "zones" }]]);
  if (!answer) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone: answer.zone });
    setZone(seat.person, answer.zone);
  } catch {
    toast(word("chat.zone_unknown", { zone: answer.zone }), "warning");
  }
}
