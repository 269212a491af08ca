// Links that stay on the page: the bot's own deep links and mentions of the persons here.

import { post } from "./api.js";
import { chooseChat, toast } from "./dialogs.js";
import { fullName } from "./names.js";
import { offerStart, openChat } from "./seats.js";
import { chatsOf, person, world } from "./world.js";
import { word } from "./words.js";

const HOSTS = ["t.me", "telegram.me", "telegram.dog"];

/** Follows a link for a seat if it leads to something here; false: it leads outside. */
export function follow(seat, url) {
  const address = parse(url);
  if (!address) return false;
  const { name, query } = address;
  if (name === "user") {
    const who = person(Number(query.get("id")));
    toast(who ? fullName(who) : word("link.unknown_person"));
  } else if (name.toLowerCase() === world.state.bot.username.toLowerCase()) {
    followBot(seat, query);
  } else {
    const chat = chatsOf(seat.person).find((each) => each.username?.toLowerCase() === name.toLowerCase());
    if (chat) openChat(seat, chat.id);
    else if (!HOSTS.includes(new URL(url).hostname)) toast(word("link.not_here", { url }));
    else return false;
  }
  return true;
}

// {name, query} of t.me/NAME?… and tg://resolve?domain=NAME&…, null for all else.
function parse(url) {
  let address;
  try {
    address = new URL(url);
  } catch {
    return null;
  }
  const query = address.searchParams;
  if (address.protocol === "tg:") return { name: address.host === "resolve" ? (query.get("domain") ?? "") : address.host || "user", query };
  if (!HOSTS.includes(address.hostname)) return null;
  const path = address.pathname.split("/").filter(Boolean);
  return path.length === 1 ? { name: path[0], query } : null;
}

async function followBot(seat, query) {
  if (query.has("startgroup") || query.has("startchannel")) {
    const kinds = query.has("startchannel") ? ["channel"] : ["group", "supergroup"];
    const chatId = await chooseChat(seat, word("link.add_to"), kinds);
    if (chatId !== null) await bring(seat, chatId, query);
  } else {
    offerStart(seat, query.get("start") ?? "");
  }
}

async function bring(seat, chatId, query) {
  try {
    await post("invite_bot", { as: seat.person, chat_id: chatId, admin: query.has("startchannel") || query.has("admin") });
    const payload = query.get("startgroup");
    openChat(seat, chatId);
    if (payload) await post("say", { as: seat.person, chat_id: chatId, text: `/start@${world.state.bot.username} ${payload}` });
  } catch (error) {
    toast(error.message, "warning");
  }
}
