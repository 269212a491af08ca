// Faults by click: the common ones at once, any other by its form; below them those that wait.

import { get, post, remove } from "./api.js";
import { on } from "./bus.js";
import { append, fill, h } from "./dom.js";
import { toast } from "./dialogs.js";
import { nameOf } from "./names.js";
import { world } from "./world.js";
import { word } from "./words.js";

const READY = [
  ["flood", { kind: "retry_after", method: "sendMessage", retry_after: 5, times: 1 }],
  ["blocked", { kind: "status", method: "sendMessage", status: 403, description: "Forbidden: bot was blocked by the user", times: 1 }],
  ["broken", { kind: "status", method: "*", status: 502, description: "Bad Gateway", times: 1 }],
  ["slow", { kind: "delay", method: "*", seconds: 3, times: 1 }],
  ["lost_before", { kind: "reset_before", method: "sendMessage", times: 1 }],
  ["lost_after", { kind: "reset_after", method: "sendMessage", times: 1 }],
  ["half", { kind: "truncate", method: "*", times: 1 }],
  ["not_json", { kind: "not_json", method: "*", times: 1 }],
  ["outage", { kind: "outage", method: "*", seconds: 10 }],
];
const KINDS = ["status", "retry_after", "refuse", "reset_before", "reset_after", "delay", "truncate", "not_json", "outage"];
const NEEDS = { status: ["status", "description"], retry_after: ["retry_after"], delay: ["seconds"], outage: ["seconds"], refuse: ["seconds"] };
const NARROWING = ["method", "chat_id", "text", "share", "times"];
const NUMBERS = ["status", "retry_after", "seconds", "share", "times", "chat_id"];
const METHODS = ["*", "sendMessage", "sendRichMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery", "deleteMessage", "sendPhoto", "sendDocument", "getUpdates"];

/** Draws the faults into `box` and follows them; the function returned ends that. */
export function drawFaults(box) {
  const list = h("ul", { class: "faults", "aria-label": word("faults.waiting") });
  const ready = h("div", { class: "ready" }, READY.map(([name, fault]) =>
    h("button", { type: "button", class: "plain", onclick: () => add(fault) }, word(`faults.ready_${name}`))));
  fill(box, h("h3", {}, word("faults.at_once")), ready, h("h3", {}, word("faults.own")), drawForm(),
    h("div", { class: "with-button" }, h("h3", {}, word("faults.waiting")),
      h("button", { type: "button", class: "plain small", onclick: () => act(() => remove("faults")) }, word("faults.remove_all"))), list);

  async function read() {
    try {
      const answer = await get("faults");
      const faults = answer.faults.filter((fault) => fault.left !== 0); // 0: it has failed as often as it was to
      fill(list, faults.map(drawFault));
      if (!faults.length) append(list, [h("li", { class: "none" }, word("faults.none"))]);
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  async function act(what) {
    try {
      await what();
      await read();
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  const add = (fault) => act(() => post("faults", fault));

  function drawFault(fault) {
    const { id, kind, ...rest } = fault;
    const words = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => `${name}: ${value}`);
    return h("li", { class: "fault-row" }, h("div", {}, h("b", {}, word(`faults.kind_${kind}`)), h("small", { dir: "ltr" }, words.join(" · "))),
      h("button", { type: "button", class: "plain small", onclick: () => act(() => remove(`faults/${id}`)) }, word("faults.remove")));
  }

  function drawForm() {
    const kind = h("select", {}, KINDS.map((each) => h("option", { value: each }, word(`faults.kind_${each}`))));
    const chats = h("select", {}, h("option", { value: "" }, word("faults.any_chat")),
      world.state.chats.map((chat) => h("option", { value: chat.id }, chat.type === "private" ? `${word("chat.bot")} · ${chat.id}` : nameOf(chat))));
    const inputs = {
      kind, method: h("input", { list: "methods", dir: "ltr", value: "sendMessage" }), chat_id: chats, text: h("input", { dir: "auto" }),
      status: h("input", { type: "number", value: "500", min: 100, max: 599 }), description: h("input", { dir: "ltr", value: "Internal Server Error" }),
      retry_after: h("input", { type: "number", value: "5", min: 0 }), seconds: h("input", { type: "number", value: "3", min: 0, step: "any" }),
      share: h("input", { type: "number", min: 0, max: 1, step: "any", placeholder: "1" }), times: h("input", { type: "number", min: 1, value: "1" }),
    };
    const labels = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, h("label", { class: "field" }, h("span", {}, word(`faults.${name}`)), input)]));
    const fit = () => {
      for (const name of ["status", "description", "retry_after", "seconds"]) labels[name].hidden = !(NEEDS[kind.value] ?? []).includes(name);
      for (const name of NARROWING) labels[name].hidden = kind.value === "refuse"; // a closed door is closed to every call
    };
    kind.addEventListener("change", fit);
    fit();
    const form = h("form", { class: "fault-form" }, Object.values(labels),
      h("datalist", { id: "methods" }, METHODS.map((each) => h("option", { value: each }))), h("button", { type: "submit", class: "main" }, word("faults.add")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = Object.entries(inputs).filter(([name, input]) => !labels[name].hidden && input.value !== "");
      add(Object.fromEntries(given.map(([name, input]) => [name, NUMBERS.includes(name) ? Number(input.value) : input.value])));
    });
    return form;
  }

  const off = on("faults", read);
  read();
  return off;
}
