// What stands over the page for a moment: toasts, alerts, menus and short questions.

import { avatar, h } from "./dom.js";
import { nameOf } from "./names.js";
import { chatsOf } from "./world.js";
import { word } from "./words.js";

const TOAST_MS = 4500;

/** Shows words for some seconds; a screen reader says them. */
export function toast(words, kind = "plain") {
  const note = h("div", { class: `toast ${kind}`, dir: "auto" }, words);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

// Resolves with the value of the button, or null when it was left with Escape.
function ask(title, content, buttons, take = () => null) {
  return new Promise((resolve) => {
    const box = h("dialog", { class: "dialog", "aria-label": title });
    const answer = (value) => {
      box.close();
      box.remove();
      resolve(value);
    };
    const form = h("form", { method: "dialog" },
      title ? h("h2", { dir: "auto" }, title) : null, content(answer),
      h("div", { class: "actions" }, buttons.map(([label, value, main]) => h("button", {
        type: main ? "submit" : "button", class: main ? "main" : "plain", onclick: main ? null : () => answer(value),
      }, label))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(take());
    });
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(null);
    });
    box.append(form);
    document.body.append(box);
    box.showModal();
  });
}

/** Shows words until they are put away. */
export function showAlert(words) {
  return ask("", () => h("p", { class: "alert", dir: "auto" }, words), [[word("ok"), true, true]], () => true);
}

/** Asks yes or no. */
export async function confirm(words) {
  const buttons = [[word("cancel"), null, false], [word("ok"), true, true]];
  return (await ask("", () => h("p", { dir: "auto" }, words), buttons, () => true)) === true;
}

/** Asks for one line or more; null when it was called off. `fields` are [name, label, value, attributes]. */
export function askFor(title, fields) {
  const inputs = fields.map(([name, label, value = "", attributes = {}]) => [name, label, h(attributes.rows ? "textarea" : "input", { value, dir: "auto", ...attributes })]);
  const content = () => inputs.map(([, label, input]) => h("label", { class: "field" }, h("span", {}, label), input));
  const take = () => Object.fromEntries(inputs.map(([name, , input]) => [name, input.type === "checkbox" ? input.checked : input.value.trim()]));
  return ask(title, content, [[word("cancel"), null, false], [word("ok"), null, true]], take);
}

/** Asks for one of `choices` ([value, label, avatar id]); null when it was called off. */
export function choose(title, choices) {
  const content = (answer) => h("div", { class: "choices" }, choices.map(([value, label, id]) =>
    h("button", { type: "button", class: "choice", onclick: () => answer(value) }, avatar(label, id ?? 0), h("bdi", {}, label))));
  return ask(title, content, [[word("cancel"), null, false]]);
}

/** Asks a person for one of their chats. */
export function chooseChat(seat, title, kinds = null) {
  const chats = chatsOf(seat.person).filter((chat) => !kinds || kinds.includes(chat.type));
  return choose(title, chats.map((chat) => [chat.id, nameOf(chat, seat.person), chat.id]));
}

/** Opens a menu of [label, action] at a button; arrow keys walk it. */
export function openMenu(anchor, items) {
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => menu.contains(event.target) || close();
  const menu = h("div", { class: "menu", role: "menu" }, items.filter(Boolean).map(([label, run]) =>
    h("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => { close(); anchor.focus(); run(); } }, label)));
  menu.addEventListener("keydown", (event) => {
    const entries = [...menu.children];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
      anchor.focus();
    } else if (to !== undefined) {
      event.preventDefault();
      entries[to % entries.length].focus();
    }
  });
  document.body.append(menu);
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor);
  document.addEventListener("pointerdown", outside, true);
  menu.firstElementChild?.focus();
}

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 4 + height < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
}
