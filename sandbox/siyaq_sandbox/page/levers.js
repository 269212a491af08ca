// Levers of the sandbox: its clock, its limits, privacy mode, what its server knows, new persons and chats, a fresh start.

import { post } from "./api.js";
import { on } from "./bus.js";
import { fill, h } from "./dom.js";
import { askFor, confirm, toast } from "./dialogs.js";
import { fullMoment } from "./times.js";
import { now, refresh, world } from "./world.js";
import { currentLanguage, word } from "./words.js";

const HOUR = 3600;
const STEPS = [["minute", 60], ["hour", HOUR], ["day", 24 * HOUR], ["two_days", 48 * HOUR + 1], ["month", 30 * 24 * HOUR]];
const FEATURES = ["guest", "ephemeral", "styles", "moments"];
const MODES = ["known", "ignored", "refused"];
const SCENES = ["first", "newsroom"];

/** Draws the levers into `box` and keeps them true; the function returned ends that. */
export function drawLevers(box) {
  const time = h("time", { class: "big-clock" });
  const tick = () => { time.textContent = fullMoment(now(), currentLanguage()); };
  const switches = [
    makeSwitch("limits", () => world.state.limits.on, (on) => post("limits", { on })),
    makeSwitch("privacy", () => world.state.privacy_mode, (on) => post("privacy", { on })),
    makeSwitch("rich", () => world.state.rich, (on) => post("rich", { on })),
  ];
  const choices = FEATURES.map(makeChoice);
  fill(box,
    h("h3", {}, word("levers.clock")), time,
    h("div", { class: "ready" }, STEPS.map(([name, seconds]) => button(`levers.${name}`, () => post("clock", { advance: seconds }))),
      button("levers.real", () => post("clock", { real: true }))),
    h("h3", {}, word("levers.rules")), switches.map((each) => each.element),
    h("h3", {}, word("levers.features")), choices.map((each) => each.element),
    h("h3", {}, word("levers.people")),
    h("div", { class: "ready" }, button("levers.person", addPerson), button("levers.group", () => addChat("supergroup")),
      button("levers.group_alone", () => addChat("supergroup", { bot: "none" })),
      button("levers.forum", () => addChat("forum")), button("levers.channel", () => addChat("channel"))),
    h("h3", {}, word("levers.again")), h("p", { class: "hint" }, word("levers.again_hint")),
    h("div", { class: "ready" }, SCENES.map((scene) => button(`levers.scene_${scene}`, () => reset(scene)))));
  tick();
  const timer = setInterval(tick, 1000);
  const off = on("world", () => { tick(); [...switches, ...choices].forEach((each) => each.redraw()); });
  return () => { off(); clearInterval(timer); };
}

function button(key, run) {
  return h("button", { type: "button", class: "plain", onclick: () => act(run) }, word(key));
}

async function act(run) {
  try {
    await run();
    refresh();
  } catch (error) {
    toast(error.message, "warning");
  }
}

function makeSwitch(name, read, write) {
  const input = h("input", { type: "checkbox", role: "switch" });
  const redraw = () => { input.checked = Boolean(read()); };
  input.addEventListener("change", () => act(() => write(input.checked)));
  redraw();
  const element = h("label", { class: "switch" }, input, h("span", {}, h("b", {}, word(`levers.${name}`)), h("small", {}, word(`levers.${name}_hint`))));
  return { element, redraw };
}

// What the server makes of a newer feature: it knows it, ignores it as an older one does, or refuses it.
function makeChoice(name) {
  const select = h("select", {}, MODES.map((mode) => h("option", { value: mode }, word(`levers.${mode}`))));
  const redraw = () => { select.value = world.state.features[name]; };
  select.addEventListener("change", () => act(() => post(name, { mode: select.value })));
  redraw();
  const element = h("label", { class: "choice" }, h("span", {}, h("b", {}, word(`levers.${name}`)), h("small", {}, word(`levers.${name}_hint`))), select);
  return { element, redraw };
}

async function addPerson() {
  const answer = await askFor(word("levers.person"), [
    ["first_name", word("levers.name"), "", { required: true, maxlength: 64 }], ["language_code", word("levers.language"), currentLanguage(), { dir: "ltr", maxlength: 12 }],
  ]);
  if (answer) await post("person", answer);
}

async function addChat(kind, more = {}) {
  const answer = await askFor(word(`levers.${kind === "supergroup" ? "group" : kind}`), [["title", word("levers.name"), "", { required: true, maxlength: 128 }]]);
  if (!answer) return;
  const members = world.state.persons.map((each) => each.id); // the first is the creator
  const type = kind === "channel" ? "channel" : "supergroup";
  await post("chat", { type, title: answer.title, is_forum: kind === "forum", members, ...more });
}

async function reset(scene) {
  if (await confirm(word("levers.again_sure"))) await post("reset", { scene });
}
