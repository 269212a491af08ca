// A seat as it is drawn: one person's client, their chat list beside or before the open chat.

import { on } from "./bus.js";
import { makeChat } from "./chat.js";
import { drawChatList, walkWithArrows } from "./chatlist.js";
import { avatar, fill, gently, h, icon } from "./dom.js";
import { sendFiles } from "./attach.js";
import { askFor, toast } from "./dialogs.js";
import { fullName } from "./names.js";
import { closeSeat, seats, switchPerson } from "./seats.js";
import { writingThread } from "./topics.js";
import { person, world } from "./world.js";
import { hasWord, word } from "./words.js";

const SHOWN = 8;

/** Draws a seat: {root, redraw, dispose}. */
export function drawSeat(seat) {
  const head = h("header", { class: "seat-head" });
  const list = h("nav", { class: "chat-list" });
  const chat = makeChat(seat);
  const none = h("section", { class: "chat nothing" }, h("p", {}, word("chats.choose")));
  const root = h("section", { class: "seat" }, head, h("div", { class: "panes" }, list, chat.root, none));
  walkWithArrows(list);

  function drawHead() {
    const who = person(seat.person);
    root.setAttribute("aria-label", word("seat.of", { name: fullName(who) }));
    list.setAttribute("aria-label", word("chats.of", { name: fullName(who) })); // seats side by side: each list has a name of its own
    const focused = head.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    fill(head,
      h("div", { class: "persons", role: "group", "aria-label": word("seat.persons") }, shownPersons().map(drawPerson),
        world.state.persons.length > SHOWN ? h("button", { type: "button", class: "round", "aria-label": word("seat.others"), onclick: findPerson }, icon("more")) : null),
      seats.length > 1 ? h("button", { type: "button", class: "round", "aria-label": word("seat.close", { name: fullName(who) }), onclick: () => closeSeat(seat) }, icon("close")) : null);
    if (focused) head.querySelector(`[data-person="${focused}"]`)?.focus();
    requestAnimationFrame(() => {
      const row = head.firstElementChild;
      if (row.scrollWidth > row.clientWidth) row.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  // A bench may have put in thousands: the first ones stand in the row, the others are found by name.
  function shownPersons() {
    const first = world.state.persons.slice(0, SHOWN);
    return first.some((each) => each.id === seat.person) ? first : [...first, person(seat.person)];
  }

  async function findPerson() {
    const answer = await askFor(word("seat.others"), [["name", word("seat.find"), "", { required: true }]]);
    if (!answer) return;
    const found = world.state.persons.find((each) => String(each.id) === answer.name || fullName(each) === answer.name);
    if (found) switchPerson(seat, found.id);
    else toast(word("seat.nobody"));
  }

  function drawPerson(each) {
    const name = fullName(each);
    const pressed = each.id === seat.person;
    return h("button", {
      type: "button", class: "person", "data-person": each.id, "aria-pressed": String(pressed), title: each.role || null, onclick: () => switchPerson(seat, each.id),
    }, avatar(name, each.id), h("span", {}, h("bdi", {}, each.first_name), h("small", {}, [roleOf(each), each.language_code].filter(Boolean).join(" · "))));
  }

  // Arabic names a woman's role with another word.
  function roleOf(each) {
    const feminine = `${each.role}_f`;
    if (each.feminine && hasWord(`role.${feminine}`)) return word(`role.${feminine}`);
    return hasWord(`role.${each.role}`) ? word(`role.${each.role}`) : each.role;
  }

  function redraw() {
    root.classList.toggle("chat-open", Boolean(seat.chat));
    drawHead();
    drawChatList(list, seat);
    chat.redraw();
  }

  const later = gently(() => root.isConnected && drawChatList(list, seat));

  chat.root.addEventListener("dragover", (event) => event.preventDefault());
  chat.root.addEventListener("drop", (event) => {
    event.preventDefault();
    if (seat.chat) sendFiles(seat, [...event.dataTransfer.files], "", writingThread(seat), () => {});
  });
  const offs = [on("messages", later), on("profiles", later), on("read", later)];
  redraw();
  return { root, redraw, dispose: () => { offs.forEach((off) => off()); chat.dispose(); } };
}
