// One message as Telegram draws it: a bubble with its author, what it answers, its media, text, buttons and marks.

import { post } from "./api.js";
import { avatar, h, icon } from "./dom.js";
import { askFor, openMenu, toast } from "./dialogs.js";
import { drawKeyboard } from "./keyboard.js";
import { drawMedia, summary } from "./media.js";
import { authorOf, fullName } from "./names.js";
import { drawRich } from "./rich.js";
import { serviceWords } from "./service.js";
import { drawText } from "./text.js";
import { clockTime } from "./times.js";
import { chat, isAdmin, keyOf } from "./world.js";
import { word } from "./words.js";

/** A message as a list item; `view` is the seat's: its language, zone and what its chat can do. */
export function drawMessage(message, view) {
  const service = serviceWords(message);
  const id = { "data-message": keyOf(message), "data-author": authorOf(message).id };
  if (service !== null) return h("li", { class: "service", ...id }, h("span", { dir: "auto" }, service));
  const own = { ...view, message };
  const mine = message.from?.id === view.seat.person && !message.sender_chat;
  const classes = ["message", mine ? "mine" : "theirs", message.deleted ? "deleted" : "", message.rich_message ? "wide" : "", message.serial ? "ephemeral" : ""];
  const item = h("li", { class: classes.filter(Boolean).join(" "), tabindex: -1, ...id },
    h("article", { class: "bubble", "aria-label": label(message, view) },
      drawHead(message, mine), drawReply(message, own), drawBody(message, own), drawMarks(message, own)));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows?.length && !message.deleted) item.append(drawKeyboard(rows, message, own));
  if (!mine && chat(message.chat.id)?.type.endsWith("group")) item.prepend(avatar(authorOf(message).name, authorOf(message).id));
  return item;
}

function label(message, view) {
  const words = { name: authorOf(message).name, time: clockTime(message.date, view.language, view.zone) };
  return word(message.deleted ? "message.label_deleted" : "message.label", words);
}

function drawHead(message, mine) {
  const author = authorOf(message);
  const named = !mine && message.chat.type.endsWith("group");
  const origin = message.forward_origin;
  const from = origin && fullName(origin.sender_user ?? origin.sender_chat ?? origin.chat ?? { first_name: origin.sender_user_name });
  return [
    named ? h("div", { class: `author tone-${Math.abs(author.id) % 7}` }, h("bdi", {}, author.name),
      message.author_signature ? h("small", {}, ` ${message.author_signature}`) : null) : null,
    from ? h("div", { class: "forwarded" }, word("message.forwarded", { name: from })) : null,
    message.serial ? h("div", { class: "whispered" }, word(mine ? "message.to_bot_alone" : "message.to_you_alone")) : null,
    message.guest_bot_caller_user ? h("div", { class: "via" }, word("message.guest", { name: fullName(message.guest_bot_caller_user) })) : null,
    message.via_bot ? h("div", { class: "via" }, word("message.via", { name: `@${message.via_bot.username}` })) : null,
  ];
}

function drawReply(message, view) {
  const to = message.reply_to_message;
  if (!to || to.forum_topic_created) return null;
  const quoted = message.quote?.text ?? summary(to);
  return h("button", { type: "button", class: "reply", onclick: () => view.jump(to.message_id) },
    h("span", { class: "unseen" }, word("message.reply_to")), h("b", { dir: "auto" }, authorOf(to).name), h("span", { dir: "auto" }, quoted || "…"));
}

function drawBody(message, view) {
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities ?? [];
  const media = drawMedia(message, view);
  const written = text ? drawText(text, entities, view) : null;
  const known = media || written || message.rich_message;
  return [
    message.show_caption_above_media ? [written, media] : [media, written],
    message.rich_message ? drawRich(message.rich_message, view) : null,
    known ? null : h("div", { class: "unknown" }, word("message.unknown")),
  ];
}

function drawMarks(message, view) {
  const time = clockTime(message.date, view.language, view.zone);
  const edited = message.edited || message.edit_date;
  const count = typeof message.edited === "number" && message.edited > 1 ? ` ×${message.edited}` : "";
  const more = h("button", { type: "button", class: "more", "aria-label": word("message.more"), "aria-haspopup": "menu", "aria-expanded": "false" }, icon("more"));
  more.addEventListener("click", () => openMenu(more, choices(message, view)));
  return h("footer", { class: "marks" },
    message.deleted ? h("span", { class: "gone" }, word("message.deleted")) : null,
    edited ? h("span", { class: "edited" }, word("message.edited") + count) : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString(), title: `${view.full(message.date)} · #${message.message_id}` }, time),
    more);
}

function choices(message, view) {
  const { seat } = view;
  const mine = message.from?.id === seat.person;
  const post = message.sender_chat?.id === message.chat.id && isAdmin(message.chat.id, seat.person);
  const mayDelete = !message.serial && (mine || message.chat.type === "private" || isAdmin(message.chat.id, seat.person));
  const gone = message.deleted;
  const callbacks = message.reply_markup?.inline_keyboard?.flat().some((button) => button.callback_data !== undefined);
  const asGone = seat.inaccessible?.has(message.message_id);
  return [
    gone || (mine && message.serial) ? null : [word("message.reply"), () => view.reply(message)],
    !gone && !message.serial && (mine || post) && message.text !== undefined ? [word("message.edit"), () => edit(message, seat)] : null,
    !gone && mayDelete ? [word("message.delete"), () => doAs(seat, "delete", message)] : null,
    callbacks && !gone && !message.serial ? [word(asGone ? "message.accessible" : "message.inaccessible"), () => toggleInaccessible(seat, message)] : null,
    [word("message.copy_json"), () => copyJson(message)],
  ];
}

async function edit(message, seat) {
  const answer = await askFor(word("message.edit"), [["text", word("message.text"), message.text, { rows: 6 }]]);
  if (answer?.text) await doAs(seat, "edit", message, { text: answer.text });
}

async function doAs(seat, what, message, more = {}) {
  try {
    await post(what, { as: seat.person, chat_id: message.chat.id, message_id: message.message_id, ...more });
  } catch (error) {
    toast(error.message, "warning");
  }
}

// Telegram may send a tap on an old message without its text and date; here a click makes any message such.
function toggleInaccessible(seat, message) {
  seat.inaccessible ??= new Set();
  if (!seat.inaccessible.delete(message.message_id)) seat.inaccessible.add(message.message_id);
}

async function copyJson(message) {
  try {
    await navigator.clipboard.writeText(JSON.stringify(message, null, 2));
    toast(word("message.copied"));
  } catch (error) {
    toast(error.message, "warning");
  }
}
