// The bar on top: the name of the place, the sandbox's time, persons side by side, the tools and the language.

import { on } from "./bus.js";
import { fill, h, icon } from "./dom.js";
import { choose } from "./dialogs.js";
import { fullName } from "./names.js";
import { addSeat, seats } from "./seats.js";
import { clockTime, fullMoment } from "./times.js";
import { openTab, toggleTool } from "./tools.js";
import { now, world } from "./world.js";
import { currentLanguage, setLanguage, word } from "./words.js";

const TICK_MS = 5000;
const TOOLS = [["log", "calls"], ["faults", "bolt"], ["levers", "levers"]];

/** Draws the bar and keeps it true; `relanguage` is called when the language has been changed. */
export function drawBar(box, relanguage) {
  const clock = h("time", { class: "clock", title: word("bar.clock") });
  const state = h("span", { class: "connection", role: "status" });
  const tick = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    clock.textContent = clockTime(now(), currentLanguage(), zone);
    clock.title = `${word("bar.clock")}: ${fullMoment(now(), currentLanguage(), zone)}`;
    state.textContent = world.connected ? "" : word("bar.lost");
  };
  const other = currentLanguage() === "ar" ? "en" : "ar";
  fill(box,
    h("h1", { class: "brand" }, h("img", { src: "page/icon.svg", alt: "", width: 28, height: 28 }), h("span", {}, word("title"))),
    state, h("span", { class: "gap" }), clock,
    h("button", { type: "button", class: "tool", "aria-label": word("bar.add_person"), title: word("bar.add_person"), onclick: addPerson }, icon("add"), h("span", {}, word("bar.beside"))),
    TOOLS.map(([name, sign]) => h("button", {
      type: "button", class: "tool", "data-tool": name, "aria-pressed": String(openTab() === name), "aria-label": word(`tools.${name}`), title: word(`tools.${name}`),
      onclick: () => toggleTool(name),
    }, icon(sign), h("span", {}, word(`tools.${name}`)))),
    h("button", { type: "button", class: "tool language", lang: other, onclick: () => { setLanguage(other); relanguage(); } }, word("bar.other_language")));
  tick();
  const mark = () => box.querySelectorAll("[data-tool]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.tool === openTab())));
  const offs = [on("world", tick), on("connection", tick), on("tool", mark)];
  const timer = setInterval(tick, TICK_MS);
  return () => { offs.forEach((off) => off()); clearInterval(timer); };
}

async function addPerson() {
  const seated = seats.map((seat) => seat.person);
  const free = world.state.persons.filter((each) => !seated.includes(each.id));
  const id = await choose(word("bar.add_person"), (free.length ? free : world.state.persons).map((each) => [each.id, fullName(each), each.id]));
  if (id !== null) addSeat(id);
}
