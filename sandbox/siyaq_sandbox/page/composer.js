// Where a person writes: text, the bot's commands as one types, inline queries, files, and the start button.

import { post } from "./api.js";
import { makeAttach, sendFiles } from "./attach.js";
import { on } from "./bus.js";
import { append, fill, h, icon } from "./dom.js";
import { toast } from "./dialogs.js";
import { summary } from "./media.js";
import { authorOf } from "./names.js";
import { drawReplyKeyboard } from "./replykeyboard.js";
import { makeSuggestions } from "./suggestions.js";
import { writingThread } from "./topics.js";
import { readMarks } from "./typed.js";
import { chat as findChat, isAdmin, membership, messages, person } from "./world.js";
import { word } from "./words.js";

const MAX_HEIGHT_PX = 160;

function answered(message) {
  return message.serial ? { reply_to_ephemeral: message.ephemeral_message_id } : { reply_to: message.message_id };
}

/** The composer of a seat: {root, say, write, replyTo, redraw, dispose}. */
export function makeComposer(seat) {
  const field = h("textarea", { rows: 1, dir: "auto", "aria-label": word("composer.write"), placeholder: word("composer.write") });
  const answering = h("div", { class: "answering", hidden: true });
  const anonymous = h("input", { type: "checkbox" });
  const anonymousBox = h("label", { class: "anonymous", hidden: true }, anonymous, word("composer.anonymous"));
  const suggestions = makeSuggestions(seat, field, { say, write, thread: () => writingThread(seat) });
  const menu = h("button", { type: "button", class: "round menu-button", "aria-label": word("composer.commands"), onclick: () => suggestions.openCommands() }, icon("menu"));
  const send = h("button", { type: "submit", class: "round send", "aria-label": word("composer.send") }, icon("send", true));
  const { button: attach, picker } = makeAttach(seat, { text: () => field.value.trim(), sent: clear, thread: () => writingThread(seat) });
  const line = h("div", { class: "line" }, menu, attach, field, send);
  const form = h("form", { class: "composer" }, suggestions.root, answering, anonymousBox, line, picker);
  const keyboard = h("div", { class: "reply-keyboard", hidden: true });
  const instead = h("div", { class: "instead", hidden: true });
  const root = h("div", { class: "foot" }, instead, form, keyboard);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    if (suggestions.take(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && seat.replyTo) {
      event.stopPropagation();
      replyTo(null);
    }
  });
  field.addEventListener("input", () => {
    grow();
    keepDraft();
    suggestions.follow();
  });
  field.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    sendFiles(seat, files, field.value.trim(), writingThread(seat), clear);
  });

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, MAX_HEIGHT_PX)}px`;
  }

  const place = () => `${seat.person}:${seat.chat}:${seat.thread}`;

  function keepDraft() {
    seat.drafts.set(place(), field.value);
  }

  function clear() {
    field.value = "";
    grow();
    keepDraft();
    replyTo(null);
    suggestions.close();
  }

  function write(text) {
    field.value = text;
    grow();
    keepDraft();
    field.focus();
    field.setSelectionRange(text.length, text.length);
    suggestions.follow();
  }

  async function submit() {
    const typed = field.value.trim();
    if (!typed) return;
    const { text, entities } = typed.startsWith("/") ? { text: typed, entities: [] } : readMarks(typed);
    if (await say(text, entities)) clear();
  }

  async function say(text, entities = []) {
    try {
      await post("say", {
        as: seat.person, chat_id: seat.chat, text,
        ...(entities.length ? { entities } : {}),
        ...(writingThread(seat) ? { thread_id: writingThread(seat) } : {}),
        ...(seat.replyTo ? answered(seat.replyTo) : {}),
        ...(anonymousBox.hidden ? {} : { anonymous: anonymous.checked }),
      });
      return true;
    } catch (error) {
      toast(error.message, "warning");
      return false;
    }
  }

  function replyTo(message) {
    seat.replyTo = message;
    answering.hidden = !message;
    if (!message) return;
    fill(answering, h("div", {}, h("b", { dir: "auto" }, authorOf(message).name), h("span", { dir: "auto" }, summary(message))),
      h("button", { type: "button", class: "round", "aria-label": word("composer.no_reply"), onclick: () => replyTo(null) }, icon("close")));
    field.focus();
  }

  async function act(path, body) {
    try {
      await post(path, body);
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  // What stands in place of the field: start, unblock, join, or that only admins post.
  function replacement(all) {
    const chat = findChat(seat.chat);
    const who = person(seat.person);
    const button = (key, run, more = {}) => h("button", { type: "button", class: "main big", onclick: run, ...more }, word(key));
    if (!chat || chat.type === "private") {
      if (who?.blocked) return button("chat.unblock", () => act("unblock", { as: seat.person }));
      if (seat.startPayload !== null || !all.some((message) => !message.deleted)) {
        return button("composer.start", start, seat.startPayload ? { title: `/start ${seat.startPayload}` } : {});
      }
      return null;
    }
    if (!membership(chat.id, seat.person)) return button("chats.join", () => act("join", { as: seat.person, chat_id: chat.id }));
    if (chat.type === "channel" && !isAdmin(chat.id, seat.person)) return h("p", {}, word("composer.admins_only"));
    return null;
  }

  let started = false; // the field gets the focus as soon as it is there: the message may come after the answer
  async function start() {
    const payload = seat.startPayload;
    seat.startPayload = null;
    await act("press_start", { as: seat.person, ...(payload ? { payload } : {}) });
    started = true;
    redraw(messages(seat.person, seat.chat));
  }

  let at = "";
  function redraw(all) {
    const chat = findChat(seat.chat);
    if (at !== place()) {
      at = place();
      field.value = seat.drafts.get(at) ?? "";
      grow();
      suggestions.follow(); // a query that a button wrote here is asked, as clients do
      anonymous.checked = Boolean(membership(seat.chat, seat.person)?.is_anonymous);
    }
    if (!seat.replyTo) answering.hidden = true;
    const other = replacement(all);
    form.hidden = Boolean(other);
    instead.hidden = !other;
    if (other) {
      // The button stays the same node while it says the same, so that it keeps its focus.
      const same = instead.textContent === other.textContent && instead.firstChild?.title === other.title;
      if (!same) append(fill(instead), [other]);
    } else {
      instead.replaceChildren();
      if (started) field.focus();
      started = false;
    }
    anonymousBox.hidden = !(chat?.type === "supergroup" && isAdmin(chat.id, seat.person));
    drawReplyKeyboard(keyboard, all, { say, seat, thread: writingThread(seat) });
  }

  const off = on("commands", () => suggestions.forget());
  return { root, say, write, replyTo, redraw, dispose: off };
}
