// The open chat of a seat: its head, its topics and its messages, redrawn where something changed.

import { on } from "./bus.js";
import { markRead } from "./chatlist.js";
import { openChatMenu } from "./chatmenu.js";
import { makeComposer } from "./composer.js";
import { arrange, avatar, fill, gently, h, icon } from "./dom.js";
import { follow } from "./links.js";
import { drawMessage } from "./messages.js";
import { fullName, kindOf, nameOf, profileFor } from "./names.js";
import { drawPinned } from "./pinned.js";
import { openChat, zoneOf } from "./seats.js";
import { chooseSeated } from "./switching.js";
import { dayName, fullMoment } from "./times.js";
import { drawText } from "./text.js";
import { drawTopics, threadOf } from "./topics.js";
import { chatsOf, chat as findChat, keyOf, messages, now, person } from "./world.js";
import { word } from "./words.js";

const SHOWN = 150;
const NEAR_PX = 120;
const MARGIN_PX = 8;
const ACTION_MS = 5000;
const QUIET_MS = 400;

/** The chat pane of a seat; `redraw` follows a change of chat, `dispose` ends it. */
export function makeChat(seat) {
  const head = h("header", { class: "chat-head" });
  const topics = h("div", { class: "topics", role: "group", "aria-label": word("topics.title"), hidden: true });
  const list = h("ol", { class: "messages" });
  const scroll = h("div", { class: "scroll", tabindex: 0, role: "log", "aria-live": "polite", "aria-relevant": "additions" }, list);
  const toEnd = h("button", { type: "button", class: "to-end", hidden: true, "aria-label": word("chat.to_end"), onclick: () => end("smooth") }, icon("down"));
  const composer = makeComposer(seat);
  const pinned = h("div", { class: "pinned", hidden: true });
  const root = h("section", { class: "chat" }, head, topics, pinned, scroll, toEnd, composer.root);
  let drawn = new Map();
  let shown = SHOWN;
  let openKey = "";
  let actionTimer = null;
  let newest = null; // the first new or edited item of the last drawing

  const view = () => {
    const who = person(seat.person);
    const zone = zoneOf(seat.person);
    return {
      seat, language: who?.language_code ?? "en", zone, now: now(),
      full: (unix) => fullMoment(unix, who?.language_code, zone),
      say: (text) => composer.say(text),
      write: (text, chatId = seat.chat) => { openChat(seat, chatId, chatId === seat.chat ? seat.thread : null); composer.write(text); },
      reply: (message) => composer.replyTo(message),
      follow: (url) => follow(seat, url),
      jump,
    };
  };

  function end(behavior = "instant") {
    scroll.scrollTo({ top: scroll.scrollHeight, behavior });
  }

  // Where the chat was at its end it stays there, but for an answer that is longer than what is seen: it is read from its beginning.
  function settle() {
    const top = newest ? scroll.scrollTop + newest.getBoundingClientRect().top - scroll.getBoundingClientRect().top - MARGIN_PX : 0;
    if (newest && scroll.scrollHeight - top > scroll.clientHeight) scroll.scrollTo({ top, behavior: "instant" });
    else end();
  }

  function jump(messageId) {
    const item = list.querySelector(`[data-message="${messageId}"]`);
    item?.scrollIntoView({ block: "center", behavior: "smooth" });
    item?.focus({ preventScroll: true });
  }

  function drawHead(action = "") {
    const chat = current();
    const name = nameOf(chat, seat.person);
    const who = fullName(person(seat.person));
    const more = h("button", { type: "button", class: "round", "aria-label": word("chat.menu"), "aria-haspopup": "menu", "aria-expanded": "false" }, icon("more"));
    more.addEventListener("click", () => openChatMenu(more, seat, chat));
    fill(head,
      h("button", { type: "button", class: "round back", "aria-label": word("chat.back"), onclick: () => openChat(seat, null) }, icon("back", true)),
      avatar(name, chat.id),
      h("div", { class: "chat-name" }, h("h2", { dir: "auto" }, name), h("small", { class: action ? "doing" : "" }, action || kindOf(chat))),
      h("button", { type: "button", class: "who", "aria-label": word("seat.switch", { name: who }), title: who, onclick: () => chooseSeated(seat) }, avatar(who, seat.person)),
      more);
    scroll.setAttribute("aria-label", word("chat.messages", { name }));
  }

  const current = () => chatsOf(seat.person).find((each) => each.id === seat.chat) ?? findChat(seat.chat);

  function wanted() {
    const chat = current();
    const all = messages(seat.person, seat.chat);
    return chat.is_forum ? all.filter((message) => threadOf(message) === (seat.thread ?? 1)) : all;
  }

  // A chat that opens is not read out from its beginning; what comes after is.
  function quieten() {
    scroll.setAttribute("aria-live", "off");
    setTimeout(() => scroll.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  const redraw = gently(draw);

  function draw() {
    if (!seat.chat || !current() || !root.isConnected) return;
    const key = `${seat.person}:${seat.chat}:${seat.thread}`;
    const fresh = key !== openKey;
    const atEnd = fresh || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    if (fresh) {
      drawn = new Map();
      list.replaceChildren();
      shown = SHOWN;
      openKey = key;
    }
    if (fresh) quieten();
    drawHead();
    drawTopics(topics, seat, current());
    const all = wanted();
    drawPinned(pinned, current(), all, jump);
    place(all.slice(-shown), all.length > shown);
    composer.redraw(all);
    const mineLast = all.at(-1)?.from?.id === seat.person;
    if (mineLast) end();
    else if (atEnd) settle();
    showToEnd();
    if (document.visibilityState === "visible") markRead(seat, seat.chat);
  }

  function place(all, isMore) {
    const own = view();
    const look = `${own.language}|${own.zone}|${document.documentElement.lang}`;
    const next = new Map();
    const items = isMore ? [olderButton()] : [];
    if (!all.length) items.push(drawEmpty());
    let day = "";
    let author = null;
    for (const message of all) {
      const today = dayName(message.date, own.language, own.zone);
      if (today !== day) next.set(`day ${today}`, drawn.get(`day ${today}`) ?? { item: h("li", { class: "day" }, h("span", {}, today)) });
      if (today !== day) items.push(next.get(`day ${today}`).item);
      const sign = look + JSON.stringify(message);
      const old = drawn.get(keyOf(message));
      const entry = old?.sign === sign ? old : { sign, item: drawMessage(message, own) };
      if (old && entry !== old) replaced(old.item, entry.item, message);
      entry.item.classList.toggle("follows", author === entry.item.dataset.author && today === day);
      author = entry.item.dataset.author;
      day = today;
      next.set(keyOf(message), entry);
      items.push(entry.item);
    }
    const last = all.at(-1);
    const firstNew = all.find((message) => !drawn.has(keyOf(message)) && message.from?.id !== own.seat.person);
    const landing = drawn.size ? firstNew ?? (last && drawn.get(keyOf(last)) !== next.get(keyOf(last)) ? last : null) : last;
    newest = landing ? next.get(keyOf(landing)).item : null;
    drawn = next;
    arrange(list, items);
  }

  function replaced(old, item, message) {
    if (message.edited) item.classList.add("just-edited");
    const buttons = [...old.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    old.replaceWith(item);
    if (at < 0) return;
    const others = [...item.querySelectorAll("button")];
    (others.find((each) => each.textContent === buttons[at].textContent && each.textContent) ?? others[at] ?? item).focus({ preventScroll: true });
  }

  function olderButton() {
    const more = () => { shown += SHOWN; redraw(); };
    return h("li", { class: "service" }, h("button", { type: "button", class: "plain", onclick: more }, word("chat.older")));
  }

  function drawEmpty() {
    const about = seat.chat === seat.person ? profileFor(seat.person).description : "";
    return h("li", { class: "empty" }, h("div", { class: "bubble" },
      about ? h("b", {}, word("chat.what_can")) : null, drawText(about || word("chat.empty"), [], view())));
  }

  function act(event) {
    if (event.chat_id !== seat.chat) return;
    drawHead(word("chat.typing"));
    clearTimeout(actionTimer);
    actionTimer = setTimeout(() => root.isConnected && seat.chat && drawHead(), ACTION_MS);
  }

  function showToEnd() {
    toEnd.hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
  }

  scroll.addEventListener("scroll", showToEnd);
  const offs = [
    on("messages", ({ chatId }) => (!chatId || chatId === seat.chat) && redraw()),
    on("profiles", redraw), on("action", act),
  ];
  return { root, redraw, dispose: () => { offs.forEach((off) => off()); composer.dispose(); } };
}
