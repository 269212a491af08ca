// The tools beside the chats, one at a time: calls, faults, levers.

import { tell } from "./bus.js";
import { fill, h, icon } from "./dom.js";
import { drawFaults } from "./faults.js";
import { drawLevers } from "./levers.js";
import { drawLog } from "./log.js";
import { word } from "./words.js";

const DRAW = { log: drawLog, faults: drawFaults, levers: drawLevers };
let open = null;
let dispose = () => {};

/** The tool that is open, or null. */
export function openTab() {
  return open;
}

/** Opens a tool, or closes it where it is open. */
export function toggleTool(name) {
  open = open === name ? null : name;
  drawTools();
  if (open) document.getElementById("tools").querySelector("h2").focus();
  else document.querySelector(`[data-tool="${name}"]`)?.focus();
}

/** Draws the open tool anew. */
export function drawTools() {
  const box = document.getElementById("tools");
  dispose();
  dispose = () => {};
  box.hidden = !open;
  box.replaceChildren();
  if (open) {
    const body = h("div", { class: "tool-body" });
    box.setAttribute("aria-label", word(`tools.${open}`));
    fill(box, h("header", { class: "tool-head" }, h("h2", { tabindex: -1 }, word(`tools.${open}`)),
      h("button", { type: "button", class: "round", "aria-label": word("tools.close"), onclick: () => toggleTool(open) }, icon("close"))), body);
    dispose = DRAW[open](body);
  }
  box.onkeydown = (event) => event.key === "Escape" && open && toggleTool(open);
  tell("tool");
}
