// A person's chats: names, last words and what is new.

import { post } from "./api.js";
import { tell } from "./bus.js";
import { directionOf } from "./direction.js";
import { append, avatar, fill, h } from "./dom.js";
import { toast } from "./dialogs.js";
import { summary } from "./media.js";
import { authorOf, kindOf, nameOf } from "./names.js";
import { openChat, zoneOf } from "./seats.js";
import { clockTime } from "./times.js";
import { chatsBeyond, chatsOf, isRead, messages, orderOf, person } from "./world.js";
import { word } from "./words.js";

const read = new Map(); // "as:chat" -> place of the last message that was on the screen

/** Notes that everything in a chat has been seen. */
export function markRead(seat, chatId) {
  const key = `${seat.person}:${chatId}`;
  const last = messages(seat.person, chatId).at(-1);
  if (!last || read.get(key) === orderOf(last)) return;
  read.set(key, orderOf(last));
  tell("read");
}

/** Draws the list anew into `box`. */
export function drawChatList(box, seat) {
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  const list = h("ul", { class: "chats" }, chatsOf(seat.person).map((chat) => h("li", {}, drawEntry(chat, seat))));
  fill(box, list);
  const beyond = chatsBeyond(seat.person);
  if (beyond.length) append(box, [h("h2", {}, word("chats.others")), h("ul", { class: "chats beyond" }, beyond.map((chat) => drawStranger(chat, seat)))]);
  if (focused) box.querySelector(`[data-chat="${focused}"]`)?.focus();
}

/** Lets the arrow keys walk a chat list. */
export function walkWithArrows(box) {
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const entries = [...box.querySelectorAll("button")];
    entries[Math.max(0, Math.min(entries.length - 1, entries.indexOf(document.activeElement) + step))]?.focus();
  });
}

function drawEntry(chat, seat) {
  const known = messages(seat.person, chat.id);
  const key = `${seat.person}:${chat.id}`;
  const last = known.filter((message) => !message.deleted).at(-1);
  if (isRead(seat.person, chat.id) && !read.has(key)) read.set(key, last ? orderOf(last) : 0); // what was there before the page is not new
  const count = known.filter((each) => orderOf(each) > (read.get(key) ?? 0) && each.from?.id !== seat.person && !each.deleted).length;
  const name = nameOf(chat, seat.person);
  return h("button", {
    type: "button", class: "entry", "data-chat": chat.id, "aria-current": seat.chat === chat.id ? "true" : null, onclick: () => openChat(seat, chat.id),
  },
  avatar(name, chat.id),
  h("span", { class: "what" },
    h("span", { class: "first" }, h("bdi", { class: "name" }, name), last ? h("time", {}, timeOf(last, seat)) : null),
    h("span", { class: "second" }, h("span", { class: "last", dir: last ? directionOf(summary(last)) : null }, last ? lastWords(last, chat, seat) : kindOf(chat)),
      count ? h("span", { class: "count", "aria-label": word("chats.unread", { count }) }, count) : null)));
}

function lastWords(message, chat, seat) {
  const words = summary(message) || "…";
  const someone = chat.type.endsWith("group") && message.from?.id !== seat.person;
  return [someone ? [h("bdi", {}, authorOf(message).name), ": "] : null, h("bdi", {}, words)];
}

function timeOf(message, seat) {
  return clockTime(message.date, person(seat.person).language_code, zoneOf(seat.person));
}

function drawStranger(chat, seat) {
  const join = async () => {
    try {
      await post("join", { as: seat.person, chat_id: chat.id });
      openChat(seat, chat.id);
    } catch (error) {
      toast(error.message, "warning");
    }
  };
  return h("li", { class: "stranger" }, avatar(chat.title, chat.id), h("bdi", { class: "name" }, chat.title),
    h("button", { type: "button", class: "plain small", onclick: join, "aria-label": word("chats.join_named", { name: chat.title }) }, word("chats.join")));
}
